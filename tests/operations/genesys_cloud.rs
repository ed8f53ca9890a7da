//! A fake Genesys Cloud on this machine. It misbehaves as scripted and records every request that
//! it reads in full.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use interactions::config::Endpoints;
use interactions::platform::{ClientCredentials, Fixed, Limits, Platform};
use runtime::Clock;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::Instant;

/// How the next connection or request is treated.
#[derive(Debug, Clone, PartialEq)]
pub enum Turn {
    /// An answer: status, headers, body.
    Answer(u16, &'static str, String),
    /// An answer after a delay.
    Slow(Duration),
    /// The connection is cut before anything is read.
    CutBeforeReading,
    /// The connection is cut after the request is read.
    CutAfterReading,
    /// The connection is cut in the middle of the answer.
    CutInAnswer,
    /// The answer is complete. The connection is closed after it, although it was to be kept alive.
    CloseAfterAnswer,
}

/// A request that was read in full.
#[derive(Debug, Clone)]
pub struct Received {
    pub method: String,
    pub path: String,
    pub body: Value,
    pub head: String,
    pub at: Instant,
    pub turn: Turn,
}

impl Received {
    /// Whether the request changes something. Questions may be asked again.
    pub fn is_change(&self) -> bool {
        self.method != "GET" && !self.path.ends_with("/details/query")
    }

    /// Whether the request may have taken effect: it was not refused for its token or for too many
    /// calls.
    pub fn may_have_taken_effect(&self) -> bool {
        !matches!(self.turn, Turn::Answer(401 | 429, ..))
    }

    /// Whether the answer was complete, in time, and a success.
    pub fn was_answered_as_done(&self) -> bool {
        match &self.turn {
            Turn::Answer(status, _, body) => {
                (200..300).contains(status) && !body.starts_with("not")
            }
            turn => *turn == Turn::CloseAfterAnswer,
        }
    }
}

/// One server of the fake: the API or the login.
#[derive(Clone)]
pub struct Side {
    pub url: String,
    script: Arc<Mutex<(VecDeque<Turn>, Turn)>>,
    received: Arc<Mutex<Vec<Received>>>,
}

pub struct GenesysCloud {
    pub api: Side,
    pub login: Side,
}

/// An answer that fits every question: nothing is parked, the queue `Support` has the id `q-2`, and
/// `p-agent` has not answered.
pub const ANSWER: &str = r#"{
    "conversations": [], "entities": [{"id": "q-2", "name": "Support"}],
    "participants": [{"id": "p-agent", "calls": [{"state": "alerting"}],
        "chats": [{"state": "alerting"}]}]
}"#;

pub fn ok() -> Turn {
    Turn::Answer(200, "", ANSWER.to_owned())
}

pub fn token(name: &str, seconds: u64) -> Turn {
    Turn::Answer(
        200,
        "",
        format!(r#"{{"access_token": "{name}", "token_type": "bearer", "expires_in": {seconds}}}"#),
    )
}

/// More time than a call needs on a busy machine: only a fake that is silent uses it up.
pub const LIMITS: Limits = Limits {
    attempt: Duration::from_secs(10),
    overall: Duration::from_secs(40),
    wait: Duration::from_millis(5),
};

/// For a fake that does not answer in time.
const SHORT_LIMITS: Limits =
    Limits { attempt: Duration::from_millis(500), overall: Duration::from_millis(1_900), ..LIMITS };

impl GenesysCloud {
    pub async fn start() -> Self {
        Self { api: Side::start(ok()).await, login: Side::start(token("first", 86_400)).await }
    }

    pub fn platform(&self) -> Arc<Platform> {
        self.platform_with(LIMITS, Clock::system())
    }

    /// A client that gives up soon if this turn is a slow answer.
    pub fn platform_for(&self, turn: &Turn) -> Arc<Platform> {
        let limits = if matches!(turn, Turn::Slow(_)) { SHORT_LIMITS } else { LIMITS };
        self.platform_with(limits, Clock::system())
    }

    pub fn platform_with(&self, limits: Limits, clock: Clock) -> Arc<Platform> {
        let endpoints = Endpoints { api: self.api.url.clone(), login: self.login.url.clone() };
        let client = ClientCredentials { client_id: "id".into(), client_secret: "secret".into() };
        Arc::new(Platform::new(&endpoints, Arc::new(Fixed(client)), limits, clock).unwrap())
    }
}

impl Side {
    async fn start(otherwise: Turn) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let side = Self {
            url: format!("http://{}", listener.local_addr().unwrap()),
            script: Arc::new(Mutex::new((VecDeque::new(), otherwise))),
            received: Arc::default(),
        };
        let served = side.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                if served.next_is(&Turn::CutBeforeReading) {
                    served.turn();
                    continue;
                }
                let side = served.clone();
                tokio::spawn(async move { side.serve(stream).await });
            }
        });
        side
    }

    /// Adds turns. After them, the default turn applies again.
    pub fn next(&self, turns: impl IntoIterator<Item = Turn>) {
        self.script.lock().unwrap().0.extend(turns);
    }

    /// Sets the default turn.
    pub fn always(&self, turn: Turn) {
        self.script.lock().unwrap().1 = turn;
    }

    pub fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    fn next_is(&self, turn: &Turn) -> bool {
        let script = self.script.lock().unwrap();
        script.0.front().unwrap_or(&script.1) == turn
    }

    fn turn(&self) -> Turn {
        let mut script = self.script.lock().unwrap();
        script.0.pop_front().unwrap_or_else(|| script.1.clone())
    }

    async fn serve(self, mut stream: TcpStream) -> Option<()> {
        loop {
            let (head, body) = read(&mut stream).await?;
            let turn = self.turn();
            let mut words = head.split(' ').map(str::to_owned);
            self.received.lock().unwrap().push(Received {
                method: words.next()?,
                path: words.next()?,
                body: serde_json::from_slice(&body)
                    .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&body).into_owned())),
                head,
                at: Instant::now(),
                turn: turn.clone(),
            });
            let (status, headers, body) = match turn {
                Turn::Answer(status, headers, body) => (status, headers, body),
                Turn::Slow(wait) => {
                    tokio::time::sleep(wait).await;
                    (200, "", "{}".to_owned())
                }
                Turn::CloseAfterAnswer => {
                    stream
                        .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
                        .await
                        .ok()?;
                    return None;
                }
                Turn::CutInAnswer => {
                    stream
                        .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{")
                        .await
                        .ok()?;
                    return None;
                }
                Turn::CutBeforeReading | Turn::CutAfterReading => return None,
            };
            let length = body.len();
            let answer = format!(
                "HTTP/1.1 {status} Said\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
            );
            stream.write_all(answer.as_bytes()).await.ok()?;
        }
    }
}

/// Head and body of a request. `None` if the connection ends early.
async fn read(stream: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    let head = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
        (stream.read_buf(&mut bytes).await.ok()? > 0).then_some(())?;
    };
    let text = String::from_utf8_lossy(&bytes[..head]).into_owned();
    let length = text
        .lines()
        .find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
    let end = head + length.unwrap_or(0_usize);
    while bytes.len() < end {
        (stream.read_buf(&mut bytes).await.ok()? > 0).then_some(())?;
    }
    Some((text, bytes[head..end].to_vec()))
}
