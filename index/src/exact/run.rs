//! Answering an exact search.

use std::{cmp::Reverse, sync::Arc};

use record::RecordId;
use taxonomy::Taxonomy;

use super::{
    By, Exact, ExactError, ExactResult, Key, Missing, Read,
    order::{self, Ranked},
    plan::Planner,
};
use crate::{
    Index,
    collect::{Matched, MatchedCollector},
    generation::Generation,
};

/// The order when none is asked for: the best match first.
const USUAL: [Key; 1] = [Key {
    by: By::Relevance,
    descending: true,
    missing: Missing::Last,
}];

/// The best matches first; equal ones follow by number.
fn best_first(
    generation: &Generation,
    matched: &[Matched],
    (offset, limit): (u64, usize),
) -> ExactResult {
    let mut ranked: Vec<(Reverse<u32>, u64)> = Vec::new();
    for (table, matched) in generation.tables.iter().zip(matched) {
        // Scores are not below zero, and their bits are in their order.
        let bits = |doc| Reverse(matched.score(doc).max(0.0).to_bits());
        let documents = matched.documents();
        ranked.extend(documents.map(|doc| (bits(doc), table.ids.get_val(doc))));
    }
    let total = ranked.len() as u64;
    let offset = usize::try_from(offset).unwrap_or(usize::MAX);
    let end = offset.saturating_add(limit).min(ranked.len());
    if end < ranked.len() && end > 0 {
        ranked.select_nth_unstable(end - 1);
        ranked.truncate(end);
    }
    ranked.sort_unstable();
    let page = ranked.into_iter().skip(offset).take(limit);
    let records = page.map(|(_, id)| RecordId(id)).collect();
    ExactResult { total, records }
}

impl Index {
    /// The records of an exact query from `offset` on, at most `limit`, in order; equal ones follow by
    /// number. Without keys the best match comes first. Any depth can be reached.
    ///
    /// # Errors
    /// When it asks for too much, a record cannot be read, or the engine fails.
    pub fn exact(
        &self,
        query: &Exact,
        keys: &[Key],
        (offset, limit): (u64, usize),
        taxonomy: &Arc<Taxonomy>,
        read: &Read<'_>,
    ) -> Result<ExactResult, ExactError> {
        let keys = if keys.is_empty() { &USUAL[..] } else { keys };
        let (generation, fields, labels) = self.parts(taxonomy);
        let planner = Planner {
            generation: &generation,
            fields,
            labels: &labels,
            taxonomy,
            read,
        };
        let planned = planner.plan(query, None)?;
        let omits = keys.iter().any(|k| k.missing == Missing::Omit);
        if limit == 0 && !omits {
            let count = tantivy::collector::Count;
            let total = generation.searcher.search(&planned, &count)? as u64;
            let records = Vec::new();
            return Ok(ExactResult { total, records });
        }
        let scoring = keys.iter().any(|k| k.by == By::Relevance);
        let matched = generation
            .searcher
            .search(&planned, &MatchedCollector { scoring })?;
        let held = matched.iter().map(|m| m.held as usize).sum();
        if keys == USUAL {
            return Ok(best_first(&generation, &matched, (offset, limit)));
        }
        order::check(keys, held)?;
        let mut ranked = Vec::with_capacity(held);
        let columns = order::columns(&generation)?;
        for (columns, matched) in columns.iter().zip(&matched) {
            for doc in matched.documents() {
                ranked.extend(Ranked::of(columns, doc, matched.score(doc), keys, read)?);
            }
        }
        let total = ranked.len() as u64;
        let offset = usize::try_from(offset)
            .unwrap_or(usize::MAX)
            .min(ranked.len());
        let end = offset.saturating_add(limit).min(ranked.len());
        if end < ranked.len() && end > 0 {
            ranked.select_nth_unstable_by(end - 1, |a, b| a.compare(b, keys));
            ranked.truncate(end);
        }
        ranked.sort_unstable_by(|a, b| a.compare(b, keys));
        let records = ranked
            .into_iter()
            .skip(offset)
            .take(limit)
            .map(|r| r.id)
            .collect();
        Ok(ExactResult { total, records })
    }
}
