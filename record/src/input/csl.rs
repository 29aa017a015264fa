//! CSL-JSON to MARC (Citation Style Language 1.0.2, its JSON schema of items).

use serde_json::Value;

use super::{draft::Draft, row, text, types};
use crate::{
    Profile,
    marc::{Fault, FaultCode, Parsed},
    profile::Word,
};

/// Members of an item that say nothing a record needs, beside those that are read.
const KNOWN: &[&str] = &[
    "id",
    "type",
    "citation-key",
    "categories",
    "journalAbbreviation",
    "shortTitle",
    "title-short",
    "accessed",
    "container",
    "container-title-short",
    "source",
    "archive",
    "archive_location",
    "call-number",
    "custom",
    "event",
    "event-title",
    "event-place",
    "event-date",
    "jurisdiction",
    "medium",
    "number",
    "number-of-volumes",
    "original-date",
    "original-publisher",
    "original-author",
    "PMID",
    "PMCID",
    "section",
    "status",
    "submitted",
    "version",
    "scale",
    "references",
    "director",
    "interviewer",
    "recipient",
    "reviewed-author",
    "reviewed-title",
    "composer",
    "illustrator",
    "editorial-director",
    "container-author",
    "collection-editor",
    "dimensions",
    "page-first",
    "division",
    "chapter-number",
    "part-number",
    "part-title",
    "supplement-number",
    "annote",
    "authority",
    "available-date",
    "chair",
    "contributor",
    "curator",
    "guest",
    "host",
    "narrator",
    "organizer",
    "performer",
    "producer",
    "script-writer",
    "series-creator",
    "executive-producer",
    "compiler",
    "citation-label",
    "citation-number",
    "first-reference-note-number",
    "locator",
    "year-suffix",
    "reviewed-genre",
    "printing-number",
    "printing",
    "volume-title",
    "volume-title-short",
    "volume-short",
    "archive-place",
    "archive_collection",
    "original-publisher-place",
    "sub-verbo",
    "subject",
    "relation",
    "member",
    "prefix",
    "score",
    "created",
    "deposited",
    "indexed",
    "published",
    "published-online",
    "published-print",
    "reference-count",
    "link",
    "alternative-id",
    "assertion",
    "resource",
    "content-domain",
    "is-referenced-by-count",
    "issn-type",
    "isbn-type",
    "journal-issue",
    "license",
    "original-title",
    "short-container-title",
    "subtitle",
    "update-policy",
];

/// The MARC of a CSL item.
pub(super) fn marc(bytes: &[u8], profile: Option<&Profile>) -> Result<Parsed, Fault> {
    let mut draft = Draft::default();
    let text = text::decode(bytes, &mut draft.faults);
    let item: Value = serde_json::from_str(&text).map_err(|e| {
        Fault::new(
            FaultCode::BadJson,
            0,
            None,
            format!("the JSON cannot be read: {e}"),
        )
    })?;
    let kind = item.get("type").and_then(Value::as_str).unwrap_or("");
    match types::concept(types::CSL, kind) {
        Some(concept) => draft.say(Word::Type, concept),
        None => note(
            &mut draft,
            FaultCode::UnknownType,
            "type",
            format!("{kind:?} is no type of CSL; the type was told by the other members"),
        ),
    }
    let host = matches!(
        kind,
        "article-journal"
            | "article-magazine"
            | "article-newspaper"
            | "chapter"
            | "paper-conference"
            | "entry-dictionary"
            | "entry-encyclopedia"
            | "review"
            | "review-book"
    );
    for (name, value) in item.as_object().into_iter().flatten() {
        let named = |p: &&Profile| p.columns.iter().any(|c| c.column == *name);
        if let Some(profile) = profile.filter(named) {
            for column in profile.columns.iter().filter(|c| c.column == *name) {
                each(value, |text| row::put(&mut draft, column, text));
            }
            continue;
        }
        member(&mut draft, name, value, host);
    }
    if let Some(profile) = profile {
        draft.defaults(profile);
    }
    Ok(draft.finish())
}

fn note(draft: &mut Draft, code: FaultCode, place: &str, text: String) {
    draft
        .faults
        .push(Fault::new(code, 0, Some(place.to_owned()), text));
}

fn member(draft: &mut Draft, name: &str, value: &Value, host: bool) {
    let word = match name {
        "title" => Word::Title,
        "author" => return people(draft, value, Word::Author),
        "editor" => return people(draft, value, Word::Editor),
        "translator" => return people(draft, value, Word::Translator),
        "issued" => return date(draft, value),
        "container-title" if host => Word::Journal,
        "container-title" | "collection-title" => Word::Series,
        "collection-number" => Word::SeriesNumber,
        "volume" => Word::Volume,
        "issue" => Word::Issue,
        "page" => Word::Pages,
        "number-of-pages" => Word::Extent,
        "publisher" => Word::Publisher,
        "publisher-place" => Word::PublisherPlace,
        "edition" => Word::Edition,
        "abstract" => Word::Abstract,
        "note" | "genre" => Word::Note,
        "keyword" => {
            each(value, |text| {
                text.split([',', ';'])
                    .for_each(|k| draft.say(Word::Keyword, k))
            });
            return;
        }
        "language" => Word::Language,
        "DOI" => Word::Doi,
        "ISBN" => Word::Isbn,
        "ISSN" => Word::Issn,
        "URL" => Word::Url,
        "original-title" => Word::OriginalTitle,
        _ if KNOWN.contains(&name) => return,
        _ => {
            return note(
                draft,
                FaultCode::UnknownMember,
                name,
                format!("CSL has no member {name:?}; it was left out"),
            );
        }
    };
    each(value, |text| draft.say(word, text));
}

/// A text, a number, or each of an array's (as Crossref writes titles).
fn each(value: &Value, mut take: impl FnMut(&str)) {
    match value {
        Value::String(text) => take(text),
        Value::Number(number) => take(&number.to_string()),
        Value::Array(all) => {
            for one in all.iter().filter_map(Value::as_str) {
                take(one);
            }
        }
        _ => {}
    }
}

fn people(draft: &mut Draft, value: &Value, word: Word) {
    for person in value.as_array().into_iter().flatten() {
        let part = |name: &str| {
            person
                .get(name)
                .and_then(Value::as_str)
                .unwrap_or("")
                .trim()
        };
        let particle = match part("non-dropping-particle") {
            "" => String::new(),
            particle => format!("{particle} "),
        };
        let family = format!("{particle}{}", part("family"));
        match (family.is_empty(), part("given").is_empty()) {
            (false, false) => draft.say(word, &format!("{family}, {}", part("given"))),
            (false, true) => draft.say(word, &family),
            // A name in one piece is a body's.
            (true, _) if word == Word::Author => draft.say(Word::Body, part("literal")),
            (true, _) => draft.say(word, part("literal")),
        }
    }
}

/// `{"date-parts": [[1938, 7, 12]]}`, `{"raw": ...}` or `{"literal": ...}`.
fn date(draft: &mut Draft, value: &Value) {
    let parts = value
        .get("date-parts")
        .and_then(|p| p.get(0))
        .and_then(Value::as_array);
    if let Some(parts) = parts {
        let number = |v: &Value| v.as_i64().or_else(|| v.as_str()?.trim().parse().ok());
        let numbers: Vec<i64> = parts.iter().map_while(number).collect();
        let text: Vec<String> = numbers
            .iter()
            .enumerate()
            .map(|(n, v)| {
                if n == 0 {
                    format!("{v:04}")
                } else {
                    format!("{v:02}")
                }
            })
            .collect();
        return draft.say(Word::Date, &text.join("-"));
    }
    for name in ["raw", "literal"] {
        if let Some(text) = value.get(name).and_then(Value::as_str) {
            return draft.say(Word::Date, text);
        }
    }
    if let Some(text) = value.as_str() {
        draft.say(Word::Date, text);
    }
}
