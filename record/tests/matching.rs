//! Matching, tried on the real articles of the bundled collection: each is described once more as another
//! system might have it, and every pair that shares a block is judged.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test says what it found"
)]

use std::collections::{BTreeMap, BTreeSet};

use record::{
    Context, Description, Features, Mapping, Source, SourceFormat, build,
    marc::{Format, Reader},
};
use taxonomy::Taxonomy;

/// The thresholds of a profile that says none.
const SURE: f32 = 0.9;
const ASK: f32 = 0.6;

fn articles() -> Vec<Description> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../src/demo");
    let (taxonomy, mapping) = (Taxonomy::bundled(), Mapping::bundled());
    let mut found = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|e| e != "mrc") {
            continue;
        }
        for raw in Reader::new(std::fs::File::open(path).unwrap()) {
            let raw = raw.unwrap();
            let source = Source {
                format: match raw.format {
                    Format::Iso2709 => SourceFormat::Marc,
                    Format::MarcXml => SourceFormat::Marcxml,
                },
                bytes: raw.bytes,
            };
            let context = Context {
                taxonomy: &taxonomy,
                mapping: &mapping,
                system: "labordoc",
                profile: None,
            };
            found.push(build(&source, None, &context).unwrap().description);
        }
    }
    found
}

/// Numbers that look random and are the same each time.
struct Noise(u64);

impl Noise {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }
}

/// The same article as another system might have it: without what tells it at once, and with one or two
/// of the ways in which catalogues differ.
fn varied(description: &Description, noise: &mut Noise) -> Description {
    let mut other = description.clone();
    other.identifiers.clear();
    for _ in 0..1 + noise.below(2) {
        vary(&mut other, noise);
    }
    other
}

fn vary(other: &mut Description, noise: &mut Noise) {
    let title = &mut other.titles.main;
    match noise.below(9) {
        0 => title.main = without_accents(&title.main).to_uppercase(),
        1 => {
            title.remainder = None;
            if let Some((main, _)) = title.main.split_once(": ") {
                title.main = main.to_owned();
            }
        }
        2 => {
            for (whole, short) in [
                ("International", "Int."),
                ("Labour", "Lab."),
                ("Conference", "Conf."),
                ("Organisation", "Org."),
                ("Convention", "Conv."),
                ("internationale", "int."),
                ("and", "&"),
                ("Department", "Dept."),
            ] {
                title.main = title.main.replace(whole, short);
            }
        }
        3 => {
            for (letter, letters) in [
                ("ü", "ue"),
                ("ö", "oe"),
                ("ä", "ae"),
                ("ß", "ss"),
                ("é", "e"),
                ("ñ", "n"),
                ("labour", "labor"),
                ("Labour", "Labor"),
            ] {
                title.main = title.main.replace(letter, letters);
            }
        }
        4 => title.main = one_slip(&title.main, noise),
        5 => {
            for contributor in &mut other.contributors {
                if let Some((family, given)) = contributor.name.clone().split_once(", ") {
                    let initials: Vec<String> = given
                        .split(' ')
                        .filter_map(|g| g.chars().next())
                        .map(|c| format!("{c}."))
                        .collect();
                    contributor.name = format!("{family}, {}", initials.join(" "));
                }
            }
        }
        6 => other.contributors.clear(),
        7 => {
            if let Some(host) = &mut other.host {
                host.pages = None;
                host.issue = None;
            }
        }
        _ => {
            if let Some(year) = other.date.as_mut().and_then(|d| d.year.as_mut()) {
                *year += 1;
            }
        }
    }
}

fn without_accents(text: &str) -> String {
    taxonomy::text::fold(text)
}

/// One letter of a long word left out.
fn one_slip(text: &str, noise: &mut Noise) -> String {
    let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
    let at = noise.below(words.len());
    if words[at].chars().count() > 5 {
        let out = 2 + noise.below(3);
        words[at] = words[at]
            .chars()
            .enumerate()
            .filter(|(n, _)| *n != out)
            .map(|(_, c)| c)
            .collect();
    }
    words.join(" ")
}

#[test]
fn what_is_sure_is_right_and_what_is_right_is_seldom_new() {
    let articles = articles();
    let features: Vec<Features> = articles.iter().map(Features::of).collect();
    let mut blocks: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (at, features) in features.iter().enumerate() {
        for block in features.blocks() {
            blocks.entry(block).or_default().push(at);
        }
    }
    let mut noise = Noise(7);
    let (mut sure, mut wrong, mut asked, mut missed, mut pairs) = (0, 0, 0, 0, 0);
    for (truth, article) in articles.iter().enumerate() {
        for _ in 0..2 {
            let other = Features::of(&varied(article, &mut noise));
            let near: BTreeSet<usize> = other
                .blocks()
                .iter()
                .filter_map(|b| blocks.get(b))
                .flatten()
                .copied()
                .collect();
            pairs += near.len().max(1);
            let mut scored: Vec<(f32, usize)> = near
                .iter()
                .map(|at| (features[*at].score(&other), *at))
                .collect();
            scored.sort_by(|a, b| b.0.total_cmp(&a.0));
            let best = scored.first().copied();
            // Two that fit equally well are a question, not an answer.
            let rival = scored.get(1).is_some_and(|(score, _)| *score >= SURE);
            match best {
                Some((score, at)) if score >= SURE && !rival => {
                    sure += 1;
                    // The bundled collection has a few articles twice, from two systems.
                    if at != truth && features[at].score(&features[truth]) < 1.0 {
                        wrong += 1;
                        eprintln!(
                            "wrong: {:?} taken for {:?}",
                            articles[truth].titles.main.full(),
                            articles[at].titles.main.full()
                        );
                    }
                }
                Some(_)
                    if scored
                        .iter()
                        .any(|(score, at)| *score >= ASK && *at == truth) =>
                {
                    asked += 1
                }
                _ => missed += 1,
            }
        }
    }
    let all = 2 * articles.len();
    let precision = 1.0 - f64::from(wrong) / f64::from(sure);
    let recall = f64::from(sure - wrong) / all as f64;
    println!(
        "{all} varied records, {pairs} pairs judged: sure {sure} of which {wrong} wrong (precision {precision:.4}, recall {recall:.3}), asked {asked}, missed {missed}"
    );
    assert!(all >= 500 && pairs >= 500, "{all} records, {pairs} pairs");
    assert!(precision >= 0.995, "precision of sure is {precision:.4}");
    assert!(recall >= 0.8, "recall of sure is {recall:.3}");
    assert!(missed * 50 <= all, "{missed} of {all} are taken for new");
}
