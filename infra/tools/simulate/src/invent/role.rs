//! The roles of parties in a made-up conversation.

use genesys::vocabulary::Purpose;

use super::organization::{Flow, Queue, User};

/// The role of a session's participant.
#[derive(Clone, Copy)]
pub(super) enum Role {
    /// The customer.
    Customer,
    /// An external party that a user calls.
    External,
    /// A user who was offered the contact by a queue, or who works on behalf of it.
    Agent(&'static User, &'static Queue),
    /// A user without a queue.
    User(&'static User),
    /// A wait in a queue.
    Wait(&'static Queue),
    /// A flow.
    Flow(&'static Flow),
    /// The voicemail of a queue.
    Voicemail(&'static Queue),
}

impl Role {
    /// The purpose of the participant.
    pub fn purpose(&self) -> Purpose {
        match self {
            Self::Customer | Self::External => Purpose::Customer,
            Self::Agent(..) => Purpose::Agent,
            Self::User(_) => Purpose::User,
            Self::Wait(_) => Purpose::Acd,
            Self::Flow(flow) => flow.purpose.clone(),
            Self::Voicemail(_) => Purpose::Voicemail,
        }
    }

    /// The queue that the segments name.
    pub fn queue(&self) -> Option<&'static Queue> {
        match self {
            Self::Agent(_, queue) | Self::Wait(queue) | Self::Voicemail(queue) => Some(queue),
            _ => None,
        }
    }

    /// The user, if the participant is one.
    pub fn user(&self) -> Option<&'static User> {
        match self {
            Self::Agent(user, _) | Self::User(user) => Some(user),
            _ => None,
        }
    }
}
