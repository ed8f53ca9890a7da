//! `why`: which rule and which Genesys events led to the Common Events of a conversation.

use common_events::CommonEvent;
use conversation::History;
use conversation::why::{Reasons, Why};
use serde::Serialize;
use store::{EventItem, LedgerEntry};

use super::{CommandError, Done};
use crate::cli::WhyArgs;
use console::output::Output;

/// One line of `--json`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Explanation<'e> {
    common_event: &'e CommonEvent,
    #[serde(flatten)]
    why: &'e Why,
}

pub(super) async fn execute(args: &WhyArgs, output: Output) -> Result<Done, CommandError> {
    let opened = args.one.location.read().await?;
    let id = &opened.conversation(&args.one.conversation, output).await?;
    let events = opened.table.log(id).await?;
    let ledger = opened.table.ledger(id).await?;
    opened.close().await;
    if events.is_empty() {
        return Err(CommandError::Unknown(id.clone()));
    }
    let reasons = Reasons::new(&History::new(id.clone(), events.iter().map(EventItem::known)));
    let mut selected: Vec<CommonEvent> = ledger
        .iter()
        .filter(|entry| args.event_type.is_none_or(|wanted| wanted == entry.event_type))
        .map(LedgerEntry::common_event)
        .collect();
    selected.sort_by_key(|event| (event.metadata.occurred_at, event.metadata.event_type));
    let explain = |event: CommonEvent| {
        let why = reasons.why(&event.metadata.id, &event.metadata.causes);
        (event, why)
    };
    let explained: Vec<(CommonEvent, Why)> = selected.into_iter().map(explain).collect();
    if let (true, Some(wanted)) = (explained.is_empty(), args.event_type) {
        return Err(CommandError::NoneOfType(id.clone(), wanted));
    }
    if output.is_json() {
        for (common_event, why) in &explained {
            output.line(&Explanation { common_event, why })?;
        }
    } else {
        output.text(&render::why(id, &explained, output.style()))?;
    }
    Ok(Done::Whole)
}
