//! The judgement of schemas, and of a parser.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use quick_xml::events::Event;

use crate::Format;

/// The one attribute and the text of `<a b="...">...</a>`, as a parser reads them.
pub fn read_back(xml: &str) -> (String, String) {
    let mut reader = quick_xml::Reader::from_str(xml);
    let (mut attribute, mut text) = (String::new(), String::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                let first = start.attributes().next().unwrap().unwrap();
                attribute = quick_xml::escape::unescape(&first.value)
                    .unwrap()
                    .into_owned();
            }
            Event::Text(part) => text.push_str(&part),
            Event::GeneralRef(name) => {
                let entity = format!("&{};", &*name);
                text.push_str(&quick_xml::escape::unescape(&entity).unwrap());
            }
            Event::Eof => return (attribute, text),
            _ => {}
        }
    }
}

/// A schema to validate against.
#[derive(Debug, Clone, Copy)]
pub enum Schema {
    /// OAI-PMH answers with what one format writes.
    Oai(Format),
    /// A sitemap.
    Sitemap,
    /// A sitemap index.
    SitemapIndex,
    /// A MARC 21 record.
    Marc,
    /// A record in Dublin Core.
    OaiDc,
    /// SRU 1.1 and 1.2 answers.
    Sru12,
    /// SRU 2.0 answers to searches and explain.
    Sru20,
    /// SRU 2.0 answers to scans.
    Sru20Scan,
    /// None: well formed is enough.
    None,
    /// An explain record.
    ZeeRex,
    /// An Atom feed.
    Atom,
    /// A record in MODS 3.8.
    Mods,
    /// A record in DataCite 4.
    Datacite,
    /// A record after OpenAIRE's guidelines 4.
    Openaire,
    /// A record in qualified Dublin Core.
    Qdc,
}

/// Where the reference data may be.
pub fn reference() -> PathBuf {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    std::env::var_os("LABORDOC_REFERENCE").map_or(default, PathBuf::from)
}

impl Schema {
    fn file(self) -> PathBuf {
        reference().join("schemas").join(match self {
            Schema::Oai(_) => "oai/OAI-PMH.xsd",
            Schema::Sitemap => "sitemap/sitemap_xhtml.xsd",
            Schema::SitemapIndex => "sitemap/siteindex.xsd",
            Schema::Marc => "marc/MARC21slim.xsd",
            Schema::OaiDc => "oai/oai_dc.xsd",
            Schema::Sru12 => "sru-1.2/srw-types.xsd",
            Schema::Sru20 => "sru-2.0/sruResponse.xsd",
            Schema::Sru20Scan => "sru-2.0/scan.xsd",
            Schema::None => "none",
            Schema::Atom => "atom/atom.xsd",
            Schema::Mods => "mods/mods-3-8-libxml2.xsd",
            Schema::Datacite => "datacite/metadata.xsd",
            Schema::Openaire => "openaire-4.1/openaire.xsd",
            Schema::Qdc => "dc/dcterms.xsd",
            Schema::ZeeRex => "sru-1.2/zeerex-2.0.xsd",
        })
    }
}

/// The container of qualified Dublin Core has no schema of its own: it holds any of the terms.
fn container_of_terms(folder: &Path) -> PathBuf {
    let terms = Schema::Qdc.file();
    let path = folder.join("container.xsd");
    let text = format!(
        "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" \
         xmlns:dcterms=\"http://purl.org/dc/terms/\" targetNamespace=\"{}\">\
         <xs:import namespace=\"http://purl.org/dc/terms/\" schemaLocation=\"{}\"/>\
         <xs:element name=\"qualifieddc\" type=\"dcterms:elementOrRefinementContainer\"/>\
         </xs:schema>",
        crate::format::qdc::NAMESPACE,
        terms.display()
    );
    std::fs::write(&path, text).unwrap();
    path
}

/// All that an answer may hold is judged strictly, so each of its schemas must be named. Two formats
/// have schemas of their own for what others write too: they stand without the others.
fn answers(folder: &Path, format: Format) -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    let given = |file: &str| reference().join("schemas").join(file);
    let oai = "http://www.openarchives.org/OAI/2.0/";
    let mut all = vec![
        (oai.to_owned(), given("oai/OAI-PMH.xsd")),
        (
            format!("{oai}oai-identifier"),
            given("oai/oai-identifier.xsd"),
        ),
        (format!("{oai}provenance"), given("oai/provenance.xsd")),
        (format!("{oai}rights/"), own.join("rights.xsd")),
        (format!("{oai}friends/"), own.join("friends.xsd")),
        (format!("{oai}branding/"), own.join("branding.xsd")),
    ];
    if !matches!(format, Format::Openaire | Format::Qdc) {
        all.push((format!("{oai}oai_dc/"), given("oai/oai_dc.xsd")));
    }
    let payload = match format {
        Format::OaiDc => None,
        Format::Marcxml => Some(Schema::Marc.file()),
        Format::Mods => Some(Schema::Mods.file()),
        Format::Datacite => Some(Schema::Datacite.file()),
        Format::Openaire => Some(Schema::Openaire.file()),
        Format::Qdc => Some(container_of_terms(folder)),
        Format::Edm | Format::Rdf => Some(own.join("rdf.xsd")),
    };
    let namespace = match format {
        Format::Edm => Format::Rdf.namespace(),
        other => other.namespace(),
    };
    all.extend(payload.map(|file| (namespace.to_owned(), file)));
    let mut text = String::from("<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\">");
    for (namespace, file) in all {
        let file = file.display();
        text.push_str(&format!(
            "<xs:import namespace=\"{namespace}\" schemaLocation=\"{file}\"/>"
        ));
    }
    text.push_str("</xs:schema>");
    let path = folder.join("answers.xsd");
    std::fs::write(&path, text).unwrap();
    path
}

/// Checks that named documents are well formed, and valid where schema and `xmllint` are there.
pub fn validate(schema: Schema, documents: &[(String, String)]) {
    for (name, document) in documents {
        assert!(
            document.chars().all(crate::xml::allowed),
            "{name}: forbidden character"
        );
        let mut reader = quick_xml::Reader::from_str(document);
        while reader
            .read_event()
            .unwrap_or_else(|e| panic!("{name}: {e}"))
            != Event::Eof
        {}
    }
    if matches!(schema, Schema::None) {
        return;
    }
    let file = schema.file();
    if !file.exists() || Command::new("xmllint").arg("--version").output().is_err() {
        println!("not validated: needs xmllint and {}", file.display());
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = match schema {
        Schema::Qdc => container_of_terms(folder.path()),
        Schema::Oai(format) => answers(folder.path(), format),
        _ => file,
    };
    let mut lint = Command::new("xmllint");
    lint.args(["--nonet", "--noout", "--schema"]).arg(&file);
    for (at, (name, document)) in documents.iter().enumerate() {
        let safe: String = name
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .take(60)
            .collect();
        let path = folder.path().join(format!("{at}-{safe}.xml"));
        std::fs::write(&path, document).unwrap();
        lint.arg(path);
    }
    let output = lint.output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    let errors: Vec<&str> = errors
        .lines()
        .filter(|l| !l.ends_with(" validates"))
        .collect();
    assert!(output.status.success(), "{}", errors.join("\n"));
}
