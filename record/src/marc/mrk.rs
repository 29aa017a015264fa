//! The text form of MARC that people read (MarcEdit's "mnemonic" form); written only.

use super::model::{Field, MarcRecord};
use std::fmt;

/// Shows a record as text, one line per field: `=245  10$aTitle`.
#[derive(Clone, Copy, Debug)]
pub struct Mrk<'a>(pub &'a MarcRecord);

/// Returns a record as text, one line per field.
pub fn to_string(record: &MarcRecord) -> String {
    Mrk(record).to_string()
}

impl fmt::Display for Mrk<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "=LDR  {}", blanks(&self.0.leader))?;
        for field in &self.0.fields {
            match field {
                Field::Control { tag, value } => writeln!(f, "={tag}  {}", escape(&blanks(value)))?,
                Field::Data {
                    tag,
                    ind1,
                    ind2,
                    subfields,
                } => {
                    write!(f, "={tag}  {}{}", blank(*ind1), blank(*ind2))?;
                    for subfield in subfields {
                        write!(f, "${}{}", subfield.code, escape(&subfield.value))?;
                    }
                    writeln!(f)?;
                }
            }
        }
        Ok(())
    }
}

fn blank(c: char) -> char {
    if c == ' ' { '\\' } else { c }
}

fn blanks(text: &str) -> String {
    text.chars().map(blank).collect()
}

/// Writes characters that have a meaning in this form by their names.
fn escape(text: &str) -> String {
    text.replace('{', "{lcub}")
        .replace('$', "{dollar}")
        .replace(['\r', '\n'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marc::Tag;

    #[test]
    fn a_record_is_shown_one_line_per_field() {
        let mut record = MarcRecord::default();
        record
            .push_control(Tag::try_from("008").unwrap(), "210101s1921    ")
            .push_data(
                Tag::try_from("245").unwrap(),
                "1 ",
                &[('a', "Cost in $:"), ('b', "{x}")],
            );
        assert_eq!(
            to_string(&record),
            "=LDR  00000nam\\a2200000\\\\\\4500\n=008  210101s1921\\\\\\\\\n\
             =245  1\\$aCost in {dollar}:$b{lcub}x}\n"
        );
    }
}
