//! People: what their names may be, the one-time links by which they choose a password, and what
//! an account amounts to at a request.

use record::{Channel, Datestamp, Via};
use store::{LinkRow, Store, UserRow};

use super::{Caller, Role, secret, secret::NoRandom};
use crate::clock;

/// How long an invitation is good, in seconds: a week.
pub const INVITATION: i64 = 7 * 86_400;
/// How long a link to set a new password is good, in seconds: a day.
pub const RESET: i64 = 86_400;
/// The longest name, in letters.
const LONGEST_NAME: usize = 40;
/// The longest name to be shown, and the longest address, in bytes.
const LONGEST_TEXT: usize = 200;

/// An account to be made.
#[derive(Debug, Clone, Default)]
pub struct NewUser {
    /// The name to sign in with.
    pub name: String,
    /// The name that pages show; the other when left out.
    pub display: Option<String>,
    /// Where the person can be written to.
    pub email: Option<String>,
    /// The source system, for a partner.
    pub system: Option<String>,
}

/// Why an account cannot be as it was asked for.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum UnfitUser {
    /// The name.
    #[error(
        "{0:?} cannot be a name to sign in with; up to 40 small letters a to z, digits, dots, hyphens and underscores can, and the first is a letter or digit"
    )]
    Name(String),
    /// The name that is shown.
    #[error("a name that is shown has 1 to 200 bytes and no control characters; shorten it")]
    Display,
    /// The address.
    #[error("{0:?} is no address of e-mail; name@host is expected")]
    Email(String),
    /// A partner without a source system.
    #[error(
        "a partner imports into one source system; name it: up to 40 small letters, digits and hyphens"
    )]
    NoSystem,
    /// A source system for somebody who is no partner.
    #[error("only a partner has a source system; leave it out, or choose the role partner")]
    NoPartner,
    /// A number of days.
    #[error("a whole number of days from 0 to {0} is expected")]
    Days(u32),
}

/// The row of a new account, which has no password yet.
///
/// # Errors
/// When a part of it does not fit.
pub fn new_user(new: &NewUser, role: Role) -> Result<UserRow, UnfitUser> {
    if !is_name(&new.name) {
        return Err(UnfitUser::Name(new.name.clone()));
    }
    let display = new.display.as_deref().map_or(new.name.as_str(), str::trim);
    check_person(display, new.email.as_deref())?;
    check_system(role, new.system.as_deref())?;
    Ok(UserRow {
        name: new.name.clone(),
        display: display.to_owned(),
        email: new.email.clone(),
        role: role.as_str().to_owned(),
        password: None,
        totp: None,
        recovery: Vec::new(),
        system: new.system.clone(),
        created: clock::now(),
        disabled: false,
        removed: false,
        link: None,
    })
}

/// Whether a name can be shown and an address written to.
///
/// # Errors
/// When one does not fit.
pub fn check_person(display: &str, email: Option<&str>) -> Result<(), UnfitUser> {
    if display.is_empty() || display.len() > LONGEST_TEXT || display.contains(char::is_control) {
        return Err(UnfitUser::Display);
    }
    match email.filter(|email| !is_email(email)) {
        Some(email) => Err(UnfitUser::Email(email.to_owned())),
        None => Ok(()),
    }
}

/// Whether a role and a source system go together: a partner has one, nobody else has.
///
/// # Errors
/// When they do not.
pub fn check_system(role: Role, system: Option<&str>) -> Result<(), UnfitUser> {
    let fits = |s: &str| {
        (1..=40).contains(&s.len())
            && s.bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    match (role, system) {
        (Role::Partner, Some(system)) if fits(system) => Ok(()),
        (Role::Partner, _) => Err(UnfitUser::NoSystem),
        (_, None) => Ok(()),
        (_, Some(_)) => Err(UnfitUser::NoPartner),
    }
}

fn is_name(name: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    name.len() <= LONGEST_NAME
        && name.bytes().next().is_some_and(plain)
        && name.bytes().all(|b| plain(b) || b"._-".contains(&b))
}

fn is_email(email: &str) -> bool {
    let whole = email.len() <= LONGEST_TEXT && !email.contains(|c: char| c.is_whitespace());
    let parts = email.rsplit_once('@');
    whole && parts.is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())
}

/// A one-time link's secret and what is kept of it.
///
/// # Errors
/// When the system gives no random bytes.
pub fn new_link(seconds: i64) -> Result<(String, LinkRow), NoRandom> {
    let text = secret::random_hex::<32>()?;
    let row = LinkRow {
        hash: secret::digest(&text),
        expires: Datestamp(clock::now().0 + seconds),
    };
    Ok((text, row))
}

/// Whether a link's secret is this row's, and the link still good.
pub fn link_opens(row: &UserRow, text: &str) -> bool {
    let link = row.link.as_ref().filter(|_| is_open(row));
    link.is_some_and(|l| l.hash == secret::digest(text) && l.expires > clock::now())
}

/// The user whose password this link sets.
pub fn by_link(store: &Store, text: &str) -> Option<UserRow> {
    store
        .users()
        .into_iter()
        .find(|user| link_opens(user, text))
}

/// What tells one state of an account from another: sixteen hexadecimal digits.
pub fn version(user: &UserRow) -> String {
    let row = serde_json::to_vec(user).unwrap_or_default();
    blake3::hash(&row).to_hex()[..16].to_owned()
}

/// Whether an account is neither disabled nor removed.
pub fn is_open(user: &UserRow) -> bool {
    !user.disabled && !user.removed
}

/// What a user may do now; nothing when disabled, removed or unknown.
pub fn caller(store: &Store, name: &str) -> Option<Caller> {
    let user = store.user(name).filter(is_open)?;
    Some(Caller {
        role: Role::of(&user.role)?,
        name: user.name,
        system: user.system,
        via: Via::of(Channel::Web),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_systems_that_do_not_fit_are_refused() {
        for (name, fits) in [
            ("ana", true),
            ("ana.diaz-2_x", true),
            ("0", true),
            ("", false),
            ("Ana", false),
            (".ana", false),
            ("ana díaz", false),
            ("añá", false),
            (&"a".repeat(41), false),
        ] {
            let new = NewUser {
                name: name.to_owned(),
                ..NewUser::default()
            };
            assert_eq!(new_user(&new, Role::Librarian).is_ok(), fits, "{name}");
        }
        for (role, system, fits) in [
            (Role::Partner, Some("ilo-archive"), true),
            (Role::Partner, Some("ILO"), false),
            (Role::Partner, None, false),
            (Role::Cataloguer, Some("ilo"), false),
            (Role::Administrator, None, true),
        ] {
            assert_eq!(
                check_system(role, system).is_ok(),
                fits,
                "{role:?} {system:?}"
            );
        }
    }

    #[test]
    fn a_link_opens_once_in_time_and_for_its_own_account() {
        let new = NewUser {
            name: "ana".to_owned(),
            email: Some("ana@example.org".to_owned()),
            ..NewUser::default()
        };
        let mut row = new_user(&new, Role::Cataloguer).unwrap();
        let (text, link) = new_link(60).unwrap();
        row.link = Some(link);
        assert!(link_opens(&row, &text));
        assert!(!link_opens(&row, &new_link(60).unwrap().0));
        let disabled = UserRow {
            disabled: true,
            ..row.clone()
        };
        assert!(!link_opens(&disabled, &text));
        let (text, link) = new_link(0).unwrap();
        row.link = Some(link);
        assert!(!link_opens(&row, &text), "it has ended");
    }
}
