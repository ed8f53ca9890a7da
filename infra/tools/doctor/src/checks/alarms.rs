//! Which alarms of the stack are raised.

use crate::examination::{Examination, RESTORE};
use crate::finding::{Check, Line};

pub(super) async fn check(of: &Examination) -> Vec<Line> {
    let named = of.stack.resources.iter().filter(|(logical, _)| logical.ends_with("Alarm"));
    let names: Vec<&str> = named.map(|(_, physical)| physical.as_str()).collect();
    let alarms = match of.account.alarms(&names).await {
        Ok(alarms) => alarms,
        Err(error) => return vec![Check::Alarms.unchecked(&error)],
    };
    let raised = alarms.iter().filter(|alarm| alarm.state_value == "ALARM").map(|alarm| {
        let (name, text) = (&alarm.alarm_name, alarm.alarm_description.trim());
        // The alarms of the template end with `Runbook: <section>.`
        let (means, section) = text.split_once(" Runbook: ").unwrap_or((text, "Alarms"));
        let (means, section) = (means.trim_end_matches('.'), section.trim_end_matches('.'));
        let runbook = Examination::runbook(section);
        Check::Alarms.finding(format!("the alarm {name} is raised ({means}): {runbook}"))
    });
    let mut lines: Vec<Line> = raised.collect();
    // An alarm that somebody deleted tells nobody anything.
    let missing = names.iter().filter(|name| !alarms.iter().any(|it| it.alarm_name == **name));
    lines.extend(
        missing.map(|name| {
            Check::Alarms.finding(format!("the alarm {name} does not exist: {RESTORE}"))
        }),
    );
    Check::Alarms.lines(lines, format!("none of the {} alarms is raised", names.len()))
}
