//! The table of headings: vocabularies, copies, genres, facets.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Deserialize;
use taxonomy::{ConceptId, Lang};

use super::{MappingError, fold};

/// The compiled table.
#[derive(Debug, Default)]
pub struct Subjects {
    indicator: BTreeMap<char, String>,
    pub(super) vocabulary: HashMap<String, Lang>,
    /// Tags that hold copies of 650, and the vocabulary of each.
    pub copies: BTreeMap<String, String>,
    /// Vocabularies that translate each other.
    pub translations: Vec<String>,
    /// Genres that are neither type nor keyword, folded.
    pub ignored_genres: HashSet<String>,
    facets: BTreeMap<String, ConceptId>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSubjects {
    indicator: BTreeMap<char, String>,
    vocabulary: BTreeMap<String, String>,
    copies: BTreeMap<String, String>,
    translations: RawTranslations,
    genres: RawGenres,
    facets: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTranslations {
    vocabularies: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawGenres {
    ignored: Vec<String>,
}

impl Subjects {
    pub(super) fn compile(raw: RawSubjects) -> Result<Subjects, MappingError> {
        let mut vocabulary = HashMap::new();
        for (name, code) in raw.vocabulary {
            let lang = Lang::new(&code).map_err(|e| {
                MappingError::entry("subjects", format!("[vocabulary] {name}"), e.to_string())
            })?;
            vocabulary.insert(name, lang);
        }
        for name in raw.copies.values().chain(&raw.translations.vocabularies) {
            if !vocabulary.contains_key(name) {
                let text = "is not in [vocabulary]; add it there with its language";
                return Err(MappingError::entry("subjects", name, text));
            }
        }
        Ok(Subjects {
            indicator: raw.indicator,
            vocabulary,
            copies: raw.copies,
            translations: raw.translations.vocabularies,
            ignored_genres: raw.genres.ignored.iter().map(|g| fold(g)).collect(),
            facets: raw
                .facets
                .into_iter()
                .map(|(f, id)| (f, ConceptId::new(&id)))
                .collect(),
        })
    }

    /// The vocabulary that a second indicator of 6xx means.
    pub fn of_indicator(&self, indicator: char) -> Option<&str> {
        self.indicator.get(&indicator).map(String::as_str)
    }

    /// The language of a vocabulary's headings.
    pub fn lang(&self, vocabulary: &str) -> Option<Lang> {
        self.vocabulary.get(vocabulary).copied()
    }

    /// The theme that a facet number of the ILO Thesaurus such as `14.07.1` stands for.
    pub fn facet(&self, number: &str) -> Option<&ConceptId> {
        self.facets.get(number.split('.').next()?)
    }

    /// The facets of the ILO Thesaurus and the themes they stand for.
    pub fn facets(&self) -> impl Iterator<Item = (&str, &ConceptId)> {
        self.facets
            .iter()
            .map(|(facet, concept)| (facet.as_str(), concept))
    }
}
