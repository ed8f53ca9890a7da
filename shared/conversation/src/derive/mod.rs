//! `derive`: the Common Events that follow from a history.
//!
//! Each rule decides from the whole history *that* something follows and *when* it happened. The
//! data of the Common Event comes from a view that ends just after that moment
//! ([`WINDOW_MS`](rule::WINDOW_MS)). A later event does not change what was published, so revisions
//! are rare. If a Common Event follows from a later event alone, such as an end whose start was
//! lost, the view reaches as far as the first event that reported the session.

mod agent;
mod conference;
mod customer;
mod draft;
mod ending;
mod facts;
mod flow;
mod joined;
mod lifecycle;
mod moments;
mod phases;
mod quality;
mod queue;
mod records;
mod rule;
mod text;
mod transfer;
mod wrap_up;

use std::collections::HashSet;

use common_events::catalogue::Selection;
use common_events::{Data, DerivedEvent};

use crate::ends::Ends;
use crate::episodes::episodes;
use crate::history::History;
use crate::periods::Periods;
use crate::roles::Roles;
use crate::transfers::{Scene, transfers};
use crate::view::{AdvancingView, View};
use draft::{Draft, Whole};
use facts::Facts;
use moments::Moments;

pub use rule::Rule;

/// The Common Events of the selected types that follow from a history, ordered by when they
/// happened. Their ids are unique.
#[must_use]
pub fn derive(history: &History, selection: &Selection) -> Vec<DerivedEvent> {
    explain(history, selection).into_iter().map(|explained| explained.event).collect()
}

/// A Common Event and the rule from which it follows.
#[derive(Debug, Clone, PartialEq)]
pub struct Explained {
    /// The rule.
    pub rule: &'static Rule,
    /// The Common Event. Its causes are the keys of the Genesys events to which the rule applied.
    pub event: DerivedEvent,
}

/// Every rule, grouped by the file that declares it.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    const ALL: &[&[Rule]] = &[
        lifecycle::RULES,
        ending::RULES,
        queue::RULES,
        agent::RULES,
        transfer::RULES,
        customer::RULES,
        conference::RULES,
        flow::RULES,
        wrap_up::RULES,
        records::RULES,
        quality::RULES,
    ];
    ALL.iter().copied().flatten()
}

/// As [`derive`], with the rule of each Common Event.
#[must_use]
pub fn explain(history: &History, selection: &Selection) -> Vec<Explained> {
    let drafted = drafted(history, selection);
    drafted.map_or_else(Vec::new, |(drafts, facts)| finish(history, drafts, &facts))
}

/// The drafts of the selected types, and the facts of the conversation; `None` if no session is
/// known.
fn drafted<'h>(history: &'h History, selection: &Selection) -> Option<(Vec<Draft<'h>>, Facts<'h>)> {
    let view = View::new(history);
    if view.is_empty() {
        return None;
    }
    let roles = Roles::new(&view);
    let ends = Ends::new(&view, &roles);
    let episodes = episodes(&view, &roles, &ends);
    let lives = view.sessions().filter_map(|(id, session)| {
        let end = ends.of_session(id, session).map(|end| end.time);
        Some((session.start?.time, end, id))
    });
    let lives = Periods::new(lives);
    let scene =
        Scene { view: &view, roles: &roles, ends: &ends, episodes: &episodes, lives: &lives };
    let transfers = transfers(&scene);
    let moments = Moments::new(scene, &transfers);
    let whole = Whole {
        history,
        view: &view,
        roles: &roles,
        ends: &ends,
        episodes: &episodes,
        transfers: &transfers,
        moments: &moments,
    };
    let mut drafts = drafts(&whole);
    drafts.retain(|draft| selection.has(draft.rule.event_type));
    Some((drafts, Facts::new(&whole)))
}

fn drafts<'h>(whole: &Whole<'_, 'h>) -> Vec<Draft<'h>> {
    let mut drafts = lifecycle::drafts(whole);
    drafts.extend(ending::drafts(whole));
    drafts.extend(queue::drafts(whole));
    drafts.extend(agent::drafts(whole));
    drafts.extend(transfer::drafts(whole));
    drafts.extend(customer::drafts(whole));
    drafts.extend(conference::drafts(whole));
    drafts.extend(flow::drafts(whole));
    drafts.extend(wrap_up::drafts(whole));
    drafts.extend(records::drafts(whole));
    drafts.extend(quality::drafts(whole));
    drafts
}

/// Fills every draft with data, each from the view that ends just after it happened.
fn finish<'h>(
    history: &'h History,
    mut drafts: Vec<Draft<'h>>,
    facts: &Facts<'h>,
) -> Vec<Explained> {
    drafts.sort_by(|a, b| {
        (a.cutoff(), a.occurred_at, &a.subject).cmp(&(b.cutoff(), b.occurred_at, &b.subject))
    });
    keep_first(&mut drafts);
    let mut advancing = AdvancingView::new(history.evidence());
    let explained = drafts.into_iter().map(|draft| {
        let view = advancing.until(draft.cutoff());
        let data = Data {
            conversation: facts.at(draft.occurred_at, draft.media_type(view)),
            subject: draft.about(view),
            inferred: draft.inferred,
            payload: (draft.payload)(view),
        };
        let settles = draft.settles.unwrap_or_else(|| draft.rule.event_type.settle_class());
        let Draft { rule, subject, occurred_at, causes, inferred, .. } = draft;
        let event = DerivedEvent { subject, occurred_at, causes, settles, inferred, data };
        Explained { rule, event }
    });
    let mut explained: Vec<Explained> = explained.collect();
    // No two are alike, and a stable sort would need a second list.
    explained.sort_unstable_by(|Explained { event: a, .. }, Explained { event: b, .. }| {
        (a.occurred_at, a.event_type(), &a.subject).cmp(&(
            b.occurred_at,
            b.event_type(),
            &b.subject,
        ))
    });
    explained
}

/// Keeps the first of the drafts with the same type and subject.
fn keep_first(drafts: &mut Vec<Draft<'_>>) {
    let mut seen = HashSet::new();
    let is_first: Vec<bool> = drafts
        .iter()
        .map(|draft| seen.insert((draft.rule.event_type, draft.subject.as_str())))
        .collect();
    let mut is_first = is_first.into_iter();
    drafts.retain(|_| is_first.next().unwrap_or_default());
}
