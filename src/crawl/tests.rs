//! A small site on loopback, crawled: a good one, and one that does everything wrong.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Write},
    net::TcpListener,
};

use harvest::scholar_check::{Case, Path, Verdict};
use lopdf::{Document, Object, Stream, dictionary};

type Site = BTreeMap<&'static str, (u16, &'static str, Vec<u8>)>;

/// Serves until the test's process ends; the address.
fn serve(site: impl FnOnce(&str) -> Site) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let site = site(&base);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut line = String::new();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            reader.read_line(&mut line).unwrap();
            let mut header = String::new();
            while reader.read_line(&mut header).is_ok_and(|n| n > 2) {
                header.clear();
            }
            let path = line.split(' ').nth(1).unwrap_or("/");
            let answer = site.get(path).or_else(|| site.get("*"));
            let (status, kind, body) = answer.map_or((404, "text/html", &b""[..]), |(s, k, b)| {
                (*s, *k, b.as_slice())
            });
            let place = match status {
                302 => format!("Location: {}\r\n", String::from_utf8_lossy(body)),
                _ => String::new(),
            };
            let head = format!(
                "HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n{place}Connection: close\r\n\r\n",
                body.len()
            );
            let _ = stream.write_all(head.as_bytes());
            let _ = stream.write_all(body);
        }
    });
    base
}

fn html(body: impl Into<String>) -> (u16, &'static str, Vec<u8>) {
    (200, "text/html; charset=utf-8", body.into().into_bytes())
}

/// A PDF of one page with these words.
fn pdf(words: &str) -> Vec<u8> {
    let mut document = Document::with_version("1.5");
    let pages = document.new_object_id();
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Courier",
    });
    let text = format!("BT /F1 12 Tf 100 600 Td ({words}) Tj ET");
    let content = document.add_object(Stream::new(dictionary! {}, text.into_bytes()));
    let page = document.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content,
        "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
    });
    let kids = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
    document.objects.insert(pages, Object::Dictionary(kids));
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

const ABSTRACT: &str = "What dock workers earned in nine ports, and what they could buy for it, from the first \
                        year of the war to the last, by trade and by season.";

fn article(base: &str) -> String {
    format!(
        "<html><head><link rel=canonical href=/papers/12>\
         <meta name=citation_title content=\"Wages of dock workers\">\
         <meta name=citation_author content=\"Doe, Jane\">\
         <meta name=citation_publication_date content=1919>\
         <meta name=citation_journal_title content=Review><meta name=citation_volume content=1>\
         <meta name=citation_issue content=2><meta name=citation_firstpage content=3>\
         <meta name=citation_issn content=0020-7780><meta name=citation_language content=en>\
         <meta name=citation_pdf_url content=\"{base}/papers/12/paper.pdf\">\
         <meta name=dcterms.abstract content=\"{ABSTRACT}\"></head>\
         <body><h1 lang=en>Wages of dock workers</h1><p>{ABSTRACT}</p></body></html>"
    )
}

fn good(base: &str) -> Site {
    let links = |all: &[&str]| {
        let all = all.iter().map(|to| format!("<a href=\"{to}\">x</a> "));
        html(all.collect::<String>())
    };
    BTreeMap::from([
        (
            "/",
            links(&["/about", "browse", "/papers/1", "http://127.0.0.1:1/out"]),
        ),
        ("/about", links(&["/"])),
        (
            "/browse",
            links(&["/browse/year/1918", "/browse/year/1919"]),
        ),
        ("/browse/year/1918", links(&["/papers/1"])),
        ("/browse/year/1919", links(&["../../papers/12#abstract"])),
        ("/papers/12", html(article(base))),
        (
            "/papers/12/paper.pdf",
            (200, "application/pdf", pdf("Wages of dock workers")),
        ),
        (
            "/robots.txt",
            (
                200,
                "text/plain",
                b"User-agent: *\nDisallow: /admin\n".to_vec(),
            ),
        ),
    ])
}

fn failing(url: &str, most: usize) -> Vec<String> {
    let (page, around) = super::look(url, most).unwrap();
    let judged = Case::of_page(&page, &around).judge();
    let reason = |verdict: &Verdict| match verdict {
        Verdict::Fails(reason, value) => Some(format!("{}: {value}", reason.id)),
        _ => None,
    };
    judged.iter().filter_map(|j| reason(&j.verdict)).collect()
}

#[test]
fn a_good_site_passes_every_rule() {
    let base = serve(good);
    let (page, around) = super::look(&format!("{base}/papers/12"), 50).unwrap();
    for judgement in Case::of_page(&page, &around).judge() {
        assert_eq!(judgement.verdict, Verdict::Pass, "{judgement:?}");
    }
    let way = ["/", "/browse", "/browse/year/1919", "/papers/12"];
    let way = way.map(|path| format!("{base}{path}")).to_vec();
    assert_eq!(around.path, Some(Path::Found(way)));
    assert_eq!(around.by_date, Some(format!("{base}/browse/year/1918")));
}

#[test]
fn what_a_site_does_wrong_is_named() {
    let base = serve(|base| {
        let mut site = good(base);
        site.insert("/browse", html("nothing"));
        site.insert(
            "/papers/12/paper.pdf",
            (200, "application/pdf", b"%PDF-1.4 no".to_vec()),
        );
        site.insert(
            "/robots.txt",
            (
                200,
                "text/plain",
                b"User-agent: *\nDisallow: /papers/12/\n".to_vec(),
            ),
        );
        site.insert("*", html("Oops! Nothing here."));
        site
    });
    let found = failing(&format!("{base}/papers/12"), 50);
    assert_eq!(
        found,
        [
            "pdf-no-text: ".to_owned(),
            format!("robots-txt: {base}/papers/12/paper.pdf"),
            "soft-404: 200".to_owned(),
            "no-path: 4".to_owned(),
            "no-dates: ".to_owned(),
        ]
    );
}

#[test]
fn a_door_is_seen_and_a_large_pdf_is_not_read() {
    let base = serve(|base| {
        let mut site = good(base);
        let door = (302, "text/html", b"/login?to=13".to_vec());
        site.insert("/papers/13", door);
        site.insert("/login?to=13", html("<form><input type=password></form>"));
        site.insert(
            "/papers/12/paper.pdf",
            (200, "application/pdf", vec![b'x'; 5_100_000]),
        );
        site
    });
    let found = failing(&format!("{base}/papers/13"), 5);
    assert!(
        found.contains(&format!("sign-in: {base}/login?to=13")),
        "{found:?}"
    );
    let found = failing(&format!("{base}/papers/12"), 50);
    assert_eq!(found, ["pdf-large: 5.1 MB"]);
}

#[test]
fn what_is_no_address_or_answers_nothing_is_an_error() {
    assert!(super::look("records/1", 1).is_err());
    assert!(super::look("http://127.0.0.1:1/", 1).is_err());
}
