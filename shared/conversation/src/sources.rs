//! What detail events and metric records report of one session, newest first. The newest value of a
//! field counts, whichever of the two kinds has it.

use genesys::fields::{SessionField, SessionFields, SessionRecord};
use genesys::{Detail, EventKey, MetricRecord, Timestamp};

use crate::known_session::KnownSession;
use crate::view::View;

/// The detail events and metric records of a session.
pub(crate) struct Sources<'h>(Vec<((Timestamp, EventKey), Source<'h>)>);

#[derive(Clone, Copy)]
enum Source<'h> {
    Event(&'h Detail),
    Record(&'h MetricRecord),
}

impl<'h> Sources<'h> {
    /// The events and records of the stretches of a session.
    pub fn new(stretches: &[&KnownSession<'h>], view: &View<'h>) -> Self {
        let most =
            |stretch: &&KnownSession<'h>| stretch.events.len() + view.records_of(stretch).len();
        let mut sources = Vec::with_capacity(stretches.iter().map(most).sum());
        for stretch in stretches {
            sources.extend(stretch.events.iter().filter_map(|event| {
                Some(((event.time, event.key), Source::Event(event.detail()?)))
            }));
            let records = view.records_of(stretch).iter();
            sources.extend(
                records.map(|(event, record)| ((event.time, event.key), Source::Record(record))),
            );
        }
        sources.sort_unstable_by_key(|(order, _)| std::cmp::Reverse(*order));
        Self(sources)
    }

    /// The newest value of a field; absent if no source has it.
    pub fn newest<T: SessionField + Clone + Default + 'h>(
        &self,
        of_event: impl Fn(&'h Detail) -> &'h T,
        of_record: impl Fn(&'h SessionFields) -> &'h T,
    ) -> T {
        let values = self.0.iter().filter_map(|(_, source)| match source {
            Source::Event(detail) => Some(of_event(detail)),
            Source::Record(record) => record.session.as_deref().map(&of_record),
        });
        values.into_iter().find(|value| !value.is_absent()).cloned().unwrap_or_default()
    }

    /// The newest values of the fields that only records carry.
    pub fn recorded(&self) -> Option<Box<SessionRecord>> {
        SessionRecord::newest(self.0.iter().filter_map(|(_, source)| match source {
            Source::Event(detail) => detail.recorded.as_deref(),
            Source::Record(record) => record.recorded.as_deref(),
        }))
    }

    /// The newest value that a record has.
    pub fn of_records<T>(&self, of: impl Fn(&'h MetricRecord) -> Option<T>) -> Option<T> {
        self.0.iter().find_map(|(_, source)| match source {
            Source::Event(_) => None,
            Source::Record(record) => of(record),
        })
    }
}
