//! Operations of an agent on an interaction, as calls of the Platform API of Genesys Cloud.
//!
//! A caller requests an operation, the tree determines its calls, and Genesys Cloud performs them.
//! Common Events report the effect seconds later, as they do for everything that an agent does
//! elsewhere. The response says only that Genesys Cloud accepted the call.
//!
//! Each operation, its call, and the Common Events that report its effect:
//!
//! - `Accept`: `PATCH …/{media}/{id}/participants/{own}`, state `connected`; `AgentAnswered`.
//! - `Reject`: `GET /api/v2/conversations/{id}`, and if the caller has not answered, the same call
//!   with state `disconnected`; `AgentDidNotAnswer`.
//! - `StopProcessing`: the same call as `Reject`, and with a wrap-up code
//!   `POST …/communications/{session}/wrapup`; `AgentDisconnected`, `AgentLeft`,
//!   `WrapUpCompleted`.
//! - `PlaceInQueue`: `POST …/participants/{own}/replace/queue`, with `consult`
//!   `POST …/calls/{id}/participants/{customer}/consult/queue`; `AgentTransferredConversation`,
//!   `ConversationQueued`. The name of a queue is resolved by the directory of names, else by
//!   `GET /api/v2/routing/queues`.
//! - `UpdateProperties`: `PATCH …/participants/{customer}/attributes`; `AttributesUpdated`.
//! - `PlaceInWorkbin`: `PATCH …/{media}/{id}/participants/{own}/parkingstate`;
//!   `ConversationParked`, if metric records arrive. Genesys Cloud has no workbins: what an agent
//!   has parked is their only one, and each name means that one.
//! - `GetWorkbinContent`: `POST /api/v2/analytics/conversations/details/query`; no Common Event.
//! - `Transfer`: `POST …/participants/{own}/replace/agent`, with `consult`
//!   `POST …/calls/{id}/participants/{customer}/consult/agent`; `AgentTransferredConversation`,
//!   `TransferAnswered`.
//! - `StartConference`: `POST …/calls/{id}/participants`; `ParticipantAdded`, `ConferenceStarted`.
//! - `EndConference`, `LeaveConference`: `PATCH …/participants/{own}`, state `disconnected`;
//!   `AgentLeft`, `ConferenceEnded`.
//!
//! Each field of an update, its call and its Common Event, in the order in which they are sent:
//!
//! - `properties`: as `UpdateProperties`.
//! - `externalContact`: `PUT /api/v2/externalcontacts/conversations/{id}`, whose communication is
//!   the customer's session in the medium of the caller's own; `ContactAssociated`.
//! - `held`, `muted`, `recording`: one `PATCH …/calls/{id}/participants/{own}`; no Common Event.
//! - `parked`: as `PlaceInWorkbin`, with state `parked` or `connected`; `ConversationParked`.
//! - `wrapUp`: `POST …/communications/{session}/wrapup`; `WrapUpCompleted`.
//!
//! Source of the calls: Genesys Cloud's published Platform API model, as of its SDK 269.
//!
//! Modules:
//!
//! - [`operation`], [`bodies`]: an operation's request body; [`update`]: an update's; [`queue`],
//!   [`properties`]: their fields with rules of their own; [`private`]: texts that are never
//!   logged;
//! - `sessions`: the caller's sessions and their state; `medium`: which medium takes which calls;
//! - [`plan`]: the calls of an operation; [`changes`]: those of an update; `planner`: what both
//!   share; [`not_possible`]: why there are none;
//! - [`reject`]: the look before a rejection; `workbin`: what the caller has parked; [`perform`]:
//!   sends the calls;
//! - [`outcome`]: what came of it; [`route`]: the HTTP handlers and response bodies.

pub mod bodies;
pub mod changes;
mod fields;
mod medium;
pub mod not_possible;
pub mod operation;
pub mod outcome;
pub mod perform;
pub mod plan;
mod planner;
pub mod private;
pub mod properties;
pub mod queue;
pub mod reject;
pub mod route;
mod sessions;
pub mod update;
mod workbin;

pub use changes::{Change, changes};
pub use not_possible::NotPossible;
pub use operation::{NotAnOperation, Operation};
pub use outcome::{Done, Failure};
pub use perform::Operations;
pub use plan::{Plan, plan};
pub use private::Private;
pub use reject::Reject;
pub use update::Update;
