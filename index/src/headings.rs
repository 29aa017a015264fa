//! Headings that no concept matched: counted from the index's own dictionary of terms.
//!
//! A term is the heading's key, what it is a heading of, and the source system. The dictionary is read
//! through in order, segment beside segment, so that a collection with millions of headings takes no
//! more memory than one with a few.

use std::{io, sync::Arc};

use record::RecordId;
use tantivy::{
    DocSet, InvertedIndexReader, SegmentReader, TERMINATED, schema::IndexRecordOption,
    termdict::TermStreamer,
};

use crate::{Index, SearchError};

/// What stands between the parts of a term.
const BETWEEN: char = '\u{1}';
/// The longest key, in bytes; longer headings are not listed.
const LONGEST: usize = 1200;

/// A heading of a source, with how many records have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeadingCount {
    /// The heading, folded.
    pub key: String,
    /// The vocabulary that it claims, else the tag of its field.
    pub source: String,
    /// By source system: how many live records have it.
    pub systems: Vec<(String, u64)>,
}

impl HeadingCount {
    /// How many records have it.
    pub fn records(&self) -> u64 {
        self.systems.iter().map(|(_, records)| records).sum()
    }
}

/// A heading as a term; `None` for one that is too long or has nothing to compare.
pub(crate) fn term(source: &str, text: &str, system: &str) -> Option<String> {
    let key = taxonomy::matching::key(text);
    let fits = !key.is_empty() && key.len() <= LONGEST && !key.contains(BETWEEN);
    fits.then(|| format!("{key}{BETWEEN}{source}{BETWEEN}{system}"))
}

/// A segment's terms being read.
struct Part<'a> {
    segment: &'a SegmentReader,
    inverted: &'a InvertedIndexReader,
    terms: TermStreamer<'a>,
    open: bool,
}

impl Part<'_> {
    fn advance(&mut self) {
        self.open = self.terms.advance();
    }

    /// How many documents that are not deleted have the term at which it stands.
    fn count(&self) -> io::Result<u64> {
        let info = self.terms.value();
        let Some(alive) = self.segment.alive_bitset() else {
            return Ok(u64::from(info.doc_freq));
        };
        let mut postings = self
            .inverted
            .read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
        let mut count = 0;
        let mut doc = postings.doc();
        while doc != TERMINATED {
            count += u64::from(alive.is_alive(doc));
            doc = postings.advance();
        }
        Ok(count)
    }
}

impl Index {
    /// Tells `each` every heading that no concept matched, in the order of their keys.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn headings(&self, mut each: impl FnMut(HeadingCount)) -> Result<(), SearchError> {
        let (generation, fields) = self.now();
        let segments = generation.searcher.segment_readers();
        let inverted: Vec<Arc<InvertedIndexReader>> = segments
            .iter()
            .map(|segment| segment.inverted_index(fields.heading))
            .collect::<Result<_, _>>()?;
        let mut parts = Vec::with_capacity(segments.len());
        for (segment, inverted) in segments.iter().zip(&inverted) {
            let mut part = Part {
                segment,
                inverted,
                terms: inverted.terms().stream()?,
                open: false,
            };
            part.advance();
            parts.push(part);
        }
        let mut held: Option<HeadingCount> = None;
        loop {
            let open = parts.iter().filter(|part| part.open);
            let Some(least) = open.map(|part| part.terms.key()).min() else {
                break;
            };
            let least = least.to_vec();
            let mut records = 0;
            for part in &mut parts {
                if part.open && part.terms.key() == least {
                    records += part.count()?;
                    part.advance();
                }
            }
            if records > 0 {
                take(
                    &mut held,
                    &String::from_utf8_lossy(&least),
                    records,
                    &mut each,
                );
            }
        }
        held.map(each);
        Ok(())
    }

    /// The live records that have a heading, in no order, at most `limit`.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn with_heading(
        &self,
        heading: &HeadingCount,
        limit: usize,
    ) -> Result<Vec<RecordId>, SearchError> {
        let (generation, fields) = self.now();
        let mut found = Vec::new();
        let segments = generation.searcher.segment_readers();
        for (segment, table) in segments.iter().zip(&generation.tables) {
            let inverted = segment.inverted_index(fields.heading)?;
            for (system, _) in &heading.systems {
                let HeadingCount { key, source, .. } = heading;
                let text = format!("{key}{BETWEEN}{source}{BETWEEN}{system}");
                let term = tantivy::Term::from_field_text(fields.heading, &text);
                let Some(mut postings) = inverted.read_postings(&term, IndexRecordOption::Basic)?
                else {
                    continue;
                };
                let mut doc = postings.doc();
                while doc != TERMINATED && found.len() < limit {
                    if !segment.is_deleted(doc) {
                        found.push(RecordId(table.ids.get_val(doc)));
                    }
                    doc = postings.advance();
                }
            }
        }
        Ok(found)
    }
}

/// Takes a term in; a heading whose last system was met is told.
fn take(
    held: &mut Option<HeadingCount>,
    term: &str,
    records: u64,
    each: &mut impl FnMut(HeadingCount),
) {
    let mut parts = term.splitn(3, BETWEEN);
    let (Some(key), Some(source), Some(system)) = (parts.next(), parts.next(), parts.next()) else {
        return;
    };
    let one = (system.to_owned(), records);
    match held {
        Some(last) if last.key == key && last.source == source => last.systems.push(one),
        _ => {
            let next = HeadingCount {
                key: key.to_owned(),
                source: source.to_owned(),
                systems: vec![one],
            };
            if let Some(done) = held.replace(next) {
                each(done);
            }
        }
    }
}
