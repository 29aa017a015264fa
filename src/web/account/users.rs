//! `/admin/users`: administrators invite people, give them roles, and keep them out.
//!
//! Whoever is given another role, or is disabled, is signed out everywhere.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use store::UserRow;

use super::{
    Once, Refusal, Shown, frame, lead, letters,
    own::{self, role_name},
    page,
};
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

/// Over HTTP somebody is always left who can undo it.
const KEEP_ONE: Terms<'_> = Terms {
    version: None,
    keep_one: true,
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
    email: String,
    role: String,
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
        role: Role::of(&row.role).map_or_else(String::new, |role| role_name(reader, role)),
        email: row.email.clone().unwrap_or_default(),
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

/// Shows the one-time link, mailed to its person where that is possible; or the page again with what
/// was wrong.
async fn shown_link(
    service: &Service,
    reader: &Reader,
    browser: &Browser,
    letter: &'static str,
    made: Result<(String, UserRow), Refusal>,
) -> Result<Response, Fault> {
    let (link, user) = match made {
        Ok(made) => made,
        Err(refusal) => return show(service, reader, browser, Some(refusal)),
    };
    let url = letters::address(service, &link);
    let sent = letters::send(service, reader, &user, letter, &url).await;
    let texts = reader.texts;
    let to = user.email.unwrap_or_default();
    let about = match sent {
        None => texts.text("account-link-made-help"),
        Some(true) => texts.with("account-link-mailed", &to),
        Some(false) => texts.with("account-link-not-mailed", &to),
    };
    Once {
        heading: "account-link-made",
        about,
        secrets: vec![url],
        back: "/admin/users",
    }
    .page(service, reader, browser)
}

/// `POST /admin/users`: invites somebody.
pub async fn invite(
    State(service): State<Service>,
    reader: Reader,
    browser: Browser,
    signed: Signed,
    form: Posted,
) -> Result<Response, Fault> {
    let made = make(&service, &signed, &form).await;
    shown_link(&service, &reader, &browser, letters::INVITATION, made).await
}

async fn make(
    service: &Service,
    signed: &Signed,
    form: &Posted,
) -> Result<(String, UserRow), Refusal> {
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
    let (app, actor) = (service.app.clone(), signed.actor());
    let added = row.clone();
    view::blocking(move || Ok(app.pipeline.add_user(&actor, added))).await??;
    Ok((link, row))
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
    let made = async {
        let (link, kept) = user::new_link(user::RESET)?;
        let change = move |row: &mut UserRow| {
            row.link = Some(kept);
            if second_factor {
                row.totp = None;
                row.recovery.clear();
            }
            Ok(())
        };
        let row = govern(&service, &signed, &name, change).await?;
        Ok((link, row))
    };
    let made = made.await;
    shown_link(&service, &reader, &browser, letters::RESET, made).await
}

/// `POST /admin/users/{name}/person`: the name that is shown, and the address.
pub async fn person(
    State(service): State<Service>,
    reader: Reader,
    browser: Browser,
    signed: Signed,
    Path(name): Path<String>,
    form: Posted,
) -> Result<Response, Fault> {
    let change = own::person(&form);
    match govern(&service, &signed, &name, change).await {
        Ok(_) => Ok(lead(&service, "/admin/users", None)),
        Err(refusal) => show(&service, &reader, &browser, Some(refusal)),
    }
}

/// `POST /admin/users/{name}/remove`: for good.
pub async fn remove(
    State(service): State<Service>,
    reader: Reader,
    browser: Browser,
    signed: Signed,
    Path(name): Path<String>,
    form: Posted,
) -> Result<Response, Fault> {
    let done = async {
        if !form.ticked("sure") {
            return Err(Refusal::Text("account-error-sure"));
        }
        let (app, actor) = (service.app.clone(), signed.actor());
        let removed = name.clone();
        let remove = move || Ok(app.pipeline.remove_user(&actor, &removed, KEEP_ONE));
        view::blocking(remove).await??;
        Ok(())
    };
    let done = done.await;
    signed_out(&service, &reader, &browser, &name, done)
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
        govern(&service, &signed, &name, change).await.map(drop)
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
    let done = govern(&service, &signed, &name, change).await.map(drop);
    signed_out(&service, &reader, &browser, &name, done)
}

async fn govern(
    service: &Service,
    signed: &Signed,
    name: &str,
    change: impl FnOnce(&mut UserRow) -> Result<(), AccountError> + Send + 'static,
) -> Result<UserRow, Refusal> {
    let (app, actor) = (service.app.clone(), signed.actor());
    let name = name.to_owned();
    let govern = move || Ok(app.pipeline.govern_user(&actor, &name, KEEP_ONE, change));
    Ok(view::blocking(govern).await??)
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
