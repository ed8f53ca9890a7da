//! AppSync adapter of the channels: `POST /event` of an Event API, signed with SigV4. The Event
//! API lets only the role of the function publish.

use std::borrow::Cow;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use aws_config::SdkConfig;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4::SigningParams;
use reqwest::{Client, StatusCode, redirect, retry};
use runtime::{Clock, Outcome};
use serde::Deserialize;
use serde_json::json;

use crate::channel::{Channel, Channels};

/// How long one call may take.
const ATTEMPT: Duration = Duration::from_secs(5);

/// Media type of a request.
const JSON: &str = "application/json";

/// Why no call can be made. Retrying does not help.
#[derive(Debug, thiserror::Error)]
pub enum AppSyncError {
    /// The HTTP client could not be built.
    #[error("the HTTP client could not be built: the certificates are missing or invalid")]
    Client(#[source] reqwest::Error),
    /// The AWS configuration has no region, or no credentials.
    #[error("the function has no {0}: Lambda sets it in the environment")]
    Missing(&'static str),
}

/// An Event API of AppSync.
pub struct AppSync {
    client: Client,
    url: String,
    region: String,
    credentials: SharedCredentialsProvider,
    clock: Clock,
}

/// The answer of `POST /event`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Answer {
    failed: Vec<Failed>,
}

/// A message that was not taken.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Failed {
    /// Its place in the request.
    index: usize,
}

impl AppSync {
    /// The Event API with this HTTP endpoint.
    ///
    /// # Errors
    /// The configuration has no region or no credentials, or the HTTP client cannot be built.
    pub fn new(aws: &SdkConfig, endpoint: &str, clock: Clock) -> Result<Self, AppSyncError> {
        let region = aws.region().ok_or(AppSyncError::Missing("region"))?.to_string();
        let credentials = aws.credentials_provider().ok_or(AppSyncError::Missing("credentials"))?;
        // Fails if a provider is installed already, which then is used.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .user_agent(concat!("switchboard/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            // The publisher sends again what failed.
            .retry(retry::never())
            .no_proxy()
            .timeout(ATTEMPT)
            .build()
            .map_err(AppSyncError::Client)?;
        let url = format!("{}/event", endpoint.trim_end_matches('/'));
        Ok(Self { client, url, region, credentials, clock })
    }

    /// The headers that sign a request. An error says which step failed, and nothing else.
    async fn signature(&self, body: &[u8]) -> Result<Vec<(String, String)>, &'static str> {
        let credentials = self.credentials.provide_credentials().await;
        let identity = credentials.map_err(|_| "no credentials")?.into();
        let params = SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name("appsync")
            .time(self.now())
            .settings(SigningSettings::default())
            .build()
            .map_err(|_| "not signed")?;
        let headers = [("content-type", JSON)].into_iter();
        let request =
            SignableRequest::new("POST", self.url.as_str(), headers, SignableBody::Bytes(body))
                .map_err(|_| "not signed")?;
        let signed = sign(request, &params.into()).map_err(|_| "not signed")?;
        let (instructions, _) = signed.into_parts();
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        Ok(instructions.headers().map(owned).collect())
    }

    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_millis(self.clock.now().ms().unsigned_abs())
    }

    /// Sends one request. Returns the places of the messages that were not taken.
    async fn post(&self, body: String) -> Result<Vec<usize>, Outcome> {
        let signature = self.signature(body.as_bytes()).await;
        let signature = signature.map_err(|why| Outcome::Retry(Cow::Borrowed(why)))?;
        let mut request = self.client.post(&self.url).header("content-type", JSON);
        for (name, value) in signature {
            request = request.header(name, value);
        }
        let unreachable = |_| Outcome::Retry(Cow::Borrowed("unreachable"));
        let response = request.body(body).send().await.map_err(unreachable)?;
        let status = response.status();
        if !status.is_success() {
            return Err(outcome_of(status));
        }
        let answer: Answer = response.json().await.map_err(unreachable)?;
        Ok(answer.failed.into_iter().map(|failed| failed.index).collect())
    }
}

/// The outcome of a call with this status. Only an invalid request is the fault of its messages.
/// Everything else, including a missing permission, is an outage: the records wait until it is
/// over.
fn outcome_of(status: StatusCode) -> Outcome {
    let code = Cow::Owned(status.as_str().to_owned());
    match status {
        StatusCode::BAD_REQUEST | StatusCode::PAYLOAD_TOO_LARGE => Outcome::Refused(code),
        _ => Outcome::Retry(code),
    }
}

#[async_trait]
impl Channels for AppSync {
    async fn publish(&self, channel: &Channel, messages: &[&str]) -> Vec<Outcome> {
        let body = json!({"channel": channel.to_string(), "events": messages}).to_string();
        match self.post(body).await {
            Ok(failed) => (0..messages.len())
                .map(|place| match failed.contains(&place) {
                    true => Outcome::Retry(Cow::Borrowed("not taken")),
                    false => Outcome::Accepted,
                })
                .collect(),
            Err(outcome) => vec![outcome; messages.len()],
        }
    }
}
