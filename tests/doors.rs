//! Doors that stay shut: forged hosts, frames, and what headers each answer carries.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, reason = "tests")]

mod support;

use std::sync::LazyLock;

use support::{Folder, Server, browser::Browser};

static DEMO: LazyLock<Server> = LazyLock::new(Server::demo);

/// Pages, forms, machine routes, errors.
const PATHS: [&str; 17] = [
    "/",
    "/search?q=wages",
    "/records/1",
    "/browse/author",
    "/collections",
    "/journals",
    "/concepts/themes/wages",
    "/sign-in",
    "/sign-in/forgotten",
    "/feed.atom",
    "/oai?verb=Identify",
    "/sitemap.xml",
    "/dumps/",
    "/.well-known/resourcesync",
    "/resourcesync/changelist.xml",
    "/api/v1/records/1",
    "/nowhere",
];

#[test]
fn a_forged_host_is_in_no_answer() {
    // RFC 9110 section 7.2: the Host header is the asker's word; addresses are made of base_url alone.
    for path in PATHS.into_iter().chain(["/account", "/admin/users"]) {
        for header in [
            "Host",
            "X-Forwarded-Host",
            "Forwarded",
            "X-Host",
            "X-Original-URL",
        ] {
            let value = match header {
                "Forwarded" => "host=evil.example",
                "X-Original-URL" => "/evil.example",
                _ => "evil.example",
            };
            let answer = DEMO.ask("GET", path).header(header, value).send();
            assert!(answer.status < 500, "{path} with {header}");
            assert!(
                !answer.text().contains("evil.example"),
                "{path} with {header}: {}",
                answer.text()
            );
            let told = answer
                .headers
                .iter()
                .any(|(_, value)| value.contains("evil.example"));
            assert!(!told, "{path} with {header}: {:?}", answer.headers);
        }
    }
}

#[test]
fn a_one_time_link_has_the_librarys_own_host_whatever_the_request_says() {
    let mut root = Browser::demo(&DEMO);
    root.get("/admin/users");
    let body = format!("csrf={}&name=hosted&role=cataloguer", root.token);
    let answer = DEMO
        .ask("POST", "/admin/users")
        .header("Cookie", &root.cookie)
        .header("Host", "evil.example")
        .header("X-Forwarded-Host", "evil.example")
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(body.as_bytes())
        .send();
    let text = answer.text();
    assert!(
        text.contains(&format!("{}/invitations/", DEMO.base)),
        "{text}"
    );
    assert!(!text.contains("evil.example"), "{text}");
}

#[test]
fn no_answer_may_stand_in_a_frame_run_foreign_code_or_be_taken_for_another_type() {
    let folder = Folder::new();
    let server = Server::serve(&folder);
    for (server, path) in PATHS
        .map(|p| (&*DEMO, p))
        .into_iter()
        .chain([(&server, "/"), (&server, "/search")])
    {
        let answer = server.get(path);
        let header = |name: &str| answer.header(name).unwrap_or_default();
        let policy = header("content-security-policy");
        for rule in [
            "default-src 'none'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "script-src 'self'",
        ] {
            assert!(policy.contains(rule), "{path}: {rule} is not in {policy}");
        }
        for word in [
            "unsafe-inline",
            "unsafe-eval",
            "*",
            "http:",
            "https:",
            "data:",
        ] {
            assert!(!policy.contains(word), "{path}: {word} is in {policy}");
        }
        assert_eq!(header("x-frame-options"), "DENY", "{path}");
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert!(!header("referrer-policy").is_empty(), "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), None, "{path}");
    }
}
