//! Configuration: environment variables only, read once at start. Each variable has one function,
//! so its name, default and meaning are in one place. The `Config` of each Lambda function reads
//! only what that function needs.

use std::collections::BTreeMap;
use std::fmt;

use common_events::catalogue::Selection;

pub use crate::config_error::ConfigError;

type Lookup = dyn Fn(&str) -> Option<String> + Send + Sync;

/// Where variables are read from: the process, or a map in tests.
pub struct Environment(Box<Lookup>);

impl Environment {
    /// The environment of this process.
    #[must_use]
    pub fn of_process() -> Self {
        Self(Box::new(|name| std::env::var(name).ok()))
    }

    /// An environment of these variables alone.
    #[must_use]
    pub fn of<const N: usize>(variables: [(&str, &str); N]) -> Self {
        let variables: BTreeMap<String, String> = variables
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        Self(Box::new(move |name| variables.get(name).cloned()))
    }

    /// An environment that calls `lookup` for each variable read.
    #[must_use]
    pub fn asking(lookup: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Self {
        Self(Box::new(lookup))
    }

    /// `TABLE_NAME`: the DynamoDB table.
    ///
    /// # Errors
    /// The variable is not set.
    pub fn table_name(&self) -> Result<String, ConfigError> {
        self.required("TABLE_NAME", "the name of the DynamoDB table")
    }

    /// `BUS_NAME`: the custom event bus, by name or ARN.
    ///
    /// # Errors
    /// The variable is not set.
    pub fn bus_name(&self) -> Result<String, ConfigError> {
        self.required("BUS_NAME", "the name or ARN of the event bus that Common Events go to")
    }

    /// `SOURCE`: the `source` of Common Events on the bus; `switchboard.conversations` by default.
    ///
    /// # Errors
    /// The value is longer than 256 bytes, or begins with `aws.`, which EventBridge reserves.
    pub fn source(&self) -> Result<String, ConfigError> {
        let wanted = "a source of up to 256 letters that does not begin with aws.";
        let source = self.get("SOURCE").unwrap_or_else(|| "switchboard.conversations".to_owned());
        if source.starts_with("aws.") || source.len() > 256 {
            return Err(ConfigError::Invalid { name: "SOURCE", value: source, wanted });
        }
        Ok(source)
    }

    /// `EVENT_RETENTION_DAYS`: how long events are kept, in days; 400 by default.
    ///
    /// # Errors
    /// The value is not a whole number from 1 to 36,500.
    pub fn event_retention_days(&self) -> Result<u32, ConfigError> {
        self.number(
            "EVENT_RETENTION_DAYS",
            400,
            1,
            36_500,
            "a whole number of days from 1 to 36500",
        )
    }

    /// `COMMON_EVENT_TYPES`: the types of Common Events to derive; all by default.
    ///
    /// # Errors
    /// The value names an unknown type.
    pub fn common_event_types(&self) -> Result<Selection, ConfigError> {
        let name = "COMMON_EVENT_TYPES";
        let Some(value) = self.get(name) else {
            return Ok(Selection::all());
        };
        let wanted = "all, core, or names of Common Events separated by commas";
        value.parse().map_err(|_| ConfigError::Invalid { name, value, wanted })
    }

    /// `PUBLISHED_ATTRIBUTES`: patterns of the participant attributes whose values may be
    /// published; none by default.
    #[must_use]
    pub fn published_attributes(&self) -> Vec<String> {
        self.list("PUBLISHED_ATTRIBUTES")
    }

    /// `PUBLISH_REPLAYED`: whether Common Events that follow only from replayed events are
    /// published; true by default.
    ///
    /// # Errors
    /// The value is neither `true` nor `false`.
    pub fn publish_replayed(&self) -> Result<bool, ConfigError> {
        self.truth("PUBLISH_REPLAYED")
    }

    /// `DIRECTORY_OF_NAMES`: whether names of users, queues and the like are looked up in the
    /// table, and asked of Genesys Cloud where its OAuth client is configured; true by default.
    ///
    /// # Errors
    /// The value is neither `true` nor `false`.
    pub fn directory_of_names(&self) -> Result<bool, ConfigError> {
        self.truth("DIRECTORY_OF_NAMES")
    }

    /// `OPEN_SHARDS`: partitions of the index of open conversations; 1 by default. Raising it is
    /// safe at any time: conversations move as they change.
    ///
    /// # Errors
    /// The value is not a whole number from 1 to 1,000.
    pub fn open_shards(&self) -> Result<u32, ConfigError> {
        self.number("OPEN_SHARDS", 1, 1, 1_000, "a whole number from 1 to 1000")
    }

    /// `SWEEP_AFTER_DAYS`: after how many days without an event an open conversation is closed; 14
    /// by default. A conversation that is silent for the whole retention (`EVENT_RETENTION_DAYS`)
    /// has no events left and cannot be closed.
    ///
    /// # Errors
    /// The value is not a whole number from 1 to 36,500.
    pub fn sweep_after_days(&self) -> Result<u32, ConfigError> {
        self.number("SWEEP_AFTER_DAYS", 14, 1, 36_500, "a whole number of days from 1 to 36500")
    }

    /// `USER_ID_CLAIM`: the claim of a caller's token that names their Genesys Cloud user;
    /// `genesys_user_id` by default.
    #[must_use]
    pub fn user_id_claim(&self) -> String {
        self.get("USER_ID_CLAIM").unwrap_or_else(|| "genesys_user_id".to_owned())
    }

    /// `ROLES_CLAIM`: the claim of a caller's token that lists their roles, one or several of
    /// `agent` and `admin`; `switchboard_roles` by default.
    #[must_use]
    pub fn roles_claim(&self) -> String {
        self.get("ROLES_CLAIM").unwrap_or_else(|| "switchboard_roles".to_owned())
    }

    /// `AGENT_VISIBILITY`: which interactions agents may read, `all` or only their `own`; `all` by
    /// default.
    ///
    /// # Errors
    /// The value is neither of them.
    pub fn agents_see_all(&self) -> Result<bool, ConfigError> {
        let name = "AGENT_VISIBILITY";
        match self.get(name).as_deref() {
            None | Some("all") => Ok(true),
            Some("own") => Ok(false),
            Some(value) => {
                Err(ConfigError::Invalid { name, value: value.to_owned(), wanted: "all or own" })
            }
        }
    }

    /// `ALLOWED_ORIGINS`: comma-separated origins whose pages may call the API from a browser; none
    /// by default.
    #[must_use]
    pub fn allowed_origins(&self) -> Vec<String> {
        self.list("ALLOWED_ORIGINS")
    }

    /// `GENESYS_CREDENTIALS_SECRET`: the secret that holds the OAuth client for operations, by name
    /// or ARN; none by default.
    #[must_use]
    pub fn genesys_credentials_secret(&self) -> Option<String> {
        self.get("GENESYS_CREDENTIALS_SECRET")
    }

    /// `GENESYS_CLIENT_ID` and `GENESYS_CLIENT_SECRET`: the OAuth client itself, if it is not in a
    /// secret.
    #[must_use]
    pub fn genesys_client(&self) -> Option<(String, String)> {
        self.get("GENESYS_CLIENT_ID").zip(self.get("GENESYS_CLIENT_SECRET"))
    }

    /// `GENESYS_API_URL`: the address of the Platform API, such as `https://api.mypurecloud.de`.
    ///
    /// # Errors
    /// The variable is not set.
    pub fn genesys_api_url(&self) -> Result<String, ConfigError> {
        self.required(
            "GENESYS_API_URL",
            "the address of the Genesys Cloud Platform API, https://api.<domain>",
        )
    }

    /// `GENESYS_LOGIN_URL`: the address of the Genesys Cloud login, which issues tokens, such as
    /// `https://login.mypurecloud.de`.
    ///
    /// # Errors
    /// The variable is not set.
    pub fn genesys_login_url(&self) -> Result<String, ConfigError> {
        self.required(
            "GENESYS_LOGIN_URL",
            "the address of the Genesys Cloud login, https://login.<domain>",
        )
    }

    /// `DEAD_LETTER_QUEUE_URL`: the SQS queue for records that can never succeed. Without it such a
    /// record is only logged; the table still holds its data.
    #[must_use]
    pub fn dead_letter_queue_url(&self) -> Option<String> {
        self.get("DEAD_LETTER_QUEUE_URL")
    }

    /// `SETTLE_SECONDS`: how long a Common Event that follows from several events is held back, in
    /// seconds; 5 by default. 0 holds nothing back.
    ///
    /// # Errors
    /// The value is not a whole number from 0 to 60.
    pub fn settle_seconds(&self) -> Result<u32, ConfigError> {
        self.number("SETTLE_SECONDS", 5, 0, 60, "a whole number of seconds from 0 to 60")
    }

    /// `WAKE_UP_QUEUE_URL`: the SQS queue of the wake-ups that invoke the function again.
    ///
    /// # Errors
    /// The variable is not set.
    pub fn wake_up_queue_url(&self) -> Result<String, ConfigError> {
        self.required(
            "WAKE_UP_QUEUE_URL",
            "the URL of the SQS queue that invokes the function again",
        )
    }

    /// `NOTIFY_QUEUE_URL`: the SQS queue of the function that pushes notifications; none by
    /// default.
    #[must_use]
    pub fn notify_queue_url(&self) -> Option<String> {
        self.get("NOTIFY_QUEUE_URL")
    }

    /// `API_URL`: where callers reach the HTTP API, such as `https://api.example.com`.
    ///
    /// # Errors
    /// The variable is not set.
    pub fn api_url(&self) -> Result<String, ConfigError> {
        self.required("API_URL", "the address of the HTTP API, https://<host>")
    }

    /// `EVENT_API_URL`: the HTTP endpoint of the AppSync Event API that notifications go to.
    ///
    /// # Errors
    /// The variable is not set.
    pub fn event_api_url(&self) -> Result<String, ConfigError> {
        self.required("EVENT_API_URL", "the HTTP endpoint of the Event API, https://<host>")
    }

    /// Reads a variable. An empty one counts as not set, because templates cannot leave a variable
    /// out.
    pub(crate) fn get(&self, name: &str) -> Option<String> {
        (self.0)(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    /// A variable that is true by default.
    fn truth(&self, name: &'static str) -> Result<bool, ConfigError> {
        let Some(value) = self.get(name) else { return Ok(true) };
        value.parse().map_err(|_| ConfigError::Invalid { name, value, wanted: "true or false" })
    }

    fn list(&self, name: &str) -> Vec<String> {
        let value = self.get(name).unwrap_or_default();
        value.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }

    fn required(&self, name: &'static str, wanted: &'static str) -> Result<String, ConfigError> {
        self.get(name).ok_or(ConfigError::Missing { name, wanted })
    }

    fn number(
        &self,
        name: &'static str,
        default: u32,
        least: u32,
        most: u32,
        wanted: &'static str,
    ) -> Result<u32, ConfigError> {
        let Some(value) = self.get(name) else {
            return Ok(default);
        };
        match value.parse() {
            Ok(number) if (least..=most).contains(&number) => Ok(number),
            _ => Err(ConfigError::Invalid { name, value, wanted }),
        }
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Environment")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use common_events::EventType;

    #[test]
    fn empty_environment_gives_defaults() {
        let empty = Environment::of([("TABLE_NAME", " ")]);
        assert_eq!(empty.source().as_deref(), Ok("switchboard.conversations"));
        assert_eq!(empty.event_retention_days(), Ok(400));
        assert_eq!(empty.common_event_types(), Ok(Selection::all()));
        assert_eq!(empty.published_attributes(), Vec::<String>::new());
        assert_eq!(empty.publish_replayed(), Ok(true));
        assert_eq!(empty.open_shards(), Ok(1));
        assert_eq!(empty.sweep_after_days(), Ok(14));
        assert_eq!(empty.dead_letter_queue_url(), None);
        assert_eq!(empty.settle_seconds(), Ok(5));
        assert!(
            empty.wake_up_queue_url().unwrap_err().to_string().starts_with("WAKE_UP_QUEUE_URL")
        );
        let missing = empty.table_name().unwrap_err().to_string();
        assert_eq!(missing, "TABLE_NAME is not set: set it to the name of the DynamoDB table");
        assert!(empty.bus_name().unwrap_err().to_string().starts_with("BUS_NAME"));
    }

    #[test]
    fn values_are_read_and_invalid_ones_refused() {
        let set = Environment::of([
            ("TABLE_NAME", "conversations"),
            ("EVENT_RETENTION_DAYS", "30"),
            ("COMMON_EVENT_TYPES", "AgentAnswered"),
            ("PUBLISHED_ATTRIBUTES", "order.*, tier,"),
            ("PUBLISH_REPLAYED", "false"),
            ("DIRECTORY_OF_NAMES", "false"),
            ("OPEN_SHARDS", "8"),
            ("SWEEP_AFTER_DAYS", "36500"),
            ("SETTLE_SECONDS", "60"),
            ("AGENT_VISIBILITY", "own"),
            ("WAKE_UP_QUEUE_URL", "https://sqs/wake-ups"),
        ]);
        assert_eq!(set.table_name().as_deref(), Ok("conversations"));
        assert_eq!(set.event_retention_days(), Ok(30));
        assert!(set.common_event_types().unwrap().has(EventType::AgentAnswered));
        assert_eq!(set.published_attributes(), ["order.*", "tier"]);
        assert_eq!(set.publish_replayed(), Ok(false));
        assert_eq!(set.directory_of_names(), Ok(false));
        assert_eq!(set.open_shards(), Ok(8));
        assert_eq!(set.sweep_after_days(), Ok(36_500));
        assert_eq!(set.settle_seconds(), Ok(60));
        assert_eq!(set.agents_see_all(), Ok(false));
        assert_eq!(set.wake_up_queue_url().as_deref(), Ok("https://sqs/wake-ups"));
        let odd = Environment::of([
            ("SOURCE", "aws.mine"),
            ("EVENT_RETENTION_DAYS", "0"),
            ("COMMON_EVENT_TYPES", "Nonsense"),
            ("PUBLISH_REPLAYED", "perhaps"),
            ("DIRECTORY_OF_NAMES", "off"),
            ("OPEN_SHARDS", "many"),
            ("SWEEP_AFTER_DAYS", "0"),
            ("SETTLE_SECONDS", "61"),
            ("AGENT_VISIBILITY", "some"),
        ]);
        for refused in [
            odd.source().unwrap_err(),
            odd.event_retention_days().unwrap_err(),
            odd.common_event_types().unwrap_err(),
            odd.publish_replayed().unwrap_err(),
            odd.directory_of_names().unwrap_err(),
            odd.open_shards().unwrap_err(),
            odd.sweep_after_days().unwrap_err(),
            odd.settle_seconds().unwrap_err(),
            odd.agents_see_all().unwrap_err(),
        ] {
            let ConfigError::Invalid { name, .. } = &refused else { panic!("{refused}") };
            assert!(refused.to_string().starts_with(name));
        }
    }
}
