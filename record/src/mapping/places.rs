//! The table of places: MARC codes and their English names.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

/// The compiled table.
#[derive(Debug, Default)]
pub struct Places {
    areas: HashMap<String, String>,
    countries: HashMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPlaces {
    areas: BTreeMap<String, String>,
    countries: BTreeMap<String, String>,
}

impl Places {
    pub(super) fn compile(raw: RawPlaces) -> Places {
        Places {
            areas: raw.areas.into_iter().collect(),
            countries: raw.countries.into_iter().collect(),
        }
    }

    /// The name of a geographic area code (043 $a); a part of a country gives the country.
    pub fn area(&self, code: &str) -> Option<&str> {
        let mut code = code.trim_end_matches(['-', ' ', '.']);
        loop {
            if let Some(name) = self.areas.get(code) {
                return Some(name);
            }
            // `n-us-nj` falls back to `n-us`, but `f-xx` never to a whole continent.
            code = code.rsplit_once('-').filter(|(up, _)| up.contains('-'))?.0;
        }
    }

    /// The name of a country code (008/15-17).
    pub fn country(&self, code: &str) -> Option<&str> {
        self.countries.get(code.trim_end()).map(String::as_str)
    }

    pub(super) fn len(&self) -> (usize, usize) {
        (self.areas.len(), self.countries.len())
    }
}

#[cfg(test)]
mod tests {
    use crate::Mapping;

    #[test]
    fn area_codes_have_names() {
        let mapping = Mapping::bundled();
        for (code, expected) in [
            ("e-sz---", Some("Switzerland")),
            ("n-us-nj", Some("USA")),
            ("a------", Some("Asia")),
            ("f-xx---", None),
            ("", None),
        ] {
            assert_eq!(mapping.places.area(code), expected, "{code}");
        }
        assert_eq!(mapping.places.country("sz "), Some("Switzerland"));
    }
}
