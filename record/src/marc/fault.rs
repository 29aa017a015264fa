//! What is wrong with a source: faults that were repaired, and records that could not be read.

use std::fmt;

/// A stable name for a kind of fault; [`FaultCode::as_str`] is what reports and tests use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum FaultCode {
    /// The leader's record length is not the record's length.
    BadLeaderLength,
    /// The leader's base address of data is not where the data begin.
    BadBaseAddress,
    /// The leader has characters or a length that no leader has.
    BadLeader,
    /// The record has no leader.
    MissingLeader,
    /// A directory entry does not describe its field.
    BadDirectory,
    /// The record terminator 1D is missing.
    MissingRecordTerminator,
    /// A field terminator 1E is missing.
    MissingFieldTerminator,
    /// The input ends within a record.
    Truncated,
    /// A tag is not three printable ASCII characters.
    BadTag,
    /// An indicator is missing.
    MissingIndicator,
    /// An indicator is not a digit, a lower-case letter or a blank.
    BadIndicator,
    /// A data field's text has no subfield delimiter before it.
    MissingSubfieldDelimiter,
    /// A subfield's code is missing or not a printable ASCII character.
    BadSubfieldCode,
    /// A control field has subfields, or a data field is marked as a control field.
    BadControlField,
    /// A field has no content.
    EmptyField,
    /// A value has a control character that no value may have.
    ControlCharacter,
    /// Bytes are not UTF-8.
    InvalidUtf8,
    /// The leader names another character encoding than the bytes have.
    EncodingMislabelled,
    /// An escape sequence names no MARC-8 character set.
    Marc8UnknownEscape,
    /// A byte has no character in the MARC-8 character set in force.
    Marc8UnknownCharacter,
    /// A MARC-8 combining mark has no base letter after it.
    Marc8DanglingMark,
    /// The XML is not well-formed.
    BadXml,
    /// An XML entity is not one of the five, or an ampersand stands alone.
    BadEntity,
    /// An XML attribute is missing or wrong.
    BadAttribute,
    /// The XML has a document type declaration.
    DoctypeRefused,
    /// The input is in a character encoding that is not read.
    UnsupportedEncoding,
    /// The record is longer than the limit.
    TooLong,
    /// The record has no fields.
    EmptyRecord,
    /// The bytes are no record.
    NotARecord,
    /// The input is neither ISO 2709 nor MARCXML.
    UnknownFormat,
    /// The input could not be read.
    Io,
    /// JSON cannot be read.
    BadJson,
    /// JSON has a member that its format does not.
    UnknownMember,
    /// A quote of a table's cell does not open or close it.
    BadQuote,
    /// A row has more or fewer cells than the first.
    BadCellCount,
    /// A table has no row of names.
    NoHeader,
    /// Two columns have the same name.
    DuplicateColumn,
    /// A column is in no profile.
    UnknownColumn,
    /// A table has more columns than the limit.
    TooManyColumns,
    /// A cell's formula has no value.
    FormulaError,
    /// Cells of a sheet are merged.
    MergedCells,
    /// A line is no line of RIS.
    BadRisLine,
    /// A record has no end before the next.
    MissingEnd,
    /// A type is not in its format's list.
    UnknownType,
    /// BibTeX cannot be read.
    BadBibtex,
    /// A BibTeX name was never defined by `@string`.
    UndefinedString,
    /// Two records of an input have the same key.
    DuplicateKey,
    /// A line is no line of MarcEdit's text.
    BadMrkLine,
    /// A record has no title.
    MissingTitle,
    /// A date cannot be read.
    BadDate,
    /// Text is not UTF-8 and was read as Windows-1252.
    Windows1252,
    /// An archive holds an archive.
    NestedArchive,
    /// The input holds no record of its format.
    NoRecord,
    /// An archive is damaged.
    BadArchive,
    /// A member of an archive is encrypted.
    Encrypted,
    /// A member's name leads out of its archive.
    BadMemberName,
    /// An archive has more members than the limit.
    TooManyMembers,
    /// An input unpacks to more than the limit.
    TooMuchData,
    /// An input unpacks to more than its size can mean.
    CompressionRatio,
    /// XML or JSON is nested deeper than the limit.
    TooDeep,
}

impl FaultCode {
    /// Returns the stable name, in lower case with hyphens.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BadLeaderLength => "bad-leader-length",
            Self::BadBaseAddress => "bad-base-address",
            Self::BadLeader => "bad-leader",
            Self::MissingLeader => "missing-leader",
            Self::BadDirectory => "bad-directory",
            Self::MissingRecordTerminator => "missing-record-terminator",
            Self::MissingFieldTerminator => "missing-field-terminator",
            Self::Truncated => "truncated",
            Self::BadTag => "bad-tag",
            Self::MissingIndicator => "missing-indicator",
            Self::BadIndicator => "bad-indicator",
            Self::MissingSubfieldDelimiter => "missing-subfield-delimiter",
            Self::BadSubfieldCode => "bad-subfield-code",
            Self::BadControlField => "bad-control-field",
            Self::EmptyField => "empty-field",
            Self::ControlCharacter => "control-character",
            Self::InvalidUtf8 => "invalid-utf8",
            Self::EncodingMislabelled => "encoding-mislabelled",
            Self::Marc8UnknownEscape => "marc8-unknown-escape",
            Self::Marc8UnknownCharacter => "marc8-unknown-character",
            Self::Marc8DanglingMark => "marc8-dangling-mark",
            Self::BadXml => "bad-xml",
            Self::BadEntity => "bad-entity",
            Self::BadAttribute => "bad-attribute",
            Self::DoctypeRefused => "doctype-refused",
            Self::UnsupportedEncoding => "unsupported-encoding",
            Self::TooLong => "too-long",
            Self::EmptyRecord => "empty-record",
            Self::NotARecord => "not-a-record",
            Self::UnknownFormat => "unknown-format",
            Self::Io => "io",
            Self::BadJson => "bad-json",
            Self::UnknownMember => "unknown-member",
            Self::BadQuote => "bad-quote",
            Self::BadCellCount => "bad-cell-count",
            Self::NoHeader => "no-header",
            Self::DuplicateColumn => "duplicate-column",
            Self::UnknownColumn => "unknown-column",
            Self::TooManyColumns => "too-many-columns",
            Self::FormulaError => "formula-error",
            Self::MergedCells => "merged-cells",
            Self::BadRisLine => "bad-ris-line",
            Self::MissingEnd => "missing-end",
            Self::UnknownType => "unknown-type",
            Self::BadBibtex => "bad-bibtex",
            Self::UndefinedString => "undefined-string",
            Self::DuplicateKey => "duplicate-key",
            Self::BadMrkLine => "bad-mrk-line",
            Self::MissingTitle => "missing-title",
            Self::BadDate => "bad-date",
            Self::Windows1252 => "windows-1252",
            Self::NestedArchive => "nested-archive",
            Self::NoRecord => "no-record",
            Self::BadArchive => "bad-archive",
            Self::Encrypted => "encrypted",
            Self::BadMemberName => "bad-member-name",
            Self::TooManyMembers => "too-many-members",
            Self::TooMuchData => "too-much-data",
            Self::CompressionRatio => "compression-ratio",
            Self::TooDeep => "too-deep",
        }
    }
}

impl fmt::Display for FaultCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// One thing wrong within a record, with its place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct Fault {
    /// What kind of fault it is.
    pub code: FaultCode,
    /// Where it is, in bytes from the start of the record.
    pub offset: u64,
    /// The field it is in, such as `245$a`.
    pub field: Option<String>,
    /// What is wrong and what was done about it, for people.
    pub text: String,
}

impl Fault {
    /// Makes a fault.
    pub fn new(
        code: FaultCode,
        offset: usize,
        field: Option<String>,
        text: impl Into<String>,
    ) -> Self {
        Self {
            code,
            offset: offset as u64,
            field,
            text: text.into(),
        }
    }
}

/// The most bytes of a broken record that are kept for a look.
pub const BROKEN_BYTES_LIMIT: usize = 64 * 1024;

/// A stretch of input that is no readable record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("record {position} at byte {offset}: {text}")]
pub struct Broken {
    /// Its number among all that the reader gave, counted from 1.
    pub position: u64,
    /// Where it starts, in bytes from the start of the input.
    pub offset: u64,
    /// What kind of fault it is.
    pub code: FaultCode,
    /// What is wrong and what can be done, for people.
    pub text: String,
    /// What was skipped, cut at 64 KiB.
    pub bytes: Vec<u8>,
    /// Whether reading ended here.
    pub fatal: bool,
}

/// The most faults listed for one record; a wholly mangled one would list thousands.
const FAULTS_LIMIT: usize = 100;

/// Collects the faults of one record, up to a limit.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    list: Vec<Fault>,
}

impl Faults {
    /// Notes a fault of the whole record.
    #[cold]
    pub(crate) fn note(&mut self, code: FaultCode, offset: usize, text: impl Into<String>) {
        self.push(Fault::new(code, offset, None, text));
    }

    /// Notes a fault in a field.
    #[cold]
    pub(crate) fn note_in(
        &mut self,
        field: impl fmt::Display,
        code: FaultCode,
        offset: usize,
        text: impl Into<String>,
    ) {
        self.push(Fault::new(code, offset, Some(field.to_string()), text));
    }

    fn push(&mut self, fault: Fault) {
        if self.list.len() < FAULTS_LIMIT {
            self.list.push(fault);
        }
    }

    /// Returns the faults in the order they were noted.
    pub(crate) fn into_vec(self) -> Vec<Fault> {
        self.list
    }
}
