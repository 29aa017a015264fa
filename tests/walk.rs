//! OAI-PMH as a person walks it in a browser, and that programs notice nothing of it.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, reason = "tests")]

mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Read,
    sync::LazyLock,
};

use support::{
    Answer, Server, all_between, encode,
    html::{self, Piece},
    oai::harvest,
};

/// The bundled collection.
static DEMO: LazyLock<Server> = LazyLock::new(Server::demo);

const LIST: &str = "/oai?verb=ListRecords&metadataPrefix=oai_dc";

/// What a browser gets that opens an address.
fn open(method: &str, path: &str) -> Answer {
    DEMO.ask(method, path)
        .header("Sec-Fetch-Dest", "document")
        .send()
}

fn page(path: &str) -> String {
    let answer = open("GET", path);
    assert_eq!(
        (answer.status, answer.kind().as_str()),
        (200, "text/html; charset=utf-8"),
        "{path}"
    );
    answer.text()
}

fn varies(answer: &Answer) -> bool {
    let vary = answer.header("vary").unwrap_or_default();
    vary.to_lowercase().contains("sec-fetch-dest")
}

/// The number of the record at the end of an identifier.
fn record(id: u64) -> String {
    let identifiers = DEMO.page("/oai?verb=ListIdentifiers&metadataPrefix=oai_dc");
    let first = all_between(&identifiers, "<identifier>", "<")[0].to_owned();
    let (ours, _) = first.rsplit_once(':').unwrap();
    format!("{ours}:{id}")
}

#[test]
fn every_link_of_the_endpoint_leads_on() {
    let mut seen = BTreeMap::<String, usize>::new();
    let mut queue = vec!["/oai?verb=Identify".to_owned()];
    let mut done = BTreeSet::new();
    while let Some(path) = queue.pop() {
        // Each kind of link, by its arguments' names and format, a few times.
        let query = path.split_once('?').unwrap().1;
        let kind: Vec<String> = form_urlencoded::parse(query.as_bytes())
            .map(|(name, value)| match &*name {
                "verb" | "metadataPrefix" => format!("{name}={value}"),
                _ => name.into_owned(),
            })
            .collect();
        let times = seen.entry(kind.join("&")).or_default();
        if !done.insert(path.clone()) || *times == 2 {
            continue;
        }
        *times += 1;
        let text = page(&path);
        assert!(!text.contains("class=\"errors\""), "{path}: {text}");
        let links = html::links(&html::pieces(&text)).into_iter();
        queue.extend(links.filter(|l| l.starts_with("/oai?") && !l.contains("hl=")));
    }
    for kind in [
        "verb=Identify",
        "verb=ListMetadataFormats",
        "verb=ListSets",
        "verb=ListSets&resumptionToken",
        "verb=ListRecords&resumptionToken",
        "verb=ListRecords&metadataPrefix=marcxml",
        "verb=ListRecords&metadataPrefix=oai_dc&set",
        "verb=ListIdentifiers&metadataPrefix=oai_dc&set",
        "verb=GetRecord&metadataPrefix=oai_dc&identifier",
        "verb=GetRecord&metadataPrefix=rdf&identifier",
    ] {
        assert!(seen.contains_key(kind), "{kind} is not linked: {seen:?}");
    }
}

#[test]
fn a_list_is_walked_from_page_to_page_to_its_end() {
    let asked = "set=type:convention";
    let set = harvest(&DEMO, "marcxml", &format!("&{asked}"));
    let (mut next, mut shown) = (
        Some(format!(
            "/oai?verb=ListRecords&metadataPrefix=marcxml&{asked}"
        )),
        Vec::new(),
    );
    let mut pages = 0;
    while let Some(path) = next {
        let pieces = html::pieces(&page(&path));
        let hits = pieces.windows(2).filter(|w| w[0].opens() == Some("time"));
        shown.extend(hits.map(|w| w[1].clone()));
        let link = pieces.iter().find(|p| p.attribute("rel") == Some("next"));
        next = link.map(|p| p.attribute("href").unwrap().to_owned());
        // What the token stands for is said, and the way to other formats keeps it.
        let links = html::links(&pieces);
        let other = "/oai?verb=ListRecords&metadataPrefix=mods&set=type%3Aconvention";
        assert!(links.iter().any(|l| l == other), "{path}: {links:?}");
        pages += 1;
    }
    let harvested = set.headers.iter().map(|h| Piece::Text(h.datestamp.clone()));
    assert_eq!(shown, harvested.collect::<Vec<_>>());
    assert!(pages > 2, "{pages}");
}

#[test]
fn a_record_is_shown_whole_in_each_format() {
    for (prefix, holds) in [
        ("oai_dc", &["dc:title", "dc:type", "xml:lang=\"en\""][..]),
        ("marcxml", &["datafield", "tag=\"245\"", "code=\"a\""]),
        ("mods", &["titleInfo", "languageTerm"]),
        ("oai_datacite", &["creatorName", "publicationYear"]),
        ("oai_openaire", &["oaire:resource"]),
        ("qdc", &["qualifieddc"]),
        ("edm", &["edm:ProvidedCHO"]),
        ("rdf", &["schema:name"]),
    ] {
        let identifier = record(1);
        let path = format!("/oai?verb=GetRecord&metadataPrefix={prefix}&identifier={identifier}");
        let text = page(&path);
        let pieces = html::pieces(&text);
        let told: Vec<&str> = pieces
            .iter()
            .filter_map(|p| match p {
                Piece::Text(text) => Some(text.as_str()),
                _ => None,
            })
            .collect();
        let told = told.concat();
        let dublin = DEMO.page("/records/1.dc");
        let title = all_between(&dublin, "<dc:title xml:lang=\"en\">", "<")[0];
        // Formats part the title from what follows the colon.
        let (title, _) = title.split_once(':').unwrap();
        for holds in holds.iter().copied().chain([title, &identifier]) {
            assert!(told.contains(holds), "{prefix} lacks {holds}: {told}");
        }
        assert!(
            html::links(&pieces).contains(&"/records/1".to_owned()),
            "{prefix}"
        );
        // The XML at the foot is the answer, but for where its lines end.
        let xml = html::text_of(&pieces, |p| p.attribute("class") == Some("source")).unwrap();
        let flat = |xml: &str| {
            let words: Vec<&str> = xml.split_whitespace().collect();
            words.join(" ").replace("> <", "><")
        };
        let moment = |xml: &str| all_between(xml, "<responseDate>", "<")[0].to_owned();
        let sent = DEMO.page(&path);
        let sent = sent.replace(&moment(&sent), &moment(&xml));
        assert_eq!(flat(&xml), flat(&sent), "{prefix}");
    }
}

#[test]
fn what_is_wrong_is_said_with_what_to_do() {
    for (query, code, help) in [
        ("", "badVerb", "Choose one of the verbs above."),
        (
            "?verb=ListRecords",
            "badArgument",
            "ListRecords needs metadataPrefix; give it",
        ),
        (
            "?verb=ListRecords&metadataPrefix=x",
            "cannotDisseminateFormat",
            "There is no such format.",
        ),
        (
            "?verb=ListSets&resumptionToken=x",
            "badResumptionToken",
            "Start it again.",
        ),
        (
            "?verb=GetRecord&metadataPrefix=oai_dc&identifier=x",
            "idDoesNotExist",
            "There is no such record.",
        ),
        (
            "?verb=ListRecords&metadataPrefix=oai_dc&set=no",
            "noRecordsMatch",
            "No record fits.",
        ),
    ] {
        let text = page(&format!("/oai{query}"));
        for holds in [code, help, "/oai?verb=ListSets"] {
            assert!(text.contains(holds), "{query} lacks {holds}: {text}");
        }
    }
}

#[test]
fn programs_get_the_answers_they_always_got() {
    for query in [
        "verb=Identify",
        "verb=ListSets",
        "verb=GetRecord",
        "verb=Identify&hl=fr",
    ] {
        let path = format!("/oai?{query}");
        let plain = DEMO.get(&path);
        assert_eq!(plain.kind(), "text/xml; charset=utf-8", "{path}");
        assert!(varies(&plain) && varies(&open("GET", &path)), "{path}");
        assert!(plain.text().starts_with("<?xml "), "{path}");
        assert_eq!(
            plain.text().contains("badArgument"),
            !matches!(query, "verb=Identify" | "verb=ListSets"),
            "{path}"
        );
        let body = |text: String| text.split_once("</responseDate>").unwrap().1.to_owned();
        for (name, value) in [
            ("Sec-Fetch-Dest", "empty"),
            ("Sec-Fetch-Dest", "iframe"),
            (
                "Accept",
                "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2",
            ),
        ] {
            let other = DEMO.ask("GET", &path).header(name, value).send();
            assert_eq!(other.kind(), plain.kind(), "{path} {name}: {value}");
            assert_eq!(
                body(other.text()),
                body(plain.text()),
                "{path} {name}: {value}"
            );
        }
    }
    let list = DEMO.get(LIST);
    let small = DEMO
        .ask("GET", LIST)
        .header("Accept-Encoding", "gzip")
        .send();
    assert_eq!(small.header("content-encoding").as_deref(), Some("gzip"));
    assert!(
        varies(&list) && varies(&small),
        "in pieces that lie ready too"
    );
}

#[test]
fn the_page_is_as_all_pages_are() {
    let address = record(1);
    for path in [
        "/oai",
        "/oai?verb=Identify",
        "/oai?verb=ListSets",
        &format!("/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier={address}"),
    ] {
        let mut said = BTreeSet::new();
        for lang in ["en", "fr", "es"] {
            let joint = if path.contains('?') { '&' } else { '?' };
            let answer = open("GET", &format!("{path}{joint}hl={lang}"));
            assert_eq!(
                answer.header("content-language").as_deref(),
                Some(lang),
                "{path}"
            );
            let pieces = html::pieces(&answer.text());
            let of = |rel: &str| {
                let piece = pieces.iter().find(|p| p.attribute("rel") == Some(rel));
                piece.and_then(|p| p.attribute("href")).map(str::to_owned)
            };
            assert!(
                of("canonical").unwrap().ends_with("/oai"),
                "{path}: no address of a query"
            );
            let robots = pieces
                .iter()
                .find(|p| p.attribute("name") == Some("robots"));
            assert_eq!(
                robots.and_then(|p| p.attribute("content")),
                Some("noindex"),
                "{path}"
            );
            let text = answer.text();
            assert!(!text.contains("badArgument"), "{path}: hl is no argument");
            said.insert(html::text_of(&pieces, |p| p.opens() == Some("p")).unwrap());
        }
        assert_eq!(said.len(), 3, "{path}: {said:?}");
    }
}

#[test]
fn every_method_and_coding_gives_the_page() {
    let get = open("GET", LIST);
    let head = open("HEAD", LIST);
    assert_eq!(
        (head.status, head.kind(), head.body.len()),
        (get.status, get.kind(), 0)
    );
    let post = DEMO
        .ask("POST", "/oai")
        .header("Sec-Fetch-Dest", "document")
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(LIST.split_once('?').unwrap().1.as_bytes())
        .send();
    let list = |answer: &Answer| all_between(&answer.text(), "<ol", "</ol>")[0].to_owned();
    assert_eq!(
        (post.status, post.kind(), list(&post)),
        (200, get.kind(), list(&get))
    );
    let small = DEMO
        .ask("GET", LIST)
        .header("Sec-Fetch-Dest", "document")
        .header("Accept-Encoding", "gzip")
        .send();
    let mut read = String::new();
    let mut gzip = flate2::read::MultiGzDecoder::new(&small.body[..]);
    gzip.read_to_string(&mut read).unwrap();
    assert_eq!(all_between(&read, "<ol", "</ol>")[0], list(&get));
    // A form's body may be anything; it is escaped wherever it is repeated.
    let attack = "verb=\"><script>alert(1)</script>&x=\u{1}";
    let answer = DEMO
        .ask("POST", "/oai")
        .header("Sec-Fetch-Dest", "document")
        .body(attack.as_bytes())
        .send();
    assert!(
        !answer.text().contains("<script>alert"),
        "{}",
        answer.text()
    );
    assert!(page(&format!("/oai?{}", encode(attack))).contains("badVerb"));
}
