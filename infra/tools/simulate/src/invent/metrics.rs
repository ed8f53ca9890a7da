//! The metrics of a made-up session, as Genesys derives them from its segments: one per segment
//! when the segment ends, and totals when the session ends.

use genesys::Timestamp;
use genesys::details::{SegmentDetails, SessionDetails, SessionMetric};
use genesys::vocabulary::{DisconnectType, Purpose};

/// Facts about a session that its segments do not show.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hidden {
    /// How long the contact that this agent answered had waited in the queue, in milliseconds.
    pub waited: Option<i64>,
    /// Whether a transfer followed a consult.
    pub consult: bool,
    /// The metric that records talk in the session of a listener or of a supervisor who barges in.
    pub talk_record: Option<&'static str>,
}

/// The metrics of one stretch of a session.
pub(super) fn metrics(
    session: &SessionDetails,
    purpose: &Purpose,
    hidden: Hidden,
) -> Vec<SessionMetric> {
    let mut measured = Measured { session, metrics: Vec::new() };
    match purpose {
        Purpose::Customer | Purpose::External => measured.customer(),
        Purpose::Acd => measured.wait(),
        Purpose::Agent | Purpose::User => measured.user(hidden),
        Purpose::Voicemail => measured.pieces("interact", "tVoicemail"),
        _ => measured.flow(),
    }
    measured.metrics.sort_by(|a, b| (a.emit_date, &a.name).cmp(&(b.emit_date, &b.name)));
    measured.metrics
}

struct Measured<'a> {
    session: &'a SessionDetails,
    metrics: Vec<SessionMetric>,
}

impl<'a> Measured<'a> {
    fn of(&self, kind: &'static str) -> impl Iterator<Item = &'a SegmentDetails> + use<'a> {
        self.session
            .segments
            .iter()
            .filter(move |segment| segment.segment_type.as_deref() == Some(kind))
    }

    fn total(&self, kind: &'static str) -> i64 {
        self.of(kind).filter_map(length).sum()
    }

    /// The end of the last segment before wrap-up, and its disconnect type.
    fn end(&self) -> Option<(Timestamp, Option<&'a DisconnectType>)> {
        let mut before = self
            .session
            .segments
            .iter()
            .filter(|one| one.segment_type.as_deref() != Some("wrapup"));
        let last = before.next_back()?;
        Some((last.segment_end?, last.disconnect_type.as_ref()))
    }

    fn add(&mut self, name: &str, at: Option<Timestamp>, value: i64) {
        let metric = SessionMetric {
            emit_date: at,
            name: Some(name.to_owned()),
            value: Some(value),
            ..SessionMetric::default()
        };
        if at.is_some() {
            self.metrics.push(metric);
        }
    }

    fn pieces(&mut self, kind: &'static str, name: &str) {
        for segment in self.of(kind) {
            if let Some(value) = length(segment) {
                self.add(name, segment.segment_end, value);
            }
        }
    }

    fn customer(&mut self) {
        if let Some(talk) = self.of("interact").next() {
            self.add("nConnected", talk.segment_start, 1);
        }
        self.pieces("interact", "tConnected");
    }

    fn flow(&mut self) {
        let Some(first) = self.of("ivr").chain(self.of("interact")).next() else { return };
        self.add("nFlow", first.segment_start, 1);
        self.pieces("ivr", "tIvr");
        if let Some(value) = length(first) {
            self.add("tFlow", first.segment_end, value);
            self.add("tFlowExit", first.segment_end, value);
        }
    }

    fn wait(&mut self) {
        if let Some(wait) = self.of("interact").next() {
            self.add("nOffered", wait.segment_start, 1);
        }
        self.pieces("interact", "tAcd");
        if let Some((end, Some(DisconnectType::Peer))) = self.end() {
            self.add("tAbandon", Some(end), self.total("interact"));
        }
    }

    fn user(&mut self, Hidden { waited, consult, talk_record }: Hidden) {
        let pieces = [
            ("monitoring", "tMonitoring"),
            ("coaching", "tCoaching"),
            ("alert", "tAlert"),
            ("contacting", "tContacting"),
            ("dialing", "tDialing"),
            ("interact", talk_record.unwrap_or("tTalk")),
            ("hold", "tHeld"),
            ("parked", "tPark"),
            ("wrapup", "tAcw"),
        ];
        pieces.into_iter().for_each(|(kind, name)| self.pieces(kind, name));
        if talk_record.is_some() {
            return;
        }
        if let (Some(talk), Some(waited)) = (self.of("interact").next(), waited) {
            self.add("tAnswered", talk.segment_start, waited);
        }
        if let Some(placed) = self.of("contacting").chain(self.of("dialing")).next() {
            self.add("nOutbound", placed.segment_start, 1);
        }
        let Some((end, how)) = self.end() else { return };
        let [talk, held, alert, placing, acw] = [
            self.total("interact"),
            self.total("hold"),
            self.total("alert"),
            self.total("contacting") + self.total("dialing"),
            self.total("wrapup"),
        ];
        if talk > 0 {
            self.add("tTalkComplete", Some(end), talk);
        }
        if held > 0 {
            self.add("tHeldComplete", Some(end), held);
        }
        if talk + held == 0 && alert > 0 && how != Some(&DisconnectType::Peer) {
            self.add("tNotResponding", Some(end), alert);
        }
        if talk + held > 0
            && matches!(how, Some(DisconnectType::Transfer | DisconnectType::ConsultTransfer))
        {
            self.add("nTransferred", Some(end), 1);
            self.add(
                if consult { "nConsultTransferred" } else { "nBlindTransferred" },
                Some(end),
                1,
            );
        }
        if talk + held + placing > 0 {
            let done = self.of("wrapup").filter_map(|segment| segment.segment_end).max();
            self.add("tHandle", done.max(Some(end)), talk + held + placing + acw);
        }
    }
}

fn length(segment: &SegmentDetails) -> Option<i64> {
    Some(segment.segment_end?.since(segment.segment_start?))
}
