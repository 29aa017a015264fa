//! What a profile moves within MARC: from one place to another, or out; and what it puts in where nothing is.

use super::{draft::Draft, values};
use crate::{
    Profile,
    marc::{Field, MarcRecord, Parsed},
    profile::{Column, Target},
};

/// Moves and defaults of a profile, done to a record that came as MARC.
pub(super) fn done(mut parsed: Parsed, profile: Option<&Profile>) -> Parsed {
    let Some(profile) = profile.filter(|p| !p.columns.is_empty() || !p.defaults.is_empty()) else {
        return parsed;
    };
    let marc = &mut parsed.marc;
    for column in &profile.columns {
        // A column's name that is no place of MARC is of another format.
        if let Ok(from @ (Target::Control(_) | Target::Subfield(..))) = column.column.parse() {
            moved(marc, &from, column);
        }
    }
    for default in &profile.defaults {
        let fields = made(&default.to, std::slice::from_ref(&default.value));
        if !fields.iter().any(|field| says(marc, field)) {
            fields.into_iter().for_each(|field| {
                marc.insert_sorted(field);
            });
        }
    }
    parsed
}

/// Takes the values at a place out, and puts them where they go.
fn moved(marc: &mut MarcRecord, from: &Target, column: &Column) {
    let mut taken = Vec::new();
    for field in &mut marc.fields {
        match (from, field) {
            (Target::Control(at), Field::Control { tag, value }) if tag == at => {
                taken.push(std::mem::take(value));
            }
            (Target::Subfield(at, code), Field::Data { tag, subfields, .. }) if tag == at => {
                let all = subfields.iter().filter(|s| s.code == *code);
                taken.extend(all.map(|s| s.value.clone()));
                subfields.retain(|s| s.code != *code);
            }
            _ => {}
        }
    }
    marc.fields.retain(|field| match field {
        Field::Control { value, .. } => !value.is_empty(),
        Field::Data { subfields, .. } => !subfields.is_empty(),
    });
    let Some(to) = &column.to else {
        return;
    };
    let parts = taken.iter().flat_map(|value| match &column.split {
        Some(split) => value.split(split.as_str()).collect::<Vec<_>>(),
        None => vec![value.as_str()],
    });
    let values: Vec<String> = parts
        .map(|part| values::transformed(part, column.transform))
        .collect();
    for field in made(to, &values) {
        marc.insert_sorted(field);
    }
}

/// The fields that say values at a target.
fn made(to: &Target, values: &[String]) -> Vec<Field> {
    let mut draft = Draft::default();
    for value in values {
        draft.put(to, value);
    }
    draft.finish().marc.fields
}

/// Whether a record has something where a field would say it.
fn says(marc: &MarcRecord, field: &Field) -> bool {
    let tag = field.tag();
    match field {
        Field::Control { .. } => marc.control(tag.as_str()).is_some(),
        Field::Data { subfields, .. } => subfields
            .first()
            .is_some_and(|s| marc.first(tag.as_str(), s.code).is_some()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_go_where_the_profile_says_and_defaults_only_where_nothing_is() {
        let profile = r#"{
            "name": "moves", "version": 1,
            "title": { "en": "Moves", "fr": "Moves", "es": "Moves" },
            "columns": [
                { "column": "907$a", "to": "keyword", "split": "|" },
                { "column": "907$b", "to": "500$a" },
                { "column": "005" }
            ],
            "defaults": [
                { "to": "264$b", "value": "ILO" },
                { "to": "language", "value": "en" }
            ]
        }"#;
        let profile = Profile::parse(profile).unwrap();
        let mut marc = MarcRecord::with_leader("00000nam a2200000   4500");
        let tag = |name: &str| name.try_into().unwrap();
        marc.push_data(tag("041"), "0 ", &[('a', "fre")]);
        marc.push_data(tag("245"), "00", &[('a', "Title")]);
        marc.push_data(tag("907"), "  ", &[('a', "wages|hours"), ('b', "A note")]);
        marc.push_data(tag("907"), "  ", &[('a', "mines"), ('c', "stays")]);
        marc.push_control(tag("005"), "20260101000000.0");
        let parsed = Parsed {
            marc,
            encoding: crate::marc::Encoding::Utf8,
            faults: Vec::new(),
        };
        let marc = done(parsed, Some(&profile)).marc;
        let all = |tag: &str, code: char| -> Vec<String> {
            let fields = marc.data(tag);
            fields
                .flat_map(|f| f.all(code).map(str::to_owned).collect::<Vec<_>>())
                .collect()
        };
        assert_eq!(all("653", 'a'), ["wages", "hours", "mines"]);
        assert_eq!(all("500", 'a'), ["A note"]);
        assert_eq!(all("907", 'c'), ["stays"]);
        assert!(all("907", 'a').is_empty() && marc.control("005").is_none());
        assert_eq!(all("264", 'b'), ["ILO"]);
        assert_eq!(all("041", 'a'), ["fre"], "it has a language");
    }
}
