//! Synthesized events of a user: the session, its durations, and the after-call work.

use genesys::{Topic, UserId};

use super::Synthesizer;
use super::body::Party;
use super::span::{Span, is, length};
use super::{addressed, ended};

impl<'a> Synthesizer<'a> {
    pub(super) fn user(&mut self, party: Party<'a>, span: &Span<'a>) {
        let body = |at| {
            addressed(party, at)
                .division(party.conversation)
                .text("userId", party.participant.user_id.as_ref().map(UserId::as_str))
                .text("queueId", span.queue().map(genesys::QueueId::as_str))
        };
        self.push(&Topic::UserStart, span.start, body(span.start));
        if let Some(end) = span.end {
            let body = ended(body(end), span)
                .with("interactingDurationMs", span.total("interact"))
                .with("heldDurationMs", span.total("hold"))
                .with("alertingDurationMs", span.total("alert"))
                .with("contactingDurationMs", span.total("contacting"))
                .with("dialingDurationMs", span.total("dialing"))
                .with("callbackDurationMs", span.total("callback"));
            self.push(&Topic::UserEnd, end, body);
        }
    }

    /// After-call work has two events: `acw` names the user, `wrapup` does not.
    pub(super) fn wrapup(&mut self, party: Party<'a>) {
        for segment in party.session.segments.iter().filter(|segment| is(segment, "wrapup")) {
            let (Some(end), Some(duration)) = (segment.segment_end, length(segment)) else {
                continue;
            };
            let queue = segment.queue_id.as_ref().map(genesys::QueueId::as_str);
            let body = || {
                addressed(party, end)
                    .text("queueId", queue)
                    .text("wrapupCode", segment.wrap_up_code.as_deref())
                    .text("wrapupNotes", segment.wrap_up_note.as_deref())
                    .with("wrapupDurationMs", duration)
            };
            let user = party.participant.user_id.as_ref().map(UserId::as_str);
            self.push(&Topic::Acw, end, body().text("userId", user));
            self.push(&Topic::Wrapup, end, body());
        }
    }
}
