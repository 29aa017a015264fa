//! Which records are language versions of one work.
//!
//! The evidence is [`record::work`]'s; here it is weighed against what is in the store and in the
//! draft. A record's own numbers are looked up but not kept a second time: whoever links to it
//! keeps the number it links to.

use std::collections::BTreeSet;

use record::{EvidenceKind, Key, RecordId, Strength, WorkEvidence, WorkId};
use store::ReadError;

use super::batch::{Draft, DraftError, Member};

/// Evidence that more records share than this says nothing: a page of a journal that so many rows of a table name is none.
const MOST_WITNESSES: usize = 24;

/// The keys of evidence that a record is kept under, so that later versions find it.
pub(super) fn kept(evidence: &[WorkEvidence]) -> impl Iterator<Item = Key> {
    evidence
        .iter()
        .filter(|e| e.kind != EvidenceKind::Own)
        .map(|e| e.key.clone())
}

/// Puts a record of the draft into the work of its language versions; works that it joins become one.
///
/// Where it is a rival to records that were grouped before it came, these are grouped again, so
/// that the order in which records come does not matter.
pub(super) fn regroup(
    draft: &mut Draft<'_>,
    id: RecordId,
    evidence: &[WorkEvidence],
) -> Result<(), DraftError> {
    place(draft, id, evidence)?;
    for rival in rivals(draft, id, evidence)? {
        let evidence = draft.evidence(rival)?;
        place(draft, rival, &evidence)?;
    }
    Ok(())
}

/// The records that this one was grouped with, or kept from being grouped: those of its work, and those
/// that share a piece of its evidence.
pub(super) fn neighbours(draft: &Draft<'_>, id: RecordId) -> Result<Vec<RecordId>, DraftError> {
    let mut near = BTreeSet::new();
    if let Some(own) = draft.member(id)? {
        near.extend(draft.members(own.work)?.iter().map(|m| m.id));
    }
    for piece in draft.evidence(id)? {
        let found = match piece.strength {
            Strength::Proof => draft.find(&piece.key)?,
            // With one fewer they may be evidence again.
            Strength::Evidence => draft
                .find_few(&piece.key, MOST_WITNESSES + 1)?
                .unwrap_or_default(),
        };
        near.extend(found);
    }
    near.remove(&id);
    Ok(near.into_iter().collect())
}

/// Groups records again whose neighbour has gone.
pub(super) fn regroup_each(
    draft: &mut Draft<'_>,
    records: Vec<RecordId>,
) -> Result<(), DraftError> {
    for id in records {
        let evidence = draft.evidence(id)?;
        place(draft, id, &evidence)?;
    }
    Ok(())
}

/// The records in this one's language with the same evidence, as far as they are in a work with others; in any language
/// when this one is the one too many.
fn rivals(
    draft: &Draft<'_>,
    id: RecordId,
    evidence: &[WorkEvidence],
) -> Result<BTreeSet<RecordId>, ReadError> {
    let mut rivals = BTreeSet::new();
    let Some(own) = draft.member(id)? else {
        return Ok(rivals);
    };
    for piece in evidence.iter().filter(|e| e.strength == Strength::Evidence) {
        let Some(found) = draft.find_few(&piece.key, MOST_WITNESSES + 1)? else {
            continue;
        };
        let too_many = found.len() > MOST_WITNESSES;
        for other in members(draft, found.into_iter())? {
            let rival = other.id != id && (too_many || other.lang == own.lang);
            if rival && draft.members(other.work)?.len() > 1 {
                rivals.insert(other.id);
            }
        }
    }
    Ok(rivals)
}

/// Puts a record into the work that its evidence shows.
fn place(draft: &mut Draft<'_>, id: RecordId, evidence: &[WorkEvidence]) -> Result<(), DraftError> {
    let Some(own) = draft.member(id)? else {
        return Ok(());
    };
    let versions = versions(draft, &own, evidence)?;
    let stays = versions.iter().any(|v| v.work == own.work);
    let mut works: BTreeSet<WorkId> = versions.iter().map(|v| v.work).collect();
    if !stays {
        leave(draft, &own)?;
        works.insert(WorkId(id.0));
    }
    let Some(target) = works.pop_first() else {
        return Ok(());
    };
    draft.set_work(id, target)?;
    for joined in works {
        for member in draft.members(joined)? {
            draft.set_work(member.id, target)?;
        }
    }
    Ok(())
}

/// Takes a record out of a work whose other members have nothing to do with it any more.
fn leave(draft: &mut Draft<'_>, own: &Member) -> Result<(), DraftError> {
    if own.work.0 == own.id.0 {
        // The founder leaves: the others need a work of another name.
        let others: Vec<RecordId> = draft
            .members(own.work)?
            .into_iter()
            .map(|m| m.id)
            .filter(|id| *id != own.id)
            .collect();
        if let Some(founder) = others.first() {
            let work = WorkId(founder.0);
            for other in &others {
                draft.set_work(*other, work)?;
            }
        }
    }
    draft.set_work(own.id, WorkId(own.id.0))
}

/// The other records that the evidence shows to be versions of the same work.
fn versions(
    draft: &Draft<'_>,
    own: &Member,
    evidence: &[WorkEvidence],
) -> Result<Vec<Member>, ReadError> {
    let mut found: Vec<Member> = Vec::new();
    for piece in evidence {
        let others = match piece.strength {
            Strength::Proof => linked(draft, own, piece)?,
            Strength::Evidence => without_rival(draft, own, &piece.key)?,
        };
        for other in others {
            if found.iter().all(|f| f.id != other.id) {
                found.push(other);
            }
        }
    }
    Ok(found)
}

/// Records that link to this one, that it links to, or that link to the same.
fn linked(draft: &Draft<'_>, own: &Member, piece: &WorkEvidence) -> Result<Vec<Member>, ReadError> {
    let mut ids = draft.find(&piece.key)?;
    if piece.kind == EvidenceKind::Link {
        let number = piece
            .key
            .0
            .trim_start_matches("work:")
            .trim_start_matches("sys:");
        for prefix in ["001:", "sys:"] {
            ids.extend(draft.find(&Key(format!("{prefix}{number}")))?);
        }
    }
    members(draft, ids.into_iter().filter(|id| *id != own.id))
}

/// Records with the same evidence in other languages, where no language has two.
fn without_rival(draft: &Draft<'_>, own: &Member, key: &Key) -> Result<Vec<Member>, ReadError> {
    let Some(found) = draft.find_few(key, MOST_WITNESSES)? else {
        return Ok(Vec::new());
    };
    let all = members(draft, found.into_iter())?;
    let alone = |m: &Member| {
        let known = m.lang.is_some_and(|lang| lang != taxonomy::Lang::UND);
        known && all.iter().filter(|other| other.lang == m.lang).count() == 1
    };
    if !all.iter().any(|m| m.id == own.id && alone(m)) {
        return Ok(Vec::new());
    }
    let keep: Vec<bool> = all.iter().map(|m| m.id != own.id && alone(m)).collect();
    Ok(all
        .into_iter()
        .zip(keep)
        .filter_map(|(m, keep)| keep.then_some(m))
        .collect())
}

fn members(
    draft: &Draft<'_>,
    ids: impl Iterator<Item = RecordId>,
) -> Result<Vec<Member>, ReadError> {
    let mut members = Vec::new();
    for id in ids {
        members.extend(draft.member(id)?);
    }
    Ok(members)
}
