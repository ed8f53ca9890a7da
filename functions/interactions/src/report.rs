//! Metrics of a request.

use http::{Response, StatusCode};
use runtime::Metrics;

/// The outcome of a request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RequestReport {
    /// The caller may not do that (401 or 403).
    pub refused: bool,
    /// The request failed here or in a service behind (5xx).
    pub failed: bool,
    /// The outcome of the operation, if the request was one.
    pub operation: Option<OperationReport>,
}

/// The outcome of an operation, kept in the extensions of its response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OperationReport {
    /// Genesys Cloud performed the operation, or refused it for a reason that concerns the caller.
    Answered,
    /// The operation was not performed, and the cause lies in Genesys Cloud or in the
    /// configuration.
    Failed,
    /// Nobody knows whether the operation was performed.
    Uncertain,
}

impl RequestReport {
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

    /// The metrics of this request.
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
