//! Links to other publications (MARC 21 765, 767, 770, 772, 773, 775, 776, 780, 785, 787).

use super::{Reading, identifier, isbd};
use crate::{Identifier, IdentifierKind, Relation, RelationKind};

/// The relations, by tag, then in source order.
pub(super) fn relations(reading: &Reading<'_>) -> Vec<Relation> {
    let fields = reading.fields.range("765", "787").iter();
    fields
        .filter_map(|field| {
            let relation = Relation {
                kind: kind(field.field.tag.as_str())?,
                title: field
                    .text('t')
                    .or_else(|| field.text('a'))
                    .map(|t| isbd::trim(t).to_owned()),
                record_numbers: field.all('w').map(bare).filter(|n| !n.is_empty()).collect(),
                identifiers: identifiers(field),
                field: field.place(),
            };
            let empty = relation.title.is_none()
                && relation.record_numbers.is_empty()
                && relation.identifiers.is_empty();
            (!empty).then_some(relation)
        })
        .collect()
}

fn kind(tag: &str) -> Option<RelationKind> {
    Some(match tag {
        "765" => RelationKind::TranslationOf,
        "767" => RelationKind::Translation,
        "773" => RelationKind::PartOf,
        "775" => RelationKind::OtherEdition,
        "776" => RelationKind::OtherForm,
        "780" => RelationKind::Precedes,
        "785" => RelationKind::Succeeds,
        "770" | "772" | "777" | "786" | "787" => RelationKind::Other,
        _ => return None,
    })
}

/// A record number without the prefix in parentheses that names its origin.
fn bare(number: &str) -> String {
    let number = number.trim();
    match number.strip_prefix('(').and_then(|n| n.split_once(')')) {
        Some((_, rest)) => rest.trim().to_owned(),
        None => number.to_owned(),
    }
}

/// $x ISSN, $z ISBN, $r report number, $o other.
fn identifiers(field: &super::fields::Numbered<'_>) -> Vec<Identifier> {
    let mut found: Vec<Identifier> = Vec::new();
    found.extend(field.all('x').filter_map(identifier::issn));
    found.extend(field.all('z').filter_map(identifier::isbn));
    found.extend(field.all('o').filter_map(identifier::doi));
    found.extend(field.all('r').map(|value| Identifier {
        kind: IdentifierKind::ReportNumber,
        value: value.to_owned(),
        valid: true,
    }));
    found.sort();
    found.dedup();
    found
}
