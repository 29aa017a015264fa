//! A small crawler, for `labordoc scholar-check`: fetches a page, its PDF and what is around it, and makes of them what
//! the rules are judged from. It asks one thing at a time, keeps to `robots.txt`, and waits when it is told to.

mod fetch;
mod html;
mod pdf;
mod way;

use harvest::{
    link,
    scholar_check::{Around, CRAWLER, Page, Path, Pdf, allows},
};

pub use fetch::CrawlError;
use fetch::{Fetched, Fetcher};
use way::{Crawl, Goal};

/// Something that no site has.
const NO_SUCH_PAGE: &str = "labordoc-scholar-check-asks-for-what-is-not-there";
/// Pages read at most in search of a list by date, after the page itself was found.
const FOR_DATES: usize = 12;

/// A page and what is around it; at most `most` pages are read in search of a way to it.
///
/// # Errors
/// When the address is none, or nothing answers there.
pub fn look(url: &str, most: usize) -> Result<(Page, Around), CrawlError> {
    let url = url.split('#').next().unwrap_or(url);
    let (origin, _) = html::origin(url).ok_or_else(|| CrawlError::Address(url.to_owned()))?;
    let fetcher = Fetcher::new();
    let fetched = fetcher.get(url)?;
    let mut page = page(url, &fetched);
    let named = |page: &Page| {
        let mut all = page
            .tags
            .iter()
            .filter(|tag| tag.name == "citation_pdf_url");
        all.next().map(|tag| tag.content.clone())
    };
    page.pdf = named(&page).map(|pdf| pdf_at(&fetcher, &pdf));
    let around = around(&fetcher, origin, &page, most);
    Ok((page, around))
}

fn page(asked: &str, fetched: &Fetched) -> Page {
    let text = String::from_utf8_lossy(&fetched.body);
    let mut page = match fetched.is_html() {
        true => html::read(&text, &fetched.url),
        false => Page::default(),
    };
    page.asked = asked.to_owned();
    page.url.clone_from(&fetched.url);
    page.status = fetched.status;
    page.media_type.clone_from(&fetched.media_type);
    page.bytes = fetched.bytes;
    page.noindex |= fetched.noindex;
    page
}

fn pdf_at(fetcher: &Fetcher, url: &str) -> Pdf {
    let Ok(fetched) = fetcher.get(url) else {
        return Pdf {
            url: url.to_owned(),
            ..Pdf::default()
        };
    };
    Pdf {
        url: url.to_owned(),
        status: fetched.status,
        bytes: fetched.bytes,
        text: fetched
            .is_whole()
            .then(|| pdf::first_page(&fetched.body))
            .flatten(),
    }
}

fn around(fetcher: &Fetcher, origin: &str, page: &Page, most: usize) -> Around {
    let ask = |path: &str| fetcher.get(&format!("{origin}{path}")).ok();
    let robots = ask("/robots.txt").filter(|answer| answer.status == 200);
    let robots = robots.map(|answer| String::from_utf8_lossy(&answer.body).into_owned());
    let folder = link::split(&page.url).map_or("/", |(_, path)| {
        let path = path.split('?').next().unwrap_or(path);
        path.rfind('/').map_or("/", |at| &path[..=at])
    });
    let missing = ask(&format!("{folder}{NO_SUCH_PAGE}"));
    let rules = robots.clone().unwrap_or_default();
    let mut crawl = Crawl::new(fetcher, origin, move |path| allows(&rules, CRAWLER, path));
    let path = crawl.search(&Goal::page(page), most);
    let by_date = match crawl.search(&Goal::Dates, FOR_DATES) {
        Path::Found(mut path) => path.pop(),
        _ => None,
    };
    Around {
        robots,
        missing_status: missing.map(|answer| answer.status),
        path: Some(path),
        by_date,
    }
}

#[cfg(test)]
mod tests;
