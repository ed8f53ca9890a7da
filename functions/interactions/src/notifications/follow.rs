//! Fills the feed from the table, while there is a receiver. For one machine: a deployed stack is
//! told by the Common Events.
//!
//! A look reads the index of open conversations, and the conversations behind it that it has not
//! seen in this version. A conversation is followed until some time after its end, for after-call
//! work and what comes late. One that begins and ends between two looks is among the [`Changes`] of
//! a table whose stream can be followed. Of another table it is found in the index of ended ones,
//! if it began within the last minutes by this machine's clock; else it is only in the next read of
//! a list.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use genesys::{ConversationId, UserId};
use runtime::Clock;
use store::{Conversations, Day, Order, StartRange, StoreError, TreeItem};
use tokio::time::Instant;

use super::feed::Feed;
use super::message::Messages;
use super::told::Told;
use super::workbin::{NotNotified, Workbins};
use crate::base::Base;

/// Entries of an index that one call reads.
const PAGE: u32 = 1_000;
/// Trees that one call reads.
const BATCH: usize = 100;
/// How far back the index of ended conversations is read, in milliseconds.
const BACK_MS: i64 = 10 * 60_000;
/// How long a conversation is followed after its end. Longer than `BACK_MS`, so that nothing is
/// taken for new twice.
const AFTER_END: Duration = Duration::from_secs(20 * 60);
/// How long the feed goes on without a receiver, for one that reconnects.
const AFTER_LAST: Duration = Duration::from_secs(60);
/// A look may take one part in this many of the time.
const SHARE: u32 = 4;

/// The stream of a table, where a process can follow it.
#[async_trait]
pub trait Changes: Send + Sync {
    /// The conversations whose trees were written since the last call; after `begin`, since that
    /// call began. They come again if an error was returned.
    async fn changed(&self) -> Result<Vec<ConversationId>, NotFollowed>;

    /// Begins anew: forgets what was written until now.
    async fn begin(&self) -> Result<(), NotFollowed>;
}

/// The stream of a table was not read this time.
#[derive(Debug, thiserror::Error)]
#[error("the stream of the table was not read")]
pub struct NotFollowed(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// Why a look ended early. The next one makes up for it.
#[derive(Debug, thiserror::Error)]
enum LookError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    NotFollowed(#[from] NotFollowed),
}

/// Follows the conversations of a table.
#[derive(Clone)]
pub struct Follower {
    conversations: Arc<dyn Conversations>,
    changes: Option<Arc<dyn Changes>>,
    open_shards: u32,
    base: Base,
    clock: Clock,
    feed: Feed,
    pause: Duration,
}

/// A conversation that is followed.
struct Followed {
    version: u64,
    told: Told,
    ended: Option<Instant>,
}

/// What the looks so far have seen.
#[derive(Default)]
struct Seen {
    followed: HashMap<ConversationId, Followed>,
    /// Those that have changed, until a look has told it.
    changed: HashSet<ConversationId>,
}

impl Follower {
    /// A follower of a table whose index of open conversations has `open_shards` partitions. It
    /// looks at the table again after `pause`, or later where a look takes long. Messages name
    /// interactions by URIs of the API at `base`.
    pub fn new(
        conversations: impl Conversations + 'static,
        open_shards: u32,
        base: Base,
        clock: Clock,
        pause: Duration,
    ) -> Self {
        let conversations = Arc::new(conversations);
        let feed = Feed::default();
        let open_shards = open_shards.max(1);
        Self { conversations, changes: None, open_shards, base, clock, feed, pause }
    }

    /// Follows the stream of the table, too, so that it misses nothing between two looks.
    #[must_use]
    pub fn with_changes(self, changes: impl Changes + 'static) -> Self {
        Self { changes: Some(Arc::new(changes)), ..self }
    }

    /// The feed that it fills.
    #[must_use]
    pub const fn feed(&self) -> &Feed {
        &self.feed
    }

    /// Follows the table whenever the feed has a receiver. Never returns.
    pub async fn run(&self) {
        loop {
            self.feed.wanted().await;
            let mut seen = Seen::default();
            // Receivers read from the lists what is there at the beginning.
            while let Err(error) = self.look(&mut seen, true).await {
                tracing::warn!(%error, "the table was not read for notifications");
                tokio::time::sleep(self.pause).await;
            }
            self.feed.begin(self.clock.now().ms().unsigned_abs());
            let mut last_wanted = Instant::now();
            while last_wanted.elapsed() < AFTER_LAST {
                let began = Instant::now();
                if let Err(error) = self.look(&mut seen, false).await {
                    tracing::warn!(%error, "the table was not read for notifications");
                }
                tokio::time::sleep(self.pause.max(began.elapsed() * SHARE)).await;
                if self.feed.is_wanted() {
                    last_wanted = Instant::now();
                }
            }
        }
    }

    /// Looks at the table once, and adds the messages to the feed. At first it only learns what is
    /// there.
    async fn look(&self, seen: &mut Seen, is_first: bool) -> Result<(), LookError> {
        let Seen { followed, changed } = seen;
        followed.retain(|_, it| it.ended.is_none_or(|ended| ended.elapsed() < AFTER_END));
        // Before any tree is read, so that none changes unseen.
        match &self.changes {
            Some(changes) if is_first => changes.begin().await?,
            Some(changes) => changed.extend(changes.changed().await?),
            None => changed.extend(self.just_ended().await?),
        }
        let mut ids = self.open().await?;
        ids.extend(changed.iter().chain(followed.keys()).cloned());
        ids.sort_unstable();
        ids.dedup();
        let mut found = HashSet::new();
        for ids in ids.chunks(BATCH) {
            for item in self.conversations.trees(ids).await? {
                let id = item.conversation_id().clone();
                found.insert(id.clone());
                if followed.get(&id).is_some_and(|it| it.version == item.version) {
                    continue;
                }
                if is_first {
                    let told = Told::read(item.summary.known_events);
                    followed
                        .insert(id, Followed { version: item.version, told, ended: ended(&item) });
                } else {
                    self.tell(id, followed).await?;
                }
            }
        }
        // One that was erased may come back, and knows fewer events then.
        followed.retain(|id, _| found.contains(id));
        changed.clear();
        Ok(())
    }

    /// Tells what is new in a conversation.
    async fn tell(
        &self,
        id: ConversationId,
        followed: &mut HashMap<ConversationId, Followed>,
    ) -> Result<(), StoreError> {
        let Some(stored) = self.conversations.tree(&id).await? else { return Ok(()) };
        let of_it = followed.entry(id).or_insert_with(|| Followed {
            version: 0,
            told: Told::default(),
            ended: None,
        });
        if let Some(messages) = of_it.told.take(stored.conversation(), &self.base) {
            self.add(&messages);
        }
        of_it.version = stored.tree.version;
        of_it.ended = ended(&stored.tree);
        Ok(())
    }

    fn add(&self, messages: &Messages) {
        if let Err(error) = self.feed.add(messages) {
            tracing::error!(%error, "a notification was not written");
        }
    }

    async fn open(&self) -> Result<Vec<ConversationId>, StoreError> {
        let mut ids = Vec::new();
        for shard in 0..self.open_shards {
            let mut after = None;
            loop {
                let page = self.conversations.open_page(shard, after.as_ref(), PAGE).await?;
                ids.extend(page.positions.iter().map(|position| position.conversation_id.clone()));
                after = page.positions.into_iter().last().filter(|_| page.more);
                if after.is_none() {
                    break;
                }
            }
        }
        Ok(ids)
    }

    /// The conversations that began within the last minutes and have ended.
    async fn just_ended(&self) -> Result<Vec<ConversationId>, StoreError> {
        let now = self.clock.now();
        let from = now.minus_ms(BACK_MS);
        let began = StartRange { from: Some(from), to: None };
        let mut days = vec![Day::of(from), Day::of(now)];
        days.dedup();
        let mut ids = Vec::new();
        for day in days {
            for shard in 0..self.open_shards {
                let page = self
                    .conversations
                    .ended_page(day, shard, &began, Order::LatestFirst, Some(PAGE))
                    .await?;
                ids.extend(page.entries.into_iter().map(|entry| entry.position.conversation_id));
            }
        }
        Ok(ids)
    }
}

/// Since when a conversation is known to have ended: now, if it has.
fn ended(item: &TreeItem) -> Option<Instant> {
    item.open.is_none().then(Instant::now)
}

#[async_trait]
impl Workbins for Follower {
    async fn push(&self, user_id: &UserId, content: &[ConversationId]) -> Result<(), NotNotified> {
        for id in content {
            let stored =
                self.conversations.tree(id).await.map_err(|error| NotNotified(error.into()))?;
            let conversation = stored.map(|stored| stored.conversation());
            let messages =
                conversation.and_then(|it| Messages::of_workbin(it, &self.base, user_id));
            if let Some(messages) = messages {
                self.add(&messages);
            }
        }
        Ok(())
    }
}
