//! Our own JSON: the description as it is, and the MARC that says it.

use serde_json::Value;

use super::{cut::json_offset, text};
use crate::{
    AssetKind, ContributorKind, Description, IdentifierKind, Notice, Severity, Status, Title,
    build::MEMBERS,
    marc::{Encoding, Fault, FaultCode, Field, MarcRecord, Parsed, Subfield, Tag},
};

/// Members beside those of the description, which tell a record's place and are given anew.
const PLACE: [&str; 9] = [
    "id",
    "seq",
    "datestamp",
    "created",
    "status",
    "work",
    "versions",
    "provenance",
    "edited",
];

/// Reads a description with its status.
pub(crate) fn read(bytes: &[u8]) -> Result<(Description, Status, Vec<Notice>), Fault> {
    let mut faults = Vec::new();
    let text = text::decode(bytes, &mut faults);
    let wrong = |e: serde_json::Error| {
        let offset = json_offset(text.as_bytes(), e.line(), e.column());
        let said = format!("the JSON is no description: {e}; see the data model for its members");
        Fault::new(FaultCode::BadJson, offset, None, said)
    };
    let mut description: Description = serde_json::from_str(&text).map_err(wrong)?;
    // Its numbers are those of the collection that it comes from.
    description.grouping = None;
    let given: Value = serde_json::from_str(&text).map_err(wrong)?;
    let mut notices = Vec::new();
    let mut paths = Vec::new();
    let kept = serde_json::to_value(&description).unwrap_or(Value::Null);
    lost(&given, &kept, "", &mut paths);
    for path in paths {
        let name = path.rsplit('.').next().unwrap_or(&path);
        let at = memchr::memmem::find(text.as_bytes(), format!("\"{name}\"").as_bytes());
        let said = format!("a description has no member {path}; it was left out");
        notices.push(Notice {
            offset: at.map(|at| at as u64),
            ..Notice::on(
                Severity::Warning,
                FaultCode::UnknownMember.as_str(),
                path,
                said,
            )
        });
    }
    let status = given.get("status").cloned();
    let status = status.and_then(|s| serde_json::from_value(s).ok());
    Ok((description, status.unwrap_or_default(), notices))
}

/// Members that are given and not kept, by their path.
fn lost(given: &Value, kept: &Value, path: &str, found: &mut Vec<String>) {
    match (given, kept) {
        (Value::Object(given), Value::Object(kept)) => {
            for (name, value) in given {
                let path = match path {
                    "" => name.clone(),
                    path => format!("{path}.{name}"),
                };
                match kept.get(name) {
                    Some(kept) => lost(value, kept, &path, found),
                    None if PLACE.contains(&path.as_str()) || MEMBERS.contains(&path.as_str()) => {}
                    // What says nothing, or what is said anyhow, is not written.
                    None if value.is_null()
                        || *value == Value::Bool(false)
                        || *value == Value::Bool(true) => {}
                    None if value.as_array().is_some_and(Vec::is_empty)
                        || *value == "declared"
                        || *value == 0 => {}
                    None => found.push(path),
                }
            }
        }
        (Value::Array(given), Value::Array(kept)) => {
            for (n, (given, kept)) in given.iter().zip(kept).enumerate() {
                lost(given, kept, &format!("{path}[{n}]"), found);
            }
        }
        _ => {}
    }
}

/// The MARC that says a description.
pub(super) fn parse(bytes: &[u8]) -> Result<Parsed, Fault> {
    let (description, status, _) = read(bytes)?;
    Ok(Parsed {
        marc: marc(&description, status),
        encoding: Encoding::Utf8,
        faults: Vec::new(),
    })
}

fn push(all: &mut Vec<Field>, name: &str, marks: &str, subfields: &[(char, Option<&str>)]) {
    let Ok(tag) = Tag::try_from(name) else { return };
    let subfields: Vec<Subfield> = subfields
        .iter()
        .filter_map(|(code, value)| Some(Subfield::new(*code, (*value).filter(|v| !v.is_empty())?)))
        .collect();
    let mut marks = marks.chars();
    if !subfields.is_empty() {
        all.push(Field::Data {
            tag,
            ind1: marks.next().unwrap_or(' '),
            ind2: marks.next().unwrap_or(' '),
            subfields,
        });
    }
}

fn marc(about: &Description, status: Status) -> MarcRecord {
    let level = if about.host.is_some() { 'b' } else { 'm' };
    let state = if status == Status::Deleted { 'd' } else { 'n' };
    let mut marc = MarcRecord::with_leader(&format!("00000{state}a{level} a2200000   4500"));
    let all = &mut marc.fields;
    for identifier in &about.identifiers {
        let value = Some(identifier.value.as_str());
        let code = if identifier.valid { 'a' } else { 'z' };
        match identifier.kind {
            IdentifierKind::ControlNumber => {
                if let Ok(tag) = Tag::try_from("001") {
                    all.push(Field::Control {
                        tag,
                        value: identifier.value.clone(),
                    });
                }
            }
            IdentifierKind::Isbn => push(all, "020", "  ", &[(code, value)]),
            IdentifierKind::Issn => push(all, "022", "  ", &[(code, value)]),
            IdentifierKind::Doi => push(all, "024", "7 ", &[('a', value), ('2', Some("doi"))]),
            IdentifierKind::Handle => push(all, "024", "7 ", &[('a', value), ('2', Some("hdl"))]),
            IdentifierKind::SystemNumber => push(all, "035", "  ", &[('a', value)]),
            IdentifierKind::ReportNumber => push(all, "088", "  ", &[('a', value)]),
            IdentifierKind::CallNumber => push(all, "099", "  ", &[('a', value)]),
            IdentifierKind::InstrumentNumber => push(all, "980", "  ", &[('n', value)]),
        }
    }
    let languages: Vec<String> = about
        .languages
        .iter()
        .map(taxonomy::Lang::to_marc)
        .collect();
    let codes: Vec<_> = languages.iter().map(|l| ('a', Some(l.as_str()))).collect();
    push(
        all,
        "041",
        if codes.len() > 1 { "1 " } else { "0 " },
        &codes,
    );
    people(all, about);
    titles(all, about);
    let date = about.date.as_ref().map(|d| d.raw.as_str());
    let publisher = about.publisher.as_ref();
    push(
        all,
        "264",
        " 1",
        &[
            ('a', publisher.and_then(|p| p.place.as_deref())),
            ('b', publisher.and_then(|p| p.name.as_deref())),
            ('c', date),
        ],
    );
    push(all, "250", "  ", &[('a', about.edition.as_deref())]);
    push(all, "300", "  ", &[('a', about.extent.as_deref())]);
    for series in &about.series {
        push(
            all,
            "490",
            "0 ",
            &[
                ('a', Some(&series.title)),
                ('x', series.issn.as_deref()),
                ('v', series.number.as_deref()),
            ],
        );
    }
    texts(all, about);
    subjects(all, about);
    host(all, about);
    for asset in &about.assets {
        let mark = if asset.kind == AssetKind::Related {
            "42"
        } else {
            "40"
        };
        push(
            all,
            "856",
            mark,
            &[
                ('3', asset.label.as_deref()),
                ('q', asset.media_type.as_deref()),
                ('u', Some(&asset.url)),
            ],
        );
    }
    all.sort_by_key(Field::tag);
    marc
}

fn people(all: &mut Vec<Field>, about: &Description) {
    for one in &about.contributors {
        let (main, added, marks) = match one.kind {
            ContributorKind::Person => ("100", "700", "1 "),
            ContributorKind::Corporate => ("110", "710", "2 "),
            ContributorKind::Meeting => ("111", "711", "2 "),
        };
        let name = if one.main_entry { main } else { added };
        let mut subfields = vec![
            ('a', Some(one.name.as_str())),
            ('d', one.dates.as_deref()),
            ('u', one.affiliation.as_deref()),
        ];
        subfields.extend(one.uris.iter().map(|u| ('1', Some(u.as_str()))));
        subfields.extend(one.roles.iter().map(|r| ('4', Some(r.as_str()))));
        push(all, name, marks, &subfields);
    }
}

fn titles(all: &mut Vec<Field>, about: &Description) {
    let mut title = |name: &str, marks: &str, title: &Title, statement: Option<&str>| {
        let main = match &title.remainder {
            Some(_) => format!("{} :", title.main),
            None => title.main.clone(),
        };
        push(
            all,
            name,
            marks,
            &[
                ('a', Some(&main)),
                ('b', title.remainder.as_deref()),
                ('p', title.part.as_deref()),
                ('c', statement),
            ],
        );
    };
    let skipped = format!("1{}", about.titles.main.non_filing.min(9));
    title(
        "245",
        &skipped,
        &about.titles.main,
        about.responsibility.as_deref(),
    );
    about
        .titles
        .parallel
        .iter()
        .for_each(|t| title("246", "31", t, None));
    about
        .titles
        .variant
        .iter()
        .for_each(|t| title("246", "3 ", t, None));
    about
        .titles
        .original
        .iter()
        .for_each(|t| title("240", "10", t, None));
}

fn texts(all: &mut Vec<Field>, about: &Description) {
    for note in &about.notes {
        push(all, "500", "  ", &[('a', Some(&note.text.value))]);
    }
    for text in &about.abstracts {
        push(all, "520", "3 ", &[('a', Some(&text.value))]);
    }
    for rights in &about.rights {
        push(
            all,
            "540",
            "  ",
            &[('a', Some(&rights.text)), ('u', rights.uri.as_deref())],
        );
    }
}

fn subjects(all: &mut Vec<Field>, about: &Description) {
    for theme in &about.themes {
        push(
            all,
            "650",
            " 7",
            &[('a', Some(theme.concept.as_str())), ('2', Some("labordoc"))],
        );
    }
    for place in &about.places {
        push(all, "651", " 4", &[('a', Some(&place.name))]);
    }
    for keyword in &about.keywords {
        push(all, "653", "  ", &[('a', Some(&keyword.text.value))]);
    }
    push(
        all,
        "655",
        " 7",
        &[
            ('a', Some(about.document_type.concept.as_str())),
            ('2', Some("labordoc")),
        ],
    );
}

fn host(all: &mut Vec<Field>, about: &Description) {
    let Some(host) = &about.host else { return };
    let parts = [
        ("vol. ", host.volume.as_deref()),
        ("no. ", host.issue.as_deref()),
        ("p. ", host.pages.as_ref().map(|p| p.raw.as_str())),
    ];
    let said: Vec<String> = parts
        .iter()
        .filter_map(|(caption, v)| Some(format!("{caption}{}", (*v)?)))
        .collect();
    let said = said.join(", ");
    push(
        all,
        "773",
        "0 ",
        &[
            ('t', host.title.as_deref()),
            ('g', host.raw.as_deref().or(Some(&said))),
            ('x', host.issn.as_deref()),
            ('z', host.isbn.as_deref()),
            ('w', host.record_number.as_deref()),
        ],
    );
}
