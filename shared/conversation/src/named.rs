//! Names: those that a tree has, and the users, queues and the like that it mentions by id.

use std::collections::BTreeSet;

use genesys::{Directory, Entity, EntityKind};

use crate::family::Family;
use crate::overview::{Overview, Party};
use crate::tree::{Conversation, Participant, Session};

/// The names that metric records and documents gave to users, queues and flows.
#[must_use]
pub fn names(conversation: &Conversation) -> Directory {
    let mut names = Directory::default();
    for participant in &conversation.participants {
        let Some(name) = &participant.participant_name else { continue };
        if let Some(user_id) = &participant.user_id {
            names.add(EntityKind::User, user_id.as_str(), name);
        }
        for session in &participant.sessions {
            match (session.family, &session.queue_id, &session.flow) {
                (Some(Family::Acd), Some(queue_id), _) => {
                    names.add(EntityKind::Queue, queue_id.as_str(), name);
                }
                (Some(Family::Flow), _, Some(flow)) => {
                    if let Some(flow_id) = &flow.flow_id {
                        names.add(EntityKind::Flow, flow_id, name);
                    }
                }
                _ => {}
            }
        }
    }
    names
}

/// What the tree mentions by id and does not name, those first that people look for first.
#[must_use]
pub fn unnamed(conversation: &Conversation) -> BTreeSet<Entity> {
    let names = names(conversation);
    let mut unnamed = BTreeSet::new();
    let mut mention = |kind: EntityKind, id: &str| {
        if names.name(kind, id).is_none() {
            unnamed.extend(Entity::new(kind, id));
        }
    };
    for id in &conversation.summary.division_ids {
        mention(EntityKind::Division, id);
    }
    for participant in &conversation.participants {
        of_participant(participant, &mut mention);
    }
    unnamed
}

fn of_participant(participant: &Participant, mention: &mut impl FnMut(EntityKind, &str)) {
    if let Some(id) = &participant.user_id {
        mention(EntityKind::User, id.as_str());
    }
    for session in &participant.sessions {
        of_session(session, mention);
    }
}

fn of_session(session: &Session, mention: &mut impl FnMut(EntityKind, &str)) {
    if let Some(id) = &session.answered_user_id {
        mention(EntityKind::User, id.as_str());
    }
    let of_segments = session.segments.iter().filter_map(|segment| segment.queue_id.as_ref());
    for id in session.queue_id.iter().chain(of_segments) {
        mention(EntityKind::Queue, id.as_str());
    }
    if let Some(flow) = &session.flow {
        if let Some(id) = &flow.flow_id {
            mention(EntityKind::Flow, id);
        }
        for outcome in &flow.outcomes {
            mention(EntityKind::FlowOutcome, &outcome.flow_outcome_id);
        }
    }
    for id in session.segments.iter().filter_map(|segment| segment.wrap_up_code.as_deref()) {
        mention(EntityKind::WrapUpCode, id);
    }
    for id in &session.requested_routing_skill_ids {
        mention(EntityKind::Skill, id);
    }
}

impl Overview {
    /// The queue and the users that the overview does not name.
    pub fn unnamed(&self) -> impl Iterator<Item = Entity> {
        let of = |kind: EntityKind, party: &Party| {
            Entity::new(kind, &party.id).filter(|_| party.name.is_none())
        };
        let queue = self.queue.iter().filter_map(move |queue| of(EntityKind::Queue, queue));
        queue.chain(self.agents.iter().filter_map(move |agent| of(EntityKind::User, agent)))
    }

    /// Names the queue and the users that the overview does not name and the directory does.
    pub fn add_names(&mut self, directory: &Directory) {
        let add = |kind: EntityKind, party: &mut Party| {
            if party.name.is_none() {
                party.name = directory.name(kind, &party.id).map(str::to_owned);
            }
        };
        self.queue.iter_mut().for_each(|queue| add(EntityKind::Queue, queue));
        self.agents.iter_mut().for_each(|agent| add(EntityKind::User, agent));
    }
}
