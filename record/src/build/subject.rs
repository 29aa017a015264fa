//! Subjects (MARC 21 6xx, 043, 072; local 905 to 907): headings to themes, places and keywords.

use std::{borrow::Cow, collections::HashSet};

use taxonomy::{ConceptId, Lang, Scheme};

use super::{Reading, document_type, fields::Numbered, isbd};
use crate::{
    Assigned, Certainty, Keyword, Place, Text, Why,
    description::{PLACE_FIELD, tag_of},
    mapping::fold,
};

/// The top concept of the theme scheme whose narrower concepts are places.
const PLACES: &str = "countries-and-areas";

/// What the headings of a record became.
#[derive(Default)]
pub(super) struct Subjects {
    pub(super) themes: Vec<Assigned>,
    pub(super) places: Vec<Place>,
    pub(super) keywords: Vec<Keyword>,
}

/// A heading as one field has it.
struct Heading<'a> {
    /// The whole heading, subdivisions joined by ` -- `.
    text: Cow<'a, str>,
    /// Without subdivisions, where there are any.
    main: Option<&'a str>,
    vocabulary: Option<&'a str>,
    lang: Option<Lang>,
    place: bool,
    field: String,
    /// Its number among the headings of its vocabulary.
    rank: usize,
    concept: Option<ConceptId>,
}

/// Reads all headings; those that are met twice, in copies or translations, count once.
pub(super) fn subjects(reading: &Reading<'_>) -> Subjects {
    let mut found = Subjects::default();
    if reading.unimarc {
        return found;
    }
    let scheme = reading.context.taxonomy.themes();
    let mut headings = headings(reading);
    for heading in &mut headings {
        heading.concept = concept(scheme, heading);
    }
    let translated = translated(reading, &headings);
    for heading in headings {
        found.take(scheme, heading, &translated);
    }
    for field in reading.fields.all("043") {
        for code in field.all('a') {
            if let Some(name) = reading.mapping().places.area(code) {
                found.add_place(scheme, name, Some(field));
            }
        }
    }
    if found.themes.is_empty() {
        facets(reading, scheme, &mut found);
    }
    found
}

fn headings<'a>(reading: &Reading<'a>) -> Vec<Heading<'a>> {
    let table = &reading.mapping().subjects;
    let mut headings: Vec<Heading<'a>> = Vec::new();
    let mut ranks: Vec<(&'a str, usize)> = Vec::new();
    let copies = reading.fields.range("905", "907").iter();
    let local = reading.fields.all("690").iter();
    for field in reading
        .fields
        .range("600", "655")
        .iter()
        .chain(local)
        .chain(copies)
    {
        let tag = field.field.tag.as_str();
        let copied = table.copies.get(tag).map(String::as_str);
        let wanted = matches!(
            tag,
            "600" | "610" | "611" | "630" | "648" | "650" | "651" | "653" | "655" | "690"
        );
        if !wanted && copied.is_none() {
            continue;
        }
        // The document type, which is no subject.
        if tag == "655" && field.text('2') == Some(document_type::OURS) {
            continue;
        }
        let vocabulary = copied.or_else(|| vocabulary(reading, field));
        for (text, main) in texts(field) {
            if tag == "655" && is_known_genre(reading, &text) {
                continue;
            }
            let met = |h: &Heading<'_>| h.text == text && h.vocabulary == vocabulary;
            if headings.iter().any(met) {
                continue;
            }
            let rank = vocabulary.map_or(0, |v| next_rank(&mut ranks, v));
            headings.push(Heading {
                text,
                main,
                vocabulary,
                lang: vocabulary.and_then(|v| table.lang(v)),
                place: tag == "651",
                field: field.place(),
                rank,
                concept: None,
            });
        }
    }
    headings
}

fn next_rank<'a>(ranks: &mut Vec<(&'a str, usize)>, vocabulary: &'a str) -> usize {
    match ranks.iter_mut().find(|(v, _)| *v == vocabulary) {
        Some((_, rank)) => {
            *rank += 1;
            *rank
        }
        None => {
            ranks.push((vocabulary, 1));
            1
        }
    }
}

/// $2 where indicator 2 is 7 (or $2 is given all the same), else what the indicator means.
fn vocabulary<'a>(reading: &Reading<'a>, field: &Numbered<'a>) -> Option<&'a str> {
    let stated = field.text('2').map(|v| v.trim_end_matches(['.', ' ', '/']));
    stated.or_else(|| reading.mapping().subjects.of_indicator(field.field.ind2))
}

/// The headings of a field: 653 holds one in each $a, the others one with its subdivisions.
fn texts<'a>(field: &Numbered<'a>) -> Vec<(Cow<'a, str>, Option<&'a str>)> {
    if field.has_tag("653") {
        return field
            .all('a')
            .map(isbd::trim)
            .map(|t| (Cow::Borrowed(t), None))
            .collect();
    }
    let mut text: Cow<'a, str> = Cow::Borrowed("");
    let mut main = None;
    let mut divided = false;
    for subfield in field.field.subfields {
        let part = isbd::trim(&subfield.value);
        if part.is_empty() {
            continue;
        }
        let between = match subfield.code {
            'a' if text.is_empty() => "",
            'a' | 'b' | 't' | 'p' | 'n' => ". ",
            'c' | 'q' => ", ",
            'v' | 'x' | 'y' | 'z' => {
                divided = true;
                " -- "
            }
            _ => continue,
        };
        if subfield.code == 'a' && main.is_none() {
            main = Some(part);
        }
        if text.is_empty() {
            text = Cow::Borrowed(part);
        } else {
            let text = text.to_mut();
            text.push_str(between);
            text.push_str(part);
        }
    }
    if text.is_empty() {
        Vec::new()
    } else {
        vec![(text, main.filter(|_| divided))]
    }
}

/// Genres decide the document type; those the table ignores, or a rule names, are no keywords.
fn is_known_genre(reading: &Reading<'_>, text: &str) -> bool {
    let folded = fold(text);
    reading.mapping().subjects.ignored_genres.contains(&folded)
        || reading.mapping().types.names_genre(&folded)
}

/// The concept of a heading: the whole of it, else what stands before its subdivisions. A heading
/// in a language that the scheme has no labels in names what a rule says only.
fn concept(scheme: &Scheme, heading: &Heading<'_>) -> Option<ConceptId> {
    let source = heading.vocabulary.unwrap_or_else(|| tag_of(&heading.field));
    let named = |text: &str| {
        let by_field = || {
            let listed = heading.place && heading.vocabulary.is_some();
            listed.then(|| scheme.name_heading(PLACE_FIELD, text, heading.lang))?
        };
        let found = scheme.name_heading(source, text, heading.lang);
        found.or_else(by_field)
    };
    named(&heading.text).or_else(|| heading.main.and_then(named))
}

/// Ranks at which some translation of a heading has a concept, when all vocabularies that translate
/// each other have as many headings.
fn translated(reading: &Reading<'_>, headings: &[Heading<'_>]) -> HashSet<usize> {
    let vocabularies = &reading.mapping().subjects.translations;
    let count = |v: &String| {
        headings
            .iter()
            .filter(|h| h.vocabulary == Some(v.as_str()))
            .count()
    };
    let counts: Vec<usize> = vocabularies.iter().map(count).filter(|n| *n > 0).collect();
    if counts.len() < 2 || counts.windows(2).any(|pair| pair[0] != pair[1]) {
        return HashSet::new();
    }
    let of_them = |h: &&Heading<'_>| {
        h.vocabulary
            .is_some_and(|v| vocabularies.iter().any(|t| t == v))
    };
    headings
        .iter()
        .filter(of_them)
        .filter(|h| h.concept.is_some())
        .map(|h| h.rank)
        .collect()
}

impl Subjects {
    fn take(&mut self, scheme: &Scheme, heading: Heading<'_>, translated: &HashSet<usize>) {
        let subdivided = heading.main.is_some();
        if let Some(concept) = &heading.concept {
            if is_place(scheme, concept) {
                self.add_matched_place(&heading, concept);
            }
            if !self.themes.iter().any(|t| t.concept == *concept) {
                let why = Why::Field(heading.field.clone());
                self.themes.push(Assigned {
                    concept: concept.clone(),
                    why,
                });
            }
            if !subdivided {
                return;
            }
        } else if heading.place {
            let name = heading.main.unwrap_or(heading.text.as_ref()).to_owned();
            if !self.places.iter().any(|p| p.name == name) {
                self.places.push(Place {
                    name,
                    concept: None,
                });
            }
            if !subdivided {
                return;
            }
        } else if heading.vocabulary.is_some()
            && heading.lang.is_some()
            && translated.contains(&heading.rank)
        {
            return;
        }
        self.add_keyword(heading);
    }

    fn add_matched_place(&mut self, heading: &Heading<'_>, concept: &ConceptId) {
        if self
            .places
            .iter()
            .any(|p| p.concept.as_ref() == Some(concept))
        {
            return;
        }
        let name = heading.main.unwrap_or(heading.text.as_ref()).to_owned();
        self.places.push(Place {
            name,
            concept: Some(concept.clone()),
        });
    }

    fn add_keyword(&mut self, heading: Heading<'_>) {
        if self.keywords.iter().any(|k| k.text.value == heading.text) {
            return;
        }
        let (lang, certainty) = match heading.lang {
            Some(lang) => (lang, Certainty::Declared),
            None => (Lang::UND, Certainty::Unknown),
        };
        self.keywords.push(Keyword {
            text: Text {
                value: heading.text.into_owned(),
                lang,
                certainty,
            },
            vocabulary: heading.vocabulary.map(str::to_owned),
            field: heading.field,
        });
    }

    /// A place from a code: its English name, and the concept of that name.
    fn add_place(&mut self, scheme: &Scheme, name: &str, field: Option<&Numbered<'_>>) {
        let matched = scheme.name_heading(PLACE_FIELD, name, Some(Lang::EN));
        let concept = matched.filter(|c| is_place(scheme, c));
        let known = |p: &Place| p.name == name || (concept.is_some() && p.concept == concept);
        if self.places.iter().any(known) {
            return;
        }
        if let (Some(concept), Some(field)) = (&concept, field)
            && !self.themes.iter().any(|t| t.concept == *concept)
        {
            let why = Why::Field(field.place());
            self.themes.push(Assigned {
                concept: concept.clone(),
                why,
            });
        }
        self.places.push(Place {
            name: name.to_owned(),
            concept,
        });
    }
}

fn is_place(scheme: &Scheme, concept: &ConceptId) -> bool {
    // The hierarchy is acyclic and shallow (invariant I6).
    concept.as_str() == PLACES
        || scheme
            .get(concept.as_str())
            .is_some_and(|c| c.broader.iter().any(|above| is_place(scheme, above)))
}

/// Facet numbers of the ILO Thesaurus (072), for a record without any other theme.
fn facets(reading: &Reading<'_>, scheme: &Scheme, found: &mut Subjects) {
    for field in reading.fields.all("072") {
        if field.text('2').is_some_and(|v| v != "ilot") {
            continue;
        }
        let Some(concept) = field
            .text('a')
            .and_then(|n| reading.mapping().subjects.facet(n))
        else {
            continue;
        };
        let current = scheme.resolve(concept.as_str()).map(|c| c.id.clone());
        if let Some(concept) = current.filter(|c| !found.themes.iter().any(|t| t.concept == *c)) {
            let why = Why::Rule("thesaurus-facet".to_owned());
            found.themes.push(Assigned { concept, why });
        }
    }
}
