//! All interleavings of passes over one conversation.
//!
//! Events arrive, and each starts a pass. A pass makes one call at a time; some passes crash and
//! are started again. Time passes between any two calls, to when the next wake-up is due. Wake-ups
//! are delivered then or later, some of them twice or early. The checker visits every reachable
//! state.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

use common_events::id::common_event_id;
use conversation::{Conversation, derive, project};
use genesys::ConversationId;
use reconstruct::{Packing, PassRules};
use serde_json::{Value, json};
use stateright::{Model, Property};
use store::{EventItem, Expiry, LedgerEntry, LogAndLedger, ParticipantItem, Reading, Written};
use testkit::but_context;
use testkit::invocations::NOW;
use testkit::memory_table::{Item, MemoryTable, by_id};
use uuid::Uuid;

use crate::action::Action;
use crate::going::Going;
use crate::pass::{Answer, Call, Next, Order, Start, next};
use crate::state::{State, content, digest};

/// Once nothing more happens, everything is as it follows from all events.
pub const RIGHT_IN_THE_END: &str =
    "in the end the tree, the ledger and what was heard follow from all events";
/// Two Common Events with the same id and revision are equal.
pub const NO_CONTRADICTION: &str = "no revision is said twice with different words";
/// A subscriber who receives a Common Event finds it in the tree.
pub const FOUND_WHEN_HEARD: &str = "a tree knows every Common Event before it is published";
/// Some pass loses a race, which shows that passes do interleave.
const RACES_ARE_LOST: &str = "a race is lost";

/// A rule of the design that is left out, to show that it is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// The commit is put without its condition.
    CommitWithoutCondition,
    /// A ledger page is put without its condition.
    PageWithoutCondition,
    /// The commit is read after the log and the ledger.
    CommitReadLast,
    /// The commit does not announce the pages of its pass.
    CommitWithoutAnnouncement,
    /// The commit is put after the ledger pages.
    LedgerBeforeCommit,
    /// A wake-up is sent only after the commit.
    SentAfterCommit,
    /// An early wake-up is processed like any other.
    EarlyIsNotSentAgain,
    /// A pass that changes the ledger alone does not check for a newer commit.
    PageWithoutLook,
    /// A pass that commits without a page does not check for a newer page.
    CommitWithoutLook,
    /// A pass that reads log pages does not read the events by which it was started.
    OwnEventsNotRead,
    /// The commit does not name the log page of its pass.
    LogPageNotNamed,
}

/// The events of one conversation, in arrival order, and what may happen meanwhile.
pub struct Races {
    id: ConversationId,
    events: Vec<EventItem>,
    rules: PassRules,
    /// Number of items in a page of the query.
    page: usize,
    crashes: usize,
    repetitions: usize,
    /// Number of wake-ups that are delivered twice, and number of those that are early.
    twice: usize,
    early: usize,
    /// When log pages are put; `None` if never.
    packing: Option<Packing>,
    flaw: Option<Flaw>,
    tree: Conversation,
    standing: BTreeMap<Uuid, Value>,
    /// The next step of a pass, by the digest of its answers.
    nexts: Mutex<HashMap<u64, Arc<Next>>>,
}

impl Races {
    pub fn new(events: Vec<EventItem>, rules: PassRules) -> Self {
        let id = events[0].conversation_id().clone();
        let history = Reading { events: events.clone(), ..Reading::default() }.history(&id);
        let derived_events = derive(&history, &rules.selection);
        let standing = derived_events.iter().map(|derived| {
            let id = common_event_id(&id, derived.event_type(), &derived.subject);
            let data = serde_json::to_value(&derived.data).unwrap();
            (id, json!(["active", derived.occurred_at, but_context(&data)]))
        });
        Self {
            tree: by_id(project(&history)),
            standing: standing.collect(),
            id,
            events,
            rules,
            page: 2,
            crashes: 0,
            repetitions: 0,
            twice: 0,
            early: 0,
            packing: None,
            flaw: None,
            nexts: Mutex::default(),
        }
    }

    /// Number of passes that crash.
    pub fn with_crashes(self, crashes: usize) -> Self {
        Self { crashes, ..self }
    }

    /// Number of records that are delivered again while their first pass still runs.
    pub fn with_repetitions(self, repetitions: usize) -> Self {
        Self { repetitions, ..self }
    }

    /// Numbers of wake-ups that are delivered twice, and early. The log and the ledger are one
    /// page.
    pub fn with_wake_ups(self, twice: usize, early: usize) -> Self {
        Self { twice, early, page: usize::MAX, ..self }
    }

    /// Each event goes to a log page as soon as a later one is known. A query has one page.
    pub fn with_log_pages(self) -> Self {
        let packing = Packing { events: 1, lag_ms: 0, sessions: 0, recent_ms: 0 };
        Self { packing: Some(packing), page: usize::MAX, ..self }
    }

    pub fn with(self, flaw: Flaw) -> Self {
        Self { flaw: Some(flaw), ..self }
    }

    fn next(&self, pass: &Going) -> Arc<Next> {
        let known = self.nexts.lock().unwrap().get(&pass.digest).cloned();
        known.unwrap_or_else(|| {
            let late = self.flaw == Some(Flaw::CommitReadLast);
            let order = if late { Order::CommitLast } else { Order::CommitFirst };
            let mut start = pass.start.clone();
            if self.flaw == Some(Flaw::EarlyIsNotSentAgain) {
                start.woken_by = None;
            }
            if self.flaw == Some(Flaw::OwnEventsNotRead) {
                start.own.clear();
            }
            let rules = (&self.rules, self.packing.unwrap_or_default());
            let next = Arc::new(next(&self.id, rules, order, &start, pass.answers.to_vec()));
            self.nexts.lock().unwrap().insert(pass.digest, Arc::clone(&next));
            next
        })
    }

    /// Lets a pass make its next call. Afterwards it may be at its end.
    fn advance(&self, state: &mut State, mut pass: Going) {
        let was_at_its_end = matches!(*self.next(&pass), Next::Ends(_));
        if let Next::Asks(call) = &*self.next(&pass) {
            let answer = match &**call {
                Call::Send(wake_up) if self.flaw == Some(Flaw::SentAfterCommit) => {
                    pass.unsent.push(wake_up.clone());
                    Answer::Sent
                }
                Call::PutTree(tree, read) if self.flaw == Some(Flaw::LedgerBeforeCommit) => {
                    pass.uncommitted = Some((tree.clone(), *read));
                    Answer::Written(Written::Stored)
                }
                Call::IsNewestCommit(_) if self.flaw == Some(Flaw::PageWithoutLook) => {
                    Answer::Is(true)
                }
                Call::HasLedgerPage(_) if self.flaw == Some(Flaw::CommitWithoutLook) => {
                    Answer::Is(false)
                }
                call => self.answer(state, call),
            };
            pass.take(answer, state.now);
        }
        match &*self.next(&pass) {
            Next::Asks(_) => state.going.push(pass),
            Next::Ends(true) if !was_at_its_end && !pass.unsent.is_empty() => {
                state.going.push(pass);
            }
            Next::Ends(true) => {
                state.queue.append(&mut pass.unsent);
                if let Some((tree, read)) = pass.uncommitted {
                    let _ = state.table.put_tree(tree, read);
                }
            }
            Next::Ends(false) => state.again(pass),
        }
        state.queue.sort();
        state.going.sort_by_key(|pass| pass.digest);
    }

    fn answer(&self, state: &mut State, call: &Call) -> Answer {
        let table = &mut state.table;
        let change = match call.clone() {
            Call::Commit => return Answer::Commit(Box::new(table.latest_commit(&self.id))),
            Call::IsNewestCommit(version) => {
                return Answer::Is(table.is_newest_commit(&self.id, version));
            }
            Call::HasLedgerPage(number) => {
                return Answer::Is(table.has_ledger_page(&self.id, number));
            }
            Call::Page(after) => {
                let items = table.page(&self.id, &after, self.page);
                let more = items.len() == self.page;
                return Answer::Page(items, more);
            }
            Call::Events(first, last) => {
                let events = table.events_between(&self.id, first, last);
                return Answer::Found(LogAndLedger { events, ..LogAndLedger::default() });
            }
            Call::LedgerAfter(number) => {
                let ledger = table.ledger_after(&self.id, number);
                return Answer::Found(LogAndLedger { ledger, ..LogAndLedger::default() });
            }
            Call::LogPages(first, last) => {
                let log_pages = table.log_pages(&self.id, first, last);
                return Answer::Found(LogAndLedger { log_pages, ..LogAndLedger::default() });
            }
            Call::PutLogPage(page) => table.put_log_page(page),
            Call::PutParticipant(participant) => table.put_participant(participant),
            Call::PutLedgerPage(page) if self.flaw == Some(Flaw::PageWithoutCondition) => {
                Some(table.put(Item::Page(page)))
            }
            Call::PutLedgerPage(page) => table.put_ledger_page(page),
            Call::PutTree(tree, _) if self.flaw == Some(Flaw::CommitWithoutCondition) => {
                Some(table.put(Item::Tree(tree)))
            }
            Call::PutTree(mut tree, read) => {
                if self.flaw == Some(Flaw::CommitWithoutAnnouncement) {
                    tree.ledger_end = 0;
                }
                if let Some(packed) = &mut tree.packed
                    && self.flaw == Some(Flaw::LogPageNotNamed)
                {
                    packed.pages = packed.pages.saturating_sub(1);
                }
                table.put_tree(tree, read)
            }
            Call::Send(wake_up) => {
                state.queue.push(wake_up);
                return Answer::Sent;
            }
        };
        let Some(change) = change else {
            state.races_lost = true;
            return Answer::Written(Written::Lost);
        };
        state.hear(&change);
        Answer::Written(Written::Stored)
    }

    fn is_over(&self, state: &State) -> bool {
        let is_quiet = state.waiting.is_empty() && state.going.is_empty() && state.queue.is_empty();
        is_quiet && state.arrived == self.events.len()
    }

    fn is_right(&self, state: &State) -> bool {
        let ledger = state.table.ledger(&self.id);
        let is_heard = |entry: &LedgerEntry| {
            let id = entry.id();
            state.heard.get(&(id, entry.revision)) == Some(&digest(&content(entry).to_string()))
                && !state.heard.contains_key(&(id, entry.revision + 1))
        };
        let active = ledger.iter().filter(|entry| entry.status == common_events::Status::Active);
        let standing: BTreeMap<Uuid, Value> =
            active.map(|entry| (entry.id(), standing_content(entry))).collect();
        state.table.tree(&self.id).as_ref() == Some(&self.tree)
            && self.is_indexed(state)
            && standing == self.standing
            && ledger.iter().all(is_heard)
    }
}

impl Races {
    /// Whether the index `by_user` has every participant who is a user where they belong.
    fn is_indexed(&self, state: &State) -> bool {
        let items = state.table.participants(&self.id);
        self.tree.participants.iter().all(|it| {
            let item = ParticipantItem::new(self.id.clone(), it.clone(), Expiry::from_seconds(0));
            item.by_user.is_none() || items.iter().any(|stored| stored.keys().agree_with(&item))
        })
    }
}

fn standing_content(entry: &LedgerEntry) -> Value {
    json!([entry.status, entry.occurred_at, but_context(&entry.data)])
}

impl Model for Races {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        vec![State {
            table: MemoryTable::default(),
            heard: BTreeMap::new(),
            arrived: 0,
            waiting: Vec::new(),
            going: Vec::new(),
            queue: Vec::new(),
            now: NOW,
            crashes_left: self.crashes,
            repetitions_left: self.repetitions,
            twice_left: self.twice,
            early_left: self.early,
            contradiction: false,
            unfound: false,
            races_lost: false,
        }]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        actions.extend((state.arrived < self.events.len()).then_some(Action::Arrive));
        actions.extend(state.starts().map(Action::Start));
        actions.extend((0..state.going.len()).map(Action::Step));
        if state.crashes_left > 0 {
            actions.extend((0..state.going.len()).map(Action::Crash));
        }
        if state.repetitions_left > 0 && !state.going.is_empty() {
            actions.push(Action::Repeat);
        }
        actions.extend(state.next_due().map(|_| Action::Pass));
        actions.extend(state.wake_ups(true).map(Action::Wake));
        if state.early_left > 0 {
            actions.extend(state.wake_ups(false).map(Action::Wake));
        }
        if state.twice_left > 0 {
            actions.extend(state.wake_ups(true).map(Action::WakeTwice));
        }
    }

    fn next_state(&self, last: &State, action: Action) -> Option<State> {
        let mut state = last.clone();
        match action {
            Action::Arrive => {
                let event =
                    EventItem { received_at: state.now, ..self.events[state.arrived].clone() };
                // Without log pages, it does not matter which event starts a pass.
                let own = self.packing.map(|_| event.sk.clone());
                let _ = state.table.append(event);
                state.arrived += 1;
                state.wait(own.into_iter().collect());
            }
            Action::Start(place) => {
                let own = state.waiting.remove(place);
                let start = Start { at: state.now, woken_by: None, own };
                self.advance(&mut state, Going::new(start));
            }
            Action::Step(place) => {
                let pass = state.going.remove(place);
                self.advance(&mut state, pass);
            }
            Action::Crash(place) => {
                let pass = state.going.remove(place);
                state.crashes_left -= 1;
                state.again(pass);
                state.queue.sort();
            }
            Action::Repeat => {
                state.repetitions_left -= 1;
                state.wait(state.going[0].start.own.clone());
            }
            Action::Pass => state.now = state.next_due()?,
            Action::Wake(place) | Action::WakeTwice(place) => {
                let wake_up = state.queue.remove(place);
                state.early_left -= usize::from(wake_up.due_at > state.now);
                if matches!(action, Action::WakeTwice(_)) {
                    state.twice_left -= 1;
                    state.queue.push(wake_up.clone());
                    state.queue.sort();
                }
                let (at, own) = (state.now, Vec::new());
                let start = Start { at, woken_by: Some(wake_up), own };
                self.advance(&mut state, Going::new(start));
            }
        }
        Some(state)
    }

    fn format_action(&self, action: &Action) -> String {
        format!("{action:?}")
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always(RIGHT_IN_THE_END, |races: &Self, state| {
                !races.is_over(state) || races.is_right(state)
            }),
            Property::always(NO_CONTRADICTION, |_, state: &State| !state.contradiction),
            Property::always(FOUND_WHEN_HEARD, |_, state: &State| !state.unfound),
            Property::sometimes(RACES_ARE_LOST, |_, state: &State| state.races_lost),
        ]
    }
}
