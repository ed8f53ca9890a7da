//! Windows, available times of an archive, costs, warnings.

use std::num::NonZeroU64;

use proptest::prelude::*;
use render::Style;
use serde_json::json;

use super::super::archive::{Archive, Expected};
use super::super::cost::Cost;
use super::super::counted::Counter;
use super::super::events::FileEvent;
use super::super::interval::{MINUTE_MS, minutes};
use super::super::name::Prefix;
use super::super::plan::{Plan, PlanError, TableFacts};
use super::super::table;
use super::super::warning::Warning;
use super::*;

fn raised(asked: &PlanRequest, facts: Facts) -> Vec<Warning> {
    Plan::of(asked, facts).unwrap().warnings.iter().map(|raised| raised.warning).collect()
}

proptest! {
    /// No minute is lost or replayed twice, whatever the length of a window.
    #[test]
    fn windows_partition_the_interval(
        from in -10_000_000..10_000_000_i64,
        ms in 1..400_000_000_i64,
        length in 1..9_000_u64,
    ) {
        let (start, end) = (Timestamp::from_ms(from), Timestamp::from_ms(from + ms));
        let interval = Interval::around(start, end).unwrap();
        prop_assert!(interval.from <= start && end <= interval.to);
        prop_assert!(interval.ms() < u64::try_from(ms + 2 * MINUTE_MS).unwrap());
        let length = NonZeroU64::new(length).unwrap();
        let windows: Vec<Interval> = interval.windows(length).collect();
        prop_assert_eq!(windows.len() as u64, interval.windows_of(length));
        prop_assert_eq!(windows[0].from, interval.from);
        prop_assert_eq!(windows.last().unwrap().to, interval.to);
        prop_assert!(windows.windows(2).all(|pair| pair[0].to == pair[1].from));
        let (last, whole) = windows.split_last().unwrap();
        prop_assert!(whole.iter().all(|window| window.minutes() == length.get()));
        prop_assert!((1..=length.get()).contains(&last.minutes()));
        prop_assert!(windows.iter().all(|window| window.ms() % 60_000 == 0));
    }
}

#[test]
fn lengths_are_whole_minutes() {
    let read = |text| minutes(text).map(NonZeroU64::get).ok();
    assert_eq!(
        ["1 day", "6h", "90m", "2h 30m", "P1DT1M"].map(read),
        [1_440, 360, 90, 150, 1_441].map(Some)
    );
    for text in ["", "1", "30s", "0m", "-1h", "1 month", "1m 1s", "500 years"] {
        assert_eq!(read(text), None, "{text}");
    }
}

#[test]
fn names_hold_prefix_window_and_attempt() {
    let window = between("2026-03-02T09:00", "2026-03-03T09:00");
    let prefix: Prefix = "p".repeat(29).parse().unwrap();
    let first = "backfill".parse::<Prefix>().unwrap().name(window, 1);
    assert_eq!(first, "backfill-20260302T0900Z-20260303T0900Z");
    assert!(
        prefix.name(window, 9_999).ends_with("-9999") && prefix.name(window, 9_999).len() <= 64
    );
    for text in ["", "a b", "é", &"p".repeat(30)] {
        assert!(text.parse::<Prefix>().is_err(), "{text}");
    }
}

#[test]
fn intervals_are_clipped_to_the_archive() {
    let plan = Plan::of(&asked("2026-01-01T00:00", "2026-04-01T00:00"), facts()).unwrap();
    assert_eq!(
        plan.interval,
        between("2026-02-25T00:00", "2026-03-10T23:50"),
        "four days late, ten minutes behind"
    );
    let kept_two_days = archive(2).available(at("2026-03-11T00:00")).unwrap();
    assert_eq!(kept_two_days, between("2026-03-05T00:00", "2026-03-10T23:50"));
    let inside = Plan::of(&asked("2026-03-03T00:00", "2026-03-04T00:00"), facts()).unwrap();
    assert_eq!((inside.interval, inside.slices), (inside.asked, 1_440));
    let never = Plan::of(&asked("2026-01-01T00:00", "2026-01-02T00:00"), facts()).unwrap_err();
    assert!(
        never.to_string().contains("from 2026-02-25T00:00:00.000Z to 2026-03-10T23:50:00.000Z"),
        "{never}"
    );
    let new = Archive { created: at("2026-03-19T00:00"), ..archive(0) };
    assert_eq!(new.available(at("2026-03-11T00:00")), None, "clocks may be wrong");
}

#[test]
fn events_and_windows_are_estimated() {
    let of = |from, to, archive| Plan::of(&asked(from, to), Facts { archive, ..facts() }).unwrap();
    let day = of("2026-03-03T00:00", "2026-03-04T00:00", archive(400));
    assert_eq!(day.expected, Expected { events: 10_000, bytes: 20_000_000, counted: false });
    assert_eq!((day.windows, day.window_minutes.get()), (1, 1_440));
    let many = Archive { events: 100_000_000, ..archive(2) };
    let two_days = of("2026-03-09T00:00", "2026-03-10T23:00", many);
    assert_eq!(
        (two_days.expected.events, two_days.windows),
        (97_916_666, 98),
        "all of it is of two days"
    );
    let empty = Archive { events: 0, ..archive(400) };
    assert_eq!(of("2026-03-03T00:00", "2026-03-06T00:00", empty).windows, 3);
    let minutes =
        PlanRequest { window: NonZeroU64::new(1), ..asked("2026-03-01T00:00", "2026-03-10T00:00") };
    assert_eq!(Plan::of(&minutes, facts()), Err(PlanError::Windows(12_960)));
}

#[test]
fn costs_match_the_runbook() {
    let cost = Cost::of(Expected { events: 1_000_000, bytes: 1_000_000, counted: true }, 400, true);
    let units: Vec<u64> = cost.lines.iter().map(|line| line.units).collect();
    assert_eq!(units, [1_000_000, 1_200_000, 2_460_000, 940_000, 1_320_000, 1_000_000]);
    assert!((cost.usd - 4.665).abs() < 0.001, "{}", cost.usd);
    assert_eq!(
        (cost.seconds, cost.writes_per_second(), cost.reads_per_second()),
        (2_500, 984, 376)
    );
    let quiet =
        Cost::of(Expected { events: 1_000_000, bytes: 1_000_000, counted: true }, 1_000, false);
    assert!((cost.usd - quiet.usd - 1.32).abs() < 0.001);
    let large = Cost::of(Expected { events: 1, bytes: 65_537, counted: true }, 400, true);
    assert_eq!(large.lines[0].units, 2, "64 KB are an event");
}

#[test]
fn plans_have_warnings() {
    let march = asked("2026-03-03T00:00", "2026-03-04T00:00");
    assert_eq!(raised(&march, facts()), []);
    assert_eq!(raised(&asked("2026-03-03T00:00", "2026-03-10T23:51"), facts()), [Warning::Recent]);
    assert_eq!(
        raised(&asked("2026-02-24T23:59", "2026-03-04T00:00"), facts()),
        [Warning::BeforeArchive]
    );
    let publishes = PlanRequest { publishes: true, ..march.clone() };
    assert_eq!(raised(&publishes, facts()), [Warning::Publishes]);
    let forgetful = |days| PlanRequest { retention_days: days, ..march.clone() };
    assert_eq!(raised(&forgetful(7), facts()), [Warning::OutlivesLedger]);
    assert_eq!(raised(&forgetful(8), facts()), [], "a log that is just about to begin to forget");
    let off = Archive { state: "DISABLED".to_owned(), ..archive(400) };
    assert_eq!(raised(&march, Facts { archive: off, ..facts() }), [Warning::ArchiveOff]);
    let rule = |enabled, targets: &[&str]| {
        let targets = targets.iter().map(|target| (*target).to_owned()).collect();
        Facts { rule: Some(Rule { arn: "r".to_owned(), enabled, targets }), ..facts() }
    };
    assert_eq!(raised(&march, rule(true, &["intake", "other"])), [Warning::OtherTargets]);
    assert_eq!(raised(&march, rule(true, &[])), [Warning::Undelivered]);
    assert_eq!(
        raised(&march, rule(false, &["intake", "other"])),
        [Warning::OtherTargets, Warning::Undelivered]
    );
    let table = |write_units, read_units| {
        let (name, billing_mode) = ("t".to_owned(), "PROVISIONED".to_owned());
        Facts {
            table: Some(TableFacts {
                name,
                billing_mode,
                write_units,
                read_units,
                expires_by: None,
            }),
            ..facts()
        }
    };
    assert_eq!(raised(&march, table(None, None)), []);
    assert_eq!(raised(&march, table(Some(984), Some(376))), []);
    assert_eq!(
        raised(&march, table(Some(983), Some(375))),
        [Warning::Throttles, Warning::Throttles]
    );

    let plan = Plan::of(&publishes, facts()).unwrap();
    assert!(plan.against(&[Warning::Publishes, Warning::Recent]).is_empty());
    assert_eq!(plan.against(&[Warning::Recent]).len(), 1);
}

#[test]
fn plan_shows_every_part() {
    let publishes =
        PlanRequest { publishes: true, ..asked("2026-03-03T00:00", "2026-03-11T00:00") };
    let mut facts = facts();
    facts.archive.pattern = Some("{\"source\":[\"\u{1b}[31m\"]}".to_owned());
    let text = table::plan(&Plan::of(&publishes, facts).unwrap(), &Style::plain(100));
    for part in [
        "archive/genesys",
        "ENABLED, keeps events for 400 days",
        "2026-03-03 00:00 – 2026-03-10 23:50 UTC, in 11510 slices of a minute",
        "an estimate",
        "at least 3 min 20 s at 400",
        "USD 0.37 at most",
        "\npublishes ",
        "\nrecent ",
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
    assert!(
        !text.contains('\u{1b}') && text.lines().all(|line| line.chars().count() <= 100),
        "{text}"
    );
    assert_eq!(
        [45, 180, 7_500, 100_800].map(table::length),
        ["45 s", "3 min", "2 h 5 min", "1 d 4 h"]
    );
}

#[test]
fn events_are_counted_by_envelope_time() {
    let event = |conversation: &str, time: &str, body_time: &str| {
        let body = json!({"conversationId": conversation, "participantId": "p", "sessionId": "s",
                          "eventTime": at(body_time).ms()});
        let event = json!({
            "detail-type": "v2.detail.events.conversation.{id}.user.start",
            "time": format!("{time}:00Z"),
            "detail": {"eventBody": body}
        });
        FileEvent::decode(&event.to_string()).unwrap()
    };
    let mut counter = Counter::new(between("2026-03-03T00:00", "2026-03-05T00:00"));
    counter.take(&event("c-1", "2026-03-04T23:59", "2026-03-01T00:00"));
    counter.take(&event("c-1", "2026-03-03T00:00", "2026-03-01T00:00"));
    counter.take(&event("c-2", "2026-03-04T00:00", "2026-03-01T00:00"));
    counter.take(&event("c-2", "2026-03-05T00:00", "2026-03-03T00:00"));
    (0..12).for_each(|_| counter.take(&event("c-3", "2026-03-04T00:00", "2026-03-04T00:00")));
    counter.reject();
    let counted = counter.finish();
    assert_eq!(
        (counted.events, counted.outside, counted.rejected, counted.conversations),
        (15, 1, 1, 3)
    );
    assert_eq!(json!(counted.by_size), json!({"1": 1, "2-9": 1, "10-99": 1}));
    let days = json!({
        "2026-03-03": {"events": 1, "conversations": 1},
        "2026-03-04": {"events": 14, "conversations": 2}
    });
    assert_eq!(json!(counted.by_day), days);
    assert!(counted.expected().counted);
}
