//! What each text of a record is: the meaning of an exact clause, in terms of records alone.

use record::{AssetKind, ContributorKind, Record};
use taxonomy::{ConceptId, Taxonomy};

use super::Text;

/// The values of a text that a record has.
///
/// Whole names ([`super::How::Whole`]) are those of contributors: see [`whole`].
pub fn values(record: &Record, text: Text, taxonomy: &Taxonomy) -> Vec<String> {
    let description = &record.description;
    match text {
        Text::Anywhere => [
            Text::Title,
            Text::Name,
            Text::Subject,
            Text::Source,
            Text::Description,
        ]
        .into_iter()
        .flat_map(|part| values(record, part, taxonomy))
        .collect(),
        Text::Title => {
            let titles = &description.titles;
            let others = titles.parallel.iter().chain(&titles.original);
            let all = std::iter::once(&titles.main).chain(others);
            all.chain(&titles.variant).map(|t| t.full()).collect()
        }
        Text::UniformTitle => description
            .titles
            .original
            .iter()
            .map(|t| t.full())
            .collect(),
        Text::Name => {
            let all = contributors(record, None);
            all.chain(description.responsibility.clone()).collect()
        }
        Text::PersonalName => contributors(record, Some(ContributorKind::Person)).collect(),
        Text::CorporateName => contributors(record, Some(ContributorKind::Corporate)).collect(),
        Text::ConferenceName => contributors(record, Some(ContributorKind::Meeting)).collect(),
        Text::Subject => subjects(record, taxonomy),
        Text::Coverage => places(record, taxonomy),
        Text::Source => {
            let host = description.host.as_ref().and_then(|h| h.title.clone());
            let series = description.series.iter().map(|s| s.title.clone());
            host.into_iter().chain(series).collect()
        }
        Text::Relation => description.series.iter().map(|s| s.title.clone()).collect(),
        Text::Description => body(record),
        Text::Publisher => {
            let publisher = description.publisher.as_ref();
            publisher.and_then(|p| p.name.clone()).into_iter().collect()
        }
        Text::Format => {
            let texts = description.assets.iter();
            let texts = texts.filter(|a| a.kind == AssetKind::FullText);
            let types = texts.filter_map(|a| a.media_type.clone());
            types.chain(description.extent.clone()).collect()
        }
        Text::Rights => {
            let rights = description.rights.iter();
            rights
                .flat_map(|r| std::iter::once(r.text.clone()).chain(r.uri.clone()))
                .collect()
        }
    }
}

/// The values that a whole term is compared with: a statement of responsibility is no name.
pub fn whole(record: &Record, text: Text, taxonomy: &Taxonomy) -> Vec<String> {
    match text {
        Text::Name => contributors(record, None).collect(),
        text => values(record, text, taxonomy),
    }
}

/// A record's identifiers: its own, its host item's and its series'.
pub fn identifiers(record: &Record) -> Vec<String> {
    let description = &record.description;
    let own = description.identifiers.iter().map(|i| &i.value);
    let host = description
        .host
        .iter()
        .flat_map(|h| h.issn.iter().chain(&h.isbn));
    let series = description.series.iter().filter_map(|s| s.issn.as_ref());
    own.chain(host).chain(series).cloned().collect()
}

/// The name that a record is sorted by.
pub fn first_name(record: &Record) -> Option<&str> {
    let first = record.description.contributors.first();
    first.map(|c| c.name.as_str()).filter(|n| !n.is_empty())
}

fn contributors(record: &Record, kind: Option<ContributorKind>) -> impl Iterator<Item = String> {
    let all = record.description.contributors.iter();
    let fits = all.filter(move |c| kind.is_none_or(|kind| c.kind == kind));
    fits.map(|c| c.name.clone())
}

fn subjects(record: &Record, taxonomy: &Taxonomy) -> Vec<String> {
    let description = &record.description;
    let keywords = description.keywords.iter().map(|k| k.text.value.clone());
    let mut values: Vec<String> = keywords.collect();
    for theme in &description.themes {
        labels(&theme.concept, taxonomy, &mut values);
    }
    values.extend(places(record, taxonomy));
    values
}

fn places(record: &Record, taxonomy: &Taxonomy) -> Vec<String> {
    let mut values = Vec::new();
    for place in &record.description.places {
        values.push(place.name.clone());
        if let Some(concept) = &place.concept {
            labels(concept, taxonomy, &mut values);
        }
    }
    values
}

/// All labels of a concept, and of what was merged into it.
fn labels(concept: &ConceptId, taxonomy: &Taxonomy, values: &mut Vec<String>) {
    let scheme = taxonomy.themes();
    for id in crate::labels::names(scheme, concept) {
        if let Some(concept) = scheme.get(id.as_str()) {
            values.extend(concept.labels().map(|(_, _, label)| label.to_owned()));
        }
    }
}

fn body(record: &Record) -> Vec<String> {
    let description = &record.description;
    let notes = description.notes.iter().map(|n| &n.text);
    let texts = description.abstracts.iter().chain(notes);
    let publisher = description.publisher.iter();
    let plain = publisher.flat_map(|p| p.name.iter().chain(&p.place));
    texts
        .map(|t| &t.value)
        .chain(plain)
        .chain(&description.edition)
        .cloned()
        .collect()
}
