//! A record: its landing page, and its other forms.

use crate::diff;
pub mod edit;
pub mod history;
pub mod known;
pub mod linkset;
mod parts;
pub mod quality;
pub mod restore;
pub mod scholar;
pub mod source;
pub mod versions;

use std::sync::Arc;

use askama::Template;
use axum::{
    body::Bytes,
    extract::{Path, RawQuery, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use harvest::{Format, cite::Style, format::Context, jsonld, scholar::MetaTag};
use record::{Datestamp, Record, RecordId, Source, Status, Text, WorkId};
use taxonomy::Lang;

use self::known::Moment;
pub(super) use self::parts::is_web;
use self::parts::{Fact, Named, Related, Version, assets, contributors, facts, history, related};
use crate::repository::Collection;

use super::{
    Service,
    api::records::RecordView,
    cite, collections,
    fault::Fault,
    fresh::Validators,
    journals, labels,
    negotiate::Form,
    reader::Reader,
    results::{Marks, main_language},
    view::{self, Frame, Link},
};

#[derive(Template)]
#[template(path = "record.html")]
struct RecordPage<'a> {
    frame: Frame<'a>,
    lang: Lang,
    title: String,
    tags: Vec<MetaTag>,
    jsonld: String,
    marks: Marks,
    alternates: Vec<Alternate>,
    /// The version for readers of other languages: the English one, else the first.
    x_default: Option<String>,
    /// Where what ResourceSync offers is listed.
    capabilities: &'static str,
    exports: Vec<Alternate>,
    parallel: Vec<String>,
    contributors: Vec<Named>,
    document_type: Link,
    facts: Vec<Fact>,
    abstracts: &'a [Text],
    themes: Vec<Link>,
    keywords: Vec<String>,
    collections: Vec<Link>,
    versions: Vec<Version>,
    assets: Vec<Link>,
    notes: Vec<&'a str>,
    path: Vec<Link>,
    citation: String,
    styles: Vec<cite::Choice>,
    related: Vec<Related>,
    history: String,
    history_href: String,
    source_href: String,
    scholar_href: Option<String>,
    quality_href: Option<String>,
    edit_href: Option<String>,
}

/// The record in another form or language.
struct Alternate {
    kind: &'static str,
    lang: Option<Lang>,
    name: String,
    href: String,
}

/// `GET /records/{id}` and `/records/{id}.{suffix}`
pub async fn get(
    State(service): State<Service>,
    reader: Reader,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let missing = || Fault::not_found(format!("there is no record {name}"));
    let (id, suffix) = Form::split(&name).ok_or_else(missing)?;
    let id: RecordId = id.parse().map_err(|_| missing())?;
    let form = suffix.or_else(|| Form::accepted(&headers)).ok_or_else(|| {
        Fault::not_acceptable(
            "the record cannot be had as any of these; its page links the forms that there are",
        )
    })?;
    let style = cite::style(query.as_deref())?;
    let what = (id, form, style);
    if let Some(known) = service.known.answer(&service, &reader, what, &headers) {
        return Ok(known);
    }
    view::blocking(move || answer(&service, &reader, what, &headers)).await
}

fn answer(
    service: &Service,
    reader: &Reader,
    what: (RecordId, Form, Style),
    asked: &HeaderMap,
) -> Result<Response, Fault> {
    let (id, form, style) = what;
    let moment = Moment::now(service);
    let read = service.app.store.response_date();
    let record = live(service, id)?;
    let versions = service.app.versions(&record)?;
    let newest = versions
        .iter()
        .map(|v| v.seq.0)
        .chain([record.seq.0])
        .max()
        .unwrap_or(0);
    // A page also shows what the collections are called.
    let lang = if form == Form::Html {
        let version = collections::version(service);
        // So does who reads it: cataloguers have one link more.
        let signed = reader.session.map_or("", |_| "signed");
        format!("{}{version}{}{signed}", reader.lang, style.slug())
    } else {
        String::new()
    };
    let etag = format!(
        "W/\"{newest}-{}{lang}-{}\"",
        form.suffix(),
        &service.app.taxonomy().version()[..8]
    );
    let version = Validators {
        etag,
        modified: modified(service, &record, &versions, form),
        read,
    };
    let mut response = if version.known(asked) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let body = written(service, reader, &record, &versions, (form, style))?;
        if form == Form::Html {
            let page = body.clone();
            service.known.put_page(reader, what, moment.clone(), page);
        }
        sent(reader, form, body)
    };
    let context = Context {
        site: &service.site,
        taxonomy: &service.app.taxonomy(),
        versions: &versions,
    };
    let links = linkset::header(&record, &context, form);
    let found = (&version, links.as_ref());
    service.known.put(reader, what, moment, found);
    known::dress(&mut response, &version, links);
    Ok(response)
}

/// When the answer last changed: with a record or one of its language versions; a page also with the collections and with
/// the program that writes it.
fn modified(service: &Service, record: &Record, versions: &[Arc<Record>], form: Form) -> Datestamp {
    let records = versions.iter().map(|version| version.datestamp);
    let newest = records.chain([record.datestamp]).max();
    let page = (form == Form::Html).then(|| collections::changed(service).max(service.started));
    newest.max(page).unwrap_or_default()
}

/// The record when readers may see it.
pub fn live(service: &Service, id: RecordId) -> Result<Arc<Record>, Fault> {
    let record = service
        .app
        .store
        .record(id)?
        .ok_or_else(|| Fault::not_found(format!("there is no record {id}")))?;
    if record.status == Status::Embargoed {
        // Not yet published: to the world it is not there yet, and it has not gone.
        return Err(Fault::not_found(format!("there is no record {id}")));
    }
    if !record.status.is_live() {
        return Err(Fault::gone(format!("record {id} was withdrawn")));
    }
    Ok(record)
}

/// A live record in a form that is not a page.
pub fn in_form(
    service: &Service,
    reader: &Reader,
    id: RecordId,
    form: Form,
) -> Result<Response, Fault> {
    let record = live(service, id)?;
    let versions = service.app.versions(&record)?;
    let body = written(service, reader, &record, &versions, (form, Style::Apa))?;
    Ok(sent(reader, form, body))
}

/// A body of this form as an answer.
fn sent(reader: &Reader, form: Form, body: Bytes) -> Response {
    let kind = match form {
        Form::Html => return view::page(body, reader),
        Form::Marc => form.media_type().to_owned(),
        _ => format!("{}; charset=utf-8", form.media_type()),
    };
    ([(header::CONTENT_TYPE, kind)], body).into_response()
}

/// The record in a form.
fn written(
    service: &Service,
    reader: &Reader,
    record: &Record,
    versions: &[Arc<Record>],
    (form, style): (Form, Style),
) -> Result<Bytes, Fault> {
    let context = Context {
        site: &service.site,
        taxonomy: &service.app.taxonomy(),
        versions,
    };
    let body: Vec<u8> = match form {
        Form::Html => page(service, reader, record, &context, style)?.into_bytes(),
        Form::Marc => marc_bytes(service, record)?,
        Form::Xml(format) => document(service, record, format)?.into_bytes(),
        Form::Jsonld => {
            serde_json::to_vec_pretty(&jsonld::record(record, &context)).map_err(Fault::internal)?
        }
        Form::Json => serde_json::to_vec_pretty(&RecordView::new(record, versions))
            .map_err(Fault::internal)?,
        Form::Cite(format) => {
            let document = format.document([record], &service.site, &service.app.taxonomy());
            document.into_bytes()
        }
    };
    Ok(body.into())
}

fn source(service: &Service, record: &Record) -> Result<Source, Fault> {
    let source = service.app.store.source(record.id)?;
    source.ok_or_else(|| {
        Fault::not_found(format!(
            "record {} was made here and has no MARC source",
            record.id
        ))
    })
}

/// The record as OAI-PMH disseminates it.
fn document(service: &Service, record: &Record, format: Format) -> Result<String, Fault> {
    if format == Format::Marcxml {
        source(service, record)?;
    }
    let collection = Collection::new(&service.app);
    let document = format.document(record, &collection, &service.site);
    document.map_err(Fault::internal)
}

fn marc_bytes(service: &Service, record: &Record) -> Result<Vec<u8>, Fault> {
    let source = source(service, record)?;
    let profile = service.app.pipeline.profile_of(&record.provenance);
    let bytes = record::iso2709_out(record, &source, profile.as_deref(), None);
    bytes.map_err(|e| Fault::unfit(e.to_string()))
}

fn page(
    service: &Service,
    reader: &Reader,
    record: &Record,
    context: &Context<'_>,
    style: Style,
) -> Result<String, Fault> {
    let (app, texts, site) = (&service.app, reader.texts, &service.site);
    let about = &record.description;
    let taxonomy = &app.taxonomy();
    let title = about.titles.main.full();
    let title = if title.is_empty() {
        texts.text("untitled")
    } else {
        title
    };
    let exports = Form::EXPORTS
        .iter()
        .map(|form| Alternate {
            kind: form.media_type(),
            lang: None,
            name: form.name().to_owned(),
            href: format!("/records/{}.{}", record.id, form.suffix()),
        })
        .collect();
    let others = || context.versions.iter().filter(|v| v.id != record.id);
    let alternates: Vec<Alternate> = context
        .versions
        .iter()
        .filter(|_| context.versions.len() > 1)
        .map(|v| Alternate {
            kind: "text/html",
            lang: Some(main_language(v)),
            name: String::new(),
            href: site.record_url(v.id),
        })
        .collect();
    let english = alternates.iter().find(|a| a.lang == Some(Lang::EN));
    let x_default = english.or(alternates.first()).map(|a| a.href.clone());
    let document_type = about.document_type.concept.as_str();
    let themes = about.themes.iter().map(|t| Link {
        label: labels::Dimension::Theme.label(t.concept.as_str(), taxonomy, reader),
        href: format!("/concepts/themes/{}", t.concept),
    });
    let related = related(service, reader, record)?;
    let citation = cite::reference(service, reader, record, style);
    let mut frame = Frame::new(service, reader, &title, &format!("/records/{}", record.id));
    let own = about.abstracts.iter().find(|text| text.lang == reader.lang);
    let text = own.or_else(|| about.abstracts.first());
    frame.about(text.map_or(&citation.text, |text| &text.value));
    let jsonld = jsonld::record(record, context);
    frame.kind = match jsonld["@type"].as_str() {
        Some("ScholarlyArticle") => "article",
        Some("Book") => "book",
        _ => frame.kind,
    };
    let page = RecordPage {
        lang: about
            .titles
            .main
            .lang
            .unwrap_or_else(|| main_language(record)),
        tags: harvest::scholar::tags(record, site, taxonomy),
        jsonld: jsonld::script(&jsonld),
        marks: Marks::of(service, record),
        alternates,
        x_default,
        capabilities: harvest::resourcesync::CAPABILITY_LIST,
        exports,
        parallel: about
            .titles
            .parallel
            .iter()
            .map(record::Title::full)
            .collect(),
        contributors: contributors(record, reader),
        document_type: Link {
            label: labels::Dimension::Type.label(document_type, taxonomy, reader),
            href: format!("/concepts/document-types/{document_type}"),
        },
        facts: facts(record, reader),
        abstracts: &about.abstracts,
        themes: themes.collect(),
        collections: collections::of_record(service, reader, record.id)?,
        keywords: about
            .keywords
            .iter()
            .map(|k| k.text.value.clone())
            .collect(),
        versions: others()
            .map(|v| Version {
                language: labels::language(main_language(v).as_str(), reader),
                lang: main_language(v),
                title: v.description.titles.main.full(),
                href: format!("/records/{}", v.id),
            })
            .collect(),
        assets: assets(record, reader),
        notes: about.notes.iter().map(|n| n.text.value.as_str()).collect(),
        scholar_href: frame
            .catalogues()
            .then(|| format!("/records/{}/scholar", record.id)),
        quality_href: frame
            .catalogues()
            .then(|| format!("/records/{}/quality", record.id)),
        edit_href: frame
            .catalogues()
            .then(|| format!("/records/{}/edit", record.id)),
        source_href: format!("/records/{}/source", record.id),
        path: journals::path(record, reader),
        citation: citation.html.clone(),
        styles: cite::choices(&format!("/records/{}", record.id), style),
        related,
        history: history(record, reader),
        history_href: format!("/records/{}/history", record.id),
        title,
        frame,
    };
    page.render().map_err(Fault::internal)
}

#[derive(Template)]
#[template(path = "work.html")]
struct WorkPage<'a> {
    frame: Frame<'a>,
    heading: String,
    versions: Vec<super::results::ShownHit>,
}

/// `GET /works/{id}`: the language versions of a work.
pub async fn work(
    State(service): State<Service>,
    reader: Reader,
    Path(id): Path<u64>,
) -> Result<Response, Fault> {
    view::blocking(move || {
        let mut versions = Vec::new();
        for id in service.app.store.work(WorkId(id))? {
            if let Some(record) = service.app.store.record(id)?.filter(|r| r.status.is_live()) {
                versions.push(super::results::plain(&service, &reader, record)?);
            }
        }
        if versions.is_empty() {
            return Err(Fault::not_found(format!("there is no work {id}")));
        }
        let heading = reader.texts.text("language-versions");
        let frame = Frame::new(&service, &reader, &heading, &format!("/works/{id}"));
        view::html(
            &WorkPage {
                frame,
                heading,
                versions,
            },
            &reader,
        )
    })
    .await
}
