//! The MARC record in memory: leader, control fields, data fields, subfields.
//!
//! Nothing here knows ISO 2709 or XML; see [`super::iso2709`] and [`super::marcxml`].

use std::fmt;

/// The length of a leader in characters (MARC 21, "Leader").
pub const LEADER_LENGTH: usize = 24;

/// The leader given to a record that came without one: a new monograph in Unicode.
pub const DEFAULT_LEADER: &str = "00000nam a2200000   4500";

/// A MARC record: the leader and the fields in source order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarcRecord {
    /// The leader, exactly 24 ASCII characters.
    pub leader: String,
    /// The fields in the order of the source.
    pub fields: Vec<Field>,
}

/// One variable field (MARC 21, "Variable fields").
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// A control field: one value without indicators or subfields.
    Control {
        /// The tag, `001` to `009` in MARC 21, or a local alphabetic one.
        tag: Tag,
        /// The whole value.
        value: String,
    },
    /// A data field: two indicators and subfields.
    Data {
        /// The tag.
        tag: Tag,
        /// The first indicator; a blank is a space.
        ind1: char,
        /// The second indicator; a blank is a space.
        ind2: char,
        /// The subfields in source order.
        subfields: Vec<Subfield>,
    },
}

/// One subfield of a data field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subfield {
    /// The subfield code, one ASCII character.
    pub code: char,
    /// The value.
    pub value: String,
}

impl Subfield {
    /// Makes a subfield.
    pub fn new(code: char, value: impl Into<String>) -> Self {
        Self {
            code,
            value: value.into(),
        }
    }
}

/// A field tag: three printable ASCII characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag([u8; 3]);

/// Says that a text is not a tag.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a tag: give three printable ASCII characters, such as 245")]
pub struct TagError(pub String);

impl Tag {
    /// The tag of a field that holds another field in its original script (MARC 21 880).
    pub const ALTERNATE: Self = Self(*b"880");

    /// Makes a tag of three bytes, or nothing when one is not a printable ASCII character.
    #[inline]
    pub fn from_bytes(bytes: [u8; 3]) -> Option<Self> {
        bytes
            .iter()
            .all(u8::is_ascii_graphic)
            .then_some(Self(bytes))
    }

    /// Returns the tag as text.
    pub fn as_str(&self) -> &str {
        // Printable ASCII by construction, so the fallback is never seen.
        std::str::from_utf8(&self.0).unwrap_or("???")
    }

    /// Tells whether MARC 21 makes this a control field: `00X`.
    #[inline]
    pub fn is_control(self) -> bool {
        self.0[0] == b'0' && self.0[1] == b'0'
    }

    /// Tells whether the tag is three digits.
    #[inline]
    pub fn is_numeric(self) -> bool {
        self.0.iter().all(u8::is_ascii_digit)
    }
}

impl TryFrom<&str> for Tag {
    type Error = TagError;

    fn try_from(text: &str) -> Result<Self, TagError> {
        <[u8; 3]>::try_from(text.as_bytes())
            .ok()
            .and_then(Self::from_bytes)
            .ok_or_else(|| TagError(text.to_owned()))
    }
}

impl std::str::FromStr for Tag {
    type Err = TagError;

    fn from_str(text: &str) -> Result<Self, TagError> {
        Self::try_from(text)
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tag({})", self.as_str())
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl PartialEq<str> for Tag {
    fn eq(&self, other: &str) -> bool {
        self.0.as_slice() == other.as_bytes()
    }
}

impl PartialEq<&str> for Tag {
    fn eq(&self, other: &&str) -> bool {
        self.0.as_slice() == other.as_bytes()
    }
}

impl Field {
    /// Returns the field's tag.
    pub fn tag(&self) -> Tag {
        match self {
            Self::Control { tag, .. } | Self::Data { tag, .. } => *tag,
        }
    }

    /// Returns the value when this is a control field.
    pub fn as_control(&self) -> Option<&str> {
        match self {
            Self::Control { value, .. } => Some(value),
            Self::Data { .. } => None,
        }
    }

    /// Returns a view of the field when it is a data field.
    pub fn as_data(&self) -> Option<DataField<'_>> {
        match self {
            Self::Control { .. } => None,
            Self::Data {
                tag,
                ind1,
                ind2,
                subfields,
            } => Some(DataField {
                tag: *tag,
                ind1: *ind1,
                ind2: *ind2,
                subfields,
            }),
        }
    }
}

/// A view of one data field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DataField<'a> {
    /// The tag.
    pub tag: Tag,
    /// The first indicator; a blank is a space.
    pub ind1: char,
    /// The second indicator; a blank is a space.
    pub ind2: char,
    /// The subfields in source order.
    pub subfields: &'a [Subfield],
}

impl<'a> DataField<'a> {
    /// Returns the value of the first subfield with this code.
    pub fn first(&self, code: char) -> Option<&'a str> {
        self.subfields
            .iter()
            .find(|s| s.code == code)
            .map(|s| s.value.as_str())
    }

    /// Returns the values of all subfields with this code, in source order.
    pub fn all(&self, code: char) -> impl Iterator<Item = &'a str> + use<'a> {
        self.subfields
            .iter()
            .filter(move |s| s.code == code)
            .map(|s| s.value.as_str())
    }

    /// Joins with one space the values whose code is among `codes`, in source order.
    pub fn joined(&self, codes: &str) -> String {
        let mut out = String::new();
        for subfield in self.subfields.iter().filter(|s| codes.contains(s.code)) {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(&subfield.value);
        }
        out
    }
}

impl Default for MarcRecord {
    fn default() -> Self {
        Self {
            leader: DEFAULT_LEADER.to_owned(),
            fields: Vec::new(),
        }
    }
}

impl MarcRecord {
    /// Makes an empty record with a leader, padded or cut to 24 ASCII characters.
    pub fn with_leader(leader: &str) -> Self {
        let mut fixed: String = leader
            .chars()
            .take(LEADER_LENGTH)
            .map(|c| {
                if c == ' ' || c.is_ascii_graphic() {
                    c
                } else {
                    ' '
                }
            })
            .collect();
        while fixed.len() < LEADER_LENGTH {
            fixed.push(' ');
        }
        Self {
            leader: fixed,
            fields: Vec::new(),
        }
    }

    /// Returns the character of the leader at a position from 0 to 23, a space beyond.
    pub fn leader_at(&self, position: usize) -> char {
        self.leader
            .as_bytes()
            .get(position)
            .map_or(' ', |b| char::from(*b))
    }

    /// Returns the value of the first control field with this tag.
    pub fn control(&self, tag: &str) -> Option<&str> {
        self.fields
            .iter()
            .filter(|f| f.tag() == tag)
            .find_map(Field::as_control)
    }

    /// Returns the values of all control fields with this tag (007 may repeat).
    pub fn controls<'a, 't>(&'a self, tag: &'t str) -> impl Iterator<Item = &'a str> + use<'a, 't> {
        self.fields
            .iter()
            .filter(move |f| f.tag() == tag)
            .filter_map(Field::as_control)
    }

    /// Returns the data fields with this tag, in source order.
    pub fn data<'a, 't>(
        &'a self,
        tag: &'t str,
    ) -> impl Iterator<Item = DataField<'a>> + use<'a, 't> {
        self.data_fields().filter(move |f| f.tag == tag)
    }

    /// Returns all data fields, in source order.
    pub fn data_fields(&self) -> impl Iterator<Item = DataField<'_>> {
        self.fields.iter().filter_map(Field::as_data)
    }

    /// Returns the first subfield `code` of the first field `tag` that has one.
    pub fn first(&self, tag: &str, code: char) -> Option<&str> {
        self.data(tag).find_map(|f| f.first(code))
    }

    /// Appends a control field.
    pub fn push_control(&mut self, tag: Tag, value: impl Into<String>) -> &mut Self {
        self.fields.push(Field::Control {
            tag,
            value: value.into(),
        });
        self
    }

    /// Appends a data field; `indicators` are two characters and are padded with blanks.
    pub fn push_data(
        &mut self,
        tag: Tag,
        indicators: &str,
        subfields: &[(char, &str)],
    ) -> &mut Self {
        let mut chars = indicators.chars();
        let (ind1, ind2) = (chars.next().unwrap_or(' '), chars.next().unwrap_or(' '));
        let subfields = subfields
            .iter()
            .map(|(code, value)| Subfield::new(*code, *value))
            .collect();
        self.fields.push(Field::Data {
            tag,
            ind1,
            ind2,
            subfields,
        });
        self
    }

    /// Inserts a field behind the last one whose tag is not higher, so that order is kept.
    pub fn insert_sorted(&mut self, field: Field) -> &mut Self {
        let tag = field.tag();
        let at = self
            .fields
            .iter()
            .rposition(|f| f.tag() <= tag)
            .map_or(0, |i| i + 1);
        self.fields.insert(at, field);
        self
    }

    /// Removes all fields with this tag.
    pub fn remove(&mut self, tag: &str) -> &mut Self {
        self.fields.retain(|f| f.tag() != tag);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(text: &str) -> Tag {
        Tag::try_from(text).unwrap()
    }

    #[test]
    fn a_tag_is_three_printable_characters() {
        for (text, good) in [
            ("245", true),
            ("FMT", true),
            ("24", false),
            ("2450", false),
            ("2 5", false),
            ("2é", false),
        ] {
            assert_eq!(Tag::try_from(text).is_ok(), good, "{text}");
        }
        assert_eq!(tag("245"), "245");
        assert_eq!(
            format!("{:>5}|{:?}", tag("245"), tag("245")),
            "  245|Tag(245)"
        );
        assert!(tag("008").is_control() && !tag("010").is_control() && !tag("FMT").is_numeric());
    }

    #[test]
    fn fields_are_found_by_tag_and_code() {
        let mut record = MarcRecord::default();
        record
            .push_control(tag("001"), "7")
            .push_data(tag("650"), " 7", &[('a', "wages"), ('2', "ilot")])
            .push_data(tag("650"), "", &[('a', "prices"), ('a', "cost")]);
        assert_eq!(record.control("001"), Some("7"));
        assert_eq!(record.control("650"), None);
        assert_eq!(record.first("650", '2'), Some("ilot"));
        let second = record.data("650").nth(1).unwrap();
        assert_eq!((second.ind1, second.ind2), (' ', ' '));
        assert_eq!(second.all('a').collect::<Vec<_>>(), ["prices", "cost"]);
        assert_eq!(second.joined("a"), "prices cost");
        record.insert_sorted(Field::Control {
            tag: tag("005"),
            value: "x".into(),
        });
        assert_eq!(record.fields[1].tag(), "005");
        record.remove("650");
        assert_eq!(record.fields.len(), 2);
    }

    #[test]
    fn a_leader_is_always_24_characters() {
        for text in ["", "short", "é00000nam a2200000   4500 and more"] {
            assert_eq!(MarcRecord::with_leader(text).leader.len(), LEADER_LENGTH);
        }
        assert_eq!(DEFAULT_LEADER.len(), LEADER_LENGTH);
    }
}
