//! The keys of all records, in memory: eight bytes each.
//!
//! A tree of its own cost 1,000 bytes of disk per record at three keys, for sled rewrites a page
//! for each random key; here a key is half of a 64-bit word, the record's id the other half. False
//! hits are told apart by the keys that each record's value holds.

use record::{Key, RecordId};

/// The parts that the words are kept in, by their highest bits: an insertion moves one part's tail.
const PARTS: usize = 4096;
const PART_SHIFT: u32 = 64 - 12;

/// The set of pairs of a key's digest and a record's id.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Keys {
    parts: Vec<Vec<u64>>,
}

/// The first 32 bits of a key's BLAKE3.
pub(crate) fn digest(key: &Key) -> u32 {
    let hash = blake3::hash(key.0.as_bytes());
    let [a, b, c, d, ..] = *hash.as_bytes();
    u32::from_be_bytes([a, b, c, d])
}

fn word(digest: u32, id: RecordId) -> u64 {
    // Ids above 32 bits are refused at commit.
    u64::from(digest) << 32 | (id.0 & u64::from(u32::MAX))
}

impl Keys {
    /// Adds a pair.
    pub fn insert(&mut self, digest: u32, id: RecordId) {
        if self.parts.is_empty() {
            self.parts = vec![Vec::new(); PARTS];
        }
        let word = word(digest, id);
        let part = &mut self.parts[(word >> PART_SHIFT) as usize];
        if let Err(at) = part.binary_search(&word) {
            part.insert(at, word);
        }
    }

    /// Takes a pair out.
    pub fn remove(&mut self, digest: u32, id: RecordId) {
        let word = word(digest, id);
        if let Some(part) = self.parts.get_mut((word >> PART_SHIFT) as usize)
            && let Ok(at) = part.binary_search(&word)
        {
            part.remove(at);
        }
    }

    /// The records that may have the key, by id.
    pub fn find(&self, digest: u32) -> impl Iterator<Item = RecordId> + '_ {
        let first = word(digest, RecordId(0));
        let part = self.parts.get((first >> PART_SHIFT) as usize);
        let part = part.map_or(&[][..], Vec::as_slice);
        part[part.partition_point(|word| *word < first)..]
            .iter()
            .take_while(move |word| (**word >> 32) as u32 == digest)
            .map(|word| RecordId(word & u64::from(u32::MAX)))
    }

    /// Whether a pair is there.
    pub fn contains(&self, digest: u32, id: RecordId) -> bool {
        self.find(digest).any(|found| found == id)
    }

    /// How many pairs there are.
    pub fn len(&self) -> u64 {
        self.parts.iter().map(|part| part.len() as u64).sum()
    }

    /// All pairs as bytes, ascending.
    pub fn to_bytes(&self) -> Vec<u8> {
        let held: usize = self.parts.iter().map(Vec::len).sum();
        let mut bytes = Vec::with_capacity(held * 8);
        for word in self.parts.iter().flatten() {
            bytes.extend_from_slice(&word.to_le_bytes());
        }
        bytes
    }

    /// The pairs that `to_bytes` gave; each part is made as large as it needs to be.
    pub fn from_bytes(bytes: &[u8]) -> Keys {
        if bytes.is_empty() {
            return Keys::default();
        }
        let mut words = bytes.chunks_exact(8).map(word_of).peekable();
        let (mut parts, mut part) = (vec![Vec::new(); PARTS], Vec::new());
        while let Some(word) = words.next() {
            part.push(word);
            let at = word >> PART_SHIFT;
            if words.peek().is_none_or(|next| next >> PART_SHIFT != at) {
                parts[at as usize] = part.as_slice().to_vec();
                part.clear();
            }
        }
        Keys { parts }
    }
}

fn word_of(bytes: &[u8]) -> u64 {
    let mut held = [0; 8];
    held.copy_from_slice(bytes);
    u64::from_le_bytes(held)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_by_their_digest_and_survive_bytes() {
        let mut keys = Keys::default();
        for (digest, id) in [(7, 3), (7, 1), (u32::MAX, 2), (0, 9), (7, 3)] {
            keys.insert(digest, RecordId(id));
        }
        keys.remove(0, RecordId(9));
        keys.remove(1, RecordId(9));
        assert_eq!(keys.len(), 3);
        let found: Vec<_> = keys.find(7).collect();
        assert_eq!(found, [RecordId(1), RecordId(3)]);
        assert!(keys.contains(u32::MAX, RecordId(2)) && !keys.contains(0, RecordId(9)));
        assert_eq!(Keys::from_bytes(&keys.to_bytes()), keys);
        assert_eq!(Keys::from_bytes(&[]), Keys::default());
    }
}
