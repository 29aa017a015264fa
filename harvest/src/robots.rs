//! `robots.txt` (RFC 9309): crawlers are welcome, and are led to what is cheap for both sides.

use std::fmt::Write as _;

use crate::Site;

/// What is not crawled: searches in all their combinations, which have no end, what answers one
/// asker's question, and the back rooms. Paths are prefixes (RFC 9309 section 2.2.2).
const CLOSED: [&str; 7] = [
    "/search", "/suggest", "/cite", "/sru", "/openurl", "/admin/", "/api/",
];

/// The file. The doors for programs stand on top, as comments, since RFC 9309 has no line for them.
pub fn robots(site: &Site) -> String {
    let base = &site.base_url;
    let mut out = format!(
        "# Everything at once, and what changed since, is cheaper for you and for us than crawling:\n\
         #   dumps         {base}/dumps/\n\
         #   OAI-PMH 2.0   {base}/oai?verb=Identify\n\
         #   ResourceSync  {base}/.well-known/resourcesync\n\
         \n\
         User-agent: *\n\
         Allow: /\n"
    );
    for path in CLOSED {
        let _ = writeln!(out, "Disallow: {path}");
    }
    let _ = writeln!(out, "\nSitemap: {base}/sitemap.xml");
    out
}

#[cfg(test)]
mod tests {
    /// Whether a crawler that keeps to RFC 9309 may fetch a path: the longest rule that fits wins.
    fn allowed(robots: &str, path: &str) -> bool {
        let rules = robots.lines().filter_map(|line| line.split_once(": "));
        let fits = rules.filter(|(_, start)| path.starts_with(start));
        let longest = fits.max_by_key(|(name, start)| (start.len(), *name == "Allow"));
        longest.is_none_or(|(name, _)| name == "Allow")
    }

    #[test]
    fn crawlers_are_let_in_where_it_is_cheap_and_told_of_the_doors() {
        let robots = super::robots(&crate::memory::site());
        insta::assert_snapshot!(robots);
        for path in [
            "/",
            "/records/1",
            "/records/1.json",
            "/browse/all",
            "/sitemap.xml",
            "/sitemaps/1.xml.gz",
            "/oai?verb=Identify",
            "/dumps/",
            "/.well-known/resourcesync",
            "/resourcesync/changelist.xml",
            "/feed.atom",
            "/opensearch.xml",
        ] {
            assert!(allowed(&robots, path), "{path}");
        }
        for path in [
            "/search?q=wages&type=book&lang=fr&from=1990",
            "/search.atom?q=wages",
            "/openurl?rft.atitle=wages",
            "/sru?query=wages",
            "/suggest?q=wag",
            "/cite?q=wages&style=mla",
            "/api/v1/search?q=wages",
            "/admin/users",
        ] {
            assert!(!allowed(&robots, path), "{path}");
        }
    }
}
