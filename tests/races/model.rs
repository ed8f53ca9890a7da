//! Every way in which passes over one conversation can come between one another.
//!
//! Events arrive, each has a pass started, a pass makes one call at a time, and some crash and are started again. A state
//! is the table, what subscribers heard, and how far each pass has come; the checker visits every state there is.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex};

use common_events::id::common_event_id;
use conversation::{Conversation, derive, project};
use genesys::ConversationId;
use reconstruct::Rules;
use serde_json::{Value, json};
use stateright::{Model, Property};
use store::{EventItem, LedgerEntry, Reading, Written};
use tests::memory_table::{Change, Item, MemoryTable, by_id};
use uuid::Uuid;

use crate::pass::{Answer, Call, Next, Order, next};

/// Nothing more happens, and something is wrong.
pub const RIGHT_IN_THE_END: &str = "in the end the tree, the ledger and what was heard follow from all events";
/// Two statements of one id and revision differ.
pub const NO_CONTRADICTION: &str = "no revision is said twice with different words";
/// A race is lost somewhere: the passes do come between one another.
const RACES_ARE_LOST: &str = "a race is lost";

/// A rule of the design that is left out, to see that it is missed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// The commit is put whatever is there.
    CommitWithoutCondition,
    /// A page of the ledger is put whatever is there.
    PageWithoutCondition,
    /// The commit is read after the log and the ledger.
    CommitReadLast,
}

/// The events of one conversation, in the order in which they arrive, and what may happen meanwhile.
pub struct Races {
    id: ConversationId,
    events: Vec<EventItem>,
    rules: Rules,
    /// Items that a page of the query holds.
    page: usize,
    crashes: usize,
    repetitions: usize,
    flaw: Option<Flaw>,
    tree: Conversation,
    standing: BTreeMap<Uuid, Value>,
    /// What a pass does next, by the digest of its answers.
    nexts: Mutex<HashMap<u64, Arc<Next>>>,
}

impl Races {
    pub fn new(events: Vec<EventItem>, rules: Rules) -> Self {
        let id = events[0].conversation_id().clone();
        let history = Reading { events: events.clone(), ..Reading::default() }.history(&id);
        let conclusions = derive(&history, &rules.selection);
        let standing = conclusions.iter().map(|conclusion| {
            let id = common_event_id(&id, conclusion.event_type(), &conclusion.subject);
            (id, json!(["active", conclusion.occurred_at, conclusion.data]))
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
            flaw: None,
            nexts: Mutex::default(),
        }
    }

    /// So many passes crash.
    pub fn with_crashes(self, crashes: usize) -> Self {
        Self { crashes, ..self }
    }

    /// So many records are delivered again while their first pass is still under way.
    pub fn with_repetitions(self, repetitions: usize) -> Self {
        Self { repetitions, ..self }
    }

    pub fn with(self, flaw: Flaw) -> Self {
        Self { flaw: Some(flaw), ..self }
    }

    fn next(&self, pass: &Going) -> Arc<Next> {
        let known = self.nexts.lock().unwrap().get(&pass.digest).cloned();
        known.unwrap_or_else(|| {
            let late = self.flaw == Some(Flaw::CommitReadLast);
            let order = if late { Order::CommitLast } else { Order::CommitFirst };
            let next = Arc::new(next(&self.id, &self.rules, order, pass.answers.to_vec()));
            self.nexts.lock().unwrap().insert(pass.digest, Arc::clone(&next));
            next
        })
    }

    /// Lets a pass make its next call. One that then has nothing more to ask is over.
    fn advance(&self, state: &mut State, mut pass: Going) {
        if let Next::Asks(call) = &*self.next(&pass) {
            let answer = self.answer(state, call);
            pass.take(answer);
        }
        match &*self.next(&pass) {
            Next::Asks(_) => state.going.push(pass),
            Next::Ends(Ok(())) => {}
            Next::Ends(Err(_)) => state.waiting += 1,
        }
        state.going.sort_by_key(|pass| pass.digest);
    }

    fn answer(&self, state: &mut State, call: &Call) -> Answer {
        let table = &mut state.table;
        let change = match call.clone() {
            Call::Commit => return Answer::Commit(Box::new(table.commit(&self.id))),
            Call::Page(after) => {
                let items = table.page(&self.id, &after, self.page);
                let more = items.len() == self.page;
                return Answer::Page(items, more);
            }
            Call::PutParticipant(participant) => table.put_participant(participant),
            Call::PutLedgerPage(page) if self.flaw == Some(Flaw::PageWithoutCondition) => {
                Some(table.put(Item::Page(page)))
            }
            Call::PutLedgerPage(page) => table.put_ledger_page(page),
            Call::PutTree(tree, _) if self.flaw == Some(Flaw::CommitWithoutCondition) => {
                Some(table.put(Item::Tree(tree)))
            }
            Call::PutTree(tree, read) => table.put_tree(tree, read),
        };
        let Some(change) = change else {
            state.races_lost = true;
            return Answer::Written(Written::Lost);
        };
        state.hear(&change);
        Answer::Written(Written::Stored)
    }

    fn is_over(&self, state: &State) -> bool {
        state.arrived == self.events.len() && state.waiting == 0 && state.going.is_empty()
    }

    fn is_right(&self, state: &State) -> bool {
        let ledger = state.table.ledger(&self.id);
        let is_heard = |entry: &LedgerEntry| {
            let id = entry.id();
            state.heard.get(&(id, entry.revision)) == Some(&digest(&statement(entry).to_string()))
                && !state.heard.contains_key(&(id, entry.revision + 1))
        };
        let active = ledger.iter().filter(|entry| entry.status == common_events::Status::Active);
        let standing: BTreeMap<Uuid, Value> = active.map(|entry| (entry.id(), statement(entry))).collect();
        state.table.tree(&self.id).as_ref() == Some(&self.tree)
            && standing == self.standing
            && ledger.iter().all(is_heard)
    }
}

fn statement(entry: &LedgerEntry) -> Value {
    json!([entry.status, entry.occurred_at, entry.data])
}

fn digest(value: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// A pass that was started: what it was answered so far.
#[derive(Clone)]
pub struct Going {
    answers: Arc<Vec<Answer>>,
    digest: u64,
}

impl Going {
    fn new() -> Self {
        Self { answers: Arc::default(), digest: 0 }
    }

    fn take(&mut self, answer: Answer) {
        let mut hasher = DefaultHasher::new();
        self.digest.hash(&mut hasher);
        match &answer {
            Answer::Commit(commit) => serde_json::to_string(commit).unwrap().hash(&mut hasher),
            Answer::Page(items, more) => {
                items.iter().for_each(|stored| stored.digest().hash(&mut hasher));
                more.hash(&mut hasher);
            }
            Answer::Written(written) => (*written == Written::Stored).hash(&mut hasher),
        }
        self.digest = hasher.finish();
        Arc::make_mut(&mut self.answers).push(answer);
    }
}

impl fmt::Debug for Going {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "after {} answers", self.answers.len())
    }
}

/// What is so at a moment.
#[derive(Debug, Clone)]
pub struct State {
    table: MemoryTable,
    /// Digest of what was said, by id and revision.
    heard: BTreeMap<(Uuid, u64), u64>,
    arrived: usize,
    /// Passes that are to be started.
    waiting: usize,
    /// Passes that are under way, in an order that says nothing: which is which plays no part.
    going: Vec<Going>,
    crashes_left: usize,
    repetitions_left: usize,
    contradiction: bool,
    races_lost: bool,
}

impl State {
    /// What emit tells of a change.
    fn hear(&mut self, change: &Change) {
        let Item::Page(page) = &change.new.item else { return };
        if change.old.is_some() {
            return;
        }
        for entry in &page.entries {
            let said = digest(&statement(entry).to_string());
            let before = self.heard.insert((entry.id(), entry.revision), said);
            self.contradiction |= before.is_some_and(|before| before != said);
        }
    }
}

impl Hash for State {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        (&self.table, &self.heard, self.arrived, self.waiting, self.contradiction).hash(hasher);
        (self.crashes_left, self.repetitions_left).hash(hasher);
        self.going.iter().for_each(|pass| pass.digest.hash(hasher));
    }
}

impl PartialEq for State {
    fn eq(&self, other: &Self) -> bool {
        digest(self) == digest(other)
    }
}

/// What may happen next. Passes are named by their place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// The next event is stored.
    Arrive,
    /// A pass begins.
    Start,
    /// A pass makes its next call.
    Step(usize),
    /// A pass is dropped, and its records are delivered again.
    Crash(usize),
    /// The records of a pass are delivered again, as if it were dead; but it goes on.
    Repeat,
}

impl Model for Races {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        vec![State {
            table: MemoryTable::default(),
            heard: BTreeMap::new(),
            arrived: 0,
            waiting: 0,
            going: Vec::new(),
            crashes_left: self.crashes,
            repetitions_left: self.repetitions,
            contradiction: false,
            races_lost: false,
        }]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        actions.extend((state.arrived < self.events.len()).then_some(Action::Arrive));
        actions.extend((state.waiting > 0).then_some(Action::Start));
        actions.extend((0..state.going.len()).map(Action::Step));
        if state.crashes_left > 0 {
            actions.extend((0..state.going.len()).map(Action::Crash));
        }
        if state.repetitions_left > 0 && !state.going.is_empty() {
            actions.push(Action::Repeat);
        }
    }

    fn next_state(&self, last: &State, action: Action) -> Option<State> {
        let mut state = last.clone();
        match action {
            Action::Arrive => {
                let _ = state.table.append(self.events[state.arrived].clone());
                state.arrived += 1;
                state.waiting += 1;
            }
            Action::Start => {
                state.waiting -= 1;
                self.advance(&mut state, Going::new());
            }
            Action::Step(place) => {
                let pass = state.going.remove(place);
                self.advance(&mut state, pass);
            }
            Action::Crash(place) => {
                state.going.remove(place);
                state.crashes_left -= 1;
                state.waiting += 1;
            }
            Action::Repeat => {
                state.repetitions_left -= 1;
                state.waiting += 1;
            }
        }
        Some(state)
    }

    fn format_action(&self, action: &Action) -> String {
        format!("{action:?}")
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always(RIGHT_IN_THE_END, |races: &Self, state| !races.is_over(state) || races.is_right(state)),
            Property::always(NO_CONTRADICTION, |_, state: &State| !state.contradiction),
            Property::sometimes(RACES_ARE_LOST, |_, state: &State| state.races_lost),
        ]
    }
}
