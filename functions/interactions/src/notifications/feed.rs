//! The latest messages, in memory, for any number of receivers.
//!
//! A receiver holds a [`Position`], which is the id of the last message that it got. It continues
//! after any position that is still in the feed. If the feed has lost the position, the receiver
//! begins at the end, and a message tells it to read the lists.

use std::collections::VecDeque;
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use genesys::UserId;
use tokio::sync::{Notify, watch};

use super::message::Messages;

/// Most messages that a feed keeps.
const MOST: usize = 10_000;
/// Most bytes of messages that a feed keeps.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// A place in a feed: after the message of this number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Position {
    /// Which beginning of the feed the number counts from; 0 before the first one.
    beginning: u64,
    number: u64,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.beginning, self.number)
    }
}

/// A text that is no position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a position in the feed")]
pub struct NotAPosition;

impl FromStr for Position {
    type Err = NotAPosition;
    fn from_str(text: &str) -> Result<Self, NotAPosition> {
        let (beginning, number) = text.split_once('.').ok_or(NotAPosition)?;
        let [beginning, number] = [beginning, number].map(|part| part.parse().ok());
        let (beginning, number) = beginning.zip(number).ok_or(NotAPosition)?;
        Ok(Self { beginning, number })
    }
}

/// Whose messages a receiver gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Audience {
    /// All, for administrators.
    Administrators,
    /// Those about a user.
    User(UserId),
}

/// A message in the feed.
#[derive(Debug)]
pub struct Entry {
    /// The message as JSON.
    pub text: String,
    user_id: Option<UserId>,
    to_administrators: bool,
}

impl Entry {
    fn is_for(&self, audience: &Audience) -> bool {
        match audience {
            Audience::Administrators => self.to_administrators,
            Audience::User(user_id) => self.user_id.as_ref() == Some(user_id),
        }
    }
}

/// What a receiver gets next.
#[derive(Debug)]
pub enum Next {
    /// The message at this position.
    Message(Position, Arc<Entry>),
    /// Messages may be missing before this position: read the lists.
    Reset(Position),
    /// The feed has ended.
    End,
}

/// The latest messages. Clones share them.
#[derive(Debug, Clone)]
pub struct Feed(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    kept: Mutex<Kept>,
    /// The last position; `None` once the feed has ended.
    last: watch::Sender<Option<Position>>,
    wanted: Notify,
}

#[derive(Debug, Default)]
struct Kept {
    /// The position before the first entry.
    before: Position,
    entries: VecDeque<Arc<Entry>>,
    bytes: usize,
}

impl Default for Feed {
    fn default() -> Self {
        let last = watch::Sender::new(Some(Position::default()));
        Self(Arc::new(Shared { kept: Mutex::default(), last, wanted: Notify::new() }))
    }
}

impl Feed {
    /// Begins anew, without messages. Each beginning has a larger number than the one before.
    pub fn begin(&self, number: u64) {
        let mut kept = self.kept();
        let beginning = number.max(kept.before.beginning + 1);
        let position = Position { beginning, number: 0 };
        *kept = Kept { before: position, ..Kept::default() };
        self.tell(position);
    }

    /// Adds messages.
    ///
    /// # Errors
    /// A message cannot be written as JSON.
    pub fn add(&self, messages: &Messages) -> Result<(), serde_json::Error> {
        let entries: Result<Vec<Entry>, _> = messages
            .iter()
            .map(|addressed| {
                Ok(Entry {
                    text: addressed.message.json()?,
                    user_id: addressed.message.user_id.cloned(),
                    to_administrators: addressed.to_administrators,
                })
            })
            .collect();
        let mut kept = self.kept();
        for entry in entries? {
            kept.bytes += entry.text.len();
            kept.entries.push_back(Arc::new(entry));
            while kept.entries.len() > MOST || kept.bytes > MOST_BYTES {
                let Some(dropped) = kept.entries.pop_front() else { break };
                kept.bytes -= dropped.text.len();
                kept.before.number += 1;
            }
        }
        self.tell(kept.last());
        Ok(())
    }

    /// Ends the feed for all receivers.
    pub fn end(&self) {
        self.0.last.send_replace(None);
    }

    /// A receiver of what comes after `after`.
    #[must_use]
    pub fn receiver(&self, audience: Audience, after: Option<Position>) -> Receiver {
        let last = self.0.last.subscribe();
        self.0.wanted.notify_one();
        Receiver { feed: self.clone(), last, audience, at: after.unwrap_or_default() }
    }

    /// Whether there is a receiver.
    #[must_use]
    pub fn is_wanted(&self) -> bool {
        self.0.last.receiver_count() > 0
    }

    /// Waits until there is a receiver.
    pub async fn wanted(&self) {
        while !self.is_wanted() {
            self.0.wanted.notified().await;
        }
    }

    fn tell(&self, position: Position) {
        self.0.last.send_if_modified(|last| match last {
            Some(last) => std::mem::replace(last, position) != position,
            None => false,
        });
    }

    /// A poisoned lock is used on: what is kept is complete at any time.
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn last(&self) -> Position {
        let number = self.before.number + self.entries.len() as u64;
        Position { number, ..self.before }
    }

    /// The entry after a position. `Err` if it is not known what comes after it.
    fn after(&self, position: Position) -> Result<Option<Arc<Entry>>, ()> {
        let number = position.number.checked_sub(self.before.number).ok_or(())?;
        if position.beginning != self.before.beginning || position.number > self.last().number {
            return Err(());
        }
        Ok(usize::try_from(number).ok().and_then(|at| self.entries.get(at)).cloned())
    }
}

/// A receiver of a feed.
#[derive(Debug)]
pub struct Receiver {
    feed: Feed,
    last: watch::Receiver<Option<Position>>,
    audience: Audience,
    at: Position,
}

impl Receiver {
    /// Waits for what comes next. It may be cancelled: nothing is lost then.
    pub async fn next(&mut self) -> Next {
        loop {
            let last = *self.last.borrow_and_update();
            let Some(last) = last else { return Next::End };
            // Before its first beginning a feed has nothing.
            if last.beginning > 0
                && let Some(next) = self.advance()
            {
                return next;
            }
            if self.last.changed().await.is_err() {
                return Next::End;
            }
        }
    }

    /// The last position that the receiver has passed.
    #[must_use]
    pub const fn position(&self) -> Position {
        self.at
    }

    /// The next message for the audience, or that some may be missing.
    fn advance(&mut self) -> Option<Next> {
        let kept = self.feed.kept();
        loop {
            let Ok(entry) = kept.after(self.at) else {
                self.at = kept.last();
                return Some(Next::Reset(self.at));
            };
            let entry = entry?;
            self.at.number += 1;
            if entry.is_for(&self.audience) {
                return Some(Next::Message(self.at, entry));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use conversation::Conversation;

    use super::*;
    use crate::base::Base;
    use crate::notifications::Told;

    fn messages() -> Messages {
        let tree = serde_json::json!({
            "summary": {"conversationId": "c-1", "status": "open", "knownEvents": 1},
            "participants": [],
        });
        let tree: Conversation = serde_json::from_value(tree).unwrap();
        Told::default().take(tree, &Base::of("")).unwrap()
    }

    async fn next(receiver: &mut Receiver) -> String {
        match receiver.next().await {
            Next::Message(position, _) => position.to_string(),
            Next::Reset(position) => format!("reset {position}"),
            Next::End => "end".to_owned(),
        }
    }

    // A receiver that is too far behind gets a reset, not a gap.
    #[tokio::test]
    async fn dropped_messages_reset_the_receiver() {
        let feed = Feed::default();
        feed.begin(1);
        let mut slow = feed.receiver(Audience::Administrators, "1.0".parse().ok());
        feed.add(&messages()).unwrap();
        assert_eq!(next(&mut slow).await, "1.1");
        for _ in 0..=MOST {
            feed.add(&messages()).unwrap();
        }
        let last = MOST + 2;
        assert_eq!(next(&mut slow).await, format!("reset 1.{last}"));
        let mut kept =
            feed.receiver(Audience::Administrators, format!("1.{}", last - 1).parse().ok());
        assert_eq!(next(&mut kept).await, format!("1.{last}"));
        let mut other = feed.receiver(Audience::User("u-1".parse().unwrap()), "1.2".parse().ok());
        feed.end();
        assert_eq!(next(&mut other).await, "end");
    }

    // Two beginnings within a millisecond, or a clock that went back, have different positions.
    #[tokio::test]
    async fn each_beginning_has_its_own_positions() {
        let feed = Feed::default();
        feed.begin(9);
        feed.add(&messages()).unwrap();
        feed.begin(9);
        let mut receiver = feed.receiver(Audience::Administrators, "9.0".parse().ok());
        assert_eq!(next(&mut receiver).await, "reset 10.0");
    }

    #[test]
    fn positions_are_read_as_they_are_written() {
        let position = Position { beginning: 7, number: u64::MAX };
        assert_eq!(position.to_string().parse(), Ok(position));
        for text in ["", "1", "1.", ".1", "-1.2", "1.2.3", "1.99999999999999999999"] {
            assert_eq!(text.parse::<Position>(), Err(NotAPosition), "{text}");
        }
    }
}
