//! The Review and other journals, and how their issues are numbered.
//!
//! Articles are dealt out over all issues of a journal in turn, so that no two works stand on the
//! same pages of one issue, and the issues fill evenly however many articles there are.

use super::language::Language;

/// The last year of the corpus.
pub const LAST_YEAR: u32 = 2026;
/// The index of the Review among the journals.
pub const REVIEW: usize = 0;

/// A journal; the Review has three titles and the others one.
#[derive(Debug)]
pub struct Journal {
    language: Language,
    titles: [&'static str; 3],
    issns: [&'static str; 3],
    first_year: u32,
    issues_a_year: u32,
    /// Articles dealt out so far.
    dealt: u32,
}

/// Where an article stands (773 $g), with the volume in English numbering.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The journal's index.
    pub journal: usize,
    /// The year.
    pub year: u32,
    /// The volume.
    pub volume: u32,
    /// The issue's number.
    pub issue: u32,
    /// The first page.
    pub first: u32,
    /// The last page.
    pub last: u32,
}

/// All journals.
#[derive(Debug)]
pub struct Journals(Vec<Journal>);

impl Journals {
    /// The Review, then those of the table.
    pub fn new() -> Journals {
        let review = Journal {
            language: Language::En,
            titles: [
                "International Labour Review",
                "Revue internationale du Travail",
                "Revista Internacional del Trabajo",
            ],
            issns: ["0020-7780", "0378-5599", "0378-5548"],
            first_year: 1921,
            issues_a_year: 6,
            dealt: 0,
        };
        let others = include_str!("journals.tsv").lines().map(|line| {
            let row: Vec<&str> = line.split('\t').collect();
            let number = |text: &str| text.parse().unwrap_or(1);
            let language = match row[0] {
                "fr" => Language::Fr,
                "es" => Language::Es,
                _ => Language::En,
            };
            Journal {
                language,
                titles: [row[1]; 3],
                issns: [row[2]; 3],
                first_year: number(row[3]),
                issues_a_year: number(row[4]),
                dealt: 0,
            }
        });
        Journals(std::iter::once(review).chain(others).collect())
    }

    /// The journals in a language, the Review left out.
    pub fn in_language(&self, language: Language) -> Vec<usize> {
        (1..self.0.len())
            .filter(|i| self.0[*i].language == language)
            .collect()
    }

    /// Deals out the next place in a journal.
    pub fn deal(&mut self, journal: usize) -> Place {
        let own = &mut self.0[journal];
        let issues = (LAST_YEAR - own.first_year + 1) * own.issues_a_year;
        let (turn, slot) = (own.dealt % issues, own.dealt / issues);
        own.dealt += 1;
        // A step that shares no divisor with the count meets each issue once a round.
        let issue = u32::try_from(u64::from(turn + 29) * 100_003 % u64::from(issues)).unwrap_or(0);
        let (year, issue) = (
            own.first_year + issue / own.issues_a_year,
            issue % own.issues_a_year,
        );
        // Within an issue the places are taken in no order, 64 at a time.
        let block = slot / 64 * 64 + (slot * 37 + turn * 11) % 64;
        let first = 1 + block * 15 + (turn * 7 + issue * 3) % 11;
        let (volume, issue) = own.numbering(journal == REVIEW, year, issue);
        Place {
            journal,
            year,
            volume,
            issue,
            first,
            last: first + 4 + (turn * 13 + slot) % 19,
        }
    }

    /// The title and the ISSN in a language.
    pub fn names(&self, journal: usize, language: Language) -> (&'static str, &'static str) {
        (
            language.of(self.0[journal].titles),
            language.of(self.0[journal].issns),
        )
    }
}

impl Journal {
    /// Volume and number of a year's issue, counted from 0.
    ///
    /// The Review had four volumes in 1921, two a year to 1977, one a year since.
    fn numbering(&self, review: bool, year: u32, issue: u32) -> (u32, u32) {
        match year {
            _ if !review => (year - self.first_year + 1, issue + 1),
            1921 => (1 + issue * 4 / 6, issue % 3 + 1),
            1922..=1977 => (5 + 2 * (year - 1922) + issue / 3, issue % 3 + 1),
            _ => (117 + year - 1978, issue + 1),
        }
    }
}

/// The volume as a language version prints it: the Spanish Review is 20 behind the English.
pub fn printed_volume(place: &Place, language: Language) -> u32 {
    let behind = if place.journal == REVIEW && language == Language::Es {
        20
    } else {
        0
    };
    place.volume.saturating_sub(behind).max(1)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_articles_begin_on_the_same_page() {
        let mut journals = Journals::new();
        for journal in 0..journals.0.len() {
            let places: BTreeSet<(u32, u32, u32)> = (0..9000)
                .map(|_| journals.deal(journal))
                .map(|p| (p.volume, p.issue, p.first))
                .collect();
            assert_eq!(places.len(), 9000, "{journal}");
        }
    }

    #[test]
    fn each_issn_has_its_check_digit() {
        for journal in &Journals::new().0 {
            for issn in journal.issns {
                let digits: Vec<u32> = issn
                    .chars()
                    .filter_map(|c| c.to_digit(10).or((c == 'X').then_some(10)))
                    .collect();
                let sum: u32 = digits.iter().zip((1..=8).rev()).map(|(d, w)| d * w).sum();
                assert_eq!((digits.len(), sum % 11), (8, 0), "{issn}");
            }
        }
    }
}
