//! The arguments of `names`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use genesys::{EntityKind, Timestamp, UserId};

use super::TableLocation;
use crate::values::{entity_kind, first_instant};

/// `names`.
#[derive(Debug, Args)]
pub struct NamesArgs {
    /// What to do
    #[command(subcommand)]
    pub action: NamesAction,
}

/// The verbs of `names`.
#[derive(Debug, Subcommand)]
pub enum NamesAction {
    /// Import names from files: answers of the Platform API's lists, or CSV
    #[command(after_help = "JSON: {\"entities\": [{\"id\": \"…\", \"name\": \"…\"}]}, as GET \
            /api/v2/users, /api/v2/routing/queues and the like answer; several such pages, arrays \
            or single entities. CSV: columns `id` and `name`, if wanted `kind`; separated by \
            commas, semicolons or tabs.\n\n\
            The kind is that of --kind; else of the row, by its `kind` or `selfUri`; else of the \
            file's name, such as users.json or queues-2.csv.\n\n\
            Exit status: 1 when a row was rejected; the others are imported.\n\n\
            Examples:\n  \
            switchboard names import --data ./table users.json queues.csv\n  \
            switchboard names import --table conversations --kind wrapUpCode codes.csv")]
    Import(ImportNames),
    /// Undo `forget --user`: the next name of the user is stored again
    #[command(
        after_help = "The erased name does not come back by itself: import it, or let the API \
            ask Genesys Cloud.\n\n\
            Example:\n  \
            switchboard names allow --data ./table 0a7c4a2e-5f0e-4d0c-8f0c-3f8d4a1c7b52"
    )]
    Allow(AllowNames),
}

/// `names allow`.
#[derive(Debug, Args)]
pub struct AllowNames {
    #[command(flatten)]
    pub location: TableLocation,
    /// Genesys Cloud users who were forgotten
    #[arg(required = true, value_name = "USER")]
    pub users: Vec<UserId>,
}

/// `names import`.
#[derive(Debug, Args)]
pub struct ImportNames {
    #[command(flatten)]
    pub location: TableLocation,
    /// What the files name
    #[arg(long, value_name = "KIND", value_parser = entity_kind())]
    pub kind: Option<EntityKind>,
    /// When the names were exported: an older name never replaces a newer one. The default is when
    /// the file was modified; for standard input now
    #[arg(long, value_name = "INSTANT|DAY", value_parser = first_instant)]
    pub as_of: Option<Timestamp>,
    /// How long the names are kept, in days
    #[arg(
        long,
        value_name = "DAYS",
        default_value_t = 90,
        value_parser = clap::value_parser!(u32).range(1..=36_500)
    )]
    pub days: u32,
    /// Files of names; - is standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
}
