//! Inputs of imports: kept whole, by the digest of their bytes, until they have been read.

use std::{
    fs::File,
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

/// An input that lies ready.
#[derive(Debug, Clone)]
pub struct Staged {
    /// The input's name, as the cataloguer knows it.
    pub name: String,
    /// BLAKE3 of its bytes, hexadecimal.
    pub digest: String,
    /// Its size.
    pub bytes: u64,
    /// Where its bytes are.
    pub path: PathBuf,
}

/// Why an input could not be kept.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StageError {
    /// The input cannot be read.
    #[error("cannot read {name}: {source}")]
    Read {
        /// The input.
        name: String,
        /// Why.
        source: io::Error,
    },
    /// The copy cannot be written.
    #[error("cannot keep a copy of the input in {path}: {source}")]
    Write {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// Copies an input into `uploads`, named by its digest and synced.
pub(super) fn stage(
    uploads: &Path,
    name: &str,
    mut input: impl Read,
) -> Result<Staged, StageError> {
    let write = |source| StageError::Write {
        path: uploads.to_owned(),
        source,
    };
    std::fs::create_dir_all(uploads).map_err(write)?;
    let mut random = [0_u8; 8];
    getrandom::fill(&mut random).map_err(|e| write(io::Error::other(e.to_string())))?;
    let part = Part(uploads.join(format!("part-{:016x}", u64::from_le_bytes(random))));
    let mut file = File::create(&part.0).map_err(write)?;
    let (mut hasher, mut bytes, mut buffer) = (blake3::Hasher::new(), 0_u64, vec![0; 1 << 17]);
    loop {
        let got = match input.read(&mut buffer) {
            Ok(0) => break,
            Ok(got) => got,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(source) => {
                return Err(StageError::Read {
                    name: name.to_owned(),
                    source,
                });
            }
        };
        hasher.update(&buffer[..got]);
        file.write_all(&buffer[..got]).map_err(write)?;
        bytes += got as u64;
    }
    file.sync_all().map_err(write)?;
    let digest = hasher.finalize().to_hex().to_string();
    let path = uploads.join(&digest);
    std::fs::rename(&part.0, &path).map_err(write)?;
    File::open(uploads)
        .and_then(|folder| folder.sync_all())
        .map_err(write)?;
    Ok(Staged {
        name: name.to_owned(),
        digest,
        bytes,
        path,
    })
}

/// A half-written copy, removed when it is not renamed.
struct Part(PathBuf);

impl Drop for Part {
    fn drop(&mut self) {
        // After the rename there is nothing here to remove.
        let _ = std::fs::remove_file(&self.0);
    }
}
