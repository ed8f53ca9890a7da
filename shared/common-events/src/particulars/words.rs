//! The enumerations of Common Events: our own words, in contrast to Genesys' that stand in some fields as texts.

use serde::{Deserialize, Serialize};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident,)* })*) => {
        $($(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "camelCase")]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
            /// Nothing that is known says which.
            #[default]
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
        /// The caller gave up first.
        CallerLeft,
        /// The agent declined.
        Declined,
        /// It alerted for too long.
        TimedOut,
        /// Genesys or a forwarding rule took it elsewhere.
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
        /// A leg that was added later.
        ThirdParty,
        /// A timeout; or nothing was heard of it for so long that it was given up for ended.
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
