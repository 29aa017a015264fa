//! The parameters of a search, as addresses carry them.

use index::{Filters, SearchRequest, Sort};
use taxonomy::{ConceptId, Lang};

use super::labels::Dimension;

/// Hits on a page unless asked otherwise.
const PER_PAGE: usize = 20;
/// The most hits a page may have.
const MOST_PER_PAGE: usize = 100;

/// A search: what is looked for, narrowed how, in which order, which page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchParams {
    /// The query.
    pub q: String,
    /// Document types.
    pub types: Vec<String>,
    /// Themes.
    pub themes: Vec<String>,
    /// Languages of records.
    pub languages: Vec<Lang>,
    /// Journals, by slug.
    pub journals: Vec<String>,
    /// Contributors, by their names as records have them.
    pub authors: Vec<String>,
    /// First year.
    pub from: Option<i16>,
    /// Last year.
    pub until: Option<i16>,
    /// Only records with a full text to open, or only those without.
    pub full_text: Option<bool>,
    /// Order.
    pub sort: Sort,
    /// Page, from 1.
    pub page: usize,
    /// Hits on a page.
    pub per_page: usize,
    /// Whether the language versions of a work are one hit.
    pub works: bool,
}

impl Default for SearchParams {
    fn default() -> SearchParams {
        SearchParams {
            q: String::new(),
            types: Vec::new(),
            themes: Vec::new(),
            languages: Vec::new(),
            journals: Vec::new(),
            authors: Vec::new(),
            from: None,
            until: None,
            full_text: None,
            sort: Sort::Relevance,
            page: 1,
            per_page: PER_PAGE,
            works: false,
        }
    }
}

/// How many hits a page offers to show.
pub const SIZES: [usize; 3] = [PER_PAGE, 50, MOST_PER_PAGE];

/// The orders, by their name in addresses.
pub const SORTS: [(&str, Sort); 4] = [
    ("relevance", Sort::Relevance),
    ("newest", Sort::DateNewest),
    ("oldest", Sort::DateOldest),
    ("title", Sort::Title),
];

impl SearchParams {
    /// As [`SearchParams::parse`], for pages: a work is one hit unless the address says otherwise.
    pub fn for_page(query: &str) -> (SearchParams, Vec<String>) {
        SearchParams::read(query, true)
    }

    /// Everything that a contributor has made, newest first; a work is one hit.
    pub fn by_author(name: &str) -> SearchParams {
        SearchParams {
            authors: vec![name.to_owned()],
            sort: Sort::DateNewest,
            works: true,
            ..SearchParams::default()
        }
    }

    /// Reads a query string; what does not fit is left out and named in the second value.
    pub fn parse(query: &str) -> (SearchParams, Vec<String>) {
        SearchParams::read(query, false)
    }

    fn read(query: &str, works: bool) -> (SearchParams, Vec<String>) {
        let mut params = SearchParams {
            works,
            ..SearchParams::default()
        };
        let mut faults = Vec::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            // Nobody types control characters, and pages have no place for them.
            let value = value.replace(char::is_control, " ");
            let value = value.trim();
            // A form sends what was left empty too; a program that names nothing is told so.
            let text = matches!(&*name, "q" | "type" | "theme" | "journal");
            if value.is_empty() && (works || text) {
                continue;
            }
            if let Err(expected) = params.take(&name, value) {
                faults.push(format!("{name}={value}: {expected}"));
            }
        }
        for list in [
            &mut params.types,
            &mut params.themes,
            &mut params.journals,
            &mut params.authors,
        ] {
            list.sort();
            list.dedup();
        }
        params.languages.sort();
        params.languages.dedup();
        (params, faults)
    }

    fn take(&mut self, name: &str, value: &str) -> Result<(), String> {
        match name {
            "q" => self.q = value.to_owned(),
            "type" => self.types.push(value.to_owned()),
            "theme" => self.themes.push(value.to_owned()),
            "journal" => self.journals.push(value.to_owned()),
            "author" => self.authors.push(value.to_owned()),
            "lang" => self.languages.push(language(value)?),
            "from" => self.from = Some(year(value)?),
            "until" => self.until = Some(year(value)?),
            "full_text" => self.full_text = Some(truth(value)?),
            "works" => self.works = truth(value)?,
            "sort" => {
                let sort = SORTS.iter().find(|(n, _)| *n == value);
                self.sort = sort
                    .ok_or("relevance, newest, oldest or title is expected")?
                    .1;
            }
            "page" => self.page = whole(value, 1_000_000)?,
            "per_page" => self.per_page = whole(value, MOST_PER_PAGE)?,
            // The interface's language is read elsewhere; unknown names are other programs' (utm_source and the like).
            _ => {}
        }
        Ok(())
    }

    /// The search page's address: each parameter in its one place, defaults left out.
    pub fn href(&self) -> String {
        let mut out = form_urlencoded::Serializer::new(String::new());
        let defaults = SearchParams::default();
        let mut put = |name: &str, value: &str| {
            out.append_pair(name, value);
        };
        if !self.q.is_empty() {
            put("q", &self.q);
        }
        self.types.iter().for_each(|v| put("type", v));
        self.themes.iter().for_each(|v| put("theme", v));
        self.languages.iter().for_each(|v| put("lang", v.as_str()));
        self.journals.iter().for_each(|v| put("journal", v));
        self.authors.iter().for_each(|v| put("author", v));
        if let Some(year) = self.from {
            put("from", &year.to_string());
        }
        if let Some(year) = self.until {
            put("until", &year.to_string());
        }
        if let Some(full_text) = self.full_text {
            put("full_text", if full_text { "true" } else { "false" });
        }
        if self.sort != defaults.sort {
            put("sort", self.sort_name());
        }
        if !self.works {
            put("works", "false");
        }
        if self.per_page != defaults.per_page {
            put("per_page", &self.per_page.to_string());
        }
        if self.page != defaults.page {
            put("page", &self.page.to_string());
        }
        let query = out.finish();
        format!("/search?{query}").trim_end_matches('?').to_owned()
    }

    /// What a form that changes filters must send along.
    pub fn kept(&self) -> Vec<(&'static str, String)> {
        let mut kept = vec![("q", self.q.clone())];
        let defaults = SearchParams::default();
        if self.sort != defaults.sort {
            kept.push(("sort", self.sort_name().to_owned()));
        }
        if self.per_page != defaults.per_page {
            kept.push(("per_page", self.per_page.to_string()));
        }
        if !self.works {
            kept.push(("works", "false".to_owned()));
        }
        // The form has no boxes for names.
        kept.extend(self.authors.iter().map(|name| ("author", name.clone())));
        kept
    }

    /// The values chosen in a dimension.
    pub fn chosen(&self, dimension: Dimension) -> Vec<String> {
        match dimension {
            Dimension::Type => self.types.clone(),
            Dimension::Theme => self.themes.clone(),
            Dimension::Language => self.languages.iter().map(ToString::to_string).collect(),
            Dimension::Journal => self.journals.clone(),
            Dimension::Author => self.authors.clone(),
            Dimension::FullText => self.full_text.iter().map(ToString::to_string).collect(),
            Dimension::Year => match (self.from, self.until) {
                (None, None) => Vec::new(),
                (Some(a), Some(b)) if a == b => vec![a.to_string()],
                _ => vec![format!("{}–{}", self.first_year(), self.last_year())],
            },
        }
    }

    /// The search without one value of a dimension, from its first page.
    pub fn without(&self, dimension: Dimension, value: &str) -> SearchParams {
        let mut params = SearchParams {
            page: 1,
            ..self.clone()
        };
        match dimension {
            Dimension::Type => params.types.retain(|v| v != value),
            Dimension::Theme => params.themes.retain(|v| v != value),
            Dimension::Journal => params.journals.retain(|v| v != value),
            Dimension::Author => params.authors.retain(|v| v != value),
            Dimension::Language => params.languages.retain(|l| l.as_str() != value),
            Dimension::FullText => params.full_text = None,
            Dimension::Year => (params.from, params.until) = (None, None),
        }
        params
    }

    /// The same search from its beginning.
    pub fn first_page(&self) -> SearchParams {
        SearchParams {
            page: 1,
            per_page: SearchParams::default().per_page,
            ..self.clone()
        }
    }

    /// The search without any filter, from its first page.
    pub fn without_filters(&self) -> SearchParams {
        SearchParams {
            q: self.q.clone(),
            sort: self.sort,
            per_page: self.per_page,
            works: self.works,
            ..SearchParams::default()
        }
    }

    /// Whether any filter is in force.
    pub fn is_filtered(&self) -> bool {
        Dimension::ALL.iter().any(|d| !self.chosen(*d).is_empty())
    }

    /// The first year as a form shows it; empty for none.
    pub fn first_year(&self) -> String {
        self.from.map(|y| y.to_string()).unwrap_or_default()
    }

    /// The last year as a form shows it; empty for none.
    pub fn last_year(&self) -> String {
        self.until.map(|y| y.to_string()).unwrap_or_default()
    }

    /// The order's name.
    pub fn sort_name(&self) -> &'static str {
        SORTS
            .iter()
            .find(|(_, s)| *s == self.sort)
            .map_or("relevance", |(n, _)| n)
    }

    /// The search to run.
    pub fn request(&self, reader_lang: Lang) -> SearchRequest {
        let concepts = |ids: &[String]| ids.iter().map(|id| ConceptId::new(id)).collect();
        SearchRequest {
            query: self.q.clone(),
            filters: Filters {
                types: concepts(&self.types),
                themes: concepts(&self.themes),
                languages: self.languages.clone(),
                journals: self.journals.clone(),
                from_year: self.from,
                until_year: self.until,
                full_text: self.full_text,
                names: self.authors.clone(),
            },
            sort: self.sort,
            offset: (self.page - 1).saturating_mul(self.per_page),
            limit: self.per_page,
            facets: true,
            group_works: self.works,
            reader_lang,
        }
    }
}

fn language(value: &str) -> Result<Lang, String> {
    Lang::from_tag(value)
        .or_else(|| Lang::from_marc(value))
        .ok_or_else(|| "a language code such as en, fr or es is expected".to_owned())
}

fn year(value: &str) -> Result<i16, String> {
    let fits = value.parse().ok().filter(|y| (0..=2999).contains(y));
    fits.ok_or_else(|| "a year from 0 to 2999 is expected".to_owned())
}

fn truth(value: &str) -> Result<bool, String> {
    match value {
        "true" | "1" | "yes" => Ok(true),
        "false" | "0" | "no" => Ok(false),
        _ => Err("true or false is expected".to_owned()),
    }
}

fn whole(value: &str, most: usize) -> Result<usize, String> {
    let fits = value.parse().ok().filter(|n| (1..=most).contains(n));
    fits.ok_or_else(|| format!("a whole number from 1 to {most} is expected"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_string_is_read_and_written_in_one_order() {
        for (given, canonical) in [
            (
                "theme=wages&q=a+b&type=book&utm_source=x",
                "q=a+b&type=book&theme=wages",
            ),
            ("page=2&lang=fre&lang=fr&lang=es", "lang=es&lang=fr&page=2"),
            (
                "type=b&type=a&type=b&sort=relevance&page=1",
                "type=a&type=b",
            ),
            (
                "from=1990&until=2000&full_text=1&works=true&per_page=50&sort=title",
                "from=1990&until=2000&full_text=true&sort=title&per_page=50",
            ),
            ("q=&type=", ""),
            ("q=a&works=false&page=2", "q=a&works=false&page=2"),
            (
                "author=Doe, Ann&journal=j&author=Doe, Ann",
                "journal=j&author=Doe%2C+Ann",
            ),
        ] {
            let (params, faults) = SearchParams::for_page(given);
            let href = format!("/search?{canonical}");
            let href = href.trim_end_matches('?');
            assert_eq!((params.href().as_str(), faults.len()), (href, 0), "{given}");
            assert_eq!(SearchParams::for_page(canonical).0, params);
        }
    }

    #[test]
    fn a_filter_is_taken_away_alone() {
        let (params, _) = SearchParams::for_page("q=a&type=book&type=report&lang=fr&from=1990");
        assert!(params.is_filtered());
        let fewer = params
            .without(Dimension::Type, "book")
            .without(Dimension::Year, "");
        assert_eq!(fewer.href(), "/search?q=a&type=report&lang=fr");
        assert_eq!(params.without_filters().href(), "/search?q=a");
    }

    #[test]
    fn what_does_not_fit_is_named() {
        for given in [
            "page=0",
            "per_page=101",
            "from=soon",
            "sort=best",
            "lang=12",
            "full_text=perhaps",
            "sort=",
            "page=",
        ] {
            let (params, faults) = SearchParams::parse(given);
            assert_eq!(
                (params, faults.len()),
                (SearchParams::default(), 1),
                "{given}"
            );
        }
    }
}
