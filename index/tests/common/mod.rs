//! A small taxonomy, records by short descriptions, and an index in a folder of its own.
#![allow(
    dead_code,
    clippy::unwrap_used,
    missing_docs,
    reason = "each test file uses a part; helpers of tests may panic"
)]

use std::{collections::BTreeMap, path::Path, sync::Arc};

use ::record::{
    Access, Assigned, Datestamp, Description, Fingerprint, Provenance, PublicationDate, Record,
    RecordId, Seq, Status, Text, Title, Titles, Why, WorkId,
};
use index::{Change, Index, OpenOptions, OpenState, SearchRequest, SearchResult, Writer};
use taxonomy::{Concept, ConceptId, Lang, LangMap, Scheme, SchemeId, Taxonomy};

pub fn lang(code: &str) -> Lang {
    Lang::new(code).unwrap()
}

pub fn concept(id: &str, above: &[&str], labels: [&str; 3]) -> Concept {
    Concept {
        id: id.into(),
        notation: None,
        pref: Lang::INTERFACE
            .into_iter()
            .zip(labels.map(str::to_owned))
            .collect(),
        alt: BTreeMap::new(),
        hidden: BTreeMap::new(),
        scope: LangMap::new(),
        broader: above.iter().map(|a| ConceptId::new(a)).collect(),
        related: Vec::new(),
        exact: Vec::new(),
        close: Vec::new(),
        deprecated: false,
        replaced_by: None,
    }
}

pub fn taxonomy() -> Arc<Taxonomy> {
    let mut pay = concept("pay", &["conditions"], ["pay", "paie", "paga"]);
    pay.replaced_by = Some("wages".into());
    let mut minimum = concept(
        "minimum-wages",
        &["wages"],
        ["minimum wages", "salaires minima", "salarios mínimos"],
    );
    minimum.alt.insert(Lang::EN, vec!["wage floors".to_owned()]);
    let themes = [
        concept(
            "conditions",
            &[],
            [
                "conditions of work",
                "conditions de travail",
                "condiciones de trabajo",
            ],
        ),
        concept("wages", &["conditions"], ["wages", "salaires", "salarios"]),
        minimum,
        pay,
        concept("migration", &[], ["migration", "migration", "migración"]),
        concept(
            "labour-migration",
            &["migration"],
            [
                "labour migration",
                "migration de main-d'œuvre",
                "migración laboral",
            ],
        ),
    ];
    let types = [
        concept("text", &[], ["text", "texte", "texto"]),
        concept("book", &["text"], ["book", "livre", "libro"]),
        concept(
            "journal-article",
            &["text"],
            ["journal article", "article de revue", "artículo de revista"],
        ),
    ];
    Arc::new(Taxonomy::new(BTreeMap::from([
        (SchemeId::new("themes"), Scheme::new(LangMap::new(), themes)),
        (
            SchemeId::new("document-types"),
            Scheme::new(LangMap::new(), types),
        ),
    ])))
}

/// A live record: `lang`, title, and nothing else but a date.
pub fn record(id: u64, code: &str, title: &str) -> Record {
    let lang = lang(code);
    Record {
        id: RecordId(id),
        seq: Seq(id),
        datestamp: Datestamp(1_700_000_000),
        created: Datestamp(1_700_000_000),
        status: Status::Live,
        work: WorkId(id),
        provenance: Provenance {
            system: "test".to_owned(),
            import: None,
            position: None,
            profile: None,
            origin: None,
        },
        fingerprint: Fingerprint(0),
        kept: None,
        edits: None,
        description: Description {
            titles: Titles {
                main: Title {
                    main: title.to_owned(),
                    lang: Some(lang),
                    ..Title::default()
                },
                ..Titles::default()
            },
            identifiers: Vec::new(),
            document_type: assigned("book"),
            themes: Vec::new(),
            places: Vec::new(),
            keywords: Vec::new(),
            languages: vec![lang],
            contributors: Vec::new(),
            responsibility: None,
            date: None,
            host: None,
            series: Vec::new(),
            publisher: None,
            edition: None,
            extent: None,
            abstracts: Vec::new(),
            notes: Vec::new(),
            relations: Vec::new(),
            assets: Vec::new(),
            access: Access::Unknown,
            embargo: None,
            rights: Vec::new(),
            grouping: None,
        },
    }
}

pub fn assigned(concept: &str) -> Assigned {
    Assigned {
        concept: concept.into(),
        why: Why::Edit,
    }
}

pub trait With: Sized {
    fn with(self, change: impl FnOnce(&mut Description)) -> Self;
    fn theme(self, concept: &str) -> Self;
    fn year(self, year: i16) -> Self;
    fn about(self, text: &str) -> Self;
    fn work(self, work: u64) -> Self;
}

impl With for Record {
    fn with(mut self, change: impl FnOnce(&mut Description)) -> Record {
        change(&mut self.description);
        self
    }
    fn theme(self, concept: &str) -> Record {
        self.with(|d| d.themes.push(assigned(concept)))
    }
    fn year(self, year: i16) -> Record {
        self.with(|d| {
            d.date = Some(PublicationDate {
                raw: year.to_string(),
                year: Some(year),
                month: None,
                day: None,
                until: None,
                open: false,
                uncertain: false,
            });
        })
    }
    fn about(self, text: &str) -> Record {
        let lang = self.description.languages[0];
        self.with(|d| d.abstracts.push(Text::new(text, lang)))
    }
    fn work(mut self, work: u64) -> Record {
        self.work = WorkId(work);
        self
    }
}

pub fn options() -> OpenOptions {
    OpenOptions {
        heap_bytes: 30 << 20,
        threads: 2,
    }
}

pub fn open(dir: &Path) -> (Index, Writer, OpenState) {
    let (index, mut writer, state) = Index::open(dir, "store", "tax", options()).unwrap();
    writer.set_taxonomy(taxonomy(), "tax");
    (index, writer, state)
}

pub fn put(writer: &mut Writer, records: &[Record]) {
    let changes: Vec<Change<'_>> = records
        .iter()
        .map(|r| Change {
            seq: r.seq,
            id: r.id,
            record: Some(r),
        })
        .collect();
    writer.apply(&changes).unwrap();
    let mark = records.iter().map(|r| r.seq).max().unwrap_or_default();
    writer.commit(mark).unwrap();
}

/// An index of these records; the folder lives as long as the first value.
pub fn index_of(records: &[Record]) -> (tempfile::TempDir, Index, Writer) {
    let dir = tempfile::tempdir().unwrap();
    let (index, mut writer, _) = open(dir.path());
    put(&mut writer, records);
    (dir, index, writer)
}

pub fn ask(index: &Index, query: &str) -> SearchResult {
    let request = SearchRequest {
        query: query.to_owned(),
        ..SearchRequest::default()
    };
    index.search(&request, &taxonomy()).unwrap()
}

pub fn ids(result: &SearchResult) -> Vec<u64> {
    result.hits.iter().map(|h| h.id.0).collect()
}

/// The ids found, ascending.
pub fn found(index: &Index, query: &str) -> Vec<u64> {
    let mut ids = ids(&ask(index, query));
    ids.sort_unstable();
    ids
}
