//! The table of languages: codes, and what may be detected.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;
use taxonomy::Lang;

use super::MappingError;

/// The compiled table.
#[derive(Debug, Default)]
pub struct Languages {
    codes: HashMap<String, Lang>,
    /// Languages that a short text may be in.
    pub short: Vec<Lang>,
    /// Languages that a longer text may be in.
    pub long: Vec<Lang>,
    /// From how many characters a text is a longer one.
    pub long_from: usize,
    /// How many letters a text has at least to be looked at.
    pub least: usize,
    /// The least confidence, from 0.0 to 1.0.
    pub confidence: f64,
    /// How many characters of a text are looked at.
    pub most: usize,
    /// Little words of English, French and Spanish, and the language of each.
    pub words: HashMap<String, Lang>,
    pub(super) legacy: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawLanguages {
    legacy: BTreeMap<String, String>,
    two_letter: BTreeMap<String, String>,
    three_letter: RawCodes,
    detection: RawDetection,
    words: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCodes {
    codes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RawDetection {
    short: Vec<String>,
    long: Vec<String>,
    long_from: usize,
    least: usize,
    confidence: f64,
    most: usize,
}

fn lang(entry: &str, code: &str) -> Result<Lang, MappingError> {
    Lang::new(code).map_err(|e| MappingError::entry("languages", entry, e.to_string()))
}

impl Languages {
    pub(super) fn compile(raw: RawLanguages) -> Result<Languages, MappingError> {
        let mut table = Languages {
            short: codes("[detection] short", &raw.detection.short)?,
            long: codes("[detection] long", &raw.detection.long)?,
            long_from: raw.detection.long_from,
            least: raw.detection.least,
            confidence: raw.detection.confidence,
            most: raw.detection.most,
            ..Languages::default()
        };
        for (code, short) in &raw.two_letter {
            table.codes.insert(code.clone(), lang("[two-letter]", short)?);
            table.codes.insert(short.clone(), lang("[two-letter]", short)?);
        }
        for code in &raw.three_letter.codes {
            table.codes.insert(code.clone(), lang("[three-letter]", code)?);
        }
        for (code, now) in &raw.legacy {
            table.codes.entry(code.clone()).or_insert(lang("[legacy]", now)?);
        }
        for (code, words) in raw.words {
            let lang = lang("[words]", &code)?;
            for word in words {
                if table.words.insert(word.clone(), lang).is_some() {
                    let text = format!("{word:?} is given for two languages; leave it out");
                    return Err(MappingError::entry("languages", "[words]", text));
                }
            }
        }
        table.legacy = raw.legacy;
        Ok(table)
    }

    /// The language that a code means: MARC, ISO 639-2 (either kind) or ISO 639-1, in any case.
    pub fn of_code(&self, code: &str) -> Option<Lang> {
        if code.bytes().any(|b| b.is_ascii_uppercase()) {
            return self.codes.get(&code.to_ascii_lowercase()).copied();
        }
        self.codes.get(code).copied()
    }
}

fn codes(entry: &str, codes: &[String]) -> Result<Vec<Lang>, MappingError> {
    codes.iter().map(|c| lang(entry, c)).collect()
}

#[cfg(test)]
mod tests {
    use crate::Mapping;

    #[test]
    fn codes_become_the_shortest_there_is() {
        let mapping = Mapping::bundled();
        for (code, expected) in [
            ("eng", Some("en")),
            ("FRE", Some("fr")),
            ("fra", Some("fr")),
            ("es", Some("es")),
            ("scr", Some("hr")),
            ("cam", Some("km")),
            ("grc", Some("grc")),
            ("mul", Some("mul")),
            ("zxx", Some("zxx")),
            ("xyz", None),
            ("", None),
        ] {
            assert_eq!(mapping.languages.of_code(code).as_ref().map(|l| l.as_str()), expected, "{code}");
        }
    }
}
