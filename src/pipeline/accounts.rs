//! Tokens and users: changed under the pipeline's turn, so that two changes of one account never
//! overwrite each other.

use store::{Batch, Cause, CommitError, Meta, TokenRow, UserRow};

use super::Pipeline;
use crate::access::{Role, secret, user};

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
    pub fn add_token(&self, actor: &str, row: TokenRow) -> Result<(), AccountError> {
        let _turn = self.turn.lock();
        if self.token(&row.name).is_some_and(|t| !t.revoked) {
            return Err(AccountError::TokenTaken(row.name));
        }
        Ok(self.commit_meta(actor, "token", Meta::Token(row))?)
    }

    /// Ends a token; one that has ended stays so.
    ///
    /// # Errors
    /// When there is no such token, or it cannot be committed.
    pub fn revoke_token(&self, actor: &str, name: &str) -> Result<(), AccountError> {
        let _turn = self.turn.lock();
        let missing = || AccountError::NoToken(name.to_owned());
        let row = self.token(name).ok_or_else(missing)?;
        let revoked = TokenRow {
            revoked: true,
            ..row
        };
        Ok(self.commit_meta(actor, "token", Meta::Token(revoked))?)
    }

    fn token(&self, name: &str) -> Option<TokenRow> {
        self.store.tokens().into_iter().find(|t| t.name == name)
    }

    /// Adds a token, or replaces the one of that name.
    ///
    /// # Errors
    /// When it cannot be committed.
    pub fn put_token(&self, actor: &str, row: TokenRow) -> Result<(), CommitError> {
        let _turn = self.turn.lock();
        self.commit_meta(actor, "token", Meta::Token(row))
    }

    /// Adds a user.
    ///
    /// # Errors
    /// When the name is or was in use, or it cannot be committed.
    pub fn add_user(&self, actor: &str, row: UserRow) -> Result<(), AccountError> {
        let _turn = self.turn.lock();
        if self.store.user(&row.name).is_some() {
            return Err(AccountError::Taken(row.name));
        }
        Ok(self.commit_meta(actor, "user", Meta::User(row))?)
    }

    /// Changes a user who is not removed, and gives back the row as it then is.
    ///
    /// # Errors
    /// When there is no such user, `change` refuses, or it cannot be committed.
    pub fn change_user(
        &self,
        actor: &str,
        name: &str,
        change: impl FnOnce(&mut UserRow) -> Result<(), AccountError>,
    ) -> Result<UserRow, AccountError> {
        let _turn = self.turn.lock();
        let row = self.store.user(name).filter(|user| !user.removed);
        let mut row = row.ok_or_else(|| AccountError::NoUser(name.to_owned()))?;
        change(&mut row)?;
        self.commit_meta(actor, "user", Meta::User(row.clone()))?;
        Ok(row)
    }

    /// As [`Pipeline::change_user`], on terms.
    ///
    /// # Errors
    /// As there, when the account has moved on, and when no administrator would be left that must be.
    pub fn govern_user(
        &self,
        actor: &str,
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
        actor: &str,
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
                let revoked = TokenRow {
                    revoked: true,
                    ..token
                };
                self.put_token(actor, revoked)?;
            }
        }
        Ok(removed)
    }

    /// Sets the password by a one-time link, which is used up by it.
    ///
    /// # Errors
    /// When the link is not good (any more), or it cannot be committed.
    pub fn use_link(&self, name: &str, link: &str, hash: String) -> Result<UserRow, AccountError> {
        self.change_user(name, name, |row| {
            if !user::link_opens(row, link) {
                return Err(AccountError::Link);
            }
            row.password = Some(hash);
            row.link = None;
            Ok(())
        })
    }

    /// Uses up a recovery code.
    ///
    /// # Errors
    /// When it is unknown or used, or it cannot be committed.
    pub fn use_recovery(&self, name: &str, digest: &str) -> Result<UserRow, AccountError> {
        self.change_user(name, name, |row| {
            let before = row.recovery.len();
            row.recovery.retain(|kept| !secret::same(kept, digest));
            match row.recovery.len() < before {
                true => Ok(()),
                false => Err(AccountError::Code),
            }
        })
    }

    fn commit_meta(&self, actor: &str, cause: &str, meta: Meta) -> Result<(), CommitError> {
        self.store.commit(Batch {
            actor: actor.to_owned(),
            cause: Cause::System(cause.to_owned()),
            puts: Vec::new(),
            metas: vec![meta],
        })?;
        Ok(())
    }
}
