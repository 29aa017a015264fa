//! The headings that no concept matched, most frequent first: what librarians look at.
//!
//! They are counted from the index's own dictionary when somebody asks, and the answer is kept until the
//! index, the taxonomy or the question changes. Nothing grows with the collection: at most
//! [`MOST`] headings are kept, those that most records have.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap},
    sync::Arc,
};

use index::headings::HeadingCount;
use parking_lot::Mutex;
use record::{RecordId, Seq};
use taxonomy::{
    Lang, Taxonomy, matching,
    nearest::{Near, Nearest},
};

use crate::{app::App, pipeline::RebuildError};

/// The most headings that are listed for one question.
pub const MOST: usize = 2000;
/// The most records that are named as examples of a heading.
const EXAMPLES: usize = 5;
/// The most concepts that are proposed for one.
const PROPOSED: usize = 3;

/// Which headings are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of this source: a vocabulary as `lcsh`, or a field as `653`.
    pub source: Option<String>,
    /// In records of this source system.
    pub system: Option<String>,
    /// With this text in them, whatever its case and accents.
    pub text: String,
}

/// The headings that fit a filter.
#[derive(Debug, Default)]
pub struct Listed {
    /// Those that most records have, at most [`MOST`].
    pub top: Vec<HeadingCount>,
    /// How many there are.
    pub total: u64,
    /// How many there are of each source, whatever the filter.
    pub sources: BTreeMap<String, u64>,
    /// How many there are in each source system, whatever the filter.
    pub systems: BTreeMap<String, u64>,
}

/// A heading with what helps to decide on it.
pub struct Row {
    /// Where it is and how often.
    pub count: HeadingCount,
    /// As it is written in a record.
    pub text: String,
    /// The language it is declared to be in, where that is one of the interface's.
    pub lang: Option<Lang>,
    /// Some records that have it.
    pub examples: Vec<RecordId>,
    /// Concepts with like labels.
    pub nearest: Vec<Near>,
}

/// What was asked last, and what is made of the taxonomy.
#[derive(Default)]
pub struct Board {
    last: Mutex<Option<Last>>,
    nearest: Mutex<Option<(String, Arc<Nearest>)>>,
}

struct Last {
    mark: Seq,
    version: String,
    filter: Filter,
    listed: Arc<Listed>,
}

impl Board {
    /// The headings that fit a filter.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn list(&self, app: &App, filter: &Filter) -> Result<Arc<Listed>, RebuildError> {
        let (mark, taxonomy) = (app.index.mark(), app.taxonomy());
        let mut last = self.last.lock();
        if let Some(held) = &*last
            && held.mark == mark
            && held.version == taxonomy.version()
            && held.filter == *filter
        {
            return Ok(Arc::clone(&held.listed));
        }
        let listed = Arc::new(count(app, &taxonomy, filter)?);
        *last = Some(Last {
            mark,
            version: taxonomy.version().to_owned(),
            filter: filter.clone(),
            listed: Arc::clone(&listed),
        });
        Ok(listed)
    }

    /// A heading with its text, examples and like concepts.
    ///
    /// # Errors
    /// When the index or the store cannot be read.
    pub fn row(&self, app: &App, count: &HeadingCount) -> Result<Row, RebuildError> {
        let mut examples = app.index.with_heading(count, EXAMPLES)?;
        examples.sort_unstable();
        let (mut text, mut lang) = (count.key.clone(), None);
        for id in &examples {
            let Some(record) = app.store.record(*id)? else {
                continue;
            };
            let description = &record.description;
            let mut own = description.unmatched();
            let own = own.find(|(s, t)| *s == count.source && matching::key(t) == count.key);
            if let Some((_, found)) = own {
                found.clone_into(&mut text);
                let keyword = description.keywords.iter().find(|k| k.text.value == found);
                lang = keyword.map(|k| k.text.lang);
                break;
            }
        }
        let nearest = self.nearest(&app.taxonomy()).of(&text, PROPOSED);
        Ok(Row {
            text,
            lang: lang.filter(|l| Lang::INTERFACE.contains(l)),
            examples,
            nearest,
            count: count.clone(),
        })
    }

    fn nearest(&self, taxonomy: &Taxonomy) -> Arc<Nearest> {
        let mut held = self.nearest.lock();
        match &*held {
            Some((version, nearest)) if version == taxonomy.version() => Arc::clone(nearest),
            _ => {
                let nearest = Arc::new(Nearest::new(taxonomy.themes()));
                *held = Some((taxonomy.version().to_owned(), Arc::clone(&nearest)));
                nearest
            }
        }
    }
}

/// Reads all headings through and keeps the most frequent ones that fit.
fn count(app: &App, taxonomy: &Taxonomy, filter: &Filter) -> Result<Listed, RebuildError> {
    let (mut listed, mut heap) = (Listed::default(), BinaryHeap::new());
    let rules = taxonomy.themes().headings();
    let text = taxonomy::fold(&filter.text);
    app.index.headings(|mut heading| {
        // What a librarian has decided on is not asked again.
        if rules.get(&heading.source, &heading.key).is_some() {
            return;
        }
        *listed.sources.entry(heading.source.clone()).or_default() += 1;
        for (system, _) in &heading.systems {
            *listed.systems.entry(system.clone()).or_default() += 1;
        }
        if let Some(system) = &filter.system {
            heading.systems.retain(|(held, _)| held == system);
        }
        let other = filter.source.as_ref().is_some_and(|s| *s != heading.source);
        if other || heading.systems.is_empty() || !heading.key.contains(&text) {
            return;
        }
        listed.total += 1;
        let order = (heading.records(), Reverse((heading.key, heading.source)));
        heap.push(Reverse((order, heading.systems)));
        if heap.len() > MOST {
            heap.pop();
        }
    })?;
    let top = heap.into_sorted_vec().into_iter();
    let top = top.map(
        |Reverse(((_, Reverse((key, source))), systems))| HeadingCount {
            key,
            source,
            systems,
        },
    );
    listed.top = top.collect();
    Ok(listed)
}
