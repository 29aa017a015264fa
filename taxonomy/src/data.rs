//! The two schemes' own data: TOML files that are reviewed like code, embedded in the library.
//!
//! A file is a list of `[[concept]]` tables; `docs/taxonomy.md` describes them. What the files
//! say is taken as it stands here; whether it is sound is for the crate's checks to find.

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

use serde::Deserialize;

use crate::{
    Concept, ConceptId, Lang, LangMap, Scheme, SchemeId, Taxonomy,
    id::{DOCUMENT_TYPES, THEMES},
};

mod files;

pub use files::FILES;

/// Why the taxonomy's data files cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DataError {
    /// The text is not TOML of the expected shape.
    #[error("{file}:{line}: {what}; see docs/taxonomy.md for the format")]
    Syntax {
        /// The file's path below `taxonomy/data`.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        what: String,
    },
    /// Two concepts of a scheme have one identifier.
    #[error("{file}: concept {concept:?} is already in {other}; give one of them another id")]
    Twice {
        /// The second file.
        file: String,
        /// The first file.
        other: String,
        /// The identifier.
        concept: ConceptId,
    },
    /// A file belongs to neither scheme.
    #[error("{file}: not a data file; expected document-types.toml or themes/*.toml")]
    Stray {
        /// The file's path below `taxonomy/data`.
        file: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Titles {
    #[serde(rename = "document-types")]
    document_types: LangMap,
    themes: LangMap,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    concept: Vec<Row>,
}

/// One `[[concept]]` as a file has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: ConceptId,
    notation: Option<String>,
    #[serde(default)]
    broader: Vec<ConceptId>,
    en: Option<String>,
    fr: Option<String>,
    es: Option<String>,
    #[serde(default)]
    pref: LangMap,
    #[serde(default)]
    alt: BTreeMap<Lang, Vec<String>>,
    #[serde(default)]
    hidden: BTreeMap<Lang, Vec<String>>,
    #[serde(default)]
    scope: LangMap,
    #[serde(default)]
    related: Vec<ConceptId>,
    #[serde(default)]
    exact: Vec<String>,
    #[serde(default)]
    close: Vec<String>,
    #[serde(default)]
    deprecated: bool,
    replaced_by: Option<ConceptId>,
}

impl From<Row> for Concept {
    fn from(row: Row) -> Concept {
        let mut pref = row.pref;
        for (lang, label) in Lang::INTERFACE.into_iter().zip([row.en, row.fr, row.es]) {
            pref.extend(label.map(|label| (lang, label)));
        }
        Concept {
            id: row.id,
            notation: row.notation,
            pref,
            alt: row.alt,
            hidden: row.hidden,
            scope: row.scope,
            broader: row.broader,
            related: row.related,
            exact: row.exact,
            close: row.close,
            deprecated: row.deprecated,
            replaced_by: row.replaced_by,
        }
    }
}

impl Taxonomy {
    /// The taxonomy that comes with the program, read once and shared.
    pub fn bundled() -> Arc<Taxonomy> {
        static BUNDLED: LazyLock<Arc<Taxonomy>> = LazyLock::new(|| {
            #[expect(
                clippy::expect_used,
                reason = "the files are part of the program, and a test reads them"
            )]
            let read = read_files(FILES).expect("the bundled taxonomy is readable");
            Arc::new(read)
        });
        Arc::clone(&BUNDLED)
    }
}

/// Reads a taxonomy from data files, each a path below `taxonomy/data` and its text.
///
/// # Errors
/// When a file is not TOML of the expected shape, belongs to no scheme, or repeats an identifier.
pub fn read_files(files: &[(&str, &str)]) -> Result<Taxonomy, DataError> {
    let titles: Titles = parse("schemes.toml", include_str!("../data/schemes.toml"))?;
    let mut types = Vec::new();
    let mut themes = Vec::new();
    let mut seen: BTreeMap<(&str, ConceptId), &str> = BTreeMap::new();
    for &(path, text) in files {
        let (scheme, into) = match path {
            "document-types.toml" => (DOCUMENT_TYPES, &mut types),
            _ if path.starts_with("themes/") => (THEMES, &mut themes),
            _ => return Err(DataError::Stray { file: path.into() }),
        };
        for row in parse::<File>(path, text)?.concept {
            if let Some(other) = seen.insert((scheme, row.id.clone()), path) {
                return Err(DataError::Twice {
                    file: path.into(),
                    other: other.into(),
                    concept: row.id,
                });
            }
            into.push(Concept::from(row));
        }
    }
    let schemes = [
        (DOCUMENT_TYPES, Scheme::new(titles.document_types, types)),
        (THEMES, Scheme::new(titles.themes, themes)),
    ];
    Ok(Taxonomy::new(
        schemes
            .into_iter()
            .map(|(id, scheme)| (SchemeId::new(id), scheme))
            .collect(),
    ))
}

fn parse<T: serde::de::DeserializeOwned>(file: &str, text: &str) -> Result<T, DataError> {
    toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        DataError::Syntax {
            file: file.to_owned(),
            line: 1 + text.bytes().take(at).filter(|b| *b == b'\n').count(),
            what: error.message().trim().replace('\n', ", "),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(files: &[(&str, &str)]) -> String {
        read_files(files).unwrap_err().to_string()
    }

    #[test]
    fn faults_name_file_line_and_way_out() {
        assert_eq!(
            error(&[("themes/a.toml", "[[concept]]\nid = \"a\"\nbroder = []\n")])
                .split(", ")
                .next(),
            Some("themes/a.toml:3: unknown field `broder`")
        );
        let one = "[[concept]]\nid = \"a\"\n";
        assert_eq!(
            error(&[("themes/a.toml", one), ("themes/b.toml", one)]),
            "themes/b.toml: concept a is already in themes/a.toml; give one of them another id"
        );
        assert!(error(&[("else.toml", one)]).contains("not a data file"));
    }

    #[test]
    fn every_data_file_is_embedded() {
        let data = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
        let names = |folder: &std::path::Path, before: &str| -> Vec<String> {
            std::fs::read_dir(folder)
                .into_iter()
                .flatten()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .filter(|name| name.ends_with(".toml") && name != "schemes.toml")
                .map(|name| format!("{before}{name}"))
                .collect()
        };
        let mut found = names(&data, "");
        found.extend(names(&data.join("themes"), "themes/"));
        found.sort();
        let embedded: Vec<&str> = FILES.iter().map(|(path, _)| *path).collect();
        assert_eq!(
            embedded, found,
            "list the missing files in taxonomy/src/data/files.rs"
        );
    }
}
