//! The clock: the one place that asks the time.

use std::time::{SystemTime, UNIX_EPOCH};

use record::Datestamp;

/// The present, in whole UTC seconds.
pub fn now() -> Datestamp {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Datestamp(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}
