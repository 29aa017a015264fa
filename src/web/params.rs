//! The parameters of a search, as addresses carry them.

use index::{Filters, SearchRequest, Sort};
use taxonomy::{ConceptId, Lang};

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

/// The orders, by their name in addresses.
pub const SORTS: [(&str, Sort); 4] = [
    ("relevance", Sort::Relevance),
    ("newest", Sort::DateNewest),
    ("oldest", Sort::DateOldest),
    ("title", Sort::Title),
];

impl SearchParams {
    /// Reads a query string; what does not fit is left out and named in the second value.
    pub fn parse(query: &str) -> (SearchParams, Vec<String>) {
        let mut params = SearchParams::default();
        let mut faults = Vec::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            // Nobody types control characters, and pages have no place for them.
            let value = value.replace(char::is_control, " ");
            let value = value.trim();
            if value.is_empty() {
                continue;
            }
            if let Err(expected) = params.take(&name, value) {
                faults.push(format!("{name}={value}: {expected}"));
            }
        }
        for list in [&mut params.types, &mut params.themes, &mut params.journals] {
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

    /// The query string, each parameter in its one place, defaults left out.
    pub fn to_query(&self) -> String {
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
        if self.works != defaults.works {
            put("works", "true");
        }
        if self.per_page != defaults.per_page {
            put("per_page", &self.per_page.to_string());
        }
        if self.page != defaults.page {
            put("page", &self.page.to_string());
        }
        out.finish()
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
                "from=1990&until=2000&full_text=true&sort=title&works=true&per_page=50",
            ),
            ("q=&type=", ""),
        ] {
            let (params, faults) = SearchParams::parse(given);
            assert_eq!(
                (params.to_query().as_str(), faults.len()),
                (canonical, 0),
                "{given}"
            );
            assert_eq!(SearchParams::parse(canonical).0, params);
        }
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
