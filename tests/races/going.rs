//! A running pass.

use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use genesys::Timestamp;
use runtime::WakeUp;
use store::{LogAndLedger, TreeItem, Written};

use crate::pass::{Answer, Start};

/// A pass that was started, with the answers so far.
#[derive(Clone)]
pub struct Going {
    pub start: Start,
    pub answers: Arc<Vec<(Answer, Timestamp)>>,
    /// The wake-ups that it holds back until its end. Only with `Flaw::SentAfterCommit`.
    pub unsent: Vec<WakeUp>,
    /// The commit that it holds back until its end. Only with `Flaw::LedgerBeforeCommit`.
    pub uncommitted: Option<(TreeItem, Option<u64>)>,
    pub digest: u64,
}

impl Going {
    /// A pass that was started. At its start, only a woken pass looks at the time.
    pub fn new(start: Start) -> Self {
        let mut hasher = DefaultHasher::new();
        start
            .woken_by
            .as_ref()
            .map(|wake_up| (wake_up, wake_up.due_at > start.at))
            .hash(&mut hasher);
        start.own.hash(&mut hasher);
        Self {
            start,
            answers: Arc::default(),
            unsent: Vec::new(),
            uncommitted: None,
            digest: hasher.finish(),
        }
    }

    /// Adds an answer that is given at a time. The behaviour of a pass depends on the time once the
    /// log is read, and after its commit.
    pub fn take(&mut self, answer: Answer, at: Timestamp) {
        let mut hasher = DefaultHasher::new();
        self.digest.hash(&mut hasher);
        match &answer {
            Answer::Commit(latest) => {
                serde_json::to_string(&(&latest.tree, &latest.items)).unwrap().hash(&mut hasher);
            }
            Answer::Is(is_so) => is_so.hash(&mut hasher),
            Answer::Page(items, more) => {
                items.iter().for_each(|stored| stored.digest().hash(&mut hasher));
                (more, at).hash(&mut hasher);
            }
            Answer::Found(found) => {
                let LogAndLedger { events, ledger, log_pages } = found;
                serde_json::to_string(&(events, ledger, log_pages)).unwrap().hash(&mut hasher);
                at.hash(&mut hasher);
            }
            Answer::Written(written) => (*written == Written::Stored, at).hash(&mut hasher),
            Answer::Sent => {}
        }
        self.digest = hasher.finish();
        Arc::make_mut(&mut self.answers).push((answer, at));
    }
}

impl fmt::Debug for Going {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "after {} answers", self.answers.len())
    }
}
