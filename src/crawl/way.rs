//! Finding a way: from the home page by plain links, at most ten, the likeliest first.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap, HashSet},
    rc::Rc,
};

use harvest::{
    link,
    scholar_check::{MOST_LINKS, Page, Path},
};

use super::{fetch::Fetcher, html};

/// What is looked for.
pub(super) enum Goal {
    /// This page.
    Page {
        /// Its addresses: as asked and as answered.
        urls: Vec<String>,
        /// Its year.
        year: Option<String>,
        /// The last number in its address.
        number: Option<u64>,
    },
    /// A list by date.
    Dates,
}

impl Goal {
    /// The page that was fetched.
    pub(super) fn page(page: &Page) -> Goal {
        let dates = [
            "citation_publication_date",
            "citation_date",
            "dc.issued",
            "dcterms.issued",
        ];
        let mut tags = page.tags.iter();
        let date = tags.find(|tag| dates.contains(&tag.name.as_str()));
        Goal::Page {
            urls: vec![page.url.clone(), page.asked.clone()],
            year: date.and_then(|tag| tag.content.get(..4).map(str::to_owned)),
            number: last_number(&page.url),
        }
    }

    fn is_met(&self, link: &str) -> bool {
        match self {
            Goal::Page { urls, .. } => urls.iter().any(|url| url == link),
            Goal::Dates => {
                let mut pieces = pieces(link);
                pieces.any(is_year)
            }
        }
    }

    /// How far a link seems from it: the lower the better; `None` for what leads nowhere.
    fn distance(&self, link: &str) -> Option<(u8, u64)> {
        let lower = link.to_lowercase();
        if NOWHERE.iter().any(|part| lower.contains(part)) {
            return None;
        }
        let dates = DATES.iter().any(|part| lower.contains(part));
        let listed = LISTS.iter().any(|part| lower.contains(part));
        match self {
            Goal::Dates if dates => Some((0, 0)),
            Goal::Dates if listed => Some((1, 0)),
            Goal::Dates => Some((5, 0)),
            Goal::Page { urls, year, number } => {
                let ranged = RANGES.iter().any(|part| lower.contains(part));
                let alike = urls.iter().any(|url| shape(url) == shape(link));
                let mine = pieces(link).any(|piece| year.as_deref() == Some(piece));
                let near = near(last_number(link), *number);
                match () {
                    // Another article like it: perhaps a neighbour, hardly a list.
                    () if alike => Some((8, near)),
                    () if listed && mine => Some((0, near)),
                    () if ranged && near <= CLOSE => Some((1, near)),
                    () if listed && last_number(link).is_none() => Some((2, 0)),
                    () if listed => Some((4, near)),
                    () if mine || dates => Some((3, near)),
                    () => Some((5, near)),
                }
            }
        }
    }
}

/// Parts of addresses of lists.
const LISTS: [&str; 14] = [
    "browse",
    "/all",
    "list",
    "archive",
    "issue",
    "volume",
    "/vol",
    "toc",
    "journal",
    "recent",
    "year",
    "date",
    "collection",
    "page=",
];
/// Parts of addresses of lists whose number is that of the first thing on them.
const RANGES: [&str; 3] = ["browse", "/all", "list"];
/// Parts of addresses of lists by date.
const DATES: [&str; 4] = ["year", "date", "archive", "issue"];
/// Parts of addresses that lead to no list.
const NOWHERE: [&str; 17] = [
    "search",
    "sign-in",
    "login",
    "logout",
    "register",
    "hl=",
    "lang=",
    "locale=",
    ".pdf",
    ".xml",
    ".atom",
    ".rss",
    ".json",
    "mailto:",
    "javascript:",
    "/api/",
    "/cite",
];

/// A list that holds a number begins not farther below it.
const CLOSE: u64 = 5_000;

/// How far from the number looked for a list begins; one that begins above it counts as farther.
fn near(number: Option<u64>, wanted: Option<u64>) -> u64 {
    match (number, wanted) {
        (Some(number), Some(wanted)) if number <= wanted => wanted - number,
        // Just above: a page back may hold it.
        (Some(number), Some(wanted)) => (number - wanted).saturating_mul(2).saturating_add(500),
        _ => u64::MAX,
    }
}

fn pieces(link: &str) -> impl Iterator<Item = &str> {
    let path = link::split(link).map_or("", |(_, path)| path);
    path.split(['/', '?', '&', '='])
        .filter(|piece| !piece.is_empty())
}

fn is_year(piece: &str) -> bool {
    let digits = piece.len() == 4 && piece.bytes().all(|b| b.is_ascii_digit());
    digits && ("1500".."2101").contains(&piece)
}

fn last_number(link: &str) -> Option<u64> {
    let path = link::split(link).map_or("", |(_, path)| path);
    let path = path.split('?').next().unwrap_or(path);
    let mut digits = path.split(|c: char| !c.is_ascii_digit());
    digits.rfind(|d| !d.is_empty())?.parse().ok()
}

/// An address with each number as one mark.
fn shape(link: &str) -> String {
    let mut shape = String::new();
    for c in link.chars() {
        let c = if c.is_ascii_digit() { '#' } else { c };
        if c != '#' || !shape.ends_with('#') {
            shape.push(c);
        }
    }
    shape
}

/// A page on the way: its address, and the one it was found on.
struct Step {
    url: String,
    from: Option<Rc<Step>>,
    depth: usize,
}

impl Step {
    fn path(&self) -> Vec<String> {
        let mut path = self.from.as_ref().map_or_else(Vec::new, |from| from.path());
        path.push(self.url.clone());
        path
    }
}

/// A walk through one site; what was read once is not fetched again.
pub(super) struct Crawl<'a, F> {
    fetcher: &'a Fetcher,
    origin: &'a str,
    allowed: F,
    read: HashMap<String, Rc<Vec<String>>>,
}

impl<'a, F: Fn(&str) -> bool> Crawl<'a, F> {
    pub(super) fn new(fetcher: &'a Fetcher, origin: &'a str, allowed: F) -> Crawl<'a, F> {
        Crawl {
            fetcher,
            origin,
            allowed,
            read: HashMap::new(),
        }
    }

    /// The way to what is looked for, with at most so many pages read.
    pub(super) fn search(&mut self, goal: &Goal, most: usize) -> Path {
        let home = Rc::new(Step {
            url: format!("{}/", self.origin),
            from: None,
            depth: 0,
        });
        if goal.is_met(&home.url) {
            return Path::Found(home.path());
        }
        let mut seen = HashSet::from([home.url.clone()]);
        let mut steps = vec![home];
        let mut next = BinaryHeap::from([Reverse(((0, 0), 0, 0))]);
        let mut count = 0;
        while let Some(Reverse((_, _, at))) = next.pop() {
            if count == most {
                return Path::GaveUp(count);
            }
            count += 1;
            let step = Rc::clone(&steps[at]);
            for link in self.links(&step.url).iter() {
                if !seen.insert(link.clone()) {
                    continue;
                }
                let found = Step {
                    url: link.clone(),
                    from: Some(Rc::clone(&step)),
                    depth: step.depth + 1,
                };
                if goal.is_met(link) {
                    return Path::Found(found.path());
                }
                if found.depth < MOST_LINKS
                    && let Some(distance) = goal.distance(link)
                {
                    next.push(Reverse((distance, found.depth, steps.len())));
                    steps.push(Rc::new(found));
                }
            }
        }
        Path::None(count)
    }

    /// The links of a page within the site that a crawler may follow.
    fn links(&mut self, url: &str) -> Rc<Vec<String>> {
        if let Some(links) = self.read.get(url) {
            return Rc::clone(links);
        }
        let fetched = self.fetcher.get(url).unwrap_or_default();
        let mut links = Vec::new();
        if fetched.status == 200 && fetched.is_html() {
            let text = String::from_utf8_lossy(&fetched.body);
            for link in html::read(&text, &fetched.url).links {
                let link = link.split('#').next().unwrap_or(&link);
                let inside = html::origin(link)
                    .filter(|(origin, _)| origin.eq_ignore_ascii_case(self.origin));
                if inside.is_some_and(|(_, path)| {
                    (self.allowed)(if path.is_empty() { "/" } else { path })
                }) {
                    links.push(link.to_owned());
                }
            }
        }
        let links = Rc::new(links);
        self.read.insert(url.to_owned(), Rc::clone(&links));
        links
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_likeliest_link_is_taken_first() {
        let page = Page {
            url: "https://a.org/records/706".to_owned(),
            asked: "https://a.org/records/706".to_owned(),
            ..Page::default()
        };
        let mut goal = Goal::page(&page);
        if let Goal::Page { year, .. } = &mut goal {
            *year = Some("1949".to_owned());
        }
        let order = [
            "https://a.org/browse/year/1949",
            "https://a.org/browse/all/501",
            "https://a.org/browse/all/1",
            "https://a.org/browse",
            "https://a.org/journals/review/2000/3000",
            "https://a.org/about",
            "https://a.org/records/705",
        ];
        let distances: Vec<_> = order.iter().map(|link| goal.distance(link)).collect();
        let mut sorted = distances.clone();
        sorted.sort();
        assert_eq!(distances, sorted);
        for nowhere in ["https://a.org/search?q=a", "https://a.org/?hl=fr"] {
            assert_eq!(goal.distance(nowhere), None, "{nowhere}");
        }
        assert!(Goal::Dates.is_met("https://a.org/browse/year/1949"));
        assert!(!Goal::Dates.is_met("https://a.org/browse/year"));
    }
}
