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

/// Records of the import.
const RECORDS: u64 = 3000;

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
    let (dir, file) = with_file(RECORDS);
    let calm = Library::at(&dir.path().join("calm"));
    let begun = Instant::now();
    calm.import(&file);
    let whole = begun.elapsed();
    let expected = Snapshot::of(&calm);
    assert!(expected.records.len() > 2900, "most records are good");
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
        let (mut child, lines) = Service::spawn(self.library);
        let early = lines.recv_timeout(moment);
        let Ok(line) = early else {
            let alive = child.try_wait().unwrap().is_none();
            let _ = child.kill();
            child.wait().unwrap();
            return alive;
        };
        let service = Service::announced(child, &line, self.token);
        let editors = Editors::start(&service.client(), self.book, RECORDS, seed);
        std::thread::sleep(moment.saturating_sub(begun.elapsed()));
        let alive = service.kill();
        editors.join();
        alive
    }
}
