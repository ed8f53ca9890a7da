//! Conversations by their ids, or by files of what a function gave up.

use std::collections::BTreeSet;
use std::fs;

use genesys::ConversationId;
use serde_json::Value;
use store::keys::ConversationKey;

use super::{CommandError, Done};
use crate::output::Output;

/// Which conversations are meant.
#[derive(Debug, Default)]
pub(super) struct Targets {
    /// By their ids.
    pub named: BTreeSet<ConversationId>,
    /// By files of what was given up.
    pub given_up: BTreeSet<ConversationId>,
    /// Files that name none.
    nameless: Vec<CommandError>,
}

impl Targets {
    /// Reads what the command was given.
    ///
    /// # Errors
    /// An argument is neither an id nor a file of JSON.
    pub fn read(arguments: &[String]) -> Result<Self, CommandError> {
        let mut targets = Self::default();
        for argument in arguments {
            match (fs::read_to_string(argument), argument.parse()) {
                (Ok(text), _) => {
                    let mut named = BTreeSet::new();
                    for record in serde_json::Deserializer::from_str(&text).into_iter::<Value>() {
                        let record = record.map_err(|error| {
                            CommandError::Target(argument.clone(), error.into())
                        })?;
                        collect(&record, &mut named);
                    }
                    if named.is_empty() {
                        targets.nameless.push(CommandError::Nameless(argument.clone()));
                    }
                    targets.given_up.append(&mut named);
                }
                (Err(_), Ok(id)) => {
                    targets.named.insert(id);
                }
                (Err(error), Err(_)) => return Err(CommandError::Target(argument.clone(), error)),
            }
        }
        Ok(targets)
    }

    /// Whether nothing was named, which means everything.
    pub fn is_all(&self) -> bool {
        self.named.is_empty() && self.given_up.is_empty() && self.nameless.is_empty()
    }

    /// How a verb ends that did its work on what is known of these. What is not is told.
    ///
    /// # Errors
    /// Nothing of what was named is known.
    pub fn done(
        self,
        unknown: BTreeSet<ConversationId>,
        output: Output,
    ) -> Result<Done, CommandError> {
        let some_are_known = self.named.union(&self.given_up).any(|id| !unknown.contains(id));
        let unknown = unknown.into_iter().map(CommandError::Unknown);
        let mut unmet: Vec<CommandError> = self.nameless.into_iter().chain(unknown).collect();
        let ended = if unmet.is_empty() { Done::Whole } else { Done::WithRejections };
        let failed = if some_are_known { None } else { unmet.pop() };
        for error in unmet {
            output.note(&error.to_string());
        }
        failed.map_or(Ok(ended), Err)
    }
}

/// The conversations that a record of an on-failure destination speaks of, or a letter of a dead-letter queue. Lambda
/// keeps the batch as the text of `payload`, and SQS gives a letter as that of `Body`; what they hold is understood bare,
/// too. A stream record has the key of its item, an entry of the bus the conversation in its metadata. A wake-up
/// names its conversation, and when something is due.
fn collect(record: &Value, ids: &mut BTreeSet<ConversationId>) {
    match record {
        Value::Object(fields) => {
            let key = fields.get("pk").and_then(|pk| pk.get("S")).and_then(Value::as_str);
            ids.extend(key.and_then(|key| key.parse::<ConversationKey>().ok()).map(|key| key.0));
            let told_of =
                fields.get("metadata").and_then(|metadata| metadata.get("conversationId"));
            let woken = fields.get("conversationId").filter(|_| fields.contains_key("dueAt"));
            ids.extend(told_of.or(woken).and_then(Value::as_str).and_then(|id| id.parse().ok()));
            for text in ["payload", "Body"].iter().filter_map(|name| fields.get(*name)?.as_str()) {
                collect(&serde_json::from_str(text).unwrap_or_default(), ids);
            }
            fields.values().for_each(|value| collect(value, ids));
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, ids)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    // What SQS gives of the dead letters of wake-ups.
    #[test]
    fn a_wake_up_names_its_conversation() {
        let wake_up = json!({"conversationId": "c-1", "dueAt": "2026-03-02T10:00:05.000Z"});
        let received = json!({"Messages": [{"MessageId": "1", "Body": wake_up.to_string()}]});
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("1.json");
        fs::write(&file, received.to_string()).unwrap();
        let targets = Targets::read(&[file.display().to_string()]).unwrap();
        assert_eq!(
            targets.given_up.iter().map(ConversationId::as_str).collect::<Vec<_>>(),
            ["c-1"]
        );
    }

    #[test]
    fn an_on_failure_record_names_its_conversations() {
        let batch = json!({"Records": [
            {"dynamodb": {"Keys": {"pk": {"S": "CONVERSATION#c-1"}, "sk": {"S": "EVENT#0"}}}},
            {"dynamodb": {"Keys": {"pk": {"S": "CONVERSATION#c-2"}, "sk": {"S": "EVENT#0"}}}},
        ]});
        let record = json!({"requestContext": {"condition": "RetryAttemptsExhausted"}, "payload": batch.to_string()});
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("record.json");
        let letter = json!({"reason": "too large", "record": batch["Records"][0]});
        let received = json!({"Messages": [{"MessageId": "1", "Body": letter.to_string()}]});
        let refused = json!({"reason": "refused", "entry": {"Detail": {"metadata": {"conversationId": "c-4"}}}});
        let refused = json!({"Messages": [{"MessageId": "2", "Body": refused.to_string()}]});
        fs::write(&file, format!("{record}\n{batch}\n{received}{refused}")).unwrap();
        let targets = Targets::read(&[file.display().to_string(), "c-3".to_owned()]).unwrap();
        let ids = |ids: &BTreeSet<ConversationId>| {
            ids.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(
            (ids(&targets.given_up), ids(&targets.named)),
            (vec!["c-1".into(), "c-2".into(), "c-4".into()], vec!["c-3".into()])
        );
        assert!(!targets.is_all() && Targets::read(&[]).unwrap().is_all());
        assert!(Targets::read(&["no such/file".to_owned()]).is_err());
    }
}
