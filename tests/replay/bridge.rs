//! A small EventBridge for what moto cannot be made to do: failing, throttling, changing state step
//! by step.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::http::StatusCode;
use genesys::Timestamp;
use runtime::Clock;
use serde_json::{Value, json};
use tests::service::{Request, Service};

/// Prefix of the account's ARNs.
pub const ACCOUNT: &str = "arn:aws:events:us-east-1:123456789012";
/// A minute, in milliseconds.
pub const MINUTE: i64 = 60_000;

/// The time `minutes` minutes ago, rounded to a minute.
pub fn ago(minutes: i64) -> Timestamp {
    let now = Clock::system().now().ms();
    Timestamp::from_ms(now - now % MINUTE - minutes * MINUTE)
}

/// An EventBridge with an archive of ten days and an intake rule. A replay is half done at the
/// first `DescribeReplay` and completed at the next.
#[derive(Clone, Default)]
pub struct Bridge {
    /// How often each replay was described.
    pub looked_at: Arc<Mutex<BTreeMap<String, usize>>>,
    /// The window of each replay.
    pub windows: Arc<Mutex<BTreeMap<String, Value>>>,
    /// Replays whose names end with this fail.
    pub fails: Option<&'static str>,
    /// Number of the rule's targets besides the intake.
    pub targets: usize,
}

impl Bridge {
    /// Starts the service.
    pub async fn start(self) -> Service {
        Service::start(move |request, before| self.answer(request, before)).await
    }

    fn answer(&self, request: &Request, before: usize) -> (StatusCode, Value) {
        let refused =
            |code: &str| (StatusCode::BAD_REQUEST, json!({"__type": code, "message": "because"}));
        let answered = |answer: Value| (StatusCode::OK, answer);
        let name = request.body["ReplayName"].as_str().unwrap_or_default();
        match request.operation.as_str() {
            "DescribeArchive" if request.body["ArchiveName"] != "genesys" => {
                refused("ResourceNotFoundException")
            }
            "DescribeArchive" if before == 0 => refused("ThrottlingException"),
            "DescribeArchive" => answered(json!({
                "ArchiveArn": format!("{ACCOUNT}:archive/genesys"), "ArchiveName": "genesys",
                "State": "ENABLED",
                "EventSourceArn": format!("{ACCOUNT}:event-bus/partner/bus"), "RetentionDays": 400,
                "EventCount": 14_400, "SizeBytes": 28_800_000,
                "CreationTime": ago(14_400).ms() / 1_000,
            })),
            "DescribeRule" => answered(json!({"Name": "intake", "State": "ENABLED"})),
            "ListTargetsByRule" => {
                let target = |id: usize| {
                    json!({"Id": id.to_string(),
                        "Arn": format!("arn:aws:sqs:::queue-{id}")})
                };
                answered(json!({"Targets": (0..=self.targets).map(target).collect::<Vec<_>>()}))
            }
            "StartReplay" => {
                let mut windows = self.windows.lock().unwrap();
                if windows.contains_key(name) {
                    return refused("ResourceAlreadyExistsException");
                }
                windows.insert(name.to_owned(), request.body.clone());
                answered(json!({"State": "STARTING"}))
            }
            "DescribeReplay" => {
                let Some(mut replay) = self.windows.lock().unwrap().get(name).cloned() else {
                    return refused("ResourceNotFoundException");
                };
                let mut looked_at = self.looked_at.lock().unwrap();
                let looks = looked_at.entry(name.to_owned()).or_default();
                *looks += 1;
                let (from, to) = (
                    replay["EventStartTime"].as_f64().unwrap(),
                    replay["EventEndTime"].as_f64().unwrap(),
                );
                replay["EventLastReplayedTime"] = json!((from + to) / 2.0);
                replay["State"] = match *looks {
                    1 => json!("RUNNING"),
                    _ if self.fails.is_some_and(|fails| name.ends_with(fails)) => {
                        replay["StateReason"] = json!("the rule is gone");
                        json!("FAILED")
                    }
                    _ => json!("COMPLETED"),
                };
                answered(replay)
            }
            "CancelReplay" => refused("IllegalStatusException"),
            operation => panic!("{operation} was not to be asked"),
        }
    }
}
