//! The mapping tables: rules that librarians argue about, kept as data and compiled once.
//!
//! The tables are the TOML files in `record/mapping/`, built into the program. What a table says is
//! checked when it is read; [`Mapping::version`] changes whenever one of them does.

mod check;
mod journals;
mod languages;
mod markdown;
mod places;
mod relators;
mod subjects;
mod types;
mod urls;

use std::sync::{Arc, OnceLock};

use serde::de::DeserializeOwned;

pub use check::checked;
pub use journals::{Journal, Journals, ShelfMark, Version};
pub use languages::Languages;
pub use markdown::to_markdown;
pub use places::Places;
pub use relators::Relators;
pub use subjects::Subjects;
pub use types::{Condition, Group, Rule, Spec, Test, Types, Value};
pub use urls::{UrlRule, Urls};

/// The bundled tables: name and text.
pub(crate) const BUNDLED: [(&str, &str); 7] = [
    (
        "document-types",
        include_str!("../../mapping/document-types.toml"),
    ),
    ("languages", include_str!("../../mapping/languages.toml")),
    ("relators", include_str!("../../mapping/relators.toml")),
    ("journals", include_str!("../../mapping/journals.toml")),
    ("subjects", include_str!("../../mapping/subjects.toml")),
    ("urls", include_str!("../../mapping/urls.toml")),
    ("places", include_str!("../../mapping/places.toml")),
];

/// All mapping tables, compiled.
#[derive(Debug, Default)]
pub struct Mapping {
    version: String,
    /// How document types are decided.
    pub types: Types,
    /// Language codes, and what languages may be detected.
    pub languages: Languages,
    /// Roles of contributors.
    pub relators: Relators,
    /// Journals that host items are recognized by.
    pub journals: Journals,
    /// Vocabularies, copies of headings, genres, facets.
    pub subjects: Subjects,
    /// What links are.
    pub urls: Urls,
    /// Codes of places.
    pub places: Places,
}

/// Why a mapping table cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MappingError {
    /// A table is not among those given.
    #[error("mapping table {table}.toml is missing; add it")]
    Missing {
        /// The table's name.
        table: String,
    },
    /// A table is not TOML of the expected shape.
    #[error("{table}.toml, line {line}: {text}")]
    Syntax {
        /// The table's name.
        table: String,
        /// The line, from 1.
        line: usize,
        /// What the parser says.
        text: String,
    },
    /// An entry contradicts itself or names something that is not there.
    #[error("{table}.toml, {entry}: {text}")]
    Entry {
        /// The table's name.
        table: &'static str,
        /// The entry, as it is named in the table.
        entry: String,
        /// What is wrong with it, and what would be right.
        text: String,
    },
}

impl MappingError {
    pub(crate) fn entry(
        table: &'static str,
        entry: impl Into<String>,
        text: impl Into<String>,
    ) -> MappingError {
        MappingError::Entry {
            table,
            entry: entry.into(),
            text: text.into(),
        }
    }
}

impl Mapping {
    /// The tables that come with the program, compiled once and shared.
    pub fn bundled() -> Arc<Mapping> {
        static SHARED: OnceLock<Arc<Mapping>> = OnceLock::new();
        // A test reads the bundled tables, so the empty mapping is never seen in practice.
        Arc::clone(SHARED.get_or_init(|| Arc::new(Mapping::read(&BUNDLED).unwrap_or_default())))
    }

    /// Reads tables given as name and TOML text.
    ///
    /// # Errors
    /// When a table is missing, is no TOML of the expected shape, or contradicts itself; the error
    /// names table and line or entry.
    pub fn read(tables: &[(&str, &str)]) -> Result<Mapping, MappingError> {
        Ok(Mapping {
            version: version(tables),
            types: Types::compile(table(tables, "document-types")?)?,
            languages: Languages::compile(table(tables, "languages")?)?,
            relators: Relators::compile(table(tables, "relators")?)?,
            journals: Journals::compile(table(tables, "journals")?)?,
            subjects: Subjects::compile(table(tables, "subjects")?)?,
            urls: Urls::compile(table(tables, "urls")?)?,
            places: Places::compile(table(tables, "places")?),
        })
    }

    /// A digest of all tables: 16 hexadecimal digits.
    pub fn version(&self) -> &str {
        &self.version
    }
}

fn version(tables: &[(&str, &str)]) -> String {
    let mut hasher = blake3::Hasher::new();
    for (name, text) in tables {
        hasher.update(name.as_bytes()).update(&[0]);
        hasher.update(text.as_bytes()).update(&[0]);
    }
    let mut hex = hasher.finalize().to_hex().to_string();
    hex.truncate(16);
    hex
}

fn table<T: DeserializeOwned>(tables: &[(&str, &str)], name: &str) -> Result<T, MappingError> {
    let Some((_, text)) = tables.iter().find(|(n, _)| *n == name) else {
        return Err(MappingError::Missing {
            table: name.to_owned(),
        });
    };
    toml::from_str(text).map_err(|error| MappingError::Syntax {
        table: name.to_owned(),
        line: error.span().map_or(1, |span| {
            1 + text.as_bytes()[..span.start.min(text.len())]
                .iter()
                .filter(|b| **b == b'\n')
                .count()
        }),
        text: error.message().to_owned(),
    })
}

/// Folds as [`taxonomy::fold`] does, quickly where the text is ASCII.
pub(crate) fn fold(text: &str) -> String {
    if !text.is_ascii() {
        return taxonomy::fold(text);
    }
    let mut folded = String::with_capacity(text.len());
    for word in text.split_ascii_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(word.bytes().map(|b| char::from(b.to_ascii_lowercase())));
    }
    folded
}

/// Whether `words` stand in `text` as whole words; both folded.
///
/// Words are parted by ASCII signs and spaces; folding has brought apostrophes to ASCII.
pub(crate) fn has_words(text: &str, words: &str) -> bool {
    let (text, words) = (text.as_bytes(), words.as_bytes());
    let Some(first) = words.first() else {
        return false;
    };
    let in_word = |byte: u8| byte.is_ascii_alphanumeric() || byte >= 0x80;
    let mut starts = true;
    for (at, byte) in text.iter().enumerate() {
        if starts && byte == first {
            let rest = &text[at..];
            if rest.starts_with(words) && !rest.get(words.len()).is_some_and(|b| in_word(*b)) {
                return true;
            }
        }
        starts = !in_word(*byte) || !in_word(*first);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bundled_tables_are_read() {
        let mapping = Mapping::read(&BUNDLED).expect("the tables");
        assert_eq!(mapping.version().len(), 16);
        assert_eq!(Mapping::bundled().version(), mapping.version());
    }

    #[test]
    fn version_changes_with_any_table() {
        let mut tables = BUNDLED;
        tables[2].1 = "# changed";
        assert_ne!(version(&tables), version(&BUNDLED));
    }

    #[test]
    fn errors_name_table_and_line() {
        let mut tables = BUNDLED;
        tables[3].1 = "[[journal]]\nslug = \"a\"\n[[journal.version]]\nlang = 7\ntitle = \"A\"\n";
        let error = Mapping::read(&tables).unwrap_err();
        assert!(
            matches!(error, MappingError::Syntax { ref table, line: 4, .. } if table == "journals"),
            "{error}"
        );
        let error = Mapping::read(&BUNDLED[1..]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "mapping table document-types.toml is missing; add it"
        );
    }

    #[test]
    fn folding_agrees_with_the_taxonomy() {
        for text in ["", " A  b\tC ", "Œuvre", "it's", "wage-earner (men)\n"] {
            assert_eq!(fold(text), taxonomy::fold(text), "{text:?}");
        }
    }

    #[test]
    fn words_are_whole_words() {
        for (text, words, expected) in [
            ("ilo working papers", "working paper", false),
            ("ilo working paper no. 3", "working paper", true),
            ("working paper", "working paper", true),
            ("networking paper", "working paper", false),
            ("a report; report", "report", true),
            ("reports report", "report", true),
            ("", "report", false),
        ] {
            assert_eq!(has_words(text, words), expected, "{text} / {words}");
        }
    }
}
