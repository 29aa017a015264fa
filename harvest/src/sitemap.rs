//! Sitemaps (sitemaps.org protocol 0.9): an index, and fixed shards by record id.
//!
//! A shard holds the live records of a fixed span of ids, so it changes only when one of its own
//! records does, and its `lastmod` is the newest datestamp among them: a crawler refetches only
//! what changed. A record's language versions are named by `xhtml:link`, which must follow
//! `loc` and `lastmod` for the schemas' sake.

use record::{Datestamp, RecordId};
use taxonomy::Lang;

use crate::{Site, alternates, xml};

/// How many ids a shard spans: shard `n`, from 1, is for the ids `(n - 1) * 5000 + 1` to `n * 5000`.
pub const SHARD_IDS: u64 = 5_000;
/// The most URLs in one sitemap and the most sitemaps in one index (sitemaps.org).
pub const MAX_URLS: usize = 50_000;
/// The most bytes in one sitemap: what Google Scholar asked for; sitemaps.org allows ten times as much.
pub const MAX_BYTES: usize = 5_000_000;
/// The media type of both.
pub const CONTENT_TYPE: &str = "application/xml; charset=utf-8";

const CLOSE: &str = "</urlset>\n";

/// One landing page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SitemapEntry {
    /// The record.
    pub id: RecordId,
    /// When its disseminated bytes last changed.
    pub datestamp: Datestamp,
    /// The language versions of its work, itself included; with fewer than two there are no alternates.
    pub versions: Vec<(Lang, RecordId)>,
}

/// The shard that a record is in, from 1.
pub fn shard_of(id: RecordId) -> u64 {
    id.0.saturating_sub(1) / SHARD_IDS + 1
}

/// The ids that a shard is for: the first and the last.
pub fn ids_of(shard: u64) -> (RecordId, RecordId) {
    let last = shard.saturating_mul(SHARD_IDS);
    (RecordId(last.saturating_sub(SHARD_IDS) + 1), RecordId(last))
}

/// The sitemap index, of each shard: its number, how many live records it has, its newest datestamp.
///
/// The newest datestamp counts deleted records too, since their leaving changes the shard.
/// Shards without records are left out.
pub fn index(site: &Site, shards: &[(u64, u64, Datestamp)]) -> String {
    let mut out = String::with_capacity(256 + shards.len() * 128);
    out.push_str(xml::DECLARATION);
    out.push_str("<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for (number, _, lastmod) in shards.iter().filter(|s| s.1 > 0).take(MAX_URLS) {
        out.push_str("<sitemap>");
        xml::element(
            &mut out,
            "loc",
            &format!("{}/sitemaps/{number}.xml", site.base_url),
        );
        xml::element(&mut out, "lastmod", &lastmod.to_string());
        out.push_str("</sitemap>\n");
    }
    out.push_str("</sitemapindex>\n");
    out
}

/// One shard: every row's landing page, with its alternates as long as they fit into [`MAX_BYTES`].
///
/// An address is never left out for its alternates: the pages name those as well. Rows beyond
/// [`MAX_URLS`] are left out; a shard of [`SHARD_IDS`] ids never has so many.
pub fn shard(site: &Site, rows: &[SitemapEntry]) -> String {
    let mut out = String::with_capacity(512 + rows.len() * 512);
    out.push_str(xml::DECLARATION);
    out.push_str("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"");
    out.push_str(" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n");
    let rows = &rows[..rows.len().min(MAX_URLS)];
    let bare = site.base_url.len() * 6 + 128;
    for (at, row) in rows.iter().enumerate() {
        let (entry, links) = (page(site, row), links(site, row));
        let rest = bare * (rows.len() - at - 1) + CLOSE.len() + "</url>\n".len();
        let fits = out.len() + entry.len() + links.len() + rest <= MAX_BYTES;
        out.push_str(&entry);
        if fits {
            out.push_str(&links);
        }
        out.push_str("</url>\n");
    }
    out.push_str(CLOSE);
    out
}

fn page(site: &Site, row: &SitemapEntry) -> String {
    let mut out = String::from("<url>");
    xml::element(&mut out, "loc", &site.record_url(row.id));
    xml::element(&mut out, "lastmod", &row.datestamp.to_string());
    out
}

fn links(site: &Site, row: &SitemapEntry) -> String {
    let mut out = String::new();
    for (tag, id) in alternates(row.id, &row.versions) {
        out.push_str("<xhtml:link rel=\"alternate\"");
        xml::attribute(&mut out, "hreflang", tag);
        xml::attribute(&mut out, "href", &site.record_url(id));
        out.push_str("/>");
    }
    out
}

#[cfg(test)]
mod tests {
    use record::{Datestamp, RecordId};
    use taxonomy::Lang;

    use super::{MAX_BYTES, SHARD_IDS, SitemapEntry, ids_of, index, shard, shard_of};
    use crate::memory::{Schema, site, validate};

    fn entry(id: u64, versions: &[(&str, u64)]) -> SitemapEntry {
        SitemapEntry {
            id: RecordId(id),
            datestamp: Datestamp(1_700_000_000),
            versions: versions
                .iter()
                .map(|(l, id)| (Lang::new(l).unwrap(), RecordId(*id)))
                .collect(),
        }
    }

    #[test]
    fn every_id_is_in_its_shard() {
        for (id, number) in [(1, 1), (5_000, 1), (5_001, 2), (1_000_000, 200)] {
            assert_eq!(shard_of(RecordId(id)), number);
            let (first, last) = ids_of(number);
            assert!(first.0 <= id && id <= last.0);
        }
        assert_eq!(ids_of(2), (RecordId(5_001), RecordId(10_000)));
    }

    #[test]
    fn language_versions_name_each_other() {
        let sitemap = shard(
            &site(),
            &[
                entry(1, &[("en", 1), ("fr", 2), ("fr", 3), ("mul", 4)]),
                entry(3, &[("en", 1), ("fr", 2), ("fr", 3)]),
                entry(5, &[]),
                entry(6, &[("en", 6)]),
                entry(7, &[("en", 7), ("en", 8)]),
            ],
        );
        insta::assert_snapshot!(sitemap);
        validate(Schema::Sitemap, &[("shard".to_owned(), sitemap)]);
    }

    #[test]
    fn the_index_leaves_out_what_is_empty() {
        let (old, new) = (Datestamp(1_600_000_000), Datestamp(1_700_000_000));
        let index = index(&site(), &[(1, 5_000, old), (2, 0, new), (3, 1, new)]);
        insta::assert_snapshot!(index);
        validate(Schema::SitemapIndex, &[("index".to_owned(), index)]);
    }

    #[test]
    fn a_full_shard_keeps_every_page_within_the_limit() {
        let versions: Vec<(&str, u64)> = [
            "en", "fr", "es", "de", "it", "pt", "ru", "zh", "ar", "ja", "ko", "hi",
        ]
        .iter()
        .zip(1..)
        .map(|(l, id)| (*l, id))
        .collect();
        let mut own = versions.clone();
        let rows: Vec<SitemapEntry> = (1..=SHARD_IDS)
            .map(|id| {
                own[0].1 = id;
                entry(id, &own)
            })
            .collect();
        let sitemap = shard(&site(), &rows);
        assert!(sitemap.len() <= MAX_BYTES, "{} bytes", sitemap.len());
        assert_eq!(sitemap.matches("<loc>").count(), rows.len());
        assert!(sitemap.contains("hreflang"));
        validate(Schema::Sitemap, &[("full".to_owned(), sitemap)]);
    }
}
