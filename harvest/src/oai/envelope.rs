//! What stands around every answer (OAI-PMH 2.0 section 3.2).

use std::borrow::Cow;

use record::Datestamp;

use super::request::{Argument, Request};
use crate::{Site, xml};

const ROOT: &str = "<OAI-PMH xmlns=\"http://www.openarchives.org/OAI/2.0/\" \
    xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
    xsi:schemaLocation=\"http://www.openarchives.org/OAI/2.0/ \
    http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd\">\n";

/// Starts an answer: root, `responseDate`, and `request` with the arguments as attributes.
pub fn open(site: &Site, now: Datestamp, request: &Request) -> String {
    let mut out = start(now);
    out.push_str("<request");
    if let Some(call) = &request.call {
        xml::attribute(&mut out, "verb", call.verb.name());
        for (argument, value) in &call.arguments {
            // The schema has `identifier` as a URI, which what a harvester sends may not be.
            let value = match argument {
                Argument::Identifier => uri(value),
                _ => Cow::Borrowed(value.as_str()),
            };
            xml::attribute(&mut out, argument.name(), &value);
        }
    }
    end_request(&mut out, site);
    out
}

/// Starts an answer whose `request` carries no attributes: on `badVerb` and `badArgument`.
pub fn open_bare(site: &Site, now: Datestamp) -> String {
    let mut out = start(now);
    out.push_str("<request");
    end_request(&mut out, site);
    out
}

/// Ends an answer.
pub fn close(out: &mut String) {
    out.push_str("</OAI-PMH>\n");
}

/// A browser shows the answer to a person by it (Associating Style Sheets with XML documents 1.0).
const STYLESHEET: &str = "<?xml-stylesheet type=\"text/xsl\" href=\"/oai.xsl\"?>\n";

fn start(now: Datestamp) -> String {
    let mut out = String::with_capacity(4 * 1024);
    out.push_str(xml::DECLARATION);
    out.push_str(STYLESHEET);
    out.push_str(ROOT);
    xml::element(&mut out, "responseDate", &now.to_string());
    out.push('\n');
    out
}

fn end_request(out: &mut String, site: &Site) {
    out.push('>');
    xml::text(out, &site.oai_url());
    out.push_str("</request>\n");
}

/// A text as a URI (RFC 3986): what no URI has at its place is percent-encoded, the rest is kept.
fn uri(text: &str) -> Cow<'_, str> {
    let scheme = text.find(':').map_or("", |end| &text[..end]);
    let has_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    let opaque = has_scheme && !text[scheme.len() + 1..].starts_with('/');
    let plain = |at: usize, b: u8| {
        b.is_ascii_alphanumeric()
            || b"-._~!$&'()*+,;=".contains(&b)
            || (has_scheme && at == scheme.len())
            || (opaque && b":/?@".contains(&b))
            || (has_scheme && b == b'/')
    };
    if text.bytes().enumerate().all(|(at, b)| plain(at, b)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for (at, byte) in text.bytes().enumerate() {
        if plain(at, byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn only_what_no_uri_has_is_encoded() {
        for (text, expected) in [
            ("oai:labordoc.example.org:1", "oai:labordoc.example.org:1"),
            ("oai:a.org:x/y?z=1&t", "oai:a.org:x/y?z=1&t"),
            ("http://a.org/1", "http://a.org/1"),
            ("http://a:b/[", "http://a%3Ab/%5B"),
            ("1:2", "1%3A2"),
            (":", "%3A"),
            ("//a", "%2F%2Fa"),
            ("invalid\"id", "invalid%22id"),
            ("a é%", "a%20%C3%A9%25"),
            ("", ""),
        ] {
            assert_eq!(uri(text), expected);
        }
    }
}
