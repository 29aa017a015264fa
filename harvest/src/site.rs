//! What the answers say about the site that gives them.

use record::RecordId;
use taxonomy::LangMap;

/// The site: its address, its name, its manners.
#[derive(Debug, Clone)]
pub struct Site {
    /// `https://host` or `https://host:port`, without a closing slash.
    pub base_url: String,
    /// The repository's name in each language; English goes into `Identify`.
    pub name: LangMap,
    /// A plain e-mail address: no `mailto:`, no `+`, a dot in its domain.
    pub admin_email: String,
    /// The namespace of identifiers, a domain name: `oai:{oai_host}:{id}`.
    pub oai_host: String,
    /// Rows on a page of a list; 100 to 500 suits harvesters; 0 is taken as 1.
    pub page_size: usize,
    /// The terms under which the metadata may be used, as a licence's URI, where they are said.
    pub metadata_licence: Option<String>,
    /// Base URLs of other repositories that harvesters may want to know.
    pub friends: Vec<String>,
    /// The key that resumption tokens are signed with; kept across restarts.
    pub token_key: [u8; 32],
}

impl Site {
    /// The address that harvesters use, byte for byte (OAI-PMH 2.0 section 4.2, `baseURL`).
    pub fn oai_url(&self) -> String {
        format!("{}/oai", self.base_url)
    }

    /// A record's landing page.
    pub fn record_url(&self, id: RecordId) -> String {
        format!("{}/records/{id}", self.base_url)
    }

    /// A journal's page.
    pub fn journal_url(&self, slug: &str) -> String {
        format!("{}/journals/{slug}", self.base_url)
    }

    /// A concept's URI.
    pub fn concept_url(&self, scheme: &str, id: &str) -> String {
        format!("{}/concepts/{scheme}/{id}", self.base_url)
    }

    /// A record's OAI identifier (OAI identifier format 2.1).
    pub fn oai_identifier(&self, id: RecordId) -> String {
        format!("oai:{}:{id}", self.oai_host)
    }

    /// The record that an OAI identifier names; only the canonical form names one.
    pub fn parse_oai_identifier(&self, identifier: &str) -> Option<RecordId> {
        let digits = identifier
            .strip_prefix("oai:")?
            .strip_prefix(self.oai_host.as_str())?
            .strip_prefix(':')?;
        let canonical = digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
        canonical.then(|| digits.parse().ok()).flatten()
    }
}

#[cfg(test)]
mod tests {
    use record::RecordId;

    use crate::memory::site;

    #[test]
    fn identifiers_are_read_in_their_canonical_form_only() {
        let site = site();
        let good = site.oai_identifier(RecordId(42));
        assert_eq!(good, "oai:labordoc.example.org:42");
        assert_eq!(site.parse_oai_identifier(&good), Some(RecordId(42)));
        for wrong in [
            "42",
            "oai:labordoc.example.org:042",
            "oai:labordoc.example.org:",
            "oai:labordoc.example.org:+42",
            "oai:other.example.org:42",
            "oai:labordoc.example.org:42:1",
            "oai:labordoc.example.org:99999999999999999999999",
        ] {
            assert_eq!(site.parse_oai_identifier(wrong), None, "{wrong}");
        }
    }
}
