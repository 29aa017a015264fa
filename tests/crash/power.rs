//! The power is cut: what a disk holds at a random moment is what is found after it.
//!
//! An ext4 image lies in an XFS file system that can share blocks, so that a copy of the image by
//! `cp --reflink=always` is an atomic picture of the disk. The picture is mounted elsewhere, where
//! ext4 plays its own journal back, and the collection is opened as after another boot.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::{Arc, Mutex},
    time::Duration,
};

use crate::{
    edits::{Book, Editors},
    library::{Library, with_file},
    mount::{Mount, cannot, must, sparse},
    records::{Noise, file, noise, number},
    snapshot::Snapshot,
};

/// Records of each import.
const RECORDS: u64 = 2000;
/// The records that are edited: the first, so that they are soon there.
const EDITED: u64 = 400;
/// MiB of the disk whose power is cut.
const DISK_MIB: u64 = 400;
/// Pictures taken of one run.
const PICTURES: u64 = 4;

/// A picture of the disk, and what was acknowledged before it was taken.
struct Picture {
    image: PathBuf,
    book: Book,
    token: String,
    /// Whether the import had been acknowledged.
    import: bool,
}

#[test]
fn what_was_acknowledged_survives_a_power_cut() {
    if let Some(why) = cannot(&["mkfs.xfs", "mkfs.ext4"]) {
        eprintln!("skipped: {why}");
        return;
    }
    let cuts = number("LABORDOC_POWER_CUTS", 2);
    let mut noise = noise(5);
    let (dir, input) = with_file(RECORDS);
    let calm = Library::at(&dir.path().join("calm"));
    let took = std::time::Instant::now();
    calm.import(&input);
    let took = took.elapsed();
    let expected = Snapshot::of(&calm);
    let shared = dir.path().join("shared.img");
    sparse(&shared, 6000);
    must(
        Command::new("mkfs.xfs")
            .args(["-q", "-m", "reflink=1"])
            .arg(&shared),
    );
    let shared = Mount::image(&shared, &dir.path().join("shared"));
    let (mut done, mut edits, mut whole) = (0, 0, 0);
    while done < cuts {
        for picture in run(
            &shared.dir,
            dir.path(),
            (took, PICTURES.min(cuts - done)),
            &mut noise,
        ) {
            done += 1;
            edits += picture.book.acknowledged();
            whole += u64::from(picture.import);
            restart(picture, dir.path(), &expected, done);
        }
    }
    eprintln!(
        "{done} power cuts, {whole} of them after an import had begun, with {edits} acknowledged edits in all"
    );
}

/// An import and edits on a fresh disk, while pictures of it are taken.
fn run(
    shared: &Path,
    dir: &Path,
    (took, pictures): (Duration, u64),
    noise: &mut Noise,
) -> Vec<Picture> {
    let image = shared.join("disk.img");
    sparse(&image, DISK_MIB);
    must(Command::new("mkfs.ext4").args(["-q", "-F"]).arg(&image));
    let disk = Mount::image(&image, &dir.join("disk"));
    let library = Library::at(&disk.dir.join("data"));
    let token = library.token();
    let service = library.serve(&token);
    let book = Arc::new(Mutex::new(Book::default()));
    let (client, input) = (service.client(), file(RECORDS));
    let begun = Arc::new(Mutex::new(false));
    let editors = Editors::start(&client, &book, EDITED, noise.next());
    let posting = {
        let begun = Arc::clone(&begun);
        std::thread::spawn(move || {
            assert_eq!(client.post_import(&input).unwrap().0, 202);
            *begun.lock().unwrap() = true;
        })
    };
    let mut taken = Vec::new();
    let most = u64::try_from(took.as_micros()).unwrap() * 3 / 2 / pictures;
    for n in 0..pictures {
        std::thread::sleep(Duration::from_micros(noise.below(most)));
        // What is noted before the picture is taken must be in it.
        let (before, import) = (book.lock().unwrap().clone(), *begun.lock().unwrap());
        let copy = shared.join(format!("picture-{n}.img"));
        must(
            Command::new("cp")
                .arg("--reflink=always")
                .arg(&image)
                .arg(&copy),
        );
        let later = book.lock().unwrap().clone();
        taken.push(Picture {
            image: copy,
            book: before.until(&later),
            token: token.clone(),
            import,
        });
    }
    posting.join().unwrap();
    editors.stop();
    service.kill();
    taken
}

/// Mounts a picture and goes on from it.
fn restart(mut picture: Picture, dir: &Path, expected: &Snapshot, number: u64) {
    let when = format!("after power cut {number}");
    let cut = Mount::image(&picture.image, &dir.join("cut"));
    let library = Library::at(&cut.dir.join("data")).with("HOST_ID", &format!("boot {number}"));
    library.check(&when);
    picture.book.verify(&library, &when);
    let row = library.first_import();
    assert!(
        row.is_some() || !picture.import,
        "{when}: the import that was acknowledged is not there"
    );
    if row.is_some() {
        let service = library.serve(&picture.token);
        service.client().wait_import(1);
        service.stop();
        library.check(&when);
        let texts = picture.book.verify(&library, &when);
        let found = Snapshot::of(&library);
        assert_eq!(
            found.head,
            expected.head + picture.book.acknowledged(),
            "{when}: each change has one seq"
        );
        let expected = expected.clone().edited(&texts);
        expected.without_marc().same(&found.without_marc(), &when);
    }
    drop(cut);
    std::fs::remove_file(&picture.image).unwrap();
}
