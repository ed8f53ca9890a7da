//! The Common Events of transfers: who handed the conversation on, to whom, and who answered.

use common_events::Address;
use common_events::SettleClass;
use common_events::payload::{
    AgentSession, AgentTransferredConversation, Destination, DestinationKind, TransferAnswered,
};

use super::draft::{Draft, Whole};
use super::rule::rules;
use crate::family::Family;
use crate::known_session::KnownSession;
use crate::transfers::Transfer;
use crate::view::View;

/// The destination is described as it is known this long after the transfer, because it may begin
/// five seconds later.
const WINDOW_MS: i64 = 5_000;

rules! {
    /// An agent's session ended after talk, and its disconnect type or what began around that time
    /// shows that they transferred the conversation.
    TRANSFERRED: AgentTransferredConversation = "agent-transferred-conversation";

    /// The first agent after a transfer began to talk.
    ANSWERED: TransferAnswered = "transfer-answered";
}

pub(super) fn drafts<'h>(whole: &Whole<'_, 'h>) -> Vec<Draft<'h>> {
    let transferred = whole.transfers.iter().filter_map(|transfer| transferred(whole, transfer));
    let answered = whole.transfers.iter().filter_map(|transfer| answered(whole, transfer));
    transferred.chain(answered).collect()
}

/// A transfer without a destination waits longer: the event that names it may be late.
fn transferred<'h>(whole: &Whole<'_, 'h>, transfer: &Transfer<'h>) -> Option<Draft<'h>> {
    let session = whole.view.session(transfer.from)?;
    let end = session.end?;
    let (kind, to) = (transfer.kind, transfer.to);
    let disconnect_type = end.disconnect_type.map(ToString::to_string).unwrap_or_default();
    let payload = move |view: &View<'h>| AgentTransferredConversation {
        kind,
        to: to.and_then(|to| view.session(to)).and_then(described),
        disconnect_type: disconnect_type.clone(),
    };
    let arrival = to.and_then(|to| whole.view.session(to)?.start).map(|start| start.cause);
    let draft =
        Draft::for_session(&TRANSFERRED, (transfer.from, session), (end.time, end.cause), payload)
            .with_cause(arrival);
    let draft = Draft { window_ms: WINDOW_MS, ..draft };
    Some(if to.is_none() { draft.settling(SettleClass::Unresolved) } else { draft })
}

fn described(session: &KnownSession<'_>) -> Option<Destination> {
    let kind = match session.family? {
        Family::User => DestinationKind::Agent,
        Family::Acd => DestinationKind::Queue,
        Family::Flow => DestinationKind::Flow,
        Family::Voicemail => DestinationKind::Voicemail,
        Family::Customer => DestinationKind::Number,
    };
    let number = session.latest(|detail| detail.dnis.clone().or_else(|| detail.address_to.clone()));
    Some(Destination {
        kind,
        participant_id: session.participant_id.clone(),
        session_id: session.session_id.clone(),
        user_id: session.user_id.cloned(),
        queue_id: session.queue_id.cloned(),
        flow_id: session
            .latest(|detail| detail.flow_id.clone())
            .filter(|_| kind == DestinationKind::Flow),
        number: number.filter(|_| kind == DestinationKind::Number).map(Address),
    })
}

fn answered<'h>(whole: &Whole<'_, 'h>, transfer: &Transfer<'h>) -> Option<Draft<'h>> {
    let from = whole.view.session(transfer.from)?;
    let (agent, answer) = transfer.answer?;
    let waited_ms = answer.time.since(transfer.at);
    let payload = move |view: &View<'h>| TransferAnswered {
        agent: view.session(agent).map(|session| AgentSession {
            user_id: session.user_id.cloned(),
            participant_id: session.participant_id.clone(),
            session_id: session.session_id.clone(),
        }),
        waited_ms,
    };
    let at = (answer.time, answer.cause);
    let draft = Draft::for_session(&ANSWERED, (transfer.from, from), at, payload);
    let known_since =
        whole.view.session(agent).and_then(KnownSession::known_since).unwrap_or(answer.time);
    let known_since = draft.known_since.max(known_since);
    Some(Draft { known_since, ..draft.with_cause(from.end.map(|end| end.cause)) })
}
