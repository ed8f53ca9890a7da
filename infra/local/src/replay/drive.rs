//! One step of a replay: looks at what is at work, and begins what may be begun. It may be stopped anywhere and done
//! again, also by two processes in turn: the names of replays keep any window from being begun twice.

use super::replays::{NotDone, Replays};
use super::state::{Phase, State, Window};

/// Why a step was not finished. What it had found out by then is in the state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Interrupted {
    /// EventBridge did not do what it was asked.
    #[error("{name}: {reason}")]
    NotDone {
        /// The replay.
        name: String,
        /// Why not.
        reason: NotDone,
    },
    /// A replay of the same name replays something else.
    #[error(
        "a replay {0} was made for other events or from another archive: give another --name, and another --state"
    )]
    Taken(String),
}

impl Interrupted {
    /// Whether the next step may go through.
    #[must_use]
    pub const fn may_pass(&self) -> bool {
        matches!(self, Self::NotDone { reason: NotDone::Passing(_), .. })
    }
}

/// How a step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Everything is at work that may be.
    Done,
    /// As many replays run in the account and Region as may, others among them: what waits has to wait for those.
    Full,
}

/// Does one step.
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

/// Cancels what is at work and what waits; gives what could not be cancelled.
pub async fn cancel(replays: &impl Replays, state: &mut State) -> Vec<Interrupted> {
    let mut not_done = Vec::new();
    for window in &mut state.windows {
        match window.phase {
            Phase::Waiting => {
                (window.phase, window.reason) =
                    (Phase::Cancelled, Some("cancelled before it was begun".to_owned()));
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

/// Looks at a window that is at work.
async fn look(replays: &impl Replays, window: &mut Window) -> Result<(), Interrupted> {
    match replays.describe(&window.replay).await {
        Ok(seen) => window.saw(seen),
        Err(NotDone::Unknown) => {
            window.failed("EventBridge knows its replay no longer, and how it ended")
        }
        Err(reason) => return Err(Interrupted::NotDone { name: window.replay.clone(), reason }),
    }
    Ok(())
}

/// Takes up a replay that was begun before.
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
