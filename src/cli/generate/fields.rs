//! Title, imprint, notes, subjects and host item of a version.

use unicode_normalization::UnicodeNormalization;

use super::{
    describe::Version, journals::printed_volume, kinds::Kind, language::Language, marc::Marc,
    work::Numbering,
};

/// Of a thousand records, those with an abstract.
const WITH_ABSTRACT: u32 = 700;
/// Of a thousand records, those whose title is decomposed (NFD); a third of titles have accents.
const DECOMPOSED: u32 = 90;
/// Of a thousand records, those with headings in all three languages.
const IN_ALL_LANGUAGES: u32 = 170;
/// Of a thousand records, those with copies of the headings in 905 to 907.
const WITH_COPIES: u32 = 300;
/// Of a thousand records, those with a heading that is in no vocabulary.
const WITH_KEYWORD: u32 = 120;
/// Of a thousand records, those whose headings end with a dot.
const DOTTED: u32 = 150;

impl Version<'_> {
    /// The title and the statement of responsibility (245).
    pub fn title(&mut self, marc: &mut Marc) {
        let title = &self.work.titles[self.version];
        let main = title.romanized.as_ref().unwrap_or(&title.main);
        let is_online = self.work.year > 1998 && self.random.chance(500);
        let ending = if title.remainder.is_some() {
            " :"
        } else {
            " /"
        };
        let field = marc.begin_data(
            "245",
            if self.work.people.is_empty() {
                "00"
            } else {
                "10"
            },
        );
        if title.romanized.is_some() {
            field.sub('6', "880-01");
        }
        let text = field.text('a');
        if self.random.chance(DECOMPOSED) {
            text.extend(main.nfd())
        } else {
            text.push_str(main)
        }
        if is_online {
            field.sub_fmt('h', format_args!("[electronic resource]{ending}"));
        } else {
            text.push_str(ending);
        }
        if let Some(remainder) = &title.remainder {
            field.sub_fmt('b', format_args!("{remainder} /"));
        }
        self.statement(field.text('c'));
        field.end();
    }

    fn statement(&self, text: &mut String) {
        for (n, person) in self.work.people.iter().enumerate() {
            if n > 0 {
                text.push_str(self.language.of([" and ", " et ", " y "]));
            }
            text.push_str(person.given);
            text.push(' ');
            text.push_str(person.surname);
        }
        let office = self.language.of([
            "International Labour Office.",
            "Bureau international du Travail.",
            "Oficina Internacional del Trabajo.",
        ]);
        if self.work.people.is_empty() {
            text.push_str(office);
        } else if self.is_own() {
            text.push_str(" ; ");
            text.push_str(office);
        } else {
            text.push('.');
        }
    }

    /// Place, publisher, date; extent; series.
    pub fn imprint(&mut self, marc: &mut Marc) {
        let place = self.random.weighted(&[
            ("Geneva :", 70),
            ("[Geneva] :", 5),
            ("(Geneva),", 8),
            ("Geneva,", 4),
            ("Bangkok :", 5),
            ("[Lima] :", 3),
            ("London :", 3),
            ("Turin,", 2),
        ]);
        let publisher = self.language.of(["ILO,", "BIT,", "OIT,"]);
        let date = self.date();
        if self.work.kind != Kind::Article {
            marc.begin_data("260", "  ")
                .sub('a', place)
                .sub('b', publisher)
                .sub('c', &date)
                .end();
        } else {
            marc.begin_data("260", "  ").sub('c', &date).end();
        }
        let field = marc.begin_data("300", "  ");
        let pages = self.work.pages;
        match (&self.work.numbering, self.random.below(10)) {
            (Numbering::Issue(place), _) => {
                field.sub_fmt('a', format_args!("p. {}-{}", place.first, place.last))
            }
            _ if self.work.kind == Kind::Video => field.sub('a', "1 DVD (32 min.)"),
            (_, 0..=4) if self.work.year > 1998 => {
                field.sub_fmt('a', format_args!("1 online resource ({pages} p.)"))
            }
            (_, 5) => field.sub_fmt('a', format_args!("{pages} P.")),
            (_, 6) => field
                .sub_fmt('a', format_args!("xii, {pages} p. :"))
                .sub('b', "ill."),
            _ => field.sub_fmt('a', format_args!("{pages} p.")),
        };
        field.end();
        self.series(marc);
    }

    fn date(&mut self) -> String {
        let year = self.work.year;
        if self.work.kind == Kind::Serial {
            return format!("{year}-");
        }
        if self.is_undated() {
            return format!("[{}-].", year / 10);
        }
        match self
            .random
            .weighted(&[(0, 750), (1, 90), (2, 60), (3, 40), (4, 60)])
        {
            0 => format!("{year}."),
            1 => format!("c{year}."),
            2 => format!("[{year}]"),
            3 => format!("{year}?"),
            _ => format!("{year}"),
        }
    }

    fn series(&self, marc: &mut Marc) {
        let Some(name) = self.work.kind.series() else {
            return;
        };
        let name = self.language.of(name);
        let field = marc.begin_data("490", "0 ");
        match &self.work.numbering {
            Numbering::Document(number) | Numbering::Plain(number) => field
                .sub_fmt('a', format_args!("{name} ;"))
                .sub('v', number),
            _ => field.sub('a', name),
        };
        field.end();
    }

    /// Notes and the abstract.
    pub fn notes(&mut self, marc: &mut Marc) {
        if self.work.kind == Kind::Thesis {
            marc.simple("502", "  ", "Thesis (Ph.D.)");
        }
        if self.work.year > 1998 && self.random.chance(250) {
            marc.simple(
                "500",
                "  ",
                "Mode of access : World Wide Web (available in electronic format only).",
            );
        }
        if self.random.chance(420) {
            marc.simple("504", "  ", "References.");
        }
        if self.random.chance(WITH_ABSTRACT) {
            let field = marc.begin_data("520", "8 ");
            self.writer
                .summary(&mut self.random, self.language, field.text('a'));
            field.end();
        }
    }

    /// Headings (650, 655).
    pub fn subjects(&mut self, marc: &mut Marc) {
        let own = self.language.catalogued();
        let all = self.random.chance(IN_ALL_LANGUAGES);
        let dot = if self.random.chance(DOTTED) { "." } else { "" };
        for language in [Language::En, Language::Fr, Language::Es] {
            if all || language == own {
                self.headings("650", language, dot, marc);
            }
        }
        if self.random.chance(WITH_KEYWORD) {
            let field = marc.begin_data("650", " 4");
            self.writer.keyword(&mut self.random, own, field.text('a'));
            field.end();
        }
        if let Some(genre) = self.work.kind.genre() {
            marc.begin_data("655", " 7")
                .sub('a', own.of(genre))
                .sub('2', own.thesaurus())
                .end();
        }
        if self.is_own() {
            let own_publication = own.of(["ILO pub", "pub OIT", "pub OIT"]);
            marc.begin_data("655", " 7")
                .sub('a', own_publication)
                .sub('2', own.thesaurus())
                .end();
        }
    }

    /// Copies of genres (900 to 902) and headings (905 to 907), as the earlier system made them.
    pub fn copies(&mut self, marc: &mut Marc) {
        let own = self.language.catalogued();
        if self.is_own() {
            let tag = ["900", "901", "902"][own as usize];
            marc.simple(tag, "17", own.of(["ILO pub", "pub OIT", "pub OIT"]));
        }
        if self.random.chance(WITH_COPIES) {
            self.headings(["905", "906", "907"][own as usize], own, "", marc);
        }
    }

    fn headings(&self, tag: &'static str, language: Language, dot: &str, marc: &mut Marc) {
        let subjects = &self.writer.subjects;
        let topic = &self.work.topic;
        let themes = topic
            .themes
            .iter()
            .map(|t| subjects.theme_label(*t, language));
        for label in themes.chain(topic.place.map(|p| subjects.place_label(p, language))) {
            if tag == "650" {
                marc.begin_data(tag, " 7")
                    .sub_fmt('a', format_args!("{label}{dot}"))
                    .sub('2', language.thesaurus())
                    .end();
            } else {
                marc.simple(tag, "17", label);
            }
        }
    }

    /// What an article or a chapter is in (773).
    pub fn host(&mut self, marc: &mut Marc) {
        if let Numbering::Issue(place) = &self.work.numbering {
            let (title, issn) = self.journals.names(place.journal, self.language);
            let volume = printed_volume(place, self.language);
            let place_in = format_args!(
                "Vol. {volume}, no. {} ({}), p. {}-{}",
                place.issue, place.year, place.first, place.last
            )
            .to_string();
            let issn = if self.random.chance(50) { "" } else { issn };
            marc.begin_data("773", "0 ")
                .sub('t', title)
                .sub('g', &place_in)
                .sub('x', issn)
                .end();
        } else if self.work.kind == Kind::Chapter {
            let title = &self.work.titles[self.version].main;
            let (first, last) = (self.work.pages, self.work.pages + 15);
            marc.begin_data("773", "0 ")
                .sub_fmt('t', format_args!("{title}: essays"))
                .sub_fmt('g', format_args!("p. {first}-{last}"))
                .end();
        }
    }

    /// The title in its own script (880).
    pub fn original_script(&self, marc: &mut Marc) {
        let title = &self.work.titles[self.version];
        if title.romanized.is_some() {
            marc.begin_data("880", "00")
                .sub('6', "245-01")
                .sub('a', &title.main)
                .end();
        }
    }
}
