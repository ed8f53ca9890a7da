//! `GET /me/interactions`: what the caller handles now.
//!
//! One page looks at the latest conversations of the caller, 100 by default, and lists those that
//! they still handle. So a page may be empty and yet have a next one.

use std::collections::HashMap;

use axum::extract::State;
use axum::response::Response;
use conversation::tree::SegmentType;
use conversation::{Family, Participant, Session};
use genesys::ConversationId;
use http::HeaderMap;
use store::{IndexPosition, StartRange, TreeItem};

use super::ApiState;
use super::fields::Query;
use super::pages::{self, Entry};
use crate::api::Api;
use crate::base::Base;
use crate::caller::Caller;
use crate::extract::QueryParams;
use crate::page::Token;
use crate::problem::Problem;

pub(crate) async fn mine(
    State(api): ApiState,
    caller: Caller,
    base: Base,
    headers: HeaderMap,
    QueryParams(query): QueryParams<Query>,
) -> Result<Response, Problem> {
    let me = caller.me()?;
    let after = query.next.after.as_ref();
    let listed = api
        .conversations
        .page_of_user(me, &StartRange::default(), after, query.limit.get())
        .await?;
    let next = Token::after(0, &listed);
    let mut ids = Vec::new();
    for position in &listed.positions {
        if !ids.contains(&position.conversation_id) {
            ids.push(position.conversation_id.clone());
        }
    }
    let trees = api.conversations.trees(&ids).await?;
    let entries: Vec<Entry> = Entry::of(0, &listed).collect();
    let mut own = own_participants(&api, listed.positions, &trees).await?;
    // Nobody handles a conversation that timed out, nor a session with an inferred end.
    let found = trees.into_iter().filter(|tree| !tree.summary.timed_out).filter(|tree| {
        let mut own = own.remove(tree.conversation_id()).unwrap_or_default();
        own.retain(handles);
        tree.summary.put_inferred_ends(&mut own);
        own.iter().any(handles)
    });
    let page = pages::page(&api, &base, query.fields, &entries, found.collect(), next).await?;
    pages::answer(&page, &headers)
}

/// The participants at these positions, by conversation: from the trees, or from items of their
/// own.
async fn own_participants(
    api: &Api,
    positions: Vec<IndexPosition>,
    trees: &[TreeItem],
) -> Result<HashMap<ConversationId, Vec<Participant>>, Problem> {
    let trees: HashMap<&ConversationId, &TreeItem> =
        trees.iter().map(|tree| (tree.conversation_id(), tree)).collect();
    let mut own: HashMap<ConversationId, Vec<Participant>> = HashMap::new();
    let mut in_items = Vec::new();
    for position in positions {
        let inline = trees.get(&position.conversation_id).and_then(|tree| {
            tree.inline
                .iter()
                .find(|it| Some(&it.participant_id) == position.participant_id.as_ref())
        });
        match inline {
            Some(it) => own.entry(position.conversation_id).or_default().push(it.clone()),
            None => in_items.push(position),
        }
    }
    if !in_items.is_empty() {
        for item in api.conversations.participants_at(&in_items).await? {
            own.entry(item.pk.0).or_default().push(item.participant);
        }
    }
    Ok(own)
}

/// Whether a participant still handles the conversation: in a live session or in after-call work.
fn handles(participant: &Participant) -> bool {
    let is_live = |session: &Session| {
        session.family == Some(Family::User) && session.start.is_some() && session.end.is_none()
    };
    let wraps_up = |session: &Session| {
        let last = session.segments.last();
        last.is_some_and(|segment| {
            segment.segment_type == SegmentType::Wrapup && segment.segment_end.is_none()
        })
    };
    participant.sessions.iter().any(|session| is_live(session) || wraps_up(session))
}

#[cfg(test)]
mod tests {
    use conversation::tree::Segment;
    use genesys::Timestamp;

    use super::*;

    fn participant(session: Session) -> Participant {
        Participant { sessions: vec![session], ..Participant::named("p".parse().unwrap()) }
    }

    #[test]
    fn open_after_call_work_counts_as_handling() {
        let at = Some(Timestamp::from_ms(1));
        let wrap_up = |segment_end| Segment {
            segment_type: SegmentType::Wrapup,
            segment_start: Timestamp::from_ms(1),
            segment_end,
            disconnect_type: None,
            queue_id: None,
            wrap_up_code: None,
            wrap_up_note: None,
            synthetic: false,
        };
        let session = Session {
            family: Some(Family::User),
            start: at,
            end: at,
            ..Session::named("s".parse().unwrap())
        };
        assert!(!handles(&participant(session.clone())));
        assert!(handles(&participant(Session {
            segments: vec![wrap_up(None)],
            ..session.clone()
        })));
        assert!(!handles(&participant(Session { segments: vec![wrap_up(at)], ..session })));
    }
}
