//! Slowing down those who guess, without locking the right person out.
//!
//! | counted by | from | what happens |
//! | --- | --- | --- |
//! | account and address | 5 failures | that pair waits 1, 2, 4 ... at most 60 seconds |
//! | address | 20 failures | the address waits so, except for accounts that have signed in from it |
//! | account | 20 failures | answers come up to 4 seconds later, except to addresses that have signed in to it |
//!
//! Nobody's guesses from elsewhere make an account refuse its owner. When addresses are not known
//! (a proxy that does not tell them), nothing is refused and the delay alone is left. Failures are
//! forgotten after a quarter of an hour without one, addresses that have signed in after 30 days.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    time::{Duration, Instant},
};

use parking_lot::Mutex;

/// Failures of one account from one address before it waits.
const FREE_PAIR: u32 = 5;
/// Failures of one address, or of one account, before they count.
const FREE_ALONE: u32 = 20;
/// The longest wait.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// The longest delay of an answer.
const LONGEST_DELAY: Duration = Duration::from_secs(4);
/// After so long without a failure all is forgotten.
const FORGET: Duration = Duration::from_secs(15 * 60);
/// How long an address is known after a sign-in.
const KNOWN: Duration = Duration::from_secs(30 * 86_400);
/// Rows kept at most; beyond, the oldest are forgotten.
const ROWS: usize = 20_000;

/// An address as far as one person holds it: an IPv4 address, or the first half of an IPv6 address;
/// or the network around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Net(u64, bool);

impl Net {
    /// The net of an address.
    pub fn of(address: IpAddr) -> Net {
        match address.to_canonical() {
            IpAddr::V4(v4) => Net(u64::from(u32::from(v4)), false),
            IpAddr::V6(v6) => Net((u128::from(v6) >> 64) as u64, true),
        }
    }

    /// The network that it lies in, as it may be kept for ever: the first 24 bits of an IPv4 address,
    /// the first 48 of an IPv6 address.
    pub fn network(self) -> String {
        match self {
            Net(v4, false) => {
                let [.., a, b, c, _] = v4.to_be_bytes();
                format!("{}/24", Ipv4Addr::new(a, b, c, 0))
            }
            Net(half, true) => {
                let bits = u128::from(half >> 16) << 80;
                format!("{}/48", Ipv6Addr::from(bits))
            }
        }
    }

    /// The network of an address as one organisation holds it: /24 of IPv4, /48 of IPv6.
    pub fn around(address: IpAddr) -> Net {
        match Net::of(address) {
            Net(v4, false) => Net(v4 & !0xff, false),
            Net(v6, true) => Net(v6 & !0xffff, true),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Row {
    Pair(String, Net),
    Address(Net),
    Account(String),
}

#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    last: Instant,
}

/// Not yet: come again after this long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many attempts failed; try again in {} seconds", self.seconds())]
pub struct Wait(Duration);

impl Wait {
    /// The wait in whole seconds, at least one.
    pub fn seconds(&self) -> u32 {
        u32::try_from(self.0.as_secs_f64().ceil() as u64).map_or(u32::MAX, |s| s.max(1))
    }
}

/// What is remembered of failures and successes.
#[derive(Default)]
pub struct Throttle {
    rows: Mutex<Rows>,
}

#[derive(Default)]
struct Rows {
    failures: HashMap<Row, Failures>,
    known: HashMap<(String, Net), Instant>,
}

impl Throttle {
    /// Begins an attempt, which counts as failed until it is known to be none: how long its answer
    /// is to be held back. So many attempts at one time count as many.
    ///
    /// # Errors
    /// When it must wait; then nothing is counted.
    pub fn attempt(&self, account: &str, net: Option<Net>) -> Result<Duration, Wait> {
        self.attempt_at(account, net, Instant::now())
    }

    fn attempt_at(&self, account: &str, net: Option<Net>, now: Instant) -> Result<Duration, Wait> {
        let mut rows = self.rows.lock();
        let delay = rows.ask(&short(account), net, now)?;
        for row in rows_of(account, net) {
            let count = rows.count(&row, now) + 1;
            rows.failures.insert(row, Failures { count, last: now });
        }
        rows.bound(now);
        Ok(delay)
    }

    /// Takes an attempt back: it did not fail, or was not made at all.
    pub fn undo(&self, account: &str, net: Option<Net>) {
        let mut rows = self.rows.lock();
        for row in rows_of(account, net) {
            if let Some(found) = rows.failures.get_mut(&row) {
                found.count = found.count.saturating_sub(1);
            }
        }
    }

    /// Forgets the failures of an account from an address, which it is known by from now on.
    pub fn succeeded(&self, account: &str, net: Option<Net>) {
        self.succeeded_at(account, net, Instant::now());
    }

    fn succeeded_at(&self, account: &str, net: Option<Net>, now: Instant) {
        let Some(net) = net else { return };
        let mut rows = self.rows.lock();
        let account = short(account);
        rows.failures.remove(&Row::Pair(account.clone(), net));
        rows.known.insert((account, net), now);
        rows.bound(now);
    }
}

/// What an attempt is counted by.
fn rows_of(account: &str, net: Option<Net>) -> impl Iterator<Item = Row> {
    let account = short(account);
    let of_net = net.map(|net| [Row::Pair(account.clone(), net), Row::Address(net)]);
    let of_net = of_net.into_iter().flatten();
    of_net.chain([Row::Account(account)])
}

impl Rows {
    fn ask(&self, account: &str, net: Option<Net>, now: Instant) -> Result<Duration, Wait> {
        let known = net.and_then(|net| self.known.get(&(account.to_owned(), net)));
        let known = known.is_some_and(|at| now - *at < KNOWN);
        if let Some(net) = net {
            self.wait(&Row::Pair(account.to_owned(), net), FREE_PAIR, now)?;
            if !known {
                self.wait(&Row::Address(net), FREE_ALONE, now)?;
            }
        }
        let failures = self.count(&Row::Account(account.to_owned()), now);
        if known || failures < FREE_ALONE {
            return Ok(Duration::ZERO);
        }
        Ok(doubled(Duration::from_millis(250), failures - FREE_ALONE).min(LONGEST_DELAY))
    }

    fn count(&self, row: &Row, now: Instant) -> u32 {
        let row = self.failures.get(row);
        row.filter(|f| now - f.last < FORGET).map_or(0, |f| f.count)
    }

    fn wait(&self, row: &Row, free: u32, now: Instant) -> Result<(), Wait> {
        let Some(found) = self.failures.get(row).filter(|f| f.count >= free) else {
            return Ok(());
        };
        let wait = doubled(Duration::from_secs(1), found.count - free).min(LONGEST_WAIT);
        let left = wait.saturating_sub(now - found.last);
        if left.is_zero() {
            Ok(())
        } else {
            Err(Wait(left))
        }
    }

    /// Keeps memory bounded: forgets what is over, then the older half.
    fn bound(&mut self, now: Instant) {
        if self.failures.len() > ROWS {
            self.failures.retain(|_, f| now - f.last < FORGET);
        }
        if self.failures.len() > ROWS {
            let mut times: Vec<Instant> = self.failures.values().map(|f| f.last).collect();
            let (_, middle, _) = times.select_nth_unstable(ROWS / 2);
            let middle = *middle;
            self.failures.retain(|_, f| f.last > middle);
        }
        if self.known.len() > ROWS {
            let mut times: Vec<Instant> = self.known.values().copied().collect();
            let (_, middle, _) = times.select_nth_unstable(ROWS / 2);
            let middle = *middle;
            self.known.retain(|_, at| *at > middle);
        }
    }
}

fn doubled(first: Duration, times: u32) -> Duration {
    first.saturating_mul(1 << times.min(10))
}

/// A name as far as it is told apart: a stranger may send a long one.
fn short(account: &str) -> String {
    account.chars().take(64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn net(last: u8) -> Option<Net> {
        Some(Net::of(IpAddr::from([192, 0, 2, last])))
    }

    #[test]
    fn a_network_tells_less_than_the_address() {
        for (address, network) in [
            ("192.0.2.77", "192.0.2.0/24"),
            ("::ffff:192.0.2.77", "192.0.2.0/24"),
            ("127.0.0.1", "127.0.0.0/24"),
            ("2001:db8:7:8:9::1", "2001:db8:7::/48"),
            ("::1", "::/48"),
        ] {
            let net = Net::of(address.parse().unwrap());
            assert_eq!(net.network(), network, "{address}");
        }
    }

    impl Throttle {
        fn ask_at(&self, account: &str, net: Option<Net>, now: Instant) -> Result<Duration, Wait> {
            self.rows.lock().ask(account, net, now)
        }
    }

    #[test]
    fn a_pair_waits_longer_and_longer_and_never_more_than_a_minute() {
        let throttle = Throttle::default();
        let mut now = Instant::now();
        let mut waits = Vec::new();
        for _ in 0..15 {
            let wait = throttle.ask_at("ana", net(1), now).err();
            waits.push(wait.map_or(0, |w| w.seconds()));
            now += wait.map_or(Duration::ZERO, |w| w.0);
            assert!(throttle.attempt_at("ana", net(1), now).is_ok(), "{waits:?}");
        }
        assert_eq!(waits, [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60]);
        assert!(throttle.ask_at("ana", net(2), now).is_ok(), "elsewhere");
        assert!(throttle.ask_at("bo", net(3), now).is_ok());
        assert!(throttle.ask_at("ana", net(1), now + FORGET).is_ok());
        throttle.succeeded_at("ana", net(1), now);
        assert!(throttle.ask_at("ana", net(1), now).is_ok(), "it was right");
    }

    #[test]
    fn attempts_at_one_time_count_before_their_answers_and_right_ones_not_at_all() {
        let throttle = Throttle::default();
        let now = Instant::now();
        let attempts = (0..50).filter(|_| throttle.attempt_at("ana", net(1), now).is_ok());
        assert_eq!(attempts.count(), FREE_PAIR as usize);
        for _ in 0..100 {
            assert!(throttle.attempt_at("bo", net(2), now).is_ok());
            throttle.undo("bo", net(2));
        }
    }

    #[test]
    fn strangers_everywhere_slow_an_account_and_never_refuse_its_owner() {
        let throttle = Throttle::default();
        let now = Instant::now();
        throttle.succeeded_at("ana", net(200), now);
        for from in 0..100 {
            throttle.attempt_at("ana", net(from), now).unwrap();
        }
        assert_eq!(throttle.ask_at("ana", net(201), now), Ok(LONGEST_DELAY));
        assert_eq!(throttle.ask_at("ana", net(200), now), Ok(Duration::ZERO));
        assert_eq!(throttle.ask_at("bo", net(201), now), Ok(Duration::ZERO));
        assert_eq!(throttle.ask_at("ana", None, now), Ok(LONGEST_DELAY));
    }

    #[test]
    fn one_address_that_tries_many_accounts_waits_and_its_known_ones_do_not() {
        let throttle = Throttle::default();
        let now = Instant::now();
        throttle.succeeded_at("ana", net(7), now);
        let tried = (0..30).filter(|n| {
            let account = format!("user{n}");
            throttle.attempt_at(&account, net(7), now).is_ok()
        });
        assert_eq!(tried.count(), FREE_ALONE as usize);
        assert!(throttle.ask_at("bo", net(7), now).is_err());
        assert!(throttle.ask_at("ana", net(7), now).is_ok());
        assert!(throttle.ask_at("bo", net(8), now).is_ok());
    }

    #[test]
    fn memory_is_bounded_and_half_an_ipv6_address_is_one_reader() {
        let throttle = Throttle::default();
        let now = Instant::now();
        for n in 0..30_000_u32 {
            let address = Net::of(IpAddr::from(n.to_be_bytes()));
            let at = now + Duration::from_millis(u64::from(n));
            let user = format!("user{n}");
            throttle.attempt_at(&user, Some(address), at).unwrap();
        }
        assert!(throttle.rows.lock().failures.len() <= ROWS);
        let [a, b, c] = ["2001:db8:1:2::3", "2001:db8:1:2:ffff::", "2001:db8:1:3::3"]
            .map(|a| Net::of(a.parse().unwrap()));
        assert!(a == b && a != c);
    }
}
