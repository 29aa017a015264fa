//! The reading side.

use std::{
    fmt,
    fs::File,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use parking_lot::{Mutex, RwLock};
use record::{RecordId, Seq};
use tantivy::{IndexReader, ReloadPolicy};
use taxonomy::{Lang, Taxonomy};

use crate::{
    OpenError, OpenOptions, OpenState, ParsedQuery, SearchError, SearchRequest, SearchResult,
    Snippet, Writer,
    collect::MatchedCollector,
    generation::Generation,
    labels::Labels,
    open,
    query::parse,
    schema::{Fields, schema},
    search::Search,
    snippet,
};

/// The search index, as readers see it; clones share everything.
#[derive(Clone)]
pub struct Index {
    shared: Arc<Shared>,
}

/// What readers and the writer share.
pub(crate) struct Shared {
    pub(crate) engine: tantivy::Index,
    pub(crate) fields: Fields,
    reader: IndexReader,
    generation: RwLock<Arc<Generation>>,
    labels: RwLock<Option<Known>>,
    labels_made: AtomicU64,
    making: Mutex<()>,
    /// Whether a file was found damaged: the next opening shall read them all.
    damaged: AtomicBool,
    dir: PathBuf,
}

/// A taxonomy and its labels. Holding the taxonomy keeps its address from meaning another one.
#[derive(Clone)]
struct Known {
    taxonomy: Arc<Taxonomy>,
    labels: Arc<Labels>,
    id: u64,
}

impl fmt::Debug for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Index")
            .field("dir", &self.shared.dir)
            .field("mark", &self.mark())
            .finish_non_exhaustive()
    }
}

impl Shared {
    fn new(mut engine: tantivy::Index, dir: &Path) -> tantivy::Result<Shared> {
        // Segments are searched side by side: one reader's answer comes sooner.
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        engine.set_multithread_executor(threads.min(4))?;
        let reader: IndexReader = engine
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()?;
        let mark = open::mark(&engine)?;
        let generation = Generation::new(reader.searcher(), mark, None)?;
        Ok(Shared {
            engine,
            fields: schema().1,
            reader,
            generation: RwLock::new(Arc::new(generation)),
            labels: RwLock::new(None),
            labels_made: AtomicU64::new(0),
            making: Mutex::new(()),
            damaged: AtomicBool::new(false),
            dir: dir.to_owned(),
        })
    }

    /// The index as it is now; it stays so for who holds it.
    pub(crate) fn now(&self) -> Arc<Generation> {
        Arc::clone(&self.generation.read())
    }

    /// Notes a clean stop, unless damage was found.
    pub(crate) fn stopped(&self) {
        if !self.damaged.load(Ordering::Relaxed) {
            open::write_clean(&self.dir, &self.engine);
        }
    }

    /// Shows readers the latest commit.
    pub(crate) fn reload(&self) -> tantivy::Result<()> {
        self.reader.reload()?;
        let mark = open::mark(&self.engine)?;
        let before = self.now();
        let next = Generation::new(self.reader.searcher(), mark, Some(&before))?;
        *self.generation.write() = Arc::new(next);
        Ok(())
    }

    fn labels(&self, taxonomy: &Arc<Taxonomy>) -> Known {
        let known = |held: &Option<Known>| {
            held.as_ref()
                .filter(|k| Arc::ptr_eq(&k.taxonomy, taxonomy))
                .cloned()
        };
        if let Some(found) = known(&self.labels.read()) {
            return found;
        }
        let _one = self.making.lock();
        if let Some(found) = known(&self.labels.read()) {
            return found;
        }
        let made = Known {
            taxonomy: Arc::clone(taxonomy),
            labels: Arc::new(Labels::new(taxonomy)),
            id: self.labels_made.fetch_add(1, Ordering::Relaxed),
        };
        *self.labels.write() = Some(made.clone());
        made
    }
}

impl Index {
    /// Opens the index in `dir`, or creates it.
    ///
    /// One that is damaged, of another version, another store or another taxonomy is emptied.
    ///
    /// # Errors
    /// When the folder cannot be read or written, or another process has it.
    pub fn open(
        dir: &Path,
        store_id: &str,
        taxonomy_version: &str,
        options: OpenOptions,
    ) -> Result<(Index, Writer, OpenState), OpenError> {
        let opened = open::open(dir, store_id, taxonomy_version)?;
        let engine = |e| OpenError::Engine(dir.to_owned(), e);
        let take_up = |engine: tantivy::Index, lock: File| {
            let shared = Arc::new(Shared::new(engine, dir)?);
            let place = (dir.to_owned(), lock);
            let held = Arc::clone(&shared);
            let writer = Writer::new(held, place, store_id, taxonomy_version, options)?;
            Ok((Index { shared }, writer))
        };
        let lock = opened.lock.try_clone();
        let lock = lock.map_err(|e| OpenError::Io(dir.to_owned(), e))?;
        let found = opened.index.clone();
        let why = match open::guarded(|| take_up(opened.index, opened.lock)) {
            Ok(Ok((index, writer))) => return Ok((index, writer, opened.state)),
            // Checksums are not read after a clean stop: now they are asked for.
            Ok(Err(error)) => match open::verify(&found).into_iter().next() {
                Some(damage) => damage,
                None => return Err(engine(error)),
            },
            Err(panic) => open::verify(&found).into_iter().next().unwrap_or(panic),
        };
        drop(found);
        let (index, writer) = take_up(open::anew(dir)?, lock).map_err(engine)?;
        Ok((index, writer, OpenState::Rebuild { why }))
    }

    /// The last change in the index.
    pub fn mark(&self) -> Seq {
        self.shared.now().mark
    }

    /// Answers a search.
    ///
    /// # Errors
    /// When the page lies too deep or the engine fails; never because of the query's words.
    pub fn search(
        &self,
        request: &SearchRequest,
        taxonomy: &Arc<Taxonomy>,
    ) -> Result<SearchResult, SearchError> {
        self.with(request, taxonomy, |search| search.run())
    }

    /// The ids of all matching records, ascending, whatever `offset`, `limit` and `sort` say.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn matching(
        &self,
        request: &SearchRequest,
        taxonomy: &Arc<Taxonomy>,
    ) -> Result<Vec<RecordId>, SearchError> {
        self.with(request, taxonomy, |search| search.ids())
    }

    fn with<T>(
        &self,
        request: &SearchRequest,
        taxonomy: &Arc<Taxonomy>,
        run: impl FnOnce(Search<'_>) -> Result<T, SearchError>,
    ) -> Result<T, SearchError> {
        let generation = self.shared.now();
        let known = self.shared.labels(taxonomy);
        run(Search {
            generation: &generation,
            fields: self.shared.fields,
            labels: &known.labels,
            labels_id: known.id,
            taxonomy,
            request,
            parsed: self.parse(&request.query),
        })
    }

    /// What words are looked up in.
    pub(crate) fn parts(&self, taxonomy: &Arc<Taxonomy>) -> (Arc<Generation>, Fields, Arc<Labels>) {
        let labels = self.shared.labels(taxonomy).labels;
        (self.shared.now(), self.shared.fields, labels)
    }

    /// The index as it is now, and its fields.
    pub(crate) fn now(&self) -> (Arc<Generation>, Fields) {
        (self.shared.now(), self.shared.fields)
    }

    /// Parses what a reader typed; never fails.
    pub fn parse(&self, query: &str) -> ParsedQuery {
        parse::parse(query)
    }

    /// The part of `text`, at most `max_chars` characters, where the query matches best.
    pub fn highlight(
        &self,
        parsed: &ParsedQuery,
        text: &str,
        lang: Lang,
        max_chars: usize,
    ) -> Snippet {
        snippet::snippet(parsed, text, lang, max_chars)
    }

    /// The sequence number with which a record stands in the index, where it does.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn seq_of(&self, id: RecordId) -> Result<Option<Seq>, SearchError> {
        let generation = self.shared.now();
        let query = tantivy::query::TermQuery::new(
            tantivy::Term::from_field_u64(self.shared.fields.id, id.0),
            tantivy::schema::IndexRecordOption::Basic,
        );
        let collector = MatchedCollector { scoring: false };
        let matched = generation.searcher.search(&query, &collector)?;
        for (segment, matched) in generation.searcher.segment_readers().iter().zip(&matched) {
            if let Some(doc) = matched.documents().next() {
                return Ok(segment.fast_fields().u64("seq")?.first(doc).map(Seq));
            }
        }
        Ok(None)
    }

    /// How many records can be found.
    pub fn documents(&self) -> u64 {
        self.shared.now().searcher.num_docs()
    }

    /// How many bytes the index takes on disk.
    pub fn bytes(&self) -> u64 {
        open::bytes(&self.shared.dir)
    }

    /// Reads every file and compares its checksum; one finding for each that is damaged. When there
    /// is any, the next opening builds the index anew.
    pub fn verify(&self) -> Vec<String> {
        let damage = open::verify(&self.shared.engine);
        if !damage.is_empty() {
            self.shared.damaged.store(true, Ordering::Relaxed);
        }
        damage
    }
}
