//! Sitemaps (sitemaps.org protocol 0.9): an index, and fixed shards by record id.
use crate::Site;
use record::{Datestamp, RecordId};
use taxonomy::Lang;
/// How many ids a shard spans: shard `n` (from 0) holds the live records with ids `n * 5000 + 1` to `(n + 1) * 5000`.
pub const SHARD_IDS: u64 = 5_000;
/// One landing page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SitemapEntry {
    /// The record.
    pub id: RecordId,
    /// When its disseminated bytes last changed.
    pub datestamp: Datestamp,
    /// The language versions of its work, itself included; empty or one alone: no alternates.
    pub versions: Vec<(Lang, RecordId)>,
}
/// The sitemap index: of each shard its number, how many records it holds, its newest datestamp; empty ones are left out.
pub fn index(site: &Site, shards: &[(u64, u64, Datestamp)]) -> String {
    let _ = (site, shards);
    String::new()
}
/// One shard.
pub fn shard(site: &Site, rows: &[SitemapEntry]) -> String {
    let _ = (site, rows);
    String::new()
}
