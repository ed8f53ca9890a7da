//! The first published revision is usually right. Each flow runs event by event in order of time.
//! Each Common Event is published one settle time after its last cause.

use std::collections::BTreeMap;

use common_events::SettleClass;
use common_events::catalogue::{EventType, Selection};
use conversation::{Known, derive};
use serde_json::Value;

use crate::support::history;
use crate::{Flow, flows};

/// The settle times of the default configuration.
const fn settle_ms(class: SettleClass, inferred: bool) -> i64 {
    match class {
        _ if inferred => 120_000,
        SettleClass::Unresolved => 120_000,
        SettleClass::Prompt => 0,
        SettleClass::Settled => 5_000,
        SettleClass::Ending => 10_000,
    }
}

type Name = (EventType, String);

/// The time and data of a published Common Event.
#[derive(Debug, Clone, PartialEq)]
struct Published {
    at: i64,
    data: Value,
}

/// What was published of a flow over time.
#[derive(Default)]
struct Publication {
    current: BTreeMap<Name, Published>,
    revised: Vec<Name>,
    withdrawn: Vec<Name>,
}

impl Publication {
    /// Publishes what is due by `now`. Returns when the next is due.
    fn publish(&mut self, known: &[Known], now: i64) -> Option<i64> {
        let came = |key| {
            known.iter().find(|known| known.event.key == key).map(|known| known.event.time.ms())
        };
        let latest = known.iter().map(|known| known.event.time.ms()).max().unwrap_or(0);
        let mut next: Option<i64> = None;
        let mut waits = |due: i64| {
            let waits = due > now;
            if waits {
                next = next.into_iter().chain([due]).min();
            }
            waits
        };
        let mut gone = self.current.clone();
        for derived in derive(&history(known.iter().cloned()), &Selection::all()) {
            let name = (derived.event_type(), derived.subject.clone());
            let mut data = serde_json::to_value(&derived.data).unwrap();
            data.as_object_mut().unwrap().remove("conversation");
            let published = Published { at: derived.occurred_at.ms(), data };
            let before = gone.remove(&name);
            let last = derived.causes.iter().filter_map(|cause| came(*cause)).max().unwrap();
            if before.as_ref() == Some(&published)
                || waits(last + settle_ms(derived.settles, derived.inferred))
            {
                continue;
            }
            if before.is_some() {
                self.revised.push(name.clone());
            }
            self.current.insert(name, published);
        }
        for name in gone.into_keys() {
            if !waits(latest + settle_ms(name.0.settle_class(), false)) {
                self.current.remove(&name);
                self.withdrawn.push(name);
            }
        }
        next
    }
}

fn publish(flow: &Flow) -> Publication {
    let mut known = flow.story.0.clone();
    known.sort_by_key(|known| known.event.time);
    let mut publication = Publication::default();
    for count in 1..=known.len() {
        let mut now = known[count - 1].event.time.ms();
        let until = known.get(count).map_or(i64::MAX, |next| next.event.time.ms());
        while let Some(due) = publication.publish(&known[..count], now).filter(|due| *due < until) {
            now = due;
        }
    }
    publication
}

/// No Common Event is withdrawn.
#[test]
fn nothing_is_withdrawn_in_order() {
    for flow in flows() {
        let withdrawn = publish(&flow).withdrawn;
        assert!(withdrawn.is_empty(), "{}: {withdrawn:?}", flow.name);
    }
}

/// The published Common Events at the end are those that follow from all events.
#[test]
fn everything_is_published_in_the_end() {
    for flow in flows() {
        let published: Vec<Name> = publish(&flow).current.into_keys().collect();
        let mut follows: Vec<Name> = flow
            .story
            .derived_events()
            .into_iter()
            .map(|one| (one.event_type(), one.subject))
            .collect();
        follows.sort();
        assert_eq!(published, follows, "{}", flow.name);
    }
}

/// Only an event that is later than the settle time causes a revision. Most flows have none.
#[test]
fn few_are_revised_in_order() {
    let (mut published, mut revised) = (0, Vec::new());
    for flow in flows() {
        let publication = publish(&flow);
        published += publication.current.len();
        revised
            .extend(publication.revised.into_iter().map(|name| format!("{}: {name:?}", flow.name)));
    }
    println!("{published} told, {} revised: {revised:#?}", revised.len());
    assert!(revised.len() * 100 < published, "{} of {published}: {revised:#?}", revised.len());
}
