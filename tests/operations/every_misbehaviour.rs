//! Every operation with every misbehaviour of Genesys Cloud: nothing is done twice, and the
//! response is true.

use std::collections::BTreeMap;
use std::time::Duration;

use futures::StreamExt;
use futures::stream;
use interactions::operations::{Failure, Operation, Operations};
use interactions::platform::PlatformError;
use runtime::Clock;

use super::genesys_cloud::{GenesysCloud, Turn, ok, token};
use super::tree::{possible, user};

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

#[tokio::test]
async fn no_call_takes_effect_twice_and_response_is_true() {
    let mut trials = Vec::new();
    for case in 0..possible().len() {
        for turn in misbehaviours() {
            trials.extend(WHERE.map(|place| (case, turn.clone(), place)));
        }
    }
    let count = trials.len();
    assert_eq!(count, possible().len() * misbehaviours().len() * WHERE.len());
    stream::iter(trials)
        .for_each_concurrent(48, |(case, turn, place)| trial(case, turn, place))
        .await;
    println!("{count} trials");
}

async fn trial(case: usize, turn: Turn, place: &str) {
    let (conversation, operation) = possible().swap_remove(case);
    let cloud = GenesysCloud::start().await;
    cloud.login.always(token("a", 86_400));
    match place {
        "first" => cloud.api.next([turn.clone()]),
        "second" => cloud.api.next([ok(), turn.clone()]),
        "always" => cloud.api.always(turn.clone()),
        _ => cloud.api.next([Turn::Answer(401, "", String::new()), turn.clone()]),
    }
    let operations = Operations::new(cloud.platform(), Clock::system());
    let outcome = operations.perform(&operation, &conversation, &user("u-1")).await;
    let what = format!("{operation:?}, {turn:?} {place}: {outcome:?}");

    let received = cloud.api.received();
    assert!(received.iter().all(|request| request.path != "/elsewhere"), "{what}");
    let is_question = matches!(operation, Operation::GetWorkbinContent(_));
    let mut effects: BTreeMap<(String, String), usize> = BTreeMap::new();
    for request in received.iter().filter(|request| request.may_have_taken_effect()) {
        *effects.entry((request.method.clone(), request.path.clone())).or_default() += 1;
    }
    assert!(is_question || effects.values().all(|times| *times == 1), "{what}: {effects:?}");
    let last = received.last();
    let done = received.iter().filter(|request| request.was_answered_as_done()).count();
    match outcome {
        Ok(_) => assert!(
            last.is_some_and(super::genesys_cloud::Received::was_answered_as_done),
            "{what}: {last:?}"
        ),
        Err(failure) => {
            let said = failure.description();
            let Failure::Call { done: before, error } = failure else { panic!("{what}") };
            // An uncertain call may have been done.
            let in_doubt = usize::from(matches!(error, PlatformError::Uncertain));
            assert!(is_question || (before..=before + in_doubt).contains(&done), "{what}: {done}");
            let nothing_was_done = said.starts_with("Nothing was done");
            let refused = |status: u16| (400..500).contains(&status) && status != 408;
            let turned_away =
                |turn: &Turn| matches!(turn, Turn::Answer(status, ..) if refused(*status));
            if nothing_was_done && !is_question {
                assert!(
                    received.iter().all(|request| turned_away(&request.turn)),
                    "{what}: {said}"
                );
            }
            if matches!(error, PlatformError::Uncertain) {
                assert!(!nothing_was_done && !is_question, "{what}: {said}");
            } else if !is_question {
                assert!(
                    last.is_none_or(|last| turned_away(&last.turn) || last.was_answered_as_done()),
                    "{what}"
                );
            }
            assert!(!said.contains("Nothing") || before == 0, "{what}: {said}");
        }
    }
}
