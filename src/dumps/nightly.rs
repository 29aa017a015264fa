//! The dump of each night: made once a day at the hour that the settings name, or when the service
//! starts later than that and the last one is older.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use harvest::Site;
use parking_lot::Mutex;
use record::Datestamp;

use super::{
    DumpError, Dumps,
    make::{self, Pace},
    shelf,
};
use crate::{app::App, clock};

/// How often it looks whether it is time.
const LOOK: Duration = Duration::from_secs(20);
/// How often it looks whether the service stops.
const NAP: Duration = Duration::from_millis(200);
/// After one that failed, the next is tried this much later, in seconds.
const AGAIN: i64 = 3600;
const DAY: i64 = 86_400;

/// The thread that makes them.
#[derive(Default)]
pub struct Nightly(Mutex<Option<JoinHandle<()>>>);

impl Dumps {
    /// Begins to make a dump each night, when the settings want that.
    pub fn start(&self, app: &Arc<App>, site: &Arc<Site>) {
        let Some(hour) = app.config.dump_hour else {
            return;
        };
        let (weak, site) = (Arc::downgrade(app), Arc::clone(site));
        let stop = Arc::clone(&self.stop);
        let (started, mut last_try) = (clock::now(), None);
        let spawned = std::thread::Builder::new()
            .name("nightly-dump".into())
            .spawn(move || {
                let mut wait = Duration::ZERO;
                while !stopped(&stop, wait) {
                    wait = LOOK;
                    let Some(app) = weak.upgrade() else { return };
                    let newest = shelf::newest(&app.config.data);
                    let since = newest.map_or(started, |manifest| manifest.moment);
                    if due(clock::now(), hour, since, last_try) {
                        last_try = Some(clock::now());
                        tell(make::make(&app, &site, Pace::Half));
                    }
                }
            });
        match spawned {
            Ok(thread) => *self.nightly.0.lock() = Some(thread),
            Err(error) => tracing::error!(%error, "no dumps are made at night"),
        }
    }

    /// Stops making one, and waits for the thread.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.nightly.0.lock().take()
            && thread.join().is_err()
        {
            tracing::error!("the maker of dumps panicked");
        }
    }
}

/// Whether the service stops before the time is over.
fn stopped(stop: &AtomicBool, wait: Duration) -> bool {
    let begun = Instant::now();
    while !stop.load(Ordering::Relaxed) {
        if begun.elapsed() >= wait {
            return false;
        }
        std::thread::sleep(NAP);
    }
    true
}

fn tell(made: Result<super::Manifest, DumpError>) {
    match made {
        Ok(manifest) => {
            tracing::info!(name = %manifest.name, records = manifest.records, "a dump was made");
        }
        Err(DumpError::Stopped) => {}
        Err(error) => tracing::error!(%error, "no dump was made; it is tried again in an hour"),
    }
}

/// Whether it is time: the hour has come since the newest one was begun or, without one, since the
/// service started; and the last try is not too near.
fn due(now: Datestamp, hour: u8, since: Datestamp, last_try: Option<Datestamp>) -> bool {
    let hour = i64::from(hour) * 3600;
    let last_time = (now.0 - hour).div_euclid(DAY) * DAY + hour;
    since.0 < last_time && last_try.is_none_or(|last| now.0 - last.0 >= AGAIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dump_is_due_when_the_hour_has_come_since_the_last_one() {
        let at = |text: &str| text.parse::<Datestamp>().unwrap();
        for (now, since, last_try, expected) in [
            ("2026-11-26T02:00:00Z", "2026-11-25T02:00:05Z", None, true),
            ("2026-11-26T01:59:59Z", "2026-11-25T02:00:05Z", None, false),
            ("2026-11-26T02:00:30Z", "2026-11-26T02:00:05Z", None, false),
            ("2026-11-26T12:00:00Z", "2026-11-25T01:00:00Z", None, true),
            (
                "2026-11-26T02:30:00Z",
                "2026-11-25T02:00:05Z",
                Some("2026-11-26T02:00:00Z"),
                false,
            ),
            (
                "2026-11-26T03:00:00Z",
                "2026-11-25T02:00:05Z",
                Some("2026-11-26T02:00:00Z"),
                true,
            ),
        ] {
            let found = due(at(now), 2, at(since), last_try.map(at));
            assert_eq!(found, expected, "{now}, {since}, {last_try:?}");
        }
    }
}
