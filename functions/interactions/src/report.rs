//! The numbers of a request.

use http::{Response, StatusCode};
use runtime::Metrics;

/// What became of a request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Report {
    /// It was refused for who asked.
    pub refused: bool,
    /// It failed here, or behind.
    pub failed: bool,
    /// It was an operation, and what became of it.
    pub operation: Option<OperationReport>,
}

/// What became of an operation. Goes with its response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OperationReport {
    /// Genesys Cloud did it, or refused it for what it was.
    Answered,
    /// It was not done, for what Genesys Cloud or the configuration is to blame.
    Failed,
    /// It may have been done.
    Uncertain,
}

impl Report {
    /// The report of a response.
    #[must_use]
    pub fn of<B>(response: &Response<B>) -> Self {
        let status = response.status();
        Self {
            refused: matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN),
            failed: status.is_server_error(),
            operation: response.extensions().get().copied(),
        }
    }

    /// The numbers.
    #[must_use]
    pub fn metrics(&self) -> Metrics {
        let is = |report| u64::from(self.operation == Some(report));
        Metrics::of("interactions")
            .count("Requests", 1)
            .count("RequestsRefused", u64::from(self.refused))
            .count("RequestsFailed", u64::from(self.failed))
            .count("Operations", u64::from(self.operation.is_some()))
            .count("OperationsFailed", is(OperationReport::Failed))
            .count("OperationsUncertain", is(OperationReport::Uncertain))
    }
}
