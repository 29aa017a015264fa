//! `/admin/harvests`: the repositories that records are harvested from.

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};

use crate::{
    access::{Caller, Role},
    harvester::{HarvestError, Standing},
    manage::harvests::{self, Run, Wanted},
    pipeline::{HarvestEnd, HarvestRow},
    web::{
        Service, account,
        api::Signed,
        fault::Fault,
        form::{Browser, Posted},
        reader::Reader,
        view::{self, Frame},
    },
};

/// Where the page is.
const PLACE: &str = "/admin/harvests";

#[derive(Template)]
#[template(path = "admin-harvests.html")]
struct HarvestsPage<'a> {
    frame: Frame<'a>,
    csrf: String,
    errors: Vec<String>,
    /// Who may name an address that the service then asks.
    may_add: bool,
    profiles: Vec<(String, String)>,
    wanted: Wanted,
    rows: Vec<Row>,
}

/// A repository in the list.
struct Row {
    name: String,
    url: String,
    set: Option<String>,
    system: String,
    every: String,
    /// Whether it is being harvested or waits for that.
    busy: bool,
    standing: String,
    ended: Option<(String, String)>,
    import: Option<u64>,
    why: Option<String>,
}

/// `GET /admin/harvests`
pub async fn list(
    State(service): State<Service>,
    reader: Reader,
    browser: Browser,
    Signed(caller): Signed,
) -> Result<Response, Fault> {
    view::blocking(move || {
        let told = (Wanted::default(), Vec::new());
        show(&service, &reader, &browser, &caller, told)
    })
    .await
}

/// `POST /admin/harvests`: adds one, or has one harvested, cancelled or removed.
pub async fn post(
    State(service): State<Service>,
    reader: Reader,
    browser: Browser,
    Signed(caller): Signed,
    form: Posted,
) -> Result<Response, Fault> {
    view::blocking(move || {
        let wanted = wanted(&form);
        match act(&service, &caller, &form, &wanted) {
            Ok(()) => Ok(account::lead(&service, PLACE, None)),
            Err(Refused::Theirs(why)) => {
                show(&service, &reader, &browser, &caller, (wanted, vec![why]))
            }
            Err(Refused::Fault(fault)) => Err(fault),
        }
    })
    .await
}

/// Why nothing was done.
enum Refused {
    /// What they can mend.
    Theirs(String),
    Fault(Fault),
}

impl From<HarvestError> for Refused {
    fn from(error: HarvestError) -> Refused {
        match error.is_theirs() {
            true => Refused::Theirs(error.to_string()),
            false => Refused::Fault(error.into()),
        }
    }
}

fn act(service: &Service, caller: &Caller, form: &Posted, wanted: &Wanted) -> Result<(), Refused> {
    let (app, actor) = (&service.app, caller.actor());
    let name = form.text("harvest");
    let act = form.text("act");
    if matches!(act, "add" | "remove") && !may_add(caller) {
        let text = "only an administrator names a repository or removes one";
        return Err(Refused::Fault(Fault::forbidden(text)));
    }
    match act {
        "add" => {
            harvests::keep(app, &actor, wanted)?;
        }
        "run" | "look" | "full" => {
            let run = Run {
                full: act == "full",
                look: act == "look",
                from: None,
            };
            app.harvester.ask(app, &actor, (name, &run.ask()))?;
        }
        "cancel" => app.harvester.cancel(app, &actor, name)?,
        "remove" => app.harvester.remove(app, &actor, name)?,
        other => {
            let text = format!("act={other}: add, run, look, full, cancel or remove is expected");
            return Err(Refused::Fault(Fault::bad_request(text)));
        }
    }
    Ok(())
}

/// Whoever names an address has the service ask it, also one that only the service can reach.
fn may_add(caller: &Caller) -> bool {
    caller.role >= Role::Administrator
}

fn wanted(form: &Posted) -> Wanted {
    let look = form.ticked("look");
    Wanted {
        url: form.text("url").to_owned(),
        name: form.filled("name"),
        set: form.filled("set"),
        format: form.filled("format"),
        profile: form.filled("profile"),
        system: form.filled("system"),
        every: form.filled("every").and_then(|hours| hours.parse().ok()),
        run: Some(Run {
            look,
            ..Run::default()
        }),
    }
}

fn show(
    service: &Service,
    reader: &Reader,
    browser: &Browser,
    caller: &Caller,
    (wanted, errors): (Wanted, Vec<String>),
) -> Result<Response, Fault> {
    let rows = service.app.pipeline.harvests()?;
    let profiles = service.app.pipeline.profiles()?;
    let title = reader.texts.text("harvests");
    let status = match errors.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let page = HarvestsPage {
        frame: account::frame(service, reader, &title, PLACE),
        csrf: browser.token(service),
        errors,
        may_add: may_add(caller),
        profiles: profiles
            .iter()
            .map(|p| (p.name.clone(), p.title.of(reader.lang).to_owned()))
            .collect(),
        wanted,
        rows: rows
            .iter()
            .map(|row| listed(service, reader, row))
            .collect(),
    };
    account::page(&page, service, reader, browser, (status, None))
}

fn listed(service: &Service, reader: &Reader, row: &HarvestRow) -> Row {
    let texts = &reader.texts;
    let now = service.app.harvester.standing(&service.app, &row.name);
    let last = row.last.as_ref();
    let standing = match (now, last.map(|last| last.result)) {
        (Standing::Running { records }, _) => texts.count("harvest-running", &records),
        (Standing::Waiting, _) => texts.text("harvest-waiting"),
        (Standing::Idle, None) => texts.text("harvest-never"),
        (Standing::Idle, Some(HarvestEnd::Done)) => {
            texts.count("harvest-done", &last.map_or(0, |last| last.records))
        }
        (Standing::Idle, Some(HarvestEnd::Nothing)) => texts.text("harvest-nothing"),
        (Standing::Idle, Some(HarvestEnd::Failed)) if row.every.is_none() => {
            texts.text("harvest-failed")
        }
        (Standing::Idle, Some(HarvestEnd::Failed)) => texts.text("harvest-failed-again"),
        (Standing::Idle, Some(HarvestEnd::Cancelled)) => texts.text("harvest-cancelled"),
    };
    Row {
        name: row.name.clone(),
        url: row.url.clone(),
        set: row.set.clone(),
        system: row.system.clone(),
        every: match row.every {
            Some(hours) => texts.count("harvest-every-hours", &u64::from(hours)),
            None => texts.text("harvest-by-hand"),
        },
        busy: now != Standing::Idle,
        standing,
        ended: last.map(|last| (last.ended.to_string(), view::moment(last.ended))),
        import: last.and_then(|last| last.import).map(|import| import.0),
        why: last.and_then(|last| last.why.clone()),
    }
}
