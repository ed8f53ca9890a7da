//! Why an operation is not possible according to the tree. Nothing was sent.

/// Why an operation is not possible. Each message says what to do instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotPossible {
    /// The caller has no part in the interaction.
    #[error(
        "you are not part of this interaction: only an agent or user who is or was in it can do \
         that"
    )]
    NotPartOfIt,
    /// The conversation has ended.
    #[error(
        "this interaction has ended: only a wrap-up code can still be set, with StopProcessing"
    )]
    Ended,
    /// The caller has left, and the conversation goes on without them.
    #[error(
        "you have left this interaction: only a wrap-up code can still be set, with StopProcessing"
    )]
    Left,
    /// The caller has left, and the request has no wrap-up code to set.
    #[error("you have left this interaction already: to set a wrap-up code, send wrapUpCode")]
    NothingToStop,
    /// The caller has left, and their wrap-up code is set.
    #[error(
        "you have left this interaction already and its wrap-up code is set: nothing is left to do"
    )]
    WrappedUp,
    /// The caller has already answered.
    #[error("you have answered this interaction already: end it with StopProcessing")]
    Answered,
    /// The interaction does not alert the caller any more, as Genesys Cloud has it.
    #[error("this interaction does not alert you any more: nothing is left to reject")]
    NoLongerAlerting,
    /// The caller has not answered yet.
    #[error("this interaction still alerts you: answer it first, with Accept")]
    NotAnswered,
    /// The medium does not support the operation.
    #[error("{operation} is not possible in this medium ({medium}): {possible}")]
    Medium {
        /// The operation.
        operation: &'static str,
        /// The medium, as the details document calls it.
        medium: String,
        /// Which media support it.
        possible: &'static str,
    },
    /// A consult transfer needs another party in the call, and none is there.
    #[error("this call has no other party to transfer: transfer it without consult")]
    NobodyElse,
    /// An external contact belongs to a session of a customer, and none is there.
    #[error("this interaction has no customer whom an external contact could belong to")]
    NoCustomer,
    /// The request names another agent.
    #[error("you can take only yourself out of a conference: send your own agentId")]
    AnotherAgent,
    /// No queue has the name.
    #[error("Genesys Cloud has no queue of this name: send its exact name, or its id")]
    NoSuchQueue,
    /// Several queues have the name.
    #[error("several queues have this name: send the id of one")]
    SeveralQueues,
}
