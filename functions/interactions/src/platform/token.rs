//! The access token of the OAuth client: fetched on demand, and cached until a minute before it
//! expires.
//!
//! Source: Genesys Cloud Developer Center, "Grant - Client Credentials": `POST /oauth/token` with
//! HTTP basic authentication, answered by `{"access_token", "token_type", "expires_in"}`, the last
//! in seconds.

use std::fmt;
use std::sync::Arc;

use genesys::Timestamp;
use reqwest::Client;
use runtime::Clock;
use serde::Deserialize;
use tokio::sync::Mutex;

use super::answer::Attempt;
use super::credentials::{Credentials, CredentialsError};
use super::error::PlatformError;
use super::retry_budget::RetryBudget;

/// How long before its expiry a token is dropped, in milliseconds. Calls that carry the token have
/// to arrive before it expires.
const EARLY_MS: i64 = 60_000;

/// An access token. Its `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// The token as text.
    pub(super) fn secret(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(_)")
    }
}

/// The current token. Its expiry is compared with the clock of the machine. A monotonic clock may
/// stand still while Lambda keeps the process frozen.
struct Held {
    token: Token,
    until: Timestamp,
}

#[derive(Deserialize)]
struct Answer {
    access_token: String,
    expires_in: i64,
}

/// Fetches tokens and caches the latest. Concurrent requests share one fetch.
pub(super) struct Tokens {
    client: Client,
    url: String,
    credentials: Arc<dyn Credentials>,
    clock: Clock,
    held: Mutex<Option<Held>>,
}

impl Tokens {
    pub fn new(
        client: Client,
        login: &str,
        credentials: Arc<dyn Credentials>,
        clock: Clock,
    ) -> Self {
        let url = format!("{}/oauth/token", login.trim_end_matches('/'));
        Self { client, url, credentials, clock, held: Mutex::new(None) }
    }

    /// A token that is valid for at least a minute, unless it is revoked.
    pub async fn token(&self, budget: &RetryBudget) -> Result<Token, PlatformError> {
        let work = async {
            let mut held = self.held.lock().await;
            if let Some(held) = held.as_ref().filter(|held| self.clock.now() < held.until) {
                return Ok(held.token.clone());
            }
            *held = None;
            let fetched = self.fetch(budget).await?;
            let token = fetched.token.clone();
            *held = Some(fetched);
            Ok(token)
        };
        tokio::time::timeout_at(budget.end(), work).await.unwrap_or(Err(PlatformError::Unreachable))
    }

    /// Drops a token that was refused, unless another one has replaced it.
    pub async fn give_up(&self, refused: &Token) {
        let mut held = self.held.lock().await;
        if held.as_ref().is_some_and(|held| held.token == *refused) {
            *held = None;
        }
    }

    /// Fetches a token. The credentials are read every time, because they may have been rotated.
    /// Fetching a token twice is harmless, so a failed attempt is repeated.
    async fn fetch(&self, budget: &RetryBudget) -> Result<Held, PlatformError> {
        let client = self.credentials.credentials().await?;
        let mut budget = budget.clone();
        loop {
            let asked_at = self.clock.now();
            let request = self.client.post(&self.url).timeout(budget.attempt());
            let request = request.basic_auth(&client.client_id, Some(&client.client_secret));
            let request = request.form(&[("grant_type", "client_credentials")]);
            match Attempt::of(request).await {
                Attempt::Done(answer) => {
                    if let Ok(answer) = serde_json::from_value::<Answer>(answer) {
                        let until = asked_at
                            .plus_ms(answer.expires_in.saturating_mul(1_000))
                            .minus_ms(EARLY_MS);
                        return Ok(Held { token: Token(answer.access_token), until });
                    }
                    tracing::warn!("the answer of the login of Genesys Cloud has no token");
                    budget.wait().await?;
                }
                Attempt::TokenRefused(refusal) | Attempt::Refused(refusal) => {
                    return Err(CredentialsError::NotAccepted { status: refusal.status }.into());
                }
                Attempt::Busy(named) => budget.wait_as_demanded(named).await?,
                Attempt::NotSent | Attempt::Lost => budget.wait().await?,
            }
        }
    }
}
