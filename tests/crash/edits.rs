//! Edits over HTTP, and the book of what was acknowledged.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
};

use serde_json::{Value, json};

use crate::{library::Library, records::Noise, service::Client, snapshot::number};

/// What became of edits of the extent, by record id.
#[derive(Debug, Clone, Default)]
pub struct Book {
    /// Every text that was asked for and not refused, in this order: one thread edits a record.
    asked: BTreeMap<u64, Vec<String>>,
    /// How many of them were acknowledged.
    said: BTreeMap<u64, usize>,
    next: u64,
}

/// Threads that edit until they are stopped or nobody answers.
pub struct Editors {
    stop: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

/// How many edit at once, each its own records.
const EDITORS: u64 = 2;

impl Editors {
    /// Starts editing records with ids up to `most`.
    pub fn start(client: &Client, book: &Arc<Mutex<Book>>, most: u64, seed: u64) -> Editors {
        let stop = Arc::new(AtomicBool::new(false));
        let threads = (0..EDITORS)
            .map(|n| {
                let (stop, client, book) = (Arc::clone(&stop), client.clone(), Arc::clone(book));
                let noise = Noise(seed + n);
                std::thread::spawn(move || edit(&client, &book, &stop, noise, (n, most)))
            })
            .collect();
        Editors { stop, threads }
    }

    /// Stops them and waits.
    pub fn stop(self) {
        self.stop.store(true, Ordering::Relaxed);
        self.join();
    }

    /// Waits until they have noticed that nobody answers.
    pub fn join(self) {
        for thread in self.threads {
            thread.join().unwrap();
        }
    }
}

fn edit(
    client: &Client,
    book: &Mutex<Book>,
    stop: &AtomicBool,
    mut noise: Noise,
    (n, most): (u64, u64),
) {
    while !stop.load(Ordering::Relaxed) {
        let id = 1 + noise.below(most / EDITORS) * EDITORS + n;
        let text = book.lock().unwrap().ask(id);
        match client.patch(id, &json!({ "extent": text })) {
            Ok((200, body)) => {
                let record: Value = serde_json::from_str(&body).unwrap();
                assert_eq!(
                    record["extent"],
                    text.as_str(),
                    "an edit is acknowledged with its own text"
                );
                book.lock().unwrap().acknowledge(id);
            }
            // Not imported yet.
            Ok((404, _)) => book.lock().unwrap().refuse(id),
            Ok((status, body)) => panic!("an edit was answered with {status}: {body}"),
            Err(_) => return,
        }
    }
}

impl Book {
    fn ask(&mut self, id: u64) -> String {
        self.next += 1;
        let text = format!("edit {}", self.next);
        self.asked.entry(id).or_default().push(text.clone());
        text
    }

    fn acknowledge(&mut self, id: u64) {
        self.said.insert(id, self.asked[&id].len());
    }

    fn refuse(&mut self, id: u64) {
        self.asked.entry(id).or_default().pop();
    }

    /// How many edits were acknowledged, or found by [`Book::verify`] as if they had been.
    pub fn acknowledged(&self) -> u64 {
        self.said.values().map(|n| *n as u64).sum()
    }

    /// What is known of a moment in between: what was acknowledged at its start must have happened,
    /// what was asked for until its end may have.
    pub fn until(self, later: &Book) -> Book {
        Book {
            asked: later.asked.clone(),
            said: self.said,
            next: later.next,
        }
    }

    /// Every acknowledged text is there, unless one that was asked for after it is there instead.
    /// What is there counts as acknowledged from now on; the texts by control number are given back.
    pub fn verify(&mut self, library: &Library, when: &str) -> BTreeMap<String, String> {
        let export = library.must(&["export", "--format", "json"]).out;
        let mut texts = BTreeMap::new();
        let mut ids = Vec::new();
        for line in export.lines() {
            let record: Value = serde_json::from_str(line).unwrap();
            let id = record["id"].as_u64().unwrap();
            ids.push(id);
            let said = self.said.get(&id).copied().unwrap_or(0);
            let asked = self.asked.entry(id).or_default();
            if record["edited"] == true {
                let text = record["extent"].as_str().unwrap().to_owned();
                let place = asked.iter().position(|t| *t == text);
                let place = place.unwrap_or_else(|| {
                    panic!("{when}: record {id} has {text:?}, which nobody asked for: {asked:?}")
                });
                assert!(
                    place + 1 >= said,
                    "{when}: record {id} has {text:?}, and {:?} was acknowledged",
                    asked[said - 1]
                );
                asked.truncate(place + 1);
                self.said.insert(id, place + 1);
                texts.insert(number(&record), text);
            } else {
                assert_eq!(
                    said, 0,
                    "{when}: record {id} is not edited, and {asked:?} was acknowledged up to {said}"
                );
                asked.clear();
            }
        }
        let lost: Vec<_> = self.said.keys().filter(|id| !ids.contains(id)).collect();
        assert!(
            lost.is_empty(),
            "{when}: edited records are not there: {lost:?}"
        );
        texts
    }
}
