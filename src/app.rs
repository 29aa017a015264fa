//! The opened collection: store, index, taxonomy and the one pipeline, wired together.

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use index::{FacetCount, Index};
use record::{Record, Seq, mapping::Mapping};
use store::{Finding, ReadError, Store, TaxonomyRow};
use taxonomy::{Lang, Taxonomy};

use crate::{
    blocks::Blocks,
    clock,
    config::Config,
    dumps::Dumps,
    follow::{Follower, Pace},
    harvester::Harvester,
    headings,
    keeper::Keeper,
    pipeline::{Background, Pipeline},
    quality,
    rebuilder::Rebuilder,
    scholar::Board,
    terms::{self, InForce},
};

/// The commonest themes whose names are searched for at the start.
const WARMED_THEMES: usize = 4;

/// Everything that a command or a request works with.
pub struct App {
    /// The effective settings.
    pub config: Config,
    /// The truth and its state.
    pub store: Store,
    /// The search index, which follows the store.
    pub index: Index,
    /// The taxonomy in force.
    terms: InForce,
    /// The one way in.
    pub pipeline: Pipeline,
    /// Imports that run beside the service.
    pub background: Background,
    /// Lets the records follow the taxonomy, once it is started.
    pub rebuilder: Rebuilder,
    /// Lets the collections' sets follow their queries, once it is started.
    pub keeper: Keeper,
    /// Parts of OAI-PMH lists, once they are kept.
    pub blocks: Blocks,
    /// Makes dumps, one at a time.
    pub dumps: Dumps,
    /// Harvests other repositories, once it is started.
    pub harvester: Harvester,
    /// The headings that no concept matched.
    pub headings: headings::Board,
    /// How each record meets Google Scholar's rules, once it is started.
    pub scholar: Board,
    /// What is wrong with each record, once it is started.
    pub quality: quality::Board,
    follower: Follower,
}

/// Why a data directory could not be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The store.
    #[error(transparent)]
    Store(#[from] store::OpenError),
    /// The index.
    #[error(transparent)]
    Index(#[from] index::OpenError),
}

/// Why a wait for the index ended without it.
#[derive(Debug, thiserror::Error)]
#[error("the index has reached change {reached} of {wanted}{}", fault.as_ref().map(|f| format!(": {f}")).unwrap_or_default())]
pub struct Behind {
    reached: Seq,
    wanted: Seq,
    fault: Option<String>,
}

impl App {
    /// Opens the data directory, making it when it is missing; says what was found and mended.
    ///
    /// # Errors
    /// When the directory is in use, damaged beyond what heals, or not writable.
    pub fn open(config: Config) -> Result<(Arc<App>, Vec<Finding>), OpenError> {
        let (store, mut findings) = open_store(&config)?;
        let bundled = Taxonomy::bundled();
        let changes = store.taxonomy_changes();
        let (taxonomy, left_out) = terms::in_force(&changes);
        findings.extend(left_out);
        let terms = InForce::new(changes.len() as u64, Arc::clone(&taxonomy));
        let mapping = Mapping::bundled();
        let index_options = index::OpenOptions {
            heap_bytes: config.index_heap_mib << 20,
            threads: config.index_threads,
        };
        let folder = config.data.join("index");
        let (index, mut writer, state) =
            Index::open(&folder, store.store_id(), bundled.version(), index_options)?;
        // A change while the service runs puts the records again that it touches, so the index is of the
        // taxonomy that the program came with for as long as it is the same program.
        writer.set_taxonomy(taxonomy, bundled.version());
        if let index::OpenState::Rebuild { why } = &state {
            findings.push(Finding {
                code: "index-rebuild".into(),
                place: folder.display().to_string(),
                text: format!("the index is built anew: {why}"),
            });
        }
        let pace = Arc::new(Pace::default());
        let pipeline = Pipeline::new(
            store.clone(),
            terms.clone(),
            mapping,
            config.data.join("uploads"),
            Arc::clone(&pace),
        );
        pipeline.tidy();
        let follower = Follower::start(store.clone(), writer, index.mark(), pace, terms.clone());
        let app = App {
            config,
            store,
            index,
            terms,
            pipeline,
            background: Background::default(),
            rebuilder: Rebuilder::default(),
            keeper: Keeper::default(),
            blocks: Blocks::default(),
            dumps: Dumps::default(),
            harvester: Harvester::default(),
            headings: headings::Board::default(),
            scholar: Board::default(),
            quality: quality::Board::default(),
            follower,
        };
        Ok((Arc::new(app), findings))
    }

    /// The taxonomy in force; it stays as it is for who holds it.
    pub fn taxonomy(&self) -> Arc<Taxonomy> {
        self.terms.now()
    }

    /// The taxonomy as it was right after a change; before the first for 0.
    pub fn taxonomy_as_of(&self, rows: &[TaxonomyRow], number: u64) -> Arc<Taxonomy> {
        self.terms.as_of(rows, number)
    }

    /// The live language versions of a record's work, itself included, by id.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn versions(&self, record: &Arc<Record>) -> Result<Vec<Arc<Record>>, ReadError> {
        let mut versions = Vec::new();
        for id in self.store.work(record.work)? {
            if id == record.id {
                versions.extend(record.status.is_live().then(|| Arc::clone(record)));
            } else if let Some(version) = self.store.record(id)?
                && version.status.is_live()
            {
                versions.push(version);
            }
        }
        Ok(versions)
    }

    /// Asks the index for what readers ask most, so that the first ones need not wait for the disk:
    /// everything, then the commonest themes by their names in each interface language.
    pub fn warm(&self) {
        let (themes, taxonomy) = (self.warm_with(""), self.taxonomy());
        for theme in themes.iter().take(WARMED_THEMES) {
            let Some(concept) = taxonomy.themes().get(&theme.value) else {
                continue;
            };
            for label in Lang::INTERFACE.iter().filter_map(|l| concept.pref.get(l)) {
                self.warm_with(label);
            }
        }
    }

    fn warm_with(&self, query: &str) -> Vec<FacetCount> {
        let request = index::SearchRequest {
            query: query.to_owned(),
            facets: true,
            group_works: true,
            ..index::SearchRequest::default()
        };
        match self.index.search(&request, &self.taxonomy()) {
            Ok(found) => found.facets.themes,
            Err(error) => {
                tracing::warn!(%error, "the index could not be warmed up");
                Vec::new()
            }
        }
    }

    /// Waits until the index has followed to `seq`.
    ///
    /// # Errors
    /// When it cannot follow, or `patience` is over without any progress.
    pub fn wait_indexed(&self, seq: Seq, patience: Duration) -> Result<(), Behind> {
        let (mut reached, mut moved) = (self.index.mark(), Instant::now());
        while reached < seq {
            let fault = self.follower.fault();
            if fault.is_some() || moved.elapsed() > patience {
                return Err(Behind {
                    reached,
                    wanted: seq,
                    fault,
                });
            }
            std::thread::sleep(Duration::from_millis(5));
            let now = self.index.mark();
            if now > reached {
                (reached, moved) = (now, Instant::now());
            }
        }
        Ok(())
    }

    /// What keeps the index from following, if anything does.
    pub fn index_fault(&self) -> Option<String> {
        self.follower.fault()
    }

    /// Has the index built anew while searches go on with the one there is.
    pub fn rebuild_index(&self) {
        self.follower.rebuild();
    }

    /// Whether the index is being built anew.
    pub fn rebuilding(&self) -> bool {
        self.follower.rebuilding()
    }

    /// Stops following and closes the store, so that the next start is quick.
    pub fn close(&self) {
        self.harvester.stop();
        self.dumps.stop();
        self.rebuilder.stop();
        self.keeper.stop();
        self.blocks.stop();
        self.scholar.stop();
        self.quality.stop();
        self.follower.stop();
        if let Err(error) = self.store.clone().close() {
            tracing::warn!(%error, "the store was not closed cleanly; it heals at the next start");
        }
    }
}

/// Opens only the store, for commands that need no index.
///
/// # Errors
/// As [`App::open`].
pub fn open_store(config: &Config) -> Result<(Store, Vec<Finding>), store::OpenError> {
    let options = store::OpenOptions {
        cache_bytes: config.cache_mib << 20,
        min_free_bytes: config.min_free_mib << 20,
        host_id: (!config.host_id.is_empty()).then(|| config.host_id.clone()),
        clock: Arc::new(clock::now),
        ..store::OpenOptions::default()
    };
    Store::open(&config.data, options)
}

/// Whether a folder already holds a collection.
pub fn holds_collection(data: &Path) -> bool {
    data.join("labordoc.json").exists()
}
