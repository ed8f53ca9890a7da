//! The enumerations of Common Events. The words are our own; Genesys' words are texts in other
//! fields.

use serde::{Deserialize, Serialize};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident,)* })*) => {
        $($(#[$doc])*
        #[derive(
            Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize,
        )]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "camelCase")]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
            /// Nothing that is known says which; also a word that a later version of the contract
            /// added.
            #[default]
            #[serde(other)]
            Unknown,
        })*
    };
}

words! {
    /// What kind of destination a transfer has.
    DestinationKind {
        /// A user's session.
        Agent,
        /// A queue.
        Queue,
        /// A flow.
        Flow,
        /// A voicemail box.
        Voicemail,
        /// A party outside.
        Number,
    }

    /// How an agent handed a conversation on.
    TransferKind {
        /// After talking to the target first.
        Consult,
        /// Without talking to the target.
        Blind,
        /// By leaving a conference.
        Conference,
        /// Somebody took it over.
        Takeover,
    }

    /// By which way an agent was assigned a conversation.
    AssignedVia {
        /// A queue offered it.
        Queue,
        /// Another agent had transferred it, and nobody had answered yet.
        Transfer,
        /// The agent had joined, and the others left the conversation to them.
        Handover,
        /// The agent's own number or callback.
        Direct,
    }

    /// How a wait in a queue ended.
    QueueOutcome {
        /// An agent answered.
        Answered,
        /// The other side gave up.
        Abandoned,
        /// The queue's flow sent it elsewhere.
        FlowOut,
        /// Some other way.
        Other,
    }

    /// How an agent came not to answer.
    NoAnswer {
        /// The customer, or the user who called, gave up at that moment.
        CallerLeft,
        /// The agent declined.
        Declined,
        /// It alerted for too long.
        TimedOut,
        /// Genesys, a forwarding rule or a colleague took it elsewhere.
        MovedOn,
        /// It failed.
        Failed,
    }

    /// Who or what ended an episode.
    EndedBy {
        /// An agent.
        Agent,
        /// The customer.
        Customer,
        /// A user who called in.
        Caller,
        /// A user who was called, in a conversation without customer.
        Callee,
        /// An outside party that was added later.
        ThirdParty,
        /// A flow hung up.
        Flow,
        /// A timeout; or the conversation was closed after days without an event.
        Timeout,
        /// Nobody did anything for too long.
        Inactivity,
        /// The session of the medium expired.
        SessionExpired,
        /// Genesys.
        System,
        /// An error.
        Error,
    }

    /// What became of an episode.
    Outcome {
        /// An agent talked.
        Handled,
        /// A voicemail was left.
        Voicemail,
        /// The customer gave up in a queue.
        Abandoned,
        /// An agent, a campaign or a callback turned to the customer and did not reach them.
        NotReached,
        /// A flow sent it to an outside party.
        Forwarded,
        /// Only flows took part.
        SelfService,
    }

    /// Where a callback came from.
    CallbackOrigin {
        /// An outbound campaign.
        Campaign,
        /// The conversation itself: a voicemail, an offer to call back.
        InConversation,
        /// Made through the API, as a web form does.
        WebCallback,
    }
}
