//! Made-up conversations: what a contact centre of some hundred people has in a day, each with times and endings as real
//! ones have them.
//!
//! They are made up as documents, one script per [`Kind`], and are a function of the seed: the n-th conversation of a
//! seed draws from a stream of its own, so that it does not depend on those before it but for when it begins.

mod callback;
mod channel;
mod conference;
mod digital;
mod draw;
mod metrics;
mod organization;
mod outbound;
mod role;
mod story;
mod transfer;
mod voice;

use genesys::Timestamp;
use genesys::details::ConversationDetails;

use draw::Draw;
use story::Story;

/// When the first conversation begins: 2026-03-02T09:00:00.000Z, a Monday.
const BEGIN: Timestamp = Timestamp::from_ms(1_772_442_000_000);
/// The first of the streams that single conversations of a kind draw from: far from those of numbered ones.
const FIRST_KIND: u64 = 1 << 48;
/// Median time from one conversation's beginning to the next one's, in milliseconds.
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
            /// How often it occurs, in proportion to the others.
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
    VoiceAnswered 24 voice::answered,
    /// The menu is enough.
    SelfService 6 voice::self_service,
    /// The caller gives up in the queue.
    AbandonedInQueue 5 voice::abandoned,
    /// The first agent declines, another one answers.
    AgentDeclined 4 voice::declined,
    /// The first agent lets it ring, another one answers.
    AlertTimedOut 4 voice::timed_out,
    /// The caller gives up while an agent's phone rings.
    CallerGaveUpRinging 4 voice::gave_up_ringing,
    /// The caller stays for a survey.
    Surveyed 4 voice::surveyed,
    /// The agent transfers to a queue.
    BlindTransferToQueue 5 transfer::blind_to_queue,
    /// The agent transfers to a user.
    BlindTransferToPerson 4 transfer::blind_to_person,
    /// The agent transfers to a number outside.
    BlindTransferToNumber 4 transfer::blind_to_number,
    /// The agent consults, then transfers.
    ConsultTransfer 5 transfer::consult_transfer,
    /// The agent consults, then goes on himself.
    ConsultCalledOff 4 transfer::consult_called_off,
    /// The agent leaves a conference, customer and colleague stay.
    WarmHandOver 4 transfer::warm_hand_over,
    /// The agent takes his own transfer back.
    TransferTakenBack 4 transfer::taken_back,
    /// A conference with somebody outside.
    Conference 5 conference::external_leg,
    /// A user calls a customer.
    OutboundCall 7 outbound::call,
    /// A user calls the service desk or a colleague.
    InternalCall 4 outbound::internal,
    /// A campaign has an agent call.
    CampaignCallback 4 callback::of_campaign,
    /// A caller prefers to be called back.
    InConversationCallback 4 callback::in_conversation,
    /// A voicemail is answered by a call.
    VoicemailThenCallback 4 callback::after_voicemail,
    /// A web chat.
    Chat 6 digital::chat,
    /// Web messaging.
    WebMessage 5 digital::web_message,
    /// `WhatsApp`.
    Whatsapp 4 digital::whatsapp,
    /// An assistant serves the customer alone.
    BotOnly 4 digital::bot_only,
    /// An e-mail.
    Email 5 digital::email,
    /// An e-mail that the agent puts aside.
    EmailParked 4 digital::email_parked,
    /// An e-mail that comes back after days.
    EmailReopened 4 digital::email_reopened,
}

/// Every kind of conversation.
#[must_use]
pub const fn kinds() -> &'static [Kind] {
    KINDS
}

/// One conversation of a kind: the same for the same seed.
#[must_use]
pub fn conversation(kind: Kind, seed: u64) -> ConversationDetails {
    tell(kind, Draw::new(seed, FIRST_KIND + kind as u64), BEGIN)
}

/// Conversations of all kinds, made up one by one, in the order of their beginnings.
pub fn conversations(seed: u64, count: u64) -> impl Iterator<Item = ConversationDetails> {
    drawn(seed, count).map(|(kind, begin, draw)| tell(kind, draw, begin))
}

/// The kinds of [`conversations`].
#[cfg(test)]
pub(super) fn kinds_of(seed: u64, count: u64) -> impl Iterator<Item = Kind> {
    drawn(seed, count).map(|(kind, ..)| kind)
}

fn drawn(seed: u64, count: u64) -> impl Iterator<Item = (Kind, Timestamp, Draw)> {
    (1..=count).scan(BEGIN, move |begin, number| {
        let mut draw = Draw::new(seed, number);
        *begin = begin.plus_ms(draw.around(GAP_MS));
        Some((any(&mut draw), *begin, draw))
    })
}

fn any(draw: &mut Draw) -> Kind {
    let mut left = draw.between(0, KINDS.iter().map(|kind| kind.weight()).sum::<i64>() - 1);
    let chosen = KINDS.iter().find(|kind| {
        left -= kind.weight();
        left < 0
    });
    chosen.copied().unwrap_or(Kind::VoiceAnswered)
}

fn tell(kind: Kind, draw: Draw, begin: Timestamp) -> ConversationDetails {
    let mut story = Story::new(draw, begin);
    kind.script()(&mut story);
    story.finish()
}
