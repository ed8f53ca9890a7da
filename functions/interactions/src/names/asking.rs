//! The questions to Genesys Cloud: for names by ids, at most one call for each kind, and one such
//! round at a time. Nobody waits for the answers.
//!
//! In Lambda a round goes on while the process handles requests and pauses in between. It may fail
//! for that, so what was not answered is asked again later.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use genesys::{Entity, EntityKind, EntityListing, Timestamp};
use runtime::Clock;
use tokio::time::timeout;
use uuid::Uuid;

use crate::platform::{Call, Path, Platform, PlatformError};

/// How long a round may take.
const ROUND: Duration = Duration::from_secs(15);
/// Most ids of a call, so that its URL has at most 3 KB.
const MOST_IDS: usize = 50;
/// Most calls in a minute. Genesys Cloud allows 300 to an OAuth client.
const MOST_CALLS: usize = 30;
/// After how long an entity that was not answered is asked for again, in milliseconds.
const AGAIN_MS: i64 = 10 * 60_000;
/// How long a kind is not asked for that the OAuth client may not read, in milliseconds.
const REFUSED_MS: i64 = 3_600_000;
/// How long nothing is asked after any other failure, in milliseconds.
const FAILED_MS: i64 = 60_000;
/// Most entities whose last question is remembered.
const MOST_REMEMBERED: usize = 20_000;
/// Length of an id of Genesys Cloud: a UUID with hyphens. Nothing else is asked for.
const ID_LENGTH: usize = 36;

/// A round of questions: ids by kind.
pub(super) type Questions = BTreeMap<EntityKind, Vec<Entity>>;

/// Asks Genesys Cloud for names.
pub(super) struct Asking {
    platform: Arc<Platform>,
    is_asking: AtomicBool,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// When each entity was asked for.
    asked: HashMap<Entity, Timestamp>,
    /// Until when a kind is not asked for.
    paused: BTreeMap<EntityKind, Timestamp>,
    /// When calls of the last minute were made.
    calls: Vec<Timestamp>,
}

impl Asking {
    pub fn new(platform: Arc<Platform>) -> Self {
        Self { platform, is_asking: AtomicBool::new(false), state: Mutex::default() }
    }

    /// The questions to ask now, if any. They have to be asked with [`Asking::ask`], which ends the
    /// round.
    pub fn begin(&self, entities: Vec<Entity>, now: Timestamp) -> Option<Questions> {
        if entities.is_empty() || self.is_asking.swap(true, Ordering::AcqRel) {
            return None;
        }
        let questions = self.lock().questions(entities, now);
        if questions.is_empty() {
            self.is_asking.store(false, Ordering::Release);
            return None;
        }
        Some(questions)
    }

    /// Asks the questions. Returns the names that Genesys Cloud gave, and for the other entities of
    /// an answer that it has none.
    pub async fn ask(&self, questions: Questions, clock: &Clock) -> Vec<(Entity, Option<String>)> {
        let _round = Round(&self.is_asking);
        let mut learned = Vec::new();
        let asked = timeout(ROUND, async {
            for (kind, entities) in questions {
                match self.platform.send_once(&call(kind, &entities)).await {
                    Ok(answer) => match serde_json::from_value::<EntityListing>(answer) {
                        Ok(listing) => learned.extend(named(entities, &listing)),
                        Err(_) => tracing::warn!(%kind, "an answer of Genesys Cloud is no list"),
                    },
                    Err(PlatformError::Refused(_)) => {
                        // Logged by the client.
                        self.lock().paused.insert(kind, clock.now().plus_ms(REFUSED_MS));
                    }
                    Err(error) => {
                        tracing::warn!(%error, "Genesys Cloud gave no names");
                        self.lock().pause_all(clock.now().plus_ms(FAILED_MS));
                        break;
                    }
                }
            }
        });
        if asked.await.is_err() {
            tracing::warn!("Genesys Cloud gave no names in time");
        }
        learned
    }

    /// A poisoned lock is used on: each change is a single insertion.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn questions(&mut self, entities: Vec<Entity>, now: Timestamp) -> Questions {
        self.calls.retain(|at| now.since(*at) < 60_000);
        if self.asked.len() > MOST_REMEMBERED {
            self.asked.retain(|_, at| now.since(*at) < AGAIN_MS);
        }
        let mut questions = Questions::new();
        for entity in entities {
            let kind = entity.kind;
            let is_paused = self.paused.get(&kind).is_some_and(|until| now < *until);
            let was_asked = self.asked.get(&entity).is_some_and(|at| now.since(*at) < AGAIN_MS);
            let is_id = entity.id.as_str().len() == ID_LENGTH
                && Uuid::try_parse(entity.id.as_str()).is_ok();
            let is_new = !questions.contains_key(&kind);
            if is_paused || was_asked || !is_id || (is_new && self.calls.len() >= MOST_CALLS) {
                continue;
            }
            let of_kind = questions.entry(kind).or_default();
            if is_new {
                self.calls.push(now);
            }
            if of_kind.len() < MOST_IDS {
                self.asked.insert(entity.clone(), now);
                of_kind.push(entity);
            }
        }
        questions
    }

    fn pause_all(&mut self, until: Timestamp) {
        for kind in EntityKind::ALL {
            let paused = self.paused.entry(kind).or_insert(until);
            *paused = (*paused).max(until);
        }
    }
}

/// Ends a round when it is dropped, also where its task is.
struct Round<'a>(&'a AtomicBool);

impl Drop for Round<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

/// The query for the names of these entities of a kind. A user who has left is asked for, too:
/// their conversations remain.
fn call(kind: EntityKind, entities: &[Entity]) -> Call {
    let mut path = Path::of(kind.path());
    for entity in entities {
        path = path.with("id", entity.id.as_str());
    }
    path = path.with("pageSize", "100");
    Call::get(if kind == EntityKind::User { path.with("state", "any") } else { path })
}

/// The entities with the names that a list has for them.
fn named(entities: Vec<Entity>, listing: &EntityListing) -> Vec<(Entity, Option<String>)> {
    let name = |entity: &Entity| {
        let listed = listing.entities.iter().find(|listed| listed.id.as_ref() == Some(&entity.id));
        listed.and_then(|listed| listed.name.clone()).filter(|name| !name.is_empty())
    };
    entities.into_iter().map(|entity| (entity.clone(), name(&entity))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_ms(1_772_442_000_000);

    fn user(number: u32) -> Entity {
        Entity::new(EntityKind::User, &format!("00000000-0000-4000-8000-{number:012}")).unwrap()
    }

    #[test]
    fn an_entity_is_asked_for_once_in_ten_minutes() {
        let mut state = State::default();
        let asked = state.questions(vec![user(1)], NOW);
        assert_eq!(asked[&EntityKind::User], [user(1)]);
        assert!(state.questions(vec![user(1)], NOW.plus_ms(AGAIN_MS - 1)).is_empty());
        assert_eq!(state.questions(vec![user(1)], NOW.plus_ms(AGAIN_MS)).len(), 1);
    }

    #[test]
    fn only_ids_of_genesys_cloud_are_asked_for() {
        let mut state = State::default();
        let others = ["ININ-WRAP-UP-TIMEOUT", "u-1", "0000000000004000800000000000000a"];
        let others = others.map(|id| Entity::new(EntityKind::WrapUpCode, id).unwrap());
        assert!(state.questions(others.to_vec(), NOW).is_empty());
    }

    /// However many are wanted, a round has a call of fifty ids for each kind, and a minute thirty
    /// calls.
    #[test]
    fn calls_are_bounded_in_size_and_number() {
        let mut state = State::default();
        let wanted: Vec<Entity> = (0..5_000).map(user).collect();
        let rounds: Vec<Questions> =
            (0..60).map(|ms| state.questions(wanted.clone(), NOW.plus_ms(ms))).collect();
        assert!(rounds.iter().flat_map(BTreeMap::values).all(|of_kind| of_kind.len() <= MOST_IDS));
        assert_eq!(rounds.iter().map(BTreeMap::len).sum::<usize>(), MOST_CALLS);
        assert_eq!(state.questions(wanted, NOW.plus_ms(60_060)).len(), 1);
        let url = call(EntityKind::User, &(0..50).map(user).collect::<Vec<_>>());
        assert!(url.path.as_str().len() < 3_000, "{}", url.path.as_str().len());
    }

    #[test]
    fn a_kind_that_may_not_be_read_is_left_alone() {
        let mut state = State::default();
        state.paused.insert(EntityKind::User, NOW.plus_ms(REFUSED_MS));
        state.pause_all(NOW.plus_ms(FAILED_MS));
        assert_eq!(state.paused[&EntityKind::User], NOW.plus_ms(REFUSED_MS));
        assert!(state.questions(vec![user(1)], NOW.plus_ms(FAILED_MS)).is_empty());
        assert_eq!(state.questions(vec![user(1)], NOW.plus_ms(REFUSED_MS)).len(), 1);
    }
}
