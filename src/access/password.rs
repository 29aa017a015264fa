//! Passwords: what they must be, and their slow hashes.
//!
//! argon2id with 19 MiB, two passes, one lane: the OWASP Password Storage Cheat Sheet's choice.
//! Hashing runs on blocking threads, few at a time, so that a flood of sign-ins costs bounded
//! memory and leaves a core to readers.

use std::{sync::LazyLock, time::Duration};

use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use tokio::{sync::Semaphore, task::spawn_blocking, time::timeout};
use unicode_normalization::UnicodeNormalization;

use super::{secret, secret::NoRandom};

/// Memory for one hash, in KiB.
const MEMORY_KIB: u32 = 19 * 1024;
/// Passes over it.
const PASSES: u32 = 2;
/// Hashes made at one time.
const AT_ONCE: usize = 2;
/// How long one waits for its turn.
const TURN: Duration = Duration::from_secs(8);
/// The fewest characters of a password.
const SHORTEST: usize = 12;
/// The most bytes that are hashed.
const LONGEST: usize = 512;
/// The fewest different characters in a password.
const FEWEST_DIFFERENT: usize = 5;

/// Stands for the hash of who does not exist, so that the answer takes as long.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Why a password is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WeakPassword {
    /// Too short.
    #[error("a password has at least 12 characters; take several words")]
    Short,
    /// Too long.
    #[error("a password has at most 512 bytes; take a shorter one")]
    Long,
    /// Easy to guess.
    #[error(
        "this password is easy to guess: it repeats a few characters or the account's name; take several words"
    )]
    Plain,
}

/// Why a password could not be hashed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HashError {
    /// Too many others are signing in.
    #[error("too many passwords are being checked at this moment; try again in half a minute")]
    Busy,
    /// No salt.
    #[error(transparent)]
    Random(#[from] NoRandom),
    /// The hash itself, which takes memory.
    #[error("the password could not be hashed: {0}; try again")]
    Hash(argon2::password_hash::Error),
    /// The thread that worked on it ended.
    #[error("the work on the password was cut off: {0}; try again")]
    Thread(#[from] tokio::task::JoinError),
}

/// Whether a password may be chosen for this account (NIST SP 800-63B section 3.1.1: length counts).
///
/// # Errors
/// When it is too short, too long, or easy to guess.
pub fn check(password: &str, name: &str) -> Result<(), WeakPassword> {
    let folded = password.to_lowercase();
    let mut different: Vec<char> = folded.chars().collect();
    different.sort_unstable();
    different.dedup();
    if password.chars().count() < SHORTEST {
        return Err(WeakPassword::Short);
    }
    if password.len() > LONGEST {
        return Err(WeakPassword::Long);
    }
    let rest = folded.replace(name, "");
    if different.len() < FEWEST_DIFFERENT || rest.chars().count() < SHORTEST / 2 {
        return Err(WeakPassword::Plain);
    }
    Ok(())
}

static ARGON: LazyLock<Argon2<'static>> = LazyLock::new(|| {
    // These parameters are within bounds: a test hashes with them.
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
});

/// The same text typed on another keyboard is the same password.
fn bytes(password: &str) -> Vec<u8> {
    password.nfkc().collect::<String>().into_bytes()
}

/// A password's hash as a PHC string; takes tens of milliseconds.
///
/// # Errors
/// When there is no salt or no memory.
pub fn hash(password: &str) -> Result<String, HashError> {
    let salt = secret::random::<16>()?;
    let hash = ARGON.hash_password_with_salt(&bytes(password), &salt);
    Ok(hash.map_err(HashError::Hash)?.to_string())
}

/// Whether a password is the one that was hashed; takes as long when there is no hash.
pub fn matches(hash: Option<&str>, password: &str) -> bool {
    let fits = password.len() <= LONGEST;
    let typed = if fits { bytes(password) } else { Vec::new() };
    let same = ARGON.verify_password(&typed, hash.unwrap_or(NOBODY));
    same.is_ok() && fits && hash.is_some()
}

/// The turns in which a service hashes passwords.
#[derive(Debug)]
pub struct Passwords {
    turns: Semaphore,
}

impl Default for Passwords {
    fn default() -> Passwords {
        Passwords {
            turns: Semaphore::new(AT_ONCE),
        }
    }
}

impl Passwords {
    /// As [`hash`], in its turn.
    ///
    /// # Errors
    /// When its turn does not come in time, or as [`hash`].
    pub async fn hash(&self, password: String) -> Result<String, HashError> {
        self.turn(move || hash(&password)).await?
    }

    /// As [`matches`], in its turn.
    ///
    /// # Errors
    /// When its turn does not come in time.
    pub async fn matches(&self, hash: Option<String>, password: String) -> Result<bool, HashError> {
        self.turn(move || matches(hash.as_deref(), &password)).await
    }

    async fn turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, HashError> {
        let turn = timeout(TURN, self.turns.acquire()).await;
        let _turn = turn
            .map_err(|_| HashError::Busy)?
            .map_err(|_| HashError::Busy)?;
        Ok(spawn_blocking(work).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_matches_its_own_hash_and_nothing_matches_none() {
        let kept = hash("Straße nach Genf 17").unwrap();
        assert!(
            kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{kept}"
        );
        assert_ne!(kept, hash("Straße nach Genf 17").unwrap(), "salted");
        for (hash, password, same) in [
            (Some(kept.as_str()), "Straße nach Genf 17", true),
            (Some(&kept), "strasse nach genf 17", false),
            (Some("no hash"), "Straße nach Genf 17", false),
            (None, "", false),
            (None, &"x".repeat(10_000), false),
        ] {
            assert_eq!(matches(hash, password), same, "{hash:?} {password:.20}");
        }
        let composed = hash("caf\u{e9} de la gare").unwrap();
        assert!(matches(Some(&composed), "cafe\u{301} de la gare"));
        assert!(
            argon2::PasswordHash::new(NOBODY).is_ok(),
            "it costs as much"
        );
    }

    #[test]
    fn a_password_is_long_and_not_plain() {
        for (password, found) in [
            ("correct horse battery", Ok(())),
            ("pays de Vaud", Ok(())),
            ("short", Err(WeakPassword::Short)),
            ("aaaaaaaaaaaaaaaa", Err(WeakPassword::Plain)),
            ("Ana-Diaz-Ana-Diaz-1", Err(WeakPassword::Plain)),
            (&"long enough ".repeat(60), Err(WeakPassword::Long)),
        ] {
            assert_eq!(check(password, "ana-diaz"), found, "{password:.30}");
        }
    }
}
