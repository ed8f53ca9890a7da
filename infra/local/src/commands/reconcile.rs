//! `reconcile`: how much of what Genesys' analytics API knows came through the feed.

use std::collections::BTreeMap;

use conversation::details;
use genesys::details::ConversationDetails;

use super::{CommandError, Done};
use crate::cli::Reconcile;
use crate::input::documents::documents;
use crate::input::{Input, Item};
use crate::output::Output;
use crate::reconcile::Finding;

/// What came of all comparisons.
#[derive(Debug, Default)]
struct Tally {
    conversations: u64,
    missing: u64,
    events: usize,
    lost: usize,
    differing: BTreeMap<String, u64>,
    rejected: u64,
}

pub(super) async fn execute(reconcile: &Reconcile, output: Output) -> Result<Done, CommandError> {
    let mut input = Input::open(&reconcile.files)?;
    let opened = reconcile.place.open().await?;
    let mut tally = Tally::default();
    while let Some(item) = input.next().await {
        let read = match &item {
            Item::Message(origin, text) => documents(text).map_err(|error| (origin, error.to_string())),
            Item::Refused(origin, refusal) => Err((origin, refusal.to_string())),
        };
        let read = match read {
            Ok(documents) => documents,
            Err((origin, reason)) => {
                tally.rejected += 1;
                output.note(&format!("{origin}: {reason}"));
                continue;
            }
        };
        for document in read.into_iter().filter_map(ConversationDetails::of) {
            let tree = opened.table.tree(&document.conversation_id).await?;
            let log = opened.table.log(&document.conversation_id).await?;
            let log: Vec<_> = log.iter().map(|event| event.known().event).collect();
            let tree = tree.map(|stored| details(&stored.conversation()));
            let finding = Finding::of(&document, tree.as_ref(), &log);
            tally.add(&finding);
            if finding.has_lost() || !finding.differs.is_empty() {
                print(&finding, output)?;
            }
        }
    }
    opened.close().await;
    output.note(&tally.to_string());
    let is_whole = tally.lost == 0 && tally.rejected == 0 && (!reconcile.strict || tally.differing.is_empty());
    Ok(if is_whole { Done::Whole } else { Done::WithRejections })
}

fn print(finding: &Finding, output: Output) -> Result<(), CommandError> {
    if output.is_json() {
        return Ok(output.line(finding)?);
    }
    let id = &finding.conversation_id;
    let mut text = match (finding.missing, finding.lost.len()) {
        (true, _) => format!("{id}: nothing is stored of it\n"),
        (false, 0) => format!("{id}\n"),
        (false, lost) => format!("{id}: {lost} of {} events never came\n", finding.events),
    };
    for lost in &finding.lost {
        text += &format!("  lost     {} of session {}\n", lost.topic, lost.session_id);
    }
    for difference in &finding.differs {
        text += &format!("  differs  {}\n", difference.path);
    }
    Ok(output.text(&text)?)
}

impl Tally {
    fn add(&mut self, finding: &Finding) {
        self.conversations += 1;
        self.missing += u64::from(finding.missing);
        self.events += finding.events;
        self.lost += finding.lost.len();
        for difference in &finding.differs {
            let field = difference.path.rsplit('.').next().unwrap_or_default();
            *self.differing.entry(field.to_owned()).or_default() += 1;
        }
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { conversations, missing, events, lost, rejected, .. } = self;
        write!(
            f,
            "{conversations} conversations compared, {missing} of them not stored, {lost} of {events} events never came, \
             {rejected} documents rejected"
        )?;
        for (field, count) in &self.differing {
            write!(f, "\n  {field:<30} differs {count:>6} times")?;
        }
        Ok(())
    }
}
