//! When the last event came in, when the last Common Event went out, and the time between.

use genesys::Timestamp;

use crate::aws::cloudwatch::{Series, Values};
use crate::examination::{Examination, METRICS, words};
use crate::finding::{Check, Line};

const HOUR: u32 = 3_600;
/// How far back minutes are read. CloudWatch keeps them for 15 days; three hours are enough to see
/// that something stopped.
const MINUTES_REACH: u32 = 3 * HOUR;
/// How far back hours are read.
const HOURS_REACH: u32 = 15 * 24 * HOUR;
/// An event that was stored this long ago has been derived from: longer than any settle time.
const SETTLED_MS: i64 = 15 * 60_000;
/// So many events without a Common Event are no accident: a conversation has about 14 events, and
/// some of them change nothing that is published.
const MANY: f64 = 20.0;

/// What CloudWatch knows of the flow.
#[derive(Debug, Default)]
struct Flow {
    received: Option<Timestamp>,
    published: Option<Timestamp>,
    /// Events that were stored since the last Common Event, and long enough ago.
    unanswered: f64,
}

pub(super) async fn check(of: &Examination) -> Vec<Line> {
    let quiet = quiet_minutes(of).await;
    let counted = |(metric, function): (&'static str, &str)| {
        let function = of.stack.resource(function).unwrap_or_default().to_owned();
        [(60, MINUTES_REACH), (HOUR, HOURS_REACH)].map(|(period, reach)| Series {
            metric: ("Switchboard", metric),
            dimensions: vec![("function", function.clone())],
            statistic: "Sum",
            period,
            reach,
        })
    };
    let series = METRICS.map(counted).concat();
    match of.account.values(&series, of.now).await {
        Ok(values) => lines(&Flow::of(&values, of.now), quiet, of.now),
        Err(error) => vec![Check::Flow.unchecked(&error)],
    }
}

/// The period of the alarm that watches for quiet; none with `QuietMinutes=0`.
async fn quiet_minutes(of: &Examination) -> Option<u32> {
    let alarm = of.stack.resource("QuietAlarm")?;
    let found = of.account.alarms(&[alarm]).await.ok()?;
    found.first().map(|alarm| alarm.evaluation_periods).filter(|minutes| *minutes > 0)
}

impl Flow {
    /// From the values of received, published and stored, each by the minute and by the hour.
    fn of(values: &[Values], now: Timestamp) -> Self {
        let series = |number: usize| values.get(number).map_or(&[][..], Vec::as_slice);
        let last = |number| newest(series(number)).or_else(|| newest(series(number + 1)));
        let published = last(2);
        let unanswered = series(4).iter().filter(|(start, _)| {
            now.since(*start) >= SETTLED_MS && published.is_none_or(|published| *start > published)
        });
        Self { received: last(0), published, unanswered: unanswered.map(|(_, count)| count).sum() }
    }
}

fn newest(values: &[(Timestamp, f64)]) -> Option<Timestamp> {
    values.iter().filter(|(_, count)| *count > 0.0).map(|(start, _)| *start).max()
}

fn lines(flow: &Flow, quiet: Option<u32>, now: Timestamp) -> Vec<Line> {
    let mut lines = Vec::new();
    let look = "is the integration active in Genesys Cloud (Admin ▸ Integrations), with the topics \
                of infra/genesys/README.md? `--probe` shows whether the rest works";
    match (flow.received, quiet) {
        (None, _) => lines.push(
            Check::Flow.finding(format!("no event has come in within the last 15 days: {look}")),
        ),
        (Some(received), Some(minutes))
            if now.since(received) > i64::from(minutes + 1) * 60_000 =>
        {
            lines.push(Check::Flow.finding(format!(
                "no event has come in since {received} ({} ago), and QuietMinutes is {minutes}: \
                 unless it is quiet, {look}",
                words(now.since(received))
            )));
        }
        _ => {}
    }
    if flow.unanswered >= MANY {
        let since = flow.published.map_or("in three hours".to_owned(), |at| format!("since {at}"));
        lines.push(Check::Flow.finding(format!(
            "{} events were stored {since}, and no Common Event went out: look at the findings \
             above, and at the logs of reconstruct and emit; `switchboard reproject` and \
             `switchboard republish` repair what was lost",
            flow.unanswered
        )));
    }
    let out = flow.published.map_or("no Common Event went out within 15 days".to_owned(), |at| {
        format!("the last Common Event went out at {at} ({} ago)", words(now.since(at)))
    });
    if lines.is_empty()
        && let Some(received) = flow.received
    {
        let ago = words(now.since(received));
        lines.push(
            Check::Flow.ok(format!("the last event came in at {received} ({ago} ago), {out}")),
        );
    }
    let between = flow.received.zip(flow.published).map(|(received, out)| out.since(received));
    lines
        .into_iter()
        .map(|line| {
            line.with("lastEventAt", flow.received.map(|at| at.to_string()))
                .with("lastCommonEventAt", flow.published.map(|at| at.to_string()))
                .with("secondsBetween", between.map(|ms| ms / 1_000))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Status;

    const NOW: Timestamp = Timestamp::from_ms(1_772_442_000_000);

    fn ago(minutes: i64) -> Timestamp {
        NOW.minus_ms(minutes * 60_000)
    }

    /// Received, published and stored by the minute; nothing by the hour.
    fn flow(received: &[i64], published: &[i64], stored: &[(i64, f64)]) -> Flow {
        let ones = |minutes: &[i64]| minutes.iter().map(|it| (ago(*it), 1.0)).collect();
        let stored = stored.iter().map(|(minutes, count)| (ago(*minutes), *count)).collect();
        let none = Vec::new;
        Flow::of(&[ones(received), none(), ones(published), none(), stored, none()], NOW)
    }

    fn findings(flow: &Flow, quiet: Option<u32>) -> Vec<String> {
        let lines = lines(flow, quiet, NOW).into_iter();
        lines.filter(|line| line.status == Status::Finding).map(|line| line.message).collect()
    }

    #[test]
    fn silence_is_a_finding_after_quiet_minutes() {
        assert!(findings(&flow(&[], &[], &[]), Some(60))[0].contains("15 days"));
        let silent = flow(&[70], &[69], &[]);
        assert!(findings(&silent, Some(60))[0].contains("70 min ago"), "{silent:?}");
        assert_eq!(findings(&silent, Some(120)), [""; 0]);
        assert_eq!(findings(&silent, None), [""; 0], "nobody watches for quiet");
    }

    #[test]
    fn stored_events_without_common_events_are_a_finding() {
        let stored = [(30, 15.0), (20, 10.0), (5, 100.0)];
        assert!(findings(&flow(&[1], &[40], &stored), None)[0].starts_with("25 events"));
        assert!(findings(&flow(&[1], &[], &stored), None)[0].contains("three hours"));
        assert_eq!(findings(&flow(&[1], &[25], &stored), None), [""; 0], "too few");
        assert_eq!(findings(&flow(&[1], &[1], &stored), None), [""; 0]);
    }

    #[test]
    fn hours_count_where_minutes_have_nothing() {
        let old = vec![(ago(6_000), 3.0), (ago(9_000), 0.0)];
        let flow = Flow::of(&[Vec::new(), old.clone(), Vec::new(), old], NOW);
        assert_eq!((flow.received, flow.published), (Some(ago(6_000)), Some(ago(6_000))));
        let line = &lines(&flow, None, NOW)[0];
        assert_eq!((line.status, &line.figures["secondsBetween"]), (Status::Ok, &0.into()));
    }
}
