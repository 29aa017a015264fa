//! Works joined and parted by hand, against a model: in whatever order it is done, and with some of it undone.

use std::collections::{BTreeMap, BTreeSet};

use record::{ImportId, RecordId};
use serde_json::json;

use super::{Library, Noise};
use crate::{
    access::Actor,
    pipeline::{BulkEdit, BulkError, Outcome, Target},
};

const LANGUAGES: [&str; 7] = ["eng", "spa", "fre", "ger", "ita", "por", "rus"];

/// A record in a language, which may name another as its version.
fn entry(number: usize, lang: &str, linked: Option<usize>) -> String {
    let link = linked.map_or_else(String::new, |to| {
        format!("<datafield tag=\"775\" ind1=\"0\" ind2=\" \"><subfield code=\"w\">n{to}</subfield></datafield>")
    });
    format!(
        "<record><leader>00000nam a2200000 a 4500</leader><controlfield tag=\"001\">n{number}</controlfield><datafield tag=\"041\" ind1=\"0\" ind2=\" \"><subfield code=\"a\">{lang}</subfield></datafield><datafield tag=\"245\" ind1=\"0\" ind2=\"0\"><subfield code=\"a\">Title {number}</subfield></datafield>{link}</record>"
    )
}

/// A record in each language; 1 names 0 as its version, and 3 names 2.
fn collection() -> String {
    let links = [None, Some(0), None, Some(2), None, None, None];
    let all = LANGUAGES.iter().zip(links).enumerate();
    let all: String = all.map(|(n, (lang, link))| entry(n, lang, link)).collect();
    format!("<collection xmlns=\"http://www.loc.gov/MARC21/slim\">{all}</collection>")
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Join(BTreeSet<usize>),
    Part(usize),
}

impl Library {
    fn bulk(&self, step: &Step) -> Result<Outcome, BulkError> {
        let (verb, numbers) = match step {
            Step::Join(numbers) => ("join", numbers.clone()),
            Step::Part(number) => ("part", BTreeSet::from([*number])),
        };
        let id = |number: usize| self.find(u32::try_from(number).unwrap()).unwrap();
        let edit = BulkEdit {
            operations: vec![serde_json::from_value(json!({ "do": verb })).unwrap()],
            records: numbers.into_iter().map(|n| Target::of(id(n))).collect(),
            ..BulkEdit::default()
        };
        let row = self.pipeline.begin_bulk(&Actor::command_line(), &edit)?;
        Ok(self.pipeline.run(row, &mut |_| {})?)
    }

    /// The works as the numbers that are in each.
    fn works(&self) -> BTreeSet<BTreeSet<usize>> {
        let mut works: BTreeMap<u64, BTreeSet<usize>> = BTreeMap::new();
        for number in 0..LANGUAGES.len() {
            let id = self.find(u32::try_from(number).unwrap()).unwrap();
            let record = self.pipeline.store.record(id).unwrap().unwrap();
            works.entry(record.work.0).or_default().insert(number);
            let named = RecordId(record.work.0);
            let founder = self.pipeline.store.record(named).unwrap().unwrap();
            assert_eq!(
                founder.work, record.work,
                "a work is named by one of its own"
            );
        }
        works.into_values().collect()
    }
}

/// What the works are by these steps: each record holds the sets it was joined by since it was parted.
fn model(steps: &[Step]) -> BTreeSet<BTreeSet<usize>> {
    let mut sets: Vec<BTreeSet<&BTreeSet<usize>>> = vec![BTreeSet::new(); LANGUAGES.len()];
    let mut apart = BTreeSet::new();
    for step in steps {
        match step {
            Step::Join(set) => set.iter().for_each(|n| {
                sets[*n].insert(set);
            }),
            Step::Part(n) => {
                sets[*n].clear();
                apart.insert(*n);
            }
        }
    }
    let linked = |a: usize, b: usize| {
        let named = matches!((a, b), (0, 1) | (1, 0) | (2, 3) | (3, 2));
        named && !apart.contains(&a) && !apart.contains(&b) || !sets[a].is_disjoint(&sets[b])
    };
    let mut works: Vec<BTreeSet<usize>> = Vec::new();
    for number in 0..LANGUAGES.len() {
        let (with, mut others): (Vec<_>, Vec<_>) = works
            .into_iter()
            .partition(|work: &BTreeSet<usize>| work.iter().any(|other| linked(number, *other)));
        let mut own: BTreeSet<usize> = with.into_iter().flatten().collect();
        own.insert(number);
        others.push(own);
        works = others;
    }
    works.into_iter().collect()
}

/// Steps of which none repeats another: what changes nothing leaves nothing to be undone.
fn steps(noise: &mut Noise) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let number = |noise: &mut Noise| noise.below(LANGUAGES.len() as u32) as usize;
    while steps.len() < 7 {
        let step = match noise.below(4) {
            0 => Step::Part(number(noise)),
            _ => Step::Join((0..2 + noise.below(2)).map(|_| number(noise)).collect()),
        };
        let alone = matches!(&step, Step::Join(set) if set.len() < 2);
        if !alone && !steps.contains(&step) {
            steps.push(step);
        }
    }
    steps
}

#[test]
fn works_are_what_was_joined_and_parted_and_an_undo_takes_back_its_own_alone() {
    for seed in 0..60 {
        let mut noise = Noise(seed);
        let steps = steps(&mut noise);
        let library = Library::new();
        library.import(&collection(), None);
        let batches: Vec<ImportId> = steps
            .iter()
            .map(|step| library.bulk(step).unwrap().import.unwrap())
            .collect();
        assert_eq!(library.works(), model(&steps), "seed {seed}: {steps:?}");
        let mut left: Vec<usize> = (0..steps.len()).collect();
        for _ in 0..3 {
            let gone = left.remove(noise.below(left.len() as u32) as usize);
            library.undo(batches[gone]);
            let done: Vec<Step> = left.iter().map(|at| steps[*at].clone()).collect();
            let undone = &steps[gone];
            assert_eq!(
                library.works(),
                model(&done),
                "seed {seed}: {steps:?} without {undone:?}"
            );
        }
        // The same sources again change nothing of it.
        let before = library.works();
        let again = library.import(&collection(), None);
        assert_eq!((again.created, again.changed), (0, 0));
        assert_eq!(library.works(), before);
    }
}

#[test]
fn joins_and_parts_of_other_records_may_come_in_any_order() {
    let steps = [
        Step::Join(BTreeSet::from([0, 2])),
        Step::Join(BTreeSet::from([3, 4, 5])),
        Step::Part(1),
        Step::Part(6),
    ];
    let expected = model(&steps);
    for seed in 0..24 {
        let mut noise = Noise(seed);
        let mut order = steps.to_vec();
        for at in (1..order.len()).rev() {
            order.swap(at, noise.below(at as u32 + 1) as usize);
        }
        let library = Library::new();
        library.import(&collection(), None);
        for step in &order {
            library.bulk(step).unwrap();
        }
        assert_eq!(library.works(), expected, "{order:?}");
    }
}

#[test]
fn two_records_of_one_language_do_not_become_one_work() {
    let library = Library::new();
    library.import(&collection(), None);
    let spanish = entry(7, "spa", None);
    let unknown = entry(8, "und", None);
    let text = format!(
        "<collection xmlns=\"http://www.loc.gov/MARC21/slim\">{spanish}{unknown}</collection>"
    );
    library.import(&text, None);
    let before = library.works();
    for (numbers, said) in [
        // Themselves; what 0 is with already; what has no language; one alone.
        (vec![1, 7], "records 2 and 8 are both in Spanish"),
        (vec![0, 7], "records 2 and 8 are both in Spanish"),
        (vec![4, 8], "the language of record 9 is not known"),
        (vec![4], "1 records cannot be joined"),
    ] {
        let refused = library.bulk(&Step::Join(numbers.iter().copied().collect()));
        let error = refused.unwrap_err().to_string();
        assert!(error.contains(said), "{numbers:?}: {error}");
    }
    // Neither does an edit of one record by itself.
    library.bulk(&Step::Join(BTreeSet::from([4, 7]))).unwrap();
    let actor = Actor::command_line();
    let id = library.find(1).unwrap();
    for (sets, said) in [
        (json!([[2, 5, 8]]), None),
        (json!([[5, 8]]), Some("its own number 2 is in")),
    ] {
        let change = json!({ "grouping": { "joined": sets } });
        let edited = library.pipeline.edit(&actor, id, None, &change);
        match said {
            None => assert!(edited.is_ok(), "nobody else holds that set"),
            Some(said) => assert!(edited.unwrap_err().to_string().contains(said)),
        }
    }
    let other = library.find(7).unwrap();
    let change = json!({ "grouping": { "joined": [[5, 8], [2, 5, 8]] } });
    let refused = library.pipeline.edit(&actor, other, None, &change);
    let error = refused.unwrap_err().to_string();
    assert!(
        error.contains("records 2 and 8 are both in Spanish"),
        "{error}"
    );
    assert_eq!(library.works().len(), before.len());
}
