//! The made-up organization. It is the same for every seed, so that streams of different seeds are
//! about the same contact centre.

use std::sync::LazyLock;

use genesys::vocabulary::{FlowType, Purpose};
use genesys::{QueueId, UserId};

use super::draw::Draw;

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
pub(super) fn note(draw: &mut Draw) -> &'static str {
    draw.pick::<&'static str>(&NOTES)
}

fn found() -> Organization {
    let mut draw = Draw::new(SEED, 0);
    let draw = &mut draw;
    Organization {
        division: draw.uuid(),
        queues: QUEUES
            .map(|name| Queue { id: draw.id(), name, skills: vec![draw.uuid(), draw.uuid()] })
            .into(),
        users: (0..USERS).map(|index| user(draw, index)).collect(),
        menu: flow(draw, "Main menu", FlowType::InboundCall, Purpose::Ivr),
        chat: flow(draw, "Chat entry", FlowType::InboundChat, Purpose::Workflow),
        email: flow(draw, "Mail entry", FlowType::InboundEmail, Purpose::Workflow),
        bot: flow(draw, "Assistant", FlowType::DigitalBot, Purpose::Botflow),
        in_queue: flow(draw, "Hold music", FlowType::InQueueCall, Purpose::Acd),
        survey: flow(draw, "Voice survey", FlowType::VoiceSurvey, Purpose::VoiceSurveyFlow),
        outcomes: ["Balance told", "Address changed", "Appointment made"]
            .map(|name| Outcome { id: draw.uuid(), name })
            .into(),
        milestones: vec![draw.uuid(), draw.uuid()],
        wrap_ups: WRAP_UPS.map(|_| draw.uuid()).into(),
        campaign: draw.uuid(),
        contact_list: draw.uuid(),
        survey_form: draw.uuid(),
        message: flow(draw, "Message entry", FlowType::InboundShortMessage, Purpose::Workflow),
        waiting_call: flow(draw, "Queue announcements", FlowType::InQueueCall, Purpose::Ivr),
        waiting_message: flow(
            draw,
            "Queue messages",
            FlowType::InQueueShortMessage,
            Purpose::Workflow,
        ),
        waiting_email: flow(draw, "Queue mails", FlowType::InQueueEmail, Purpose::Workflow),
    }
}

fn user(draw: &mut Draw, index: i64) -> User {
    let name = format!("{} {}", draw.pick(&FIRST_NAMES), draw.pick(&LAST_NAMES));
    User { id: draw.id(), name, address: format!("user-{index}@example.com") }
}

fn flow(draw: &mut Draw, name: &'static str, kind: FlowType, purpose: Purpose) -> Flow {
    Flow { id: draw.uuid(), name, kind, purpose }
}
