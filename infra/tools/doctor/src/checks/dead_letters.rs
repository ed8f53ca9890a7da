//! Whether anything waits that can never succeed by itself.

use crate::examination::{Examination, RESTORE, failed};
use crate::finding::{Check, Line};

/// The queues: output of the URL, what its messages are, the section of the runbook.
const QUEUES: [(&str, &str, &str); 7] = [
    (
        "IntakeRuleDeadLettersUrl",
        "of events that never reached the intake queue",
        "Events that never reached the queue",
    ),
    ("ReceiveDeadLettersUrl", "that receive could not store", "Messages that cannot be stored"),
    (
        "ReconstructDeadLettersUrl",
        "that reconstruct could not process",
        "Dead letters of reconstruct",
    ),
    ("WakeUpDeadLetterQueueUrl", "of wake-ups that failed", "Dead letters of wake-ups"),
    ("EmitDeadLettersUrl", "that the bus refused", "Dead letters of emit"),
    ("ImportDeadLettersUrl", "that import could not store", "Dead letters of import"),
    ("SweepDeadLettersUrl", "of runs of sweep that failed", "Runs of sweep that failed"),
];

pub(super) async fn check(of: &Examination) -> Vec<Line> {
    let mut lines = Vec::new();
    for (output, what, section) in QUEUES {
        match of.account.queue(of.stack.output(output).unwrap_or_default()).await {
            Ok(queue) if queue.messages > 0 => {
                let letters = match queue.messages {
                    1 => "1 dead letter".to_owned(),
                    more => format!("{more} dead letters"),
                };
                lines.push(
                    Check::DeadLetters
                        .finding(format!("{letters} {what}: {}", Examination::runbook(section)))
                        .with("queue", output.trim_end_matches("Url"))
                        .with("messages", queue.messages),
                );
            }
            Ok(_) => {}
            Err(error) => {
                let absent = format!("the queue of the output {output} does not exist: {RESTORE}");
                lines.push(failed(Check::DeadLetters, &error, absent));
            }
        }
    }
    let bucket = of.stack.output("FailedRecordsBucket").unwrap_or_default();
    match of.account.holds_objects(bucket).await {
        Ok(true) => lines.push(Check::DeadLetters.finding(format!(
            "the bucket {bucket} holds records that failed after all retries: {}",
            Examination::runbook("Records in the bucket")
        ))),
        Ok(false) => {}
        Err(error) => {
            let absent = format!(
                "the bucket {bucket} does not exist, so records that fail are lost: {RESTORE}"
            );
            lines.push(failed(Check::DeadLetters, &error, absent));
        }
    }
    Check::DeadLetters.lines(lines, "there are no dead letters and no failed records")
}
