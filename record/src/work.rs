//! Works: what tells that records are language versions of one another.
//!
//! A record offers evidence; each piece is a key that other versions of the work offer too. The
//! pipeline keeps the keys beside the record's others and groups by this rule:
//!
//! - Two records that share the key of a [`Strength::Proof`] are versions of one work.
//!   A record offers its own numbers ([`EvidenceKind::Own`]) and those it links to
//!   ([`EvidenceKind::Link`]); two records that share only an `Own` key are the same record come
//!   twice, not two versions.
//! - Two records that share the key of a [`Strength::Evidence`] are versions of one work when their
//!   main languages differ and are known, and no other record in either one's language has the key:
//!   volume, issue and pages alone are no proof, since two short notes may share a page. A key that very many records
//!   share says nothing.
//! - What a cataloguer has decided goes before both: a set of records that were joined is a proof, and of a
//!   record that was taken out of its work nothing else counts.

use std::collections::BTreeSet;

use taxonomy::Lang;

use crate::{
    Context, Description, Grouping, IdentifierKind, Key, Notice, RecordId, RelationKind, Severity,
    build::system_key,
};

/// One piece of evidence about the work that a record belongs to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct WorkEvidence {
    /// How much it says.
    pub strength: Strength,
    /// What it rests on.
    pub kind: EvidenceKind,
    /// The key that versions of the work share; it begins with `work:`.
    pub key: Key,
}

/// How much evidence says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Enough by itself.
    Proof,
    /// Enough where languages differ and no rival is there.
    Evidence,
}

/// What evidence rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EvidenceKind {
    /// The record's own number, which other versions may link to.
    Own,
    /// The number of a record that this one names as its other version (765, 767, 775 $w).
    Link,
    /// A set of records that a cataloguer has joined.
    Joined,
    /// The number of an instrument: its texts in all languages have it (980 $n).
    Instrument,
    /// A document number that all language versions have (088, `GB.344/PFA/3`).
    Document,
    /// The place in a journal: volume in English numbering, issue, first page.
    Issue,
}

/// The evidence of a record, sorted, each piece once.
pub(crate) fn evidence(description: &Description, context: &Context<'_>) -> Vec<WorkEvidence> {
    let mut found = Vec::new();
    let mut add = |strength, kind, key: String| {
        found.push(WorkEvidence {
            strength,
            kind,
            key: Key(format!("work:{key}")),
        });
    };
    for identifier in description.identifiers.iter().filter(|i| i.valid) {
        let value = &identifier.value;
        match identifier.kind {
            IdentifierKind::ControlNumber | IdentifierKind::SystemNumber => {
                add(
                    Strength::Proof,
                    EvidenceKind::Own,
                    system_key(context.system, value),
                );
            }
            IdentifierKind::InstrumentNumber => {
                add(
                    Strength::Evidence,
                    EvidenceKind::Instrument,
                    format!("instrument:{value}"),
                );
            }
            IdentifierKind::ReportNumber if value.contains('/') => {
                add(
                    Strength::Evidence,
                    EvidenceKind::Document,
                    format!("document:{value}"),
                );
            }
            _ => {}
        }
    }
    let versions = [
        RelationKind::OtherEdition,
        RelationKind::TranslationOf,
        RelationKind::Translation,
    ];
    for relation in description
        .relations
        .iter()
        .filter(|r| versions.contains(&r.kind))
    {
        for number in &relation.record_numbers {
            add(
                Strength::Proof,
                EvidenceKind::Link,
                system_key(context.system, number),
            );
        }
    }
    if let Some(key) = issue(description, context) {
        add(Strength::Evidence, EvidenceKind::Issue, key);
    }
    if let Some(grouping) = &description.grouping {
        decided(grouping, &mut found);
    }
    found.sort();
    found.dedup();
    found
}

/// What cataloguers have decided goes over what the source says.
fn decided(grouping: &Grouping, found: &mut Vec<WorkEvidence>) {
    if grouping.apart {
        found.clear();
    }
    found.extend(grouping.joined.iter().map(|set| WorkEvidence {
        strength: Strength::Proof,
        kind: EvidenceKind::Joined,
        key: joined_key(set),
    }));
}

/// The key that the records of a set have which was joined by hand, in whatever order they are named.
pub fn joined_key(set: &[RecordId]) -> Key {
    let set: BTreeSet<RecordId> = set.iter().copied().collect();
    let numbers: Vec<String> = set.iter().map(RecordId::to_string).collect();
    Key(format!("work:joined:{}", numbers.join("-")))
}

/// `issue:{journal}:{volume in English numbering}:{issue}:{first page}`.
fn issue(description: &Description, context: &Context<'_>) -> Option<String> {
    let host = description.host.as_ref()?;
    let slug = host.journal.as_deref()?;
    let volume: i32 = host.volume.as_deref()?.parse().ok()?;
    let first = host.pages.as_ref()?.first.as_deref()?;
    let issue = host.issue.as_deref().unwrap_or("").replace('/', "-");
    let volume = volume + volume_offset(description, context, slug)?;
    Some(format!("issue:{slug}:{volume}:{issue}:{first}"))
}

/// A notice where a journal with a rule of volumes has none of that number in the year of publication.
pub(crate) fn check_volume(description: &Description, context: &Context<'_>) -> Option<Notice> {
    let host = description.host.as_ref()?;
    let slug = host.journal.as_deref()?;
    let journals = &context.mapping.journals.journals;
    let rule = journals.iter().find(|j| j.slug == slug)?.volumes?;
    let volume: i32 = host.volume.as_deref()?.parse().ok()?;
    let year = description.date.as_ref()?.year?;
    let volume = volume + volume_offset(description, context, slug)?;
    let (first, last) = rule.volumes(year)?;
    if (first..=last).contains(&volume) {
        return None;
    }
    let text = format!(
        "{slug} had volume {first} to {last} in {year} (English numbering), not {volume}; check both"
    );
    Some(Notice::on(
        Severity::Info,
        "volume-disagrees",
        "773$g",
        text,
    ))
}

/// What the host's version of the journal adds to its volumes: known by ISSN, title, else language.
fn volume_offset(description: &Description, context: &Context<'_>, slug: &str) -> Option<i32> {
    let journals = &context.mapping.journals;
    let host = description.host.as_ref()?;
    let named = host.issn.as_deref().and_then(|i| journals.by_issn(i));
    let named = named.or_else(|| host.title.as_deref().and_then(|t| journals.by_title(t)));
    if let Some((journal, version)) = named.and_then(|k| journals.get(k))
        && journal.slug == slug
    {
        return Some(version.volume_offset);
    }
    let journal = journals.journals.iter().find(|j| j.slug == slug)?;
    let lang = description.languages.first().copied().unwrap_or(Lang::UND);
    Some(
        journal
            .version
            .iter()
            .find(|v| v.lang == lang)
            .map_or(0, |v| v.volume_offset),
    )
}
