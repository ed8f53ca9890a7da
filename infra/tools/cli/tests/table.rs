//! The verbs on a deployed table: they use the usual AWS configuration, and leave publishing to the
//! deployed functions.

#![allow(clippy::unwrap_used, reason = "these are tests")]

mod support;

use local_aws::embedded::Embedded;
use serde_json::{Value, json};
use support::{Ran, Told, command, ran, run, write};

#[test]
fn verbs_work_on_a_deployed_table() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let told = Told::conversation("c-1");
    let start = told.event(0, "customer.start", "c", "c1", json!({}));
    run(&["--data", data.to_str().unwrap()], &start);
    let deployed = Embedded::start(Some(&data)).unwrap();
    let on_table = |arguments: &[&str]| -> Ran {
        let mut command =
            command(&[&arguments[..1], &["--table", "switchboard"], &arguments[1..]].concat());
        command
            .env("AWS_ENDPOINT_URL_DYNAMODB", deployed.endpoint())
            .env("AWS_REGION", "eu-central-1");
        command.env("AWS_ACCESS_KEY_ID", "test").env("AWS_SECRET_ACCESS_KEY", "test");
        ran(command, b"")
    };

    assert_eq!(on_table(&["list", "--open"]).lines()[0]["conversationId"], "c-1");
    assert_eq!(on_table(&["show", "c-1"]).lines()[0]["conversationId"], "c-1");
    assert_eq!(on_table(&["log", "c-1"]).lines().len(), 1);
    assert!(
        on_table(&["reproject", "c-1"]).stderr.starts_with("1 conversation processed, 0 changed")
    );

    let marked = on_table(&["republish", "--type", "ConversationCreated", "c-1"]);
    assert_eq!((marked.code, marked.stdout.as_str()), (0, ""), "{}", marked.stderr);
    assert!(
        marked.stderr.contains("1 Common Event marked for emit to publish again"),
        "{}",
        marked.stderr
    );
    // A record that emit failed to publish, as the stream's on-failure destination keeps it.
    let record = json!({"dynamodb": {"Keys": {
        "pk": {"S": "CONVERSATION#c-1"},
        "sk": {"S": "COMMON_EVENT#0000000001"}
    }}});
    let batch = json!({"Records": [record]}).to_string();
    let file = write(folder.path(), "given-up.json", json!({"payload": batch}).to_string());
    assert!(on_table(&["republish", &file]).stderr.contains("2 Common Events marked"));

    let in_part = on_table(&["republish", "a-0", "c-1"]);
    assert_eq!(in_part.code, 1, "{}", in_part.stderr);
    assert!(in_part.stderr.contains("conversation a-0 is not stored"), "{}", in_part.stderr);
    assert!(
        in_part.stderr.contains("2 Common Events marked"),
        "what is known is published: {}",
        in_part.stderr
    );

    let forgotten: Vec<Value> = on_table(&["forget", "c-1"]).lines();
    assert_eq!(forgotten, [json!({"conversationId": "c-1", "itemsErased": 6})]);
    assert_eq!(on_table(&["list"]).lines().len(), 0);
    let unknown = on_table(&["republish", "c-1"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.stderr.contains("conversation c-1 is not stored"), "{}", unknown.stderr);
    assert_eq!(
        unknown.stderr.matches("is not stored").count(),
        1,
        "it is reported once: {}",
        unknown.stderr
    );
}

/// On a machine whose instance metadata cannot be reached, the error is one line, too.
#[test]
fn unreachable_metadata_means_no_credentials() {
    let mut command = command(&["list", "--table", "switchboard"]);
    command
        .env_clear()
        .env("HOME", "/nonexistent")
        .env("AWS_REGION", "eu-central-1")
        .env("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:1");
    let refused = ran(command, b"");
    assert_eq!(refused.code, 2);
    assert!(refused.stderr.contains("no credentials are configured"), "{}", refused.stderr);
    assert_eq!(refused.stderr.lines().count(), 1, "{}", refused.stderr);
}

/// The error says which is missing and how to set it. Nothing is sent to AWS, and the error does
/// not suggest to try again.
#[test]
fn missing_region_or_credentials_is_explained() {
    let named = [
        ("AWS_REGION", "eu-central-1"),
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
    ];
    for (set, says) in [
        (&named[1..], ["no region", "AWS_REGION"]),
        (&[("AWS_REGION", ""), named[1], named[2]], ["no region", "AWS_REGION"]),
        (&named[..1], ["no credentials", "AWS_PROFILE"]),
    ] {
        for arguments in [
            &["list", "--table", "switchboard"][..],
            &[
                "replay",
                "plan",
                "--archive",
                "a",
                "--from",
                "2026-03-01T00:00:00Z",
                "--to",
                "2026-03-02T00:00:00Z",
            ],
        ] {
            let mut command = command(arguments);
            command
                .env_clear()
                .env("HOME", "/nonexistent")
                .env("AWS_EC2_METADATA_DISABLED", "true");
            command.envs(set.iter().copied());
            let refused = ran(command, b"");
            assert_eq!(refused.code, 2, "{arguments:?} {set:?}");
            assert!(
                says.iter().all(|said| refused.stderr.contains(said)),
                "{set:?}: {}",
                refused.stderr
            );
            assert!(!refused.stderr.contains("WARN"), "{set:?}: {}", refused.stderr);
            for vain in ["try again", "not available"] {
                assert!(!refused.stderr.contains(vain), "{set:?}: {}", refused.stderr);
            }
        }
    }
}
