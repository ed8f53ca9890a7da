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
//! A pass knows at least what the commit that it read knew: see `reading` and [`crate::packing`].
//!
//! The pass holds back what is not due, and sends a wake-up before it commits, so that every commit
//! has made sure of the next pass: see `reminder`.

use conversation::{Conversation, derive, overview, project};
use genesys::{ConversationId, EventKeys};
use runtime::{Clock, WakeUps, backoff};
use store::keys::EventSortKey;
use store::placement::Placed;
use store::tree_item::Commit;
use store::{
    EventLog, LedgerPage, LogPage, ParticipantItem, Projections, Series, StoreError, TreeItem,
    Written,
};

use crate::config::PassRules;
use crate::derived::Differences;
use crate::known::Known;
use crate::lifetimes::Lifetimes;
use crate::packing::Packing;
use crate::pass_error::{MAX_ATTEMPTS, PassError};
use crate::reading::Reader;
use crate::remembered::{Memory, Remembered};
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
    memory: Option<&'a Memory>,
    packing: Packing,
    everything: bool,
    rewrite: bool,
    publish: bool,
    shares_wake_ups: bool,
}

/// What a write says of the race.
type Race = Result<Written, PassError>;

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Attempted {
    /// What is stored agrees with what is known.
    Done,
    /// Another pass was first. The next attempt finds what it wrote.
    Lost,
    /// Participants were cut whose sessions are on pages now. The next attempt puts them whole.
    Cut,
    /// Another pass knew more and did not commit. The next attempt has to look for what it knew.
    LostToTheUnknown,
}

impl<'a, S: EventLog + Projections, W: WakeUps> Pass<'a, S, W> {
    /// The ordinary pass: writes what differs, and publishes what is due.
    pub const fn new(
        store: &'a S,
        wake_ups: &'a W,
        rules: &'a PassRules,
        clock: &'a Clock,
    ) -> Self {
        Self {
            store,
            wake_ups,
            rules,
            clock,
            memory: None,
            packing: Packing::DEFAULT,
            everything: false,
            rewrite: false,
            publish: true,
            shares_wake_ups: true,
        }
    }

    /// The pass of a process that remembers what it has read.
    #[must_use]
    pub const fn with_memory(mut self, memory: &'a Memory) -> Self {
        self.memory = Some(memory);
        self
    }

    /// The pass with another rule for log pages.
    #[must_use]
    pub const fn with_packing(self, packing: Packing) -> Self {
        Self { packing, ..self }
    }

    /// The pass that reads all of the log, also events that no pass has known.
    #[must_use]
    pub const fn over_everything(mut self) -> Self {
        self.everything = true;
        self
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
        self.run_for(conversation_id, &[]).await
    }

    /// As [`Self::run`], over what is known and these events.
    ///
    /// # Errors
    /// As [`Self::run`].
    pub async fn run_for(
        &self,
        conversation_id: &ConversationId,
        own: &[EventSortKey],
    ) -> Result<PassReport, PassError> {
        let recent_ms = self.packing.recent_ms;
        let reader = Reader { store: self.store, conversation_id, own, recent_ms };
        let mut report = PassReport::default();
        let mut reminder = Reminder::new(self.wake_ups, self.clock, conversation_id);
        let mut everything = self.everything;
        while report.attempts < MAX_ATTEMPTS {
            if report.attempts > 0 {
                tokio::time::sleep(backoff::pause(FIRST_PAUSE_MS, report.attempts)).await;
            }
            report.attempts += 1;
            let remembered = self.memory.and_then(|memory| memory.take(conversation_id));
            let latest = self.store.latest_commit(conversation_id).await?;
            let complete_until = latest.tree.as_ref().map(|tree| tree.complete_until);
            // Part of the log may be gone: what is left of it must not rewrite history.
            report.truncated = complete_until.is_some_and(|it| it.has_passed(self.clock.now()));
            if report.truncated {
                return Ok(report);
            }
            let mut known = reader.read(latest, remembered, everything).await?;
            let attempt = self.attempt(&mut known, &mut reminder, &mut report).await?;
            report.wake_ups = reminder.sent();
            let version = known.tree.as_ref().map(|tree| tree.version);
            let version = version.filter(|_| attempt == Attempted::Done);
            if let Some((memory, kept)) = self.memory.zip(Remembered::of(known, version)) {
                memory.keep(conversation_id, kept);
            }
            match attempt {
                Attempted::Done => return Ok(report),
                Attempted::Lost | Attempted::Cut => {}
                Attempted::LostToTheUnknown => everything = true,
            }
            tracing::debug!(%conversation_id, attempt = report.attempts, ?attempt, "runs again");
        }
        Err(PassError::Contended)
    }

    /// Makes what is stored agree with what is known, and adds to this what it stores itself.
    async fn attempt(
        &self,
        known: &mut Known,
        reminder: &mut Reminder<'_, W>,
        report: &mut PassReport,
    ) -> Result<Attempted, PassError> {
        let now = self.clock.now();
        let Some(lifetimes) = Lifetimes::of(&known.events, known.tree.as_ref()) else {
            return Ok(Attempted::Done);
        };
        let conversation_id = &known.events[0].pk.0.clone();
        let history = known.history(conversation_id);
        report.known_events = history.known_events();
        let conversation = project(&history);
        let overview = overview(&conversation);
        let Conversation { summary, participants } = conversation;
        let arrivals = Arrivals::of(&known.events, now);
        let last = known.ledger_end();
        let entries = known.take_entries();
        let mut ledger = Differences::default();
        if self.publish {
            let derived = derive(&history, &self.rules.selection);
            ledger = Differences::between(derived, entries, &history, self.rules, &arrivals);
        }
        report.held_back = ledger.held_back;
        let read = known.tree.as_ref();
        let announced = read.map_or(0, |tree| tree.ledger_end);
        let expires_at = lifetimes.tree_and_ledger;
        let mut pages = LedgerPage::after(last, ledger.changes, expires_at);
        if self.publish && pages.is_empty() && announced > last {
            pages.push(LedgerPage::empty(conversation_id.clone(), last, expires_at));
        }
        let kept = read.and_then(|tree| tree.wake_up_at);
        let series = known.packed.series.unwrap_or_else(|| Series::begin(now, &known.events));
        let packed = known.named_pages();
        let item = |it| ParticipantItem::new(conversation_id.clone(), it, expires_at);
        let participants: Vec<_> = participants.into_iter().map(item).collect();
        let plan = self.packing.plan(known, &participants, packed.as_ref(), now);
        let commit = Commit {
            ledger_end: pages.last().map_or(announced.max(last), |page| page.number),
            complete_until: lifetimes.complete_until,
            wake_up_at: kept,
            holds_back: report.held_back > 0,
            series: Some(series),
            packed: plan.as_ref().map(|plan| plan.packed.clone()).or(packed),
            expires_at,
        };
        let version = read.map(|tree| tree.version);
        let mut tree = TreeItem::new((summary, overview), commit, version, self.rules.open_shards);
        tree.leave_out_episodes(&known.packed.episodes);
        let placed = self.place(&mut tree, participants, known).await?;
        if self.put_participants(&placed.items).await? == Written::Lost {
            return Ok(Attempted::LostToTheUnknown);
        }
        report.participants += placed.changed;
        let held_back = read.is_some_and(|it| it.holds_back);
        let is_current =
            placed.changed == 0 && read.is_some_and(|read| read.has_same_content(&tree));
        let commits = !is_current || !pages.is_empty() && !held_back;
        let (mut log_pages, mut is_cut) = (Vec::new(), false);
        if let Some(plan) = plan.filter(|_| commits) {
            is_cut = plan.leave_out_cut(&mut tree, &placed.items);
            log_pages = plan.pages(series, &mut tree)?;
            if self.put_log_pages(&log_pages, report).await? == Written::Lost {
                return Ok(Attempted::LostToTheUnknown);
            }
        }
        let wake_up_at = reminder.ensure_wake_up(ledger.due_at, kept, now).await?;
        if self.shares_wake_ups {
            tree.wake_up_at = wake_up_at;
        }
        let outcome = if commits {
            if self.store.put_tree(&tree, version).await? == Written::Lost {
                return Ok(Attempted::Lost);
            }
            report.committed = true;
            let due_at = ledger.due_at.filter(|_| known.is_ahead);
            reminder.ensure_after_commit(due_at, wake_up_at).await?;
            let outcome = match pages.is_empty() {
                true if held_back => self.ledger_ends_at(conversation_id, last).await?,
                true => Written::Stored,
                false => self.put_ledger_pages(&pages, report).await?,
            };
            if outcome == Written::Stored {
                known.commit(tree, log_pages, pages)?;
            }
            outcome
        } else if pages.is_empty() {
            Written::Stored
        } else if self.put_ledger_pages(&pages, report).await? == Written::Lost {
            Written::Lost
        } else {
            self.newest_is(conversation_id, version.unwrap_or_default()).await?
        };
        Ok(match outcome {
            Written::Stored if is_cut => Attempted::Cut,
            Written::Stored => Attempted::Done,
            Written::Lost => Attempted::Lost,
        })
    }

    /// The race of a pass that changed the ledger alone: lost where another pass has committed
    /// since this one read its commit.
    async fn newest_is(&self, conversation_id: &ConversationId, version: u64) -> Race {
        let is_newest = self.store.is_newest_commit(conversation_id, version).await?;
        Ok(if is_newest { Written::Stored } else { Written::Lost })
    }

    /// The race of a pass that committed and left the ledger alone: lost where another pass has
    /// put a page since this one read the ledger.
    async fn ledger_ends_at(&self, conversation_id: &ConversationId, last: u32) -> Race {
        let goes_on = self.store.has_ledger_page(conversation_id, last.saturating_add(1)).await?;
        Ok(if goes_on { Written::Lost } else { Written::Stored })
    }

    async fn place(
        &self,
        tree: &mut TreeItem,
        participants: Vec<ParticipantItem>,
        known: &Known,
    ) -> Result<Placed, StoreError> {
        let all = match self.rewrite {
            true => Some(self.store.participants(tree.conversation_id()).await?),
            false => None,
        };
        tree.place(participants, known.stored_participants(all.as_deref()))
    }

    /// Puts these items.
    async fn put_participants(&self, items: &[ParticipantItem]) -> Race {
        for item in items {
            if self.store.put_participant(item).await? == Written::Lost {
                return Ok(Written::Lost);
            }
        }
        Ok(Written::Stored)
    }

    /// Puts new log pages. Lost if another pass has put one of such a number.
    async fn put_log_pages(&self, pages: &[LogPage], report: &mut PassReport) -> Race {
        for page in pages {
            if self.store.put_log_page(page).await? == Written::Lost {
                return Ok(Written::Lost);
            }
            report.log_pages += 1;
        }
        Ok(Written::Stored)
    }

    /// Puts new pages. Lost if another pass has put a page since this one read the ledger.
    async fn put_ledger_pages(&self, pages: &[LedgerPage], report: &mut PassReport) -> Race {
        for page in pages {
            if self.store.put_ledger_page(page).await? == Written::Lost {
                return Ok(Written::Lost);
            }
            for entry in &page.entries {
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
