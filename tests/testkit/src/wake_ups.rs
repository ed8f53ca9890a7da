//! A queue of wake-ups that a test can read.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use genesys::Timestamp;
use runtime::wake_ups::NotSent;
use runtime::{WakeUp, WakeUps};

/// Keeps wake-ups, or is down. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct SentWakeUps {
    sent: Arc<Mutex<Vec<WakeUp>>>,
    is_down: bool,
}

impl SentWakeUps {
    /// A queue that rejects everything.
    #[must_use]
    pub fn down() -> Self {
        Self { is_down: true, ..Self::default() }
    }

    /// All wake-ups sent so far, in order.
    #[must_use]
    pub fn sent(&self) -> Vec<WakeUp> {
        self.sent.lock().unwrap().clone()
    }

    /// The wake-ups sent since the last call, in order.
    #[must_use]
    pub fn take(&self) -> Vec<WakeUp> {
        std::mem::take(&mut *self.sent.lock().unwrap())
    }
}

#[async_trait]
impl WakeUps for SentWakeUps {
    async fn send(&self, wake_up: &WakeUp, _now: Timestamp) -> Result<(), NotSent> {
        if self.is_down {
            return Err(NotSent("down".into()));
        }
        self.sent.lock().unwrap().push(wake_up.clone());
        Ok(())
    }
}
