//! Harvesters follow a collection that eight writers change, while the process is killed twice.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::{
    library::{Library, with_file},
    records::{Noise, noise, number, one},
    service::Client,
};

/// Records that are there at the start.
const RECORDS: u64 = 600;
const WRITERS: u64 = 8;
/// How often each harvester comes back.
const PAUSE: Duration = Duration::from_secs(1);
/// What is harvested: the format, and the set.
const HARVESTS: [(&str, Option<&str>); 5] = [
    ("oai_dc", None),
    ("mods", None),
    ("marcxml", Some("type:book")),
    ("oai_dc", Some("collection:found")),
    ("oai_dc", Some("theme:wages")),
];
/// The collection's queries, one after another.
const QUERIES: [&str; 3] = ["q=wages", "q=safety", "type=book"];

/// The service as it is reached at the moment.
type Door = Arc<Mutex<Client>>;

#[test]
fn harvesters_miss_nothing_and_keep_nothing_stale_whatever_happens() {
    let seconds = number("LABORDOC_HARVEST_SECONDS", 15);
    let mut noise = noise(7);
    let (dir, file) = with_file(RECORDS);
    let library = Library::at(&dir.path().join("harvested"))
        .with("RATE_PER_SECOND", "0")
        .with("RATE_SIGNED_PER_SECOND", "0")
        .with("OAI_PAGE", "150");
    library.import(&file);
    let token = library.token();
    let mut service = library.serve(&token);
    assert_eq!(collect(&service.client(), QUERIES[0], None).unwrap().0, 201);
    let door: Door = Arc::new(Mutex::new(service.client()));
    let (stop, changes) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(AtomicU64::new(0)),
    );
    let writers: Vec<_> = (0..WRITERS)
        .map(|n| {
            let (door, stop, changes) = (door.clone(), stop.clone(), changes.clone());
            let noise = Noise(noise.next());
            std::thread::spawn(move || match n {
                0 => curate(&door, &stop, &changes, noise),
                n => write(&door, &stop, &changes, noise, n),
            })
        })
        .collect();
    let over = Arc::new(AtomicBool::new(false));
    let harvesters: Vec<_> = HARVESTS
        .into_iter()
        .map(|(format, set)| {
            let (door, over) = (door.clone(), over.clone());
            std::thread::spawn(move || follow(&door, &over, Harvester::new(format, set)))
        })
        .collect();
    for _ in 0..2 {
        std::thread::sleep(Duration::from_millis(
            seconds * 1000 / 4 + noise.below(seconds * 1000 / 8),
        ));
        assert!(service.kill(), "it was running");
        service = library.serve(&token);
        *door.lock().unwrap() = service.client();
    }
    std::thread::sleep(Duration::from_secs(seconds / 4));
    stop.store(true, Ordering::Relaxed);
    writers.into_iter().for_each(|w| w.join().unwrap());
    settle(&service.client());
    over.store(true, Ordering::Relaxed);
    let made = changes.load(Ordering::Relaxed);
    assert!(made > seconds * 5, "only {made} changes were made");
    let client = service.client();
    let rounds: Vec<u64> = harvesters
        .into_iter()
        .map(|h| {
            let mut harvester = h.join().unwrap();
            loop {
                let head = client.json("/api/v1/stats")["seq"].clone();
                assert!(harvester.once(&client), "the last harvest failed");
                let differs = harvester.differs(&client);
                // The keeper of collections takes its time; what was compared must have stood still.
                if client.json("/api/v1/stats")["seq"] == head {
                    assert_eq!(differs, None);
                    return harvester.rounds;
                }
            }
        })
        .collect();
    service.stop();
    library.check("after it all");
    eprintln!("{made} changes in {seconds} s; harvests: {rounds:?}");
}

/// Changes the collection until it is stopped; a request that nobody answers is left.
fn write(door: &Door, stop: &AtomicBool, changes: &AtomicU64, mut noise: Noise, writer: u64) {
    let mut made = 0;
    while !stop.load(Ordering::Relaxed) {
        let client = door.lock().unwrap().clone();
        let id = 1 + noise.below(RECORDS);
        let answer = match noise.below(10) {
            0 => {
                made += 1;
                let number = 1_000_000 + writer * 100_000 + made;
                client.post_import(&one(number, noise.next()))
            }
            1 if writer == 1 => collect(&client, QUERIES[noise.below(3) as usize], Some("*")),
            2 => client.patch(id, &json!({ "status": "deleted" })),
            3 => client.patch(id, &json!({ "status": "suppressed" })),
            4 => client.patch(
                id,
                &json!({ "status": "embargoed", "embargo": "2099-01-01T00:00:00Z" }),
            ),
            5 => client.patch(id, &json!({ "status": "live" })),
            6 => {
                let concept = ["book", "report", "journal-article"][noise.below(3) as usize];
                client.patch(id, &json!({ "document_type": { "concept": concept } }))
            }
            7 => {
                let concept = ["wages", "employment"][noise.below(2) as usize];
                client.patch(id, &json!({ "themes": [{ "concept": concept }] }))
            }
            8 => client.patch(id, &json!({ "languages": ["en"] })),
            _ => client.patch(id, &json!({ "extent": format!("{} p.", noise.below(900)) })),
        };
        match answer {
            Ok((200..=202, _)) => {
                changes.fetch_add(1, Ordering::Relaxed);
            }
            // Not there yet; changed by another meanwhile.
            Ok((404 | 409 | 412, _)) => {}
            Ok((status, body)) => panic!("a change was answered with {status}: {body}"),
            Err(_) => std::thread::sleep(Duration::from_millis(20)),
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Changes the taxonomy until it is stopped: makes themes, gives them to records, merges them, and changes
/// the labels that harvesters are shown.
fn curate(door: &Door, stop: &AtomicBool, changes: &AtomicU64, mut noise: Noise) {
    let (mut made, mut standing) = (0, Vec::new());
    while !stop.load(Ordering::Relaxed) {
        let client = door.lock().unwrap().clone();
        let answer = match (noise.below(6), standing.last()) {
            (0, _) | (_, None) => {
                made += 1;
                let id = format!("made-{made}");
                let label = |lang: &str| json!(format!("made {made} {lang}"));
                let concept = json!({ "id": id, "broader": ["conditions-of-employment"],
                    "pref": { "en": label("en"), "fr": label("fr"), "es": label("es") } });
                standing.push(id);
                curated(
                    &client,
                    json!({ "create": { "scheme": "themes", "concept": concept } }),
                )
            }
            (1, Some(id)) => {
                let into = ["wages", "employment"][noise.below(2) as usize];
                let merge = json!({ "merge": { "scheme": "themes", "from": id, "into": into } });
                let answer = curated(&client, merge);
                if answer.is_ok() {
                    standing.pop();
                }
                answer
            }
            (2, _) => {
                let labels = json!({ "pref": { "en": format!("employment {}", noise.below(99)),
                    "fr": "emploi", "es": "empleo" }, "alt": { "en": ["employment"] } });
                curated(
                    &client,
                    json!({ "relabel": { "scheme": "themes", "concept": "employment", "labels": labels } }),
                )
            }
            (_, Some(id)) => {
                let record = 1 + noise.below(RECORDS);
                client.patch(record, &json!({ "themes": [{ "concept": id }] }))
            }
        };
        match answer {
            Ok((200..=202, _)) => {
                changes.fetch_add(1, Ordering::Relaxed);
            }
            // Made or merged already by a request that a kill left without its answer.
            Ok((404 | 409 | 412 | 422, _)) => {}
            Ok((status, body)) => panic!("a change was answered with {status}: {body}"),
            Err(_) => std::thread::sleep(Duration::from_millis(20)),
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn curated(client: &Client, change: Value) -> Result<(u16, String), ureq::Error> {
    client.post("/api/v1/taxonomy/changes", &json!([change]))
}

/// Gives the collection another query.
fn collect(client: &Client, query: &str, etag: Option<&str>) -> Result<(u16, String), ureq::Error> {
    let collection = json!({
        "names": { "en": "Found", "fr": "Trouvé", "es": "Hallado" },
        "query": query,
    });
    client.put("/api/v1/collections/found", &collection, etag)
}

/// Waits until imports have ended and the sets of collections have followed.
fn settle(client: &Client) {
    let begun = Instant::now();
    let mut before = (Value::Null, Instant::now());
    while before.1.elapsed() < Duration::from_secs(3) {
        assert!(
            begun.elapsed() < crate::service::START,
            "it does not settle"
        );
        std::thread::sleep(Duration::from_millis(100));
        let stats = client.json("/api/v1/stats");
        let told = client.json("/api/v1/taxonomy/changes?limit=100");
        let mut told = told["changes"].as_array().unwrap().iter();
        let following = told.any(|change| change["records"]["ended"].is_null());
        if following || stats["seq"] != before.0 || stats["seq"] != stats["index_seq"] {
            before = (stats["seq"].clone(), Instant::now());
        }
    }
}

fn follow(door: &Door, over: &AtomicBool, mut harvester: Harvester) -> Harvester {
    while !over.load(Ordering::Relaxed) {
        let client = door.lock().unwrap().clone();
        harvester.once(&client);
        std::thread::sleep(PAUSE);
    }
    harvester
}

/// A harvester that keeps a copy: it asks for what has changed since the moment of its last answer.
struct Harvester {
    format: &'static str,
    set: Option<&'static str>,
    /// The metadata of what is not deleted.
    copy: BTreeMap<String, String>,
    from: Option<String>,
    /// A list that was broken off is gone on with, by another process if need be.
    under_way: Option<(String, String)>,
    rounds: u64,
    /// What was asked and answered, for whoever looks for a fault.
    asked: Vec<String>,
}

impl Harvester {
    fn new(format: &'static str, set: Option<&'static str>) -> Harvester {
        Harvester {
            format,
            set,
            copy: BTreeMap::new(),
            from: None,
            under_way: None,
            rounds: 0,
            asked: Vec::new(),
        }
    }

    /// Reads a whole list; whether it came to its end.
    fn once(&mut self, client: &Client) -> bool {
        loop {
            let query = match &self.under_way {
                Some((token, _)) => format!("resumptionToken={token}"),
                None => {
                    let set = self.set.map(|set| format!("&set={set}"));
                    let from = self.from.as_ref().map(|from| format!("&from={from}"));
                    let (set, from) = (set.unwrap_or_default(), from.unwrap_or_default());
                    format!("metadataPrefix={}{set}{from}", self.format)
                }
            };
            let Ok((200, body)) = client.get(&format!("/oai?verb=ListRecords&{query}")) else {
                return false;
            };
            let moment = between(&body, "<responseDate>", "</responseDate>").unwrap();
            let begun = match &self.under_way {
                Some((_, begun)) => begun.clone(),
                None => moment.to_owned(),
            };
            if let Some(code) = between(&body, "<error code=\"", "\"") {
                assert_eq!(code, "noRecordsMatch", "{query}: {body}");
            }
            let ids: Vec<&str> = body
                .split("<identifier>oai:127.0.0.1:")
                .skip(1)
                .filter_map(|rest| rest.split('<').next())
                .collect();
            self.asked
                .push(format!("{moment} {query}: {}", ids.join(" ")));
            // Each start has another address, which stands in what it says.
            let body = body.replace(client.url(), "");
            body.split("<record>").skip(1).for_each(|r| self.take(r));
            match token(&body) {
                Some(token) => self.under_way = Some((token.to_owned(), begun)),
                None => {
                    self.under_way = None;
                    self.from = Some(begun);
                    self.rounds += 1;
                    return true;
                }
            }
        }
    }

    fn take(&mut self, record: &str) {
        let id = between(record, "<identifier>", "</identifier>")
            .unwrap()
            .to_owned();
        let record = record.split("</record>\n").next().unwrap();
        if record.contains("<header status=\"deleted\">") {
            self.copy.remove(&id);
        } else {
            self.copy
                .insert(id, metadata_of(record).unwrap().to_owned());
        }
    }

    /// How the copy differs from what `GetRecord` says of each record that there is.
    fn differs(&self, client: &Client) -> Option<String> {
        let mut wanted = BTreeSet::new();
        let mut after = 0;
        loop {
            let page = client.json(&format!("/api/v1/changes?limit=1000&after={after}"));
            let rows = page["changes"].as_array().unwrap().clone();
            let Some(last) = rows.last() else { break };
            after = last["seq"].as_u64().unwrap();
            for row in rows {
                let sets = row["sets"].as_array().unwrap();
                let mine = self.set.is_none_or(|set| sets.iter().any(|s| s == set));
                if row["deleted"] == false && mine {
                    wanted.insert(format!("oai:127.0.0.1:{}", row["id"]));
                }
            }
        }
        let have: BTreeSet<String> = self.copy.keys().cloned().collect();
        let what = (self.format, self.set);
        let missed: Vec<_> = wanted.difference(&have).collect();
        let stale: Vec<_> = have.difference(&wanted).collect();
        if !missed.is_empty() || !stale.is_empty() {
            return Some(format!("{what:?}: missed {missed:?}, stale {stale:?}"));
        }
        assert!(!wanted.is_empty(), "{what:?}: nothing was to be harvested");
        for (id, metadata) in &self.copy {
            let query = format!(
                "verb=GetRecord&metadataPrefix={}&identifier={id}",
                self.format
            );
            let (_, body) = client.get(&format!("/oai?{query}")).unwrap();
            let body = body.replace(client.url(), "");
            let now = metadata_of(&body);
            let last = &self.asked[self.asked.len().saturating_sub(8)..];
            if now != Some(metadata) {
                return Some(format!(
                    "{what:?}: {id} is stale: {body}\nthe last lists: {last:#?}"
                ));
            }
        }
        None
    }
}

fn metadata_of(record: &str) -> Option<&str> {
    let start = record.find("<metadata>")?;
    record.get(start..record.rfind("</metadata>")?)
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(start)?;
    rest.split_once(end).map(|(found, _)| found)
}

fn token(body: &str) -> Option<&str> {
    let element = between(body, "<resumptionToken", "</resumptionToken>")?;
    let (_, token) = element.split_once('>')?;
    (!token.is_empty()).then_some(token)
}
