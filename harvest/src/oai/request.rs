//! A request: its verb and its arguments, from the raw query string or form body.

use std::collections::BTreeMap;

use super::fault::{Code, Faults, shown};

/// The verbs (OAI-PMH 2.0 section 4). Their numbers go into tokens and never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Verb {
    /// Who we are.
    Identify = 1,
    /// Which formats there are.
    ListMetadataFormats = 2,
    /// Which sets there are.
    ListSets = 3,
    /// One record.
    GetRecord = 4,
    /// Headers of many.
    ListIdentifiers = 5,
    /// Many records.
    ListRecords = 6,
}

impl Verb {
    /// All verbs.
    pub const ALL: [Verb; 6] = [
        Verb::Identify,
        Verb::ListMetadataFormats,
        Verb::ListSets,
        Verb::GetRecord,
        Verb::ListIdentifiers,
        Verb::ListRecords,
    ];

    /// The verb as the protocol writes it.
    pub fn name(self) -> &'static str {
        match self {
            Verb::Identify => "Identify",
            Verb::ListMetadataFormats => "ListMetadataFormats",
            Verb::ListSets => "ListSets",
            Verb::GetRecord => "GetRecord",
            Verb::ListIdentifiers => "ListIdentifiers",
            Verb::ListRecords => "ListRecords",
        }
    }

    /// Its number.
    pub fn number(self) -> u8 {
        self as u8
    }

    /// The arguments it takes.
    fn takes(self) -> &'static [Argument] {
        use Argument::{From, Identifier, MetadataPrefix, ResumptionToken, Set, Until};
        match self {
            Verb::Identify => &[],
            Verb::ListMetadataFormats => &[Identifier],
            Verb::ListSets => &[ResumptionToken],
            Verb::GetRecord => &[Identifier, MetadataPrefix],
            Verb::ListIdentifiers | Verb::ListRecords => {
                &[MetadataPrefix, From, Until, Set, ResumptionToken]
            }
        }
    }

    /// The arguments it cannot do without, unless there is a token.
    fn needs(self) -> &'static [Argument] {
        match self {
            Verb::GetRecord => &[Argument::Identifier, Argument::MetadataPrefix],
            Verb::ListIdentifiers | Verb::ListRecords => &[Argument::MetadataPrefix],
            Verb::Identify | Verb::ListMetadataFormats | Verb::ListSets => &[],
        }
    }
}

/// The arguments, in the order in which `request` repeats them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Argument {
    /// `identifier`.
    Identifier,
    /// `metadataPrefix`.
    MetadataPrefix,
    /// `from`.
    From,
    /// `until`.
    Until,
    /// `set`.
    Set,
    /// `resumptionToken`.
    ResumptionToken,
}

impl Argument {
    const ALL: [Argument; 6] = [
        Argument::Identifier,
        Argument::MetadataPrefix,
        Argument::From,
        Argument::Until,
        Argument::Set,
        Argument::ResumptionToken,
    ];

    /// The argument as the protocol writes it.
    pub fn name(self) -> &'static str {
        match self {
            Argument::Identifier => "identifier",
            Argument::MetadataPrefix => "metadataPrefix",
            Argument::From => "from",
            Argument::Until => "until",
            Argument::Set => "set",
            Argument::ResumptionToken => "resumptionToken",
        }
    }
}

/// A verb with those of its arguments that are usable; faulty ones are left out.
#[derive(Debug)]
pub struct Call {
    /// The verb.
    pub verb: Verb,
    /// The arguments that were given once, in well-formed text.
    pub arguments: BTreeMap<Argument, String>,
}

impl Call {
    /// An argument's value.
    pub fn get(&self, argument: Argument) -> Option<&str> {
        self.arguments.get(&argument).map(String::as_str)
    }
}

/// A request as it was understood.
#[derive(Debug)]
pub struct Request {
    /// The call, where there is one verb.
    pub call: Option<Call>,
    /// What is wrong so far.
    pub faults: Faults,
}

impl Request {
    /// Reads `name=value` pairs joined by `&` (`application/x-www-form-urlencoded`).
    pub fn read(query: &[u8]) -> Request {
        let mut faults = Faults::default();
        let (verbs, others): (Vec<Pair>, Vec<Pair>) = query
            .split(|b| *b == b'&')
            .filter(|pair| !pair.is_empty())
            .map(Pair::read)
            .partition(|pair| pair.name == "verb");
        let call = verb(&verbs, &mut faults).map(|verb| {
            let arguments = arguments(verb, others, &mut faults);
            Call { verb, arguments }
        });
        Request { call, faults }
    }
}

/// A decoded pair.
struct Pair {
    name: String,
    value: String,
    /// Whether the value is UTF-8 without characters that no argument has.
    clean: bool,
}

impl Pair {
    fn read(pair: &[u8]) -> Pair {
        let mut halves = pair.splitn(2, |b| *b == b'=');
        let mut next = || decode(halves.next().unwrap_or_default());
        let ((name, _), (value, utf8)) = (next(), next());
        let clean = utf8
            && value
                .chars()
                .all(|c| !c.is_control() && crate::xml::allowed(c));
        Pair { name, value, clean }
    }
}

/// Undoes percent-encoding; tells whether the result is UTF-8. A lone `%` stands for itself.
pub fn decode(text: &[u8]) -> (String, bool) {
    let mut bytes = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        let hex = |at: usize| text.get(at).and_then(|b| (*b as char).to_digit(16));
        match (byte, hex(at + 1), hex(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                at += 3;
            }
            _ => {
                bytes.push(if *byte == b'+' { b' ' } else { *byte });
                at += 1;
            }
        }
    }
    match String::from_utf8(bytes) {
        Ok(text) => (text, true),
        Err(error) => (
            String::from_utf8_lossy(error.as_bytes()).into_owned(),
            false,
        ),
    }
}

/// The one verb (OAI-PMH 2.0 section 3.6, `badVerb`).
fn verb(verbs: &[Pair], faults: &mut Faults) -> Option<Verb> {
    let names = Verb::ALL.map(Verb::name).join(", ");
    let text = match verbs {
        [] => format!("the verb argument is missing; give one of {names}"),
        [one] => match Verb::ALL.into_iter().find(|v| v.name() == one.value) {
            Some(verb) => return Some(verb),
            None => format!("{} is not a verb; give one of {names}", shown(&one.value)),
        },
        _ => "the verb argument is repeated; give it once".to_owned(),
    };
    faults.add(Code::BadVerb, text);
    None
}

/// The arguments that the verb takes, each given once (OAI-PMH 2.0 section 3.6, `badArgument`).
fn arguments(verb: Verb, pairs: Vec<Pair>, faults: &mut Faults) -> BTreeMap<Argument, String> {
    let mut arguments = BTreeMap::new();
    let mut seen: Vec<Argument> = Vec::new();
    for pair in pairs {
        let known = Argument::ALL.into_iter().find(|a| a.name() == pair.name);
        let Some(argument) = known.filter(|a| verb.takes().contains(a)) else {
            let text = format!("{} takes no argument {}", verb.name(), shown(&pair.name));
            faults.add(Code::BadArgument, format!("{text}; leave it out"));
            continue;
        };
        let name = argument.name();
        if seen.contains(&argument) {
            arguments.remove(&argument);
            faults.add(
                Code::BadArgument,
                format!("{name} is repeated; give it once"),
            );
            continue;
        }
        seen.push(argument);
        if let Some(text) = unusable(argument, &pair) {
            faults.add(Code::BadArgument, text);
        } else {
            arguments.insert(argument, pair.value);
        }
    }
    exclusive(&seen, faults);
    needed(verb, &seen, faults);
    arguments
}

/// Why a value cannot be looked at at all.
fn unusable(argument: Argument, pair: &Pair) -> Option<String> {
    let name = argument.name();
    if !pair.clean {
        return Some(format!(
            "{name} is not UTF-8 text without control characters; encode it as such"
        ));
    }
    let empty = pair.value.is_empty() && argument != Argument::ResumptionToken;
    empty.then(|| format!("{name} is empty; give a value or leave it out"))
}

/// A token stands alone (OAI-PMH 2.0 section 2.1.1, exclusive arguments).
fn exclusive(seen: &[Argument], faults: &mut Faults) {
    if seen.contains(&Argument::ResumptionToken) {
        for other in seen.iter().filter(|a| **a != Argument::ResumptionToken) {
            let text = format!(
                "{} cannot stand beside resumptionToken; leave it out",
                other.name()
            );
            faults.add(Code::BadArgument, text);
        }
    }
}

/// Required arguments that are not there, unless a token stands for them; one that was given
/// but is unusable has had its fault.
fn needed(verb: Verb, seen: &[Argument], faults: &mut Faults) {
    if seen.contains(&Argument::ResumptionToken) {
        return;
    }
    for argument in verb.needs().iter().filter(|a| !seen.contains(a)) {
        let text = format!("{} needs {}; give it", verb.name(), argument.name());
        faults.add(Code::BadArgument, text);
    }
}

#[cfg(test)]
mod tests {
    use super::{Argument, Request, decode};

    #[test]
    fn percent_encoding_is_undone() {
        for (given, text, utf8) in [
            ("a+b%20c", "a b c", true),
            ("%C3%A9", "é", true),
            ("%c3%a9", "é", true),
            ("100%", "100%", true),
            ("%zz%4", "%zz%4", true),
            ("%ff", "\u{FFFD}", false),
            ("", "", true),
        ] {
            assert_eq!(decode(given.as_bytes()), (text.to_owned(), utf8), "{given}");
        }
    }

    #[test]
    fn arguments_are_found_by_their_names() {
        let request =
            Request::read(b"verb=GetRecord&&identifier=oai%3Aa%3A1&metadataPrefix=oai_dc");
        assert!(request.faults.is_empty());
        let call = request.call.unwrap();
        assert_eq!(call.get(Argument::Identifier), Some("oai:a:1"));
        assert_eq!(call.get(Argument::From), None);
    }
}
