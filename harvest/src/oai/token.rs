//! Resumption tokens: the whole position of a list, signed, so that the server keeps nothing.
//!
//! A token is base64url without padding over: version (1), verb, format, the fields below as
//! LEB128 numbers, and the first 16 bytes of a BLAKE3 keyed hash over all of that. It never
//! expires; a new layout gets a new version, and the old one stays readable.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use record::{Datestamp, Seq, SetSpec};

use super::{moment::Span, request::Verb};

const VERSION: u8 = 1;
const MAC_BYTES: usize = 16;
/// Longer texts are no tokens: a set's name is the only part without a small bound.
const MAX_CHARS: usize = 1_024;
const CONTEXT: &str = "labordoc OAI-PMH resumption token, version 1";

/// Where a list goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The verb of the list.
    pub verb: u8,
    /// The format's number; 0 for a list of sets.
    pub format: u8,
    /// The datestamps of the list, as first asked for.
    pub span: Span,
    /// The set of the list; in a list of sets, the last set shown.
    pub set: Option<SetSpec>,
    /// The last seq shown.
    pub after: Seq,
    /// How many records were shown before.
    pub cursor: u64,
    /// How many records the list has, as counted at first.
    pub size: Option<u64>,
    /// The row that the first page showed ahead of its turn.
    pub shown: Option<Seq>,
}

impl Token {
    /// The token's text.
    pub fn write(&self, key: &[u8; 32]) -> String {
        let mut bytes = vec![VERSION, self.verb, self.format];
        for moment in [self.span.from, self.span.until] {
            option(&mut bytes, moment.map(|m| zigzag(m.0)));
        }
        let set = self.set.as_ref().map_or("", SetSpec::as_str);
        number(&mut bytes, set.len() as u64);
        bytes.extend_from_slice(set.as_bytes());
        number(&mut bytes, self.after.0);
        number(&mut bytes, self.cursor);
        option(&mut bytes, self.size);
        option(&mut bytes, self.shown.map(|s| s.0));
        let mac = mac(key, &bytes);
        bytes.extend_from_slice(&mac);
        URL_SAFE_NO_PAD.encode(&bytes)
    }

    /// The token of a text that this key signed for this verb.
    pub fn read(text: &str, verb: Verb, key: &[u8; 32]) -> Option<Token> {
        if text.len() > MAX_CHARS {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (body, signature) = bytes.split_at_checked(bytes.len().checked_sub(MAC_BYTES)?)?;
        let differing = mac(key, body)
            .iter()
            .zip(signature)
            .fold(0, |all, (a, b)| all | (a ^ b));
        if differing != 0 {
            return None;
        }
        let mut rest = Reader(body);
        if rest.byte()? != VERSION || rest.byte()? != verb.number() {
            return None;
        }
        let format = rest.byte()?;
        let mut moment = || Some(rest.option()?.map(|m| Datestamp(unzigzag(m))));
        let span = Span {
            from: moment()?,
            until: moment()?,
        };
        let length = usize::try_from(rest.number()?).ok()?;
        let set = std::str::from_utf8(rest.take(length)?).ok()?;
        let token = Token {
            verb: verb.number(),
            format,
            span,
            set: (!set.is_empty()).then(|| SetSpec::new(set)),
            after: Seq(rest.number()?),
            cursor: rest.number()?,
            size: rest.option()?,
            shown: rest.option()?.map(Seq),
        };
        rest.0.is_empty().then_some(token)
    }
}

fn mac(key: &[u8; 32], body: &[u8]) -> [u8; MAC_BYTES] {
    let key = blake3::derive_key(CONTEXT, key);
    let hash = blake3::keyed_hash(&key, body);
    std::array::from_fn(|at| hash.as_bytes()[at])
}

fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

fn unzigzag(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}

fn number(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn option(out: &mut Vec<u8>, value: Option<u64>) {
    out.push(u8::from(value.is_some()));
    if let Some(value) = value {
        number(out, value);
    }
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(head)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|b| b[0])
    }

    fn number(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn option(&mut self) -> Option<Option<u64>> {
        match self.byte()? {
            0 => Some(None),
            1 => self.number().map(Some),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use record::{Datestamp, Seq, SetSpec};

    use super::{Span, Token, Verb};

    const KEY: [u8; 32] = [7; 32];

    fn token() -> impl Strategy<Value = Token> {
        let span = (any::<Option<i64>>(), any::<Option<i64>>());
        let place = (
            any::<u64>(),
            any::<u64>(),
            any::<Option<u64>>(),
            any::<Option<u64>>(),
        );
        ("([a-z]{1,8}:[a-z0-9-]{1,60})?", span, place).prop_map(|(set, (from, until), place)| {
            Token {
                verb: Verb::ListRecords.number(),
                format: 1,
                span: Span {
                    from: from.map(Datestamp),
                    until: until.map(Datestamp),
                },
                set: (!set.is_empty()).then(|| SetSpec::new(&set)),
                after: Seq(place.0),
                cursor: place.1,
                size: place.2,
                shown: place.3.map(Seq),
            }
        })
    }

    proptest! {
        #[test]
        fn tokens_come_back_and_only_as_they_were(token in token(), at in any::<usize>(), to in any::<u8>()) {
            let text = token.write(&KEY);
            prop_assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-'));
            prop_assert_eq!(Token::read(&text, Verb::ListRecords, &KEY), Some(token));
            prop_assert_eq!(Token::read(&text, Verb::ListIdentifiers, &KEY), None);
            prop_assert_eq!(Token::read(&text, Verb::ListRecords, &[8; 32]), None);
            let at = at % text.len();
            prop_assert_eq!(Token::read(&text[..at], Verb::ListRecords, &KEY), None);
            let mut forged = text.clone().into_bytes();
            if forged[at] != to {
                forged[at] = to;
                let forged = String::from_utf8_lossy(&forged).into_owned();
                prop_assert_eq!(Token::read(&forged, Verb::ListRecords, &KEY), None);
            }
        }

        #[test]
        fn any_text_is_read_without_harm(text in any::<String>()) {
            prop_assert_eq!(Token::read(&text, Verb::ListRecords, &KEY), None);
        }
    }

    #[test]
    fn a_token_of_the_first_version_is_readable_for_ever() {
        let token = Token {
            verb: Verb::ListRecords.number(),
            format: 2,
            span: Span {
                from: Some(Datestamp(0)),
                until: None,
            },
            set: Some(SetSpec::new("lang:fr")),
            after: Seq(200),
            cursor: 200,
            size: Some(1_000),
            shown: None,
        };
        let kept = "AQYCAQAAB2xhbmc6ZnLIAcgBAegHAI4i3t77po905NMabMF1Q9Q";
        assert_eq!(token.write(&KEY), kept);
        assert_eq!(Token::read(kept, Verb::ListRecords, &KEY), Some(token));
    }
}
