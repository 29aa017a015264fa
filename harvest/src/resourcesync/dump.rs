//! Everything at once: the resource dump and what each of its packages says it holds (section 11).

use record::{Datestamp, RecordId};

use super::{CAPABILITY_LIST, Document, RESOURCE_TYPE, address, resource_path};
use crate::Site;

/// A package of the dump: a ZIP file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// Its path, from `/`.
    pub path: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// Its SHA-256, as hexadecimal digits.
    pub sha256: String,
}

/// A resource in a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    /// The record.
    pub id: RecordId,
    /// When it last changed.
    pub datestamp: Datestamp,
    /// Its length in bytes.
    pub bytes: u64,
    /// Its SHA-256, as hexadecimal digits.
    pub sha256: String,
}

impl Packed {
    /// Where it is in the package, without a leading slash.
    pub fn path(id: RecordId) -> String {
        format!("resources/{id}.json")
    }
}

/// The resource dump (section 11.1): packages that were made from `at` to `completed`.
pub fn dump(site: &Site, (at, completed): (Datestamp, Datestamp), packages: &[Package]) -> String {
    let moments = [("at", at.to_string()), ("completed", completed.to_string())];
    let mut document = Document::list()
        .link("up", &address(site, CAPABILITY_LIST))
        .is("resourcedump", &moments);
    for package in packages {
        let (length, hash) = (
            package.bytes.to_string(),
            format!("sha-256:{}", package.sha256),
        );
        document.add(
            &address(site, &package.path),
            Some(completed),
            &[
                ("hash", &hash),
                ("length", &length),
                ("type", "application/zip"),
            ],
            &[],
        );
    }
    document.end()
}

/// The manifest in a package, its `manifest.xml` (section 11.2).
pub fn dump_manifest(site: &Site, at: Datestamp, resources: &[Packed]) -> String {
    let mut document = Document::list()
        .link("up", &address(site, CAPABILITY_LIST))
        .is("resourcedump-manifest", &[("at", at.to_string())]);
    for resource in resources {
        let page = site.record_url(resource.id);
        let (length, hash) = (
            resource.bytes.to_string(),
            format!("sha-256:{}", resource.sha256),
        );
        document.add(
            &address(site, &resource_path(resource.id)),
            Some(resource.datestamp),
            &[
                ("hash", &hash),
                ("length", &length),
                ("type", RESOURCE_TYPE),
                ("path", &format!("/{}", Packed::path(resource.id))),
            ],
            &[&[("rel", "describes"), ("href", &page)]],
        );
    }
    document.end()
}
