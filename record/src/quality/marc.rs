//! The MARC source, judged by the definition of MARC 21: fields, indicators, subfields.

use std::collections::HashMap;

use super::{
    Found, content,
    definition::{Code, Definition, FieldRule, Standing},
    linkage, positions,
};
use crate::{
    Mapping,
    marc::{DataField, Field, MarcRecord, Tag, linked::Linkage},
};

/// The types of record that are no bibliographic ones: authority, holdings, classification, community.
const OTHER_FORMATS: &str = "quvwxyz";

/// A data field and its place, as `650[3]`.
pub(super) struct Placed<'a> {
    pub(super) field: DataField<'a>,
    pub(super) place: String,
}

/// Judges a source. UNIMARC is passed over: its fields mean other things.
pub(super) fn judge(marc: &MarcRecord, mapping: &Mapping, found: &mut Found) {
    let has = |tag: &str| marc.data(tag).next().is_some();
    if !has("245") && has("200") {
        return;
    }
    let kind = positions::kind(marc);
    if kind.is_none() {
        let value = format!("{}{}", marc.leader_at(6), marc.leader_at(7));
        found.add("type-undetectable", "LDR/06-07", &value);
        if OTHER_FORMATS.contains(marc.leader_at(6)) {
            return;
        }
    }
    positions::leader(marc, found);
    control_fields(marc, kind, found);
    let fields = placed(marc);
    for placed in &fields {
        data_field(placed, mapping, found);
    }
    repeated(&fields, found);
    linkage::judge(&fields, found);
}

fn placed(marc: &MarcRecord) -> Vec<Placed<'_>> {
    let mut counts: HashMap<Tag, usize> = HashMap::new();
    let number = |field: DataField<'_>| {
        let count = counts.entry(field.tag).or_insert(0);
        *count += 1;
        format!("{}[{count}]", field.tag)
    };
    let mut number = number;
    marc.data_fields()
        .map(|field| Placed {
            place: number(field),
            field,
        })
        .collect()
}

fn control_fields(marc: &MarcRecord, kind: Option<&str>, found: &mut Found) {
    let definition = Definition::shared();
    let mut seen: Vec<Tag> = Vec::new();
    for field in &marc.fields {
        let Field::Control { tag, value } = field else {
            continue;
        };
        match definition.control.get(tag) {
            Some(repeatable) => {
                if !repeatable && seen.contains(tag) {
                    found.add("field-repeated", tag.as_str(), value);
                }
                positions::control(tag.as_str(), value, kind, found);
            }
            None => unknown(*tag, tag.as_str(), value, found),
        }
        seen.push(*tag);
    }
}

/// A field that is not defined now.
fn unknown(tag: Tag, place: &str, value: &str, found: &mut Found) {
    match Definition::shared().obsolete.contains(tag.as_str()) {
        true => found.add("field-obsolete", place, value),
        false if Definition::is_local(tag) => {}
        false => found.add("field-undefined", place, value),
    }
}

fn data_field(placed: &Placed<'_>, mapping: &Mapping, found: &mut Found) {
    let definition = Definition::shared();
    let field = &placed.field;
    // An 880 is as the field that it stands for.
    let tag = match field.tag == Tag::ALTERNATE {
        true => match Linkage::of(field) {
            Some(linkage) => linkage.tag,
            None => return codes_only(placed, found),
        },
        false => field.tag,
    };
    let Some(rule) = definition.fields.get(&tag) else {
        if field.tag != Tag::ALTERNATE {
            let value = field.subfields.first().map_or("", |s| s.value.as_str());
            unknown(field.tag, &placed.place, value, found);
        }
        return codes_only(placed, found);
    };
    indicators(placed, rule, found);
    subfields(placed, rule, mapping, found);
    reference(placed, rule, found);
}

fn indicators(placed: &Placed<'_>, rule: &FieldRule, found: &mut Found) {
    let values = [placed.field.ind1, placed.field.ind2];
    for (at, (value, values)) in values.into_iter().zip(&rule.indicators).enumerate() {
        let broken = match values.standing(value) {
            Standing::Right => continue,
            Standing::Obsolete => "indicator-obsolete",
            Standing::Wrong if values.is_undefined() => "indicator-not-blank",
            Standing::Wrong => "indicator-value",
        };
        let place = format!("{} ind{}", placed.place, at + 1);
        let shown = if value == ' ' { '#' } else { value };
        found.add(broken, place, shown.encode_utf8(&mut [0; 4]));
    }
}

fn subfields(placed: &Placed<'_>, rule: &FieldRule, mapping: &Mapping, found: &mut Found) {
    let all = placed.field.subfields;
    let coded = rule.source.is_some_and(|source| says(placed, source));
    for (at, subfield) in all.iter().enumerate() {
        let place = || format!("{}${}", placed.place, subfield.code);
        let value = subfield.value.as_str();
        if !is_code(subfield.code) {
            found.add("subfield-code", place(), value);
            continue;
        }
        let kind = rule.code(subfield.code);
        match kind {
            Code::Undefined => found.add("subfield-undefined", place(), value),
            Code::Obsolete => found.add("subfield-obsolete", place(), value),
            Code::Once if all.iter().take(at).any(|s| s.code == subfield.code) => {
                found.add("subfield-repeated", place(), value);
            }
            Code::Once | Code::Repeated => {}
        }
        if let Some(kind) = rule.content(subfield.code) {
            content::judge(kind, value, coded, &place(), mapping, found);
        }
    }
}

/// A subfield code is a small letter or a digit; a library may give others a meaning, but a blank is none.
fn is_code(code: char) -> bool {
    code.is_ascii_lowercase() || code.is_ascii_digit()
}

fn codes_only(placed: &Placed<'_>, found: &mut Found) {
    if Definition::is_local(placed.field.tag) {
        return;
    }
    let wrong = placed.field.subfields.iter().filter(|s| !is_code(s.code));
    for subfield in wrong {
        let place = format!("{}${}", placed.place, subfield.code);
        found.add("subfield-code", place, &subfield.value);
    }
}

/// Whether an indicator says that the source is named in $2.
fn says(placed: &Placed<'_>, (which, value): (usize, char)) -> bool {
    [placed.field.ind1, placed.field.ind2].get(which) == Some(&value)
}

/// $2 where an indicator asks for it, and what it looks like.
fn reference(placed: &Placed<'_>, rule: &FieldRule, found: &mut Found) {
    let Some(source) = rule.source else { return };
    let two = placed.field.first('2').map(str::trim);
    let place = || format!("{}$2", placed.place);
    match two {
        None if says(placed, source) => found.add("subfield-reference", place(), ""),
        Some(code) if !is_source_code(code) => found.add("subfield-reference", place(), code),
        _ => {}
    }
}

/// A source code of the MARC lists: letters, digits and signs between, without spaces: `ilot`, `rvm/fre`.
fn is_source_code(code: &str) -> bool {
    code.starts_with(|c: char| c.is_ascii_alphanumeric())
        && code
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'/' | b'_'))
}

/// Fields that stand more often than they may; in an 880 they may stand once for each script.
fn repeated(fields: &[Placed<'_>], found: &mut Found) {
    let definition = Definition::shared();
    for (at, placed) in fields.iter().enumerate() {
        let tag = placed.field.tag;
        let once = definition.fields.get(&tag).is_some_and(|f| !f.repeatable);
        if once && fields.iter().take(at).any(|p| p.field.tag == tag) {
            let value = placed.field.joined("ab");
            found.add("field-repeated", placed.place.clone(), &value);
        }
    }
}
