//! The one table of who may use which route; what is not in it is refused.

use super::Role;

/// What a route asks of who uses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Nothing: it is open.
    Nothing,
    /// This role, or one above it.
    Role(Role),
}

/// The answer of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Go on.
    Allowed,
    /// Nobody has said who they are: 401.
    Unknown,
    /// Theirs is a lower role than this one: 403.
    Needs(Role),
}

impl Need {
    /// Whether somebody of this role, or somebody unknown, may go on.
    pub fn verdict(self, role: Option<Role>) -> Verdict {
        match (self, role) {
            (Need::Nothing, _) => Verdict::Allowed,
            (Need::Role(_), None) => Verdict::Unknown,
            (Need::Role(least), Some(role)) if role >= least => Verdict::Allowed,
            (Need::Role(least), Some(_)) => Verdict::Needs(least),
        }
    }
}

const OPEN: Need = Need::Nothing;
/// Everybody who has an account.
const SIGNED_IN: Need = Need::Role(Role::Partner);
const PARTNER: Need = Need::Role(Role::Partner);
const CATALOGUER: Need = Need::Role(Role::Cataloguer);
const LIBRARIAN: Need = Need::Role(Role::Librarian);
const ADMINISTRATOR: Need = Need::Role(Role::Administrator);

/// Every route: method, path as the router has it, need. HEAD is as GET.
pub const ROUTES: &[(&str, &str, Need)] = &[
    ("GET", "/", OPEN),
    ("GET", "/search", OPEN),
    ("GET", "/records/{id}", OPEN),
    ("GET", "/records/{id}/history", OPEN),
    ("GET", "/records/{id}/scholar", CATALOGUER),
    ("GET", "/records/{id}/quality", CATALOGUER),
    ("GET", "/records/{id}/edit", CATALOGUER),
    ("POST", "/records/{id}/edit", CATALOGUER),
    ("GET", "/records/{id}/history/{seq}/restore", CATALOGUER),
    ("POST", "/records/{id}/history/{seq}/restore", CATALOGUER),
    ("GET", "/records/{id}/source", OPEN),
    ("GET", "/records/{id}/linkset", OPEN),
    ("GET", "/works/{id}", OPEN),
    ("GET", "/cite", OPEN),
    ("GET", "/browse", OPEN),
    ("GET", "/browse/all", OPEN),
    ("GET", "/browse/all/{from}", OPEN),
    ("GET", "/browse/{dimension}", OPEN),
    ("GET", "/browse/{dimension}/{value}", OPEN),
    ("GET", "/taxonomy", OPEN),
    ("GET", "/concepts/{scheme}", OPEN),
    ("GET", "/concepts/{scheme}/{id}", OPEN),
    ("GET", "/collections", OPEN),
    ("GET", "/collections/{slug}", OPEN),
    ("GET", "/feed.atom", OPEN),
    ("GET", "/journals", OPEN),
    ("GET", "/journals/{slug}", OPEN),
    ("GET", "/journals/{slug}/{volume}", OPEN),
    ("GET", "/journals/{slug}/{volume}/{issue}", OPEN),
    ("GET", "/help", OPEN),
    ("GET", "/about", OPEN),
    ("GET", "/accessibility", OPEN),
    ("GET", "/api", OPEN),
    ("GET", "/api-try", OPEN),
    ("GET", "/favicon.svg", OPEN),
    ("GET", "/oai.xsl", OPEN),
    ("GET", "/assets/{name}", OPEN),
    ("GET", "/oai", OPEN),
    ("POST", "/oai", OPEN),
    ("GET", "/openurl", OPEN),
    ("GET", "/opensearch.xml", OPEN),
    ("GET", "/search.atom", OPEN),
    ("GET", "/suggest", OPEN),
    ("GET", "/sru", OPEN),
    ("POST", "/sru", OPEN),
    ("GET", "/unapi", OPEN),
    ("GET", "/repec/ilo/", OPEN),
    ("GET", "/repec/ilo/{name}", OPEN),
    ("GET", "/repec/ilo/{series}/", OPEN),
    ("GET", "/repec/ilo/{series}/{name}", OPEN),
    ("GET", "/sitemap.xml", OPEN),
    ("GET", "/sitemap.xml.gz", OPEN),
    ("GET", "/sitemaps/{name}", OPEN),
    ("GET", "/robots.txt", OPEN),
    ("GET", "/dumps", OPEN),
    ("GET", "/dumps/", OPEN),
    ("GET", "/dumps/manifest.json", OPEN),
    ("GET", "/dumps/{dump}/{file}", OPEN),
    ("GET", "/.well-known/resourcesync", OPEN),
    ("GET", "/resourcesync/{name}", OPEN),
    ("GET", "/resourcesync/{list}/{name}", OPEN),
    ("GET", "/healthz", OPEN),
    ("GET", "/readyz", OPEN),
    ("GET", "/metrics", OPEN),
    ("GET", "/api/v1/search", OPEN),
    ("GET", "/api/v1/suggest", OPEN),
    ("GET", "/api/v1/records/{id}", OPEN),
    ("PUT", "/api/v1/records/{id}", CATALOGUER),
    ("PATCH", "/api/v1/records/{id}", CATALOGUER),
    ("DELETE", "/api/v1/records/{id}", CATALOGUER),
    ("GET", "/api/v1/records/{id}/history", OPEN),
    ("GET", "/api/v1/records/{id}/scholar", CATALOGUER),
    ("GET", "/api/v1/scholar", ADMINISTRATOR),
    ("GET", "/api/v1/records/{id}/quality", CATALOGUER),
    ("GET", "/api/v1/quality", CATALOGUER),
    ("GET", "/api/v1/quality/{rule}", CATALOGUER),
    ("GET", "/api/v1/audit", LIBRARIAN),
    ("GET", "/api/v1/imports", PARTNER),
    ("POST", "/api/v1/imports", PARTNER),
    ("GET", "/api/v1/imports/{id}", PARTNER),
    ("DELETE", "/api/v1/imports/{id}", PARTNER),
    ("POST", "/api/v1/imports/{id}/commit", PARTNER),
    ("POST", "/api/v1/imports/{id}/stage", PARTNER),
    ("POST", "/api/v1/imports/{id}/undo", PARTNER),
    ("GET", "/api/v1/imports/{id}/decisions", PARTNER),
    ("POST", "/api/v1/imports/{id}/decisions", PARTNER),
    ("GET", "/api/v1/imports/{id}/report", PARTNER),
    ("GET", "/api/v1/imports/{id}/original", PARTNER),
    ("GET", "/api/v1/harvests", CATALOGUER),
    ("POST", "/api/v1/harvests", ADMINISTRATOR),
    ("GET", "/api/v1/harvests/{name}", CATALOGUER),
    ("PUT", "/api/v1/harvests/{name}", ADMINISTRATOR),
    ("DELETE", "/api/v1/harvests/{name}", ADMINISTRATOR),
    ("POST", "/api/v1/harvests/{name}/run", CATALOGUER),
    ("POST", "/api/v1/harvests/{name}/cancel", CATALOGUER),
    ("GET", "/api/v1/profiles", PARTNER),
    ("GET", "/api/v1/profiles/{name}", PARTNER),
    ("PUT", "/api/v1/profiles/{name}", CATALOGUER),
    ("POST", "/api/v1/batches", CATALOGUER),
    ("GET", "/api/v1/changes", OPEN),
    ("GET", "/api/v1/collections", OPEN),
    ("GET", "/api/v1/collections/{slug}", OPEN),
    ("PUT", "/api/v1/collections/{slug}", LIBRARIAN),
    ("DELETE", "/api/v1/collections/{slug}", LIBRARIAN),
    ("GET", "/api/v1/stats", OPEN),
    ("GET", "/api/v1/session", SIGNED_IN),
    ("GET", "/api/v1/concepts", OPEN),
    ("GET", "/api/v1/concepts/{scheme}", OPEN),
    ("GET", "/api/v1/concepts/{scheme}/{id}", OPEN),
    ("GET", "/api/v1/headings", CATALOGUER),
    ("GET", "/api/v1/taxonomy", OPEN),
    ("GET", "/api/v1/taxonomy/changes", CATALOGUER),
    ("POST", "/api/v1/taxonomy/changes", LIBRARIAN),
    ("POST", "/api/v1/taxonomy/changes/{number}/undo", LIBRARIAN),
    ("GET", "/api/v1/taxonomy/check", CATALOGUER),
    ("GET", "/api/v1/export", OPEN),
    ("GET", "/api/v1/export/report", CATALOGUER),
    ("GET", "/api/v1/openapi.json", OPEN),
    ("POST", "/api/v1/backups", ADMINISTRATOR),
    ("POST", "/api/v1/dumps", ADMINISTRATOR),
    ("POST", "/api/v1/check", ADMINISTRATOR),
    ("GET", "/api/v1/config", ADMINISTRATOR),
    ("GET", "/api/v1/index", ADMINISTRATOR),
    ("POST", "/api/v1/index", ADMINISTRATOR),
    ("GET", "/api/v1/users", ADMINISTRATOR),
    ("POST", "/api/v1/users", ADMINISTRATOR),
    ("GET", "/api/v1/users/{name}", ADMINISTRATOR),
    ("PATCH", "/api/v1/users/{name}", ADMINISTRATOR),
    ("DELETE", "/api/v1/users/{name}", ADMINISTRATOR),
    ("POST", "/api/v1/users/{name}/link", ADMINISTRATOR),
    ("GET", "/api/v1/tokens", ADMINISTRATOR),
    ("POST", "/api/v1/tokens", ADMINISTRATOR),
    ("DELETE", "/api/v1/tokens/{name}", ADMINISTRATOR),
    ("GET", "/sign-in", OPEN),
    ("POST", "/sign-in", OPEN),
    ("GET", "/sign-in/code", OPEN),
    ("POST", "/sign-in/code", OPEN),
    ("GET", "/sign-in/forgotten", OPEN),
    ("POST", "/sign-in/forgotten", OPEN),
    ("POST", "/sign-out", OPEN),
    ("GET", "/invitations/{secret}", OPEN),
    ("POST", "/invitations/{secret}", OPEN),
    ("GET", "/account", SIGNED_IN),
    ("POST", "/account/person", SIGNED_IN),
    ("POST", "/account/password", SIGNED_IN),
    ("POST", "/account/second-factor", SIGNED_IN),
    ("POST", "/account/second-factor/confirm", SIGNED_IN),
    ("POST", "/account/second-factor/remove", SIGNED_IN),
    ("POST", "/account/sessions/end", SIGNED_IN),
    ("POST", "/account/tokens", SIGNED_IN),
    ("POST", "/account/tokens/revoke", SIGNED_IN),
    ("GET", "/admin/headings", CATALOGUER),
    ("POST", "/admin/headings", LIBRARIAN),
    ("GET", "/admin/collections", LIBRARIAN),
    ("GET", "/admin/collections/new", LIBRARIAN),
    ("POST", "/admin/collections/new", LIBRARIAN),
    ("GET", "/admin/collections/{slug}", LIBRARIAN),
    ("POST", "/admin/collections/{slug}", LIBRARIAN),
    ("POST", "/admin/collections/{slug}/remove", LIBRARIAN),
    ("GET", "/admin/imports", PARTNER),
    ("POST", "/admin/imports", PARTNER),
    ("GET", "/admin/imports/{id}", PARTNER),
    ("POST", "/admin/imports/{id}", PARTNER),
    ("GET", "/admin/harvests", CATALOGUER),
    ("POST", "/admin/harvests", CATALOGUER),
    ("GET", "/admin/profiles", CATALOGUER),
    ("GET", "/admin/profiles/{name}", CATALOGUER),
    ("POST", "/admin/profiles/{name}", CATALOGUER),
    ("GET", "/admin/batch", CATALOGUER),
    ("POST", "/admin/batch", CATALOGUER),
    ("POST", "/admin/batch/table", CATALOGUER),
    ("GET", "/admin/batch/{id}", CATALOGUER),
    ("POST", "/admin/batch/{id}", CATALOGUER),
    ("GET", "/admin/audit", LIBRARIAN),
    ("GET", "/admin/quality", CATALOGUER),
    ("GET", "/admin/quality/{rule}", CATALOGUER),
    ("GET", "/admin/scholar", ADMINISTRATOR),
    ("GET", "/admin/scholar/{figure}", ADMINISTRATOR),
    ("GET", "/admin/users", ADMINISTRATOR),
    ("POST", "/admin/users", ADMINISTRATOR),
    ("POST", "/admin/users/{name}/reset", ADMINISTRATOR),
    ("POST", "/admin/users/{name}/person", ADMINISTRATOR),
    ("POST", "/admin/users/{name}/remove", ADMINISTRATOR),
    ("POST", "/admin/users/{name}/role", ADMINISTRATOR),
    ("POST", "/admin/users/{name}/state", ADMINISTRATOR),
];

/// Routes that no rate limits: what a page loads beside itself, what watches the service, and what
/// crawlers are asked to use.
pub const UNLIMITED: [&str; 17] = [
    "/.well-known/resourcesync",
    "/dumps/manifest.json",
    "/dumps/{dump}/{file}",
    "/resourcesync/{name}",
    "/resourcesync/{list}/{name}",
    "/assets/{name}",
    "/favicon.svg",
    "/oai.xsl",
    "/feed.atom",
    "/healthz",
    "/readyz",
    "/metrics",
    "/oai",
    "/robots.txt",
    "/sitemap.xml",
    "/sitemap.xml.gz",
    "/sitemaps/{name}",
];

/// What a route needs; `None` when it is not in the table.
pub fn need(method: &str, path: &str) -> Option<Need> {
    let method = if method == "HEAD" { "GET" } else { method };
    let row = ROUTES.iter().find(|(m, p, _)| *m == method && *p == path);
    row.map(|(_, _, need)| *need)
}

/// The methods that a path takes.
pub fn methods(path: &str) -> Vec<&'static str> {
    let rows = ROUTES.iter().filter(|(_, p, _)| *p == path);
    rows.flat_map(|(method, ..)| match *method {
        "GET" => vec!["GET", "HEAD"],
        other => vec![other],
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_may_what_the_ones_before_it_may() {
        for (at, least) in Role::ALL.into_iter().enumerate() {
            let need = Need::Role(least);
            assert_eq!(need.verdict(None), Verdict::Unknown);
            for (place, role) in Role::ALL.into_iter().enumerate() {
                let allowed = need.verdict(Some(role)) == Verdict::Allowed;
                assert_eq!(allowed, place >= at, "{role:?} where {least:?} is needed");
            }
        }
        assert_eq!(Need::Nothing.verdict(None), Verdict::Allowed);
    }

    /// The routes as the routers' sources name them: `.route("/path", get(...).post(...))`.
    fn routed(source: &str) -> Vec<(&'static str, &str)> {
        let mut found = Vec::new();
        for call in source.split(".route(").skip(1) {
            let call = call.split([';', '#']).next().unwrap_or(call);
            let path = call.split('"').nth(1).unwrap();
            let handlers = call.split('"').nth(2).unwrap();
            for (name, method) in [
                ("get(", "GET"),
                ("post(", "POST"),
                ("put(", "PUT"),
                ("patch(", "PATCH"),
                ("delete(", "DELETE"),
            ] {
                let mut uses = handlers.match_indices(name);
                let is_call = |at: usize| {
                    let before = handlers[..at].chars().next_back();
                    before.is_some_and(|c| !c.is_alphanumeric() && c != '_' && c != ':')
                };
                if uses.any(|(at, _)| is_call(at)) {
                    found.push((method, path));
                }
            }
        }
        found
    }

    #[test]
    fn the_table_has_every_route_of_the_routers_and_no_other() {
        let sources = [
            include_str!("../web/mod.rs"),
            include_str!("../web/account/mod.rs"),
        ];
        let mut routed: Vec<_> = sources.iter().flat_map(|s| routed(s)).collect();
        let mut table: Vec<_> = ROUTES
            .iter()
            .map(|(method, path, _)| (*method, *path))
            .collect();
        routed.sort_unstable();
        table.sort_unstable();
        assert_eq!(routed, table, "add the route to the table, or take it out");
    }

    #[test]
    fn what_no_rate_limits_is_open_and_in_the_table() {
        for path in UNLIMITED {
            assert_eq!(need("GET", path), Some(OPEN), "{path}");
        }
    }

    #[test]
    fn what_is_not_in_the_table_is_not_there() {
        assert_eq!(need("HEAD", "/account"), need("GET", "/account"));
        assert_eq!(need("GET", "/account"), Some(SIGNED_IN));
        assert_eq!(need("PUT", "/api/v1/stats"), None);
        assert_eq!(need("GET", "/secret"), None);
        let mut seen = std::collections::BTreeSet::new();
        for (method, path, _) in ROUTES {
            assert!(seen.insert((method, path)), "{method} {path} stands twice");
        }
    }
}
