//! A record in the making: facts by plain words, made into the MARC that says them.
//!
//! The crosswalks of formats that are not MARC say what they found here, each in its format's words;
//! which field holds it is decided in one place, this one.

use super::{types, values};
use crate::{
    Profile,
    marc::{Encoding, Fault, FaultCode, Field, MarcRecord, Parsed, Subfield, Tag},
    profile::{Target, Word},
};

/// A record in the making.
#[derive(Debug, Default)]
pub(super) struct Draft {
    facts: Vec<(Word, String)>,
    /// Fields that were named by their MARC place.
    fields: Vec<Field>,
    /// Whether the newest of `fields` still takes subfields.
    open: bool,
    pub(super) faults: Vec<Fault>,
}

impl Draft {
    /// Adds a fact; empty ones say nothing.
    pub(super) fn say(&mut self, word: Word, value: &str) {
        let value = value.trim();
        if !value.is_empty() {
            self.facts.push((word, value.to_owned()));
        }
    }

    /// Whether anything is known by this word.
    pub(super) fn has(&self, word: Word) -> bool {
        self.facts.iter().any(|(w, _)| *w == word)
    }

    /// Adds a value where a profile's target says. Subfields of one tag that follow each other make
    /// one field, until a code comes again.
    pub(super) fn put(&mut self, target: &Target, value: &str) {
        let value = value.trim();
        if value.is_empty() {
            return;
        }
        match target {
            Target::Word(word) => {
                self.open = false;
                self.say(*word, value);
            }
            Target::Control(tag) => {
                self.open = false;
                self.fields.push(Field::Control {
                    tag: *tag,
                    value: value.to_owned(),
                });
            }
            Target::Subfield(tag, code) => {
                if self.open
                    && let Some(Field::Data {
                        tag: last,
                        subfields,
                        ..
                    }) = self.fields.last_mut()
                    && last == tag
                    && subfields.iter().all(|s| s.code != *code)
                {
                    subfields.push(Subfield::new(*code, value));
                    return;
                }
                let (ind1, ind2) = values::indicators(*tag);
                self.fields.push(Field::Data {
                    tag: *tag,
                    ind1,
                    ind2,
                    subfields: vec![Subfield::new(*code, value)],
                });
                self.open = true;
            }
        }
    }

    /// Puts a ready field in.
    pub(super) fn field(&mut self, name: &str, indicators: &str, subfields: &[(char, &str)]) {
        self.fields.extend(field(name, indicators, subfields));
        self.open = false;
    }

    /// Puts the profile's defaults in where nothing is said.
    pub(super) fn defaults(&mut self, profile: &Profile) {
        for default in &profile.defaults {
            let said = match &default.to {
                Target::Word(word) => self.has(*word),
                Target::Control(tag) => self.fields.iter().any(|f| f.tag() == *tag),
                Target::Subfield(tag, code) => self.fields.iter().any(|f| {
                    let data = f.as_data();
                    f.tag() == *tag && data.is_some_and(|d| d.first(*code).is_some())
                }),
            };
            if !said {
                self.open = false;
                self.put(&default.to, &default.value);
            }
        }
    }

    fn first(&self, word: Word) -> Option<&str> {
        self.all(word).next()
    }

    fn all(&self, word: Word) -> impl Iterator<Item = &str> {
        let found = self.facts.iter().filter(move |(w, _)| *w == word);
        found.map(|(_, value)| value.as_str())
    }

    /// The MARC that says it all.
    pub(super) fn finish(mut self) -> Parsed {
        let part = self.has(Word::Journal) || self.fields.iter().any(|f| f.tag() == "773");
        let kind = self.first(Word::Type).map(str::to_owned);
        let level = kind.as_deref().and_then(types::level);
        let level = level.unwrap_or(if part { 'b' } else { 'm' });
        let mut marc = MarcRecord::with_leader(&format!("00000na{level} a2200000   4500"));
        let mut all = Vec::new();
        self.numbers(&mut all, part);
        self.people(&mut all);
        self.title_and_imprint(&mut all, part);
        self.texts(&mut all);
        self.host(&mut all, part);
        all.append(&mut self.fields);
        // Stable, so fields of one tag stay in the order they were said in.
        all.sort_by_key(Field::tag);
        marc.fields = all;
        Parsed {
            marc,
            encoding: Encoding::Utf8,
            faults: self.faults,
        }
    }

    fn numbers(&mut self, all: &mut Vec<Field>, part: bool) {
        if let Some(number) = self.first(Word::ControlNumber)
            && let Ok(tag) = Tag::try_from("001")
        {
            all.push(Field::Control {
                tag,
                value: number.to_owned(),
            });
        }
        let simple = |word: Word, name: &str, code: char| -> Vec<Field> {
            self.all(word)
                .filter_map(|v| field(name, "  ", &[(code, v)]))
                .collect()
        };
        if !part {
            all.extend(simple(Word::Isbn, "020", 'a'));
            all.extend(simple(Word::Issn, "022", 'a'));
        }
        all.extend(simple(Word::SystemNumber, "035", 'a'));
        all.extend(simple(Word::ReportNumber, "088", 'a'));
        all.extend(simple(Word::InstrumentNumber, "980", 'n'));
        for doi in self.all(Word::Doi) {
            all.extend(field("024", "7 ", &[('a', doi), ('2', "doi")]));
        }
        let languages: Vec<String> = self.all(Word::Language).map(values::language).collect();
        if !languages.is_empty() {
            let subfields: Vec<_> = languages.iter().map(|l| ('a', l.as_str())).collect();
            let several = if languages.len() > 1 { "1 " } else { "0 " };
            all.extend(field("041", several, &subfields));
        }
    }

    fn people(&self, all: &mut Vec<Field>) {
        let mut main = self
            .fields
            .iter()
            .any(|f| f.tag().as_str().starts_with('1'));
        let mut name = |tags: [&str; 2], indicators: &str, text: &str, role: Option<&str>| {
            let creates = role.is_none();
            let tag = if creates && !main { tags[0] } else { tags[1] };
            main |= creates;
            let role = role.map(|r| ('4', r));
            let subfields: Vec<_> = [('a', text)].into_iter().chain(role).collect();
            all.extend(field(tag, indicators, &subfields));
        };
        for (word, value) in &self.facts {
            match word {
                Word::Author => name(["100", "700"], "1 ", value, None),
                Word::Editor => name(["100", "700"], "1 ", value, Some("edt")),
                Word::Translator => name(["100", "700"], "1 ", value, Some("trl")),
                _ => {}
            }
        }
        // A body is the main entry where no person is.
        for body in self.all(Word::Body) {
            name(["110", "710"], "2 ", body, None);
        }
    }

    fn title_and_imprint(&mut self, all: &mut Vec<Field>, part: bool) {
        let titled = self.fields.iter().any(|f| f.tag() == "245");
        let mut titles = self.all(Word::Title);
        let main = titles.next().map(str::to_owned);
        let others: Vec<String> = titles.map(str::to_owned).collect();
        if let Some(title) = main.filter(|_| !titled) {
            let subtitle = self.first(Word::Subtitle);
            let ind1 = if self.has(Word::Author) { "10" } else { "00" };
            match subtitle {
                Some(subtitle) => {
                    let title = format!("{title} :");
                    all.extend(field("245", ind1, &[('a', &title), ('b', subtitle)]));
                }
                None => all.extend(field("245", ind1, &[('a', &title)])),
            }
        }
        for other in others.iter().map(String::as_str) {
            all.extend(field("246", "3 ", &[('a', other)]));
        }
        for parallel in self.all(Word::ParallelTitle) {
            all.extend(field("246", "31", &[('a', parallel)]));
        }
        if let Some(original) = self.first(Word::OriginalTitle) {
            all.extend(field("240", "10", &[('a', original)]));
        }
        if let Some(edition) = self.first(Word::Edition) {
            all.extend(field("250", "  ", &[('a', edition)]));
        }
        self.imprint(all);
        let extent = self.first(Word::Extent);
        let pages = self.first(Word::Pages).filter(|_| !part);
        let extent = extent
            .map(str::to_owned)
            .or_else(|| pages.map(values::extent));
        if let Some(extent) = extent {
            all.extend(field("300", "  ", &[('a', &extent)]));
        }
        if let Some(series) = self.first(Word::Series) {
            let number = self.first(Word::SeriesNumber).map(|n| ('v', n));
            let subfields: Vec<_> = [('a', series)].into_iter().chain(number).collect();
            all.extend(field("490", "0 ", &subfields));
        }
    }

    fn imprint(&mut self, all: &mut Vec<Field>) {
        let date = [Word::Date, Word::Year]
            .into_iter()
            .find_map(|word| self.first(word))
            .map(str::to_owned);
        let date = date.map(|text| match values::date(&text) {
            Ok(date) => date,
            Err(wrong) => {
                let field = Some("264$c".to_owned());
                self.faults
                    .push(Fault::new(FaultCode::BadDate, 0, field, wrong.said));
                wrong.taken
            }
        });
        let parts = [
            ('a', self.first(Word::PublisherPlace)),
            ('b', self.first(Word::Publisher)),
            ('c', date.as_deref()),
        ];
        let parts: Vec<_> = parts
            .into_iter()
            .filter_map(|(c, v)| Some((c, v?)))
            .collect();
        if !parts.is_empty() {
            all.extend(field("264", " 1", &parts));
        }
    }

    fn texts(&self, all: &mut Vec<Field>) {
        let places = [
            (Word::Note, "500", "  ", 'a'),
            (Word::Abstract, "520", "3 ", 'a'),
            (Word::Rights, "540", "  ", 'a'),
            (Word::Theme, "650", " 4", 'a'),
            (Word::Place, "651", " 4", 'a'),
            (Word::Keyword, "653", "  ", 'a'),
            (Word::Url, "856", "4 ", 'u'),
        ];
        for (word, name, indicators, code) in places {
            for value in self.all(word) {
                all.extend(field(name, indicators, &[(code, value)]));
            }
        }
        if let Some(kind) = self.first(Word::Type) {
            all.extend(field("655", " 7", &[('a', kind), ('2', "labordoc")]));
        }
    }

    /// 773: what it appeared in, and where in it.
    fn host(&self, all: &mut Vec<Field>, part: bool) {
        if !part {
            return;
        }
        let parts = [
            (Word::Volume, "vol. "),
            (Word::Issue, "no. "),
            (Word::Pages, "p. "),
        ];
        let said: Vec<String> = parts
            .into_iter()
            .filter_map(|(word, caption)| Some(format!("{caption}{}", self.first(word)?)))
            .collect();
        let said = said.join(", ");
        let subfields: Vec<(char, &str)> = [
            ('t', self.first(Word::Journal)),
            ('g', Some(said.as_str()).filter(|s| !s.is_empty())),
            ('x', self.first(Word::Issn)),
            ('z', self.first(Word::Isbn)),
        ]
        .into_iter()
        .filter_map(|(code, value)| Some((code, value?)))
        .collect();
        if !subfields.is_empty() && !self.fields.iter().any(|f| f.tag() == "773") {
            all.extend(field("773", "0 ", &subfields));
        }
    }
}

fn field(name: &str, indicators: &str, subfields: &[(char, &str)]) -> Option<Field> {
    let tag = Tag::try_from(name).ok()?;
    let mut marks = indicators.chars();
    Some(Field::Data {
        tag,
        ind1: marks.next().unwrap_or(' '),
        ind2: marks.next().unwrap_or(' '),
        subfields: subfields
            .iter()
            .map(|(code, value)| Subfield::new(*code, *value))
            .collect(),
    })
}
