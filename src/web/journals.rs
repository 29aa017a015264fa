//! Journals: their list, their volumes, and each issue's contents in three languages side by side.
//!
//! Volumes are counted as in English: a language version's own count is brought to it by the table
//! of journals, so that an issue stands once.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use askama::Template;
use axum::{
    extract::{Path, RawQuery, State},
    http::HeaderMap,
    response::Response,
};
use parking_lot::Mutex;
use record::{ChangeRange, HostItem, Record, RecordId, Seq, SetSpec, WorkId, mapping::Mapping};
use taxonomy::Lang;

use super::{
    Service,
    fault::Fault,
    feed::{self, About, Asked},
    labels,
    params::SearchParams,
    reader::Reader,
    results::main_language,
    search,
    view::{self, FacetLink, Frame, Link, segment},
};

/// Changes read at a time.
const STEP: usize = 1000;

/// A volume or an issue: by number where it begins with one, then by its text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Numbered(u32, String);

impl Numbered {
    fn new(text: &str) -> Numbered {
        let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
        Numbered(digits.parse().unwrap_or(u32::MAX), text.to_owned())
    }
}

/// One article.
struct Article {
    id: RecordId,
    work: WorkId,
    lang: Lang,
    title: String,
    year: Option<i16>,
    page: Option<u32>,
}

type Issues = BTreeMap<Numbered, Vec<Article>>;

/// A journal's contents as they were after its latest change.
struct Contents {
    latest: Seq,
    volumes: BTreeMap<Numbered, Issues>,
    unplaced: usize,
}

/// The contents of journals, each read once after a change.
#[derive(Default)]
pub struct Shelf(Mutex<HashMap<String, Arc<Contents>>>);

impl Shelf {
    fn contents(&self, service: &Service, slug: &str) -> Result<Arc<Contents>, Fault> {
        let set = SetSpec::new(&format!("journal:{slug}"));
        let latest = service.app.store.last_change(&set);
        let kept = self.0.lock().get(slug).cloned();
        if let Some(contents) = kept.filter(|contents| contents.latest == latest) {
            return Ok(contents);
        }
        let contents = Arc::new(read(service, set, latest)?);
        self.0.lock().insert(slug.to_owned(), Arc::clone(&contents));
        Ok(contents)
    }
}

fn read(service: &Service, set: SetSpec, latest: Seq) -> Result<Contents, Fault> {
    let store = &service.app.store;
    let slug = set.as_str().trim_start_matches("journal:").to_owned();
    let mut contents = Contents {
        latest,
        volumes: BTreeMap::new(),
        unplaced: 0,
    };
    let mut range = ChangeRange {
        set: Some(set),
        ..ChangeRange::default()
    };
    loop {
        let rows = store.changes(&range, STEP)?;
        let Some(last) = rows.last() else {
            return Ok(contents);
        };
        range.after = last.seq;
        for row in rows.iter().filter(|row| !row.deleted) {
            if let Some(record) = store.record(row.id)? {
                contents.put(&slug, &record);
            }
        }
    }
}

impl Contents {
    fn put(&mut self, slug: &str, record: &Record) {
        let host = record.description.host.as_ref();
        let place = host.and_then(|host| Some((volume(slug, host, record)?, host)));
        let Some((volume, host)) = place else {
            self.unplaced += 1;
            return;
        };
        let issue = Numbered::new(host.issue.as_deref().unwrap_or(""));
        let page = host.pages.as_ref().and_then(|p| p.first.as_ref());
        let article = Article {
            id: record.id,
            work: record.work,
            lang: main_language(record),
            title: record.description.titles.main.full(),
            year: record.description.date.as_ref().and_then(|d| d.year),
            page: page.and_then(|p| p.parse().ok()),
        };
        let issues = self.volumes.entry(Numbered::new(&volume)).or_default();
        issues.entry(issue).or_default().push(article);
    }
}

/// A record's volume, counted as in English.
fn volume(slug: &str, host: &HostItem, record: &Record) -> Option<String> {
    let given = host.volume.as_ref()?;
    let mapping = Mapping::bundled();
    let journal = mapping.journals.journals.iter().find(|j| j.slug == slug)?;
    let lang = main_language(record);
    let offset = journal.version.iter().find(|v| v.lang == lang);
    let offset = offset.map_or(0, |v| v.volume_offset);
    match given.parse::<i32>() {
        Ok(number) if offset != 0 => Some((number + offset).to_string()),
        _ => Some(given.clone()),
    }
}

/// Where an issue, or as much of it as is known, is listed.
pub fn issue_href(slug: &str, record: &Record) -> String {
    let mut href = format!("/journals/{}", segment(slug));
    let host = record.description.host.as_ref();
    if let Some(host) = host
        && let Some(volume) = volume(slug, host, record)
    {
        href.push_str(&format!("/{}", segment(&volume)));
        if let Some(issue) = &host.issue {
            href.push_str(&format!("/{}", segment(issue)));
        }
    }
    href
}

/// The way to an article: its journal, volume and issue.
pub fn path(record: &Record, reader: &Reader) -> Vec<Link> {
    let host = record.description.host.as_ref();
    let Some((host, slug)) = host.and_then(|h| Some((h, h.journal.as_ref()?))) else {
        return Vec::new();
    };
    let mut links = trail(slug, reader);
    if let Some(volume) = volume(slug, host, record) {
        links.push(volume_link(slug, &volume, reader));
        if let Some(issue) = &host.issue {
            links.push(issue_link(slug, &volume, issue, reader));
        }
    }
    links
}

fn trail(slug: &str, reader: &Reader) -> Vec<Link> {
    vec![
        Link {
            label: reader.texts.text("journals"),
            href: "/journals".to_owned(),
        },
        Link {
            label: labels::journal(slug, reader.lang),
            href: format!("/journals/{}", segment(slug)),
        },
    ]
}

fn volume_link(slug: &str, volume: &str, reader: &Reader) -> Link {
    Link {
        label: reader.texts.with("volume", volume),
        href: format!("/journals/{}/{}", segment(slug), segment(volume)),
    }
}

fn issue_link(slug: &str, volume: &str, issue: &str, reader: &Reader) -> Link {
    Link {
        label: issue_label(issue, reader),
        href: format!(
            "/journals/{}/{}/{}",
            segment(slug),
            segment(volume),
            segment(issue)
        ),
    }
}

fn issue_label(issue: &str, reader: &Reader) -> String {
    match issue {
        "" => reader.texts.text("issue-none"),
        issue => reader.texts.with("issue", issue),
    }
}

#[derive(Template)]
#[template(path = "journals.html")]
struct JournalsPage<'a> {
    frame: Frame<'a>,
    journals: Vec<FacetLink>,
}

/// `GET /journals`
pub async fn list(State(service): State<Service>, reader: Reader) -> Result<Response, Fault> {
    view::blocking(move || {
        let found = search::run(&service, &reader, &SearchParams::default())?;
        let mut journals: Vec<FacetLink> = found
            .facets
            .journals
            .iter()
            .map(|found| FacetLink {
                label: labels::journal(&found.value, reader.lang),
                count: reader.texts.number(&found.count),
                href: format!("/journals/{}", segment(&found.value)),
                chosen: false,
            })
            .collect();
        reader.sort_by(&mut journals, |j| &j.label);
        let heading = reader.texts.text("journals");
        let page = JournalsPage {
            frame: Frame::new(&service, &reader, &heading, "/journals"),
            journals,
        };
        view::html(&page, &reader)
    })
    .await
}

#[derive(Template)]
#[template(path = "journal.html")]
struct JournalPage<'a> {
    frame: Frame<'a>,
    path: Vec<Link>,
    heading: String,
    titles: Vec<Titled>,
    parts: Vec<Part>,
    unplaced: Option<Link>,
}

/// A language version of a journal.
struct Titled {
    lang: Lang,
    language: String,
    title: String,
    issn: String,
}

/// A volume or an issue as it is listed.
struct Part {
    link: Link,
    year: String,
    count: String,
}

fn years(articles: impl Iterator<Item = Option<i16>>) -> String {
    let known: Vec<i16> = articles.flatten().collect();
    match (known.iter().min(), known.iter().max()) {
        (Some(first), Some(last)) if first == last => first.to_string(),
        (Some(first), Some(last)) => format!("{first}–{last}"),
        _ => String::new(),
    }
}

/// `GET /journals/{slug}`: its titles and volumes, newest first.
pub async fn journal(
    State(service): State<Service>,
    reader: Reader,
    Path(slug): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    if let Some(slug) = slug.strip_suffix(feed::SUFFIX) {
        let asked = Asked::of(query.as_deref(), &headers)?;
        let about = About {
            set: Some(SetSpec::new(&format!("journal:{slug}"))),
            title: labels::journal(slug, reader.lang),
            subtitle: None,
            lang: reader.lang,
            path: format!("/journals/{slug}"),
        };
        let slug = slug.to_owned();
        return view::blocking(move || {
            known(&service, &slug)?;
            feed::answer(&service, &about, &asked)
        })
        .await;
    }
    view::blocking(move || {
        let contents = known(&service, &slug)?;
        let volumes = contents.volumes.iter().rev();
        let parts = volumes.map(|(volume, issues)| {
            let articles = || issues.values().flatten();
            Part {
                link: volume_link(&slug, &volume.1, &reader),
                year: years(articles().map(|a| a.year)),
                count: reader.texts.count("results", &(articles().count() as u64)),
            }
        });
        let mapping = Mapping::bundled();
        let versions = mapping.journals.journals.iter();
        let versions = versions.filter(|j| j.slug == slug).flat_map(|j| &j.version);
        let titles = versions.map(|version| Titled {
            lang: version.lang,
            language: labels::language(version.lang.as_str(), &reader),
            title: version.title.clone(),
            issn: version.issn.join(", "),
        });
        let heading = labels::journal(&slug, reader.lang);
        let unplaced = (contents.unplaced > 0).then(|| Link {
            label: reader.texts.count("unplaced", &(contents.unplaced as u64)),
            href: format!("/browse/journal/{}", segment(&slug)),
        });
        let address = format!("/journals/{}", segment(&slug));
        let mut frame = Frame::new(&service, &reader, &heading, &address);
        frame.feed = Some(Link {
            label: heading.clone(),
            href: format!("{address}{}", feed::SUFFIX),
        });
        let page = JournalPage {
            frame,
            path: trail(&slug, &reader).into_iter().take(1).collect(),
            heading,
            titles: titles.collect(),
            parts: parts.collect(),
            unplaced,
        };
        view::html(&page, &reader)
    })
    .await
}

fn known(service: &Service, slug: &str) -> Result<Arc<Contents>, Fault> {
    let contents = service.journals.contents(service, slug)?;
    if contents.volumes.is_empty() && contents.unplaced == 0 {
        return Err(Fault::not_found(format!("there is no journal {slug}")));
    }
    Ok(contents)
}

#[derive(Template)]
#[template(path = "issue.html")]
struct IssuePage<'a> {
    frame: Frame<'a>,
    path: Vec<Link>,
    heading: String,
    languages: Vec<(Lang, String)>,
    issues: Vec<IssueTable>,
    /// Whether the page is about one issue.
    alone: bool,
    previous: Option<Link>,
    next: Option<Link>,
}

/// An issue's works by language.
struct IssueTable {
    link: Link,
    rows: Vec<Vec<Option<Cell>>>,
}

struct Cell {
    title: String,
    href: String,
    lang: Lang,
}

/// `GET /journals/{slug}/{volume}`: the contents of all its issues.
pub async fn volume_page(
    State(service): State<Service>,
    reader: Reader,
    Path((slug, volume)): Path<(String, String)>,
) -> Result<Response, Fault> {
    view::blocking(move || contents(&service, &reader, &slug, &volume, None)).await
}

/// `GET /journals/{slug}/{volume}/{issue}`
pub async fn issue_page(
    State(service): State<Service>,
    reader: Reader,
    Path((slug, volume, issue)): Path<(String, String, String)>,
) -> Result<Response, Fault> {
    view::blocking(move || contents(&service, &reader, &slug, &volume, Some(&issue))).await
}

fn contents(
    service: &Service,
    reader: &Reader,
    slug: &str,
    volume: &str,
    issue: Option<&str>,
) -> Result<Response, Fault> {
    let all = known(service, slug)?;
    let here = Numbered::new(volume);
    let missing = || Fault::not_found(format!("no record is in volume {volume} of {slug}"));
    let issues = all.volumes.get(&here).ok_or_else(missing)?;
    let wanted = issue.map(Numbered::new);
    if wanted.as_ref().is_some_and(|w| !issues.contains_key(w)) {
        let issue = issue.unwrap_or_default();
        return Err(Fault::not_found(format!(
            "no record is in issue {issue} of volume {volume} of {slug}"
        )));
    }
    let languages = shown_languages(slug, issues);
    let shown = issues
        .iter()
        .filter(|(n, _)| wanted.as_ref().is_none_or(|w| w == *n));
    let tables = shown.map(|(number, articles)| IssueTable {
        link: issue_link(slug, volume, &number.1, reader),
        rows: rows(articles, &languages),
    });
    let mut path = trail(slug, reader);
    let mut heading = reader.texts.with("volume", volume);
    let mut address = format!("/journals/{}/{}", segment(slug), segment(volume));
    if let Some(issue) = issue {
        path.push(volume_link(slug, volume, reader));
        heading = format!("{heading}, {}", issue_label(issue, reader));
        address.push_str(&format!("/{}", segment(issue)));
    }
    let years = years(issues.values().flatten().map(|a| a.year));
    let heading = match years.as_str() {
        "" => heading,
        years => format!("{heading} ({years})"),
    };
    let beside = |found: Option<&Numbered>| found.map(|v| volume_link(slug, &v.1, reader));
    let title = format!("{}: {heading}", labels::journal(slug, reader.lang));
    let page = IssuePage {
        frame: Frame::new(service, reader, &title, &address),
        path,
        heading,
        issues: tables.collect(),
        alone: issue.is_some(),
        previous: beside(all.volumes.range(..here.clone()).next_back().map(|v| v.0)),
        next: beside(all.volumes.range(here..).nth(1).map(|v| v.0)),
        languages: languages
            .into_iter()
            .map(|lang| (lang, labels::language(lang.as_str(), reader)))
            .collect(),
    };
    view::html(&page, reader)
}

/// The journal's languages, and any other that an article is in.
fn shown_languages(slug: &str, issues: &Issues) -> Vec<Lang> {
    let mapping = Mapping::bundled();
    let journal = mapping.journals.journals.iter().find(|j| j.slug == slug);
    let mut languages: Vec<Lang> = journal.map_or_else(Vec::new, |j| {
        j.version.iter().map(|version| version.lang).collect()
    });
    for article in issues.values().flatten() {
        if !languages.contains(&article.lang) {
            languages.push(article.lang);
        }
    }
    languages
}

/// One row a work, in the order of pages; an empty place where a language has no record.
fn rows(articles: &[Article], languages: &[Lang]) -> Vec<Vec<Option<Cell>>> {
    let mut works: Vec<(Option<u32>, WorkId)> = Vec::new();
    for article in articles {
        match works.iter_mut().find(|(_, work)| *work == article.work) {
            Some((page, _)) => *page = (*page).or(article.page),
            None => works.push((article.page, article.work)),
        }
    }
    works.sort_by_key(|(page, work)| (page.unwrap_or(u32::MAX), work.0));
    let cell = |work: WorkId, lang: Lang| {
        let found = articles.iter().find(|a| a.work == work && a.lang == lang)?;
        Some(Cell {
            title: found.title.clone(),
            href: format!("/records/{}", found.id),
            lang,
        })
    };
    let row = |(_, work): (_, WorkId)| languages.iter().map(|lang| cell(work, *lang)).collect();
    works.into_iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn volumes_and_issues_are_ordered_by_number() {
        let mut all: Vec<Numbered> = ["10", "2", "3-4", "3", "special", ""]
            .into_iter()
            .map(Numbered::new)
            .collect();
        all.sort();
        let order: Vec<&str> = all.iter().map(|n| n.1.as_str()).collect();
        assert_eq!(order, ["2", "3", "3-4", "10", "", "special"]);
    }
}
