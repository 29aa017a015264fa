//! The pages by which people sign in, look after their account, and administrators after all of them.
//!
//! Every form carries the token of `src/web/form.rs`; every page says `no-store`. What is written
//! goes through the pipeline.

pub mod forgotten;
pub mod invitations;
mod letters;
pub mod own;
pub mod second_factor;
pub mod session;
pub mod sign_in;
pub mod tokens;
pub mod users;

use askama::Template;
use axum::{
    Router,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use store::UserRow;

use super::{
    Service,
    fault::{Fault, Told},
    form::Browser,
    reader::Reader,
    view::{self, Frame},
};
use crate::{
    access::{
        password::{HashError, WeakPassword},
        secret::NoRandom,
        throttle::Wait,
        user::UnfitUser,
    },
    pipeline::AccountError,
};

pub use own::role_name;

/// The routes of these pages.
pub fn routes() -> Router<Service> {
    Router::new()
        .route("/sign-in", get(sign_in::get).post(sign_in::post))
        .route(
            "/sign-in/code",
            get(sign_in::get_code).post(sign_in::post_code),
        )
        .route(
            "/sign-in/forgotten",
            get(forgotten::get).post(forgotten::post),
        )
        .route("/sign-out", post(sign_in::out))
        .route(
            "/invitations/{secret}",
            get(invitations::get).post(invitations::post),
        )
        .route("/account", get(own::get))
        .route("/account/person", post(own::change_person))
        .route("/account/password", post(own::password))
        .route("/account/second-factor", post(second_factor::begin))
        .route(
            "/account/second-factor/confirm",
            post(second_factor::confirm),
        )
        .route("/account/second-factor/remove", post(second_factor::remove))
        .route("/account/sessions/end", post(own::end_session))
        .route("/account/tokens", post(tokens::add))
        .route("/account/tokens/revoke", post(tokens::revoke))
        .route("/admin/users", get(users::get).post(users::invite))
        .route("/admin/users/{name}/reset", post(users::reset))
        .route("/admin/users/{name}/person", post(users::person))
        .route("/admin/users/{name}/remove", post(users::remove))
        .route("/admin/users/{name}/role", post(users::role))
        .route("/admin/users/{name}/state", post(users::state_of))
}

/// Sends one of these pages: kept nowhere, its address told to no other site.
pub(super) fn page(
    page: &impl Template,
    service: &Service,
    reader: &Reader,
    browser: &Browser,
    (status, wait): (StatusCode, Option<u32>),
) -> Result<Response, Fault> {
    let mut response = view::html(page, reader)?;
    *response.status_mut() = status;
    if let Some(seconds) = wait {
        let headers = response.headers_mut();
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response.extensions_mut().insert(Told);
    if let Some(cookie) = browser.fresh.as_ref().and_then(|id| service.cookie.set(id)) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    unkept(&mut response);
    Ok(response)
}

fn unkept(response: &mut Response) {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("same-origin"),
    );
}

/// The frame of one of these pages.
pub(super) fn frame<'a>(
    service: &'a Service,
    reader: &Reader,
    title: &str,
    path: &str,
) -> Frame<'a> {
    let mut frame = Frame::new(service, reader, title, path);
    frame.noindex = true;
    frame
}

/// Leads on after a form; with a new session's id when there is one.
pub(super) fn lead(service: &Service, to: &str, id: Option<&str>) -> Response {
    let mut response = Redirect::to(to).into_response();
    if let Some(cookie) = id.and_then(|id| service.cookie.set(id)) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    unkept(&mut response);
    response
}

#[derive(Template)]
#[template(path = "account-shown-once.html")]
struct ShownOnce<'a> {
    frame: Frame<'a>,
    heading: String,
    about: String,
    secrets: Vec<String>,
    back: &'static str,
}

/// Something that is shown this once.
struct Once {
    heading: &'static str,
    about: String,
    secrets: Vec<String>,
    back: &'static str,
}

impl Once {
    fn page(
        self,
        service: &Service,
        reader: &Reader,
        browser: &Browser,
    ) -> Result<Response, Fault> {
        let heading = reader.texts.text(self.heading);
        let shown = ShownOnce {
            frame: frame(service, reader, &heading, self.back),
            heading,
            about: self.about,
            secrets: self.secrets,
            back: self.back,
        };
        page(&shown, service, reader, browser, (StatusCode::OK, None))
    }
}

/// Whether the password is this user's, with failures counted as at the sign-in.
///
/// `None` stands for a name that nobody has; it takes as long.
async fn prove(
    service: &Service,
    browser: &Browser,
    name: &str,
    user: Option<&UserRow>,
    password: &str,
) -> Result<bool, Refusal> {
    let throttle = &service.accounts.throttle;
    tokio::time::sleep(throttle.attempt(name, browser.net)?).await;
    let hash = user.and_then(|user| user.password.clone());
    let passwords = &service.accounts.passwords;
    let answer = passwords.matches(hash, password.to_owned()).await;
    if !matches!(answer, Ok(false)) {
        throttle.undo(name, browser.net);
    }
    Ok(answer?)
}

/// Why a form is shown again, as the text of a reader's language.
enum Refusal {
    /// One of our texts.
    Text(&'static str),
    /// Too many failures.
    Wait(Wait),
    /// Not the reader's fault.
    Fault(Fault),
}

/// How a page with a form is shown: for the first time, or again with what was wrong.
struct Shown {
    status: StatusCode,
    /// For the summary above the form.
    errors: Vec<String>,
    /// How long to wait, in seconds.
    wait: Option<u32>,
}

impl Shown {
    /// # Errors
    /// When it is no fault of who sent the form.
    fn of(refusal: Option<Refusal>, reader: &Reader) -> Result<Shown, Fault> {
        let texts = reader.texts;
        let again = |status, text, wait| Shown {
            status,
            errors: vec![text],
            wait,
        };
        match refusal {
            None => Ok(Shown {
                status: StatusCode::OK,
                errors: Vec::new(),
                wait: None,
            }),
            Some(Refusal::Text(id)) => {
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                Ok(again(status, texts.text(id), None))
            }
            Some(Refusal::Wait(wait)) => {
                let seconds = wait.seconds();
                let text = texts.count("account-error-wait", &u64::from(seconds));
                Ok(again(StatusCode::TOO_MANY_REQUESTS, text, Some(seconds)))
            }
            Some(Refusal::Fault(fault)) => Err(fault),
        }
    }
}

impl From<Wait> for Refusal {
    fn from(wait: Wait) -> Refusal {
        Refusal::Wait(wait)
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Refusal {
        Refusal::Fault(fault)
    }
}

impl From<HashError> for Refusal {
    fn from(error: HashError) -> Refusal {
        Refusal::Fault(match error {
            HashError::Busy => Fault::unavailable(error.to_string()),
            error => Fault::internal(error),
        })
    }
}

impl From<NoRandom> for Refusal {
    fn from(error: NoRandom) -> Refusal {
        Refusal::Fault(Fault::internal(error))
    }
}

impl From<WeakPassword> for Refusal {
    fn from(error: WeakPassword) -> Refusal {
        Refusal::Text(match error {
            WeakPassword::Short => "account-error-short",
            WeakPassword::Long => "account-error-long",
            WeakPassword::Plain => "account-error-plain",
        })
    }
}

impl From<UnfitUser> for Refusal {
    fn from(error: UnfitUser) -> Refusal {
        Refusal::Text(match error {
            UnfitUser::Name(_) => "account-error-name",
            UnfitUser::Display => "account-error-display",
            UnfitUser::Email(_) => "account-error-email",
            UnfitUser::NoSystem => "account-error-no-system",
            UnfitUser::NoPartner => "account-error-no-partner",
            // No form asks for days; the page of tokens has its own bound.
            UnfitUser::Days(_) => "account-error-days",
        })
    }
}

impl From<AccountError> for Refusal {
    fn from(error: AccountError) -> Refusal {
        match error {
            AccountError::Taken(_) => Refusal::Text("account-error-taken"),
            AccountError::NoUser(_) => Refusal::Text("account-error-no-user"),
            AccountError::Link => Refusal::Text("account-link-over-help"),
            AccountError::Code => Refusal::Text("account-error-code"),
            AccountError::LastAdministrator(_) => Refusal::Text("account-error-last"),
            AccountError::TokenTaken(_) => Refusal::Text("account-error-label-taken"),
            AccountError::Unfit(error) => error.into(),
            AccountError::Commit(error) => Refusal::Fault(error.into()),
            error => Refusal::Fault(error.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use taxonomy::Lang;

    use crate::web::texts::Texts;

    #[test]
    fn every_text_that_these_pages_name_exists() {
        let sources = [
            include_str!("mod.rs"),
            include_str!("forgotten.rs"),
            include_str!("invitations.rs"),
            include_str!("letters.rs"),
            include_str!("own.rs"),
            include_str!("second_factor.rs"),
            include_str!("sign_in.rs"),
            include_str!("tokens.rs"),
            include_str!("users.rs"),
        ];
        let mut found = 0;
        for source in sources {
            let names = source.split("\"account-").skip(1);
            for name in names.filter_map(|rest| rest.split('"').next()) {
                let part = name.is_empty() || name.contains('{') || name.contains(".html");
                if !part && !name.contains(char::is_whitespace) {
                    let id = format!("account-{name}");
                    assert!(Texts::of(Lang::EN).has(&id), "no text {id:?}");
                    found += 1;
                }
            }
        }
        assert!(
            found > 30,
            "only {found} texts found: has the naming changed?"
        );
        for role in crate::access::Role::ALL {
            assert!(Texts::of(Lang::FR).has(&format!("account-role-{}", role.as_str())));
        }
    }
}
