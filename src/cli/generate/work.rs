//! A work: what its language versions have in common, decided before any of them is written.

use super::{
    journals::{Journals, LAST_YEAR, Place, REVIEW},
    kinds::Kind,
    language::{Language, OTHERS},
    people::{BODIES, Body, Person},
    random::Random,
    title::{PATTERNS, Title, Topic, Writer},
};

/// Of a thousand works, those in more than one language.
const IN_SEVERAL: u32 = 350;
/// Of a thousand works in one language, those in English, French and Spanish; the rest is other.
const SINGLE: [(Option<Language>, u32); 4] = [
    (Some(Language::En), 881),
    (Some(Language::Fr), 26),
    (Some(Language::Es), 22),
    (None, 71),
];
/// The languages of works in several, by weight.
const VERSIONS: [(&[Language], u32); 4] = [
    (&[Language::En, Language::Fr, Language::Es], 500),
    (&[Language::En, Language::Fr], 300),
    (&[Language::En, Language::Es], 175),
    (&[Language::Fr, Language::Es], 25),
];
/// From which year so many of a hundred works are; the decades of a library that began in 1919.
const YEARS: [((u32, u32), u32); 11] = [
    ((1919, 1929), 4),
    ((1930, 1939), 4),
    ((1940, 1949), 4),
    ((1950, 1959), 6),
    ((1960, 1969), 8),
    ((1970, 1979), 12),
    ((1980, 1989), 13),
    ((1990, 1999), 15),
    ((2000, 2009), 16),
    ((2010, 2019), 13),
    ((2020, LAST_YEAR), 5),
];

/// A number that a work has in a series of such.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Numbering {
    /// None.
    None,
    /// A place in a journal.
    Issue(Place),
    /// A number like `GB.344/PFA/3`.
    Document(String),
    /// A convention's number like `C138`.
    Instrument(String),
    /// Any other number.
    Plain(String),
}

/// A work with its language versions.
#[derive(Debug)]
pub struct Work {
    /// Its number, from 0.
    pub index: u64,
    /// What it is.
    pub kind: Kind,
    /// The languages of its versions; the first is the original.
    pub languages: Vec<Language>,
    /// The title of each version.
    pub titles: Vec<Title>,
    /// The year of publication.
    pub year: u32,
    /// What it is about.
    pub topic: Topic,
    /// The people who wrote it, in order.
    pub people: Vec<Person>,
    /// The body behind it.
    pub body: Option<Body>,
    /// Its number in a series.
    pub numbering: Numbering,
    /// How many pages it has.
    pub pages: u32,
}

impl Work {
    /// The number of a version, unique within the corpus and from 1.
    pub fn number(&self, version: usize) -> u64 {
        self.index * 3 + version as u64 + 1
    }

    /// The control number of a version (001).
    pub fn control_number(&self, version: usize) -> String {
        format!("99{:08}402676", self.number(version))
    }
}

/// Decides works one after the other.
#[derive(Debug)]
pub struct Planner {
    seed: u64,
    next: u64,
    governing_body: u32,
    conference: u32,
    instruments: u32,
    /// The journals, with how much each has been given.
    pub journals: Journals,
}

impl Planner {
    /// A planner at the first work.
    pub fn new(seed: u64) -> Planner {
        let journals = Journals::new();
        Planner {
            seed,
            next: 0,
            governing_body: 0,
            conference: 0,
            instruments: 0,
            journals,
        }
    }

    /// The next work, with at most so many versions.
    pub fn work(&mut self, writer: &Writer, at_most: usize) -> Work {
        let index = self.next;
        self.next += 1;
        let random = &mut Random::new(self.seed, index << 3);
        let (kind, mut languages) = kind_and_languages(random);
        languages.truncate(at_most);
        let topic = topic(random, writer);
        let titles = languages
            .iter()
            .map(|l| writer.title(random, *l, &topic))
            .collect();
        let (numbering, year) = self.numbering(random, kind, &languages);
        let (people, body) = contributors(random, kind);
        let pages = if kind == Kind::GoverningBody {
            random.between(1, 24)
        } else {
            random.between(8, 420)
        };
        Work {
            index,
            kind,
            languages,
            titles,
            year,
            topic,
            people,
            body,
            numbering,
            pages,
        }
    }

    /// The number in a series, and the year that goes with it.
    fn numbering(
        &mut self,
        random: &mut Random,
        kind: Kind,
        languages: &[Language],
    ) -> (Numbering, u32) {
        let (first, last) = random.weighted(&YEARS);
        let year = random.between(first, last);
        match kind {
            Kind::Article => {
                let journal = self.journal(random, languages);
                let mut place = self.journals.deal(journal);
                // The Spanish Review began in 1930.
                while journal == REVIEW && place.year < 1930 && languages.contains(&Language::Es) {
                    place = self.journals.deal(journal);
                }
                (Numbering::Issue(place), place.year)
            }
            Kind::GoverningBody => governing_body(bump(&mut self.governing_body)),
            Kind::Conference => conference(bump(&mut self.conference)),
            Kind::Legislation
                if languages.len() == 3 && self.instruments < 190 && random.chance(60) =>
            {
                self.instruments += 1;
                let year = 1919 + self.instruments * 100 / 190;
                (
                    Numbering::Instrument(format!("C{}", self.instruments)),
                    year,
                )
            }
            Kind::WorkingPaper | Kind::Brief | Kind::Legislation => (
                Numbering::Plain(format!("no. {}", random.between(1, 400))),
                year,
            ),
            _ => (Numbering::None, year),
        }
    }

    fn journal(&self, random: &mut Random, languages: &[Language]) -> usize {
        let choice = self.journals.in_language(languages[0]);
        if languages.len() > 1 || choice.is_empty() || random.chance(60) {
            return REVIEW;
        }
        random.pick(&choice)
    }
}

/// The counter before it rises.
fn bump(counter: &mut u32) -> u32 {
    *counter += 1;
    *counter - 1
}

fn kind_and_languages(random: &mut Random) -> (Kind, Vec<Language>) {
    if random.chance(IN_SEVERAL) {
        return (Kind::several(random), random.weighted(&VERSIONS).to_vec());
    }
    match random.weighted(&SINGLE) {
        Some(language) => (Kind::single(random), vec![language]),
        None => (Kind::other(random), vec![random.weighted(&OTHERS)]),
    }
}

fn topic(random: &mut Random, writer: &Writer) -> Topic {
    let count = random.between(2, 6);
    Topic {
        themes: writer.subjects.themes(random, count),
        place: if random.chance(450) {
            writer.subjects.place(random)
        } else {
            None
        },
        pattern: random.below(PATTERNS),
        remainder: if random.chance(400) {
            random.between(3, 7)
        } else {
            0
        },
    }
}

/// Sessions 1 to 356 in turn, and in each one committees and their papers.
fn governing_body(count: u32) -> (Numbering, u32) {
    const COMMITTEES: [&str; 8] = ["PFA", "INS", "LILS", "POL", "FA", "SC", "ESP", "TC"];
    let (session, slot) = (count * 139 % 356 + 1, count / 356);
    let (committee, paper) = (COMMITTEES[slot as usize % 8], slot / 8 + 1);
    (
        Numbering::Document(format!("GB.{session}/{committee}/{paper}")),
        1919 + session * 107 / 357,
    )
}

/// Sessions 1 to 113 in turn, and in each one its reports.
fn conference(count: u32) -> (Numbering, u32) {
    let (session, report) = (count * 50 % 113 + 1, count / 113 + 1);
    (
        Numbering::Document(format!("ILC.{session}/{report}")),
        1919 + (session - 1) * 107 / 112,
    )
}

fn contributors(random: &mut Random, kind: Kind) -> (Vec<Person>, Option<Body>) {
    let body = match kind {
        Kind::GoverningBody => Some(("International Labour Office.", Some("Governing Body."))),
        Kind::Conference => Some(("International Labour Conference.", None)),
        Kind::Article if random.chance(800) => None,
        _ if kind.is_own() || random.chance(620) => Some(random.weighted(&BODIES)),
        _ => None,
    };
    let count = if kind.is_signed() {
        random.weighted(&[(0, 15), (1, 45), (2, 25), (3, 11), (5, 4)])
    } else {
        0
    };
    ((0..count).map(|_| Person::draw(random)).collect(), body)
}
