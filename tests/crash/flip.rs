//! One bit of one file of a closed data directory is flipped: it is seen or healed, never served.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::{
    library::{Library, copy, files, with_file},
    records::{Noise, noise, number},
    service::{Client, START, Service},
};

/// Records of the collection: few, so that a flip is likely to hit something.
const RECORDS: u64 = 40;

/// What came of a flip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    /// It did not start, and named the file.
    Refused,
    /// It was said, and is as before after the next start.
    Healed,
    /// Nothing was said and everything is as before.
    Without,
}

/// A closed collection and all that it answers.
struct Origin {
    library: Library,
    answers: BTreeMap<String, String>,
    ids: Vec<u64>,
}

#[test]
fn a_flipped_bit_in_any_file_is_seen_or_healed_and_never_served() {
    let flips = number("LABORDOC_FLIPS", 1);
    let mut noise = noise(3);
    let (dir, file) = with_file(RECORDS);
    let origin = origin(&Library::at(&dir.path().join("data")), &file);
    let mut kinds: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for file in files(&origin.library.dir) {
        let name = file.strip_prefix(&origin.library.dir).unwrap().to_owned();
        if content(&file) > 0 {
            kinds.entry(kind(&name)).or_default().push(name);
        }
    }
    let mut fates: BTreeMap<String, BTreeMap<Fate, u64>> = BTreeMap::new();
    let bad = Library {
        dir: dir.path().join("bad"),
        ..origin.library.clone()
    };
    for (kind, names) in &kinds {
        for _ in 0..flips {
            let name = &names[usize::try_from(noise.below(names.len() as u64)).unwrap()];
            let flip = Flip::new(&mut noise, name, content(&origin.library.dir.join(name)));
            copy(&origin.library.dir, &bad.dir);
            flip.apply(&bad.dir);
            let fate = fate(&bad, &origin, &flip);
            *fates
                .entry(kind.clone())
                .or_default()
                .entry(fate)
                .or_default() += 1;
            fs::remove_dir_all(&bad.dir).unwrap();
        }
    }
    for (kind, fates) in &fates {
        eprintln!("{kind}: {fates:?}");
    }
    for fate in [Fate::Refused, Fate::Healed] {
        assert!(
            fates.values().any(|f| f.contains_key(&fate)),
            "{fate:?} never came about"
        );
    }
}

/// Which bit of which file.
struct Flip {
    file: PathBuf,
    at: usize,
    bit: u8,
    /// As a medium that forgets: the file's time of change stays.
    silent: bool,
    place: String,
}

impl Flip {
    fn new(noise: &mut Noise, file: &Path, content: u64) -> Flip {
        let at = usize::try_from(noise.below(content)).unwrap();
        let bit = 1 << noise.below(8);
        let silent = noise.below(2) == 1;
        let place = format!(
            "bit {bit:#04x} of byte {at} of {}, silent {silent}",
            file.display()
        );
        Flip {
            file: file.to_owned(),
            at,
            bit,
            silent,
            place,
        }
    }

    fn apply(&self, dir: &Path) {
        let path = dir.join(&self.file);
        let changed = fs::metadata(&path).unwrap().modified().unwrap();
        let mut bytes = fs::read(&path).unwrap();
        bytes[self.at] ^= self.bit;
        fs::write(&path, bytes).unwrap();
        if self.silent {
            fs::File::options()
                .write(true)
                .open(&path)
                .unwrap()
                .set_modified(changed)
                .unwrap();
        }
    }
}

/// How many bytes a file has, without the zeros at its end: space taken ahead.
fn content(file: &Path) -> u64 {
    let bytes = fs::read(file).unwrap();
    bytes
        .iter()
        .rposition(|b| *b != 0)
        .map_or(0, |at| at as u64 + 1)
}

/// The kind of a file: each is tried as often as any other.
fn kind(name: &Path) -> String {
    let (folder, file) = (
        name.parent().unwrap().display(),
        name.file_name().unwrap().display().to_string(),
    );
    let (stem, ending) = file.rsplit_once('.').unwrap_or((&file, ""));
    match stem {
        // The engines' own names: a segment's id, a snapshot's place.
        _ if stem.len() >= 32 => format!("{folder}/*.{ending}"),
        "snap" => format!("{folder}/snap.*"),
        _ => name.display().to_string(),
    }
}

fn origin(library: &Library, file: &Path) -> Origin {
    library.import(file);
    let token = library.token();
    // Edits make a second and a third generation of some values.
    let service = library.serve(&token);
    for id in [3, 5, 5, 8] {
        let (status, body) = service
            .client()
            .patch(id, &serde_json::json!({ "extent": format!("{id} leaves") }))
            .unwrap();
        assert_eq!(status, 200, "{body}");
    }
    let changes = service.client().json("/api/v1/changes?limit=1000");
    let ids: Vec<u64> = changes["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["id"].as_u64().unwrap())
        .collect();
    service.stop();
    let service = library.serve("none");
    assert!(service.client().wait_indexed());
    let answers = answers(&service.client(), &ids).unwrap();
    service.stop();
    library.check("before any flip");
    Origin {
        library: library.clone(),
        answers,
        ids,
    }
}

/// Everything that is served of a collection; an error when the answer to one is a fault (5xx).
fn answers(client: &Client, ids: &[u64]) -> Result<BTreeMap<String, String>, String> {
    let mut paths: Vec<String> = Vec::new();
    for id in ids {
        paths.extend([
            format!("/api/v1/records/{id}"),
            format!("/records/{id}.marcxml"),
        ]);
    }
    for query in ["wages", "travail", "niñez", "health women", ""] {
        paths.push(format!(
            "/api/v1/search?q={}&per_page=100&sort=newest",
            query.replace(' ', "%20").replace('ñ', "%C3%B1")
        ));
    }
    for prefix in ["oai_dc", "marcxml"] {
        paths.push(format!("/oai?verb=ListRecords&metadataPrefix={prefix}"));
    }
    paths.extend(
        [
            "/api/v1/changes?limit=1000",
            "/oai?verb=ListSets",
            "/sitemap.xml",
        ]
        .map(String::from),
    );
    let mut answers = BTreeMap::new();
    let mut fault = None;
    for path in paths {
        match client.get(&path) {
            Ok((status, body)) if status < 500 => {
                answers.insert(path.clone(), format!("{status} {}", timeless(&body)));
            }
            Ok((status, body)) => fault = Some(format!("{path}: {status} {body}")),
            Err(error) => fault = Some(format!("{path}: {error}")),
        }
    }
    // What was answered is compared all the same.
    match fault {
        None => Ok(answers),
        Some(fault) => {
            let text = serde_json::to_string(&answers).unwrap();
            Err(format!("{fault}\n{text}"))
        }
    }
}

/// An answer without the address and the moment of the answer.
fn timeless(body: &str) -> String {
    let mut text = body.to_owned();
    for (start, end) in [
        ("<responseDate>", "</responseDate>"),
        ("http://127.0.0.1:", "/"),
    ] {
        let mut rest = std::mem::take(&mut text);
        while let Some(at) = rest.find(start) {
            let from = at + start.len();
            let Some(to) = rest[from..].find(end) else {
                break;
            };
            text += &rest[..from];
            rest = rest[from + to..].to_owned();
        }
        text += &rest;
    }
    match serde_json::from_str::<Value>(&text) {
        Ok(mut value) => {
            if let Some(members) = value.as_object_mut() {
                members.remove("took_ms");
            }
            value.to_string()
        }
        Err(_) => text,
    }
}

/// Starts a damaged directory and tells what came of it.
fn fate(bad: &Library, origin: &Origin, flip: &Flip) -> Fate {
    let mut said = false;
    // After a clean stop the index trusts the times of change: a medium that forgets is found by a
    // check. All else is found by the next start.
    if flip.silent && flip.file.starts_with("index") {
        match check(bad, flip) {
            Checked::Refused => return Fate::Refused,
            Checked::Said => said = true,
            Checked::Clean => {}
        }
    }
    match serve_once(bad, origin, flip) {
        Checked::Refused => return Fate::Refused,
        Checked::Said => said = true,
        Checked::Clean => {}
    }
    // A finding heals at the next start, which says so; after that there is nothing to say.
    for last in [false, false, true] {
        match check(bad, flip) {
            Checked::Clean => break,
            Checked::Refused => return Fate::Refused,
            Checked::Said if last => panic!("{}: a check finds faults again and again", flip.place),
            Checked::Said => said = true,
        }
    }
    let service = bad.serve("none");
    assert!(service.client().wait_indexed(), "{}", flip.place);
    let found =
        answers(&service.client(), &origin.ids).unwrap_or_else(|e| panic!("{}: {e}", flip.place));
    service.stop();
    compare(&found, origin, flip);
    if said { Fate::Healed } else { Fate::Without }
}

enum Checked {
    Refused,
    Said,
    Clean,
}

/// `labordoc check`: what cannot be healed names the damaged file.
fn check(bad: &Library, flip: &Flip) -> Checked {
    let said = bad.run(&["check", "--json"]);
    if said.out.is_empty() {
        return refused(bad, &format!("{}{}", said.err, said.end), flip);
    }
    let report = said.json();
    let findings = report["findings"].as_array().unwrap();
    assert_eq!(said.ok, findings.is_empty(), "{}: {report}", flip.place);
    if findings.iter().any(|f| f["code"] == "journal-damaged") {
        return refused(bad, &report.to_string(), flip);
    }
    if findings.is_empty() && said.err.trim().is_empty() {
        Checked::Clean
    } else {
        Checked::Said
    }
}

/// It refused: then it has named the file that was damaged.
fn refused(bad: &Library, text: &str, flip: &Flip) -> Checked {
    let name = flip.file.file_name().unwrap().to_str().unwrap();
    assert!(
        text.contains(name),
        "{}: the file is not named: {text}",
        flip.place
    );
    assert!(!text.contains("panicked"), "{}: {text}", flip.place);
    assert!(
        bad.dir.join(&flip.file).exists(),
        "{}: the damaged file is gone",
        flip.place
    );
    Checked::Refused
}

/// Serves the damaged directory: an answer is the one of before, or a fault.
fn serve_once(bad: &Library, origin: &Origin, flip: &Flip) -> Checked {
    let service = match Service::spawn(bad).within(START, "none") {
        Ok(service) => service,
        Err(mut ended) => {
            let status = ended.child.wait().unwrap();
            assert!(!status.success(), "{}", flip.place);
            return refused(bad, &ended.log.text(), flip);
        }
    };
    // The index may be growing back.
    let caught_up = service.client().wait_indexed();
    let answered = answers(&service.client(), &origin.ids);
    let log = service.log();
    service.stop();
    match answered {
        Ok(found) if caught_up => compare(&found, origin, flip),
        Ok(_) => return Checked::Said,
        Err(text) => {
            let partial = text.rsplit_once('\n').unwrap().1;
            let found: BTreeMap<String, String> = serde_json::from_str(partial).unwrap();
            for (path, answer) in &found {
                assert_eq!(
                    Some(answer),
                    origin.answers.get(path),
                    "{}: {path}",
                    flip.place
                );
            }
            return Checked::Said;
        }
    }
    if log.contains("rebuilt") || log.contains("anew") || log.contains("torn") {
        Checked::Said
    } else {
        Checked::Clean
    }
}

fn compare(found: &BTreeMap<String, String>, origin: &Origin, flip: &Flip) {
    for (path, answer) in &origin.answers {
        assert_eq!(Some(answer), found.get(path), "{}: {path}", flip.place);
    }
}
