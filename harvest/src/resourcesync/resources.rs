//! What there is: resource lists and their index (section 10).
//!
//! Their parts are the shards of the sitemaps.

use record::{Datestamp, RecordId};

use super::{CAPABILITY_LIST, Document, RESOURCE_LIST, RESOURCE_TYPE, address, resource_path};
use crate::{Site, sitemap::MAX_URLS};

/// The index, of each shard: its number, how many live records it has, its newest datestamp.
///
/// `at` is a moment before the shards were read: whatever changed since then is in the change list
/// from that moment on.
pub fn resource_index(site: &Site, at: Datestamp, shards: &[(u64, u64, Datestamp)]) -> String {
    let mut document = Document::index()
        .link("up", &address(site, CAPABILITY_LIST))
        .is("resourcelist", &[("at", at.to_string())]);
    for (number, _, lastmod) in shards.iter().filter(|s| s.1 > 0).take(MAX_URLS) {
        let part = address(site, &format!("/resourcesync/resourcelist/{number}.xml"));
        document.add(&part, Some(*lastmod), &[], &[]);
    }
    document.end()
}

/// One part: the live records of a shard, with when each last changed.
pub fn resource_list(site: &Site, at: Datestamp, rows: &[(RecordId, Datestamp)]) -> String {
    let mut document = Document::list()
        .link("up", &address(site, CAPABILITY_LIST))
        .link("index", &address(site, RESOURCE_LIST))
        .is("resourcelist", &[("at", at.to_string())]);
    for (id, lastmod) in rows.iter().take(MAX_URLS) {
        let page = site.record_url(*id);
        document.add(
            &address(site, &resource_path(*id)),
            Some(*lastmod),
            &[("type", RESOURCE_TYPE)],
            &[&[("rel", "describes"), ("href", &page)]],
        );
    }
    document.end()
}
