//! Which records are language versions of one work.
//!
//! The evidence is [`record::work`]'s; here it is weighed against what is in the store and in the
//! draft. A record's own numbers are looked up but not kept a second time: whoever links to it
//! keeps the number it links to.
//!
//! A cataloguer's word goes before the evidence (decision 0039): records that were joined share a key of their
//! own, and one that was taken out of its work offers nothing else.

use std::collections::BTreeSet;

use record::{
    Description, EvidenceKind, Key, Record, RecordId, Strength, WorkEvidence, WorkId, joined_key,
};
use store::ReadError;
use taxonomy::Lang;

use super::draft::{Draft, DraftError, Member};

/// Evidence that more records share than this says nothing: a page of a journal that so many rows of a table name is none.
const MOST_WITNESSES: usize = 24;

/// Why records cannot be joined by hand.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JoinError {
    /// Too few, or too many.
    #[error("{0} records cannot be joined; name 2 to {MOST_JOINED}, each in another language")]
    Count(usize),
    /// One that is not shown.
    #[error("there is no record {0} that is shown; join records that are")]
    Missing(RecordId),
    /// One whose language nobody knows.
    #[error("the language of record {0} is not known; say it first, then join")]
    Unknown(RecordId),
    /// Two in one language.
    #[error(
        "records {first} and {second} are both in {lang}; a work has one record in each language: leave one out, or take it out of its work first"
    )]
    SameLanguage {
        /// The one.
        first: RecordId,
        /// The other.
        second: RecordId,
        /// The language's name in English.
        lang: String,
    },
    /// A set that the record is not in.
    #[error(
        "a record is joined with sets of record numbers that its own number {0} is in, as [[{0}, 12]]; each record of a set has it"
    )]
    Foreign(RecordId),
}

/// Records that can be joined by hand at once.
pub const MOST_JOINED: usize = 50;

/// The works that records come from which are to be joined, each with all its records; or why they
/// cannot be.
pub(super) fn join(
    draft: &Draft<'_>,
    ids: &BTreeSet<RecordId>,
) -> Result<Result<Vec<Vec<Member>>, JoinError>, ReadError> {
    if !(2..=MOST_JOINED).contains(&ids.len()) {
        return Ok(Err(JoinError::Count(ids.len())));
    }
    let (mut works, mut named) = (BTreeSet::new(), Vec::new());
    for id in ids {
        let Some(member) = draft.member(*id)? else {
            return Ok(Err(JoinError::Missing(*id)));
        };
        if !member.speaks() {
            return Ok(Err(JoinError::Unknown(*id)));
        }
        works.insert(member.work);
        named.push(vec![member]);
    }
    let works: Vec<Vec<Member>> = works
        .into_iter()
        .map(|work| draft.members(work))
        .collect::<Result<_, _>>()?;
    let clash = clash(&named).or_else(|| clash(&works));
    Ok(clash.map_or(Ok(works), Err))
}

/// Why a record cannot have the sets that it was newly given.
pub(super) fn unjoinable(
    draft: &Draft<'_>,
    current: &Record,
    description: &Description,
) -> Result<Option<JoinError>, ReadError> {
    let id = current.id;
    let Some(grouping) = &description.grouping else {
        return Ok(None);
    };
    let held = current.description.grouping.iter();
    let held: Vec<_> = held.flat_map(|grouping| &grouping.joined).collect();
    let own = Member {
        id,
        work: current.work,
        lang: description.languages.first().copied(),
        apart: grouping.apart,
    };
    let mut groups = match own.apart {
        true => Vec::new(),
        false => draft.members(own.work)?,
    };
    groups.retain(|member| member.id != id);
    groups.push(own);
    let mut groups = vec![groups];
    for set in grouping.joined.iter().filter(|set| !held.contains(set)) {
        if !set.contains(&id) || set.len() < 2 {
            return Ok(Some(JoinError::Foreign(id)));
        }
        let others = draft.find(&joined_key(set))?.into_iter();
        for other in members(draft, others.filter(|other| *other != id))? {
            let there = |m: &Member| m.id == other.id;
            if !groups.iter().any(|group| group.iter().any(there)) {
                groups.push(draft.members(other.work)?);
            }
        }
    }
    Ok(clash(&groups))
}

/// Two records of different groups that are in one language.
fn clash(groups: &[Vec<Member>]) -> Option<JoinError> {
    for (n, group) in groups.iter().enumerate() {
        for other in groups.iter().skip(n + 1).flatten() {
            let same = |m: &&Member| m.speaks() && m.lang == other.lang && m.id != other.id;
            if let Some(member) = group.iter().find(same) {
                return Some(JoinError::SameLanguage {
                    first: member.id.min(other.id),
                    second: member.id.max(other.id),
                    lang: member.lang.unwrap_or(Lang::UND).name(Lang::EN),
                });
            }
        }
    }
    None
}

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

/// Groups records again whose neighbour has gone; a work that it held together falls apart.
pub(super) fn regroup_each(
    draft: &mut Draft<'_>,
    records: Vec<RecordId>,
) -> Result<(), DraftError> {
    let mut works = BTreeSet::new();
    for id in records {
        let evidence = draft.evidence(id)?;
        place(draft, id, &evidence)?;
        works.extend(draft.member(id)?.map(|member| member.work));
    }
    for work in works {
        split(draft, work)?;
    }
    Ok(())
}

/// Makes works of their own of those members of a work that no evidence leads to from its founder any more.
fn split(draft: &mut Draft<'_>, work: WorkId) -> Result<(), DraftError> {
    let members = draft.members(work)?;
    // Of two, each was placed by what it knows of the other.
    if members.len() < 3 {
        return Ok(());
    }
    let mut links = Vec::new();
    for member in &members {
        let evidence = draft.evidence(member.id)?;
        let versions = versions(draft, member, &evidence)?;
        links.extend(versions.into_iter().map(|other| (member.id, other.id)));
    }
    let mut left: BTreeSet<RecordId> = members.iter().map(|m| m.id).collect();
    let founder = left.take(&RecordId(work.0)).or_else(|| left.pop_first());
    if let Some(founder) = founder {
        reached(founder, &links, &mut left);
    }
    while let Some(first) = left.pop_first() {
        for id in reached(first, &links, &mut left) {
            draft.set_work(id, WorkId(first.0))?;
        }
    }
    Ok(())
}

/// A record and those that links lead to from it; they are taken out of `left`.
fn reached(
    from: RecordId,
    links: &[(RecordId, RecordId)],
    left: &mut BTreeSet<RecordId>,
) -> BTreeSet<RecordId> {
    let mut part = BTreeSet::from([from]);
    let mut next = vec![from];
    while let Some(id) = next.pop() {
        for (a, b) in links.iter().filter(|(a, b)| *a == id || *b == id) {
            let other = if *a == id { b } else { a };
            if left.remove(other) {
                part.insert(*other);
                next.push(*other);
            }
        }
    }
    part
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
            let named = draft.find(&Key(format!("{prefix}{number}")))?;
            let named = members(draft, named.into_iter())?.into_iter();
            ids.extend(named.filter(|m| !m.apart).map(|m| m.id));
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
    let alone =
        |m: &Member| m.speaks() && all.iter().filter(|other| other.lang == m.lang).count() == 1;
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
