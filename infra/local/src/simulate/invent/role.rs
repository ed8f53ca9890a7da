//! What a party of a made-up conversation is there for.

use genesys::vocabulary::Purpose;

use super::organization::{Flow, Queue, User};

/// What a leg is.
#[derive(Clone, Copy)]
pub(super) enum Role {
    /// The one whose contact it is.
    Customer,
    /// A party outside that someone here calls in.
    External,
    /// A user to whom a queue gave the contact, or who works for it.
    Agent(&'static User, &'static Queue),
    /// A user without queue.
    User(&'static User),
    /// A wait in a queue.
    Wait(&'static Queue),
    /// A flow.
    Flow(&'static Flow),
    /// A voicemail box of a queue.
    Voicemail(&'static Queue),
}

impl Role {
    /// The purpose of its participant.
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

    /// The queue that its segments name.
    pub fn queue(&self) -> Option<&'static Queue> {
        match self {
            Self::Agent(_, queue) | Self::Wait(queue) | Self::Voicemail(queue) => Some(queue),
            _ => None,
        }
    }

    /// The user who it is.
    pub fn user(&self) -> Option<&'static User> {
        match self {
            Self::Agent(user, _) | Self::User(user) => Some(user),
            _ => None,
        }
    }
}
