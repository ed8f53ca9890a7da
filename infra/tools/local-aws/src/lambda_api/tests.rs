use std::process::Command;

use lambda_runtime::{Error, LambdaEvent, service_fn};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::*;

const TIMEOUT: Duration = Duration::from_secs(20);

/// Starts the function of these tests.
fn start(api: &LambdaApi) -> Function {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--ignored", "--exact", "lambda_api::tests::function"]);
    Function::start(api, command).unwrap()
}

/// The handler of the test function: returns its event and the data of its invocation, or fails or
/// hangs on request.
async fn echo(event: LambdaEvent<Value>) -> Result<Value, Error> {
    match event.payload["do"].as_str() {
        Some("fail") => Err("as asked".into()),
        Some("sleep") => std::future::pending().await,
        _ => Ok(json!({
            "payload": event.payload,
            "id": event.context.request_id,
            "deadline": event.context.deadline,
            "arn": event.context.invoked_function_arn,
        })),
    }
}

/// The process that the tests below start. The official runtime runs in it.
#[tokio::test]
#[ignore = "polls for ever; started by another test"]
async fn function() {
    if std::env::var_os("AWS_LAMBDA_RUNTIME_API").is_some() {
        let _ = lambda_runtime::run(service_fn(echo)).await;
    }
}

/// GIVEN a function on the official runtime THEN responses, errors and deadlines give different
/// outcomes, one after the other.
#[tokio::test]
async fn the_official_runtime_is_served() {
    let api = LambdaApi::start().await.unwrap();
    let _function = start(&api);
    for n in 1..=3 {
        let Outcome::Response(response) = api.invoke(json!({ "n": n }), TIMEOUT).await.unwrap()
        else {
            panic!()
        };
        assert_eq!(response["payload"], json!({ "n": n }));
        assert_eq!(response["id"], format!("00000000-0000-4000-8000-{n:012x}"));
        assert_eq!(response["arn"], FUNCTION_ARN);
        let left = u128::from(response["deadline"].as_u64().unwrap())
            - SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis();
        assert!(left <= TIMEOUT.as_millis() && left > TIMEOUT.as_millis() / 2, "{left}");
    }
    let Outcome::Error(error) = api.invoke(json!({ "do": "fail" }), TIMEOUT).await.unwrap() else {
        panic!()
    };
    assert_eq!(error["errorMessage"], "as asked");
    let late = api.invoke(json!({ "do": "sleep" }), Duration::from_millis(200)).await;
    assert!(matches!(late, Err(LambdaApiError::Deadline(_))), "{late:?}");
}

/// The time of the first poll is recorded; later polls do not change it.
#[tokio::test]
async fn first_poll_is_recorded() {
    let api = LambdaApi::start().await.unwrap();
    assert_eq!(api.first_asked(), None);
    let before = Instant::now();
    let function = start(&api);
    assert!(function.id() > 0);
    api.invoke(json!({}), TIMEOUT).await.unwrap();
    let asked = api.first_asked().unwrap();
    assert!(asked > before && asked <= Instant::now());
    api.invoke(json!({}), TIMEOUT).await.unwrap();
    assert_eq!(api.first_asked(), Some(asked));
}

/// A function ends when the API stops.
#[tokio::test]
async fn functions_end_with_the_api() {
    let api = LambdaApi::start().await.unwrap();
    let mut function = start(&api);
    api.invoke(json!({}), TIMEOUT).await.unwrap();
    drop(api);
    function.ended(TIMEOUT).await.unwrap();
}

/// Sends one request on its own connection, and returns the answer, head and body.
async fn send(api: &LambdaApi, request: &str, body: &str) -> String {
    let mut connection = TcpStream::connect(api.address()).await.unwrap();
    let length = body.len();
    let head = format!(
        "{request} HTTP/1.1\r\nHost: runtime\r\nConnection: close\r\n\
         Content-Length: {length}\r\n\r\n"
    );
    connection.write_all((head + body).as_bytes()).await.unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.unwrap();
    answer
}

/// A function that cannot start fails the waiting invocation and every later one.
#[tokio::test]
async fn a_function_may_fail_to_start() {
    let api = LambdaApi::start().await.unwrap();
    let report = async {
        tokio::task::yield_now().await;
        send(&api, "POST /2018-06-01/runtime/init/error", r#"{"errorType":"Config"}"#).await
    };
    let (failed, answer) = tokio::join!(api.invoke(json!({}), TIMEOUT), report);
    assert!(answer.starts_with("HTTP/1.1 202"), "{answer}");
    for failed in [failed, api.invoke(json!({}), TIMEOUT).await] {
        let Err(LambdaApiError::Initialization(error)) = failed else { panic!("{failed:?}") };
        assert_eq!(error["errorType"], "Config");
    }
}

/// An answer without an invocation, a second answer, and one that is not JSON are refused.
#[tokio::test]
async fn answers_are_checked() {
    let api = LambdaApi::start().await.unwrap();
    let (outcome, ()) = tokio::join!(api.invoke(json!({ "n": 1 }), TIMEOUT), async {
        let invocation = send(&api, "GET /2018-06-01/runtime/invocation/next", "").await;
        assert!(invocation.ends_with(r#"{"n":1}"#), "{invocation}");
        let path =
            "POST /2018-06-01/runtime/invocation/00000000-0000-4000-8000-000000000001/response";
        for (body, status) in [("no document", "400"), (r#"{"m":2}"#, "202"), (r#"{"m":3}"#, "400")]
        {
            let answer = send(&api, path, body).await;
            assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{answer}");
        }
    });
    assert_eq!(outcome.unwrap(), Outcome::Response(json!({ "m": 2 })));
}

/// GIVEN an invocation whose deadline passed before any function polled THEN the next function
/// never gets it.
#[tokio::test]
async fn expired_invocations_are_not_handed_out() {
    let api = LambdaApi::start().await.unwrap();
    let given_up = api.invoke(json!({ "n": 1 }), Duration::ZERO).await;
    assert!(matches!(given_up, Err(LambdaApiError::Deadline(_))));
    let _function = start(&api);
    let Outcome::Response(response) = api.invoke(json!({ "n": 2 }), TIMEOUT).await.unwrap() else {
        panic!()
    };
    assert_eq!(response["payload"], json!({ "n": 2 }));
}
