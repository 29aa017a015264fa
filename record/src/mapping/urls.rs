//! The table of links: what they are, who may open them, which resolve identifiers.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Deserialize;

use super::{MappingError, fold, has_words};
use crate::{Access, AssetKind};

/// The compiled table.
#[derive(Debug, Default)]
pub struct Urls {
    words: Words,
    /// Rules by host, path and extension, in the order in which they are tried.
    pub rules: Vec<UrlRule>,
    doi: HashSet<String>,
    handle: HashSet<String>,
    media: HashMap<String, String>,
    no_shelf: HashSet<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Words {
    full_text: Vec<String>,
    cover: Vec<String>,
    summary: Vec<String>,
    related: Vec<String>,
    restricted: Vec<String>,
}

/// A rule about links by their address.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UrlRule {
    /// Its name.
    pub name: String,
    /// The host, or what it ends with after a point.
    #[serde(default)]
    pub host: Option<String>,
    /// What the path contains, lower case.
    #[serde(default)]
    pub path: Option<String>,
    /// The file name's extension is one of these.
    #[serde(default)]
    pub extension: Vec<String>,
    /// What the link is.
    pub kind: AssetKind,
    /// Who may open it.
    #[serde(default)]
    pub access: Access,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawUrls {
    words: Words,
    rule: Vec<UrlRule>,
    resolvers: RawResolvers,
    media: BTreeMap<String, String>,
    no_shelf: RawMarks,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawResolvers {
    doi: Vec<String>,
    handle: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMarks {
    marks: Vec<String>,
}

impl Urls {
    pub(super) fn compile(raw: RawUrls) -> Result<Urls, MappingError> {
        for rule in &raw.rule {
            if rule.host.is_none() && rule.path.is_none() && rule.extension.is_empty() {
                let text = "fits every link; give it a host, a path or an extension";
                return Err(MappingError::entry("urls", &rule.name, text));
            }
        }
        Ok(Urls {
            words: raw.words,
            rules: raw.rule,
            doi: raw.resolvers.doi.into_iter().collect(),
            handle: raw.resolvers.handle.into_iter().collect(),
            media: raw.media.into_iter().collect(),
            no_shelf: raw.no_shelf.marks.iter().map(|m| fold(m)).collect(),
        })
    }

    /// What the words beside a link say it is.
    pub fn kind_by_words(&self, words: &str) -> Option<AssetKind> {
        let words = fold(words);
        let said = |list: &[String]| list.iter().any(|w| has_words(&words, w));
        // The telling words first: "table of contents (full text)" is a table of contents.
        let order = [
            (&self.words.summary, AssetKind::Summary),
            (&self.words.cover, AssetKind::Cover),
            (&self.words.related, AssetKind::Related),
            (&self.words.full_text, AssetKind::FullText),
        ];
        order
            .iter()
            .find(|(list, _)| said(list))
            .map(|(_, kind)| *kind)
    }

    /// Whether the words beside a link say that not everybody may open it.
    pub fn restricted_by_words(&self, words: &str) -> bool {
        let words = fold(words);
        self.words.restricted.iter().any(|w| has_words(&words, w))
    }

    /// The rule that fits an address, given its host and path in lower case.
    pub fn rule(&self, host: &str, path: &str) -> Option<&UrlRule> {
        let extension = extension(path);
        self.rules.iter().find(|rule| {
            rule.host.as_deref().is_none_or(|h| in_domain(host, h))
                && rule.path.as_deref().is_none_or(|p| path.contains(p))
                && (rule.extension.is_empty() || rule.extension.iter().any(|e| e == extension))
        })
    }

    /// The media type that a path's extension tells; the path in lower case.
    pub fn media_type(&self, path: &str) -> Option<&str> {
        self.media.get(extension(path)).map(String::as_str)
    }

    /// Whether a host resolves DOIs.
    pub fn resolves_doi(&self, host: &str) -> bool {
        self.doi.contains(host)
    }

    /// Whether a host resolves handles.
    pub fn resolves_handle(&self, host: &str) -> bool {
        self.handle.contains(host)
    }

    /// Whether a text in a shelf mark's place names no shelf.
    pub fn is_no_shelf(&self, mark: &str) -> bool {
        self.no_shelf.contains(&fold(mark))
    }
}

fn in_domain(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

fn extension(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Mapping;

    #[test]
    fn links_are_known_by_their_words() {
        let mapping = Mapping::bundled();
        for (words, expected) in [
            ("Full text", Some(AssetKind::FullText)),
            ("fullText", Some(AssetKind::FullText)),
            ("Texte intégral", Some(AssetKind::FullText)),
            ("Table of contents only", Some(AssetKind::Summary)),
            ("Inhaltsverzeichnis", Some(AssetKind::Summary)),
            ("Publisher description", Some(AssetKind::Related)),
            ("Cover image", Some(AssetKind::Cover)),
            ("Vol. 3", None),
            ("", None),
        ] {
            assert_eq!(mapping.urls.kind_by_words(words), expected, "{words}");
        }
    }

    #[test]
    fn links_are_known_by_their_address() {
        let mapping = Mapping::bundled();
        for (host, path, expected) in [
            (
                "www.ilo.org",
                "/public/libdoc/ilo/2006/434599.pdf",
                Some("ilo-public-libdoc"),
            ),
            (
                "webapps.ilo.org",
                "/intranet/libdoc/ilo/gb/130/a.pdf",
                Some("ilo-intranet-libdoc"),
            ),
            (
                "doi-org.ilo.idm.oclc.org",
                "/10.1111/ilr.12075",
                Some("ilo-library-proxy"),
            ),
            ("evililo.org", "/public/libdoc/x.htm", None),
            ("example.org", "/a.pdf", Some("pdf-file")),
            ("example.org", "/", None),
        ] {
            assert_eq!(
                mapping.urls.rule(host, path).map(|r| r.name.as_str()),
                expected,
                "{host}{path}"
            );
        }
    }
}
