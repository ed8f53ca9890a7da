//! `replay`: backfill from the archive of the partner bus.

use std::io;
use std::mem;
use std::path::PathBuf;
use std::time::Duration;

use runtime::{Clock, Environment, clients};

use super::{CommandError, Done};
use crate::cli::TableLocation;
use console::output::Output;
use local_aws::pipeline::PipelineError;
use replay::args::{Cancel, Planned, Replay, ReplayVerb, Start, Verify, Watch};
use replay::counted::{Counter, EventCounts};
use replay::eventbridge::EventBridge;
use replay::events::Events;
use replay::file::{self, LockedState};
use replay::follow::follow;
use replay::interval::Interval;
use replay::plan::{Facts, Plan, PlanRequest, clip};
use replay::progress::Progress;
use replay::screen::Screen;
use replay::state::State;
use replay::verified::Verified;
use replay::verify::{Lookup, TOGETHER, look_up, scan, was_replayed};
use replay::{ReplayError, archive, drive, dynamodb, table};

pub(super) async fn execute(replay: &Replay, output: Output) -> Result<Done, CommandError> {
    match &replay.verb {
        ReplayVerb::Plan(planned) => {
            tell(&plan(planned, output).await?, output)?;
            Ok(Done::Whole)
        }
        ReplayVerb::Start(start) => {
            begin(start, output).await?;
            watch(&start.followed, output).await
        }
        ReplayVerb::Watch(followed) => watch(followed, output).await,
        ReplayVerb::Cancel(cancelled) => cancel(cancelled, output).await,
        ReplayVerb::Verify(asked) => verify(asked, output).await,
    }
}

async fn eventbridge() -> EventBridge {
    EventBridge::new(clients::eventbridge(&clients::configuration().await))
}

fn interval(planned: &Planned) -> Result<Interval, ReplayError> {
    Interval::around(planned.from, planned.to).ok_or(ReplayError::Empty)
}

async fn plan(planned: &Planned, output: Output) -> Result<Plan, CommandError> {
    let environment = Environment::of_process();
    let of_stack = environment.event_retention_days().map_err(PipelineError::from)?;
    let asked = PlanRequest {
        interval: interval(planned)?,
        window: planned.window,
        retention_days: planned.retention_days.unwrap_or(of_stack),
        publishes: environment.publish_replayed().map_err(PipelineError::from)?,
        rate: planned.rate,
    };
    let eventbridge = eventbridge().await;
    let archive = eventbridge.archive(&planned.archive).await?;
    let rule = match &planned.rule {
        Some(arn) => Some(eventbridge.rule(arn, &archive.bus_arn).await?),
        None => None,
    };
    let table = match &planned.table {
        Some(name) => {
            Some(dynamodb::table(&clients::dynamodb(&clients::configuration().await), name).await?)
        }
        None => None,
    };
    let now = Clock::system().now();
    let counted = if planned.events.is_empty() {
        None
    } else {
        let interval = clip(&archive, asked.interval, now).map_err(ReplayError::from)?;
        Some(count(&planned.events, interval, output).await?)
    };
    Ok(Plan::of(&asked, Facts { archive, rule, table, counted, now }).map_err(ReplayError::from)?)
}

async fn count(
    files: &[PathBuf],
    interval: Interval,
    output: Output,
) -> Result<EventCounts, CommandError> {
    let mut events = Events::open(files)?;
    let mut counter = Counter::new(interval);
    while let Some((origin, sent)) = events.next().await {
        match sent {
            Ok(sent) => counter.take(&sent),
            Err(reason) => {
                counter.reject();
                output.note(&format!("{origin}: {reason}"));
            }
        }
    }
    Ok(counter.finish())
}

fn tell(plan: &Plan, output: Output) -> io::Result<()> {
    if output.is_json() {
        output.line(plan)
    } else {
        output.text(&table::plan(plan, output.style()))
    }
}

/// Creates the state file, or checks that the existing one belongs to this replay.
async fn begin(start: &Start, output: Output) -> Result<(), CommandError> {
    let rule = start.planned.rule.as_ref().ok_or(ReplayError::NoRule)?;
    let path = &start.followed.state;
    let held = LockedState::wait(path).await?;
    let mut state = match held.load()? {
        Some(state) => {
            is_of(start, &state).map_err(|what| ReplayError::OtherState(path.clone(), what))?;
            state
        }
        None => {
            let plan = plan(&start.planned, output).await?;
            tell(&plan, output)?;
            let mut against: Vec<String> =
                plan.against(&start.despite).iter().map(|raised| raised.warning.name()).collect();
            against.dedup();
            if !against.is_empty() {
                return Err(ReplayError::Warned(against).into());
            }
            State::of(&plan, rule.clone(), start.name.clone(), start.at_once)
        }
    };
    state.at_once = start.at_once;
    if start.again {
        state.reopen();
    }
    Ok(held.store(&state)?)
}

/// Checks that a state belongs to the replay to be started. The error names what differs.
fn is_of(start: &Start, state: &State) -> Result<(), &'static str> {
    let name = archive::Archive::name_of;
    let (archive, planned) = (&start.planned.archive, &start.planned);
    let same_archive = *archive == state.archive_arn || *archive == name(&state.archive_arn);
    let checks = [
        (same_archive, "archive"),
        (planned.rule.as_ref() == Some(&state.rule_arn), "rule"),
        (interval(planned).is_ok_and(|interval| interval == state.asked), "time"),
        (planned.window.is_none_or(|window| window == state.window_minutes), "window"),
        (start.name == state.prefix, "name"),
    ];
    checks.iter().find(|(same, _)| !same).map_or(Ok(()), |(_, what)| Err(what))
}

async fn watch(followed: &Watch, output: Output) -> Result<Done, CommandError> {
    let eventbridge = eventbridge().await;
    let mut screen = Screen::new(output);
    let longest = Duration::from_secs(followed.every);
    let ended = tokio::select! {
        ended = follow(&eventbridge, &followed.state, longest, &mut screen) => Some(ended),
        _ = tokio::signal::ctrl_c() => None,
    };
    screen.clear();
    let Some(state) = ended.transpose()? else {
        let file = followed.state.display();
        output.note(&format!(
            "stopped; running windows continue: `switchboard replay watch --state {file}` follows \
             them, `switchboard replay cancel --state {file}` ends them"
        ));
        return Ok(Done::WithRejections);
    };
    let progress = Progress::of(&state);
    if output.is_json() {
        output.line(&progress)?;
    } else {
        output.text(&format!("{} of {} windows replayed", progress.completed, progress.windows))?;
    }
    if state.is_complete() {
        output.note(
            "the replayed events are in the queue or in the table now: `switchboard replay verify` \
             compares them",
        );
        return Ok(Done::Whole);
    }
    output.note(
        "a window failed or was cancelled, and no window was started after that: `switchboard \
         replay start` with the same options and --again repeats it and continues",
    );
    Ok(Done::WithRejections)
}

async fn cancel(cancelled: &Cancel, output: Output) -> Result<Done, CommandError> {
    let (held, mut state) = file::load(&cancelled.state).await?;
    let not_done = drive::cancel(&eventbridge().await, &mut state).await;
    held.store(&state)?;
    drop(held);
    for window in &state.windows {
        if output.is_json() {
            output.line(window)?;
        } else {
            output.text(&table::window(window, &state))?;
        }
    }
    not_done.iter().for_each(|reason| output.note(&format!("not cancelled: {reason}")));
    output.note(
        "Events that were replayed stay in the queue, in the table and with subscribers. They do \
         no harm, and a replay of the same times skips them.",
    );
    Ok(if not_done.is_empty() { Done::Whole } else { Done::WithRejections })
}

async fn verify(asked: &Verify, output: Output) -> Result<Done, CommandError> {
    let (held, state) = file::load(&asked.state).await?;
    drop(held);
    let looks = !asked.events.is_empty() || asked.scan;
    let table = asked.table.as_ref().or(state.table.as_ref()).filter(|_| asked.data.is_none());
    let location = TableLocation { data: asked.data.clone(), table: table.cloned() };
    if looks && location.data.is_none() && location.table.is_none() {
        return Err(ReplayError::NoTable.into());
    }
    let opened = if looks { Some(location.read().await?) } else { None };
    let (mut files, mut counted) = (None, None);
    if let Some(opened) = &opened {
        if !asked.events.is_empty() {
            files = Some(look_up_files(&asked.events, &state, &opened.table, output).await?);
        }
        if asked.scan {
            counted = Some(scan(&opened.table, &state).await?);
        }
    }
    let verified = Verified {
        progress: Progress::of(&state),
        expected_events: state.expected_events,
        counted: state.counted,
        files,
        table: counted,
    };
    let lines = verified.lines();
    if output.is_json() {
        output.line(&verified)?;
        lines.iter().for_each(|line| output.note(line));
    } else {
        output.text(&lines.join("\n"))?;
    }
    if let Some(opened) = opened {
        opened.close().await;
    }
    let whole = verified.files.as_ref().is_none_or(|files| files.missing + files.rejected == 0);
    Ok(if whole && state.is_complete() { Done::Whole } else { Done::WithRejections })
}

/// Looks up the events of files, [`TOGETHER`] at a time, and reports the missing ones.
async fn look_up_files(
    files: &[PathBuf],
    state: &State,
    table: &store::Table,
    output: Output,
) -> Result<Lookup, CommandError> {
    let mut events = Events::open(files)?;
    let mut lookup = Lookup::default();
    let mut together = Vec::new();
    loop {
        let next = events.next().await;
        let ended = next.is_none();
        match next {
            Some((_, Ok(sent))) if !was_replayed(state, sent.time) => lookup.outside += 1,
            Some((origin, Ok(sent))) => together.push((origin, sent)),
            Some((origin, Err(reason))) => {
                lookup.rejected += 1;
                output.note(&format!("{origin}: {reason}"));
            }
            None => {}
        }
        if together.len() == TOGETHER || ended {
            lookup.events += together.len() as u64;
            for missing in look_up(table, mem::take(&mut together)).await? {
                lookup.missing += 1;
                if output.is_json() {
                    output.line(&missing)?;
                } else {
                    output.text(&missing.to_string())?;
                }
            }
        }
        if ended {
            lookup.found = lookup.events - lookup.missing;
            lookup.read_units = table.meter().usage().read_units;
            return Ok(lookup);
        }
    }
}
