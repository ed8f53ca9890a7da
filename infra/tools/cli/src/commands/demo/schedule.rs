//! When the conversations of the live demo happen: one begins after another, from a moment before
//! the demo started, so that the first page already shows some.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use genesys::Timestamp;
use genesys::details::ConversationDetails;
use genesys::vocabulary::Purpose;
use simulate::{Kind, events_of, paced};

use super::shipped::shipped;

/// From one start to the next, in milliseconds before the speed is applied. Most conversations take
/// some minutes, so about ten are open at a time.
const APART_MS: i64 = 30_000;
/// Conversations that began before the demo.
const BEFORE: i64 = 12;
/// Made-up conversations after the first ones. A demo that nobody ends must not fill the memory.
const MOST: u64 = 1_000;
/// The seed of made-up conversations.
const SEED: u64 = 18;
/// Made-up conversations that alternate with those that ship with the project: what they lack.
const FIRST: [Kind; 12] = [
    Kind::VoiceAnswered,
    Kind::Chat,
    Kind::BlindTransferToQueue,
    Kind::SelfService,
    Kind::ConsultTransfer,
    Kind::Whatsapp,
    Kind::AbandonedInQueue,
    Kind::SupervisorBargesIn,
    Kind::Email,
    Kind::QueueOverflows,
    Kind::InConversationCallback,
    Kind::AgentDeclined,
];

/// Names for the conversations that ship with the project.
const AGENTS: [&str; 7] =
    ["Nora Lind", "Tom Vega", "Amira Haddad", "Jan Kos", "Lea Brun", "Sam Osei", "Mia Roth"];
const CUSTOMERS: [&str; 7] = [
    "Ada Okafor",
    "Ben Schulz",
    "Clara Nunes",
    "Dev Patel",
    "Eva Holm",
    "Finn Murphy",
    "Grace Chen",
];
const QUEUES: [&str; 5] = ["Orders", "Returns", "Travel desk", "Card service", "Appointments"];

/// The events of the conversations, in the order in which they happen.
pub(super) struct Schedule {
    conversations: Box<dyn Iterator<Item = ConversationDetails>>,
    speed: u32,
    next_start: Timestamp,
    /// Events of the conversations that have begun, by time and number.
    ahead: BinaryHeap<Reverse<(Timestamp, u64, String)>>,
    taken: u64,
    /// Conversations that have begun.
    pub begun: u64,
}

/// The conversations in the order of their starts.
fn conversations() -> impl Iterator<Item = ConversationDetails> {
    let mut shipped = shipped().enumerate().map(|(number, details)| named(details, number));
    let mut first = FIRST.iter().map(|kind| simulate::conversation(*kind, SEED));
    let alternating = std::iter::from_fn(move || {
        let both = [first.next(), shipped.next()];
        both.iter().any(Option::is_some).then_some(both)
    });
    alternating.flatten().flatten().chain(simulate::conversations(SEED, MOST))
}

/// The shipped conversation with names: those of the people and queues were removed from it.
fn named(mut details: ConversationDetails, number: usize) -> ConversationDetails {
    for (index, participant) in details.participants.iter_mut().enumerate() {
        let names: &[&str] = match participant.purpose {
            _ if participant.user_id.is_some() => &AGENTS,
            Some(Purpose::Acd) => &QUEUES,
            Some(Purpose::Customer | Purpose::External) => &CUSTOMERS,
            _ => continue,
        };
        participant.participant_name = Some(names[(number + index) % names.len()].to_owned());
    }
    details
}

impl Schedule {
    /// The conversations of a demo that starts at `now`.
    pub fn new(now: Timestamp, speed: u32) -> Self {
        let speed = speed.max(1);
        Self {
            conversations: Box::new(conversations()),
            speed,
            next_start: now.plus_ms(-BEFORE * APART_MS / i64::from(speed)),
            ahead: BinaryHeap::new(),
            taken: 0,
            begun: 0,
        }
    }

    /// At most `most` events that have happened by `now` and were not taken yet.
    pub fn take(&mut self, now: Timestamp, most: usize) -> Vec<String> {
        while self.next_start <= now {
            let Some(details) = self.conversations.next() else { break };
            let fast = paced(&details, self.next_start, self.speed);
            for event in fast.iter().flat_map(|details| events_of(details, true).events) {
                self.ahead.push(Reverse((event.time, self.taken, event.envelope.to_string())));
                self.taken += 1;
            }
            self.begun += 1;
            self.next_start = self.next_start.plus_ms(APART_MS / i64::from(self.speed));
        }
        let mut due = Vec::new();
        while due.len() < most && self.ahead.peek().is_some_and(|Reverse((at, ..))| *at <= now) {
            due.extend(self.ahead.pop().map(|Reverse((.., event))| event));
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use common_events::catalogue::Selection;
    use conversation::{History, Known, derive};
    use genesys::{Arrival, Event};

    use super::*;

    const NOW: Timestamp = Timestamp::from_ms(1_800_000_000_000);

    /// How many Common Events of each type follow from a conversation.
    fn derived(details: &ConversationDetails) -> BTreeMap<String, u64> {
        let known = events_of(details, true).events.into_iter().map(|event| {
            let arrival = Arrival::decode(&event.envelope.to_string()).unwrap();
            let body = serde_json::from_str(&arrival.body).unwrap();
            Known::from(Event::new(arrival.topic, arrival.time, arrival.key, body))
        });
        let history = History::new(details.conversation_id.clone(), known.collect::<Vec<_>>());
        let mut types = BTreeMap::new();
        for event in derive(&history, &Selection::all()) {
            *types.entry(event.event_type().to_string()).or_default() += 1;
        }
        types.retain(|name: &String, _| !name.starts_with("Conference"));
        types
    }

    /// At the speed of the demo, the conversations that everyone sees first mean the same as they
    /// do at their own pace, but for conferences: those of an instant do not count.
    #[test]
    fn fast_conversations_give_the_same_events() {
        for details in conversations().take(23) {
            let fast = paced(&details, NOW, 10).unwrap();
            assert_eq!(derived(&fast), derived(&details), "{}", details.conversation_id);
        }
    }

    /// Everything happens in order and not before its time, each conversation once.
    #[test]
    fn events_come_when_they_happen() {
        let mut schedule = Schedule::new(NOW, 10);
        let (mut last, mut seen) = (0, 0);
        for second in 0..120 {
            let now = NOW.plus_ms(second * 1_000);
            // Conversations that begin between two looks have earlier events than the last look.
            let mut latest = last;
            loop {
                let events = schedule.take(now, 7);
                for event in &events {
                    let at = Arrival::decode(event).unwrap().time;
                    assert!(at <= now && at.ms() >= last - 1_000, "{second}: {event}");
                    latest = latest.max(at.ms());
                }
                seen += events.len();
                if events.is_empty() {
                    break;
                }
            }
            last = latest;
            assert!(second > 0 || seen > 50, "{seen} events before the start");
        }
        assert_eq!(schedule.begun, 13 + 119 / 3);
        let ids: BTreeSet<_> = conversations().take(300).map(|it| it.conversation_id).collect();
        assert_eq!(ids.len(), 300);
    }
}
