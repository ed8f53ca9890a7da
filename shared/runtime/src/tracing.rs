//! Log lines: JSON on standard error, one object per line, filtered by `RUST_LOG`.

use tracing_subscriber::filter::{FilterExt, LevelFilter, Targets, filter_fn};
use tracing_subscriber::layer::{Filter, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, Registry};

use crate::version;

/// The crates that may log below `info`, because they log no personal data. Libraries may not,
/// whatever `RUST_LOG` says: below that level they log whole requests and responses.
const OURS: &[&str] = &[
    "common_events",
    "conversation",
    "emit",
    "genesys",
    "import",
    "input",
    "interactions",
    "notify",
    "receive",
    "reconstruct",
    "render",
    "runtime",
    "store",
    "sweep",
    "switchboard",
];

/// Starts logging for this process, at `info` if `RUST_LOG` is not set. The first line names the
/// release of this build. Each line of an invocation names its request and its trace, in the span
/// of `lambda_runtime`. A second call starts nothing.
pub fn start() {
    let lines = tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        .with_current_span(true)
        .with_span_list(false)
        .with_writer(std::io::stderr)
        .with_filter(filter(&std::env::var("RUST_LOG").unwrap_or_default()));
    start_with(lines);
    version::log();
}

/// Like [`start`], but with lines for people to read, and filtered by `by_default` if `RUST_LOG` is
/// not set.
pub fn start_for_a_person(by_default: &str) {
    let asked = std::env::var("RUST_LOG").ok().filter(|asked| !asked.is_empty());
    let filter = filter(asked.as_deref().unwrap_or(by_default));
    start_with(tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_filter(filter));
}

fn start_with(lines: impl Layer<Registry> + Send + Sync) {
    if tracing_subscriber::registry().with(lines).try_init().is_err() {
        ::tracing::debug!("logging was started before");
    }
}

/// The filter for a value of `RUST_LOG`, such as `info` or `warn,store=debug`, less the levels at
/// which libraries log personal data. Invalid directives are ignored. Filters by span and field are
/// not supported, as they need a regex engine.
#[must_use]
pub fn filter<S: ::tracing::Subscriber + for<'span> LookupSpan<'span>>(
    rust_log: &str,
) -> impl Filter<S> + use<S> {
    let is_directive = |part: &&str| !part.is_empty() && part.parse::<Targets>().is_ok();
    let directives: Vec<&str> = rust_log.split(',').map(str::trim).filter(is_directive).collect();
    let directives = if directives.is_empty() { "info".to_owned() } else { directives.join(",") };
    let asked: Targets = directives.parse().unwrap_or_default();
    asked.and(filter_fn(|metadata| may_log(metadata.target(), *metadata.level())))
}

/// Whether a target may log at a level. The list names our crates, because a library may have any
/// name.
fn may_log(target: &str, level: impl Into<LevelFilter>) -> bool {
    let of = target.split("::").next().unwrap_or_default();
    level.into() <= LevelFilter::INFO || OURS.contains(&of)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{self, Write};
    use std::sync::{Arc, Mutex};
    use tracing::Level;

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What is logged for this value of `RUST_LOG`.
    fn logged(rust_log: &str) -> String {
        let lines = Lines::default();
        let writer = lines.clone();
        let layer = tracing_subscriber::fmt::layer()
            .with_writer(move || writer.clone())
            .with_filter(filter(rust_log));
        tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || {
            tracing::trace!(target: "store::event_log", "ours in detail");
            tracing::trace!(target: "aws_smithy_runtime::client::orchestrator", "a whole request");
            tracing::debug!(target: "storefront", "a namesake");
            tracing::info!(target: "aws_config", "theirs");
            tracing::error!(target: "lambda_runtime", "their failure");
        });
        let bytes = lines.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn rust_log_never_lets_libraries_log_requests() {
        for rust_log in [
            "trace",
            "debug,aws_smithy_runtime::client::orchestrator=trace,storefront=trace",
            "[]=trace",
        ] {
            let logged = logged(rust_log);
            assert!(
                !logged.contains("request") && !logged.contains("namesake"),
                "{rust_log}: {logged}"
            );
        }
        assert!(!may_log("hyper_util::client", Level::DEBUG));
        assert!(may_log("receive", Level::TRACE));
    }

    #[test]
    fn rust_log_filters_lines() {
        assert!(logged("trace").contains("ours in detail"));
        assert!(logged("store=trace").contains("ours in detail"));
        let (default, warnings) = (logged(""), logged("warn"));
        let (nonsense, partly) = (logged("store=nonsense"), logged("store=nonsense, warn"));
        assert!(nonsense.contains("theirs") && !nonsense.contains("ours in detail"), "{nonsense}");
        assert!(partly.contains("their failure") && !partly.contains("theirs"), "{partly}");
        assert!(default.contains("theirs") && !default.contains("ours in detail"), "{default}");
        assert!(warnings.contains("their failure") && !warnings.contains("theirs"), "{warnings}");
    }
}
