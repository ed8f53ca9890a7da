//! An EventBridge in memory.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard};

use async_trait::async_trait;

use super::super::phase::Phase;
use super::super::replays::{NotDone, Replays};
use super::super::state::{ReplayDescription, State, Window};

/// An EventBridge whose replays advance with every description.
#[derive(Default)]
pub struct World {
    pub replays: Mutex<BTreeMap<String, ReplayDescription>>,
    /// The requests that fail, counted from 1.
    pub failing: Vec<usize>,
    pub asked: Mutex<usize>,
    /// The most replays that ran at once.
    pub most: Mutex<usize>,
    /// How many replays of others run.
    pub others: usize,
    /// The name of the replay that fails.
    pub doomed: Option<String>,
}

impl World {
    pub fn replays(&self) -> MutexGuard<'_, BTreeMap<String, ReplayDescription>> {
        self.replays.lock().unwrap()
    }

    pub fn names(&self) -> Vec<String> {
        self.replays().keys().cloned().collect()
    }

    fn call(&self) -> Result<(), NotDone> {
        let mut asked = self.asked.lock().unwrap();
        *asked += 1;
        if self.failing.contains(&*asked) {
            Err(NotDone::Passing("ThrottlingException".to_owned()))
        } else {
            Ok(())
        }
    }

    pub fn begin(&self, window: &Window, archive_arn: &str, phase: Phase) {
        let what = Some((window.interval, archive_arn.to_owned()));
        let seen = ReplayDescription { phase, replayed_until: None, reason: None, what };
        self.replays().insert(window.replay.clone(), seen);
    }
}

#[async_trait]
impl Replays for World {
    async fn start(&self, state: &State, window: &Window) -> Result<ReplayDescription, NotDone> {
        self.call()?;
        if self.replays().contains_key(&window.replay) {
            return Err(NotDone::Exists);
        }
        let at_work = self.replays().values().filter(|seen| seen.phase.is_at_work()).count() + 1;
        if at_work + self.others > 10 {
            return Err(NotDone::Limit);
        }
        self.begin(window, &state.archive_arn, Phase::Starting);
        let mut most = self.most.lock().unwrap();
        *most = at_work.max(*most);
        Ok(self.replays()[&window.replay].clone())
    }

    async fn describe(&self, name: &str) -> Result<ReplayDescription, NotDone> {
        self.call()?;
        let mut replays = self.replays();
        let seen = replays.get_mut(name).ok_or(NotDone::Unknown)?;
        let (interval, _) = seen.what.clone().unwrap();
        seen.phase = match seen.phase {
            Phase::Starting if self.doomed.as_deref() == Some(name) => Phase::Failed,
            Phase::Starting => Phase::Running,
            Phase::Running => Phase::Completed,
            Phase::Cancelling => Phase::Cancelled,
            ended => ended,
        };
        if seen.phase == Phase::Running {
            seen.replayed_until = Some(interval.from.plus_ms(60_000));
        }
        Ok(seen.clone())
    }

    async fn cancel(&self, name: &str) -> Result<(), NotDone> {
        self.call()?;
        let mut replays = self.replays();
        let seen = replays.get_mut(name).ok_or(NotDone::Unknown)?;
        if !seen.phase.is_at_work() {
            return Err(NotDone::State);
        }
        seen.phase = Phase::Cancelling;
        Ok(())
    }
}
