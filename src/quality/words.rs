//! The keys that records share with their duplicates and name each other by, in memory: sixteen bytes each.
//!
//! A word is the first 30 bits of a key's BLAKE3 and what the key is for, beside the record's id; it is kept once by
//! key and once by record. False hits are told apart by whoever reads the record.

use record::RecordId;

/// The parts that words are kept in: an insertion moves one part's tail.
const PARTS: usize = 4096;
const PART_BITS: u32 = 12;

/// What a key is for: the last two bits of its digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Duplicates share it.
    Twin = 0,
    /// Others name the record by it.
    Name = 1,
    /// The record names another by it.
    Link = 2,
}

/// A key's digest and what it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Digest(u32);

impl Digest {
    /// Of a key.
    pub fn of(key: &str, role: Role) -> Digest {
        let [a, b, c, d, ..] = *blake3::hash(key.as_bytes()).as_bytes();
        Digest(u32::from_be_bytes([a, b, c, d]) & !3 | role as u32)
    }

    /// What the other side of it has: a name's links, a link's names, a twin's twins.
    pub fn other_side(self) -> Digest {
        let role = match self.0 & 3 {
            1 => Role::Link,
            2 => Role::Name,
            _ => Role::Twin,
        };
        Digest(self.0 & !3 | role as u32)
    }
}

/// All pairs of a digest and a record.
#[derive(Debug, Default)]
pub struct Words {
    by_key: Vec<Vec<u64>>,
    by_record: Vec<Vec<u64>>,
}

fn pair(high: u32, low: u32) -> u64 {
    u64::from(high) << 32 | u64::from(low)
}

/// The store refuses ids above 32 bits.
fn short(id: RecordId) -> u32 {
    u32::try_from(id.0).unwrap_or(u32::MAX)
}

fn by_key_part(digest: Digest) -> usize {
    (digest.0 >> (32 - PART_BITS)) as usize
}

fn by_record_part(id: RecordId) -> usize {
    short(id) as usize % PARTS
}

/// The low halves of the words of a part whose high half is `high`.
fn of(parts: &[Vec<u64>], part: usize, high: u32) -> impl Iterator<Item = u32> + '_ {
    let part = parts.get(part).map_or(&[][..], Vec::as_slice);
    let from = part.partition_point(|word| *word < pair(high, 0));
    let rest = part.get(from..).unwrap_or_default().iter();
    rest.take_while(move |word| (**word >> 32) as u32 == high)
        .map(|word| (*word & u64::from(u32::MAX)) as u32)
}

impl Words {
    /// The records that may have the key, by id.
    pub fn records(&self, digest: Digest) -> impl Iterator<Item = RecordId> + '_ {
        of(&self.by_key, by_key_part(digest), digest.0).map(|id| RecordId(u64::from(id)))
    }

    /// The keys of a record.
    pub fn keys(&self, id: RecordId) -> Vec<Digest> {
        let keys = of(&self.by_record, by_record_part(id), short(id));
        keys.map(Digest).collect()
    }

    /// Gives a record these keys in place of those it had.
    pub fn replace(&mut self, id: RecordId, keys: &[Digest]) {
        if self.by_key.is_empty() {
            self.by_key = vec![Vec::new(); PARTS];
            self.by_record = vec![Vec::new(); PARTS];
        }
        for digest in self.keys(id) {
            take(
                &mut self.by_key,
                by_key_part(digest),
                pair(digest.0, short(id)),
            );
            take(
                &mut self.by_record,
                by_record_part(id),
                pair(short(id), digest.0),
            );
        }
        for digest in keys {
            put(
                &mut self.by_key,
                by_key_part(*digest),
                pair(digest.0, short(id)),
            );
            put(
                &mut self.by_record,
                by_record_part(id),
                pair(short(id), digest.0),
            );
        }
    }
}

fn put(parts: &mut [Vec<u64>], part: usize, word: u64) {
    if let Some(part) = parts.get_mut(part)
        && let Err(at) = part.binary_search(&word)
    {
        part.insert(at, word);
    }
}

fn take(parts: &mut [Vec<u64>], part: usize, word: u64) {
    if let Some(part) = parts.get_mut(part)
        && let Ok(at) = part.binary_search(&word)
    {
        part.remove(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_lead_to_records_and_back_and_are_replaced() {
        let mut words = Words::default();
        let twin = |key| Digest::of(key, Role::Twin);
        let found = |words: &Words, digest| words.records(digest).collect::<Vec<_>>();
        assert!(found(&words, twin("a")).is_empty() && words.keys(RecordId(1)).is_empty());
        words.replace(RecordId(7), &[twin("a"), twin("b"), twin("a")]);
        words.replace(RecordId(1), &[twin("a")]);
        words.replace(RecordId(7 + 4096), &[twin("b")]);
        assert_eq!(found(&words, twin("a")), [RecordId(1), RecordId(7)]);
        assert_eq!(words.keys(RecordId(7)).len(), 2);
        words.replace(RecordId(7), &[twin("c")]);
        assert_eq!(found(&words, twin("a")), [RecordId(1)]);
        assert_eq!(found(&words, twin("b")), [RecordId(7 + 4096)]);
        assert_eq!(words.keys(RecordId(7)), [twin("c")]);
        words.replace(RecordId(1), &[]);
        assert!(found(&words, twin("a")).is_empty());
    }

    #[test]
    fn a_name_and_a_link_are_two_sides_of_a_key() {
        let (name, link) = (Digest::of("k", Role::Name), Digest::of("k", Role::Link));
        assert_ne!(name, link);
        assert_eq!((name.other_side(), link.other_side()), (link, name));
        let twin = Digest::of("k", Role::Twin);
        assert_eq!(twin.other_side(), twin);
    }
}
