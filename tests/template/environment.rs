//! The template sets every variable that a function reads, and no other.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use common_events::EventType;
use runtime::{ConfigError, Environment};
use serde_json::Value;

use crate::{FUNCTIONS, PARTNER, SECRET, TOKENS, Template, with_api};

/// The variables that have no default.
const REQUIRED: [&str; 5] =
    ["TABLE_NAME", "BUS_NAME", "WAKE_UP_QUEUE_URL", "API_URL", "EVENT_API_URL"];

/// The names of the variables that a configuration reads. Each variable has a value that is valid
/// for all of them.
fn read_by<T>(read: impl Fn(&Environment) -> Result<T, ConfigError>) -> BTreeSet<String> {
    let asked: Arc<Mutex<BTreeSet<String>>> = Arc::default();
    let names = Arc::clone(&asked);
    let environment = Environment::asking(move |name| {
        names.lock().unwrap().insert(name.to_owned());
        let of_operations = name.starts_with("GENESYS_");
        (REQUIRED.contains(&name) || of_operations).then(|| "name".to_owned())
    });
    assert!(read(&environment).is_ok());
    let mut asked = asked.lock().unwrap().clone();
    // The one variable outside the function's configuration: the log filter.
    asked.insert("RUST_LOG".to_owned());
    asked
}

#[test]
fn variables_set_are_the_variables_read() {
    let template = with_api();
    let read = [
        read_by(receive::Config::read),
        read_by(reconstruct::Config::read),
        read_by(emit::Config::read),
        read_by(import::Config::read),
        read_by(sweep::Config::read),
        read_by(interactions::Config::read),
        read_by(notify::Config::read),
    ];
    assert_eq!(read.len(), FUNCTIONS.len());
    for ((name, _), read) in FUNCTIONS.iter().zip(read) {
        let properties = template.properties(&format!("{name}Function"));
        let set = properties["Environment"]["Variables"].as_object().unwrap();
        assert_eq!(set.keys().cloned().collect::<BTreeSet<_>>(), read, "{name}");
    }
}

#[test]
fn operations_use_the_given_domain_and_secret() {
    let variables =
        with_api().properties("InteractionsFunction")["Environment"]["Variables"].take();
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let environment = Environment::asking(move |name| variables.get(name).map(text));
    let config = interactions::Config::read(&environment).unwrap();
    assert_eq!(config.allowed_origins, ["https://portal.example.com", "https://desk.example.com"]);
    let platform = config.platform.unwrap();
    assert_eq!(platform.credentials_secret, SECRET);
    assert_eq!(platform.endpoints.api, "https://api.mypurecloud.de");
    assert_eq!(platform.endpoints.login, "https://login.mypurecloud.de");
}

#[test]
fn template_defaults_are_those_of_the_code() {
    let template = Template::with(&[PARTNER, TOKENS[0], TOKENS[1]]);
    let variable = |function: &str, name: &str| {
        let value = template.properties(&format!("{function}Function"))["Environment"]["Variables"]
            [name]
            .clone();
        value.as_str().map_or_else(|| value.to_string(), str::to_owned)
    };
    let set = |function: &str, names: &[&str]| {
        let values: Vec<(String, String)> =
            names.iter().map(|name| ((*name).to_owned(), variable(function, name))).collect();
        Environment::asking(move |name| {
            values
                .iter()
                .find(|(set, _)| set == name)
                .map(|(_, value)| value.clone())
                .or_else(|| REQUIRED.contains(&name).then(|| "name".to_owned()))
        })
    };
    let nothing = || Environment::of(REQUIRED.map(|name| (name, "name")));
    let receive = set("Receive", &["EVENT_RETENTION_DAYS"]);
    assert_eq!(receive::Config::read(&receive), receive::Config::read(&nothing()));
    let reconstruct = set("Reconstruct", &["COMMON_EVENT_TYPES", "OPEN_SHARDS", "SETTLE_SECONDS"]);
    assert_eq!(reconstruct::Config::read(&reconstruct), reconstruct::Config::read(&nothing()));
    let of_emit = [
        "SOURCE",
        "PUBLISHED_ATTRIBUTES",
        "PUBLISHED_ADDRESSES",
        "ADDRESS_KEY_SECRET",
        "PUBLISH_REPLAYED",
    ];
    let emit = set("Emit", &of_emit);
    assert_eq!(emit::Config::read(&emit), emit::Config::read(&nothing()));
    let import = set("Import", &["EVENT_RETENTION_DAYS"]);
    assert_eq!(import::Config::read(&import), import::Config::read(&nothing()));
    let sweep = set("Sweep", &["EVENT_RETENTION_DAYS", "OPEN_SHARDS", "SWEEP_AFTER_DAYS"]);
    assert_eq!(sweep::Config::read(&sweep), sweep::Config::read(&nothing()));
    let of_interactions = [
        "OPEN_SHARDS",
        "USER_ID_CLAIM",
        "ROLES_CLAIM",
        "AGENT_VISIBILITY",
        "ALLOWED_ORIGINS",
        "DIRECTORY_OF_NAMES",
        "GENESYS_CREDENTIALS_SECRET",
        "GENESYS_API_URL",
        "GENESYS_LOGIN_URL",
        "NOTIFY_QUEUE_URL",
    ];
    let interactions = set("Interactions", &of_interactions);
    assert_eq!(interactions::Config::read(&interactions), interactions::Config::read(&nothing()));
}

/// CloudFormation refuses exactly the settle times that reconstruct refuses.
#[test]
fn settle_limits_are_those_of_the_code() {
    let template = with_api();
    let limit =
        |name: &str| template.written("Parameters")["SettleSeconds"][name].as_i64().unwrap();
    let is_taken = |seconds: i64| {
        let seconds = seconds.to_string();
        let [table, bus, queue, ..] = REQUIRED.map(|name| (name, "name"));
        reconstruct::Config::read(&Environment::of([
            table,
            bus,
            queue,
            ("SETTLE_SECONDS", &seconds),
        ]))
        .is_ok()
    };
    let (least, most) = (limit("MinValue"), limit("MaxValue"));
    assert_eq!([least - 1, least, most, most + 1].map(is_taken), [false, true, true, false]);
}

/// A misspelt type is refused before the deployment, rather than by a function that does not start.
#[test]
fn selectable_types_are_those_of_the_catalogue() {
    let template = with_api();
    let pattern =
        template.written("Parameters")["CommonEventTypes"]["AllowedPattern"].as_str().unwrap();
    let (names, _) = pattern.trim_start_matches('(').split_once(')').unwrap();
    let mut there_are: Vec<&str> =
        EventType::ALL.iter().map(|event_type| event_type.as_str()).collect();
    there_are.sort_unstable();
    there_are.splice(0..0, ["all", "core"]);
    assert_eq!(names.split('|').collect::<Vec<_>>(), there_are);
}
