//! Rates: how many requests a network, or somebody who has signed in, may make.
//!
//! Each has a bucket that holds `burst` requests and is filled at `per_second` (GCRA, as the crate
//! `governor` does it). Buckets are in memory, and few: what has filled up again is forgotten.

use std::{
    hash::Hash,
    num::NonZeroU32,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    middleware::NoOpMiddleware,
    state::keyed::HashMapStateStore,
};
use parking_lot::RwLock;

use super::throttle::Net;
use crate::config::Config;

/// After so many requests, full buckets are forgotten.
const SWEEP: u64 = 4096;
/// The most buckets; beyond, all begin anew. About 2 MiB.
const MOST: usize = 50_000;

type Limiter<K> = RateLimiter<
    K,
    HashMapStateStore<K>,
    DefaultClock,
    NoOpMiddleware<<DefaultClock as Clock>::Instant>,
>;

/// Come again after so many seconds, at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait(pub u32);

/// The buckets of one kind.
struct Lane<K: Hash + Eq + Clone> {
    quota: Quota,
    limiter: RwLock<Limiter<K>>,
    asked: AtomicU64,
}

impl<K: Hash + Eq + Clone> Lane<K> {
    /// `None` when there is no limit.
    fn new(per_second: u32, burst: u32) -> Option<Lane<K>> {
        let quota = Quota::per_second(NonZeroU32::new(per_second)?);
        let quota = quota.allow_burst(NonZeroU32::new(burst.max(per_second))?);
        Some(Lane {
            quota,
            limiter: RwLock::new(RateLimiter::hashmap(quota)),
            asked: AtomicU64::new(0),
        })
    }

    fn take(&self, key: &K) -> Result<(), Wait> {
        if self.asked.fetch_add(1, Ordering::Relaxed) % SWEEP == SWEEP - 1 {
            self.sweep();
        }
        let limiter = self.limiter.read();
        limiter.check_key(key).map_err(|not_until| {
            let wait: Duration = not_until.wait_time_from(limiter.clock().now());
            Wait(u32::try_from(wait.as_secs_f64().ceil() as u64).map_or(u32::MAX, |s| s.max(1)))
        })
    }

    fn sweep(&self) {
        let left = {
            let limiter = self.limiter.read();
            limiter.retain_recent();
            limiter.shrink_to_fit();
            limiter.len()
        };
        if left > MOST {
            *self.limiter.write() = RateLimiter::hashmap(self.quota);
        }
    }
}

/// The buckets of a service.
pub struct Rates {
    networks: Option<Lane<Net>>,
    people: Option<Lane<String>>,
}

impl Rates {
    /// Full buckets, as large as the settings say.
    pub fn new(config: &Config) -> Rates {
        Rates {
            networks: Lane::new(config.rate_per_second, config.rate_burst),
            people: Lane::new(config.rate_signed_per_second, config.rate_signed_burst),
        }
    }

    /// Takes a request of a network out of its bucket.
    ///
    /// # Errors
    /// When the bucket is empty.
    pub fn network(&self, net: Net) -> Result<(), Wait> {
        self.networks
            .as_ref()
            .map_or(Ok(()), |lane| lane.take(&net))
    }

    /// Takes a request of a person or token out of their bucket.
    ///
    /// # Errors
    /// When the bucket is empty.
    pub fn person(&self, name: &str) -> Result<(), Wait> {
        let lane = self.people.as_ref();
        lane.map_or(Ok(()), |lane| lane.take(&name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use std::{net::Ipv4Addr, path::Path};

    use super::*;

    fn rates(per_second: u32, burst: u32) -> Rates {
        let mut config = Config::defaults(Path::new("/d"));
        config.rate_per_second = per_second;
        config.rate_burst = burst;
        Rates::new(&config)
    }

    fn net(number: u32) -> Net {
        Net::around(Ipv4Addr::from(number << 8).into())
    }

    #[test]
    fn a_bucket_that_is_empty_tells_when_to_come_again_and_others_are_not_held_up() {
        let rates = rates(1, 3);
        for _ in 0..3 {
            assert_eq!(rates.network(net(1)), Ok(()));
        }
        assert_eq!(rates.network(net(1)), Err(Wait(1)));
        assert_eq!(rates.network(net(2)), Ok(()));
        assert_eq!(rates.person("ana"), Ok(()));
    }

    #[test]
    fn nought_is_no_limit() {
        let rates = rates(0, 3);
        assert!((0..1000).all(|_| rates.network(net(1)).is_ok()));
    }

    #[test]
    fn however_many_networks_ask_the_buckets_are_bounded() {
        let rates = rates(1, 1);
        for number in 0..200_000 {
            assert_eq!(rates.network(net(number)), Ok(()));
        }
        let lane = rates.networks.unwrap();
        let kept = lane.limiter.read().len();
        assert!(kept <= MOST + usize::try_from(SWEEP).unwrap(), "{kept}");
    }
}
