//! Collections: saved queries, and the sets that follow what the queries find.

use std::collections::BTreeMap;

use record::{RecordId, SetSpec};
use store::{Cause, CollectionRow, CommitError, Meta, ReadError, SetDifference};
use taxonomy::Lang;

use super::{
    Pipeline,
    draft::{Draft, DraftError},
};
use crate::{access::Actor, clock};

/// Records put into a set, or taken out, by one commit.
const GROUP: usize = 256;
/// The longest slug, in letters.
const LONGEST_SLUG: usize = 60;
/// The longest name, and the longest description, in bytes.
const LONGEST: (usize, usize) = (200, 2000);

/// A collection as somebody wishes it to be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CollectionDraft {
    /// Its name in addresses.
    pub slug: String,
    /// Its names: in each language of the interface.
    pub names: BTreeMap<Lang, String>,
    /// What it is: in any of them.
    pub descriptions: BTreeMap<Lang, String>,
    /// The search's parameters, checked and in canonical order.
    pub query: String,
}

/// Why a collection was not changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CollectionError {
    /// There is none of that name.
    #[error("there is no collection {0:?}; /collections shows them")]
    None(String),
    /// It is not as it was when the change was made.
    #[error(
        "collection {slug:?} has changed: its version is {version}, the change was made on another; read it again and repeat the change"
    )]
    MovedOn {
        /// The collection.
        slug: String,
        /// Its version; 0 when it is not there.
        version: u64,
    },
    /// The name in addresses.
    #[error(
        "slug: {0:?} cannot be an address; up to 60 small letters a to z, digits and single hyphens can, as in labour-migration"
    )]
    Slug(String),
    /// A name that is missing.
    #[error("names.{0}: a collection has a name in English, French and Spanish; add this one")]
    NoName(Lang),
    /// A text that cannot be shown.
    #[error("{0}: a text of 1 to {1} bytes without control characters is expected; shorten it")]
    Text(String, usize),
    /// A text in a language that no page is in.
    #[error("{0}: texts are in English, French and Spanish: en, fr, es; leave this one out")]
    Lang(String),
    /// It would find everything.
    #[error(
        "query: a collection is what a search finds; give it a query or a filter, as in q=migration or theme=wages"
    )]
    NoQuery,
    /// The commit was refused.
    #[error(transparent)]
    Commit(#[from] CommitError),
}

/// Why a set could not be made to follow its query.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AlignError {
    /// The store cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A record could not be built again.
    #[error("a record could not be built again: {0}")]
    Build(String),
    /// The commit was refused.
    #[error(transparent)]
    Commit(#[from] CommitError),
}

impl From<DraftError> for AlignError {
    fn from(error: DraftError) -> AlignError {
        match error {
            DraftError::Read(error) => AlignError::Read(error),
            error => AlignError::Build(error.to_string()),
        }
    }
}

/// Whether a version is the one that a change was made on: `None` takes any, 0 none at all.
fn is_met(made_on: Option<u64>, is: u64) -> bool {
    made_on.is_none_or(|made_on| made_on == is)
}

impl Pipeline {
    /// Makes a collection or replaces it; gives it back as it then is.
    ///
    /// `made_on` is the version the change was made on, 0 for one that must be new.
    ///
    /// # Errors
    /// When a part of it does not fit, it has moved on, or it cannot be committed.
    pub fn put_collection(
        &self,
        actor: &Actor,
        draft: CollectionDraft,
        made_on: Option<u64>,
    ) -> Result<CollectionRow, CollectionError> {
        check(&draft)?;
        let _turn = self.turn.lock();
        let before = self.store.collection(&draft.slug);
        let there = before.as_ref().filter(|row| !row.removed);
        let version = there.map_or(0, |row| row.version);
        if !is_met(made_on, version) {
            let slug = draft.slug;
            return Err(CollectionError::MovedOn { slug, version });
        }
        let now = clock::now();
        let row = CollectionRow {
            slug: draft.slug,
            version: before.as_ref().map_or(0, |row| row.version) + 1,
            names: draft.names,
            descriptions: draft.descriptions,
            query: draft.query,
            created: before.as_ref().map_or(now, |row| row.created),
            changed: now,
            removed: false,
        };
        let cause = match there {
            Some(_) => "collection-changed",
            None => "collection-made",
        };
        self.commit_meta(actor, cause, Meta::Collection(row.clone()))?;
        Ok(row)
    }

    /// Removes a collection; its records leave its set, which harvesters hear of for ever.
    ///
    /// # Errors
    /// When there is none, it has moved on, or it cannot be committed.
    pub fn remove_collection(
        &self,
        actor: &Actor,
        slug: &str,
        made_on: Option<u64>,
    ) -> Result<(), CollectionError> {
        let _turn = self.turn.lock();
        let row = self.store.collection(slug).filter(|row| !row.removed);
        let row = row.ok_or_else(|| CollectionError::None(slug.to_owned()))?;
        if !is_met(made_on, row.version) {
            return Err(CollectionError::MovedOn {
                slug: row.slug,
                version: row.version,
            });
        }
        let row = CollectionRow {
            version: row.version + 1,
            changed: clock::now(),
            removed: true,
            ..row
        };
        Ok(self.commit_meta(actor, "collection-removed", Meta::Collection(row))?)
    }

    /// Puts records into a set and takes others out, some at a time, so that edits need not wait.
    ///
    /// # Errors
    /// When a record cannot be read, built or committed; what was done by then stays.
    pub fn align(&self, set: &SetSpec, difference: &SetDifference) -> Result<(), AlignError> {
        for (ids, inside) in [(&difference.join, true), (&difference.leave, false)] {
            for group in ids.chunks(GROUP) {
                self.align_group(set, group, inside)?;
            }
        }
        Ok(())
    }

    fn align_group(&self, set: &SetSpec, ids: &[RecordId], inside: bool) -> Result<(), AlignError> {
        let _turn = self.turn.lock();
        let mut draft = Draft::new(self);
        for id in ids {
            draft.set_membership(*id, set, inside)?;
        }
        let keeper = Actor::system("labordoc");
        draft.commit(&keeper, Cause::System(set.to_string()), Vec::new())?;
        Ok(())
    }
}

fn check(draft: &CollectionDraft) -> Result<(), CollectionError> {
    if !is_slug(&draft.slug) {
        return Err(CollectionError::Slug(draft.slug.clone()));
    }
    if draft.query.is_empty() {
        return Err(CollectionError::NoQuery);
    }
    for lang in Lang::INTERFACE {
        if draft.names.get(&lang).is_none_or(|name| name.is_empty()) {
            return Err(CollectionError::NoName(lang));
        }
    }
    for (what, texts, most) in [
        ("names", &draft.names, LONGEST.0),
        ("descriptions", &draft.descriptions, LONGEST.1),
    ] {
        for (lang, text) in texts {
            if !Lang::INTERFACE.contains(lang) {
                return Err(CollectionError::Lang(format!("{what}.{lang}")));
            }
            let control = |c: char| c.is_control() && c != '\n';
            if text.is_empty() || text.len() > most || text.contains(control) {
                return Err(CollectionError::Text(format!("{what}.{lang}"), most));
            }
        }
    }
    Ok(())
}

/// Whether a text can be a collection's name in addresses and sets.
fn is_slug(text: &str) -> bool {
    let fits = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    };
    text.len() <= LONGEST_SLUG && text.split('-').all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_plain() {
        for (text, fits) in [
            ("labour-migration", true),
            ("covid-19", true),
            ("a", true),
            ("", false),
            ("-a", false),
            ("a--b", false),
            ("Labour", false),
            ("a b", false),
            ("a/b", false),
            ("é", false),
        ] {
            assert_eq!(is_slug(text), fits, "{text:?}");
        }
        assert!(!is_slug(&"a".repeat(61)));
    }
}
