//! explain: what there is, as a ZeeRex 2.0 record (SRU 1.2 "explain"; part 7).

use taxonomy::Lang;

use super::{
    Asked,
    diagnostic::Diagnostic,
    envelope::Envelope,
    indexes::{INDEXES, Index, RELEVANCE, SETS},
    query::Searcher,
    request::Version,
    resolve::{MODIFIERS, VERBS},
    scan,
    schemas::SCHEMAS,
    search,
};
use crate::{Repository, Site, xml};

/// The schema of the record, and its namespace.
const ZEEREX: &str = "http://explain.z3950.org/dtd/2.0/";

/// The sort modifiers that are obeyed.
const SORT_MODIFIERS: [&str; 7] = [
    "ascending",
    "descending",
    "ignoreCase",
    "ignoreAccents",
    "missingOmit",
    "missingLow",
    "missingHigh",
];

/// The answer; what is wrong with the request stands beside the record.
pub fn answer<R: Repository, S: Searcher>(
    asked: &Asked<'_, R, S>,
    faults: &[Diagnostic],
) -> String {
    let mut faults = faults.to_vec();
    let string = asked.request.is_string(&mut faults);
    let mut out = Envelope::open(asked.request);
    let record = zeerex(asked);
    out.record(ZEEREX, &record, string, None);
    out.diagnostics(&faults);
    out.close()
}

fn zeerex<R: Repository, S: Searcher>(asked: &Asked<'_, R, S>) -> String {
    let mut record = Record(String::with_capacity(8 * 1024));
    record.begin("explain", &[("xmlns:zr", ZEEREX)]);
    server(&mut record, asked);
    database(&mut record, asked.site);
    record.begin("indexInfo", &[]);
    for set in SETS {
        record.begin("set", &[("name", set.name), ("identifier", set.uri)]);
        record.text("title", &[], set.title);
        record.end("set");
    }
    INDEXES.iter().for_each(|one| index(&mut record, one));
    record.text("sortKeyword", &[], RELEVANCE);
    record.end("indexInfo");
    record.begin("schemaInfo", &[]);
    for schema in SCHEMAS {
        let attributes = [
            ("identifier", schema.uri),
            ("name", schema.name),
            ("location", schema.location),
            ("sort", "false"),
            ("retrieve", "true"),
        ];
        record.begin("schema", &attributes);
        record.text("title", &[], schema.title);
        record.end("schema");
    }
    record.end("schemaInfo");
    config(&mut record);
    record.end("explain");
    record.0
}

fn server<R: Repository, S: Searcher>(record: &mut Record, asked: &Asked<'_, R, S>) {
    let base = asked.site.base_url.as_str();
    let (transport, host) = base.split_once("://").unwrap_or(("http", base));
    let usual = match transport {
        "https" => "443",
        _ => "80",
    };
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => (name, port),
        _ => (host, usual),
    };
    let version = match asked.request.version {
        Version::V20 => "2.0",
        _ => "1.2",
    };
    let attributes = [
        ("protocol", "SRU"),
        ("version", version),
        ("transport", transport),
    ];
    record.begin("serverInfo", &attributes);
    record.text("host", &[], name);
    record.text("port", &[], port);
    let count = asked.searcher.records().to_string();
    record.text("database", &[("numRecs", &count)], "sru");
    record.end("serverInfo");
}

fn database(record: &mut Record, site: &Site) {
    record.begin("databaseInfo", &[]);
    for lang in Lang::INTERFACE {
        if let Some(name) = site.name.get(&lang) {
            let primary = if lang == Lang::EN { "true" } else { "false" };
            let attributes = [("lang", lang.as_str()), ("primary", primary)];
            record.text("title", &attributes, name);
        }
    }
    record.text("contact", &[], &site.admin_email);
    record.begin("links", &[]);
    record.text("link", &[("type", "www")], &format!("{}/", site.base_url));
    record.text("link", &[("type", "oai")], &site.oai_url());
    record.end("links");
    record.end("databaseInfo");
}

fn index(record: &mut Record, index: &Index) {
    use super::indexes::Holds::ResultSet;
    // There are no result sets to search in.
    if index.holds == ResultSet {
        return;
    }
    let truth = |yes: bool| if yes { "true" } else { "false" };
    let attributes = [
        ("search", "true"),
        ("scan", truth(index.scan.is_some())),
        ("sort", truth(index.sort.is_some())),
    ];
    record.begin("index", &attributes);
    record.text("title", &[("lang", "en")], index.title);
    for (at, (set, name)) in index.names.iter().enumerate() {
        record.begin("map", &[("primary", truth(at == 0))]);
        record.text("name", &[("set", set)], name);
        record.end("map");
    }
    record.end("index");
}

/// ZeeRex "configInfo": defaults, settings, what is supported.
fn config(record: &mut Record) {
    record.begin("configInfo", &[]);
    let most = search::MOST.to_string();
    for (kind, value) in [
        ("numberOfRecords", search::USUAL.to_string().as_str()),
        ("contextSet", "cql"),
        ("index", "cql.serverChoice"),
        ("relation", "="),
        ("retrieveSchema", SCHEMAS[0].uri),
    ] {
        record.text("default", &[("type", kind)], value);
    }
    record.text("setting", &[("type", "maximumRecords")], &most);
    let terms = scan::MOST.to_string();
    record.text("setting", &[("type", "maximumTerms")], &terms);
    let mut supports = |kind: &str, value: &str| {
        record.text("supports", &[("type", kind)], value);
    };
    for (name, _) in VERBS {
        supports("relation", name);
    }
    for name in MODIFIERS {
        supports("relationModifier", &format!("cql.{name}"));
    }
    for name in SORT_MODIFIERS {
        supports("sortModifier", &format!("sort.{name}"));
    }
    for mask in ["*", "?"] {
        supports("maskingCharacter", mask);
    }
    supports("anchoring", "^");
    supports("scan", "");
    supports("sort", "");
    record.end("configInfo");
}

/// A record being written.
struct Record(String);

impl Record {
    fn begin(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.0.push_str("<zr:");
        self.0.push_str(name);
        for (name, value) in attributes {
            xml::attribute(&mut self.0, name, value);
        }
        self.0.push('>');
    }

    fn end(&mut self, name: &str) {
        self.0.push_str("</zr:");
        self.0.push_str(name);
        self.0.push('>');
    }

    fn text(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.begin(name, attributes);
        xml::text(&mut self.0, text);
        self.end(name);
    }
}
