//! MARC-in-JSON (Ross Singer, 2010): `leader`, and `fields` as objects of tag to value.

use serde_json::Value;

use super::text;
use crate::marc::{
    Encoding, Fault, FaultCode, Field, LEADER_LENGTH, MarcRecord, Parsed, Subfield, Tag,
};

/// Reads one record.
pub(super) fn parse(bytes: &[u8]) -> Result<Parsed, Fault> {
    let mut faults = Vec::new();
    let text = text::decode(bytes, &mut faults);
    let value: Value = serde_json::from_str(&text).map_err(|e| {
        Fault::new(
            FaultCode::BadJson,
            0,
            None,
            format!("the JSON cannot be read: {e}"),
        )
    })?;
    let mut note = |code, place: &str, text: String| {
        faults.push(Fault::new(code, 0, Some(place.to_owned()), text));
    };
    let mut marc = match value.get("leader").and_then(Value::as_str) {
        Some(leader) => {
            if leader.chars().count() != LEADER_LENGTH {
                let said = format!(
                    "the leader has {} characters, not 24; it was cut or filled",
                    leader.chars().count()
                );
                note(FaultCode::BadLeader, "LDR", said);
            }
            MarcRecord::with_leader(leader)
        }
        None => {
            note(
                FaultCode::MissingLeader,
                "LDR",
                "the record has no leader; it is read as a new monograph's".into(),
            );
            MarcRecord::default()
        }
    };
    for name in value.as_object().into_iter().flat_map(|o| o.keys()) {
        if !matches!(name.as_str(), "leader" | "fields") {
            note(
                FaultCode::UnknownMember,
                name,
                format!("MARC-in-JSON has no member {name:?}; it was left out"),
            );
        }
    }
    for entry in value
        .get("fields")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        for (name, content) in entry.as_object().into_iter().flatten() {
            let Ok(tag) = Tag::try_from(name.as_str()) else {
                note(
                    FaultCode::BadTag,
                    name,
                    format!("{name:?} is not a tag; the field was left out"),
                );
                continue;
            };
            match content {
                Value::String(value) => marc.fields.push(Field::Control {
                    tag,
                    value: value.clone(),
                }),
                content => match data(tag, content) {
                    Some(field) => marc.fields.push(field),
                    None => note(
                        FaultCode::BadJson,
                        name,
                        "the field has neither a text nor subfields; it was left out".into(),
                    ),
                },
            }
        }
    }
    if marc.fields.is_empty() {
        return Err(Fault::new(
            FaultCode::EmptyRecord,
            0,
            None,
            "the record has no fields",
        ));
    }
    Ok(Parsed {
        marc,
        encoding: Encoding::Utf8,
        faults,
    })
}

fn data(tag: Tag, content: &Value) -> Option<Field> {
    let mark = |name: &str| {
        let text = content.get(name).and_then(Value::as_str);
        text.and_then(|t| t.chars().next()).unwrap_or(' ')
    };
    let mut subfields = Vec::new();
    for entry in content.get("subfields")?.as_array()? {
        for (code, value) in entry.as_object()? {
            subfields.push(Subfield::new(code.chars().next()?, value.as_str()?));
        }
    }
    (!subfields.is_empty()).then(|| Field::Data {
        tag,
        ind1: mark("ind1"),
        ind2: mark("ind2"),
        subfields,
    })
}
