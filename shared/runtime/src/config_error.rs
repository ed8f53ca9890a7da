//! How to correct the environment.

/// How to correct the environment. The message names the variable.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// A variable without a default is not set.
    #[error("{name} is not set: set it to {wanted}")]
    Missing {
        /// The variable.
        name: &'static str,
        /// What to set it to.
        wanted: &'static str,
    },
    /// The value of a variable is not valid.
    #[error("{name} is {value:?}: set it to {wanted}")]
    Invalid {
        /// The variable.
        name: &'static str,
        /// Its value.
        value: String,
        /// What to set it to.
        wanted: &'static str,
    },
}
