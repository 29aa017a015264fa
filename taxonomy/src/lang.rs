//! Language tags: one small value for every place that names a language.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A language, as the shortest ISO 639 code there is (`en`, `fr`, `mul`, `und`).
///
/// At most eight ASCII lower-case letters, held inline.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lang([u8; 8]);

/// Why a text is not a language code.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
#[error("{0:?} is not a language code; expected two or three letters such as en, fr or gre")]
pub struct LangError(pub String);

impl Lang {
    /// English.
    pub const EN: Lang = Lang::fixed(*b"en");
    /// French.
    pub const FR: Lang = Lang::fixed(*b"fr");
    /// Spanish.
    pub const ES: Lang = Lang::fixed(*b"es");
    /// Undetermined (ISO 639-2 `und`).
    pub const UND: Lang = Lang([b'u', b'n', b'd', 0, 0, 0, 0, 0]);
    /// The three languages of the interface and of required labels, in fallback order.
    pub const INTERFACE: [Lang; 3] = [Lang::EN, Lang::FR, Lang::ES];

    const fn fixed(code: [u8; 2]) -> Lang {
        Lang([code[0], code[1], 0, 0, 0, 0, 0, 0])
    }

    /// Takes a code as it stands, lower-cased; the caller has checked that it means a language.
    ///
    /// # Errors
    /// When it is not two to eight ASCII letters.
    pub fn new(code: &str) -> Result<Lang, LangError> {
        let bytes = code.as_bytes();
        if !(2..=8).contains(&bytes.len()) || !bytes.iter().all(u8::is_ascii_alphabetic) {
            return Err(LangError(code.to_owned()));
        }
        let mut held = [0; 8];
        for (to, from) in held.iter_mut().zip(bytes) {
            *to = from.to_ascii_lowercase();
        }
        Ok(Lang(held))
    }

    /// The code, as `en`.
    pub fn as_str(&self) -> &str {
        let end = self.0.iter().position(|b| *b == 0).unwrap_or(8);
        std::str::from_utf8(&self.0[..end]).unwrap_or("und")
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Lang {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Lang {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Lang, D::Error> {
        let code = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Lang::new(&code).map_err(serde::de::Error::custom)
    }
}
