//! How a store is opened: what it may use, what it asks for the time, how it reaches the disk.

use std::{
    fmt,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use record::Datestamp;

use crate::disk::{Disk, RealDisk};

/// What tells the time; injected so that tests can turn it back.
pub type Clock = Arc<dyn Fn() -> Datestamp + Send + Sync>;

/// How a store is opened.
#[derive(Clone)]
pub struct OpenOptions {
    /// The most memory that the state's page cache takes, in bytes.
    pub cache_bytes: u64,
    /// Writes are refused while the disk has less free space than this, in bytes.
    pub min_free_bytes: u64,
    /// The size of the file that is given up when the disk is full so that the state can still
    /// write, in bytes; 0 keeps none.
    pub reserve_bytes: u64,
    /// When a journal segment is full, in bytes.
    pub segment_bytes: u64,
    /// What names this run of the host; by default Linux's boot id. Another value than the one
    /// the state was left open under means that the host went down.
    pub host_id: Option<String>,
    /// What tells the time.
    pub clock: Clock,
    /// How the journal reaches the disk.
    pub disk: Arc<dyn Disk>,
}

impl Default for OpenOptions {
    fn default() -> OpenOptions {
        OpenOptions {
            cache_bytes: 64 << 20,
            min_free_bytes: 16 << 20,
            reserve_bytes: 8 << 20,
            segment_bytes: 64 << 20,
            host_id: None,
            clock: Arc::new(system_clock),
            disk: Arc::new(RealDisk),
        }
    }
}

impl fmt::Debug for OpenOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenOptions")
            .field("cache_bytes", &self.cache_bytes)
            .field("min_free_bytes", &self.min_free_bytes)
            .field("reserve_bytes", &self.reserve_bytes)
            .field("segment_bytes", &self.segment_bytes)
            .field("host_id", &self.host_id)
            .finish_non_exhaustive()
    }
}

impl OpenOptions {
    /// The name of this run of the host.
    pub(crate) fn host(&self) -> String {
        self.host_id.clone().unwrap_or_else(|| {
            std::fs::read_to_string("/proc/sys/kernel/random/boot_id")
                .map(|id| id.trim().to_owned())
                .unwrap_or_else(|_| "unknown".to_owned())
        })
    }
}

/// The system's clock, in UTC seconds; a clock before 1970 counts as 1970.
fn system_clock() -> Datestamp {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Datestamp(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}
