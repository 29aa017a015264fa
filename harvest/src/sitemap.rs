//! Sitemaps (sitemaps.org protocol 0.9): an index, and fixed shards by record id.
//!
//! A shard holds the live records of a fixed span of ids, so it changes only when one of its own
//! records does, and its `lastmod` is the newest datestamp among them: a crawler refetches only
//! what changed. A record's language versions are named by `xhtml:link`, which must follow
//! `loc` and `lastmod` for the schemas' sake. Full texts on our own host follow their page.
//! Each file is there as it is and as `.gz`; an index names files of its own form only.

use std::io::Write as _;

use flate2::{Compression, write::GzEncoder};
use record::{Access, AssetKind, Datestamp, Record, RecordId};
use taxonomy::Lang;

use crate::{Site, alternates, link, xml};

/// How many ids a shard spans: shard `n`, from 1, is for the ids `(n - 1) * 5000 + 1` to `n * 5000`.
pub const SHARD_IDS: u64 = 5_000;
/// The most URLs in one sitemap and the most sitemaps in one index (sitemaps.org).
pub const MAX_URLS: usize = 50_000;
/// The most bytes in one sitemap: what Google Scholar asked for; sitemaps.org allows ten times as much.
pub const MAX_BYTES: usize = 5_000_000;
/// The media type of index and sitemap.
pub const CONTENT_TYPE: &str = "application/xml; charset=utf-8";
/// The media type of both as `.gz`.
pub const GZIP_TYPE: &str = "application/gzip";
/// What the same records are written as; raised with every change of how that is done, so that
/// nobody keeps what an older program wrote.
pub const EDITION: u32 = 2;

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
    /// The addresses of its full texts, from [`full_texts`].
    pub full_texts: Vec<String>,
}

/// How a file is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// As XML.
    Plain,
    /// As a gzip file.
    Gzip,
}

impl Packing {
    /// What ends the file's name after `.xml`.
    pub fn suffix(self) -> &'static str {
        match self {
            Packing::Plain => "",
            Packing::Gzip => ".gz",
        }
    }

    /// The file's media type.
    pub fn content_type(self) -> &'static str {
        match self {
            Packing::Plain => CONTENT_TYPE,
            Packing::Gzip => GZIP_TYPE,
        }
    }

    /// The file's bytes; the same text gives the same bytes.
    pub fn pack(self, text: String) -> Vec<u8> {
        if self == Packing::Plain {
            return text.into_bytes();
        }
        let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
        // Memory takes every write.
        let _ = gzip.write_all(text.as_bytes());
        gzip.finish().unwrap_or_default()
    }
}

/// The PDF files of a record that a crawler may have: public full texts on the site's own host.
///
/// A sitemap lists addresses of its own host only (sitemaps.org, "Sitemap file location").
pub fn full_texts(record: &Record, site: &Site) -> Vec<String> {
    let description = &record.description;
    let Some((here, _)) = link::split(&site.base_url) else {
        return Vec::new();
    };
    if description.access == Access::Restricted {
        return Vec::new();
    }
    let mut urls: Vec<String> = Vec::new();
    for asset in &description.assets {
        let is_pdf = asset.kind == AssetKind::FullText
            && asset.media_type.as_deref() == Some("application/pdf");
        let ours = link::split(&asset.url).is_some_and(|(host, _)| host.eq_ignore_ascii_case(here));
        if is_pdf && ours && !urls.contains(&asset.url) {
            urls.push(asset.url.clone());
        }
    }
    urls
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
pub fn index(site: &Site, shards: &[(u64, u64, Datestamp)], packing: Packing) -> String {
    let mut out = String::with_capacity(256 + shards.len() * 128);
    out.push_str(xml::DECLARATION);
    out.push_str("<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for (number, _, lastmod) in shards.iter().filter(|s| s.1 > 0).take(MAX_URLS) {
        out.push_str("<sitemap>");
        xml::element(
            &mut out,
            "loc",
            &format!(
                "{}/sitemaps/{number}.xml{}",
                site.base_url,
                packing.suffix()
            ),
        );
        xml::element(&mut out, "lastmod", &lastmod.to_string());
        out.push_str("</sitemap>\n");
    }
    out.push_str("</sitemapindex>\n");
    out
}

/// One shard: every row's landing page, with its alternates and full texts as long as they fit into
/// [`MAX_BYTES`] and [`MAX_URLS`].
///
/// A page is never left out for those: it names them as well. Rows beyond [`MAX_URLS`] are left
/// out; a shard of [`SHARD_IDS`] ids never has so many. A full text has no `lastmod`: when its
/// bytes changed is not known here.
pub fn shard(site: &Site, rows: &[SitemapEntry]) -> String {
    let mut out = String::with_capacity(512 + rows.len() * 512);
    out.push_str(xml::DECLARATION);
    out.push_str("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"");
    out.push_str(" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n");
    let rows = &rows[..rows.len().min(MAX_URLS)];
    let bare = site.base_url.len() * 6 + 128;
    let mut urls = rows.len();
    for (at, row) in rows.iter().enumerate() {
        let rest = bare * (rows.len() - at - 1) + CLOSE.len() + "</url>\n".len();
        out.push_str(&page(site, row));
        let links = links(site, row);
        if out.len() + links.len() + rest <= MAX_BYTES {
            out.push_str(&links);
        }
        out.push_str("</url>\n");
        for address in &row.full_texts {
            let mut entry = String::from("<url>");
            xml::element(&mut entry, "loc", address);
            entry.push_str("</url>\n");
            if urls < MAX_URLS && out.len() + entry.len() + rest <= MAX_BYTES {
                out.push_str(&entry);
                urls += 1;
            }
        }
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

/// The language versions, and which to show whose language is not among them: the English one,
/// else the first.
fn links(site: &Site, row: &SitemapEntry) -> String {
    let mut out = String::new();
    let alternates = alternates(row.id, &row.versions);
    let english = alternates.iter().find(|(tag, _)| *tag == "en");
    let other = english.or(alternates.first()).map(|(_, id)| *id);
    let other = other.map(|id| ("x-default", id));
    for (tag, id) in alternates.into_iter().chain(other) {
        out.push_str("<xhtml:link rel=\"alternate\"");
        xml::attribute(&mut out, "hreflang", tag);
        xml::attribute(&mut out, "href", &site.record_url(id));
        out.push_str("/>");
    }
    out
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use record::{Access, Datestamp, RecordId};
    use taxonomy::Lang;

    use super::{
        MAX_BYTES, MAX_URLS, Packing, SHARD_IDS, SitemapEntry, full_texts, ids_of, index, shard,
        shard_of,
    };
    use crate::memory::{Schema, article, site, validate};

    fn entry(id: u64, versions: &[(&str, u64)]) -> SitemapEntry {
        SitemapEntry {
            id: RecordId(id),
            datestamp: Datestamp(1_700_000_000),
            versions: versions
                .iter()
                .map(|(l, id)| (Lang::new(l).unwrap(), RecordId(*id)))
                .collect(),
            full_texts: Vec::new(),
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
        let shards = [(1, 5_000, old), (2, 0, new), (3, 1, new)];
        let packed = index(&site(), &shards, Packing::Gzip);
        assert_eq!(packed.matches(".xml.gz</loc>").count(), 2);
        let index = index(&site(), &shards, Packing::Plain);
        assert_eq!(packed.replace(".xml.gz<", ".xml<"), index);
        insta::assert_snapshot!(index);
        validate(Schema::SitemapIndex, &[("index".to_owned(), index)]);
    }

    #[test]
    fn a_gzip_file_holds_the_same_text_and_is_always_the_same() {
        let text = shard(&site(), &[entry(1, &[]), entry(2, &[])]);
        let packed = Packing::Gzip.pack(text.clone());
        assert_eq!(packed, Packing::Gzip.pack(text.clone()));
        let mut read = String::new();
        flate2::read::GzDecoder::new(packed.as_slice())
            .read_to_string(&mut read)
            .unwrap();
        assert_eq!(read, text);
        assert_eq!(Packing::Plain.pack(text.clone()), text.into_bytes());
    }

    #[test]
    fn only_public_pdf_files_on_our_own_host_are_listed() {
        let mut record = article(1);
        assert!(full_texts(&record, &site()).is_empty(), "another host");
        let mut own = record.description.assets[0].clone();
        own.url = "https://LABORDOC.example.org/records/1/files/a.pdf".to_owned();
        let mut page = own.clone();
        page.media_type = Some("text/html".to_owned());
        record
            .description
            .assets
            .extend([own.clone(), own.clone(), page]);
        assert_eq!(full_texts(&record, &site()), [own.url.clone()]);
        let mut row = entry(1, &[]);
        row.full_texts = full_texts(&record, &site());
        let sitemap = shard(&site(), &[row, entry(2, &[])]);
        assert_eq!(sitemap.matches("<loc>").count(), 3);
        assert!(sitemap.contains(&format!("<url><loc>{}</loc></url>", own.url)));
        validate(Schema::Sitemap, &[("files".to_owned(), sitemap)]);
        record.description.access = Access::Restricted;
        assert!(full_texts(&record, &site()).is_empty());
    }

    #[test]
    fn full_texts_never_push_a_page_out() {
        let mut first = entry(1, &[]);
        let address = |n: usize| format!("https://labordoc.example.org/records/1/files/{n}.pdf");
        first.full_texts = (0..MAX_URLS).map(address).collect();
        let sitemap = shard(&site(), &[first, entry(2, &[])]);
        assert!(sitemap.matches("<loc>").count() <= MAX_URLS);
        assert!(sitemap.len() <= MAX_BYTES);
        assert!(sitemap.contains("<loc>https://labordoc.example.org/records/2</loc>"));
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
