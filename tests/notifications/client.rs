//! A client of server-sent events, after the HTML standard: it reads the stream, and reconnects
//! with the id of the last event.

use std::time::Duration;

use reqwest::{Client, Response, StatusCode};
use serde_json::Value;

/// The longest wait for anything here.
const TIMEOUT: Duration = Duration::from_secs(20);

/// An event.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Event {
    pub name: String,
    pub data: String,
}

impl Event {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.data).unwrap()
    }

    /// The message of the event: whose it is, its interaction, and its state.
    pub fn message(&self) -> (Option<String>, String, String) {
        assert_eq!(self.name, "", "{self:?}");
        let json = self.json();
        assert_eq!(json["messageTypeName"], "InteractionStateMessage");
        let text = |field: &str| json[field].as_str().map(str::to_owned);
        (text("userId"), text("id").unwrap(), text("state").unwrap())
    }
}

/// What an `EventSource` of a browser does.
pub struct EventSource {
    url: String,
    response: Option<Response>,
    text: String,
    pub last_event_id: String,
    pub comments: usize,
}

impl EventSource {
    pub fn new(url: String) -> Self {
        // Fails if a provider is installed already, which then is used.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self { url, response: None, text: String::new(), last_event_id: String::new(), comments: 0 }
    }

    /// Connects, or reconnects.
    pub async fn connect(&mut self) -> StatusCode {
        let mut request = Client::new().get(&self.url).header("accept", "text/event-stream");
        if !self.last_event_id.is_empty() {
            request = request.header("last-event-id", &self.last_event_id);
        }
        let response = request.send().await.unwrap();
        let status = response.status();
        if status == StatusCode::OK {
            assert_eq!(response.headers()["content-type"], "text/event-stream");
            assert_eq!(response.headers()["cache-control"], "no-store");
        }
        self.text.clear();
        self.response = Some(response);
        status
    }

    /// The connection breaks.
    pub fn disconnect(&mut self) {
        self.response = None;
    }

    /// The next event, or `None` at the end of the stream.
    pub async fn next(&mut self) -> Option<Event> {
        tokio::time::timeout(TIMEOUT, self.read()).await.unwrap()
    }

    async fn read(&mut self) -> Option<Event> {
        loop {
            while let Some((block, rest)) = self.text.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                if let Some(event) = self.dispatch(&block) {
                    return Some(event);
                }
            }
            let chunk = self.response.as_mut().unwrap().chunk().await.ok()??;
            self.text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }

    /// An event without data is not dispatched, but its id counts.
    fn dispatch(&mut self, block: &str) -> Option<Event> {
        let mut event = Event::default();
        let mut has_data = false;
        for line in block.lines() {
            match line.split_once(':').unwrap() {
                ("", _) => self.comments += 1,
                ("event", name) => event.name = name.trim_start().to_owned(),
                ("id", id) => self.last_event_id = id.trim_start().to_owned(),
                ("data", data) => {
                    has_data = true;
                    event.data += data.strip_prefix(' ').unwrap_or(data);
                }
                ("retry", _) => {}
                other => panic!("{other:?}"),
            }
        }
        has_data.then_some(event)
    }
}
