//! Names of facet values and concepts in a reader's language.

use record::mapping::Mapping;
use taxonomy::{Lang, Taxonomy};

use super::reader::Reader;

/// What a hit list can be narrowed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dimension {
    /// Document type.
    Type,
    /// Theme.
    Theme,
    /// Language.
    Language,
    /// Year.
    Year,
    /// Journal.
    Journal,
    /// Whether a full text can be opened.
    FullText,
    /// A contributor's name: filtered by, not counted.
    Author,
}

impl Dimension {
    /// All, in the order of pages.
    pub const ALL: [Dimension; 7] = [
        Dimension::Type,
        Dimension::Theme,
        Dimension::Language,
        Dimension::Year,
        Dimension::Journal,
        Dimension::FullText,
        Dimension::Author,
    ];

    /// Its name in addresses and in the API.
    pub fn name(self) -> &'static str {
        match self {
            Dimension::Type => "type",
            Dimension::Theme => "theme",
            Dimension::Language => "lang",
            Dimension::Year => "year",
            Dimension::Journal => "journal",
            Dimension::FullText => "full_text",
            Dimension::Author => "author",
        }
    }

    /// Its heading on pages.
    pub fn heading(self, reader: &Reader) -> String {
        let texts = reader.texts;
        match self {
            Dimension::Type => texts.text("facet-type"),
            Dimension::Theme => texts.text("facet-theme"),
            Dimension::Language => texts.text("facet-lang"),
            Dimension::Year => texts.text("facet-year"),
            Dimension::Journal => texts.text("facet-journal"),
            Dimension::FullText => texts.text("facet-full-text"),
            Dimension::Author => texts.text("facet-author"),
        }
    }

    /// A value's name in the reader's language.
    pub fn label(self, value: &str, taxonomy: &Taxonomy, reader: &Reader) -> String {
        match self {
            Dimension::Type => concept(taxonomy.document_types(), value, reader.lang),
            Dimension::Theme => concept(taxonomy.themes(), value, reader.lang),
            Dimension::Language => language(value, reader),
            Dimension::Year | Dimension::Author => value.to_owned(),
            Dimension::Journal => journal(value, reader.lang),
            Dimension::FullText => match value {
                "true" => reader.texts.text("full-text-yes"),
                _ => reader.texts.text("full-text-no"),
            },
        }
    }
}

fn concept(scheme: &taxonomy::Scheme, id: &str, lang: Lang) -> String {
    scheme
        .resolve(id)
        .map_or_else(|| id.to_owned(), |c| c.label(lang).to_owned())
}

/// A language's name in the reader's language.
pub fn language(code: &str, reader: &Reader) -> String {
    match Lang::new(code) {
        Ok(Lang::UND) | Err(_) => reader.texts.text("language-unknown"),
        Ok(lang) => lang.name(reader.lang),
    }
}

/// A journal's title, in the reader's language where it has one.
pub fn journal(slug: &str, lang: Lang) -> String {
    let journals = &Mapping::bundled().journals;
    let found = journals.journals.iter().find(|j| j.slug == slug);
    let version = found.and_then(|j| {
        j.version
            .iter()
            .find(|v| v.lang == lang)
            .or_else(|| j.version.first())
    });
    version.map_or_else(|| slug.to_owned(), |v| v.title.clone())
}
