//! The counts by queue above a list.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use genesys::Timestamp;

use super::super::list::{Listed, parties};
use super::super::status::{due, state, states};
use super::super::text::fit;
use super::lasting::lasting;
use super::limits::{NAME, QUEUES};

/// The conversations of a queue, counted by state.
#[derive(Debug)]
pub(super) struct Queue {
    pub name: String,
    /// The list of this queue alone.
    pub link: String,
    pub count: usize,
    /// Class, word and number of each state that occurs, in the order of the states.
    pub states: Vec<(&'static str, &'static str, usize)>,
    /// The longest present wait.
    pub longest: Option<String>,
}

/// The queues of these conversations, the longest present wait first. `link` gives the URL for the
/// id of a queue.
pub(super) fn queues(
    listed: &[Listed],
    now: Timestamp,
    link: impl Fn(&str) -> String,
) -> Vec<Queue> {
    let mut by_id: BTreeMap<&str, Vec<&Listed>> = BTreeMap::new();
    for one in listed {
        if let Some(queue) = &one.overview.queue {
            by_id.entry(&queue.id).or_default().push(one);
        }
    }
    let waits = |of: &[&Listed]| {
        let waiting = of
            .iter()
            .map(|one| &one.overview)
            .filter(|overview| overview.waits_since.is_some() && due(overview, now).is_none());
        waiting.map(|overview| overview.wait_ms(now)).max()
    };
    let mut all: Vec<_> = by_id.into_iter().map(|(id, of)| (waits(&of), id, of)).collect();
    all.sort_by_key(|(wait, id, of)| (Reverse((*wait, of.len())), *id));
    all.truncate(QUEUES);
    let queue = |(wait, id, of): (Option<i64>, &str, Vec<&Listed>)| {
        let named = of.iter().filter_map(|one| one.overview.queue.as_ref());
        let party = named.clone().find(|party| party.name.is_some()).or(named.clone().next());
        let count = |word: &'static str| {
            let in_state = of.iter().map(|one| state(&one.overview, now));
            let mut in_state = in_state.filter(|(_, own)| *own == word).peekable();
            let class = in_state.peek()?.0.class();
            Some((class, word, in_state.count()))
        };
        Queue {
            name: fit(&parties(party.map(std::slice::from_ref).unwrap_or_default()), NAME),
            link: link(id),
            count: of.len(),
            states: states().into_iter().filter_map(count).collect(),
            longest: wait.map(lasting),
        }
    };
    all.into_iter().map(queue).collect()
}
