//! Measures how many records a second one thread renders: `cargo run --release -p labordoc-harvest --example rendering`.
//!
//! The collection is an article repeated, so the figures are of rendering alone, without a store.
#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

use std::{error::Error, sync::Arc, time::Instant};

use harvest::{
    Format, Repository, RepositoryError, SetCount, Site,
    format::{Context, oai_dc},
    oai,
};
use record::{ChangeRange, ChangeRow, Datestamp, Record, RecordId, Seq, SetSpec};
use taxonomy::{Concept, ConceptId, Lang, LangMap, Scheme, SchemeId, Taxonomy};

const RECORDS: u64 = 200_000;
const FRAGMENT: &str = "<record xmlns=\"http://www.loc.gov/MARC21/slim\"></record>";

struct Repeated {
    record: Arc<Record>,
    sets: Vec<SetSpec>,
    taxonomy: Taxonomy,
}

impl Repeated {
    fn row(&self, id: u64) -> ChangeRow {
        ChangeRow {
            seq: Seq(id),
            datestamp: Datestamp(id as i64),
            id: RecordId(id),
            deleted: false,
            sets: self.sets.clone(),
            left: Vec::new(),
        }
    }
}

impl Repository for Repeated {
    fn head(&self) -> Seq {
        Seq(RECORDS)
    }
    fn earliest(&self) -> Option<Datestamp> {
        Some(Datestamp(1))
    }
    fn change(&self, id: RecordId) -> Result<Option<ChangeRow>, RepositoryError> {
        Ok(Some(self.row(id.0)))
    }
    fn changes(
        &self,
        range: &ChangeRange,
        limit: usize,
    ) -> Result<Vec<ChangeRow>, RepositoryError> {
        let ids = range.after.0 + 1..=RECORDS;
        Ok(ids.take(limit).map(|id| self.row(id)).collect())
    }
    fn count(&self, _: &ChangeRange) -> Result<u64, RepositoryError> {
        Ok(RECORDS)
    }
    fn before(&self, at: Datestamp) -> Result<Seq, RepositoryError> {
        Ok(Seq((at.0.max(1) - 1) as u64))
    }
    fn sets(&self) -> Vec<SetCount> {
        Vec::new()
    }
    fn record(&self, _: RecordId) -> Result<Option<Arc<Record>>, RepositoryError> {
        Ok(Some(Arc::clone(&self.record)))
    }
    fn marc(&self, _: &Record) -> Result<String, RepositoryError> {
        Ok(FRAGMENT.to_owned())
    }
    fn versions(&self, _: &Record) -> Result<Vec<Arc<Record>>, RepositoryError> {
        Ok(vec![Arc::clone(&self.record); 3])
    }
    fn response_date(&self) -> Datestamp {
        Datestamp(RECORDS as i64)
    }
    fn taxonomy(&self) -> &Taxonomy {
        &self.taxonomy
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let record: Arc<Record> = Arc::new(serde_json::from_value(article())?);
    let taxonomy = taxonomy();
    let site = Site {
        base_url: "https://labordoc.example.org".to_owned(),
        name: LangMap::new(),
        admin_email: "labordoc@example.org".to_owned(),
        oai_host: "labordoc.example.org".to_owned(),
        page_size: 200,
        metadata_licence: None,
        friends: Vec::new(),
        token_key: [0; 32],
    };
    let versions = vec![Arc::clone(&record); 3];
    let context = Context {
        site: &site,
        taxonomy: &taxonomy,
        versions: &versions,
    };
    let mut out = String::new();
    let start = Instant::now();
    let mut bytes = 0;
    for _ in 0..RECORDS {
        out.clear();
        oai_dc::write(&mut out, &record, &context);
        bytes += out.len();
    }
    report("oai_dc alone", start, bytes);

    let sets = ["lang:en", "theme:wages", "type:journal-article"]
        .map(SetSpec::new)
        .to_vec();
    let repository = Repeated {
        record,
        sets,
        taxonomy,
    };
    let start = Instant::now();
    let mut bytes = 0;
    let mut query = format!("verb=ListRecords&metadataPrefix={}", Format::OaiDc.prefix());
    loop {
        let body = oai::answer(&repository, &site, query.as_bytes())?.body;
        bytes += body.len();
        let after = body.split("<resumptionToken").nth(1).unwrap_or_default();
        let token = after.split(['>', '<']).nth(1).unwrap_or_default().trim();
        if token.is_empty() {
            break;
        }
        query = format!("verb=ListRecords&resumptionToken={token}");
    }
    report("ListRecords, pages of 200", start, bytes);
    Ok(())
}

fn report(what: &str, start: Instant, bytes: usize) {
    let seconds = start.elapsed().as_secs_f64();
    let rate = RECORDS as f64 / seconds;
    println!(
        "{what}: {rate:.0} records/s, {} bytes each",
        bytes as u64 / RECORDS
    );
}

fn taxonomy() -> Taxonomy {
    let concept = |id: &str, label: &str| Concept {
        id: ConceptId::new(id),
        notation: None,
        pref: LangMap::from([
            (Lang::EN, label.to_owned()),
            (Lang::FR, format!("{label} (fr)")),
        ]),
        alt: Default::default(),
        hidden: Default::default(),
        scope: LangMap::new(),
        broader: Vec::new(),
        related: Vec::new(),
        exact: vec!["http://purl.org/coar/resource_type/c_6501".to_owned()],
        close: Vec::new(),
        deprecated: false,
        replaced_by: None,
    };
    let themes = (0..500).map(|at| concept(&format!("theme-{at}"), &format!("theme {at}")));
    let types = [concept("journal-article", "journal article")];
    Taxonomy::new(
        [
            (SchemeId::new("themes"), Scheme::new(LangMap::new(), themes)),
            (
                SchemeId::new("document-types"),
                Scheme::new(LangMap::new(), types),
            ),
        ]
        .into(),
    )
}

/// An article in French with an abstract of 120 words and eight themes.
fn article() -> serde_json::Value {
    let theme = |at: u32| serde_json::json!({ "concept": format!("theme-{}", at * 37), "why": { "field": "650[1]" } });
    serde_json::json!({
        "id": 1, "seq": 1, "work": 1,
        "datestamp": "2026-01-02T03:04:05Z", "created": "2026-01-02T03:04:05Z",
        "provenance": { "system": "labordoc" }, "fingerprint": 0,
        "description": {
            "titles": { "main": { "main": "Les salaires & la durée du travail", "remainder": "une étude", "lang": "fr" } },
            "identifiers": [{ "kind": "doi", "value": "10.1111/j.1564-9121.1998.tb00001.x" }],
            "document_type": { "concept": "journal-article", "why": { "field": "773[1]" } },
            "themes": (0..8).map(theme).collect::<Vec<_>>(),
            "languages": ["fr"],
            "contributors": [
                { "kind": "person", "name": "Doe, Jane", "roles": ["aut"], "field": "100[1]" },
                { "kind": "person", "name": "Roe, Richard", "roles": ["aut"], "field": "700[1]" }
            ],
            "date": { "raw": "1998", "year": 1998 },
            "host": {
                "title": "Revue internationale du Travail", "issn": "0378-5599", "volume": "137", "issue": "2",
                "pages": { "raw": "145-167", "first": "145", "last": "167" }
            },
            "publisher": { "name": "BIT" },
            "abstracts": [{ "value": "salaires et travail ".repeat(40), "lang": "fr" }],
            "assets": [{ "url": "https://www.example.org/a.pdf?x=1&y=2", "kind": "full-text", "media_type": "application/pdf" }]
        }
    })
}
