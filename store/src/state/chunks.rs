//! Long values over several keys: sled does not sync values above about 128 KiB, and every value
//! here is at most 32 KiB.

use super::Trouble;

/// The most bytes of one chunk.
pub(crate) const MOST: usize = 30 << 10;

/// The key of a record's chunk; the first has the record's key itself.
pub(crate) fn key(id: u64, chunk: u16) -> Vec<u8> {
    let mut key = id.to_be_bytes().to_vec();
    if chunk > 0 {
        key.extend_from_slice(&chunk.to_be_bytes());
    }
    key
}

/// The whole value that starts with `first`.
pub(crate) fn join(
    tree: &sled::Tree,
    id: u64,
    first: &[u8],
    count: u16,
) -> Result<Option<Vec<u8>>, Trouble> {
    let mut whole = first.to_vec();
    for chunk in 1..count {
        match tree.get(key(id, chunk))? {
            Some(bytes) => whole.extend_from_slice(&bytes),
            None => return Ok(None),
        }
    }
    Ok(Some(whole))
}
