//! One language version as MARC fields, with the untidiness of the real catalogue.

use super::{
    check_digits::{isbn10, isbn13},
    journals::{self, Journals},
    kinds::Kind,
    language::Language,
    local,
    marc::Marc,
    people::Body,
    random::Random,
    title::Writer,
    work::{Numbering, Work},
};

/// What a record is made from.
pub struct Version<'a> {
    /// The work.
    pub work: &'a Work,
    /// Which of its versions.
    pub version: usize,
    /// The version's language.
    pub language: Language,
    /// The version's own chance.
    pub random: Random,
    /// What writes text.
    pub writer: &'a Writer,
    /// The journals.
    pub journals: &'a Journals,
}

/// Writes a version's fields in the order of their tags.
pub fn describe(version: &mut Version<'_>, marc: &mut Marc) {
    marc.clear();
    version.control(marc);
    version.numbers(marc);
    version.main_entry(marc);
    version.title(marc);
    version.imprint(marc);
    version.notes(marc);
    version.subjects(marc);
    version.added_entries(marc);
    version.host(marc);
    local::versions(version, marc);
    local::links(version, marc);
    version.original_script(marc);
    local::fields(version, marc);
}

impl Version<'_> {
    /// The version's number within the corpus.
    pub fn number(&self) -> u64 {
        self.work.number(self.version)
    }

    /// Whether the organization published it.
    pub fn is_own(&self) -> bool {
        if let Numbering::Issue(place) = &self.work.numbering {
            return place.journal == journals::REVIEW;
        }
        self.work.kind.is_own()
            || self
                .work
                .body
                .is_some_and(|b| b.0.starts_with("International Labour"))
    }

    /// Whether the year is not known, only its decade.
    pub fn is_undated(&self) -> bool {
        self.work.kind != Kind::Article && self.work.year < 1970 && self.number().is_multiple_of(17)
    }

    fn control(&mut self, marc: &mut Marc) {
        marc.control(
            "001",
            format_args!("{}", self.work.control_number(self.version)),
        );
        marc.control("003", format_args!("SYNTHETIC"));
        let (month, day) = (self.random.between(1, 12), self.random.between(1, 28));
        let entered = self.work.year.clamp(1980, journals::LAST_YEAR);
        let (hour, minute, second) = (
            self.random.between(8, 17),
            self.random.below(60),
            self.random.below(60),
        );
        marc.control(
            "005",
            format_args!("{entered}{month:02}{day:02}{hour:02}{minute:02}{second:02}.0"),
        );
        let date = match self.work.kind {
            Kind::Serial => format!("c{}9999", self.work.year),
            _ if self.is_undated() => format!("s{}u    ", self.work.year / 10),
            _ => format!("s{}    ", self.work.year),
        };
        marc.fixed(
            entered % 100 * 10_000 + month * 100 + day,
            &date,
            self.language,
        );
    }

    fn numbers(&mut self, marc: &mut Marc) {
        let number = self.number();
        let is_book = matches!(
            self.work.kind,
            Kind::Book | Kind::Report | Kind::Training | Kind::Statistics
        );
        if is_book && self.work.year >= 1970 && self.random.chance(800) {
            let isbn = if self.work.year < 2007 {
                isbn10(number + 2_000_000)
            } else {
                isbn13(number + 2_000_000)
            };
            let qualifier =
                self.random
                    .weighted(&[("", 70), (" (pbk.)", 15), (" (web pdf)", 10), (" :", 5)]);
            marc.begin_data("020", "  ")
                .sub_fmt('a', format_args!("{isbn}{qualifier}"))
                .end();
        }
        if self.has_doi() {
            marc.begin_data("024", "7 ")
                .sub_fmt('a', format_args!("{}", self.doi()))
                .sub('2', "doi")
                .end();
        }
        marc.begin_data("035", "  ")
            .sub_fmt('a', format_args!("(SzGeILO){:06}-ilodb", number + 100_000))
            .end();
        marc.begin_data("040", "  ")
            .sub('a', "ILO")
            .sub('c', "ILO")
            .end();
        if self.version > 0 && self.random.chance(300) {
            let original = self.work.languages[0].marc();
            marc.begin_data("041", "1 ")
                .sub('a', self.language.marc())
                .sub('h', original)
                .end();
        } else {
            marc.simple("041", "0 ", self.language.marc());
        }
        let facet = (
            self.random.between(1, 19),
            self.random.between(1, 9),
            self.random.between(1, 9),
        );
        marc.begin_data("072", " 7")
            .sub_fmt(
                'a',
                format_args!("{:02}.{:02}.{}", facet.0, facet.1, facet.2),
            )
            .sub('2', "ilot")
            .end();
        if let Numbering::Document(document) = &self.work.numbering {
            marc.simple("088", "  ", document);
        }
        local::shelf_mark(self, marc);
    }

    /// Whether the version has a DOI: many articles of the last decades, some papers.
    pub fn has_doi(&self) -> bool {
        let often = match self.work.kind {
            Kind::Article => 8,
            Kind::WorkingPaper | Kind::Report => 3,
            _ => 0,
        };
        self.work.year >= 1990 && self.number() % 10 < often
    }

    /// The DOI; 10.5555 is the prefix that belongs to nobody.
    pub fn doi(&self) -> String {
        format!("10.5555/lab.{}.{:05}", self.work.year, self.number())
    }

    fn main_entry(&mut self, marc: &mut Marc) {
        if let Some(person) = self.work.people.first() {
            self.person("100", person, marc);
        } else if let Some(body) = self.work.body {
            self.body("110", body, marc);
        }
    }

    fn added_entries(&mut self, marc: &mut Marc) {
        let work = self.work;
        for person in work.people.iter().skip(1) {
            self.person("700", person, marc);
        }
        if let Some(body) = work.body.filter(|_| !work.people.is_empty()) {
            self.body("710", body, marc);
        }
    }

    fn person(&mut self, tag: &'static str, person: &super::people::Person, marc: &mut Marc) {
        let ending = self.random.weighted(&[("", 40), (".", 35), (",", 25)]);
        let field = marc.begin_data(tag, "1 ");
        let name = field.text('a');
        person.heading(name);
        if !(ending == "." && name.ends_with('.')) {
            name.push_str(if person.born.is_some() { "," } else { ending });
        }
        if let Some(born) = person.born {
            field.sub_fmt('d', format_args!("{born}-"));
        }
        if self.random.chance(150) {
            field.sub('e', "author.");
        }
        field.end();
    }

    fn body(&mut self, tag: &'static str, body: Body, marc: &mut Marc) {
        let tag = match (body.0, tag) {
            ("International Labour Conference.", "110") => "111",
            ("International Labour Conference.", _) => "711",
            _ => tag,
        };
        marc.begin_data(tag, "2 ").sub('a', body.0);
        if let Some(part) = body.1 {
            marc.sub('b', part);
        }
        marc.end();
    }
}
