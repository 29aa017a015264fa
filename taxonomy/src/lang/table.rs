//! The table of languages (ISO 639-2 with names) and the codes that standards have given up.

use std::{collections::HashMap, sync::LazyLock};

use super::Lang;

/// One language of ISO 639-2.
pub(super) struct Row {
    /// ISO 639-2/B, which MARC uses.
    pub(super) marc: &'static str,
    /// ISO 639-2/T, which is ISO 639-3 where that has the language.
    pub(super) terminology: &'static str,
    /// ISO 639-1, or empty.
    pub(super) two: &'static str,
    /// Its English name.
    pub(super) english: &'static str,
    /// Its French name.
    pub(super) french: &'static str,
    /// Its Spanish name, or empty.
    pub(super) spanish: &'static str,
}

/// Codes that the MARC Code List for Languages has given up, with today's code.
const GIVEN_UP_BY_MARC: [(&str, &str); 30] = [
    ("cam", "khm"),
    ("esk", "ypk"),
    ("esp", "epo"),
    ("eth", "gez"),
    ("far", "fao"),
    ("fri", "fry"),
    ("gae", "gla"),
    ("gag", "glg"),
    ("gal", "orm"),
    ("gua", "grn"),
    ("int", "ina"),
    ("iri", "gle"),
    ("kus", "kos"),
    ("lan", "oci"),
    ("lap", "smi"),
    ("max", "glv"),
    ("mla", "mlg"),
    ("mol", "rum"),
    ("sao", "smo"),
    ("scc", "srp"),
    ("scr", "hrv"),
    ("sho", "sna"),
    ("snh", "sin"),
    ("sso", "sot"),
    ("swz", "ssw"),
    ("tag", "tgl"),
    ("taj", "tgk"),
    ("tar", "tat"),
    ("tru", "chk"),
    ("tsw", "tsn"),
];

/// ISO 639-3 codes of the usual form of a language that ISO 639-2 holds as a whole.
const USUAL_FORMS: [(&str, &str); 10] = [
    ("arb", "ara"),
    ("cmn", "chi"),
    ("ekk", "est"),
    ("khk", "mon"),
    ("lvs", "lav"),
    ("npi", "nep"),
    ("pes", "per"),
    ("swh", "swa"),
    ("uzn", "uzb"),
    ("zsm", "may"),
];

/// Two-letter codes that ISO 639-1 has given up, with today's MARC code.
const GIVEN_UP_BY_ISO: [(&str, &str); 6] = [
    ("in", "ind"),
    ("iw", "heb"),
    ("ji", "yid"),
    ("jw", "jav"),
    ("mo", "rum"),
    ("sh", "srp"),
];

struct Table {
    rows: Vec<Row>,
    /// Any code to the row's place.
    by_code: HashMap<&'static str, usize>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let rows: Vec<Row> = include_str!("../../data/languages.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(row_of)
        .collect();
    let mut by_code = HashMap::new();
    for (at, row) in rows.iter().enumerate() {
        for code in [row.marc, row.terminology, row.two] {
            by_code.insert(code, at);
        }
    }
    by_code.remove("");
    let others = GIVEN_UP_BY_MARC
        .iter()
        .chain(&USUAL_FORMS)
        .chain(&GIVEN_UP_BY_ISO);
    for (code, today) in others {
        if let Some(at) = by_code.get(today).copied() {
            by_code.entry(code).or_insert(at);
        }
    }
    Table { rows, by_code }
});

fn row_of(line: &'static str) -> Option<Row> {
    let mut cells = line.split('\t');
    Some(Row {
        marc: cells.next()?,
        terminology: cells.next()?,
        two: cells.next()?,
        english: cells.next()?,
        french: cells.next()?,
        spanish: cells.next()?,
    })
}

impl Row {
    fn lang(&self) -> Option<Lang> {
        let shortest = if self.two.is_empty() {
            self.terminology
        } else {
            self.two
        };
        Lang::new(shortest).ok()
    }
}

/// The row of a code of any kind.
pub(super) fn row(code: &str) -> Option<&'static Row> {
    let at = TABLE.by_code.get(code)?;
    TABLE.rows.get(*at)
}

/// The language of a three-letter code.
pub(super) fn by_three_letters(code: &str) -> Option<Lang> {
    row(code).filter(|_| code.len() == 3)?.lang()
}

/// The language of a two-letter code.
pub(super) fn by_two_letters(code: &str) -> Option<Lang> {
    row(code).filter(|_| code.len() == 2)?.lang()
}

/// Every language, by MARC code.
pub(super) fn all() -> impl Iterator<Item = Lang> {
    TABLE.rows.iter().filter_map(Row::lang)
}
