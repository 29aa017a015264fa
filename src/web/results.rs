//! Hits as pages and the API show them.

use index::{Hit, ParsedQuery, Snippet};
use record::{ContributorKind, Record};
use taxonomy::Lang;

use super::{Service, fault::Fault, labels::Dimension, reader::Reader};

/// Bytes of abstract shown with a hit, about.
const SNIPPET_CHARS: usize = 240;

/// One hit, with what a list shows of it.
pub struct ShownHit {
    /// The record.
    pub record: std::sync::Arc<Record>,
    /// Its title, with the query's words marked.
    pub title: Vec<Piece>,
    /// Where the query was met in its abstract.
    pub snippet: Vec<Piece>,
    /// Its document type, in the reader's language.
    pub kind: String,
    /// What it appeared in, as one line; empty for none.
    pub host: String,
    /// Its year.
    pub year: Option<i16>,
    /// The other language versions of its work.
    pub versions: Vec<(Lang, record::RecordId)>,
    /// What programs read it by.
    pub marks: Marks,
}

/// What a page tells reference managers of a record.
pub struct Marks {
    /// Its OpenURL context object.
    pub coins: String,
    /// Its identifier in unAPI.
    pub unapi: String,
}

impl Marks {
    /// The marks of a record.
    pub fn of(service: &Service, record: &Record) -> Marks {
        let (site, taxonomy) = (&service.site, &service.app.taxonomy());
        Marks {
            coins: harvest::coins::context_object(record, site, taxonomy),
            unapi: site.oai_identifier(record.id),
        }
    }
}

/// A stretch of text, marked or not.
pub struct Piece {
    /// The text.
    pub text: String,
    /// Whether it is what was looked for.
    pub marked: bool,
}

impl ShownHit {
    /// The language to announce the title in.
    pub fn lang(&self) -> Lang {
        self.record
            .description
            .titles
            .main
            .lang
            .unwrap_or_else(|| main_language(&self.record))
    }

    /// The first contributors as one line.
    pub fn contributors(&self) -> String {
        byline(&self.record)
    }

    /// The snippet without marks.
    pub fn snippet_html(&self) -> String {
        marked_html(&self.snippet)
    }
}

/// A record's first language.
pub fn main_language(record: &Record) -> Lang {
    record
        .description
        .languages
        .first()
        .copied()
        .unwrap_or(Lang::UND)
}

/// The first three persons, or the first body, as one line.
pub fn byline(record: &Record) -> String {
    let all = &record.description.contributors;
    let persons: Vec<&str> = all
        .iter()
        .filter(|c| c.kind == ContributorKind::Person)
        .map(|c| c.name.as_str())
        .collect();
    match persons.as_slice() {
        [] => all.first().map(|c| c.name.clone()).unwrap_or_default(),
        [one] => (*one).to_owned(),
        [first @ .., last] if persons.len() <= 3 => format!("{}; {last}", first.join("; ")),
        _ => format!("{}; …", persons[..3].join("; ")),
    }
}

/// Pieces as HTML: everything escaped, the marked in `<mark>`.
pub fn marked_html(pieces: &[Piece]) -> String {
    let mut html = String::new();
    for piece in pieces {
        if piece.marked {
            html.push_str("<mark>");
        }
        for c in piece.text.chars() {
            match c {
                '&' => html.push_str("&amp;"),
                '<' => html.push_str("&lt;"),
                '>' => html.push_str("&gt;"),
                '"' => html.push_str("&quot;"),
                c => html.push(c),
            }
        }
        if piece.marked {
            html.push_str("</mark>");
        }
    }
    html
}

/// Reads the records of hits; one that was deleted since the index last followed is left out.
pub fn show(
    service: &Service,
    reader: &Reader,
    hits: &[Hit],
    parsed: &ParsedQuery,
) -> Result<Vec<ShownHit>, Fault> {
    let mut shown = Vec::with_capacity(hits.len());
    for hit in hits {
        let Some(record) = service.app.store.record(hit.id)? else {
            continue;
        };
        if record.status.is_live() {
            shown.push(show_one(service, reader, record, parsed)?);
        }
    }
    Ok(shown)
}

fn show_one(
    service: &Service,
    reader: &Reader,
    record: std::sync::Arc<Record>,
    parsed: &ParsedQuery,
) -> Result<ShownHit, Fault> {
    let lang = main_language(&record);
    let index = &service.app.index;
    let title = record.description.titles.main.full();
    let title = pieces(&index.highlight(parsed, &title, lang, usize::MAX));
    let snippet = record
        .description
        .abstracts
        .first()
        .map_or_else(Vec::new, |text| {
            pieces(&index.highlight(parsed, &text.value, text.lang, SNIPPET_CHARS))
        });
    let versions = service
        .app
        .versions(&record)?
        .iter()
        .filter(|v| v.id != record.id)
        .map(|v| (main_language(v), v.id))
        .collect();
    let year = record.description.date.as_ref().and_then(|d| d.year);
    let kind = record.description.document_type.concept.as_str();
    Ok(ShownHit {
        kind: Dimension::Type.label(kind, &service.app.taxonomy(), reader),
        host: harvest::citation::host(&record).unwrap_or_default(),
        marks: Marks::of(service, &record),
        record,
        title,
        snippet,
        year,
        versions,
    })
}

/// A snippet, cut where marks begin and end.
fn pieces(snippet: &Snippet) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut put = |text: &str, marked| {
        if !text.is_empty() {
            pieces.push(Piece {
                text: text.to_owned(),
                marked,
            });
        }
    };
    if snippet.cut_start {
        put("… ", false);
    }
    let mut at = 0;
    for mark in &snippet.marks {
        put(&snippet.text[at..mark.start], false);
        put(&snippet.text[mark.clone()], true);
        at = mark.end;
    }
    put(&snippet.text[at..], false);
    if snippet.cut_end {
        put(" …", false);
    }
    pieces
}

/// A record as a hit of no query.
pub fn plain(
    service: &Service,
    reader: &Reader,
    record: std::sync::Arc<Record>,
) -> Result<ShownHit, Fault> {
    show_one(service, reader, record, &ParsedQuery::default())
}
