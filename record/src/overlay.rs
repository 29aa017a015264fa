//! MARC out: the source as it came, with the few fields we control written over it when edited.
//!
//! An untouched record is disseminated as its source has it. An edited one has its title (245),
//! languages (041), abstracts (520), themes (650 with $2 `labordoc`), document type (655 with $2
//! `labordoc`) and assets (856) replaced, those of them that the edits name, and nothing else.

use std::collections::BTreeSet;

use crate::{
    Profile, Record, Source, SourceFormat, Status, Title, input,
    marc::{Fault, Field, MarcRecord, Subfield, Tag, iso2709},
};

/// The vocabulary code of our own concepts in $2.
const VOCABULARY: &str = "labordoc";

/// The record as MARC: its source, with what was edited written over it.
///
/// `profile` is the one that the record came by, if it came by one; `host` is the host of concept URIs, as `labordoc.example.org`; with it, concepts carry a URI in $0.
///
/// # Errors
/// When the source cannot be read as MARC.
pub fn marc_out(
    record: &Record,
    source: &Source,
    profile: Option<&Profile>,
    host: Option<&str>,
) -> Result<MarcRecord, Fault> {
    let mut marc = input::marc_of(source, profile)?.marc;
    if record.status != Status::Live {
        set_status(&mut marc, 'd');
    }
    let patches = [&record.kept, &record.edits].into_iter().flatten();
    let names: BTreeSet<&String> = patches
        .filter_map(|patch| patch.as_object())
        .flat_map(|members| members.keys())
        .collect();
    if !names.is_empty() && record.status == Status::Live {
        set_status(&mut marc, 'c');
    }
    for name in names {
        overlay(&mut marc, name, record, host);
    }
    Ok(marc)
}

/// The record as ISO 2709 bytes: the source's own, byte for byte, where nothing was edited and it is
/// UTF-8 ISO 2709 already.
///
/// # Errors
/// When the source cannot be read as MARC, or the record does not fit ISO 2709.
pub fn iso2709_out(
    record: &Record,
    source: &Source,
    profile: Option<&Profile>,
    host: Option<&str>,
) -> Result<Vec<u8>, MarcOutError> {
    let untouched =
        record.edits.is_none() && record.kept.is_none() && record.status == Status::Live;
    let utf8 = source.format == SourceFormat::Marc
        && source.bytes.get(9) == Some(&b'a')
        && std::str::from_utf8(&source.bytes).is_ok();
    if untouched && utf8 {
        return Ok(source.bytes.clone());
    }
    Ok(iso2709::write(&marc_out(record, source, profile, host)?)?)
}

/// Why a record cannot be given as MARC.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MarcOutError {
    /// The source cannot be read.
    #[error("the source cannot be read: {0}")]
    Source(#[from] Fault),
    /// The record does not fit ISO 2709.
    #[error("the record does not fit ISO 2709, ask for MARCXML: {0}")]
    Write(#[from] iso2709::WriteError),
}

/// MARC 21 leader/05.
fn set_status(marc: &mut MarcRecord, status: char) {
    let mut leader: Vec<char> = marc.leader.chars().collect();
    if let Some(at) = leader.get_mut(5) {
        *at = status;
    }
    marc.leader = leader.into_iter().collect();
}

fn overlay(marc: &mut MarcRecord, name: &str, record: &Record, host: Option<&str>) {
    let description = &record.description;
    match name {
        "titles" => title(
            marc,
            &description.titles.main,
            description.responsibility.as_deref(),
        ),
        "languages" => {
            let codes: Vec<String> = description
                .languages
                .iter()
                .map(taxonomy::Lang::to_marc)
                .collect();
            let indicator = if codes.len() > 1 { '1' } else { '0' };
            let indicator = marc.data("041").next().map_or(indicator, |f| f.ind1);
            replace(
                marc,
                "041",
                |_| true,
                [data(
                    "041",
                    indicator,
                    ' ',
                    codes.iter().map(|c| ('a', c.as_str())),
                )],
            );
        }
        "abstracts" => {
            let fields = description
                .abstracts
                .iter()
                .map(|a| data("520", ' ', ' ', [('a', a.value.as_str())]));
            replace(marc, "520", |_| true, fields);
        }
        "themes" => {
            let ids = description.themes.iter().map(|t| t.concept.as_str());
            concepts(marc, "650", "themes", ids, host);
        }
        "document_type" => {
            let id = description.document_type.concept.as_str();
            concepts(marc, "655", "document-types", [id].into_iter(), host);
        }
        "assets" => {
            let fields = description.assets.iter().map(|a| {
                let label = a.label.as_deref().map(|l| ('3', l));
                data(
                    "856",
                    '4',
                    ' ',
                    label.into_iter().chain([('u', a.url.as_str())]),
                )
            });
            replace(marc, "856", |_| true, fields);
        }
        _ => {}
    }
}

/// 245 anew: its first indicator as it was, ISBD marks before $b and $c.
fn title(marc: &mut MarcRecord, title: &Title, responsibility: Option<&str>) {
    let ind1 = marc.data("245").next().map_or('0', |f| f.ind1);
    let ind2 = char::from_digit(u32::from(title.non_filing), 10).unwrap_or('0');
    let statement = responsibility.map(str::to_owned);
    let mut parts: Vec<(char, String)> = vec![('a', title.main.clone())];
    if let Some(part) = &title.part {
        parts.push(('p', part.clone()));
    }
    if let Some(remainder) = &title.remainder {
        parts.push(('b', remainder.clone()));
    }
    parts.extend(statement.map(|s| ('c', s)));
    let marks: Vec<&str> = parts
        .iter()
        .skip(1)
        .map(|(code, _)| mark(*code))
        .chain([""])
        .collect();
    let texts = parts
        .iter()
        .zip(marks)
        .map(|((code, text), mark)| (*code, format!("{text}{mark}")));
    let subfields = texts
        .map(|(code, text)| Subfield::new(code, text))
        .collect();
    let field = tag("245").map(|tag| Field::Data {
        tag,
        ind1,
        ind2,
        subfields,
    });
    replace(marc, "245", |_| true, [field]);
}

/// The mark that stands before a subfield of 245.
fn mark(code: char) -> &'static str {
    match code {
        'b' => " :",
        'c' => " /",
        _ => ".",
    }
}

/// Replaces our own headings among those of a tag; the source's headings stay.
fn concepts<'c>(
    marc: &mut MarcRecord,
    name: &str,
    scheme: &str,
    ids: impl Iterator<Item = &'c str>,
    host: Option<&str>,
) {
    let fields: Vec<Option<Field>> = ids
        .map(|id| {
            let uri = host.map(|host| format!("https://{host}/concepts/{scheme}/{id}"));
            let uri = uri.as_deref().map(|uri| ('0', uri));
            data(
                name,
                ' ',
                '7',
                [('a', id), ('2', VOCABULARY)].into_iter().chain(uri),
            )
        })
        .collect();
    let ours = |subfields: &[Subfield]| {
        subfields
            .iter()
            .any(|s| s.code == '2' && s.value == VOCABULARY)
    };
    replace(marc, name, ours, fields);
}

fn tag(name: &str) -> Option<Tag> {
    Tag::try_from(name).ok()
}

fn data<'v>(
    name: &str,
    ind1: char,
    ind2: char,
    subfields: impl IntoIterator<Item = (char, &'v str)>,
) -> Option<Field> {
    let subfields = subfields
        .into_iter()
        .map(|(code, value)| Subfield::new(code, value))
        .collect();
    tag(name).map(|tag| Field::Data {
        tag,
        ind1,
        ind2,
        subfields,
    })
}

/// Puts `fields` where those of the tag that `which` names were, else in the order of tags.
fn replace(
    marc: &mut MarcRecord,
    name: &str,
    which: impl Fn(&[Subfield]) -> bool,
    fields: impl IntoIterator<Item = Option<Field>>,
) {
    marc.fields.retain(|field| match field {
        Field::Data { tag, subfields, .. } => *tag != name || !which(subfields),
        Field::Control { .. } => true,
    });
    for field in fields.into_iter().flatten() {
        marc.insert_sorted(field);
    }
}
