//! Held-back Common Events come again when they are due: the queue of wake-ups invokes reconstruct.

use std::collections::BTreeSet;
use std::path::PathBuf;

use common_events::EventType;
use common_events::catalogue::SettleClass;
use serde_json::{Value, json};

use crate::document::{Template, target};
use crate::permissions::{list, statements};
use crate::{PARTNER, by_default};

/// The longest delay of a wake-up, in seconds: the longest settle time of an inferred ending.
const LONGEST_DELAY: u64 = 120;

/// The mapping from the queue of wake-ups.
fn mapping(template: &Template) -> Value {
    template.properties("ReconstructWakeUps")
}

/// The queue in the variable, in the permissions and in the mapping is the same.
#[test]
fn wake_up_queue_invokes_reconstruct() {
    let template = by_default();
    let variables = &template.properties("ReconstructFunction")["Environment"]["Variables"];
    let queue = target(&variables["WAKE_UP_QUEUE_URL"]).unwrap();
    assert_eq!(queue, "WakeUpQueue");
    assert_eq!(target(&mapping(&template)["EventSourceArn"]), Some(queue));
    assert_eq!(target(&mapping(&template)["FunctionName"]), Some("ReconstructFunction"));
    let statements = statements(&template, "Reconstruct");
    let of = |sid: &str| {
        let statement = statements.iter().find(|statement| statement["Sid"] == sid).unwrap();
        (list(&statement["Action"]), target(&statement["Resource"]).unwrap())
    };
    assert_eq!(of("SendWakeUps"), (vec![json!("sqs:SendMessage")], queue));
    let take = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
        .map(|action| json!(action));
    assert_eq!(of("TakeMessages"), (take.to_vec(), queue));
}

/// A due wake-up has already waited, so no batch is gathered.
#[test]
fn due_wake_ups_wait_for_no_window() {
    let mapping = mapping(&by_default());
    assert_eq!(mapping["MaximumBatchingWindowInSeconds"], 0);
    assert_eq!(mapping["BatchSize"], 10, "the most that a batch without a window has");
    assert_eq!(mapping.get("FilterCriteria"), None, "a message that no filter takes is deleted");
}

#[test]
fn wake_up_concurrency_is_a_parameter() {
    let most =
        |template: &Template| mapping(template)["ScalingConfig"]["MaximumConcurrency"].to_string();
    assert_eq!(most(&by_default()), "10");
    let other =
        Template::with(&[PARTNER, ("WakeUpConcurrency", "64"), ("ReceiveConcurrency", "32")]);
    assert_eq!(most(&other), "\"64\"");
}

/// A delay of the queue would add to that of each message, and hide wake-ups that are due.
#[test]
fn wake_ups_have_individual_delays() {
    let queue = by_default().properties("WakeUpQueue");
    assert_eq!(
        (queue.get("DelaySeconds"), queue.get("FifoQueue")),
        (None, None),
        "a FIFO queue has one delay for all"
    );
}

#[test]
fn wake_ups_survive_an_outage_of_an_hour() {
    let queue = by_default().properties("WakeUpQueue");
    let attempts = queue["RedrivePolicy"]["maxReceiveCount"].as_u64().unwrap();
    assert!(attempts * queue["VisibilityTimeout"].as_u64().unwrap() >= 3_600);
}

/// SQS may count the age of a message from when it was sent.
#[test]
fn delayed_wake_up_raises_no_alarm() {
    let template = by_default();
    let longest = template.written("Parameters")["SettleSeconds"]["MaxValue"].as_u64().unwrap();
    assert!(2 * longest <= LONGEST_DELAY, "an ending settles for twice the settle time");
    let threshold = template.properties("WakeUpAgeAlarm")["Threshold"].as_u64().unwrap();
    let after_it_is_due = template.properties("IntakeAgeAlarm")["Threshold"].as_u64().unwrap();
    assert_eq!(threshold, LONGEST_DELAY + after_it_is_due);
}

#[test]
fn settle_time_is_a_parameter() {
    let seconds = |template: &Template| {
        template.properties("ReconstructFunction")["Environment"]["Variables"]["SETTLE_SECONDS"]
            .to_string()
    };
    assert_eq!(seconds(&by_default()), "5");
    assert_eq!(seconds(&Template::with(&[PARTNER, ("SettleSeconds", "0")])), "\"0\"");
}

/// CONTRACT.md says how long each type is held back.
#[test]
fn guide_names_the_settle_time_of_each_type() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../infra/docs/CONTRACT.md");
    let text = std::fs::read_to_string(path).unwrap();
    let seconds = by_default().written("Parameters")["SettleSeconds"]["Default"].as_u64().unwrap();
    let rows = [
        (SettleClass::Prompt, "none".to_owned()),
        (SettleClass::Settled, format!("{seconds} s")),
        (SettleClass::Ending, format!("{} s", 2 * seconds)),
    ];
    for (class, time) in rows {
        let row = text.lines().find_map(|line| line.strip_prefix(&format!("| {time} | "))).unwrap();
        let told: BTreeSet<&str> = row.split('`').skip(1).step_by(2).collect();
        let of_class =
            EventType::ALL.iter().filter(|event_type| event_type.settle_class() == class);
        assert_eq!(told, of_class.map(|event_type| event_type.as_str()).collect(), "{time}");
    }
}
