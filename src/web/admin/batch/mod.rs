//! `/admin/batch`: cataloguers change many records at once. They choose by a search or by numbers, build the
//! operations row by row, look at what would change, and have it done; the work goes on by itself.

mod preview;
mod rows;
pub mod table;

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Path, RawQuery, State},
    http::StatusCode,
    response::Response,
};
use record::{ImportId, ImportKind, ImportRow, ImportStatus};

use super::{
    collections::{Visit, canonical},
    imports::status_text,
};
use crate::{
    diff::Fate,
    manage::bulk::{Select, Wanted},
    pipeline::{self, BulkEdit, BulkError},
    web::{
        account,
        api::batches::PATIENCE,
        fault::Fault,
        form::Posted,
        gate::Signed,
        params::SearchParams,
        view::{self, Frame},
    },
};
use preview::{ShownPreview, shown};
use rows::{FIELDS, Row, VERBS};

/// Changed records shown on a page of the preview.
const SHOWN: usize = 20;
/// Failures shown on a page.
const FAILURES: usize = 20;
/// Operations of one batch edit.
const OPERATIONS: usize = 50;

#[derive(Template)]
#[template(path = "admin-batch.html")]
struct BatchPage<'a> {
    frame: Frame<'a>,
    heading: String,
    errors: Vec<String>,
    csrf: String,
    query: String,
    ids: String,
    rows: Vec<Row>,
    fields: Vec<&'static str>,
    /// Where the records that a search finds are had as a table: the format, the address.
    tables: Vec<(&'static str, String)>,
    shown: Option<ShownPreview>,
}

#[derive(Template)]
#[template(path = "admin-batch-progress.html")]
struct ProgressPage<'a> {
    frame: Frame<'a>,
    heading: String,
    running: bool,
    ended: String,
    lines: Vec<(String, String)>,
    notices: Vec<String>,
    import: String,
}

/// A search as it is typed: a query string, the address of a results page, or words; `all` is everything.
pub fn search_of_text(typed: &str) -> (SearchParams, Vec<String>) {
    let typed = typed.trim();
    if typed == "all" {
        return (SearchParams::default(), Vec::new());
    }
    let (query, mut faults) = canonical(typed);
    if query.is_empty() && faults.is_empty() {
        faults.push("say which records: words, the address of a search, or all".to_owned());
    }
    (SearchParams::parse(&query).0, faults)
}

/// `GET /admin/batch?{query}`: the form, with a search that was just made.
pub async fn get(visit: Visit, RawQuery(query): RawQuery) -> Result<Response, Fault> {
    let query = canonical(query.as_deref().unwrap_or("")).0;
    view::blocking(move || {
        let page = Sheet {
            query,
            ..Sheet::empty()
        };
        page.show(&visit, Vec::new(), None)
    })
    .await
}

/// `POST /admin/batch`
pub async fn post(visit: Visit, signed: Signed, form: Posted) -> Result<Response, Fault> {
    view::blocking(move || {
        let mut sheet = Sheet::read(&form);
        let asked = form.text("do");
        match asked.split_once(':').unwrap_or((asked, "")) {
            ("add", _) => {
                if sheet.rows.len() < OPERATIONS {
                    sheet.rows.push(Row::default());
                }
                sheet.show(&visit, Vec::new(), None)
            }
            ("remove", n) => {
                let n = n.parse().unwrap_or(usize::MAX);
                if n < sheet.rows.len() {
                    sheet.rows.remove(n);
                }
                sheet.show(&visit, Vec::new(), None)
            }
            ("preview", from) => preview(&visit, &sheet, from.parse().unwrap_or(0), Vec::new()),
            ("commit", _) => commit(&visit, &signed, &sheet, &form),
            _ => preview(&visit, &sheet, 0, Vec::new()),
        }
    })
    .await
}

fn preview(
    visit: &Visit,
    sheet: &Sheet,
    from: usize,
    mut errors: Vec<String>,
) -> Result<Response, Fault> {
    let edit = match sheet.edit(visit) {
        Ok(edit) => edit,
        Err(wrong) => {
            errors.extend(wrong);
            return sheet.show(visit, errors, None);
        }
    };
    match visit.service.app.pipeline.preview_bulk(&edit, from, SHOWN) {
        Ok(seen) => sheet.show(visit, errors, Some(shown(visit, &seen, from)?)),
        Err(error @ (BulkError::Operation { .. } | BulkError::Nothing | BulkError::TooMany(_))) => {
            errors.push(error.to_string());
            sheet.show(visit, errors, None)
        }
        Err(error) => Err(error.into()),
    }
}

/// Begins the batch edit, if it is still for as many records as were looked at.
fn commit(visit: &Visit, signed: &Signed, sheet: &Sheet, form: &Posted) -> Result<Response, Fault> {
    let edit = match sheet.edit(visit) {
        Ok(edit) => edit,
        Err(errors) => return sheet.show(visit, errors, None),
    };
    if form.text("selected").parse() != Ok(edit.records.len()) {
        let moved = visit.reader.texts.text("batch-error-moved");
        return preview(visit, sheet, 0, vec![moved]);
    }
    let app = &visit.service.app;
    app.store.writable()?;
    let row = app.pipeline.begin_bulk(&signed.actor(), &edit)?;
    let to = format!("/admin/batch/{}", row.id);
    pipeline::run_in_background(app, row);
    Ok(account::lead(&visit.service, &to, None))
}

/// A batch edit among the imports.
fn row_of(visit: &Visit, id: &str) -> Result<ImportRow, Fault> {
    let missing = || Fault::not_found(format!("there is no batch edit {id}"));
    let number = id.parse().map(ImportId).map_err(|_| missing())?;
    let row = visit.service.app.store.import(number)?;
    row.filter(|row| row.kind == ImportKind::Batch)
        .ok_or_else(missing)
}

/// `GET /admin/batch/{id}?from=`: how far a batch edit is; one that waits is shown as it would be.
pub async fn progress(
    State(_): State<crate::web::Service>,
    visit: Visit,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    view::blocking(move || {
        let row = row_of(&visit, &id)?;
        if row.status == ImportStatus::Staged {
            return table::show(&visit, &row, query.as_deref(), Vec::new());
        }
        let store = &visit.service.app.store;
        let texts = visit.reader.texts;
        let counts = [
            ("batch-done", row.cursor),
            ("batch-changed", row.counts.changed),
            ("batch-unchanged", row.counts.unchanged),
            ("batch-failed", row.counts.rejected),
        ];
        let lines = counts.map(|(name, n)| (texts.text(name), texts.number(&n)));
        let heading = texts.with("batch-progress", &row.input);
        let notices = store.notices(row.id, 0, FAILURES)?;
        let page = ProgressPage {
            frame: account::frame(
                &visit.service,
                &visit.reader,
                &heading,
                &format!("/admin/batch/{id}"),
            ),
            heading,
            running: row.status == ImportStatus::Running,
            ended: match row.status {
                ImportStatus::Done => texts.text("batch-ended"),
                _ => status_text(&row, &visit.reader),
            },
            lines: lines.into(),
            notices: notices.into_iter().map(|notice| notice.text).collect(),
            import: format!("/admin/imports/{id}"),
        };
        account::page(
            &page,
            &visit.service,
            &visit.reader,
            &visit.browser,
            (StatusCode::OK, None),
        )
    })
    .await
}

/// The form as it was filled in.
struct Sheet {
    query: String,
    ids: String,
    rows: Vec<Row>,
}

impl Sheet {
    /// A form that nobody has filled in.
    fn empty() -> Sheet {
        Sheet {
            query: String::new(),
            ids: String::new(),
            rows: vec![Row::default()],
        }
    }

    fn read(form: &Posted) -> Sheet {
        let mut rows: BTreeMap<usize, Row> = BTreeMap::new();
        for (name, text) in form.fields() {
            let mut parts = name.splitn(3, '.');
            let (Some("op"), Some(n), Some(part)) = (parts.next(), parts.next(), parts.next())
            else {
                continue;
            };
            let Some(n) = n.parse().ok().filter(|n| *n < OPERATIONS) else {
                continue;
            };
            let row = rows.entry(n).or_default();
            match part {
                "verb" => row.verb.clone_from(text),
                "field" => row.field = text.trim().to_owned(),
                "value" => row.value.clone_from(text),
                "with" => row.with.clone_from(text),
                _ => {}
            }
        }
        Sheet {
            query: form.text("query").trim().to_owned(),
            ids: form.text("ids").trim().to_owned(),
            rows: rows.into_values().collect(),
        }
    }

    /// The batch edit that the form stands for; or all that is wrong with it.
    fn edit(&self, visit: &Visit) -> Result<BulkEdit, Vec<String>> {
        let texts = visit.reader.texts;
        let mut errors = Vec::new();
        let select = match self.ids.is_empty() {
            true => Select::Query(self.query.clone()),
            false => {
                let parts = self
                    .ids
                    .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';'));
                let parts = parts.filter(|part| !part.is_empty());
                let mut ids = Vec::new();
                for part in parts {
                    // A record's address is its number too.
                    match part.rsplit('/').next().unwrap_or(part).parse() {
                        Ok(id) => ids.push(id),
                        Err(_) => errors.push(texts.with("batch-error-id", part)),
                    }
                }
                Select::Ids(ids)
            }
        };
        if !self.ids.is_empty() && !self.query.is_empty() {
            errors.push(texts.text("batch-error-both"));
        }
        let mut operations = Vec::new();
        for row in &self.rows {
            match row.operation(visit) {
                Ok(operation) => operations.push(operation),
                Err(why) => errors.push(why),
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let wanted = Wanted {
            name: texts.text("batch"),
            select,
            operations,
        };
        let edit = wanted.edit(&visit.service.app, PATIENCE);
        edit.map_err(|error| vec![error.to_string()])
    }

    fn show(
        &self,
        visit: &Visit,
        errors: Vec<String>,
        shown: Option<ShownPreview>,
    ) -> Result<Response, Fault> {
        let texts = visit.reader.texts;
        let heading = texts.text("batch");
        let row = |(n, row): (usize, &Row)| Row {
            n,
            verbs: VERBS
                .map(|verb| {
                    (
                        verb,
                        texts.text(&format!("batch-verb-{verb}")),
                        verb == row.verb,
                    )
                })
                .into(),
            ..row.clone()
        };
        let status = match errors.is_empty() {
            true => StatusCode::OK,
            false => StatusCode::UNPROCESSABLE_ENTITY,
        };
        let page = BatchPage {
            frame: account::frame(&visit.service, &visit.reader, &heading, "/admin/batch"),
            heading,
            errors,
            csrf: visit.browser.token(&visit.service),
            query: self.query.clone(),
            ids: self.ids.clone(),
            rows: self.rows.iter().enumerate().map(row).collect(),
            fields: FIELDS.into(),
            tables: tables(&self.query),
            shown,
        };
        account::page(
            &page,
            &visit.service,
            &visit.reader,
            &visit.browser,
            (status, None),
        )
    }
}

fn tables(query: &str) -> Vec<(&'static str, String)> {
    if query.is_empty() {
        return Vec::new();
    }
    let search: String = form_urlencoded::byte_serialize(query.as_bytes()).collect();
    let table = |(name, format)| {
        (
            name,
            format!("/api/v1/export?format={format}&search={search}"),
        )
    };
    [("XLSX", "xlsx"), ("CSV", "csv")].map(table).into()
}
