//! `serve`: the API on this machine, as the caller that the command line names, reachable from this
//! machine only.

#![allow(clippy::unwrap_used, reason = "these are tests")]

mod support;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command};

use serde_json::{Value, json};
use support::{Told, command, run, switchboard};

/// A server that is killed when the test ends.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(arguments: &[&str]) -> Self {
        Self::start_with("all", arguments)
    }

    fn start_with(visibility: &str, arguments: &[&str]) -> Self {
        let mut command = command(&[&["serve", "--listen", "127.0.0.1:0"], arguments].concat());
        let mut child = command.env("AGENT_VISIBILITY", visibility).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let line: Value = serde_json::from_str(&line).unwrap();
        let uri = line["uri"].as_str().unwrap();
        let address = uri.strip_prefix("http://").unwrap().strip_suffix("/interactions").unwrap();
        Self { address: address.to_owned(), child }
    }

    /// Sends a GET request, and returns head and body of the answer.
    fn get(&self, path: &str) -> (String, String) {
        self.request("GET", path, &format!("Host: {}", self.address))
    }

    /// Sends a request with these headers.
    fn request(&self, method: &str, path: &str, headers: &str) -> (String, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "{method} {path} HTTP/1.1\r\n{headers}\r\nConnection: close\r\n\r\n")
            .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.to_owned(), body.to_owned())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        self.child.wait().unwrap();
    }
}

#[test]
fn serve_answers_from_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let data = data.to_str().unwrap();
    let told = Told::conversation("c-1");
    let start = told.event(0, "customer.start", "c", "c1", json!({}));
    run(
        &["--data", data],
        &(start + &told.event(9, "user.start", "u", "u1", json!({"userId": "u-1"}))),
    );
    {
        let server = Server::start(&["--data", data]);
        let (head, body) = server.get("/interactions");
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        assert_eq!(
            serde_json::from_str::<Value>(&body).unwrap(),
            json!({
                "statusCode": 0, "uris": [format!("http://{}/interactions/c-1", server.address)]
            })
        );
        let (head, body) = server.get("/openapi.json");
        assert!(head.contains("content-type: application/json"), "{head}");
        assert_eq!(serde_json::from_str::<Value>(&body).unwrap()["openapi"], "3.1.0");
        assert!(server.get("/interactions/c-1/timeline").1.contains("<svg"));
        assert!(server.get("/me/interactions").0.starts_with("HTTP/1.1 403"), "he is no user");
    }
    for (visibility, user, one, all) in
        [("own", "u-1", 200, 403), ("own", "u-2", 404, 403), ("all", "u-2", 200, 200)]
    {
        let arguments = ["--data", data, "--as", "agent", "--user", user];
        let server = Server::start_with(visibility, &arguments);
        for (path, status) in [("/interactions/c-1", one), ("/interactions", all)] {
            let head = server.get(path).0;
            assert!(head.starts_with(&format!("HTTP/1.1 {status}")), "{user} {path}: {head}");
        }
    }
}

// A page of another site reaches `serve` through the browser: by its own host name, which resolves
// to this machine, or across origins.
#[test]
fn foreign_web_pages_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let start = Told::conversation("c-1").event(0, "customer.start", "c", "c1", json!({}));
    run(&["--data", data], &start);
    let server = Server::start(&["--data", data]);
    let rebound = server.request("GET", "/interactions", "Host: evil.example");
    assert!(rebound.0.starts_with("HTTP/1.1 403"), "{}", rebound.0);
    let crossing = format!("Host: {}\r\nOrigin: http://evil.example", server.address);
    let crossing = server.request("POST", "/me/interactions/c-1", &crossing);
    assert!(crossing.0.starts_with("HTTP/1.1 403"), "{}", crossing.0);
    assert!(crossing.1.contains("another origin"), "{}", crossing.1);
    let own = format!("Host: {0}\r\nOrigin: http://{0}", server.address);
    assert!(server.request("GET", "/interactions", &own).0.starts_with("HTTP/1.1 200"));
}

// The stream begins with the list to read, and does not keep `serve` from ending.
#[test]
fn notifications_stream_until_serve_ends() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let start = Told::conversation("c-1").event(0, "customer.start", "c", "c1", json!({}));
    run(&["--data", data], &start);
    let mut server = Server::start(&["--data", data, "--as", "agent", "--user", "u-1"]);
    assert!(server.get("/notifications").0.starts_with("HTTP/1.1 403"));
    let mut stream = TcpStream::connect(&server.address).unwrap();
    write!(stream, "GET /me/notifications HTTP/1.1\r\nHost: {}\r\n\r\n", server.address).unwrap();
    let mut lines = BufReader::new(stream).lines();
    let mut until = |wanted: &str| lines.find(|line| line.as_ref().unwrap().contains(wanted));
    assert!(until("content-type: text/event-stream").is_some());
    assert!(until("event: reset").is_some());
    let list = format!("http://{}/me/interactions", server.address);
    assert!(until(&json!({"uris": [list]}).to_string()).is_some());
    let id = server.child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    assert!(server.child.wait().unwrap().success());
    assert!(until("never").is_none(), "the stream ends");
}

// The whole conversation comes between two looks, and began long ago by this machine's clock.
#[test]
fn conversation_that_is_over_at_once_is_pushed() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let before = Told::conversation("c-1");
    run(&["--data", data], &before.event(0, "customer.start", "c", "c1", json!({})));
    let server = Server::start(&["--data", data]);
    let mut stream = TcpStream::connect(&server.address).unwrap();
    write!(stream, "GET /notifications HTTP/1.1\r\nHost: {}\r\n\r\n", server.address).unwrap();
    stream.set_read_timeout(Some(std::time::Duration::from_secs(20))).unwrap();
    let mut lines = BufReader::new(stream).lines();
    let mut until = |wanted: &str| lines.find(|line| line.as_ref().unwrap().contains(wanted));
    assert!(until("event: reset").is_some());
    let told = Told::conversation("c-2");
    let start = told.event(0, "customer.start", "c", "c1", json!({}));
    let end = told.event(9, "customer.end", "c", "c1", json!({"disconnectType": "ENDPOINT"}));
    run(&["--data", data], &(start + &end));
    let message = until(r#""messageTypeName":"InteractionStateMessage""#).unwrap().unwrap();
    assert!(message.contains("c-2") && message.contains(r#""state":"Completed""#), "{message}");
}

// `serve` refuses an address that other machines reach, and `--as agent` without `--user`.
#[test]
fn serve_needs_loopback_and_a_user_for_agents() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let open = switchboard(&["serve", "--data", data, "--listen", "0.0.0.0:0"], "");
    assert_eq!(open.code, 2);
    assert!(
        open.stderr.contains("0.0.0.0:0 can be reached from other machines"),
        "{}",
        open.stderr
    );
    let nameless = switchboard(&["serve", "--data", data, "--as", "agent"], "");
    assert_eq!(nameless.code, 2);
    assert!(nameless.stderr.contains("--user"), "{}", nameless.stderr);
}
