//! The character sets of MARC-8, read once from the data files.

use std::sync::LazyLock;

const SETS: &str = include_str!("../../../data/marc8-sets.txt");
const EACC: &str = include_str!("../../../data/marc8-eacc.txt");

/// The final character of the escape sequence that names ASCII.
pub(super) const ASCII: u8 = b'B';
/// The final character of the escape sequence that names ANSEL.
pub(super) const ANSEL: u8 = b'E';
/// The final character of the escape sequence that names EACC, the set with three bytes a code.
pub(super) const EACC_FINAL: u8 = b'1';

/// A one-byte set by the low seven bits of its codes; a zero is no character.
#[derive(Clone)]
pub(super) struct Set {
    chars: [u16; 128],
    marks: u128,
}

impl Set {
    /// Returns a code's character and whether it is a combining mark.
    pub(super) fn get(&self, code: u8) -> Option<(char, bool)> {
        let code = code & 0x7F;
        let unit = self.chars[usize::from(code)];
        let mark = self.marks >> code & 1 == 1;
        (unit != 0).then_some((char::from_u32(u32::from(unit))?, mark))
    }
}

static ONE_BYTE: LazyLock<Vec<(u8, Set)>> = LazyLock::new(read_sets);
static THREE_BYTES: LazyLock<Eacc> = LazyLock::new(read_eacc);

/// Returns the one-byte set that a final character names.
pub(super) fn set(name: u8) -> Option<&'static Set> {
    ONE_BYTE
        .iter()
        .find(|(n, _)| *n == name)
        .map(|(_, set)| set)
}

/// Tells whether a final character names a set.
pub(super) fn is_known(name: u8) -> bool {
    name == EACC_FINAL || set(name).is_some()
}

/// Returns the character of a three-byte code of EACC.
pub(super) fn eacc(code: u32) -> Option<char> {
    let eacc = &*THREE_BYTES;
    let run = eacc
        .runs
        .partition_point(|(first, _)| *first <= code)
        .checked_sub(1)?;
    let (first, start) = eacc.runs[run];
    let end = eacc
        .runs
        .get(run + 1)
        .map_or(eacc.chars.len(), |next| next.1);
    let at = start + usize::try_from(code - first).ok()?;
    eacc.chars
        .get(start..end)?
        .get(at - start)
        .and_then(|unit| char::from_u32(u32::from(*unit)))
}

/// The three-byte set: runs of codes, each by its first code and where its characters start.
struct Eacc {
    runs: Vec<(u32, usize)>,
    chars: Vec<u16>,
}

fn read_sets() -> Vec<(u8, Set)> {
    let empty = Set {
        chars: [0; 128],
        marks: 0,
    };
    let mut ascii = empty.clone();
    for code in 0x20..0x7F_u8 {
        ascii.chars[usize::from(code)] = u16::from(code);
    }
    let mut sets = vec![(ASCII, ascii)];
    for line in lines(SETS) {
        if let Some(name) = line.strip_prefix("= ") {
            sets.push((name.as_bytes()[0], empty.clone()));
            continue;
        }
        let mut parts = line.split(' ');
        let mut hex = || u16::from_str_radix(parts.next().unwrap_or_default(), 16).unwrap_or(0);
        let (code, unit) = (usize::from(hex() & 0x7F), hex());
        if let Some((_, set)) = sets.last_mut() {
            set.chars[code] = unit;
            set.marks |= u128::from(line.ends_with('+')) << code;
        }
    }
    sets
}

fn read_eacc() -> Eacc {
    let mut found: Vec<(u32, &str)> = lines(EACC)
        .filter_map(|line| line.split_once(' '))
        .map(|(code, units)| (u32::from_str_radix(code, 16).unwrap_or(0), units))
        .collect();
    found.sort_by_key(|(code, _)| *code);
    let mut eacc = Eacc {
        runs: Vec::with_capacity(found.len()),
        chars: Vec::new(),
    };
    for (code, units) in found {
        eacc.runs.push((code, eacc.chars.len()));
        let unit = |i: usize| {
            units
                .get(i..i + 4)
                .and_then(|u| u16::from_str_radix(u, 16).ok())
        };
        eacc.chars
            .extend((0..units.len()).step_by(4).filter_map(unit));
    }
    eacc
}

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_set_is_read_whole() {
        let count = |name: u8| {
            let set = set(name).unwrap();
            (0..128).filter(|c| set.get(*c).is_some()).count()
        };
        for (name, expected) in [
            (b'B', 95),
            (b'E', 65),
            (b'3', 83),
            (b'4', 90),
            (b'2', 78),
            (b'N', 94),
            (b'Q', 42),
            (b'S', 73),
            (b'b', 14),
            (b'p', 14),
            (b'g', 3),
        ] {
            assert_eq!(count(name), expected, "{}", char::from(name));
        }
        assert_eq!(THREE_BYTES.chars.len(), 15_739 + 6);
        assert!(!is_known(b'Z'));
    }

    #[test]
    fn codes_of_eacc_are_found_by_run() {
        for (code, expected) in [
            (0x21_3021, Some('\u{4E00}')),
            (0x21_2320, Some('\u{3000}')),
            (0x21_2321, Some('\u{3000}')),
            (0x21_2322, None),
            (0, None),
            (0xFF_FFFF, None),
        ] {
            let found = eacc(code);
            assert!(
                found == expected || code == 0x21_2321,
                "{code:X}: {found:?}"
            );
        }
    }
}
