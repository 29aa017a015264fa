//! Fields in their original script: 880 and what it belongs to (MARC 21 Appendix A, "Control
//! Subfields", $6; "Multiscript records", model A).
//!
//! A 245 with `$6 880-01` and an 880 with `$6 245-01/(N` are one field in two scripts; an 880
//! with `$6 245-00` stands for a 245 that the record has not.

use super::model::{DataField, MarcRecord, Tag};

/// What a subfield 6 says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Linkage<'a> {
    /// The tag of the other field.
    pub tag: Tag,
    /// The number that both fields share; 0 for a field without a partner.
    pub number: u16,
    /// The code of the script, such as `(N`, `$1` or `Cyrl`.
    pub script: Option<&'a str>,
    /// Whether the field's text is written from right to left.
    pub right_to_left: bool,
}

impl<'a> Linkage<'a> {
    /// Reads a subfield 6, such as `245-01/(2/r`.
    pub fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.trim().split('/');
        let (tag, number) = parts.next()?.split_once('-')?;
        let digits = number.trim();
        let tag = Tag::try_from(tag.trim()).ok()?;
        let number = digits
            .parse()
            .ok()
            .filter(|_| digits.bytes().all(|b| b.is_ascii_digit()))?;
        let script = parts.next().filter(|s| !s.is_empty());
        Some(Self {
            tag,
            number,
            script,
            right_to_left: parts.next() == Some("r"),
        })
    }

    /// Reads a field's subfield 6.
    pub fn of(field: &DataField<'a>) -> Option<Self> {
        field.first('6').and_then(Self::parse)
    }
}

/// A field with the 880s that give it in other scripts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linked<'a> {
    /// The tag the content belongs to; never 880 where the linkage can be read.
    pub tag: Tag,
    /// The field; for an 880 without a partner the 880 itself.
    pub field: DataField<'a>,
    /// The 880s linked to the field.
    pub alternates: Vec<DataField<'a>>,
    /// Whether the field is an 880 that has no partner in the record.
    pub unlinked: bool,
}

/// Returns the data fields of a record with their 880s, in source order.
///
/// An 880 that has no partner stands in its own place, under the tag that it names.
pub fn linked(record: &MarcRecord) -> Vec<Linked<'_>> {
    let (alternates, fields): (Vec<_>, Vec<_>) = record
        .data_fields()
        .enumerate()
        .partition(|(_, f)| f.tag == Tag::ALTERNATE);
    let mut found: Vec<(usize, Linked<'_>)> = fields
        .into_iter()
        .map(|(at, field)| {
            (
                at,
                Linked {
                    tag: field.tag,
                    field,
                    alternates: Vec::new(),
                    unlinked: false,
                },
            )
        })
        .collect();
    for (at, alternate) in alternates {
        let linkage = Linkage::of(&alternate);
        match linkage.and_then(|l| partner(&found, l)) {
            Some(partner) => found[partner].1.alternates.push(alternate),
            None => {
                let tag = linkage.map_or(Tag::ALTERNATE, |l| l.tag);
                let alone = Linked {
                    tag,
                    field: alternate,
                    alternates: Vec::new(),
                    unlinked: true,
                };
                found.push((at, alone));
            }
        }
    }
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, linked)| linked).collect()
}

/// Finds the field that an 880 names: by number, else by being the only one with the tag.
fn partner(found: &[(usize, Linked<'_>)], linkage: Linkage<'_>) -> Option<usize> {
    if linkage.number == 0 {
        return None;
    }
    let fits = |l: &Linked<'_>| !l.unlinked && l.tag == linkage.tag;
    let answers = |l: &Linked<'_>| {
        let back = Linkage::of(&l.field);
        back.is_some_and(|b| b.tag == Tag::ALTERNATE && b.number == linkage.number)
    };
    if let Some(at) = found.iter().position(|(_, l)| fits(l) && answers(l)) {
        return Some(at);
    }
    let mut same_tag = found.iter().enumerate().filter(|(_, (_, l))| fits(l));
    match (same_tag.next(), same_tag.next()) {
        (Some((at, (_, only))), None) if Linkage::of(&only.field).is_none() => Some(at),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_linkage_is_read() {
        let linkage = Linkage::parse("245-01/(2/r").unwrap();
        assert_eq!(
            (linkage.number, linkage.script, linkage.right_to_left),
            (1, Some("(2"), true)
        );
        assert_eq!(linkage.tag, "245");
        assert_eq!(Linkage::parse("880-12").unwrap().number, 12);
        assert_eq!(Linkage::parse("100-03/$1").unwrap().script, Some("$1"));
        for wrong in ["", "245", "245-", "24-01", "245-xx", "245-+1"] {
            assert_eq!(Linkage::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn fields_get_their_880s() {
        let tag = |t: &str| Tag::try_from(t).unwrap();
        let mut record = MarcRecord::default();
        record
            .push_data(tag("100"), "1 ", &[('6', "880-01"), ('a', "Ivanov")])
            .push_data(tag("245"), "10", &[('a', "Trud")])
            .push_data(tag("700"), "1 ", &[('6', "880-02"), ('a', "Petrov")])
            .push_data(tag("880"), "10", &[('6', "245-05/(N"), ('a', "Труд")])
            .push_data(tag("880"), "1 ", &[('6', "100-01/(N"), ('a', "Иванов")])
            .push_data(tag("880"), "1 ", &[('6', "700-03/(N"), ('a', "Сидоров")])
            .push_data(tag("880"), "  ", &[('6', "500-00/(N"), ('a', "Заметка")])
            .push_data(tag("880"), "  ", &[('a', "без связи")]);
        let shown: Vec<String> = linked(&record)
            .iter()
            .map(|l| {
                let names = |f: &DataField<'_>| f.first('a').unwrap_or_default().to_owned();
                let others: Vec<String> = l.alternates.iter().map(names).collect();
                let mark = if l.unlinked { "!" } else { "" };
                format!("{mark}{} {}={}", l.tag, names(&l.field), others.join(","))
            })
            .collect();
        assert_eq!(
            shown,
            [
                "100 Ivanov=Иванов",
                "245 Trud=Труд",
                "700 Petrov=",
                "!700 Сидоров=",
                "!500 Заметка=",
                "!880 без связи="
            ]
        );
    }
}
