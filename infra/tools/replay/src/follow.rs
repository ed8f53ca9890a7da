//! Runs step after step until all windows are done. Stopping does not affect running replays, and a
//! later call continues.

use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use super::drive::{self, Step};
use super::error::ReplayError;
use super::file;
use super::progress::{Pause, Progress};
use super::replays::Replays;
use super::state::{State, Window};

/// How many steps in a row may fail temporarily, each after the SDK's own retries.
const MAX_FAILURES: u32 = 20;

/// Gets reports while a replay is followed.
pub trait Listener {
    /// A window changed; `phase` says whether its phase did.
    ///
    /// # Errors
    /// The report cannot be written.
    fn window(&mut self, window: &Window, state: &State, phase: bool) -> io::Result<()>;
    /// The current progress, and the estimated time for the rest, if known.
    fn progress(&mut self, progress: &Progress, remaining: Option<Duration>);
    /// A note.
    fn note(&mut self, text: &str);
}

/// Follows a replay to its end.
///
/// # Errors
/// The state file cannot be used, or EventBridge refuses a request permanently.
pub async fn follow(
    replays: &impl Replays,
    path: &Path,
    longest_pause: Duration,
    listener: &mut impl Listener,
) -> Result<State, ReplayError> {
    let mut pause = Pause::up_to(longest_pause);
    let (mut failures, mut was_full) = (0, false);
    let mut start: Option<(Progress, Instant)> = None;
    loop {
        let (held, mut state) = file::load(path).await?;
        let before = state.clone();
        let step = drive::step(replays, &mut state).await;
        if state != before {
            held.store(&state)?;
        }
        drop(held);
        let mut changed = false;
        for (was, is) in before.windows.iter().zip(&state.windows).filter(|(was, is)| was != is) {
            let phase = was.phase != is.phase;
            changed |= phase;
            listener.window(is, &state, phase).map_err(ReplayError::Output)?;
        }
        let progress = Progress::of(&state);
        let (first, since) = *start.get_or_insert_with(|| (progress, Instant::now()));
        listener.progress(&progress, progress.remaining(&first, since.elapsed()));
        match step {
            Ok(step) => {
                failures = 0;
                if step == Step::Full && !was_full {
                    listener.note(
                        "this account runs as many replays in this Region as it may: waiting \
                         windows start when one ends",
                    );
                }
                was_full = step == Step::Full;
            }
            Err(reason) if reason.may_pass() && failures < MAX_FAILURES => {
                failures += 1;
                listener.note(&reason.to_string());
            }
            Err(reason) => return Err(reason.into()),
        }
        if state.is_over() {
            return Ok(state);
        }
        tokio::time::sleep(pause.after(changed)).await;
    }
}
