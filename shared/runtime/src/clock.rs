//! The machine's time. Only four things use it: metrics, expiry, the sweep's timeout, and how long
//! a Common Event is held back. Everything else is decided by the timestamps from Genesys.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use genesys::Timestamp;

/// Gives the time. Clones give the same time.
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

    /// A clock that always shows `now`.
    #[must_use]
    pub fn fixed(now: Timestamp) -> Self {
        Self::new(move || now)
    }

    /// A clock that calls `now`.
    #[must_use]
    pub fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// A clock that shows this clock's time, or the time that its setter set, whichever is
    /// later.
    ///
    /// ```
    /// use genesys::Timestamp;
    /// use runtime::Clock;
    /// let (clock, setter) = Clock::fixed(Timestamp::from_ms(5)).adjustable();
    /// setter.move_to(Timestamp::from_ms(9));
    /// setter.move_to(Timestamp::from_ms(7));
    /// assert_eq!(clock.now(), Timestamp::from_ms(9));
    /// ```
    #[must_use]
    pub fn adjustable(self) -> (Self, ClockSetter) {
        let setter = ClockSetter(Arc::new(AtomicI64::new(i64::MIN)));
        let moved = setter.clone();
        let clock =
            Self::new(move || self.now().max(Timestamp::from_ms(moved.0.load(Ordering::SeqCst))));
        (clock, setter)
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.0)()
    }
}

/// Moves a clock and all its clones forward.
#[derive(Debug, Clone)]
pub struct ClockSetter(Arc<AtomicI64>);

impl ClockSetter {
    /// Makes the clock show at least this time from now on. A clock is never moved back.
    pub fn move_to(&self, time: Timestamp) {
        self.0.fetch_max(time.ms(), Ordering::SeqCst);
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Clock").field(&self.now()).finish()
    }
}
