//! The directory of names: what the table has, cached in this process, and asked of Genesys Cloud
//! where the table has none.
//!
//! **No answer waits for a name.** A request reads the table once, for at most a second. Whatever
//! is not there is asked of Genesys Cloud in the background, and later requests have it. A failure
//! costs names, never the answer.
//!
//! - `cache`: what this process knows, and until when;
//! - `asking`: the questions to Genesys Cloud, bounded in number and in time.

mod asking;
mod cache;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use genesys::{Directory, Entity, EntityId, EntityKind, QueueId, Timestamp};
use runtime::Clock;
use store::{Expiry, MOST_NAMES, NameSource, Names, StoreError, StoredName, Written};
use tokio::time::timeout;

use crate::platform::Platform;
use asking::Asking;
use cache::{Cache, Held};

/// How long a request may wait for a read of names.
const READ: Duration = Duration::from_secs(1);
/// Most calls for all names of a kind, of about 8,000 names each.
const CALLS: u32 = 5;
/// How long a name from Genesys Cloud is kept, in days.
const KEPT_DAYS: i64 = 1;
/// After how long a name from Genesys Cloud is asked again, in milliseconds: before it expires, so
/// that a name that is in use does not vanish for a moment.
const FRESH_MS: i64 = 12 * 3_600_000;
/// How old a queue's name may be, in milliseconds, for an operation to rely on it.
const RELIABLE_MS: i64 = 24 * 3_600_000;

/// The directory of names.
pub struct NameDirectory {
    store: Box<dyn Names>,
    clock: Clock,
    cache: Cache,
    asking: Option<Asking>,
}

impl NameDirectory {
    /// The names in a table.
    #[must_use]
    pub fn new(store: impl Names + 'static, clock: Clock) -> Self {
        Self { store: Box::new(store), clock, cache: Cache::default(), asking: None }
    }

    /// Asks Genesys Cloud for names that the table does not have.
    #[must_use]
    pub fn asking(self, platform: Arc<Platform>) -> Self {
        Self { asking: Some(Asking::new(platform)), ..self }
    }

    /// The names of these entities that are known without waiting: those in this process, and by
    /// one read of the table those of [`MOST_NAMES`] others. For the rest, Genesys Cloud is asked
    /// in the background.
    pub async fn names(self: &Arc<Self>, wanted: impl IntoIterator<Item = Entity>) -> Directory {
        let wanted: BTreeSet<Entity> = wanted.into_iter().collect();
        let mut unread = self.cache.unread(&wanted, self.clock.now());
        unread.truncate(MOST_NAMES);
        match timeout(READ, self.read(&unread)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "names were not read"),
            Err(_) => tracing::warn!("names were not read in time"),
        }
        let (directory, to_ask) = self.cache.names(&wanted, self.clock.now());
        self.ask(to_ask);
        directory
    }

    /// The names of these entities, by as many reads of the table as they take. For a caller that
    /// can wait.
    ///
    /// # Errors
    /// The table does not answer.
    pub async fn all(
        &self,
        wanted: impl IntoIterator<Item = Entity>,
    ) -> Result<Directory, StoreError> {
        let wanted: BTreeSet<Entity> = wanted.into_iter().collect();
        for batch in self.cache.unread(&wanted, self.clock.now()).chunks(MOST_NAMES) {
            self.read(batch).await?;
        }
        Ok(self.cache.names(&wanted, self.clock.now()).0)
    }

    /// The names of these entities that this process knows.
    #[must_use]
    pub fn known(&self, wanted: impl IntoIterator<Item = Entity>) -> Directory {
        self.cache.names(&wanted.into_iter().collect(), self.clock.now()).0
    }

    /// Reads all names of a kind, for a search by name, unless this process has read them lately.
    pub async fn load(&self, kind: EntityKind) {
        if self.cache.is_loaded(kind, self.clock.now()) {
            return;
        }
        match timeout(READ, self.store.names_of(kind, CALLS)).await {
            Ok(Ok((stored, is_all))) => {
                let now = self.clock.now();
                self.cache.hold(stored.into_iter().map(|name| held(name, now)), now);
                if is_all {
                    self.cache.loaded(kind, now);
                }
            }
            Ok(Err(error)) => tracing::warn!(%error, "names were not read"),
            Err(_) => tracing::warn!("names were not read in time"),
        }
    }

    /// The entities of a kind with this name, and their names: those spelled like it in upper or
    /// lower case; else those whose names have it as a part. Reads all names of the kind.
    ///
    /// # Errors
    /// The table does not answer.
    pub async fn named(
        &self,
        kind: EntityKind,
        text: &str,
    ) -> Result<Vec<(EntityId, String)>, StoreError> {
        let (now, wanted) = (self.clock.now(), text.trim().to_lowercase());
        let (stored, _) = self.store.names_of(kind, u32::MAX).await?;
        let live = stored.into_iter().filter(|name| !name.expires_at.has_passed(now));
        let all: Vec<(EntityId, String)> =
            live.filter_map(|stored| Some((stored.entity.id, stored.name?))).collect();
        let like = |fits: &dyn Fn(&str) -> bool| -> Vec<(EntityId, String)> {
            all.iter().filter(|(_, name)| fits(&name.to_lowercase())).cloned().collect()
        };
        let same = like(&|name| name == wanted);
        Ok(if same.is_empty() { like(&|name| name.contains(&wanted)) } else { same })
    }

    /// The queue that is spelled like this name, if the table knows exactly one, and knows it from
    /// the last day.
    pub(crate) async fn queue(&self, name: &str) -> Option<QueueId> {
        let now = self.clock.now();
        let read = timeout(READ, self.store.names_of(EntityKind::Queue, CALLS)).await;
        let (stored, is_all) = read.ok()?.ok()?;
        let mut named = stored.into_iter().filter(|stored| {
            stored.name.as_deref() == Some(name)
                && !stored.expires_at.has_passed(now)
                && now.since(stored.as_of) < RELIABLE_MS
        });
        let only = named.next().filter(|_| is_all && named.next().is_none())?;
        only.entity.id.as_str().parse().ok()
    }

    /// Keeps names that Genesys Cloud has just given, in the background.
    pub(crate) fn learn(self: &Arc<Self>, names: Vec<(Entity, Option<String>)>) {
        let directory = Arc::clone(self);
        tokio::spawn(async move { directory.keep(names).await });
    }

    /// Reads the names of these entities into the cache.
    async fn read(&self, entities: &[Entity]) -> Result<(), StoreError> {
        if entities.is_empty() {
            return Ok(());
        }
        let stored = self.store.names(entities).await?;
        let now = self.clock.now();
        let absent = entities.iter().filter(|one| stored.iter().all(|it| it.entity != **one));
        let absent: Vec<(Entity, Held)> =
            absent.map(|entity| (entity.clone(), Held::absent())).collect();
        self.cache.hold(absent.into_iter().chain(stored.into_iter().map(|it| held(it, now))), now);
        Ok(())
    }

    /// Asks Genesys Cloud for these names in the background, unless it is being asked.
    fn ask(self: &Arc<Self>, entities: Vec<Entity>) {
        let Some(asking) = &self.asking else { return };
        let Some(questions) = asking.begin(entities, self.clock.now()) else { return };
        let directory = Arc::clone(self);
        tokio::spawn(async move {
            let Some(asking) = &directory.asking else { return };
            let learned = asking.ask(questions, &directory.clock).await;
            directory.keep(learned).await;
        });
    }

    /// Keeps names that Genesys Cloud has just given: first for this process, then in the table. A
    /// name that it does not know is kept as such, so that it is not asked for it all day.
    async fn keep(&self, names: Vec<(Entity, Option<String>)>) {
        let now = self.clock.now();
        let names: Vec<StoredName> = names
            .into_iter()
            .map(|(entity, name)| StoredName {
                entity,
                name,
                source: NameSource::Genesys,
                as_of: now,
                expires_at: after_days(now, KEPT_DAYS),
            })
            .collect();
        self.cache.hold(names.iter().map(|name| held(name.clone(), now)), now);
        for name in &names {
            match self.store.put_name(name, now).await {
                // The table has a better one, or must have none.
                Ok(Written::Lost) => self.cache.drop(&name.entity),
                Ok(Written::Stored) => {}
                Err(error) => {
                    tracing::warn!(%error, "a name was not stored");
                    break;
                }
            }
        }
    }
}

/// A day that many days later.
fn after_days(now: Timestamp, days: i64) -> Expiry {
    Expiry::from_seconds(now.ms().div_euclid(1_000).saturating_add(days * 86_400))
}

/// What a stored name means at `now`.
fn held(stored: StoredName, now: Timestamp) -> (Entity, Held) {
    let is_live = !stored.expires_at.has_passed(now);
    let is_old = stored.source == NameSource::Genesys && now.since(stored.as_of) >= FRESH_MS;
    let held = Held::of(stored.name.filter(|_| is_live), !is_live || is_old);
    (stored.entity, held)
}

impl fmt::Debug for NameDirectory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NameDirectory")
            .field("asking", &self.asking.is_some())
            .finish_non_exhaustive()
    }
}
