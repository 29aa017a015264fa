//! Orders of exact searches: any keys, either way, with a place for records that have no value.

use std::cmp::Ordering;

use record::RecordId;
use tantivy::{DocId, Score, columnar::Column};

use super::{ExactError, MOST_BY_AUTHOR, MOST_BY_TITLE, Read, values};
use crate::generation::{Generation, Table};

/// What is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// How well a record matches.
    Relevance,
    /// The head of the folded title without non-filing characters.
    Title,
    /// The date of publication.
    Date,
    /// The first contributor's folded name.
    Author,
    /// The record's number.
    Record,
    /// The seq of its latest change.
    Changed,
}

/// Where records without a value go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// To the end.
    Last,
    /// As the lowest.
    Low,
    /// As the highest.
    High,
    /// Nowhere.
    Omit,
}

/// A sort key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// What is sorted by.
    pub by: By,
    /// Whether the highest comes first.
    pub descending: bool,
    /// Where records without a value go.
    pub missing: Missing,
}

/// A value of one record by one key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Value {
    Number(i64),
    Text(String),
}

/// A record with its values, in the order of the keys.
pub(super) struct Ranked {
    pub(super) id: RecordId,
    values: Vec<Option<Value>>,
}

/// A segment's columns that orders look at.
pub(super) struct Columns<'a> {
    table: &'a Table,
    seqs: Column<u64>,
}

/// Whether so many records can be sorted so.
pub(super) fn check(keys: &[Key], held: usize) -> Result<(), ExactError> {
    for key in keys {
        let most = match key.by {
            By::Author => MOST_BY_AUTHOR,
            By::Title => MOST_BY_TITLE,
            _ => continue,
        };
        if held > most {
            return Err(ExactError::TooManyToSort(most));
        }
    }
    Ok(())
}

/// The columns of all segments.
pub(super) fn columns(generation: &Generation) -> Result<Vec<Columns<'_>>, ExactError> {
    let segments = generation.searcher.segment_readers().iter();
    let mut columns = Vec::new();
    for (segment, table) in segments.zip(&generation.tables) {
        let seqs = segment.fast_fields().u64("seq")?;
        columns.push(Columns { table, seqs });
    }
    Ok(columns)
}

impl Ranked {
    /// A record with its values; `None` when it is left out.
    pub(super) fn of(
        columns: &Columns<'_>,
        doc: DocId,
        score: Score,
        keys: &[Key],
        read: &Read<'_>,
    ) -> Result<Option<Ranked>, ExactError> {
        let id = RecordId(columns.table.ids.get_val(doc));
        let mut values = Vec::with_capacity(keys.len());
        for key in keys {
            let value = match key.by {
                // Scores are not below zero, and their bits are in their order.
                By::Relevance => Some(Value::Number(i64::from(score.max(0.0).to_bits()))),
                By::Title => columns.title(doc)?.map(Value::Text),
                By::Date => columns.table.dates.first(doc).map(Value::Number),
                By::Author => {
                    let record = read(id).map_err(ExactError::Read)?;
                    let name = record.as_deref().and_then(values::first_name);
                    name.map(|name| Value::Text(taxonomy::fold(name)))
                }
                By::Record => i64::try_from(id.0).ok().map(Value::Number),
                By::Changed => {
                    let seq = columns.seqs.first(doc);
                    seq.and_then(|s| i64::try_from(s).ok()).map(Value::Number)
                }
            };
            if value.is_none() && key.missing == Missing::Omit {
                return Ok(None);
            }
            values.push(value);
        }
        Ok(Some(Ranked { id, values }))
    }

    /// Which comes first; equal ones follow by number.
    pub(super) fn compare(&self, other: &Ranked, keys: &[Key]) -> Ordering {
        for ((key, own), theirs) in keys.iter().zip(&self.values).zip(&other.values) {
            let order = one(*key, own.as_ref(), theirs.as_ref());
            if order != Ordering::Equal {
                return order;
            }
        }
        self.id.cmp(&other.id)
    }
}

fn one(key: Key, own: Option<&Value>, theirs: Option<&Value>) -> Ordering {
    let turned = |order: Ordering| {
        if key.descending {
            order.reverse()
        } else {
            order
        }
    };
    match (own, theirs) {
        (Some(own), Some(theirs)) => turned(own.cmp(theirs)),
        (None, None) => Ordering::Equal,
        (own, _) => {
            let absent = match key.missing {
                Missing::Low => turned(Ordering::Less),
                Missing::High => turned(Ordering::Greater),
                Missing::Last | Missing::Omit => Ordering::Greater,
            };
            if own.is_none() {
                absent
            } else {
                absent.reverse()
            }
        }
    }
}

impl Columns<'_> {
    fn title(&self, doc: DocId) -> Result<Option<String>, ExactError> {
        let Some(titles) = &self.table.titles else {
            return Ok(None);
        };
        let Some(ord) = titles.ords().first(doc) else {
            return Ok(None);
        };
        let mut text = String::new();
        titles
            .ord_to_str(ord, &mut text)
            .map_err(crate::SearchError::Io)?;
        Ok(Some(text))
    }
}
