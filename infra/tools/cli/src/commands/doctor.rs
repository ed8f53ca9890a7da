//! `doctor`: whether a deployed stack works.

use std::time::Duration;

use ::doctor::aws::Account;
use ::doctor::checks;
use ::doctor::examination::Examination;
use ::doctor::probe::Probe;
use ::doctor::{Doctor, Line, Status, is_well};
use runtime::{Clock, clients};
use store::Table;

use super::{CommandError, Done};
use console::output::Output;

pub(super) async fn execute(asked: &Doctor, output: Output) -> Result<Done, CommandError> {
    let configuration = clients::configuration().await;
    let clock = Clock::system();
    let account = Account::new(&configuration);
    let examination = Examination::begin(account, &asked.stack, clock.now()).await?;
    let mut lines = checks::lines(&examination).await;
    print(&lines, output)?;
    if asked.probe {
        let name = examination.stack.output("TableName").unwrap_or_default();
        let table = Table::new(clients::dynamodb(&configuration), name);
        let limit = Duration::from_secs(asked.within.into());
        let probe = Probe::of(&examination, table, limit);
        let interrupted = tokio::signal::ctrl_c();
        let probed = probe.run(&clock, interrupted, |note| output.note(note)).await;
        print(&probed, output)?;
        lines.extend(probed);
    }
    let of = |status| lines.iter().filter(|line| line.status == status).count();
    let (findings, unchecked) = (of(Status::Finding), of(Status::Unchecked));
    if findings + unchecked > 0 {
        output.note(&format!("{findings} to do, {unchecked} not checked"));
    }
    Ok(if is_well(&lines) { Done::Whole } else { Done::WithRejections })
}

fn print(lines: &[Line], output: Output) -> Result<(), CommandError> {
    for line in lines {
        if output.is_json() {
            output.line(line)?;
        } else {
            output.text(&text(line))?;
        }
    }
    Ok(())
}

fn text(line: &Line) -> String {
    let mark = match line.status {
        Status::Ok => "ok",
        Status::Finding => "to do",
        Status::Unchecked => "?",
    };
    format!("{mark:<6} {:<13} {}", line.check.name(), line.message)
}
