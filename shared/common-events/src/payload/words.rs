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
            /// The known events do not show which. Also read for a word that a later version of the
            /// contract added.
            #[default]
            #[serde(other)]
            Unknown,
        }

        impl crate::address::Addresses for $name {})*
    };
}

words! {
    /// Kind of the destination of a transfer.
    DestinationKind {
        /// A user's session.
        Agent,
        /// A queue.
        Queue,
        /// A flow.
        Flow,
        /// A voicemail box.
        Voicemail,
        /// An outside party, at a number or address.
        Number,
    }

    /// How an agent transferred a conversation.
    TransferKind {
        /// The agent talked to the destination first.
        Consult,
        /// The agent did not talk to the destination first.
        Blind,
        /// The agent left a conference.
        Conference,
        /// Another user took the conversation over.
        Takeover,
    }

    /// How a conversation came to an agent.
    AssignedVia {
        /// A queue offered the conversation.
        Queue,
        /// Another agent had transferred the conversation, and nobody had answered yet.
        Transfer,
        /// The agent had joined, and the other agents left.
        Handover,
        /// The conversation came to the agent's own number, or as the agent's own callback.
        Direct,
    }

    /// How a wait in a queue ended.
    QueueOutcome {
        /// An agent answered.
        Answered,
        /// The other side hung up.
        Abandoned,
        /// The in-queue flow sent the conversation elsewhere.
        FlowOut,
        /// The wait ended in another way.
        Other,
    }

    /// Why an agent did not answer.
    NoAnswer {
        /// The customer, or the user who called, hung up within two seconds of the end of the
        /// agent's session.
        CallerLeft,
        /// The agent declined.
        Declined,
        /// The agent's session alerted for too long.
        TimedOut,
        /// Genesys, a forwarding rule or a colleague sent the conversation elsewhere.
        MovedOn,
        /// The offer failed.
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
        /// A flow, which hung up.
        Flow,
        /// A timeout. Also if Switchboard closed the conversation after days without an event.
        Timeout,
        /// Inactivity: nobody did anything for too long.
        Inactivity,
        /// The session of the medium expired.
        SessionExpired,
        /// Genesys Cloud.
        System,
        /// An error.
        Error,
    }

    /// How an episode ended.
    Outcome {
        /// An agent talked.
        Handled,
        /// A voicemail was left.
        Voicemail,
        /// The customer hung up while waiting in a queue.
        Abandoned,
        /// An agent, a campaign or a callback tried to contact the customer and did not reach them.
        NotReached,
        /// A flow forwarded the conversation to an outside party.
        Forwarded,
        /// Only flows served the conversation: no queue, and no user other than the caller.
        SelfService,
    }

    /// Origin of a callback.
    CallbackOrigin {
        /// An outbound campaign.
        Campaign,
        /// The conversation itself, for example a voicemail or an offer to call back.
        InConversation,
        /// A request through the API, for example from a web form.
        WebCallback,
    }
}
