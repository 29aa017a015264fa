//! `/sign-in/forgotten`: asking for a letter with a link to choose another password.
//!
//! The answer is the same whether there is such an account or not, and so is the time it takes.

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use record::Via;
use store::UserRow;

use super::{frame, letters, page};
use crate::{
    access::{Actor, user},
    clock,
    web::{
        Service,
        fault::Fault,
        form::{Browser, Posted},
        reader::Reader,
        view::{self, Frame},
    },
};

/// An account gets one letter in so many seconds.
const PAUSE: i64 = 600;

#[derive(Template)]
#[template(path = "account-forgotten.html")]
struct ForgottenPage<'a> {
    frame: Frame<'a>,
    csrf: String,
    /// Whether letters can be sent at all.
    mails: bool,
    sent: bool,
}

/// `GET`
pub async fn get(
    State(service): State<Service>,
    reader: Reader,
    browser: Browser,
) -> Result<Response, Fault> {
    show(&service, &reader, &browser, false)
}

/// `POST`: sends the letter when there is such an account with an address.
pub async fn post(
    State(service): State<Service>,
    reader: Reader,
    browser: Browser,
    form: Posted,
) -> Result<Response, Fault> {
    let name = form.text("name").trim().to_lowercase();
    if service.mailer.is_some() {
        let (service, via) = (service.clone(), browser.via());
        tokio::spawn(async move { letter(&service, &reader, &name, via).await });
    }
    show(&service, &reader, &browser, true)
}

fn show(
    service: &Service,
    reader: &Reader,
    browser: &Browser,
    sent: bool,
) -> Result<Response, Fault> {
    let title = reader.texts.text("account-forgotten");
    let mails = service.mailer.is_some();
    let shown = ForgottenPage {
        frame: frame(service, reader, &title, "/sign-in/forgotten"),
        csrf: browser.token(service),
        mails,
        sent: sent && mails,
    };
    page(&shown, service, reader, browser, (StatusCode::OK, None))
}

async fn letter(service: &Service, reader: &Reader, name: &str, via: Via) {
    let Some(user) = wanted(service, name) else {
        return;
    };
    let Ok((link, kept)) = user::new_link(user::RESET) else {
        return;
    };
    let (app, name) = (service.app.clone(), user.name);
    let actor = Actor::new(&name, via);
    let put = move || {
        Ok(app.pipeline.change_user(&actor, &name, |row| {
            row.link = Some(kept);
            Ok(())
        }))
    };
    if let Ok(Ok(user)) = view::blocking(put).await {
        let url = letters::address(service, &link);
        letters::send(service, reader, &user, letters::RESET, &url).await;
    }
}

/// The account that a letter is sent for: open, with an address, and without a letter just now.
fn wanted(service: &Service, name: &str) -> Option<UserRow> {
    let named = |user: &UserRow| user.name == name || user.email.as_deref() == Some(name);
    let mut users = service.app.store.users().into_iter();
    let user = users.find(|user| user::is_open(user) && user.email.is_some() && named(user))?;
    let now = clock::now().0;
    let just_now = |link: &store::LinkRow| link.expires.0 - user::RESET > now - PAUSE;
    // An invitation is longer good than a reset; asking again replaces it.
    let waits = user
        .link
        .as_ref()
        .is_some_and(|link| link.expires.0 - now <= user::RESET && just_now(link));
    (!waits).then_some(user)
}
