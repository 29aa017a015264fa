//! The fingerprint: equal means that a commit would change nothing.

use std::io::Write;

use crate::{Description, Fingerprint, Source, Status};

/// A digest of description, status and source: the first eight bytes of their BLAKE3.
pub fn fingerprint(
    description: &Description,
    status: Status,
    source: Option<&Source>,
) -> Fingerprint {
    let mut hasher = blake3::Hasher::new();
    // Writing to a hasher cannot fail, and a description is always JSON.
    let _ = serde_json::to_writer(&mut hasher, description);
    let _ = write!(hasher, "\n{status:?}\n");
    if let Some(source) = source {
        let _ = writeln!(hasher, "{:?}", source.format);
        hasher.update(blake3::hash(&source.bytes).as_bytes());
    }
    let mut first = [0; 8];
    for (to, from) in first.iter_mut().zip(hasher.finalize().as_bytes()) {
        *to = *from;
    }
    Fingerprint(u64::from_be_bytes(first))
}
