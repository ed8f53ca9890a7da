//! `demo`: the conversations that ship with the project, printed, or live in a browser.

mod live;
mod schedule;
mod shipped;

use std::time::Duration;

use genesys::details::ConversationDetails;
use indicatif::ProgressBar;
use input::Origin;
use runtime::Environment;

use self::shipped::{NEXT, shipped};
use super::feed::Feed;
use super::{CommandError, Done, show};
use crate::cli::{Demo, Time};
use console::output::Output;
use local_aws::local::Local;
use simulate::{Kind, events_of};

/// Made-up conversations for what the shipped ones lack: transfers. The tree of the last one is
/// shown.
const MADE_UP: [(Kind, u64); 3] =
    [(Kind::BlindTransferToQueue, 1), (Kind::AbandonedInQueue, 1), (Kind::ConsultTransfer, 1)];

/// How many messages one invocation of receive gets.
const BATCH: usize = 10;
/// The pause after each event on a terminal, so that a person can read along.
const PAUSE: Duration = Duration::from_millis(40);
pub(super) async fn execute(demo: &Demo, output: Output) -> Result<Done, CommandError> {
    if demo.serve { live::execute(demo, output).await } else { print(output).await }
}

async fn print(output: Output) -> Result<Done, CommandError> {
    let made_up = MADE_UP.iter().map(|(kind, seed)| simulate::conversation(*kind, *seed));
    let conversations: Vec<ConversationDetails> = shipped().chain(made_up).collect();
    let local = Local::start(None).await?;
    let time = (Time::Events, &Environment::of_process());
    let mut feed = Feed::start(&local, output, BATCH, ProgressBar::hidden(), time).await?;
    let mut events: Vec<_> =
        conversations.iter().flat_map(|details| events_of(details, true).events).collect();
    events.sort_by_key(|event| event.time);
    let batch = if output.is_json() { BATCH } else { 1 };
    for batch in events.chunks(batch) {
        let origins = vec![Origin::of_line("demo".into(), 1); batch.len()];
        feed.take(origins, batch.iter().map(|event| event.envelope.to_string()).collect()).await?;
        if !output.is_json() {
            tokio::time::sleep(PAUSE).await;
        }
    }
    feed.finish().await?;
    output.note(&format!(
        "{} events of {} conversations. The last one:\n",
        events.len(),
        conversations.len()
    ));
    if let Some(last) = conversations.last() {
        show::print(local.table(), &last.conversation_id, None, output).await?;
    }
    output.note(NEXT);
    local.stop().await;
    Ok(Done::Whole)
}
