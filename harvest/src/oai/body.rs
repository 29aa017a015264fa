//! The bytes of an answer: text written for it, and blocks kept from before, put together.

use std::sync::Arc;

use flate2::{Compression, FlushCompress};

use super::block::{Block, deflate};

/// The header of a gzip member: deflate, no flags, no time, of no particular system (RFC 1952 section 2.3).
const GZIP: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];

/// A piece of a body.
#[derive(Debug, Clone)]
pub enum Piece {
    /// Written for this answer.
    Text(String),
    /// Kept from before.
    Block(Arc<Block>),
}

/// A body in pieces, the last of them text.
#[derive(Debug, Clone, Default)]
pub struct Body {
    pieces: Vec<Piece>,
    /// What is written at the end.
    pub(super) text: String,
}

impl Body {
    /// Puts a piece after what there is.
    pub(super) fn push(&mut self, piece: Piece) {
        match piece {
            Piece::Text(text) if self.text.is_empty() => self.text = text,
            Piece::Text(text) => self.text.push_str(&text),
            Piece::Block(_) => {
                let text = std::mem::take(&mut self.text);
                self.pieces.extend([Piece::Text(text), piece]);
            }
        }
    }

    /// Whether a part of it lies ready.
    pub fn has_blocks(&self) -> bool {
        !self.pieces.is_empty()
    }

    /// The whole, uncompressed; `None` when a block is not what it was.
    pub fn plain(self) -> Option<Vec<u8>> {
        let length: usize = self.pieces.iter().map(length).sum();
        let mut out = Vec::with_capacity(length + self.text.len() + 1);
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => out.extend_from_slice(text.as_bytes()),
                Piece::Block(block) => block.inflate(&mut out).then_some(())?,
            }
        }
        out.extend_from_slice(self.text.as_bytes());
        Some(out)
    }

    /// The whole as one gzip member (RFC 1952).
    pub fn gzip(self) -> Vec<u8> {
        let mut out = GZIP.to_vec();
        let mut crc = crc32fast::Hasher::new();
        let mut length: u64 = 0;
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => {
                    out.extend(deflate(
                        text.as_bytes(),
                        Compression::fast(),
                        FlushCompress::Full,
                    ));
                    crc.update(text.as_bytes());
                    length += text.len() as u64;
                }
                Piece::Block(block) => {
                    out.extend_from_slice(&block.deflated);
                    crc.combine(&crc32fast::Hasher::new_with_initial_len(
                        block.crc,
                        block.length,
                    ));
                    length += block.length;
                }
            }
        }
        let end = self.text.as_bytes();
        out.extend(deflate(end, Compression::fast(), FlushCompress::Finish));
        crc.update(end);
        length += end.len() as u64;
        out.extend_from_slice(&crc.finalize().to_le_bytes());
        // Its length modulo 2^32.
        out.extend_from_slice(&(length as u32).to_le_bytes());
        out
    }
}

fn length(piece: &Piece) -> usize {
    match piece {
        Piece::Text(text) => text.len(),
        Piece::Block(block) => usize::try_from(block.length).unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use std::{io::Read, sync::Arc};

    use super::{Body, Piece};
    use crate::oai::block::Block;

    #[test]
    fn text_and_blocks_are_one_gzip_member_and_one_text() {
        let long = "<record>wages and hours of work</record>\n".repeat(4_000);
        for pieces in [
            vec![],
            vec!["a"],
            vec!["head", "<b>", "between", "<b>", "tail"],
            vec!["head", "<b>", "<b>", long.as_str(), "<b>"],
        ] {
            let mut body = Body::default();
            let mut whole = String::new();
            for piece in pieces {
                let block = piece == "<b>";
                let text = if block { &long } else { piece };
                whole.push_str(text);
                body.push(if block {
                    Piece::Block(Arc::new(Block::new(text, 1)))
                } else {
                    Piece::Text(text.to_owned())
                });
            }
            let mut back = String::new();
            let gzip = body.clone().gzip();
            let mut reader = flate2::read::GzDecoder::new(gzip.as_slice());
            reader.read_to_string(&mut back).unwrap();
            assert_eq!(back, whole);
            assert_eq!(reader.into_inner().len(), 0, "nothing follows the member");
            assert_eq!(body.plain().unwrap(), whole.as_bytes());
        }
    }
}
