//! What can be wrong, by the numbers of the standard list (`info:srw/diagnostic/1`).

/// A number of the list, with the message that the list gives it.
///
/// Only what this service says is here. The format of the details is the list's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u16)]
pub enum Number {
    /// Details: nothing that helps an attacker.
    SystemError = 1,
    /// Come again later.
    Unavailable = 2,
    /// An operation other than explain, scan and searchRetrieve.
    Operation = 4,
    /// Details: the highest version.
    Version = 5,
    /// Details: the parameter's name.
    ParameterValue = 6,
    /// Details: the parameter's name.
    Mandatory = 7,
    /// Details: the parameter's name.
    Parameter = 8,
    /// Details: where and what is expected.
    Syntax = 10,
    /// Details: the query type.
    QueryType = 11,
    /// Details: the most characters.
    QueryLength = 12,
    /// Details: the character offset.
    Parentheses = 13,
    /// Details: the character offset.
    Quotes = 14,
    /// Details: identifier or short name of the context set.
    ContextSet = 15,
    /// Details: the index.
    Index = 16,
    /// Details: the relation.
    Relation = 19,
    /// Details: the modifier.
    RelationModifier = 20,
    /// Details: index and relation, parted by a space.
    RelationAndIndex = 22,
    /// Details: the length of the longest term.
    TermLength = 23,
    /// Details: relation and term, parted by a space.
    RelationAndTerm = 24,
    /// Details: the character that was escaped.
    Escape = 26,
    /// A term without a word.
    EmptyTerm = 27,
    /// Details: the character.
    Mask = 28,
    /// Details: the shortest length.
    MaskTooShort = 29,
    /// Details: the most masks.
    TooManyMasks = 30,
    /// Details: the character.
    Anchor = 31,
    /// Details: the term.
    AnchorPlace = 32,
    /// Details: what the format is.
    TermFormat = 36,
    /// Details: the most.
    TooManyBooleans = 38,
    /// Words in a row are found with `adj`.
    Proximity = 39,
    /// Details: the prefix.
    PrefixTwice = 45,
    /// Details: the modifier.
    BooleanModifier = 46,
    /// Details: the feature.
    Feature = 48,
    /// Details: the term.
    MaskPlace = 49,
    /// No result set outlives its answer.
    ResultSets = 50,
    /// Details: the most records.
    TooManyMatches = 60,
    /// `startRecord` lies behind the last record.
    FirstPosition = 61,
    /// A record has gone since it was found.
    RecordGone = 65,
    /// Details: the schema.
    Schema = 66,
    /// Details: the schema.
    RecordSchema = 67,
    /// Details: the packing.
    Packing = 71,
    /// XPath of records.
    XPath = 72,
    /// Details: the most records.
    TooManyToSort = 83,
    /// Details: the most keys.
    TooManyKeys = 84,
    /// Details: the key.
    DuplicateKey = 85,
    /// Details: the schema.
    SortSchema = 87,
    /// Details: the path.
    SortPath = 88,
    /// Details: the value.
    SortDirection = 90,
    /// Details: the value.
    SortCase = 91,
    /// Details: the value.
    SortMissing = 92,
    /// Stylesheets of the asker's choice are not named in answers.
    Stylesheets = 110,
    /// `responsePosition` outside of the list.
    ResponsePosition = 120,
    /// Details: the most terms.
    TooManyTerms = 121,
}

impl Number {
    /// The number.
    pub fn value(self) -> u16 {
        self as u16
    }

    /// The list's own words.
    pub fn message(self) -> &'static str {
        match self {
            Number::SystemError => "General system error",
            Number::Unavailable => "System temporarily unavailable",
            Number::Operation => "Unsupported operation",
            Number::Version => "Unsupported version",
            Number::ParameterValue => "Unsupported parameter value",
            Number::Mandatory => "Mandatory parameter not supplied",
            Number::Parameter => "Unsupported parameter",
            Number::Syntax => "Query syntax error",
            Number::QueryType => "Unsupported query type",
            Number::QueryLength => "Too many characters in query",
            Number::Parentheses => "Invalid or unsupported use of parentheses",
            Number::Quotes => "Invalid or unsupported use of quotes",
            Number::ContextSet => "Unsupported context set",
            Number::Index => "Unsupported index",
            Number::Relation => "Unsupported relation",
            Number::RelationModifier => "Unsupported relation modifier",
            Number::RelationAndIndex => "Unsupported combination of relation and index",
            Number::TermLength => "Too many characters in term",
            Number::RelationAndTerm => "Unsupported combination of relation and term",
            Number::Escape => "Non special character escaped in term",
            Number::EmptyTerm => "Empty term unsupported",
            Number::Mask => "Masking character not supported",
            Number::MaskTooShort => "Masked words too short",
            Number::TooManyMasks => "Too many masking characters in term",
            Number::Anchor => "Anchoring character not supported",
            Number::AnchorPlace => "Anchoring character in unsupported position",
            Number::TermFormat => "Term in invalid format for index or relation",
            Number::TooManyBooleans => "Too many boolean operators in query",
            Number::Proximity => "Proximity not supported",
            Number::PrefixTwice => "Prefix assigned to multiple identifiers",
            Number::BooleanModifier => "Unsupported boolean modifier",
            Number::Feature => "Query feature unsupported",
            Number::MaskPlace => "Masking character in unsupported position",
            Number::ResultSets => "Result sets not supported",
            Number::TooManyMatches => "Result set not created: too many matching records",
            Number::FirstPosition => "First record position out of range",
            Number::RecordGone => "Record does not exist",
            Number::Schema => "Unknown schema for retrieval",
            Number::RecordSchema => "Record not available in this schema",
            Number::Packing => "Unsupported record packing",
            Number::XPath => "XPath retrieval unsupported",
            Number::TooManyToSort => "Too many records to sort",
            Number::TooManyKeys => "Too many sort keys to sort",
            Number::DuplicateKey => "Duplicate sort keys",
            Number::SortSchema => "Unsupported schema for sort",
            Number::SortPath => "Unsupported path for sort",
            Number::SortDirection => "Unsupported direction value",
            Number::SortCase => "Unsupported case value",
            Number::SortMissing => "Unsupported missing value action",
            Number::Stylesheets => "Stylesheets not supported",
            Number::ResponsePosition => "Response position out of range",
            Number::TooManyTerms => "Too many terms requested",
        }
    }
}

/// One diagnostic (SRU 1.2 "Diagnostics"; OASIS part 3 section 10).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its number.
    pub number: Number,
    /// In the format that the list prescribes for the number.
    pub details: String,
    /// What is added to the list's message, for people.
    pub more: Option<String>,
}

impl Diagnostic {
    /// A diagnostic with its details; empty ones are left out.
    pub fn of(number: Number, details: impl Into<String>) -> Diagnostic {
        Diagnostic {
            number,
            details: details.into(),
            more: None,
        }
    }

    /// The same, with a few words for people after the message.
    #[must_use]
    pub fn saying(self, more: impl Into<String>) -> Diagnostic {
        let more = Some(more.into());
        Diagnostic { more, ..self }
    }

    /// The diagnostic's identifier.
    pub fn uri(&self) -> String {
        format!("info:srw/diagnostic/1/{}", self.number.value())
    }

    /// The list's message, and what was added.
    pub fn message(&self) -> String {
        let message = self.number.message();
        match &self.more {
            Some(more) => format!("{message}: {more}"),
            None => message.to_owned(),
        }
    }
}
