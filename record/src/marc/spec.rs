//! Field specifications: short texts that name what a mapping takes from a record.
//!
//! | text | names |
//! | --- | --- |
//! | `245` | all subfields of each 245, joined |
//! | `245abc` | subfields a, b and c of each 245, joined in source order |
//! | `020a` | each subfield a of each 020, one value each |
//! | `008[35-37]`, `LDR[6]` | characters 35 to 37 of 008; character 6 of the leader |
//! | `856\|40\|u` | subfield u where the indicators are 4 and 0 |
//! | `650\|*7\|a` | subfield a where the second indicator is 7; `*` stands for any |
//!
//! A blank indicator is a space. Specifications are joined with `:`, as in `100a:700a`.

use super::model::{DataField, Field, MarcRecord, Tag};
use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

/// What a specification takes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Target {
    Leader,
    Field(Tag),
}

/// A parsed field specification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldSpec {
    text: String,
    target: Target,
    /// The indicators asked for; nothing stands for any.
    indicators: [Option<char>; 2],
    /// The subfield codes asked for; none stands for all.
    codes: String,
    /// The characters asked for, counted from 0.
    slice: Option<RangeInclusive<usize>>,
}

/// One value that a specification found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecValue {
    /// The field's tag; nothing for the leader.
    pub tag: Option<Tag>,
    /// Which of the record's fields with this tag it is from, counted from 0.
    pub occurrence: usize,
    /// The text, as it stands in the record.
    pub text: String,
}

/// Says why a text is no field specification.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SpecError {
    /// The text does not begin with a tag.
    #[error("{0:?} does not begin with a tag: write it like 245abc, 008[35-37] or 856|40|u")]
    BadTag(String),
    /// What stands between bars is not two indicators.
    #[error("{0:?} needs two indicators between bars, * for any: write it like 856|4*|u")]
    BadIndicators(String),
    /// What stands in brackets is not a range of characters.
    #[error("{0:?} needs one position or a rising range in brackets: write it like 008[35-37]")]
    BadSlice(String),
    /// A subfield code is not a printable ASCII character.
    #[error("{0:?} has {1:?} as subfield code: use printable ASCII characters")]
    BadCode(String, char),
}

impl FromStr for FieldSpec {
    type Err = SpecError;

    fn from_str(text: &str) -> Result<Self, SpecError> {
        let bad_tag = || SpecError::BadTag(text.to_owned());
        let (tag, rest) = text.split_at_checked(3).ok_or_else(bad_tag)?;
        let target = match tag {
            "LDR" => Target::Leader,
            _ => Target::Field(Tag::try_from(tag).map_err(|_| bad_tag())?),
        };
        let (indicators, rest) =
            parse_indicators(rest).ok_or_else(|| SpecError::BadIndicators(text.to_owned()))?;
        let (codes, slice) =
            parse_slice(rest).ok_or_else(|| SpecError::BadSlice(text.to_owned()))?;
        if let Some(bad) = codes.chars().find(|c| !c.is_ascii_graphic()) {
            return Err(SpecError::BadCode(text.to_owned(), bad));
        }
        let codes = codes.to_owned();
        Ok(Self {
            text: text.to_owned(),
            target,
            indicators,
            codes,
            slice,
        })
    }
}

/// Splits `|12|rest` into the indicators and the rest.
fn parse_indicators(text: &str) -> Option<([Option<char>; 2], &str)> {
    let Some(inner) = text.strip_prefix('|') else {
        return Some(([None, None], text));
    };
    let (marks, rest) = inner.split_once('|')?;
    let mut marks = marks.chars();
    let (first, second) = (marks.next()?, marks.next()?);
    let any = |c: char| (c != '*').then_some(c);
    marks
        .next()
        .is_none()
        .then_some(([any(first), any(second)], rest))
}

/// Splits `codes[from-to]` into the codes and the range.
fn parse_slice(text: &str) -> Option<(&str, Option<RangeInclusive<usize>>)> {
    let Some((codes, slice)) = text.split_once('[') else {
        return Some((text, None));
    };
    let slice = slice.strip_suffix(']')?;
    let (from, to) = slice.split_once('-').unwrap_or((slice, slice));
    let (from, to) = (from.parse().ok()?, to.parse().ok()?);
    (from <= to).then_some((codes, Some(from..=to)))
}

impl FieldSpec {
    /// Parses specifications that are joined with `:`.
    ///
    /// # Errors
    ///
    /// Returns the [`SpecError`] of the first one that is wrong.
    pub fn parse_list(text: &str) -> Result<Vec<Self>, SpecError> {
        text.split(':').map(str::parse).collect()
    }

    /// Returns the tag asked for; nothing for the leader.
    pub fn tag(&self) -> Option<Tag> {
        match self.target {
            Target::Leader => None,
            Target::Field(tag) => Some(tag),
        }
    }

    /// Returns the subfield codes asked for; none stands for all.
    pub fn codes(&self) -> &str {
        &self.codes
    }

    /// Tells whether a data field is one that is asked for.
    pub fn matches(&self, field: &DataField<'_>) -> bool {
        let fits = |asked: Option<char>, is: char| asked.is_none_or(|c| c == is);
        self.tag() == Some(field.tag)
            && fits(self.indicators[0], field.ind1)
            && fits(self.indicators[1], field.ind2)
    }

    /// Returns the values of a record, in source order; empty ones are left out.
    pub fn values(&self, record: &MarcRecord) -> Vec<SpecValue> {
        let Some(tag) = self.tag() else {
            let text = self.cut(&record.leader);
            return text
                .map(|text| SpecValue {
                    tag: None,
                    occurrence: 0,
                    text,
                })
                .into_iter()
                .collect();
        };
        let fields = record.fields.iter().filter(|f| f.tag() == tag).enumerate();
        let found = fields.flat_map(|(occurrence, field)| {
            let value = move |text| SpecValue {
                tag: Some(tag),
                occurrence,
                text,
            };
            self.of_field(field).into_iter().map(value)
        });
        found.collect()
    }

    fn of_field(&self, field: &Field) -> Vec<String> {
        if let Some(value) = field.as_control() {
            return self.cut(value).into_iter().collect();
        }
        match field.as_data() {
            Some(data) if self.matches(&data) => self.of_data(&data),
            _ => Vec::new(),
        }
    }

    /// Returns the values of one data field that was found to match.
    pub fn of_data(&self, field: &DataField<'_>) -> Vec<String> {
        let mut codes = self.codes.chars();
        if let (Some(code), None) = (codes.next(), codes.next()) {
            return field.all(code).filter_map(|v| self.cut(v)).collect();
        }
        let asked = |code| self.codes.is_empty() || self.codes.contains(code);
        let values = field
            .subfields
            .iter()
            .filter(|s| asked(s.code))
            .map(|s| s.value.as_str());
        let values: Vec<&str> = values.filter(|v| !v.is_empty()).collect();
        self.cut(&values.join(" ")).into_iter().collect()
    }

    /// Takes the characters asked for; nothing when there are none.
    fn cut(&self, text: &str) -> Option<String> {
        let cut: String = match &self.slice {
            None => text.to_owned(),
            Some(range) => text
                .chars()
                .skip(*range.start())
                .take(range.end() - range.start() + 1)
                .collect(),
        };
        (!cut.is_empty()).then_some(cut)
    }
}

impl fmt::Display for FieldSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> MarcRecord {
        let tag = |t: &str| Tag::try_from(t).unwrap();
        let mut record = MarcRecord::with_leader("00000nab a2200000 a 4500");
        record
            .push_control(tag("008"), "210101s1921    sz            000 0 fre d")
            .push_data(
                tag("245"),
                "10",
                &[('a', "Wages :"), ('c', "ILO."), ('b', "a study /")],
            )
            .push_data(
                tag("650"),
                " 7",
                &[('a', "wages"), ('a', "prices"), ('2', "ilot")],
            )
            .push_data(tag("650"), " 0", &[('a', "labour")])
            .push_data(
                tag("856"),
                "40",
                &[('u', "https://example.org/é"), ('y', "")],
            );
        record
    }

    #[test]
    fn values_are_found() {
        for (spec, expected) in [
            ("245", "0 Wages : ILO. a study /"),
            ("245ab", "0 Wages : a study /"),
            ("245a", "0 Wages :"),
            ("245z", ""),
            ("650a", "0 wages|0 prices|1 labour"),
            ("650aa", "0 wages prices|1 labour"),
            ("650|*7|a", "0 wages|0 prices"),
            ("650| 0|a", "1 labour"),
            ("650|1*|a", ""),
            ("008[35-37]", "0 fre"),
            ("008[7-10]", "0 1921"),
            ("008[90]", ""),
            ("LDR[6-7]", "0 ab"),
            ("856|40|u", "0 https://example.org/é"),
            ("856u[20]", "0 é"),
            ("856y", ""),
            ("999", ""),
        ] {
            let values = spec.parse::<FieldSpec>().unwrap().values(&record());
            let shown: Vec<String> = values
                .iter()
                .map(|v| format!("{} {}", v.occurrence, v.text))
                .collect();
            assert_eq!(shown.join("|"), expected, "{spec}");
        }
    }

    #[test]
    fn wrong_texts_are_refused_with_the_way_out() {
        for (text, message) in [
            ("24", "begin with a tag"),
            ("", "begin with a tag"),
            ("24é", "begin with a tag"),
            ("245|1|a", "two indicators"),
            ("245|1", "two indicators"),
            ("008[3", "rising range"),
            ("008[7-3]", "rising range"),
            ("245a b", "subfield code"),
        ] {
            let error = text.parse::<FieldSpec>().unwrap_err().to_string();
            assert!(error.contains(message), "{text}: {error}");
        }
        assert_eq!(FieldSpec::parse_list("100a:700a").unwrap().len(), 2);
        assert_eq!(
            "856|40|u".parse::<FieldSpec>().unwrap().to_string(),
            "856|40|u"
        );
    }
}
