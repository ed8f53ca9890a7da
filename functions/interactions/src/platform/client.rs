//! The client: sends a call, and sends it again where that is harmless.

use std::sync::Arc;
use std::time::Duration;

use reqwest::{Client, redirect, retry};
use runtime::Clock;
use serde_json::Value;

use super::answer::Attempt;
use super::call::{Call, Method};
use super::credentials::Credentials;
use super::error::PlatformError;
use super::retry_budget::{Limits, RetryBudget};
use super::token::{Token, Tokens};
use crate::config::Endpoints;

/// The HTTP client could not be built. Retrying does not help.
#[derive(Debug, thiserror::Error)]
#[error(
    "the HTTP client could not be built: the certificates of this machine are missing or invalid"
)]
pub struct NoClient(#[source] reqwest::Error);

/// The Platform API of an organization.
pub struct Platform {
    client: Client,
    api: String,
    tokens: Tokens,
    limits: Limits,
}

impl Platform {
    /// A client of the Platform API at these URLs, with these credentials.
    ///
    /// Connections are not reused: one that died while Lambda kept the process frozen would take
    /// the next call with it, and nobody could say whether that call was done. Below this type
    /// nothing is retried or redirected, and no proxy is used.
    ///
    /// # Errors
    /// The HTTP client could not be built.
    pub fn new(
        endpoints: &Endpoints,
        credentials: Arc<dyn Credentials>,
        limits: Limits,
        clock: Clock,
    ) -> Result<Self, NoClient> {
        // Fails if a provider is installed already, which then is used.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .user_agent(concat!("switchboard/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .pool_max_idle_per_host(0)
            .no_proxy()
            // Shorter than an attempt: a failed connection must not look like a missing answer.
            .connect_timeout(limits.attempt / 2)
            .build()
            .map_err(NoClient)?;
        let tokens = Tokens::new(client.clone(), &endpoints.login, credentials, clock);
        Ok(Self { client, api: endpoints.api.trim_end_matches('/').to_owned(), tokens, limits })
    }

    /// Sends a call and returns its answer, which is `Null` if the answer is empty.
    ///
    /// # Errors
    /// The call was not done, or with [`PlatformError::Uncertain`] may have been done.
    pub async fn send(&self, call: &Call) -> Result<Value, PlatformError> {
        self.send_within(call, RetryBudget::new(self.limits)).await
    }

    /// Sends a call whose answer nobody waits for. It is not sent again, unless its token was
    /// refused.
    ///
    /// # Errors
    /// As for [`Platform::send`].
    pub async fn send_once(&self, call: &Call) -> Result<Value, PlatformError> {
        self.send_within(call, RetryBudget::new(self.limits).without_repetitions()).await
    }

    async fn send_within(
        &self,
        call: &Call,
        mut budget: RetryBudget,
    ) -> Result<Value, PlatformError> {
        let mut renewed = false;
        loop {
            let token = self.tokens.token(&budget).await?;
            if !budget.has_time_after(Duration::ZERO) {
                return Err(PlatformError::Unreachable);
            }
            match self.attempt(call, &token, &budget).await {
                Attempt::Done(answer) => return Ok(answer),
                Attempt::TokenRefused(_) if !renewed => {
                    renewed = true;
                    self.tokens.give_up(&token).await;
                }
                Attempt::TokenRefused(refusal) | Attempt::Refused(refusal) => {
                    return Err(PlatformError::Refused(refusal));
                }
                Attempt::Busy(named) => budget.wait_as_demanded(named).await?,
                Attempt::NotSent => budget.wait().await?,
                Attempt::Lost if call.repeatable => budget.wait().await?,
                Attempt::Lost => return Err(PlatformError::Uncertain),
            }
        }
    }

    async fn attempt(&self, call: &Call, token: &Token, budget: &RetryBudget) -> Attempt {
        let url = format!("{}{}", self.api, call.path.as_str());
        let request = match call.method {
            Method::Get => self.client.get(url),
            Method::Post => self.client.post(url),
            Method::Patch => self.client.patch(url),
            Method::Put => self.client.put(url),
        };
        let request = request.bearer_auth(token.secret()).timeout(budget.attempt());
        Attempt::of(match &call.body {
            Some(body) => request.json(body),
            None => request,
        })
        .await
    }
}
