//! The forms a record is given in: by suffix, or by what the asker accepts.

use axum::http::{HeaderMap, header};
use harvest::{Format, cite::CitationFormat, signposting};

/// A form of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The landing page.
    Html,
    /// ISO 2709.
    Marc,
    /// What OAI-PMH disseminates, by itself.
    Xml(Format),
    /// schema.org in JSON-LD.
    Jsonld,
    /// Our own JSON.
    Json,
    /// A citation.
    Cite(CitationFormat),
}

impl Form {
    /// All but the page, as the page links them.
    pub const EXPORTS: [Form; 16] = [
        Form::Xml(Format::Marcxml),
        Form::Marc,
        Form::Xml(Format::OaiDc),
        Form::Xml(Format::Qdc),
        Form::Xml(Format::Mods),
        Form::Xml(Format::Datacite),
        Form::Xml(Format::Openaire),
        Form::Jsonld,
        Form::Xml(Format::Rdf),
        Form::Xml(Format::Edm),
        Form::Json,
        Form::Cite(CitationFormat::Bibtex),
        Form::Cite(CitationFormat::Ris),
        Form::Cite(CitationFormat::Csl),
        Form::Cite(CitationFormat::Endnote),
        Form::Cite(CitationFormat::Redif),
    ];

    /// Its suffix.
    pub fn suffix(self) -> &'static str {
        match self {
            Form::Html => "html",
            Form::Marc => "mrc",
            Form::Xml(format) => format.suffix(),
            Form::Jsonld => "jsonld",
            Form::Json => "json",
            Form::Cite(format) => format.suffix(),
        }
    }

    /// Its name on pages.
    pub fn name(self) -> &'static str {
        match self {
            Form::Html => "HTML",
            Form::Marc => "MARC 21",
            Form::Xml(format) => format.name(),
            Form::Jsonld => "schema.org",
            Form::Json => "JSON",
            Form::Cite(format) => format.name(),
        }
    }

    /// Its media type (MARC: RFC 2220).
    pub fn media_type(self) -> &'static str {
        match self {
            Form::Html => "text/html",
            Form::Marc => "application/marc",
            Form::Xml(format) => format.media_type(),
            Form::Jsonld => "application/ld+json",
            Form::Json => "application/json",
            Form::Cite(format) => format.media_type(),
        }
    }

    /// The URI of its vocabulary, where it has one.
    fn profile(self) -> Option<&'static str> {
        match self {
            // What is in RDF already has its vocabularies' names in it.
            Form::Xml(Format::Rdf) => Some("https://schema.org/"),
            Form::Xml(format) => Some(format.namespace()),
            Form::Jsonld => Some("https://schema.org/"),
            _ => None,
        }
    }

    /// All but the page, as typed links tell of them.
    pub fn signposts() -> Vec<signposting::Form<'static>> {
        let forms = Form::EXPORTS.iter().map(|form| signposting::Form {
            suffix: form.suffix(),
            media_type: form.media_type(),
            profile: form.profile(),
        });
        forms.collect()
    }

    /// Reads `42` or `42.marcxml`; the form is `None` without a suffix. `None` when there is no such suffix.
    pub fn split(name: &str) -> Option<(&str, Option<Form>)> {
        let Some((id, suffix)) = name.split_once('.') else {
            return Some((name, None));
        };
        let form = Form::EXPORTS.into_iter().find(|f| f.suffix() == suffix)?;
        Some((id, Some(form)))
    }

    /// The form that `Accept` prefers (RFC 9110 section 12.5.1); `None` when none fits.
    pub fn accepted(headers: &HeaderMap) -> Option<Form> {
        let Some(accept) = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok()) else {
            return Some(Form::Html);
        };
        let mut best: Option<(f32, Form)> = None;
        for range in accept.split(',') {
            let mut parts = range.split(';');
            let kind = parts.next().unwrap_or("").trim();
            let quality = parts
                .find_map(|p| p.trim().strip_prefix("q=")?.parse::<f32>().ok())
                .unwrap_or(1.0);
            let form = match kind {
                "*/*" | "text/*" | "application/xhtml+xml" => Some(Form::Html),
                _ => [Form::Html]
                    .into_iter()
                    .chain(Form::EXPORTS)
                    .find(|f| f.media_type() == kind),
            };
            if let Some(form) = form
                && quality > 0.0
                && best.is_none_or(|(q, _)| quality > q)
            {
                best = Some((quality, form));
            }
        }
        best.map(|(_, form)| form)
    }
}

/// Whether the asker takes gzip (RFC 9110 section 12.5.3).
pub fn takes_gzip(headers: &HeaderMap) -> bool {
    let all = headers.get_all(header::ACCEPT_ENCODING).iter();
    let mut codings = all
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(','));
    codings.any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, "q=1"));
        let weight = weight.trim().strip_prefix("q=").unwrap_or("1");
        name.trim().eq_ignore_ascii_case("gzip") && weight.parse::<f32>().unwrap_or(0.0) > 0.0
    })
}

/// Whether a person's browser opens the address as a page (Fetch Metadata Request Headers, `Sec-Fetch-Dest`). Browsers
/// alone say so; what they accept does not tell, since libraries of programs name HTML there too.
pub fn is_navigation(headers: &HeaderMap) -> bool {
    headers
        .get("sec-fetch-dest")
        .is_some_and(|v| v == "document")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_is_taken_when_it_is_named_and_not_refused() {
        for (accepted, takes) in [
            ("gzip, deflate", true),
            ("br;q=1, GZIP;q=0.5", true),
            ("gzip;q=0", false),
            ("identity", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, accepted.parse().unwrap());
            assert_eq!(takes_gzip(&headers), takes, "{accepted}");
        }
        assert!(!takes_gzip(&HeaderMap::new()));
    }

    #[test]
    fn suffixes_and_accepted_types_choose_the_form() {
        assert_eq!(Form::split("42"), Some(("42", None)));
        assert_eq!(Form::split("42.mrc"), Some(("42", Some(Form::Marc))));
        let csl = Form::Cite(CitationFormat::Csl);
        assert_eq!(Form::split("42.csl.json"), Some(("42", Some(csl))));
        assert_eq!(Form::split("42.exe"), None);
        for (accept, form) in [
            (
                "text/html,application/xml;q=0.9,*/*;q=0.8",
                Some(Form::Html),
            ),
            ("application/marcxml+xml", Some(Form::Xml(Format::Marcxml))),
            (
                "application/json;q=0.5, application/ld+json",
                Some(Form::Jsonld),
            ),
            ("image/png", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, accept.parse().unwrap());
            assert_eq!(Form::accepted(&headers), form, "{accept}");
        }
        assert_eq!(Form::accepted(&HeaderMap::new()), Some(Form::Html));
    }
}
