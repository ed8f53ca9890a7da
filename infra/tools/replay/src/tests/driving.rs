//! From any state to the end, wherever a process is stopped.

use std::io;
use std::num::NonZeroU64;
use std::path::Path;
use std::time::Duration;

use proptest::prelude::*;

use super::super::drive::{Interrupted, cancel, step};
use super::super::error::ReplayError;
use super::super::file::{LockedState, load};
use super::super::follow::{Listener, follow};
use super::super::phase::Phase;
use super::super::plan::Plan;
use super::super::progress::{Pause, Progress};
use super::super::state::{State, Window};
use super::super::verify::was_replayed;
use super::world::World;
use super::*;

/// A listener that only records.
struct Silence(Vec<String>);

impl Listener for Silence {
    fn window(&mut self, window: &Window, _: &State, _: bool) -> io::Result<()> {
        self.0.push(format!("{} {}", window.phase, window.replay));
        Ok(())
    }

    fn progress(&mut self, _: &Progress, _: Option<Duration>) {}

    fn note(&mut self, text: &str) {
        self.0.push(text.to_owned());
    }
}

fn state(hours: u64, at_once: u8) -> State {
    let mut asked = asked("2026-03-03T00:00", "2026-03-04T00:00");
    asked.window = NonZeroU64::new(hours * 60);
    let plan = Plan::of(&asked, facts()).unwrap();
    State::of(&plan, "rule".to_owned(), "test".parse().unwrap(), at_once)
}

fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

async fn to_the_end(world: &World, state: &mut State) -> Result<(), Interrupted> {
    for _ in 0..1_000 {
        match step(world, state).await {
            Err(reason) if !reason.may_pass() => return Err(reason),
            _ => {}
        }
        if state.is_over() {
            return Ok(());
        }
    }
    panic!("never over: {state:?}");
}

fn phase() -> impl Strategy<Value = Phase> {
    prop_oneof![
        Just(Phase::Waiting),
        Just(Phase::Starting),
        Just(Phase::Running),
        Just(Phase::Completed)
    ]
}

proptest! {
    /// GIVEN any windows that are completed, running, or started without being recorded, and any
    /// failures and lost states on the way THEN in the end every window was replayed once, and
    /// never more at a time than allowed. Windows that were started without being recorded are the
    /// next ones, because these are started first.
    #[test]
    fn any_state_leads_to_the_same_replays(
        phases in prop::collection::vec((phase(), any::<bool>()), 24),
        failing in prop::collection::vec(1..60_usize, 0..12),
        forgotten in prop::collection::vec(0..40_usize, 0..12),
        at_once in 1..=10_u8,
    ) {
        let world = World { failing, ..World::default() };
        let mut state = state(1, at_once);
        let expected: Vec<String> =
            state.windows.iter().map(|window| window.replay.clone()).collect();
        let archive_arn = state.archive_arn.clone();
        let mut free = usize::from(at_once);
        for (window, (phase, _)) in state.windows.iter_mut().zip(&phases) {
            window.phase = if phase.is_at_work() && free == 0 { Phase::Waiting } else { *phase };
            free -= usize::from(window.phase.is_at_work());
            if window.phase != Phase::Waiting {
                world.begin(window, &archive_arn, window.phase);
            }
        }
        let waiting =
            state.windows.iter().zip(&phases).filter(|(window, _)| window.phase == Phase::Waiting);
        for (window, _) in waiting.take_while(|(_, (_, begun))| *begun).take(free) {
            world.begin(window, &archive_arn, Phase::Running);
        }
        wait(async {
            let mut steps = 0;
            while !state.is_over() {
                let kept = state.clone();
                let stepped = step(&world, &mut state).await;
                assert!(stepped.is_ok() || stepped.is_err_and(|reason| reason.may_pass()));
                if forgotten.contains(&steps) {
                    state = kept;
                }
                steps += 1;
                assert!(steps < 1_000, "never over: {state:?}");
            }
        });
        prop_assert!(state.is_complete());
        prop_assert_eq!(world.names(), expected);
        prop_assert!(*world.most.lock().unwrap() <= usize::from(at_once));
        prop_assert_eq!(Progress::of(&state).percent(), 100);
    }
}

// The other windows wait until then.
#[test]
fn failed_window_blocks_others_until_reopened() {
    let mut state = state(6, 1);
    let world = World { doomed: Some(state.windows[1].replay.clone()), ..World::default() };
    wait(to_the_end(&world, &mut state)).unwrap();
    let phases =
        |state: &State| state.windows.iter().map(|window| window.phase).collect::<Vec<_>>();
    assert_eq!(phases(&state), [Phase::Completed, Phase::Failed, Phase::Waiting, Phase::Waiting]);
    assert_eq!(Progress::of(&state).percent(), 25);
    assert!(
        was_replayed(&state, at("2026-03-03T05:59"))
            && !was_replayed(&state, at("2026-03-03T06:00"))
    );
    assert!(
        !was_replayed(&state, at("2026-03-02T23:59"))
            && !was_replayed(&state, at("2026-03-04T00:00"))
    );
    state.reopen();
    assert_eq!(state.windows[1].replay, "test-20260303T0600Z-20260303T1200Z-2");
    wait(to_the_end(&world, &mut state)).unwrap();
    assert!(state.is_complete());
    assert_eq!(world.names().len(), 5, "the one that failed has two");
}

#[test]
fn cancelling_ends_running_and_waiting_windows() {
    let (world, mut state) = (World::default(), state(6, 2));
    wait(async {
        step(&world, &mut state).await.unwrap();
        step(&world, &mut state).await.unwrap();
        assert!(cancel(&world, &mut state).await.is_empty());
        let phases: Vec<Phase> = state.windows.iter().map(|window| window.phase).collect();
        assert_eq!(
            phases,
            [Phase::Cancelling, Phase::Cancelling, Phase::Cancelled, Phase::Cancelled]
        );
        to_the_end(&world, &mut state).await.unwrap();
        assert!(state.windows.iter().all(|window| window.phase == Phase::Cancelled));
        state.reopen();
        to_the_end(&world, &mut state).await.unwrap();
    });
    assert!(state.is_complete());
    assert!(wait(cancel(&world, &mut state)).is_empty(), "there is nothing to cancel");
    assert!(state.is_complete());
}

// Also: a step waits while the limit of replays is reached.
#[test]
fn replays_of_other_windows_are_not_adopted() {
    let (mut world, mut full) = (World { others: 10, ..World::default() }, state(6, 1));
    wait(step(&world, &mut full)).unwrap();
    assert_eq!((full.is_over(), world.names().len()), (false, 0));
    world.others = 9;
    wait(to_the_end(&world, &mut full)).unwrap();

    let (world, mut ours) = (World::default(), state(6, 1));
    let stranger = Window {
        interval: between("2026-03-01T00:00", "2026-03-02T00:00"),
        ..ours.windows[0].clone()
    };
    world.begin(&stranger, &ours.archive_arn, Phase::Running);
    let taken = wait(step(&world, &mut ours)).unwrap_err();
    assert_eq!(taken, Interrupted::Taken(stranger.replay));
    assert!(!taken.may_pass());
}

#[test]
fn a_replay_that_is_unknown_has_failed() {
    let (world, mut state) = (World::default(), state(24, 1));
    wait(step(&world, &mut state)).unwrap();
    world.replays().clear();
    wait(step(&world, &mut state)).unwrap();
    assert_eq!(state.windows[0].phase, Phase::Failed);
    assert!(state.windows[0].reason.as_ref().unwrap().contains("no longer"));
}

// One process at a time can change the file.
#[test]
fn state_file_is_locked_and_replaced_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    wait(async {
        assert!(matches!(load(&path).await, Err(ReplayError::NoState(_))));
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0, "nothing is left of a look");
        let held = LockedState::wait(&path).await.unwrap();
        let state = state(6, 3);
        held.store(&state).unwrap();
        let other =
            tokio::time::timeout(Duration::from_millis(200), LockedState::wait(&path)).await;
        assert!(other.is_err(), "somebody else has it");
        drop(held);
        assert_eq!(load(&path).await.unwrap().1, state);
        let text = std::fs::read_to_string(&path).unwrap();
        for broken in
            [&text[..text.len() / 2], "{}", "", &text.replace("\"version\": 1", "\"version\": 2")]
        {
            std::fs::write(&path, broken).unwrap();
            assert!(matches!(load(&path).await, Err(ReplayError::NoState(_))), "{broken}");
        }
        let nowhere = LockedState::wait(Path::new("/no/such/folder/state")).await;
        assert!(matches!(nowhere, Err(ReplayError::StateFile(..))));
    });
}

// It stops after 20 temporary failures in a row.
#[tokio::test(start_paused = true)]
async fn follow_reports_phases_and_retries() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    LockedState::wait(&path).await.unwrap().store(&state(12, 1)).unwrap();
    let world = World { failing: vec![2, 4], ..World::default() };
    let mut told = Silence(Vec::new());
    let state = follow(&world, &path, Duration::from_secs(30), &mut told).await.unwrap();
    assert!(state.is_complete());
    assert_eq!(load(&path).await.unwrap().1, state);
    let phases: Vec<&str> = told.0.iter().map(|line| line.split(' ').next().unwrap()).collect();
    let (first, second) = (state.windows[0].replay.as_str(), state.windows[1].replay.as_str());
    let throttled = |name: &str| format!("{name}:");
    let expected = [
        "starting",
        &throttled(first),
        "running",
        &throttled(first),
        "completed",
        "starting",
        "running",
        "completed",
    ];
    assert_eq!(phases, expected, "{:?}", told.0);
    assert!(told.0.last().unwrap().ends_with(second));

    LockedState::wait(&path).await.unwrap().store(&self::state(12, 1)).unwrap();
    let world = World { failing: (1..100).collect(), ..World::default() };
    let gave_up =
        follow(&world, &path, Duration::from_secs(30), &mut Silence(Vec::new())).await.unwrap_err();
    assert!(gave_up.to_string().contains("running windows continue"), "{gave_up}");
    assert_eq!(*world.asked.lock().unwrap(), 21);
}

#[test]
fn pauses_grow_until_a_change() {
    let mut pause = Pause::up_to(Duration::from_secs(6));
    let seconds =
        [false, false, false, false, true, false].map(|changed| pause.after(changed).as_secs());
    assert_eq!(seconds, [1, 2, 4, 6, 1, 2]);
}

#[test]
fn remaining_time_follows_from_past_progress() {
    let progress = |done_ms| Progress {
        completed: 0,
        at_work: 1,
        broken: 0,
        windows: 1,
        done_ms,
        total_ms: 1_000,
    };
    let minute = Duration::from_secs(60);
    assert_eq!(progress(400).remaining(&progress(200), minute), Some(Duration::from_secs(180)));
    assert_eq!(progress(200).remaining(&progress(200), minute), None);
    assert_eq!((progress(999).percent(), progress(1_000).percent()), (99, 100));
}
