//! Citations of a selection or of a whole result, as a page or as a file; and the styles.

use std::{num::NonZeroUsize, sync::Arc};

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use harvest::cite::{CitationFormat, Reference, Style};
use lru::LruCache;
use parking_lot::Mutex;
use record::{Record, RecordId, Seq};
use taxonomy::Lang;

use super::{
    Service,
    fault::Fault,
    params::SearchParams,
    reader::Reader,
    search,
    view::{self, Frame, Link},
};

/// The style of who chooses none.
const USUAL: Style = Style::Apa;
/// Records cited at once.
const MOST: usize = 1_000;
/// Hits read at a time.
const STEP: usize = 100;
/// References shown on a page; a file has all.
const SHOWN: usize = 100;

/// A style to choose.
pub struct Choice {
    /// Its name.
    pub name: &'static str,
    /// The page in it.
    pub href: String,
    /// Whether it is the one.
    pub chosen: bool,
}

#[derive(Template)]
#[template(path = "cite.html")]
struct CitePage<'a> {
    frame: Frame<'a>,
    heading: String,
    styles: Vec<Choice>,
    files: Vec<Link>,
    references: Vec<(String, String)>,
    more: Option<String>,
}

/// The style that a query names.
///
/// # Errors
/// When there is none of that name.
pub fn style(query: Option<&str>) -> Result<Style, Fault> {
    let named = value(query.unwrap_or(""), "style");
    let Some(named) = named.filter(|name| !name.is_empty()) else {
        return Ok(USUAL);
    };
    Style::of(&named).ok_or_else(|| {
        let all = Style::ALL.map(Style::slug).join(", ");
        Fault::bad_request(format!("style={named}: one of {all} is expected"))
    })
}

/// The styles, as links from a page.
pub fn choices(path: &str, chosen: Style) -> Vec<Choice> {
    let joint = if path.contains('?') { '&' } else { '?' };
    let choice = |style: Style| Choice {
        name: style.name(),
        href: match style == USUAL {
            true => format!("{path}#cite"),
            false => format!("{path}{joint}style={}#cite", style.slug()),
        },
        chosen: style == chosen,
    };
    Style::ALL.map(choice).into()
}

/// References written lately. A processor takes as long for one as the rest of a landing page does.
pub struct References(Mutex<LruCache<ReferenceKey, Arc<Reference>>>);

/// What a reference is made of: this change of a record never says anything else.
type ReferenceKey = (RecordId, Seq, Style, Lang);

/// How many are kept; of some 700 bytes each.
const KEPT: NonZeroUsize = NonZeroUsize::new(16_384).unwrap();

impl References {
    /// None yet.
    pub fn new() -> References {
        References(Mutex::new(LruCache::new(KEPT)))
    }
}

/// A record's reference.
pub fn reference(
    service: &Service,
    reader: &Reader,
    record: &Record,
    style: Style,
) -> Arc<Reference> {
    let key = (record.id, record.seq, style, reader.lang);
    let kept = service.references.0.lock().get(&key).cloned();
    kept.unwrap_or_else(|| {
        let written = Arc::new(write(service, reader, record, style));
        let mut all = service.references.0.lock();
        all.put(key, Arc::clone(&written));
        written
    })
}

/// Writes a reference; what no style can write is its title and address.
fn write(service: &Service, reader: &Reader, record: &Record, style: Style) -> Reference {
    let (site, taxonomy) = (&service.site, &service.app.taxonomy());
    let made = style.reference(record, site, taxonomy, reader.lang);
    made.unwrap_or_else(|| {
        let title = record.description.titles.main.full();
        let text = format!("{title}. {}", site.record_url(record.id));
        Reference {
            html: askama::filters::escape(&text, askama::filters::Html)
                .map(|safe| safe.to_string())
                .unwrap_or_default(),
            text,
        }
    })
}

fn value(query: &str, name: &str) -> Option<String> {
    form_urlencoded::parse(query.as_bytes())
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.trim().to_owned())
}

/// `GET /cite?ids=1,2&format=ris`, or with the parameters of a search in place of `ids`; without a
/// format a page, in a `style`.
pub async fn get(
    State(service): State<Service>,
    reader: Reader,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    let query = query.unwrap_or_default();
    let style = style(Some(&query))?;
    let format = format(&query)?;
    view::blocking(move || {
        let wanted = Wanted::of(&query)?;
        let (records, total) = wanted.records(&service, &reader)?;
        match format {
            Some(format) => Ok(file(&service, &records, format)),
            None => page(&service, &reader, (&wanted, style), (&records, total)),
        }
    })
    .await
}

fn format(query: &str) -> Result<Option<CitationFormat>, Fault> {
    let Some(named) = value(query, "format").filter(|name| !name.is_empty()) else {
        return Ok(None);
    };
    let found = CitationFormat::ALL
        .into_iter()
        .find(|f| f.suffix() == named);
    let all = CitationFormat::ALL.map(CitationFormat::suffix).join(", ");
    let wrong = || Fault::bad_request(format!("format={named}: one of {all} is expected"));
    found.map(Some).ok_or_else(wrong)
}

/// What is to be cited.
enum Wanted {
    /// These records.
    These(Vec<RecordId>),
    /// What a search finds.
    Found(Box<SearchParams>),
}

impl Wanted {
    fn of(query: &str) -> Result<Wanted, Fault> {
        let Some(ids) = value(query, "ids") else {
            let params = SearchParams::for_page(query).0;
            return Ok(Wanted::Found(Box::new(params)));
        };
        let mut all = Vec::new();
        for id in ids.split(',').map(str::trim).filter(|id| !id.is_empty()) {
            let read = id.parse().map(RecordId);
            all.push(read.map_err(|_| {
                Fault::bad_request(format!(
                    "ids={ids}: {id} is no record number; give numbers with commas between"
                ))
            })?);
        }
        if all.is_empty() || all.len() > MOST {
            return Err(Fault::bad_request(format!(
                "ids names {} records; 1 to {MOST} are cited at once",
                all.len()
            )));
        }
        Ok(Wanted::These(all))
    }

    /// The address of the same citations, without format and style.
    fn href(&self) -> String {
        match self {
            Wanted::These(ids) => {
                let ids: Vec<String> = ids.iter().map(RecordId::to_string).collect();
                format!("/cite?ids={}", ids.join(","))
            }
            Wanted::Found(params) => params.first_page().href().replacen("/search", "/cite", 1),
        }
    }

    /// The records, and how many there would be without a limit.
    fn records(
        &self,
        service: &Service,
        reader: &Reader,
    ) -> Result<(Vec<Arc<Record>>, usize), Fault> {
        match self {
            Wanted::These(ids) => {
                let live = |id: &RecordId| super::record::live(service, *id);
                let records: Vec<_> = ids.iter().map(live).collect::<Result<_, _>>()?;
                let count = records.len();
                Ok((records, count))
            }
            Wanted::Found(params) => found(service, reader, params),
        }
    }
}

fn found(
    service: &Service,
    reader: &Reader,
    params: &SearchParams,
) -> Result<(Vec<Arc<Record>>, usize), Fault> {
    search::check_filters(service, params)?;
    let mut records = Vec::new();
    let mut at = SearchParams {
        per_page: STEP,
        page: 1,
        ..params.clone()
    };
    loop {
        let result = search::run(service, reader, &at)?;
        for hit in &result.hits {
            let record = service.app.store.record(hit.id)?;
            records.extend(record.filter(|r| r.status.is_live()));
        }
        let ended = result.hits.len() < STEP || records.len() >= MOST;
        if ended {
            records.truncate(MOST);
            return Ok((records, usize::try_from(result.total).unwrap_or(MOST)));
        }
        at.page += 1;
    }
}

fn file(service: &Service, records: &[Arc<Record>], format: CitationFormat) -> Response {
    let records = records.iter().map(|record| &**record);
    let body = format.document(records, &service.site, &service.app.taxonomy());
    let name = format!("attachment; filename=\"labordoc.{}\"", format.suffix());
    let kind = format!("{}; charset=utf-8", format.media_type());
    let mut response = ([(header::CONTENT_TYPE, kind)], body).into_response();
    if let Ok(name) = HeaderValue::from_str(&name) {
        response
            .headers_mut()
            .insert(header::CONTENT_DISPOSITION, name);
    }
    response
}

fn page(
    service: &Service,
    reader: &Reader,
    (wanted, style): (&Wanted, Style),
    (records, total): (&[Arc<Record>], usize),
) -> Result<Response, Fault> {
    let texts = reader.texts;
    let path = wanted.href();
    let heading = texts.text("citations");
    let mut frame = Frame::new(service, reader, &heading, &path);
    frame.noindex = true;
    let joint = if path.contains('?') { '&' } else { '?' };
    let files = CitationFormat::ALL.map(|format| Link {
        label: format.name().to_owned(),
        href: format!("{path}{joint}format={}", format.suffix()),
    });
    let references = records.iter().take(SHOWN).map(|record| {
        let made = reference(service, reader, record, style);
        (format!("/records/{}", record.id), made.html.clone())
    });
    let page = CitePage {
        frame,
        heading,
        styles: choices(&path, style),
        files: files.into(),
        references: references.collect(),
        more: (total > SHOWN).then(|| {
            let counted = texts.count("results", &(total as u64));
            texts.with("cite-more", &counted)
        }),
    };
    view::html(&page, reader)
}
