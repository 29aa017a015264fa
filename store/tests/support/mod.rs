//! Made-up records for tests, examples and benchmarks: reproducible, with the shape of real ones.
#![allow(dead_code, missing_docs, reason = "each test takes what it needs")]

use record::{
    Assigned, Contributor, ContributorKind, Description, Fingerprint, Identifier, IdentifierKind,
    Key, Provenance, PublicationDate, RecordId, SetSpec, Source, SourceFormat, Status, Text, Title,
    Titles, Why, WorkId,
};
use store::{Batch, Cause, Meta, Put};
use taxonomy::{ConceptId, Lang};

/// Numbers that look random and are the same each time.
pub struct Noise(pub u64);

impl Noise {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    /// A number below `n`, the small ones far more often, as words are.
    pub fn skewed(&mut self, n: u64) -> u64 {
        let part = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        ((n as f64).powf(part) as u64).min(n) - 1
    }
}

const SYLLABLES: [&str; 24] = [
    "tra", "va", "il", "em", "ploy", "ment", "so", "cial", "eco", "no", "mi", "que", "con", "ven",
    "tion", "wa", "ges", "in", "du", "stry", "la", "bour", "re", "port",
];

/// The `n`th word of a made-up language.
pub fn word(n: u64) -> String {
    let mut noise = Noise(n);
    let parts = 1 + noise.below(3) + u64::from(n > 60);
    (0..parts)
        .map(|_| SYLLABLES[noise.below(24) as usize])
        .collect()
}

fn words(noise: &mut Noise, count: u64) -> String {
    let words: Vec<String> = (0..count).map(|_| word(noise.skewed(20_000))).collect();
    words.join(" ")
}

/// Concepts and journals that sets are made of.
const TYPES: [&str; 6] = [
    "book",
    "journal-article",
    "working-paper",
    "report",
    "convention",
    "conference-paper",
];

/// The `n`th record, from 1: three language versions make a work, sources have about 1.6 KB.
pub fn put(n: u64, revision: u64) -> Put {
    let mut noise = Noise(n * 1_000_003 + revision);
    let lang = [Lang::EN, Lang::FR, Lang::ES][(n % 3) as usize];
    let title = words(&mut noise, 8);
    let text = words(&mut noise, 120);
    let name = format!("{}, {}", word(noise.skewed(5000)), word(noise.skewed(900)));
    let kind = TYPES[noise.skewed(6) as usize];
    let themes: Vec<String> = (0..3).map(|_| word(noise.skewed(400))).collect();
    let year = 1919 + noise.below(107);
    let control = format!("{:09}", 447_000_000 + n);
    let doi = format!("10.1111/ilr.{n}");
    let source = source(&control, &doi, &title, &text, &name, &themes, year);
    let first = n - (n - 1) % 3;
    let mut sets = vec![
        SetSpec::new(&format!("type:{kind}")),
        SetSpec::new(&format!("lang:{lang}")),
    ];
    sets.extend(
        themes
            .iter()
            .map(|theme| SetSpec::new(&format!("theme:{theme}"))),
    );
    Put {
        id: RecordId(n),
        status: Status::Live,
        work: WorkId(first),
        provenance: Provenance {
            system: "labordoc".to_owned(),
            import: Some(record::ImportId(1)),
            position: Some(n),
            profile: None,
            origin: None,
        },
        fingerprint: Fingerprint(noise.next()),
        kept: None,
        edits: None,
        description: description(lang, title, text, name, kind, &themes, year, &control, &doi),
        keys: vec![
            Key(format!("001:labordoc:{control}")),
            Key(format!("doi:{doi}")),
            Key(format!("work:ilr:{first}")),
        ],
        sets,
        source: Some(Source {
            format: SourceFormat::Marc,
            bytes: source,
        }),
    }
}

#[allow(clippy::too_many_arguments)]
fn description(
    lang: Lang,
    title: String,
    text: String,
    name: String,
    kind: &str,
    themes: &[String],
    year: u64,
    control: &str,
    doi: &str,
) -> Description {
    let assigned = |concept: &str, field: String| Assigned {
        concept: ConceptId::new(concept),
        why: Why::Field(field),
    };
    Description {
        titles: Titles {
            main: Title {
                main: title,
                lang: Some(lang),
                ..Title::default()
            },
            ..Titles::default()
        },
        identifiers: vec![
            identifier(IdentifierKind::Doi, doi),
            identifier(IdentifierKind::ControlNumber, control),
        ],
        document_type: assigned(kind, "992[1]".to_owned()),
        themes: (1..)
            .zip(themes)
            .map(|(n, theme)| assigned(theme, format!("650[{n}]")))
            .collect(),
        places: Vec::new(),
        keywords: Vec::new(),
        languages: vec![lang],
        contributors: vec![Contributor {
            kind: ContributorKind::Person,
            name,
            roles: vec!["aut".to_owned()],
            main_entry: true,
            dates: None,
            affiliation: None,
            uris: Vec::new(),
            field: "100[1]".to_owned(),
        }],
        responsibility: None,
        date: Some(PublicationDate {
            raw: year.to_string(),
            year: Some(year as i16),
            month: None,
            day: None,
            until: None,
            open: false,
            uncertain: false,
        }),
        host: None,
        series: Vec::new(),
        publisher: None,
        edition: None,
        extent: None,
        abstracts: vec![Text::new(text, lang)],
        notes: Vec::new(),
        relations: Vec::new(),
        assets: Vec::new(),
        access: record::Access::Open,
        embargo: None,
        rights: Vec::new(),
        grouping: None,
    }
}

fn identifier(kind: IdentifierKind, value: &str) -> Identifier {
    Identifier {
        kind,
        value: value.to_owned(),
        valid: true,
    }
}

#[allow(clippy::too_many_arguments)]
fn source(
    control: &str,
    doi: &str,
    title: &str,
    text: &str,
    name: &str,
    themes: &[String],
    year: u64,
) -> Vec<u8> {
    let mut fields = vec![
        ("001", control.to_owned()),
        ("005", "20260101120000.0".to_owned()),
        ("008", format!("260101s{year}    sz                  eng d")),
        ("024", format!("7 \u{1f}a{doi}\u{1f}2doi")),
        ("100", format!("1 \u{1f}a{name}")),
        ("245", format!("10\u{1f}a{title}\u{1f}c{name}")),
        ("260", format!("  \u{1f}aGeneva\u{1f}bILO\u{1f}c{year}")),
        ("520", format!("  \u{1f}a{text}")),
        ("856", format!("40\u{1f}uhttps://example.org/{control}.pdf")),
        ("992", "  \u{1f}aARTICLE".to_owned()),
    ];
    fields.extend(
        themes
            .iter()
            .map(|theme| ("650", format!(" 7\u{1f}a{theme}\u{1f}2ilot"))),
    );
    let (mut directory, mut body) = (String::new(), String::new());
    for (tag, value) in fields {
        directory += &format!("{tag}{:04}{:05}", value.len() + 1, body.len());
        body += &value;
        body.push('\u{1e}');
    }
    let base = 24 + directory.len() + 1;
    let length = base + body.len() + 1;
    format!("{length:05}cab a22{base:05}   4500{directory}\u{1e}{body}\u{1d}").into_bytes()
}

/// A batch of puts.
pub fn batch(puts: Vec<Put>) -> Batch {
    Batch {
        actor: "test".to_owned(),
        via: None,
        cause: Cause::System("test".to_owned()),
        puts,
        metas: Vec::new(),
    }
}

/// A batch of other changes.
pub fn metas(metas: Vec<Meta>) -> Batch {
    Batch {
        actor: "test".to_owned(),
        via: None,
        cause: Cause::Edit,
        puts: Vec::new(),
        metas,
    }
}
