//! Where the fields of a record are: the directory, and what to do when it is wrong.
//!
//! A directory whose every entry ends on a field terminator is believed. Otherwise right starts
//! are kept with their lengths corrected; otherwise the data are split at field terminators and
//! dealt to the entries in order (ISO 2709 section 4.4; MARC 21 "Directory").

use super::super::fault::{Fault, FaultCode, Faults};
use super::super::model::{LEADER_LENGTH, Tag};
use super::mend;
use super::{FIELD_TERMINATOR, RECORD_TERMINATOR, SUBFIELD_DELIMITER, number};
use std::ops::Range;

/// The length of a directory entry: three characters of tag, four of length, five of start.
pub(super) const ENTRY_LENGTH: usize = 12;

/// A field's tag and the range of its content, terminator not included.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub tag: [u8; 3],
    pub start: usize,
    pub end: usize,
}

/// A directory entry as it stands: the start is from the base address.
#[derive(Clone, Copy)]
struct Claim {
    tag: [u8; 3],
    length: Option<usize>,
    start: Option<usize>,
    offset: usize,
}

/// Finds the fields of a record.
pub(super) fn locate(bytes: &[u8], faults: &mut Faults) -> Result<Vec<Entry>, Fault> {
    let data_end = check_length(bytes, faults);
    let (directory_end, base) = check_base(bytes, data_end, faults)?;
    let directory = &bytes[LEADER_LENGTH..directory_end];
    if let Some(entries) = believe(bytes, directory, base, data_end, faults) {
        return Ok(entries);
    }
    let mended = match directory.len() % ENTRY_LENGTH {
        0 => None,
        _ => mend::mend(directory, data_end - base),
    };
    let claims = claims(mended.as_deref().unwrap_or(directory), faults);
    if claims.is_empty() {
        let text = "the directory has no entries, so there are no fields";
        return Err(Fault::new(
            FaultCode::EmptyRecord,
            LEADER_LENGTH,
            None,
            text,
        ));
    }
    Ok(by_starts(bytes, &claims, base, data_end, faults)
        .unwrap_or_else(|| by_order(bytes, claims, base, data_end, faults)))
}

/// Compares the leader's record length with the record's; returns where the data end.
fn check_length(bytes: &[u8], faults: &mut Faults) -> usize {
    if number(&bytes[..5]) != Some(bytes.len()) {
        let said = String::from_utf8_lossy(&bytes[..5]);
        let text = format!(
            "leader/00-04 says {said:?} bytes; the record has {}",
            bytes.len()
        );
        faults.note(FaultCode::BadLeaderLength, 0, text);
    }
    if bytes.last() == Some(&RECORD_TERMINATOR) {
        return bytes.len() - 1;
    }
    let text = "the record does not end with the record terminator 1D";
    faults.note(FaultCode::MissingRecordTerminator, bytes.len(), text);
    bytes.len()
}

/// Finds the end of the directory and the base address of the data.
fn check_base(bytes: &[u8], data_end: usize, faults: &mut Faults) -> Result<(usize, usize), Fault> {
    let said = number(&bytes[12..17]);
    let found = memchr::memchr(
        FIELD_TERMINATOR,
        &bytes[LEADER_LENGTH..data_end.max(LEADER_LENGTH)],
    )
    .map(|i| i + LEADER_LENGTH);
    let whole = |end: usize| (end - LEADER_LENGTH).is_multiple_of(ENTRY_LENGTH);
    if let (Some(end), Some(said)) = (found, said)
        && said == end + 1
        && whole(end)
    {
        return Ok((end, said));
    }
    // The leader may be right where the directory's terminator is missing or doubled.
    if let Some(said) = said.filter(|s| *s > LEADER_LENGTH && *s <= data_end)
        && !found.is_some_and(whole)
    {
        let end = if bytes[said - 1] == FIELD_TERMINATOR {
            said - 1
        } else {
            said
        };
        if whole(end) && bytes[LEADER_LENGTH..end].iter().all(u8::is_ascii_graphic) {
            let text = "the directory does not end with one field terminator 1E";
            faults.note(FaultCode::BadDirectory, end, text);
            return Ok((end, said));
        }
    }
    let Some(end) = found else {
        let text = "there is no field terminator 1E, so there are no fields";
        return Err(Fault::new(FaultCode::NotARecord, LEADER_LENGTH, None, text));
    };
    if said != Some(end + 1) {
        let said = String::from_utf8_lossy(&bytes[12..17]);
        let text = format!("leader/12-16 says {said:?}; the data begin at {}", end + 1);
        faults.note(FaultCode::BadBaseAddress, 12, text);
    }
    if !whole(end) {
        let text = format!(
            "the directory has {} bytes, not a multiple of 12",
            end - LEADER_LENGTH
        );
        faults.note(FaultCode::BadDirectory, LEADER_LENGTH, text);
    }
    Ok((end, end + 1))
}

/// Takes the directory at its word when every entry lies between two terminators.
fn believe(
    bytes: &[u8],
    directory: &[u8],
    base: usize,
    data_end: usize,
    faults: &mut Faults,
) -> Option<Vec<Entry>> {
    if directory.is_empty() || !directory.len().is_multiple_of(ENTRY_LENGTH) {
        return None;
    }
    let mut entries = Vec::with_capacity(directory.len() / ENTRY_LENGTH);
    let mut covered = 0;
    for raw in directory.chunks_exact(ENTRY_LENGTH) {
        let (length, start) = (number(&raw[3..7])?, base + number(&raw[7..12])?);
        let end = start + length;
        let ends_well = length > 0 && end <= data_end && bytes[end - 1] == FIELD_TERMINATOR;
        if !ends_well || (start != base && bytes[start - 1] != FIELD_TERMINATOR) {
            return None;
        }
        covered += length;
        entries.push(Entry {
            tag: [raw[0], raw[1], raw[2]],
            start,
            end: end - 1,
        });
    }
    if covered != data_end - base {
        let text = format!(
            "the directory covers {covered} of {} bytes of data",
            data_end - base
        );
        faults.note(FaultCode::BadDirectory, LEADER_LENGTH, text);
    }
    Some(entries)
}

/// Reads the entries of a directory that cannot be believed.
fn claims(directory: &[u8], faults: &mut Faults) -> Vec<Claim> {
    let entry = |(i, raw): (usize, &[u8])| Claim {
        tag: [raw[0], raw[1], raw[2]],
        length: number(&raw[3..7]),
        start: number(&raw[7..12]),
        offset: LEADER_LENGTH + i * ENTRY_LENGTH,
    };
    let claims: Vec<Claim> = directory
        .chunks_exact(ENTRY_LENGTH)
        .enumerate()
        .map(entry)
        .collect();
    for claim in claims
        .iter()
        .filter(|c| c.length.is_none() || c.start.is_none())
    {
        let text = "the directory entry's length or start is not a number";
        let tag = String::from_utf8_lossy(&claim.tag);
        faults.note_in(tag, FaultCode::BadDirectory, claim.offset, text);
    }
    claims
}

/// Keeps the starts when each follows a terminator and no two are equal; lengths are corrected.
fn by_starts(
    bytes: &[u8],
    claims: &[Claim],
    base: usize,
    data_end: usize,
    faults: &mut Faults,
) -> Option<Vec<Entry>> {
    let mut entries = Vec::with_capacity(claims.len());
    for claim in claims {
        let start = base + claim.start?;
        if start >= data_end || (start != base && bytes[start - 1] != FIELD_TERMINATOR) {
            return None;
        }
        let end = memchr::memchr(FIELD_TERMINATOR, &bytes[start..data_end]).map(|i| start + i);
        entries.push(Entry {
            tag: claim.tag,
            start,
            end: end.unwrap_or(data_end),
        });
    }
    let mut starts: Vec<usize> = entries.iter().map(|e| e.start).collect();
    starts.sort_unstable();
    starts.dedup();
    if starts.len() != claims.len() {
        return None;
    }
    for (claim, entry) in claims.iter().zip(&entries) {
        if claim.length != Some(entry.end + 1 - entry.start) || entry.end == data_end {
            let said = claim
                .length
                .map_or_else(|| "no number".to_owned(), |n| n.to_string());
            let text = format!(
                "the directory says {said} for the length; the field has {} bytes",
                entry.end + 1 - entry.start
            );
            let tag = String::from_utf8_lossy(&claim.tag);
            faults.note_in(tag, FaultCode::BadDirectory, claim.offset, text);
        }
    }
    Some(entries)
}

/// Splits the data at terminators and deals the pieces to the entries in order.
fn by_order(
    bytes: &[u8],
    mut claims: Vec<Claim>,
    base: usize,
    data_end: usize,
    faults: &mut Faults,
) -> Vec<Entry> {
    let small = data_end - base <= super::MAX_RECORD_LENGTH;
    if small && claims.iter().all(|c| c.start.is_some()) {
        claims.sort_by_key(|c| c.start);
    }
    let mut pieces = pieces(bytes, base, data_end);
    if pieces.len() > claims.len() {
        join_strays(bytes, &claims, &mut pieces);
    }
    let text = format!(
        "the directory is wrong: {} entries were given the data's {} fields in order",
        claims.len(),
        pieces.len()
    );
    faults.note(FaultCode::BadDirectory, LEADER_LENGTH, text);
    claims
        .iter()
        .zip(pieces)
        .map(|(c, piece)| Entry {
            tag: c.tag,
            start: piece.start,
            end: piece.end,
        })
        .collect()
}

fn pieces(bytes: &[u8], base: usize, data_end: usize) -> Vec<Range<usize>> {
    let mut start = base;
    let mut pieces = Vec::new();
    for i in memchr::memchr_iter(FIELD_TERMINATOR, &bytes[base..data_end]) {
        pieces.push(start..base + i);
        start = base + i + 1;
    }
    if start < data_end {
        pieces.push(start..data_end);
    }
    pieces
}

/// Joins to the one before it each piece that cannot be the field its entry names.
fn join_strays(bytes: &[u8], claims: &[Claim], pieces: &mut Vec<Range<usize>>) {
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(claims.len());
    let mut spare = pieces.len() - claims.len().min(pieces.len());
    for piece in pieces.drain(..) {
        let claim = claims.get(joined.len());
        let has_delimiter = bytes[piece.clone()].get(2) == Some(&SUBFIELD_DELIMITER);
        let fits = claim
            .is_some_and(|c| has_delimiter != Tag::from_bytes(c.tag).is_some_and(Tag::is_control));
        match joined.last_mut() {
            Some(last) if spare > 0 && !fits => {
                last.end = piece.end;
                spare -= 1;
            }
            _ => joined.push(piece),
        }
    }
    *pieces = joined;
}
