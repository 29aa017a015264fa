//! `/invitations/{secret}`: choosing a password by a one-time link, the first one or another.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};

use super::{Refusal, Shown, frame, lead, page, sign_in};
use crate::{
    access::{Actor, password, user},
    web::{
        Service,
        fault::Fault,
        form::{Browser, Posted},
        reader::Reader,
        view::{self, Frame},
    },
};

#[derive(Template)]
#[template(path = "account-invitation.html")]
struct InvitationPage<'a> {
    frame: Frame<'a>,
    errors: Vec<String>,
    csrf: String,
    action: String,
    /// Whose password it is; empty when the link is over.
    name: String,
    display: String,
}

/// `GET`
pub async fn get(
    State(service): State<Service>,
    reader: Reader,
    browser: Browser,
    Path(link): Path<String>,
) -> Result<Response, Fault> {
    show(&service, &reader, &browser, &link, None)
}

fn show(
    service: &Service,
    reader: &Reader,
    browser: &Browser,
    link: &str,
    refusal: Option<Refusal>,
) -> Result<Response, Fault> {
    let user = user::by_link(&service.app.store, link);
    let mut how = Shown::of(refusal, reader)?;
    if user.is_none() {
        how.status = StatusCode::GONE;
    }
    let title = reader.texts.text(match &user {
        Some(_) => "account-choose-password",
        None => "account-link-over",
    });
    // What is shown again in the address is what was asked for, as far as it can be a link.
    let plain = link.bytes().all(|b| b.is_ascii_alphanumeric());
    let action = match plain {
        true => format!("/invitations/{link}"),
        false => "/sign-in".to_owned(),
    };
    let (name, display) = user.map_or_else(Default::default, |u| (u.name, u.display));
    let shown = InvitationPage {
        frame: frame(service, reader, &title, &action),
        errors: how.errors,
        csrf: browser.token(service),
        action,
        name,
        display,
    };
    page(&shown, service, reader, browser, (how.status, how.wait))
}

/// `POST`
pub async fn post(
    State(service): State<Service>,
    reader: Reader,
    browser: Browser,
    Path(link): Path<String>,
    form: Posted,
) -> Result<Response, Fault> {
    match choose(&service, &browser, &link, &form).await {
        Ok(response) => Ok(response),
        Err(refusal) => show(&service, &reader, &browser, &link, Some(refusal)),
    }
}

async fn choose(
    service: &Service,
    browser: &Browser,
    link: &str,
    form: &Posted,
) -> Result<Response, Refusal> {
    let user = user::by_link(&service.app.store, link);
    let user = user.ok_or(Refusal::Text("account-link-over-help"))?;
    let text = form.text("password");
    password::check(text, &user.name)?;
    if text != form.text("again") {
        return Err(Refusal::Text("account-error-again"));
    }
    let hash = service.accounts.passwords.hash(text.to_owned()).await?;
    let actor = Actor::new(&user.name, browser.via());
    let (app, link) = (service.app.clone(), link.to_owned());
    let user = view::blocking(move || Ok(app.pipeline.use_link(&actor, &link, hash))).await??;
    service.accounts.sessions.close_all(&user.name, None);
    if user.totp.is_some() {
        // The link stands for the password only.
        return Ok(lead(service, "/sign-in", None));
    }
    Ok(sign_in::whole(service, browser, &user.name, "/account")?)
}
