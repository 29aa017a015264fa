//! People with accounts: signing in and out, second factors, sessions, tokens, invitations, and what
//! strangers who guess, forge and fixate meet.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, reason = "tests")]

mod support;

use std::sync::LazyLock;

use support::{
    Answer, Folder, Server, all_between,
    browser::{Browser, PASSWORD},
    encode,
    html::{self, Piece},
    marc::{book, file},
};

/// A collection with some people, served once for all tests of this file that share it.
static HOUSE: LazyLock<House> = LazyLock::new(House::new);

/// The bundled collection, served once for the tests that need records.
static DEMO: LazyLock<Server> = LazyLock::new(Server::demo);

struct House {
    _folder: Folder,
    server: Server,
    /// The path of each person's one-time link.
    links: Vec<(&'static str, String)>,
}

/// Whom the tests are about, each test its own: name, role, source system.
const PEOPLE: [(&str, &str, Option<&str>); 16] = [
    ("ana", "cataloguer", None),
    ("root", "administrator", None),
    ("fatima", "cataloguer", None),
    ("guessed", "cataloguer", None),
    ("factor", "librarian", None),
    ("fixed", "cataloguer", None),
    ("forged", "cataloguer", None),
    ("lost", "cataloguer", None),
    ("maker", "cataloguer", None),
    ("partner", "partner", Some("archive")),
    ("changer", "cataloguer", None),
    ("many", "cataloguer", None),
    ("invited", "librarian", None),
    ("demoted", "librarian", None),
    ("page", "cataloguer", None),
    ("foreign", "cataloguer", None),
];

impl House {
    fn new() -> House {
        let folder = Folder::new();
        let mut links = Vec::new();
        for (name, role, source) in PEOPLE {
            let mut args = vec!["user", "add", name, "--role", role];
            args.extend(source.into_iter().flat_map(|s| ["--source", s]));
            let link = folder.json(&args)["link"].as_str().unwrap().to_owned();
            links.push((name, link));
        }
        House {
            server: Server::serve(&folder),
            _folder: folder,
            links,
        }
    }

    fn link(&self, name: &str) -> &str {
        let found = self.links.iter().find(|(n, _)| *n == name);
        &found.unwrap().1
    }

    /// A browser in which somebody has just chosen the password by the one-time link.
    fn arrives(&self, name: &str) -> Browser<'_> {
        Browser::arrive(&self.server, self.link(name))
    }

    /// As [`House::arrives`], for who has a password already.
    fn arrives_again(&self, name: &str) -> Browser<'_> {
        let mut browser = Browser::new(&self.server);
        assert_eq!(browser.sign_in(name, PASSWORD).status, 303);
        browser
    }
}

fn place(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.text());
    answer.header("location").unwrap()
}

fn alert(answer: &Answer) -> String {
    let pieces = html::pieces(&answer.text());
    let is_alert = |p: &Piece| p.attribute("role") == Some("alert");
    let at = pieces.iter().position(is_alert);
    assert!(at.is_some(), "no alert: {}", answer.text());
    answer.text()
}

// ---- Signing in and out ----

#[test]
fn a_person_signs_in_sees_their_name_and_signs_out() {
    let mut browser = HOUSE.arrives("ana");
    assert!(browser.is_in(), "choosing the password signs in");
    let out = browser.post("/sign-out", &[]);
    assert_eq!(place(&out), "/");
    assert!(out.header("set-cookie").unwrap().contains("Max-Age=0"));
    let mut browser = Browser::new(&HOUSE.server);
    let asked = browser.get("/account?said=x");
    assert_eq!(place(&asked), "/sign-in?next=%2Faccount%3Fsaid%3Dx");
    let form = browser.get(&place(&asked));
    assert!(form.text().contains("value=\"/account?said=x\""));
    let entered = browser.post(
        "/sign-in",
        &[
            ("name", " ANA "),
            ("password", PASSWORD),
            ("next", "/search?q=a"),
        ],
    );
    assert_eq!(place(&entered), "/search?q=a");
    let cookie = entered.header("set-cookie").unwrap();
    for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let home = browser.get("/").text();
    assert!(home.contains("href=\"/account\">ana</a>"), "{home}");
    assert!(HOUSE.server.page("/").contains("href=\"/sign-in\""));
    let before = browser.cookie.clone();
    browser.account();
    browser.post("/sign-out", &[]);
    browser.cookie = before;
    assert!(!browser.is_in(), "the old cookie is worth nothing");
}

#[test]
fn a_wrong_password_and_an_unknown_name_get_the_same_answer() {
    HOUSE.arrives("fatima");
    let mut texts = Vec::new();
    for (name, password) in [("fatima", "not the password"), ("fatimb", PASSWORD)] {
        let mut browser = Browser::new(&HOUSE.server);
        let answer = browser.sign_in(name, password);
        assert_eq!(answer.status, 422);
        let text = alert(&answer).replace(&browser.token, "").replace(name, "");
        assert!(!text.contains(password));
        texts.push(text);
    }
    assert_eq!(texts[0], texts[1]);
}

#[test]
fn guessing_is_slowed_and_the_same_person_may_try_again() {
    HOUSE.arrives("guessed");
    let mut browser = Browser::new(&HOUSE.server);
    for _ in 0..5 {
        assert_eq!(browser.sign_in("guessed", "a wrong password").status, 422);
    }
    let answer = browser.sign_in("guessed", PASSWORD);
    assert_eq!(answer.status, 429, "even the right one waits a second");
    let wait: u64 = answer.header("retry-after").unwrap().parse().unwrap();
    assert_eq!(wait, 1);
    assert!(alert(&answer).contains("Wait one second"));
    let begun = std::time::Instant::now();
    while browser.sign_in("guessed", PASSWORD).status == 429 {
        assert!(begun.elapsed().as_secs() < 10, "locked out");
        std::thread::yield_now();
    }
    assert!(browser.is_in());
}

#[test]
fn a_session_id_known_before_signing_in_is_worth_nothing_after() {
    HOUSE.arrives("fixed");
    let mut browser = Browser::new(&HOUSE.server);
    browser.cookie = "labordoc=chosen-by-a-stranger".to_owned();
    browser.sign_in("fixed", PASSWORD);
    assert_ne!(browser.cookie, "labordoc=chosen-by-a-stranger");
    assert!(browser.is_in());
    browser.cookie = "labordoc=chosen-by-a-stranger".to_owned();
    assert!(!browser.is_in());
}

#[test]
fn after_signing_in_only_paths_of_this_site_are_gone_to() {
    HOUSE.arrives("page");
    for next in [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
    ] {
        let mut browser = Browser::new(&HOUSE.server);
        let page = browser.get(&format!("/sign-in?next={}", encode(next)));
        assert!(page.text().contains("value=\"/account\""), "{next}");
        let fields = [("name", "page"), ("password", PASSWORD), ("next", next)];
        assert_eq!(place(&browser.post("/sign-in", &fields)), "/account");
        let answer = browser.get(&format!("/sign-in?next={}", encode(next)));
        assert_eq!(place(&answer), "/account", "{next}: when signed in already");
    }
}

#[test]
fn the_demonstration_shows_a_password_that_opens_the_administrators_pages() {
    let server = &*DEMO;
    let mut browser = Browser::new(server);
    assert_eq!(browser.sign_in("admin", &server.password).status, 303);
    assert_eq!(browser.get("/admin/users").status, 200);
    let home = browser.get("/").text();
    assert!(home.contains(">Administrator</a>"), "{home}");
}

#[test]
fn a_page_kept_from_before_signing_in_is_not_taken_for_the_present_one() {
    let server = &*DEMO;
    let mut browser = Browser::new(server);
    let etag = browser.get("/records/1").header("etag").unwrap();
    browser.sign_in("admin", &server.password);
    let ask = server
        .ask("GET", "/records/1")
        .header("If-None-Match", &etag);
    let answer = ask.header("Cookie", &browser.cookie).send();
    assert_eq!((answer.status, answer.header("etag")), (200, None));
    assert!(answer.text().contains(">Administrator</a>"));
    // By the date it would be the present one.
    let ask = server
        .ask("GET", "/records/1")
        .header("If-Modified-Since", "Thu, 01 Jan 2099 00:00:00 GMT");
    let answer = ask.header("Cookie", &browser.cookie).send();
    assert_eq!((answer.status, answer.header("last-modified")), (200, None));
}

// ---- Forms ----

#[test]
fn a_form_without_its_token_or_from_another_site_is_refused() {
    let mut browser = HOUSE.arrives("forged");
    browser.account();
    let token = browser.token.clone();
    for path in [
        "/sign-in",
        "/sign-out",
        "/account/password",
        "/account/second-factor",
        "/account/sessions/end",
        "/account/tokens",
        "/account/tokens/revoke",
        "/invitations/0",
    ] {
        for fields in [vec![], vec![("csrf", "0")], vec![("csrf", "")]] {
            let answer = browser.post_bare(path, &fields);
            assert_eq!(answer.status, 403, "{path} {fields:?}");
        }
    }
    for (name, value) in [
        ("Origin", "https://evil.example"),
        ("Sec-Fetch-Site", "cross-site"),
    ] {
        let answer = HOUSE
            .server
            .ask("POST", "/sign-out")
            .header("Cookie", &browser.cookie)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header(name, value)
            .body(format!("csrf={token}").as_bytes())
            .send();
        assert_eq!(answer.status, 403, "{name}");
    }
    let mut other = Browser::new(&HOUSE.server);
    other.get("/sign-in");
    let stranger = other.post_bare("/sign-out", &[("csrf", &token)]);
    assert_eq!(stranger.status, 403, "another browser's token");
    assert!(browser.is_in(), "nothing of it was done");
}

#[test]
fn pages_of_accounts_are_kept_nowhere() {
    let mut browser = HOUSE.arrives("lost");
    for path in ["/account", "/sign-in", "/invitations/0", "/api/v1/session"] {
        let answer = browser.get(path);
        assert_eq!(
            answer.header("cache-control").as_deref(),
            Some("no-store"),
            "{path}"
        );
    }
    let entered = browser.get("/sign-in?next=/");
    assert_eq!(entered.header("cache-control").as_deref(), Some("no-store"));
    let home = browser.get("/");
    assert_eq!(
        home.header("cache-control").as_deref(),
        Some("private, no-cache")
    );
}

#[test]
fn every_field_has_a_label_and_every_page_one_heading_in_the_language_asked_for() {
    let mut browser = Browser::new(&DEMO);
    let closed = browser.get("/sign-in?hl=fr").text();
    assert!(closed.contains("Mot de passe</label>"), "{closed}");
    browser.sign_in("admin", &DEMO.password);
    let mut pages = vec![closed];
    for path in ["/account", "/admin/users"] {
        for (lang, text) in [
            ("en", "Source system"),
            ("fr", "Système source"),
            ("es", "Sistema de origen"),
        ] {
            let page = browser.get(&format!("{path}?hl={lang}")).text();
            assert!(page.contains(&format!("<html lang=\"{lang}\"")), "{path}");
            assert!(path == "/account" || page.contains(text), "{path}: {text}");
            pages.push(page);
        }
    }
    for page in pages {
        let pieces = html::pieces(&page);
        let of = |tag: &'static str| pieces.iter().filter(move |p| p.opens() == Some(tag));
        assert_eq!(of("h1").count(), 1, "{page}");
        let mut ids: Vec<&str> = pieces.iter().filter_map(|p| p.attribute("id")).collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all, "an id stands twice: {page}");
        let labels: Vec<&str> = of("label").filter_map(|p| p.attribute("for")).collect();
        for field in of("input").chain(of("select")) {
            let inside = matches!(field.attribute("type"), Some("hidden" | "checkbox"));
            let named = field.attribute("id").is_some_and(|id| labels.contains(&id));
            assert!(
                inside || named,
                "a field has no label: {:?}",
                field.attribute("name")
            );
        }
    }
}

// ---- The second factor ----

/// The code that an authenticator with this key shows now.
fn code_now(key: &str) -> String {
    let key = totp_rs::Secret::try_from_base32(key).unwrap();
    let totp = totp_rs::Builder::new().with_secret(key).build().unwrap();
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    totp.generate(since.unwrap().as_secs()).to_string()
}

#[test]
fn a_second_factor_is_asked_for_and_each_code_is_good_once() {
    let mut browser = HOUSE.arrives("factor");
    let old_cookie = browser.cookie.clone();
    browser.account();
    let refused = browser.post("/account/second-factor", &[("current", "wrong password")]);
    assert_eq!(refused.status, 422);
    let page = browser.post("/account/second-factor", &[("current", PASSWORD)]);
    let text = page.text();
    let key = all_between(&text, "class=\"key\">", "<")[0].to_owned();
    assert!(text.contains("otpauth://totp/"), "{text}");
    let wrong = browser.post("/account/second-factor/confirm", &[("code", "not one")]);
    assert_eq!(wrong.status, 422);
    let code = code_now(&key);
    let shown = browser.post("/account/second-factor/confirm", &[("code", &code)]);
    let text = shown.text();
    let codes = all_between(&text, "<li><code>", "</code>");
    assert_eq!(codes.len(), 10, "{text}");
    assert_ne!(browser.cookie, old_cookie, "a new id");
    assert!(browser.is_in());

    let mut second = Browser::new(&HOUSE.server);
    let asked = second.sign_in("factor", PASSWORD);
    assert_eq!(place(&asked), "/sign-in/code?next=%2Faccount");
    assert!(!second.is_in(), "the password alone does not do");
    second.get("/sign-in/code");
    let replayed = second.post("/sign-in/code", &[("code", &code)]);
    assert_eq!(replayed.status, 422, "the code was used for setting up");
    let typed = codes[4].to_uppercase();
    let entered = second.post("/sign-in/code", &[("code", &typed), ("next", "/browse")]);
    assert_eq!(place(&entered), "/browse");
    assert!(second.account().contains("9 recovery codes are left"));

    let mut third = Browser::new(&HOUSE.server);
    third.sign_in("factor", PASSWORD);
    third.get("/sign-in/code");
    let again = third.post("/sign-in/code", &[("code", codes[4])]);
    assert_eq!(again.status, 422, "a recovery code is good once");
    let other = third.post("/sign-in/code", &[("code", codes[5])]);
    assert_eq!(other.status, 303);

    third.account();
    let gone = third.post("/account/second-factor/remove", &[("current", PASSWORD)]);
    assert_eq!(gone.status, 303);
    assert!(!second.is_in(), "other sessions ended");
    let mut plain = Browser::new(&HOUSE.server);
    assert_eq!(place(&plain.sign_in("factor", PASSWORD)), "/account");
}

// ---- Sessions, passwords, links ----

#[test]
fn another_password_ends_the_other_sessions_and_the_old_password() {
    let mut first = HOUSE.arrives("changer");
    let mut second = HOUSE.arrives_again("changer");
    first.account();
    let before = first.cookie.clone();
    let another = "another lantern by the lake";
    for (current, password, again, status) in [
        ("wrong", another, another, 422),
        (PASSWORD, another, "different", 422),
        (PASSWORD, "short", "short", 422),
        (PASSWORD, "changerchanger", "changerchanger", 422),
        (PASSWORD, another, another, 303),
    ] {
        let fields = [
            ("current", current),
            ("password", password),
            ("again", again),
        ];
        let answer = first.post("/account/password", &fields);
        assert_eq!(answer.status, status, "{current} {password} {again}");
    }
    assert_ne!(first.cookie, before);
    assert!(first.is_in() && !second.is_in());
    assert_eq!(second.sign_in("changer", PASSWORD).status, 422);
    assert_eq!(second.sign_in("changer", another).status, 303);
}

#[test]
fn a_person_ends_one_of_their_sessions() {
    let mut first = HOUSE.arrives("many");
    let mut second = HOUSE.arrives_again("many");
    let page = first.account();
    let numbers = all_between(&page, "name=\"number\" value=\"", "\"");
    assert_eq!(numbers.len(), 2, "{page}");
    let mut foreign = HOUSE.arrives("foreign");
    foreign.account();
    foreign.post("/account/sessions/end", &[("number", numbers[0])]);
    assert!(second.is_in(), "nobody else's");
    first.post("/account/sessions/end", &[("number", numbers[0])]);
    assert!(first.is_in() && !second.is_in());
}

#[test]
fn a_link_that_was_used_replaced_invented_or_is_over_opens_nothing() {
    let link = HOUSE.link("invited").to_owned();
    let mut browser = HOUSE.arrives("invited");
    for path in [link.as_str(), "/invitations/0", "/invitations/%3Cscript%3E"] {
        let page = browser.get(path);
        assert_eq!(page.status, 410, "{path}");
        assert!(!page.text().contains("<script>"), "{path}");
        browser.get("/sign-in/code");
    }
    browser.account();
    let answer = browser.post(&link, &[("password", PASSWORD), ("again", PASSWORD)]);
    assert_eq!(answer.status, 410);

    let folder = Folder::new();
    let add = ["user", "add", "bo", "--role", "librarian"];
    let first = folder.json(&add)["link"].as_str().unwrap().to_owned();
    let second = folder.json(&["user", "reset", "bo"])["link"]
        .as_str()
        .unwrap()
        .to_owned();
    let add = ["user", "add", "cy", "--role", "librarian", "--days", "0"];
    let over = folder.json(&add)["link"].as_str().unwrap().to_owned();
    let server = Server::serve(&folder);
    let mut browser = Browser::new(&server);
    assert_eq!(browser.get(&first).status, 410, "replaced");
    assert_eq!(browser.get(&second).status, 200);
    assert_eq!(browser.get(&over).status, 410, "expired");
    let fields = [("password", PASSWORD), ("again", PASSWORD)];
    assert_eq!(browser.post(&over, &fields).status, 410);
}

// ---- Tokens and the API ----

#[test]
fn a_token_made_on_the_account_page_works_in_the_api_under_the_persons_name() {
    let mut browser = HOUSE.arrives("maker");
    browser.account();
    for (label, role, days) in [
        ("", "cataloguer", "9"),
        ("a/b", "cataloguer", "9"),
        ("feed", "administrator", "9"),
        ("feed", "cataloguer", "0"),
        ("feed", "cataloguer", "999"),
    ] {
        let fields = [("label", label), ("role", role), ("days", days)];
        assert_eq!(
            browser.post("/account/tokens", &fields).status,
            422,
            "{fields:?}"
        );
    }
    let fields = [("label", "feed"), ("role", "cataloguer"), ("days", "9")];
    let page = browser.post("/account/tokens", &fields).text();
    let token = all_between(&page, "<li><code>", "</code>")[0].to_owned();
    let bearer = format!("Bearer {token}");
    let ask = |path: &str| {
        HOUSE
            .server
            .ask("GET", path)
            .header("Authorization", &bearer)
            .send()
    };
    let me = ask("/api/v1/session").json();
    assert_eq!(
        (me["name"].as_str(), me["role"].as_str()),
        (Some("maker/feed"), Some("cataloguer"))
    );
    assert_eq!(ask("/api/v1/imports").status, 200);
    assert!(!browser.account().contains(&token), "shown once");
    browser.post("/account/tokens/revoke", &[("name", "maker/feed")]);
    assert_eq!(ask("/api/v1/imports").status, 401);
}

#[test]
fn a_partner_imports_into_their_own_source_system_only() {
    let mut browser = HOUSE.arrives("partner");
    let token = browser.get("/api/v1/session").json()["csrf"]
        .as_str()
        .unwrap()
        .to_owned();
    let bytes = file(&[book("p1", "eng", "A partner's book")]);
    let send = |query: &str, token: &str| {
        let ask = HOUSE
            .server
            .ask("POST", &format!("/api/v1/imports?name=p.mrc{query}"));
        let ask = ask.header("Cookie", &browser.cookie);
        ask.header("X-CSRF-Token", token).body(&bytes).send()
    };
    assert_eq!(send("", "0").status, 403, "without the token");
    assert_eq!(send("&system=labordoc", &token).status, 403);
    let taken = send("&system=archive", &token);
    assert_eq!(taken.status, 202, "{}", taken.text());
    let place = taken.header("location").unwrap();
    let row = browser.get(&place).json();
    assert_eq!(
        (row["system"].as_str(), row["actor"].as_str()),
        (Some("archive"), Some("partner"))
    );
    let patch = HOUSE.server.ask("PATCH", "/api/v1/records/1");
    let patch = patch
        .header("Cookie", &browser.cookie)
        .header("X-CSRF-Token", &token);
    assert_eq!(
        patch.body(b"{}").send().status,
        403,
        "a partner edits nothing"
    );
    let answer = HOUSE.server.signed("POST", "/api/v1/imports?name=own.mrc");
    let own = answer.body(&bytes).send().header("location").unwrap();
    assert_eq!(browser.get(&own).status, 404, "the library's own import");
}

// ---- Administrators ----

#[test]
fn an_administrator_invites_changes_roles_disables_and_keeps_one_administrator() {
    let mut root = HOUSE.arrives("root");
    let mut demoted = HOUSE.arrives("demoted");
    assert_eq!(demoted.get("/admin/users").status, 403);
    root.get("/admin/users");
    for (name, role, source) in [
        ("Not A Name", "librarian", ""),
        ("carlos", "emperor", ""),
        ("carlos", "partner", ""),
        ("root", "librarian", ""),
    ] {
        let fields = [("name", name), ("role", role), ("source", source)];
        assert_eq!(root.post("/admin/users", &fields).status, 422, "{fields:?}");
    }
    let fields = [
        ("name", "carlos"),
        ("display", "Carlos <Núñez>"),
        ("role", "librarian"),
    ];
    let page = root.post("/admin/users", &fields).text();
    let link = all_between(&page, "<li><code>", "</code>")[0].to_owned();
    let mut carlos = Browser::new(&HOUSE.server);
    let welcome = carlos.get(&link).text();
    assert!(
        welcome.contains("Carlos ") && !welcome.contains("<Núñez>"),
        "{welcome}"
    );
    let choose = [("password", PASSWORD), ("again", PASSWORD)];
    assert_eq!(carlos.post(&link, &choose).status, 303);

    root.get("/admin/users");
    root.post("/admin/users/demoted/role", &[("role", "cataloguer")]);
    assert!(!demoted.is_in(), "another role, another session");
    root.post("/admin/users/carlos/state", &[("state", "disabled")]);
    assert!(!carlos.is_in());
    assert_eq!(carlos.sign_in("carlos", PASSWORD).status, 422);
    root.get("/admin/users");
    root.post("/admin/users/carlos/state", &[("state", "enabled")]);
    assert_eq!(carlos.sign_in("carlos", PASSWORD).status, 303);
    root.get("/admin/users");
    let last = root.post("/admin/users/root/role", &[("role", "librarian")]);
    assert_eq!(last.status, 422, "somebody must run the service");
    assert!(root.is_in());
}

#[test]
fn the_command_line_adds_lists_disables_and_removes_people() {
    let folder = Folder::new();
    for (args, said) in [
        (
            vec!["user", "add", "Bo", "--role", "librarian"],
            "small letters",
        ),
        (
            vec!["user", "add", "bo", "--role", "partner"],
            "source system",
        ),
        (vec!["user", "reset", "bo"], "no user"),
    ] {
        let refused = folder.refused(&args);
        assert!(refused.contains(said), "{refused}");
    }
    let add = [
        "user", "add", "bo", "--role", "partner", "--source", "archive",
    ];
    assert!(
        folder.json(&add)["link"]
            .as_str()
            .unwrap()
            .starts_with("/invitations/")
    );
    assert!(folder.refused(&add).contains("already"));
    let user = || folder.json(&["user", "list"])["users"][0].clone();
    assert_eq!(
        (user()["state"].as_str(), user()["source"].as_str()),
        (Some("invited"), Some("archive"))
    );
    for (verb, state) in [
        ("disable", "disabled"),
        ("enable", "invited"),
        ("remove", "removed"),
    ] {
        assert!(folder.run(&["user", verb, "bo"]).ok);
        assert_eq!(user()["state"], state);
    }
    assert!(
        folder.refused(&add).contains("history"),
        "a name is given once"
    );
    assert_eq!(folder.json(&["check"])["ok"], true);
}
