//! The fingerprint: equal means that a commit would change nothing.

use std::io::Write;

use crate::{Description, Fingerprint, Source, Status};

/// A digest of description, status and source: the first eight bytes of their BLAKE3.
pub fn fingerprint(
    description: &Description,
    status: Status,
    source: Option<&Source>,
) -> Fingerprint {
    let mut text = Vec::with_capacity(4096);
    // Writing to memory cannot fail, and a description is always JSON.
    let _ = serde_json::to_writer(&mut text, description);
    let _ = write!(text, "\n{status:?}\n");
    if let Some(source) = source {
        let _ = writeln!(text, "{:?}", source.format);
        text.extend_from_slice(blake3::hash(&source.bytes).as_bytes());
    }
    let mut first = [0; 8];
    for (to, from) in first.iter_mut().zip(blake3::hash(&text).as_bytes()) {
        *to = *from;
    }
    Fingerprint(u64::from_be_bytes(first))
}
