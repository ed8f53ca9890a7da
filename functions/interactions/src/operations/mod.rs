//! Operations of an agent on an interaction, as calls of the Platform API of Genesys Cloud.
//!
//! A caller requests an operation, the tree determines its calls, and Genesys Cloud performs them.
//! Common Events report the effect seconds later, as they do for everything that an agent does
//! elsewhere. The response says only that Genesys Cloud accepted the call.
//!
//! Each operation, its call, and the Common Events that report its effect:
//!
//! - `Accept`: `PATCH …/{media}/{id}/participants/{own}`, state `connected`; `AgentAnswered`.
//! - `Reject`: the same with state `disconnected`; `AgentDidNotAnswer`.
//! - `StopProcessing`: the same call as `Reject`, and with a wrap-up code
//!   `POST …/communications/{session}/wrapup`; `AgentDisconnected`, `AgentLeft`,
//!   `WrapUpCompleted`.
//! - `PlaceInQueue`: `POST …/participants/{own}/replace/queue`; `AgentTransferredConversation`,
//!   `ConversationQueued`.
//! - `UpdateProperties`: `PATCH …/participants/{customer}/attributes`; `AttributesUpdated`.
//! - `PlaceInWorkbin`: `PATCH …/{media}/{id}/participants/{own}/parkingstate`;
//!   `ConversationParked`, if metric records arrive.
//! - `GetWorkbinContent`: `POST /api/v2/analytics/conversations/details/query`; no Common Event.
//! - `Transfer`: `POST …/participants/{own}/replace/agent` or `/queue`, with `consult`
//!   `POST …/calls/{id}/participants/{customer}/consult/…`; `AgentTransferredConversation`,
//!   `TransferAnswered`.
//! - `StartConference`: `POST …/calls/{id}/participants`; `ParticipantAdded`, `ConferenceStarted`.
//! - `EndConference`, `LeaveConference`: `PATCH …/participants/{own}`, state `disconnected`;
//!   `AgentLeft`, `ConferenceEnded`.
//!
//! Source of the calls: Genesys Cloud's published Platform API model, as of its SDK 269.
//!
//! Modules:
//!
//! - [`operation`]: the request body; `private`: texts that are never logged;
//! - `sessions`: the caller's sessions and their state; `medium`: which medium takes which calls;
//! - [`plan`]: the calls of an operation, or [`not_possible`]: why there are none;
//! - `workbin`: what the caller has parked; [`perform`]: sends the calls;
//! - [`outcome`]: the response body; [`route`]: the HTTP handler.

mod medium;
pub mod not_possible;
pub mod operation;
pub mod outcome;
pub mod perform;
pub mod plan;
pub mod private;
pub mod route;
mod sessions;
mod workbin;

pub use not_possible::NotPossible;
pub use operation::{NotAnOperation, Operation};
pub use outcome::{Done, Failure};
pub use perform::Operations;
pub use plan::{Plan, plan};
pub use private::Private;
