//! What stands around an answer, in the words of its version.
//!
//! SRU 1.1 and 1.2 share the namespace `http://www.loc.gov/zing/srw/`; OASIS has one for
//! searchRetrieve and explain and another for scan. Answers are prefixed: `zs` the answer, `diag`
//! diagnostics, `xcql` queries.

use super::{
    cql::xcql::Kind,
    diagnostic::Diagnostic,
    request::{Operation, Request, Version},
};
use crate::xml;

impl Version {
    /// The namespace of an operation's answer.
    pub fn namespace(self, operation: Operation) -> &'static str {
        match (self, operation) {
            (Version::V20, Operation::Scan) => "http://docs.oasis-open.org/ns/search-ws/scan",
            (Version::V20, _) => "http://docs.oasis-open.org/ns/search-ws/sruResponse",
            _ => "http://www.loc.gov/zing/srw/",
        }
    }

    /// The namespace of diagnostics.
    pub fn diagnostics(self) -> &'static str {
        match self {
            Version::V20 => "http://docs.oasis-open.org/ns/search-ws/diagnostic",
            _ => "http://www.loc.gov/zing/srw/diagnostic/",
        }
    }

    /// The XCQL of requests that are told back.
    pub fn xcql(self) -> Kind {
        match self {
            Version::V20 => Kind::Oasis,
            _ => Kind::Zing,
        }
    }
}

/// An answer being written.
pub struct Envelope {
    /// The document so far.
    pub out: String,
    version: Version,
    name: &'static str,
}

impl Envelope {
    /// Begins an answer; SRU 2.0 has no `version` in it (part 3 section 2.3).
    pub fn open(request: &Request) -> Envelope {
        let name = match request.operation {
            Operation::Explain => "explainResponse",
            Operation::Search => "searchRetrieveResponse",
            Operation::Scan => "scanResponse",
        };
        let mut envelope = Envelope {
            out: String::with_capacity(16 * 1024),
            version: request.version,
            name,
        };
        let namespace = request.version.namespace(request.operation);
        envelope.out.push_str(xml::DECLARATION);
        envelope.out.push_str(&format!("<zs:{name}"));
        xml::attribute(&mut envelope.out, "xmlns:zs", namespace);
        envelope.out.push_str(">\n");
        if !request.version.is_oasis() {
            envelope.element("version", request.version.number());
        }
        envelope
    }

    /// Ends the answer.
    pub fn close(mut self) -> String {
        self.end(self.name);
        self.out.push('\n');
        self.out
    }

    /// `<zs:name>`.
    pub fn begin(&mut self, name: &str) {
        self.out.push_str(&format!("<zs:{name}>"));
    }

    /// `</zs:name>`.
    pub fn end(&mut self, name: &str) {
        self.out.push_str(&format!("</zs:{name}>"));
    }

    /// `<zs:name>value</zs:name>`.
    pub fn element(&mut self, name: &str, value: &str) {
        xml::element(&mut self.out, &format!("zs:{name}"), value);
    }

    /// `<zs:name xmlns:xcql="...">`.
    pub fn begin_xcql(&mut self, name: &str) {
        self.out.push_str(&format!("<zs:{name}"));
        xml::attribute(&mut self.out, "xmlns:xcql", self.version.xcql().namespace());
        self.out.push('>');
    }

    /// The diagnostics of a whole answer; none when there are none.
    pub fn diagnostics(&mut self, faults: &[Diagnostic]) {
        if faults.is_empty() {
            return;
        }
        self.begin("diagnostics");
        for fault in faults {
            diagnostic(&mut self.out, self.version, fault);
        }
        self.end("diagnostics");
        self.out.push('\n');
    }

    /// A record, as XML or as a string: its schema, what it is, its place.
    pub fn record(&mut self, schema: &str, data: &str, string: bool, position: Option<u64>) {
        self.begin("record");
        self.element("recordSchema", schema);
        let packing = match self.version {
            Version::V20 => "recordXMLEscaping",
            _ => "recordPacking",
        };
        self.element(packing, if string { "string" } else { "xml" });
        self.begin("recordData");
        match string {
            true => xml::text(&mut self.out, data),
            false => self.out.push_str(data),
        }
        self.end("recordData");
        if let Some(position) = position {
            self.element("recordPosition", &position.to_string());
        }
        self.end("record");
    }
}

/// Appends one diagnostic: uri, details, message.
pub fn diagnostic(out: &mut String, version: Version, diagnostic: &Diagnostic) {
    out.push_str("<diag:diagnostic");
    xml::attribute(out, "xmlns:diag", version.diagnostics());
    out.push('>');
    xml::element(out, "diag:uri", &diagnostic.uri());
    if !diagnostic.details.is_empty() {
        xml::element(out, "diag:details", &diagnostic.details);
    }
    xml::element(out, "diag:message", &diagnostic.message());
    out.push_str("</diag:diagnostic>");
}
