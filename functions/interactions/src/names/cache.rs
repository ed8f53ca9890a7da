//! The names that this process knows.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use genesys::{Directory, Entity, EntityKind, Timestamp};

/// How long a name is used before the table is read again, in milliseconds. So long a name may be
/// shown after it was forgotten.
const NAMED_MS: i64 = 5 * 60_000;
/// The same where Genesys Cloud may soon give the name.
const ABSENT_MS: i64 = 10_000;
/// Most entities that are held. More than that are dropped all at once.
const MOST: usize = 50_000;

/// What is known of an entity's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Held {
    /// The name. `None` if there is none.
    name: Option<String>,
    /// Whether Genesys Cloud should be asked.
    ask: bool,
    until: Timestamp,
}

impl Held {
    /// The table has this name, or has noted that Genesys Cloud has none.
    pub const fn of(name: Option<String>, ask: bool) -> Self {
        Self { name, ask, until: Timestamp::from_ms(0) }
    }

    /// The table has nothing.
    pub const fn absent() -> Self {
        Self::of(None, true)
    }
}

/// The names that this process knows, each for a few minutes.
#[derive(Debug, Default)]
pub(super) struct Cache(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    held: HashMap<Entity, Held>,
    /// Until when all names of a kind are known.
    loaded: BTreeMap<EntityKind, Timestamp>,
}

impl State {
    fn is_loaded(&self, kind: EntityKind, now: Timestamp) -> bool {
        self.loaded.get(&kind).is_some_and(|until| now < *until)
    }
}

impl Cache {
    /// Those of these entities that the table has to be read for, in their order.
    pub fn unread(&self, wanted: &BTreeSet<Entity>, now: Timestamp) -> Vec<Entity> {
        let state = self.lock();
        let is_known = |entity: &&Entity| {
            state.held.get(*entity).is_some_and(|held| now < held.until)
                || state.is_loaded(entity.kind, now)
        };
        wanted.iter().filter(|entity| !is_known(entity)).cloned().collect()
    }

    /// The names of these entities, and those that Genesys Cloud should be asked for. A name is
    /// used until the table has been read again, however long that takes.
    pub fn names(&self, wanted: &BTreeSet<Entity>, now: Timestamp) -> (Directory, Vec<Entity>) {
        let state = self.lock();
        let (mut directory, mut to_ask) = (Directory::default(), Vec::new());
        for entity in wanted {
            let held = state.held.get(entity);
            if let Some(name) = held.and_then(|held| held.name.as_deref()) {
                directory.add(entity.kind, entity.id.as_str(), name);
            }
            if held.map_or_else(|| state.is_loaded(entity.kind, now), |held| held.ask) {
                to_ask.push(entity.clone());
            }
        }
        (directory, to_ask)
    }

    /// Holds names from now on.
    pub fn hold(&self, names: impl Iterator<Item = (Entity, Held)>, now: Timestamp) {
        let mut state = self.lock();
        for (entity, mut held) in names {
            held.until = now.plus_ms(if held.ask { ABSENT_MS } else { NAMED_MS });
            if state.held.len() >= MOST {
                *state = State::default();
            }
            state.held.insert(entity, held);
        }
    }

    /// Forgets a name.
    pub fn drop(&self, entity: &Entity) {
        self.lock().held.remove(entity);
    }

    /// Notes that all names of a kind are held.
    pub fn loaded(&self, kind: EntityKind, now: Timestamp) {
        self.lock().loaded.insert(kind, now.plus_ms(NAMED_MS));
    }

    /// Whether all names of a kind are held.
    pub fn is_loaded(&self, kind: EntityKind, now: Timestamp) -> bool {
        self.lock().is_loaded(kind, now)
    }

    /// A poisoned lock is used on: each change is a single insertion.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
