//! SRU's searches, over the index and the store: harvest's words become the index's.

use std::ops::Range;

use harvest::{
    RepositoryError,
    sru::{
        Failure, Searcher,
        diagnostic::{Diagnostic, Number},
        query::{self as asked, Fact, Found, Key, List, ListTerm, Moment, Part, Query},
    },
};
use index::exact::{self, Exact, ExactError};
use record::{ChangeRange, Datestamp, RecordId, Seq};
use store::{CollectionRow, ReadError};
use taxonomy::Lang;

use crate::app::App;

/// The collection as library systems search it.
pub struct Searchable<'a>(pub &'a App);

/// Rows of the change log that are read at once.
const STEP: usize = 1_000;

impl Searcher for Searchable<'_> {
    fn find(
        &self,
        query: &Query,
        order: &[Key],
        first: u64,
        most: usize,
    ) -> Result<Found, Failure> {
        let query = self.exact(query)?;
        let keys: Vec<exact::Key> = order.iter().map(|k| key(*k)).collect();
        let (index, taxonomy) = (&self.0.index, self.0.taxonomy());
        let found = index.exact(&query, &keys, (first, most), &taxonomy, &|id| self.read(id));
        let found = found.map_err(failure)?;
        Ok(Found {
            total: found.total,
            records: found.records,
        })
    }

    fn list(&self, list: List, from: &str, before: usize, after: usize) -> Result<Part, Failure> {
        let list = match list {
            List::Words(part) => exact::List::Words(text(part)),
            List::Names => exact::List::Names,
            List::Years => exact::List::Years,
            List::Facts(Fact::Type) => exact::List::Types,
            List::Facts(Fact::Language) => exact::List::Languages,
            List::Facts(Fact::Identifier) => exact::List::Identifiers,
            List::Facts(Fact::Collection) => return self.collections(from, before, after),
        };
        let (index, taxonomy) = (&self.0.index, self.0.taxonomy());
        let part = index.list(list, from, (before, after), &taxonomy, &|id| self.read(id));
        let part = part.map_err(failure)?;
        let term = |t: exact::ListTerm| ListTerm {
            value: t.value,
            display: t.display,
            records: t.records,
        };
        Ok(Part {
            terms: part.terms.into_iter().map(term).collect(),
            before: part.before,
            begins: part.begins,
            ends: part.ends,
        })
    }

    fn records(&self) -> u64 {
        self.0.index.documents()
    }
}

impl Searchable<'_> {
    fn read(&self, id: RecordId) -> Result<Option<std::sync::Arc<record::Record>>, String> {
        let record = self.0.store.record(id).map_err(|e| e.to_string())?;
        Ok(record.filter(|r| r.status.is_live()))
    }

    fn exact(&self, query: &Query) -> Result<Exact, Failure> {
        let both = |a: &Query, b: &Query| {
            Ok::<_, Failure>((Box::new(self.exact(a)?), Box::new(self.exact(b)?)))
        };
        Ok(match query {
            Query::All => Exact::All,
            Query::Nothing => Exact::Nothing,
            Query::Text {
                text: part,
                how,
                tokens,
                stem,
            } => Exact::Text {
                text: text(*part),
                how: match how {
                    asked::How::Any => exact::How::Any,
                    asked::How::All => exact::How::All,
                    asked::How::Adjacent => exact::How::Adjacent,
                    asked::How::Whole => exact::How::Whole,
                },
                tokens: tokens.iter().map(token).collect(),
                stem: *stem,
            },
            Query::Fact {
                fact,
                value,
                begins,
            } => match fact {
                Fact::Type => Exact::Type(value.clone()),
                Fact::Language => Exact::Language(value.clone()),
                Fact::Identifier => Exact::Identifier(value.clone(), *begins),
                Fact::Collection => self.collection(value)?,
            },
            Query::Date { from, until } => Exact::Date(*from, *until),
            Query::Moment {
                moment,
                from,
                until,
            } => match moment {
                Moment::Modified => self.changed(*from, *until)?,
                Moment::Created => self.created(*from, *until)?,
            },
            Query::Records { from, until } => Exact::Records(*from, *until),
            Query::And(a, b) => {
                let (a, b) = both(a, b)?;
                Exact::And(a, b)
            }
            Query::Or(a, b) => {
                let (a, b) = both(a, b)?;
                Exact::Or(a, b)
            }
            Query::Not(a, b) => {
                let (a, b) = both(a, b)?;
                Exact::Not(a, b)
            }
        })
    }

    /// Datestamps never fall as seq rises (I2): a span of moments is a span of seqs.
    fn changed(&self, from: Datestamp, until: Datestamp) -> Result<Exact, Failure> {
        let store = &self.0.store;
        let first = store.before(from).map_err(unreadable)?.next();
        let last = match until.0.checked_add(1) {
            Some(after) => store.before(Datestamp(after)).map_err(unreadable)?,
            None => Seq(u64::MAX),
        };
        Ok(match first > last {
            true => Exact::Nothing,
            false => Exact::Changed(first, last),
        })
    }

    /// Numbers are given in the order in which records come: a span of moments is one of numbers.
    fn created(&self, from: Datestamp, until: Datestamp) -> Result<Exact, Failure> {
        let beyond = self
            .0
            .store
            .youngest(RecordId(u64::MAX), 1)
            .map_err(unreadable)?;
        let end = beyond.first().map_or(0, |id| id.0) + 1;
        let first = self.first_from(from, 1..end)?;
        let after = match until.0.checked_add(1) {
            Some(after) => self.first_from(Datestamp(after), first..end)?,
            None => end,
        };
        Ok(match first < after {
            true => Exact::Records(RecordId(first), RecordId(after - 1)),
            false => Exact::Nothing,
        })
    }

    /// The lowest number within a span whose record is not older than `at`; the span's end when none is.
    fn first_from(&self, at: Datestamp, span: Range<u64>) -> Result<u64, Failure> {
        let (mut low, mut high) = (span.start, span.end);
        while low < high {
            let middle = low + (high - low) / 2;
            // A number that was never used tells as much as the next one that was.
            let mut there = middle;
            let mut found = None;
            while found.is_none() && there < high {
                found = self.0.store.record(RecordId(there)).map_err(unreadable)?;
                there += 1;
            }
            match found {
                Some(record) if record.created < at => low = there,
                _ => high = middle,
            }
        }
        Ok(low)
    }

    /// The live records of a collection's set, by slug or by name in any language.
    fn collection(&self, name: &str) -> Result<Exact, Failure> {
        let folded = taxonomy::fold(name);
        let rows = self
            .0
            .store
            .collections()
            .into_iter()
            .filter(|c| !c.removed);
        let mut records = Vec::new();
        for row in rows.filter(|row| {
            row.slug == folded || row.names.values().any(|n| taxonomy::fold(n) == folded)
        }) {
            self.members(&row, &mut records)?;
        }
        Ok(Exact::Given(records))
    }

    fn members(&self, row: &CollectionRow, records: &mut Vec<RecordId>) -> Result<(), Failure> {
        let set = row.set();
        let mut range = ChangeRange {
            after: Seq(0),
            until: None,
            set: Some(set.clone()),
        };
        loop {
            let rows = self.0.store.changes(&range, STEP).map_err(unreadable)?;
            let Some(last) = rows.last() else {
                return Ok(());
            };
            range.after = last.seq;
            let inside = rows.iter().filter(|r| !r.deleted && r.sets.contains(&set));
            records.extend(inside.map(|r| r.id));
        }
    }

    /// The collections as a list, by slug.
    fn collections(&self, from: &str, before: usize, after: usize) -> Result<Part, Failure> {
        let mut terms = Vec::new();
        for row in self
            .0
            .store
            .collections()
            .into_iter()
            .filter(|c| !c.removed)
        {
            let query = Query::Fact {
                fact: Fact::Collection,
                value: row.slug.clone(),
                begins: false,
            };
            let records = self.find(&query, &[], 0, 0)?.total;
            let display = Some(row.name(Lang::EN).to_owned());
            let value = row.slug;
            if records > 0 {
                terms.push(ListTerm {
                    value,
                    display,
                    records,
                });
            }
        }
        terms.sort_by(|a, b| a.value.cmp(&b.value));
        let from = taxonomy::fold(from);
        let at = terms.partition_point(|t| t.value < from);
        let start = at.saturating_sub(before);
        let end = at.saturating_add(after).min(terms.len());
        Ok(Part {
            begins: start == 0,
            ends: end == terms.len(),
            before: at - start,
            terms: terms.drain(start..end).collect(),
        })
    }
}

fn unreadable(error: ReadError) -> Failure {
    Failure::Unreadable(RepositoryError(error.to_string()))
}

fn failure(error: ExactError) -> Failure {
    let told = |number, most: usize| {
        Failure::Diagnostic(Diagnostic::of(number, most.to_string()).saying(error.to_string()))
    };
    match &error {
        ExactError::TooManyToRead(most) => told(Number::TooManyMatches, *most),
        ExactError::TooManyToSort(most) => told(Number::TooManyToSort, *most),
        ExactError::TooBroad(_) => {
            let shortest = harvest::sru::resolve::SHORTEST + 1;
            told(Number::MaskTooShort, shortest)
        }
        _ => Failure::Unreadable(RepositoryError(error.to_string())),
    }
}

fn text(text: asked::Text) -> exact::Text {
    use asked::Text as From;
    use exact::Text as To;
    match text {
        From::Anywhere => To::Anywhere,
        From::Title => To::Title,
        From::UniformTitle => To::UniformTitle,
        From::Name => To::Name,
        From::PersonalName => To::PersonalName,
        From::CorporateName => To::CorporateName,
        From::ConferenceName => To::ConferenceName,
        From::Subject => To::Subject,
        From::Coverage => To::Coverage,
        From::Source => To::Source,
        From::Relation => To::Relation,
        From::Description => To::Description,
        From::Publisher => To::Publisher,
        From::Format => To::Format,
        From::Rights => To::Rights,
    }
}

fn token(token: &asked::Token) -> exact::Token {
    let piece = |piece: &asked::Piece| match piece {
        asked::Piece::Text(text) => exact::Piece::Text(text.clone()),
        asked::Piece::Many => exact::Piece::Many,
        asked::Piece::One => exact::Piece::One,
    };
    exact::Token {
        pieces: token.pieces.iter().map(piece).collect(),
        first: token.first,
        last: token.last,
    }
}

fn key(key: Key) -> exact::Key {
    exact::Key {
        by: match key.by {
            asked::By::Relevance => exact::By::Relevance,
            asked::By::Title => exact::By::Title,
            asked::By::Date => exact::By::Date,
            asked::By::Author => exact::By::Author,
            asked::By::Record => exact::By::Record,
            asked::By::Modified => exact::By::Changed,
        },
        descending: key.descending,
        missing: match key.missing {
            asked::Missing::Last => exact::Missing::Last,
            asked::Missing::Low => exact::Missing::Low,
            asked::Missing::High => exact::Missing::High,
            asked::Missing::Omit => exact::Missing::Omit,
        },
    }
}
