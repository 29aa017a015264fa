//! The disk is full: writes are refused clearly, reading goes on, and all goes on when there is room.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use serde_json::{Value, json};

use crate::{
    library::{Library, files, with_file},
    mount::{Mount, cannot},
    records::file,
    service::Client,
    snapshot::Snapshot,
};

/// Records that are there before.
const BEFORE: u64 = 200;
/// Records of the import that finds no room.
const RECORDS: u64 = 1200;
/// MiB of the disk.
const DISK_MIB: u64 = 160;
/// MiB that are to stay free.
const MIN_FREE_MIB: u64 = 24;

/// A file that takes the room away.
struct Ballast(PathBuf);

impl Ballast {
    /// Leaves that many KiB; asks again when a service took room in the meantime.
    fn leave(disk: &Path, kib: u64) -> Ballast {
        let ballast = Ballast(disk.join("ballast"));
        for _ in 0..100 {
            let bytes = free(disk).saturating_sub(kib << 10);
            if bytes == 0 {
                break;
            }
            let mut fill = Command::new("fallocate");
            fill.arg("-l").arg(bytes.to_string()).arg(&ballast.0);
            if fill.output().unwrap().status.success() {
                return ballast;
            }
            // What came of half an attempt must not count as taken.
            let _ = fs::remove_file(&ballast.0);
        }
        File::create(&ballast.0).unwrap();
        ballast
    }

    /// Takes what is left, to the last page.
    fn leave_nothing(disk: &Path) -> Ballast {
        let ballast = Ballast::leave(disk, 0);
        let mut file = File::options().append(true).open(&ballast.0).unwrap();
        while std::io::Write::write_all(&mut file, &[1; 4096]).is_ok() {}
        ballast
    }

    fn gone(self) {
        fs::remove_file(&self.0).unwrap();
    }
}

fn free(disk: &Path) -> u64 {
    let said = Command::new("df")
        .args(["--output=avail", "-B1"])
        .arg(disk)
        .output()
        .unwrap();
    String::from_utf8(said.stdout)
        .unwrap()
        .lines()
        .last()
        .unwrap()
        .trim()
        .parse()
        .unwrap()
}

/// A small disk with a collection on it.
fn with_disk() -> Option<(tempfile::TempDir, Mount, Library)> {
    if let Some(why) = cannot(&["fallocate", "df"]) {
        eprintln!("skipped: {why}");
        return None;
    }
    let (dir, input) = with_file(BEFORE);
    let disk = Mount::memory(&dir.path().join("disk"), DISK_MIB);
    let library =
        Library::at(&disk.dir.join("data")).with("MIN_FREE_MIB", &MIN_FREE_MIB.to_string());
    library.import(&input);
    fs::write(&input, file(RECORDS)).unwrap();
    Some((dir, disk, library))
}

/// Says how many bytes are there, how many are needed, and the way out.
fn says_the_way_out(text: &str) {
    assert!(
        text.contains("bytes") && text.contains("free space"),
        "{text}"
    );
    assert!(text.chars().any(|c| c.is_ascii_digit()), "{text}");
}

/// Everything that only reads goes on.
fn reads(client: &Client) {
    assert_eq!(client.json("/api/v1/records/1")["id"], 1);
    assert!(
        client.json("/api/v1/search?q=wages")["total"]
            .as_u64()
            .unwrap()
            > 0
    );
    let (status, page) = client
        .get("/oai?verb=ListRecords&metadataPrefix=marcxml")
        .unwrap();
    assert!(
        status == 200 && page.contains("<record>"),
        "{status} {page}"
    );
    for page in ["/", "/records/2", "/search?q=health", "/sitemap.xml"] {
        assert_eq!(client.get(page).unwrap().0, 200, "{page}");
    }
}

#[test]
fn an_import_on_a_full_disk_is_refused_and_can_be_repeated() {
    let Some((dir, disk, library)) = with_disk() else {
        return;
    };
    let input = dir.path().join("records.mrc").display().to_string();
    let before = Snapshot::of(&library);
    // Under the limit, with less room than the input has bytes, and with none at all.
    for kib in [MIN_FREE_MIB * 1024 - 512, 300, 0] {
        let ballast = if kib > 0 {
            Ballast::leave(&disk.dir, kib)
        } else {
            Ballast::leave_nothing(&disk.dir)
        };
        let said = library.run(&["import", &input]);
        assert!(!said.ok, "{kib} KiB: {}", said.out);
        says_the_way_out(&said.err);
        let export = library.run(&["export", "--format", "json"]);
        assert_eq!(
            export.out.lines().count(),
            before.records.len(),
            "{kib} KiB: {}",
            export.err
        );
        ballast.gone();
        let uploads = library.dir.join("uploads");
        assert!(
            !uploads.exists() || files(&uploads).is_empty(),
            "{kib} KiB: a copy of the input is left"
        );
        library.check("when there is room again");
        Snapshot::of(&library).same(&before, &format!("{kib} KiB"));
    }
    library.must(&["import", &input]);
    library.check("after the import");
    assert_eq!(Snapshot::of(&library).records, calm().records);
}

#[test]
fn a_service_whose_disk_fills_reads_on_and_writes_again_without_a_restart() {
    for (min_free, leave) in [(MIN_FREE_MIB, MIN_FREE_MIB * 1024 - 1024), (0, 0)] {
        let Some((_dir, disk, library)) = with_disk() else {
            return;
        };
        let library = library.with("MIN_FREE_MIB", &min_free.to_string());
        let token = library.token();
        let service = library.serve(&token);
        let client = service.client();
        let (status, answer) = client.post_import(&file(RECORDS)).unwrap();
        assert_eq!(status, 202, "{answer}");
        let id = serde_json::from_str::<Value>(&answer).unwrap()["import"]
            .as_u64()
            .unwrap();
        let mut ballast = Ballast::leave(&disk.dir, leave);
        // An import over HTTP waits for room; what it or the index gives free is filled up again.
        let mut refused = |ask: &dyn Fn() -> (u16, String)| loop {
            let (status, answer) = ask();
            if status == 507 {
                says_the_way_out(&answer);
                return;
            }
            assert!(matches!(status, 200 | 202), "{status} {answer}");
            fs::remove_file(&ballast.0).unwrap();
            ballast = Ballast::leave_nothing(&disk.dir);
        };
        refused(&|| {
            let extent = format!("{} leaves", free(&disk.dir));
            client.patch(1, &json!({ "extent": extent })).unwrap()
        });
        refused(&|| client.post_import(&file(10)).unwrap());
        reads(&client);
        assert_eq!(client.get("/healthz").unwrap().0, 200);
        ballast.gone();
        let (status, answer) = client.patch(1, &json!({ "extent": "after" })).unwrap();
        assert_eq!(status, 200, "{answer}");
        client.wait_import(id);
        reads(&client);
        service.stop();
        library.check("after the disk was full");
        let name = "crash000001".to_owned();
        let expected = calm().edited(&[(name, "after".to_owned())].into());
        assert_eq!(Snapshot::of(&library).records, expected.records);
    }
}

#[test]
fn a_start_on_a_full_disk_reads() {
    let Some((_dir, disk, library)) = with_disk() else {
        return;
    };
    let token = library.token();
    for killed in [false, true] {
        let running = killed.then(|| library.serve(&token));
        let ballast = Ballast::leave_nothing(&disk.dir);
        if let Some(service) = running {
            service.kill();
        }
        let service = library.serve(&token);
        let client = service.client();
        reads(&client);
        let (status, answer) = client.patch(1, &json!({ "extent": "none" })).unwrap();
        assert_eq!(status, 507, "killed {killed}: {answer}");
        ballast.gone();
        let some = json!({ "extent": format!("some, killed {killed}") });
        let (status, answer) = client.patch(1, &some).unwrap();
        assert_eq!(status, 200, "killed {killed}: {answer}");
        service.stop();
        library.check("after a start on a full disk");
    }
}

/// Both files imported where there is room.
fn calm() -> Snapshot {
    static CALM: OnceLock<Snapshot> = OnceLock::new();
    let made = CALM.get_or_init(|| {
        let (dir, input) = with_file(BEFORE);
        let library = Library::at(&dir.path().join("calm"));
        library.import(&input);
        fs::write(&input, file(RECORDS)).unwrap();
        library.import(&input);
        Snapshot::of(&library)
    });
    made.clone()
}
