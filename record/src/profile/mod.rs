//! Import profiles: small, versioned tables that say how records of one origin are read.
//!
//! A profile is JSON that cataloguers read and edit: which column or field goes where, what is put
//! in where nothing is said, how records are matched, what may be written over, which notices stop
//! an import. The profiles that ship are in `record/profiles/`; who keeps edited ones is not known here.

mod check;
mod target;

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use taxonomy::Lang;

use crate::{SourceFormat, input::Format};

pub use check::ProfileError;
pub use target::{Target, TargetError, WORDS, Word};

/// How records of one origin are read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Its name: small letters, digits and hyphens, up to 40.
    pub name: String,
    /// Its version, from 1; a profile that is changed gets the next.
    pub version: u32,
    /// What people call it.
    pub title: ProfileTitle,
    /// The format of its inputs; none is whichever is found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
    /// The source system of its records; none is asked for at each import.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// Where columns or fields go; those that are not named go where their format has them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Column>,
    /// What is put in where a record says nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub defaults: Vec<DefaultValue>,
    /// How records are matched with those that are there.
    #[serde(default)]
    pub matching: Matching,
    /// What may be written over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overlay: Vec<OverlayRule>,
    /// Codes of notices that stop an import, as `duplicate-number`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stop: Vec<String>,
}

/// A profile's title in the three languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfileTitle {
    /// In English.
    pub en: String,
    /// In French.
    pub fr: String,
    /// In Spanish.
    pub es: String,
}

impl ProfileTitle {
    /// In French or Spanish where asked for, else in English.
    pub fn of(&self, lang: Lang) -> &str {
        match lang {
            Lang::FR => &self.fr,
            Lang::ES => &self.es,
            _ => &self.en,
        }
    }
}

/// Where one column or field goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// The column's name, a field of the source's format (`T2` of RIS, `booktitle` of BibTeX), or a
    /// MARC place such as `907$a`.
    pub column: String,
    /// Where it goes; none leaves it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Target>,
    /// What separates several values in one cell, as `;`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split: Option<String>,
    /// What is done to each value first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transform: Option<Transform>,
}

/// What is done to a value before it goes where it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Transform {
    /// White space around it and closing commas, semicolons and full stops are taken off.
    Trim,
    /// A date in any usual form becomes `YYYY-MM-DD`, `YYYY-MM` or `YYYY`.
    Date,
    /// `Given Family` becomes `Family, Given`.
    Name,
    /// Small letters.
    Lower,
    /// A language's name in English, French or Spanish becomes its code.
    Language,
}

/// A value that is put in where a record has none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DefaultValue {
    /// Where it goes.
    pub to: Target,
    /// The value.
    pub value: String,
}

/// How a record is matched with those that are there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Matching {
    /// What is tried, in this order.
    pub by: Vec<MatchBy>,
    /// From this score on (0.0 to 1.0) two records are the same.
    pub sure: f32,
    /// From this score on somebody is asked; below it the record is new.
    pub ask: f32,
    /// What happens to a record that nobody has decided about.
    pub undecided: Undecided,
}

impl Default for Matching {
    fn default() -> Matching {
        Matching {
            by: vec![MatchBy::ControlNumber],
            sure: 0.9,
            ask: 0.6,
            undecided: Undecided::Skip,
        }
    }
}

/// What records are matched by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MatchBy {
    /// The control number within the source system.
    ControlNumber,
    /// The DOI.
    Doi,
    /// An ISBN.
    Isbn,
    /// The place in the host item: ISSN, volume, issue and pages.
    Host,
    /// A score over title, year, first contributor and pages.
    Scored,
}

/// What happens to a record that nobody has decided about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Undecided {
    /// It is left out, and said.
    #[default]
    Skip,
    /// It is taken as new.
    New,
}

/// What an import may do to one member of a description that is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OverlayRule {
    /// The member of the description, as `themes`.
    pub member: String,
    /// What is done.
    pub rule: Overlay,
}

/// What an import does to a value that is there; without a rule it is replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Overlay {
    /// The value that is there stays, where there is one.
    Keep,
    /// The new one takes its place, also when it is empty.
    Replace,
    /// Lists are joined, each value once.
    Add,
    /// It is never touched by this profile.
    Protect,
}

/// The profiles that ship, in the order in which people are offered them.
const BUNDLED: [&str; 14] = [
    include_str!("../../profiles/labordoc-marc.json"),
    include_str!("../../profiles/marc21.json"),
    include_str!("../../profiles/articles-csv.json"),
    include_str!("../../profiles/conventions-csv.json"),
    include_str!("../../profiles/books-csv.json"),
    include_str!("../../profiles/spreadsheet.json"),
    include_str!("../../profiles/mrk.json"),
    include_str!("../../profiles/marc-json.json"),
    include_str!("../../profiles/mods.json"),
    include_str!("../../profiles/oai-dc.json"),
    include_str!("../../profiles/ris.json"),
    include_str!("../../profiles/bibtex.json"),
    include_str!("../../profiles/csl-json.json"),
    include_str!("../../profiles/labordoc-json.json"),
];

static PROFILES: LazyLock<Vec<Profile>> = LazyLock::new(|| {
    // A test reads each of them; one that could not be read would be missing, and that test fails.
    let read = |text: &&str| Profile::parse(text).ok();
    BUNDLED.iter().filter_map(read).collect()
});

impl Profile {
    /// The profiles that ship.
    pub fn bundled() -> &'static [Profile] {
        &PROFILES
    }

    /// The profile that ships for a form of source.
    pub fn default_for(format: SourceFormat) -> Option<&'static Profile> {
        Profile::named(match format {
            SourceFormat::Marc | SourceFormat::Marcxml => "labordoc-marc",
            SourceFormat::MarcJson => "marc-json",
            SourceFormat::Mrk => "mrk",
            SourceFormat::Mods => "mods",
            SourceFormat::OaiDc => "oai-dc",
            SourceFormat::Row => "spreadsheet",
            SourceFormat::Ris => "ris",
            SourceFormat::Bibtex => "bibtex",
            SourceFormat::CslJson => "csl-json",
            SourceFormat::Labordoc => "labordoc-json",
        })
    }

    /// The profile that ships with this name, given as `articles-csv` or `articles-csv@1`.
    pub fn named(name: &str) -> Option<&'static Profile> {
        let (name, version) = name.split_once('@').unwrap_or((name, ""));
        let mut all = Profile::bundled().iter();
        all.find(|p| p.name == name && (version.is_empty() || p.version.to_string() == version))
    }

    /// Its name with its version, as a record's provenance has it: `articles-csv@1`.
    pub fn key(&self) -> String {
        format!("{}@{}", self.name, self.version)
    }
}
