//! The second factor: codes of an authenticator (RFC 6238), and recovery codes for a lost one.

use std::collections::HashMap;

use parking_lot::Mutex;
use totp_rs::{Builder, Secret};

use super::secret::{self, NoRandom};
use crate::clock;

/// Recovery codes given out at once.
const CODES: usize = 10;
/// The letters of recovery codes: none that looks like another.
const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";

/// A fresh key in base32, with 160 bits (RFC 4226 section 4).
///
/// # Errors
/// When the system gives no random bytes.
pub fn new_key() -> Result<String, NoRandom> {
    Ok(Secret::from(secret::random::<20>()?.as_slice()).to_base32())
}

/// The address that authenticators read.
pub fn uri(library: &str, user: &str, key: &str) -> String {
    let part = |text: &str| -> String {
        let plain = |b: &u8| b.is_ascii_alphanumeric() || b"-._~".contains(b);
        let written = text.bytes().map(|b| match plain(&b) {
            true => char::from(b).to_string(),
            false => format!("%{b:02X}"),
        });
        written.collect()
    };
    let (library, user) = (part(library), part(user));
    format!(
        "otpauth://totp/{library}:{user}?secret={key}&issuer={library}&algorithm=SHA1&digits=6&period=30"
    )
}

/// The step of 30 seconds that a code is right for: the present one, or one before or after it.
fn step(key: &str, code: &str, seconds: u64) -> Option<u64> {
    let key = Secret::try_from_base32(key).ok()?;
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let totp = Builder::new().with_secret(key).with_skew(1).build().ok()?;
    totp.check(&code, seconds)
}

/// The codes that were used: each is good once (RFC 6238 section 5.2).
#[derive(Default)]
pub struct Codes {
    /// The last step used, by user.
    used: Mutex<HashMap<String, u64>>,
}

impl Codes {
    /// Whether a user's code is right and was not used before; it is used from then on.
    pub fn take(&self, user: &str, key: &str, code: &str) -> bool {
        let seconds = u64::try_from(clock::now().0).unwrap_or(0);
        self.take_at(user, key, code, seconds)
    }

    fn take_at(&self, user: &str, key: &str, code: &str, seconds: u64) -> bool {
        let Some(step) = step(key, code, seconds) else {
            return false;
        };
        let mut used = self.used.lock();
        if used.get(user).is_some_and(|last| *last >= step) {
            return false;
        }
        used.insert(user.to_owned(), step);
        true
    }
}

/// Ten recovery codes of 80 bits, to be shown once, and the digests to be kept.
///
/// # Errors
/// When the system gives no random bytes.
pub fn recovery_codes() -> Result<(Vec<String>, Vec<String>), NoRandom> {
    let mut codes = Vec::with_capacity(CODES);
    for _ in 0..CODES {
        let letters = secret::random::<16>()?.map(|b| char::from(LETTERS[usize::from(b % 32)]));
        let groups: Vec<String> = letters.chunks(4).map(|g| g.iter().collect()).collect();
        codes.push(groups.join("-"));
    }
    let kept = codes.iter().map(|c| recovery_digest(c)).collect();
    Ok((codes, kept))
}

/// The digest of a recovery code, however it was typed.
pub fn recovery_digest(code: &str) -> String {
    let letters = code.chars().filter(|c| c.is_alphanumeric());
    secret::digest(&letters.collect::<String>().to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238 appendix B, the last six digits; its key is "12345678901234567890".
    const KEY: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    #[test]
    fn codes_are_those_of_rfc_6238_and_good_once() {
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
            (20_000_000_000, "353130"),
        ] {
            let codes = Codes::default();
            assert!(codes.take_at("ana", KEY, code, seconds), "{seconds}");
            assert!(!codes.take_at("ana", KEY, code, seconds), "used: {seconds}");
            assert!(codes.take_at(
                "bo",
                KEY,
                &format!("{} {}", &code[..3], &code[3..]),
                seconds + 30
            ));
            assert!(!Codes::default().take_at("ana", KEY, code, seconds + 90));
            assert!(!Codes::default().take_at("ana", KEY, "", seconds));
            assert!(!Codes::default().take_at("ana", "not base 32!", code, seconds));
        }
    }

    #[test]
    fn keys_and_recovery_codes_are_fresh_and_read_as_typed() {
        let key = new_key().unwrap();
        assert_eq!(key.len(), 32);
        assert_ne!(key, new_key().unwrap());
        assert_eq!(
            uri("Labordoc à Genève", "ana", "KEY"),
            "otpauth://totp/Labordoc%20%C3%A0%20Gen%C3%A8ve:ana?secret=KEY&issuer=Labordoc%20%C3%A0%20Gen%C3%A8ve&algorithm=SHA1&digits=6&period=30"
        );
        let (codes, kept) = recovery_codes().unwrap();
        assert_eq!((codes.len(), kept.len()), (10, 10));
        let typed = codes[3].to_uppercase().replace('-', " ");
        assert_eq!(recovery_digest(&typed), kept[3]);
        assert_ne!(kept[3], kept[4]);
    }
}
