//! The made-up organization. It is the same for every seed, so that streams of different seeds are
//! about the same contact centre.

use std::sync::LazyLock;

use genesys::vocabulary::{FlowType, Purpose};
use genesys::{QueueId, UserId};

use super::random::Random;

/// Seed of the organization's ids.
const SEED: u64 = 0x5357_4954_4348;
const USERS: i64 = 120;
const FIRST_NAMES: [&str; 12] = [
    "Alba", "Bruno", "Chidi", "Dana", "Elif", "Femke", "Goran", "Hana", "Ines", "Jonas", "Kaori",
    "Liam",
];
const LAST_NAMES: [&str; 10] = [
    "Aydin", "Brandt", "Costa", "Duarte", "Eriksen", "Fischer", "Garcia", "Hughes", "Ito", "Jansen",
];
const QUEUES: [&str; 6] =
    ["Billing", "Sales", "Technical support", "Claims", "Retention", "Second line"];
const WRAP_UPS: [&str; 6] =
    ["Resolved", "Follow-up", "Escalated", "Wrong number", "Sale", "No sale"];
const NOTES: [&str; 4] = [
    "Will send the form by post.",
    "Asked to be called on Monday.",
    "Refund agreed.",
    "Router replaced.",
];

/// Everything that conversations refer to.
pub(super) struct Organization {
    pub division: String,
    pub queues: Vec<Queue>,
    pub users: Vec<User>,
    pub menu: Flow,
    pub chat: Flow,
    pub email: Flow,
    pub bot: Flow,
    pub in_queue: Flow,
    pub survey: Flow,
    pub message: Flow,
    pub waiting_call: Flow,
    pub waiting_message: Flow,
    pub waiting_email: Flow,
    pub outcomes: Vec<Outcome>,
    pub milestones: Vec<String>,
    pub wrap_ups: Vec<String>,
    pub campaign: String,
    pub contact_list: String,
    pub survey_form: String,
}

/// A queue.
pub(super) struct Queue {
    pub id: QueueId,
    pub name: &'static str,
    pub skills: Vec<String>,
}

/// A user.
pub(super) struct User {
    pub id: UserId,
    pub name: String,
    pub address: String,
}

/// An Architect flow.
pub(super) struct Flow {
    pub id: String,
    pub name: &'static str,
    pub kind: FlowType,
    /// The purpose of a participant that runs the flow.
    pub purpose: Purpose,
}

/// A flow outcome.
pub(super) struct Outcome {
    pub id: String,
    pub name: &'static str,
}

/// The organization.
pub(super) fn organization() -> &'static Organization {
    static ORGANIZATION: LazyLock<Organization> = LazyLock::new(found);
    &ORGANIZATION
}

/// A wrap-up note.
pub(super) fn note(random: &mut Random) -> &'static str {
    random.pick::<&'static str>(&NOTES)
}

fn found() -> Organization {
    let mut random = Random::new(SEED, 0);
    let random = &mut random;
    Organization {
        division: random.uuid(),
        queues: QUEUES
            .map(|name| Queue { id: random.id(), name, skills: vec![random.uuid(), random.uuid()] })
            .into(),
        users: (0..USERS).map(|index| user(random, index)).collect(),
        menu: flow(random, "Main menu", FlowType::InboundCall, Purpose::Ivr),
        chat: flow(random, "Chat entry", FlowType::InboundChat, Purpose::Workflow),
        email: flow(random, "Mail entry", FlowType::InboundEmail, Purpose::Workflow),
        bot: flow(random, "Assistant", FlowType::DigitalBot, Purpose::Botflow),
        in_queue: flow(random, "Hold music", FlowType::InQueueCall, Purpose::Acd),
        survey: flow(random, "Voice survey", FlowType::VoiceSurvey, Purpose::VoiceSurveyFlow),
        outcomes: ["Balance told", "Address changed", "Appointment made"]
            .map(|name| Outcome { id: random.uuid(), name })
            .into(),
        milestones: vec![random.uuid(), random.uuid()],
        wrap_ups: WRAP_UPS.map(|_| random.uuid()).into(),
        campaign: random.uuid(),
        contact_list: random.uuid(),
        survey_form: random.uuid(),
        message: flow(random, "Message entry", FlowType::InboundShortMessage, Purpose::Workflow),
        waiting_call: flow(random, "Queue announcements", FlowType::InQueueCall, Purpose::Ivr),
        waiting_message: flow(
            random,
            "Queue messages",
            FlowType::InQueueShortMessage,
            Purpose::Workflow,
        ),
        waiting_email: flow(random, "Queue mails", FlowType::InQueueEmail, Purpose::Workflow),
    }
}

fn user(random: &mut Random, index: i64) -> User {
    let name = format!("{} {}", random.pick(&FIRST_NAMES), random.pick(&LAST_NAMES));
    User { id: random.id(), name, address: format!("user-{index}@example.com") }
}

fn flow(random: &mut Random, name: &'static str, kind: FlowType, purpose: Purpose) -> Flow {
    Flow { id: random.uuid(), name, kind, purpose }
}
