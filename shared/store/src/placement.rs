//! Where participants are stored: within `TREE`, or in items of their own.
//!
//! An item of up to a kilobyte costs one write unit, whatever it holds, and each pass over a new
//! event writes `TREE`. So participants are stored within `TREE` as long as it stays under a
//! kilobyte; those that do not fit have an item until they change again.
//!
//! A participant may be stored twice, because a pass that moves it leaves its item as it is, and a
//! slow pass may put an item late. The copy that knows more events counts. So nothing has to be
//! deleted, and no order of writes can bring back an older state.
//!
//! A user's participant is in the index `by_user`, which needs an item. Later changes are stored
//! within `TREE` as long as the pass has read an item whose keys are still right. A slow pass may
//! replace these keys, but then it loses its own commit and runs again, or is dead and its records
//! are delivered again. Either way a later pass reads the item and puts it right.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use conversation::Participant;
use genesys::ParticipantId;

use crate::error::StoreError;
use crate::old_sessions::SessionsOnPages;
use crate::participant_item::{ItemKeys, ParticipantItem};
use crate::size;
use crate::table::encode;
use crate::tree_item::TreeItem;

/// What one write unit covers, in bytes.
const UNIT_BYTES: usize = 1_024;

/// Room that is left within a unit when a participant is added, in bytes: for a higher version, a
/// wake-up and the like. Participants that are there already may use it, so that such a change
/// moves none of them.
const RESERVED_BYTES: usize = 40;

/// Longest JSON text of a participant that is stored within `TREE`, in bytes. Longer texts may
/// deflate well, but every commit would deflate them again.
const MAX_INLINE_BYTES: usize = 6 * 1024;

/// Number of participants in a row that may not fit before the rest is not tried.
const MISSES: usize = 3;

/// What a pass knows of how participants are stored, before it places them.
#[derive(Debug, Clone, Copy, Default)]
pub struct StoredParticipants<'a> {
    /// The last commit.
    pub commit: Option<&'a TreeItem>,
    /// The items that were read with it.
    pub items: &'a [ItemKeys],
    /// Those that log pages of the same series name, with their `known_events`.
    pub on_pages: Option<&'a BTreeMap<ParticipantId, u64>>,
    /// The sessions on these pages.
    pub sessions: Option<&'a SessionsOnPages>,
    /// All items. If given, participants are compared with their copies even if these know as many
    /// events.
    pub all: Option<&'a [ParticipantItem]>,
}

/// What remains to be written after the participants were placed.
#[derive(Debug, Default, PartialEq)]
pub struct Placed {
    /// Items to put, before the commit.
    pub items: Vec<ParticipantItem>,
    /// Number of participants whose stored state changes, within `TREE` or in an item.
    pub changed: u64,
}

/// A participant that may be stored within `TREE`.
struct Candidate {
    item: ParticipantItem,
    /// Whether the last commit has it within `TREE` in this state.
    is_kept: bool,
}

impl TreeItem {
    /// Places the participants of the conversation in this commit. They are whole.
    ///
    /// # Errors
    /// Poison if the item cannot be encoded.
    pub fn place(
        &mut self,
        participants: Vec<ParticipantItem>,
        stored: StoredParticipants<'_>,
    ) -> Result<Placed, StoreError> {
        let StoredParticipants { commit: read, items, on_pages, sessions, all } = stored;
        let (mut placed, mut candidates) = (Placed::default(), Vec::new());
        for item in participants {
            let id = &item.sk.0;
            let on_page = on_pages.and_then(|on_pages| on_pages.get(id)).copied();
            let in_item = read.and_then(|read| read.participants.get(id)).copied().or(on_page);
            let inline = read.and_then(|read| read.inline_participant(&item));
            let is_stored = || all.is_none_or(|all| all.iter().any(|it| it.is(&item, sessions)));
            if in_item == Some(item.known_events) && is_stored() {
                if on_page != in_item {
                    self.participants.insert(id.clone(), item.known_events);
                }
                continue;
            }
            let is_kept = inline.is_some_and(|kept| match all {
                None => kept.known_events == item.known_events,
                Some(_) => *kept == item.participant,
            });
            let is_indexed =
                item.by_user.is_none() || items.iter().any(|keys| keys.agree_with(&item));
            if is_indexed
                && is_small(&item)
                && in_item.is_none_or(|known| known < item.known_events)
            {
                placed.changed += u64::from(!is_kept);
                candidates.push(Candidate { item, is_kept });
            } else {
                placed.changed += 1;
                placed.items.push(item);
            }
        }
        let in_items = placed.items.iter().map(|item| (item.sk.0.clone(), item.known_events));
        self.participants.extend(in_items);
        let is_as_before =
            placed.changed == 0 && read.is_some_and(|read| read.summary == self.summary);
        let (inline, spilled) =
            if is_as_before { (candidates, Vec::new()) } else { self.fit(candidates)? };
        self.inline = inline.into_iter().map(|candidate| candidate.item.participant).collect();
        placed.changed += spilled.iter().filter(|candidate| candidate.is_kept).count() as u64;
        for Candidate { item, .. } in spilled {
            self.participants.insert(item.sk.0.clone(), item.known_events);
            placed.items.push(item);
        }
        placed.items = placed.items.into_iter().map(|item| item.as_put(sessions)).collect();
        Ok(placed)
    }

    /// The participants, from this item and the items of their own: of two copies the one that
    /// knows more.
    #[must_use]
    pub fn with_items(&self, mut items: Vec<ParticipantItem>) -> Vec<ParticipantItem> {
        for participant in &self.inline {
            let id = &participant.participant_id;
            let item =
                ParticipantItem::new(self.pk.0.clone(), participant.clone(), self.expires_at);
            match items.iter_mut().find(|item| item.sk.0 == *id) {
                Some(stored) if stored.known_events > item.known_events => {}
                Some(stored) => *stored = item,
                None => items.push(item),
            }
        }
        items
    }

    fn inline_participant(&self, item: &ParticipantItem) -> Option<&Participant> {
        self.inline.iter().find(|participant| participant.participant_id == item.sk.0)
    }

    /// Divides the candidates, which keep their order, into those that are stored within this item
    /// and those that are not. The item grows only as far as its units are paid for anyway.
    fn fit(
        &self,
        candidates: Vec<Candidate>,
    ) -> Result<(Vec<Candidate>, Vec<Candidate>), StoreError> {
        let size = |places: &[usize]| {
            let mut tree = self.clone();
            let inline = |place: &usize| candidates[*place].item.participant.clone();
            tree.inline = places.iter().map(inline).collect();
            let spilled = (0..candidates.len()).filter(|place| !places.contains(place));
            let spilled = spilled.map(|place| &candidates[place].item);
            tree.participants.extend(spilled.map(|item| (item.sk.0.clone(), item.known_events)));
            let adds = places.iter().any(|place| !candidates[*place].is_kept);
            let reserved = if adds { RESERVED_BYTES } else { 0 };
            Ok::<usize, StoreError>(size::of_item(&encode(&tree)?) + reserved)
        };
        let mut fitting: Vec<usize> = (0..candidates.len()).collect();
        if size(&fitting)? > UNIT_BYTES {
            let limit = size(&[])?.div_ceil(UNIT_BYTES) * UNIT_BYTES;
            let mut misses = 0;
            let mut in_order = std::mem::take(&mut fitting);
            in_order.sort_by_key(|place| Reverse(activity(&candidates[*place].item.participant)));
            for place in in_order {
                fitting.push(place);
                if size(&fitting)? > limit {
                    fitting.pop();
                    misses += 1;
                    if misses == MISSES {
                        break;
                    }
                }
            }
        }
        let mut place = 0..;
        Ok(candidates
            .into_iter()
            .partition(|_| place.next().is_some_and(|place| fitting.contains(&place))))
    }
}

/// Whether a participant is small enough to be stored within `TREE`.
fn is_small(item: &ParticipantItem) -> bool {
    let text = serde_json::to_string(&item.participant);
    text.is_ok_and(|text| text.len() <= MAX_INLINE_BYTES)
}

/// How likely a participant is to change soon: one with a live session first, then by the time of
/// the last start or end.
fn activity(participant: &Participant) -> impl Ord {
    let is_live = participant.sessions.iter().any(|session| session.end.is_none());
    let last =
        participant.sessions.iter().filter_map(|session| session.end.or(session.start)).max();
    (is_live, last)
}
