//! The audit log: the journal's commits as people ask for them, by person, kind, day and record.
//!
//! Pages, the API and the command line ask here and tell what they get in their own way.

mod table;
mod walk;

use record::{Channel, Datestamp, ImportId, RecordId};
use serde::{Deserialize, Serialize};
use store::{Cause, CollectionRow, Commit};

pub use table::{csv, csv_head};
pub use walk::{Page, find};

/// Seconds of a day.
const DAY: i64 = 86_400;

/// What kind of change a commit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A part of an import.
    Import,
    /// Edits of records.
    Edit,
    /// A change of an account.
    User,
    /// A change of a token.
    Token,
    /// A change of a collection.
    Collection,
    /// A change of the taxonomy, or records that follow one.
    Taxonomy,
    /// Anything else that the program does.
    System,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 7] = [
        Kind::Import,
        Kind::Edit,
        Kind::User,
        Kind::Token,
        Kind::Collection,
        Kind::Taxonomy,
        Kind::System,
    ];

    /// The kind's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Import => "import",
            Kind::Edit => "edit",
            Kind::User => "user",
            Kind::Token => "token",
            Kind::Collection => "collection",
            Kind::Taxonomy => "taxonomy",
            Kind::System => "system",
        }
    }

    /// The kind of a cause.
    pub fn of(cause: &Cause) -> Kind {
        let is = |reason: &str, of: &str| reason.split('-').next() == Some(of);
        match cause {
            Cause::Import(_) => Kind::Import,
            Cause::Edit => Kind::Edit,
            Cause::System(reason) if is(reason, "user") => Kind::User,
            Cause::System(reason) if is(reason, "token") => Kind::Token,
            Cause::System(reason) if is(reason, "collection") => Kind::Collection,
            Cause::System(reason) if reason.starts_with(CollectionRow::PREFIX) => Kind::Collection,
            Cause::System(reason) if is(reason, "taxonomy") => Kind::Taxonomy,
            Cause::System(_) => Kind::System,
        }
    }
}

/// What is asked for; all that is set must hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// Who: a user, with the tokens they made, or a token.
    pub actor: Option<String>,
    /// What kind of change.
    pub kind: Option<Kind>,
    /// From this moment on.
    pub from: Option<Datestamp>,
    /// Before this moment.
    pub until: Option<Datestamp>,
    /// To this record.
    pub record: Option<RecordId>,
}

/// What a value of a filter should have been.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name}={value}: {wanted} is expected")]
pub struct Unfit {
    /// The filter.
    pub name: String,
    /// Its value.
    pub value: String,
    /// What would fit.
    pub wanted: &'static str,
}

impl Filter {
    /// Sets a filter by its name; an empty value sets none, an unknown name is let be.
    ///
    /// # Errors
    /// When the value does not fit; the filter is then as before.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), Unfit> {
        let value = value.trim();
        if value.is_empty() {
            return Ok(());
        }
        let unfit = |wanted| Unfit {
            name: name.to_owned(),
            value: value.to_owned(),
            wanted,
        };
        const DATE: &str = "a date as 2026-11-23";
        match name {
            "actor" => self.actor = Some(value.to_owned()),
            "kind" => {
                let found = Kind::ALL.into_iter().find(|k| k.as_str() == value);
                let kind = found.ok_or_else(|| {
                    unfit("import, edit, user, token, collection, taxonomy or system")
                })?;
                self.kind = Some(kind);
            }
            "from" => self.from = Some(day(value).ok_or_else(|| unfit(DATE))?),
            "until" => {
                let Datestamp(last) = day(value).ok_or_else(|| unfit(DATE))?;
                self.until = Some(Datestamp(last + DAY));
            }
            "record" => {
                let id = value.parse().map_err(|_| unfit("a record's number"))?;
                self.record = Some(id);
            }
            _ => {}
        }
        Ok(())
    }

    fn fits(&self, commit: &Commit) -> bool {
        let by = |name: &String| {
            let rest = commit.actor.strip_prefix(name.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.actor.as_ref().is_none_or(by)
            && self.kind.is_none_or(|kind| kind == Kind::of(&commit.cause))
            && self.until.is_none_or(|until| commit.at < until)
    }
}

/// The first second of a day.
fn day(text: &str) -> Option<Datestamp> {
    format!("{text}T00:00:00Z").parse().ok()
}

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The commit's number.
    pub commit: u64,
    /// When.
    pub at: Datestamp,
    /// Who.
    pub actor: String,
    /// What kind of change.
    pub kind: Kind,
    /// What was done to a user or token, or why the program did something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The import.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub import: Option<ImportId>,
    /// By which channel; unknown of what happened before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// From which network.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub net: Option<String>,
    /// How many records were touched.
    pub records: u64,
    /// The first of them, at most five.
    pub ids: Vec<RecordId>,
    /// Which users.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub users: Vec<String>,
    /// Which tokens.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tokens: Vec<String>,
    /// Which collections.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub collections: Vec<String>,
    /// Which changes of the taxonomy, by number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub taxonomy: Vec<u64>,
}

impl Entry {
    /// The users, tokens and collections that were changed, by name, and the changes of the taxonomy, by number.
    pub fn names(&self) -> Vec<String> {
        let mut names = [&self.users[..], &self.tokens, &self.collections].concat();
        names.extend(self.taxonomy.iter().map(ToString::to_string));
        names
    }

    /// What a commit tells.
    pub fn of(commit: Commit) -> Entry {
        let kind = Kind::of(&commit.cause);
        let (reason, import) = match commit.cause {
            Cause::System(reason) => (Some(reason), None),
            Cause::Import(id) => (None, Some(id)),
            Cause::Edit => (None, None),
        };
        let (channel, net) = match commit.via {
            Some(via) => (Some(via.channel), via.net),
            None => (None, None),
        };
        Entry {
            commit: commit.number,
            at: commit.at,
            actor: commit.actor,
            kind,
            reason,
            import,
            channel,
            net,
            records: commit.puts,
            ids: commit.ids,
            users: commit.users,
            tokens: commit.tokens,
            collections: commit.collections,
            taxonomy: commit.taxonomy,
        }
    }
}

#[cfg(test)]
mod tests {
    use record::{Seq, Via};

    use super::*;

    /// A commit on its number's day of 1970.
    pub(super) fn commit(number: u64, actor: &str, cause: Cause) -> Commit {
        Commit {
            number,
            at: Datestamp(DAY * number as i64),
            actor: actor.to_owned(),
            cause,
            via: Some(Via::of(Channel::Web)),
            after: Seq(0),
            puts: 0,
            ids: Vec::new(),
            imports: Vec::new(),
            tokens: Vec::new(),
            users: Vec::new(),
            collections: Vec::new(),
            taxonomy: Vec::new(),
        }
    }

    #[test]
    fn a_filter_takes_what_fits_and_nothing_else() {
        let system = |reason: &str| Cause::System(reason.to_owned());
        let cases: [(&str, &str, Commit, bool); 14] = [
            ("actor", "ana", commit(1, "ana", Cause::Edit), true),
            ("actor", "ana", commit(1, "ana/day", Cause::Edit), true),
            ("actor", "ana/day", commit(1, "ana", Cause::Edit), false),
            ("actor", "ana", commit(1, "anabel", Cause::Edit), false),
            ("kind", "edit", commit(1, "a", Cause::Edit), true),
            ("kind", "user", commit(1, "a", system("user-role")), true),
            ("kind", "user", commit(1, "a", system("user")), true),
            ("kind", "system", commit(1, "a", system("users")), true),
            ("kind", "token", commit(1, "a", system("token-added")), true),
            (
                "kind",
                "collection",
                commit(1, "a", system("collection-made")),
                true,
            ),
            (
                "kind",
                "collection",
                commit(1, "a", system("collection:sea")),
                true,
            ),
            (
                "kind",
                "import",
                commit(1, "a", Cause::Import(ImportId(1))),
                true,
            ),
            ("until", "1970-01-02", commit(1, "a", Cause::Edit), true),
            ("until", "1970-01-02", commit(2, "a", Cause::Edit), false),
        ];
        for (name, value, commit, fits) in cases {
            let mut filter = Filter::default();
            filter.set(name, value).unwrap();
            assert_eq!(filter.fits(&commit), fits, "{name}={value} {commit:?}");
        }
        for (name, value) in [
            ("kind", "other"),
            ("from", "soon"),
            ("from", "2026-02-30"),
            ("until", "2026-1-1"),
            ("record", "one"),
        ] {
            let mut filter = Filter::default();
            let said = filter.set(name, value).unwrap_err().to_string();
            assert!(said.starts_with(&format!("{name}={value}: ")), "{said}");
            assert_eq!(filter, Filter::default());
        }
    }
}
