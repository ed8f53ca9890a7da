//! What happens in an exploration.

/// What may happen next. Passes are identified by their place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// The next event is stored.
    Arrive,
    /// A pass begins.
    Start(usize),
    /// A pass makes its next call.
    Step(usize),
    /// A pass is dropped, and its records are delivered again.
    Crash(usize),
    /// The records of a pass are delivered again while it still runs, as if it had died.
    Repeat,
    /// Time passes until the next wake-up is due.
    Pass,
    /// A wake-up is delivered.
    Wake(usize),
    /// A wake-up is delivered, and will be delivered once more.
    WakeTwice(usize),
}
