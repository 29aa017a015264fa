//! The pages and the API as readers, crawlers and strangers meet them: languages, headers, faults,
//! hostile records, facets that keep their promise, what Google Scholar asks for, limits.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, reason = "tests")]

mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{Read, Write},
    net::TcpStream,
    sync::LazyLock,
    time::{Duration, Instant},
};

use support::{
    Answer, Folder, Server, all_between, encode,
    html::{self, Piece},
    marc::{Marc, article, book, file},
    oai::harvest,
};

/// The bundled collection, served once for all tests of this file; its keeper ends it with us.
static DEMO: LazyLock<Server> = LazyLock::new(Server::demo);

/// What every answer carries.
fn assert_guarded(path: &str, answer: &Answer) {
    let policy = answer.header("content-security-policy").unwrap_or_default();
    for part in [
        "default-src 'none'",
        "script-src 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    ] {
        assert!(policy.contains(part), "{path}: {policy}");
    }
    assert!(!policy.contains("unsafe"), "{path}: {policy}");
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "strict-origin-when-cross-origin"),
    ] {
        assert_eq!(
            answer.header(name).as_deref(),
            Some(value),
            "{path}: {name}"
        );
    }
    assert!(
        answer.header("server").is_none(),
        "{path} tells what it runs on"
    );
}

// ---- Pages ----

#[test]
fn every_page_speaks_the_language_asked_for() {
    let pages = [
        "/",
        "/search",
        "/search?q=wages",
        "/search?q=nothing-at-all",
        "/browse",
        "/browse/type",
        "/browse/theme",
        "/browse/year",
        "/browse/journal",
        "/browse/lang",
        "/browse/type/convention",
        "/browse/theme/wages",
        "/browse/lang/fr",
        "/browse/journal/international-labour-review",
        "/browse/all",
        "/browse/all/1",
        "/records/1",
        "/records/707",
        "/records/1/history",
        "/records/1/source",
        "/works/706",
        "/dumps/",
    ];
    for path in pages {
        let mut said = BTreeSet::new();
        for lang in ["en", "fr", "es"] {
            let joint = if path.contains('?') { '&' } else { '?' };
            let asked = DEMO.get(&format!("{path}{joint}hl={lang}"));
            assert_eq!(
                (asked.status, asked.kind().as_str()),
                (200, "text/html; charset=utf-8"),
                "{path}"
            );
            assert_guarded(path, &asked);
            let pieces = html::pieces(&asked.text());
            let root = pieces.iter().find(|p| p.opens() == Some("html")).unwrap();
            assert_eq!(root.attribute("lang"), Some(lang), "{path}");
            assert_eq!(
                asked.header("content-language").as_deref(),
                Some(lang),
                "{path}"
            );
            let cookie = asked.header("set-cookie").unwrap_or_default();
            assert!(
                cookie.starts_with(&format!("hl={lang};")) && cookie.contains("HttpOnly"),
                "{path}: {cookie}"
            );
            let canonical = pieces
                .iter()
                .find(|p| p.attribute("rel") == Some("canonical"))
                .unwrap();
            assert!(
                !canonical.attribute("href").unwrap().contains("hl="),
                "{path}: one address for crawlers"
            );
            assert_eq!(
                pieces.iter().filter(|p| p.opens() == Some("h1")).count(),
                1,
                "{path}: one main heading"
            );
            let title = html::text_of(&pieces, |p| p.opens() == Some("title")).unwrap();
            assert!(title.contains("Labordoc"), "{path}: {title}");
            let skip = html::text_of(&pieces, |p| p.attribute("class") == Some("skip")).unwrap();
            said.insert(skip);
            let accepted = DEMO
                .ask("GET", path)
                .header("Accept-Language", &format!("de, {lang};q=0.8"))
                .send();
            assert_eq!(
                accepted.header("content-language").as_deref(),
                Some(lang),
                "{path}: by the browser's wish"
            );
            assert!(
                accepted
                    .header("vary")
                    .unwrap()
                    .to_lowercase()
                    .contains("accept-language"),
                "{path}"
            );
            let remembered = DEMO
                .ask("GET", path)
                .header("Cookie", &format!("hl={lang}"))
                .header("Accept-Language", "en")
                .send();
            assert_eq!(
                remembered.header("content-language").as_deref(),
                Some(lang),
                "{path}: by the cookie"
            );
        }
        assert_eq!(
            said.len(),
            3,
            "{path}: three languages, three texts: {said:?}"
        );
    }
}

#[test]
fn head_gives_the_headers_of_get_and_no_body() {
    for path in [
        "/",
        "/search?q=wages",
        "/records/1",
        "/records/1.marcxml",
        "/oai?verb=Identify",
        "/sitemap.xml",
        "/robots.txt",
        "/api/v1/records/1",
        "/healthz",
        "/nowhere",
        "/api/v1/nowhere",
    ] {
        let (get, head) = (DEMO.get(path), DEMO.ask("HEAD", path).send());
        assert_eq!(
            (head.status, head.kind(), head.body.len()),
            (get.status, get.kind(), 0),
            "{path}"
        );
        assert_guarded(path, &head);
    }
}

#[test]
fn a_record_is_given_in_each_form_and_known_ones_are_not_sent_again() {
    for (suffix, kind, holds) in [
        ("marcxml", "application/marcxml+xml", "<leader>"),
        ("mrc", "application/marc", "\u{1e}"),
        ("dc", "application/xml", "<dc:title"),
        ("jsonld", "application/ld+json", "https://schema.org"),
        ("json", "application/json", "\"titles\""),
    ] {
        let by_suffix = DEMO.get(&format!("/records/1.{suffix}"));
        assert_eq!(by_suffix.status, 200, "{suffix}");
        assert!(
            by_suffix.kind().starts_with(kind),
            "{suffix}: {}",
            by_suffix.kind()
        );
        assert!(
            by_suffix.text().contains(holds),
            "{suffix}: {}",
            by_suffix.text()
        );
        assert_guarded(suffix, &by_suffix);
        let by_wish = DEMO.ask("GET", "/records/1").header("Accept", kind).send();
        assert_eq!(
            (by_wish.status, &by_wish.body),
            (200, &by_suffix.body),
            "{suffix}"
        );
        assert!(
            by_wish
                .header("vary")
                .unwrap()
                .to_lowercase()
                .contains("accept"),
            "{suffix}"
        );
        let etag = by_suffix.header("etag").unwrap();
        let known = DEMO
            .ask("GET", &format!("/records/1.{suffix}"))
            .header("If-None-Match", &etag)
            .send();
        assert_eq!((known.status, known.body.len()), (304, 0), "{suffix}");
        assert_guarded(suffix, &known);
    }
    let pages: Vec<String> = ["en", "fr"]
        .iter()
        .map(|l| {
            DEMO.get(&format!("/records/1?hl={l}"))
                .header("etag")
                .unwrap()
        })
        .collect();
    assert_ne!(pages[0], pages[1], "another language is another answer");
}

#[test]
fn a_record_that_has_not_changed_since_is_not_sent_again() {
    for path in ["/records/1", "/records/1.mods", "/records/1.json"] {
        // What may still change within the second has no date yet.
        let date = loop {
            match DEMO.get(path).header("last-modified") {
                Some(date) => break date,
                None => std::thread::sleep(Duration::from_millis(100)),
            }
        };
        let ask = |since: &str| {
            DEMO.ask("GET", path)
                .header("If-Modified-Since", since)
                .send()
        };
        assert_eq!(
            (ask(&date).status, ask(&date).body.len()),
            (304, 0),
            "{path}"
        );
        assert_eq!(ask("Thu, 01 Jan 2026 00:00:00 GMT").status, 200, "{path}");
        // A tag says more than a date (RFC 9110 section 13.2.2).
        let other = DEMO
            .ask("GET", path)
            .header("If-None-Match", "\"other\"")
            .header("If-Modified-Since", &date)
            .send();
        assert_eq!(other.status, 200, "{path}");
    }
}

#[test]
fn answers_are_sent_small_to_who_can_read_them() {
    for path in [
        "/",
        "/records/1",
        "/oai?verb=ListRecords&metadataPrefix=oai_dc",
        "/sitemaps/1.xml",
        "/api/v1/search?q=wages",
    ] {
        let plain = DEMO.get(path);
        assert!(plain.header("content-encoding").is_none(), "{path}");
        let small = DEMO
            .ask("GET", path)
            .header("Accept-Encoding", "gzip")
            .send();
        assert_eq!(
            small.header("content-encoding").as_deref(),
            Some("gzip"),
            "{path}"
        );
        assert!(
            small
                .header("vary")
                .unwrap()
                .to_lowercase()
                .contains("accept-encoding"),
            "{path}"
        );
        let mut read = Vec::new();
        flate2::read::MultiGzDecoder::new(&small.body[..])
            .read_to_end(&mut read)
            .unwrap();
        assert!(small.body.len() < read.len(), "{path}");
        if !path.starts_with("/oai") {
            assert_eq!(String::from_utf8(read).unwrap(), plain.text(), "{path}");
        }
    }
}

// ---- Faults ----

#[test]
fn what_cannot_be_answered_is_told_to_people_and_to_machines() {
    let long = "x".repeat(3000);
    let cases: &[(&str, &str, u16)] = &[
        ("GET", "/nowhere", 404),
        ("GET", "/records/999999", 404),
        ("GET", "/records/one", 404),
        ("GET", "/records/1.exe", 404),
        ("GET", "/records/-1", 404),
        ("GET", "/records/99999999999999999999999", 404),
        ("GET", "/works/999999", 404),
        ("GET", "/works/one", 400),
        ("GET", "/browse/colour", 404),
        ("GET", "/browse/type/nothing", 404),
        ("GET", "/browse/year/soon", 404),
        ("GET", "/browse/all/999999", 404),
        ("GET", "/browse/all/one", 400),
        ("GET", "/records/%ff", 400),
        ("GET", "/assets/nothing.css", 404),
        ("GET", "/search?q=a&page=900000", 400),
        ("POST", "/search", 405),
        ("PUT", "/records/1", 405),
        ("DELETE", "/", 405),
        ("GET", "/api/v1/nowhere", 404),
        ("GET", "/api/v1/records/999999", 404),
        ("GET", "/api/v1/records/one", 404),
        ("GET", "/api/v1/records/%ff", 400),
        ("GET", "/api/v1/search?from=soon", 400),
        ("GET", "/api/v1/changes?limit=many", 400),
        ("GET", "/api/v1/changes?limit=1001", 400),
        ("GET", "/api/v1/imports", 401),
        ("GET", "/api/v1/imports/1", 401),
        ("DELETE", "/api/v1/records/1", 401),
        ("PATCH", "/api/v1/search", 405),
        ("POST", "/api/v1/records/1", 405),
        ("GET", "/sitemaps/99.xml", 404),
        ("GET", "/sitemaps/one.xml", 404),
    ];
    for (method, path, status) in cases {
        let answer = DEMO
            .ask(method, path)
            .header("Accept", "text/html,*/*;q=0.8")
            .header("X-Long", &long)
            .send();
        assert_eq!(
            answer.status,
            *status,
            "{method} {path}: {}",
            String::from_utf8_lossy(&answer.body)
        );
        assert_guarded(path, &answer);
        if path.starts_with("/api/") || path.starts_with("/sitemaps/") {
            assert_problem(path, &answer);
        } else {
            assert_eq!(
                answer.kind(),
                "text/html; charset=utf-8",
                "{method} {path}: {}",
                answer.text()
            );
            let pieces = html::pieces(&answer.text());
            assert!(
                pieces.iter().any(|p| p.opens() == Some("form")),
                "{path}: a way out"
            );
            assert!(
                html::metas(&pieces, "robots").contains(&"noindex".to_owned()),
                "{path}"
            );
            let machine = DEMO
                .ask(method, path)
                .header("Accept", "application/json")
                .send();
            assert_problem(path, &machine);
        }
        if *status == 405 {
            assert!(
                answer.header("allow").is_some(),
                "{method} {path} says what is allowed"
            );
        }
    }
    let said: BTreeSet<String> = ["en", "fr", "es"]
        .iter()
        .map(|l| {
            html::text_of(
                &html::pieces(&DEMO.get(&format!("/nowhere?hl={l}")).text()),
                |p| p.opens() == Some("h1"),
            )
            .unwrap()
        })
        .collect();
    assert_eq!(said.len(), 3, "{said:?}");
    let picture = DEMO
        .ask("GET", "/records/1")
        .header("Accept", "image/png")
        .send();
    assert_eq!(picture.status, 406);
    assert_problem("/records/1", &picture);
}

/// RFC 9457.
fn assert_problem(path: &str, answer: &Answer) {
    assert_eq!(
        answer.kind(),
        "application/problem+json",
        "{path}: {}",
        String::from_utf8_lossy(&answer.body)
    );
    let problem = answer.json();
    assert_eq!(problem["status"], answer.status, "{path}: {problem}");
    for member in ["type", "title", "detail"] {
        assert!(
            problem[member].as_str().is_some_and(|s| !s.is_empty()),
            "{path}: {problem}"
        );
    }
    assert!(
        problem["type"].as_str().unwrap().contains("/problems/"),
        "{problem}"
    );
}

#[test]
fn a_body_that_is_too_large_is_refused_with_413() {
    let folder = Folder::new();
    folder.import("one.mrc", &book("B1", "eng", "One").bytes());
    let server = Server::serve_with(&folder, &[("LABORDOC_IMPORT_LIMIT_MIB", "1")]);
    let large = vec![b' '; (1 << 20) + 512];
    for (method, path) in [
        ("PATCH", "/api/v1/records/1"),
        ("POST", "/api/v1/imports"),
        ("POST", "/api/v1/imports?dry_run=true"),
    ] {
        let answer = server.signed(method, path).body(&large).send();
        assert_eq!(answer.status, 413, "{method} {path}: {}", answer.text());
        assert_problem(path, &answer);
        assert_guarded(path, &answer);
    }
    let oai = server.ask("POST", "/oai").body(&large).send();
    assert_eq!(oai.status, 413);
    assert_guarded("/oai", &oai);
    assert_eq!(server.head(), 1, "nothing came in");
    assert_eq!(counts_of_uploads(&folder), 0, "and nothing is left");
}

fn counts_of_uploads(folder: &Folder) -> usize {
    std::fs::read_dir(folder.data().join("uploads")).map_or(0, Iterator::count)
}

#[test]
fn a_connection_that_is_slow_with_its_headers_is_cut_off() {
    let folder = Folder::new();
    let server = Server::serve_with(&folder, &[("LABORDOC_HEADER_SECONDS", "1")]);
    // Nothing at all, the beginning of HTTP/2's greeting, half of a request.
    for start in ["", "PRI", "GET / HTTP/1.1\r\nHost: x\r\n"] {
        let mut stream = TcpStream::connect(server.address()).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_millis(100)))
            .unwrap();
        stream.write_all(start.as_bytes()).unwrap();
        let begun = Instant::now();
        loop {
            assert!(
                begun.elapsed() < Duration::from_secs(15),
                "{start:?} is still waited for"
            );
            match stream.read(&mut [0; 512]) {
                Ok(0) => break,
                Ok(_) => {}
                Err(e)
                    if matches!(
                        e.kind(),
                        std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut
                    ) =>
                {
                    // One more header now and then keeps nobody connected.
                    if start.starts_with("GET") && stream.write_all(b"X-Slow: 1\r\n").is_err() {
                        break;
                    }
                }
                Err(_) => break,
            }
        }
    }
    assert_eq!(server.get("/healthz").status, 200, "others are served");
}

// ---- Hostile records ----

/// What a record may try, with text to find it by.
const HOSTILE: &str = "zebra\"><script>alert(1)</script><img src=x onerror=alert(2)>' onmouseover='alert(3)' \
    </script></title></pre></textarea><!-- {{7*7}} ${7} \u{202e}sdrawkcab\u{2066} \u{7}\u{1b}[31m\u{0}\u{fffe} &lt;b&gt; &amp; ]]> ";

fn hostile() -> Vec<Marc> {
    let all = |tag: &str, codes: &str, record: Marc| {
        let subfields: String = codes
            .chars()
            .map(|c| format!("${c}{}", HOSTILE.replace('$', "§")))
            .collect();
        record.field(tag, "1 ", &subfields)
    };
    let mut bad = Marc::new("nab")
        .control("001", "H\"><script>1</script>")
        .control("003", "\"'><svg onload=1>")
        .field("041", "0 ", "$aeng");
    for (tag, codes) in [
        ("020", "a"),
        ("022", "a"),
        ("024", "a2"),
        ("088", "a"),
        ("099", "a"),
        ("100", "ae4"),
        ("110", "ab"),
        ("111", "a"),
        ("245", "abcnp"),
        ("246", "ab"),
        ("250", "a"),
        ("260", "abc"),
        ("300", "ab"),
        ("490", "av"),
        ("500", "a"),
        ("502", "a"),
        ("505", "a"),
        ("506", "a"),
        ("520", "a"),
        ("540", "au"),
        ("650", "a2"),
        ("651", "a"),
        ("653", "a"),
        ("655", "a"),
        ("700", "a"),
        ("710", "a"),
        ("773", "tgx"),
        ("775", "tw"),
        ("785", "t"),
        ("980", "n"),
        ("998", "a"),
    ] {
        bad = all(tag, codes, bad);
    }
    for url in [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "\u{1}javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "//evil.example/x",
        "http://x\"onmouseover=\"alert(1)",
        "https://x/<script>alert(1)</script>",
        "http:\n//x",
        "file:///etc/passwd",
    ] {
        bad = bad.field(
            "856",
            "40",
            &format!("$u{url}$y{}$z{0}$3text", HOSTILE.replace('$', "§")),
        );
    }
    vec![
        bad,
        article("V1", "eng", "Zebra crossings", "Vol. 1 (1921), pp. 1-2"),
        book("V2", "fre", "zebra <b>gras</b>"),
    ]
}

/// Tags that our templates write.
const TAGS: [&str; 56] = [
    "html", "head", "meta", "title", "link", "script", "body", "a", "header", "nav", "span",
    "main", "footer", "p", "h1", "h2", "h3", "ul", "ol", "li", "section", "article", "form",
    "label", "input", "button", "mark", "details", "summary", "aside", "div", "dl", "dt", "dd",
    "pre", "code", "strong", "em", "small", "time", "fieldset", "legend", "select", "option",
    "table", "thead", "tbody", "tr", "td", "th", "rect", "caption", "del", "ins", "i", "abbr",
];

fn assert_harmless(path: &str, page: &str) {
    let pieces = html::pieces(page);
    let mut scripts = 0;
    for (at, piece) in pieces.iter().enumerate() {
        let Piece::Open(name, attributes) = piece else {
            continue;
        };
        let chart = name == "svg" && piece.attribute("class") == Some("chart");
        assert!(
            chart || TAGS.contains(&name.as_str()),
            "{path}: <{name} {attributes:?}>"
        );
        for (attribute, value) in attributes {
            assert!(
                !attribute.starts_with("on") && attribute != "style" && attribute != "srcdoc",
                "{path}: {attribute}={value}"
            );
            assert!(
                attribute
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c == '-'),
                "{path}: {attribute}={value}"
            );
            if ["href", "src", "action"].contains(&attribute.as_str()) {
                let fits = (value.starts_with('/') && !value.starts_with("//"))
                    || ["#", "http://", "https://"]
                        .iter()
                        .any(|s| value.starts_with(s));
                assert!(
                    fits && !value.contains(['<', '>', '"', '\n', ' ']),
                    "{path}: {attribute}={value:?}"
                );
            }
        }
        if name == "script" {
            let own = |src: &str| src.starts_with("/assets/labordoc-");
            if piece.attribute("src").is_some_and(own) {
                assert_eq!(pieces[at + 1], Piece::Text(String::new()), "{path}");
                continue;
            }
            scripts += 1;
            assert_eq!(
                piece.attribute("type"),
                Some("application/ld+json"),
                "{path}"
            );
            let Piece::Text(content) = &pieces[at + 1] else {
                panic!("{path}: a script without text")
            };
            assert!(!content.contains('<'), "{path}: {content}");
            assert!(
                serde_json::from_str::<serde_json::Value>(content).is_ok(),
                "{path}: {content}"
            );
        }
    }
    assert!(scripts <= 1, "{path}");
    let control = page
        .chars()
        .find(|c| c.is_control() && !matches!(c, '\n' | '\t' | '\r'));
    assert_eq!(control, None, "{path}: a control character");
}

#[test]
fn a_hostile_record_is_shown_and_runs_nothing() {
    let folder = Folder::new();
    let report = folder.import("hostile.mrc", &file(&hostile()));
    assert_eq!(report["created"], 3, "{report}");
    let server = Server::serve(&folder);
    let mut paths: Vec<String> = [
        "/",
        "/search?q=zebra",
        "/search",
        "/browse/all/1",
        "/browse",
        "/browse/type",
        "/browse/theme",
        "/browse/lang",
        "/browse/year",
        "/browse/journal",
        "/works/1",
        "/records/1",
        "/records/2",
        "/records/3",
    ]
    .map(str::to_owned)
    .to_vec();
    let attack = encode(HOSTILE);
    paths.extend(
        [
            "q", "type", "theme", "journal", "lang", "sort", "page", "from", "hl",
        ]
        .map(|name| format!("/search?q=zebra&{name}={attack}")),
    );
    paths.push(format!("/search?q={attack}"));
    paths.push("/search?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E".to_owned());
    for path in &paths {
        for lang in ["en", "fr", "es"] {
            let joint = if path.contains('?') { '&' } else { '?' };
            let answer = server.get(&format!("{path}{joint}hl={lang}"));
            assert!(answer.status < 500, "{path}: {}", answer.text());
            assert_guarded(path, &answer);
            assert_harmless(path, &answer.text());
        }
    }
    for path in [
        format!("/{attack}"),
        format!("/records/{attack}"),
        format!("/browse/type/{attack}"),
        format!("/browse/{attack}"),
        format!("/assets/{attack}"),
    ] {
        let answer = server.get(&path);
        assert!(
            (400..500).contains(&answer.status),
            "{path}: {}",
            answer.status
        );
        assert_guarded(&path, &answer);
        assert_harmless(&path, &answer.text());
    }
    let formats = [
        "oai_dc",
        "marcxml",
        "mods",
        "oai_datacite",
        "oai_openaire",
        "qdc",
        "edm",
        "rdf",
    ];
    let lists = formats.map(|f| format!("/oai?verb=ListRecords&metadataPrefix={f}"));
    let attacks = ["verb", "verb=GetRecord&identifier", "verb=ListRecords&set"]
        .map(|argument| format!("/oai?{argument}={attack}"));
    for path in lists.iter().chain(&attacks) {
        let walked = server.ask("GET", path).header("Sec-Fetch-Dest", "document");
        let answer = walked.send();
        assert_eq!(answer.kind(), "text/html; charset=utf-8", "{path}");
        assert_guarded(path, &answer);
        assert_harmless(path, &answer.text());
    }
    let page = server.page("/records/1");
    assert!(
        html::text_of(&html::pieces(&page), |p| p.opens() == Some("h1"))
            .unwrap()
            .contains("<script>alert(1)</script>"),
        "it is shown as it is"
    );
    // All links of the page lead somewhere that is harmless too.
    for link in html::links(&html::pieces(&page))
        .into_iter()
        .filter(|l| l.starts_with("/search") || l.starts_with("/browse"))
    {
        let answer = server.get(&link);
        assert!(answer.status == 200, "{link}: {}", answer.status);
        assert_harmless(&link, &answer.text());
    }
    let found = server.search("q=zebra");
    assert_eq!(found["total"], 3, "{found}");
    for hit in found["hits"].as_array().unwrap() {
        let snippet = hit["snippet"].as_str().unwrap();
        assert!(
            snippet
                .replace("<mark>", "")
                .replace("</mark>", "")
                .find('<')
                .is_none(),
            "{snippet}"
        );
    }
    let mut answers = vec![
        ("/oai", harvest(&server, "oai_dc", "").text),
        ("/oai", harvest(&server, "marcxml", "").text),
    ];
    answers.extend(
        [
            "/records/1.marcxml",
            "/records/1.dc",
            "/sitemap.xml",
            "/sitemaps/1.xml",
        ]
        .map(|path| (path, server.page(path))),
    );
    for (path, xml) in answers {
        let bad = xml.chars().find(|c| {
            (c.is_control() && !matches!(c, '\n' | '\t' | '\r'))
                || matches!(c, '\u{fffe}' | '\u{ffff}')
        });
        assert_eq!(bad, None, "{path}: XML 1.0 forbids it");
        assert!(
            !xml.contains("<script") && !xml.contains("<img") && !xml.contains("<svg"),
            "{path}: {xml}"
        );
    }
    server.json("/records/1.json");
    server.json("/records/1.jsonld");
}

// ---- Facets ----

#[test]
fn a_facet_promises_as_many_works_as_its_tick_finds() {
    let total = |pieces: &[Piece]| -> u64 {
        let line = html::text_of(pieces, |p| p.attribute("id") == Some("found")).unwrap();
        number(&line)
    };
    let mut ticked = 0;
    for search in [
        "/search?q=wages&hl=en",
        "/search?q=travail+OR+trabajo&hl=fr",
        "/search?theme=labour-relations&lang=en&hl=es",
    ] {
        let page = DEMO.page(search);
        let pieces = html::pieces(&page);
        let promised: Vec<((String, String), u64)> = pieces
            .iter()
            .enumerate()
            .filter(|(_, p)| p.attribute("type") == Some("checkbox"))
            .filter(|(_, p)| p.attribute("checked").is_none())
            .map(|(at, p)| {
                let mut after = pieces[at..].windows(2);
                let count = after.find_map(|w| match w {
                    [p, Piece::Text(text)] if p.attribute("class") == Some("count") => Some(text),
                    _ => None,
                });
                let value = |name: &str| p.attribute(name).unwrap().to_owned();
                ((value("name"), value("value")), number(count.unwrap()))
            })
            .collect();
        assert!(promised.len() > 10, "{search}: {promised:?}");
        for (choice, count) in promised {
            let alone = chosen_alone(search, &choice);
            let found = total(&html::pieces(&DEMO.page(&format!("{alone}&hl=en"))));
            assert_eq!(found, count, "{search}: {choice:?}");
            ticked += 1;
        }
    }
    assert!(ticked > 60, "{ticked}");
}

/// Where a value is chosen already, ticking another widens the search to both; its count is what it
/// has by itself. This is the search with it in place of what was chosen before in the same facet.
fn chosen_alone(search: &str, (name, value): &(String, String)) -> String {
    let query = search.split_once('?').unwrap().1;
    let kept = form_urlencoded::parse(query.as_bytes()).filter(|(other, _)| other != name);
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(kept)
        .append_pair(name, value)
        .finish();
    format!("/search?{query}")
}

/// The digits of a text as a number.
fn number(text: &str) -> u64 {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(0)
}

#[test]
fn a_browse_page_promises_as_many_records_as_it_lists() {
    for dimension in ["type", "lang", "journal"] {
        let page = html::pieces(&DEMO.page(&format!("/browse/{dimension}")));
        for link in html::links(&page)
            .into_iter()
            .filter(|l| l.starts_with(&format!("/browse/{dimension}/")))
        {
            let at = page
                .iter()
                .position(|p| p.attribute("href") == Some(&link))
                .unwrap();
            let count = page[at..]
                .iter()
                .position(|p| p.attribute("class") == Some("count"))
                .unwrap();
            let Piece::Text(promised) = &page[at + count + 1] else {
                panic!("{link}")
            };
            let (mut listed, mut next) = (0, Some(link.clone()));
            while let Some(path) = next {
                let list = html::pieces(&DEMO.page(&path));
                listed += list.iter().filter(|p| p.opens() == Some("h3")).count() as u64;
                next = list
                    .iter()
                    .find(|p| p.attribute("rel") == Some("next"))
                    .map(|p| p.attribute("href").unwrap().to_owned());
            }
            assert_eq!(listed, number(promised), "{link}");
        }
    }
}

// ---- Crawlers ----

#[test]
fn every_record_is_reached_from_the_home_page_by_plain_links() {
    let all: BTreeSet<u64> = DEMO.live().into_iter().collect();
    let (mut seen, mut found) = (BTreeSet::from(["/".to_owned()]), BTreeMap::new());
    let mut queue = vec![("/".to_owned(), 0)];
    let mut at = 0;
    while at < queue.len() && found.len() < all.len() {
        let (path, depth) = queue[at].clone();
        at += 1;
        for piece in html::pieces(&DEMO.page(&path)) {
            let Some(href) = piece
                .attribute("href")
                .filter(|_| piece.opens() == Some("a"))
            else {
                continue;
            };
            if piece
                .attribute("rel")
                .is_some_and(|rel| rel.contains("nofollow"))
                || !href.starts_with('/')
            {
                continue;
            }
            if let Some(id) = href
                .strip_prefix("/records/")
                .and_then(|id| id.parse::<u64>().ok())
            {
                found.entry(id).or_insert(depth + 1);
            } else if href.starts_with("/browse") && seen.insert(href.to_owned()) {
                queue.push((href.to_owned(), depth + 1));
            }
        }
    }
    assert_eq!(found.keys().copied().collect::<BTreeSet<_>>(), all);
    assert!(
        found.values().all(|clicks| *clicks <= 4),
        "within a few clicks: {:?}",
        found.values().max()
    );
    let robots = DEMO.page("/robots.txt");
    for closed in ["Disallow: /\n", "Disallow: /browse", "Disallow: /records"] {
        assert!(!robots.contains(closed), "{robots}");
    }
    let map = DEMO.page("/sitemaps/1.xml");
    let mapped: BTreeSet<u64> = all_between(&map, "<loc>", "</loc>")
        .iter()
        .map(|l| l.rsplit('/').next().unwrap().parse().unwrap())
        .collect();
    assert_eq!(mapped, all);
}

#[test]
fn a_landing_page_has_the_tags_that_scholars_look_for() {
    let records = [
        article(
            "A1",
            "fre",
            "Le prix du pain",
            "Vol. 135, n° 2 (1996), pp. 101-112",
        )
        .field("100", "1 ", "$aDupont, Émile,$d1950-$4aut")
        .field("700", "1 ", "$aMartin, Anne$4aut")
        .field("024", "7 ", "$a10.1111/j.1564-9121.1996.00001.x$2doi")
        .field("520", "  ", "$aCe que coûte une miche."),
        book("A2", "eng", "Work in the world")
            .field("020", "  ", "$a9221091236")
            .field("110", "2 ", "$aInternational Labour Office"),
        book("A3", "eng", "Jobs in the ports")
            .field("100", "1 ", "$aSmith, Ada")
            .field("490", "0 ", "$aWorking paper$v12"),
    ];
    let folder = Folder::new();
    folder.import("three.mrc", &file(&records));
    let server = Server::serve(&folder);
    let check = |title: &str, expected: &[(&str, &[&str])]| {
        let id = server.id_of(title);
        for lang in ["en", "fr", "es"] {
            let pieces = html::pieces(&server.page(&format!("/records/{id}?hl={lang}")));
            assert_eq!(html::metas(&pieces, "citation_title"), [title]);
            for (name, values) in expected {
                assert_eq!(
                    html::metas(&pieces, name),
                    *values,
                    "{title}: {name}, in the record's language and not in {lang}"
                );
            }
            let url = format!("{}/records/{id}", server.base);
            assert_eq!(
                html::metas(&pieces, "citation_abstract_html_url"),
                [url.as_str()]
            );
            let canonical = pieces
                .iter()
                .find(|p| p.attribute("rel") == Some("canonical"))
                .unwrap();
            assert_eq!(canonical.attribute("href"), Some(url.as_str()));
            assert!(html::metas(&pieces, "citation_pdf_url").len() <= 1);
        }
    };
    check(
        "Le prix du pain",
        &[
            ("citation_author", &["Dupont, Émile", "Martin, Anne"]),
            ("citation_publication_date", &["1996"]),
            (
                "citation_journal_title",
                &["Revue internationale du Travail"],
            ),
            ("citation_issn", &["0378-5599"]),
            ("citation_volume", &["135"]),
            ("citation_issue", &["2"]),
            ("citation_firstpage", &["101"]),
            ("citation_lastpage", &["112"]),
            ("citation_doi", &["10.1111/j.1564-9121.1996.00001.x"]),
            ("citation_language", &["fr"]),
        ],
    );
    check(
        "Work in the world",
        &[
            ("citation_author", &["International Labour Office,"]),
            ("citation_publication_date", &["1996"]),
            ("citation_isbn", &["9789221091233"]),
            ("citation_language", &["en"]),
            ("citation_journal_title", &[]),
        ],
    );
    check(
        "Jobs in the ports",
        &[
            ("citation_author", &["Smith, Ada"]),
            ("citation_technical_report_institution", &["ILO"]),
            ("citation_technical_report_number", &["12"]),
            ("citation_publication_date", &["1996"]),
        ],
    );
    let page = server.page(&format!("/records/{}", server.id_of("Le prix du pain")));
    assert!(
        page.contains("Ce que coûte une miche."),
        "the abstract is on the page"
    );
    assert_eq!(
        page.matches("<script src").count(),
        1,
        "beside the one that only improves"
    );
}

// ---- The service about itself ----

#[test]
fn the_service_says_how_it_does() {
    assert_eq!(
        (
            DEMO.get("/healthz").text().as_str(),
            DEMO.get("/readyz").text().as_str()
        ),
        ("ok\n", "ready\n")
    );
    DEMO.get("/records/1");
    let metrics = DEMO.get("/metrics");
    assert!(metrics.kind().starts_with("application/openmetrics-text"));
    let text = metrics.text();
    assert!(
        text.contains("labordoc_records 726") && text.ends_with("# EOF\n"),
        "{text}"
    );
    assert!(
        text.contains("route=\"/records/{id}\"") && !text.contains("route=\"/records/1\""),
        "{text}"
    );
    let stylesheet = html::pieces(&DEMO.page("/"))
        .iter()
        .find(|p| p.attribute("rel") == Some("stylesheet"))
        .unwrap()
        .attribute("href")
        .unwrap()
        .to_owned();
    let style = DEMO.get(&stylesheet);
    assert_eq!(
        (style.status, style.kind().as_str()),
        (200, "text/css; charset=utf-8")
    );
    assert!(style.header("cache-control").unwrap().contains("immutable"));
}
