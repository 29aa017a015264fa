//! Google Scholar's inclusion guidelines as rules that a landing page is judged by.
//!
//! The rules are a table (`rules`). Those on what is in a record are judged from the record and its tags
//! alone; those on how a page is served are judged from what somebody has fetched (`page`). Nothing here
//! fetches anything: a rule whose facts nobody has brought is [`Verdict::NotAsked`].

mod bibliography;
mod page;
mod reasons;
mod robots;
mod rules;
mod served;
#[cfg(test)]
mod tests;
mod who;

use record::Record;
use taxonomy::Taxonomy;

use crate::{Site, genre::Genre, scholar};

pub use page::{Around, Page, Path, Pdf};
pub use reasons::{Hand, Reason};
pub use robots::allows;
pub use rules::{Needs, RULES, Rule};
pub use served::{CRAWLER, LARGEST, MOST_LINKS};

/// How a rule is met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is.
    Pass,
    /// It has nothing to say here.
    DoesNotApply,
    /// It is not.
    Fails(Reason, String),
    /// The facts that it needs were not brought.
    NotAsked,
}

/// A rule and how it is met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The rule.
    pub rule: &'static Rule,
    /// How it is met.
    pub verdict: Verdict,
}

/// A tag of a page's head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Its name in small letters.
    pub name: String,
    /// Its content, unescaped.
    pub content: String,
}

/// A record of this site.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known<'a> {
    pub(crate) record: &'a Record,
    pub(crate) site: &'a Site,
}

/// What is judged: the tags, and what else is known.
pub struct Case<'a> {
    tags: Vec<Tag>,
    genre: Genre,
    known: Option<Known<'a>>,
    page: Option<&'a Page>,
    around: Option<&'a Around>,
}

impl<'a> Case<'a> {
    /// A record of this site, as its landing page gives it.
    pub fn of_record(record: &'a Record, site: &'a Site, taxonomy: &Taxonomy) -> Case<'a> {
        let tags = scholar::tags(record, site, taxonomy).into_iter();
        Case {
            tags: tags
                .map(|tag| Tag {
                    name: tag.name.to_owned(),
                    content: tag.content,
                })
                .collect(),
            genre: Genre::of(record, taxonomy),
            known: Some(Known { record, site }),
            page: None,
            around: None,
        }
    }

    /// A page that was fetched, and what was found around it.
    pub fn of_page(page: &'a Page, around: &'a Around) -> Case<'a> {
        Case {
            genre: guess(&page.tags),
            tags: page.tags.clone(),
            known: None,
            page: Some(page),
            around: Some(around),
        }
    }

    /// Every rule, in the order of the table.
    pub fn judge(&self) -> Vec<Judgement> {
        let untitled = self.is_untitled();
        let judged = RULES.iter().map(|rule| Judgement {
            rule,
            verdict: match untitled && rule.id != "title" && rule.needs == Needs::Tags {
                true => Verdict::DoesNotApply,
                false => (rule.judge)(self),
            },
        });
        judged.collect()
    }

    /// Whether it is a record without a title, which gets no tags at all: then nothing else counts.
    fn is_untitled(&self) -> bool {
        let title = self.fact().map(|fact| &fact.titles.main.main);
        title.is_some_and(|title| title.trim().is_empty())
    }

    /// The filled-in contents of the first of these names that a page uses.
    fn values(&self, names: &[&str]) -> Vec<&str> {
        let of = |name: &&str| -> Vec<&str> {
            let all = self.tags.iter().filter(|tag| tag.name == *name);
            all.map(|tag| tag.content.trim())
                .filter(|content| !content.is_empty())
                .collect()
        };
        let mut all = names.iter().map(of);
        all.find(|found| !found.is_empty()).unwrap_or_default()
    }

    fn value(&self, names: &[&str]) -> Option<&str> {
        self.values(names).first().copied()
    }

    /// Why a tag is missing from a page of which nothing else is known: one that has a title tag knows how to write
    /// tags, and lacks the fact.
    fn lacking(&self, fact: Reason, tag: Reason) -> Reason {
        match self.known.is_none() && self.value(&["citation_title"]).is_some() {
            true => fact,
            false => tag,
        }
    }

    fn fact(&self) -> Option<&'a record::Description> {
        self.known.map(|known| &known.record.description)
    }
}

/// The kind that a page's tags speak of.
fn guess(tags: &[Tag]) -> Genre {
    let has = |name: &str| tags.iter().any(|tag| tag.name == name);
    let kinds = [
        ("citation_journal_title", Genre::Article),
        ("citation_dissertation_institution", Genre::Thesis),
        ("citation_technical_report_institution", Genre::Report),
        ("citation_inbook_title", Genre::Chapter),
        ("citation_conference_title", Genre::ConferencePaper),
        ("citation_isbn", Genre::Book),
        // A journal's article without the journal: what else could it be?
        ("citation_volume", Genre::Article),
        ("citation_issn", Genre::Article),
    ];
    let found = kinds.into_iter().find(|(name, _)| has(name));
    found.map_or(Genre::Other, |(_, genre)| genre)
}

fn fails(reason: Reason, value: impl Into<String>) -> Verdict {
    Verdict::Fails(reason, value.into())
}
