//! What goes wrong with files of records: faults that a reader must name and get over.

use super::{
    marc::{ENTRY, LEADER},
    random::Random,
};

/// A way to break a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breakage {
    /// The leader says another length.
    WrongLength,
    /// The record terminator is missing.
    NoRecordTerminator,
    /// A field terminator is missing.
    NoFieldTerminator,
    /// The record ends after some of its fields, without a terminator.
    CutBetweenFields,
    /// The record ends within a field.
    CutWithinField,
    /// A directory entry has letters for digits.
    BadDirectory,
    /// The directory has lost a byte.
    ShortDirectory,
    /// A byte is not UTF-8.
    BadUtf8,
}

const ALL: [Breakage; 8] = [
    Breakage::WrongLength,
    Breakage::NoRecordTerminator,
    Breakage::NoFieldTerminator,
    Breakage::CutBetweenFields,
    Breakage::CutWithinField,
    Breakage::BadDirectory,
    Breakage::ShortDirectory,
    Breakage::BadUtf8,
];

const FIELD_END: u8 = 0x1E;
const RECORD_END: u8 = 0x1D;

impl Breakage {
    /// One of them.
    pub fn draw(random: &mut Random) -> Breakage {
        random.pick(&ALL)
    }

    /// Breaks a well-formed record.
    pub fn apply(self, random: &mut Random, record: &mut Vec<u8>) {
        let ends: Vec<usize> = (LEADER..record.len())
            .filter(|i| record[*i] == FIELD_END)
            .collect();
        let entries = (ends[0] - LEADER) / ENTRY;
        match self {
            Breakage::WrongLength => {
                let wrong = random.pick(&["00000", "99999", "00111"]);
                record[..5].copy_from_slice(wrong.as_bytes());
            }
            Breakage::NoRecordTerminator => record.truncate(record.len() - 1),
            Breakage::NoFieldTerminator => {
                record.remove(ends[1 + random.index(ends.len() - 2)]);
            }
            Breakage::CutBetweenFields => record.truncate(ends[ends.len() / 2] + 1),
            Breakage::CutWithinField => {
                record.truncate(ends[ends.len() / 2] + 5);
                record.push(RECORD_END);
            }
            Breakage::BadDirectory => {
                let entry = LEADER + random.index(entries) * ENTRY;
                record[entry + 3..entry + 7].copy_from_slice(b"x#3?");
            }
            Breakage::ShortDirectory => {
                record.remove(LEADER + random.index(entries) * ENTRY + 5);
            }
            Breakage::BadUtf8 => {
                let letters: Vec<usize> = (ends[0]..record.len())
                    .filter(|i| record[i - 1..=*i].iter().all(u8::is_ascii_lowercase))
                    .filter(|i| record[i - 2] != 0x1F)
                    .collect();
                if let Some(at) = letters.get(random.index(letters.len())) {
                    record[*at] = random.pick(&[0xE9, 0xF1, 0x80, 0xC3]);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use record::marc::{Format, Reader};

    use super::{super::marc::Marc, *};

    fn record(number: u32) -> Vec<u8> {
        let mut marc = Marc::default();
        marc.control("001", format_args!("{number}"));
        for tag in ["245", "500", "520", "650", "996"] {
            marc.simple(tag, "  ", "some words on wages");
        }
        let mut bytes = Vec::new();
        marc.finish("nam", &mut bytes);
        bytes
    }

    #[test]
    fn each_breakage_is_one_faulty_record_between_two_good_ones() {
        for (breakage, round) in ALL.into_iter().flat_map(|b| (0..20).map(move |r| (b, r))) {
            let mut broken = record(2);
            breakage.apply(&mut Random::new(round, 1), &mut broken);
            let file = [record(1), broken, record(3)].concat();
            let faults: Vec<bool> = Reader::with_format(&file[..], Format::Iso2709)
                .map(|read| {
                    read.map_or(true, |raw| {
                        raw.parse().map_or(true, |p| !p.faults.is_empty())
                    })
                })
                .collect();
            assert_eq!(faults, [false, true, false], "{breakage:?} {round}");
        }
    }
}
