//! Completeness: which elements of a description are filled.

use crate::{Access, AssetKind, Description, IdentifierKind};

/// The elements, in the order they are shown; an element's place is its bit.
pub const ELEMENTS: [&str; 16] = [
    "title",
    "contributor",
    "date",
    "language",
    "type",
    "theme",
    "abstract",
    "publisher",
    "host",
    "pages",
    "series",
    "doi",
    "isbn-issn",
    "full-text",
    "access",
    "rights",
];

/// The elements that a description has, a bit for each of [`ELEMENTS`].
pub fn elements(description: &Description) -> u32 {
    let d = description;
    let host = d.host.as_ref();
    let has = |kind| d.identifiers.iter().any(|i| i.valid && i.kind == kind);
    let filled = [
        !d.titles.main.main.trim().is_empty(),
        !d.contributors.is_empty(),
        d.date.as_ref().is_some_and(|date| date.year.is_some()),
        d.languages.iter().any(|lang| *lang != taxonomy::Lang::UND),
        !is_unclassified(d),
        !d.themes.is_empty(),
        !d.abstracts.is_empty(),
        d.publisher.as_ref().is_some_and(|p| p.name.is_some()),
        host.is_some_and(|h| h.title.is_some() || h.journal.is_some()),
        host.is_some_and(|h| h.pages.as_ref().is_some_and(|p| p.first.is_some())),
        !d.series.is_empty(),
        has(IdentifierKind::Doi),
        has(IdentifierKind::Isbn)
            || has(IdentifierKind::Issn)
            || host.is_some_and(|h| h.issn.is_some() || h.isbn.is_some()),
        d.assets.iter().any(|a| a.kind == AssetKind::FullText),
        d.access != Access::Unknown,
        !d.rights.is_empty(),
    ];
    let bits = filled.iter().enumerate();
    bits.fold(0, |bits, (at, filled)| bits | u32::from(*filled) << at)
}

/// Whether nobody knows what it is.
pub(super) fn is_unclassified(description: &Description) -> bool {
    description.document_type.concept.as_str() == "unclassified"
}
