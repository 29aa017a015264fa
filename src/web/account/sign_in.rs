//! `/sign-in`, `/sign-in/code`, `/sign-out`.
//!
//! The id changes whenever somebody comes a step further, so an id known before is worth nothing
//! after (session fixation).

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    response::Response,
};
use store::UserRow;

use super::{Refusal, Shown, frame, lead, page, prove};
use crate::{
    access::{Actor, session::Stage, totp, user},
    web::{
        Service,
        fault::Fault,
        form::{Browser, Posted, local},
        reader::Reader,
        view::{self, Frame},
    },
};

#[derive(Template)]
#[template(path = "account-sign-in.html")]
struct SignInPage<'a> {
    frame: Frame<'a>,
    errors: Vec<String>,
    csrf: String,
    name: String,
    next: String,
}

#[derive(Template)]
#[template(path = "account-code.html")]
struct CodePage<'a> {
    frame: Frame<'a>,
    errors: Vec<String>,
    csrf: String,
    next: String,
}

fn next_of(query: Option<String>) -> String {
    let query = query.unwrap_or_default();
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let next = pairs.find(|(name, _)| name == "next");
    next.map_or_else(
        || "/account".to_owned(),
        |(_, next)| local(&next).to_owned(),
    )
}

/// `GET /sign-in?next=`
pub async fn get(
    State(service): State<Service>,
    reader: Reader,
    browser: Browser,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    let next = next_of(query);
    if browser.user().is_some() {
        return Ok(lead(&service, &next, None));
    }
    show(&service, &reader, &browser, ("", &next), None)
}

fn show(
    service: &Service,
    reader: &Reader,
    browser: &Browser,
    (name, next): (&str, &str),
    refusal: Option<Refusal>,
) -> Result<Response, Fault> {
    let title = reader.texts.text("account-sign-in");
    let how = Shown::of(refusal, reader)?;
    let shown = SignInPage {
        frame: frame(service, reader, &title, "/sign-in"),
        errors: how.errors,
        csrf: browser.token(service),
        name: name.chars().take(100).collect(),
        next: next.to_owned(),
    };
    page(&shown, service, reader, browser, (how.status, how.wait))
}

/// `POST /sign-in`: name and password.
pub async fn post(
    State(service): State<Service>,
    reader: Reader,
    browser: Browser,
    form: Posted,
) -> Result<Response, Fault> {
    let name = form.text("name").trim().to_lowercase();
    let next = local(form.text("next"));
    match check(&service, &browser, &name, form.text("password")).await {
        Ok(user) => enter(&service, &browser, &user, next),
        Err(refusal) => show(&service, &reader, &browser, (&name, next), Some(refusal)),
    }
}

/// The user, when name and password are right; otherwise nothing tells which was wrong.
async fn check(
    service: &Service,
    browser: &Browser,
    name: &str,
    password: &str,
) -> Result<UserRow, Refusal> {
    let user = service.app.store.user(name).filter(user::is_open);
    let right = prove(service, browser, name, user.as_ref(), password).await?;
    // Another password may have been chosen in the meantime, and all sessions ended.
    let now = service.app.store.user(name).filter(user::is_open);
    let same = |user: &UserRow| now.is_some_and(|now| now.password == user.password);
    user.filter(|user| right && same(user))
        .ok_or(Refusal::Text("account-error-wrong"))
}

/// Begins a session for whom the password was right, whole or waiting for the second factor.
fn enter(
    service: &Service,
    browser: &Browser,
    user: &UserRow,
    next: &str,
) -> Result<Response, Fault> {
    if user.totp.is_none() {
        return whole(service, browser, &user.name, next);
    }
    let sessions = &service.accounts.sessions;
    sessions.close(browser.key);
    let id = sessions.open(&user.name, Stage::Code, &browser.agent);
    let id = id.map_err(Fault::internal)?;
    let query: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
    Ok(lead(
        service,
        &format!("/sign-in/code?next={query}"),
        Some(&id),
    ))
}

/// Begins a whole session under a new id, and leads on.
pub(super) fn whole(
    service: &Service,
    browser: &Browser,
    name: &str,
    next: &str,
) -> Result<Response, Fault> {
    let accounts = &service.accounts;
    accounts.throttle.succeeded(name, browser.net);
    accounts.sessions.close(browser.key);
    let id = accounts.sessions.open(name, Stage::Whole, &browser.agent);
    let id = id.map_err(Fault::internal)?;
    tracing::info!(user = name, "signed in");
    Ok(lead(service, next, Some(&id)))
}

/// Who waits for the second factor in this browser.
fn waiting(browser: &Browser) -> Option<&str> {
    let session = browser.session.as_ref()?;
    (session.stage == Stage::Code).then_some(session.user.as_str())
}

/// `GET /sign-in/code?next=`
pub async fn get_code(
    State(service): State<Service>,
    reader: Reader,
    browser: Browser,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    if waiting(&browser).is_none() {
        return Ok(lead(&service, "/sign-in", None));
    }
    show_code(&service, &reader, &browser, &next_of(query), None)
}

fn show_code(
    service: &Service,
    reader: &Reader,
    browser: &Browser,
    next: &str,
    refusal: Option<Refusal>,
) -> Result<Response, Fault> {
    let title = reader.texts.text("account-second-factor");
    let how = Shown::of(refusal, reader)?;
    let shown = CodePage {
        frame: frame(service, reader, &title, "/sign-in/code"),
        errors: how.errors,
        csrf: browser.token(service),
        next: next.to_owned(),
    };
    page(&shown, service, reader, browser, (how.status, how.wait))
}

/// `POST /sign-in/code`: a code of the authenticator, or a recovery code.
pub async fn post_code(
    State(service): State<Service>,
    reader: Reader,
    browser: Browser,
    form: Posted,
) -> Result<Response, Fault> {
    let next = local(form.text("next"));
    let Some(name) = waiting(&browser).map(str::to_owned) else {
        return Ok(lead(&service, "/sign-in", None));
    };
    match check_code(&service, &browser, &name, form.text("code")).await {
        Ok(()) => whole(&service, &browser, &name, next),
        Err(refusal) if service.accounts.sessions.get(browser.key).is_some() => {
            show_code(&service, &reader, &browser, next, Some(refusal))
        }
        // Too many wrong ones: from the beginning.
        Err(_) => Ok(lead(&service, "/sign-in", None)),
    }
}

async fn check_code(
    service: &Service,
    browser: &Browser,
    name: &str,
    code: &str,
) -> Result<(), Refusal> {
    // Counted apart from passwords, and under a name that no account can have.
    let counted = format!("code {name}");
    let throttle = &service.accounts.throttle;
    tokio::time::sleep(throttle.attempt(&counted, browser.net)?).await;
    let right = match is_right(service, Actor::new(name, browser.via()), code).await {
        Err(Refusal::Text(_)) => false,
        other => other?,
    };
    if right {
        throttle.undo(&counted, browser.net);
        throttle.succeeded(&counted, browser.net);
        return Ok(());
    }
    service.accounts.sessions.wrong_code(browser.key);
    Err(Refusal::Text("account-error-code"))
}

async fn is_right(service: &Service, actor: Actor, code: &str) -> Result<bool, Refusal> {
    let name = &actor.name;
    let user = service.app.store.user(name).filter(user::is_open);
    let Some((user, key)) = user.and_then(|u| Some((u.clone(), u.totp?))) else {
        return Ok(false);
    };
    if service.accounts.codes.take(name, &key, code) {
        return Ok(true);
    }
    let digest = totp::recovery_digest(code);
    if !user.recovery.contains(&digest) {
        return Ok(false);
    }
    let app = service.app.clone();
    let used = view::blocking(move || Ok(app.pipeline.use_recovery(&actor, &digest))).await?;
    used?;
    Ok(true)
}

/// `POST /sign-out`
pub async fn out(State(service): State<Service>, browser: Browser, _: Posted) -> Response {
    service.accounts.sessions.close(browser.key);
    let mut response = lead(&service, "/", None);
    if let Some(cookie) = service.cookie.clear() {
        let headers = response.headers_mut();
        headers.insert(axum::http::header::SET_COOKIE, cookie);
    }
    response
}
