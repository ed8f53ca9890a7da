//! The client example of NOTIFICATIONS.md, as it is written, with a small Event API of AppSync: the
//! protocol of its WebSockets ("Understanding the Event API WebSocket protocol", AppSync Events
//! developer guide), and who may subscribe to what.

use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tungstenite::http::StatusCode;
use tungstenite::{Error, Message};

use super::live::becomes_true;
use super::tab::Tab;

const DOCUMENT: &str = include_str!("../../../../infra/docs/NOTIFICATIONS.md");
const TOKEN: &str = "token-of-u-1";
const OWN: &str = "/interactions/users/u-1";

/// What the server does to a connection.
enum Act {
    Send(Value),
    Close,
}

/// The API and its Event API, at one address.
struct Server {
    host: String,
    /// The connections that have subscribed, in order.
    subscribed: Arc<Mutex<Vec<Sender<Act>>>>,
    /// What was refused: the handshake or a channel.
    refused: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let (subscribed, refused) = (Arc::default(), Arc::default());
        let server = Self { host, subscribed, refused };
        let (host, subscribed) = (server.host.clone(), Arc::clone(&server.subscribed));
        let refused = Arc::clone(&server.refused);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (host, subscribed) = (host.clone(), Arc::clone(&subscribed));
                let refused = Arc::clone(&refused);
                std::thread::spawn(move || answer(stream.unwrap(), &host, &subscribed, &refused));
            }
        });
        server
    }

    /// Has the newest subscriber get a message, or lose its connection.
    fn act(&self, act: Act) {
        self.subscribed.lock().unwrap().last().unwrap().send(act).unwrap();
    }

    fn push(&self, state: &str, known_events: Option<u64>) {
        let interaction = known_events.map(|known| json!({"uri": "u", "knownEvents": known}));
        let mut message = json!({"id": "c-1", "userId": "u-1", "state": state});
        if let Some(interaction) = interaction {
            message["interaction"] = interaction;
        }
        self.act(Act::Send(message));
    }

    fn refused(&self) -> Vec<String> {
        self.refused.lock().unwrap().clone()
    }
}

fn answer(
    mut stream: TcpStream,
    host: &str,
    subscribed: &Mutex<Vec<Sender<Act>>>,
    refused: &Mutex<Vec<String>>,
) {
    let mut head = [0; 4_096];
    // Leaves the request in the socket, where it is read again.
    let length = stream.peek(&mut head).unwrap_or_default();
    let head = String::from_utf8_lossy(&head[..length]).into_owned();
    if head.starts_with("GET /event/realtime ") {
        return connected(stream, host, subscribed, refused);
    }
    let _ = stream.read(&mut [0; 4_096]);
    let is_read = head.starts_with("GET /me/interactions?fields=* ")
        && head.contains(&format!("Bearer {TOKEN}"));
    let body = if is_read { r#"{"statusCode":0,"interactions":["one"]}"# } else { "<p>page" };
    let _ = write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{body}",
        body.len()
    );
}

/// Whether this authorization may connect: that of a header or of a subscription.
fn is_authorized(authorization: &Value, host: &str) -> bool {
    *authorization == json!({"host": host, "Authorization": TOKEN})
}

#[expect(clippy::result_large_err, reason = "the handshake of tungstenite answers so")]
fn connected(
    stream: TcpStream,
    host: &str,
    subscribed: &Mutex<Vec<Sender<Act>>>,
    refused: &Mutex<Vec<String>>,
) {
    let check = |request: &Request, mut response: Response| {
        let protocols = request.headers()["sec-websocket-protocol"].to_str().unwrap();
        let (protocol, header) = protocols.split_once(", header-").unwrap();
        assert_eq!(protocol, "aws-appsync-event-ws");
        let header = URL_SAFE_NO_PAD.decode(header).unwrap();
        if !is_authorized(&serde_json::from_slice(&header).unwrap(), host) {
            refused.lock().unwrap().push("handshake".to_owned());
            let mut answer = ErrorResponse::new(None);
            *answer.status_mut() = StatusCode::UNAUTHORIZED;
            return Err(answer);
        }
        response.headers_mut().insert("sec-websocket-protocol", protocol.parse().unwrap());
        Ok(response)
    };
    let Ok(mut socket) = tungstenite::accept_hdr(stream, check) else { return };
    socket.get_ref().set_read_timeout(Some(Duration::from_millis(20))).unwrap();
    let (sender, acts): (Sender<Act>, Receiver<Act>) = channel();
    let (mut sender, mut subscription) = (Some(sender), Value::Null);
    loop {
        let answer = match socket.read() {
            Ok(Message::Text(text)) => {
                let asked: Value = serde_json::from_str(&text).unwrap();
                let id = asked["id"].clone();
                match asked["type"].as_str().unwrap() {
                    "connection_init" => {
                        json!({"type": "connection_ack", "connectionTimeoutMs": 300_000})
                    }
                    "subscribe"
                        if asked["channel"] == OWN
                            && is_authorized(&asked["authorization"], host) =>
                    {
                        subscribed.lock().unwrap().extend(sender.take());
                        subscription = id.clone();
                        json!({"type": "subscribe_success", "id": id})
                    }
                    _ => {
                        refused.lock().unwrap().push(asked["channel"].to_string());
                        let errors = json!([{"errorType": "UnauthorizedException"}]);
                        json!({"type": "subscribe_error", "id": id, "errors": errors})
                    }
                }
            }
            Err(Error::Io(error))
                if [ErrorKind::WouldBlock, ErrorKind::TimedOut].contains(&error.kind()) =>
            {
                match acts.try_recv() {
                    Ok(Act::Send(message)) => {
                        let event = message.to_string();
                        json!({"type": "data", "id": subscription, "event": event})
                    }
                    Ok(Act::Close) => return,
                    Err(_) => json!({"type": "ka"}),
                }
            }
            _ => return,
        };
        if socket.send(Message::text(answer.to_string())).is_err() {
            return;
        }
    }
}

/// The example, after what a page has to have for it. A test has no certificate.
fn example() -> String {
    let (_, text) = DOCUMENT.split_once("```js\n").unwrap();
    let (code, _) = text.split_once("```").unwrap();
    format!(
        "const shown = [], lists = [];
        function show(message) {{ shown.push(message); }}
        function showList(list) {{ lists.push(list); }}
        const Secure = WebSocket;
        WebSocket = function (url, protocols) {{
          return new Secure(url.replace('wss://', 'ws://'), protocols);
        }};
        {code}
        0"
    )
}

/// The example reads the list once it is subscribed and again after a break, shows each message of
/// its user that is no older than what it has, and gets nothing without a right to it.
#[test]
#[ignore = "needs Chromium: bash tests/browser.sh"]
fn example_follows_its_channel_and_reconnects() {
    let server = Server::start();
    let mut tab = Tab::new(1_280);
    let base = format!("http://{}", server.host);
    tab.visit(&base);
    tab.evaluate(&example());
    let subscribe = |user: &str, token: &str| {
        let host = &server.host;
        format!("subscribe('{base}', '{host}', '{host}', '{user}', '{token}'); 0")
    };
    tab.evaluate(&subscribe("u-1", TOKEN));
    assert!(becomes_true(&mut tab, "lists.length == 1"), "it reads once it is subscribed");
    assert_eq!(tab.evaluate("lists"), json!([["one"]]));
    for (state, known_events) in
        [("Invited", Some(4)), ("Created", Some(3)), ("Accepted", Some(6)), ("Held", None)]
    {
        server.push(state, known_events);
    }
    assert!(becomes_true(&mut tab, "shown.length >= 3"));
    let states = "shown.map(({ id, userId, state }) => [id, userId, state].join(' '))";
    let expected = json!(["c-1 u-1 Invited", "c-1 u-1 Accepted", "c-1 u-1 Held"]);
    assert_eq!(tab.evaluate(states), expected);

    server.act(Act::Close);
    assert!(becomes_true(&mut tab, "lists.length == 2"), "it connects and reads again");
    server.push("Completed", Some(9));
    assert!(becomes_true(&mut tab, "shown.at(-1).state == 'Completed'"));
    assert_eq!(server.subscribed.lock().unwrap().len(), 2);
    assert_eq!(server.refused(), [""; 0]);

    tab.evaluate(&subscribe("u-2", TOKEN));
    tab.evaluate(&subscribe("u-1", "another"));
    let waited = std::time::Instant::now();
    while server.refused().len() < 2 && waited.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(50));
    }
    let mut refused = server.refused();
    refused.sort();
    refused.dedup();
    assert_eq!(refused, ["\"/interactions/users/u-2\"", "handshake"]);
    assert_eq!(tab.evaluate("[lists.length, shown.length]"), json!([2, 4]));
}
