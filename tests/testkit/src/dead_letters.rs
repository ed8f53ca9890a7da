//! A dead-letter queue that a test can read.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use runtime::DeadLetters;
use runtime::dead_letters::NotKept;
use serde_json::Value;

/// Keeps dead letters, or is down. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct MemoryDeadLetters {
    kept: Arc<Mutex<Vec<Value>>>,
    is_down: bool,
}

impl MemoryDeadLetters {
    /// A queue that rejects everything.
    #[must_use]
    pub fn down() -> Self {
        Self { is_down: true, ..Self::default() }
    }

    /// The dead letters, in order.
    #[must_use]
    pub fn kept(&self) -> Vec<Value> {
        self.kept.lock().unwrap().clone()
    }
}

#[async_trait]
impl DeadLetters for MemoryDeadLetters {
    async fn send_text(&self, text: String) -> Result<(), NotKept> {
        if self.is_down {
            return Err(NotKept("down".into()));
        }
        self.kept.lock().unwrap().push(serde_json::from_str(&text).unwrap());
        Ok(())
    }
}
