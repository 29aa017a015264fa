//! Highwire Press tags, as Google Scholar and Zotero read them.
//!
//! The tags speak the publication's language, never the interface's: every value is the
//! record's own. Which tags there are follows Google Scholar's inclusion guidelines for
//! webmasters, "Indexing guidelines".

use record::{
    Access, AssetKind, Contributor, ContributorKind, Description, IdentifierKind, Record,
};
use taxonomy::Taxonomy;

use crate::{Site, genre::Genre, language, link};

/// One `<meta name="..." content="...">`; the page's template escapes the content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetaTag {
    /// The name, as `citation_title`.
    pub name: &'static str,
    /// The content, unescaped.
    pub content: String,
}

/// A record's tags, in the order in which a page gives them; none for a record without a title.
pub fn tags(record: &Record, site: &Site, taxonomy: &Taxonomy) -> Vec<MetaTag> {
    let description = &record.description;
    let mut tags = Tags(Vec::new());
    if description.titles.main.main.trim().is_empty() {
        return tags.0;
    }
    let genre = Genre::of(record, taxonomy);
    tags.add("citation_title", description.titles.main.full());
    for author in authors(description) {
        tags.add("citation_author", name(author));
    }
    for editor in editors(description) {
        tags.add("citation_editor", name(editor));
    }
    if let Some(date) = date(description) {
        tags.add("citation_publication_date", date);
    }
    part(&mut tags, description, genre);
    report(&mut tags, description, genre);
    identifiers(&mut tags, description);
    if let Some(lang) = description.languages.first().and_then(language::tag) {
        tags.add("citation_language", lang);
    }
    if let Some(url) = pdf_url(record, site) {
        tags.add("citation_pdf_url", url);
    }
    tags.add("citation_abstract_html_url", site.record_url(record.id));
    tags.0
}

struct Tags(Vec<MetaTag>);

impl Tags {
    fn add(&mut self, name: &'static str, content: impl Into<String>) {
        let content = content.into();
        if !content.trim().is_empty() {
            self.0.push(MetaTag { name, content });
        }
    }

    fn add_known(&mut self, name: &'static str, content: Option<&str>) {
        if let Some(content) = content {
            self.add(name, content);
        }
    }
}

/// The creators in order; without any, the organizations that stand behind the publication.
pub(crate) fn authors(description: &Description) -> Vec<&Contributor> {
    let all = &description.contributors;
    let creators: Vec<&Contributor> = all.iter().filter(|c| c.is_creator()).collect();
    if !creators.is_empty() {
        return creators;
    }
    all.iter()
        .filter(|c| c.kind == ContributorKind::Corporate)
        .collect()
}

/// The persons who edited a publication that has no creator; Zotero reads the tag.
fn editors(description: &Description) -> Vec<&Contributor> {
    let all = &description.contributors;
    if all.iter().any(Contributor::is_creator) {
        return Vec::new();
    }
    let edits = |c: &&Contributor| c.roles.iter().any(|role| role == "edt");
    all.iter()
        .filter(|c| c.kind == ContributorKind::Person)
        .filter(edits)
        .collect()
}

/// `Family, Given` as the heading has it; an organization's or meeting's name gets a closing
/// comma, or Zotero splits it into a first and a last name.
fn name(contributor: &Contributor) -> String {
    match contributor.kind {
        ContributorKind::Person => contributor.name.clone(),
        ContributorKind::Corporate | ContributorKind::Meeting => {
            format!("{},", contributor.name.trim_end_matches([',', ' ']))
        }
    }
}

/// `YYYY/MM/DD` where the day is known, else `YYYY`.
fn date(description: &Description) -> Option<String> {
    let date = description.date.as_ref()?;
    let year = date.year?;
    Some(match (date.month, date.day) {
        (Some(month), Some(day)) => format!("{year:04}/{month:02}/{day:02}"),
        _ => format!("{year:04}"),
    })
}

/// What it appeared in: the journal under its title in the article's language version, or the book.
fn part(tags: &mut Tags, description: &Description, genre: Genre) {
    let Some(host) = &description.host else {
        return;
    };
    let (title, isbn) = (host.title.as_deref(), host.isbn.as_deref());
    match genre {
        Genre::ConferencePaper => tags.add_known("citation_conference_title", title),
        Genre::Chapter => tags.add_known("citation_inbook_title", title),
        _ => tags.add_known("citation_journal_title", title),
    }
    tags.add_known("citation_issn", host.issn.as_deref());
    tags.add_known("citation_isbn", isbn);
    tags.add_known("citation_volume", host.volume.as_deref());
    tags.add_known("citation_issue", host.issue.as_deref());
    if let Some(pages) = &host.pages {
        let whole = (!pages.raw.contains(['-', ',', '–'])).then_some(pages.raw.as_str());
        tags.add_known("citation_firstpage", pages.first.as_deref().or(whole));
        tags.add_known("citation_lastpage", pages.last.as_deref());
    }
}

/// Who answers for a report, a paper or a thesis, and its number; a conference's name.
fn report(tags: &mut Tags, description: &Description, genre: Genre) {
    let publisher = description
        .publisher
        .as_ref()
        .and_then(|p| p.name.as_deref());
    let corporate = description
        .contributors
        .iter()
        .find(|c| c.kind == ContributorKind::Corporate);
    let institution = publisher.or(corporate.map(|c| c.name.as_str()));
    match genre {
        Genre::Report | Genre::WorkingPaper | Genre::MeetingDocument => {
            tags.add_known("citation_technical_report_institution", institution);
            let series = description.series.iter().find_map(|s| s.number.as_deref());
            let number = value(description, IdentifierKind::ReportNumber).or(series);
            tags.add_known("citation_technical_report_number", number);
        }
        Genre::Thesis => tags.add_known("citation_dissertation_institution", institution),
        Genre::ConferencePaper if description.host.is_none() => {
            let mut all = description.contributors.iter();
            let meeting = all.find(|c| c.kind == ContributorKind::Meeting);
            tags.add_known(
                "citation_conference_title",
                meeting.map(|c| c.name.as_str()),
            );
        }
        Genre::Book | Genre::Chapter => tags.add_known("citation_publisher", publisher),
        _ => {}
    }
}

/// The record's own DOI, ISBN and ISSN.
fn identifiers(tags: &mut Tags, description: &Description) {
    let host = description.host.as_ref();
    tags.add_known("citation_doi", value(description, IdentifierKind::Doi));
    if host.is_none_or(|h| h.isbn.is_none()) {
        tags.add_known("citation_isbn", value(description, IdentifierKind::Isbn));
    }
    if host.is_none_or(|h| h.issn.is_none()) {
        tags.add_known("citation_issn", value(description, IdentifierKind::Issn));
    }
}

fn value(description: &Description, kind: IdentifierKind) -> Option<&str> {
    let mut all = description.identifiers.iter();
    all.find(|i| i.kind == kind && i.valid)
        .map(|i| i.value.as_str())
}

/// The one PDF that Google Scholar may index, if there is one.
///
/// It must be public, on the page's own host and below the page's own directory, `/records/`.
/// Assets that live on other hosts therefore give none: a wrong link costs the page its place.
fn pdf_url(record: &Record, site: &Site) -> Option<String> {
    if record.description.access == Access::Restricted {
        return None;
    }
    let (here, base) = link::split(&site.base_url)?;
    let directory = format!("{base}/records/");
    let mut all = record.description.assets.iter();
    let pdf = all.find(|asset| {
        asset.kind == AssetKind::FullText
            && asset.media_type.as_deref() == Some("application/pdf")
            && link::split(&asset.url).is_some_and(|(host, path)| {
                host.eq_ignore_ascii_case(here) && path.starts_with(&directory)
            })
    })?;
    Some(pdf.url.clone())
}

#[cfg(test)]
mod tests {
    use record::{Access, Asset, AssetKind, Contributor, ContributorKind, Record};
    use taxonomy::Lang;

    use super::tags;
    use crate::memory::{article, book, conference_paper, convention, report, site, taxonomy};

    fn lines(record: &Record) -> String {
        let tags = tags(record, &site(), &taxonomy());
        tags.iter()
            .map(|t| format!("{} = {}\n", t.name, t.content))
            .collect()
    }

    #[test]
    fn an_article_has_what_scholar_asks_for() {
        insta::assert_snapshot!(lines(&article(1)));
    }

    #[test]
    fn the_tags_speak_the_articles_language() {
        let mut french = article(2);
        french.description.languages = vec![Lang::FR];
        french.description.titles.main.main = "Les salaires".to_owned();
        french.description.titles.main.remainder = None;
        let host = french.description.host.as_mut().unwrap();
        host.title = Some("Revue internationale du Travail".to_owned());
        let lines = lines(&french);
        assert!(lines.contains("citation_title = Les salaires\n"));
        assert!(lines.contains("citation_journal_title = Revue internationale du Travail\n"));
        assert!(lines.contains("citation_language = fr\n"));
    }

    #[test]
    fn other_document_types_have_their_own_tags() {
        insta::assert_snapshot!("report", lines(&report(3)));
        insta::assert_snapshot!("book", lines(&book(4)));
        insta::assert_snapshot!("conference_paper", lines(&conference_paper(5)));
        insta::assert_snapshot!("convention", lines(&convention(6)));
    }

    #[test]
    fn an_organization_ends_in_a_comma() {
        let mut record = article(1);
        record.description.contributors = vec![Contributor {
            kind: ContributorKind::Corporate,
            name: "International Labour Office".to_owned(),
            roles: vec!["isb".to_owned()],
            main_entry: false,
            dates: None,
            affiliation: None,
            uris: Vec::new(),
            field: "710[1]".to_owned(),
        }];
        assert!(lines(&record).contains("citation_author = International Labour Office,\n"));
    }

    #[test]
    fn dates_are_days_or_years() {
        for (month, day, expected) in [
            (None, None, "1938"),
            (Some(5), None, "1938"),
            (Some(5), Some(7), "1938/05/07"),
        ] {
            let mut record = article(1);
            let date = record.description.date.as_mut().unwrap();
            (date.month, date.day) = (month, day);
            let line = format!("citation_publication_date = {expected}\n");
            assert!(lines(&record).contains(&line), "{month:?} {day:?}");
        }
    }

    #[test]
    fn a_pdf_is_named_only_when_public_and_here() {
        let asset = |url: &str, media: &str| Asset {
            url: url.to_owned(),
            kind: AssetKind::FullText,
            label: None,
            media_type: Some(media.to_owned()),
        };
        let here = "https://labordoc.example.org/records/1/text.pdf";
        for (assets, access, expected) in [
            (vec![], Access::Open, None),
            (
                vec![asset(here, "application/pdf")],
                Access::Open,
                Some(here),
            ),
            (
                vec![asset(here, "application/pdf")],
                Access::Restricted,
                None,
            ),
            (vec![asset(here, "text/html")], Access::Open, None),
            (
                vec![asset("https://www.ilo.org/1.pdf", "application/pdf")],
                Access::Open,
                None,
            ),
            (
                vec![asset(
                    "https://labordoc.example.org/files/1/1.pdf",
                    "application/pdf",
                )],
                Access::Open,
                None,
            ),
            (
                vec![asset(
                    "https://labordoc.example.org.evil.test/records/1.pdf",
                    "application/pdf",
                )],
                Access::Open,
                None,
            ),
        ] {
            let mut record = article(1);
            (record.description.assets, record.description.access) = (assets.clone(), access);
            let tags = tags(&record, &site(), &taxonomy());
            let found: Vec<&str> = tags
                .iter()
                .filter(|t| t.name == "citation_pdf_url")
                .map(|t| t.content.as_str())
                .collect();
            assert_eq!(
                found,
                expected.into_iter().collect::<Vec<_>>(),
                "{assets:?}"
            );
        }
    }
}
