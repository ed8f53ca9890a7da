//! The client: sends a call, and sends it again where that can do no harm.

use std::sync::Arc;
use std::time::Duration;

use reqwest::{Client, redirect, retry};
use runtime::Clock;
use serde_json::Value;
use tokio::time::Instant;

use super::answer::Attempt;
use super::call::{Call, Method};
use super::credentials::Credentials;
use super::error::PlatformError;
use super::token::{Token, Tokens};
use crate::config::Endpoints;

/// How often a call is sent again, the renewal of a token aside.
const MOST_REPETITIONS: u32 = 4;

/// How long a call may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// One attempt.
    pub attempt: Duration,
    /// All attempts and the waits between them.
    pub overall: Duration,
    /// The first wait between two attempts where Genesys Cloud names none; it doubles.
    pub wait: Duration,
}

impl Default for Limits {
    /// Eight seconds an attempt and twenty in all: less than the 29 that API Gateway waits for an answer.
    fn default() -> Self {
        Self {
            attempt: Duration::from_secs(8),
            overall: Duration::from_secs(20),
            wait: Duration::from_millis(500),
        }
    }
}

/// There is no HTTP client to be had, which no later attempt changes.
#[derive(Debug, thiserror::Error)]
#[error("no HTTP client could be made: the certificates of this machine are missing or broken")]
pub struct NoClient(#[source] reqwest::Error);

/// The Platform API of an organization.
pub struct Platform {
    client: Client,
    api: String,
    tokens: Tokens,
    limits: Limits,
}

impl Platform {
    /// The Platform API at some place, as some OAuth client.
    ///
    /// Connections are not kept: one that died while Lambda kept the process frozen would take the next call along, and
    /// nobody could say what became of it. Neither is anything repeated or redirected below this type, and no proxy
    /// stands between.
    ///
    /// # Errors
    /// There is no HTTP client to be had.
    pub fn new(
        endpoints: &Endpoints,
        credentials: Arc<dyn Credentials>,
        limits: Limits,
        clock: Clock,
    ) -> Result<Self, NoClient> {
        let client = Client::builder()
            .user_agent(concat!("switchboard/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .pool_max_idle_per_host(0)
            .no_proxy()
            // A connection that does not come about is told from an answer that does not.
            .connect_timeout(limits.attempt / 2)
            .build()
            .map_err(NoClient)?;
        let tokens = Tokens::new(client.clone(), &endpoints.login, credentials, clock);
        Ok(Self { client, api: endpoints.api.trim_end_matches('/').to_owned(), tokens, limits })
    }

    /// Makes a call. Its answer, which is `Null` where there is none but that it was done.
    ///
    /// # Errors
    /// It was not done, or [`PlatformError::Uncertain`]: it may have been.
    pub async fn send(&self, call: &Call) -> Result<Value, PlatformError> {
        let mut patience = Patience::new(self.limits);
        let mut renewed = false;
        loop {
            let token = self.tokens.token(&patience).await?;
            if !patience.has_time_after(Duration::ZERO) {
                return Err(PlatformError::Unreachable);
            }
            match self.attempt(call, &token, &patience).await {
                Attempt::Done(answer) => return Ok(answer),
                Attempt::TokenRefused(_) if !renewed => {
                    renewed = true;
                    self.tokens.give_up(&token).await;
                }
                Attempt::TokenRefused(refusal) | Attempt::Refused(refusal) => {
                    return Err(PlatformError::Refused(refusal));
                }
                Attempt::Busy(named) => patience.wait_as_named(named).await?,
                Attempt::NotSent => patience.wait().await?,
                Attempt::Lost if call.repeatable => patience.wait().await?,
                Attempt::Lost => return Err(PlatformError::Uncertain),
            }
        }
    }

    async fn attempt(&self, call: &Call, token: &Token, patience: &Patience) -> Attempt {
        let url = format!("{}{}", self.api, call.path.as_str());
        let request = match call.method {
            Method::Get => self.client.get(url),
            Method::Post => self.client.post(url),
            Method::Patch => self.client.patch(url),
        };
        let request = request.bearer_auth(token.secret()).timeout(patience.attempt());
        Attempt::of(match &call.body {
            Some(body) => request.json(body),
            None => request,
        })
        .await
    }
}

/// How long a call goes on being tried.
#[derive(Debug, Clone)]
pub(super) struct Patience {
    limits: Limits,
    end: Instant,
    repetitions: u32,
}

impl Patience {
    fn new(limits: Limits) -> Self {
        Self { limits, end: Instant::now() + limits.overall, repetitions: 0 }
    }

    /// When it ends.
    pub const fn end(&self) -> Instant {
        self.end
    }

    /// How long the next attempt may take.
    pub fn attempt(&self) -> Duration {
        self.limits.attempt.min(self.end.saturating_duration_since(Instant::now()))
    }

    /// Waits before the next attempt; fails where there is none.
    pub async fn wait(&mut self) -> Result<(), PlatformError> {
        let wait = self.usual_wait();
        self.repeat_after(wait).await.ok_or(PlatformError::Unreachable)
    }

    /// Waits as long as Genesys Cloud wants; fails where there is no time for that.
    pub async fn wait_as_named(&mut self, named: Option<Duration>) -> Result<(), PlatformError> {
        let wait = named.unwrap_or_default().max(self.usual_wait());
        let retry_after = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        self.repeat_after(wait).await.ok_or(PlatformError::Busy { retry_after })
    }

    fn usual_wait(&self) -> Duration {
        self.limits.wait.saturating_mul(2_u32.saturating_pow(self.repetitions))
    }

    /// Whether there is time for a whole attempt: one that is cut short would leave it open what became of it.
    fn has_time_after(&self, wait: Duration) -> bool {
        let needed = wait.saturating_add(self.limits.attempt);
        self.end.saturating_duration_since(Instant::now()) >= needed
    }

    /// Waits, if there may be another attempt after that.
    async fn repeat_after(&mut self, wait: Duration) -> Option<()> {
        if self.repetitions >= MOST_REPETITIONS || !self.has_time_after(wait) {
            return None;
        }
        self.repetitions += 1;
        tokio::time::sleep(wait).await;
        Some(())
    }
}
