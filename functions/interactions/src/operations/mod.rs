//! What an agent does to an interaction, as a call of the Platform API of Genesys Cloud.
//!
//! An operation is asked for, planned from the tree, and done by Genesys Cloud. What came of it is told by Common
//! Events, seconds later, as it is for whatever an agent does anywhere else; an answer says no more than that Genesys
//! Cloud took the call.
//!
//! | operation | call | told by |
//! |---|---|---|
//! | `Accept` | `PATCH …/{media}/{id}/participants/{own}`, state `connected` | `AgentAnswered` |
//! | `Reject` | the same, state `disconnected` | `AgentDidNotAnswer` |
//! | `StopProcessing` | the same; with a code `POST …/communications/{session}/wrapup` | `AgentDisconnected`, `AgentLeft`, `WrapUpCompleted` |
//! | `PlaceInQueue` | `POST …/participants/{own}/replace/queue` | `AgentTransferredConversation`, `ConversationQueued` |
//! | `UpdateProperties` | `PATCH …/participants/{customer}/attributes` | `AttributesUpdated` |
//! | `PlaceInWorkbin` | `PATCH …/{media}/{id}/participants/{own}/parkingstate` | `ConversationParked`, where metric records come |
//! | `GetWorkbinContent` | `POST /api/v2/analytics/conversations/details/query` | nothing |
//! | `Transfer` | `POST …/participants/{own}/replace/agent` or `/queue`; `consult`: `POST …/calls/{id}/participants/{customer}/consult/…` | `AgentTransferredConversation`, `TransferAnswered` |
//! | `StartConference` | `POST …/calls/{id}/participants` | `ParticipantAdded`, `ConferenceStarted` |
//! | `EndConference`, `LeaveConference` | `PATCH …/participants/{own}`, state `disconnected` | `AgentLeft`, `ConferenceEnded` |
//!
//! Source of the calls: Genesys Cloud's published Platform API model, as of its SDK 269.
//!
//! - [`operation`]: what may be asked for; `private`: texts that are never logged;
//! - `standing`: where the caller stands in a conversation; `medium`: which medium takes which calls;
//! - [`plan`]: the calls that an operation takes, or [`not_possible`]: why there are none;
//! - `workbin`: what the caller has parked; [`perform`]: all of it; [`outcome`]: what is answered; [`route`]: to which request.

mod medium;
pub mod not_possible;
pub mod operation;
pub mod outcome;
pub mod perform;
pub mod plan;
pub mod private;
pub mod route;
mod standing;
mod workbin;

pub use not_possible::NotPossible;
pub use operation::{NotAnOperation, Operation};
pub use outcome::{Done, Failure};
pub use perform::Operations;
pub use plan::{Plan, plan};
pub use private::Private;
