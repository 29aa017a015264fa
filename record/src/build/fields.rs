//! A record's fields, found by tag in no time and numbered as notices name them.

use crate::marc::{DataField, MarcRecord};

/// A data field and its number among those of its tag, from 1.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Numbered<'a> {
    pub(crate) field: DataField<'a>,
    pub(crate) number: u32,
    /// Its place among all data fields of the source.
    pub(crate) position: u32,
    tag: u32,
}

impl<'a> Numbered<'a> {
    /// Its address, as `650[3]`.
    pub(crate) fn place(&self) -> String {
        format!("{}[{}]", self.field.tag.as_str(), self.number)
    }

    /// Its address with a subfield, as `650[3]$a`.
    pub(crate) fn place_of(&self, code: char) -> String {
        format!("{}[{}]${code}", self.field.tag.as_str(), self.number)
    }

    /// The first subfield with this code that holds anything.
    pub(crate) fn text(&self, code: char) -> Option<&'a str> {
        self.all(code).next()
    }

    /// All subfields with this code that hold anything.
    pub(crate) fn all(&self, code: char) -> impl Iterator<Item = &'a str> + use<'a> {
        self.field.all(code).filter(|v| !v.is_empty())
    }

    pub(crate) fn has_tag(&self, tag: &str) -> bool {
        self.tag == key(tag.as_bytes())
    }
}

/// The fields of one record.
pub(crate) struct Fields<'a> {
    marc: &'a MarcRecord,
    data: Vec<Numbered<'a>>,
    leader: &'a str,
    fixed: Option<&'a str>,
}

fn key(tag: &[u8]) -> u32 {
    tag.iter()
        .take(3)
        .fold(0, |key, byte| key << 8 | u32::from(*byte))
}

impl<'a> Fields<'a> {
    pub(crate) fn new(marc: &'a MarcRecord) -> Fields<'a> {
        let mut data: Vec<Numbered<'a>> = marc
            .data_fields()
            .zip(0..)
            .map(|(field, position)| Numbered {
                field,
                number: 0,
                position,
                tag: key(field.tag.as_str().as_bytes()),
            })
            .collect();
        // Stable, so fields of one tag stay in source order.
        data.sort_by_key(|f| f.tag);
        let (mut tag, mut number) = (0, 0);
        for field in &mut data {
            number = if field.tag == tag { number + 1 } else { 1 };
            tag = field.tag;
            field.number = number;
        }
        let mut fields = Fields {
            marc,
            data,
            leader: &marc.leader,
            fixed: None,
        };
        let copy = fields.first("993", 'a').filter(|l| l.len() == 24);
        fields.leader = copy.unwrap_or(fields.leader);
        fields.fixed = fields.control("008").or_else(|| fields.first("995", 'a'));
        fields
    }

    /// The data fields with this tag, in source order.
    pub(crate) fn all(&self, tag: &str) -> &[Numbered<'a>] {
        self.range(tag, tag)
    }

    /// The data fields with a tag from `first` up to and including `last`, by tag, then source order.
    pub(crate) fn range(&self, first: &str, last: &str) -> &[Numbered<'a>] {
        let (first, last) = (key(first.as_bytes()), key(last.as_bytes()));
        let from = self.data.partition_point(|f| f.tag < first);
        let to = from + self.data[from..].partition_point(|f| f.tag <= last);
        &self.data[from..to]
    }

    /// The first such subfield of the first such field that holds anything.
    pub(crate) fn first(&self, tag: &str, code: char) -> Option<&'a str> {
        self.all(tag).iter().find_map(|f| f.text(code))
    }

    /// The first control field with this tag, without white space around it.
    pub(crate) fn control(&self, tag: &str) -> Option<&'a str> {
        let tag = key(tag.as_bytes());
        self.marc
            .fields
            .iter()
            .find(|f| key(f.tag().as_str().as_bytes()) == tag)
            .and_then(|f| f.as_control())
    }

    /// A character of the leader; its copy in 993 $a speaks for a record that came without one.
    pub(crate) fn leader_at(&self, position: usize) -> char {
        self.leader
            .as_bytes()
            .get(position)
            .map_or(' ', |b| char::from(*b))
    }

    /// Characters `from` up to and including `to` of 008, or of its copy in 995 $a.
    pub(crate) fn fixed(&self, from: usize, to: usize) -> Option<&'a str> {
        self.fixed?.get(from..=to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marc::Tag;

    #[test]
    fn fields_are_numbered_by_tag() {
        let mut marc = MarcRecord::default();
        for (tag, value) in [("700", "c"), ("650", "a"), ("650", "b"), ("700", "d")] {
            marc.push_data(Tag::try_from(tag).unwrap(), "  ", &[('a', value)]);
        }
        let fields = Fields::new(&marc);
        let found = |first, last| {
            let range = fields.range(first, last).iter();
            range
                .map(|f| (f.place(), f.text('a').unwrap(), f.position))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            found("600", "799"),
            [
                ("650[1]".to_owned(), "a", 1),
                ("650[2]".to_owned(), "b", 2),
                ("700[1]".to_owned(), "c", 0),
                ("700[2]".to_owned(), "d", 3),
            ]
        );
        assert!(fields.all("651").is_empty() && fields.all("").is_empty());
    }
}
