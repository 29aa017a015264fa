//! `/admin/imports`: bring a file in, and see all imports.

pub mod one;
pub mod profiles;

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    http::StatusCode,
    response::Response,
};
use record::{ImportKind, ImportRow, ImportStatus};

use crate::{
    access::Role,
    pipeline::{ImportRequest, run_in_background},
    web::{
        Service, account,
        api::{
            Signed,
            imports::{may_see, system},
            query::{MOST, Query},
        },
        fault::Fault,
        form::{Browser, Upload},
        reader::Reader,
        view::{self, Frame},
    },
};

/// Imports on a page.
const SHOWN: usize = 50;

#[derive(Template)]
#[template(path = "admin-imports.html")]
struct ImportsPage<'a> {
    frame: Frame<'a>,
    csrf: String,
    errors: Vec<String>,
    profiles: Vec<(String, String)>,
    /// The one source system of a partner.
    own: Option<String>,
    rows: Vec<Row>,
    next: Option<String>,
}

/// One import in a list.
struct Row {
    id: u64,
    input: String,
    kind: ImportKind,
    status: String,
    when: String,
    at: String,
    actor: String,
    system: String,
    counts: String,
}

/// `GET /admin/imports?before=`
pub async fn list(
    State(service): State<Service>,
    reader: Reader,
    browser: Browser,
    Signed(caller): Signed,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    let before = Query::new(query.as_deref()).number("before", MOST, (0, MOST))?;
    view::blocking(move || show(&service, reader, &browser, &caller, before, Vec::new())).await
}

fn show(
    service: &Service,
    reader: Reader,
    browser: &Browser,
    caller: &crate::access::Caller,
    before: u64,
    errors: Vec<String>,
) -> Result<Response, Fault> {
    let mut rows = service.app.store.imports()?;
    rows.retain(|row| may_see(caller, row) && row.id.0 < before);
    rows.reverse();
    let more = rows.len() > SHOWN;
    rows.truncate(SHOWN);
    let next = rows.last().filter(|_| more);
    let next = next.map(|row| format!("/admin/imports?before={}", row.id));
    let profiles = service.app.pipeline.profiles()?;
    let title = reader.texts.text("imports");
    let page = ImportsPage {
        frame: account::frame(service, &reader, &title, "/admin/imports"),
        csrf: browser.token(service),
        profiles: profiles
            .iter()
            .map(|p| (p.name.clone(), p.title.of(reader.lang).to_owned()))
            .collect(),
        own: caller
            .system
            .clone()
            .filter(|_| caller.role == Role::Partner),
        rows: rows.iter().map(|row| listed(row, &reader)).collect(),
        next,
        errors: errors.clone(),
    };
    let status = match errors.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    account::page(&page, service, &reader, browser, (status, None))
}

fn listed(row: &ImportRow, reader: &Reader) -> Row {
    Row {
        id: row.id.0,
        input: row.input.clone(),
        kind: row.kind,
        status: status_text(row, reader),
        when: view::moment(row.started),
        at: row.started.to_string(),
        actor: row.actor.clone(),
        system: row.system.clone(),
        counts: counts_text(row, reader),
    }
}

/// Where an import stands, in the reader's words.
pub(super) fn status_text(row: &ImportRow, reader: &Reader) -> String {
    let id = match row.status {
        _ if row.undone_by.is_some() => "import-status-undone",
        ImportStatus::Staging => "import-status-staging",
        ImportStatus::Staged => "import-status-staged",
        ImportStatus::Running => "import-status-running",
        ImportStatus::Done => "import-status-done",
        ImportStatus::Failed => "import-status-failed",
        ImportStatus::Cancelled => "import-status-cancelled",
    };
    reader.texts.text(id)
}

/// `12 created, 3 changed`: what is not nothing.
fn counts_text(row: &ImportRow, reader: &Reader) -> String {
    let c = row.counts;
    let all = [
        ("import-n-created", c.created),
        ("import-n-changed", c.changed),
        ("import-n-deleted", c.deleted),
        ("import-n-unchanged", c.unchanged),
        ("import-n-undecided", c.undecided),
        ("import-n-rejected", c.rejected),
        ("import-n-conflicts", c.conflicts),
    ];
    let told = all.iter().filter(|(_, n)| *n > 0);
    let told: Vec<String> = told.map(|(id, n)| reader.texts.count(id, n)).collect();
    told.join(", ")
}

/// `POST /admin/imports`: the file is kept and looked through; nothing is changed yet.
pub async fn upload(
    State(service): State<Service>,
    reader: Reader,
    browser: Browser,
    Signed(caller): Signed,
    mut upload: Upload,
) -> Result<Response, Fault> {
    let taken = take(&service, &caller, &mut upload).await;
    match taken {
        Ok(row) => {
            let to = format!("/admin/imports/{}", row.id);
            run_in_background(&service.app, row);
            Ok(account::lead(&service, &to, None))
        }
        // What the cataloguer can mend is said beside the form.
        Err(fault) if fault.is_theirs() => {
            let errors = vec![fault.detail().to_owned()];
            view::blocking(move || show(&service, reader, &browser, &caller, MOST, errors)).await
        }
        Err(fault) => Err(fault),
    }
}

async fn take(
    service: &Service,
    caller: &crate::access::Caller,
    upload: &mut Upload,
) -> Result<ImportRow, Fault> {
    let Some(staged) = upload.keep(service).await? else {
        let text = "no file was chosen; choose one and send it again";
        return Err(Fault::unfit(text));
    };
    let mut request = ImportRequest::new(caller.actor());
    if let Some(system) = system(caller, upload.fields.filled("system"))? {
        request.system = system;
    }
    request.profile = upload.fields.filled("profile");
    let app = service.app.clone();
    view::blocking(move || Ok(app.pipeline.begin_staging(&staged, &request)?)).await
}
