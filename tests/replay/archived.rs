//! A whole backfill against independent services: plan, start, kill, resume, receive, verify; then
//! cancel and start again.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

use genesys::Timestamp;
use serde_json::{Value, json};
use testkit::invocations::TABLE;
use testkit::{cases, envelopes};
use tests::deployment::Deployment;

use crate::account::{Account, GENESYS};
use crate::at;
use crate::bridge::{MINUTE, ago};
use crate::support::{ran, write};

/// Events whose envelope times are spread evenly over the three hours before `until`.
fn events(until: Timestamp) -> Vec<Value> {
    let mut events: Vec<Value> =
        cases().iter().flat_map(|(_, details)| envelopes(details, true)).collect();
    let count = i64::try_from(events.len()).unwrap();
    for (place, event) in (0_i64..).zip(&mut events) {
        let time = until.minus_ms(180 * MINUTE).plus_ms(180 * MINUTE * place / count);
        event["time"] = json!(format!("{}Z", &time.to_string()[..19]));
    }
    events
}

/// The distinct part of a delivered event.
fn content(event: &Value) -> String {
    format!("{} {} {}", event["time"], event["detail-type"], event["detail"])
}

/// Archived events arrive once even if the command is killed, and `verify` finds all of them.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs SQS and EventBridge: run tests/replay.sh"]
async fn archived_events_arrive_once_despite_kills() {
    let endpoint = std::env::var("SWITCHBOARD_MOTO_URL");
    let endpoint = endpoint.unwrap_or_else(|_| {
        panic!(
            "SWITCHBOARD_MOTO_URL is not set: run bash tests/replay.sh, which starts the services"
        )
    });
    let deployment = Deployment::start().await;
    let account = Account::set_up(&endpoint, &deployment.embedded).await;
    let folder = tempfile::tempdir().unwrap();
    let until = ago(60);
    let events = events(until);
    account.put(&events).await;
    assert_eq!(account.drain(&account.intake).await.len(), events.len());
    assert_eq!(account.drain(&account.other).await.len(), events.len());
    let lines: String = events.iter().map(|event| format!("{event}\n")).collect();
    let file = write(folder.path(), "events.jsonl", lines);
    let run =
        |arguments: &[&str]| ran(at(&endpoint, deployment.embedded.endpoint(), arguments), b"");
    let (from, to) = (until.minus_ms(180 * MINUTE).to_string(), until.to_string());
    let what = [
        "--archive",
        GENESYS,
        "--from",
        &from,
        "--to",
        &to,
        "--rule",
        &account.rule_arn,
        "--table",
        TABLE,
    ];

    let planned = run(&[&["plan"], what.as_slice(), &["--events", &file]].concat());
    assert_eq!(planned.code, 0, "{}", planned.stderr);
    let plan = &planned.lines()[0];
    assert_eq!(plan["counted"]["events"], events.len());
    assert_eq!(plan["counted"]["conversations"], cases().len());
    assert_eq!(plan["archive"]["events"], events.len());
    assert_eq!(plan["table"]["billingMode"], "PAY_PER_REQUEST");
    let state = folder.path().join("state.json").display().to_string();
    let start =
        [&["start", "--state", &state, "--window", "1h", "--every", "1"], what.as_slice()].concat();
    assert_eq!(run(&start).code, 2, "it publishes, and was not told that it may");
    assert_eq!(account.replays().await, []);

    let mut child = at(
        &endpoint,
        deployment.embedded.endpoint(),
        &[&start, ["--despite", "publishes"].as_slice()].concat(),
    )
    .stdin(Stdio::null())
    .stderr(Stdio::null())
    .spawn()
    .unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(output.any(|line| line.unwrap().contains("\"phase\":\"running\"")));
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(account.replays().await.len(), 1, "killed in the first window");
    let watched = run(&["watch", "--state", &state, "--every", "1"]);
    assert_eq!(watched.code, 0, "{}", watched.stderr);
    let replays = account.replays().await;
    assert_eq!(
        replays.iter().map(|(_, state)| state.as_str()).collect::<Vec<_>>(),
        ["COMPLETED"; 3]
    );

    let arrived = account.drain(&account.intake).await;
    let (got, sent): (Vec<_>, Vec<_>) =
        (arrived.iter().map(content).collect(), events.iter().map(content).collect());
    let sorted = |mut all: Vec<String>| {
        all.sort();
        all
    };
    assert!(sorted(got) == sorted(sent), "{} arrived of {}", arrived.len(), events.len());
    let names: BTreeSet<&str> =
        arrived.iter().map(|event| event["replay-name"].as_str().unwrap()).collect();
    assert_eq!(names, replays.iter().map(|(name, _)| name.as_str()).collect());
    assert_eq!(account.drain(&account.other).await.len(), 0, "a replay is for our rule alone");

    let verify = ["verify", "--state", &state, "--events", &file];
    let (last, rest) = arrived.split_last().unwrap();
    deployment.append(rest).await;
    let verified = run(&verify);
    assert_eq!(verified.code, 1);
    let missing = &verified.lines()[0];
    let line = usize::try_from(missing["line"].as_u64().unwrap()).unwrap();
    assert_eq!((content(&events[line - 1]), &missing["file"]), (content(last), &json!(file)));
    assert_eq!(verified.lines()[1]["files"]["missing"], 1);
    deployment.append(std::slice::from_ref(last)).await;
    let verified = run(&[&verify, ["--scan", "--table", TABLE].as_slice()].concat());
    assert_eq!(verified.code, 0, "{}", verified.stderr);
    let summary = &verified.lines()[0];
    assert_eq!(summary["files"]["found"], events.len());
    assert_eq!(summary["table"]["brought"], events.len());

    let second = folder.path().join("second.json").display().to_string();
    let start =
        [&["start", "--state", &second, "--every", "1", "--name", "second"], what.as_slice()]
            .concat();
    let mut child = at(
        &endpoint,
        deployment.embedded.endpoint(),
        &[&start, ["--despite", "publishes"].as_slice()].concat(),
    )
    .stdin(Stdio::null())
    .stderr(Stdio::null())
    .spawn()
    .unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(output.any(|line| line.unwrap().contains("\"phase\":\"running\"")));
    let cancelled = run(&["cancel", "--state", &second]);
    assert_eq!(cancelled.code, 0, "{}", cancelled.stderr);
    output.for_each(drop);
    assert_eq!(child.wait().unwrap().code(), Some(1), "who follows sees that it was cancelled");
    assert!(account.drain(&account.intake).await.len() < events.len());
    let again = run(&[&start, ["--again"].as_slice()].concat());
    assert_eq!(again.code, 0, "{}", again.stderr);
    assert_eq!(account.drain(&account.intake).await.len(), events.len());
}
