//! The machine's time. Only metrics, expiry, how long a silence may be and for how long a Common Event is held back use
//! it: everything else is decided by Genesys' own timestamps.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use genesys::Timestamp;

/// Tells the time. Clones tell the same time.
///
/// ```
/// use genesys::Timestamp;
/// use runtime::Clock;
/// let clock = Clock::fixed(Timestamp::from_ms(5));
/// assert_eq!(clock.now(), Timestamp::from_ms(5));
/// ```
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub fn system() -> Self {
        Self::new(|| {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            Timestamp::from_ms(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
        })
    }

    /// A clock that stands still.
    #[must_use]
    pub fn fixed(now: Timestamp) -> Self {
        Self::new(move || now)
    }

    /// A clock that asks `now`.
    #[must_use]
    pub fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// A clock that shows what this one shows, or what its hand was moved to where that is later.
    ///
    /// ```
    /// use genesys::Timestamp;
    /// use runtime::Clock;
    /// let (clock, hand) = Clock::fixed(Timestamp::from_ms(5)).with_hand();
    /// hand.move_to(Timestamp::from_ms(9));
    /// hand.move_to(Timestamp::from_ms(7));
    /// assert_eq!(clock.now(), Timestamp::from_ms(9));
    /// ```
    #[must_use]
    pub fn with_hand(self) -> (Self, Hand) {
        let hand = Hand(Arc::new(AtomicI64::new(i64::MIN)));
        let moved = hand.clone();
        let clock =
            Self::new(move || self.now().max(Timestamp::from_ms(moved.0.load(Ordering::SeqCst))));
        (clock, hand)
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.0)()
    }
}

/// Moves a clock, and all of its clones, forward.
#[derive(Debug, Clone)]
pub struct Hand(Arc<AtomicI64>);

impl Hand {
    /// From now on the clock shows at least this time. A clock is never moved back.
    pub fn move_to(&self, time: Timestamp) {
        self.0.fetch_max(time.ms(), Ordering::SeqCst);
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Clock").field(&self.now()).finish()
    }
}
