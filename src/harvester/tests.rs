//! Harvests from repositories that behave as they do out there.

use std::{
    cell::RefCell,
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    time::Duration,
};

use flate2::{Compression, write::GzEncoder};
use record::{ImportId, Key, Record, Status};
use serde_json::json;

use super::{Ask, Client, Finished, HarvestError, Patience, begin, dry, failed, fetch, finish};
use crate::{
    access::Actor,
    app::App,
    config::Config,
    manage::harvests::Wanted,
    pipeline::{HarvestEnd, HarvestRow, Outcome},
};

const MARC: &str = "http://www.loc.gov/MARC21/slim";

/// What a repository answers.
#[derive(Clone)]
enum Reply {
    /// What stands within `OAI-PMH`.
    Oai(String),
    /// The same, packed.
    Gzip(String),
    /// The same, of which the last bytes never come.
    Cut(String),
    /// The same without a length, so that nobody sees that it is cut.
    Short(String),
    Text(&'static str),
    Status(u16, &'static str),
    Moved(&'static str),
}

/// A repository on loopback.
struct Peer {
    url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Peer {
    /// `answer` is told the query and how often anything was asked before.
    fn new(answer: impl Fn(&str, usize) -> Reply + Send + 'static) -> Peer {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/oai", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let query = query(&stream);
                let before = log.lock().unwrap().len();
                log.lock().unwrap().push(query.clone());
                send(&mut stream, &answer(&query, before));
            }
        });
        Peer { url, asked }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

/// The query of a request.
fn query(stream: &TcpStream) -> String {
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next().unwrap().unwrap();
    lines
        .map(Result::unwrap)
        .take_while(|line| !line.is_empty())
        .for_each(drop);
    let path = first.split(' ').nth(1).unwrap_or_default();
    path.split_once('?')
        .map_or("", |(_, query)| query)
        .to_owned()
}

fn send(stream: &mut TcpStream, reply: &Reply) {
    let (status, more, body, length) = match reply {
        Reply::Oai(inner) => ("200", "", whole(inner), true),
        Reply::Gzip(inner) => {
            let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
            packed.write_all(&whole(inner)).unwrap();
            let body = packed.finish().unwrap();
            ("200", "Content-Encoding: gzip\r\n", body, true)
        }
        Reply::Cut(inner) | Reply::Short(inner) => {
            ("200", "", whole(inner), matches!(reply, Reply::Cut(_)))
        }
        Reply::Text(text) => ("200", "", text.as_bytes().to_vec(), true),
        Reply::Status(503, text) => ("503", "Retry-After: 0\r\n", text.as_bytes().to_vec(), true),
        Reply::Status(429, text) => ("429", "", text.as_bytes().to_vec(), true),
        Reply::Status(404, text) => ("404", "", text.as_bytes().to_vec(), true),
        Reply::Status(_, text) => ("500", "", text.as_bytes().to_vec(), true),
        Reply::Moved(to) => ("302", *to, Vec::new(), true),
    };
    let mut head = format!("HTTP/1.1 {status} X\r\nConnection: close\r\n{more}");
    if length {
        head.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    let sent = match reply {
        Reply::Cut(_) | Reply::Short(_) => &body[..body.len() / 2],
        _ => &body[..],
    };
    // Who has seen enough hangs up.
    let _ = stream.write_all(format!("{head}\r\n").as_bytes());
    let _ = stream.write_all(sent);
}

fn whole(inner: &str) -> Vec<u8> {
    format!(
        "<?xml version=\"1.0\"?><OAI-PMH xmlns=\"http://www.openarchives.org/OAI/2.0/\">\
         <responseDate>2026-11-20T12:00:00Z</responseDate><request>x</request>{inner}</OAI-PMH>"
    )
    .into_bytes()
}

fn error(code: &str) -> Reply {
    Reply::Oai(format!("<error code=\"{code}\">so it is</error>"))
}

fn identify(granularity: &str) -> Reply {
    Reply::Oai(format!(
        "<Identify><repositoryName>Peer</repositoryName><baseURL>http://peer.example/oai</baseURL>\
         <protocolVersion>2.0</protocolVersion><earliestDatestamp>2000-01-01</earliestDatestamp>\
         <deletedRecord>persistent</deletedRecord><granularity>{granularity}</granularity></Identify>"
    ))
}

fn formats(namespace: &str) -> Reply {
    Reply::Oai(format!(
        "<ListMetadataFormats><metadataFormat><metadataPrefix>mx</metadataPrefix>\
         <metadataNamespace>{namespace}</metadataNamespace></metadataFormat></ListMetadataFormats>"
    ))
}

/// A record with a number, a title, and a header.
fn live(id: &str, number: &str, title: &str) -> String {
    let number = match number.is_empty() {
        true => String::new(),
        false => format!("<controlfield tag=\"001\">{number}</controlfield>"),
    };
    format!(
        "<record><header><identifier>oai:peer:{id}</identifier><datestamp>2026-11-01</datestamp>\
         </header><metadata><record xmlns=\"{MARC}\"><leader>00000nam a2200000 a 4500</leader>{number}\
         <datafield tag=\"245\" ind1=\"0\" ind2=\"0\"><subfield code=\"a\">{title}</subfield></datafield>\
         </record></metadata></record>"
    )
}

fn gone(id: &str) -> String {
    format!(
        "<record><header status=\"deleted\"><identifier>oai:peer:{id}</identifier>\
         <datestamp>2026-11-02</datestamp></header></record>"
    )
}

fn page(records: &str, token: &str) -> String {
    let token = match token {
        "" => String::new(),
        " " => "<resumptionToken/>".to_owned(),
        token => format!("<resumptionToken>{token}</resumptionToken>"),
    };
    format!("<ListRecords>{records}{token}</ListRecords>")
}

fn first_page() -> String {
    page(&(live("1", "n1", "One") + &live("2", "n2", "Two")), "t1")
}

/// What a repository that behaves answers: three records on two pages.
fn good(query: &str) -> Reply {
    if query.contains("Identify") {
        identify("YYYY-MM-DDThh:mm:ssZ")
    } else if query.contains("ListMetadataFormats") {
        formats(MARC)
    } else if query.contains("resumptionToken=t1") {
        Reply::Oai(page(&live("3", "n3", "Three"), " "))
    } else {
        Reply::Oai(first_page())
    }
}

struct Library {
    app: Arc<App>,
    _dir: tempfile::TempDir,
}

impl Library {
    fn new() -> Library {
        let dir = tempfile::tempdir().unwrap();
        let (app, _) = App::open(Config::defaults(dir.path())).unwrap();
        Library { app, _dir: dir }
    }

    fn row(&self, name: &str, url: &str) -> HarvestRow {
        let wanted = Wanted {
            url: url.to_owned(),
            name: Some(name.to_owned()),
            system: Some(name.to_owned()),
            ..Wanted::default()
        };
        let (row, _) = wanted.row(&self.app).unwrap();
        let actor = Actor::command_line();
        self.app.pipeline.save_harvest(&actor, row).unwrap()
    }

    fn client() -> Client {
        Client::new(Patience {
            tries: 4,
            unit: Duration::from_millis(1),
            longest: Duration::from_millis(5),
        })
    }

    fn finished(&self, row: &HarvestRow, ask: &Ask) -> Result<Finished, HarvestError> {
        let actor = Actor::command_line();
        begin(&self.app, &actor, row, ask)?;
        self.goes_on(row)
    }

    fn goes_on(&self, row: &HarvestRow) -> Result<Finished, HarvestError> {
        let mut tell = |_| {};
        let fetching = fetch(&self.app, row, Library::client(), &|| None, &mut tell)?;
        finish(&self.app, &Actor::command_line(), &fetching)
    }

    /// Harvests what is new and imports it.
    fn harvest(&self, name: &str, url: &str) -> Result<Outcome, HarvestError> {
        let row = self.row(name, url);
        match self.finished(&row, &Ask::default()) {
            Ok(Finished::Begun(import)) => Ok(self.app.pipeline.run(import, &mut |_| {}).unwrap()),
            Ok(Finished::Already(_)) => panic!("nothing was interrupted"),
            Ok(Finished::Nothing) => Ok(Outcome::default()),
            Err(error) => {
                failed(&self.app, &Actor::command_line(), &row, &error);
                Err(error)
            }
        }
    }

    fn dry(&self, name: &str, url: &str) -> Outcome {
        let row = HarvestRow {
            name: ".dry-run".to_owned(),
            ..self.row(name, url)
        };
        let actor = Actor::command_line();
        begin(&self.app, &actor, &row, &Ask::default()).unwrap();
        let mut tell = |_| {};
        let fetching = fetch(&self.app, &row, Library::client(), &|| None, &mut tell).unwrap();
        dry(&self.app, &actor, &fetching, &mut |_| {}).unwrap()
    }

    /// The record that came with an identifier.
    fn record(&self, name: &str, id: &str) -> Arc<Record> {
        let found = self
            .app
            .store
            .find(&Key(format!("oai:{name}:oai:peer:{id}")));
        let found = found.unwrap();
        assert_eq!(found.len(), 1, "{id}: {found:?}");
        self.app.store.record(found[0]).unwrap().unwrap()
    }

    fn title(&self, name: &str, id: &str) -> (String, Status) {
        let record = self.record(name, id);
        (record.description.titles.main.main.clone(), record.status)
    }

    fn undo(&self, import: ImportId) {
        let actor = Actor::command_line();
        let row = self.app.pipeline.begin_undo(&actor, import).unwrap();
        self.app.pipeline.run(row, &mut |_| {}).unwrap();
    }
}

fn counts(outcome: &Outcome) -> [u64; 5] {
    [
        outcome.created,
        outcome.changed,
        outcome.deleted,
        outcome.unchanged,
        outcome.rejected,
    ]
}

/// Answers well but for the nth request.
fn but(nth: usize, reply: Reply) -> Peer {
    Peer::new(move |query, before| match before == nth {
        true => reply.clone(),
        false => good(query),
    })
}

/// Answers well but for requests that have `part` in them.
fn always(part: &'static str, reply: Reply) -> Peer {
    Peer::new(move |query, _| match query.contains(part) {
        true => reply.clone(),
        false => good(query),
    })
}

#[test]
fn what_passes_is_tried_again_and_all_records_come() {
    let library = Library::new();
    let list = page(&live("3", "n3", "Three"), "");
    let cases = [
        ("good", but(99, error("none"))),
        ("busy", but(0, Reply::Status(503, "later"))),
        ("broken", but(2, Reply::Status(500, "oh"))),
        ("slow-down", but(3, Reply::Status(429, ""))),
        ("cut", but(2, Reply::Cut(first_page()))),
        ("short", but(3, Reply::Short(list.clone()))),
        ("packed", but(3, Reply::Gzip(list))),
        (
            "moved",
            but(2, Reply::Moved("Location: /oai?verb=ListRecords\r\n")),
        ),
        // The list begins anew, and what came twice counts once.
        ("run-out", but(3, error("badResumptionToken"))),
    ];
    for (name, peer) in cases {
        let outcome = library.harvest(name, &peer.url);
        let outcome = outcome.unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(counts(&outcome), [3, 0, 0, 0, 0], "{name}: {outcome:?}");
        let row = library.app.pipeline.known_harvest(name).unwrap();
        assert_eq!(row.next.as_deref(), Some("2026-11-20T12:00:00Z"), "{name}");
        assert_eq!(row.last.unwrap().result, HarvestEnd::Done, "{name}");
        let left = library.app.config.data.join("harvests").join(name);
        assert!(!left.exists(), "{name}");
    }
}

#[test]
fn what_does_not_pass_is_told_as_what_it_is() {
    let library = Library::new();
    let page_of = "<!doctype html><title>Sign in</title>";
    let cases = [
        (
            "html",
            always("Identify", Reply::Text(page_of)),
            "a web page called \"Sign in\"",
        ),
        (
            "json",
            always("Identify", Reply::Text("{}")),
            "is no OAI-PMH: it begins with \"{}\"",
        ),
        (
            "absent",
            always("Identify", Reply::Status(404, "<p>No such\npage")),
            "answers 404: No such page",
        ),
        (
            "busy",
            always("Identify", Reply::Status(503, "later")),
            "answers 503: later",
        ),
        (
            "old",
            always(
                "Identify",
                Reply::Oai("<Identify><protocolVersion>1.1</protocolVersion></Identify>".into()),
            ),
            "speaks version \"1.1\"",
        ),
        (
            "foreign",
            always("ListMetadataFormats", formats("http://x")),
            "has mx",
        ),
        (
            "bad",
            always("ListRecords", error("badArgument")),
            "refuses: badArgument: so it is",
        ),
        (
            "loop",
            always("resumptionToken", Reply::Oai(first_page())),
            "the resumption token \"t1\" a second time",
        ),
        (
            "run-out",
            always("resumptionToken", error("badResumptionToken")),
            "refuses: badResumptionToken",
        ),
        (
            "malformed",
            always("ListRecords", Reply::Oai("<a></b>".into())),
            "the XML is wrong at byte",
        ),
        (
            "cut",
            always("ListRecords", Reply::Cut(first_page())),
            "cannot be read to its end",
        ),
    ];
    for (name, peer, expected) in cases {
        let error = library.harvest(name, &peer.url).unwrap_err().to_string();
        assert!(error.contains(expected), "{name}: {error}");
        assert!(error.contains(&peer.url), "{name}: {error}");
        let row = library.app.pipeline.known_harvest(name).unwrap();
        let last = row.last.unwrap();
        assert_eq!(
            (last.result, last.why),
            (HarvestEnd::Failed, Some(error)),
            "{name}"
        );
        assert_eq!(row.next, None, "{name}");
    }
    let nothing = always("ListRecords", error("noRecordsMatch"));
    let outcome = library.harvest("nothing", &nothing.url).unwrap();
    assert_eq!((outcome.import, counts(&outcome)), (None, [0; 5]));
    let row = library.app.pipeline.known_harvest("nothing").unwrap();
    assert_eq!(row.last.unwrap().result, HarvestEnd::Nothing);
    assert_eq!(row.next.as_deref(), Some("2026-11-20T12:00:00Z"));
}

#[test]
fn the_next_run_asks_from_the_repositorys_own_moment_a_little_before() {
    let library = Library::new();
    for (name, granularity, expected) in [
        (
            "second",
            "YYYY-MM-DDThh:mm:ssZ",
            "from=2026-11-20T11%3A58%3A00Z",
        ),
        ("day", "YYYY-MM-DD", "from=2026-11-20&"),
    ] {
        let peer = Peer::new(move |query, _| match query.contains("Identify") {
            true => identify(granularity),
            false => good(query),
        });
        library.harvest(name, &peer.url).unwrap();
        let again = library.harvest(name, &peer.url).unwrap();
        assert_eq!(counts(&again), [0, 0, 0, 3, 0], "{name}");
        let lists: Vec<String> = peer
            .asked()
            .into_iter()
            .filter(|query| query.contains("metadataPrefix=mx"))
            .map(|query| query + "&")
            .collect();
        assert_eq!(lists.len(), 2);
        assert!(!lists[0].contains("from="), "{lists:?}");
        assert!(lists[1].contains(expected), "{lists:?}");
    }
}

/// A repository whose list is what it is told to be.
fn telling() -> (Peer, Arc<Mutex<String>>) {
    let list = Arc::new(Mutex::new(String::new()));
    let told = Arc::clone(&list);
    let peer = Peer::new(move |query, _| match query.contains("ListRecords") {
        true => Reply::Oai(page(&told.lock().unwrap(), "")),
        false => good(query),
    });
    (peer, list)
}

#[test]
fn a_record_is_known_by_its_identifier_and_goes_when_it_is_deleted_there() {
    let library = Library::new();
    let (peer, list) = telling();
    let live_title = |id: &str| library.title("p", id);
    // Two have one number, one has none.
    let all = live("a", "n1", "A") + &live("b", "n1", "B") + &live("c", "", "C");
    list.lock().unwrap().clone_from(&all);
    let first = library.harvest("p", &peer.url).unwrap();
    assert_eq!(counts(&first), [3, 0, 0, 0, 0]);
    let origin = library.record("p", "a").provenance.origin.clone().unwrap();
    assert_eq!(origin.base_url, "http://peer.example/oai");
    assert_eq!(
        (origin.namespace.as_str(), origin.datestamp.as_str()),
        (MARC, "2026-11-01")
    );
    assert_eq!(origin.harvested.to_string(), "2026-11-20T12:00:00Z");

    let next = live("a", "n1", "A new") + &gone("b") + &gone("never") + &live("c", "", "C new");
    list.lock().unwrap().clone_from(&next);
    let would = library.dry("p", &peer.url);
    assert_eq!(counts(&would), [0, 2, 1, 1, 0]);
    assert_eq!(live_title("b"), ("B".to_owned(), Status::Live));
    let second = library.harvest("p", &peer.url).unwrap();
    assert_eq!(counts(&second), counts(&would));
    assert_eq!(live_title("a"), ("A new".to_owned(), Status::Live));
    assert_eq!(live_title("b"), ("B".to_owned(), Status::Deleted));
    assert_eq!(live_title("c").0, "C new");
    // Again the same is nothing.
    let again = library.harvest("p", &peer.url).unwrap();
    assert_eq!(counts(&again), [0, 0, 0, 4, 0]);

    // It comes back.
    list.lock().unwrap().clone_from(&all);
    let back = library.harvest("p", &peer.url).unwrap();
    assert_eq!(counts(&back), [0, 3, 0, 0, 0]);
    assert_eq!(live_title("b"), ("B".to_owned(), Status::Live));
}

#[test]
fn an_undone_harvest_leaves_no_trace_and_is_asked_for_again() {
    let library = Library::new();
    let (peer, list) = telling();
    *list.lock().unwrap() = live("a", "n1", "A") + &live("b", "n2", "B") + &live("c", "n3", "C");
    let first = library.harvest("p", &peer.url).unwrap();
    *list.lock().unwrap() = live("a", "n1", "A new") + &gone("b") + &live("d", "n4", "D");
    let second = library.harvest("p", &peer.url).unwrap();
    let edit = json!({ "titles": { "main": { "main": "C edited" } } });
    let record = library.record("p", "c");
    let actor = Actor::command_line();
    let edited = library
        .app
        .pipeline
        .edit(&actor, record.id, Some(record.seq), &edit);
    edited.unwrap();

    library.undo(second.import.unwrap());
    assert_eq!(library.title("p", "a"), ("A".to_owned(), Status::Live));
    assert_eq!(library.title("p", "b"), ("B".to_owned(), Status::Live));
    assert_eq!(library.title("p", "c").0, "C edited");
    assert_eq!(library.title("p", "d").1, Status::Deleted);
    // It asks from where the one that was undone did: here for everything that the first had not seen.
    let row = library.app.pipeline.known_harvest("p").unwrap();
    let from = library.app.pipeline.harvest_from(&row).unwrap();
    assert_eq!(from.as_deref(), Some("2026-11-20T12:00:00Z"));
    let third = library.harvest("p", &peer.url).unwrap();
    assert_eq!(counts(&third), [1, 1, 1, 0, 0]);
    assert_eq!(library.title("p", "b").1, Status::Deleted);

    // Without the first one, what the third did to its records stands for itself.
    library.undo(first.import.unwrap());
    assert_eq!(library.title("p", "a"), ("A new".to_owned(), Status::Live));
    assert_eq!(library.title("p", "b").1, Status::Deleted);
    assert_eq!(library.title("p", "d"), ("D".to_owned(), Status::Live));
    let row = library.app.pipeline.known_harvest("p").unwrap();
    assert_eq!(library.app.pipeline.harvest_from(&row).unwrap(), None);
}

#[test]
fn what_was_edited_here_stays_over_what_comes_and_goes() {
    let library = Library::new();
    let (peer, list) = telling();
    *list.lock().unwrap() = live("a", "n1", "A") + &live("b", "n2", "B");
    library.harvest("p", &peer.url).unwrap();
    let actor = Actor::command_line();
    for (id, edit) in [
        ("a", json!({ "status": "suppressed" })),
        ("b", json!({ "status": "suppressed" })),
    ] {
        let record = library.record("p", id);
        let edited = library
            .app
            .pipeline
            .edit(&actor, record.id, Some(record.seq), &edit);
        edited.unwrap();
    }
    *list.lock().unwrap() = gone("a") + &live("b", "n2", "B new");
    let outcome = library.harvest("p", &peer.url).unwrap();
    assert_eq!(counts(&outcome), [0, 1, 0, 1, 0]);
    let kept: Vec<&str> = outcome.notices.iter().map(|n| n.code.as_str()).collect();
    assert!(kept.contains(&"edit-kept"), "{:?}", outcome.notices);
    assert_eq!(library.title("p", "a").1, Status::Suppressed);
    assert_eq!(
        library.title("p", "b"),
        ("B new".to_owned(), Status::Suppressed)
    );
    // Taken back, the edit hides nothing: it is deleted there.
    let record = library.record("p", "a");
    let edited = library.app.pipeline.edit(
        &actor,
        record.id,
        Some(record.seq),
        &json!({ "status": "deleted" }),
    );
    edited.unwrap();
    let record = library.record("p", "a");
    assert_eq!(
        (record.status, record.edits.as_ref()),
        (Status::Deleted, None)
    );
}

#[test]
fn what_was_imported_from_a_file_is_the_harvested_one_by_its_number() {
    let library = Library::new();
    let (peer, list) = telling();
    let file = format!(
        "<record xmlns=\"{MARC}\"><leader>00000nam a2200000 a 4500</leader><controlfield tag=\"001\">n1</controlfield>\
         <datafield tag=\"245\" ind1=\"0\" ind2=\"0\"><subfield code=\"a\">A</subfield></datafield></record>"
    );
    let pipeline = &library.app.pipeline;
    let staged = pipeline.stage("a.xml", file.as_bytes()).unwrap();
    let mut request = crate::pipeline::ImportRequest::new(Actor::command_line());
    request.system = "p".to_owned();
    let row = pipeline.begin(&staged, &request).unwrap();
    pipeline.run(row, &mut |_| {}).unwrap();
    *list.lock().unwrap() = live("a", "n1", "A");
    // Nothing differs but where it comes from, and that is known from now on.
    let outcome = library.harvest("p", &peer.url).unwrap();
    assert_eq!(counts(&outcome), [0, 1, 0, 0, 0]);
    *list.lock().unwrap() = gone("a");
    let outcome = library.harvest("p", &peer.url).unwrap();
    assert_eq!(counts(&outcome), [0, 0, 1, 0, 0]);
}

#[test]
fn a_harvest_that_was_stopped_goes_on_at_its_token_and_is_imported_once() {
    let library = Library::new();
    let peer = but(99, error("none"));
    let row = library.row("p", &peer.url);
    let actor = Actor::command_line();
    begin(&library.app, &actor, &row, &Ask::default()).unwrap();
    let came = RefCell::new(0);
    let stop = || (*came.borrow() > 0).then_some(HarvestError::Stopped);
    let mut tell = |records| *came.borrow_mut() = records;
    let stopped = fetch(&library.app, &row, Library::client(), &stop, &mut tell);
    assert!(matches!(stopped, Err(HarvestError::Stopped)));
    let asked = peer.asked().len();
    assert_eq!((asked, *came.borrow()), (3, 2));

    // A half-written page behind what was noted is cut off.
    let folder = library.app.config.data.join("harvests/p");
    let records = folder.join("records.jsonl.gz");
    let mut open = std::fs::OpenOptions::new();
    let mut file = open.append(true).open(&records).unwrap();
    file.write_all(b"half a page").unwrap();
    drop(file);
    let mut tell = |_| {};
    let fetching = fetch(&library.app, &row, Library::client(), &|| None, &mut tell).unwrap();
    assert_eq!(
        peer.asked()[asked..],
        ["verb=ListRecords&resumptionToken=t1"]
    );
    assert_eq!(fetching.records(), 3);

    // Killed between the import's beginning and the removal of what came.
    let saved: Vec<(String, Vec<u8>)> = ["state.json", "records.jsonl.gz"]
        .map(|name| (name.to_owned(), std::fs::read(folder.join(name)).unwrap()))
        .to_vec();
    let Finished::Begun(import) = finish(&library.app, &actor, &fetching).unwrap() else {
        panic!("it begins");
    };
    std::fs::create_dir_all(&folder).unwrap();
    for (name, bytes) in saved {
        std::fs::write(folder.join(name), bytes).unwrap();
    }
    let Finished::Already(again) = library.goes_on(&row).unwrap() else {
        panic!("it was begun");
    };
    assert_eq!(again.id, import.id);
    assert!(!folder.exists());
    let outcome = library.app.pipeline.run(again, &mut |_| {}).unwrap();
    assert_eq!(counts(&outcome), [3, 0, 0, 0, 0]);
    assert_eq!(library.app.store.imports().unwrap().len(), 1);
}
