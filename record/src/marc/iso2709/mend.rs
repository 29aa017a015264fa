//! Mends a directory that lost or won some bytes in one place.
//!
//! Each entry's start is the sum of the lengths before it, so the entries before and behind the
//! damage show themselves, and one lost digit can be found again.

use super::directory::ENTRY_LENGTH;
use super::number;

/// Returns the directory with the damaged entry mended or left out, or nothing when the entries
/// around it cannot be told.
pub(super) fn mend(directory: &[u8], data_length: usize) -> Option<Vec<u8>> {
    // From the back first: that an entry ends where the next one starts is the stronger sign.
    let (back, next) = back(directory, data_length);
    let (front, sum) = front(&directory[..back]);
    let damaged = directory.get(front..back)?;
    if front == 0 && back == directory.len() {
        return None;
    }
    let mut mended = directory[..front].to_vec();
    if let Some(length) = next.checked_sub(sum).filter(|n| *n > 0) {
        mended.extend(with_lost_digit(damaged, length, sum).unwrap_or_default());
    }
    mended.extend_from_slice(&directory[back..]);
    Some(mended)
}

fn entry(raw: &[u8]) -> Option<(usize, usize)> {
    Some((number(raw.get(3..7)?)?, number(raw.get(7..ENTRY_LENGTH)?)?))
}

/// Returns how many bytes of entries are right from the front, and the sum of their lengths.
fn front(directory: &[u8]) -> (usize, usize) {
    let (mut at, mut sum) = (0, 0);
    for raw in directory.chunks_exact(ENTRY_LENGTH) {
        match entry(raw) {
            Some((length, start)) if start == sum => sum += length,
            _ => break,
        }
        at += ENTRY_LENGTH;
    }
    (at, sum)
}

/// Returns where the entries begin that are right from the back, and where the first one starts.
fn back(directory: &[u8], data_length: usize) -> (usize, usize) {
    let (mut at, mut next) = (directory.len(), data_length);
    for raw in directory.rchunks_exact(ENTRY_LENGTH) {
        match entry(raw) {
            Some((length, start)) if start + length == next => next = start,
            _ => break,
        }
        at -= ENTRY_LENGTH;
    }
    (at, next)
}

/// Finds the one digit whose loss explains the damage.
fn with_lost_digit(damaged: &[u8], length: usize, start: usize) -> Option<Vec<u8>> {
    if damaged.len() != ENTRY_LENGTH - 1 {
        return None;
    }
    let tries = (0..ENTRY_LENGTH).flat_map(|at| (b'0'..=b'9').map(move |digit| (at, digit)));
    tries
        .map(|(at, digit)| [&damaged[..at], &[digit], &damaged[at..]].concat())
        .find(|whole| entry(whole) == Some((length, start)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_byte_is_found_again() {
        let whole = b"001001300000008003900013245002000052".to_vec();
        for lost in [0, 2, 5, 12, 16, 23, 24, 33] {
            let mut directory = whole.clone();
            directory.remove(lost);
            let mended = mend(&directory, 72).unwrap();
            assert_eq!(mended.len(), whole.len(), "byte {lost}");
            assert_eq!(mended[3..12], whole[3..12], "byte {lost}");
        }
        let mut directory = whole.clone();
        directory.splice(12..12, *b"xy");
        assert_eq!(
            mend(&directory, 72).unwrap(),
            [&whole[..12], &whole[12..]].concat()
        );
        assert_eq!(mend(b"24500890000", 0), None);
    }
}
