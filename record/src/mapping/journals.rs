//! The table of journals: titles, ISSNs, shelf marks, and how their volumes agree across languages.

use std::collections::HashMap;

use serde::Deserialize;
use taxonomy::Lang;

use super::{MappingError, fold};

/// The compiled table.
#[derive(Debug, Default)]
pub struct Journals {
    /// The journals, in the order of the table.
    pub journals: Vec<Journal>,
    by_issn: HashMap<String, (usize, usize)>,
    by_title: HashMap<String, (usize, usize)>,
    by_shelf_mark: HashMap<String, usize>,
}

/// A journal: one slug for all its language versions.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Journal {
    /// Its slug, as `international-labour-review`.
    pub slug: String,
    /// The shelf marks of the library that mean this journal.
    #[serde(default)]
    pub shelf_marks: Vec<String>,
    /// Which volumes belong to a year, in the numbering of the English version.
    #[serde(default)]
    pub volumes: Option<VolumeRule>,
    /// Its language versions.
    pub version: Vec<Version>,
}

/// One language version of a journal.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Version {
    /// The language, as `fr`.
    pub lang: Lang,
    /// The title to show.
    pub title: String,
    /// Other spellings.
    #[serde(default)]
    pub also: Vec<String>,
    /// Its ISSNs, print first.
    #[serde(default)]
    pub issn: Vec<String>,
    /// What is added to a volume's number to get the English version's.
    #[serde(default)]
    pub volume_offset: i32,
}

/// Which volumes belong to a year.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct VolumeRule {
    /// The year that had volumes 1 to 4.
    pub four_in: i16,
    /// From this year there were two volumes a year.
    pub two_from: i16,
    /// The first of the two volumes of that year.
    pub first_of_two: i32,
    /// From this year there was one volume a year.
    pub one_from: i16,
    /// The volume of that year.
    pub first_of_one: i32,
}

impl VolumeRule {
    /// The first and last volume of a year, in English numbering.
    pub fn volumes(&self, year: i16) -> Option<(i32, i32)> {
        if year >= self.one_from {
            let volume = self.first_of_one + i32::from(year - self.one_from);
            Some((volume, volume))
        } else if year >= self.two_from {
            let volume = self.first_of_two + 2 * i32::from(year - self.two_from);
            Some((volume, volume + 1))
        } else {
            (year == self.four_in).then_some((1, 4))
        }
    }
}

/// What a shelf mark such as `09602(1938-37-5)644-651` says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ShelfMark {
    /// The journal, by its place in the table.
    pub journal: usize,
    /// Year.
    pub year: Option<i16>,
    /// Volume, in English numbering.
    pub volume: Option<String>,
    /// Issue, as `5` or `2-3`.
    pub issue: Option<String>,
    /// Pages, as `644-651`.
    pub pages: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawJournals {
    journal: Vec<Journal>,
}

impl Journals {
    pub(super) fn compile(raw: RawJournals) -> Result<Journals, MappingError> {
        let mut table = Journals {
            journals: raw.journal,
            ..Journals::default()
        };
        for (j, journal) in table.journals.iter().enumerate() {
            for mark in &journal.shelf_marks {
                table.by_shelf_mark.insert(mark.clone(), j);
            }
            for (v, version) in journal.version.iter().enumerate() {
                for issn in &version.issn {
                    if let Some(other) = table.by_issn.insert(issn.clone(), (j, v)) {
                        let text =
                            format!("ISSN {issn} is also in entry {}; keep one", other.0 + 1);
                        return Err(MappingError::entry("journals", &journal.slug, text));
                    }
                }
                for title in version.also.iter().chain([&version.title]) {
                    table.by_title.entry(title_key(title)).or_insert((j, v));
                }
            }
        }
        Ok(table)
    }

    /// The journal and version with an ISSN such as `0020-7780`.
    pub fn by_issn(&self, issn: &str) -> Option<(usize, usize)> {
        self.by_issn.get(issn).copied()
    }

    /// The journal and version with a title, whatever its case, accents and closing punctuation.
    pub fn by_title(&self, title: &str) -> Option<(usize, usize)> {
        self.by_title.get(&title_key(title)).copied()
    }

    /// A journal and one of its versions.
    pub fn get(&self, (journal, version): (usize, usize)) -> Option<(&Journal, &Version)> {
        let journal = self.journals.get(journal)?;
        Some((journal, journal.version.get(version)?))
    }

    /// The version of a journal in a language.
    pub fn in_lang(&self, journal: usize, lang: Lang) -> Option<usize> {
        self.journals
            .get(journal)?
            .version
            .iter()
            .position(|v| v.lang == lang)
    }

    /// Reads a shelf mark of a known journal, alone or within a URL: the mark, then
    /// `(year-volume-issue)pages` where there are any.
    pub fn shelf_mark(&self, text: &str) -> Option<ShelfMark> {
        let text = text.trim();
        let end = text
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(text.len());
        let journal = *self.by_shelf_mark.get(&text[..end])?;
        let mut mark = ShelfMark {
            journal,
            ..ShelfMark::default()
        };
        let Some(rest) = text[end..].strip_prefix('(') else {
            mark.read_dotted(&text[end..]);
            return Some(mark);
        };
        // `(1940-42-(2-3)107-113` forgets to close once.
        let Some(close) = closing(rest).or_else(|| rest.rfind(')')) else {
            return Some(mark);
        };
        let mut parts = rest[..close].splitn(3, '-');
        let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        mark.year = parts
            .next()
            .and_then(|y| y.parse().ok())
            .filter(|y| (1900..3000).contains(y));
        mark.volume = parts.next().filter(|v| digits(v)).map(str::to_owned);
        mark.issue = parts
            .next()
            .map(|i| i.trim_matches(['(', ')']).to_owned())
            .filter(|i| !i.is_empty());
        let pages = &rest[close + 1..];
        let end = pages
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '-')
            .unwrap_or(pages.len());
        mark.pages = Some(pages[..end].trim_matches('-').to_owned()).filter(|p| !p.is_empty());
        Some(mark)
    }

    /// Reads the shelf mark that the file name of a URL is made of.
    pub fn shelf_mark_in_url(&self, url: &str) -> Option<ShelfMark> {
        let name = url.rsplit('/').next()?;
        let name = name.rsplit_once('.').map_or(name, |(name, _)| name);
        self.shelf_mark(name).filter(|m| m.year.is_some())
    }
}

impl ShelfMark {
    /// Reads volume, issue and year of the form ` 150.1-2.2011`.
    fn read_dotted(&mut self, text: &str) {
        let mut parts = text.split_whitespace().next().unwrap_or("").split('.');
        let (volume, issue, year) = (parts.next(), parts.next(), parts.next());
        let year = year
            .and_then(|y| y.parse().ok())
            .filter(|y| (1900..3000).contains(y));
        let digits = |s: &&str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        if let (Some(volume), Some(issue), Some(year)) = (volume.filter(digits), issue, year) {
            self.year = Some(year);
            self.volume = Some(volume.to_owned());
            self.issue = Some(issue.to_owned()).filter(|i| !i.is_empty());
        }
    }
}

/// Where the parenthesis that was opened before `text` closes.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 1;
    text.char_indices().find_map(|(at, c)| {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(at)
    })
}

fn title_key(title: &str) -> String {
    let folded = fold(title);
    let end = folded
        .trim_end_matches([' ', '.', ',', ';', ':', '/', '='])
        .len();
    let mut folded = folded;
    folded.truncate(end);
    folded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Mapping;

    #[test]
    fn the_review_is_known_by_each_of_its_titles() {
        let mapping = Mapping::bundled();
        for (title, lang) in [
            ("International labour review.", "en"),
            ("INTERNATIONAL LABOUR REVIEW /", "en"),
            ("Revue internationale du travail,", "fr"),
            ("Revista internacional del trabajo", "es"),
        ] {
            let (journal, version) = mapping
                .journals
                .get(mapping.journals.by_title(title).unwrap())
                .unwrap();
            assert_eq!(
                (journal.slug.as_str(), version.lang.as_str()),
                ("international-labour-review", lang)
            );
        }
        assert_eq!(mapping.journals.by_title("Labour"), None);
    }

    #[test]
    fn issns_have_right_check_digits() {
        for journal in &Mapping::bundled().journals.journals {
            for issn in journal.version.iter().flat_map(|v| &v.issn) {
                assert!(crate::build::issn_is_valid(issn), "{issn}");
            }
        }
    }

    #[test]
    fn shelf_marks_say_year_volume_issue_and_pages() {
        let mapping = Mapping::bundled();
        let read = |text: &str| mapping.journals.shelf_mark(text);
        for (text, year, volume, issue, pages) in [
            ("09602(1938-37-5)644-651", 1938, "37", "5", "644-651"),
            ("09602(1921-2-(2-3))97-100", 1921, "2", "2-3", "97-100"),
            ("09602(1946-53-5-6)340-363", 1946, "53", "5-6", "340-363"),
            (
                "09602(1933-28-2)168-191 09602(1933-28-3)352-353",
                1933,
                "28",
                "2",
                "168-191",
            ),
        ] {
            let mark = read(text).unwrap();
            assert_eq!(mark.year, Some(year), "{text}");
            let found = [&mark.volume, &mark.issue, &mark.pages].map(|p| p.as_deref());
            assert_eq!(found, [Some(volume), Some(issue), Some(pages)], "{text}");
        }
        let dotted = read("RIT 150.1-2.2011 en").unwrap();
        assert_eq!(dotted.volume.as_deref(), Some("150"));
        assert_eq!(
            (dotted.issue.as_deref(), dotted.year),
            (Some("1-2"), Some(2011))
        );
        let open = read("09602(1940-42-(2-3)107-113").unwrap();
        assert_eq!(
            (open.issue.as_deref(), open.pages.as_deref()),
            (Some("2-3"), Some("107-113"))
        );
        assert_eq!(read("P09602"), Some(ShelfMark::default()));
        for other in ["09601(1919-1)", "", "WWW ACCESS ONLY", "096021"] {
            assert_eq!(read(other), None, "{other}");
        }
        let url = "https://www.ilo.org/public/libdoc//ilo/P/09602/09602(1922-6-6)1025-1026.pdf";
        assert_eq!(
            mapping
                .journals
                .shelf_mark_in_url(url)
                .unwrap()
                .pages
                .as_deref(),
            Some("1025-1026")
        );
    }

    #[test]
    fn the_review_has_its_volumes_by_year() {
        let rule = Mapping::bundled().journals.journals[0].volumes.unwrap();
        for (year, expected) in [
            (1920, None),
            (1921, Some((1, 4))),
            (1922, Some((5, 6))),
            (1938, Some((37, 38))),
            (1977, Some((115, 116))),
            (1978, Some((117, 117))),
            (2020, Some((159, 159))),
        ] {
            assert_eq!(rule.volumes(year), expected, "{year}");
        }
    }
}
