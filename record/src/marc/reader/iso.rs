//! Finds where ISO 2709 records begin and end.
//!
//! The leader's length is believed when a record terminator stands at its end and a leader (or
//! the end of the input) follows; else the next terminator ends the record, unless a leader that
//! cannot be text shows that the terminator is missing.

use super::super::fault::FaultCode;
use super::super::iso2709::{FIELD_TERMINATOR, RECORD_TERMINATOR, looks_like_leader, number};
use super::super::{BOM, LEADER_LENGTH};
use super::input::Input;
use super::{Piece, RECORD_LIMIT};
use std::io::Read;

/// Finds the next record; the input then starts with it.
pub(super) fn next<R: Read>(input: &mut Input<R>) -> Piece {
    skip_filler(input);
    if !input.ensure(1) {
        return Piece::End;
    }
    if let Some(length) = by_length(input) {
        return Piece::Record(length);
    }
    let Some(end) = terminator(input) else {
        if input.failed() {
            return Piece::End;
        }
        let length = input.data().len();
        if length > RECORD_LIMIT {
            let text = format!("no record terminator 1D within {RECORD_LIMIT} bytes");
            return Piece::Broken {
                length,
                code: FaultCode::TooLong,
                text,
            };
        }
        return judge(input.data(), length, true);
    };
    judge(input.data(), end, false)
}

/// Passes over what may stand between records: line ends, blanks, NUL, SUB, a byte order mark.
fn skip_filler<R: Read>(input: &mut Input<R>) {
    loop {
        input.ensure(LEADER_LENGTH);
        if looks_like_leader(input.data()) {
            return;
        }
        let data = input.data();
        let filler = |b: &u8| matches!(b, b' ' | b'\t' | b'\r' | b'\n' | 0 | 0x1A);
        let count = match data.starts_with(BOM) {
            true => BOM.len(),
            false => match data.first() {
                Some(b) if filler(b) => 1,
                _ => return,
            },
        };
        input.consume(count);
    }
}

/// Returns the length the leader says, when what stands there bears it out.
fn by_length<R: Read>(input: &mut Input<R>) -> Option<usize> {
    let length = number(input.data().get(..5)?).filter(|n| *n > LEADER_LENGTH)?;
    input.ensure(length + LEADER_LENGTH + 2);
    let data = input.data();
    if data.get(length - 1) != Some(&RECORD_TERMINATOR) {
        return None;
    }
    let rest = data[length..].trim_ascii_start();
    let followed = rest.is_empty() || looks_like_leader(rest) || rest.first() == Some(&0x1A);
    let first = || memchr::memchr(RECORD_TERMINATOR, data) == Some(length - 1);
    (followed || first()).then_some(length)
}

/// Finds the end of the record by its terminator, or by the leader that follows without one.
fn terminator<R: Read>(input: &mut Input<R>) -> Option<usize> {
    let mut searched = 0;
    let end = loop {
        if let Some(at) = memchr::memchr(RECORD_TERMINATOR, &input.data()[searched..]) {
            break Some(searched + at + 1);
        }
        searched = input.data().len();
        if searched > RECORD_LIMIT || !input.fill() {
            break None;
        }
    };
    let data = input.data();
    let within = &data[..end.unwrap_or(data.len())];
    next_leader(within).or(end)
}

/// Finds a leader behind a field terminator, where a record terminator is missing.
fn next_leader(piece: &[u8]) -> Option<usize> {
    let starts = memchr::memchr_iter(FIELD_TERMINATOR, piece).map(|i| i + 1);
    starts.filter(|at| *at > LEADER_LENGTH).find(|at| {
        let leader = piece[*at..].trim_ascii_start();
        looks_like_leader(leader) && number(&leader[..5]).is_some()
    })
}

/// Decides whether a stretch of bytes is a record, junk before one, or junk.
fn judge(data: &[u8], length: usize, at_end: bool) -> Piece {
    let piece = &data[..length];
    if !looks_like_leader(piece) {
        let found = (1..piece.len().saturating_sub(LEADER_LENGTH))
            .find(|at| piece[*at].is_ascii_digit() && looks_like_leader(&piece[*at..]));
        if let Some(at) = found {
            let text = format!("{at} bytes before the next leader are no record");
            return Piece::Broken {
                length: at,
                code: FaultCode::NotARecord,
                text,
            };
        }
    }
    let has_directory = piece.len() > LEADER_LENGTH
        && memchr::memchr(FIELD_TERMINATOR, &piece[LEADER_LENGTH..]).is_some();
    if has_directory {
        return Piece::Record(length);
    }
    if at_end && looks_like_leader(piece) {
        let text = "the input ends within the record's directory".to_owned();
        return Piece::Broken {
            length,
            code: FaultCode::Truncated,
            text,
        };
    }
    let text = format!("{length} bytes have neither leader nor field terminator");
    Piece::Broken {
        length,
        code: FaultCode::NotARecord,
        text,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Raw, Reader};
    use super::*;
    use crate::marc::{Broken, Format, MarcRecord, Tag, iso2709};

    fn record(title: &str) -> Vec<u8> {
        let mut record = MarcRecord::default();
        record
            .push_control(Tag::try_from("001").unwrap(), "1")
            .push_data(Tag::try_from("245").unwrap(), "10", &[('a', title)]);
        iso2709::write(&record).unwrap()
    }

    fn read(bytes: &[u8]) -> Vec<Result<Raw, Broken>> {
        Reader::with_format(bytes, Format::Iso2709).collect()
    }

    /// Shows each result as `offset+length`, broken ones with a `!`.
    fn shape(bytes: &[u8]) -> String {
        let show = |r: &Result<Raw, Broken>| match r {
            Ok(raw) => format!("{}+{}", raw.offset, raw.bytes.len()),
            Err(broken) => format!("!{}+{}", broken.offset, broken.bytes.len()),
        };
        read(bytes).iter().map(show).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn records_are_cut_where_they_end() {
        let (a, b) = (record("wages"), record("prices and costs"));
        let (m, n) = (a.len(), b.len());
        let whole = format!("0+{m} {m}+{n}");
        let with = |change: &dyn Fn(&mut Vec<u8>)| {
            let mut first = a.clone();
            change(&mut first);
            [first.as_slice(), &b].concat()
        };
        assert_eq!(shape(&with(&|_| ())), whole);
        for wrong in [*b"00000", *b"99999", *b"00030", *b"abcde"] {
            assert_eq!(
                shape(&with(&|r| r[..5].copy_from_slice(&wrong))),
                whole,
                "{wrong:?}"
            );
        }
        let spaced = with(&|r| r.extend_from_slice(b"\r\n\0\x1A"));
        assert_eq!(shape(&spaced), format!("0+{m} {}+{n}", m + 4));
        let junk = with(&|r| r.extend_from_slice(b"some junk"));
        assert_eq!(shape(&junk), format!("0+{m} !{m}+9 {}+{n}", m + 9));
        let unterminated = with(&|r| r.truncate(m - 1));
        assert_eq!(shape(&unterminated), format!("0+{} {}+{n}", m - 1, m - 1));
        let in_value = with(&|r| r[m - 4] = RECORD_TERMINATOR);
        assert_eq!(shape(&in_value), whole);
    }

    #[test]
    fn a_truncated_input_gives_what_it_has() {
        let bytes = record("wages and prices");
        let length = bytes.len();
        assert_eq!(shape(&bytes[..length - 5]), format!("0+{}", length - 5));
        assert_eq!(shape(&bytes[..30]), "!0+30");
        assert_eq!(
            read(&bytes[..30])[0].as_ref().unwrap_err().code,
            FaultCode::Truncated
        );
        assert_eq!(shape(b""), "");
    }

    #[test]
    fn an_endless_record_is_broken_and_the_next_one_is_read() {
        let mut bytes = record("wages");
        bytes.pop();
        bytes.resize(RECORD_LIMIT + 200_000, b'x');
        bytes.push(RECORD_TERMINATOR);
        let start = bytes.len() as u64;
        bytes.extend(record("prices"));
        let results = read(&bytes);
        let broken = results[0].as_ref().unwrap_err();
        assert_eq!(
            (broken.code, broken.bytes.len()),
            (FaultCode::TooLong, 64 * 1024)
        );
        assert_eq!(results.last().unwrap().as_ref().unwrap().offset, start);
        assert_eq!(results.len(), 3, "the rest of the long one is named too");
    }
}
