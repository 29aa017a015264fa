//! The fields that a query can name, in English, French and Spanish.

/// A field that a query can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Any title.
    Title,
    /// Contributors.
    Author,
    /// Concept labels, keywords, places.
    Subject,
    /// The host item's or series' title, or a journal's slug.
    Journal,
    /// The year of publication.
    Year,
    /// The document type, by id or label.
    Type,
    /// A theme, by id or label, with everything below it.
    Theme,
    /// The language, by code.
    Lang,
    /// ISBN.
    Isbn,
    /// ISSN, the journal's included.
    Issn,
    /// DOI.
    Doi,
    /// The record's id.
    Id,
}

impl Field {
    /// The field's English name, as it is printed.
    pub fn name(self) -> &'static str {
        NAMES
            .iter()
            .find(|(_, field)| *field == self)
            .map_or("", |(name, _)| name)
    }

    /// The field that a reader names in English, French or Spanish.
    pub fn named(name: &str) -> Option<Field> {
        let folded = taxonomy::fold(name);
        NAMES
            .iter()
            .find(|(known, _)| *known == folded)
            .map(|(_, field)| *field)
    }
}

/// Names of fields; the first of each is the one printed.
const NAMES: [(&str, Field); 42] = [
    ("title", Field::Title),
    ("titre", Field::Title),
    ("titulo", Field::Title),
    ("author", Field::Author),
    ("contributor", Field::Author),
    ("auteur", Field::Author),
    ("autor", Field::Author),
    ("autora", Field::Author),
    ("subject", Field::Subject),
    ("sujet", Field::Subject),
    ("matiere", Field::Subject),
    ("materia", Field::Subject),
    ("tema", Field::Subject),
    ("keyword", Field::Subject),
    ("journal", Field::Journal),
    ("revue", Field::Journal),
    ("revista", Field::Journal),
    ("series", Field::Journal),
    ("year", Field::Year),
    ("date", Field::Year),
    ("annee", Field::Year),
    ("ano", Field::Year),
    ("fecha", Field::Year),
    ("type", Field::Type),
    ("tipo", Field::Type),
    ("document_type", Field::Type),
    ("theme", Field::Theme),
    ("thematique", Field::Theme),
    ("tematica", Field::Theme),
    ("concept", Field::Theme),
    ("lang", Field::Lang),
    ("language", Field::Lang),
    ("langue", Field::Lang),
    ("idioma", Field::Lang),
    ("lengua", Field::Lang),
    ("isbn", Field::Isbn),
    ("issn", Field::Issn),
    ("doi", Field::Doi),
    ("id", Field::Id),
    ("record", Field::Id),
    ("notice", Field::Id),
    ("registro", Field::Id),
];
