//! OAI-PMH errors (OAI-PMH 2.0 section 3.6).

use crate::xml;

/// An error code, in the order in which faults are reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Code {
    /// The verb is missing, repeated or unknown.
    BadVerb,
    /// An argument is missing, repeated, unknown or malformed.
    BadArgument,
    /// The token is not one of ours, or of another verb.
    BadResumptionToken,
    /// The format is unknown.
    CannotDisseminateFormat,
    /// The identifier is unknown.
    IdDoesNotExist,
    /// The list is empty.
    NoRecordsMatch,
    /// There are no sets.
    NoSetHierarchy,
}

impl Code {
    /// The code as the protocol writes it.
    pub fn name(self) -> &'static str {
        match self {
            Code::BadVerb => "badVerb",
            Code::BadArgument => "badArgument",
            Code::BadResumptionToken => "badResumptionToken",
            Code::CannotDisseminateFormat => "cannotDisseminateFormat",
            Code::IdDoesNotExist => "idDoesNotExist",
            Code::NoRecordsMatch => "noRecordsMatch",
            Code::NoSetHierarchy => "noSetHierarchy",
        }
    }
}

/// How many faults an answer reports at most, so that a long request has no longer answer.
const MOST: usize = 20;
/// How many characters of a value a message repeats at most.
const SHOWN: usize = 120;

/// All faults of a request.
#[derive(Debug, Default)]
pub struct Faults(Vec<(Code, String)>);

impl Faults {
    /// Adds a fault; the text says what to do.
    pub fn add(&mut self, code: Code, text: impl Into<String>) {
        if self.0.len() < MOST {
            self.0.push((code, text.into()));
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `request` must stand without attributes (OAI-PMH 2.0 section 3.2, item 3).
    pub fn drop_attributes(&self) -> bool {
        self.0
            .iter()
            .any(|(code, _)| matches!(code, Code::BadVerb | Code::BadArgument))
    }

    /// The code of the fault that is reported first.
    pub fn first(&self) -> Option<&'static str> {
        self.0.iter().map(|(code, _)| *code).min().map(Code::name)
    }

    /// Appends an `error` element for each, in the order of the codes.
    pub fn write(&self, out: &mut String) {
        let mut all: Vec<&(Code, String)> = self.0.iter().collect();
        all.sort_by_key(|(code, _)| *code);
        for (code, text) in all {
            out.push_str("<error");
            xml::attribute(out, "code", code.name());
            out.push('>');
            xml::text(out, text);
            out.push_str("</error>\n");
        }
    }
}

/// A value as a message repeats it: quoted, cut when long, without control characters.
pub fn shown(value: &str) -> String {
    let mut text = String::from("\"");
    let mut chars = value.chars();
    text.extend(
        chars
            .by_ref()
            .take(SHOWN)
            .map(|c| if c.is_control() { '\u{FFFD}' } else { c }),
    );
    text.push_str(if chars.next().is_some() {
        "...\""
    } else {
        "\""
    });
    text
}
