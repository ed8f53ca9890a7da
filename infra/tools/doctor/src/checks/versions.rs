//! Which release each function runs, and whether the command is of the same one: `reproject` of
//! another release derives other results.

use std::collections::BTreeMap;

use futures::future::join_all;
use genesys::Timestamp;
use runtime::version::Version;

use crate::examination::{Examination, RESTORE, failed};
use crate::finding::{Check, Line};

pub(super) async fn check(of: &Examination) -> Vec<Line> {
    let asked = of.functions.iter().filter_map(|(logical, name, found)| {
        let modified = found.as_ref().ok()?.last_modified.replace("+0000", "Z");
        let since: Timestamp = modified.parse().unwrap_or(Timestamp::from_ms(0));
        let log = of.stack.resource(&logical.replace("Function", "Logs"))?;
        Some(async move { (*name, of.account.logged_version(log, since).await) })
    });
    let mut lines = Vec::new();
    let mut running: BTreeMap<&str, Version> = BTreeMap::new();
    for (name, logged) in join_all(asked).await {
        match logged {
            Ok(Some(version)) => drop(running.insert(name, version)),
            // It has not run since it was deployed, or LogLevel keeps the line out of the log.
            Ok(None) => {}
            Err(error) => {
                let absent = format!("the log group of {name} does not exist: {RESTORE}");
                lines.push(failed(Check::Versions, &error, absent));
            }
        }
    }
    lines.extend(compare(&running, &of.command));
    lines
}

/// What the versions of the functions say, by name.
fn compare(running: &BTreeMap<&str, Version>, command: &Version) -> Vec<Line> {
    let listed = |of: &BTreeMap<&str, Version>| {
        let each = of.iter().map(|(name, version)| format!("{name} {version}"));
        each.collect::<Vec<_>>().join(", ")
    };
    let Some(first) = running.values().next() else {
        return vec![Check::Versions.ok(
            "no function has logged its version since it was deployed, because none has run or \
             LogLevel is above info",
        )];
    };
    let line = if !running.values().all(|version| version.is_same(first)) {
        Check::Versions.finding(format!(
            "the functions run different releases ({}): deploy the stack again, with zips of one \
             release",
            listed(running)
        ))
    } else if !command.is_same(first) {
        Check::Versions.finding(format!(
            "the functions run {first}, and this command is {command}: repair with the command of \
             {first}, or deploy the stack of {command}"
        ))
    } else {
        Check::Versions.ok(format!("the functions run {first}, as this command does"))
    };
    let versions = running.iter().map(|(name, version)| (*name, version.to_string()));
    vec![line.with("functions", serde_json::json!(versions.collect::<BTreeMap<_, _>>()))]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Status;

    fn status(functions: &[(&'static str, &str, &str)], command: (&str, &str)) -> Status {
        let version = |number: &str, commit: &str| Version {
            number: number.to_owned(),
            commit: (!commit.is_empty()).then(|| commit.to_owned()),
        };
        let running =
            functions.iter().map(|(name, number, commit)| (*name, version(number, commit)));
        compare(&running.collect(), &version(command.0, command.1))[0].status
    }

    #[test]
    fn other_releases_are_a_finding() {
        let one = ("1.2.0", "abc");
        assert_eq!(
            status(&[("emit", "1.2.0", "abc"), ("receive", "1.2.0", "abc")], one),
            Status::Ok
        );
        assert_eq!(
            status(&[("emit", "1.2.0", "abc"), ("receive", "1.1.0", "abc")], one),
            Status::Finding
        );
        assert_eq!(status(&[("emit", "1.2.0", "def")], one), Status::Finding);
        assert_eq!(status(&[("emit", "1.2.0", "")], one), Status::Ok, "a commit is unknown");
        assert_eq!(status(&[("emit", "1.3.0", "")], one), Status::Finding);
        assert_eq!(status(&[], one), Status::Ok);
    }
}
