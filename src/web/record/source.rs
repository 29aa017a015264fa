//! `/records/{id}/source`: the source as it came, and the MARC that a record is built from, as text for people.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use record::{Record, RecordId, marc::mrk};

use crate::web::{
    Service,
    fault::Fault,
    reader::Reader,
    view::{self, Frame},
};

#[derive(Template)]
#[template(path = "source.html")]
struct SourcePage<'a> {
    frame: Frame<'a>,
    heading: String,
    record: String,
    title: String,
    source: String,
}

/// `GET /records/{id}/source`
pub async fn get(
    State(service): State<Service>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let id: RecordId = id
        .parse()
        .map_err(|_| Fault::not_found(format!("there is no record {id}")))?;
    view::blocking(move || page(&service, &reader, id)).await
}

fn page(service: &Service, reader: &Reader, id: RecordId) -> Result<Response, Fault> {
    let record = super::live(service, id)?;
    let title = match record.description.titles.main.full() {
        title if title.is_empty() => reader.texts.text("untitled"),
        title => title,
    };
    let heading = reader.texts.text("source");
    let mut frame = Frame::new(
        service,
        reader,
        &format!("{heading}: {title}"),
        &format!("/records/{id}/source"),
    );
    frame.noindex = true;
    let page = SourcePage {
        frame,
        heading,
        record: format!("/records/{id}"),
        title,
        source: text(service, &record)?,
    };
    view::html(&page, reader)
}

/// HTML has no place for control characters: they are shown by their pictures (Unicode block
/// "Control Pictures").
fn text(service: &Service, record: &Record) -> Result<String, Fault> {
    let source = super::source(service, record)?;
    let profile = service.app.pipeline.profile_of(&record.provenance);
    let marc = record::marc_out(record, &source, profile.as_deref(), None);
    let marc = marc.map_err(Fault::internal)?;
    let shown = |c: char| match c {
        '\n' => c,
        c if c < ' ' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        c if c.is_control() => '\u{fffd}',
        c => c,
    };
    let mut text = String::new();
    if !source.format.is_marc() {
        // As it came; the MARC that is made of it stands below.
        text.push_str(String::from_utf8_lossy(&source.bytes).trim_end());
        text.push_str("\n\n");
    }
    text.push_str(&mrk::to_string(&marc));
    Ok(text.chars().map(shown).collect())
}
