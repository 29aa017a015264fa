//! Full dumps: everything that is live, as files that lie ready in `dumps/{name}/`.
//!
//! ```text
//! dumps/.new            one that is being made; removed when that did not end well
//! dumps/2026-11-26      a whole one, named by its day; a second one of a day ends in -2
//!   manifest.json       what it holds, with SHA-256 of each file
//!   records.jsonl.gz    and .zst: the API's JSON, a record a line
//!   records.xml.gz      and .zst: MARCXML, one collection
//!   records.nt.gz       and .zst: schema.org as N-Triples
//!   records.csv.gz      and .zst: one line a record
//!   resources-0001.zip  packages of the ResourceSync resource dump
//! ```
//!
//! A folder appears whole, by one rename, and never changes; the newest [`KEPT`] stay
//! (decision 0027).

mod make;
mod manifest;
mod nightly;
mod packages;
mod shelf;
mod sink;
mod zip;

use std::{
    path::PathBuf,
    sync::{Arc, atomic::AtomicBool},
};

use parking_lot::Mutex;
use store::ReadError;

pub use make::{Pace, make};
pub use manifest::{FileEntry, Kind, Manifest, Packing};
pub use nightly::Nightly;
pub use shelf::{MANIFEST, all, file, newest};

/// How many dumps are kept.
pub const KEPT: usize = 2;
/// The folder below the data directory.
pub const FOLDER: &str = "dumps";

/// Why a dump was not made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DumpError {
    /// The store.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A file or folder.
    #[error("cannot write {path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It would take room that changes need.
    #[error(
        "the disk has {free} bytes left and {needed} are kept for changes; free space, or set dump_hour to off"
    )]
    NoRoom {
        /// What is left.
        free: u64,
        /// What must stay.
        needed: u64,
    },
    /// Another one is being made.
    #[error("a dump is being made already; wait until it is there")]
    Busy,
    /// The service stops.
    #[error("the dump was left off: the service stops")]
    Stopped,
}

/// Sees to it that one dump is made at a time, and that making one ends when the service does.
#[derive(Default)]
pub struct Dumps {
    busy: Mutex<()>,
    stop: Arc<AtomicBool>,
    nightly: Nightly,
}
