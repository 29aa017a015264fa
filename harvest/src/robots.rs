//! `robots.txt` (RFC 9309): crawlers are welcome.
use crate::Site;

/// The file: all that readers see is open; searches, which have no end, and the back rooms are not crawled.
pub fn robots(site: &Site) -> String {
    format!(
        "User-agent: *\nAllow: /\nDisallow: /search\nDisallow: /admin/\nDisallow: /api/\n\nSitemap: {}/sitemap.xml\n",
        site.base_url
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn crawlers_are_let_in_and_told_of_the_sitemap() {
        let robots = super::robots(&crate::memory::site());
        assert!(robots.starts_with("User-agent: *\nAllow: /\n"));
        assert!(robots.ends_with("\nSitemap: https://labordoc.example.org/sitemap.xml\n"));
        assert!(!robots.contains("Disallow: /records"));
    }
}
