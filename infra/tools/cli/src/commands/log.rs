//! `log`: the stored events of one conversation, and which Common Events each caused.

use render::Logged;
use serde_json::{Value, json};
use store::{EventItem, LedgerEntry};

use super::{CommandError, Done};
use crate::cli::OneConversation;
use console::output::Output;

pub(super) async fn execute(one: &OneConversation, output: Output) -> Result<Done, CommandError> {
    let opened = one.location.read().await?;
    let id = opened.conversation(&one.conversation, output).await?;
    let events = opened.table.log(&id).await?;
    let ledger = opened.table.ledger(&id).await?;
    if events.is_empty() {
        return Err(CommandError::Unknown(id));
    }
    if output.is_json() {
        for event in &events {
            output.line(&entry_json(event, &ledger))?;
        }
    } else {
        let said: Vec<_> = ledger.iter().map(LedgerEntry::common_event).collect();
        let logged =
            events.iter().map(|event| Logged { known: event.known(), cut: event.cut.clone() });
        let logged: Vec<Logged> = logged.collect();
        output.text(&render::log(&id, &logged, &said, output.style()))?;
    }
    opened.close().await;
    Ok(Done::Whole)
}

/// An event of the log as JSON, with the Common Events that name it among their causes.
fn entry_json(event: &EventItem, ledger: &[LedgerEntry]) -> Value {
    let caused = ledger.iter().filter(|entry| entry.causes.contains(&event.sk.key)).map(|entry| {
        json!({
            "id": entry.id(),
            "type": entry.event_type,
            "revision": entry.revision,
            "status": entry.status
        })
    });
    let mut entry = json!({
        "eventTime": event.sk.time,
        "topic": event.topic,
        "key": event.sk.key,
        "receivedAt": event.received_at,
        "eventBody": serde_json::from_str::<Value>(&event.event_body).unwrap_or_default(),
        "caused": caused.collect::<Vec<Value>>(),
    });
    let optional = [
        ("organizationId", event.organization_id.as_ref()),
        ("envelopeId", event.envelope_id.as_ref()),
        ("replayName", event.replay_name.as_ref()),
    ];
    for (name, text) in optional {
        if let Some(text) = text {
            entry[name] = json!(text);
        }
    }
    if let Some(exported_at) = event.exported_at {
        entry["exportedAt"] = json!(exported_at);
    }
    if !event.cut.is_empty() {
        entry["cut"] = json!(event.cut);
    }
    entry
}
