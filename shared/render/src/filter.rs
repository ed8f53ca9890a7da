//! Which conversations a list shows, and in which order.

use std::cmp::Reverse;

use conversation::overview::Party;
use genesys::Timestamp;
use genesys::vocabulary::MediaType;

use super::list::Listed;
use super::status::{due, state};

/// What a conversation must have to be listed. Nothing is asked by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// One of the words of [`crate::states`].
    pub state: Option<&'static str>,
    /// A medium.
    pub medium: Option<MediaType>,
    /// The beginning of a queue's id, or a part of its name.
    pub queue: String,
    /// The beginning of a user's id, or a part of their name.
    pub agent: String,
    /// The beginning of the conversation's id, the last digits of the customer's number, or a part
    /// of the name or address of anyone in it.
    pub text: String,
}

impl Filter {
    /// Whether everything is listed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a conversation is listed at `now`.
    #[must_use]
    pub fn fits(&self, listed: &Listed, now: Timestamp) -> bool {
        let overview = &listed.overview;
        self.state.is_none_or(|wanted| state(overview, now).1 == wanted)
            && self.medium.as_ref().is_none_or(|medium| overview.media.contains(medium))
            && is_any(&self.queue, overview.queue.as_slice())
            && is_any(&self.agent, &overview.agents)
            && self.has_text(listed)
    }

    fn has_text(&self, listed: &Listed) -> bool {
        let overview = &listed.overview;
        let wanted = lower(&self.text);
        let mut texts = overview.customer.iter().chain(&overview.customer_name);
        wanted.is_empty()
            || lower(listed.conversation_id.as_str()).starts_with(&wanted)
            || texts.any(|text| lower(text).contains(&wanted))
            || overview.customer.as_deref().is_some_and(|number| ends_with(number, &wanted))
            || overview.queue.iter().chain(&overview.agents).any(|party| is(&wanted, party))
    }
}

/// Whether nothing is wanted, or one of the parties is.
fn is_any(wanted: &str, parties: &[Party]) -> bool {
    let wanted = lower(wanted);
    wanted.is_empty() || parties.iter().any(|party| is(&wanted, party))
}

fn is(wanted: &str, party: &Party) -> bool {
    let name = party.name.as_deref().unwrap_or_default();
    lower(&party.id).starts_with(wanted) || lower(name).contains(wanted)
}

/// Whether a number ends with these digits, however either is written.
fn ends_with(number: &str, wanted: &str) -> bool {
    let is_number =
        |text: &str| text.chars().all(|char| char.is_ascii_digit() || " +-/.()".contains(char));
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let last = digits(wanted);
    !last.is_empty() && is_number(wanted) && is_number(number) && digits(number).ends_with(&last)
}

fn lower(text: &str) -> String {
    text.trim().to_lowercase()
}

/// The order of a list of open conversations.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// Those that wait now first, then by their whole wait, the longest first.
    #[default]
    Wait,
    /// The longest open first.
    Age,
}

impl Sort {
    /// Sorts conversations as they are at `now`. Equal ones are in the order of their ids.
    pub fn sort(self, rows: &mut [Listed], now: Timestamp) {
        rows.sort_by_cached_key(|row| {
            let overview = &row.overview;
            let waits = overview.waits_since.is_some() && due(overview, now).is_none();
            let wait = (self == Self::Wait).then(|| (waits, overview.wait_ms(now)));
            (Reverse(wait), overview.start, row.conversation_id.clone())
        });
    }
}
