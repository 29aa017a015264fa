//! Opening: what is found on disk is checked before it is served.

use std::path::PathBuf;

/// How to open an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenOptions {
    /// Memory for records not yet committed, in bytes, over all threads.
    pub heap_bytes: usize,
    /// How many threads write.
    pub threads: usize,
}

impl Default for OpenOptions {
    fn default() -> OpenOptions {
        OpenOptions { heap_bytes: 256 << 20, threads: 2 }
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OpenState {
    /// An index in order: follow from its mark.
    Ready,
    /// There was none: an empty one was made.
    Created,
    /// It was of no use and was emptied: follow from the start.
    Rebuild {
        /// Why, for the log.
        why: String,
    },
}

/// Why an index cannot be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// Another process writes it.
    #[error("the search index {0} is in use by another process; stop that one, or use another data directory")]
    InUse(PathBuf),
    /// The folder cannot be used.
    #[error("the search index {0} cannot be read or written: {1}")]
    Io(PathBuf, #[source] std::io::Error),
    /// The engine failed.
    #[error("the search index {0} cannot be opened: {1}; delete the folder and it grows back")]
    Engine(PathBuf, #[source] tantivy::TantivyError),
}
