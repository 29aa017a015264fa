//! What a search can be narrowed by, as the search page shows it: rows to tick, chips to take away,
//! a chart of years.

use index::{FacetCount, Facets};
use taxonomy::{ConceptId, Scheme};

use super::{Service, labels::Dimension, params::SearchParams, reader::Reader};

/// Rows shown before "more".
const SHOWN: usize = 10;
/// Levels of a hierarchy that are told apart.
const DEEPEST: usize = 3;
/// Years that are shown one by one; a longer span goes by decades.
const SINGLE_YEARS: i16 = 30;

/// One facet.
pub struct FacetGroup {
    /// Its heading.
    pub heading: String,
    /// Its values.
    pub values: Vec<FacetRow>,
    /// Values behind "more".
    pub more: Vec<FacetRow>,
    /// Whether one behind "more" is chosen.
    pub more_open: bool,
}

/// A facet's value.
pub struct FacetRow {
    /// The parameter.
    pub name: &'static str,
    /// Its value.
    pub value: String,
    /// Its name for readers.
    pub label: String,
    /// How many hits have it, whatever else of its facet is chosen.
    pub count: String,
    /// Whether it is chosen.
    pub chosen: bool,
    /// How deep it stands below the topmost shown.
    pub depth: usize,
}

/// A filter in force, and the search without it.
pub struct Chip {
    /// What it narrows to.
    pub label: String,
    /// The search without it.
    pub href: String,
}

/// The years of the hits.
pub struct Chart {
    /// Years or decades, each once, in order.
    pub bars: Vec<Bar>,
    /// The drawing's width; its height is 100.
    pub width: usize,
    /// The first year of all.
    pub first: i16,
    /// The last year of all.
    pub last: i16,
}

/// A year or a decade.
pub struct Bar {
    /// Where it stands.
    pub x: usize,
    /// Its upper end.
    pub y: u64,
    /// Its height.
    pub height: u64,
    /// `1990` or `1990–1999`.
    pub label: String,
    /// How many hits; empty for none.
    pub count: String,
    /// The search narrowed to it.
    pub href: String,
}

/// All facets but the years.
pub fn groups(
    service: &Service,
    reader: &Reader,
    params: &SearchParams,
    facets: &Facets,
) -> Vec<FacetGroup> {
    let taxonomy = &service.app.taxonomy();
    let group = |dimension: Dimension| {
        let (counts, scheme) = match dimension {
            Dimension::Type => (&facets.types, Some(taxonomy.document_types())),
            Dimension::Theme => (&facets.themes, Some(taxonomy.themes())),
            Dimension::Language => (&facets.languages, None),
            Dimension::Journal => (&facets.journals, None),
            Dimension::FullText => (&facets.full_text, None),
            Dimension::Year | Dimension::Author => return None,
        };
        let chosen = params.chosen(dimension);
        let mut shown = counts.clone();
        for value in chosen
            .iter()
            .filter(|v| counts.iter().all(|c| c.value != **v))
        {
            shown.push(FacetCount {
                value: value.clone(),
                count: 0,
            });
        }
        let placed = match scheme {
            Some(scheme) => as_tree(scheme, shown),
            None => shown.into_iter().map(|c| (c, 0)).collect(),
        };
        let row = |(found, depth): (FacetCount, usize)| FacetRow {
            name: dimension.name(),
            label: dimension.label(&found.value, taxonomy, reader),
            count: reader.texts.number(&found.count),
            chosen: chosen.contains(&found.value),
            value: found.value,
            depth,
        };
        let mut values: Vec<FacetRow> = placed.into_iter().map(row).collect();
        let more = values.split_off(values.len().min(SHOWN));
        Some(FacetGroup {
            heading: dimension.heading(reader),
            more_open: more.iter().any(|v| v.chosen),
            values,
            more,
        })
    };
    let groups = Dimension::ALL.into_iter().filter_map(group);
    groups.filter(|g| !g.values.is_empty()).collect()
}

/// Each value after the one it stands below, and how deep it stands.
fn as_tree(scheme: &Scheme, counts: Vec<FacetCount>) -> Vec<(FacetCount, usize)> {
    let above = |value: &str| {
        let broader = scheme.get(value).map_or(&[][..], |c| c.broader.as_slice());
        let held = |id: &&ConceptId| counts.iter().any(|c| c.value == id.as_str());
        broader.iter().find(held).map(|id| id.as_str().to_owned())
    };
    let parents: Vec<Option<String>> = counts.iter().map(|c| above(&c.value)).collect();
    let mut placed = Vec::with_capacity(counts.len());
    let mut waiting: Vec<(usize, usize)> = (0..counts.len())
        .rev()
        .filter(|at| parents[*at].is_none())
        .map(|at| (at, 0))
        .collect();
    while let Some((at, depth)) = waiting.pop() {
        let value = &counts[at].value;
        let below = (0..counts.len()).rev();
        waiting.extend(
            below
                .filter(|n| parents[*n].as_ref() == Some(value))
                .map(|n| (n, depth + 1)),
        );
        placed.push((counts[at].clone(), depth.min(DEEPEST)));
    }
    placed
}

/// The filters in force.
pub fn chips(service: &Service, reader: &Reader, params: &SearchParams) -> Vec<Chip> {
    let chip = |dimension: Dimension, value: String| Chip {
        label: format!(
            "{}: {}",
            dimension.heading(reader),
            dimension.label(&value, &service.app.taxonomy(), reader)
        ),
        href: params.without(dimension, &value).href(),
    };
    let all = Dimension::ALL.into_iter();
    all.flat_map(|d| params.chosen(d).into_iter().map(move |v| (d, v)))
        .map(|(d, v)| chip(d, v))
        .collect()
}

/// The years of the hits, by year or by decade.
pub fn chart(reader: &Reader, params: &SearchParams, years: &[FacetCount]) -> Chart {
    let known: Vec<(i16, u64)> = years
        .iter()
        .filter_map(|c| Some((c.value.parse().ok()?, c.count)))
        .collect();
    let first = known.iter().map(|(y, _)| *y).min().unwrap_or(0);
    let last = known.iter().map(|(y, _)| *y).max().unwrap_or(0);
    let step = if last - first > SINGLE_YEARS { 10 } else { 1 };
    let start = first - first.rem_euclid(step);
    let mut counts = vec![0_u64; usize::try_from((last - start) / step + 1).unwrap_or(1)];
    for (year, count) in &known {
        counts[usize::try_from((year - start) / step).unwrap_or(0)] += count;
    }
    let most = counts.iter().copied().max().unwrap_or(0).max(1);
    let bar = |(at, count): (usize, u64)| {
        let from = start + i16::try_from(at).unwrap_or(0) * step;
        let until = from + step - 1;
        // The smallest can still be seen.
        let height = (count * 100).div_ceil(most);
        Bar {
            x: at * 10 + 1,
            y: 100 - height,
            height,
            label: match step {
                1 => from.to_string(),
                _ => format!("{from}–{until}"),
            },
            count: match count {
                0 => String::new(),
                count => reader.texts.number(&count),
            },
            href: SearchParams {
                from: Some(from),
                until: Some(until),
                page: 1,
                ..params.clone()
            }
            .href(),
        }
    };
    let none = known.is_empty();
    Chart {
        width: counts.len() * 10,
        bars: match none {
            true => Vec::new(),
            false => counts.into_iter().enumerate().map(bar).collect(),
        },
        first,
        last,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_follow_what_they_stand_below() {
        let taxonomy = taxonomy::Taxonomy::bundled();
        let count = |value: &str, count| FacetCount {
            value: value.to_owned(),
            count,
        };
        let scheme = taxonomy.document_types();
        let narrow = scheme
            .concepts()
            .find(|c| !c.broader.is_empty())
            .expect("there is a hierarchy");
        let broad = narrow.broader[0].as_str();
        let placed = as_tree(
            scheme,
            vec![
                count("unclassified", 9),
                count(narrow.id.as_str(), 5),
                count(broad, 7),
            ],
        );
        let order: Vec<(&str, usize)> =
            placed.iter().map(|(c, d)| (c.value.as_str(), *d)).collect();
        assert_eq!(
            order,
            [("unclassified", 0), (broad, 0), (narrow.id.as_str(), 1)]
        );
    }

    #[test]
    fn years_are_shown_one_by_one_or_by_decades() {
        let reader = Reader {
            lang: taxonomy::Lang::EN,
            texts: super::super::texts::Texts::of(taxonomy::Lang::EN),
            chosen: false,
            session: None,
        };
        let counts = |years: &[(&str, u64)]| -> Vec<FacetCount> {
            let count = |(value, count): &(&str, u64)| FacetCount {
                value: (*value).to_owned(),
                count: *count,
            };
            years.iter().map(count).collect()
        };
        let shown = |years: &[(&str, u64)]| -> Vec<(String, String, u64)> {
            let chart = chart(&reader, &SearchParams::default(), &counts(years));
            let bars = chart.bars.into_iter();
            bars.map(|b| (b.label, b.count, b.height)).collect()
        };
        let bar = |label: &str, count: &str, height| (label.to_owned(), count.to_owned(), height);
        assert_eq!(
            shown(&[("2001", 2), ("1999", 1)]),
            [
                bar("1999", "1", 50),
                bar("2000", "", 0),
                bar("2001", "2", 100)
            ]
        );
        let decades = shown(&[("2005", 1), ("1995", 300), ("1921", 5)]);
        assert_eq!(decades.len(), 9);
        assert_eq!(decades[0], bar("1920–1929", "5", 2));
        assert_eq!(decades[8], bar("2000–2009", "1", 1));
        assert!(shown(&[]).is_empty());
    }
}
