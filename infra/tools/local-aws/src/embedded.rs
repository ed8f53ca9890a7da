//! An embedded DynamoDB in this process, behind the same HTTP interface as the real one.
//!
//! The functions reach it through the AWS SDK, so expressions, conditions and pages run here as
//! they run in the cloud. An acknowledged write is durable: with a data folder, it is in the file's
//! write-ahead log, which survives when the process is killed. Only a power loss can take the most
//! recent writes.
//!
//! Facts about the engine (dynoxide 3.2):
//! - Stream records live in the same file as the table. They survive a restart and are never
//!   trimmed, so a file keeps the images of every change until they are [erased](Embedded::erase).
//!   The ARN of the stream and its one shard stay the same.
//! - The engine finds the last sequence number by reading every stream record, on each write: 900
//!   writes a second at 10,000 records and falling. The index that this module creates keeps it at
//!   28,000.
//! - The engine waits for the disk on each write (300 a second). This module sets the file to wait
//!   at checkpoints only (5,000).
//! - Nothing expires by itself: call [`Embedded::expire`]. It also removes items that expired more
//!   than five years ago, which DynamoDB would keep.
//! - One lock guards everything, so more threads would not serve more requests.

mod erase;
mod reading;

use std::fmt;
use std::fs::{self, File, TryLockError};
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_dynamodb::config::{Credentials, SharedCredentialsProvider};
use dynoxide::errors::DynoxideError;
use dynoxide::{Database, server};
use tokio::sync::watch;

/// Name of the database file in a data folder.
pub const FILE: &str = "table.sqlite";

/// A running embedded DynamoDB. Dropping it stops the server and releases the file.
///
/// ```no_run
/// # async fn example() -> Result<(), local_aws::embedded::EmbeddedError> {
/// let embedded = local_aws::embedded::Embedded::start(None)?;
/// let client = embedded.dynamodb();
/// embedded.shutdown().await;
/// # Ok(())
/// # }
/// ```
pub struct Embedded {
    endpoint: String,
    /// The path or URI that SQLite opens the database by.
    address: String,
    config: SdkConfig,
    server: Option<Server>,
    // The order of the fields is the order of dropping: the file is closed after the server has
    // stopped and before the lock lets another process open it.
    database: Database,
    _lock: Option<File>,
}

/// The thread that serves, and the channel that stops it.
#[derive(Debug)]
struct Server {
    thread: JoinHandle<()>,
    stop: watch::Sender<()>,
}

/// Why an embedded DynamoDB could not be started or used.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddedError {
    /// The data folder cannot be created or written.
    #[error(
        "the table cannot be stored in {}: {source}; name a folder that can be created and written",
        folder.display()
    )]
    Folder {
        /// The folder that was requested.
        folder: PathBuf,
        /// The error of the file system.
        source: io::Error,
    },
    /// Another process has the data folder open.
    #[error(
        "{} is in use by another switchboard; wait for it to end or name another folder",
        folder.display()
    )]
    InUse {
        /// The folder that was requested.
        folder: PathBuf,
    },
    /// The file in the data folder cannot be opened as a database.
    #[error(
        "the table in {} cannot be opened: {reason}; move the folder away or name another one",
        folder.display()
    )]
    Unreadable {
        /// The folder that was requested.
        folder: PathBuf,
        /// The error of the database.
        reason: DynoxideError,
    },
    /// The engine itself failed.
    #[error("the embedded DynamoDB failed: {0}")]
    Engine(#[from] DynoxideError),
    /// The stream's index could not be created.
    #[error("the embedded DynamoDB's stream could not be indexed: {0}")]
    Index(#[from] rusqlite::Error),
    /// Deleted data could not be overwritten.
    #[error(
        "the file could not be rewritten and still has the deleted data: {0}; free as much space \
         as the file takes, and run forget again"
    )]
    Erase(#[source] rusqlite::Error),
    /// The operating system gave no socket or thread.
    #[error("the embedded DynamoDB could not be served on loopback: {0}")]
    Serve(#[source] io::Error),
}

impl Embedded {
    /// Starts on a free port of the loopback interface: in memory, or in a file inside the folder
    /// `data`, which is created when absent.
    ///
    /// # Errors
    /// When the folder cannot be written, is in use, or holds something else.
    pub fn start(data: Option<&Path>) -> Result<Self, EmbeddedError> {
        let ((database, address), lock) = match data {
            Some(folder) => {
                let lock = lock(folder)?;
                (open(folder)?, Some(lock))
            }
            None => (open_in_memory()?, None),
        };
        Self::serve(database, address, lock)
    }

    /// Serves a database on a free port.
    fn serve(
        database: Database,
        address: String,
        lock: Option<File>,
    ) -> Result<Self, EmbeddedError> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(EmbeddedError::Serve)?;
        listener.set_nonblocking(true).map_err(EmbeddedError::Serve)?;
        let endpoint = format!("http://{}", listener.local_addr().map_err(EmbeddedError::Serve)?);
        let server = Server::start(listener, database.clone()).map_err(EmbeddedError::Serve)?;
        Ok(Self {
            config: config(&endpoint),
            endpoint,
            address,
            server: Some(server),
            database,
            _lock: lock,
        })
    }

    /// The address of the server, `http://127.0.0.1:<port>`: the value of `AWS_ENDPOINT_URL` for
    /// another process.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// An SDK configuration that reaches this server only: no profile, no environment, no instance
    /// metadata, no retries.
    #[must_use]
    pub fn sdk_config(&self) -> SdkConfig {
        self.config.clone()
    }

    /// A client for the table.
    #[must_use]
    pub fn dynamodb(&self) -> aws_sdk_dynamodb::Client {
        aws_sdk_dynamodb::Client::new(&self.config)
    }

    /// A client for the table's stream.
    #[must_use]
    pub fn streams(&self) -> aws_sdk_dynamodbstreams::Client {
        aws_sdk_dynamodbstreams::Client::new(&self.config)
    }

    /// Removes the items whose time to live has passed, and returns how many they were. DynamoDB
    /// does the same within days.
    pub fn expire(&self) -> Result<usize, EmbeddedError> {
        Ok(self.database.sweep_ttl()?)
    }

    /// Stops the server without blocking the caller's executor. Afterwards the port is closed and
    /// the file free.
    pub async fn shutdown(self) {
        // Only a panic while dropping can fail here, and then everything has stopped anyway.
        let _ = tokio::task::spawn_blocking(move || drop(self)).await;
    }
}

impl fmt::Debug for Embedded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Embedded").field("endpoint", &self.endpoint).finish_non_exhaustive()
    }
}

impl Drop for Embedded {
    fn drop(&mut self) {
        if let Some(Server { thread, stop }) = self.server.take() {
            drop(stop);
            // A panic of the thread is ignored: the server has ended either way.
            let _ = thread.join();
        }
    }
}

impl Server {
    /// How long a running request may take after the server is asked to stop. A client may keep one
    /// open without end.
    const GRACE: Duration = Duration::from_secs(1);

    /// The server has its own runtime on its own thread: SQLite blocks, and must not block the
    /// functions. Ending the runtime also ends the remaining connections, which keep the
    /// database open.
    fn start(listener: TcpListener, database: Database) -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = watch::channel(());
        let thread = thread::Builder::new()
            .name("dynamodb".to_owned())
            .spawn(move || runtime.block_on(Self::serve(listener, database, stopped)))?;
        Ok(Self { thread, stop })
    }

    async fn serve(listener: TcpListener, database: Database, stopped: watch::Receiver<()>) {
        let listener = match tokio::net::TcpListener::from_std(listener) {
            Ok(listener) => listener,
            Err(error) => return tracing::error!(%error, "the embedded DynamoDB cannot listen"),
        };
        // No value is ever sent. Dropping the sender is the signal, so a caller that vanishes stops
        // the server too.
        let signal = |mut stopped: watch::Receiver<()>| async move {
            let _ = stopped.changed().await;
        };
        let serving = server::serve_with_shutdown(listener, database, signal(stopped.clone()));
        tokio::select! {
            ended = serving => if let Err(error) = ended {
                tracing::error!(%error, "the embedded DynamoDB ended");
            },
            () = async { signal(stopped).await; tokio::time::sleep(Self::GRACE).await } => {}
        }
    }
}

/// Locks the folder for this process. The operating system releases the lock when the process ends,
/// however it ends.
fn lock(folder: &Path) -> Result<File, EmbeddedError> {
    let refused = |source| EmbeddedError::Folder { folder: folder.to_owned(), source };
    fs::create_dir_all(folder).map_err(refused)?;
    let lock = File::create(folder.join("lock")).map_err(refused)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(EmbeddedError::InUse { folder: folder.to_owned() }),
        Err(TryLockError::Error(source)) => Err(refused(source)),
    }
}

/// Opens the database in a folder, and returns it with the path that SQLite opens it by.
fn open(folder: &Path) -> Result<(Database, String), EmbeddedError> {
    let path = file_in(folder)?;
    let database = Database::new(&path)
        .map_err(|reason| EmbeddedError::Unreadable { folder: folder.to_owned(), reason })?;
    index_stream(&path)?;
    // This is the engine's only way to set `synchronous = NORMAL`. The other settings that it
    // changes are the defaults already.
    database.disable_bulk_loading()?;
    Ok((database, path))
}

/// The database file of a folder, as an absolute path, because SQLite takes some relative names for
/// URIs.
fn file_in(folder: &Path) -> Result<String, EmbeddedError> {
    let refused = |source| EmbeddedError::Folder { folder: folder.to_owned(), source };
    let file = folder.canonicalize().map_err(refused)?.join(FILE);
    file.into_os_string().into_string().map_err(|_| {
        refused(io::Error::new(io::ErrorKind::InvalidInput, "its name is not Unicode"))
    })
}

/// Opens a named in-memory database rather than `Database::memory()`: a second connection must
/// reach it to create the index.
fn open_in_memory() -> Result<(Database, String), EmbeddedError> {
    static STARTED: AtomicU64 = AtomicU64::new(0);
    let address = format!(
        "file:embedded-{}?mode=memory&cache=shared",
        STARTED.fetch_add(1, Ordering::Relaxed)
    );
    let database = Database::new(&address)?;
    index_stream(&address)?;
    Ok((database, address))
}

/// Creates an index on the stream records. The engine's two queries on them, for the last sequence
/// number and for the next page, compare exactly this cast.
fn index_stream(address: &str) -> Result<(), rusqlite::Error> {
    rusqlite::Connection::open(address)?.execute_batch(
        "CREATE INDEX IF NOT EXISTS _stream_records_by_sequence_number
         ON _stream_records (table_name, CAST(sequence_number AS INTEGER))",
    )
}

fn config(endpoint: &str) -> SdkConfig {
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("us-east-1"))
        .endpoint_url(endpoint)
        .credentials_provider(SharedCredentialsProvider::new(Credentials::new(
            "embedded", "embedded", None, None, "embedded",
        )))
        // A failure here must show, so there are no retries.
        .retry_config(RetryConfig::disabled())
        // Plain HTTP: the default client first reads the system's root certificates.
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build()
}

#[cfg(test)]
pub(crate) mod tests;
