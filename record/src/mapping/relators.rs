//! The table of roles: relator codes and the words that stand for them.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Deserialize;

use super::{MappingError, fold};

/// The compiled table.
#[derive(Debug, Default)]
pub struct Relators {
    codes: HashSet<String>,
    pub(super) terms: HashMap<String, String>,
    /// Roles where a field names none.
    pub default: DefaultRoles,
}

/// Roles where a field names none.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DefaultRoles {
    /// Of a person or organization as main entry (100, 110).
    pub main: String,
    /// Of a meeting as main entry (111).
    pub meeting: String,
    /// Of a person as added entry (700, 720).
    pub added_person: String,
    /// Of an organization as added entry (710).
    pub added_corporate: String,
    /// Of a meeting as added entry (711).
    pub added_meeting: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRelators {
    default: DefaultRoles,
    codes: RawCodes,
    terms: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCodes {
    known: Vec<String>,
}

impl Relators {
    pub(super) fn compile(raw: RawRelators) -> Result<Relators, MappingError> {
        let codes: HashSet<String> = raw.codes.known.into_iter().collect();
        let mut terms = HashMap::new();
        let known = |entry: &str, code: &str| match codes.contains(code) {
            true => Ok(()),
            false => {
                let text = format!("{code:?} is not a known relator code");
                Err(MappingError::entry("relators", entry, text))
            }
        };
        let default = &raw.default;
        for code in [
            &default.main,
            &default.meeting,
            &default.added_person,
            &default.added_corporate,
            &default.added_meeting,
        ] {
            known("[default]", code)?;
        }
        for (code, words) in raw.terms {
            known("[terms]", &code)?;
            for word in words {
                if let Some(other) = terms.insert(fold(&word), code.clone()) {
                    let text = format!("{word:?} is given for {other} and {code}; keep one");
                    return Err(MappingError::entry("relators", "[terms]", text));
                }
            }
        }
        Ok(Relators {
            codes,
            terms,
            default: raw.default,
        })
    }

    /// The relator code that $4 means: a code, or the URI of one.
    pub fn of_code<'a>(&self, code: &'a str) -> Option<&'a str> {
        let code = code
            .rsplit('/')
            .next()
            .unwrap_or(code)
            .trim_end_matches(['.', ',']);
        self.codes.contains(code).then_some(code)
    }

    /// The relator code that a word in $e means.
    pub fn of_term(&self, term: &str) -> Option<&str> {
        let folded = fold(term);
        let bare = folded.trim_matches(['.', ',', ';', ':', ' ', '(', ')', '[', ']']);
        self.terms
            .get(bare)
            .or_else(|| self.terms.get(folded.as_str()))
            .map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use crate::Mapping;

    #[test]
    fn words_and_codes_become_relator_codes() {
        let mapping = Mapping::bundled();
        for (term, expected) in [
            ("editor.", Some("edt")),
            ("Éditeur scientifique", Some("edt")),
            ("éditeur", Some("pbl")),
            ("traductora,", Some("trl")),
            ("jt. author.", Some("aut")),
            ("issuing body", Some("isb")),
            ("former owner.", Some("fmo")),
            ("witness of reading statement", None),
        ] {
            assert_eq!(mapping.relators.of_term(term), expected, "{term}");
        }
        for (code, expected) in [
            ("edt", Some("edt")),
            ("http://id.loc.gov/vocabulary/relators/trl", Some("trl")),
            ("xxx", None),
            ("", None),
        ] {
            assert_eq!(mapping.relators.of_code(code), expected, "{code}");
        }
    }
}
