//! `/admin/users`: administrators invite people, give them roles, and keep them out.
//!
//! Whoever is given another role, or is disabled, is signed out everywhere.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use store::UserRow;

use super::{Once, Refusal, Shown, frame, lead, own::role_name, page};
use crate::{
    access::{
        Role,
        user::{self, NewUser},
    },
    pipeline::{AccountError, Terms},
    web::{
        Service,
        fault::Fault,
        form::{Browser, Posted},
        gate::Signed,
        reader::Reader,
        view::{self, Frame},
    },
};

#[derive(Template)]
#[template(path = "account-users.html")]
struct UsersPage<'a> {
    frame: Frame<'a>,
    errors: Vec<String>,
    csrf: String,
    users: Vec<UserLine>,
    roles: Vec<(&'static str, String)>,
}

struct UserLine {
    row: UserRow,
    state: String,
}

/// `GET /admin/users`
pub async fn get(
    State(service): State<Service>,
    reader: Reader,
    browser: Browser,
) -> Result<Response, Fault> {
    show(&service, &reader, &browser, None)
}

fn show(
    service: &Service,
    reader: &Reader,
    browser: &Browser,
    refusal: Option<Refusal>,
) -> Result<Response, Fault> {
    let how = Shown::of(refusal, reader)?;
    let title = reader.texts.text("account-users");
    let users = service.app.store.users().into_iter();
    let line = |row: UserRow| UserLine {
        state: reader.texts.text(state(&row)),
        row,
    };
    let shown = UsersPage {
        frame: frame(service, reader, &title, "/admin/users"),
        errors: how.errors,
        csrf: browser.token(service),
        users: users.filter(|u| !u.removed).map(line).collect(),
        roles: Role::ALL.map(|r| (r.as_str(), role_name(reader, r))).into(),
    };
    page(&shown, service, reader, browser, (how.status, how.wait))
}

fn state(user: &UserRow) -> &'static str {
    match user {
        _ if user.disabled => "account-state-disabled",
        _ if user.password.is_none() => "account-state-invited",
        _ => "account-state-active",
    }
}

/// Shows the one-time link, or the page again with what was wrong.
fn shown_link(
    service: &Service,
    reader: &Reader,
    browser: &Browser,
    link: Result<String, Refusal>,
) -> Result<Response, Fault> {
    match link {
        Ok(link) => Once {
            heading: "account-link-made",
            about: "account-link-made-help",
            secrets: vec![format!("{}/invitations/{link}", service.site.base_url)],
            back: "/admin/users",
        }
        .page(service, reader, browser),
        Err(refusal) => show(service, reader, browser, Some(refusal)),
    }
}

/// `POST /admin/users`: invites somebody.
pub async fn invite(
    State(service): State<Service>,
    reader: Reader,
    browser: Browser,
    signed: Signed,
    form: Posted,
) -> Result<Response, Fault> {
    let link = make(&service, &signed, &form).await;
    shown_link(&service, &reader, &browser, link)
}

async fn make(service: &Service, signed: &Signed, form: &Posted) -> Result<String, Refusal> {
    let role = Role::of(form.text("role")).ok_or(Refusal::Text("account-error-role"))?;
    let new = NewUser {
        name: form.filled("name").unwrap_or_default().to_lowercase(),
        display: form.filled("display"),
        email: form.filled("email"),
        system: form.filled("source"),
    };
    let mut row = user::new_user(&new, role)?;
    let (link, kept) = user::new_link(user::INVITATION)?;
    row.link = Some(kept);
    let (app, actor) = (service.app.clone(), signed.session.user.clone());
    view::blocking(move || Ok(app.pipeline.add_user(&actor, row))).await??;
    Ok(link)
}

/// `POST /admin/users/{name}/reset`: a link by which the person chooses another password.
pub async fn reset(
    State(service): State<Service>,
    reader: Reader,
    browser: Browser,
    signed: Signed,
    Path(name): Path<String>,
    form: Posted,
) -> Result<Response, Fault> {
    let second_factor = form.ticked("second_factor");
    let link = async {
        let (link, kept) = user::new_link(user::RESET)?;
        let change = move |row: &mut UserRow| {
            row.link = Some(kept);
            if second_factor {
                row.totp = None;
                row.recovery.clear();
            }
            Ok(())
        };
        govern(&service, &signed, &name, change).await?;
        Ok(link)
    };
    let link = link.await;
    shown_link(&service, &reader, &browser, link)
}

/// `POST /admin/users/{name}/role`
pub async fn role(
    State(service): State<Service>,
    reader: Reader,
    browser: Browser,
    signed: Signed,
    Path(name): Path<String>,
    form: Posted,
) -> Result<Response, Fault> {
    let system = form.filled("source");
    let done = async {
        let role = Role::of(form.text("role")).ok_or(Refusal::Text("account-error-role"))?;
        user::check_system(role, system.as_deref())?;
        let change = move |row: &mut UserRow| {
            row.role = role.as_str().to_owned();
            row.system = system;
            Ok(())
        };
        govern(&service, &signed, &name, change).await
    };
    let done = done.await;
    signed_out(&service, &reader, &browser, &name, done)
}

/// `POST /admin/users/{name}/state`: disables or enables.
pub async fn state_of(
    State(service): State<Service>,
    reader: Reader,
    browser: Browser,
    signed: Signed,
    Path(name): Path<String>,
    form: Posted,
) -> Result<Response, Fault> {
    let disabled = form.text("state") == "disabled";
    let change = move |row: &mut UserRow| {
        row.disabled = disabled;
        Ok(())
    };
    let done = govern(&service, &signed, &name, change).await;
    signed_out(&service, &reader, &browser, &name, done)
}

async fn govern(
    service: &Service,
    signed: &Signed,
    name: &str,
    change: impl FnOnce(&mut UserRow) -> Result<(), AccountError> + Send + 'static,
) -> Result<(), Refusal> {
    let (app, actor) = (service.app.clone(), signed.session.user.clone());
    let (name, terms) = (
        name.to_owned(),
        Terms {
            keep_one: true,
            ..Terms::default()
        },
    );
    view::blocking(move || Ok(app.pipeline.govern_user(&actor, &name, terms, change))).await??;
    Ok(())
}

fn signed_out(
    service: &Service,
    reader: &Reader,
    browser: &Browser,
    name: &str,
    done: Result<(), Refusal>,
) -> Result<Response, Fault> {
    if let Err(refusal) = done {
        return show(service, reader, browser, Some(refusal));
    }
    service.accounts.sessions.close_all(name, None);
    Ok(lead(service, "/admin/users", None))
}
