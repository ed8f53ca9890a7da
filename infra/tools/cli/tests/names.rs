//! The directory of names: what files may look like, who is named where, and forgetting.

#![allow(clippy::unwrap_used, reason = "these are tests")]

mod support;

use std::path::Path;

use serde_json::{Value, json};
use support::{Ran, Told, run, switchboard, write};

const USER: &str = "0a7c4a2e-5f0e-4d0c-8f0c-3f8d4a1c7b52";
const QUEUE: &str = "1b8d5b3f-6a1f-4e1d-9a1d-4a9e5b2d8c63";

/// A folder whose table has a conversation of a user from a queue.
fn folder() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data").display().to_string();
    let told = Told::conversation("talk-1");
    let of_queue = json!({"queueId": QUEUE});
    let of_user = json!({"userId": USER, "queueId": QUEUE});
    let events = [
        told.event(0, "customer.start", "c", "c1", json!({})),
        told.event(10, "acd.start", "q", "q1", of_queue.clone()),
        told.event(5_000, "user.start", "u", "u1", of_user),
    ];
    run(&["--data", &data], &events.concat());
    (folder, data)
}

fn import(data: &str, arguments: &[&str], input: &str) -> Ran {
    switchboard(&[&["names", "import", "--data", data], arguments].concat(), input)
}

/// How many names were stored, left as they were, and rejected.
fn counts(ran: &Ran) -> [u64; 3] {
    let line = &ran.lines()[0];
    ["stored", "kept", "rejected"].map(|name| line[name].as_u64().unwrap())
}

fn page(data: &str, arguments: &[&str]) -> String {
    switchboard(&[&["show", "--data", data, "talk-1", "--html", "-"], arguments].concat(), "").ok()
}

fn listed(data: &str, arguments: &[&str]) -> Vec<Value> {
    switchboard(&[&["list", "--data", data], arguments].concat(), "").lines()
}

#[test]
fn show_and_list_use_imported_names() {
    let (folder, data) = folder();
    assert!(!page(&data, &[]).contains("Kim Lee"));
    assert_eq!(listed(&data, &["--agent", "kim"]).len(), 0);
    let users = json!({"entities": [{"id": USER, "name": "Kim Lee"}], "total": 1}).to_string();
    let users = write(folder.path(), "users.json", users);
    let queues = write(folder.path(), "queues.csv", format!("id,name\n{QUEUE},Support\n"));
    let told = import(&data, &[&users, &queues], "");
    assert_eq!((told.code, counts(&told)), (0, [2, 0, 0]), "{}", told.stderr);
    let shown = page(&data, &[]);
    assert!(shown.contains("Kim Lee") && shown.contains("Support"), "{shown}");
    assert!(!page(&data, &["--no-names"]).contains("Kim Lee"));
    for arguments in [
        &["--agent", "kim"][..],
        &["--queue", "SUPP", "--open"],
        &["--user", "Kim Lee"],
        &["--user", "lee"],
        &["--user", USER],
    ] {
        assert_eq!(listed(&data, arguments).len(), 1, "{arguments:?}");
    }
    for arguments in [&["--agent", "robin"][..], &["--agent", "kim", "--no-names"]] {
        assert_eq!(listed(&data, arguments).len(), 0, "{arguments:?}");
    }
}

/// `show --json` and `list --json` are the same as without names.
#[test]
fn names_change_no_json_output() {
    let (folder, data) = folder();
    let outputs = || {
        [&["show", "--data", &data, "talk-1"][..], &["list", "--data", &data]]
            .map(|arguments| switchboard(arguments, "").ok())
    };
    let before = outputs();
    let users = write(folder.path(), "users.csv", format!("id,name\n{USER},Kim Lee\n"));
    assert_eq!(import(&data, &[&users], "").code, 0);
    assert_eq!(outputs(), before);
}

#[test]
fn user_of_several_or_no_names_is_an_error() {
    let (folder, data) = folder();
    let other = "3dae7d5b-8c3b-4a3f-9c3f-6cb07d4fae85";
    let text = format!("id,name\n{USER},Kim Lee\n{other},Kim Lee-Park\n");
    let users = write(folder.path(), "users.csv", text);
    assert_eq!(counts(&import(&data, &[&users], "")), [2, 0, 0]);
    assert_eq!(listed(&data, &["--user", "kim lee"]).len(), 1, "one is spelled like that");
    for (user, says) in [
        ("kim", &["may be several users", USER, other][..]),
        ("Robin Doe", &["no user in the directory of names is called Robin Doe"]),
    ] {
        let told = switchboard(&["list", "--data", &data, "--user", user], "");
        assert_eq!(told.code, 2, "{}", told.stdout);
        assert!(says.iter().all(|part| told.stderr.contains(part)), "{}", told.stderr);
    }
}

/// Pages of lists, arrays, single entities and tables; the kind from everywhere it may be.
#[test]
fn files_of_every_layout_are_imported() {
    let (folder, data) = folder();
    let uuid = |number: u32| format!("00000000-0000-4000-8000-{number:012}");
    let uri = |path: &str, number| format!("/api/v2/{path}/{}", uuid(number));
    let entity = |number: u32, path: &str| {
        let uri = uri(path, number);
        json!({"id": uuid(number), "name": "N", "selfUri": uri})
    };
    let page = json!({"entities": [entity(1, "users"), entity(2, "routing/queues")]});
    for (count, name, arguments, text) in [
        (2, "a.json", &[][..], page.to_string()),
        (3, "b.json", &[], format!("{page}\n{}", entity(3, "authorization/divisions"))),
        (2, "c.json", &[], json!([entity(4, "flows"), entity(5, "flows/outcomes")]).to_string()),
        (1, "d.json", &["--kind", "queue"], json!([{"id": "q-1", "name": "N"}]).to_string()),
        (1, "wrapUpCodes-2.json", &[], json!([{"id": "w-1", "name": "N"}]).to_string()),
        (1, "e.csv", &[], "kind,name,id\nuser,\"Lee, Kim\",u-1\n".to_owned()),
        (2, "f.csv", &[], "\u{feff}ID;Name;Kind\nu-2;Kim;users\nq-2;S;Queue\n".to_owned()),
        (1, "skills.tsv", &[], "Id\tName\ns-1\tSpanish\n".to_owned()),
        (2, "users.csv", &[], format!("{},Kim\n{},Robin\n", uuid(6), uuid(7))),
    ] {
        let file = write(folder.path(), name, text);
        let again = folder.path().join("again").display().to_string();
        let told = import(&again, &[arguments, &[file.as_str()]].concat(), "");
        assert_eq!(told.code, 0, "{name}: {}", told.stderr);
        let all = counts(&told).iter().sum::<u64>();
        assert_eq!((all, counts(&told)[2]), (count, 0), "{name}: {}", told.stderr);
    }
    let told = import(&data, &["--kind", "user", "-"], "id,name\nu-1,Kim\n");
    assert_eq!(counts(&told), [1, 0, 0], "{}", told.stderr);
}

/// Each bad row has one error with its place and without its content; the rest is imported.
#[test]
fn bad_rows_are_reported_and_the_rest_imported() {
    let (folder, data) = folder();
    let rows = ["id,name", "u-1,Kim", ",Secret", "u-2,", "a b,Secret", "u-3,Lee"].join("\n");
    let table = write(folder.path(), "users.csv", rows);
    let told = import(&data, &[&table], "");
    assert_eq!((told.code, counts(&told)), (1, [2, 0, 3]), "{}", told.stderr);
    for says in [
        "users.csv, line 3: there is no id",
        "users.csv, line 4: there is no name",
        "users.csv, line 5: the id is not 1 to 64 letters, digits or hyphens",
    ] {
        assert_eq!(told.stderr.matches(says).count(), 1, "{}", told.stderr);
    }
    assert!(!told.stderr.contains("Secret"), "{}", told.stderr);
    let page = json!({"entities": [{"id": "u-4", "name": "Kim"}, {"name": "Secret"}, 7]});
    for (name, text, says, stored) in [
        ("list.json", page.to_string(), "list.json, entity 1: it is not known what this names", 0),
        ("user.json", page.to_string(), "user.json, entity 3: there is no id", 1),
        ("users.json", "[{\"id\":".to_owned(), "users.json, line 1: this is not JSON", 0),
        ("queues.csv", "queue\nSecret\n".to_owned(), "line 1: this line names no columns", 0),
        ("empty.csv", " \n".to_owned(), "empty.csv: the file is empty", 0),
    ] {
        let file = write(folder.path(), name, text);
        let told = import(&data, &[&file], "");
        assert_eq!((told.code, counts(&told)[0]), (1, stored), "{name}: {}", told.stderr);
        assert!(told.stderr.contains(says) && !told.stderr.contains("Secret"), "{}", told.stderr);
    }
    let latin = write(folder.path(), "latin.csv", b"id,name\nu-1,M\xfcller\n");
    let told = import(&data, &[&latin], "");
    assert!(told.stderr.contains("latin.csv: the file is not UTF-8"), "{}", told.stderr);
    let told = import(&data, &["/nowhere/users.csv"], "");
    assert!(told.code == 2 && told.stderr.contains("/nowhere/users.csv cannot be read"));
}

#[test]
fn older_file_replaces_no_newer_name() {
    let (folder, data) = folder();
    let file = |name: &str| write(folder.path(), "users.csv", format!("id,name\n{USER},{name}\n"));
    let newer = import(&data, &["--as-of", "2026-03-02", &file("Kim Lee")], "");
    assert_eq!(counts(&newer), [1, 0, 0]);
    let older = import(&data, &["--as-of", "2026-03-01", &file("Kim Park")], "");
    assert_eq!((older.code, counts(&older)), (0, [0, 1, 0]));
    assert!(page(&data, &[]).contains("Kim Lee"));
    // The time of the file, when none is named: now.
    assert_eq!(counts(&import(&data, &[&file("Kim Park")], "")), [1, 0, 0]);
    assert!(page(&data, &[]).contains("Kim Park"));
}

/// How often a text occurs in the files of a folder.
fn occurrences(folder: &Path, text: &str) -> usize {
    let files = std::fs::read_dir(folder).unwrap();
    files
        .map(|file| std::fs::read(file.unwrap().path()).unwrap())
        .map(|bytes| bytes.windows(text.len()).filter(|window| *window == text.as_bytes()).count())
        .sum()
}

#[test]
fn forgotten_user_has_no_name_and_gets_none() {
    let (folder, data) = folder();
    let users = write(folder.path(), "users.csv", format!("id,name\n{USER},Kestrel Lee\n"));
    assert_eq!(counts(&import(&data, &[&users], "")), [1, 0, 0]);
    assert!(occurrences(Path::new(&data), "Kestrel") > 0);
    let told = switchboard(&["forget", "--data", &data, "--user", USER], "");
    assert_eq!(told.lines(), [json!({"userId": USER, "nameErased": true})], "{}", told.stderr);
    assert_eq!(occurrences(Path::new(&data), "Kestrel"), 0);
    let again = import(&data, &["--as-of", "2031-01-01", &users], "");
    assert_eq!((again.code, counts(&again)), (0, [0, 1, 0]));
    assert!(!page(&data, &[]).contains("Kestrel"));
    assert_eq!(listed(&data, &[]).len(), 1, "the conversation stays");
    for was_forgotten in [true, false] {
        let told = switchboard(&["names", "allow", "--data", &data, USER], "");
        assert_eq!(told.lines(), [json!({"userId": USER, "wasForgotten": was_forgotten})]);
    }
    assert_eq!(counts(&import(&data, &[&users], "")), [1, 0, 0]);
    assert!(page(&data, &[]).contains("Kestrel"));
    assert_eq!(switchboard(&["forget", "--data", &data, "--user", USER], "").code, 0);
    // Nothing that follows the table's stream stumbles over names.
    let late = Told::conversation("talk-1").event(9_000, "customer.end", "c", "c1", json!({}));
    assert!(!run(&["--data", &data], &late).is_empty());
    let told = switchboard(&["reproject", "--data", &data], "");
    assert!(told.code == 0 && !told.stderr.contains("ERROR"), "{}", told.stderr);
}
