//! The corpus as a reader finds it.

use std::collections::{BTreeMap, BTreeSet};

use record::marc::{MarcRecord, Reader, iso2709};

use super::*;

fn corpus(records: u64, seed: u64) -> (Vec<u8>, Summary) {
    let mut bytes = Vec::new();
    let sum = write(&mut bytes, &Taxonomy::bundled(), records, seed, |_| ()).unwrap();
    (bytes, sum)
}

/// The records that are read without a fault, and how many are not.
fn read(bytes: &[u8]) -> (Vec<MarcRecord>, u64) {
    let (mut good, mut faulty) = (Vec::new(), 0);
    for raw in Reader::new(bytes) {
        match raw
            .ok()
            .and_then(|raw| Some((raw.parse().ok()?, raw.bytes)))
        {
            Some((parsed, bytes)) if parsed.faults.is_empty() => {
                assert_eq!(iso2709::write(&parsed.marc).unwrap(), bytes);
                good.push(parsed.marc);
            }
            _ => faulty += 1,
        }
    }
    (good, faulty)
}

fn share(part: usize, whole: usize) -> usize {
    part * 1000 / whole
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let (bytes, sum) = corpus(300, 7);
    assert_eq!((bytes.clone(), sum), corpus(300, 7));
    assert_ne!(bytes, corpus(300, 8).0);
}

/// A taxonomy that never changes, so that a digest can be written down.
const SMALL: &str = r#"
    concept = [
        { id = "a", en = "labour", fr = "travail", es = "trabajo" },
        { id = "b", broader = ["a"], en = "wages", fr = "salaires", es = "salarios" },
        { id = "c", broader = ["a"], en = "safety", fr = "sécurité", es = "seguridad" },
        { id = "d", broader = ["a"], en = "night work", fr = "travail de nuit", es = "trabajo nocturno" },
        { id = "x", broader = ["a"], notation = "X.1", en = "Peru", fr = "Pérou", es = "Perú" },
    ]
"#;

#[test]
fn the_bytes_are_the_same_on_every_machine() {
    let taxonomy = taxonomy::data::read_files(&[("themes/small.toml", SMALL)]).unwrap();
    let mut bytes = Vec::new();
    write(&mut bytes, &taxonomy, 1000, 42, |_| ()).unwrap();
    assert_eq!(blake3::hash(&bytes).to_hex()[..16], *"dcaedaf5572a20f9");
}

#[test]
fn exactly_the_records_reported_as_broken_are() {
    for seed in 1..4 {
        let (bytes, sum) = corpus(6000, seed);
        let (good, faulty) = read(&bytes);
        assert_eq!((sum.records, sum.bytes), (6000, bytes.len() as u64));
        assert_eq!((good.len() as u64, faulty), (6000 - sum.broken, sum.broken));
        assert!((3..=30).contains(&sum.broken), "{sum:?}");
    }
}

#[test]
fn any_number_of_records_can_be_asked_for() {
    for records in [0, 1, 2, 3, 65, 200] {
        let (bytes, sum) = corpus(records, 5);
        assert_eq!(sum.records, records);
        assert_eq!(read(&bytes).0.len() as u64, records - sum.broken);
    }
}

#[test]
fn sizes_languages_and_kinds_are_those_of_a_library() {
    let (bytes, sum) = corpus(10_000, 11);
    let mean = sum.bytes / sum.records;
    assert!((1750..=2050).contains(&mean), "{mean}");
    let (good, _) = read(&bytes);
    let mut languages: BTreeMap<&str, usize> = BTreeMap::new();
    for record in &good {
        *languages
            .entry(record.first("998", 'a').unwrap())
            .or_default() += 1;
    }
    for (language, least, most) in [("eng", 570, 640), ("fre", 170, 230), ("spa", 140, 200)] {
        let share = share(languages[language], good.len());
        assert!((least..=most).contains(&share), "{language} {share}");
    }
    let others = languages.len() - 3;
    assert_eq!(others, 5, "{languages:?}");
    let with = |tag, code| {
        share(
            good.iter().filter(|r| r.first(tag, code).is_some()).count(),
            good.len(),
        )
    };
    assert!(
        (670..=730).contains(&with("520", 'a')),
        "{}",
        with("520", 'a')
    );
    assert!(
        (200..=330).contains(&with("773", 'g')),
        "{}",
        with("773", 'g')
    );
    let years = good
        .iter()
        .filter_map(|r| r.first("997", 'a')?.parse().ok());
    assert!(years.clone().all(|y: u32| (1919..=2026).contains(&y)));
    assert!(years.collect::<BTreeSet<u32>>().len() > 100);
}

#[test]
fn versions_link_to_each_other() {
    let (bytes, sum) = corpus(10_000, 3);
    let (good, _) = read(&bytes);
    let numbers: BTreeMap<&str, &MarcRecord> = good
        .iter()
        .map(|r| (r.control("001").unwrap(), r))
        .collect();
    assert_eq!(numbers.len(), good.len(), "each number once");
    let (mut linked, mut dangling) = (0, 0);
    for record in &good {
        let others: Vec<&str> = record.data("775").filter_map(|f| f.first('w')).collect();
        linked += usize::from(!others.is_empty());
        for other in others {
            let Some(other) = numbers.get(other) else {
                dangling += 1;
                continue;
            };
            let back: Vec<&str> = other.data("775").filter_map(|f| f.first('w')).collect();
            assert!(back.contains(&record.control("001").unwrap()));
            assert_ne!(record.first("998", 'a'), other.first("998", 'a'));
        }
    }
    assert!(
        dangling <= 2 * usize::try_from(sum.broken).unwrap(),
        "only to broken records"
    );
    let several = 350 * 5 / 2;
    assert!(share(linked, good.len()).abs_diff(several * 1000 / (650 + several)) < 40);
    let works = usize::try_from(sum.works).unwrap();
    assert!((1450..=1600).contains(&share(10_000, works)), "{works}");
}

#[test]
fn titles_have_4_to_14_words() {
    let (bytes, _) = corpus(2000, 2);
    for record in read(&bytes).0 {
        let title = [record.first("245", 'a'), record.first("245", 'b')]
            .map(Option::unwrap_or_default)
            .join(" ");
        if record.first("880", 'a').is_some() {
            continue;
        }
        let words = title
            .split_whitespace()
            .filter(|w| w.contains(char::is_alphanumeric))
            .count();
        assert!((4..=14).contains(&words), "{title}");
    }
}
