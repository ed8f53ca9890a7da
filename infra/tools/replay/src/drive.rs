//! One step of a replay: checks the running windows, and starts new ones. A step can be interrupted
//! anywhere and repeated, also by two processes in turn: the names of the replays prevent that a
//! window is started twice.

use super::phase::Phase;
use super::replays::{NotDone, Replays};
use super::state::{State, Window};

/// Why a step was interrupted. What it found out before is in the state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Interrupted {
    /// A request to EventBridge failed.
    #[error("{name}: {reason}")]
    NotDone {
        /// The name of the replay.
        name: String,
        /// Why the request failed.
        reason: NotDone,
    },
    /// A replay of the same name is about something else.
    #[error(
        "the replay {0} exists for other events or for another archive: give another --name and \
         another --state"
    )]
    Taken(String),
}

impl Interrupted {
    /// Whether the next step may succeed.
    #[must_use]
    pub const fn may_pass(&self) -> bool {
        matches!(self, Self::NotDone { reason: NotDone::Passing(_), .. })
    }
}

/// How a step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// All windows that may run are running.
    Done,
    /// The limit of running replays in the account and Region is reached, including replays of
    /// others: waiting windows must wait for those.
    Full,
}

/// Executes one step.
///
/// # Errors
/// See [`Interrupted`].
pub async fn step(replays: &impl Replays, state: &mut State) -> Result<Step, Interrupted> {
    for window in state.windows.iter_mut().filter(|window| window.phase.is_at_work()) {
        look(replays, window).await?;
    }
    while let Some(next) = state.next() {
        let window = &state.windows[next];
        match replays.start(state, window).await {
            Ok(seen) => state.windows[next].saw(seen),
            Err(NotDone::Exists) => take_up(replays, state, next).await?,
            Err(NotDone::Limit) => return Ok(Step::Full),
            Err(reason) => {
                return Err(Interrupted::NotDone { name: window.replay.clone(), reason });
            }
        }
    }
    Ok(Step::Done)
}

/// Cancels running and waiting windows, and returns which ones could not be cancelled.
pub async fn cancel(replays: &impl Replays, state: &mut State) -> Vec<Interrupted> {
    let mut not_done = Vec::new();
    for window in &mut state.windows {
        match window.phase {
            Phase::Waiting => {
                (window.phase, window.reason) =
                    (Phase::Cancelled, Some("cancelled before it started".to_owned()));
            }
            Phase::Starting | Phase::Running => {
                let cancelled = match replays.cancel(&window.replay).await {
                    Ok(()) => {
                        window.phase = Phase::Cancelling;
                        Ok(())
                    }
                    Err(NotDone::State | NotDone::Unknown) => look(replays, window).await,
                    Err(reason) => {
                        Err(Interrupted::NotDone { name: window.replay.clone(), reason })
                    }
                };
                not_done.extend(cancelled.err());
            }
            Phase::Cancelling | Phase::Completed | Phase::Cancelled | Phase::Failed => {}
        }
    }
    not_done
}

/// Checks a running window.
async fn look(replays: &impl Replays, window: &mut Window) -> Result<(), Interrupted> {
    match replays.describe(&window.replay).await {
        Ok(seen) => window.saw(seen),
        Err(NotDone::Unknown) => {
            window.failed("EventBridge no longer has its replay, and its outcome is unknown");
        }
        Err(reason) => return Err(Interrupted::NotDone { name: window.replay.clone(), reason }),
    }
    Ok(())
}

/// Adopts a replay that was started before.
async fn take_up(
    replays: &impl Replays,
    state: &mut State,
    place: usize,
) -> Result<(), Interrupted> {
    let window = &mut state.windows[place];
    let not_done = |reason| Interrupted::NotDone { name: window.replay.clone(), reason };
    let seen = replays.describe(&window.replay).await.map_err(not_done)?;
    match &seen.what {
        Some((interval, archive_arn))
            if *interval != window.interval || *archive_arn != state.archive_arn =>
        {
            Err(Interrupted::Taken(window.replay.clone()))
        }
        _ => {
            window.saw(seen);
            Ok(())
        }
    }
}
