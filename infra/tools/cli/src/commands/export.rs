//! `export`: writes conversations and Common Events as Parquet files.

use super::{CommandError, Done};
use crate::cli::Export;
use console::output::Output;

#[cfg(feature = "export")]
pub(super) async fn execute(export: &Export, output: Output) -> Result<Done, CommandError> {
    use console::output::counted;
    use futures::TryStreamExt;
    use local_aws::pipeline::publish_rules;
    use runtime::Environment;
    use serde_json::json;

    let environment = Environment::of_process();
    let rules = publish_rules(&environment).await?;
    let listing = listing(export, &environment)?;
    let opened = export.location.read().await?;
    let mut files = ::export::Export::begin(&export.folder, rules)?;
    let mut conversations = opened.table.whole(&listing);
    while let Some((tree, ledger)) = conversations.try_next().await? {
        files.add(&tree, &ledger)?;
    }
    drop(conversations);
    opened.close().await;
    for written in files.finish()? {
        if output.is_json() {
            let (table, rows, files) = (written.table, written.rows, written.files);
            output.line(&json!({ "table": table, "rows": rows, "files": files }))?;
        } else {
            let (rows, files) = (counted(written.rows, "row"), counted(written.files, "file"));
            output.text(&format!("{:<14}  {rows} in {files}", written.table))?;
        }
    }
    Ok(Done::Whole)
}

/// The listing that reads the least.
#[cfg(feature = "export")]
fn listing(
    export: &Export,
    environment: &runtime::Environment,
) -> Result<store::Listing, CommandError> {
    let Some(from) = export.since else { return Ok(store::Listing::All) };
    let shards = environment.open_shards().map_err(local_aws::pipeline::PipelineError::from)?;
    let to = export.until.unwrap_or_else(|| runtime::Clock::system().now()).max(from);
    Ok(store::Listing::Began { from, to, shards })
}

#[cfg(not(feature = "export"))]
pub(super) async fn execute(_: &Export, _: Output) -> Result<Done, CommandError> {
    Err(CommandError::ExportLeftOut)
}
