//! Whether the service lives, is ready, and how it does: `/healthz`, `/readyz`, `/metrics`.

use std::{fmt::Write as _, time::Instant};

use axum::{
    extract::{MatchedPath, Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::{Registry, Unit},
};

use super::Service;
use crate::access::lanes::Lane;

/// What is measured.
pub struct Metrics {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    seconds: Family<RouteLabel, Histogram, fn() -> Histogram>,
    refused: Family<LaneLabel, Counter>,
    entered: Family<LaneLabel, Counter>,
    sent_away: Family<LaneLabel, Counter>,
    waiting: Family<LaneLabel, Gauge>,
    records: Gauge<i64, std::sync::atomic::AtomicI64>,
    head: Gauge<i64, std::sync::atomic::AtomicI64>,
    mark: Gauge<i64, std::sync::atomic::AtomicI64>,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct RequestLabels {
    route: String,
    method: String,
    status: u16,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct RouteLabel {
    route: String,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct LaneLabel {
    lane: &'static str,
}

/// Upper bounds of the time histogram, in seconds.
const BUCKETS: [f64; 9] = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0];

impl Metrics {
    /// Everything at zero.
    pub fn new() -> Metrics {
        let mut registry = Registry::with_prefix("labordoc");
        let requests = Family::default();
        let seconds =
            Family::new_with_constructor((|| Histogram::new(BUCKETS)) as fn() -> Histogram);
        let refused = Family::default();
        registry.register(
            "requests_refused",
            "Requests answered with 429, by whose bucket was empty",
            refused.clone(),
        );
        let (entered, sent_away, waiting) = Default::default();
        registry.register(
            "lane_requests",
            "Requests that had their turn, by lane",
            Family::clone(&entered),
        );
        registry.register(
            "lane_sent_away",
            "Requests answered with 503 because their lane was full",
            Family::clone(&sent_away),
        );
        registry.register(
            "lane_waiting",
            "Requests that wait for their turn, by lane",
            Family::clone(&waiting),
        );
        let (records, head, mark) = (Gauge::default(), Gauge::default(), Gauge::default());
        registry.register(
            "http_requests",
            "Requests by route, method and status",
            requests.clone(),
        );
        registry.register_with_unit(
            "http_request",
            "Time to answer, by route",
            Unit::Seconds,
            seconds.clone(),
        );
        registry.register("records", "Live records", records.clone());
        registry.register(
            "store_head",
            "Sequence number of the newest change",
            head.clone(),
        );
        registry.register(
            "index_mark",
            "Sequence number that the index has reached",
            mark.clone(),
        );
        Metrics {
            registry,
            requests,
            seconds,
            refused,
            entered,
            sent_away,
            waiting,
            records,
            head,
            mark,
        }
    }

    /// Counts a request that was refused for its rate: of the lane `network` or `signed`.
    pub fn refused(&self, lane: &'static str) {
        self.refused.get_or_create(&LaneLabel { lane }).inc();
    }
}

impl Metrics {
    /// Counts a request that had its turn in a lane, or was sent away.
    pub fn entered(&self, lane: &'static str, had_turn: bool) {
        let counters = match had_turn {
            true => &self.entered,
            false => &self.sent_away,
        };
        counters.get_or_create(&LaneLabel { lane }).inc();
    }
}

/// Counts and times a request under its route's pattern, never under its address.
pub async fn measure(State(service): State<Service>, request: Request, next: Next) -> Response {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("(none)", |p| p.as_str())
        .to_owned();
    let method = request.method().to_string();
    let begun = Instant::now();
    let response = next.run(request).await;
    let metrics = &service.metrics;
    metrics
        .seconds
        .get_or_create(&RouteLabel {
            route: route.clone(),
        })
        .observe(begun.elapsed().as_secs_f64());
    metrics
        .requests
        .get_or_create(&RequestLabels {
            route,
            method,
            status: response.status().as_u16(),
        })
        .inc();
    response
}

/// `GET /healthz`: the process answers.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the collection can be read, searched and written; else 503 and what cannot.
pub async fn ready(State(service): State<Service>) -> Response {
    let mut faults = String::new();
    if let Err(error) = service.app.store.writable() {
        let _ = writeln!(faults, "writes are refused: {error}");
    }
    if let Some(fault) = service.app.index_fault() {
        let _ = writeln!(faults, "search is behind: {fault}");
    }
    if faults.is_empty() {
        return "ready\n".into_response();
    }
    (StatusCode::SERVICE_UNAVAILABLE, faults).into_response()
}

/// `GET /metrics`, in OpenMetrics text.
pub async fn metrics(State(service): State<Service>) -> Response {
    let metrics = &service.metrics;
    let whole = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    metrics
        .records
        .set(whole(service.app.store.stats().records));
    metrics.head.set(whole(service.app.store.head().0));
    metrics.mark.set(whole(service.app.index.mark().0));
    for lane in Lane::ALL {
        let waiting = metrics
            .waiting
            .get_or_create(&LaneLabel { lane: lane.name() });
        waiting.set(whole(service.lanes.waiting(lane) as u64));
    }
    let mut text = String::new();
    if encode(&mut text, &metrics.registry).is_err() {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    (
        [(
            header::CONTENT_TYPE,
            "application/openmetrics-text; version=1.0.0; charset=utf-8",
        )],
        text,
    )
        .into_response()
}
