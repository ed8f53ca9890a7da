//! Lambda's Runtime API on loopback, so that a function's binary runs here exactly as it is
//! deployed.
//!
//! A function polls for its next invocation and posts the outcome; this server interprets neither.
//! An invocation goes to one poll and has one outcome. An invocation that is not answered by its
//! deadline fails, as in Lambda. Lambda then ends the process; here that is the task of the caller,
//! who started the process. The paths and headers are those of the API of 2018-06-01. [`Function`]
//! is such a process.

mod function;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Instant, timeout_at};

pub use self::function::{Function, Written};

/// The trace of every invocation.
pub const TRACE: &str = "Root=1-00000000-000000000000000000000000;Sampled=0";

/// The ARN that every function gets as its own.
const FUNCTION_ARN: &str = "arn:aws:lambda:us-east-1:000000000000:function:switchboard";

/// A running Runtime API. The server stops when this is dropped; a function that polls it then
/// ends.
///
/// ```no_run
/// # use std::time::Duration;
/// # use std::process::Command;
/// # use local_aws::lambda_api::{Function, LambdaApi, Outcome};
/// # async fn example(event: serde_json::Value) -> Result<(), Box<dyn std::error::Error>> {
/// let api = LambdaApi::start().await?;
/// let _function = Function::start(&api, Command::new("target/debug/receive"))?;
/// match api.invoke(event, Duration::from_secs(3)).await? {
///     Outcome::Response(response) => {
///         assert_eq!(response["batchItemFailures"], serde_json::json!([]))
///     }
///     Outcome::Error(error) => eprintln!("{}: {}", error["errorType"], error["errorMessage"]),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct LambdaApi {
    address: SocketAddr,
    queue: mpsc::UnboundedSender<Invocation>,
    shared: Arc<Shared>,
    initialization: watch::Receiver<Option<Value>>,
    /// Dropping it stops the server.
    _running: oneshot::Sender<()>,
    invoked: AtomicU64,
}

/// The outcome of an invocation.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The handler's return value.
    Response(Value),
    /// The error that the runtime reported: `errorType`, `errorMessage`, perhaps `stackTrace`.
    Error(Value),
}

/// Why an invocation has no outcome.
#[derive(Debug, thiserror::Error)]
pub enum LambdaApiError {
    /// The operating system gave no socket.
    #[error("the Lambda Runtime API could not be served on loopback: {0}")]
    Listen(#[from] io::Error),
    /// The function did not answer in time. It may still be running: end it.
    #[error("the function did not answer within {0:?}")]
    Deadline(Duration),
    /// The function failed before its first poll.
    #[error("the function could not start: {0}")]
    Initialization(Value),
    /// The server has ended.
    #[error("the Lambda Runtime API has stopped")]
    Stopped,
}

#[derive(Debug)]
struct Invocation {
    id: String,
    payload: String,
    deadline_ms: u128,
}

/// The state that all requests share.
#[derive(Debug)]
struct Shared {
    queue: tokio::sync::Mutex<mpsc::UnboundedReceiver<Invocation>>,
    awaited: Mutex<HashMap<String, oneshot::Sender<Outcome>>>,
    initialization: watch::Sender<Option<Value>>,
    first_asked: OnceLock<Instant>,
}

impl LambdaApi {
    /// Starts on a free port of the loopback interface.
    ///
    /// # Errors
    /// When no port is free.
    pub async fn start() -> Result<Self, LambdaApiError> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let (queue, invocations) = mpsc::unbounded_channel();
        let (initialization, failed) = watch::channel(None);
        let (running, ended) = oneshot::channel::<()>();
        let shared = Arc::new(Shared {
            queue: tokio::sync::Mutex::new(invocations),
            awaited: Mutex::default(),
            initialization,
            first_asked: OnceLock::new(),
        });
        let serving =
            axum::serve(listener, router(Arc::clone(&shared))).with_graceful_shutdown(async {
                let _ = ended.await;
            });
        tokio::spawn(async {
            if let Err(error) = serving.await {
                tracing::error!(%error, "the Lambda Runtime API ended");
            }
        });
        Ok(Self {
            address,
            queue,
            shared,
            initialization: failed,
            _running: running,
            invoked: AtomicU64::new(1),
        })
    }

    /// The value of `AWS_LAMBDA_RUNTIME_API`: host and port, without a scheme.
    #[must_use]
    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// When a function first polled for an invocation, which ends its start-up. `None` before that.
    #[must_use]
    pub fn first_asked(&self) -> Option<Instant> {
        self.shared.first_asked.get().copied()
    }

    /// Invokes the function and waits for the outcome, at most for `deadline`. Invocations may
    /// overlap: each goes to the next poll.
    pub async fn invoke(
        &self,
        payload: Value,
        deadline: Duration,
    ) -> Result<Outcome, LambdaApiError> {
        let id = format!(
            "00000000-0000-4000-8000-{:012x}",
            self.invoked.fetch_add(1, Ordering::Relaxed)
        );
        let (answer, outcome) = oneshot::channel();
        self.shared.awaited().insert(id.clone(), answer);
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let invocation = Invocation {
            id: id.clone(),
            payload: payload.to_string(),
            deadline_ms: (now + deadline).as_millis(),
        };
        let until = Instant::now() + deadline;
        let mut initialization = self.initialization.clone();
        let result = async {
            self.queue.send(invocation).map_err(|_| LambdaApiError::Stopped)?;
            tokio::select! {
                outcome = timeout_at(until, outcome) => match outcome {
                    Ok(outcome) => outcome.map_err(|_| LambdaApiError::Stopped),
                    Err(_) => Err(LambdaApiError::Deadline(deadline)),
                },
                Ok(failed) = initialization.wait_for(Option::is_some) => {
                    Err(LambdaApiError::Initialization(failed.clone().unwrap_or_default()))
                }
            }
        }
        .await;
        self.shared.awaited().remove(&id);
        result
    }
}

impl Shared {
    fn awaited(&self) -> std::sync::MutexGuard<'_, HashMap<String, oneshot::Sender<Outcome>>> {
        // The mutex is never poisoned in practice: no code panics while it holds the map.
        self.awaited.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_awaited(&self, id: &str) -> bool {
        self.awaited().get(id).is_some_and(|awaited| !awaited.is_closed())
    }

    fn answer(&self, id: &str, outcome: Outcome) -> Answer {
        match self.awaited().remove(id).map(|awaited| awaited.send(outcome)) {
            Some(Ok(())) => Ok((StatusCode::ACCEPTED, json!({ "status": "OK" }).to_string())),
            // The id was never handed out, was answered before, or its deadline has passed.
            _ => Err((
                StatusCode::BAD_REQUEST,
                json!({ "errorType": "InvalidRequestID" }).to_string(),
            )),
        }
    }
}

type Answer = Result<(StatusCode, String), (StatusCode, String)>;

fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/2018-06-01/runtime/invocation/next", get(next))
        .route("/2018-06-01/runtime/invocation/{id}/response", post(response))
        .route("/2018-06-01/runtime/invocation/{id}/error", post(error))
        .route("/2018-06-01/runtime/init/error", post(initialization_error))
        // The limit of Lambda: a response may have 6 MB.
        .layer(DefaultBodyLimit::max(6 * 1024 * 1024))
        .with_state(shared)
}

async fn next(
    State(shared): State<Arc<Shared>>,
) -> Result<impl IntoResponse, (StatusCode, String)> {
    shared.first_asked.get_or_init(Instant::now);
    let mut queue = shared.queue.lock().await;
    let invocation = loop {
        match queue.recv().await {
            Some(invocation) if shared.is_awaited(&invocation.id) => break invocation,
            // The caller stopped waiting before any function polled.
            Some(_) => {}
            None => return Err((StatusCode::GONE, json!({ "errorType": "Stopped" }).to_string())),
        }
    };
    let headers = [
        ("Content-Type", "application/json".to_owned()),
        ("Lambda-Runtime-Aws-Request-Id", invocation.id),
        ("Lambda-Runtime-Deadline-Ms", invocation.deadline_ms.to_string()),
        ("Lambda-Runtime-Invoked-Function-Arn", FUNCTION_ARN.to_owned()),
        ("Lambda-Runtime-Trace-Id", TRACE.to_owned()),
    ];
    Ok((headers, invocation.payload))
}

async fn response(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    shared.answer(&id, Outcome::Response(document(&body)?))
}

async fn error(State(shared): State<Arc<Shared>>, Path(id): Path<String>, body: Bytes) -> Answer {
    shared.answer(&id, Outcome::Error(document(&body)?))
}

async fn initialization_error(State(shared): State<Arc<Shared>>, body: Bytes) -> Answer {
    shared.initialization.send_replace(Some(document(&body)?));
    Ok((StatusCode::ACCEPTED, json!({ "status": "OK" }).to_string()))
}

fn document(body: &[u8]) -> Result<Value, (StatusCode, String)> {
    serde_json::from_slice(body).map_err(|error| {
        let error = json!({ "errorType": "InvalidBody", "errorMessage": error.to_string() });
        (StatusCode::BAD_REQUEST, error.to_string())
    })
}
