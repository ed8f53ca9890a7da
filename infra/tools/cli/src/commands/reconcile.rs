//! `reconcile`: compares what Genesys' analytics API knows with what came through the feed.

use conversation::details;
use genesys::details::{ConversationDetails, Part, WITHOUT_IDS, documents, lacks_ids};
use input::{Item, Origin, Rejections};
use runtime::Clock;

use super::feed::unprinted;
use super::run::SummaryFile;
use super::{CommandError, Done};
use crate::audit::Audit;
use crate::cli::Reconcile;
use crate::reconcile::Finding;
use console::files::Input;
use console::output::{Output, counted};

/// Why a valid document cannot be compared. The text never quotes the document.
const NAMELESS: &str = "a document has no conversation id: give each a conversationId of 1 to 64 \
                        letters, digits or hyphens";

/// The dimension `table` of the metrics of a table on this machine.
const LOCAL: &str = "local";

/// The sum of all comparisons, and what was reported of documents.
#[derive(Debug, Default)]
struct Tally {
    audit: Audit,
    rejections: Rejections,
}

pub(super) async fn execute(reconcile: &Reconcile, output: Output) -> Result<Done, CommandError> {
    let mut input = Input::open(&reconcile.files)?;
    let summary_file = reconcile.summary.as_deref().map(SummaryFile::open).transpose()?;
    let opened = reconcile.location.read().await?;
    let mut tally = Tally::default();
    while let Some(item) = input.next().await {
        let (origin, text) = match item {
            Item::Message(origin, text) => (origin, text),
            Item::Refused(origin, refusal) => {
                tally.reject(&origin, &refusal.to_string(), refusal.is_about_file(), output);
                continue;
            }
        };
        for document in documents(&text) {
            let document = match document {
                Ok(document) => document,
                Err(none) => {
                    tally.reject(&origin, &none.to_string(), none.is_about_file(), output);
                    continue;
                }
            };
            if lacks_ids(&document) {
                tally.note(&origin, WITHOUT_IDS, true, output);
            }
            let Some(document) = ConversationDetails::from_fields(document) else {
                tally.reject(&origin, NAMELESS, false, output);
                continue;
            };
            let tree = opened.table.tree(&document.conversation_id).await?;
            let log = opened.table.log(&document.conversation_id).await?;
            let events: Vec<_> = log.iter().map(|item| item.known().event).collect();
            let tree = tree.map(|stored| details(&stored.conversation()));
            let finding = Finding::of(&document, tree.as_ref(), &events);
            tally.audit.add(&finding, &log);
            if !reconcile.metrics && (finding.has_lost() || !finding.differs.is_empty()) {
                print(&finding, output)?;
            }
        }
    }
    opened.close().await;
    for more in unprinted(&tally.rejections) {
        output.note(&more);
    }
    let audit = tally.audit;
    output.note(&audit.to_string());
    if reconcile.metrics {
        let now = Clock::system().now();
        let table = reconcile.location.table.as_deref().unwrap_or(LOCAL);
        for metrics in audit.metrics(table) {
            output.text(&metrics.line(now))?;
        }
    }
    if let Some(file) = summary_file {
        file.write(&audit)?;
    }
    Ok(if audit.is_whole(reconcile.strict) { Done::Whole } else { Done::WithRejections })
}

fn print(finding: &Finding, output: Output) -> Result<(), CommandError> {
    if output.is_json() {
        return Ok(output.line(finding)?);
    }
    let id = &finding.conversation_id;
    let mut text = match (finding.missing, finding.lost.len()) {
        (true, _) => format!("{id}: not stored\n"),
        (false, 0) => format!("{id}\n"),
        (false, lost) => {
            format!("{id}: {lost} of {} missing\n", counted(finding.events, "event"))
        }
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
    /// Counts and reports a document that could not be compared.
    fn reject(&mut self, origin: &Origin, reason: &str, once: bool, output: Output) {
        self.audit.rejected += 1;
        self.note(origin, reason, once, output);
    }

    /// Reports something about a document; `once` if it need not be repeated for the file.
    fn note(&mut self, origin: &Origin, reason: &str, once: bool, output: Output) {
        if self.rejections.add(origin, reason, once) {
            output.note(&format!("{origin}: {reason}"));
        }
    }
}
