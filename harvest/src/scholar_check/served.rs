//! The rules on what readers and crawlers get: the abstract, the PDF, the page, and the way to it.

use record::{Access, AssetKind};

use super::{Case, Page, Path, Pdf, Verdict, fails, page::Around, reasons::*, robots::allows};
use crate::link;

/// The largest file, in bytes: 5 MB.
pub const LARGEST: u64 = 5_000_000;
/// The most links from the home page.
pub const MOST_LINKS: usize = 10;
/// So many letters of an abstract are looked for on the page.
const LOOKED_FOR: usize = 80;
/// A paragraph of so many letters may be an abstract that nobody says is one.
const LONG: usize = 400;
/// Whom `robots.txt` is read for.
pub const CRAWLER: &str = "Googlebot";

pub(super) fn readable(case: &Case<'_>) -> Verdict {
    if let Some(fact) = case.fact() {
        let full = case.value(&["citation_pdf_url"]).is_some();
        return match fact.abstracts.is_empty() && !full {
            true => fails(ABSTRACT_UNKNOWN, ""),
            false => Verdict::Pass,
        };
    }
    let Some(page) = case.page else {
        return Verdict::NotAsked;
    };
    let seen = squeezed(&page.text);
    let told = page.described.as_deref().map(squeezed).unwrap_or_default();
    if told.chars().count() >= LOOKED_FOR {
        let begin: String = told.chars().take(LOOKED_FOR).collect();
        return match seen.contains(&begin) {
            true => Verdict::Pass,
            false => fails(ABSTRACT_HIDDEN, ""),
        };
    }
    let long = page.text.lines().any(|line| line.chars().count() >= LONG);
    match long || case.value(&["citation_pdf_url"]).is_some() {
        true => Verdict::Pass,
        false => fails(ABSTRACT_UNKNOWN, ""),
    }
}

/// Letters and digits alone, in small letters: how text is compared whatever stands between.
fn squeezed(text: &str) -> String {
    let kept = text.chars().filter(|c| c.is_alphanumeric());
    kept.flat_map(char::to_lowercase).collect()
}

pub(super) fn pdf_url(case: &Case<'_>) -> Verdict {
    let found = case.values(&["citation_pdf_url"]);
    let own = match (case.known, case.page) {
        (Some(known), _) => known.site.record_url(known.record.id),
        (None, Some(page)) => page.url.clone(),
        (None, None) => return Verdict::NotAsked,
    };
    match found.as_slice() {
        [] => away(case),
        [url] if is_beside(url, &own) => Verdict::Pass,
        [url] => fails(PDF_ELSEWHERE, *url),
        several => fails(PDF_TWICE, several.join(" | ")),
    }
}

/// A public PDF of a record that cannot be named, because it lies elsewhere.
fn away(case: &Case<'_>) -> Verdict {
    let Some(fact) = case.fact().filter(|f| f.access != Access::Restricted) else {
        return Verdict::DoesNotApply;
    };
    let pdf = fact.assets.iter().find(|asset| {
        asset.kind == AssetKind::FullText && asset.media_type.as_deref() == Some("application/pdf")
    });
    pdf.map_or(Verdict::DoesNotApply, |pdf| {
        fails(PDF_AWAY, pdf.url.clone())
    })
}

/// Whether a file is on the page's host, in the page's folder or below.
fn is_beside(file: &str, page: &str) -> bool {
    let (Some((host, path)), Some((own_host, own_path))) = (link::split(file), link::split(page))
    else {
        return false;
    };
    let own_path = own_path.split(['?', '#']).next().unwrap_or("");
    let folder = own_path.rfind('/').map_or("/", |at| &own_path[..=at]);
    host.eq_ignore_ascii_case(own_host) && path.starts_with(folder)
}

/// The PDF that a page names: `Err` is the verdict where there is nothing to look at.
fn pdf<'a>(case: &'a Case<'_>) -> Result<&'a Pdf, Verdict> {
    if case.value(&["citation_pdf_url"]).is_none() {
        return Err(Verdict::DoesNotApply);
    }
    let pdf = case.page.and_then(|page| page.pdf.as_ref());
    pdf.ok_or(Verdict::NotAsked)
}

pub(super) fn pdf_reached(case: &Case<'_>) -> Verdict {
    match pdf(case) {
        Err(verdict) => verdict,
        Ok(pdf) if pdf.status == 200 => Verdict::Pass,
        Ok(pdf) => fails(PDF_STATUS, format!("{} {}", pdf.status, pdf.url)),
    }
}

pub(super) fn pdf_size(case: &Case<'_>) -> Verdict {
    match pdf(case) {
        Err(verdict) => verdict,
        Ok(pdf) if pdf.status != 200 => Verdict::NotAsked,
        Ok(pdf) if pdf.bytes <= LARGEST => Verdict::Pass,
        Ok(pdf) => fails(PDF_LARGE, megabytes(pdf.bytes)),
    }
}

fn megabytes(bytes: u64) -> String {
    format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10)
}

pub(super) fn pdf_text(case: &Case<'_>) -> Verdict {
    let pdf = match pdf(case) {
        Err(verdict) => return verdict,
        Ok(pdf) if pdf.status != 200 || pdf.bytes > LARGEST => return Verdict::NotAsked,
        Ok(pdf) => pdf,
    };
    let text = squeezed(pdf.text.as_deref().unwrap_or_default());
    let title = case.value(&["citation_title"]).unwrap_or_default();
    let main = squeezed(title.split(':').next().unwrap_or(title));
    match () {
        () if text.is_empty() => fails(PDF_NO_TEXT, ""),
        () if !text.contains(&main) => fails(PDF_NO_TITLE, title),
        () => Verdict::Pass,
    }
}

fn page<'a>(case: &Case<'a>) -> Option<&'a Page> {
    case.page
}

pub(super) fn one_article(case: &Case<'_>) -> Verdict {
    let Some(page) = page(case) else {
        return Verdict::NotAsked;
    };
    let told = case.value(&["citation_abstract_html_url"]);
    let mut own = page.canonical.as_deref().into_iter().chain(told);
    match own.find(|own| !same(own, &page.url)) {
        Some(other) => fails(CANONICAL_AWAY, other),
        None => Verdict::Pass,
    }
}

/// Whether two addresses are the same but for the fragment.
fn same(one: &str, other: &str) -> bool {
    let bare = |url: &str| url.split('#').next().unwrap_or(url).to_owned();
    bare(one) == bare(other)
}

pub(super) fn status(case: &Case<'_>) -> Verdict {
    match page(case).map(|page| page.status) {
        None => Verdict::NotAsked,
        Some(200) => Verdict::Pass,
        Some(other) => fails(STATUS, other.to_string()),
    }
}

pub(super) fn format(case: &Case<'_>) -> Verdict {
    match page(case).map(|page| page.media_type.as_str()) {
        None => Verdict::NotAsked,
        Some("text/html" | "application/xhtml+xml") => Verdict::Pass,
        Some(other) => fails(FORMAT, other),
    }
}

pub(super) fn weight(case: &Case<'_>) -> Verdict {
    match page(case).map(|page| page.bytes) {
        None => Verdict::NotAsked,
        Some(bytes) if bytes <= LARGEST => Verdict::Pass,
        Some(bytes) => fails(WEIGHT, megabytes(bytes)),
    }
}

/// What the address of a page to sign in at is made of.
const DOORS: [&str; 6] = ["sign-in", "signin", "login", "logon", "shibboleth", "/auth"];

pub(super) fn sign_in(case: &Case<'_>) -> Verdict {
    let Some(page) = page(case) else {
        return Verdict::NotAsked;
    };
    let to = page.url.to_lowercase();
    let led = !same(&page.asked, &page.url) && DOORS.iter().any(|door| to.contains(door));
    let bare = page.asks_password && case.value(&["citation_title"]).is_none();
    match led || bare || matches!(page.status, 401 | 403) {
        true => fails(SIGN_IN, page.url.clone()),
        false => Verdict::Pass,
    }
}

pub(super) fn robots(case: &Case<'_>) -> Verdict {
    let (Some(page), Some(around)) = (case.page, case.around) else {
        return Verdict::NotAsked;
    };
    let robots = around.robots.as_deref().unwrap_or_default();
    let pdf = case.value(&["citation_pdf_url"]);
    let mut all = [page.url.as_str()].into_iter().chain(pdf);
    let forbidden = all.find(|url| {
        let path =
            link::split(url).map_or("/", |(_, path)| if path.is_empty() { "/" } else { path });
        !allows(robots, CRAWLER, path)
    });
    match forbidden {
        Some(url) => fails(ROBOTS_TXT, url),
        None if page.noindex => fails(NOINDEX, ""),
        None => Verdict::Pass,
    }
}

fn around<'a>(case: &Case<'a>) -> Option<&'a Around> {
    case.around
}

pub(super) fn not_found(case: &Case<'_>) -> Verdict {
    match around(case).and_then(|around| around.missing_status) {
        None => Verdict::NotAsked,
        Some(404 | 410) => Verdict::Pass,
        Some(other) => fails(SOFT_404, other.to_string()),
    }
}

pub(super) fn crawl_path(case: &Case<'_>) -> Verdict {
    match around(case).and_then(|around| around.path.as_ref()) {
        None | Some(Path::GaveUp(_)) => Verdict::NotAsked,
        Some(Path::None(read)) => fails(NO_PATH, read.to_string()),
        Some(Path::Found(path)) if path.len() > MOST_LINKS + 1 => {
            fails(NO_PATH, path.len().to_string())
        }
        Some(Path::Found(_)) => Verdict::Pass,
    }
}

pub(super) fn by_date(case: &Case<'_>) -> Verdict {
    match around(case) {
        None => Verdict::NotAsked,
        Some(Around {
            by_date: Some(_), ..
        }) => Verdict::Pass,
        Some(Around {
            path: None | Some(Path::GaveUp(_)),
            ..
        }) => Verdict::NotAsked,
        Some(_) => fails(NO_DATES, ""),
    }
}
