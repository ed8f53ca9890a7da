//! Every variable that a function reads is set, and every one that is set is read.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use runtime::{ConfigError, Environment};

use crate::{FUNCTIONS, by_default};

/// The names that reading a configuration asks for. Each variable holds something that every variable may hold.
fn read_by<T>(read: impl Fn(&Environment) -> Result<T, ConfigError>) -> BTreeSet<String> {
    let asked: Arc<Mutex<BTreeSet<String>>> = Arc::default();
    let names = Arc::clone(&asked);
    let environment = Environment::asking(move |name| {
        names.lock().unwrap().insert(name.to_owned());
        matches!(name, "TABLE_NAME" | "BUS_NAME").then(|| "name".to_owned())
    });
    assert!(read(&environment).is_ok());
    let mut asked = asked.lock().unwrap().clone();
    // The one variable that is no configuration of the function's own: what it logs.
    asked.insert("RUST_LOG".to_owned());
    asked
}

#[test]
fn every_variable_that_is_read_is_set_and_every_one_that_is_set_is_read() {
    let template = by_default();
    let read = [
        read_by(receive::Config::read),
        read_by(reconstruct::Config::read),
        read_by(emit::Config::read),
        read_by(import::Config::read),
        read_by(sweep::Config::read),
    ];
    for ((name, _), read) in FUNCTIONS.iter().zip(read) {
        let properties = template.properties(&format!("{name}Function"));
        let set = properties["Environment"]["Variables"].as_object().unwrap();
        assert_eq!(set.keys().cloned().collect::<BTreeSet<_>>(), read, "{name}");
    }
}

#[test]
fn what_is_set_by_default_is_the_default_of_the_code() {
    let template = by_default();
    let variable = |function: &str, name: &str| {
        let value = template.properties(&format!("{function}Function"))["Environment"]["Variables"][name].clone();
        value.as_str().map_or_else(|| value.to_string(), str::to_owned)
    };
    let set = |function: &'static str, names: &'static [&'static str]| {
        let values: Vec<(String, String)> =
            names.iter().map(|name| ((*name).to_owned(), variable(function, name))).collect();
        Environment::asking(move |name| {
            values
                .iter()
                .find(|(set, _)| set == name)
                .map(|(_, value)| value.clone())
                .or_else(|| matches!(name, "TABLE_NAME" | "BUS_NAME").then(|| "name".to_owned()))
        })
    };
    let nothing = || Environment::of([("TABLE_NAME", "name"), ("BUS_NAME", "name")]);
    let receive = set("Receive", &["EVENT_RETENTION_DAYS"]);
    assert_eq!(receive::Config::read(&receive), receive::Config::read(&nothing()));
    let reconstruct = set("Reconstruct", &["COMMON_EVENT_TYPES", "OPEN_SHARDS"]);
    assert_eq!(reconstruct::Config::read(&reconstruct), reconstruct::Config::read(&nothing()));
    let emit = set("Emit", &["SOURCE", "PUBLISHED_ATTRIBUTES", "PUBLISH_REPLAYED"]);
    assert_eq!(emit::Config::read(&emit), emit::Config::read(&nothing()));
    let import = set("Import", &["EVENT_RETENTION_DAYS"]);
    assert_eq!(import::Config::read(&import), import::Config::read(&nothing()));
    let sweep = set("Sweep", &["EVENT_RETENTION_DAYS", "OPEN_SHARDS", "SWEEP_AFTER_DAYS"]);
    assert_eq!(sweep::Config::read(&sweep), sweep::Config::read(&nothing()));
}
