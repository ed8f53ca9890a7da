//! Runs the command, and builds events for it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    dead_code,
    reason = "only tests use it, each its part"
)]

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use serde_json::{Value, json};

/// The result of a run of the command.
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    /// Standard output of a run that must have succeeded.
    pub fn ok(self) -> String {
        assert_eq!(self.code, 0, "{}", self.stderr);
        self.stdout
    }

    /// Standard output as JSON Lines.
    pub fn lines(&self) -> Vec<Value> {
        let parse = |line: &str| {
            serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))
        };
        self.stdout.lines().map(parse).collect()
    }
}

/// The command, in an environment without our variables.
pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_switchboard"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    for name in [
        "RUST_LOG",
        "COMMON_EVENT_TYPES",
        "PUBLISHED_ATTRIBUTES",
        "PUBLISHED_ADDRESSES",
        "ADDRESS_KEY",
        "ADDRESS_KEY_SECRET",
        "PUBLISH_REPLAYED",
        "OPEN_SHARDS",
        "AGENT_VISIBILITY",
        "DIRECTORY_OF_NAMES",
        "SOURCE",
    ] {
        command.env_remove(name);
    }
    command
}

/// Runs the command with this standard input.
pub fn switchboard(arguments: &[&str], input: &str) -> Ran {
    switchboard_on(arguments, input.as_bytes())
}

/// Runs the command with this standard input, which need not be text.
pub fn switchboard_on(arguments: &[&str], input: &[u8]) -> Ran {
    ran(command(arguments), input)
}

/// Runs a prepared command with this standard input.
pub fn ran(mut command: Command, input: &[u8]) -> Ran {
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    Ran {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// The Common Events that `run` publishes for this input.
pub fn run(arguments: &[&str], input: &str) -> Vec<Value> {
    let ran = switchboard(&[&["run"], arguments, &["-"]].concat(), input);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    ran.lines()
}

/// The last revision of each Common Event, without `known_events` and causes. The key is the type
/// and the episode, session or participant.
pub fn last_common_events(told: &[Value]) -> BTreeMap<String, Value> {
    let mut last: BTreeMap<String, (u64, Value)> = BTreeMap::new();
    for entry in told {
        let metadata = &entry["Detail"]["metadata"];
        let data = &entry["Detail"]["data"];
        let about = match metadata["type"].as_str().unwrap() {
            "ConversationEnded" | "ConversationReopened" => {
                data["conversation"]["episode"].to_string()
            }
            _ => data["sessionId"]
                .as_str()
                .or(data["participantId"].as_str())
                .unwrap_or_default()
                .to_owned(),
        };
        let revision = metadata["revision"].as_u64().unwrap();
        let content = json!({
            "id": metadata["id"],
            "status": metadata["status"],
            "occurredAt": metadata["occurredAt"],
            "data": data,
            "revision": revision,
        });
        let mut key = format!("{} {about}", metadata["type"].as_str().unwrap());
        if last.get(&key).is_some_and(|(_, before)| before["id"] != metadata["id"]) {
            key += metadata["id"].as_str().unwrap();
        }
        let before = last.get(&key).map_or(0, |(revision, _)| *revision);
        if revision > before {
            last.insert(key, (revision, content));
        }
    }
    last.into_iter().map(|(key, (_, content))| (key, content)).collect()
}

/// Up to five differences between two sets of Common Events, as text.
pub fn difference(one: &BTreeMap<String, Value>, other: &BTreeMap<String, Value>) -> Vec<String> {
    let keys = one.keys().chain(other.keys());
    let differ = keys.filter(|key| one.get(*key) != other.get(*key));
    differ
        .take(5)
        .map(|key| format!("{key}\n  {:?}\n  {:?}", one.get(key), other.get(key)))
        .collect()
}

/// Parses lines of events.
pub fn events(lines: &str) -> Vec<Value> {
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Writes a file and returns its path.
pub fn write(folder: &Path, name: &str, text: impl AsRef<[u8]>) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

/// Builds the events of one conversation; times are milliseconds after 2026-03-02T09:00:00Z.
pub struct Told(&'static str);

impl Told {
    pub const fn conversation(id: &'static str) -> Self {
        Self(id)
    }

    /// A line with one event; `mediaType` is VOICE unless the body sets it.
    pub fn event(
        &self,
        at: i64,
        topic: &str,
        participant: &str,
        session: &str,
        mut body: Value,
    ) -> String {
        body["conversationId"] = json!(self.0);
        body["participantId"] = json!(participant);
        body["eventTime"] = json!(1_772_442_000_000 + at);
        if !session.is_empty() {
            body["sessionId"] = json!(session);
        }
        if body.get("mediaType").is_none() {
            body["mediaType"] = json!("VOICE");
        }
        let event = json!({
            "version": "0", "id": format!("{topic}-{at}"),
            "detail-type": format!("v2.detail.events.conversation.{{id}}.{topic}"),
            "source": "aws.partner/genesys.com/cloud/org-1/bus",
            "time": "2026-03-02T09:00:00Z",
            "resources": [],
            "detail": {
                "topicName": "t",
                "version": "2",
                "eventBody": body,
                "metadata": {"CorrelationId": "c"}
            },
        });
        format!("{event}\n")
    }
}
