//! The X-Ray trace of the current invocation. Lambda names it; nothing here needs an SDK.
//!
//! X-Ray follows a message through EventBridge and SQS by itself, if the message carries the trace
//! of its sender. It does not follow an item through the stream of a table. There the log lines
//! connect the invocations, because they name the keys of events.

/// Where Lambda names the trace, in the form of the HTTP header `X-Amzn-Trace-Id` ("Lambda runtime
/// environment variables").
const VARIABLE: &str = "_X_AMZN_TRACE_ID";

/// The system attribute of an SQS message that carries a trace. SQS does not count it to the size
/// of the message (`SendMessage` in the SQS API reference).
pub const SQS_ATTRIBUTE: &str = "AWSTraceHeader";

/// The trace of the current invocation, to be handed on. `None` outside of Lambda.
#[must_use]
pub fn header() -> Option<String> {
    std::env::var(VARIABLE).ok()
}
