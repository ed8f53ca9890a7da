//! The folder holds exactly the documents that the Rust types give.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

use contract::folder::{Wrong, differences, folder, read, write};
use contract::{PROMISES, files};

#[test]
fn the_documents_are_up_to_date() {
    let folder = folder();
    let files = files(&read(&folder, PROMISES).unwrap()).unwrap_or_else(|error| panic!("{error}"));
    let wrong = differences(&folder, &files).unwrap();
    let lines: String =
        wrong.iter().map(|(file, wrong)| format!("\n  {file}: {wrong:?}")).collect();
    assert!(
        wrong.is_empty(),
        "run `cargo run -p contract` and look at what changes in infra/schemas:{lines}"
    );
}

#[test]
fn write_repairs_missing_stale_and_extra_files() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let files = [("a.json", "1"), ("samples/b.json", "2"), ("c.json", "3")];
    let files = files.into_iter().map(|(file, text)| (file.to_owned(), text.to_owned())).collect();
    std::fs::create_dir(folder.join("samples")).unwrap();
    std::fs::write(folder.join("a.json"), "1").unwrap();
    std::fs::write(folder.join("c.json"), "4").unwrap();
    std::fs::write(folder.join("samples/d.json"), "5").unwrap();
    let wrong: Vec<(String, Wrong)> = differences(folder, &files).unwrap().into_iter().collect();
    let expected = [
        ("c.json", Wrong::Stale),
        ("samples/b.json", Wrong::Missing),
        ("samples/d.json", Wrong::Superfluous),
    ];
    assert_eq!(wrong, expected.map(|(file, wrong)| (file.to_owned(), wrong)));
    write(folder, &files).unwrap();
    assert!(differences(folder, &files).unwrap().is_empty());
}
