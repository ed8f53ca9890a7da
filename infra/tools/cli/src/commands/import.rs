//! `import`: writes conversation-details documents to the same log as events, through the same
//! functions.

use std::mem;
use std::time::{SystemTime, UNIX_EPOCH};

use genesys::Timestamp;
use genesys::details::{WITHOUT_IDS, documents, envelope, lacks_ids, parts};
use input::{Item, Origin};
use runtime::Environment;
use store::event_item::MAX_BODY_BYTES;

use super::feed::{Feed, progress};
use super::{CommandError, Done};
use crate::cli::{Import, Time};
use console::files::Input;
use console::output::Output;

/// How many documents receive gets at a time. Documents are larger than events.
const BATCH: usize = 10;

pub(super) async fn execute(import: &Import, output: Output) -> Result<Done, CommandError> {
    let mut input = Input::open(&import.files)?;
    let opened = import.location.start().await?;
    let exported_at = import.exported_at;
    let mut feed = match &opened.local {
        Some(local) => {
            let time = (Time::System, &Environment::of_process());
            Feed::start(local, output, BATCH, progress(&input, "documents"), time).await?
        }
        None => Feed::deployed(opened.table.clone(), output)?,
    };
    let fed = feed_all(&mut feed, &mut input, exported_at).await;
    feed.progress.finish_and_clear();
    let summary = feed.tally.finish(&opened.table.meter().usage());
    opened.close().await;
    fed?;
    output.note(&summary.to_string());
    Ok(if summary.rejected > 0 { Done::WithRejections } else { Done::Whole })
}

/// Feeds every document of the input. Its time of export is `exported_at`, else that of its file.
async fn feed_all(
    feed: &mut Feed,
    input: &mut Input,
    exported_at: Option<Timestamp>,
) -> Result<(), CommandError> {
    let (mut origins, mut messages): (Vec<Origin>, Vec<String>) = (Vec::new(), Vec::new());
    while let Some(item) = input.next().await {
        let (origin, text) = match item {
            Item::Message(origin, text) => (origin, text),
            Item::Refused(origin, refusal) => {
                feed.refuse(&origin, &refusal, refusal.is_about_file());
                continue;
            }
        };
        let exported_at = exported_at.or_else(|| instant(input.modified_at(&origin.file)?));
        let envelope = |part| envelope(part, exported_at);
        for document in documents(&text) {
            match document {
                Ok(document) => {
                    if lacks_ids(&document) {
                        feed.note_once(&origin, WITHOUT_IDS);
                    }
                    messages.extend(parts(document, MAX_BODY_BYTES).into_iter().map(envelope));
                }
                Err(no_document) => {
                    feed.refuse(&origin, &no_document, no_document.is_about_file());
                }
            }
            origins.resize(messages.len(), origin.clone());
            if messages.len() >= BATCH {
                feed.take(mem::take(&mut origins), mem::take(&mut messages)).await?;
                feed.progress.set_position(input.bytes());
            }
        }
    }
    if !messages.is_empty() {
        feed.take(origins, messages).await?;
    }
    feed.finish().await
}

/// A time of the file system; `None` if it is no time that a document can carry.
fn instant(time: SystemTime) -> Option<Timestamp> {
    let ms = time.duration_since(UNIX_EPOCH).ok()?.as_millis();
    Some(Timestamp::from_ms(i64::try_from(ms).ok()?)).filter(|time| time.is_event_time())
}
