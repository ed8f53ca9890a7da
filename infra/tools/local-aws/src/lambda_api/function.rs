//! A function's binary in a process of its own, started as Lambda starts it.

use std::io::{self, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::time::Instant;

use super::LambdaApi;

/// How often to check whether a process has ended.
const POLL: Duration = Duration::from_millis(5);

/// A running function. The process is killed when this is dropped.
#[derive(Debug)]
pub struct Function {
    process: Child,
    /// Read by a thread while the process runs, because a full pipe would block the process.
    stdout: Option<JoinHandle<Vec<u8>>>,
    stderr: Option<JoinHandle<Vec<u8>>>,
}

/// The output of a function.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// Metrics.
    pub stdout: String,
    /// Log lines.
    pub stderr: String,
}

impl Function {
    /// Starts a function that polls `api`, with the variables of the command and those that Lambda
    /// sets. The credentials are dummies: pass the endpoints of the services that the function
    /// uses.
    ///
    /// # Errors
    /// When the binary does not exist or no process can be started.
    pub fn start(api: &LambdaApi, mut command: Command) -> io::Result<Self> {
        command
            .env("AWS_LAMBDA_RUNTIME_API", api.address())
            .envs([
                ("AWS_LAMBDA_FUNCTION_NAME", "switchboard"),
                ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128"),
                ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
                ("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/switchboard"),
                ("AWS_LAMBDA_LOG_STREAM_NAME", "local"),
                ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
                ("AWS_REGION", "us-east-1"),
                ("AWS_ACCESS_KEY_ID", "local"),
                ("AWS_SECRET_ACCESS_KEY", "local"),
                ("AWS_SESSION_TOKEN", "local"),
            ])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut process = command.spawn()?;
        let stdout = process.stdout.take().map(read);
        let stderr = process.stderr.take().map(read);
        Ok(Self { process, stdout, stderr })
    }

    /// The process id.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Waits until the process ends by itself.
    ///
    /// # Errors
    /// [`io::ErrorKind::TimedOut`] when it is still running after `timeout`.
    pub async fn ended(&mut self, timeout: Duration) -> io::Result<ExitStatus> {
        let until = Instant::now() + timeout;
        loop {
            if let Some(status) = self.process.try_wait()? {
                return Ok(status);
            }
            if Instant::now() >= until {
                return Err(io::ErrorKind::TimedOut.into());
            }
            tokio::time::sleep(POLL).await;
        }
    }

    /// Kills the process, and returns what it wrote.
    #[must_use]
    pub fn stop(mut self) -> Written {
        self.kill();
        let text = |reader: Option<JoinHandle<Vec<u8>>>| {
            let bytes = reader.and_then(|reader| reader.join().ok()).unwrap_or_default();
            String::from_utf8_lossy(&bytes).into_owned()
        };
        Written { stdout: text(self.stdout.take()), stderr: text(self.stderr.take()) }
    }

    fn kill(&mut self) {
        // Fails only for a process that has already ended.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for Function {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Reads to the end of the pipe, or to an error.
fn read(mut pipe: impl Read + Send + 'static) -> JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = pipe.read_to_end(&mut bytes);
        bytes
    })
}
