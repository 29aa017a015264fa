//! The gate before every route: who is asking, by token or session, and whether they may.
//!
//! The roles are in the one table of `src/access/routes.rs`. A route that is not in it answers 405.

use std::time::Duration;

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use http_body_util::{BodyExt, Limited};

use record::{Channel, Via};

use super::{Service, client, fault, fault::Fault};
use crate::access::{
    self, Actor, Caller,
    lanes::{Full, Lane, Turn},
    rate::Wait,
    routes::{self, Need, Verdict},
    session::{Session, SessionKey, Stage},
    throttle::Net,
    user,
};

/// How much of a refused request's body is still read.
const HEARD_BYTES: usize = 64 * 1024;
/// How long that may take.
const HEARD_TIME: Duration = Duration::from_secs(1);

/// A signed-in person's session, in the extensions of a request.
#[derive(Debug, Clone)]
pub struct Signed {
    /// What it is found by.
    pub key: SessionKey,
    /// The session.
    pub session: Session,
    /// From where they ask.
    pub via: Via,
}

impl Signed {
    /// They as those who cause a change.
    pub fn actor(&self) -> Actor {
        Actor::new(&self.session.user, self.via.clone())
    }
}

/// Lets a request through, or answers it.
pub async fn enforce(State(service): State<Service>, mut request: Request, next: Next) -> Response {
    let matched = request.extensions().get::<MatchedPath>().cloned();
    let path = matched.as_ref().map_or("", |m| m.as_str());
    let net = client::net(&service, request.extensions(), request.headers());
    let net = net.map(Net::network);
    let signed = signed(&service, request.headers(), net.as_deref());
    let caller = caller(&service, &request, path, signed.as_ref());
    if let Err(Wait(seconds)) = within_rate(&service, &request, path, caller.as_ref()) {
        return Fault::too_many(seconds).into_response();
    }
    if matched.is_none() {
        return next.run(request).await;
    }
    let Some(need) = routes::need(request.method().as_str(), path) else {
        return not_allowed(request, path).await;
    };
    if let Some(signed) = &signed {
        request.extensions_mut().insert(signed.clone());
        // A page shows who is signed in, so one kept from before must not be taken for it.
        if !is_api(path) && !path.starts_with("/assets/") {
            request.headers_mut().remove(header::IF_NONE_MATCH);
            request.headers_mut().remove(header::IF_MODIFIED_SINCE);
        }
    }
    match admit(
        &service,
        &request,
        path,
        need,
        (signed.as_ref(), caller.as_ref()),
    ) {
        Ok(()) => {}
        Err(Refusal::SignIn) => return to_sign_in(&request),
        Err(Refusal::Fault(fault)) => {
            hear_out(request).await;
            return fault.into_response();
        }
    }
    let lane = Lane::of(path, request.uri().query().unwrap_or(""), caller.is_some());
    if let Some(mut caller) = caller {
        caller.via.net = net;
        request.extensions_mut().insert(caller);
    }
    let turn = match lane {
        Some(lane) => match turn(&service, lane).await {
            Ok(turn) => Some(turn),
            Err(fault) => return fault.into_response(),
        },
        None => None,
    };
    let mut response = next.run(request).await;
    drop(turn);
    if signed.is_some() {
        keep_private(response.headers_mut());
    }
    response
}

/// Reads what is left of a small body: a client that is cut off while it sends never hears why. One that asks
/// first (`Expect: 100-continue`) has not begun.
async fn hear_out(request: Request) {
    if !request.headers().contains_key(header::EXPECT) {
        let rest = Limited::new(request.into_body(), HEARD_BYTES).collect();
        // Whether it ended or not, the answer is given.
        let _ = tokio::time::timeout(HEARD_TIME, rest).await;
    }
}

/// A turn in a lane.
async fn turn(service: &Service, lane: Lane) -> Result<Turn, Fault> {
    let turn = service.lanes.enter(lane).await;
    service.metrics.entered(lane.name(), turn.is_ok());
    turn.map_err(|Full(seconds)| Fault::busy(seconds))
}

/// The live session of a request.
fn signed(service: &Service, headers: &HeaderMap, net: Option<&str>) -> Option<Signed> {
    let key = service.cookie.key(headers)?;
    let session = service.session(key)?;
    let via = Via {
        channel: Channel::Web,
        net: net.map(str::to_owned),
    };
    (session.stage == Stage::Whole).then_some(Signed { key, session, via })
}

/// Why a request does not go on.
enum Refusal {
    /// Somebody must sign in first.
    SignIn,
    /// Told as it is.
    Fault(Fault),
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Refusal {
        Refusal::Fault(fault)
    }
}

/// The bearer token of a request to the API; pages take none.
fn bearer<'a>(headers: &'a HeaderMap, path: &str) -> Option<&'a str> {
    let header = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    header.strip_prefix("Bearer ").filter(|_| is_api(path))
}

fn is_api(path: &str) -> bool {
    path.starts_with("/api/")
}

/// Who is asking: by the token, else by the session.
fn caller(
    service: &Service,
    request: &Request,
    path: &str,
    signed: Option<&Signed>,
) -> Option<Caller> {
    let store = &service.app.store;
    match (bearer(request.headers(), path), signed) {
        (Some(token), _) => access::caller(store, token.trim()),
        (None, Some(signed)) => user::caller(store, &signed.session.user),
        (None, None) => None,
    }
}

/// Takes the request out of its bucket: the caller's, or for a stranger that of the network.
fn within_rate(
    service: &Service,
    request: &Request,
    path: &str,
    caller: Option<&Caller>,
) -> Result<(), Wait> {
    if routes::UNLIMITED.contains(&path) {
        return Ok(());
    }
    let (lane, taken) = match caller {
        Some(caller) => ("signed", service.rates.person(&caller.name)),
        None => {
            let net = client::network(service, request.extensions(), request.headers());
            let taken = net.map_or(Ok(()), |net| service.rates.network(net));
            ("network", taken)
        }
    };
    taken.inspect_err(|_| service.metrics.refused(lane))
}

/// Whether the request goes on.
fn admit(
    service: &Service,
    request: &Request,
    path: &str,
    need: Need,
    (signed, caller): (Option<&Signed>, Option<&Caller>),
) -> Result<(), Refusal> {
    let bearer = bearer(request.headers(), path);
    match (need.verdict(caller.map(|c| c.role)), caller) {
        (Verdict::Allowed, _) => {}
        (Verdict::Needs(role), Some(caller)) => {
            let (name, own) = (&caller.name, caller.role.as_str());
            let needed = role.as_str();
            let detail = format!("{name} is a {own}; a token of role {needed} is needed");
            return Err(Fault::forbidden(detail).into());
        }
        _ if is_api(path) => return Err(unknown(bearer.is_some()).into()),
        _ => return Err(Refusal::SignIn),
    }
    // What a browser sends by itself is looked at twice; nobody's browser sends a bearer token.
    let only_reads = matches!(path, "/oai" | "/sru");
    if bearer.is_none() && !only_reads && !is_safe(request.method()) {
        check_forgery(service, request.headers(), path, signed)?;
    }
    Ok(())
}

/// Refuses a change that another site has a browser make; the token of a form is in `form.rs`.
fn check_forgery(
    service: &Service,
    headers: &HeaderMap,
    path: &str,
    signed: Option<&Signed>,
) -> Result<(), Fault> {
    if !same_origin(service, headers) {
        return Err(Fault::forbidden(
            "the request comes from another site; use the library's own pages",
        ));
    }
    let Some(signed) = signed.filter(|_| is_api(path)) else {
        return Ok(());
    };
    let sessions = &service.accounts.sessions;
    let sent = headers.get("x-csrf-token").and_then(|v| v.to_str().ok());
    if sent.is_some_and(|sent| sessions.is_form_token(signed.key, sent)) {
        return Ok(());
    }
    Err(Fault::forbidden(
        "with a session, X-CSRF-Token is needed; GET /api/v1/session tells it",
    ))
}

fn unknown(sent: bool) -> Fault {
    Fault::unauthorized(match sent {
        true => {
            "the token is unknown, revoked or expired; `labordoc token list` shows what there is"
        }
        false => {
            "a token is needed: send `Authorization: Bearer TOKEN`; `labordoc token add NAME` makes one"
        }
    })
}

/// Leads to the sign-in page, and from there back to a page that was asked for.
fn to_sign_in(request: &Request) -> Response {
    let back = request
        .uri()
        .path_and_query()
        .map_or("/account", |p| p.as_str());
    let back = if is_safe(request.method()) {
        back
    } else {
        "/account"
    };
    let query: String = form_urlencoded::byte_serialize(back.as_bytes()).collect();
    Redirect::to(&format!("/sign-in?next={query}")).into_response()
}

fn is_safe(method: &Method) -> bool {
    *method == Method::GET || *method == Method::HEAD
}

/// Whether a browser's request comes from our own pages: by `Sec-Fetch-Site`, else by `Origin`.
/// Programs send neither; they have the form's token or nothing.
pub fn same_origin(service: &Service, headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).map(|v| v.to_str().unwrap_or("?"));
    match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => origin == origin_of(&service.site.base_url),
        (None, None) => true,
    }
}

/// Scheme, host and port of an address.
fn origin_of(base_url: &str) -> &str {
    let from = base_url.find("://").map_or(0, |at| at + 3);
    let end = base_url[from..]
        .find('/')
        .map_or(base_url.len(), |at| from + at);
    &base_url[..end]
}

/// What a signed-in person sees is nobody else's: shared caches keep nothing, browsers ask again.
fn keep_private(headers: &mut HeaderMap) {
    let page = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if !page {
        return;
    }
    headers.remove(header::ETAG);
    headers.remove(header::LAST_MODIFIED);
    let kept = headers.get(header::CACHE_CONTROL);
    if kept.is_none_or(|kept| kept != "no-store") {
        let private = HeaderValue::from_static("private, no-cache");
        headers.insert(header::CACHE_CONTROL, private);
    }
}

async fn not_allowed(request: Request, path: &str) -> Response {
    let methods: Vec<&str> = routes::methods(path);
    let mut response = fault::wrong_method(request).await.into_response();
    if let Ok(allow) = HeaderValue::from_str(&methods.join(",")) {
        response.headers_mut().insert(header::ALLOW, allow);
    }
    response
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::{Router, body::Body};
    use tower::ServiceExt;

    use super::*;
    use crate::{
        access::{NewToken, Role, user::NewUser},
        app::App,
        config::Config,
    };

    /// A collection without records, with a user and a token of each role.
    struct House {
        _dir: tempfile::TempDir,
        service: Service,
        router: Router,
        tokens: Vec<String>,
    }

    const LOCAL: &str = "http://127.0.0.1:8080";

    fn system(role: Role) -> Option<&'static str> {
        (role == Role::Partner).then_some("archive")
    }

    impl House {
        fn new() -> House {
            let dir = tempfile::tempdir().unwrap();
            let (app, _) = App::open(Config::defaults(dir.path())).unwrap();
            let service = Service::new(Arc::clone(&app), LOCAL).unwrap();
            let mut tokens = Vec::new();
            for role in Role::ALL {
                let new = NewUser {
                    name: role.as_str().to_owned(),
                    system: system(role).map(str::to_owned),
                    ..NewUser::default()
                };
                let row = user::new_user(&new, role).unwrap();
                app.pipeline.add_user(&Actor::system("test"), row).unwrap();
                let (token, row) = access::new_token(&NewToken {
                    name: &format!("{}'s", role.as_str()),
                    role,
                    expires: None,
                    owner: None,
                    system: system(role),
                })
                .unwrap();
                app.pipeline.add_token(&Actor::system("test"), row).unwrap();
                tokens.push(token);
            }
            House {
                _dir: dir,
                router: super::super::router(service.clone()),
                service,
                tokens,
            }
        }

        fn session(&self, role: Role) -> String {
            let sessions = &self.service.accounts.sessions;
            sessions.open(role.as_str(), Stage::Whole, "test").unwrap()
        }

        async fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Response {
            let mut request = axum::http::Request::builder().method(method).uri(path);
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let request = request.body(Body::empty()).unwrap();
            self.router.clone().oneshot(request).await.unwrap()
        }
    }

    fn walk(work: impl Future<Output = ()>) {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        runtime.enable_all().build().unwrap().block_on(work);
    }

    /// An address that the route's pattern fits.
    fn address(pattern: &str) -> String {
        let filled = pattern.replace("{secret}", "0").replace("{name}", "nobody");
        let parts = filled.split('/').map(|part| match part.starts_with('{') {
            true => "1",
            false => part,
        });
        parts.collect::<Vec<_>>().join("/")
    }

    /// What the table says of somebody, as the status that a gate gives; `None` lets through.
    fn expected(need: Need, role: Option<Role>, api: bool) -> Option<u16> {
        match need.verdict(role) {
            Verdict::Allowed => None,
            Verdict::Unknown if api => Some(401),
            Verdict::Unknown => Some(303),
            Verdict::Needs(_) => Some(403),
        }
    }

    fn is_sign_in(response: &Response) -> bool {
        let place = response.headers().get(header::LOCATION);
        place.is_some_and(|place| place.as_bytes().starts_with(b"/sign-in?next="))
    }

    #[test]
    fn every_route_lets_each_role_through_or_not_as_the_table_says() {
        let house = House::new();
        walk(async {
            for (method, pattern, need) in routes::ROUTES {
                let (path, api) = (address(pattern), pattern.starts_with("/api/"));
                let callers = Role::ALL.into_iter().map(Some).chain([None]);
                for role in callers {
                    let told = format!("{method} {path} as {role:?}");
                    let id = role.map(|role| house.session(role));
                    let mut headers = Vec::new();
                    let (cookie, token);
                    if let Some(id) = &id {
                        let key = SessionKey::of(id);
                        cookie = format!("labordoc={id}");
                        token = house.service.accounts.sessions.form_token(key);
                        headers.push(("cookie", cookie.as_str()));
                        headers.push(("x-csrf-token", token.as_str()));
                    }
                    let response = house.ask(method, &path, &headers).await;
                    let status = response.status().as_u16();
                    match expected(*need, role, api) {
                        Some(303) => assert!(status == 303 && is_sign_in(&response), "{told}"),
                        Some(wanted) => assert_eq!(status, wanted, "{told}"),
                        // Without a form, pages that take one refuse it; that is not the gate's work.
                        None if *method == "POST" && !api => assert_ne!(status, 405, "{told}"),
                        None => assert!(![401, 403, 405].contains(&status), "{told}: {status}"),
                    }
                    assert!(!is_sign_in(&response) || role.is_none(), "{told}");
                }
            }
        });
        house.service.app.close();
    }

    #[test]
    fn every_route_of_the_api_heeds_the_role_of_a_token() {
        let house = House::new();
        walk(async {
            let routes = routes::ROUTES.iter().filter(|r| r.1.starts_with("/api/"));
            for (method, pattern, need) in routes {
                let path = address(pattern);
                for (role, token) in Role::ALL.into_iter().zip(&house.tokens) {
                    let bearer = format!("Bearer {token}");
                    let headers = [("authorization", bearer.as_str())];
                    let status = house.ask(method, &path, &headers).await.status().as_u16();
                    let told = format!("{method} {path} as {role:?}: {status}");
                    match expected(*need, Some(role), true) {
                        Some(wanted) => assert_eq!(status, wanted, "{told}"),
                        None => assert!(![401, 403, 405].contains(&status), "{told}"),
                    }
                }
                let unknown = [("authorization", "Bearer labordoc_unknown")];
                let status = house.ask(method, &path, &unknown).await.status().as_u16();
                assert_eq!(status == 401, *need != Need::Nothing, "{method} {path}");
            }
        });
        house.service.app.close();
    }

    #[test]
    fn a_session_changes_nothing_without_its_token_or_from_another_site() {
        let house = House::new();
        walk(async {
            let id = house.session(Role::Administrator);
            let cookie = format!("labordoc={id}");
            let key = SessionKey::of(&id);
            let token = house.service.accounts.sessions.form_token(key);
            let right = ("x-csrf-token", token.as_str());
            for (more, through) in [
                (vec![], false),
                (vec![("x-csrf-token", "0")], false),
                (vec![right], true),
                (vec![right, ("sec-fetch-site", "same-origin")], true),
                (vec![right, ("sec-fetch-site", "cross-site")], false),
                (vec![right, ("sec-fetch-site", "same-site")], false),
                (vec![right, ("origin", LOCAL)], true),
                (vec![right, ("origin", "https://evil.example")], false),
                (vec![right, ("origin", "null")], false),
            ] {
                let headers = [vec![("cookie", cookie.as_str())], more].concat();
                let answer = house.ask("DELETE", "/api/v1/records/1", &headers).await;
                assert_eq!(answer.status() != 403, through, "{headers:?}");
            }
        });
        house.service.app.close();
    }

    #[test]
    fn the_origin_is_what_stands_before_the_path() {
        for (base_url, origin) in [
            (
                "https://labordoc.example.org",
                "https://labordoc.example.org",
            ),
            ("http://127.0.0.1:8080/library", "http://127.0.0.1:8080"),
        ] {
            assert_eq!(origin_of(base_url), origin);
        }
    }
}
