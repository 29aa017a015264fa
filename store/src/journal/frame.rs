//! One frame's bytes: length, checksum, hash, payload.

/// The bytes before a frame's payload.
pub(crate) const FRAME_HEAD: usize = 40;

/// The most bytes a payload may have, before and after compression.
pub(crate) const MOST_PAYLOAD: u64 = 256 << 20;

/// A frame that was read and is what was written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame<'a> {
    /// Its hash.
    pub hash: [u8; 32],
    /// Its compressed payload.
    pub payload: &'a [u8],
}

/// Why bytes are no frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FrameError {
    /// The file ends before the frame does.
    Short,
    /// The checksum differs.
    Checksum,
    /// The hash does not continue the chain.
    Chain,
}

impl FrameError {
    pub fn text(self) -> &'static str {
        match self {
            FrameError::Short => "the frame is incomplete",
            FrameError::Checksum => "the frame's checksum differs",
            FrameError::Chain => "the frame does not continue the chain of hashes",
        }
    }
}

/// The hash of a payload that follows `previous`.
pub(crate) fn chain(previous: &[u8; 32], payload: &[u8]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(previous);
    hasher.update(payload);
    *hasher.finalize().as_bytes()
}

/// The frame of a payload that follows `previous`, and its hash.
pub(crate) fn encode_frame(previous: &[u8; 32], payload: &[u8]) -> (Vec<u8>, [u8; 32]) {
    let hash = chain(previous, payload);
    let length = u32::try_from(payload.len())
        .unwrap_or(u32::MAX)
        .to_le_bytes();
    let mut bytes = Vec::with_capacity(FRAME_HEAD + payload.len());
    bytes.extend_from_slice(&length);
    bytes.extend_from_slice(&checksum(&length, &hash, payload).to_le_bytes());
    bytes.extend_from_slice(&hash);
    bytes.extend_from_slice(payload);
    (bytes, hash)
}

impl<'a> Frame<'a> {
    /// Reads the frame at the start of `bytes`; with `previous`, the chain is checked too.
    pub fn decode(bytes: &'a [u8], previous: Option<&[u8; 32]>) -> Result<Frame<'a>, FrameError> {
        let (head, rest) = bytes
            .split_at_checked(FRAME_HEAD)
            .ok_or(FrameError::Short)?;
        let length = word(head, 0);
        let payload = rest.get(..length as usize).ok_or(FrameError::Short)?;
        let mut hash = [0; 32];
        hash.copy_from_slice(&head[8..]);
        if checksum(&length.to_le_bytes(), &hash, payload) != word(head, 4) {
            return Err(FrameError::Checksum);
        }
        if previous.is_some_and(|previous| chain(previous, payload) != hash) {
            return Err(FrameError::Chain);
        }
        Ok(Frame { hash, payload })
    }

    /// How many bytes the frame takes.
    pub fn bytes(&self) -> u64 {
        (FRAME_HEAD + self.payload.len()) as u64
    }
}

fn checksum(length: &[u8; 4], hash: &[u8; 32], payload: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(length);
    hasher.update(hash);
    hasher.update(payload);
    hasher.finalize()
}

/// The little-endian word at `at`; the caller has checked the length.
fn word(bytes: &[u8], at: usize) -> u32 {
    let mut word = [0; 4];
    word.copy_from_slice(&bytes[at..at + 4]);
    u32::from_le_bytes(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_read_as_written_and_any_flipped_bit_is_seen() {
        let (bytes, hash) = encode_frame(&[7; 32], b"payload");
        let frame = Frame::decode(&bytes, Some(&[7; 32])).unwrap();
        assert_eq!((frame.hash, frame.payload), (hash, &b"payload"[..]));
        assert_eq!(
            Frame::decode(&bytes, Some(&[8; 32])).unwrap_err(),
            FrameError::Chain
        );
        for bit in 0..bytes.len() * 8 {
            let mut bad = bytes.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            assert!(Frame::decode(&bad, None).is_err(), "bit {bit}");
        }
        for length in 0..bytes.len() {
            assert!(Frame::decode(&bytes[..length], None).is_err());
        }
    }
}
