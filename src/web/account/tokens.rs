//! `/account/tokens`: one's own access tokens.

use axum::{extract::State, response::Response};
use record::Datestamp;
use store::TokenRow;

use super::{Once, Refusal, own};
use crate::{
    access::{self, NewToken, Role},
    clock,
    web::{
        Service,
        fault::Fault,
        form::{Browser, Posted},
        gate::Signed,
        reader::Reader,
        view,
    },
};

/// The longest that a token made here lasts, in days.
const MOST_DAYS: i64 = 366;
/// The longest name of a token, in letters.
const LONGEST_LABEL: usize = 40;
/// A token as the page shows it.
pub(super) struct TokenLine {
    pub name: String,
    pub role: String,
    pub created: String,
    pub ends: String,
}

/// Whether somebody of a role may make a token of another: none above the own, and a partner's only
/// for partners, because it goes with a source system.
pub(super) fn may_give(own: Role, role: Role) -> bool {
    role <= own && (role == Role::Partner) == (own == Role::Partner)
}

/// A user's tokens that are not revoked.
pub(super) fn of_user(service: &Service, reader: &Reader, user: &str) -> Vec<TokenLine> {
    let all = service.app.store.tokens().into_iter();
    let own = all.filter(|t| t.owner.as_deref() == Some(user) && !t.revoked);
    let line = |token: TokenRow| TokenLine {
        role: Role::of(&token.role).map_or(token.role, |role| own::role_name(reader, role)),
        created: token.created.to_string(),
        ends: token.expires.map_or_else(String::new, |at| at.to_string()),
        name: token.name,
    };
    own.map(line).collect()
}

/// `POST /account/tokens`
pub async fn add(
    State(service): State<Service>,
    reader: Reader,
    browser: Browser,
    signed: Signed,
    form: Posted,
) -> Result<Response, Fault> {
    match make(&service, &signed, &form).await {
        Ok(token) => Once {
            heading: "account-token-made",
            about: reader.texts.text("account-token-made-help"),
            secrets: vec![token],
            back: "/account",
        }
        .page(&service, &reader, &browser),
        Err(refusal) => own::show(&service, &reader, &browser, &signed, None, Some(refusal)),
    }
}

async fn make(service: &Service, signed: &Signed, form: &Posted) -> Result<String, Refusal> {
    let (user, role_of_user) = own::me(service, signed)?;
    let label = form.filled("label").unwrap_or_default();
    let plain = label.chars().all(|c| !c.is_control() && c != '/');
    if label.is_empty() || label.chars().count() > LONGEST_LABEL || !plain {
        return Err(Refusal::Text("account-error-label"));
    }
    let role = Role::of(form.text("role")).filter(|role| may_give(role_of_user, *role));
    let role = role.ok_or(Refusal::Text("account-error-role"))?;
    let days = form.text("days").trim().parse::<i64>().ok();
    let days = days.filter(|days| (1..=MOST_DAYS).contains(days));
    let days = days.ok_or(Refusal::Text("account-error-days"))?;
    let name = format!("{}/{label}", user.name);
    let (text, row) = access::new_token(&NewToken {
        name: &name,
        role,
        expires: Some(Datestamp(clock::now().0 + days * 86_400)),
        owner: Some(&user.name),
        system: None,
    })?;
    let (app, actor) = (service.app.clone(), signed.actor());
    view::blocking(move || Ok(app.pipeline.add_token(&actor, row))).await??;
    Ok(text)
}

/// `POST /account/tokens/revoke`
pub async fn revoke(
    State(service): State<Service>,
    signed: Signed,
    form: Posted,
) -> Result<Response, Fault> {
    let user = &signed.session.user;
    let mut all = service.app.store.tokens().into_iter();
    let own = |t: &TokenRow| t.owner.as_deref() == Some(user) && t.name == form.text("name");
    if let Some(token) = all.find(|t| own(t) && !t.revoked) {
        let (app, actor) = (service.app.clone(), signed.actor());
        let revoke = move || Ok(app.pipeline.revoke_token(&actor, &token.name));
        view::blocking(revoke).await?.map_err(Fault::from)?;
    }
    Ok(own::back(&service, "account-said-token", None))
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
