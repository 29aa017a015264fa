//! The rows of one page of a list, read by key.

use record::{ChangeRange, ChangeRow, Seq};

use super::{
    moment::Span,
    sets::{Selection, Standing},
};
use crate::{Repository, RepositoryError};

/// How many rows are read at once where many may have to be passed over.
const STRIDE: usize = 512;

/// What a list is of, and where it goes on.
pub struct Listing<'a, R> {
    /// The collection.
    pub repository: &'a R,
    /// The set.
    pub selection: Selection,
    /// The datestamps.
    pub span: Span,
    /// The last seq shown.
    pub after: Seq,
    /// The row that was shown ahead of its turn.
    pub shown: Option<Seq>,
}

/// A page: its rows, and where the next one starts, when there is one.
#[derive(Debug, Default)]
pub struct Page {
    /// The rows with their standing, ascending by seq but for one shown ahead.
    pub rows: Vec<(ChangeRow, Standing)>,
    /// The next page's `after` and `shown`.
    pub next: Option<(Seq, Option<Seq>)>,
}

impl<R: Repository> Listing<'_, R> {
    /// The part of the change log that is still to be shown.
    pub fn range(&self) -> Result<ChangeRange, RepositoryError> {
        let start = match self.span.from {
            Some(from) => self.repository.before(from)?,
            None => Seq(0),
        };
        let until = match self.span.until {
            Some(until) => Some(self.repository.before(record::Datestamp(until.0 + 1))?),
            None => None,
        };
        let set = match &self.selection {
            Selection::Set(set) => Some(set.clone()),
            Selection::All | Selection::Group(_) => None,
        };
        Ok(ChangeRange {
            after: start.max(self.after),
            until,
            set,
        })
    }

    /// The first page: as [`Listing::page`], with a live row on it where the list has one.
    pub fn first_page(&self, size: usize) -> Result<Page, RepositoryError> {
        let mut page = self.page(size)?;
        let all_gone = page
            .rows
            .iter()
            .all(|(_, s)| matches!(s, Standing::Gone(_)));
        if let (Some((after, _)), true) = (page.next, all_gone) {
            let live = self.find(after, 1, |s| matches!(s, Standing::Live(_)))?;
            if let Some((row, standing)) = live.into_iter().next() {
                page.rows.truncate(size.saturating_sub(1));
                let after = page.rows.last().map_or(self.after, |(last, _)| last.seq);
                page.next = Some((after, Some(row.seq)));
                page.rows.insert(0, (row, standing));
            }
        }
        Ok(page)
    }

    /// The next rows; one more than fits is looked at, so that no page after this one is empty.
    pub fn page(&self, size: usize) -> Result<Page, RepositoryError> {
        let mut rows = self.find(self.after, size + 1, |_| true)?;
        let more = rows.len() > size;
        rows.truncate(size);
        let last = rows.last().map(|(row, _)| row.seq);
        Ok(Page {
            next: last.filter(|_| more).map(|last| (last, self.shown)),
            rows,
        })
    }

    /// The row that a resumed list ends with when all that was left has moved past `until`.
    pub fn moved(&self) -> Result<Page, RepositoryError> {
        let open = Listing {
            repository: self.repository,
            selection: self.selection.clone(),
            span: Span::default(),
            after: self.after,
            shown: None,
        };
        Ok(Page {
            next: None,
            ..open.page(1)?
        })
    }

    /// The first rows after `after` whose standing is wanted.
    fn find(
        &self,
        after: Seq,
        wanted: usize,
        want: impl Fn(&Standing) -> bool,
    ) -> Result<Vec<(ChangeRow, Standing)>, RepositoryError> {
        let mut range = self.range()?;
        range.after = range.after.max(after);
        let mut found = Vec::with_capacity(wanted.min(STRIDE));
        loop {
            let limit = match self.selection {
                // The row shown ahead may have to be passed over.
                Selection::All | Selection::Set(_) if wanted > 1 => wanted - found.len() + 1,
                _ => STRIDE.max(wanted),
            };
            if range.until.is_some_and(|until| until <= range.after) {
                return Ok(found);
            }
            let rows = self.repository.changes(&range, limit)?;
            let Some(last) = rows.last() else {
                return Ok(found);
            };
            range.after = last.seq;
            let ended = rows.len() < limit;
            for row in rows.into_iter().filter(|row| Some(row.seq) != self.shown) {
                if let Some(standing) = self.selection.standing(&row).filter(|s| want(s)) {
                    found.push((row, standing));
                    if found.len() == wanted {
                        return Ok(found);
                    }
                }
            }
            if ended {
                return Ok(found);
            }
        }
    }
}
