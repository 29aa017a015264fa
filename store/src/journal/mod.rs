//! The journal: append-only segment files that hold every commit, and alone rebuild everything.
//!
//! ```text
//! journal/000001.seg   header | frame | frame | ...
//! frame                length u32 | crc32 u32 | hash 32 | payload      (little-endian)
//! payload              zstd of JSON lines: the commit, then one line per change
//! ```
//!
//! A frame's hash is BLAKE3 of the hash before it and its payload, and a segment's header carries
//! the hash it continues, so that the whole journal is one chain.

mod frame;
mod head;
mod line;
mod reader;
mod recover;
mod segment;
mod writer;

pub(crate) use frame::{MOST_PAYLOAD, encode_frame};
pub(crate) use head::{Head, Place};
pub(crate) use line::{
    CommitLine, LineRef, NoticesLine, PutWrite, parse_lines, write_line, write_put,
};
pub(crate) use reader::{Reader, decode_payload};
pub(crate) use recover::{Recovered, cut_torn, recover};
pub(crate) use segment::{HEADER_BYTES, SegmentHeader, Walk, list_segments, segment_path};
pub(crate) use writer::{AppendError, Writer};
