//! What several crosswalks ask of a record in the same way.

use record::{
    Access, Asset, AssetKind, Contributor, ContributorKind, Identifier, IdentifierKind, Record,
    RecordId, RelationKind, Text, Title,
};
use taxonomy::{Concept, Lang, Scheme};

use super::Context;
use crate::{language, link};

/// The URIs of COAR Resource Types begin so.
const COAR: &str = "http://purl.org/coar/resource_type/";

/// The language that a record's concepts are named in beside English.
pub(crate) fn main_language(record: &Record) -> Lang {
    let first = record.description.languages.first();
    first.copied().unwrap_or(Lang::UND)
}

/// The value of `xml:lang`, empty where the language is none.
pub(crate) fn tag(lang: &Lang) -> &str {
    language::tag(lang).unwrap_or_default()
}

/// A text's language, empty where it is none or not known.
pub(crate) fn tag_of(lang: Option<&Lang>) -> &str {
    lang.map_or("", tag)
}

/// A concept's labels in a language and in English, each once.
pub(crate) fn labels(concept: &Concept, lang: Lang) -> Vec<(Lang, &str)> {
    let mut all: Vec<(Lang, &str)> = Vec::new();
    for lang in [lang, Lang::EN] {
        if let Some(label) = concept.pref.get(&lang)
            && all.iter().all(|(had, _)| *had != lang)
        {
            all.push((lang, label));
        }
    }
    all
}

/// The themes that the taxonomy holds.
pub(crate) fn themes<'a>(
    record: &'a Record,
    context: &Context<'a>,
) -> impl Iterator<Item = &'a Concept> {
    let scheme: &'a Scheme = context.taxonomy.themes();
    let all = record.description.themes.iter();
    all.filter_map(move |theme| scheme.resolve(theme.concept.as_str()))
}

/// The record's document type, where the taxonomy holds it.
pub(crate) fn document_type<'a>(record: &Record, context: &Context<'a>) -> Option<&'a Concept> {
    let id = &record.description.document_type.concept;
    context.taxonomy.document_types().resolve(id.as_str())
}

/// The COAR Resource Type of the document type or the nearest one above it that has one, and its
/// English name; what has none is `text`.
pub(crate) fn coar<'a>(record: &Record, context: &Context<'a>) -> (&'a str, &'a str) {
    let scheme = context.taxonomy.document_types();
    let id = &record.description.document_type.concept;
    let above = scheme.ancestors(id.as_str());
    let own = scheme.resolve(id.as_str());
    let chain = own
        .into_iter()
        .chain(above.iter().filter_map(|id| scheme.resolve(id.as_str())));
    for concept in chain {
        let mut uris = concept.exact.iter().chain(&concept.close);
        if let Some(uri) = uris.find(|uri| uri.starts_with(COAR)) {
            return (uri, concept.label(Lang::EN));
        }
    }
    ("http://purl.org/coar/resource_type/c_18cf", "text")
}

/// The places' names in the record's language, as given where the taxonomy does not hold them.
pub(crate) fn places<'a>(record: &'a Record, context: &Context<'a>) -> Vec<&'a str> {
    let lang = main_language(record);
    let scheme = context.taxonomy.themes();
    let name = |place: &'a record::Place| {
        let concept = place.concept.as_ref();
        concept
            .and_then(|id| scheme.resolve(id.as_str()))
            .map_or(place.name.as_str(), |concept| concept.label(lang))
    };
    let mut all: Vec<&str> = Vec::new();
    for place in record.description.places.iter().map(name) {
        if !all.contains(&place) {
            all.push(place);
        }
    }
    all
}

/// Family and given name of a person whose name is turned round.
pub(crate) fn family_and_given(contributor: &Contributor) -> Option<(&str, &str)> {
    let person = contributor.kind == ContributorKind::Person;
    contributor.name.split_once(", ").filter(|_| person)
}

/// A person's ORCID iD, without the resolver.
pub(crate) fn orcid(contributor: &Contributor) -> Option<&str> {
    let id = |uri: &'_ String| uri.find("orcid.org/").map(|at| at + "orcid.org/".len());
    let uri = contributor.uris.iter().find(|uri| id(uri).is_some())?;
    uri.get(id(uri)?..).filter(|id| !id.is_empty())
}

/// Who made it; without creators the bodies and people that are named at all, since several
/// formats ask for one.
pub(crate) fn creators(record: &Record) -> Vec<&Contributor> {
    let all = &record.description.contributors;
    let creators: Vec<&Contributor> = all.iter().filter(|c| c.is_creator()).collect();
    if !creators.is_empty() {
        return creators;
    }
    let editor = |c: &&Contributor| c.roles.iter().any(|role| role == "edt");
    let editors: Vec<&Contributor> = all.iter().filter(editor).collect();
    if editors.is_empty() {
        all.iter().take(1).collect()
    } else {
        editors
    }
}

/// Those who are named and are none of [`creators`].
pub(crate) fn contributors(record: &Record) -> impl Iterator<Item = &Contributor> {
    let taken = creators(record);
    let all = record.description.contributors.iter();
    all.filter(move |contributor| !taken.iter().any(|c| std::ptr::eq(*c, *contributor)))
}

/// The titles beside the main one that say something else, whole, and whether each is a translation.
pub(crate) fn other_titles(record: &Record) -> impl Iterator<Item = (&Title, String, bool)> {
    let titles = &record.description.titles;
    let main = titles.main.full();
    let parallel = titles.parallel.iter().map(|title| (title, true));
    let others = titles.original.iter().chain(&titles.variant);
    let all = parallel.chain(others.map(|title| (title, false)));
    all.map(|(title, translated)| (title, title.full(), translated))
        .filter(move |(_, full, _)| *full != main)
}

/// The media types of the full texts that may be linked, each once.
pub(crate) fn media_types(record: &Record) -> Vec<&str> {
    let mut all: Vec<&str> = Vec::new();
    for asset in full_texts(record) {
        let kind = asset.media_type.as_deref();
        all.extend(kind.filter(|kind| !all.contains(kind)));
    }
    all
}

/// The identifiers of a kind whose check digits hold.
pub(crate) fn valid(record: &Record, kind: IdentifierKind) -> impl Iterator<Item = &Identifier> {
    let all = record.description.identifiers.iter();
    all.filter(move |identifier| identifier.kind == kind && identifier.valid)
}

/// The table of contents (505).
pub(crate) fn contents(record: &Record) -> impl Iterator<Item = &Text> {
    let notes = record.description.notes.iter();
    notes
        .filter(|n| n.field.starts_with("505"))
        .map(|n| &n.text)
}

/// Full texts that may be linked, each once: none of a restricted record.
pub(crate) fn full_texts(record: &Record) -> Vec<&Asset> {
    let mut all: Vec<&Asset> = Vec::new();
    if record.description.access == Access::Restricted {
        return all;
    }
    for asset in &record.description.assets {
        let full = asset.kind == AssetKind::FullText;
        if full && all.iter().all(|had| had.url != asset.url) {
            all.push(asset);
        }
    }
    all
}

/// The version that all others are translations of: the only one that does not say that it is a
/// translation (765), where there are several.
pub(crate) fn original(context: &Context<'_>) -> Option<RecordId> {
    let translated = |r: &Record| {
        let all = &r.description.relations;
        all.iter().any(|r| r.kind == RelationKind::TranslationOf)
    };
    let mut originals = context.versions.iter().filter(|v| !translated(v));
    match (originals.next(), originals.next()) {
        (Some(one), None) if context.versions.len() > 1 => Some(one.id),
        _ => None,
    }
}

/// The other language versions.
pub(crate) fn others<'a>(
    record: &Record,
    context: &Context<'a>,
) -> impl Iterator<Item = &'a Record> {
    let id = record.id;
    let all = context.versions.iter().map(AsRef::as_ref);
    all.filter(move |version: &&Record| version.id != id)
}

/// The one identifier to cite it by: DOI, else handle, else the landing page; and which it is.
pub(crate) fn primary(record: &Record, context: &Context<'_>) -> (Primary, String) {
    if let Some(doi) = valid(record, IdentifierKind::Doi).next() {
        return (Primary::Doi, doi.value.clone());
    }
    if let Some(handle) = valid(record, IdentifierKind::Handle).next() {
        return (Primary::Handle, handle.value.clone());
    }
    (Primary::Url, context.site.record_url(record.id))
}

/// What kind of identifier a record is cited by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Primary {
    Doi,
    Handle,
    Url,
}

/// A licence's URI, the first that is on the web.
pub(crate) fn licence(record: &Record) -> Option<&str> {
    let uris = record
        .description
        .rights
        .iter()
        .filter_map(|r| r.uri.as_deref());
    uris.into_iter().find(|uri| link::split(uri).is_some())
}
