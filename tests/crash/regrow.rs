//! What can be rebuilt grows back when it is deleted.

use std::fs;

use crate::{
    edits::{Book, Editors},
    library::{Library, with_file},
    snapshot::Snapshot,
};

#[test]
fn deleted_index_and_state_grow_back_the_same() {
    let (dir, file) = with_file(300);
    let library = Library::at(&dir.path().join("data"));
    library.import(&file);
    let token = library.token();
    edit_a_little(&library, &token);
    let before = exports(&library);
    for (folders, unclean) in [
        (&["index"][..], false),
        (&["state"], false),
        (&["index", "state"], true),
    ] {
        if unclean {
            library.serve(&token).kill();
        }
        for folder in folders {
            fs::remove_dir_all(library.dir.join(folder)).unwrap();
        }
        let when = format!("without {folders:?}, unclean {unclean}");
        library.check(&when);
        assert!(exports(&library) == before, "{when}: the exports differ");
    }
    assert_eq!(
        Snapshot::of(&library).records.len(),
        before[0].lines().count()
    );
}

fn edit_a_little(library: &Library, token: &str) {
    let service = library.serve(token);
    let book = std::sync::Arc::new(std::sync::Mutex::new(Book::default()));
    let editors = Editors::start(&service.client(), &book, 200, 7);
    while book.lock().unwrap().acknowledged() < 20 {
        std::thread::yield_now();
    }
    editors.stop();
    service.stop();
    book.lock().unwrap().verify(library, "after some edits");
}

/// The exports byte for byte, ids, seqs and times included, and what a search finds.
fn exports(library: &Library) -> Vec<String> {
    let forms = ["json", "marcxml"].into_iter();
    let whole = forms.map(|form| library.must(&["export", "--format", form]).out);
    let found = ["wages"].into_iter();
    let found = found.map(|query| {
        library
            .must(&["export", "--format", "json", "--query", query])
            .out
    });
    let found: Vec<String> = found.collect();
    assert!(
        found.iter().all(|text| !text.is_empty()),
        "the searches find something"
    );
    whole.chain(found).collect()
}
