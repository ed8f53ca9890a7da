//! The arguments of `doctor`.

use clap::Args;

/// `doctor`.
#[derive(Debug, Args)]
pub struct Doctor {
    /// The CloudFormation stack, by name or ARN, reached with the usual AWS configuration
    #[arg(long, value_name = "NAME")]
    pub stack: String,
    /// Also send a made-up conversation through the whole of it, find its Common Events on the bus,
    /// and erase it again. Subscribers receive its Common Events, too, of the organization
    /// 00000000-0000-4000-8000-0000000070be
    #[arg(long)]
    pub probe: bool,
    /// How long the functions may take for the made-up conversation, in seconds, besides the time
    /// for which the stack holds its Common Events back
    #[arg(
        long,
        value_name = "SECONDS",
        requires = "probe",
        default_value_t = 60,
        value_parser = clap::value_parser!(u32).range(1..=3_600)
    )]
    pub within: u32,
}
