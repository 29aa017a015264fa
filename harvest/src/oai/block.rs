//! Blocks: what a fixed span of seqs has to say in `ListRecords`, written once and kept.
//!
//! A row of the change log never changes: a record that changes gets a new seq, and its old row goes.
//! So the text of a span is told by the seqs that are still there. It is kept deflated in such a way
//! that it can stand between other pieces in one gzip member (RFC 1951 section 2, RFC 1952): it
//! refers to nothing before it and ends at a byte.

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};
use record::{ChangeRange, Seq};

use super::{
    Asked,
    body::Piece,
    get_record,
    request::{Call, Verb},
    sets::{Selection, Standing},
};
use crate::{Format, Repository, RepositoryError};

/// How many seqs a block spans: block `n`, from 0, is for the seqs `128 n + 1` to `128 (n + 1)`.
pub const SPAN: u64 = 128;

/// What tells a block's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BlockKey {
    /// The metadata format.
    pub format: Format,
    /// Which block.
    pub number: u64,
    /// Which of its seqs are there: bit `i` is for seq `128 n + 1 + i`.
    pub present: u128,
}

impl BlockKey {
    /// The key of a block with these seqs.
    pub fn new(format: Format, number: u64, seqs: &[Seq]) -> BlockKey {
        let first = number * SPAN + 1;
        let present = seqs
            .iter()
            .fold(0, |all, seq| all | 1_u128 << (seq.0 - first).min(SPAN - 1));
        BlockKey {
            format,
            number,
            present,
        }
    }
}

/// A piece of an answer, deflated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Raw deflate blocks, none of them the last one, up to a whole byte.
    pub deflated: Vec<u8>,
    /// The CRC-32 of the text.
    pub crc: u32,
    /// Bytes of the text.
    pub length: u64,
    /// How many of its records are live.
    pub live: u32,
}

impl Block {
    /// Deflates a text.
    pub fn new(text: &str, live: u32) -> Block {
        Block {
            deflated: deflate(text.as_bytes(), Compression::default(), FlushCompress::Full),
            crc: crc32fast::hash(text.as_bytes()),
            length: text.len() as u64,
            live,
        }
    }

    /// Appends the text; false when the bytes are not what was deflated.
    pub fn inflate(&self, out: &mut Vec<u8>) -> bool {
        let start = out.len();
        let Ok(length) = usize::try_from(self.length) else {
            return false;
        };
        let mut inflater = Decompress::new(false);
        loop {
            // One byte more, so that the end of the stream is met with room left.
            out.reserve((length + 1).saturating_sub(out.len() - start).max(1));
            let taken = usize::try_from(inflater.total_in()).unwrap_or(usize::MAX);
            let rest = self.deflated.get(taken..).unwrap_or_default();
            let before = (inflater.total_in(), out.len());
            let done = inflater.decompress_vec(rest, out, FlushDecompress::Sync);
            let moved = before != (inflater.total_in(), out.len());
            if !moved || done.is_err() || out.len() - start > length {
                break;
            }
        }
        out.len() - start == length && crc32fast::hash(&out[start..]) == self.crc
    }
}

/// Deflates bytes by themselves.
pub(super) fn deflate(bytes: &[u8], level: Compression, flush: FlushCompress) -> Vec<u8> {
    let mut deflater = Compress::new(level, false);
    let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 1000 + 128);
    loop {
        let done = usize::try_from(deflater.total_in()).unwrap_or(usize::MAX);
        let rest = bytes.get(done..).unwrap_or_default();
        // It fails only on a state that is spoilt, which a new one is not.
        let status = deflater.compress_vec(rest, &mut out, flush);
        let all = deflater.total_in() == bytes.len() as u64;
        let flushed = flush != FlushCompress::Finish && all && out.len() < out.capacity();
        if flushed || !matches!(status, Ok(Status::Ok | Status::BufError)) {
            break;
        }
        out.reserve(128 + bytes.len() / 16);
    }
    out.shrink_to_fit();
    out
}

/// The page of a list, in whole blocks where there are any.
pub(super) struct BlockPage {
    /// The pieces in order.
    pub pieces: Vec<Piece>,
    /// How many rows they hold.
    pub rows: u64,
    /// The seq after which the next page starts, when there is one.
    pub next: Option<Seq>,
}

/// A page of everything after `range.after`: at most `size` rows, ending with a block where it can.
/// `None` when it has no row, or none that is live while `wants_live` and more would follow.
///
/// # Errors
/// When the collection cannot be read.
pub(super) fn page<R: Repository>(
    asked: &Asked<'_, R>,
    format: Format,
    range: &ChangeRange,
    (size, wants_live): (usize, bool),
) -> Result<Option<BlockPage>, RepositoryError> {
    let repository = asked.repository;
    let until = range.until.unwrap_or(Seq(u64::MAX)).min(repository.head());
    let (mut at, mut rows, mut live) = (range.after, 0, 0);
    let mut pieces = Vec::new();
    let mut next = None;
    while let Some(first) = repository.seqs(at, until, 1)?.first() {
        let number = (first.0 - 1) / SPAN;
        let start = Seq(number * SPAN).max(at);
        let end = Seq((number + 1) * SPAN).min(until);
        let seqs = repository.seqs(start, end, usize::try_from(SPAN).unwrap_or(usize::MAX))?;
        if rows > 0 && rows + seqs.len() > size {
            next = Some(at);
            break;
        }
        let whole = start.0 == number * SPAN && end.0 == (number + 1) * SPAN;
        let key = whole.then(|| BlockKey::new(format, number, &seqs));
        let (piece, count) = piece(asked, format, (start, end), key.as_ref())?;
        pieces.push(piece);
        (at, rows, live) = (end, rows + seqs.len(), live + count);
    }
    if rows == 0 || (wants_live && live == 0 && next.is_some()) {
        return Ok(None);
    }
    Ok(Some(BlockPage {
        pieces,
        rows: rows as u64,
        next,
    }))
}

fn piece<R: Repository>(
    asked: &Asked<'_, R>,
    format: Format,
    (start, end): (Seq, Seq),
    key: Option<&BlockKey>,
) -> Result<(Piece, u32), RepositoryError> {
    if let Some(block) = key.and_then(|key| asked.repository.block(key)) {
        let live = block.live;
        return Ok((Piece::Block(block), live));
    }
    let (text, live, seqs) = text(asked, format, start, end)?;
    // What changed while it was written is not what its key says.
    if let Some(key) = key.filter(|k| **k == BlockKey::new(format, k.number, &seqs)) {
        asked.repository.keep_block(key, &text, live);
    }
    Ok((Piece::Text(text), live))
}

/// The rows of a span as `record` elements, one a line; how many are live; their seqs.
fn text<R: Repository>(
    asked: &Asked<'_, R>,
    format: Format,
    start: Seq,
    end: Seq,
) -> Result<(String, u32, Vec<Seq>), RepositoryError> {
    let range = ChangeRange {
        after: start,
        until: Some(end),
        set: None,
    };
    let limit = usize::try_from(SPAN).unwrap_or(usize::MAX);
    let rows = asked.repository.changes(&range, limit)?;
    let mut out = String::with_capacity(rows.len() * 2 * 1024);
    let mut live = 0;
    for row in &rows {
        let Some(standing) = Selection::All.standing(row) else {
            continue;
        };
        live += u32::from(matches!(standing, Standing::Live(_)));
        get_record::write(asked, format, row, &standing, &mut out)?;
        out.push('\n');
    }
    Ok((out, live, rows.iter().map(|row| row.seq).collect()))
}

/// Writes a block that is not kept yet; false when it is, or when the span is not full yet.
///
/// # Errors
/// When the collection cannot be read.
pub fn prepare<R: Repository>(
    repository: &R,
    site: &crate::Site,
    format: Format,
    number: u64,
) -> Result<bool, RepositoryError> {
    let (start, end) = (Seq(number * SPAN), Seq((number + 1) * SPAN));
    if end > repository.head() {
        return Ok(false);
    }
    let seqs = repository.seqs(start, end, usize::try_from(SPAN).unwrap_or(usize::MAX))?;
    let key = BlockKey::new(format, number, &seqs);
    if seqs.is_empty() || repository.has_block(&key) {
        return Ok(false);
    }
    let call = Call {
        verb: Verb::ListRecords,
        arguments: Default::default(),
    };
    let asked = Asked {
        repository,
        site,
        now: repository.response_date(),
        call: &call,
    };
    let (text, live, seqs) = text(&asked, format, start, end)?;
    if key == BlockKey::new(format, number, &seqs) {
        repository.keep_block(&key, &text, live);
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use flate2::{Compression, FlushCompress};
    use proptest::prelude::*;
    use record::Seq;

    use super::{Block, BlockKey, deflate};
    use crate::Format;

    #[test]
    fn a_key_says_which_seqs_are_there() {
        let key = |seqs: &[u64]| {
            let seqs: Vec<Seq> = seqs.iter().map(|s| Seq(*s)).collect();
            BlockKey::new(Format::OaiDc, 1, &seqs).present
        };
        assert_eq!(key(&[129]), 1);
        assert_eq!(key(&[129, 131]), 0b101);
        assert_eq!(key(&[256]), 1 << 127);
    }

    proptest! {
        #[test]
        fn a_block_comes_back_as_it_was(text in "(\\PC|[a-c]{0,40}\n){0,400}") {
            let block = Block::new(&text, 0);
            let mut out = b"before".to_vec();
            prop_assert!(block.inflate(&mut out));
            prop_assert_eq!(&out[6..], text.as_bytes());
            let mut cut = block;
            cut.crc ^= 1;
            prop_assert!(!cut.inflate(&mut Vec::new()));
        }

        #[test]
        fn deflated_pieces_are_complete(bytes in prop::collection::vec(any::<u8>(), 0..5000)) {
            let whole = deflate(&bytes, Compression::new(1), FlushCompress::Finish);
            let mut back = Vec::with_capacity(bytes.len() + 64);
            let mut inflater = flate2::Decompress::new(false);
            let status = inflater.decompress_vec(&whole, &mut back, flate2::FlushDecompress::Finish);
            prop_assert_eq!(status.unwrap(), flate2::Status::StreamEnd);
            prop_assert_eq!(back, bytes);
        }
    }
}
