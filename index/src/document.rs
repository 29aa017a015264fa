//! From a record to what is indexed of it.

use std::{collections::HashMap, sync::Arc};

use record::{AssetKind, Identifier, PublicationDate, Record, Title};
use tantivy::{TantivyDocument, schema::Field};
use taxonomy::{ConceptId, Lang, Scheme, Taxonomy};

use crate::{
    analysis::{Stemming, identifier},
    headings, names,
    schema::{Fields, SORT_CHARS},
};

/// The dimensions that are counted, by the letter that their values begin with.
pub(crate) mod dimension {
    /// Document types.
    pub(crate) const TYPE: u8 = b'd';
    /// Themes.
    pub(crate) const THEME: u8 = b't';
    /// Languages.
    pub(crate) const LANG: u8 = b'l';
    /// Years.
    pub(crate) const YEAR: u8 = b'y';
    /// Journals.
    pub(crate) const JOURNAL: u8 = b'j';
    /// Whether there is a full text.
    pub(crate) const ACCESS: u8 = b'a';
    /// Names of contributors, which are filtered by and not counted.
    pub(crate) const NAME: u8 = b'n';
}

/// A value of a dimension as it stands in the index, as `t:wages`.
pub(crate) fn facet(dimension: u8, value: &str) -> String {
    format!("{}:{value}", char::from(dimension))
}

/// Makes documents of records; remembers each concept's ancestors.
#[derive(Debug)]
pub(crate) struct Documents {
    fields: Fields,
    taxonomy: Arc<Taxonomy>,
    above: HashMap<(u8, ConceptId), Arc<[String]>>,
}

impl Documents {
    pub(crate) fn new(fields: Fields, taxonomy: Arc<Taxonomy>) -> Documents {
        Documents {
            fields,
            taxonomy,
            above: HashMap::new(),
        }
    }

    /// The document of a live record.
    pub(crate) fn document(&mut self, record: &Record) -> TantivyDocument {
        let mut to = Draft {
            document: TantivyDocument::new(),
            fields: self.fields,
            main: *record.description.languages.first().unwrap_or(&Lang::UND),
        };
        to.numbers(record);
        to.titles(record);
        to.subjects(record);
        to.headings(record);
        to.names(record);
        to.body(record);
        to.identifiers(record);
        self.facets(record, &mut to);
        to.document
    }

    fn facets(&mut self, record: &Record, to: &mut Draft) {
        let description = &record.description;
        let mut values: Vec<String> = Vec::with_capacity(24);
        let kind = &description.document_type.concept;
        values.extend_from_slice(&self.with_ancestors(dimension::TYPE, kind));
        for theme in &description.themes {
            values.extend_from_slice(&self.with_ancestors(dimension::THEME, &theme.concept));
            to.document
                .add_text(to.fields.theme, theme.concept.as_str());
        }
        for place in description.places.iter().filter_map(|p| p.concept.as_ref()) {
            to.document.add_text(to.fields.theme, place.as_str());
        }
        for lang in &description.languages {
            values.push(facet(dimension::LANG, lang.as_str()));
        }
        if let Some(year) = description.date.as_ref().and_then(|d| d.year) {
            values.push(facet(dimension::YEAR, &format!("{year:04}")));
        }
        if let Some(journal) = description.host.as_ref().and_then(|h| h.journal.as_ref()) {
            values.push(facet(dimension::JOURNAL, journal));
        }
        let opens = description
            .assets
            .iter()
            .any(|a| a.kind == AssetKind::FullText);
        values.push(facet(
            dimension::ACCESS,
            if opens { "true" } else { "false" },
        ));
        values.sort_unstable();
        values.dedup();
        for value in &values {
            to.document.add_text(to.fields.facet, value);
        }
    }

    /// A concept as it is called today, and every concept above it.
    fn with_ancestors(&mut self, dimension: u8, concept: &ConceptId) -> Arc<[String]> {
        if let Some(known) = self.above.get(&(dimension, concept.clone())) {
            return Arc::clone(known);
        }
        let scheme: &Scheme = if dimension == dimension::TYPE {
            self.taxonomy.document_types()
        } else {
            self.taxonomy.themes()
        };
        let today = scheme.resolve(concept.as_str()).map_or(concept, |c| &c.id);
        let values: Arc<[String]> = std::iter::once(today.clone())
            .chain(scheme.ancestors(today.as_str()))
            .map(|c| facet(dimension, c.as_str()))
            .collect();
        self.above
            .insert((dimension, concept.clone()), Arc::clone(&values));
        values
    }
}

/// A document being made.
struct Draft {
    document: TantivyDocument,
    fields: Fields,
    main: Lang,
}

impl Draft {
    fn numbers(&mut self, record: &Record) {
        self.document.add_u64(self.fields.id, record.id.0);
        self.document.add_u64(self.fields.work, record.work.0);
        self.document.add_u64(self.fields.seq, record.seq.0);
        if let Some(date) = record.description.date.as_ref().and_then(date_key) {
            self.document.add_i64(self.fields.date, date);
        }
        let key = record.description.titles.main.sort_key();
        let head: String = key
            .trim_start_matches(|c: char| !c.is_alphanumeric())
            .chars()
            .take(SORT_CHARS)
            .collect();
        if !head.is_empty() {
            self.document.add_text(self.fields.sort, head);
        }
    }

    fn titles(&mut self, record: &Record) {
        let titles = &record.description.titles;
        self.title(&titles.main, self.main);
        for title in &titles.parallel {
            self.title(title, Lang::UND);
        }
        for title in titles.original.iter() {
            self.title(title, Lang::UND);
        }
        for title in &titles.variant {
            self.title(title, self.main);
        }
    }

    fn title(&mut self, title: &Title, otherwise: Lang) {
        let full = title.full();
        let (words, stems) = (self.fields.title, self.fields.title_stem);
        self.words(words, &full);
        self.stems(stems, &full, title.lang.unwrap_or(otherwise));
    }

    fn subjects(&mut self, record: &Record) {
        let (words, stems) = (self.fields.subject, self.fields.subject_stem);
        for keyword in &record.description.keywords {
            self.words(words, &keyword.text.value);
            self.stems(stems, &keyword.text.value, keyword.text.lang);
        }
        for place in &record.description.places {
            self.words(words, &place.name);
        }
    }

    /// Headings that no concept matched, as [`crate::headings`] lists them.
    fn headings(&mut self, record: &Record) {
        let mut terms: Vec<String> = record
            .description
            .unmatched()
            .filter_map(|(source, text)| headings::term(source, text, &record.provenance.system))
            .collect();
        terms.sort_unstable();
        terms.dedup();
        for term in &terms {
            self.document.add_text(self.fields.heading, term);
        }
    }

    fn names(&mut self, record: &Record) {
        let description = &record.description;
        let (author, journal) = (self.fields.author, self.fields.journal);
        for contributor in &description.contributors {
            self.words(author, &contributor.name);
            if !contributor.name.is_empty() {
                let term = names::term_text(&contributor.name);
                self.document.add_text(self.fields.name, term);
            }
        }
        if let Some(responsibility) = &description.responsibility {
            self.words(author, responsibility);
        }
        let host = description.host.as_ref().and_then(|h| h.title.as_ref());
        let series = description.series.iter().map(|s| &s.title);
        for title in host.into_iter().chain(series) {
            self.words(journal, title);
        }
    }

    fn body(&mut self, record: &Record) {
        let description = &record.description;
        let (words, stems) = (self.fields.body, self.fields.body_stem);
        let notes = description.notes.iter().map(|n| &n.text);
        for text in description.abstracts.iter().chain(notes) {
            self.words(words, &text.value);
            self.stems(stems, &text.value, text.lang);
        }
        let publisher = description.publisher.iter();
        let plain = publisher
            .flat_map(|p| p.name.iter().chain(&p.place))
            .chain(&description.edition);
        for text in plain {
            self.words(words, text);
        }
    }

    fn identifiers(&mut self, record: &Record) {
        let description = &record.description;
        let own = description
            .identifiers
            .iter()
            .map(|i: &Identifier| &i.value);
        let host = description
            .host
            .iter()
            .flat_map(|h| h.issn.iter().chain(&h.isbn));
        let series = description.series.iter().filter_map(|s| s.issn.as_ref());
        let mut values: Vec<String> = own
            .chain(host)
            .chain(series)
            .map(|v| identifier(v))
            .collect();
        values.sort_unstable();
        values.dedup();
        for value in values.iter().filter(|v| !v.is_empty()) {
            self.document.add_text(self.fields.ident, value);
        }
    }

    fn words(&mut self, field: Field, text: &str) {
        if !text.is_empty() {
            self.document.add_text(field, text);
        }
    }

    fn stems(&mut self, field: Field, text: &str, lang: Lang) {
        for language in Stemming::of(lang) {
            let mut marked = String::with_capacity(text.len() + 1);
            marked.push(language.mark());
            marked.push_str(text);
            self.document.add_text(field, marked);
        }
    }
}

/// A date of publication as one ascending number: `20120500` for May 2012.
fn date_key(date: &PublicationDate) -> Option<i64> {
    let year = i64::from(date.year?);
    let (month, day) = (date.month.unwrap_or(0), date.day.unwrap_or(0));
    Some(year * 10_000 + i64::from(month) * 100 + i64::from(day))
}
