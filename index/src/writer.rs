//! The writing side: follows the change log.

use std::{fs::File, path::PathBuf, sync::Arc};

use parking_lot::Mutex;
use record::{Record, RecordId, Seq};
use tantivy::{
    IndexWriter, Term,
    indexer::{IndexWriterOptions, LogMergePolicy},
    schema::Field,
};
use taxonomy::Taxonomy;

use crate::{OpenOptions, document::Documents, index::Shared, open::Payload, settle::Merging};

/// One record's latest change.
#[derive(Debug, Clone, Copy)]
pub struct Change<'a> {
    /// Its sequence number.
    pub seq: Seq,
    /// The record's id.
    pub id: RecordId,
    /// The record; `None`, or one that is not live, is taken out of the index.
    pub record: Option<&'a Record>,
}

/// Why changes could not be written.
///
/// The index then stands at its last commit ([`crate::Index::mark`]): follow again from there.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The engine failed.
    #[error("writing the search index failed: {0}; follow again from its mark")]
    Engine(#[from] tantivy::TantivyError),
    /// The writer stopped before.
    #[error("the search index's writer has stopped; open the index again")]
    Stopped,
}

/// The one writer of an index; dropped, it leaves out what was not committed.
pub struct Writer {
    pub(crate) shared: Arc<Shared>,
    pub(crate) engine: Option<IndexWriter>,
    /// A merge that [`Writer::settle`] began.
    pub(crate) merging: Mutex<Option<Merging>>,
    documents: Documents,
    taxonomy_version: String,
    store: String,
    present: Present,
    broken: bool,
    dir: PathBuf,
    _lock: File,
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer")
            .field("dir", &self.dir)
            .finish_non_exhaustive()
    }
}

/// The least memory that the engine takes per thread, in bytes.
const LEAST_HEAP: usize = 15 << 20;
/// The most, in bytes.
const MOST_HEAP: usize = 2 << 30;
/// Segments of more records than this are merged no more.
const LARGEST_MERGED: usize = 400_000;
/// So many segments of about one size are merged while changes come in; what is left of small ones is
/// merged at rest, see `settle`.
const ALIKE: usize = 20;

impl Writer {
    pub(crate) fn new(
        shared: Arc<Shared>,
        (dir, lock): (PathBuf, File),
        store: &str,
        taxonomy_version: &str,
        options: OpenOptions,
    ) -> tantivy::Result<Writer> {
        let threads = options.threads.clamp(1, 8);
        let heap = (options.heap_bytes / threads).clamp(LEAST_HEAP, MOST_HEAP);
        let engine: IndexWriter = shared.engine.writer_with_options(
            IndexWriterOptions::builder()
                .num_worker_threads(threads)
                .memory_budget_per_thread(heap)
                .num_merge_threads(1)
                .build(),
        )?;
        prepare(&engine, shared.fields.id);
        let present = Present::read(&shared)?;
        let documents = Documents::new(shared.fields, Arc::new(Taxonomy::default()));
        Ok(Writer {
            shared,
            engine: Some(engine),
            merging: Mutex::default(),
            documents,
            taxonomy_version: taxonomy_version.to_owned(),
            store: store.to_owned(),
            present,
            broken: false,
            dir,
            _lock: lock,
        })
    }

    /// Sets the taxonomy whose ancestors are written with each record from now on.
    ///
    /// `version` goes into the next commits: an index whose version is not the one it is opened
    /// with is rebuilt. Call it before the first [`Writer::apply`], and again when the taxonomy changes.
    pub fn set_taxonomy(&mut self, taxonomy: Arc<Taxonomy>, version: &str) {
        self.taxonomy_version = version.to_owned();
        self.documents = Documents::new(self.shared.fields, taxonomy);
    }

    /// Takes changes in; searched for after the next [`Writer::commit`].
    ///
    /// # Errors
    /// When the engine fails, for example because the disk is full; what was applied since the
    /// last commit is then lost and the next call starts from that commit.
    pub fn apply(&mut self, changes: &[Change<'_>]) -> Result<(), WriteError> {
        self.recover()?;
        let applied = self.apply_all(changes);
        self.broken = applied.is_err();
        applied
    }

    fn apply_all(&mut self, changes: &[Change<'_>]) -> Result<(), WriteError> {
        let engine = self.engine.as_ref().ok_or(WriteError::Stopped)?;
        for change in changes {
            // Most changes of an import are new records: nothing to look for.
            if self.present.holds(change.id) {
                engine.delete_term(Term::from_field_u64(self.shared.fields.id, change.id.0));
            }
            if let Some(record) = change.record.filter(|r| r.status.is_live()) {
                self.present.add(change.id);
                engine.add_document(self.documents.document(record))?;
            }
        }
        Ok(())
    }

    /// Forgets every record, so that all can be applied anew; until the next [`Writer::commit`] readers
    /// go on with what there was, and a writer that ends before it has changed nothing.
    ///
    /// # Errors
    /// As [`Writer::apply`].
    pub fn clear(&mut self) -> Result<(), WriteError> {
        // What a merge under way makes of the old records is not wanted any more.
        *self.merging.get_mut() = None;
        let engine = self.engine.as_mut().ok_or(WriteError::Stopped)?;
        self.broken = true;
        // Deleting all takes the count of operations back to where the engine began. Deletions since
        // then would have higher numbers than the records added next, and would take them away again
        // (seen with tantivy 0.27). So it is done with a fresh engine, which has none.
        engine.rollback()?;
        engine.delete_all_documents()?;
        prepare(engine, self.shared.fields.id);
        self.broken = false;
        Ok(())
    }

    /// Makes everything applied durable and searchable, and `mark` the index's mark.
    ///
    /// # Errors
    /// As [`Writer::apply`].
    pub fn commit(&mut self, mark: Seq) -> Result<(), WriteError> {
        self.recover()?;
        let committed = self.commit_all(mark);
        self.broken = committed.is_err();
        committed
    }

    fn commit_all(&mut self, mark: Seq) -> Result<(), WriteError> {
        let engine = self.engine.as_mut().ok_or(WriteError::Stopped)?;
        let payload = Payload::new(&self.store, &self.taxonomy_version, mark);
        let mut prepared = engine.prepare_commit()?;
        prepared.set_payload(&payload.text());
        prepared.commit()?;
        self.shared.reload()?;
        Ok(())
    }

    /// After a failure: back to the last commit.
    pub(crate) fn recover(&mut self) -> Result<(), WriteError> {
        if self.broken {
            let engine = self.engine.as_mut().ok_or(WriteError::Stopped)?;
            engine.rollback()?;
            prepare(engine, self.shared.fields.id);
            self.broken = false;
            // The caller has to learn that what it applied before is gone.
        }
        Ok(())
    }

    /// Waits for merges under way, so that the files are as few and small as they become.
    ///
    /// # Errors
    /// As [`Writer::apply`]. The writer takes no changes afterwards.
    pub fn finish(&mut self) -> Result<(), WriteError> {
        if let Some(engine) = self.engine.take() {
            engine.wait_merging_threads()?;
            self.shared.reload()?;
            self.shared.stopped();
        }
        Ok(())
    }
}

/// What every fresh engine needs before its first change.
///
/// A fresh engine gives its first operation the number of the last commit. Were that a deletion, a
/// merge that starts before the next commit would skip it for segments whose deletions were written
/// by the last commit, and the merged segment would count it as done: a replaced record would come
/// back (seen with tantivy 0.27). So the first operation is one that deletes nothing.
fn prepare(engine: &IndexWriter, id: Field) {
    let mut merging = LogMergePolicy::default();
    merging.set_max_docs_before_merge(LARGEST_MERGED);
    merging.set_min_num_segments(ALIKE);
    engine.set_merge_policy(Box::new(merging));
    engine.delete_term(Term::from_field_u64(id, u64::MAX));
}

impl Drop for Writer {
    fn drop(&mut self) {
        if let Some(engine) = self.engine.take() {
            drop(engine);
            self.shared.stopped();
        }
    }
}

/// The ids that the index may hold: a bit each.
#[derive(Debug, Default)]
struct Present {
    bits: Vec<u64>,
}

impl Present {
    /// Ids beyond this are taken to be there.
    const MOST: u64 = 1 << 30;

    fn read(shared: &Shared) -> tantivy::Result<Present> {
        let mut present = Present::default();
        for segment in shared.now().searcher.segment_readers() {
            let ids = segment.fast_fields().u64("id")?.first_or_default_col(0);
            for doc in segment.doc_ids_alive() {
                present.add(RecordId(ids.get_val(doc)));
            }
        }
        Ok(present)
    }

    fn holds(&self, id: RecordId) -> bool {
        let word = usize::try_from(id.0 / 64).unwrap_or(usize::MAX);
        id.0 >= Self::MOST
            || self
                .bits
                .get(word)
                .is_some_and(|w| w & (1 << (id.0 % 64)) != 0)
    }

    fn add(&mut self, id: RecordId) {
        if id.0 >= Self::MOST {
            return;
        }
        let Ok(word) = usize::try_from(id.0 / 64) else {
            return;
        };
        if self.bits.len() <= word {
            self.bits.resize(word + 1, 0);
        }
        self.bits[word] |= 1 << (id.0 % 64);
    }
}

#[cfg(test)]
mod tests {
    use tantivy::{TantivyDocument, indexer::NoMergePolicy};

    use super::*;
    use crate::schema::{schema, tokenizers};

    #[test]
    fn the_first_replacement_after_opening_survives_a_merge_that_begins_before_its_commit() {
        let (schema, fields) = schema();
        let mut index = tantivy::Index::create_in_ram(schema);
        index.set_tokenizers(tokenizers());
        let put = |engine: &IndexWriter, id: u64| {
            engine.delete_term(Term::from_field_u64(fields.id, id));
            let mut document = TantivyDocument::new();
            document.add_u64(fields.id, id);
            engine.add_document(document).unwrap();
        };
        let mut engine: IndexWriter = index.writer_with_num_threads(1, LEAST_HEAP).unwrap();
        engine.set_merge_policy(Box::new(NoMergePolicy));
        for id in 1..=20 {
            put(&engine, id);
            if id == 3 || id > 10 {
                engine.commit().unwrap();
            }
        }
        // Deletions of a segment that is not the largest, written by the last commit.
        put(&engine, 2);
        engine.commit().unwrap();
        drop(engine);
        let mut engine: IndexWriter = index.writer_with_num_threads(1, LEAST_HEAP).unwrap();
        prepare(&engine, fields.id);
        put(&engine, 1);
        engine.commit().unwrap();
        engine.wait_merging_threads().unwrap();
        let reader: tantivy::IndexReader = index.reader().unwrap();
        assert_eq!(reader.searcher().num_docs(), 20);
    }
}
