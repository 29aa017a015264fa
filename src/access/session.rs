//! Sessions of people who signed in, in memory only: a restart ends them all.
//!
//! A session's id is 256 random bits in a cookie; only its BLAKE3 hash is kept. A session ends 30
//! minutes after its last request, and 12 hours after it began (OWASP Session Management).

use std::{
    collections::HashMap,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use parking_lot::Mutex;
use record::Datestamp;

use super::secret::{self, NoRandom};
use crate::clock;

/// How long a session lasts without a request.
const IDLE: Duration = Duration::from_secs(30 * 60);
/// How long it lasts at all.
const WHOLE: Duration = Duration::from_secs(12 * 60 * 60);
/// How long the second factor may take.
const CODE: Duration = Duration::from_secs(5 * 60);
/// Wrong codes after which the password is asked for again.
const WRONG_CODES: u32 = 5;
/// Sessions of one user; one more ends the oldest.
const OF_ONE: usize = 20;

/// What a session is found by: the hash of its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SessionKey([u8; 32]);

impl SessionKey {
    /// The key of the session with this id.
    pub fn of(id: &str) -> SessionKey {
        SessionKey(*blake3::hash(id.as_bytes()).as_bytes())
    }
}

/// How far somebody has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The password was right; the second factor is missing.
    Code,
    /// Signed in.
    Whole,
}

/// One session.
#[derive(Debug, Clone)]
pub struct Session {
    /// The user's name.
    pub user: String,
    /// How far it has come.
    pub stage: Stage,
    /// A number that its user may know it by.
    pub number: u64,
    /// When it began, to be shown.
    pub started: Datestamp,
    /// The browser, as it calls itself.
    pub agent: String,
    /// A second factor's key that is being set up.
    pub new_totp: Option<String>,
    wrong_codes: u32,
    created: Instant,
    seen: Instant,
}

impl Session {
    fn lives(&self, now: Instant) -> bool {
        let (idle, age) = (now - self.seen, now - self.created);
        match self.stage {
            Stage::Code => age < CODE,
            Stage::Whole => idle < IDLE && age < WHOLE,
        }
    }
}

/// All sessions.
pub struct Sessions {
    /// What the tokens of forms are made with; new at each start, as all sessions are.
    form_key: [u8; 32],
    forms: AtomicU64,
    all: Mutex<Table>,
}

#[derive(Default)]
struct Table {
    rows: HashMap<SessionKey, Session>,
    last: u64,
}

impl Sessions {
    /// No sessions yet.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn new() -> Result<Sessions, NoRandom> {
        Ok(Sessions {
            form_key: secret::random()?,
            forms: AtomicU64::new(0),
            all: Mutex::default(),
        })
    }

    /// An id for a browser that has none; it means nothing until somebody signs in.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn fresh_id() -> Result<String, NoRandom> {
        secret::random_hex::<32>()
    }

    /// A token for a form, bound to the browser's session id; another one each time, so that the
    /// length of compressed pages does not give it away letter by letter (BREACH).
    pub fn form_token(&self, key: SessionKey) -> String {
        self.numbered_token(key, self.forms.fetch_add(1, Ordering::Relaxed))
    }

    /// Whether a form's token was made for this browser since the start.
    pub fn is_form_token(&self, key: SessionKey, token: &str) -> bool {
        let number = token.split('-').next();
        let number = number.and_then(|n| u64::from_str_radix(n, 16).ok());
        number.is_some_and(|n| secret::same(token, &self.numbered_token(key, n)))
    }

    fn numbered_token(&self, key: SessionKey, number: u64) -> String {
        let mut hasher = blake3::Hasher::new_keyed(&self.form_key);
        hasher.update(&key.0).update(&number.to_be_bytes());
        format!("{number:x}-{}", hasher.finalize().to_hex())
    }

    /// Begins a session under a new id, which is given back.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn open(&self, user: &str, stage: Stage, agent: &str) -> Result<String, NoRandom> {
        self.open_at(user, stage, agent, Instant::now())
    }

    fn open_at(
        &self,
        user: &str,
        stage: Stage,
        agent: &str,
        now: Instant,
    ) -> Result<String, NoRandom> {
        let id = Sessions::fresh_id()?;
        let mut all = self.all.lock();
        all.rows.retain(|_, s| s.lives(now));
        let same = |s: &Session| s.user == user && s.stage == stage;
        if all.rows.values().filter(|s| same(s)).count() >= OF_ONE {
            let oldest = all.rows.iter().filter(|(_, s)| same(s));
            let oldest = oldest.min_by_key(|(_, s)| s.number).map(|(key, _)| *key);
            oldest.and_then(|key| all.rows.remove(&key));
        }
        all.last += 1;
        let session = Session {
            user: user.to_owned(),
            stage,
            number: all.last,
            started: clock::now(),
            agent: agent
                .chars()
                .filter(|c| !c.is_control())
                .take(200)
                .collect(),
            new_totp: None,
            wrong_codes: 0,
            created: now,
            seen: now,
        };
        all.rows.insert(SessionKey::of(&id), session);
        Ok(id)
    }

    /// The session of this key, if it lives; asking keeps it alive.
    pub fn get(&self, key: SessionKey) -> Option<Session> {
        self.get_at(key, Instant::now())
    }

    fn get_at(&self, key: SessionKey, now: Instant) -> Option<Session> {
        let mut all = self.all.lock();
        if !all.rows.get(&key)?.lives(now) {
            all.rows.remove(&key);
            return None;
        }
        let session = all.rows.get_mut(&key)?;
        session.seen = now;
        Some(session.clone())
    }

    /// Moves a session to a new id, which is given back; the old one is worth nothing from then on.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn renew(&self, key: SessionKey) -> Result<Option<String>, NoRandom> {
        let id = Sessions::fresh_id()?;
        let mut all = self.all.lock();
        let Some(session) = all.rows.remove(&key) else {
            return Ok(None);
        };
        all.rows.insert(SessionKey::of(&id), session);
        Ok(Some(id))
    }

    /// Keeps the key of a second factor that is being set up, or forgets it.
    pub fn set_new_totp(&self, key: SessionKey, secret: Option<String>) {
        if let Some(session) = self.all.lock().rows.get_mut(&key) {
            session.new_totp = secret;
        }
    }

    /// Counts a wrong code; after the fifth the session is over.
    pub fn wrong_code(&self, key: SessionKey) {
        let mut all = self.all.lock();
        if let Some(session) = all.rows.get_mut(&key) {
            session.wrong_codes += 1;
            if session.wrong_codes >= WRONG_CODES {
                all.rows.remove(&key);
            }
        }
    }

    /// A user's sessions, the newest first.
    pub fn of_user(&self, user: &str) -> Vec<(SessionKey, Session)> {
        let now = Instant::now();
        let all = self.all.lock();
        let own = all
            .rows
            .iter()
            .filter(|(_, s)| s.user == user && s.stage == Stage::Whole && s.lives(now));
        let mut own: Vec<_> = own.map(|(key, s)| (*key, s.clone())).collect();
        own.sort_by_key(|(_, s)| std::cmp::Reverse(s.number));
        own
    }

    /// Ends a session.
    pub fn close(&self, key: SessionKey) {
        self.all.lock().rows.remove(&key);
    }

    /// Ends all sessions of a user, except perhaps one.
    pub fn close_all(&self, user: &str, except: Option<SessionKey>) {
        let mut all = self.all.lock();
        all.rows
            .retain(|key, s| s.user != user || Some(*key) == except);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_when_idle_when_old_and_when_the_code_takes_too_long() {
        let minutes = |n: u64| Duration::from_secs(60 * n);
        for (stage, steps, lives) in [
            (Stage::Whole, vec![29, 58, 87], true),
            (Stage::Whole, vec![31], false),
            (Stage::Whole, (1..=36).map(|n| n * 20).collect(), false),
            (Stage::Whole, (1..=35).map(|n| n * 20).collect(), true),
            (Stage::Code, vec![4], true),
            (Stage::Code, vec![4, 6], false),
        ] {
            let sessions = Sessions::new().unwrap();
            let begun = Instant::now();
            let id = sessions.open_at("ana", stage, "", begun).unwrap();
            let key = SessionKey::of(&id);
            // Every step asks, which keeps it alive as far as it may.
            for n in &steps {
                sessions.get_at(key, begun + minutes(*n));
            }
            let at = begun + minutes(*steps.last().unwrap());
            assert_eq!(
                sessions.get_at(key, at).is_some(),
                lives,
                "{stage:?} {steps:?}"
            );
        }
    }

    #[test]
    fn a_renewed_session_has_another_id_and_another_form_token() {
        let sessions = Sessions::new().unwrap();
        let old = SessionKey::of(&sessions.open("ana", Stage::Whole, "x").unwrap());
        let new = SessionKey::of(&sessions.renew(old).unwrap().unwrap());
        assert!(sessions.get(old).is_none() && sessions.get(new).is_some());
        let (token, another) = (sessions.form_token(new), sessions.form_token(new));
        assert_ne!(token, another);
        for (key, token, fits) in [
            (new, token.as_str(), true),
            (new, &another, true),
            (new, &token.replacen('0', "1", 1), false),
            (new, "", false),
            (new, "0-", false),
            (old, &token, false),
        ] {
            assert_eq!(sessions.is_form_token(key, token), fits, "{token}");
        }
        assert!(sessions.renew(old).unwrap().is_none());
    }

    #[test]
    fn sessions_are_listed_and_ended_by_user() {
        let sessions = Sessions::new().unwrap();
        let open = |user| SessionKey::of(&sessions.open(user, Stage::Whole, "x").unwrap());
        let (first, second, other) = (open("ana"), open("ana"), open("bo"));
        let keys: Vec<_> = sessions.of_user("ana").iter().map(|(k, _)| *k).collect();
        assert_eq!(keys, [second, first]);
        sessions.close_all("ana", Some(first));
        assert!(sessions.get(first).is_some() && sessions.get(second).is_none());
        assert!(sessions.get(other).is_some());
        for _ in 0..30 {
            open("ana");
        }
        assert_eq!(sessions.of_user("ana").len(), OF_ONE);
        assert!(sessions.get(first).is_none(), "the oldest went");
        let half = SessionKey::of(&sessions.open("bo", Stage::Code, "x").unwrap());
        for _ in 0..WRONG_CODES {
            assert!(sessions.get(half).is_some());
            sessions.wrong_code(half);
        }
        assert!(sessions.get(half).is_none());
    }
}
