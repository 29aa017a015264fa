//! Cataloguers edit one record in the browser: the form, what it refuses, two people at once, and back again.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, reason = "tests")]

mod support;

use support::{
    Answer, Folder, Server, all_between,
    browser::Browser,
    html::{self, Piece},
    marc::{article, book},
};

/// A library of three records with a cataloguer's and a librarian's one-time links.
fn library() -> (Folder, Server, [String; 2]) {
    let folder = Folder::new();
    let link = |name: &str, role: &str| {
        let said = folder.json(&["user", "add", name, "--role", role]);
        said["link"].as_str().unwrap().to_owned()
    };
    let links = [link("ana", "cataloguer"), link("leo", "librarian")];
    let wages = article(
        "A1",
        "eng",
        "Wages & hours of dock workers",
        "Vol. 10, No. 2 (1924), pp. 1-9",
    )
    .field("100", "1 ", "$aDoe, Jane")
    .field("650", " 7", "$aWages");
    let all = [
        wages,
        book("B1", "eng", "Labour law"),
        book("B2", "fre", "Droit du travail"),
    ];
    folder.import("three.mrc", &support::marc::file(&all));
    let server = Server::serve(&folder);
    (folder, server, links)
}

/// What a browser would post of the form on a page, by name, in its order.
fn inputs(page: &str) -> Vec<(String, String)> {
    let form = all_between(page, "<form class=\"sheet\"", "</form>")[0];
    let pieces = html::pieces(form);
    let mut found: Vec<(String, String)> = Vec::new();
    let (mut select, mut area) = (None, None::<String>);
    for piece in &pieces {
        let attribute = |name| piece.attribute(name).map(str::to_owned);
        match piece {
            Piece::Text(text) => {
                if let Some(name) = area.take() {
                    found.push((name, text.clone()));
                }
            }
            piece => match piece.opens() {
                Some("input") => {
                    let kind = attribute("type").unwrap_or_default();
                    let ticks = matches!(kind.as_str(), "checkbox" | "radio");
                    if let Some(name) = attribute("name")
                        && (!ticks || attribute("checked").is_some())
                    {
                        found.push((name, attribute("value").unwrap_or_default()));
                    }
                }
                Some("select") => select = attribute("name"),
                Some("textarea") => area = attribute("name"),
                Some("option") if attribute("selected").is_some() => {
                    found.extend(
                        select
                            .take()
                            .map(|name| (name, attribute("value").unwrap())),
                    );
                }
                _ => {}
            },
        }
    }
    found
}

fn value<'a>(inputs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let found = inputs.iter().find(|(n, _)| n == name);
    found.map(|(_, value)| value.as_str())
}

/// Sends a form as it was shown, with some inputs typed otherwise and one button.
fn send(
    browser: &mut Browser<'_>,
    id: u64,
    shown: &[(String, String)],
    typed: &[(&str, &str)],
    button: &str,
) -> Answer {
    let mut all: Vec<(&str, &str)> = Vec::new();
    for (name, text) in shown {
        let new = typed.iter().find(|(n, _)| n == name);
        all.push((name, new.map_or(text.as_str(), |(_, text)| text)));
    }
    for (name, text) in typed {
        if value(shown, name).is_none() {
            all.push((name, text));
        }
    }
    all.push(("do", button));
    browser.post_bare(&format!("/records/{id}/edit"), &all)
}

fn open(browser: &mut Browser<'_>, id: u64) -> Vec<(String, String)> {
    let page = browser.get(&format!("/records/{id}/edit"));
    assert_eq!(page.status, 200, "{}", page.text());
    inputs(&page.text())
}

#[test]
fn a_form_that_is_saved_as_it_was_shown_commits_nothing() {
    let (_folder, server, links) = library();
    let mut ana = Browser::arrive(&server, &links[0]);
    let head = server.head();
    for id in 1..=3 {
        let shown = open(&mut ana, id);
        assert!(shown.len() > 20, "{shown:?}");
        let saved = send(&mut ana, id, &shown, &[], "save");
        let to = format!("/records/{id}/edit?saved=same");
        assert_eq!((saved.status, saved.header("location")), (303, Some(to)));
    }
    assert_eq!(server.head(), head);
}

#[test]
fn only_cataloguers_edit() {
    let (folder, server, links) = library();
    let stranger = server.ask("GET", "/records/1/edit").send();
    assert!([303, 401].contains(&stranger.status), "{}", stranger.status);
    let partner = [
        "user", "add", "pat", "--role", "partner", "--source", "archive",
    ];
    assert!(!folder.run(&partner).ok, "the service holds the folder");
    let mut ana = Browser::arrive(&server, &links[0]);
    assert!(ana.get("/records/1").text().contains("/records/1/edit"));
    assert!(!server.page("/records/1").contains("/records/1/edit"));
    assert_eq!(ana.get("/records/9/edit").status, 404);
    let forged = ana.post_bare("/records/1/edit", &[("seq", "1"), ("do", "save")]);
    assert_eq!(forged.status, 403);
}

#[test]
fn what_is_typed_is_saved_searched_for_and_told_with_its_history() {
    let (_folder, server, links) = library();
    let mut ana = Browser::arrive(&server, &links[0]);
    let shown = open(&mut ana, 1);
    assert_eq!(
        value(&shown, "titles.main.main"),
        Some("Wages & hours of dock workers")
    );
    let typed = [
        ("titles.main.main", "Pay of dockers"),
        ("languages.0", "French"),
        ("abstracts.0.@", ""),
        ("abstracts.0.value", "Who unloads ships."),
        ("abstracts.0.lang", "en"),
    ];
    let saved = send(&mut ana, 1, &shown, &typed, "save");
    assert_eq!(saved.status, 303, "{}", saved.text());
    let record = server.record(1);
    assert_eq!(record["titles"]["main"]["main"], "Pay of dockers");
    assert_eq!(record["languages"][0], "fr");
    assert_eq!(record["abstracts"][0]["value"], "Who unloads ships.");
    // What was not touched is no edit: a new import of the source still changes it.
    let shown = ana.get("/records/1/edit").text();
    let edited = shown.matches("class=\"badge\">edited here").count();
    assert_eq!(edited, 3, "title, languages and abstract");
    server.settle();
    assert_eq!(server.titles("dockers"), ["Pay of dockers"]);
    let history = ana.get("/records/1/history").text();
    assert!(
        history.contains("ana") && history.contains("dockers"),
        "{history}"
    );
    // One field is set back, the others stay.
    let shown = inputs(&shown);
    let back = send(&mut ana, 1, &shown, &[], "reset:titles.main");
    let shown = inputs(&back.text());
    assert_eq!(
        value(&shown, "titles.main.main"),
        Some("Wages & hours of dock workers")
    );
    assert_eq!(send(&mut ana, 1, &shown, &[], "save").status, 303);
    let record = server.record(1);
    assert_eq!(
        record["titles"]["main"]["main"],
        "Wages & hours of dock workers"
    );
    assert_eq!(record["languages"][0], "fr");
}

#[test]
fn mistakes_are_told_beside_their_inputs_and_what_was_typed_is_kept() {
    let (_folder, server, links) = library();
    let mut ana = Browser::arrive(&server, &links[0]);
    let head = server.head();
    let shown = open(&mut ana, 1);
    let typed = [
        ("titles.main.main", ""),
        ("host.issn", "0020-7781"),
        ("edition", "<b>2nd & last"),
    ];
    let refused = send(&mut ana, 1, &shown, &typed, "save");
    assert_eq!(refused.status, 422);
    let page = refused.text();
    for part in [
        "href=\"#titles.main.main\"",
        "href=\"#host.issn\"",
        "aria-invalid=\"true\"",
        "aria-describedby=\"host.issn-said1 \"",
        "id=\"host.issn-said1\"",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let kept = inputs(&page);
    for (name, text) in typed {
        assert_eq!(value(&kept, name), Some(text));
    }
    assert_eq!(server.head(), head);
    // The same without saving.
    let checked = send(&mut ana, 1, &shown, &typed, "check");
    assert_eq!(checked.status, 200);
    assert!(checked.text().contains("href=\"#host.issn\""));
}

#[test]
fn lists_grow_shrink_and_change_their_order_without_javascript() {
    let (_folder, server, links) = library();
    let mut ana = Browser::arrive(&server, &links[0]);
    let shown = open(&mut ana, 1);
    let typed = [("edition", "typed and not yet saved")];
    let grown = inputs(&send(&mut ana, 1, &shown, &typed, "add:contributors").text());
    assert_eq!(value(&grown, "contributors.1.name"), Some(""));
    assert_eq!(value(&grown, "edition"), Some("typed and not yet saved"));
    let typed = [
        ("contributors.1.name", "Roe, Richard"),
        ("contributors.1.roles", "translator"),
    ];
    let moved = inputs(&send(&mut ana, 1, &grown, &typed, "up:contributors:1").text());
    assert_eq!(value(&moved, "contributors.0.name"), Some("Roe, Richard"));
    let removed = inputs(&send(&mut ana, 1, &moved, &[], "remove:contributors:1").text());
    assert_eq!(value(&removed, "contributors.1.name"), None);
    assert_eq!(send(&mut ana, 1, &removed, &[], "save").status, 303);
    let record = server.record(1);
    let contributors = record["contributors"].as_array().unwrap();
    assert_eq!(contributors.len(), 1);
    assert_eq!(contributors[0]["name"], "Roe, Richard");
    assert_eq!(contributors[0]["roles"][0], "trl");
}

#[test]
fn concepts_are_found_in_three_languages_and_chosen() {
    let (_folder, server, links) = library();
    let mut ana = Browser::arrive(&server, &links[0]);
    let shown = open(&mut ana, 2);
    for typed in ["trade union", "syndicat", "sindicato"] {
        let typed = [("find.themes", typed)];
        // A button, and the Enter key.
        for button in ["find:themes", "enter"] {
            let found = send(&mut ana, 2, &shown, &typed, button).text();
            assert!(
                found.contains("value=\"choose:themes:trade-union\""),
                "{typed:?}"
            );
        }
    }
    let none = send(
        &mut ana,
        2,
        &shown,
        &[("find.themes", "zzzzqq")],
        "find:themes",
    );
    assert!(none.text().contains("zzzzqq”"));
    let chosen = send(&mut ana, 2, &shown, &[], "choose:themes:trade-union");
    let chosen = inputs(&chosen.text());
    let again = send(&mut ana, 2, &chosen, &[], "choose:themes:trade-union");
    let themes = inputs(&again.text());
    let count = themes
        .iter()
        .filter(|(n, v)| n.starts_with("themes.") && v == "trade-union");
    assert_eq!(count.count(), 1, "a theme is chosen once");
    assert_eq!(send(&mut ana, 2, &chosen, &[], "save").status, 303);
    let record = server.record(2);
    let themes = record["themes"].as_array().unwrap();
    let last = themes.last().unwrap();
    assert_eq!(
        (&last["concept"], &last["why"]),
        (&"trade-union".into(), &"edit".into())
    );
    let found = server.json("/api/v1/concepts/themes?q=syndicat&order=likest&hl=en");
    assert_eq!(found["concepts"][0]["id"], "trade-union", "{found}");
    assert_eq!(
        server.get("/api/v1/concepts/themes?order=random").status,
        400
    );
}

#[test]
fn two_people_at_once_lose_nothing() {
    let (_folder, server, links) = library();
    let mut ana = Browser::arrive(&server, &links[0]);
    let mut leo = Browser::arrive(&server, &links[1]);
    let (hers, his) = (open(&mut ana, 2), open(&mut leo, 2));
    let typed = [("titles.main.main", "Law of labour"), ("edition", "2nd")];
    assert_eq!(send(&mut ana, 2, &hers, &typed, "save").status, 303);
    let typed = [("titles.main.main", "Labour laws"), ("extent", "300 p.")];
    let met = send(&mut leo, 2, &his, &typed, "save");
    assert_eq!(met.status, 409);
    let page = met.text();
    for part in [
        "Labour law",
        "Law of labour",
        "Labour laws",
        "2nd",
        "300 p.",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert_eq!(
        page.matches("type=\"radio\"").count(),
        2,
        "one field collides"
    );
    // The page carries the whole form; without a choice it is asked again.
    let form = all_between(&page, "<form class=\"meetings\"", "</form>")[0];
    let carried = inputs(&format!("<form class=\"sheet\"{form}</form>"));
    let asked = send(&mut leo, 2, &carried, &[], "save");
    assert_eq!(asked.status, 409);
    assert!(asked.text().contains("role=\"alert\""));
    let chosen = [("choice.titles.main", "mine")];
    let done = send(&mut leo, 2, &carried, &chosen, "save");
    assert_eq!(done.status, 303, "{}", done.text());
    let record = server.record(2);
    assert_eq!(record["titles"]["main"]["main"], "Labour laws");
    assert_eq!(
        (&record["edition"], &record["extent"]),
        (&"2nd".into(), &"300 p.".into())
    );
    // A choice that was made on an older version is not taken.
    assert_eq!(send(&mut leo, 2, &carried, &chosen, "save").status, 409);
}

#[test]
fn a_record_is_made_again_as_it_was_and_later_imports_still_reach_it() {
    let (_folder, server, links) = library();
    let mut ana = Browser::arrive(&server, &links[0]);
    let first = server.record(2)["seq"].as_u64().unwrap();
    let shown = open(&mut ana, 2);
    let typed = [("titles.main.main", "Spoiled"), ("status", "suppressed")];
    assert_eq!(send(&mut ana, 2, &shown, &typed, "save").status, 303);
    assert_eq!(server.get("/records/2").status, 410);
    let history = ana.get("/records/2/history").text();
    let way = format!("/records/2/history/{first}/restore");
    assert!(history.contains(&way), "{history}");
    let look = ana.get(&way).text();
    assert!(
        look.contains("Spoiled") && look.contains("suppressed"),
        "{look}"
    );
    let now = all_between(&look, "name=\"now\" value=\"", "\"")[0].to_owned();
    let done = ana.post(&way, &[("now", &now)]);
    assert_eq!(done.status, 303, "{}", done.text());
    let record = server.record(2);
    assert_eq!(
        (&record["titles"]["main"]["main"], &record["edited"]),
        (&"Labour law".into(), &false.into())
    );
    // Who looked at another version is told so.
    assert_eq!(ana.post(&way, &[("now", &now)]).status, 412);
    assert_eq!(ana.get("/records/2/history/1/restore").status, 404);
    let again = book("B1", "eng", "Labour law, revised");
    server.import("again.mrc", &again.bytes());
    assert_eq!(
        server.record(2)["titles"]["main"]["main"],
        "Labour law, revised"
    );
}
