//! `/account/second-factor`: setting it up, with recovery codes, and taking it away.

use askama::Template;
use axum::{extract::State, response::Response};

use super::{Once, Refusal, Shown, frame, own, page};
use crate::{
    access::totp,
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
#[template(path = "account-second-factor.html")]
struct SetUpPage<'a> {
    frame: Frame<'a>,
    errors: Vec<String>,
    csrf: String,
    uri: String,
    key: String,
}

/// `POST /account/second-factor`: makes a key, which counts once a code of it was typed.
pub async fn begin(
    State(service): State<Service>,
    reader: Reader,
    browser: Browser,
    signed: Signed,
    form: Posted,
) -> Result<Response, Fault> {
    match new_key(&service, &browser, &signed, &form).await {
        Ok(key) => show(&service, &reader, &browser, &signed, key, None),
        Err(refusal) => own::show(&service, &reader, &browser, &signed, None, Some(refusal)),
    }
}

async fn new_key(
    service: &Service,
    browser: &Browser,
    signed: &Signed,
    form: &Posted,
) -> Result<String, Refusal> {
    own::proved(service, browser, signed, form).await?;
    let key = totp::new_key()?;
    let sessions = &service.accounts.sessions;
    sessions.set_new_totp(signed.key, Some(key.clone()));
    Ok(key)
}

fn show(
    service: &Service,
    reader: &Reader,
    browser: &Browser,
    signed: &Signed,
    key: String,
    refusal: Option<Refusal>,
) -> Result<Response, Fault> {
    let how = Shown::of(refusal, reader)?;
    let title = reader.texts.text("account-factor-set-up");
    let shown = SetUpPage {
        frame: frame(service, reader, &title, "/account"),
        errors: how.errors,
        csrf: browser.token(service),
        uri: totp::uri(&service.app.config.name, &signed.session.user, &key),
        key,
    };
    page(&shown, service, reader, browser, (how.status, how.wait))
}

/// `POST /account/second-factor/confirm`: the first code; the answer shows the recovery codes once.
pub async fn confirm(
    State(service): State<Service>,
    reader: Reader,
    mut browser: Browser,
    signed: Signed,
    form: Posted,
) -> Result<Response, Fault> {
    let Some(key) = signed.session.new_totp.clone() else {
        return Ok(own::back(&service, "", None));
    };
    let name = &signed.session.user;
    if !service.accounts.codes.take(name, &key, form.text("code")) {
        let refusal = Some(Refusal::Text("account-error-code"));
        return show(&service, &reader, &browser, &signed, key, refusal);
    }
    match keep(&service, &signed, key).await {
        Ok((codes, id)) => {
            browser.fresh = id;
            Once {
                heading: "account-recovery",
                about: reader.texts.text("account-recovery-help"),
                secrets: codes,
                back: "/account",
            }
            .page(&service, &reader, &browser)
        }
        Err(refusal) => own::show(&service, &reader, &browser, &signed, None, Some(refusal)),
    }
}

async fn keep(
    service: &Service,
    signed: &Signed,
    key: String,
) -> Result<(Vec<String>, Option<String>), Refusal> {
    let (codes, kept) = totp::recovery_codes()?;
    set(service, signed, Some(key), kept).await?;
    service.accounts.sessions.set_new_totp(signed.key, None);
    Ok((codes, own::renew(service, signed)?))
}

async fn set(
    service: &Service,
    signed: &Signed,
    key: Option<String>,
    recovery: Vec<String>,
) -> Result<(), Refusal> {
    let (app, actor) = (service.app.clone(), signed.actor());
    let change = move || {
        Ok(app.pipeline.change_user(&actor, &actor.name, |row| {
            row.totp = key;
            row.recovery = recovery;
            Ok(())
        }))
    };
    view::blocking(change).await??;
    Ok(())
}

/// `POST /account/second-factor/remove`
pub async fn remove(
    State(service): State<Service>,
    reader: Reader,
    browser: Browser,
    signed: Signed,
    form: Posted,
) -> Result<Response, Fault> {
    match take_away(&service, &browser, &signed, &form).await {
        Ok(id) => Ok(own::back(&service, "account-said-factor", id.as_deref())),
        Err(refusal) => own::show(&service, &reader, &browser, &signed, None, Some(refusal)),
    }
}

async fn take_away(
    service: &Service,
    browser: &Browser,
    signed: &Signed,
    form: &Posted,
) -> Result<Option<String>, Refusal> {
    own::proved(service, browser, signed, form).await?;
    set(service, signed, None, Vec::new()).await?;
    Ok(own::renew(service, signed)?)
}
