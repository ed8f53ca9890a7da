//! The page of a conversation that goes on, from a server, while its events arrive.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use conversation::why::Reasons;
use conversation::{History, Known};
use genesys::{Directory, Event, Timestamp};
use render::html::{Served, Zoom, served_page, why_page};
use serde_json::Value;

use super::support::large::large;
use super::support::{Story, story};
use super::tab::Tab;

/// A server of one story, which the test replaces. Each answer is drawn up to the present.
pub struct Server {
    story: Arc<Mutex<Story>>,
    pub address: String,
}

impl Server {
    pub fn start(story: Story) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/interactions/c/timeline", listener.local_addr().unwrap());
        let story = Arc::new(Mutex::new(story));
        let served = story.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let mut stream = stream;
                let lines = BufReader::new(&stream).lines();
                let request: Vec<String> =
                    lines.map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
                let path = request.first().and_then(|line| line.split(' ').nth(1));
                let page = page_at(&served.lock().unwrap(), path.unwrap_or_default());
                let (status, (policy, body)) = match &page {
                    Some((policy, body)) => ("200 OK", (*policy, body.as_str())),
                    None => ("404", ("", "")),
                };
                let answer = format!(
                    "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n\
                     Content-Security-Policy: {}\r\nContent-Length: {}\r\n\
                     Connection: close\r\n\r\n{body}",
                    policy,
                    body.len()
                );
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        Self { story, address }
    }

    fn put(&self, story: Story) {
        *self.story.lock().unwrap() = story;
    }
}

/// The page at a path and its policy: the conversation, or why one of its Common Events follows.
fn page_at(story: &Story, path: &str) -> Option<(&'static str, String)> {
    if let Some((_, id)) = path.split_once("/events/") {
        let explained = story.common_events.iter().find(|it| it.metadata.id.to_string() == id)?;
        let metadata = &explained.metadata;
        let why = Reasons::new(&story.history).why(&metadata.id, &metadata.causes);
        let (whole, all) = (&story.conversation, &story.common_events);
        let page = why_page(whole, all, explained, &why, &Directory::default(), None).unwrap();
        return Some((render::html::why_security_policy(), page));
    }
    let zoom = path.split_once("zoom=").and_then(|(_, zoom)| zoom.parse().ok());
    let is_page = path.contains("/timeline");
    is_page.then(|| {
        let page = drawn(story, zoom.and_then(Zoom::new));
        (render::html::timeline_security_policy(), page)
    })
}

fn drawn(story: &Story, zoom: Option<Zoom>) -> String {
    let served = Served { zoom: zoom.unwrap_or_default(), ..Served::at(now()) };
    served_page(&story.conversation, &story.common_events, &served).unwrap()
}

/// The first events of a case, as if the conversation had begun some seconds ago.
fn so_far(case: &Story, count: usize, shift_ms: i64) -> Story {
    let moved = |event: &Event| Event { time: event.time.plus_ms(shift_ms), ..event.clone() };
    let known: Vec<Known> =
        case.history.events().take(count).map(|event| moved(event).into()).collect();
    Story::of(&case.name, History::new(case.conversation.summary.conversation_id.clone(), known))
}

fn now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    Timestamp::from_ms(i64::try_from(since.as_millis()).unwrap())
}

/// Waits until an expression is true, for some seconds.
pub fn becomes_true(tab: &mut Tab, expression: &str) -> bool {
    let started = Instant::now();
    while started.elapsed() < Duration::from_secs(30) {
        if tab.evaluate(expression) == true {
            return true;
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    false
}

/// While events arrive, the accessibility tree has new bars and marks within seconds, the present
/// moves on, and focus and choice stay where they are.
#[test]
#[ignore = "needs Chromium: bash tests/browser.sh"]
fn open_page_follows_the_events() {
    let case = story("consult-external-peer", false);
    let first = case.history.events().next().unwrap().time;
    let shift = now().since(first) - 60_000;
    let few = so_far(&case, 4, shift);
    let server = Server::start(few.clone());
    let mut tab = Tab::new(1_280);
    tab.visit(&server.address);
    let shapes = tab.pictures().len();
    let elapsed = tab.evaluate("document.querySelector('header .elapsed').textContent");
    tab.evaluate("document.querySelector('.mark').focus()");
    tab.press("Enter", 13);
    let chosen = tab.evaluate("document.activeElement.id");
    let moved = format!("document.querySelector('header .elapsed').textContent != {elapsed}");
    assert!(becomes_true(&mut tab, &moved), "the time stands still at {elapsed}");
    let at_now = "(line => [...document.querySelectorAll('.bar .grows')].every(bar => \
        Math.abs(bar.getBoundingClientRect().right - line.getBoundingClientRect().x) < 3))\
        (document.querySelector('#now line'))";
    assert_eq!(tab.evaluate(at_now), true, "bars end at the line of the present");

    let more = so_far(&case, 9, shift);
    server.put(more.clone());
    let added = more.common_events.len() - few.common_events.len();
    assert!(added > 0, "the story goes on");
    assert!(
        becomes_true(&mut tab, "document.getElementById('live').textContent.startsWith('New: ')"),
        "{}",
        tab.evaluate("document.getElementById('live').textContent")
    );
    assert!(tab.pictures().len() > shapes);
    assert_eq!(tab.evaluate("document.activeElement.id"), chosen, "the focus stays");
    assert_eq!(tab.evaluate("document.querySelectorAll('.selected').length"), 2);
    tab.screenshot("live");

    // It ends: nothing moves any more.
    server.put(so_far(&case, usize::MAX, shift));
    assert!(becomes_true(&mut tab, "!document.getElementById('now')"));
    let errors = tab.failures();
    assert_eq!(errors, [] as [Value; 0]);
}

/// A zoom draws the timeline again in its place, and a bar of several segments opens into them.
#[test]
#[ignore = "needs Chromium: bash tests/browser.sh"]
fn zoom_draws_the_timeline_in_place() {
    let mut crowd = large(1, 600);
    crowd.common_events.truncate(4);
    let end = crowd.conversation.summary.conversation_start.unwrap().plus_ms(4_000_000);
    crowd.conversation.summary.ended_at = Some(end);
    let server = Server::start(crowd);
    let mut tab = Tab::new(1_280);
    tab.visit(&server.address);
    tab.evaluate("window.stays = true");
    let few = tab.pictures().len();
    let several = "document.querySelector('.bar[href^=\"?zoom=8\"]')";
    let id = tab.evaluate(&format!("{several}.id"));
    tab.evaluate(&format!(
        "{several}.dispatchEvent(new MouseEvent('click', {{bubbles: true, \
        cancelable: true}}))"
    ));
    assert!(becomes_true(&mut tab, "Boolean(document.querySelector('.canvas.zoom-8'))"));
    assert!(tab.pictures().len() > few);
    tab.evaluate("new Promise(done => setTimeout(done, 400))");
    assert_eq!(
        tab.evaluate("[location.search, window.stays]"),
        serde_json::json!(["?zoom=8", true])
    );
    assert_eq!(tab.evaluate("document.activeElement.id"), id, "the first of its segments");
    tab.evaluate("document.querySelector('.tools a').click()");
    assert!(becomes_true(&mut tab, "Boolean(document.querySelector('.canvas.zoom-1'))"));
    assert_eq!(tab.pictures().len(), few);
    assert_eq!(tab.failures(), [] as [Value; 0]);
}
