//! Logs: to standard error, as text on a terminal and as JSON lines elsewhere.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// Starts logging; `LABORDOC_LOG` says how much (`info`, `debug`, `labordoc=trace`, ...).
pub fn start(default: &str) {
    let filter =
        EnvFilter::try_from_env("LABORDOC_LOG").unwrap_or_else(|_| EnvFilter::new(default));
    let base = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    let started = if std::io::stderr().is_terminal() {
        base.compact().try_init()
    } else {
        base.json().flatten_event(true).try_init()
    };
    if started.is_err() {
        tracing::debug!("logging was started before");
    }
}
