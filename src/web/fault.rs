//! What goes wrong, told in the form the asker understands: a page, or `application/problem+json` (RFC 9457).

use std::any::Any;

use axum::{
    Json,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::{Service, negotiate, reader::Reader, view};

/// Every kind of problem: the last part of its `type`, its status, when it comes.
pub const PROBLEMS: &[(&str, u16, &str)] = &[
    (
        "bad-request",
        400,
        "A parameter, header or body that makes no sense.",
    ),
    (
        "unauthorized",
        401,
        "No token and no session, or a token that is unknown, revoked or expired.",
    ),
    (
        "forbidden",
        403,
        "The role does not reach; or a session without its token, or from another site.",
    ),
    ("not-found", 404, "Nothing is here."),
    (
        "wrong-method",
        405,
        "Not with this method; Allow names those that are.",
    ),
    ("not-acceptable", 406, "None of the forms in Accept."),
    (
        "conflict",
        409,
        "What is there does not allow it: a name that is taken, the only administrator.",
    ),
    ("gone", 410, "It was withdrawn or removed."),
    ("moved-on", 412, "If-Match names an older version."),
    ("too-large", 413, "The body is larger than is taken here."),
    (
        "unfit",
        422,
        "The body can be read and does not fit; the detail names the member.",
    ),
    ("precondition-required", 428, "If-Match is missing."),
    (
        "too-many-requests",
        429,
        "Too many requests; Retry-After tells when to come again.",
    ),
    (
        "internal",
        500,
        "Something is wrong on this side; the log has the reason under the number in the detail.",
    ),
    (
        "failed",
        500,
        "It was tried and failed; the detail says why.",
    ),
    (
        "unavailable",
        503,
        "Not now; Retry-After tells when to come again.",
    ),
    ("no-space", 507, "The disk is full."),
];

/// Marks an answer that says itself what went wrong, so that it stays as it is.
#[derive(Debug, Clone, Copy)]
pub struct Told;

/// A request that could not be answered as asked.
#[derive(Debug, Clone)]
pub struct Fault {
    status: StatusCode,
    /// The stable last part of the problem's `type`, also the key of its texts.
    kind: &'static str,
    detail: String,
    retry_after: Option<u32>,
}

impl Fault {
    fn new(status: StatusCode, kind: &'static str, detail: impl Into<String>) -> Fault {
        Fault {
            status,
            kind,
            detail: detail.into(),
            retry_after: None,
        }
    }

    /// What is wrong, in words.
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// Whether whoever asked can mend it by asking otherwise.
    pub fn is_theirs(&self) -> bool {
        matches!(
            self.status,
            StatusCode::BAD_REQUEST
                | StatusCode::UNPROCESSABLE_ENTITY
                | StatusCode::PAYLOAD_TOO_LARGE
                | StatusCode::CONFLICT
        )
    }

    /// 404: there is nothing here.
    pub fn not_found(detail: impl Into<String>) -> Fault {
        Fault::new(StatusCode::NOT_FOUND, "not-found", detail)
    }

    /// 410: it was here and was deleted.
    pub fn gone(detail: impl Into<String>) -> Fault {
        Fault::new(StatusCode::GONE, "gone", detail)
    }

    /// 400: the request does not make sense.
    pub fn bad_request(detail: impl Into<String>) -> Fault {
        Fault::new(StatusCode::BAD_REQUEST, "bad-request", detail)
    }

    /// 401: a token is needed.
    pub fn unauthorized(detail: impl Into<String>) -> Fault {
        Fault::new(StatusCode::UNAUTHORIZED, "unauthorized", detail)
    }

    /// 403: the token's role may not do this.
    pub fn forbidden(detail: impl Into<String>) -> Fault {
        Fault::new(StatusCode::FORBIDDEN, "forbidden", detail)
    }

    /// 500, with what happened: for those who run the service.
    pub fn failed(detail: impl Into<String>) -> Fault {
        Fault::new(StatusCode::INTERNAL_SERVER_ERROR, "failed", detail)
    }

    /// 406: none of the forms asked for.
    pub fn not_acceptable(detail: impl Into<String>) -> Fault {
        Fault::new(StatusCode::NOT_ACCEPTABLE, "not-acceptable", detail)
    }

    /// 412: the record has moved on.
    pub fn moved_on(detail: impl Into<String>) -> Fault {
        Fault::new(StatusCode::PRECONDITION_FAILED, "moved-on", detail)
    }

    /// 428: it must be said what the change was made on.
    pub fn precondition_required(detail: impl Into<String>) -> Fault {
        let status = StatusCode::PRECONDITION_REQUIRED;
        Fault::new(status, "precondition-required", detail)
    }

    /// 413: the body is too large.
    pub fn too_large(detail: impl Into<String>) -> Fault {
        Fault::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", detail)
    }

    /// 422: the content does not fit.
    pub fn unfit(detail: impl Into<String>) -> Fault {
        Fault::new(StatusCode::UNPROCESSABLE_ENTITY, "unfit", detail)
    }

    /// 409: what is there does not allow it.
    pub fn conflict(detail: impl Into<String>) -> Fault {
        Fault::new(StatusCode::CONFLICT, "conflict", detail)
    }

    /// 429: too many requests; come again after so many seconds.
    pub fn too_many(seconds: u32) -> Fault {
        let detail = format!(
            "too many requests came from your network or in your name; come again in {seconds} seconds"
        );
        let fault = Fault::new(StatusCode::TOO_MANY_REQUESTS, "too-many-requests", detail);
        Fault {
            retry_after: Some(seconds),
            ..fault
        }
    }

    /// 507: no room on the disk.
    pub fn no_space(detail: impl Into<String>) -> Fault {
        Fault::new(StatusCode::INSUFFICIENT_STORAGE, "no-space", detail)
    }

    /// 503: not now.
    pub fn unavailable(detail: impl Into<String>) -> Fault {
        let fault = Fault::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail);
        Fault {
            retry_after: Some(30),
            ..fault
        }
    }

    /// 503: too much of this kind is being asked at once.
    pub fn busy(seconds: u32) -> Fault {
        let detail =
            format!("more is being asked than can be answered; come again in {seconds} seconds");
        Fault {
            retry_after: Some(seconds),
            ..Fault::unavailable(detail)
        }
    }

    /// What a request was rejected with before any of our own code saw it; `None` when it was not.
    fn rejected(status: StatusCode) -> Option<Fault> {
        let fault = match status {
            StatusCode::PAYLOAD_TOO_LARGE => {
                Fault::too_large("the body is larger than is taken here")
            }
            _ if status.is_client_error() => {
                Fault::bad_request("the address or the body cannot be read")
            }
            _ => return None,
        };
        Some(Fault { status, ..fault })
    }

    /// 500, with what happened in the log and not in the answer.
    pub fn internal(error: impl std::fmt::Display) -> Fault {
        let id = request_id();
        tracing::error!(%error, request = id, "internal error");
        Fault::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            format!("internal error; request {id}"),
        )
    }
}

fn request_id() -> String {
    let mut bytes = [0_u8; 8];
    // Without random bytes the id is zero, and the log line still has its time.
    let _ = getrandom::fill(&mut bytes);
    format!("{:016x}", u64::from_be_bytes(bytes))
}

impl From<store::ReadError> for Fault {
    fn from(error: store::ReadError) -> Fault {
        Fault::internal(error)
    }
}

impl From<harvest::RepositoryError> for Fault {
    fn from(error: harvest::RepositoryError) -> Fault {
        Fault::internal(error)
    }
}

impl From<tokio::task::JoinError> for Fault {
    fn from(error: tokio::task::JoinError) -> Fault {
        Fault::internal(error)
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Gives a fault its form: a page for people, problem+json for the API and for machines.
pub async fn render(State(service): State<Service>, request: Request, next: Next) -> Response {
    let reader = Reader {
        session: service.cookie.key(request.headers()),
        ..Reader::of(request.uri(), request.headers())
    };
    let for_people = wants_page(&request);
    let path = request.uri().path().to_owned();
    let mut response = next.run(request).await;
    if response.extensions().get::<Told>().is_some() {
        return response;
    }
    let fault = response.extensions_mut().remove::<Fault>();
    let Some(fault) = fault.or_else(|| Fault::rejected(response.status())) else {
        return response;
    };
    let mut told = if for_people {
        view::fault_page(
            &service,
            &reader,
            &path,
            fault.kind,
            fault.status,
            &fault.detail,
        )
    } else {
        problem(&service, &fault)
    };
    if reader.session.is_some() {
        // It may show who has signed in.
        told.headers_mut()
            .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if let Some(seconds) = fault.retry_after {
        told.headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if fault.status == StatusCode::UNAUTHORIZED {
        told.headers_mut()
            .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    told
}

fn wants_page(request: &Request) -> bool {
    let path = request.uri().path();
    let machine = [
        "/api/",
        "/oai",
        "/sru",
        "/suggest",
        "/search.atom",
        "/sitemap",
        "/resourcesync",
        "/.well-known/",
        "/metrics",
        "/healthz",
        "/readyz",
    ];
    let accepts = |kind| {
        let accept = request
            .headers()
            .get(header::ACCEPT)
            .and_then(|v| v.to_str().ok());
        accept.is_none_or(|a| a.contains(kind) || a.contains("*/*"))
    };
    let walked = path == "/oai" && negotiate::is_navigation(request.headers());
    walked || (!machine.iter().any(|m| path.starts_with(m)) && accepts("text/html"))
}

fn problem(service: &Service, fault: &Fault) -> Response {
    let body = json!({
        "type": format!("{}/problems/{}", service.site.base_url, fault.kind),
        "title": fault.status.canonical_reason().unwrap_or("error"),
        "status": fault.status.as_u16(),
        "detail": fault.detail,
    });
    let mut response = (fault.status, Json(body)).into_response();
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    response
}

/// No route has this path.
pub async fn no_such_page(request: Request) -> Fault {
    Fault::not_found(format!("there is nothing at {}", request.uri().path()))
}

/// The path exists, but not with this method.
pub async fn wrong_method(request: Request) -> Fault {
    let detail = format!(
        "{} cannot be used at {}",
        request.method(),
        request.uri().path()
    );
    Fault::new(StatusCode::METHOD_NOT_ALLOWED, "wrong-method", detail)
}

/// A handler panicked: logged, answered with a page or a problem, and the service goes on.
pub fn panicked_inside(panic: Box<dyn Any + Send + 'static>) -> Response {
    Fault::internal(format!("panic: {}", panic_text(&*panic))).into_response()
}

/// What gives faults their form panicked itself: the same, in plain text.
pub fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let fault = Fault::internal(format!("panic: {}", panic_text(&*panic)));
    (fault.status, fault.detail).into_response()
}

fn panic_text(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("unknown")
}
