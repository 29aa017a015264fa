//! An edited table on its way in: uploaded, looked at, then done as one batch or thrown away. Between the two it is
//! kept as a batch edit that waits among the imports, so that it survives a restart and what was looked at is what
//! is done.

use std::fs;

use askama::Template;
use axum::{extract::Path, http::StatusCode, response::Response};
use record::{ImportRow, ImportStatus, Notice, Severity};

use super::{
    FAILURES, SHOWN, Sheet,
    preview::{ShownPreview, shown},
    row_of,
};
use crate::{
    access::Actor,
    diff::Fate,
    manage::bulk::table::{self, CellFault},
    pipeline::{self, Staged},
    web::{
        BATCH_LIMIT, account,
        admin::collections::Visit,
        api::query::Query,
        fault::Fault,
        form::{Posted, Upload},
        gate::Signed,
        view::{self, Frame},
    },
};

/// The last changed record that can be looked at.
const DEEPEST: u64 = 1_000_000;

#[derive(Template)]
#[template(path = "admin-batch-table.html")]
struct TablePage<'a> {
    frame: Frame<'a>,
    heading: String,
    errors: Vec<String>,
    csrf: String,
    action: String,
    shown: ShownPreview,
    found: Vec<String>,
    /// Whether the table had more faults than are shown.
    more: bool,
    import: String,
}

/// `POST /admin/batch/table`: the file is read at once; what it changes waits for somebody's word.
pub async fn upload(visit: Visit, signed: Signed, mut upload: Upload) -> Result<Response, Fault> {
    let kept = match upload.keep(&visit.service).await {
        Ok(kept) => kept,
        Err(fault) if fault.is_theirs() => {
            let errors = vec![fault.detail().to_owned()];
            return view::blocking(move || Sheet::empty().show(&visit, errors, None)).await;
        }
        Err(fault) => return Err(fault),
    };
    view::blocking(move || {
        let Some(kept) = kept else {
            let none = visit.reader.texts.text("batch-table-none");
            return Sheet::empty().show(&visit, vec![none], None);
        };
        let taken = take(&visit, &signed.actor(), &kept);
        visit.service.app.pipeline.discard(&kept);
        match taken {
            Ok(row) => {
                let to = format!("/admin/batch/{}", row.id);
                Ok(account::lead(&visit.service, &to, None))
            }
            Err(Refused::Theirs(errors)) => Sheet::empty().show(&visit, errors, None),
            Err(Refused::Fault(fault)) => Err(fault),
        }
    })
    .await
}

/// Why a table is not taken.
enum Refused {
    /// What the cataloguer can mend.
    Theirs(Vec<String>),
    /// Anything else.
    Fault(Fault),
}

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Refused {
        match fault.is_theirs() {
            true => Refused::Theirs(vec![fault.detail().to_owned()]),
            false => Refused::Fault(fault),
        }
    }
}

/// Reads a table and keeps what it changes.
fn take(visit: &Visit, actor: &Actor, kept: &Staged) -> Result<ImportRow, Refused> {
    let app = &visit.service.app;
    app.store.writable().map_err(Fault::from)?;
    if kept.bytes > BATCH_LIMIT as u64 {
        let most = BATCH_LIMIT >> 20;
        let why = format!("the table is larger than {most} MiB; send it in parts");
        return Err(Fault::unfit(why).into());
    }
    let bytes = fs::read(&kept.path).map_err(Fault::internal)?;
    let (edit, faults) = table::read(app, &kept.name, &bytes).map_err(Fault::from)?;
    if edit.records.is_empty() {
        let same = visit.reader.texts.text("batch-table-same");
        let faults = faults.iter().take(FAILURES);
        let faults = faults.map(|fault| format!("{}: {}", fault.place(), fault.why));
        return Err(Refused::Theirs([same].into_iter().chain(faults).collect()));
    }
    let found = faults.iter().map(|fault| notice(&kept.name, fault));
    let staged = app.pipeline.stage_bulk(actor, &edit, found.collect());
    Ok(staged.map_err(Fault::from)?)
}

/// A fault as a notice of the batch.
fn notice(input: &str, fault: &CellFault) -> Notice {
    let text = format!("{}: {}", fault.place(), fault.why);
    Notice {
        input: input.to_owned(),
        line: Some(fault.line),
        cell: fault.cell.clone(),
        field: fault.column.clone(),
        ..Notice::new(Severity::Error, "table-fault", text)
    }
}

/// `POST /admin/batch/{id}`: has one that waits done, or throws it away.
pub async fn post(
    visit: Visit,
    signed: Signed,
    Path(id): Path<String>,
    form: Posted,
) -> Result<Response, Fault> {
    view::blocking(move || {
        let row = row_of(&visit, &id)?;
        let app = &visit.service.app;
        let done = match form.text("do") {
            "commit" => app.pipeline.commit_staged(&signed.actor(), row.id),
            "discard" => app.pipeline.cancel(&signed.actor(), row.id),
            other => return Err(Fault::bad_request(format!("do={other} is not known here"))),
        };
        let row = match done.map_err(Fault::from) {
            Ok(row) => row,
            Err(fault) if fault.is_theirs() && row.status == ImportStatus::Staged => {
                return show(&visit, &row, None, vec![fault.detail().to_owned()]);
            }
            Err(fault) => return Err(fault),
        };
        let to = match row.status {
            ImportStatus::Cancelled => "/admin/batch".to_owned(),
            _ => format!("/admin/batch/{}", row.id),
        };
        if row.status == ImportStatus::Running {
            pipeline::run_in_background(app, row);
        }
        Ok(account::lead(&visit.service, &to, None))
    })
    .await
}

/// A table that waits, as it would change the records now.
pub fn show(
    visit: &Visit,
    row: &ImportRow,
    query: Option<&str>,
    errors: Vec<String>,
) -> Result<Response, Fault> {
    let texts = visit.reader.texts;
    let from = Query::new(query).number("from", 0, (0, DEEPEST))?;
    let from = usize::try_from(from).unwrap_or(0);
    let app = &visit.service.app;
    let edit = app.pipeline.batch_of(row)?;
    let seen = app.pipeline.preview_bulk(&edit, from, SHOWN)?;
    let mut found = app.store.notices(row.id, 0, FAILURES + 1)?;
    let more = found.len() > FAILURES;
    found.truncate(FAILURES);
    let heading = texts.with("batch-progress", &row.input);
    let action = format!("/admin/batch/{}", row.id);
    let status = match errors.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let page = TablePage {
        frame: account::frame(&visit.service, &visit.reader, &heading, &action),
        heading,
        errors,
        csrf: visit.browser.token(&visit.service),
        action,
        shown: shown(visit, &seen, from)?,
        found: found.into_iter().map(|notice| notice.text).collect(),
        more,
        import: format!("/admin/imports/{}", row.id),
    };
    account::page(
        &page,
        &visit.service,
        &visit.reader,
        &visit.browser,
        (status, None),
    )
}
