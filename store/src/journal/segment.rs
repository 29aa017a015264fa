//! Segment files: their names, their headers, and the walk over their frames.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    Head,
    frame::{Frame, FrameError},
};

/// The first bytes of each segment.
const MAGIC: &[u8; 8] = b"LABDJRNL";
/// The format that this version writes and reads.
pub(crate) const FORMAT: u32 = 1;
/// The bytes before a segment's first frame: magic, format, header, checksum, and zeros.
pub(crate) const HEADER_BYTES: u64 = 192;

/// What a segment's header says.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct SegmentHeader {
    /// The store's id.
    pub store: String,
    /// Where the journal stood before this segment's first frame; `segment` is this one.
    pub head: Head,
}

impl SegmentHeader {
    /// The header's bytes.
    pub fn encode(&self) -> io::Result<Vec<u8>> {
        let body = postcard::to_stdvec(self).map_err(io::Error::other)?;
        let mut bytes = Vec::with_capacity(HEADER_BYTES as usize);
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&FORMAT.to_le_bytes());
        bytes.extend_from_slice(
            &u32::try_from(body.len())
                .map_err(io::Error::other)?
                .to_le_bytes(),
        );
        bytes.extend_from_slice(&body);
        bytes.resize(HEADER_BYTES as usize - 4, 0);
        bytes.extend_from_slice(&crc32fast::hash(&bytes).to_le_bytes());
        Ok(bytes)
    }

    /// Reads a header from a segment's first bytes.
    pub fn decode(bytes: &[u8]) -> Result<SegmentHeader, &'static str> {
        let header = bytes
            .get(..HEADER_BYTES as usize)
            .ok_or("the header is incomplete")?;
        let (checked, sum) = header.split_at(header.len() - 4);
        if crc32fast::hash(checked).to_le_bytes() != sum {
            return Err("the header's checksum differs");
        }
        if &header[..8] != MAGIC || header[8..12] != FORMAT.to_le_bytes() {
            return Err("it is no journal segment of this format");
        }
        let (header, _) =
            postcard::take_from_bytes(&header[16..]).map_err(|_| "the header cannot be read")?;
        Ok(header)
    }
}

/// A segment's file.
pub(crate) fn segment_path(journal: &Path, number: u32) -> PathBuf {
    journal.join(format!("{number:06}.seg"))
}

/// The numbers of the segments there are, ascending.
pub(crate) fn list_segments(journal: &Path) -> io::Result<Vec<u32>> {
    let mut numbers = Vec::new();
    for entry in fs::read_dir(journal)? {
        let name = entry?.file_name();
        let number = name
            .to_str()
            .and_then(|name| name.strip_suffix(".seg"))
            .and_then(|number| number.parse::<u32>().ok());
        numbers.extend(number);
    }
    numbers.sort_unstable();
    Ok(numbers)
}

/// A walk over a segment's frames that checks each against the chain.
pub(crate) struct Walk<'a> {
    bytes: &'a [u8],
    /// Where the next frame starts.
    pub offset: u64,
    /// The chain's hash before it.
    pub hash: [u8; 32],
}

impl<'a> Walk<'a> {
    /// A walk from `offset` on, where the chain's hash is `hash`.
    pub fn new(bytes: &'a [u8], offset: u64, hash: [u8; 32]) -> Walk<'a> {
        Walk {
            bytes,
            offset,
            hash,
        }
    }

    /// The next frame and its offset; `None` at the end of the file.
    pub fn next_frame(&mut self) -> Result<Option<(u64, Frame<'a>)>, FrameError> {
        let rest = self
            .bytes
            .get(self.offset as usize..)
            .ok_or(FrameError::Short)?;
        if rest.is_empty() {
            return Ok(None);
        }
        let frame = Frame::decode(rest, Some(&self.hash))?;
        let at = self.offset;
        self.offset += frame.bytes();
        self.hash = frame.hash;
        Ok(Some((at, frame)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_read_as_written_and_any_flipped_bit_is_seen() {
        let mut head = Head::empty();
        head.next_record = u64::MAX;
        head.commit = u64::MAX;
        head.end = u64::MAX;
        head.start = u64::MAX;
        head.datestamp.0 = 253_300_000_000;
        head.seq.0 = u64::MAX;
        head.next_import = u64::MAX;
        head.segment = u32::MAX;
        let header = SegmentHeader {
            store: "0123456789abcdef0123456789abcdef".to_owned(),
            head,
        };
        let bytes = header.encode().unwrap();
        assert_eq!(bytes.len() as u64, HEADER_BYTES);
        assert_eq!(SegmentHeader::decode(&bytes), Ok(header));
        for bit in 0..bytes.len() * 8 {
            let mut bad = bytes.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            assert!(SegmentHeader::decode(&bad).is_err(), "bit {bit}");
        }
    }
}
