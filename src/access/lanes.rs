//! Lanes: how many requests of a kind are worked on at once, so that no kind can take all there is.
//!
//! A request waits for its turn in its own lane. Where too many wait already, or one has waited too
//! long, it is told to come again later (503 with `Retry-After`): that costs nothing, and those in
//! the other lanes do not notice. Buckets (`rate.rs`) hold back a network that asks too much;
//! lanes hold when many networks ask a little each.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// A kind of request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lane {
    /// Of somebody who has signed in or sent a token.
    Signed,
    /// Of a program at an address made for programs.
    Machines,
    /// A page that is read without a search.
    Pages,
    /// A stranger's search.
    Searches,
    /// A stranger's search with more than [`FILTERS`] filters: there are as many of these as atoms.
    Combinations,
}

/// The most filters of an ordinary search.
pub const FILTERS: usize = 2;
/// Parameters that are filters.
pub const FILTER_NAMES: [&str; 8] = [
    "type",
    "theme",
    "lang",
    "journal",
    "author",
    "from",
    "until",
    "full_text",
];
/// Paths of searches.
const SEARCHES: [&str; 3] = ["/search", "/api/v1/search", "/cite"];
/// How paths that are made for programs begin.
const MACHINES: [&str; 10] = [
    "/oai",
    "/sitemap",
    "/feed.atom",
    "/search.atom",
    "/sru",
    "/unapi",
    "/dumps",
    "/resourcesync",
    "/.well-known/",
    "/repec",
];
/// Routes that are in no lane: what is as cheap as a refusal, and what has its own limit.
const FREE: [&str; 12] = [
    "/assets/{name}",
    "/favicon.svg",
    "/oai.xsl",
    "/healthz",
    "/readyz",
    "/metrics",
    "/robots.txt",
    "/api/v1/imports",
    "/api/v1/backups",
    "/api/v1/dumps",
    "/api/v1/check",
    "/api/v1/export/report",
];

impl Lane {
    /// All lanes.
    pub const ALL: [Lane; 5] = [
        Lane::Signed,
        Lane::Machines,
        Lane::Pages,
        Lane::Searches,
        Lane::Combinations,
    ];

    /// The lane of a request by its route's pattern and its query; `None` for those that need none.
    pub fn of(route: &str, query: &str, signed: bool) -> Option<Lane> {
        if FREE.contains(&route) {
            return None;
        }
        if signed {
            return Some(Lane::Signed);
        }
        if SEARCHES.contains(&route) {
            return Some(match filters(query) > FILTERS {
                true => Lane::Combinations,
                false => Lane::Searches,
            });
        }
        let machine = MACHINES.iter().any(|start| route.starts_with(start));
        Some(if machine { Lane::Machines } else { Lane::Pages })
    }

    /// Its name in metrics.
    pub fn name(self) -> &'static str {
        match self {
            Lane::Signed => "signed",
            Lane::Machines => "machines",
            Lane::Pages => "pages",
            Lane::Searches => "searches",
            Lane::Combinations => "combinations",
        }
    }

    /// How many are worked on at once for each processor, how many may wait, and how long.
    fn width(self, processors: usize) -> (usize, usize, Duration) {
        let (wide, waiting, seconds) = match self {
            Lane::Signed => (4 * processors, 256, 30),
            Lane::Machines => (2 * processors, 128, 20),
            Lane::Pages => (4 * processors, 256, 10),
            Lane::Searches => (processors, 64, 5),
            Lane::Combinations => (1, 16, 2),
        };
        (wide, waiting, Duration::from_secs(seconds))
    }
}

/// How many filters a query has.
fn filters(query: &str) -> usize {
    form_urlencoded::parse(query.as_bytes())
        .filter(|(name, value)| FILTER_NAMES.contains(&&**name) && !value.trim().is_empty())
        .count()
}

/// The lane is full: come again after so many seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Full(pub u32);

/// The lanes of a service.
pub struct Lanes([OneLane; Lane::ALL.len()]);

struct OneLane {
    turns: Arc<Semaphore>,
    waiting: AtomicUsize,
    most: usize,
    patience: Duration,
}

/// A turn; the next one's begins when it is dropped.
pub struct Turn(#[expect(dead_code, reason = "held, and dropped at the end")] OwnedSemaphorePermit);

impl Lanes {
    /// Empty lanes for a machine with so many processors.
    pub fn new(processors: usize) -> Lanes {
        Lanes(Lane::ALL.map(|lane| {
            let (wide, most, patience) = lane.width(processors.max(1));
            OneLane {
                turns: Arc::new(Semaphore::new(wide)),
                waiting: AtomicUsize::new(0),
                most,
                patience,
            }
        }))
    }

    /// Waits for a turn.
    ///
    /// # Errors
    /// When too many wait, or it took too long.
    pub async fn enter(&self, lane: Lane) -> Result<Turn, Full> {
        let own = &self.0[lane as usize];
        let turns = Arc::clone(&own.turns);
        if let Ok(turn) = Arc::clone(&turns).try_acquire_owned() {
            return Ok(Turn(turn));
        }
        let waits = Waits::new(own).ok_or_else(|| own.full())?;
        let turn = tokio::time::timeout(own.patience, turns.acquire_owned()).await;
        drop(waits);
        match turn {
            Ok(Ok(turn)) => Ok(Turn(turn)),
            _ => Err(own.full()),
        }
    }

    /// How many wait in a lane.
    pub fn waiting(&self, lane: Lane) -> usize {
        self.0[lane as usize].waiting.load(Ordering::Relaxed)
    }
}

impl OneLane {
    /// Who is sent away comes again when those who wait now have had their turn.
    fn full(&self) -> Full {
        Full(
            u32::try_from(self.patience.as_secs())
                .unwrap_or(u32::MAX)
                .max(1),
        )
    }
}

/// A place among those who wait; left when it is dropped, also when nobody waits for the answer any more.
struct Waits<'a>(&'a OneLane);

impl<'a> Waits<'a> {
    fn new(lane: &'a OneLane) -> Option<Waits<'a>> {
        let place = Waits(lane);
        (lane.waiting.fetch_add(1, Ordering::Relaxed) < lane.most).then_some(place)
    }
}

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_request_has_its_lane() {
        for (route, query, signed, lane) in [
            ("/search", "q=wages", false, Some(Lane::Searches)),
            (
                "/search",
                "type=book&theme=wages",
                false,
                Some(Lane::Searches),
            ),
            (
                "/search",
                "type=book&theme=&lang=&from=",
                false,
                Some(Lane::Searches),
            ),
            (
                "/search",
                "type=book&type=report&lang=fr",
                false,
                Some(Lane::Combinations),
            ),
            (
                "/api/v1/search",
                "from=1&until=2&lang=fr",
                false,
                Some(Lane::Combinations),
            ),
            (
                "/search",
                "type=book&type=report&lang=fr",
                true,
                Some(Lane::Signed),
            ),
            ("/oai", "verb=Identify", false, Some(Lane::Machines)),
            ("/sitemaps/{name}", "", false, Some(Lane::Machines)),
            ("/records/{id}", "", false, Some(Lane::Pages)),
            ("/assets/{name}", "", false, None),
            ("/api/v1/imports", "", true, None),
        ] {
            assert_eq!(Lane::of(route, query, signed), lane, "{route}?{query}");
        }
    }

    #[tokio::test]
    async fn who_has_waited_long_is_sent_away() {
        let mut lanes = Lanes::new(1);
        lanes.0[Lane::Combinations as usize].patience = Duration::from_millis(1);
        let held = lanes.enter(Lane::Combinations).await;
        let late = lanes.enter(Lane::Combinations).await.err();
        assert_eq!(late, Some(Full(1)));
        assert_eq!(lanes.waiting(Lane::Combinations), 0);
        drop(held);
        assert!(lanes.enter(Lane::Combinations).await.is_ok());
    }

    #[tokio::test]
    async fn a_full_lane_sends_away_at_once_and_the_others_go_on() {
        let lanes = Arc::new(Lanes::new(1));
        let first = lanes.enter(Lane::Combinations).await.unwrap();
        let waiting: Vec<_> = (0..16)
            .map(|_| {
                let lanes = Arc::clone(&lanes);
                tokio::spawn(async move { lanes.enter(Lane::Combinations).await.map(drop) })
            })
            .collect();
        tokio::task::yield_now().await;
        assert_eq!(lanes.waiting(Lane::Combinations), 16);
        let sent_away = lanes.enter(Lane::Combinations).await.err();
        assert_eq!(sent_away, Some(Full(2)));
        assert!(lanes.enter(Lane::Signed).await.is_ok());
        drop(first);
        for turn in waiting {
            assert_eq!(turn.await.unwrap(), Ok(()), "each in turn");
        }
        assert_eq!(lanes.waiting(Lane::Combinations), 0);
    }
}
