//! BibTeX: entries by their braces, with the `@string` definitions that they use before them.

use std::collections::{BTreeMap, HashSet};

use super::{Cut, Cutting, Fail, lines::Lines, unreadable};
use crate::{
    Notice, Severity, Source, SourceFormat,
    input::{Limits, stream::Stream},
    marc::FaultCode,
};

/// The most keys that are remembered to tell those that come twice.
const KEYS: usize = 1_000_000;
/// The most bytes of definitions that are kept.
const STRINGS: usize = 1 << 20;

pub(super) struct Bibtex {
    lines: Lines,
    limits: Limits,
    ended: bool,
    /// Definitions by their names in small letters, each on one line.
    strings: BTreeMap<String, String>,
    held: usize,
    keys: HashSet<u64>,
}

pub(super) fn open(stream: Stream, limits: &Limits) -> Bibtex {
    Bibtex {
        lines: Lines::new(stream),
        limits: limits.clone(),
        ended: false,
        strings: BTreeMap::new(),
        held: 0,
        keys: HashSet::new(),
    }
}

/// The type of the entry that begins here, in small letters, and where its brace is.
fn begins(data: &[u8]) -> Option<(String, usize)> {
    let rest = data.strip_prefix(b"@")?;
    let letters = rest.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    let blank = rest[letters..]
        .iter()
        .take_while(|b| b.is_ascii_whitespace())
        .count();
    let open = rest.get(letters + blank)?;
    let kind = String::from_utf8_lossy(&rest[..letters]).to_ascii_lowercase();
    (letters > 0 && matches!(open, b'{' | b'(')).then_some((kind, 1 + letters + blank))
}

impl Bibtex {
    /// Passes over what is between entries, which is comment.
    fn find(&mut self) -> Option<(String, usize)> {
        loop {
            let data = self.lines.data();
            let at = memchr::memchr(b'@', data).unwrap_or(data.len());
            self.lines.consume(at);
            if self.lines.data().len() < 64 && self.lines.fill() {
                continue;
            }
            if self.lines.data().is_empty() {
                return None;
            }
            if let Some(found) = begins(self.lines.data()) {
                return Some(found);
            }
            self.lines.consume(1);
        }
    }

    /// The length of the entry; else where the next one begins within it, and whether there is one.
    fn measure(&mut self, brace: usize) -> Result<usize, (usize, bool)> {
        let (mut at, mut depth) = (brace + 1, 1_usize);
        let closing = match self.lines.data().get(brace) {
            Some(b'(') => b')',
            _ => b'}',
        };
        loop {
            let data = self.lines.data();
            while let Some(byte) = data.get(at) {
                match byte {
                    // The next line begins an entry: this one's braces are wrong.
                    b'@' if data[..at].ends_with(b"\n") && begins(&data[at..]).is_some() => {
                        return Err((at, true));
                    }
                    b'{' => depth += 1,
                    b'}' if depth > 1 || closing == b'}' => {
                        depth -= 1;
                        if depth == 0 {
                            return Ok(at + 1);
                        }
                    }
                    b')' if depth == 1 && closing == b')' => return Ok(at + 1),
                    _ => {}
                }
                at += 1;
            }
            if at > self.limits.record || !self.lines.fill() {
                return Err((self.lines.data().len(), false));
            }
        }
    }

    /// Keeps a definition, on one line.
    fn define(&mut self, length: usize, brace: usize) {
        let text = String::from_utf8_lossy(&self.lines.data()[..length]).into_owned();
        let inner = &text[brace + 1..text.len() - 1];
        if let Some((name, value)) = inner.split_once('=') {
            let value: Vec<&str> = value.split_whitespace().collect();
            let line = format!("@string{{{} = {}}}\n", name.trim(), value.join(" "));
            self.held += line.len();
            if self.held <= STRINGS {
                self.strings.insert(name.trim().to_ascii_lowercase(), line);
            }
        }
    }

    fn cutting(&mut self, length: usize, brace: usize) -> Cutting {
        let entry = self.lines.data()[..length].to_vec();
        let mut at = self.lines.at();
        let words = String::from_utf8_lossy(&entry).to_ascii_lowercase();
        let mut bytes = Vec::with_capacity(length);
        for word in
            words.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | ':' | '.')))
        {
            if let Some(line) = self.strings.get(word)
                && memchr::memmem::find(&bytes, line.as_bytes()).is_none()
            {
                bytes.extend_from_slice(line.as_bytes());
            }
        }
        // Places in the source are counted from its first byte, those in the input from the entry's.
        let lines = memchr::memchr_iter(b'\n', &bytes).count() as u64;
        at.line = at.line.map(|line| line.saturating_sub(lines));
        at.offset = at
            .offset
            .map(|offset| offset.saturating_sub(bytes.len() as u64));
        let before = bytes.len();
        let notices = self.twice(&entry, brace, before);
        bytes.extend_from_slice(&entry);
        self.lines.consume(length);
        Cutting {
            origin: None,
            at,
            source: Source {
                format: SourceFormat::Bibtex,
                bytes,
            },
            notices,
        }
    }

    /// Whether the entry's key was met before.
    fn twice(&mut self, entry: &[u8], brace: usize, before: usize) -> Vec<Notice> {
        let key = entry[brace + 1..]
            .split(|b| *b == b',')
            .next()
            .unwrap_or(&[]);
        let key = String::from_utf8_lossy(key.trim_ascii()).into_owned();
        let digest = blake3::hash(key.to_lowercase().as_bytes());
        let digest = digest
            .as_bytes()
            .iter()
            .take(8)
            .fold(0_u64, |n, b| n << 8 | u64::from(*b));
        if self.keys.len() < KEYS && self.keys.insert(digest) {
            return Vec::new();
        }
        let text = format!("another entry of this input has the key {key:?}; both were taken");
        vec![Notice {
            offset: Some(before as u64),
            ..Notice::new(Severity::Warning, FaultCode::DuplicateKey.as_str(), text)
        }]
    }
}

impl Cut for Bibtex {
    fn next(&mut self) -> Option<Result<Cutting, Box<Fail>>> {
        loop {
            if self.ended {
                return None;
            }
            let found = self.find();
            if let Some(error) = self.lines.take_error() {
                self.ended = true;
                return Some(Err(unreadable(self.lines.at(), &error)));
            }
            let (kind, brace) = found?;
            match self.measure(brace) {
                Ok(length) => match kind.as_str() {
                    "comment" | "preamble" => self.lines.consume(length),
                    "string" => {
                        self.define(length, brace);
                        self.lines.consume(length);
                    }
                    _ => return Some(Ok(self.cutting(length, brace))),
                },
                Err((length, next)) => {
                    let text = match next {
                        true => "a brace of the entry is not closed before the next entry",
                        false => "the entry's last brace is missing",
                    };
                    let fail = Fail::new(
                        self.lines.at(),
                        FaultCode::BadBibtex,
                        text,
                        &self.lines.data()[..length],
                    );
                    self.lines.consume(length);
                    return Some(Err(fail));
                }
            }
        }
    }
}
