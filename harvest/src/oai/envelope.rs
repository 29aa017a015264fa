//! What stands around every answer (OAI-PMH 2.0 section 3.2).

use record::Datestamp;

use super::request::Request;
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
            xml::attribute(&mut out, argument.name(), value);
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

fn start(now: Datestamp) -> String {
    let mut out = String::with_capacity(4 * 1024);
    out.push_str(xml::DECLARATION);
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
