//! One pass over one conversation: makes the stored tree and ledger agree with what follows from
//! the known events.
//!
//! The order of the calls makes it safe without a lock. The pass reads `TREE` first, so that its
//! version is older than anything else that the pass reads. It writes `TREE` by compare-and-set on
//! that version, so that a pass that knew less than another cannot commit after it. It writes the
//! ledger last: a subscriber who receives a Common Event finds a tree that knows all of its events,
//! and a pass that lost the race has published nothing.
//!
//! A pass that is slow or dead after its commit has a page of the ledger still to put, perhaps with
//! what no longer follows. Its commit announces the number of that page. A pass that reads such a
//! commit and finds no page of that number puts one itself. The page has the
//! changes that follow now; without any it is empty. Only one of the two puts is stored, and the
//! pass that loses runs again.
//!
//! A pass whose only change is a page of the ledger does not commit again: that would cost a write
//! for each wake-up. The commit that it read held back what it publishes. So it could race with a
//! pass that knows more, commits, and puts no page, because what was held back no longer follows.
//! Each of the two makes its own write first and reads the other one's afterwards. In any order, at
//! least one of them sees the other and runs again.
//!
//! The pass holds back what is not due, and sends a wake-up before it commits, so that every commit
//! has made sure of the next pass. `TREE` keeps the time of that wake-up, so that one is enough;
//! see `reminder`.

use conversation::{Conversation, derive, overview, project};
use genesys::{ConversationId, EventKeys, ParticipantId, Timestamp};
use runtime::{Clock, WakeUps, backoff};
use store::keys::{ParticipantSortKey, SortKey};
use store::ledger_page::entries_in_force;
use store::placement::Placed;
use store::tree_item::Commit;
use store::{
    EventLog, ItemKeys, LedgerPage, ParticipantItem, Projections, Reading, StoreError, TreeItem,
    Written,
};

use crate::config::PassRules;
use crate::derived::Differences;
use crate::lifetimes::Lifetimes;
use crate::pass_error::{MAX_ATTEMPTS, PassError};
use crate::reminder::Reminder;
use crate::report::PassReport;
use crate::settling::Arrivals;

/// Longest pause before the second attempt, in milliseconds; doubles from one attempt to the next.
const FIRST_PAUSE_MS: u64 = 20;

/// One kind of pass, over any conversation.
#[derive(Debug, Clone)]
pub struct Pass<'a, S, W> {
    store: &'a S,
    wake_ups: &'a W,
    rules: &'a PassRules,
    clock: &'a Clock,
    rewrite: bool,
    publish: bool,
    shares_wake_ups: bool,
}

/// What an attempt found out about the race.
type Attempt = Result<Written, PassError>;

impl<'a, S: EventLog + Projections, W: WakeUps> Pass<'a, S, W> {
    /// The ordinary pass: writes what differs, and publishes what is due.
    pub const fn new(
        store: &'a S,
        wake_ups: &'a W,
        rules: &'a PassRules,
        clock: &'a Clock,
    ) -> Self {
        Self { store, wake_ups, rules, clock, rewrite: false, publish: true, shares_wake_ups: true }
    }

    /// The pass of a process that delivers its wake-ups itself, and only while it runs. No other
    /// pass may rely on them, so `TREE` does not keep them.
    #[must_use]
    pub const fn with_own_wake_ups(mut self) -> Self {
        self.shares_wake_ups = false;
        self
    }

    /// The pass after an upgrade: compares every stored participant with its projection, even if
    /// the number of known events is the same. Without `publish` it leaves the ledger alone.
    #[must_use]
    pub const fn after_upgrade(mut self, publish: bool) -> Self {
        self.rewrite = true;
        self.publish = publish;
        self
    }

    /// Runs the pass, again after each lost race.
    ///
    /// # Errors
    /// See [`PassError`]. Whatever was written by then stays, and the next pass goes on from there.
    pub async fn run(&self, conversation_id: &ConversationId) -> Result<PassReport, PassError> {
        let mut report = PassReport::default();
        let mut reminder = Reminder::new(self.wake_ups, self.clock, conversation_id);
        while report.attempts < MAX_ATTEMPTS {
            if report.attempts > 0 {
                tokio::time::sleep(backoff::pause(FIRST_PAUSE_MS, report.attempts)).await;
            }
            report.attempts += 1;
            match self.attempt(conversation_id, &mut reminder, &mut report).await? {
                Written::Stored => return Ok(report),
                Written::Lost => {
                    tracing::debug!(%conversation_id, attempt = report.attempts, "race lost");
                }
            }
        }
        Err(PassError::Contended)
    }

    async fn attempt(
        &self,
        conversation_id: &ConversationId,
        reminder: &mut Reminder<'_, W>,
        report: &mut PassReport,
    ) -> Attempt {
        let mut reading = self.store.read(conversation_id).await?;
        let now = self.clock.now();
        report.truncated = is_truncated(&reading, now);
        let Some(lifetimes) = Lifetimes::of(&reading).filter(|_| !report.truncated) else {
            return Ok(Written::Stored);
        };
        let history = reading.history(conversation_id);
        report.known_events = history.known_events();
        let conversation = project(&history);
        let overview = overview(&conversation);
        let Conversation { summary, participants } = conversation;
        let arrivals = Arrivals::of(&reading.events, now);
        let read = reading.tree.take();
        let last = reading.ledger.last().map_or(0, |page| page.number);
        self.extend_ledger(conversation_id, &reading.ledger, lifetimes).await?;
        let entries = entries_in_force(reading.ledger);
        let mut ledger = Differences::default();
        if self.publish {
            let derived = derive(&history, &self.rules.selection);
            ledger = Differences::between(derived, entries, &history, self.rules, &arrivals);
        }
        report.held_back = ledger.held_back;
        let announced = read.as_ref().map_or(0, |tree| tree.ledger_end);
        let expires_at = lifetimes.tree_and_ledger;
        let mut pages = LedgerPage::after(last, ledger.changes, expires_at);
        if self.publish && pages.is_empty() && announced > last {
            pages.push(LedgerPage::empty(conversation_id.clone(), last, expires_at));
        }
        let kept = read.as_ref().and_then(|tree| tree.wake_up_at);
        let commit = Commit {
            ledger_end: pages.last().map_or(announced.max(last), |page| page.number),
            complete_until: lifetimes.complete_until,
            participants_expire_at: lifetimes.participants(),
            wake_up_at: kept,
            holds_back: report.held_back > 0,
            expires_at,
        };
        let version = read.as_ref().map(|tree| tree.version);
        let mut tree = TreeItem::new((summary, overview), commit, version, self.rules.open_shards);
        let item = |it| ParticipantItem::new(conversation_id.clone(), it, expires_at);
        let participants = participants.into_iter().map(item).collect();
        let placed = self.place(&mut tree, participants, read.as_ref(), &reading.items).await?;
        if self.put_participants(&placed.items, lifetimes, &tree).await? == Written::Lost {
            return Ok(Written::Lost);
        }
        report.participants += placed.changed;
        let wake_up_at = reminder.ensure_wake_up(ledger.due_at, kept, now).await?;
        report.wake_ups = reminder.sent();
        if self.shares_wake_ups {
            tree.wake_up_at = wake_up_at;
        }
        let held_back = read.as_ref().is_some_and(|tree| tree.holds_back);
        let is_current = |read: &TreeItem| {
            placed.changed == 0
                && read.has_same_content(&tree)
                && read.participants_expire_at == tree.participants_expire_at
                && read.expires_at >= lifetimes.refreshed_below
        };
        if let Some(read) = read.filter(is_current) {
            if pages.is_empty() {
                return Ok(Written::Stored);
            }
            if held_back {
                if self.put_ledger_pages(pages, report).await? == Written::Lost {
                    return Ok(Written::Lost);
                }
                return self.newest_is(conversation_id, read.version).await;
            }
        }
        if self.store.put_tree(&tree, version).await? == Written::Lost {
            return Ok(Written::Lost);
        }
        report.committed = true;
        if !pages.is_empty() {
            return self.put_ledger_pages(pages, report).await;
        }
        if held_back {
            return self.ledger_ends_at(conversation_id, last).await;
        }
        Ok(Written::Stored)
    }

    /// The race of a pass that changed the ledger alone: lost where another pass has committed
    /// since this one read its commit.
    async fn newest_is(&self, conversation_id: &ConversationId, version: u64) -> Attempt {
        let is_newest = self.store.is_newest_commit(conversation_id, version).await?;
        Ok(if is_newest { Written::Stored } else { Written::Lost })
    }

    /// The race of a pass that committed and left the ledger alone: lost where another pass has
    /// put a page since this one read the ledger.
    async fn ledger_ends_at(&self, conversation_id: &ConversationId, last: u32) -> Attempt {
        let goes_on = self.store.has_ledger_page(conversation_id, last.saturating_add(1)).await?;
        Ok(if goes_on { Written::Lost } else { Written::Stored })
    }

    async fn place(
        &self,
        tree: &mut TreeItem,
        participants: Vec<ParticipantItem>,
        read: Option<&TreeItem>,
        items: &[ItemKeys],
    ) -> Result<Placed, StoreError> {
        if self.rewrite {
            let stored = self.store.participants(tree.conversation_id()).await?;
            tree.place(participants, read, items, Some(&stored))
        } else {
            tree.place(participants, read, items, None)
        }
    }

    /// Puts these items, and lets the other participants' items live longer if they have to.
    async fn put_participants(
        &self,
        items: &[ParticipantItem],
        lifetimes: Lifetimes,
        tree: &TreeItem,
    ) -> Attempt {
        for item in items {
            if self.store.put_participant(item).await? == Written::Lost {
                return Ok(Written::Lost);
            }
        }
        if lifetimes.participants_are_due() {
            let is_written = |id: &ParticipantId| items.iter().any(|item| item.sk.0 == *id);
            // The index needs the item of a user, even if `TREE` knows more.
            let inline_users = tree.inline.iter().filter(|it| it.user_id.is_some());
            let ids = tree.participants.keys().chain(inline_users.map(|it| &it.participant_id));
            for id in ids.filter(|id| !is_written(id)) {
                let key = SortKey::Participant(ParticipantSortKey(id.clone()));
                let expires_at = lifetimes.tree_and_ledger;
                self.store.extend_expiry(tree.conversation_id(), &key, expires_at).await?;
            }
        }
        Ok(Written::Stored)
    }

    /// Lets those pages live longer that would expire too soon.
    async fn extend_ledger(
        &self,
        conversation_id: &ConversationId,
        pages: &[LedgerPage],
        lifetimes: Lifetimes,
    ) -> Result<(), StoreError> {
        for page in pages.iter().filter(|page| page.expires_at < lifetimes.refreshed_below) {
            let key = SortKey::Ledger(page.sort_key());
            self.store.extend_expiry(conversation_id, &key, lifetimes.tree_and_ledger).await?;
        }
        Ok(())
    }

    /// Puts new pages. Lost if another pass has put a page since this one read the ledger.
    async fn put_ledger_pages(&self, pages: Vec<LedgerPage>, report: &mut PassReport) -> Attempt {
        for page in pages {
            if self.store.put_ledger_page(&page).await? == Written::Lost {
                return Ok(Written::Lost);
            }
            for entry in page.entries {
                report.published.push((entry.event_type, entry.revision));
                report.withdrawn += u64::from(entry.status == common_events::Status::Withdrawn);
                tracing::debug!(
                    conversation_id = %entry.conversation_id, common_event_id = %entry.id(),
                    event_type = %entry.event_type, revision = entry.revision,
                    causes = %EventKeys(&entry.causes), "derived"
                );
            }
        }
        Ok(Written::Stored)
    }
}

/// Part of the log may be gone: what is left of it must not rewrite history.
fn is_truncated(reading: &Reading, now: Timestamp) -> bool {
    reading.tree.as_ref().is_some_and(|tree| tree.complete_until.has_passed(now))
}
