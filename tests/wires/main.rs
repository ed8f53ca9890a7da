//! End to end over real wires: the deployed binaries, independent implementations of SQS,
//! EventBridge and S3, and a table whose stream is read as Lambda reads it. Processes are killed in
//! the middle of their work.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod account;
mod mappings;
mod probe;
mod stack;
mod truth;
mod worker;

use std::cell::Cell;

use fastrand::Rng;
use genesys::details::ConversationDetails;
use serde_json::{Value, json};
use simulate::conversations;
use testkit::invocations::TABLE;
use testkit::{cases, envelopes};
use tests::deployment::Deployment;

use crate::account::Account;
use crate::mappings::Poller;
use crate::stack::{Stack, Tallies};
use crate::truth::{Heard, Truth};
use crate::worker::{Tally, Worker};

/// Maximum number of times that `receive` is killed. A message may be received once more than that
/// before it becomes a dead letter.
const KILLS: u32 = 10;
/// Number of simulated conversations besides the cases.
const MADE_UP: u64 = 4;

/// URL of SQS and EventBridge.
fn endpoint() -> String {
    let endpoint = std::env::var("SWITCHBOARD_MOTO_URL");
    endpoint.unwrap_or_else(|_| {
        panic!(
            "SWITCHBOARD_MOTO_URL is not set: run bash tests/wires.sh, which starts the services"
        )
    })
}

/// Seed of everything random. The times of the kills also depend on the machine.
fn seed() -> u64 {
    let seed = std::env::var("SWITCHBOARD_WIRES_SEED")
        .map_or_else(|_| fastrand::u64(..), |seed| seed.parse().unwrap());
    eprintln!("SWITCHBOARD_WIRES_SEED={seed}");
    seed
}

/// The events of all conversations, which start and end one after another, each shuffled, with
/// duplicates. Later events do not repair what was missed in a conversation that is over.
fn told(conversations: &[ConversationDetails], rng: &mut Rng) -> Vec<Value> {
    let mut told = Vec::new();
    for (number, details) in conversations.iter().enumerate() {
        for envelope in envelopes(details, true) {
            for _ in 0..if rng.u8(0..8) == 0 { 2 } else { 1 } {
                told.push((number * 100 + rng.usize(0..300), envelope.clone()));
            }
        }
    }
    told.sort_by_key(|(place, _)| *place);
    told.into_iter().map(|(_, envelope)| envelope).collect()
}

/// Whatever is killed, the bus has what follows from the events. A replay publishes nothing, or
/// into an empty table the same again.
#[tokio::test]
#[ignore = "needs SQS and EventBridge: run tests/wires.sh"]
async fn kills_lose_nothing_and_replays_are_idempotent() {
    let (endpoint, seed) = (endpoint(), seed());
    let mut rng = Rng::with_seed(seed);
    let mut all: Vec<ConversationDetails> = cases()
        .into_iter()
        .map(|(_, details)| details)
        .chain(conversations(seed, MADE_UP))
        .collect();
    rng.shuffle(&mut all);
    let (truth, told) = (Truth::of(&all), told(&all, &mut rng));
    let deployment = Deployment::start().await;
    let account = Account::set_up(&endpoint, &deployment.embedded, KILLS + 1).await;
    probe::check(&endpoint, &account, &mut rng).await;

    let presence = json!({"detail-type": "v2.users.{id}.presence",
        "detail": {"eventBody": {"userId": "u-1"}}})
    .to_string();
    account.send(&account.events, &presence).await;
    let mut stack = Stack::start(&endpoint, &account, &deployment, &mut rng).await;
    let tallies = stack.run(KILLS, account.put(&told)).await;
    let heard = Heard::read(&account.drain(&account.subscriber).await);
    check_kills(&tallies, &truth, &heard);
    truth.check(&deployment, &heard).await;
    assert_eq!(
        account.drain(&account.dead_letters).await,
        [presence],
        "what no attempt can read, and nothing else"
    );

    account.replay("over-intact-state").await;
    let received = stack.run(0, async {}).await.receive;
    let counts =
        [account.archived().await, received.sum("EventsReceived"), received.sum("EventsDuplicate")];
    assert_eq!(counts, [told.len() as u64; 3], "everything comes again, and all of it is known");
    assert_eq!(
        account.drain(&account.subscriber).await.len(),
        0,
        "a replay over intact state is silent"
    );
    truth.check(&deployment, &heard).await;

    let name = "into-an-empty-table";
    account.replay(name).await;
    let deployment = Deployment::start().await;
    let mut stack = Stack::start(&endpoint, &account, &deployment, &mut rng).await;
    stack.run(0, async {}).await;
    let heard = Heard::read(&account.drain(&account.subscriber).await);
    truth.check(&deployment, &heard).await;
    assert_eq!(
        heard.replay(),
        Some(name),
        "every Common Event names the replay that it follows from"
    );
    check_import(&endpoint, &account, &all, &mut rng).await;
    assert!(account.is_empty(&account.dead_letters).await);
}

/// Every document in a bucket with notifications is stored once, whatever is killed.
async fn check_import(
    endpoint: &str,
    account: &Account,
    documents: &[ConversationDetails],
    rng: &mut Rng,
) {
    let deployment = Deployment::start().await;
    let variables = vec![
        ("TABLE_NAME", TABLE.to_owned()),
        ("DEAD_LETTER_QUEUE_URL", account.dead_letters.0.clone()),
        ("AWS_ENDPOINT_URL_DYNAMODB", deployment.embedded.endpoint().to_owned()),
        ("AWS_ENDPOINT_URL_S3", endpoint.to_owned()),
        ("AWS_ENDPOINT_URL_SQS", endpoint.to_owned()),
    ];
    let worker = Worker::new("import", variables, rng.fork());
    let mut import = Poller { account, queue: &account.objects, batch: 1, worker };
    import.worker.kill(KILLS);
    // Pages of two and of three documents, so that every document is in several objects.
    for (number, page) in (2..=3).flat_map(|size| documents.windows(size)).enumerate() {
        let page = json!({"conversations": page, "totalHits": page.len()});
        account.put_object(&format!("page-{number}.json"), page.to_string()).await;
    }
    import.run(&Cell::new(true)).await;
    for document in documents {
        let log = deployment.table.log(&document.conversation_id).await.unwrap();
        let bodies: Vec<Value> =
            log.iter().map(|event| serde_json::from_str(&event.event_body).unwrap()).collect();
        assert_eq!(bodies, [serde_json::to_value(document).unwrap()]);
    }
    let Tally { killed, answered, .. } = import.worker.rest();
    eprintln!("import: {answered} answered, {killed} killed");
    assert!(killed > 0 && answered > 0, "{answered} answered, {killed} killed");
}

/// The kills came in the middle of work: more was done than the metrics count, because a killed
/// invocation writes none.
fn check_kills(tallies: &Tallies, truth: &Truth, heard: &Heard) {
    let Tallies { receive, reconstruct, woken, emit } = tallies;
    let concluded = reconstruct.sum("CommonEventsConcluded") + woken.sum("CommonEventsConcluded");
    assert!(woken.answered > 0, "nothing was held back");
    let counts = [
        ("receive", receive, truth.events(), receive.sum("EventsStored")),
        ("reconstruct", reconstruct, heard.distinct(), concluded),
        ("emit", emit, heard.count(), emit.sum("CommonEventsPublished")),
    ];
    let mut in_vain = 0;
    for (function, Tally { killed, answered, .. }, done, counted) in counts {
        assert!(
            done >= counted && *killed > 0,
            "{function}: {done} done, {counted} counted, {killed} killed"
        );
        eprintln!(
            "{function}: {answered} answered, {killed} killed, which had done {} of {done}",
            done - counted
        );
        in_vain += done - counted;
    }
    assert!(in_vain > 0, "no kill struck in the middle of work");
}
