//! Language tags: one small value for every place that names a language.

mod table;

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

/// Which way a script runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Left to right.
    Ltr,
    /// Right to left.
    Rtl,
}

impl Direction {
    /// The value of HTML's `dir` attribute.
    pub fn as_str(self) -> &'static str {
        match self {
            Direction::Ltr => "ltr",
            Direction::Rtl => "rtl",
        }
    }
}

impl Lang {
    /// English.
    pub const EN: Lang = Lang::fixed(*b"en");
    /// French.
    pub const FR: Lang = Lang::fixed(*b"fr");
    /// Spanish.
    pub const ES: Lang = Lang::fixed(*b"es");
    /// Undetermined (ISO 639-2 `und`).
    pub const UND: Lang = Lang([b'u', b'n', b'd', 0, 0, 0, 0, 0]);
    /// Several languages (ISO 639-2 `mul`).
    pub const MUL: Lang = Lang([b'm', b'u', b'l', 0, 0, 0, 0, 0]);
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

    /// The language of a MARC code (MARC 21 008/35-37, 041): ISO 639-2/B, also ISO 639-2/T and the codes that MARC has given up.
    ///
    /// Upper case and surrounding space are forgiven; `None` for what is no code of the list.
    pub fn from_marc(code: &str) -> Option<Lang> {
        let code = Lang::new(code.trim()).ok()?;
        table::by_three_letters(code.as_str())
    }

    /// The language of a BCP 47 tag, by its primary subtag: `fr-CA` gives `fr`, `eng` gives `en`, `iw` gives `he`.
    ///
    /// A three-letter subtag outside ISO 639-2 is taken for one of ISO 639-3; private and grandfathered tags give `None`.
    pub fn from_tag(tag: &str) -> Option<Lang> {
        let primary = tag.trim().split(['-', '_']).next()?;
        let code = Lang::new(primary).ok()?;
        match code.as_str().len() {
            2 => table::by_two_letters(code.as_str()),
            3 => table::by_three_letters(code.as_str()).or(Some(code)),
            _ => None,
        }
    }

    /// The MARC code (ISO 639-2/B), as `fre`; `mis` for a language without one.
    pub fn to_marc(&self) -> String {
        table::row(self.as_str())
            .map_or("mis", |r| r.marc)
            .to_owned()
    }

    /// The ISO 639-3 code, as `fra`; for a group of languages its ISO 639-2 code.
    pub fn iso639_3(&self) -> String {
        table::row(self.as_str())
            .map_or(self.as_str(), |r| r.terminology)
            .to_owned()
    }

    /// Its name for readers of `in_lang`: in English, French or (the commonest) Spanish, else in English, else the code.
    pub fn name(&self, in_lang: Lang) -> String {
        let Some(row) = table::row(self.as_str()) else {
            return self.as_str().to_owned();
        };
        let name = match in_lang {
            Lang::FR => row.french,
            Lang::ES if !row.spanish.is_empty() => row.spanish,
            _ => row.english,
        };
        name.to_owned()
    }

    /// Which way its usual script runs (the `dir` attribute of HTML).
    pub fn direction(&self) -> Direction {
        const RIGHT_TO_LEFT: [&str; 19] = [
            "ar", "arc", "bal", "dv", "fa", "he", "jpr", "jrb", "ks", "nqo", "ota", "ps", "sam",
            "sd", "syc", "syr", "ug", "ur", "yi",
        ];
        if RIGHT_TO_LEFT.contains(&self.as_str()) {
            Direction::Rtl
        } else {
            Direction::Ltr
        }
    }

    /// Every language of ISO 639-2, by MARC code.
    pub fn all() -> impl Iterator<Item = Lang> {
        table::all()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn lang(code: &str) -> Option<Lang> {
        Some(Lang::new(code).unwrap())
    }

    #[test]
    fn marc_codes_old_and_new_mean_languages() {
        for (code, expected) in [
            ("fre", lang("fr")),
            ("fra", lang("fr")),
            ("ENG", lang("en")),
            (" spa ", lang("es")),
            ("ilo", lang("ilo")),
            ("esp", lang("eo")),
            ("fri", lang("fy")),
            ("scc", lang("sr")),
            ("scr", lang("hr")),
            ("mol", lang("ro")),
            ("mul", Some(Lang::MUL)),
            ("und", Some(Lang::UND)),
            ("xxx", None),
            ("en", None),
            ("   ", None),
            ("", None),
            ("|||", None),
        ] {
            assert_eq!(Lang::from_marc(code), expected, "{code}");
        }
    }

    #[test]
    fn every_language_survives_marc_and_iso_639_3() {
        assert!(Lang::all().count() > 480);
        for lang in Lang::all() {
            assert_eq!(Lang::from_marc(&lang.to_marc()), Some(lang));
            assert_eq!(Lang::from_marc(&lang.iso639_3()), Some(lang));
            assert_eq!(Lang::from_tag(lang.as_str()), Some(lang));
            assert!(!lang.name(Lang::EN).is_empty() && !lang.name(Lang::FR).is_empty());
        }
    }

    #[test]
    fn tags_are_read_by_their_primary_subtag() {
        for (tag, expected) in [
            ("fr-CA", lang("fr")),
            ("zh-Hant-TW", lang("zh")),
            ("pt_BR", lang("pt")),
            ("eng", lang("en")),
            ("iw", lang("he")),
            ("cmn", lang("zh")),
            ("yue", lang("yue")),
            ("x-private", None),
            ("qq", None),
            ("", None),
        ] {
            assert_eq!(Lang::from_tag(tag), expected, "{tag}");
        }
    }

    #[test]
    fn names_come_in_three_languages() {
        let name = |code, reader| Lang::from_tag(code).unwrap().name(reader);
        assert_eq!(name("es", Lang::EN), "Spanish");
        assert_eq!(name("es", Lang::FR), "espagnol");
        assert_eq!(name("es", Lang::ES), "español");
        assert_eq!(name("zun", Lang::ES), "Zuni");
        assert_eq!(name("yue", Lang::EN), "yue");
        let spanish = Lang::all().filter(|l| l.name(Lang::ES) != l.name(Lang::EN));
        assert!(spanish.count() >= 60);
    }

    #[test]
    fn codes_and_directions() {
        let greek = Lang::from_marc("ell").unwrap();
        assert_eq!(
            (greek.to_marc(), greek.iso639_3()),
            ("gre".into(), "ell".into())
        );
        assert_eq!(Lang::from_tag("yue").unwrap().to_marc(), "mis");
        assert_eq!(Lang::from_tag("ar").unwrap().direction().as_str(), "rtl");
        assert_eq!(Lang::EN.direction(), Direction::Ltr);
    }
}
