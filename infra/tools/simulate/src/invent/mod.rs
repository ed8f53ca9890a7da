//! Made-up conversations: what happens in a contact centre of some hundred people in a day, with
//! realistic times and endings.
//!
//! Conversations are made up as documents, one script per [`Kind`]. They are a function of the
//! seed: the n-th conversation of a seed has its own random stream, so that only its start depends
//! on the conversations before it.

mod again;
mod beside;
mod callback;
mod channel;
mod conference;
mod consult;
mod digital;
mod later;
mod metrics;
mod organization;
mod outbound;
mod random;
mod role;
mod story;
mod transfer;
mod voice;
mod waiting;

use genesys::Timestamp;
use genesys::details::ConversationDetails;

use random::Random;
use story::Story;

/// The start of the first conversation: 2026-03-02T09:00:00.000Z, a Monday.
const BEGIN: Timestamp = Timestamp::from_ms(1_772_442_000_000);
/// The first random stream for single conversations of a kind, far from those of numbered
/// conversations.
const FIRST_KIND: u64 = 1 << 48;
/// Median time between the starts of two conversations, in milliseconds.
const GAP_MS: i64 = 6_000;

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident $weight:literal $script:path,)*) => {
        /// A kind of conversation.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind {
            $($(#[$doc])* $kind,)*
        }

        const KINDS: &[Kind] = &[$(Kind::$kind,)*];

        impl Kind {
            /// The frequency of the kind, relative to the others.
            const fn weight(self) -> i64 {
                match self { $(Self::$kind => $weight,)* }
            }

            fn script(self) -> fn(&mut Story) {
                match self { $(Self::$kind => $script,)* }
            }
        }
    };
}

kinds! {
    /// An agent answers a call; one of the two hangs up.
    VoiceAnswered 40 voice::answered,
    /// The caller uses only the menu.
    SelfService 6 voice::self_service,
    /// The caller hangs up in the queue.
    AbandonedInQueue 5 voice::abandoned,
    /// The first agent declines, another one answers.
    AgentDeclined 4 voice::declined,
    /// The first agent does not answer, another one does.
    AlertTimedOut 4 voice::timed_out,
    /// The caller hangs up while an agent's phone rings.
    CallerGaveUpRinging 4 voice::gave_up_ringing,
    /// The caller stays for a survey.
    Surveyed 4 voice::surveyed,
    /// The agent transfers to a queue.
    BlindTransferToQueue 5 transfer::blind_to_queue,
    /// The agent transfers to a user.
    BlindTransferToPerson 4 transfer::blind_to_person,
    /// The agent transfers to an external number.
    BlindTransferToNumber 4 transfer::blind_to_number,
    /// The agent consults, then transfers.
    ConsultTransfer 5 transfer::consult_transfer,
    /// The agent consults, then returns to the customer.
    ConsultCalledOff 4 transfer::consult_called_off,
    /// The agent leaves a conference; customer and colleague stay.
    WarmHandOver 4 transfer::warm_hand_over,
    /// The agent answers their own transfer.
    TransferTakenBack 4 transfer::taken_back,
    /// A conference with an external party.
    Conference 5 conference::external_party,
    /// A user calls a customer.
    OutboundCall 7 outbound::call,
    /// A user calls the service desk or a colleague.
    InternalCall 4 outbound::internal,
    /// A campaign makes an agent call.
    CampaignCallback 4 callback::of_campaign,
    /// A caller asks for a callback.
    InConversationCallback 4 callback::in_conversation,
    /// An agent answers a voicemail with a call.
    VoicemailThenCallback 4 callback::after_voicemail,
    /// A web chat.
    Chat 6 digital::chat,
    /// Web messaging.
    WebMessage 5 digital::web_message,
    /// `WhatsApp`.
    Whatsapp 4 digital::whatsapp,
    /// A bot serves the customer without an agent.
    BotOnly 4 digital::bot_only,
    /// An e-mail.
    Email 5 digital::email,
    /// The agent parks an e-mail.
    EmailParked 4 digital::email_parked,
    /// The customer replies to an e-mail after days.
    EmailReopened 4 digital::email_reopened,
    /// A supervisor monitors or coaches.
    SupervisorListens 4 beside::listens,
    /// A supervisor listens, then talks with agent and customer.
    SupervisorBargesIn 3 beside::barges_in,
    /// A colleague joins agent and customer.
    ColleagueJoins 4 beside::joins,
    /// The agent consults a queue, then transfers.
    QueueConsultTransfer 4 consult::completed,
    /// The agent consults a queue, then returns to the customer; or the customer hangs up before
    /// that.
    QueueConsultCalledOff 4 consult::called_off,
    /// The agent consults a queue, and leaves the customer to the colleague without a transfer.
    QueueConsultHandOver 3 consult::handed_over,
    /// The agent consults a user who does not answer in time.
    RingingConsultCalledOff 3 consult::ringing_called_off,
    /// The customer writes again after the end, in another session.
    MessageComesBack 4 again::comes_back,
    /// The customer reloads the page, and becomes another participant.
    CustomerReloads 3 again::reloads,
    /// The wrap-up comes hours after the call.
    LateWrapUp 3 again::late_wrap_up,
    /// An agent schedules a callback for the next day.
    CallbackNextDay 4 later::next_day,
    /// A callback is tried again in the same conversation.
    CallbackRetried 3 later::retried,
    /// The queue sends the caller to its voicemail.
    VoicemailOutOfQueue 3 later::voicemail_out_of_queue,
    /// A flow forwards the caller to an external number.
    ForwardedByFlow 3 later::forwarded,
    /// The customer's line is busy, or they reject the call.
    OutboundRejected 3 outbound::rejected,
    /// An agent writes an e-mail to a customer.
    OutboundEmail 4 outbound::email,
    /// An agent writes the first message to a customer.
    OutboundMessage 4 outbound::message,
    /// In-queue flows play announcements to a caller.
    QueueAnnouncements 4 waiting::announcements,
    /// An in-queue flow answers a message or an e-mail.
    WrittenInQueue 3 waiting::written_in_queue,
    /// The queue sends the caller to another queue.
    QueueOverflows 3 waiting::overflows,
    /// Several agents in turn do not answer.
    AlertsRingOut 4 waiting::nobody_answers,
    /// Several agents in turn do not take a message.
    MessageAlertsTimeOut 3 waiting::nobody_takes_the_message,
    /// The agent transfers the caller to a survey.
    TransferredToSurvey 3 waiting::transferred_to_survey,
    /// A message session ends and starts again with the same id.
    MessageSessionAgain 4 again::same_session,
}

/// Every kind of conversation.
#[must_use]
pub const fn kinds() -> &'static [Kind] {
    KINDS
}

/// One conversation of a kind: the same for the same seed.
#[must_use]
pub fn conversation(kind: Kind, seed: u64) -> ConversationDetails {
    tell(kind, Random::new(seed, FIRST_KIND + kind as u64), BEGIN)
}

/// Made-up conversations of all kinds, in the order of their starts.
pub fn conversations(seed: u64, count: u64) -> impl Iterator<Item = ConversationDetails> {
    drawn(seed, count).map(|(kind, begin, random)| tell(kind, random, begin))
}

/// The kinds of [`conversations`].
#[cfg(test)]
pub(super) fn kinds_of(seed: u64, count: u64) -> impl Iterator<Item = Kind> {
    drawn(seed, count).map(|(kind, ..)| kind)
}

fn drawn(seed: u64, count: u64) -> impl Iterator<Item = (Kind, Timestamp, Random)> {
    (1..=count).scan(BEGIN, move |begin, number| {
        let mut random = Random::new(seed, number);
        *begin = begin.plus_ms(random.around(GAP_MS));
        Some((any(&mut random), *begin, random))
    })
}

fn any(random: &mut Random) -> Kind {
    let mut left = random.between(0, KINDS.iter().map(|kind| kind.weight()).sum::<i64>() - 1);
    let chosen = KINDS.iter().find(|kind| {
        left -= kind.weight();
        left < 0
    });
    chosen.copied().unwrap_or(Kind::VoiceAnswered)
}

fn tell(kind: Kind, random: Random, begin: Timestamp) -> ConversationDetails {
    let mut story = Story::new(random, begin);
    kind.script()(&mut story);
    story.finish()
}
