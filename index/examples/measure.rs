//! Measures the index on synthetic records: `measure [RECORDS] [THREADS]`.
//!
//! Prints records/s for our schema and, from the same run, for tantivy alone with the same text
//! in one field of its default kind; bytes per record; times of full pages, and of the same words asked of the engine alone.

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used)]

#[path = "../tests/common/mod.rs"]
mod common;

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use ::record::{
    Asset, AssetKind, Contributor, ContributorKind, HostItem, Identifier, IdentifierKind, Keyword,
    Publisher, Record, RecordId, Seq, Text,
};
use common::{With, assigned, concept, lang, record};
use index::{Change, Filters, Index, OpenOptions, SearchRequest, Sort};
use tantivy::{
    Term,
    collector::Count,
    query::{AllQuery, BooleanQuery, PhraseQuery, Query, TermQuery},
    schema::{IndexRecordOption, STORED, Schema, TEXT},
};
use taxonomy::{Lang, LangMap, Scheme, SchemeId, Taxonomy};

/// A small generator (SplitMix64): the same records every time.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    /// Small numbers often: about Zipf's law.
    fn zipf(&mut self, n: usize) -> usize {
        let unit = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        ((n as f64 + 1.0).powf(unit) - 1.0) as usize % n
    }
}

/// Words of one language: common ones as they are, the rest made of syllables with the language's endings.
struct Vocabulary {
    words: Vec<String>,
}

impl Vocabulary {
    fn new(code: &str, seed: u64) -> Vocabulary {
        let mut chance = Chance(seed);
        let (common, endings): (&str, &[&str]) = match code {
            "en" => (
                "the of and in to a for on with is wages work labour employment social workers policy rights women migration international safety",
                &["", "s", "ing", "ed", "ment", "ation", "er", "ers"],
            ),
            "fr" => (
                "de la le les et des en du un une pour dans salaires travail emploi social travailleurs politique droits femmes migration internationale sécurité",
                &["", "s", "ement", "ation", "é", "és", "eur", "eurs", "ité"],
            ),
            _ => (
                "de la el en y los las del un una para con salarios trabajo empleo social trabajadores política derechos mujeres migración internacional seguridad",
                &["", "s", "ción", "ciones", "ado", "ados", "idad", "miento"],
            ),
        };
        let mut words: Vec<String> = common.split(' ').map(str::to_owned).collect();
        let syllables = [
            "ba", "co", "de", "fi", "gra", "lo", "mi", "nor", "pe", "ra", "sen", "ti", "tru", "va",
            "zo", "el",
        ];
        while words.len() < 60_000 {
            let mut word = String::new();
            for _ in 0..2 + chance.below(3) {
                word.push_str(syllables[chance.below(syllables.len())]);
            }
            word.push_str(endings[chance.below(endings.len())]);
            words.push(word);
        }
        Vocabulary { words }
    }

    fn text(&self, chance: &mut Chance, words: usize) -> String {
        let mut text = String::new();
        for at in 0..words {
            if at > 0 {
                text.push_str(if at % 17 == 0 { ". " } else { " " });
            }
            text.push_str(&self.words[chance.zipf(self.words.len())]);
        }
        text
    }
}

/// Processor time that this process has used, in seconds (Linux; 0 elsewhere).
fn processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or_default();
    let ticks: u64 = after
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|t| t.parse::<u64>().ok())
        .sum();
    ticks as f64 / 100.0
}

fn taxonomy() -> Arc<Taxonomy> {
    let mut chance = Chance(9);
    let voices = ["en", "fr", "es"].map(|code| Vocabulary::new(code, 1));
    let mut themes = Vec::new();
    for id in 0..500usize {
        let above = match id {
            0..25 => String::new(),
            25..150 => format!("c{}", id % 25),
            _ => format!("c{}", 25 + id % 125),
        };
        let above: Vec<&str> = [above.as_str()]
            .into_iter()
            .filter(|a| !a.is_empty())
            .collect();
        let labels = [0, 1, 2].map(|l| {
            let voice = &voices[l];
            format!(
                "{} {}",
                voice.words[12 + chance.below(200)],
                voice.words[12 + chance.zipf(3000)]
            )
        });
        let mut one = concept(
            &format!("c{id}"),
            &above,
            [&labels[0], &labels[1], &labels[2]],
        );
        one.alt = Lang::INTERFACE
            .into_iter()
            .zip(&voices)
            .map(|(l, v)| (l, vec![v.text(&mut chance, 2), v.text(&mut chance, 2)]))
            .collect();
        themes.push(one);
    }
    let types = (0..30).map(|id| {
        concept(
            &format!("d{id}"),
            if id < 8 { &[] } else { &["d1"] },
            ["a", "b", "c"],
        )
    });
    Arc::new(Taxonomy::new(BTreeMap::from([
        (SchemeId::new("themes"), Scheme::new(LangMap::new(), themes)),
        (
            SchemeId::new("document-types"),
            Scheme::new(LangMap::new(), types),
        ),
    ])))
}

fn made(id: u64, voices: &[Vocabulary; 3]) -> Record {
    let mut chance = Chance(id);
    let at = chance.below(3);
    let (code, voice) = (["en", "fr", "es"][at], &voices[at]);
    let title = voice.text(&mut chance, 9);
    let mut one = record(id, code, &title)
        .year(1920 + chance.below(105) as i16)
        .work(id - id % 3 + 1);
    for _ in 0..3 {
        one = one.theme(&format!("c{}", chance.zipf(500)));
    }
    one = one.about(&voice.text(&mut chance, 120));
    one.with(|d| {
        d.document_type = assigned(&format!("d{}", chance.zipf(30)));
        for _ in 0..2 {
            d.contributors.push(Contributor {
                kind: ContributorKind::Person,
                name: format!(
                    "{}, {}",
                    voices[0].words[30 + chance.below(9000)],
                    voices[0].words[30 + chance.below(900)]
                ),
                roles: vec!["aut".to_owned()],
                main_entry: false,
                dates: None,
                affiliation: None,
                uris: Vec::new(),
                field: "700[1]".to_owned(),
            });
        }
        d.keywords.push(Keyword {
            text: Text::new(voice.text(&mut chance, 2), lang(code)),
            vocabulary: None,
            field: "650[1]".to_owned(),
        });
        d.publisher = Some(Publisher {
            name: Some("International Labour Office".to_owned()),
            place: Some("Geneva".to_owned()),
        });
        for (kind, value) in [
            (IdentifierKind::ControlNumber, format!("{id}")),
            (IdentifierKind::Isbn, format!("978{:010}", id * 7)),
        ] {
            d.identifiers.push(Identifier {
                kind,
                value,
                valid: true,
            });
        }
        if chance.below(3) == 0 {
            d.host = Some(HostItem {
                title: Some("International Labour Review".to_owned()),
                journal: Some(format!("j{}", chance.zipf(80))),
                ..HostItem::default()
            });
        }
        if chance.below(2) == 0 {
            d.assets.push(Asset {
                url: "https://example.org/a.pdf".to_owned(),
                kind: AssetKind::FullText,
                label: None,
                media_type: None,
            });
        }
    })
}

fn ours(
    dir: &std::path::Path,
    records: u64,
    threads: usize,
    voices: &[Vocabulary; 3],
) -> (Index, f64) {
    let (index, mut writer, _) = Index::open(
        dir,
        "measure",
        "1",
        OpenOptions {
            heap_bytes: 256 << 20,
            threads,
        },
    )
    .unwrap();
    writer.set_taxonomy(taxonomy(), "1");
    let (mut spent, mut used) = (Duration::ZERO, 0.0);
    let mut next = 1;
    while next <= records {
        let batch: Vec<Record> = (next..(next + 10_000).min(records + 1))
            .map(|id| made(id, voices))
            .collect();
        next += batch.len() as u64;
        let changes: Vec<Change<'_>> = batch
            .iter()
            .map(|r| Change {
                seq: r.seq,
                id: r.id,
                record: Some(r),
            })
            .collect();
        let (start, before) = (Instant::now(), processor());
        writer.apply(&changes).unwrap();
        writer.commit(Seq(next - 1)).unwrap();
        spent += start.elapsed();
        used += processor() - before;
    }
    let start = Instant::now();
    writer.finish().unwrap();
    let merging = start.elapsed();
    let rate = records as f64 / spent.as_secs_f64();
    println!(
        "ours: {rate:.0} records/s with a commit each 10,000, {merging:.1?} more for the last merges; {:.0} µs of processor each",
        used * 1e6 / records as f64
    );
    (index, rate)
}

fn alone(dir: &std::path::Path, records: u64, threads: usize, voices: &[Vocabulary; 3]) -> f64 {
    let mut builder = Schema::builder();
    let field = builder.add_text_field("text", TEXT | STORED);
    let engine = tantivy::Index::create_in_dir(dir, builder.build()).unwrap();
    let mut writer: tantivy::IndexWriter =
        engine.writer_with_num_threads(threads, 256 << 20).unwrap();
    let (mut spent, mut used) = (Duration::ZERO, 0.0);
    let mut next = 1;
    let mut source = 0;
    while next <= records {
        let batch: Vec<String> = (next..(next + 10_000).min(records + 1))
            .map(|id| {
                let one = made(id, voices).description;
                let names: Vec<String> = one.contributors.iter().map(|c| c.name.clone()).collect();
                format!(
                    "{} {} {} {} International Labour Office Geneva {id}",
                    one.titles.main.main,
                    one.abstracts[0].value,
                    names.join(" "),
                    one.keywords[0].text.value
                )
            })
            .collect();
        next += batch.len() as u64;
        source += batch.iter().map(String::len).sum::<usize>();
        let (start, before) = (Instant::now(), processor());
        for text in &batch {
            let mut document = tantivy::TantivyDocument::new();
            document.add_text(field, text);
            writer.add_document(document).unwrap();
        }
        writer.commit().unwrap();
        spent += start.elapsed();
        used += processor() - before;
    }
    writer.wait_merging_threads().unwrap();
    let rate = records as f64 / spent.as_secs_f64();
    let bytes: u64 = std::fs::read_dir(dir)
        .unwrap()
        .map(|e| e.unwrap().metadata().unwrap().len())
        .sum();
    println!(
        "tantivy alone, one stored default text field: {rate:.0} records/s, {} bytes/record of {} bytes of text; {:.0} µs of processor each",
        bytes / records,
        source as u64 / records,
        used * 1e6 / records as f64
    );
    rate
}

/// The same words, asked of the engine alone on the same files: any of the five text fields, the best 20 and
/// the count; no stems, concepts, facets.
struct Raw {
    searcher: tantivy::Searcher,
    fields: Vec<tantivy::schema::Field>,
}

impl Raw {
    fn open(dir: &std::path::Path) -> Raw {
        let engine = tantivy::Index::open_in_dir(dir).unwrap();
        let names = ["title", "subject", "author", "journal", "body"];
        let field = |name: &str| engine.schema().get_field(name).unwrap();
        let fields = names.map(field).to_vec();
        let reader: tantivy::IndexReader = engine.reader().unwrap();
        Raw {
            searcher: reader.searcher(),
            fields,
        }
    }

    /// A query of plain words, a phrase, or words with OR.
    fn query(&self, text: &str) -> Box<dyn Query> {
        let terms = |field, words: &str| -> Vec<Term> {
            let words = words.split(' ').map(taxonomy::fold);
            words.map(|w| Term::from_field_text(field, &w)).collect()
        };
        let everywhere = |words: &str| -> Box<dyn Query> {
            let one = |field: &tantivy::schema::Field| -> Box<dyn Query> {
                let mut terms = terms(*field, words);
                match terms.len() {
                    1 => Box::new(TermQuery::new(
                        terms.remove(0),
                        IndexRecordOption::WithFreqs,
                    )),
                    _ => Box::new(PhraseQuery::new(terms)),
                }
            };
            Box::new(BooleanQuery::union(self.fields.iter().map(one).collect()))
        };
        if text.is_empty() {
            Box::new(AllQuery)
        } else if let Some(phrase) = text.strip_prefix('"') {
            everywhere(phrase.trim_end_matches('"'))
        } else if text.contains(" OR ") {
            Box::new(BooleanQuery::union(
                text.split(" OR ").map(everywhere).collect(),
            ))
        } else {
            Box::new(BooleanQuery::intersection(
                text.split(' ').map(everywhere).collect(),
            ))
        }
    }

    fn milliseconds(&self, text: &str) -> f64 {
        let start = Instant::now();
        let query = self.query(text);
        let best = tantivy::collector::TopDocs::with_limit(20).order_by_score();
        let found = self.searcher.search(&query, &(best, Count)).unwrap();
        std::hint::black_box(found);
        start.elapsed().as_secs_f64() * 1000.0
    }
}

fn pages(index: &Index, raw: &Raw) {
    let taxonomy = taxonomy();
    let mut known = Chance(5);
    let voices = ["en", "fr", "es"].map(|code| Vocabulary::new(code, 1));
    let mut words = |from: usize, to: usize| {
        let voice = &voices[known.below(3)];
        voice.words[from + known.below(to - from)].clone()
    };
    let base = SearchRequest {
        facets: true,
        limit: 20,
        ..SearchRequest::default()
    };
    let query = |query: String| SearchRequest {
        query,
        ..base.clone()
    };
    let mut kinds: Vec<(&str, Vec<SearchRequest>)> = vec![
        ("everything", vec![base.clone(); 20]),
        (
            "a common word",
            (0..40).map(|_| query(words(12, 22))).collect(),
        ),
        (
            "a middling word",
            (0..200).map(|_| query(words(30, 600))).collect(),
        ),
        (
            "a rare word",
            (0..200).map(|_| query(words(2_000, 50_000))).collect(),
        ),
        (
            "two words",
            (0..200)
                .map(|_| query(format!("{} {}", words(12, 60), words(30, 600))))
                .collect(),
        ),
        (
            "a common or a middling word",
            (0..100)
                .map(|_| query(format!("{} OR {}", words(12, 22), words(30, 600))))
                .collect(),
        ),
        (
            "a phrase",
            (0..100)
                .map(|_| query(format!("\"{} {}\"", words(0, 12), words(12, 60))))
                .collect(),
        ),
        (
            "a prefix",
            (0..100)
                .map(|_| query(format!("{}*", &words(2_000, 50_000)[..4])))
                .collect(),
        ),
    ];
    let themes = (0..100).map(|at| SearchRequest {
        query: words(12, 600),
        filters: Filters {
            themes: vec![format!("c{at}").as_str().into()],
            ..Filters::default()
        },
        ..base.clone()
    });
    kinds.push(("a word and a theme", themes.collect()));
    let works = (0..100).map(|_| SearchRequest {
        query: words(12, 600),
        group_works: true,
        ..base.clone()
    });
    kinds.push(("a word, by work", works.collect()));
    let titles = (0..100).map(|_| SearchRequest {
        query: words(12, 600),
        sort: Sort::Title,
        ..base.clone()
    });
    kinds.push(("a word, by title", titles.collect()));
    println!("pages of 20 hits, total and all facets, in ms:");
    println!(
        "{:<30} {:>8} {:>8} {:>8} {:>8} {:>10} {:>16} {:>8}",
        "", "median", "p95", "p99", "most", "hits", "engine's median", "ratio"
    );
    for (name, requests) in kinds {
        let mut times = Vec::new();
        let mut hits = 0;
        let mut engine = Vec::new();
        for request in &requests {
            // Only what the engine can be asked alone.
            let plain = !request.query.contains('*') && request.filters == Filters::default();
            if plain && request.sort == Sort::Relevance {
                engine.push(raw.milliseconds(&request.query));
            }
            let start = Instant::now();
            hits += index.search(request, &taxonomy).unwrap().total;
            times.push(start.elapsed().as_secs_f64() * 1000.0);
        }
        times.sort_by(f64::total_cmp);
        let at = |part: f64| times[((times.len() - 1) as f64 * part) as usize];
        print!(
            "{name:<30} {:>8.2} {:>8.2} {:>8.2} {:>8.2} {:>10}",
            at(0.5),
            at(0.95),
            at(0.99),
            at(1.0),
            hits / requests.len() as u64
        );
        engine.sort_by(f64::total_cmp);
        match engine.get(engine.len() / 2) {
            Some(median) => println!(" {median:>16.2} {:>8.1}", at(0.5) / median),
            None => println!(),
        }
    }
}

fn main() {
    let number = |at: usize, otherwise: u64| {
        std::env::args()
            .nth(at)
            .and_then(|a| a.parse().ok())
            .unwrap_or(otherwise)
    };
    let (records, threads) = (number(1, 100_000), number(2, 2) as usize);
    let voices = ["en", "fr", "es"].map(|code| Vocabulary::new(code, 1));
    let start = Instant::now();
    let sample: usize = (1..=1000)
        .map(|id| serde_json::to_vec(&made(id, &voices)).unwrap().len())
        .sum();
    println!(
        "{records} records of {} bytes of JSON, {threads} threads; making one takes {:.0?}",
        sample / 1000,
        start.elapsed() / 1000
    );
    let (own, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let raw = alone(other.path(), records, threads, &voices);
    let (index, rate) = ours(own.path(), records, threads, &voices);
    println!(
        "ratio to tantivy alone: {:.2}; {} bytes/record",
        rate / raw,
        index.bytes() / records
    );
    let mut by_kind: BTreeMap<String, u64> = BTreeMap::new();
    for entry in std::fs::read_dir(own.path()).unwrap().map(Result::unwrap) {
        let kind = entry
            .path()
            .extension()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        *by_kind.entry(kind).or_default() += entry.metadata().unwrap().len();
    }
    println!(
        "bytes/record by kind of file: {:?}",
        by_kind
            .iter()
            .map(|(k, b)| (k.as_str(), b / records))
            .filter(|(_, b)| *b > 0)
            .collect::<Vec<_>>()
    );
    pages(&index, &Raw::open(own.path()));
    drop(index);
    for run in ["files noted", "files not noted"] {
        if run == "files not noted" {
            let _ = std::fs::remove_file(own.path().join("clean.json"));
        }
        let start = Instant::now();
        let (index, mut writer, state) =
            Index::open(own.path(), "measure", "1", OpenOptions::default()).unwrap();
        println!(
            "opening, {run}: {:.0?} ({state:?}, {})",
            start.elapsed(),
            index.documents()
        );
        writer.set_taxonomy(taxonomy(), "1");
        let one = made(5, &voices);
        let start = Instant::now();
        writer
            .apply(&[Change {
                seq: Seq(records + 1),
                id: RecordId(5),
                record: Some(&one),
            }])
            .unwrap();
        writer.commit(Seq(records + 1)).unwrap();
        println!(
            "one changed record searchable after {:.1?}",
            start.elapsed()
        );
    }
}
