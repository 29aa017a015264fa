//! Imports, edits and undos as they meet: what is undone leaves no trace, what is staged is what is committed.

mod works;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use record::{ImportId, ImportStatus, Key, Mapping, Profile, RecordId, Seq, Status};
use serde_json::{Value, json};
use store::{OpenOptions, Store};
use taxonomy::Taxonomy;

use super::{
    Decision, ImportRequest, Outcome, Pipeline,
    report::{self, Action, Line},
};
use crate::{access::Actor, clock, follow::Pace, terms::InForce};

struct Library {
    pipeline: Pipeline,
    _dir: tempfile::TempDir,
}

/// One record of an input: number, title, edition, note, and whether it is the Spanish version of another.
type Entry = (u32, u32, u32);

impl Library {
    fn new() -> Library {
        let dir = tempfile::tempdir().unwrap();
        let options = OpenOptions {
            clock: Arc::new(clock::now),
            min_free_bytes: 0,
            ..OpenOptions::default()
        };
        let (store, _) = Store::open(&dir.path().join("data"), options).unwrap();
        let pace = Arc::new(Pace::default());
        let uploads = dir.path().join("data/uploads");
        let pipeline = Pipeline::new(
            store,
            InForce::new(0, Taxonomy::bundled()),
            Mapping::bundled(),
            uploads,
            pace,
        );
        Library {
            pipeline,
            _dir: dir,
        }
    }

    fn request(profile: Option<&str>) -> ImportRequest {
        ImportRequest {
            profile: profile.map(str::to_owned),
            ..ImportRequest::new(Actor::command_line())
        }
    }

    fn import(&self, text: &str, profile: Option<&str>) -> Outcome {
        let staged = self.pipeline.stage("x.xml", text.as_bytes()).unwrap();
        let row = self
            .pipeline
            .begin(&staged, &Library::request(profile))
            .unwrap();
        self.pipeline.run(row, &mut |_| {}).unwrap()
    }

    fn undo(&self, import: ImportId) -> Outcome {
        let actor = Actor::command_line();
        let row = self.pipeline.begin_undo(&actor, import).unwrap();
        self.pipeline.run(row, &mut |_| {}).unwrap()
    }

    fn find(&self, number: u32) -> Option<RecordId> {
        let key = Key(format!("001:labordoc:n{number}"));
        self.pipeline.store.find(&key).unwrap().first().copied()
    }

    fn work_of(&self, number: u32) -> u64 {
        let id = self.find(number).unwrap();
        self.pipeline.store.record(id).unwrap().unwrap().work.0
    }

    /// All that a record is but its id and its times, by number; works as the numbers that are in one.
    fn picture(&self, numbers: u32) -> BTreeMap<u32, Value> {
        let mut picture = BTreeMap::new();
        let mut works: BTreeMap<u64, BTreeSet<u32>> = BTreeMap::new();
        let mut live = Vec::new();
        for number in 0..numbers {
            let Some(id) = self.find(number) else {
                continue;
            };
            let record = self.pipeline.store.record(id).unwrap().unwrap();
            if record.status == Status::Live {
                works.entry(record.work.0).or_default().insert(number);
                live.push((number, record));
            }
        }
        for (number, record) in live {
            let source = self.pipeline.store.source(record.id).unwrap();
            let text = json!({
                "description": record.description,
                "edits": record.edits,
                "kept": record.kept,
                "work": works[&record.work.0],
                "fingerprint": record.fingerprint,
                "source": String::from_utf8(source.unwrap().bytes).unwrap(),
            });
            picture.insert(number, text);
        }
        picture
    }

    /// Edits a record that is there; whether one was.
    fn edit(&self, number: u32, change: &Value) -> bool {
        let Some(id) = self.find(number) else {
            return false;
        };
        let record = self.pipeline.store.record(id).unwrap().unwrap();
        if record.status != Status::Live {
            return false;
        }
        let actor = Actor::command_line();
        self.pipeline.edit(&actor, id, None, change).unwrap();
        true
    }

    fn lines(&self, import: ImportId) -> Vec<Line> {
        report::read(&self.pipeline.report_of(import))
            .unwrap()
            .collect()
    }
}

fn xml(entries: &[Entry]) -> String {
    let mut text = String::from("<collection xmlns=\"http://www.loc.gov/MARC21/slim\">");
    for (number, variant, partner) in entries {
        let (lang, link) = match partner {
            0 => ("eng", String::new()),
            // The Spanish version names the English one by its number.
            _ => (
                "spa",
                format!(
                    "<datafield tag=\"775\" ind1=\"0\" ind2=\" \"><subfield code=\"w\">n{}</subfield></datafield>",
                    number - 1
                ),
            ),
        };
        text.push_str(&format!(
            "<record><leader>00000nam a2200000 a 4500</leader><controlfield tag=\"001\">n{number}</controlfield><controlfield tag=\"008\">200101s1950    sz            000 0 {lang} d</controlfield><datafield tag=\"245\" ind1=\"0\" ind2=\"0\"><subfield code=\"a\">Wages of {number} in variant {variant}</subfield></datafield><datafield tag=\"250\" ind1=\" \" ind2=\" \"><subfield code=\"a\">Edition {variant}</subfield></datafield><datafield tag=\"500\" ind1=\" \" ind2=\" \"><subfield code=\"a\">Note {variant}</subfield></datafield>{link}</record>"
        ));
    }
    text.push_str("</collection>");
    text
}

struct Noise(u64);

impl Noise {
    fn below(&mut self, n: u32) -> u32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % u64::from(n)) as u32
    }
}

#[derive(Debug, Clone)]
enum Step {
    Import(Vec<Entry>, Option<&'static str>),
    Edit(u32, Value),
    /// Undoes the import of this step.
    Undo(usize),
}

const NUMBERS: u32 = 6;

fn steps(noise: &mut Noise) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for at in 0..14_u32 {
        let step = match noise.below(10) {
            0..=4 => {
                let mut entries: Vec<Entry> = Vec::new();
                for number in 0..NUMBERS {
                    if noise.below(2) == 0 {
                        entries.push((number, noise.below(3), u32::from(number % 2 == 1)));
                    }
                }
                let profile = [None, None, Some("careful@1")][noise.below(3) as usize];
                Step::Import(entries, profile)
            }
            5 | 6 => {
                let number = noise.below(NUMBERS);
                let change = match noise.below(3) {
                    0 => json!({ "edition": format!("Edited at {at}") }),
                    1 => json!({ "extent": format!("{at} pages") }),
                    _ => json!({ "notes": [] }),
                };
                Step::Edit(number, change)
            }
            _ => {
                let imports = steps.iter().enumerate();
                let undone: BTreeSet<usize> = steps
                    .iter()
                    .filter_map(|s| match s {
                        Step::Undo(of) => Some(*of),
                        _ => None,
                    })
                    .collect();
                let open: Vec<usize> = imports
                    .filter(|(n, s)| matches!(s, Step::Import(..)) && !undone.contains(n))
                    .map(|(n, _)| n)
                    .collect();
                match open.is_empty() {
                    true => continue,
                    false => Step::Undo(open[noise.below(open.len() as u32) as usize]),
                }
            }
        };
        steps.push(step);
    }
    steps
}

/// A profile that adds notes, keeps editions that are there, and takes the rest as it comes.
fn careful(library: &Library) {
    let profile = json!({
        "name": "careful", "version": 0,
        "title": { "en": "Careful", "fr": "Prudent", "es": "Prudente" },
        "overlay": [
            { "member": "notes", "rule": "add" },
            { "member": "edition", "rule": "keep" },
        ],
    });
    let profile: Profile = serde_json::from_value(profile).unwrap();
    library
        .pipeline
        .save_profile(&Actor::command_line(), profile)
        .unwrap();
}

/// Runs the steps; without `undo` those that are undone later are left out, as if they had never been.
fn run(steps: &[Step], undo: bool) -> BTreeMap<u32, Value> {
    let library = Library::new();
    careful(&library);
    let undone: BTreeSet<usize> = steps
        .iter()
        .filter_map(|s| match s {
            Step::Undo(of) => Some(*of),
            _ => None,
        })
        .collect();
    let mut imports = BTreeMap::new();
    for (at, step) in steps.iter().enumerate() {
        match step {
            Step::Import(entries, profile) if undo || !undone.contains(&at) => {
                let outcome = library.import(&xml(entries), *profile);
                imports.insert(at, outcome.import.unwrap());
            }
            Step::Import(..) => {}
            Step::Edit(number, change) => {
                library.edit(*number, change);
            }
            Step::Undo(of) if undo => {
                library.undo(imports[of]);
            }
            Step::Undo(_) => {}
        }
    }
    library.picture(NUMBERS)
}

#[test]
fn an_input_without_records_is_told_and_nothing_is_said_to_follow() {
    let done = Library::new().import("<html><p>hello</p></html>", None);
    let told: Vec<&record::Notice> = done
        .notices
        .iter()
        .filter(|notice| notice.code == "no-record")
        .collect();
    assert_eq!((done.rejected, told.len()), (1, 1));
    assert!(!told[0].text.contains("went on"), "{}", told[0].text);
}

/// Rows of a spreadsheet that all name the same page of the same journal.
fn page_of_a_journal(rows: &[(&str, &str)]) -> String {
    let mut text = String::from("control_number,title,journal,volume,issue,pages,language,year\n");
    for (number, lang) in rows {
        text.push_str(&format!(
            "n{number},Title {number},International Labour Review,135,2,101-110,{lang},1996\n"
        ));
    }
    text
}

#[test]
fn what_very_many_records_share_is_no_evidence_whatever_the_order() {
    let numbers: Vec<String> = (3..40).map(|n| n.to_string()).collect();
    let english = |count: usize| -> Vec<(&str, &str)> {
        numbers.iter().take(count).map(|n| (&n[..], "en")).collect()
    };
    let versions = [("1", "fr"), ("2", "es")];
    for (count, one_work) in [(2, true), (22, true), (23, false), (24, false), (37, false)] {
        for versions_first in [true, false] {
            let library = Library::new();
            let mut inputs = [versions.to_vec(), english(count)];
            if !versions_first {
                inputs.reverse();
            }
            let done: Vec<Outcome> = inputs
                .iter()
                .map(|rows| library.import(&page_of_a_journal(rows), None))
                .collect();
            let works = || [1, 2].map(|n| library.work_of(n));
            let together = |[one, two]: [u64; 2]| one == two;
            let place = format!("{count} English ones, {versions_first}");
            assert_eq!(together(works()), one_work, "{place}");
            // When the many go, it is evidence again.
            let many = done[usize::from(versions_first)].import.unwrap();
            library.undo(many);
            assert!(together(works()), "{place}, undone");
        }
    }
}

#[test]
fn what_is_undone_leaves_every_record_as_if_it_had_never_run() {
    for seed in 0..40 {
        let steps = steps(&mut Noise(seed));
        let (with, without) = (run(&steps, true), run(&steps, false));
        assert_eq!(with, without, "seed {seed}: {steps:#?}");
    }
}

#[test]
fn an_undone_import_comes_again_under_the_same_ids() {
    let library = Library::new();
    let text = xml(&[(0, 0, 0), (1, 0, 1)]);
    let first = library.import(&text, None);
    let before = (library.picture(2), library.find(0), library.find(1));
    library.undo(first.import.unwrap());
    assert!(library.picture(2).is_empty());
    let again = library.import(&text, None);
    assert_eq!((again.created, again.changed), (2, 0));
    assert_eq!(
        (library.picture(2), library.find(0), library.find(1)),
        before
    );
}

#[test]
fn edits_after_an_import_go_with_its_records_and_are_named() {
    let library = Library::new();
    let first = library.import(&xml(&[(0, 0, 0)]), None).import.unwrap();
    assert!(library.edit(0, &json!({ "edition": "Mine" })));
    let undo = library.undo(first);
    let row = library.pipeline.store.import(undo.import.unwrap()).unwrap();
    assert_eq!(row.unwrap().counts.conflicts, 1);
    let codes: Vec<&str> = undo.notices.iter().map(|n| n.code.as_str()).collect();
    assert_eq!(codes, ["edit-lost"]);
    let actor = Actor::command_line();
    let again = library.pipeline.begin_undo(&actor, first).unwrap_err();
    assert!(again.to_string().contains("was undone already"), "{again}");
}

#[test]
fn what_is_staged_is_what_is_committed() {
    let library = Library::new();
    careful(&library);
    library.import(&xml(&[(0, 0, 0), (2, 1, 0), (4, 2, 0)]), None);
    assert!(library.edit(2, &json!({ "edition": "Mine" })));
    // New, changed under an edit, unchanged, its number twice, and one that is no record.
    let text = xml(&[(0, 1, 0), (2, 0, 0), (4, 2, 0), (6, 0, 0), (6, 1, 0)]).replace(
        "</collection>",
        "<record><leader>x</leader></record></collection>",
    );
    let staged = library.pipeline.stage("x.xml", text.as_bytes()).unwrap();
    let request = Library::request(Some("careful"));
    let row = library.pipeline.begin_staging(&staged, &request).unwrap();
    let head = library.pipeline.store.head();
    let looked = library.pipeline.run(row, &mut |_| {}).unwrap();
    assert_eq!(library.pipeline.store.head(), head, "nothing has changed");
    let id = looked.import.unwrap();
    let row = library.pipeline.store.import(id).unwrap().unwrap();
    assert_eq!(row.status, ImportStatus::Staged);
    let before = library.lines(id);
    let actor = Actor::command_line();
    let row = library.pipeline.commit_staged(&actor, id).unwrap();
    let done = library.pipeline.run(row, &mut |_| {}).unwrap();
    let counts = |o: &Outcome| (o.created, o.changed, o.unchanged, o.rejected, o.undecided);
    assert_eq!(counts(&looked), counts(&done));
    assert_eq!(looked.notices, done.notices);
    let mut after = library.lines(id);
    for line in after.iter_mut().filter(|l| l.action == Action::Created) {
        line.id = None;
    }
    assert_eq!(before, after);
    let actions: Vec<Action> = after.iter().map(|l| l.action).collect();
    assert_eq!(
        actions[..5],
        [
            Action::Changed,
            Action::Changed,
            Action::Unchanged,
            Action::Created,
            Action::Rejected
        ]
    );
    // The edition that was edited here stays, and whoever imports hears of the other value only
    // where the import's own rules would have let it in.
    let record = library.pipeline.store.record(library.find(2).unwrap());
    assert_eq!(
        record.unwrap().unwrap().description.edition.as_deref(),
        Some("Mine")
    );
}

#[test]
fn a_record_that_may_be_two_is_asked_about_and_taken_as_decided() {
    let library = Library::new();
    let profile = json!({
        "name": "likeness", "version": 0,
        "title": { "en": "Likeness", "fr": "Ressemblance", "es": "Parecido" },
        "matching": { "by": ["control-number", "scored"], "sure": 0.9, "ask": 0.6, "undecided": "skip" },
    });
    let profile: Profile = serde_json::from_value(profile).unwrap();
    let actor = Actor::command_line();
    library.pipeline.save_profile(&actor, profile).unwrap();
    library.import(&xml(&[(0, 0, 0)]), None);
    // The same title under another number, in another system.
    let text = xml(&[(0, 0, 0)]).replace(">n0<", ">x77<");
    let staged = library.pipeline.stage("x.xml", text.as_bytes()).unwrap();
    let request = ImportRequest {
        system: "website".to_owned(),
        ..Library::request(Some("likeness"))
    };
    let row = library.pipeline.begin_staging(&staged, &request).unwrap();
    let id = row.id;
    let looked = library.pipeline.run(row, &mut |_| {}).unwrap();
    let there = library.find(0).unwrap();
    let line = library.lines(id).remove(0);
    if looked.undecided == 1 {
        assert_eq!(line.candidates[0].0, there);
        let decided = BTreeMap::from([(1, Some(Decision::Match(there)))]);
        library.pipeline.decide(&actor, id, &decided).unwrap();
        let row = library.pipeline.stage_again(&actor, id, None).unwrap();
        library.pipeline.run(row, &mut |_| {}).unwrap();
    }
    let row = library.pipeline.commit_staged(&actor, id).unwrap();
    let done = library.pipeline.run(row, &mut |_| {}).unwrap();
    assert_eq!((done.created, done.changed), (0, 1));
    let record = library.pipeline.store.record(there).unwrap().unwrap();
    assert_eq!(record.provenance.system, "website");
}

#[test]
fn a_cancelled_import_leaves_nothing_and_a_profile_stops_one_before_it_begins() {
    let library = Library::new();
    let entries: Vec<Entry> = (0..600).map(|n| (n * 2, 0, 0)).collect();
    let staged = library
        .pipeline
        .stage("x.xml", xml(&entries).as_bytes())
        .unwrap();
    let row = library
        .pipeline
        .begin(&staged, &Library::request(None))
        .unwrap();
    let id = row.id;
    let actor = Actor::command_line();
    let mut cancelled = false;
    let ran = library.pipeline.run(row, &mut |_| {
        if !std::mem::replace(&mut cancelled, true) {
            library.pipeline.cancel(&actor, id).unwrap();
        }
    });
    assert!(ran.is_err());
    assert!(library.picture(1200).is_empty());
    let row = library.pipeline.store.import(id).unwrap().unwrap();
    assert_eq!(row.status, ImportStatus::Cancelled);
    assert!(row.cursor > 0 && row.undone_by.is_some());

    // Killed right after it was cancelled, it is taken back at the next start.
    let done = library.import(&xml(&[(0, 0, 0)]), None).import.unwrap();
    let row = library.pipeline.store.import(done).unwrap().unwrap();
    let row = record::ImportRow {
        status: ImportStatus::Cancelled,
        ..row
    };
    library.pipeline.put_import(&row).unwrap();
    let again = library.pipeline.interrupted().unwrap().remove(0);
    assert_eq!(again.id, done);
    assert!(library.pipeline.run(again, &mut |_| {}).is_err());
    assert!(library.picture(1200).is_empty());
    assert!(library.pipeline.interrupted().unwrap().is_empty());

    let profile = json!({
        "name": "strict", "version": 0, "stop": ["duplicate-number"],
        "title": { "en": "Strict", "fr": "Strict", "es": "Estricto" },
    });
    let profile: Profile = serde_json::from_value(profile).unwrap();
    library.pipeline.save_profile(&actor, profile).unwrap();
    let text = xml(&[(0, 0, 0), (0, 1, 0)]);
    let staged = library.pipeline.stage("y.xml", text.as_bytes()).unwrap();
    let row = library
        .pipeline
        .begin(&staged, &Library::request(Some("strict")))
        .unwrap();
    let head = library.pipeline.store.head();
    let refused = library.pipeline.run(row, &mut |_| {}).unwrap_err();
    assert!(
        refused.to_string().contains("duplicate-number at record 2"),
        "{refused}"
    );
    assert_eq!(library.pipeline.store.head(), head);
    assert!(head > Seq(0));
}
