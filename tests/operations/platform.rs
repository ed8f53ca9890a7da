//! The client of the Platform API, one rule per test.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use futures::future::join_all;
use genesys::Timestamp;
use interactions::config::Endpoints;
use interactions::platform::{
    Call, ClientCredentials, CredentialsError, Fixed, Method, Path, Platform, PlatformError,
};
use runtime::Clock;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::time::Instant;

use super::genesys_cloud::{ANSWER, GenesysCloud, LIMITS, Turn, ok, token};

fn change() -> Call {
    Call::change(Method::Patch, Path::of("/api/v2/change"), json!({"state": "connected"}))
}

fn question() -> Call {
    Call::get(Path::of("/api/v2/question"))
}

fn answer(status: u16, headers: &'static str, body: &str) -> Turn {
    Turn::Answer(status, headers, body.to_owned())
}

#[tokio::test]
async fn call_carries_token_user_agent_and_body() {
    let cloud = GenesysCloud::start().await;
    let platform = cloud.platform();
    cloud.api.next([ok(), answer(204, "", "")]);
    assert_eq!(
        platform.send(&change()).await.unwrap(),
        serde_json::from_str::<Value>(ANSWER).unwrap()
    );
    assert_eq!(platform.send(&question()).await.unwrap(), Value::Null);
    let [call, question] = &cloud.api.received()[..] else { panic!("two calls") };
    let head = call.head.to_lowercase();
    assert!(
        head.contains("authorization: bearer first\r\n")
            && head.contains("user-agent: switchboard/"),
        "{head}"
    );
    assert_eq!((call.method.as_str(), &call.body), ("PATCH", &json!({"state": "connected"})));
    assert_eq!((question.method.as_str(), question.path.as_str()), ("GET", "/api/v2/question"));
    let [login] = &cloud.login.received()[..] else { panic!("one token is enough for both") };
    assert_eq!(
        (login.path.as_str(), &login.body),
        ("/oauth/token", &json!("grant_type=client_credentials"))
    );
    assert!(
        login.head.to_lowercase().contains("authorization: basic awq6c2vjcmv0"),
        "id:secret in base64"
    );
}

#[tokio::test]
async fn change_that_may_be_done_is_not_resent() {
    for turn in [
        answer(500, "", ""),
        answer(503, "Retry-After: 0\r\n", ""),
        answer(504, "", ""),
        answer(200, "", "not JSON"),
        answer(307, "Location: /api/v2/change\r\n", ""),
        Turn::Slow(Duration::from_millis(1_000)),
        Turn::CutAfterReading,
        Turn::CutInAnswer,
    ] {
        let cloud = GenesysCloud::start().await;
        cloud.api.next([turn.clone()]);
        let outcome = cloud.platform_for(&turn).send(&change()).await;
        assert!(matches!(outcome, Err(PlatformError::Uncertain)), "{turn:?}: {outcome:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
        // On a busy machine a call can time out before the fake has read it.
        let unread = matches!(turn, Turn::Slow(_)) && cloud.api.received().is_empty();
        assert!(unread || cloud.api.received().len() == 1, "{turn:?}");
    }
}

// The server cuts the connection on the second request: that request is sent once.
#[tokio::test]
async fn closed_connection_never_sends_a_change_twice() {
    let cloud = GenesysCloud::start().await;
    let platform = cloud.platform();
    cloud.api.next([ok(), Turn::CutAfterReading]);
    platform.send(&change()).await.unwrap();
    assert!(matches!(platform.send(&change()).await, Err(PlatformError::Uncertain)));
    assert_eq!(cloud.api.received().len(), 2);
    // A connection that is closed between two requests causes no doubt either.
    cloud.api.next([Turn::CloseAfterAnswer]);
    for _ in 0..2 {
        platform.send(&change()).await.unwrap();
    }
    assert_eq!(cloud.api.received().len(), 4);
}

#[tokio::test]
async fn query_is_retried_a_bounded_number_of_times() {
    for turn in [
        answer(500, "", ""),
        Turn::CutAfterReading,
        Turn::CutBeforeReading,
        answer(200, "", "not JSON"),
    ] {
        let cloud = GenesysCloud::start().await;
        cloud.api.next([turn.clone(), turn.clone()]);
        assert_eq!(
            cloud.platform().send(&question()).await.unwrap(),
            serde_json::from_str::<Value>(ANSWER).unwrap(),
            "{turn:?}"
        );
        cloud.api.always(turn.clone());
        let outcome = cloud.platform().send(&question()).await;
        assert!(matches!(outcome, Err(PlatformError::Unreachable)), "{turn:?}: {outcome:?}");
        assert!(cloud.api.received().len() <= 3 + 5, "{turn:?}");
    }
}

#[tokio::test]
async fn unreachable_host_means_nothing_was_done() {
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let cloud = GenesysCloud::start().await;
    let endpoints = Endpoints { api: format!("http://{port}"), login: cloud.login.url.clone() };
    let client =
        Fixed(ClientCredentials { client_id: "id".into(), client_secret: "secret".into() });
    let platform =
        Platform::new(&endpoints, Arc::new(client.clone()), LIMITS, Clock::system()).unwrap();
    assert!(matches!(platform.send(&change()).await, Err(PlatformError::Unreachable)));
    let endpoints = Endpoints { api: cloud.api.url.clone(), login: format!("http://{port}") };
    let platform = Platform::new(&endpoints, Arc::new(client), LIMITS, Clock::system()).unwrap();
    assert!(matches!(platform.send(&change()).await, Err(PlatformError::Unreachable)));
    assert!(cloud.api.received().is_empty());
}

#[tokio::test]
async fn busy_waits_for_retry_after() {
    let cloud = GenesysCloud::start().await;
    cloud.api.next([answer(429, "Retry-After: 1\r\n", "")]);
    cloud.platform().send(&change()).await.unwrap();
    let [first, second] = &cloud.api.received()[..] else { panic!("two requests") };
    assert!(second.at - first.at >= Duration::from_secs(1));

    cloud.api.next([answer(429, "Retry-After: 42\r\n", "")]);
    let began = Instant::now();
    let outcome = cloud.platform().send(&change()).await;
    assert!(matches!(outcome, Err(PlatformError::Busy { retry_after: 42 })), "{outcome:?}");
    assert!(began.elapsed() < Duration::from_secs(42), "there is no use in waiting");
    cloud.api.always(answer(429, "", ""));
    let outcome = cloud.platform().send(&change()).await;
    assert!(matches!(outcome, Err(PlatformError::Busy { retry_after: 1 })), "{outcome:?}");
}

#[tokio::test]
async fn refusal_keeps_its_message_and_debug_hides_it() {
    let cloud = GenesysCloud::start().await;
    let body = json!({
        "code": "not.found", "message": "x".repeat(1_000), "status": 404, "contextId": "ctx",
    });
    cloud.api.next([answer(404, "", &body.to_string())]);
    let Err(error @ PlatformError::Refused(_)) = cloud.platform().send(&change()).await else {
        panic!("refused")
    };
    let PlatformError::Refused(refusal) = &error else { panic!("refused") };
    assert_eq!((refusal.status, refusal.code.as_deref()), (404, Some("not.found")));
    assert_eq!(refusal.message.as_ref().map(String::len), Some(300));
    assert!(!format!("{error:?} {error}").contains("xx"));
    assert_eq!(cloud.api.received().len(), 1);
}

#[tokio::test]
async fn an_expired_token_is_renewed_once() {
    let cloud = GenesysCloud::start().await;
    let platform = cloud.platform();
    cloud.login.next([token("old", 86_400), token("new", 86_400)]);
    cloud.api.next([answer(401, "", "")]);
    platform.send(&change()).await.unwrap();
    let tokens: Vec<bool> =
        cloud.api.received().iter().map(|call| call.head.contains("Bearer new")).collect();
    assert_eq!(tokens, [false, true]);
    cloud.api.always(answer(401, "", ""));
    let outcome = platform.send(&change()).await;
    assert!(
        matches!(&outcome, Err(PlatformError::Refused(refusal)) if refusal.status == 401),
        "{outcome:?}"
    );
    assert_eq!((cloud.api.received().len(), cloud.login.received().len()), (4, 3));
}

// Ten concurrent calls fetch one token between them.
#[tokio::test]
async fn token_is_cached_until_a_minute_before_expiry() {
    let cloud = GenesysCloud::start().await;
    let now = Arc::new(AtomicI64::new(1_000_000));
    let read = Arc::clone(&now);
    let clock = Clock::new(move || Timestamp::from_ms(read.load(Ordering::SeqCst)));
    let platform = cloud.platform_with(LIMITS, clock);
    cloud.login.always(token("it", 3_600));
    let call = question();
    let all = join_all((0..10).map(|_| platform.send(&call))).await;
    assert!(all.iter().all(Result::is_ok), "{all:?}");
    assert_eq!(cloud.login.received().len(), 1);
    for (after, tokens) in [(3_539_999, 1), (3_540_000, 2), (3_540_001, 2)] {
        now.store(1_000_000 + after, Ordering::SeqCst);
        platform.send(&question()).await.unwrap();
        assert_eq!(cloud.login.received().len(), tokens, "{after}");
    }
}

#[tokio::test]
async fn failed_login_means_nothing_was_done() {
    for (turn, as_expected) in [
        (answer(400, "", "{}"), "not accepted"),
        (answer(401, "", "{}"), "not accepted"),
        (answer(500, "", ""), "unreachable"),
        (answer(200, "", "{}"), "unreachable"),
        (Turn::CutAfterReading, "unreachable"),
        (Turn::Slow(Duration::from_millis(1_000)), "unreachable"),
        (answer(429, "Retry-After: 42\r\n", ""), "busy"),
    ] {
        let cloud = GenesysCloud::start().await;
        cloud.login.always(turn.clone());
        let said = match cloud.platform_for(&turn).send(&change()).await {
            Err(PlatformError::Credentials(CredentialsError::NotAccepted { .. })) => "not accepted",
            Err(PlatformError::Unreachable) => "unreachable",
            Err(PlatformError::Busy { retry_after: 42 }) => "busy",
            other => panic!("{turn:?}: {other:?}"),
        };
        assert_eq!(said, as_expected, "{turn:?}");
        assert!(cloud.api.received().is_empty(), "{turn:?}");
    }
}

#[test]
fn debug_output_hides_secrets() {
    let client = ClientCredentials { client_id: "id".into(), client_secret: "s3cret".into() };
    let call = Call::change(Method::Post, Path::of("/p"), json!({"notes": "s3cret"}));
    assert!(!format!("{client:?} {:?} {call:?}", Fixed(client.clone())).contains("s3cret"));
}
