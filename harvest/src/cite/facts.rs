//! What a citation is made of: a record's facts, once, for every format.

use record::{
    Access, AssetKind, Contributor, ContributorKind, Description, IdentifierKind, Record,
};
use taxonomy::{Lang, Taxonomy};

use crate::{Site, citation, genre::Genre, language, link};

/// Somebody who made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Name {
    /// A person with a family name and a given one, which may be empty.
    Person {
        /// The family name.
        family: String,
        /// The given names.
        given: String,
    },
    /// An organization or a meeting, as it is called.
    Body(String),
}

/// The facts of one record.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The record's number.
    pub id: u64,
    /// What it is.
    pub genre: Genre,
    /// The whole title.
    pub title: String,
    /// Its authors in order; without any, the organizations behind it.
    pub authors: Vec<Name>,
    /// Its editors.
    pub editors: Vec<Name>,
    /// Its translators.
    pub translators: Vec<Name>,
    /// The journal or book it appeared in.
    pub container: Option<String>,
    /// The volume.
    pub volume: Option<String>,
    /// The issue.
    pub issue: Option<String>,
    /// The first page, or all pages where there is no range.
    pub first_page: Option<String>,
    /// The last page.
    pub last_page: Option<String>,
    /// Year, month, day, as far as they are known.
    pub date: Vec<i64>,
    /// The publisher.
    pub publisher: Option<String>,
    /// Where it was published.
    pub place: Option<String>,
    /// The edition.
    pub edition: Option<String>,
    /// The series and the number in it.
    pub series: Option<(String, Option<String>)>,
    /// A report's or an instrument's number.
    pub number: Option<String>,
    /// The DOI, without resolver.
    pub doi: Option<String>,
    /// ISBNs.
    pub isbn: Vec<String>,
    /// ISSNs, its own and its journal's.
    pub issn: Vec<String>,
    /// The first language, where it is a real one.
    pub lang: Option<Lang>,
    /// The abstract, in its own language where there is one.
    pub text: Option<String>,
    /// Themes in the record's language, and keywords.
    pub keywords: Vec<String>,
    /// The landing page.
    pub url: String,
    /// Full texts that everybody may read.
    pub files: Vec<String>,
    /// Physical extent.
    pub extent: Option<String>,
    /// The source system's number.
    pub control_number: Option<String>,
}

impl Facts {
    /// The facts of a record.
    pub fn of(record: &Record, site: &Site, taxonomy: &Taxonomy) -> Facts {
        let about = &record.description;
        let host = about.host.as_ref();
        let pages = host.and_then(|h| h.pages.as_ref());
        let first = |kind| values(about, kind).into_iter().next();
        let publisher = about.publisher.as_ref();
        let mut issn = values(about, IdentifierKind::Issn);
        issn.extend(host.and_then(|h| h.issn.clone()));
        let mut isbn = values(about, IdentifierKind::Isbn);
        isbn.extend(host.and_then(|h| h.isbn.clone()));
        let lang = about.languages.first().copied();
        Facts {
            id: record.id.0,
            genre: Genre::of(record, taxonomy),
            title: about.titles.main.full(),
            authors: authors(about),
            editors: with_role(about, "edt"),
            translators: with_role(about, "trl"),
            container: container(record),
            volume: host.and_then(|h| h.volume.clone()),
            issue: host.and_then(|h| h.issue.clone()),
            first_page: pages.map(|p| p.first.clone().unwrap_or_else(|| p.raw.clone())),
            last_page: pages.and_then(|p| p.last.clone()),
            date: date(about),
            publisher: publisher.and_then(|p| p.name.clone()),
            place: publisher.and_then(|p| p.place.clone()),
            edition: about.edition.clone(),
            series: about
                .series
                .first()
                .map(|s| (s.title.clone(), s.number.clone())),
            number: first(IdentifierKind::ReportNumber)
                .or_else(|| first(IdentifierKind::InstrumentNumber)),
            doi: first(IdentifierKind::Doi),
            isbn: once(isbn),
            issn: once(issn),
            lang: lang.filter(|l| language::tag(l).is_some()),
            text: text(about, lang),
            keywords: keywords(about, taxonomy),
            url: site.record_url(record.id),
            files: files(about),
            extent: about.extent.clone(),
            control_number: first(IdentifierKind::ControlNumber),
        }
    }

    /// The link to cite: the DOI's, else the landing page.
    pub fn link(&self) -> String {
        self.doi
            .as_deref()
            .map_or_else(|| self.url.clone(), link::doi)
    }

    /// The pages as a range: `644-651`.
    pub fn pages(&self, dash: &str) -> Option<String> {
        let first = self.first_page.as_deref()?;
        Some(match &self.last_page {
            Some(last) => format!("{first}{dash}{last}"),
            None => first.replace('-', dash),
        })
    }

    /// The year.
    pub fn year(&self) -> Option<i64> {
        self.date.first().copied()
    }
}

fn once(values: Vec<String>) -> Vec<String> {
    let mut seen: Vec<String> = Vec::with_capacity(values.len());
    for value in values {
        if !seen.contains(&value) {
            seen.push(value);
        }
    }
    seen
}

fn values(about: &Description, kind: IdentifierKind) -> Vec<String> {
    let all = about
        .identifiers
        .iter()
        .filter(|i| i.kind == kind && i.valid);
    all.map(|i| i.value.clone()).collect()
}

fn authors(about: &Description) -> Vec<Name> {
    let all = &about.contributors;
    let creators: Vec<Name> = all.iter().filter(|c| c.is_creator()).map(name).collect();
    if !creators.is_empty() || !with_role(about, "edt").is_empty() {
        return creators;
    }
    let bodies = all.iter().filter(|c| c.kind == ContributorKind::Corporate);
    bodies.map(name).collect()
}

fn with_role(about: &Description, role: &str) -> Vec<Name> {
    let all = about.contributors.iter();
    all.filter(|c| !c.is_creator() && c.roles.iter().any(|r| r == role))
        .map(name)
        .collect()
}

fn name(contributor: &Contributor) -> Name {
    let whole = contributor.name.trim();
    if contributor.kind != ContributorKind::Person {
        return Name::Body(whole.to_owned());
    }
    let (family, given) = whole.split_once(',').unwrap_or((whole, ""));
    Name::Person {
        family: family.trim().to_owned(),
        given: given.trim().to_owned(),
    }
}

/// The host's title; what 773 gave unparsed stays with it, so that nothing is lost.
fn container(record: &Record) -> Option<String> {
    let host = record.description.host.as_ref()?;
    let parsed = host.volume.is_some() || host.issue.is_some() || host.pages.is_some();
    match (&host.title, parsed) {
        (Some(title), true) => Some(title.clone()),
        (title, false) => citation::host(record).or_else(|| title.clone()),
        (None, true) => None,
    }
}

fn date(about: &Description) -> Vec<i64> {
    let Some(date) = &about.date else {
        return Vec::new();
    };
    let parts = [
        date.year.map(i64::from),
        date.month.map(i64::from),
        date.day.map(i64::from),
    ];
    parts.into_iter().map_while(|part| part).collect()
}

fn text(about: &Description, lang: Option<Lang>) -> Option<String> {
    let own = about.abstracts.iter().find(|t| Some(t.lang) == lang);
    own.or_else(|| about.abstracts.first())
        .map(|t| t.value.clone())
}

fn keywords(about: &Description, taxonomy: &Taxonomy) -> Vec<String> {
    let lang = about.languages.first().copied().unwrap_or(Lang::EN);
    let scheme = taxonomy.themes();
    let themes = about
        .themes
        .iter()
        .filter_map(|t| scheme.resolve(t.concept.as_str()))
        .map(|concept| concept.label(lang).to_owned());
    let keywords = about.keywords.iter().map(|k| k.text.value.clone());
    once(themes.chain(keywords).collect())
}

fn files(about: &Description) -> Vec<String> {
    if about.access == Access::Restricted {
        return Vec::new();
    }
    let texts = about
        .assets
        .iter()
        .filter(|a| a.kind == AssetKind::FullText);
    once(texts.map(|a| a.url.clone()).collect())
}
