//! Datestamps: they never fall as seqs rise, and are never below a response date already sent.

use parking_lot::Mutex;
use record::Datestamp;

use crate::Clock;

/// Gives out datestamps and response dates.
pub(crate) struct Stamps {
    clock: Clock,
    held: Mutex<Held>,
}

#[derive(Debug, Clone, Copy)]
struct Held {
    /// The newest commit's.
    last: Datestamp,
    /// The newest that was sent.
    response: Datestamp,
    /// That of the commit under way, which reads do not see yet.
    pending: Option<Datestamp>,
}

impl Stamps {
    /// Goes on after what was given before.
    pub fn new(clock: Clock, last: Datestamp, response: Datestamp) -> Stamps {
        Stamps {
            clock,
            held: Mutex::new(Held {
                last,
                response,
                pending: None,
            }),
        }
    }

    /// The newest commit's datestamp.
    pub fn last(&self) -> Datestamp {
        self.held.lock().last
    }

    /// The newest response date sent.
    pub fn response(&self) -> Datestamp {
        self.held.lock().response
    }

    /// Now, for an answer. While a commit is under way it does not pass that commit's datestamp:
    /// a harvester that goes on from it shall meet the commit.
    pub fn respond(&self) -> Datestamp {
        let mut held = self.held.lock();
        let now = (self.clock)().max(held.last);
        let now = held.pending.map_or(now, |pending| now.min(pending));
        held.response = held.response.max(now);
        held.response
    }

    /// The datestamp of a commit that begins.
    pub fn begin(&self) -> Datestamp {
        let mut held = self.held.lock();
        let at = (self.clock)().max(held.last).max(held.response);
        held.pending = Some(at);
        at
    }

    /// Ends the commit that began; `saved` when reads see it.
    pub fn end(&self, saved: bool) {
        let mut held = self.held.lock();
        if let Some(at) = held.pending.take()
            && saved
        {
            held.last = at;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    };

    use super::*;

    #[test]
    fn datestamps_never_fall_whatever_the_clock_does() {
        let time = Arc::new(AtomicI64::new(100));
        let clock = Arc::clone(&time);
        let clock: Clock = Arc::new(move || Datestamp(clock.load(Ordering::Relaxed)));
        let stamps = Stamps::new(clock, Datestamp(90), Datestamp(0));
        assert_eq!(stamps.begin(), Datestamp(100));
        time.store(105, Ordering::Relaxed);
        assert_eq!(stamps.respond(), Datestamp(100), "a commit is under way");
        stamps.end(true);
        assert_eq!(stamps.respond(), Datestamp(105));
        time.store(50, Ordering::Relaxed);
        assert_eq!(stamps.respond(), Datestamp(105));
        assert_eq!(stamps.begin(), Datestamp(105));
        stamps.end(false);
        assert_eq!(stamps.last(), Datestamp(100));
    }
}
