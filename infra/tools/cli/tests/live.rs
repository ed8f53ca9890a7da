//! `serve` beside a `run` that fills the same folder, and `demo --serve`.

#![allow(clippy::unwrap_used, reason = "these are tests")]

mod support;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use support::{Told, command, switchboard};

/// A verb that serves pages, killed when the test ends.
struct Server {
    child: Child,
    address: String,
    /// The lines of its output that follow the address.
    lines: BufReader<std::process::ChildStdout>,
}

impl Server {
    /// Starts a verb that prints its address first.
    fn start(arguments: &[&str]) -> Self {
        let mut child =
            command(&[arguments, &["--listen", "127.0.0.1:0"]].concat()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut first = String::new();
        lines.read_line(&mut first).unwrap();
        let first: Value = serde_json::from_str(&first).unwrap();
        let uri = first["uri"].as_str().unwrap();
        let address = uri.strip_prefix("http://").unwrap().strip_suffix("/interactions").unwrap();
        Self { address: address.to_owned(), child, lines }
    }

    /// Head and body of the answer to a request for a page.
    fn get(&self, path: &str) -> (String, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let host = &self.address;
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: text/html\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.to_owned(), body.to_owned())
    }

    /// Waits until a page has a text so many times.
    fn shows(&self, path: &str, text: &str, times: usize) {
        let started = Instant::now();
        loop {
            let (head, page) = self.get(path);
            if head.starts_with("HTTP/1.1 200") && page.matches(text).count() >= times {
                return;
            }
            assert!(started.elapsed() < Duration::from_secs(60), "{text} is not in {head} {page}");
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Presses Ctrl-C, and returns the exit status and what was printed on standard error.
    fn interrupt(mut self) -> (Option<i32>, String) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        let started = Instant::now();
        while self.child.try_wait().unwrap().is_none() {
            assert!(started.elapsed() < Duration::from_secs(20), "it does not end");
            std::thread::sleep(Duration::from_millis(50));
        }
        let mut said = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        (self.child.wait().unwrap().code(), said)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// GIVEN a `run` that waits for more events WHEN `serve` opens the same folder THEN it shows each
/// event as it is fed, both end well, and the next `run` may begin while `serve` goes on.
#[test]
fn serve_shows_what_a_run_is_filling() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let data = data.to_str().unwrap();
    let told = Told::conversation("c-1");
    let mut run =
        command(&["run", "--data", data, "--batch", "1", "--settle", "0", "-"]).spawn().unwrap();
    let mut input = run.stdin.take().unwrap();
    let start = told.event(0, "customer.start", "c", "c1", json!({}));
    input.write_all(start.as_bytes()).unwrap();
    input.flush().unwrap();
    let started = Instant::now();
    while !folder.path().join("data/table.sqlite").exists() {
        assert!(started.elapsed() < Duration::from_secs(60), "run creates no table");
        std::thread::sleep(Duration::from_millis(20));
    }
    let server = Server::start(&["serve", "--data", data]);
    server.shows("/interactions", "interactions/c-1/timeline", 1);
    let agent = told.event(9, "user.start", "u", "u1", json!({"userId": "u-1"}));
    input.write_all(agent.as_bytes()).unwrap();
    input.flush().unwrap();
    server.shows("/interactions/c-1/timeline", "u-1", 1);
    let shown = switchboard(&["show", "--data", data, "c-1"], "");
    assert_eq!(shown.code, 0, "{}", shown.stderr);
    let other = switchboard(&["run", "--data", data, "-"], "");
    assert!(other.stderr.contains("is in use"), "two may not write: {}", other.stderr);
    drop(input);
    let ended = run.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));

    let second = Told::conversation("c-2").event(0, "customer.start", "c", "c1", json!({}));
    let next = switchboard(&["run", "--data", data, "-"], &second);
    assert_eq!(next.code, 0, "a run beside serve: {}", next.stderr);
    server.shows("/interactions", "interactions/c-2/timeline", 1);
    let forgotten = switchboard(&["forget", "--data", data, "c-1"], "");
    assert_eq!(forgotten.code, 0, "{}", forgotten.stderr);
    assert!(server.get("/interactions/c-1/timeline").0.starts_with("HTTP/1.1 404"));
    assert_eq!(server.interrupt().0, Some(0));
}

/// The demo prints its address first; conversations of the present appear, go on, end, and become
/// Common Events; Ctrl-C ends it.
#[test]
fn demo_serves_conversations_that_happen_now() {
    let mut server = Server::start(&["demo", "--serve", "--speed", "60"]);
    server.shows("/interactions", "/timeline?", 3);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis();
    let mut line = String::new();
    server.lines.read_line(&mut line).unwrap();
    let entry: Value = serde_json::from_str(&line).unwrap();
    let occurred = entry["Detail"]["metadata"]["occurredAt"].as_str().unwrap();
    let occurred: genesys::Timestamp = occurred.parse().unwrap();
    let apart = i64::try_from(now).unwrap() - occurred.ms();
    assert!(apart.abs() < 60_000, "{occurred} is {apart} ms ago");
    server.shows("/interactions?view=ended", "from events alone", 2);
    let (code, said) = server.interrupt();
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("Ctrl-C ends the demo") && said.contains("conversations"), "{said}");
}

/// Speed and address belong to `--serve`; other machines may not reach the demo.
#[test]
fn demo_refuses_what_makes_no_sense() {
    for (arguments, says) in [
        (&["demo", "--speed", "5"][..], "--serve"),
        (&["demo", "--serve", "--speed", "0"], "1..=60"),
        (&["demo", "--serve", "--listen", "0.0.0.0:0"], "can be reached from other machines"),
    ] {
        let ran = switchboard(arguments, "");
        assert_eq!(ran.code, 2, "{arguments:?}");
        assert!(ran.stderr.contains(says), "{arguments:?}: {}", ran.stderr);
    }
}
