//! Importing documents: the tree takes over the document, and Common Events are not published
//! twice.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod support;

use std::io::Write;

use serde_json::{Value, json};
use support::{switchboard, write};
use testkit::cases;

fn document(of: &str) -> Value {
    let (_, details) = cases().into_iter().find(|(name, _)| name.contains(of)).unwrap();
    serde_json::to_value(details).unwrap()
}

/// The shown conversation without our own fields: the part that a document has.
fn shown(data: &str, document: &Value) -> Value {
    let id = document["conversationId"].as_str().unwrap();
    let mut shown: Value = switchboard(&["show", "--data", data, id], "").lines().remove(0);
    shown.as_object_mut().unwrap().remove("switchboard");
    shown
}

// Importing a document after its events changes the tree to the document, and publishes nothing.
#[test]
fn import_after_events_publishes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("table").display().to_string();
    let document = document("voicemail-then-callback");
    let file = write(folder.path(), "details.json", document.to_string());
    let events = switchboard(&["simulate", "--details", &file], "").ok();
    assert!(switchboard(&["run", "--data", &data, "-"], &events).lines().len() > 5);
    let imported = switchboard(&["import", "--data", &data, &file], "");
    assert_eq!((imported.code, imported.stdout.as_str()), (0, ""), "{}", imported.stderr);
    assert!(imported.stderr.contains("1 event (0 duplicates"), "{}", imported.stderr);
    let shown = shown(&data, &document);
    for (name, value) in
        document.as_object().unwrap().iter().filter(|(name, _)| *name != "participants")
    {
        assert_eq!(&shown[name], value, "{name}");
    }
    for (place, participant) in document["participants"].as_array().unwrap().iter().enumerate() {
        for (session, expected) in participant["sessions"].as_array().unwrap().iter().enumerate() {
            let segments = &shown["participants"][place]["sessions"][session]["segments"];
            assert_eq!(segments, &expected["segments"], "participant {place}, session {session}");
        }
    }
    let again = switchboard(&["import", "--data", &data, &file], "");
    assert!(again.stderr.contains("1 event (1 duplicate,"), "{}", again.stderr);
}

/// First every event but the ends arrives; then the import and the ends; then, on an empty table,
/// nothing.
#[test]
fn import_repairs_what_reconcile_finds() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("table").display().to_string();
    let document = document("voicemail-then-callback");
    let file = write(folder.path(), "details.json", document.to_string());
    let events = switchboard(&["simulate", "--metrics", "--details", &file], "").ok();
    let (ends, others): (Vec<&str>, Vec<&str>) =
        events.lines().partition(|line| line.contains("customer.end"));
    assert!(!ends.is_empty());
    switchboard(&["run", "--data", &data, "-"], &others.join("\n")).ok();

    let reconcile = |more: &[&str]| {
        switchboard(&[&["reconcile", "--data", &data], more, &[&file]].concat(), "")
    };
    let found = reconcile(&[]);
    assert_eq!(found.code, 1, "{}", found.stderr);
    let finding = &found.lines()[0];
    assert_eq!(
        (&finding["missing"], finding["lost"].as_array().map(Vec::len)),
        (&json!(false), Some(ends.len()))
    );
    assert_eq!(finding["lost"][0]["topic"], "customer.end");
    assert!(found.stderr.contains(&format!("{} of ", ends.len())), "{}", found.stderr);

    let told = switchboard(&["import", "--data", &data, &file], "");
    let types: Vec<Value> = told.lines().iter().map(|entry| entry["DetailType"].clone()).collect();
    assert!(types.contains(&json!("ConversationEnded")), "its end was lost: {types:?}");
    assert_eq!(reconcile(&[]).lines()[0]["differs"], json!([]), "the tree is the document now");

    switchboard(&["run", "--data", &data, "-"], &ends.join("\n")).ok();
    let found = reconcile(&["--strict"]);
    assert_eq!((found.code, found.stdout.as_str()), (0, ""), "{}", found.stderr);

    let elsewhere = folder.path().join("empty").display().to_string();
    switchboard(&["run", "--data", &elsewhere, "-"], "").ok();
    let found = switchboard(&["reconcile", "--data", &elsewhere, &file], "");
    assert_eq!((found.code, &found.lines()[0]["missing"]), (1, &json!(true)));
}

// An invalid document is rejected alone.
#[test]
fn import_reads_pages_arrays_lines_and_gzip() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("table").display().to_string();
    let (one, other) = (document("voicemail-then-callback"), document("chat-agent-held"));
    let page = json!({"conversations": [one], "totalHits": 1}).to_string();
    let page = write(folder.path(), "page.json", page + "\n{\"conversations\": 7}\n{}\nnot JSON\n");
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(json!([other]).to_string().as_bytes()).unwrap();
    let array = write(folder.path(), "array.json.gz", gzip.finish().unwrap());
    let imported = switchboard(&["import", "--data", &data, &page, &array], "");
    assert_eq!(imported.code, 1, "{}", imported.stderr);
    assert!(
        imported
            .stderr
            .contains("2 events (0 duplicates, 0 of unknown topics), 3 rejected, 2 conversations")
    );
    for line in [2, 3] {
        let reason = format!("page.json:{line}: not a conversation-details document: give objects");
        assert!(imported.stderr.contains(&reason), "{}", imported.stderr);
    }
    assert!(imported.stderr.contains("page.json:4: not JSON from line 4"), "{}", imported.stderr);
    let participants = |document: &Value| document["participants"].as_array().map(Vec::len);
    assert_eq!(participants(&shown(&data, &other)), participants(&other));
    assert!(
        imported.stdout.is_empty(),
        "what only documents report is not published: {}",
        imported.stdout
    );
}

/// A document without a valid id is reported with its line and rejected alone; neither it nor its
/// neighbours are quoted.
#[test]
fn incomparable_documents_are_rejected_alone() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("table").display().to_string();
    let document = document("voicemail-then-callback");
    let stored = write(folder.path(), "stored.json", document.to_string());
    let events = switchboard(&["simulate", "--metrics", "--details", &stored], "").ok();
    switchboard(&["run", "--data", &data, "-"], &events).ok();
    let nameless = json!({"conversationId": "+49 30 1234567", "participants": []});
    let page = json!({"conversations": [{"participants": []}, document]});
    let file = write(folder.path(), "page.json", format!("{nameless}\n{page}\n7\n"));
    let compared = switchboard(&["reconcile", "--data", &data, &file], "");
    assert_eq!(compared.code, 1, "{}", compared.stderr);
    let reason = "page.json:1: a document has no conversation id";
    assert!(compared.stderr.contains(reason), "{}", compared.stderr);
    // A document without any id could be anything else that has participants.
    let reason = "page.json:2: conversation 1: a conversation of the Conversations API";
    assert!(compared.stderr.contains(reason), "{}", compared.stderr);
    assert!(!compared.stderr.contains("1234567"), "{}", compared.stderr);
    assert!(
        compared.stderr.contains("1 conversation compared, 0 of them not stored"),
        "{}",
        compared.stderr
    );
    assert!(compared.stderr.contains("3 documents rejected"), "{}", compared.stderr);
}

/// Genesys sends no events for a conversation without sessions, so no event is lost; the
/// conversation is still missing.
#[test]
fn unstored_conversation_without_sessions_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("table").display().to_string();
    switchboard(&["run", "--data", &data, "-"], "").ok();
    let file = write(folder.path(), "details.json", json!({"conversationId": "c-1"}).to_string());
    let compared = switchboard(&["reconcile", "--data", &data, &file], "");
    assert_eq!(compared.code, 1, "{}", compared.stderr);
    let finding = &compared.lines()[0];
    assert_eq!((&finding["missing"], &finding["events"]), (&json!(true), &json!(0)));
}

/// A page as the API returns it, over many lines.
#[test]
fn pretty_page_is_imported() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("table").display().to_string();
    let all: Vec<Value> = (0..25)
        .map(|seed| {
            let kinds = simulate::kinds();
            let kind = kinds[seed as usize % kinds.len()];
            serde_json::to_value(simulate::conversation(kind, seed)).unwrap()
        })
        .collect();
    let page = json!({"conversations": all, "cursor": "c", "totalHits": 25});
    let page = serde_json::to_string_pretty(&page).unwrap();
    let broken = page.replacen("\"participants\": [", "\"participants\": [ oops", 1);
    let file = write(folder.path(), "page.json", page);
    let broken = write(folder.path(), "broken.json", broken);
    let imported = switchboard(&["import", "--data", &data, &broken], "");
    assert!(imported.stderr.contains("24 events (0 duplicates, 0 of unknown topics), 1 rejected"));
    let imported = switchboard(&["import", "--data", &data, &file], "");
    assert_eq!(imported.code, 0, "{}", imported.stderr);
    assert!(imported.stderr.contains("25 events (24 duplicates, 0 of unknown topics), 0 rejected"));
    assert_eq!(shown(&data, &all[24])["conversationId"], all[24]["conversationId"]);
    let lines: Vec<String> = all.iter().map(Value::to_string).collect();
    let lines = write(folder.path(), "lines.jsonl", lines.join("\n"));
    let events = switchboard(&["simulate", "--details", &lines], "").ok();
    assert_eq!(switchboard(&["simulate", "--details", &file], "").ok(), events);
    let simulated = switchboard(&["simulate", "--details", &broken], "");
    assert_eq!(simulated.code, 1);
    assert!(simulated.stderr.contains("broken.json:3: conversation 1: not JSON"));
    assert!(simulated.stdout.lines().count() > 24);
}

/// Documents whose participants or sessions have no id are imported, and reported once.
#[test]
fn documents_without_ids_are_reported() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("table").display().to_string();
    let mut one = document("voicemail-then-callback");
    let mut other = document("chat-agent-held");
    for document in [&mut one, &mut other] {
        document["participants"][0]["sessions"][0].as_object_mut().unwrap().remove("sessionId");
    }
    let file = write(folder.path(), "details.jsonl", format!("{one}\n{other}\n"));
    let imported = switchboard(&["import", "--data", &data, &file], "");
    assert_eq!(imported.code, 0, "{}", imported.stderr);
    assert!(imported.stderr.contains("2 events (0 dup"), "{}", imported.stderr);
    let first = format!("{file}:1: participants or sessions without an id");
    assert!(imported.stderr.contains(&first), "{}", imported.stderr);
    assert!(imported.stderr.contains(&format!("{file}: 1 more like {file}:1\n")));
    assert_eq!(
        shown(&data, &one)["participants"][0]["sessions"],
        one["participants"][0]["sessions"]
    );
}
