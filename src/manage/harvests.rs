//! The repositories that records are harvested from: all of them, keep one, what is happening with it.

use record::Datestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    access::Actor,
    app::App,
    harvester::{Ask, HarvestError, address},
    pipeline::{HarvestRow, ImportRequest},
};

/// The longest name of a repository or a source system, in letters.
const LONGEST: usize = 40;
/// The longest set or prefix, in bytes.
const LONGEST_WORD: usize = 200;
/// The longest time between runs, in hours.
const MOST_HOURS: u32 = 8784;

/// A repository as the API, a form or the command line asks to have it kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// Its base URL.
    #[serde(default)]
    pub url: String,
    /// Its name here; made of its host and set when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The set to harvest; everything when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set: Option<String>,
    /// The prefix of the format to ask for; the richest that is read when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// The profile to read the records by; that of their format when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// The source system that the records belong to; made of the host when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// Hours between runs; 0 is by hand only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<u32>,
    /// How to harvest it now; left out it is only kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<Run>,
}

/// How a run is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// Everything, whatever was harvested before.
    #[serde(default)]
    pub full: bool,
    /// From this day or moment on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// What comes is only looked through, and waits for somebody's word.
    #[serde(default)]
    pub look: bool,
}

impl Run {
    /// As the harvester is asked.
    pub fn ask(&self) -> Ask {
        Ask {
            full: self.full,
            from: self.from.clone().filter(|from| !from.is_empty()),
            look: self.look,
        }
    }
}

impl Wanted {
    /// The row that is meant: the one of this name or else of this URL, set and format, with what is said
    /// here; a new one when there is none. And whether it is new.
    ///
    /// # Errors
    /// When something does not fit, or the store cannot be read.
    pub fn row(&self, app: &App) -> Result<(HarvestRow, bool), HarvestError> {
        let url = address(&self.url)?;
        let rows = app.pipeline.harvests()?;
        let taken: Vec<String> = rows.iter().map(|row| row.name.clone()).collect();
        let held = rows.into_iter().find(|row| {
            let same = row.url == url
                && row.set == self.set
                && (self.format.is_none() || self.format == row.format);
            self.name.as_ref().map_or(same, |name| *name == row.name)
        });
        let new = held.is_none();
        let row = match held {
            Some(held) => HarvestRow {
                url,
                set: self.set.clone().or(held.set),
                format: self.format.clone().or(held.format),
                profile: self.profile.clone().or(held.profile),
                system: self.system.clone().unwrap_or(held.system),
                every: self.every.or(held.every).filter(|every| *every > 0),
                ..held
            },
            None => self.fresh(url),
        };
        if new && taken.contains(&row.name) {
            return Err(HarvestError::Unfit(format!(
                "name: {} is another repository's, or another set's; give this one a name",
                row.name
            )));
        }
        check(row).map(|row| (row, new))
    }

    /// A row that says this and nothing else.
    ///
    /// # Errors
    /// When something does not fit.
    pub fn anew(&self) -> Result<HarvestRow, HarvestError> {
        let url = address(&self.url)?;
        check(self.fresh(url))
    }

    fn fresh(&self, url: String) -> HarvestRow {
        let host = slug(&host(&url));
        let named = match &self.set {
            Some(set) => slug(&format!("{host}-{set}")),
            None => host.clone(),
        };
        HarvestRow {
            name: self.name.clone().unwrap_or(named),
            system: self.system.clone().unwrap_or(host),
            url,
            set: self.set.clone(),
            format: self.format.clone(),
            profile: self.profile.clone(),
            every: self.every.filter(|every| *every > 0),
            next: None,
            runs: Vec::new(),
            last: None,
        }
    }
}

/// `example.org` of `https://example.org:8080/oai`; a port that tells it apart stays.
fn host(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?']).next().unwrap_or(rest).to_owned()
}

/// Small letters, digits and hyphens, as names are.
fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.to_ascii_lowercase().chars() {
        match c {
            'a'..='z' | '0'..='9' => slug.push(c),
            _ if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            _ => {}
        }
    }
    slug.truncate(LONGEST);
    slug.trim_end_matches('-').to_owned()
}

fn check(row: HarvestRow) -> Result<HarvestRow, HarvestError> {
    let wrong = |text: String| Err(HarvestError::Unfit(text));
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !(1..=LONGEST).contains(&row.name.len()) || !row.name.chars().all(fits) {
        return wrong(format!(
            "name: {:?} cannot name a repository; up to {LONGEST} small letters, digits and hyphens can",
            row.name
        ));
    }
    let request = ImportRequest {
        system: row.system.clone(),
        ..ImportRequest::new(Actor::system("harvest"))
    };
    request.check()?;
    // setSpec and metadataPrefix: the unreserved characters of URIs (OAI-PMH 2.0 sections 2.6 and 3.4).
    let unreserved = |c: char| c.is_ascii_alphanumeric() || "-_.!~*'()".contains(c);
    let word = |word: &str, more: &str| {
        (1..=LONGEST_WORD).contains(&word.len())
            && word.chars().all(|c| unreserved(c) || more.contains(c))
    };
    if let Some(set) = row.set.as_ref().filter(|set| !word(set, ":")) {
        return wrong(format!(
            "set: {set:?} is no setSpec; the repository lists its own at verb=ListSets"
        ));
    }
    if let Some(format) = row.format.as_ref().filter(|format| !word(format, "")) {
        return wrong(format!(
            "format: {format:?} is no prefix; the repository lists its own at verb=ListMetadataFormats"
        ));
    }
    if row.every.is_some_and(|every| every > MOST_HOURS) {
        return wrong(format!(
            "every: at most {MOST_HOURS} hours lie between two runs"
        ));
    }
    Ok(row)
}

/// Keeps a repository, and has it harvested when that is wanted; what the API and the command line tell of it.
///
/// # Errors
/// When something does not fit, it is being harvested already, or the commit is refused.
pub fn keep(app: &App, actor: &Actor, wanted: &Wanted) -> Result<Value, HarvestError> {
    let (row, new) = wanted.row(app)?;
    let ask = wanted.run.as_ref().map(Run::ask);
    if let Some(ask) = &ask {
        ask.check()?;
    }
    let row = app.pipeline.save_harvest(actor, row)?;
    if let Some(ask) = ask {
        app.harvester.ask(app, actor, (&row.name, &ask))?;
    }
    app.harvester.wake();
    let mut told = shown(app, &row);
    told["created"] = json!(new);
    Ok(told)
}

/// `{"harvests": [...]}`, by name.
///
/// # Errors
/// When the store cannot be read.
pub fn list(app: &App) -> Result<Value, HarvestError> {
    let rows = app.pipeline.harvests()?;
    let rows: Vec<Value> = rows.iter().map(|row| shown(app, row)).collect();
    Ok(json!({ "harvests": rows }))
}

/// A repository, and what is happening with it.
pub fn shown(app: &App, row: &HarvestRow) -> Value {
    let mut told = json!(row);
    let standing = json!(app.harvester.standing(app, &row.name));
    if let (Some(told), Some(standing)) = (told.as_object_mut(), standing.as_object()) {
        // The imports of its runs are told by the imports.
        told.remove("runs");
        told.extend(standing.clone());
        told.insert("due".into(), json!(due(row)));
    }
    told
}

/// When it is harvested next by itself.
pub fn due(row: &HarvestRow) -> Option<Datestamp> {
    let every = i64::from(row.every?) * 3600;
    let last = row.last.as_ref()?;
    Some(Datestamp(last.ended.0 + every))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_is_named_by_its_host_and_set_and_what_does_not_fit_is_told() {
        let wanted = |url: &str, set: Option<&str>| Wanted {
            url: url.to_owned(),
            set: set.map(str::to_owned),
            ..Wanted::default()
        };
        let row = wanted("https://Data.Example.org:8080/oai?x=1&", Some("a:b_c")).anew();
        let row = row.unwrap();
        assert_eq!(row.url, "https://Data.Example.org:8080/oai?x=1");
        assert_eq!(row.name, "data-example-org-8080-a-b-c");
        assert_eq!(row.system, "data-example-org-8080");
        for (wanted, expected) in [
            (
                wanted("ftp://x/oai", None),
                "must begin with https:// or http://",
            ),
            (
                wanted("example.org/oai", None),
                "must begin with https:// or http://",
            ),
            (wanted("http:///oai", None), "is no address of a repository"),
            (wanted("", None), "must begin with https:// or http://"),
            (
                wanted("http://me:secret@x/oai", None),
                "a name and a password",
            ),
            (wanted("http://x/oai?verb=Identify", None), "without verb="),
            (
                wanted("http://x/oai#top", None),
                "leave out what begins with #",
            ),
            (wanted("http://x/oai", Some("a b")), "is no setSpec"),
            (
                Wanted {
                    format: Some("a&b".into()),
                    ..wanted("http://x/oai", None)
                },
                "is no prefix",
            ),
            (
                Wanted {
                    name: Some("../x".into()),
                    ..wanted("http://x/oai", None)
                },
                "cannot name a repository",
            ),
            (
                Wanted {
                    system: Some("A".into()),
                    ..wanted("http://x/oai", None)
                },
                "cannot name a source system",
            ),
            (
                Wanted {
                    every: Some(9000),
                    ..wanted("http://x/oai", None)
                },
                "at most 8784 hours",
            ),
        ] {
            let error = wanted.anew().unwrap_err().to_string();
            assert!(error.contains(expected), "{wanted:?}: {error}");
        }
    }
}
