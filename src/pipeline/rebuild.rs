//! Records follow the taxonomy: some at a time, so that edits need not wait.

use std::sync::Arc;

use record::{ChangeRange, ChangeRow, Record, Seq, SetSpec, build::fingerprint};
use store::{Cause, CollectionRow, CommitError, Meta, ReadError, RebuildRow};
use taxonomy::{
    ConceptId, SchemeId, Taxonomy, Touched,
    id::{DOCUMENT_TYPES, THEMES},
};

use super::{
    Over, Pipeline,
    draft::{Draft, DraftError},
};
use crate::{access::Actor, clock};

/// Why records could not be built again.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RebuildError {
    /// The store cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A record could not be built again.
    #[error("a record could not be built again: {0}")]
    Build(String),
    /// The commit was refused.
    #[error(transparent)]
    Commit(#[from] CommitError),
    /// The index does not follow, so headings cannot be looked up.
    #[error(transparent)]
    Search(#[from] index::SearchError),
}

impl From<DraftError> for RebuildError {
    fn from(error: DraftError) -> RebuildError {
        match error {
            DraftError::Read(error) => RebuildError::Read(error),
            error => RebuildError::Build(error.to_string()),
        }
    }
}

/// A record that a change would touch, and what it would be then.
pub struct Trial {
    /// The record as it is.
    pub record: Arc<Record>,
    /// Its themes then.
    pub themes: Vec<String>,
    /// Its document type then.
    pub document_type: String,
}

impl Pipeline {
    /// Looks at the records of these seqs, ascending, and puts those again that a change touches; gives
    /// how far the rebuild then is, as it was committed.
    ///
    /// A record that has another seq by now was built knowing the change. One that cannot be built any
    /// more stays as it is.
    ///
    /// # Errors
    /// When the store cannot be read or written; nothing of this group was changed then.
    pub fn rebuild_group(
        &self,
        rebuild: &RebuildRow,
        touched: &Touched,
        seqs: &[Seq],
    ) -> Result<RebuildRow, RebuildError> {
        let _turn = self.turn.lock();
        let taxonomy = self.terms.now();
        let mut draft = Draft::new(self);
        for seq in seqs {
            let Some((row, record)) = self.current(*seq)? else {
                continue;
            };
            let shows = shows(&record, touched, &taxonomy);
            match draft.follow_taxonomy(&record, &row, shows) {
                Ok(()) => {}
                Err(DraftError::Read(error)) => return Err(error.into()),
                Err(error) => {
                    tracing::warn!(%error, record = %row.id, "a record does not follow the taxonomy")
                }
            }
        }
        draft.put_versions()?;
        let row = RebuildRow {
            cursor: seqs.last().copied().unwrap_or(rebuild.cursor),
            looked: rebuild.looked + seqs.len() as u64,
            changed: rebuild.changed + draft.len() as u64,
            ..rebuild.clone()
        };
        self.save_rebuild(draft, &row)?;
        Ok(row)
    }

    /// What would become of the record with this seq under another taxonomy; `None` when it would stay as it is.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn try_follow(
        &self,
        seq: Seq,
        touched: &Touched,
        taxonomy: &Taxonomy,
    ) -> Result<Option<Trial>, RebuildError> {
        let Some((row, record)) = self.current(seq)? else {
            return Ok(None);
        };
        let Some(source) = self.store.source(record.id)? else {
            return Ok(None);
        };
        let over = Over::of(&record);
        let built = self.build_by(taxonomy, &source, over, &record.provenance);
        let Ok(built) = built else {
            return Ok(None);
        };
        let sets = record::sets(&built.description, taxonomy);
        let own = |set: &&SetSpec| !set.as_str().starts_with(CollectionRow::PREFIX);
        let same = fingerprint(&built.description, built.status, Some(&source))
            == record.fingerprint
            && row.sets.iter().filter(own).eq(&sets);
        if same && !shows(&record, touched, taxonomy) {
            return Ok(None);
        }
        let themes = built.description.themes.iter();
        Ok(Some(Trial {
            themes: themes.map(|t| t.concept.to_string()).collect(),
            document_type: built.description.document_type.concept.to_string(),
            record,
        }))
    }

    /// Notes that all records have been looked at.
    ///
    /// # Errors
    /// When the commit is refused.
    pub fn end_rebuild(&self, rebuild: &RebuildRow) -> Result<(), RebuildError> {
        let _turn = self.turn.lock();
        let row = RebuildRow {
            ended: Some(clock::now()),
            ..rebuild.clone()
        };
        self.save_rebuild(Draft::new(self), &row)
    }

    fn save_rebuild(&self, draft: Draft<'_>, row: &RebuildRow) -> Result<(), RebuildError> {
        let cause = Cause::System(format!("taxonomy-follow:{}", row.number));
        let system = Actor::system("labordoc");
        draft.commit(&system, cause, vec![Meta::Rebuild(row.clone())])?;
        Ok(())
    }

    /// The record whose latest change has this seq.
    fn current(&self, seq: Seq) -> Result<Option<(ChangeRow, Arc<Record>)>, ReadError> {
        let range = ChangeRange {
            after: Seq(seq.0.saturating_sub(1)),
            until: Some(seq),
            set: None,
        };
        let Some(row) = self.store.changes(&range, 1)?.pop() else {
            return Ok(None);
        };
        let record = self.store.record(row.id)?;
        Ok(record.map(|record| (row, record)))
    }
}

/// Whether what harvesters are given of a record names a concept that is shown otherwise now. Of document
/// types those above are given, too.
pub fn shows(record: &Record, touched: &Touched, taxonomy: &Taxonomy) -> bool {
    if touched.shown.is_empty() {
        return false;
    }
    let shown =
        |scheme: &str, id: &ConceptId| touched.shown.contains(&(SchemeId::new(scheme), id.clone()));
    let description = &record.description;
    let themes = description.themes.iter().map(|t| &t.concept);
    let places = description.places.iter().filter_map(|p| p.concept.as_ref());
    let kind = &description.document_type.concept;
    let above = taxonomy.document_types().ancestors(kind.as_str());
    themes.chain(places).any(|id| shown(THEMES, id))
        || std::iter::once(kind)
            .chain(&above)
            .any(|id| shown(DOCUMENT_TYPES, id))
}
