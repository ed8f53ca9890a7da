//! Conversations named by id, or by files of records that a function failed to process.

use std::collections::BTreeSet;
use std::fs;

use genesys::ConversationId;
use serde_json::Value;
use store::keys::ConversationKey;

use super::location::OpenTable;
use super::{CommandError, Done};
use console::output::Output;

/// The conversations that a verb works on.
#[derive(Debug, Default)]
pub(super) struct Targets {
    /// Named by id.
    pub named: BTreeSet<ConversationId>,
    /// Named by files of failed records.
    pub given_up: BTreeSet<ConversationId>,
    /// Errors for files that name no conversation.
    nameless: Vec<CommandError>,
}

impl Targets {
    /// Parses the arguments.
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

    /// Replaces beginnings of ids by the ids.
    ///
    /// # Errors
    /// Several ids begin so, or the table fails.
    pub async fn resolve(
        &mut self,
        opened: &OpenTable,
        output: Output,
    ) -> Result<(), CommandError> {
        for named in std::mem::take(&mut self.named) {
            self.named.insert(opened.conversation(&named, output).await?);
        }
        Ok(())
    }

    /// Whether no argument was given, which means every conversation.
    pub fn is_all(&self) -> bool {
        self.named.is_empty() && self.given_up.is_empty() && self.nameless.is_empty()
    }

    /// How a verb ends that processed the known ones among these conversations. Unknown ones are
    /// reported.
    ///
    /// # Errors
    /// No conversation is known.
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

/// Collects the conversations of an on-failure record or of a dead letter. Lambda puts the batch
/// into `payload` as text, and SQS puts a dead letter into `Body` as text; the inner JSON is
/// accepted without its wrapper, too. A stream record holds the key of its item, a bus entry the
/// conversation in its metadata. A wake-up holds its conversation and a due time.
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

    // What SQS returns for the dead letters of wake-ups.
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
        let record = json!({
            "requestContext": {"condition": "RetryAttemptsExhausted"},
            "payload": batch.to_string()
        });
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("record.json");
        let letter = json!({"reason": "too large", "record": batch["Records"][0]});
        let received = json!({"Messages": [{"MessageId": "1", "Body": letter.to_string()}]});
        let refused = json!({
            "reason": "refused",
            "entry": {"Detail": {"metadata": {"conversationId": "c-4"}}}
        });
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
