//! Why an operation cannot be done, as far as the tree tells. Nothing was sent.

/// Why an operation cannot be done. Each says what to do instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotPossible {
    /// The caller has no part in the interaction.
    #[error(
        "you have no part in this interaction: only an agent or user who is or was in it can do that"
    )]
    NotPartOfIt,
    /// It is over.
    #[error(
        "this interaction has ended: only a wrap-up code can still be set, with StopProcessing"
    )]
    Ended,
    /// It goes on without the caller.
    #[error(
        "you have left this interaction: only a wrap-up code can still be set, with StopProcessing"
    )]
    Left,
    /// The caller has left and there is nothing to set.
    #[error("you have left this interaction already: send a wrapUpCode if one is to be set")]
    NothingToStop,
    /// The caller has left, and has set his code.
    #[error(
        "you have left this interaction already and its wrap-up code is set: nothing is left to do"
    )]
    WrappedUp,
    /// It does not alert the caller, who has answered it.
    #[error(
        "this interaction does not alert you, you have answered it: end it with StopProcessing"
    )]
    Answered,
    /// Nothing tells whether the caller has answered, and rejecting what he has answered would hang up on the other
    /// side.
    #[error(
        "it is not known whether you have answered this interaction: end it with StopProcessing if you mean to"
    )]
    PerhapsAnswered,
    /// It still alerts the caller.
    #[error("this interaction still alerts you: answer it first, with Accept")]
    NotAnswered,
    /// The medium does not take the operation.
    #[error("{operation} is not possible in this medium ({medium}): {possible}")]
    Medium {
        /// The operation.
        operation: &'static str,
        /// The medium, as the details document calls it.
        medium: String,
        /// Where it is possible.
        possible: &'static str,
    },
    /// There is nobody else who could be transferred.
    #[error("there is nobody in this call whom you could transfer: send Transfer without consult")]
    NobodyElse,
}
