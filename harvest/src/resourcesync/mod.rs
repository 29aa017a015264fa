//! ResourceSync 1.1 (ANSI/NISO Z39.99-2017): what there is, what changed, and everything at once.
//!
//! A resource is a record's JSON, `/records/{id}.json`: every live record has one, and its bytes
//! change only when the record gets a new seq. Each names the page it describes. Lists are as
//! sitemaps are: parts of a fixed span, by record id or by seq, below an index.
//!
//! Within a document the order is that of the examples in the specification: `rs:ln`, `rs:md`,
//! then entries of `loc`, `lastmod`, `rs:md`, `rs:ln`.

mod changes;
mod describe;
mod dump;
mod resources;

use record::{Datestamp, RecordId};

use crate::{Site, xml};

pub use changes::{
    CHANGE_SPAN, Change, ChangeEntry, ChangePart, change_index, change_list, changes_of, parts,
};
pub use describe::{capability_list, source_description};
pub use dump::{Package, Packed, dump, dump_manifest};
pub use resources::{resource_index, resource_list};

/// The media type of every document.
pub const CONTENT_TYPE: &str = "application/xml; charset=utf-8";
/// What the same records are written as; raised with every change of how that is done.
pub const EDITION: u32 = 1;
/// The media type of a resource.
pub const RESOURCE_TYPE: &str = "application/json";
/// Where the capability list is.
pub const CAPABILITY_LIST: &str = "/resourcesync/capabilitylist.xml";
/// Where the index of resource lists is.
pub const RESOURCE_LIST: &str = "/resourcesync/resourcelist.xml";
/// Where the index of change lists is.
pub const CHANGE_LIST: &str = "/resourcesync/changelist.xml";
/// Where the resource dump is.
pub const RESOURCE_DUMP: &str = "/resourcesync/resourcedump.xml";
/// Where the source description is (section 6.3.2).
pub const WELL_KNOWN: &str = "/.well-known/resourcesync";

/// A resource's path.
pub fn resource_path(id: RecordId) -> String {
    format!("/records/{id}.json")
}

/// An attribute of `rs:md` or `rs:ln`.
type Attribute<'a> = (&'a str, &'a str);

/// A document under construction.
struct Document {
    out: String,
    /// `urlset` or `sitemapindex`.
    root: &'static str,
    /// `url` or `sitemap`.
    entry: &'static str,
}

impl Document {
    /// Begins a list of resources or documents.
    fn list() -> Document {
        Document::new("urlset", "url")
    }

    /// Begins an index of lists.
    fn index() -> Document {
        Document::new("sitemapindex", "sitemap")
    }

    fn new(root: &'static str, entry: &'static str) -> Document {
        let mut out = String::from(xml::DECLARATION);
        out.push('<');
        out.push_str(root);
        out.push_str(" xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"");
        out.push_str(" xmlns:rs=\"http://www.openarchives.org/rs/terms/\">\n");
        Document { out, root, entry }
    }

    /// A link of the document, as `up` (section 6.2).
    fn link(mut self, rel: &str, href: &str) -> Document {
        ln(&mut self.out, &[("rel", rel), ("href", href)]);
        self.out.push('\n');
        self
    }

    /// What the document is (`rs:md`).
    fn is(mut self, capability: &str, more: &[(&str, String)]) -> Document {
        let mut all = vec![("capability", capability)];
        all.extend(more.iter().map(|(name, value)| (*name, value.as_str())));
        md(&mut self.out, &all);
        self.out.push('\n');
        self
    }

    /// Adds an entry.
    fn add(
        &mut self,
        address: &str,
        lastmod: Option<Datestamp>,
        about: &[Attribute<'_>],
        links: &[&[Attribute<'_>]],
    ) {
        let out = &mut self.out;
        out.push('<');
        out.push_str(self.entry);
        out.push('>');
        xml::element(out, "loc", address);
        if let Some(lastmod) = lastmod {
            xml::element(out, "lastmod", &lastmod.to_string());
        }
        if !about.is_empty() {
            md(out, about);
        }
        for link in links {
            ln(out, link);
        }
        out.push_str("</");
        out.push_str(self.entry);
        out.push_str(">\n");
    }

    fn end(mut self) -> String {
        self.out.push_str("</");
        self.out.push_str(self.root);
        self.out.push_str(">\n");
        self.out
    }
}

fn md(out: &mut String, attributes: &[Attribute<'_>]) {
    element(out, "rs:md", attributes);
}

fn ln(out: &mut String, attributes: &[Attribute<'_>]) {
    element(out, "rs:ln", attributes);
}

fn element(out: &mut String, name: &str, attributes: &[Attribute<'_>]) {
    out.push('<');
    out.push_str(name);
    for (name, value) in attributes {
        xml::attribute(out, name, value);
    }
    out.push_str("/>");
}

fn address(site: &Site, path: &str) -> String {
    format!("{}{path}", site.base_url)
}

#[cfg(test)]
mod tests;
