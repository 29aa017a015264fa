//! Keys and values of the state's trees.
//!
//! A record's value is `version | chunks | crc32 | zstd(head length, head, JSON)`, where the
//! checksum is over all that follows it, in all chunks.

use std::cell::RefCell;

use record::{Key, RecordId, Seq, Status, WorkId};
use serde::{Deserialize, Serialize};
use zstd::{
    bulk::{Compressor, Decompressor},
    dict::{DecoderDictionary, EncoderDictionary},
};

use super::{Trouble, chunks};
use crate::journal::Place;

/// The version of the values; another one in the state means: rebuild.
pub(crate) const VALUES: u32 = 2;

/// The version byte of a record's value.
const RECORD_VALUE: u8 = 1;
/// The bytes of a record's value before its compressed part.
const VALUE_HEAD: usize = 7;
/// What records have in common, so that a single one compresses well: JSON as records have it,
/// and frequent words. Changing a byte of it means a new `VALUES`.
const DICTIONARY: &[u8] = include_bytes!("dictionary.txt");
/// The compression level of records: the fastest of the ordinary ones.
const LEVEL: i32 = 1;
/// The most bytes a record's value may have before compression.
const MOST_RECORD: usize = 64 << 20;

/// What the state needs of a record beside its JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RecordHead {
    pub seq: Seq,
    pub work: WorkId,
    pub source: Option<Place>,
    pub keys: Vec<Key>,
}

/// A row of the change log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Row {
    pub id: RecordId,
    pub datestamp: i64,
    pub status: u8,
    /// The work's id; 0 for the record's own.
    pub work: u64,
    /// Interned sets it is in.
    pub sets: Vec<u32>,
    /// Interned sets it has left.
    pub left: Vec<u32>,
    /// Its keys' digests, big-endian.
    pub keys: Vec<[u8; 4]>,
}

impl Row {
    /// The work it belongs to.
    pub fn work(&self) -> WorkId {
        WorkId(if self.work == 0 { self.id.0 } else { self.work })
    }

    /// Whether harvesters are told "deleted".
    pub fn deleted(&self) -> bool {
        self.status != status_byte(Status::Live)
    }

    /// Whether it is kept back for a time.
    pub fn embargoed(&self) -> bool {
        self.status == status_byte(Status::Embargoed)
    }

    /// Whether it counts as a member of its work.
    pub fn member(&self) -> bool {
        self.status != status_byte(Status::Deleted)
    }
}

/// A status in a row.
pub(crate) fn status_byte(status: Status) -> u8 {
    match status {
        Status::Live => 0,
        Status::Suppressed => 1,
        Status::Deleted => 2,
        Status::Embargoed => 3,
    }
}

/// A pair of numbers as a key.
pub(crate) fn pair(a: u64, b: u64) -> [u8; 16] {
    let mut key = [0; 16];
    key[..8].copy_from_slice(&a.to_be_bytes());
    key[8..].copy_from_slice(&b.to_be_bytes());
    key
}

/// The number at `at` in a key; 0 when the key is too short.
pub(crate) fn number(key: &[u8], at: usize) -> u64 {
    key.get(at..at + 8)
        .and_then(|bytes| bytes.try_into().ok())
        .map_or(0, u64::from_be_bytes)
}

struct Coder {
    compress: Compressor<'static>,
    decompress: Decompressor<'static>,
}

/// The dictionary, prepared once for all threads.
static ENCODER: std::sync::LazyLock<EncoderDictionary<'static>> =
    std::sync::LazyLock::new(|| EncoderDictionary::copy(DICTIONARY, LEVEL));
static DECODER: std::sync::LazyLock<DecoderDictionary<'static>> =
    std::sync::LazyLock::new(|| DecoderDictionary::copy(DICTIONARY));

thread_local! {
    static CODER: RefCell<Option<Coder>> = const { RefCell::new(None) };
}

fn with_coder<T>(work: impl FnOnce(&mut Coder) -> std::io::Result<T>) -> std::io::Result<T> {
    CODER.with_borrow_mut(|held| {
        if held.is_none() {
            let mut compress = Compressor::with_prepared_dictionary(&ENCODER)?;
            compress.set_parameter(zstd::zstd_safe::CParameter::ChecksumFlag(false))?;
            compress.set_parameter(zstd::zstd_safe::CParameter::DictIdFlag(false))?;
            let decompress = Decompressor::with_prepared_dictionary(&DECODER)?;
            *held = Some(Coder {
                compress,
                decompress,
            });
        }
        match held.as_mut() {
            Some(coder) => work(coder),
            None => Err(std::io::Error::other("no coder")),
        }
    })
}

/// A record's value, in its chunks.
pub(crate) fn encode_record(head: &RecordHead, json: &[u8]) -> Result<Vec<Vec<u8>>, Trouble> {
    let mut plain = vec![0; 4];
    plain = postcard::to_extend(head, plain)?;
    let length = u32::try_from(plain.len() - 4).unwrap_or(u32::MAX);
    plain[..4].copy_from_slice(&length.to_le_bytes());
    plain.extend_from_slice(json);
    let packed = with_coder(|coder| coder.compress.compress(&plain))?;
    let whole = VALUE_HEAD + packed.len();
    let count = u16::try_from(whole.div_ceil(chunks::MOST)).map_err(|_| {
        Trouble::Damaged("a record".to_owned(), "it takes more than 2 GB".to_owned())
    })?;
    let mut bytes = Vec::with_capacity(whole);
    bytes.push(RECORD_VALUE);
    bytes.extend_from_slice(&count.to_le_bytes());
    bytes.extend_from_slice(&crc32fast::hash(&packed).to_le_bytes());
    bytes.extend_from_slice(&packed);
    if count == 1 {
        return Ok(vec![bytes]);
    }
    Ok(bytes.chunks(chunks::MOST).map(<[u8]>::to_vec).collect())
}

/// How many chunks the value that starts with `first` has.
pub(crate) fn chunk_count(first: &[u8]) -> u16 {
    match first {
        [RECORD_VALUE, low, high, ..] => u16::from_le_bytes([*low, *high]),
        _ => 0,
    }
}

/// A record's value taken apart again.
pub(crate) struct Decoded {
    pub head: RecordHead,
    plain: Vec<u8>,
    json: usize,
}

impl Decoded {
    /// The record's JSON.
    pub fn json(&self) -> &[u8] {
        &self.plain[self.json..]
    }
}

/// Takes a record's whole value apart; the text says what is wrong.
pub(crate) fn decode_record(bytes: &[u8]) -> Result<Decoded, String> {
    let (head, packed) = bytes
        .split_at_checked(VALUE_HEAD)
        .ok_or("the value is too short")?;
    if head[0] != RECORD_VALUE {
        return Err(format!("the value has the unknown version {}", head[0]));
    }
    if crc32fast::hash(packed).to_le_bytes() != head[3..] {
        return Err("the value's checksum differs".to_owned());
    }
    let most = Decompressor::upper_bound(packed).unwrap_or(MOST_RECORD);
    let plain = with_coder(|coder| coder.decompress.decompress(packed, most.min(MOST_RECORD)))
        .map_err(|error| format!("the value cannot be decompressed ({error})"))?;
    let length = plain
        .get(..4)
        .and_then(|word| word.try_into().ok())
        .map_or(usize::MAX, |word| u32::from_le_bytes(word) as usize);
    let json = length.saturating_add(4);
    let head = plain.get(4..json).ok_or("the value's head is cut off")?;
    let head = postcard::from_bytes(head).map_err(|error| error.to_string())?;
    Ok(Decoded { head, plain, json })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head() -> RecordHead {
        RecordHead {
            seq: Seq(7),
            work: WorkId(3),
            source: Some(Place {
                segment: 1,
                offset: 192,
                line: 4,
            }),
            keys: vec![Key("doi:10.1/x".to_owned())],
        }
    }

    #[test]
    fn a_record_is_read_as_written_in_one_chunk_or_many() {
        let mut noise = 1_u64;
        let long: String = (0..200_000)
            .map(|_| {
                noise = noise
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                char::from(b'!' + (noise >> 33) as u8 % 90)
            })
            .collect();
        for json in ["{}", "", &long] {
            let chunks = encode_record(&head(), json.as_bytes()).unwrap();
            assert!(chunks.iter().all(|chunk| chunk.len() <= 32 << 10));
            assert_eq!(usize::from(chunk_count(&chunks[0])), chunks.len());
            let decoded = decode_record(&chunks.concat()).unwrap();
            assert_eq!(decoded.head, head());
            assert_eq!(decoded.json(), json.as_bytes());
        }
    }

    #[test]
    fn any_flipped_bit_of_a_value_is_seen() {
        let bytes = encode_record(&head(), b"{\"id\":1}").unwrap().concat();
        for bit in (0..bytes.len() * 8).filter(|bit| bit / 8 != 1 && bit / 8 != 2) {
            let mut bad = bytes.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            assert!(decode_record(&bad).is_err(), "bit {bit}");
        }
    }
}
