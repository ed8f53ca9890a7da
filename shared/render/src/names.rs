//! Names of users, queues, flows, their outcomes and participants. Events carry ids; names come
//! with metric records and documents, and for the rest from a directory. A known name is shown
//! before its id: the name to read, the id to look up.

use std::collections::HashMap;

use common_events::Subject;
use conversation::overview::address;
use conversation::{Conversation, Family, Participant};
use genesys::vocabulary::Purpose;
use genesys::{Directory, EntityKind, ParticipantId, QueueId, SessionId, UserId};

use super::line::Line;
use super::style::Paint;
use super::text::short;

/// The names of one conversation. Without a conversation only ids are shown.
#[derive(Debug, Clone, Default)]
pub(super) struct Names<'c> {
    directory: Directory,
    participants: HashMap<&'c ParticipantId, &'c Participant>,
    sessions: HashMap<&'c SessionId, &'c Participant>,
    /// Whether the id is omitted if the name is known.
    brief: bool,
}

impl<'c> Names<'c> {
    /// The names in a tree, and those of a directory for what the tree does not name.
    pub fn of(conversation: &'c Conversation, directory: &Directory) -> Self {
        let mut names = Self { directory: conversation::names(conversation), ..Self::default() };
        names.directory.add_all(directory);
        for participant in &conversation.participants {
            names.participants.insert(&participant.participant_id, participant);
            for session in &participant.sessions {
                names.sessions.entry(&session.session_id).or_insert(participant);
            }
        }
        names
    }

    /// The same names without ids, for a page that has shown the ids before.
    #[must_use]
    pub fn brief(self) -> Self {
        Self { brief: true, ..self }
    }

    /// A user.
    pub fn user(&self, user_id: &UserId) -> String {
        self.named(EntityKind::User, user_id.as_str())
    }

    /// A queue.
    pub fn queue(&self, queue_id: &QueueId) -> String {
        self.named(EntityKind::Queue, queue_id.as_str())
    }

    /// A flow.
    pub fn flow(&self, flow_id: &str) -> String {
        self.named(EntityKind::Flow, flow_id)
    }

    /// An outcome of a flow.
    pub fn flow_outcome(&self, outcome_id: &str) -> String {
        self.named(EntityKind::FlowOutcome, outcome_id)
    }

    /// A wrap-up code.
    pub fn wrap_up_code(&self, code: &str) -> String {
        self.named(EntityKind::WrapUpCode, code)
    }

    /// The name of a wrap-up code, if it is known.
    pub fn name_of_wrap_up_code(&self, code: &str) -> Option<&str> {
        self.directory.name(EntityKind::WrapUpCode, code)
    }

    /// The names of skills, if all are known.
    pub fn skills<'n>(&'n self, ids: &'n [String]) -> Option<String> {
        let name = |id: &'n String| self.directory.name(EntityKind::Skill, id);
        let names: Vec<&str> = ids.iter().map(name).collect::<Option<_>>()?;
        (!names.is_empty()).then(|| names.join(", "))
    }

    /// The names of divisions, as far as they are known.
    pub fn divisions(&self, ids: &[String]) -> Vec<&str> {
        let name = |id: &String| self.directory.name(EntityKind::Division, id);
        ids.iter().filter_map(name).collect()
    }

    /// A participant without its purpose: the user, queue, flow, name or address.
    pub fn participant(&self, participant: &Participant) -> String {
        let sessions = || participant.sessions.iter();
        let queue = || {
            sessions()
                .filter(|session| session.family == Some(Family::Acd))
                .find_map(|s| s.queue_id.as_ref())
        };
        let flow = || sessions().find_map(|session| session.flow.as_ref()?.flow_id.as_deref());
        if let Some(user_id) = &participant.user_id {
            self.user(user_id)
        } else if let Some(queue_id) = queue() {
            self.queue(queue_id)
        } else if let Some(flow_id) = flow() {
            self.flow(flow_id)
        } else if let Some(name) =
            participant.participant_name.as_deref().filter(|name| !name.is_empty())
        {
            name.to_owned()
        } else {
            let own = sessions().find_map(|session| address(participant, session));
            own.map_or_else(|| short(participant.participant_id.as_str()), str::to_owned)
        }
    }

    /// A participant with its purpose, by id. `None` if it is not in this conversation.
    pub fn known(&self, participant_id: &ParticipantId) -> Option<String> {
        self.participants.get(participant_id).map(|participant| self.titled(participant).text())
    }

    /// A participant with its purpose.
    pub fn titled(&self, participant: &Participant) -> Line {
        let name = self.participant(participant);
        Line::of(side(participant), purpose(participant))
            .with(Paint::Plain, " ")
            .with(Paint::Plain, name)
    }

    fn named(&self, kind: EntityKind, id: &str) -> String {
        match self.directory.name(kind, id) {
            Some(name) if self.brief => name.to_owned(),
            Some(name) => format!("{name} ({})", short(id)),
            None => short(id),
        }
    }

    /// The party that a Common Event is about.
    pub fn subject(&self, subject: &Subject) -> Line {
        let by_session =
            || subject.session_id.as_ref().and_then(|session_id| self.sessions.get(session_id));
        let by_id = subject.participant_id.as_ref().and_then(|id| self.participants.get(id));
        if let Some(participant) = by_id.or_else(by_session) {
            self.titled(participant)
        } else if let Some(user_id) = &subject.user_id {
            Line::of(Paint::Talk, "user ").with(Paint::Plain, self.user(user_id))
        } else if let Some(queue_id) = &subject.queue_id {
            Line::of(Paint::Queue, "queue ").with(Paint::Plain, self.queue(queue_id))
        } else {
            let id = subject.participant_id.as_ref().map(|id| short(id.as_str()));
            id.map(|id| Line::of(Paint::Faint, "party ").with(Paint::Plain, id)).unwrap_or_default()
        }
    }
}

/// The purpose of a participant in the words of a supervisor, or `-` if it is unknown.
pub(super) fn purpose(participant: &Participant) -> &str {
    participant.purpose.as_ref().map_or("-", purpose_word)
}

/// A purpose in the words of a supervisor.
pub(super) fn purpose_word(purpose: &Purpose) -> &str {
    match purpose {
        Purpose::Acd => "queue",
        Purpose::Ivr => "menu",
        Purpose::Botflow => "bot",
        Purpose::VoiceSurveyFlow => "survey",
        other => other.as_str(),
    }
}

/// The colour of a participant's side.
pub(super) const fn side(participant: &Participant) -> Paint {
    match &participant.purpose {
        Some(Purpose::Customer | Purpose::External) => Paint::Customer,
        Some(Purpose::Agent | Purpose::User) => Paint::Talk,
        Some(Purpose::Acd) => Paint::Queue,
        Some(
            Purpose::Ivr
            | Purpose::Workflow
            | Purpose::Botflow
            | Purpose::VoiceSurveyFlow
            | Purpose::Voicemail,
        ) => Paint::Flow,
        _ => Paint::Plain,
    }
}
