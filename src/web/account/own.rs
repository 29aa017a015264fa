//! `/account`: one's own password, sessions and tokens.

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    http::StatusCode,
    response::Response,
};
use record::Datestamp;
use store::{CommitError, TokenRow, UserRow};

use super::{Once, Refusal, frame, lead, page, prove, retry_after};
use crate::{
    access::{self, NewToken, Role, password},
    clock,
    web::{
        Service,
        fault::Fault,
        form::{Browser, Posted},
        gate::Signed,
        reader::Reader,
        view::{self, Frame},
    },
};

/// The longest that a token made here lasts, in days.
const MOST_DAYS: i64 = 366;
/// The longest name of a token, in letters.
const LONGEST_LABEL: usize = 40;
/// What `said=` may say.
const SAID: [&str; 4] = [
    "account-said-password",
    "account-said-session",
    "account-said-token",
    "account-said-factor",
];

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage<'a> {
    frame: Frame<'a>,
    errors: Vec<String>,
    said: String,
    csrf: String,
    user: UserRow,
    role: String,
    administers: bool,
    recovery: u64,
    sessions: Vec<SessionLine>,
    tokens: Vec<TokenLine>,
    roles: Vec<(&'static str, String)>,
}

struct SessionLine {
    number: u64,
    started: String,
    agent: String,
    own: bool,
}

struct TokenLine {
    name: String,
    role: String,
    created: String,
    ends: String,
}

/// The user who is signed in, and the role.
pub(super) fn me(service: &Service, signed: &Signed) -> Result<(UserRow, Role), Fault> {
    let user = service.app.store.user(&signed.session.user);
    let user = user.filter(access::user::is_open);
    let found = user.and_then(|user| Role::of(&user.role).map(|role| (user, role)));
    found.ok_or_else(|| Fault::unauthorized("this account is closed; ask an administrator"))
}

/// The name of a role in the reader's language.
pub(super) fn role_name(reader: &Reader, role: Role) -> String {
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
    let seconds = refusal.as_ref().and_then(Refusal::seconds);
    let (mut status, mut errors) = (StatusCode::OK, Vec::new());
    if let Some(refusal) = refusal {
        let (told, text) = refusal.told(reader.texts)?;
        (status, errors) = (told, vec![text]);
    }
    let title = reader.texts.text("account-own");
    let roles = Role::ALL.into_iter().filter(|r| may_give(role, *r));
    let shown = AccountPage {
        frame: frame(service, reader, &title, "/account"),
        errors,
        said: said.map_or_else(String::new, |id| reader.texts.text(id)),
        csrf: browser.token(service),
        role: role_name(reader, role),
        administers: role == Role::Administrator,
        recovery: user.recovery.len() as u64,
        sessions: sessions(service, signed),
        tokens: tokens(service, reader, &user.name),
        roles: roles.map(|r| (r.as_str(), role_name(reader, r))).collect(),
        user,
    };
    let mut response = page(&shown, service, reader, browser, status)?;
    retry_after(&mut response, seconds);
    Ok(response)
}

/// Whether somebody of a role may make a token of another: none above the own, and a partner's only
/// for partners, because it goes with a source system.
fn may_give(own: Role, role: Role) -> bool {
    role <= own && (role == Role::Partner) == (own == Role::Partner)
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

fn tokens(service: &Service, reader: &Reader, user: &str) -> Vec<TokenLine> {
    let all = service.app.store.tokens().into_iter();
    let own = all.filter(|t| t.owner.as_deref() == Some(user) && !t.revoked);
    let line = |token: TokenRow| TokenLine {
        role: Role::of(&token.role).map_or(token.role, |role| role_name(reader, role)),
        created: token.created.to_string(),
        ends: token.expires.map_or_else(String::new, |at| at.to_string()),
        name: token.name,
    };
    own.map(line).collect()
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
    let (user, _) = me(service, signed)?;
    let text = form.text("password");
    if !prove(
        service,
        browser,
        &user.name,
        Some(&user),
        form.text("current"),
    )
    .await?
    {
        return Err(Refusal::Text("account-error-current"));
    }
    password::check(text, &user.name)?;
    if text != form.text("again") {
        return Err(Refusal::Text("account-error-again"));
    }
    let hash = service.accounts.passwords.hash(text.to_owned()).await?;
    let app = service.app.clone();
    let change = move || {
        Ok(app.pipeline.change_user(&user.name, &user.name, |row| {
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

/// `POST /account/tokens`
pub async fn add_token(
    State(service): State<Service>,
    reader: Reader,
    browser: Browser,
    signed: Signed,
    form: Posted,
) -> Result<Response, Fault> {
    match make_token(&service, &signed, &form).await {
        Ok(token) => Once {
            heading: "account-token-made",
            about: "account-token-made-help",
            secrets: vec![token],
            back: "/account",
        }
        .page(&service, &reader, &browser),
        Err(refusal) => show(&service, &reader, &browser, &signed, None, Some(refusal)),
    }
}

async fn make_token(service: &Service, signed: &Signed, form: &Posted) -> Result<String, Refusal> {
    let (user, own) = me(service, signed)?;
    let label = form.filled("label").unwrap_or_default();
    let plain = label.chars().all(|c| !c.is_control() && c != '/');
    if label.is_empty() || label.chars().count() > LONGEST_LABEL || !plain {
        return Err(Refusal::Text("account-error-label"));
    }
    let role = Role::of(form.text("role")).filter(|role| may_give(own, *role));
    let role = role.ok_or(Refusal::Text("account-error-role"))?;
    let days = form.text("days").trim().parse::<i64>().ok();
    let days = days.filter(|days| (1..=MOST_DAYS).contains(days));
    let days = days.ok_or(Refusal::Text("account-error-days"))?;
    let name = format!("{}/{label}", user.name);
    let mut all = service.app.store.tokens().into_iter();
    if all.any(|t| t.name == name && !t.revoked) {
        return Err(Refusal::Text("account-error-label-taken"));
    }
    let (text, row) = access::new_token(&NewToken {
        name: &name,
        role,
        expires: Some(Datestamp(clock::now().0 + days * 86_400)),
        owner: Some(&user.name),
        system: None,
    })?;
    put(service, user.name, row).await?;
    Ok(text)
}

async fn put(service: &Service, actor: String, row: TokenRow) -> Result<(), Fault> {
    let app = service.app.clone();
    let put = move || app.pipeline.put_token(&actor, row);
    view::blocking(move || put().map_err(|e: CommitError| e.into())).await
}

/// `POST /account/tokens/revoke`
pub async fn revoke_token(
    State(service): State<Service>,
    signed: Signed,
    form: Posted,
) -> Result<Response, Fault> {
    let user = signed.session.user;
    let mut all = service.app.store.tokens().into_iter();
    let own = |t: &TokenRow| t.owner.as_deref() == Some(&user) && t.name == form.text("name");
    if let Some(token) = all.find(|t| own(t) && !t.revoked) {
        let revoked = TokenRow {
            revoked: true,
            ..token
        };
        put(&service, user, revoked).await?;
    }
    Ok(back(&service, "account-said-token", None))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_gives_a_token_more_than_they_have() {
        for own in Role::ALL {
            for role in Role::ALL {
                let given = may_give(own, role);
                assert!(!given || role <= own, "{own:?} {role:?}");
            }
            assert!(may_give(own, own));
        }
        assert!(!may_give(Role::Administrator, Role::Partner));
    }
}
