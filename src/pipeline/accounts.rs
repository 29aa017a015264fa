//! Tokens and users: changed under the pipeline's turn, so that two changes of one account never
//! overwrite each other.

use store::{Batch, Cause, CommitError, Meta, TokenRow, UserRow};

use super::Pipeline;
use crate::access::{Actor, Role, secret, user};

/// Why an account was not changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AccountError {
    /// The name is taken.
    #[error(
        "there is or was a user {0:?} already; choose another name, because the history keeps this one"
    )]
    Taken(String),
    /// There is no such user.
    #[error("there is no user {0:?}; `labordoc user list` shows them")]
    NoUser(String),
    /// A one-time link that was used, replaced or is over.
    #[error("this link is used up or over; ask an administrator for a new one")]
    Link,
    /// A recovery code that is not there, or not any more.
    #[error("this recovery code is unknown or used; take another one")]
    Code,
    /// Nobody would be left to run the service.
    #[error("{0:?} is the only administrator; make another one first")]
    LastAdministrator(String),
    /// The account has changed since it was read.
    #[error("{0:?} has changed since you read it; read it again and repeat the change")]
    MovedOn(String),
    /// A token of that name is in force.
    #[error("there is a token {0:?} already; revoke it or choose another name")]
    TokenTaken(String),
    /// There is no such token.
    #[error("there is no token {0:?}; `labordoc token list` shows them")]
    NoToken(String),
    /// A part of it does not fit.
    #[error(transparent)]
    Unfit(#[from] user::UnfitUser),
    /// The commit was refused.
    #[error(transparent)]
    Commit(#[from] CommitError),
}

/// On which terms somebody else's account is changed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Terms<'a> {
    /// The version that the change was made on, as [`user::version`] gives it; any when left out.
    pub version: Option<&'a str>,
    /// Whether the last administrator stays one. Only who can reach the data directory may do without.
    pub keep_one: bool,
}

impl Pipeline {
    /// Adds a token; the one of that name must have been revoked.
    ///
    /// # Errors
    /// When a token of that name is in force, or it cannot be committed.
    pub fn add_token(&self, actor: &Actor, row: TokenRow) -> Result<(), AccountError> {
        let _turn = self.turn.lock();
        if self.token(&row.name).is_some_and(|t| !t.revoked) {
            return Err(AccountError::TokenTaken(row.name));
        }
        Ok(self.commit_meta(actor, "token-added", Meta::Token(row))?)
    }

    /// Ends a token; one that has ended stays so.
    ///
    /// # Errors
    /// When there is no such token, or it cannot be committed.
    pub fn revoke_token(&self, actor: &Actor, name: &str) -> Result<(), AccountError> {
        let _turn = self.turn.lock();
        let missing = || AccountError::NoToken(name.to_owned());
        let row = self.token(name).ok_or_else(missing)?;
        let revoked = TokenRow {
            revoked: true,
            ..row
        };
        Ok(self.commit_meta(actor, "token-revoked", Meta::Token(revoked))?)
    }

    fn token(&self, name: &str) -> Option<TokenRow> {
        self.store.tokens().into_iter().find(|t| t.name == name)
    }

    /// Adds a user.
    ///
    /// # Errors
    /// When the name is or was in use, or it cannot be committed.
    pub fn add_user(&self, actor: &Actor, row: UserRow) -> Result<(), AccountError> {
        let _turn = self.turn.lock();
        if self.store.user(&row.name).is_some() {
            return Err(AccountError::Taken(row.name));
        }
        Ok(self.commit_meta(actor, "user-added", Meta::User(row))?)
    }

    /// Changes a user who is not removed, and gives back the row as it then is.
    ///
    /// # Errors
    /// When there is no such user, `change` refuses, or it cannot be committed.
    pub fn change_user(
        &self,
        actor: &Actor,
        name: &str,
        change: impl FnOnce(&mut UserRow) -> Result<(), AccountError>,
    ) -> Result<UserRow, AccountError> {
        let _turn = self.turn.lock();
        let row = self.store.user(name).filter(|user| !user.removed);
        let before = row.ok_or_else(|| AccountError::NoUser(name.to_owned()))?;
        let mut row = before.clone();
        change(&mut row)?;
        self.commit_meta(actor, changed(&before, &row), Meta::User(row.clone()))?;
        Ok(row)
    }

    /// As [`Pipeline::change_user`], on terms.
    ///
    /// # Errors
    /// As there, when the account has moved on, and when no administrator would be left that must be.
    pub fn govern_user(
        &self,
        actor: &Actor,
        name: &str,
        terms: Terms<'_>,
        change: impl FnOnce(&mut UserRow) -> Result<(), AccountError>,
    ) -> Result<UserRow, AccountError> {
        let runs = |user: &UserRow| {
            user::is_open(user) && Role::of(&user.role) == Some(Role::Administrator)
        };
        self.change_user(actor, name, |row| {
            if terms
                .version
                .is_some_and(|version| version != user::version(row))
            {
                return Err(AccountError::MovedOn(name.to_owned()));
            }
            let ran = runs(row);
            change(row)?;
            let users = self.store.users();
            let others = users.iter().any(|user| user.name != name && runs(user));
            if terms.keep_one && ran && !runs(row) && !others {
                return Err(AccountError::LastAdministrator(name.to_owned()));
            }
            Ok(())
        })
    }

    /// Removes a user for good: all but the name and role is forgotten, the tokens are revoked.
    ///
    /// # Errors
    /// As [`Pipeline::govern_user`].
    pub fn remove_user(
        &self,
        actor: &Actor,
        name: &str,
        terms: Terms<'_>,
    ) -> Result<UserRow, AccountError> {
        let removed = self.govern_user(actor, name, terms, |row| {
            *row = UserRow {
                display: row.name.clone(),
                email: None,
                password: None,
                totp: None,
                recovery: Vec::new(),
                link: None,
                disabled: true,
                removed: true,
                ..row.clone()
            };
            Ok(())
        })?;
        for token in self.store.tokens() {
            if token.owner.as_deref() == Some(name) && !token.revoked {
                self.revoke_token(actor, &token.name)?;
            }
        }
        Ok(removed)
    }

    /// Sets one's own password by a one-time link, which is used up by it.
    ///
    /// # Errors
    /// When the link is not good (any more), or it cannot be committed.
    pub fn use_link(
        &self,
        actor: &Actor,
        link: &str,
        hash: String,
    ) -> Result<UserRow, AccountError> {
        self.change_user(actor, &actor.name, |row| {
            if !user::link_opens(row, link) {
                return Err(AccountError::Link);
            }
            row.password = Some(hash);
            row.link = None;
            Ok(())
        })
    }

    /// Uses up one of one's own recovery codes.
    ///
    /// # Errors
    /// When it is unknown or used, or it cannot be committed.
    pub fn use_recovery(&self, actor: &Actor, digest: &str) -> Result<UserRow, AccountError> {
        self.change_user(actor, &actor.name, |row| {
            let before = row.recovery.len();
            row.recovery.retain(|kept| !secret::same(kept, digest));
            match row.recovery.len() < before {
                true => Ok(()),
                false => Err(AccountError::Code),
            }
        })
    }

    /// Commits what is no record.
    pub(super) fn commit_meta(
        &self,
        actor: &Actor,
        cause: &str,
        meta: Meta,
    ) -> Result<(), CommitError> {
        self.store.commit(Batch {
            actor: actor.name.clone(),
            via: actor.via.clone(),
            cause: Cause::System(cause.to_owned()),
            puts: Vec::new(),
            metas: vec![meta],
        })?;
        Ok(())
    }
}

/// What became of a user, as the cause of the commit: the weightiest, when several things did.
fn changed(before: &UserRow, after: &UserRow) -> &'static str {
    let new_link = after.link.is_some() && after.link != before.link;
    let factor_gone = before.totp.is_some() && after.totp.is_none();
    match () {
        () if after.removed => "user-removed",
        () if (&after.role, &after.system) != (&before.role, &before.system) => "user-role",
        () if after.disabled && !before.disabled => "user-disabled",
        () if before.disabled && !after.disabled => "user-enabled",
        () if new_link && factor_gone => "user-reset",
        () if new_link => "user-link",
        () if after.password != before.password => "user-password",
        () if factor_gone => "user-factor-removed",
        () if after.totp != before.totp => "user-factor-set",
        () if after.recovery != before.recovery => "user-recovery",
        () => "user",
    }
}

#[cfg(test)]
mod tests {
    use record::Datestamp;
    use store::LinkRow;

    use super::*;

    type Change<'a> = &'a dyn Fn(&mut UserRow);

    #[test]
    fn the_cause_names_the_weightiest_change_of_a_user() {
        let new = user::NewUser {
            name: "ana".to_owned(),
            ..user::NewUser::default()
        };
        let mut before = user::new_user(&new, Role::Cataloguer).unwrap();
        before.totp = Some("KEY".to_owned());
        before.recovery = vec!["1".to_owned(), "2".to_owned()];
        let link = || {
            Some(LinkRow {
                hash: "0".to_owned(),
                expires: Datestamp(1),
            })
        };
        let changes: [(&str, Change<'_>); 9] = [
            ("user-removed", &|row| row.removed = true),
            ("user-role", &|row| row.role = "librarian".to_owned()),
            ("user-disabled", &|row| row.disabled = true),
            ("user-reset", &|row| (row.link, row.totp) = (link(), None)),
            ("user-link", &|row| row.link = link()),
            ("user-password", &|row| row.password = Some("h".to_owned())),
            ("user-factor-removed", &|row| row.totp = None),
            ("user-recovery", &|row| row.recovery.truncate(1)),
            ("user", &|row| row.display = "Ana".to_owned()),
        ];
        for (cause, change) in changes {
            let mut after = before.clone();
            change(&mut after);
            assert_eq!(changed(&before, &after), cause);
        }
        let disabled = UserRow {
            disabled: true,
            ..before.clone()
        };
        assert_eq!(changed(&disabled, &before), "user-enabled");
        let without = UserRow {
            totp: None,
            ..before.clone()
        };
        assert_eq!(changed(&without, &before), "user-factor-set");
    }
}
