//! Every operation and update with every misbehaviour of Genesys Cloud: nothing is done twice, and
//! the response is true.

use std::collections::BTreeMap;
use std::time::Duration;

use conversation::Conversation;
use futures::StreamExt;
use futures::stream;
use interactions::operations::{Done, Failure, Operation, Operations, Update};
use interactions::platform::PlatformError;
use runtime::Clock;

use super::genesys_cloud::{GenesysCloud, Received, Turn, ok, token};
use super::tree::{connected, possible, update, updates, user};

fn misbehaviours() -> Vec<Turn> {
    let answer = |status, headers, body: &str| Turn::Answer(status, headers, body.to_owned());
    vec![
        ok(),
        answer(202, "", ""),
        answer(204, "", ""),
        answer(401, "", r#"{"code": "bad.credentials", "status": 401}"#),
        answer(403, "", r#"{"code": "missing.permission", "status": 403}"#),
        answer(404, "", r#"{"code": "not.found", "message": "Said.", "status": 404}"#),
        answer(409, "", "no JSON"),
        answer(408, "", ""),
        answer(429, "Retry-After: 0\r\n", r#"{"status": 429}"#),
        answer(429, "Retry-After: 42\r\n", r#"{"status": 429}"#),
        answer(429, "", ""),
        answer(500, "", "{}"),
        answer(502, "", "<html>"),
        answer(503, "Retry-After: 0\r\n", ""),
        answer(504, "", ""),
        answer(200, "", "not JSON"),
        answer(307, "Location: /elsewhere\r\n", ""),
        answer(302, "Location: /elsewhere\r\n", ""),
        Turn::Slow(Duration::from_millis(1_000)),
        Turn::CutBeforeReading,
        Turn::CutAfterReading,
        Turn::CutInAnswer,
        Turn::CloseAfterAnswer,
    ]
}

/// Where a misbehaviour comes: at the first request, at the second, at every request, or after an
/// expired token.
const WHERE: [&str; 4] = ["first", "second", "always", "renewed"];

/// What a caller requests.
#[derive(Debug)]
enum Request {
    Operation(Operation),
    Update(Update),
}

impl Request {
    async fn send(
        &self,
        operations: &Operations,
        conversation: &Conversation,
    ) -> Result<Done, Failure> {
        let caller = user("u-1");
        match self {
            Self::Operation(it) => operations.perform(it, conversation, &caller).await,
            Self::Update(it) => operations.update(it, conversation, &caller).await,
        }
    }
}

fn requests() -> Vec<(Conversation, Request)> {
    let updates = updates().into_iter().map(|(medium, body)| (connected(medium), update(&body)));
    possible()
        .into_iter()
        .map(|(conversation, operation)| (conversation, Request::Operation(operation)))
        .chain(updates.map(|(conversation, update)| (conversation, Request::Update(update))))
        .collect()
}

#[tokio::test]
async fn no_call_takes_effect_twice_and_response_is_true() {
    let mut trials = Vec::new();
    for case in 0..requests().len() {
        for turn in misbehaviours() {
            trials.extend(WHERE.map(|place| (case, turn.clone(), place)));
        }
    }
    let count = trials.len();
    assert_eq!(count, requests().len() * misbehaviours().len() * WHERE.len());
    stream::iter(trials)
        .for_each_concurrent(48, |(case, turn, place)| trial(case, turn, place))
        .await;
    println!("{count} trials");
}

async fn trial(case: usize, turn: Turn, place: &str) {
    let (conversation, request) = requests().swap_remove(case);
    let cloud = GenesysCloud::start().await;
    cloud.login.always(token("a", 86_400));
    match place {
        "first" => cloud.api.next([turn.clone()]),
        "second" => cloud.api.next([ok(), turn.clone()]),
        "always" => cloud.api.always(turn.clone()),
        _ => cloud.api.next([Turn::Answer(401, "", String::new()), turn.clone()]),
    }
    let operations = Operations::new(cloud.platform_for(&turn), Clock::system());
    let outcome = request.send(&operations, &conversation).await;
    let what = format!("{request:?}, {turn:?} {place}: {outcome:?}");

    let received = cloud.api.received();
    assert!(received.iter().all(|request| request.path != "/elsewhere"), "{what}");
    let changes: Vec<&Received> = received.iter().filter(|request| request.is_change()).collect();
    let mut effects: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for change in changes.iter().filter(|change| change.may_have_taken_effect()) {
        *effects.entry((&change.method, &change.path)).or_default() += 1;
    }
    assert!(effects.values().all(|times| *times == 1), "{what}: {effects:?}");
    let done = changes.iter().filter(|change| change.was_answered_as_done()).count();
    let last = changes.last();
    match outcome {
        Ok(_) => {
            let last = last.copied().or(received.last());
            assert!(last.is_some_and(Received::was_answered_as_done), "{what}: {last:?}");
        }
        Err(failure) => {
            let said = failure.description();
            let (before, error) = match failure {
                Failure::Call { done, error } => (done, error),
                Failure::Update { set, error, .. } => (set.len(), error),
                Failure::NotPossible(_) => panic!("{what}"),
            };
            // An uncertain call may have been done.
            let in_doubt = usize::from(matches!(error, PlatformError::Uncertain));
            assert!((before..=before + in_doubt).contains(&done), "{what}: {done}");
            let nothing_was_done = said.starts_with("Nothing was done");
            let refused = |status: u16| (400..500).contains(&status) && status != 408;
            let turned_away =
                |turn: &Turn| matches!(turn, Turn::Answer(status, ..) if refused(*status));
            if nothing_was_done {
                assert!(changes.iter().all(|change| turned_away(&change.turn)), "{what}: {said}");
            }
            if matches!(error, PlatformError::Uncertain) {
                // A change may have been sent that the fake did not read, or not in time.
                let unread = matches!(turn, Turn::CutBeforeReading | Turn::Slow(_));
                let sent = last.is_some() || unread;
                assert!(!nothing_was_done && sent, "{what}: {said}");
                assert!(said.contains("may have been") || said.contains("Perhaps"), "{said}");
            } else {
                assert!(
                    last.is_none_or(|last| turned_away(&last.turn) || last.was_answered_as_done()),
                    "{what}"
                );
            }
            assert!(!said.contains("Nothing") || before == 0, "{what}: {said}");
        }
    }
}
