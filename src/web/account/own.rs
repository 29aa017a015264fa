//! `/account`: one's own password and sessions; the tokens are in `tokens.rs`.

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    response::Response,
};
use store::UserRow;

use super::{Refusal, Shown, frame, lead, page, prove, tokens};
use crate::{
    access::{self, Role, password, user},
    pipeline::AccountError,
    web::{
        Service,
        fault::Fault,
        form::{Browser, Posted},
        gate::Signed,
        reader::Reader,
        view::{self, Frame},
    },
};

/// What `said=` may say.
const SAID: [&str; 5] = [
    "account-said-password",
    "account-said-session",
    "account-said-token",
    "account-said-factor",
    "account-said-person",
];

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage<'a> {
    frame: Frame<'a>,
    errors: Vec<String>,
    said: String,
    csrf: String,
    user: UserRow,
    email: String,
    role: String,
    administers: bool,
    recovery: u64,
    sessions: Vec<SessionLine>,
    tokens: Vec<tokens::TokenLine>,
    roles: Vec<(&'static str, String)>,
}

struct SessionLine {
    number: u64,
    started: String,
    agent: String,
    own: bool,
}

/// The user who is signed in, and the role.
pub(super) fn me(service: &Service, signed: &Signed) -> Result<(UserRow, Role), Fault> {
    let user = service.app.store.user(&signed.session.user);
    let user = user.filter(user::is_open);
    let found = user.and_then(|user| Role::of(&user.role).map(|role| (user, role)));
    found.ok_or_else(|| Fault::unauthorized("this account is closed; ask an administrator"))
}

/// The user whose session this is, who has typed their current password into the form as well.
pub(super) async fn proved(
    service: &Service,
    browser: &Browser,
    signed: &Signed,
    form: &Posted,
) -> Result<UserRow, Refusal> {
    let (user, _) = me(service, signed)?;
    let current = form.text("current");
    match prove(service, browser, &user.name, Some(&user), current).await? {
        true => Ok(user),
        false => Err(Refusal::Text("account-error-current")),
    }
}

/// The name of a role in the reader's language.
pub fn role_name(reader: &Reader, role: Role) -> String {
    reader
        .texts
        .text(&format!("account-role-{}", role.as_str()))
}

/// `GET /account`
pub async fn get(
    State(service): State<Service>,
    reader: Reader,
    browser: Browser,
    signed: Signed,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    let query = query.unwrap_or_default();
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let said = pairs.find(|(name, _)| name == "said");
    let said = said.and_then(|(_, id)| SAID.into_iter().find(|s| *s == id));
    show(&service, &reader, &browser, &signed, said, None)
}

/// The page, perhaps with what was done or why it was not.
pub(super) fn show(
    service: &Service,
    reader: &Reader,
    browser: &Browser,
    signed: &Signed,
    said: Option<&'static str>,
    refusal: Option<Refusal>,
) -> Result<Response, Fault> {
    let (user, role) = me(service, signed)?;
    let how = Shown::of(refusal, reader)?;
    let title = reader.texts.text("account-own");
    let roles = Role::ALL.into_iter().filter(|r| tokens::may_give(role, *r));
    let shown = AccountPage {
        frame: frame(service, reader, &title, "/account"),
        errors: how.errors,
        said: said.map_or_else(String::new, |id| reader.texts.text(id)),
        csrf: browser.token(service),
        role: role_name(reader, role),
        administers: role == Role::Administrator,
        recovery: user.recovery.len() as u64,
        email: user.email.clone().unwrap_or_default(),
        sessions: sessions(service, signed),
        tokens: tokens::of_user(service, reader, &user.name),
        roles: roles.map(|r| (r.as_str(), role_name(reader, r))).collect(),
        user,
    };
    page(&shown, service, reader, browser, (how.status, how.wait))
}

fn sessions(service: &Service, signed: &Signed) -> Vec<SessionLine> {
    let own = service.accounts.sessions.of_user(&signed.session.user);
    let line = |(key, session): (_, access::session::Session)| SessionLine {
        number: session.number,
        started: session.started.to_string(),
        agent: session.agent,
        own: key == signed.key,
    };
    own.into_iter().map(line).collect()
}

/// Leads back to the page, which then says what was done.
pub(super) fn back(service: &Service, said: &str, id: Option<&str>) -> Response {
    lead(service, &format!("/account?said={said}"), id)
}

/// Ends a user's other sessions and gives this one a new id.
pub(super) fn renew(service: &Service, signed: &Signed) -> Result<Option<String>, Fault> {
    let sessions = &service.accounts.sessions;
    sessions.close_all(&signed.session.user, Some(signed.key));
    sessions.renew(signed.key).map_err(Fault::internal)
}

/// What a form says of a person, as a change of their account.
pub(super) fn person(
    form: &Posted,
) -> impl FnOnce(&mut UserRow) -> Result<(), AccountError> + use<> {
    let (display, email) = (form.filled("display"), form.filled("email"));
    move |row| {
        let display = display.unwrap_or_else(|| row.name.clone());
        user::check_person(&display, email.as_deref())?;
        (row.display, row.email) = (display, email);
        Ok(())
    }
}

/// `POST /account/person`: the name that is shown, and the address, by which a password can be reset.
pub async fn change_person(
    State(service): State<Service>,
    reader: Reader,
    browser: Browser,
    signed: Signed,
    form: Posted,
) -> Result<Response, Fault> {
    let done = async {
        let user = proved(&service, &browser, &signed, &form).await?;
        let (app, change) = (service.app.clone(), person(&form));
        let actor = signed.actor();
        let put = move || Ok(app.pipeline.change_user(&actor, &user.name, change));
        view::blocking(put).await??;
        Ok(())
    };
    match done.await {
        Ok(()) => Ok(back(&service, "account-said-person", None)),
        Err(refusal) => show(&service, &reader, &browser, &signed, None, Some(refusal)),
    }
}

/// `POST /account/password`
pub async fn password(
    State(service): State<Service>,
    reader: Reader,
    browser: Browser,
    signed: Signed,
    form: Posted,
) -> Result<Response, Fault> {
    match change_password(&service, &browser, &signed, &form).await {
        Ok(id) => Ok(back(&service, "account-said-password", id.as_deref())),
        Err(refusal) => show(&service, &reader, &browser, &signed, None, Some(refusal)),
    }
}

async fn change_password(
    service: &Service,
    browser: &Browser,
    signed: &Signed,
    form: &Posted,
) -> Result<Option<String>, Refusal> {
    let user = proved(service, browser, signed, form).await?;
    let text = form.text("password");
    password::check(text, &user.name)?;
    if text != form.text("again") {
        return Err(Refusal::Text("account-error-again"));
    }
    let hash = service.accounts.passwords.hash(text.to_owned()).await?;
    let (app, actor) = (service.app.clone(), signed.actor());
    let change = move || {
        Ok(app.pipeline.change_user(&actor, &user.name, |row| {
            row.password = Some(hash);
            row.link = None;
            Ok(())
        }))
    };
    view::blocking(change).await??;
    Ok(renew(service, signed)?)
}

/// `POST /account/sessions/end`
pub async fn end_session(
    State(service): State<Service>,
    signed: Signed,
    form: Posted,
) -> Result<Response, Fault> {
    let sessions = &service.accounts.sessions;
    let number = form.text("number").parse::<u64>().ok();
    let own = sessions.of_user(&signed.session.user);
    let found = own.into_iter().find(|(_, s)| Some(s.number) == number);
    if let Some((key, _)) = found {
        sessions.close(key);
    }
    Ok(back(&service, "account-said-session", None))
}
