//! The probe of `switchboard doctor` through the deployed binaries.

use std::time::Duration;

use common_events::EventType;
use common_events::catalogue::Selection;
use doctor::aws::Account as Examined;
use doctor::probe::{ORGANIZATION, Probe};
use doctor::{Line, Status};
use fastrand::Rng;
use genesys::ConversationId;
use runtime::Clock;
use testkit::invocations::TABLE;
use tests::deployment::Deployment;

use crate::account::{Account, BUS};
use crate::stack::Stack;

/// The made-up conversation comes through, a subscriber can tell it apart, and nothing of it stays.
pub async fn check(endpoint: &str, account: &Account, rng: &mut Rng) {
    let deployment = Deployment::start().await;
    let sdk = deployment.embedded.sdk_config().into_builder().endpoint_url(endpoint).build();
    let probe = Probe {
        account: Examined::new(&sdk),
        table: deployment.table.clone(),
        table_name: TABLE.to_owned(),
        intake_url: account.events.0.clone(),
        bus: BUS.to_owned(),
        selection: Selection::all(),
        settle_seconds: 1,
        limit: Duration::from_secs(60),
    };
    let mut stack = Stack::start(endpoint, account, &deployment, rng).await;
    let (clock, never) = (Clock::system(), std::future::pending::<()>());
    let mut lines = Vec::new();
    let feed = async { lines = probe.run(&clock, never, |note| eprintln!("probe: {note}")).await };
    stack.run(0, feed).await;
    let [line] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!(line.status, Status::Ok, "{line:?}");
    check_times(line);
    eprintln!("probe: {}", line.message);

    let id: ConversationId = line.figures["conversationId"].as_str().unwrap().parse().unwrap();
    assert_eq!(deployment.table.log(&id).await.unwrap(), []);
    assert!(deployment.table.tree(&id).await.unwrap().is_none());
    let heard = account.drain(&account.subscriber).await;
    let heard: Vec<serde_json::Value> =
        heard.iter().map(|text| serde_json::from_str(text).unwrap()).collect();
    assert!(!heard.is_empty(), "subscribers receive the probe, too");
    for event in &heard {
        assert_eq!(event["detail"]["metadata"]["organizationId"], ORGANIZATION);
    }
    assert_eq!(account.rules(BUS).await, ["to-queue"], "the rule of the probe is deleted");
}

/// The end of the conversation is held back, its beginning is not.
fn check_times(line: &Line) {
    let seconds = |event_type: EventType| line.figures["seconds"][event_type.as_str()].as_f64();
    let created = seconds(EventType::ConversationCreated).unwrap();
    let ended = seconds(EventType::ConversationEnded).unwrap();
    assert!(ended >= 2.0 && created < ended, "{line:?}");
}
