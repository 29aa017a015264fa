//! The data directory itself: its lock and its metadata file.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{Read, Write},
    path::{Path, PathBuf},
};

use record::Datestamp;
use serde::{Deserialize, Serialize};

use crate::{OpenError, disk::write_whole};

/// The metadata file's name.
pub(crate) const METADATA: &str = "labordoc.json";
/// The data directory's format that this version writes, and the newest that it reads.
pub(crate) const FORMAT: u32 = 1;

/// What `labordoc.json` says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Metadata {
    /// The on-disk format.
    pub format: u32,
    /// The store's id, 32 hexadecimal digits.
    pub store_id: String,
    /// When it was made.
    pub created: Datestamp,
}

impl Metadata {
    /// Metadata for a new store.
    pub fn fresh(created: Datestamp) -> Result<Metadata, String> {
        let mut id = [0; 16];
        getrandom::fill(&mut id).map_err(|error| error.to_string())?;
        Ok(Metadata {
            format: FORMAT,
            store_id: id.iter().map(|byte| format!("{byte:02x}")).collect(),
            created,
        })
    }

    /// Reads the file; `None` when there is none.
    pub fn load(dir: &Path) -> Result<Option<Metadata>, OpenError> {
        let file = dir.join(METADATA);
        let what = match fs::read(&file) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => error.to_string(),
            Ok(bytes) => match serde_json::from_slice::<Metadata>(&bytes) {
                Ok(found) if found.format > FORMAT || found.format == 0 => {
                    return Err(OpenError::Version {
                        file,
                        found: found.format,
                        known: FORMAT,
                    });
                }
                Ok(found) => return Ok(Some(found)),
                Err(error) => error.to_string(),
            },
        };
        Err(OpenError::Metadata { file, what })
    }

    /// Writes the file.
    pub fn save(&self, dir: &Path) -> std::io::Result<()> {
        let mut text = serde_json::to_vec_pretty(self).map_err(std::io::Error::other)?;
        text.push(b'\n');
        write_whole(&dir.join(METADATA), &text)
    }
}

/// Locks the directory for this process until the file is dropped.
pub(crate) fn lock(dir: &Path) -> Result<File, OpenError> {
    let path: PathBuf = dir.join("LOCK");
    let io = |source| OpenError::Io {
        path: path.clone(),
        source,
    };
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .map_err(io)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut pid = String::new();
            let _ = file.read_to_string(&mut pid);
            let pid = match pid.trim() {
                "" => "unknown".to_owned(),
                pid => pid.to_owned(),
            };
            let folder = dir.to_owned();
            return Err(OpenError::InUse { folder, pid });
        }
        Err(TryLockError::Error(error)) => return Err(io(error)),
    }
    // A full disk must not keep one from reading: without the number the error says "unknown".
    let _ = file.set_len(0);
    let _ = writeln!(file, "{}", std::process::id());
    Ok(file)
}
