//! The process is killed at random moments.

use std::{
    path::Path,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use crate::{
    edits::{Book, Editors},
    library::{Library, files, with_file},
    records::{Noise, noise, number},
    service::Service,
    snapshot::Snapshot,
};

/// Records of the import; `LABORDOC_CRASH_RECORDS` asks for more.
fn records() -> u64 {
    number("LABORDOC_CRASH_RECORDS", 2000)
}

/// What happened to one collection.
#[derive(Default, Debug)]
struct Tally {
    kills: u64,
    in_import: u64,
    in_service: u64,
    edits: u64,
    collections: u64,
}

#[test]
fn a_killed_process_loses_nothing_and_its_import_goes_on() {
    let crashes = number("LABORDOC_CRASHES", 6);
    let mut noise = noise(1);
    let (dir, file) = with_file(records());
    let calm = Library::at(&dir.path().join("calm"));
    let begun = Instant::now();
    calm.import(&file);
    let whole = begun.elapsed();
    let expected = Snapshot::of(&calm);
    let most = records() as usize / 20 * 19;
    assert!(expected.records.len() > most, "most records are good");
    let mut tally = Tally::default();
    while tally.kills < crashes {
        let folder = dir.path().join(format!("killed-{}", tally.collections));
        one_collection(
            &Library::at(&folder),
            &file,
            &expected,
            whole,
            &mut noise,
            (&mut tally, crashes),
        );
        tally.collections += 1;
        std::fs::remove_dir_all(folder).unwrap();
    }
    eprintln!("{tally:?}, an undisturbed import took {whole:.1?}");
}

#[test]
fn an_interrupted_import_whose_copy_is_damaged_is_given_up_and_can_be_repeated() {
    let (dir, file) = with_file(records());
    let library = Library::at(&dir.path().join("damaged"));
    interrupt(&library, &file);
    let copies = files(&library.dir.join("uploads"));
    assert_eq!(copies.len(), 1, "the input is kept");
    let mut bytes = std::fs::read(&copies[0]).unwrap();
    let at = bytes.len() - 100;
    bytes[at] ^= 1;
    std::fs::write(&copies[0], bytes).unwrap();
    let said = library.must(&["import", &file.display().to_string()]);
    assert!(said.err.contains("given up"), "{}", said.err);
    library.check("after the second import");
    let list = library.must(&["imports", "list", "--json"]).json();
    assert_eq!(list["imports"][0]["status"], "failed");
    assert_eq!(list["imports"][1]["status"], "done");
    let export = library.must(&["export", "--format", "marc"]).out;
    let input = String::from_utf8(std::fs::read(&file).unwrap()).unwrap();
    assert!(
        export
            .split_inclusive('\x1d')
            .all(|record| input.contains(record)),
        "only what was given is there"
    );
    assert!(files(&library.dir.join("uploads")).is_empty());
}

/// Kills an import on its way.
fn interrupt(library: &Library, file: &Path) {
    let mut import = library.start(&["import", &file.display().to_string()]);
    let copied = |library: &Library| {
        library.dir.join("uploads").exists() && library.dir.join("index").exists()
    };
    let begun = Instant::now();
    // A few commits after the one that registers it.
    let journal = library.dir.join("journal/000001.seg");
    while !copied(library) || std::fs::metadata(&journal).map_or(0, |m| m.len()) < 100_000 {
        assert!(begun.elapsed() < Duration::from_secs(60) && import.try_wait().unwrap().is_none());
        std::thread::yield_now();
    }
    import.kill().unwrap();
    import.wait().unwrap();
    assert_eq!(library.first_import().unwrap()["status"], "running");
}

/// An import is begun, killed and resumed until it is whole; it is then what it would have been.
fn one_collection(
    library: &Library,
    file: &Path,
    expected: &Snapshot,
    whole: Duration,
    noise: &mut Noise,
    (tally, crashes): (&mut Tally, u64),
) {
    begin(library, file, whole, noise, tally);
    let token = library.token();
    let book = Arc::new(Mutex::new(Book::default()));
    loop {
        let when = format!("after kill {} of {:?}", tally.kills, library.dir);
        library.check(&when);
        book.lock().unwrap().verify(library, &when);
        // A few kills for each collection: an early one, some in the middle, some in edits alone.
        if tally.kills >= crashes || noise.below(4) == 0 {
            break;
        }
        let editing = Editing {
            library,
            token: &token,
            book: &book,
        };
        tally.in_service += u64::from(editing.killed_at(random(noise, whole), noise.next()));
        tally.kills = tally.in_import + tally.in_service;
    }
    finish(library, &token);
    library.check("at the end");
    let mut book = book.lock().unwrap();
    let texts = book.verify(library, "at the end");
    let found = Snapshot::of(library);
    assert_eq!(
        found.head,
        expected.head + book.acknowledged(),
        "each change has one seq"
    );
    let expected = expected.clone().edited(&texts);
    if texts.is_empty() {
        expected.same(&found, "at the end");
    } else {
        expected
            .without_marc()
            .same(&found.without_marc(), "at the end");
    }
    let left: Vec<_> = if library.dir.join("uploads").exists() {
        files(&library.dir.join("uploads"))
    } else {
        Vec::new()
    };
    assert!(left.is_empty(), "copies of inputs are left: {left:?}");
    tally.edits += book.acknowledged();
}

/// Starts the import on the command line, and kills it until it has at least been registered.
fn begin(library: &Library, file: &Path, whole: Duration, noise: &mut Noise, tally: &mut Tally) {
    loop {
        let mut import = library.start(&["import", &file.display().to_string()]);
        std::thread::sleep(random(noise, whole));
        let alive = import.try_wait().unwrap().is_none();
        let _ = import.kill();
        import.wait().unwrap();
        tally.in_import += u64::from(alive);
        tally.kills = tally.in_import + tally.in_service;
        if !library.exists() {
            continue;
        }
        library.check("after a kill at the start");
        if library.first_import().is_some() {
            return;
        }
    }
}

fn random(noise: &mut Noise, whole: Duration) -> Duration {
    let most = u64::try_from(whole.as_micros()).unwrap();
    Duration::from_micros(noise.below(most))
}

/// The import goes on by itself in the service.
fn finish(library: &Library, token: &str) {
    let service = library.serve(token);
    service.client().wait_import(1);
    service.stop();
}

/// A service with editors.
struct Editing<'a> {
    library: &'a Library,
    token: &'a str,
    book: &'a Arc<Mutex<Book>>,
}

impl Editing<'_> {
    /// Serves, edits and kills the service so long after its start; whether it was running.
    fn killed_at(&self, moment: Duration, seed: u64) -> bool {
        let begun = Instant::now();
        let service = match Service::spawn(self.library).within(moment, self.token) {
            Ok(service) => service,
            Err(mut early) => {
                let alive = early.child.try_wait().unwrap().is_none();
                let _ = early.child.kill();
                early.child.wait().unwrap();
                return alive;
            }
        };
        let editors = Editors::start(&service.client(), self.book, records(), seed);
        std::thread::sleep(moment.saturating_sub(begun.elapsed()));
        let alive = service.kill();
        editors.join();
        alive
    }
}
