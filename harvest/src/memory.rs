//! A collection in memory, sample records, and the judgement of schemas: for tests.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
};

use quick_xml::events::Event;
use record::{ChangeRange, ChangeRow, Datestamp, Record, RecordId, Seq, SetSpec};
use taxonomy::{Concept, ConceptId, Lang, Scheme, SchemeId, Taxonomy};

use crate::{Format, Repository, RepositoryError, SetCount, Site};

/// The collection: each record's newest row, and the records.
pub struct Memory {
    rows: BTreeMap<Seq, ChangeRow>,
    newest: BTreeMap<RecordId, Seq>,
    records: BTreeMap<RecordId, Arc<Record>>,
    taxonomy: Taxonomy,
    /// The clock.
    pub now: Datestamp,
    /// Whether reading fails.
    pub broken: bool,
}

impl Memory {
    /// An empty collection at a moment.
    pub fn new(now: i64) -> Memory {
        Memory {
            rows: BTreeMap::new(),
            newest: BTreeMap::new(),
            records: BTreeMap::new(),
            taxonomy: taxonomy(),
            now: Datestamp(now),
            broken: false,
        }
    }

    /// Commits a record in these sets; the sets it was in before and is no longer are left.
    pub fn commit(&mut self, record: Record, sets: &[&str]) {
        self.put(record, sets, false);
    }

    /// Deletes a record.
    pub fn delete(&mut self, id: u64) {
        let id = RecordId(id);
        let mut record = Record::clone(&self.records[&id]);
        record.status = record::Status::Deleted;
        let sets = self.rows[&self.newest[&id]].sets.clone();
        let names: Vec<&str> = sets.iter().map(SetSpec::as_str).collect();
        self.put(record, &names, true);
    }

    fn put(&mut self, mut record: Record, sets: &[&str], deleted: bool) {
        let seq = self.head().next();
        let mut sets: Vec<SetSpec> = sets.iter().map(|s| SetSpec::new(s)).collect();
        sets.sort();
        let before = self
            .newest
            .insert(record.id, seq)
            .and_then(|seq| self.rows.remove(&seq));
        let mut left: Vec<SetSpec> = before.map_or(Vec::new(), |row| {
            row.sets.into_iter().chain(row.left).collect()
        });
        left.retain(|set| !sets.contains(set));
        left.sort();
        left.dedup();
        let (datestamp, id) = (self.now, record.id);
        (record.seq, record.datestamp) = (seq, datestamp);
        self.rows.insert(
            seq,
            ChangeRow {
                seq,
                datestamp,
                id,
                deleted,
                sets,
                left,
            },
        );
        self.records.insert(id, Arc::new(record));
    }

    /// The newest rows, ascending.
    pub fn rows(&self) -> impl Iterator<Item = &ChangeRow> {
        self.rows.values()
    }

    fn select(&self, range: &ChangeRange) -> impl Iterator<Item = &ChangeRow> {
        let set = range.set.clone();
        let until = range.until.unwrap_or(Seq(u64::MAX));
        let after = range.after;
        self.rows.values().filter(move |row| {
            let mine = |s: &SetSpec| Some(s) == set.as_ref();
            let inside = set.is_none() || row.sets.iter().chain(&row.left).any(mine);
            row.seq > after && row.seq <= until && inside
        })
    }

    fn read<T>(&self, value: T) -> Result<T, RepositoryError> {
        if self.broken {
            Err(RepositoryError("the disk is gone".to_owned()))
        } else {
            Ok(value)
        }
    }
}

impl Repository for Memory {
    fn head(&self) -> Seq {
        self.rows.last_key_value().map_or(Seq(0), |(seq, _)| *seq)
    }

    fn earliest(&self) -> Option<Datestamp> {
        self.rows.first_key_value().map(|(_, row)| row.datestamp)
    }

    fn change(&self, id: RecordId) -> Result<Option<ChangeRow>, RepositoryError> {
        self.read(self.newest.get(&id).map(|seq| self.rows[seq].clone()))
    }

    fn changes(
        &self,
        range: &ChangeRange,
        limit: usize,
    ) -> Result<Vec<ChangeRow>, RepositoryError> {
        self.read(self.select(range).take(limit).cloned().collect())
    }

    fn count(&self, range: &ChangeRange) -> Result<u64, RepositoryError> {
        self.read(self.select(range).count() as u64)
    }

    fn before(&self, at: Datestamp) -> Result<Seq, RepositoryError> {
        let seq = self
            .rows
            .values()
            .rev()
            .find(|r| r.datestamp < at)
            .map_or(Seq(0), |r| r.seq);
        self.read(seq)
    }

    fn sets(&self) -> Vec<SetCount> {
        let mut counts: BTreeMap<SetSpec, (u64, u64)> = BTreeMap::new();
        for row in self.rows.values() {
            for set in &row.sets {
                let count = counts.entry(set.clone()).or_default();
                *count = (count.0 + u64::from(!row.deleted), count.1 + 1);
            }
            for set in &row.left {
                counts.entry(set.clone()).or_default().1 += 1;
            }
        }
        counts
            .into_iter()
            .map(|(set, (records, rows))| SetCount { set, records, rows })
            .collect()
    }

    fn record(&self, id: RecordId) -> Result<Option<Arc<Record>>, RepositoryError> {
        self.read(self.records.get(&id).cloned())
    }

    fn marc(&self, record: &Record) -> Result<String, RepositoryError> {
        let mut title = String::new();
        crate::xml::text(&mut title, &record.description.titles.main.full());
        self.read(format!(
            "<record xmlns=\"http://www.loc.gov/MARC21/slim\">\
             <leader>00000nam a2200000 a 4500</leader>\
             <controlfield tag=\"001\">{}</controlfield>\
             <datafield tag=\"245\" ind1=\"1\" ind2=\"0\"><subfield code=\"a\">{title}</subfield>\
             </datafield></record>",
            record.id
        ))
    }

    fn versions(&self, record: &Record) -> Result<Vec<Arc<Record>>, RepositoryError> {
        let live = self.records.values().filter(|r| r.status.is_live());
        self.read(live.filter(|r| r.work == record.work).cloned().collect())
    }

    fn response_date(&self) -> Datestamp {
        self.now
    }

    fn taxonomy(&self) -> &Taxonomy {
        &self.taxonomy
    }

    fn set_name(&self, set: &SetSpec) -> Option<String> {
        (set.as_str() == "journal:ilr").then(|| "International Labour Review".to_owned())
    }
}

/// A site.
pub fn site() -> Site {
    Site {
        base_url: "https://labordoc.example.org".to_owned(),
        name: BTreeMap::from([(Lang::EN, "Labordoc & friends".to_owned())]),
        admin_email: "labordoc@example.org".to_owned(),
        oai_host: "labordoc.example.org".to_owned(),
        page_size: 5,
        metadata_licence: Some("https://creativecommons.org/publicdomain/zero/1.0/".to_owned()),
        friends: vec!["https://friend.example.org/oai".to_owned()],
        token_key: [3; 32],
    }
}

/// A small taxonomy.
pub fn taxonomy() -> Taxonomy {
    let coar = "http://purl.org/coar/resource_type/";
    let types = [
        concept("text", "text", "texte", "texto", None, &[]),
        concept(
            "article",
            "article",
            "article",
            "artículo",
            Some("text"),
            &[],
        ),
        concept(
            "journal-article",
            "journal article",
            "article de revue",
            "artículo de revista",
            Some("article"),
            &[&format!("{coar}c_6501"), "http://example.org/other"],
        ),
        concept(
            "book",
            "book",
            "livre",
            "libro",
            Some("text"),
            &[&format!("{coar}c_2f33")],
        ),
        concept(
            "working-paper",
            "working paper",
            "document de travail",
            "documento de trabajo",
            Some("text"),
            &[],
        ),
        concept(
            "conference-paper",
            "conference paper",
            "communication",
            "comunicación",
            Some("text"),
            &[],
        ),
        concept(
            "instrument",
            "instrument",
            "instrument",
            "instrumento",
            Some("text"),
            &[],
        ),
        concept(
            "convention",
            "convention",
            "convention",
            "convenio",
            Some("instrument"),
            &[],
        ),
    ];
    let themes = [
        concept("wages", "wages", "salaires", "salarios", None, &[]),
        concept("employment", "employment", "emploi", "empleo", None, &[]),
        concept("france", "France", "France", "Francia", None, &[]),
    ];
    Taxonomy::new(BTreeMap::from([
        (
            SchemeId::new("document-types"),
            Scheme::new(BTreeMap::new(), types),
        ),
        (
            SchemeId::new("themes"),
            Scheme::new(BTreeMap::new(), themes),
        ),
    ]))
}

fn concept(
    id: &str,
    en: &str,
    fr: &str,
    es: &str,
    broader: Option<&str>,
    exact: &[&str],
) -> Concept {
    Concept {
        id: ConceptId::new(id),
        notation: None,
        pref: [(Lang::EN, en), (Lang::FR, fr), (Lang::ES, es)]
            .map(|(l, s)| (l, s.to_owned()))
            .into(),
        alt: BTreeMap::new(),
        hidden: BTreeMap::new(),
        scope: BTreeMap::new(),
        broader: broader.map(ConceptId::new).into_iter().collect(),
        related: Vec::new(),
        exact: exact.iter().map(|s| (*s).to_owned()).collect(),
        close: Vec::new(),
        deprecated: false,
        replaced_by: None,
    }
}

/// A record of a description in JSON.
pub fn sample(id: u64, description: serde_json::Value) -> Record {
    serde_json::from_value(serde_json::json!({
        "id": id, "seq": id, "work": id,
        "datestamp": "2026-01-02T03:04:05Z", "created": "2026-01-02T03:04:05Z",
        "provenance": { "system": "labordoc" }, "fingerprint": 0,
        "description": description,
    }))
    .unwrap()
}

/// An article with nearly everything an article can have.
pub fn article(id: u64) -> Record {
    sample(
        id,
        serde_json::json!({
            "titles": {
                "main": { "main": "Wages & hours", "remainder": "a <short> survey", "lang": "en" },
                "parallel": [
                    { "main": "Salaires et durée du travail", "lang": "fr" },
                    { "main": "Wages & hours", "remainder": "a <short> survey", "lang": "en" }
                ]
            },
            "identifiers": [
                { "kind": "doi", "value": "10.1111/j.1564-913x.1938.tb00001.x" },
                { "kind": "control-number", "value": "447053" }
            ],
            "document_type": { "concept": "journal-article", "why": { "field": "773[1]" } },
            "themes": [
                { "concept": "wages", "why": { "field": "650[1]" } },
                { "concept": "employment", "why": "edit" }
            ],
            "places": [{ "name": "Frankreich", "concept": "france" }, { "name": "Gaul" }],
            "keywords": [{ "text": { "value": "hours of work", "lang": "en" }, "field": "650[3]" }],
            "languages": ["en"],
            "contributors": [
                { "kind": "person", "name": "Doe, Jane", "roles": ["aut"], "main_entry": true,
                  "affiliation": "University of Somewhere",
                  "uris": ["https://orcid.org/0000-0002-1825-0097"], "field": "100[1]" },
                { "kind": "person", "name": "Roe, Richard", "roles": ["aut"], "field": "700[1]" },
                { "kind": "person", "name": "Poe, Edgar", "roles": ["trl"], "field": "700[2]" },
                { "kind": "corporate", "name": "International Labour Office", "roles": ["isb"], "field": "710[1]" }
            ],
            "date": { "raw": "1938", "year": 1938 },
            "host": {
                "title": "International Labour Review", "journal": "international-labour-review",
                "issn": "0020-7780", "volume": "37", "issue": "5",
                "pages": { "raw": "644-651", "first": "644", "last": "651" }, "raw": "37(5)644-651"
            },
            "publisher": { "name": "ILO", "place": "Geneva" },
            "abstracts": [
                { "value": "On wages.\u{1} And hours.", "lang": "en" },
                { "value": "Sur les salaires.", "lang": "fr" }
            ],
            "assets": [
                { "url": "https://www.example.org/a.pdf?x=1&y=2", "kind": "full-text", "media_type": "application/pdf" },
                { "url": "https://www.example.org/a.pdf?x=1&y=2", "kind": "full-text", "media_type": "application/pdf" }
            ],
            "access": "open",
            "rights": [{ "text": "Creative Commons Attribution 4.0", "uri": "https://creativecommons.org/licenses/by/4.0/" }]
        }),
    )
}

/// A working paper by an organization, with a report number, in French.
pub fn report(id: u64) -> Record {
    sample(
        id,
        serde_json::json!({
            "titles": { "main": { "main": "Les salaires", "part": "2. L'industrie", "lang": "fr" } },
            "identifiers": [{ "kind": "report-number", "value": "WP.12" }],
            "document_type": { "concept": "working-paper", "why": { "rule": "series" } },
            "themes": [{ "concept": "wages", "why": { "field": "650[1]" } }],
            "languages": ["fr", "en"],
            "contributors": [{ "kind": "corporate", "name": "International Labour Office. Research Department",
                "roles": ["cre"], "main_entry": true, "field": "110[1]" }],
            "date": { "raw": "mai 2012", "year": 2012, "month": 5 },
            "series": [{ "title": "Document de travail", "number": "12", "issn": "1994-4446" }],
            "publisher": { "name": "BIT", "place": "Genève" },
            "extent": "viii, 120 p.",
            "notes": [{ "text": { "value": "1. Avant-propos -- 2. Suite", "lang": "fr" }, "field": "505[1]" },
                      { "text": { "value": "Bibliographie", "lang": "fr" }, "field": "504[1]" }],
            "assets": [{ "url": "https://www.example.org/secret.pdf", "kind": "full-text" },
                       { "url": "https://www.example.org/about", "kind": "related" }],
            "access": "restricted"
        }),
    )
}

/// A book with two ISBNs, one of them wrong.
pub fn book(id: u64) -> Record {
    sample(
        id,
        serde_json::json!({
            "titles": { "main": { "main": "Labour law", "lang": "en" } },
            "identifiers": [
                { "kind": "isbn", "value": "9789221000000", "valid": false },
                { "kind": "isbn", "value": "9789221234562" }
            ],
            "document_type": { "concept": "book", "why": { "rule": "leader" } },
            "languages": ["en"],
            "contributors": [{ "kind": "person", "name": "Roe, Richard", "roles": ["edt"], "field": "700[1]" },
                { "kind": "corporate", "name": "ILO", "roles": ["pbl"], "field": "710[1]" }],
            "date": { "raw": "2012-05-01", "year": 2012, "month": 5, "day": 1 },
            "publisher": { "name": "ILO" }, "edition": "2nd ed."
        }),
    )
}

/// A paper at a conference, with little else.
pub fn conference_paper(id: u64) -> Record {
    sample(
        id,
        serde_json::json!({
            "titles": { "main": { "main": "A paper", "lang": "en" } },
            "document_type": { "concept": "conference-paper", "why": { "rule": "leader" } },
            "languages": ["und"],
            "contributors": [{ "kind": "meeting", "name": "World Congress on Work", "roles": ["isb"], "field": "711[1]" }]
        }),
    )
}

/// A convention.
pub fn convention(id: u64) -> Record {
    sample(
        id,
        serde_json::json!({
            "titles": { "main": { "main": "Protection of Wages Convention, 1949 (No. 95)", "lang": "en" } },
            "identifiers": [{ "kind": "instrument-number", "value": "C95" }],
            "document_type": { "concept": "convention", "why": { "rule": "instrument" } },
            "themes": [{ "concept": "wages", "why": { "field": "650[1]" } }],
            "languages": ["en"],
            "contributors": [{ "kind": "meeting", "name": "International Labour Conference", "roles": ["cre"], "field": "111[1]" }],
            "date": { "raw": "1949", "year": 1949 }
        }),
    )
}

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
