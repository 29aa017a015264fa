//! The MarcEdit text form: lines such as `=245  10$aTitle`, blanks as `\`, and characters that mean
//! something by name, as `{dollar}`.

use super::text;
use crate::marc::{
    Encoding, Fault, FaultCode, Field, LEADER_LENGTH, MarcRecord, Parsed, Subfield, Tag,
};

/// Characters that have a name in this form.
const NAMES: &[(&str, &str)] = &[
    ("dollar", "$"),
    ("lcub", "{"),
    ("rcub", "}"),
    ("bsol", "\\"),
    ("esc", "\u{1b}"),
    ("acute", "\u{301}"),
    ("grave", "\u{300}"),
    ("circ", "\u{302}"),
    ("tilde", "\u{303}"),
    ("uml", "\u{308}"),
    ("cedil", "\u{327}"),
    ("copy", "©"),
    ("deg", "°"),
    ("pound", "£"),
    ("iexcl", "¡"),
    ("iquest", "¿"),
];

/// Reads one record.
pub(super) fn parse(bytes: &[u8]) -> Result<Parsed, Fault> {
    let mut faults = Vec::new();
    let text = text::decode(bytes, &mut faults);
    let mut marc = MarcRecord::default();
    let mut led = false;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let line = line.trim_end_matches(['\r', '\n']);
        if line.trim().is_empty() {
            continue;
        }
        match read(line) {
            Some(("LDR" | "000", rest)) => {
                let leader = rest.replace('\\', " ");
                if leader.chars().count() != LEADER_LENGTH {
                    let said = format!(
                        "the leader has {} characters, not 24; it was cut or filled",
                        leader.chars().count()
                    );
                    faults.push(Fault::new(
                        FaultCode::BadLeader,
                        start,
                        Some("LDR".into()),
                        said,
                    ));
                }
                marc.leader = MarcRecord::with_leader(&leader).leader;
                led = true;
            }
            Some((name, rest)) => match Tag::try_from(name) {
                Ok(tag) => field(&mut marc, tag, rest, start, &mut faults),
                Err(error) => faults.push(Fault::new(
                    FaultCode::BadTag,
                    start,
                    None,
                    format!("{error}; the line was left out"),
                )),
            },
            None => {
                let said = format!(
                    "{:?} is no line of this form, as =245  10$aTitle is; it was left out",
                    shorten(line)
                );
                faults.push(Fault::new(FaultCode::BadMrkLine, start, None, said));
            }
        }
    }
    if marc.fields.is_empty() {
        return Err(Fault::new(
            FaultCode::EmptyRecord,
            0,
            None,
            "the record has no fields",
        ));
    }
    if !led {
        let said = "the record has no =LDR line; it is read as a new monograph's";
        faults.push(Fault::new(FaultCode::MissingLeader, 0, None, said));
    }
    Ok(Parsed {
        marc,
        encoding: Encoding::Utf8,
        faults,
    })
}

fn shorten(line: &str) -> String {
    line.chars().take(60).collect()
}

/// `=245  10$a...` as its tag and what follows.
fn read(line: &str) -> Option<(&str, &str)> {
    let rest = line.strip_prefix('=')?;
    let name = rest.get(..3)?;
    let rest = &rest[3..];
    Some((
        name,
        rest.strip_prefix("  ")
            .unwrap_or(rest.trim_start_matches(' ')),
    ))
}

fn field(marc: &mut MarcRecord, tag: Tag, rest: &str, at: usize, faults: &mut Vec<Fault>) {
    if tag.is_control() {
        marc.push_control(tag, named(&rest.replace('\\', " ")));
        return;
    }
    let (marks, values) = rest.split_once('$').unwrap_or((rest, ""));
    let mut marks_read = marks.chars().map(|c| if c == '\\' { ' ' } else { c });
    let (ind1, ind2) = (marks_read.next(), marks_read.next());
    if ind1.is_none() || ind2.is_none() || marks_read.next().is_some() {
        let said = format!("{marks:?} are not two indicators; write \\\\ for blank ones");
        faults.push(Fault::new(
            FaultCode::BadIndicator,
            at,
            Some(tag.to_string()),
            said,
        ));
    }
    let mut subfields = Vec::new();
    for value in values.split('$') {
        let mut chars = value.chars();
        match chars.next() {
            Some(code) if code.is_ascii_graphic() => {
                subfields.push(Subfield::new(code, named(chars.as_str())))
            }
            _ => {
                let said = "a $ is not followed by a subfield's code; it was left out. Write {dollar} for the sign";
                faults.push(Fault::new(
                    FaultCode::BadSubfieldCode,
                    at,
                    Some(tag.to_string()),
                    said,
                ));
            }
        }
    }
    if !subfields.is_empty() {
        marc.fields.push(Field::Data {
            tag,
            ind1: ind1.unwrap_or(' '),
            ind2: ind2.unwrap_or(' '),
            subfields,
        });
    }
}

/// A value with named characters in their place; `{eacute}` is a letter and its mark.
fn named(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let tail = &rest[open + 1..];
        let name = tail.split_once('}').filter(|(name, _)| name.len() <= 10);
        let Some((name, after)) = name else {
            out.push('{');
            rest = tail;
            continue;
        };
        let mut letters = name.chars();
        let first = letters.next();
        let known = |name: &str| NAMES.iter().find(|(n, _)| *n == name).map(|(_, c)| *c);
        match (known(name), first, known(letters.as_str())) {
            (Some(c), _, _) => out.push_str(c),
            (None, Some(letter), Some(mark)) => {
                out.push(letter);
                out.push_str(mark);
            }
            _ => {
                out.push('{');
                out.push_str(name);
                out.push('}');
            }
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marc::mrk::to_string;

    #[test]
    fn what_is_written_is_read_back() {
        let text = "=LDR  00000nam\\a2200000\\\\\\4500\n=008  210101s1921\\\\\\\\\n=245  1\\$aCost in {dollar}:$b{lcub}x}\n";
        let parsed = parse(text.as_bytes()).unwrap();
        assert!(parsed.faults.is_empty());
        assert_eq!(to_string(&parsed.marc), text);
        let parsed = parse(b"=245  10$a{eacute}tude {x").unwrap();
        assert_eq!(parsed.marc.first("245", 'a'), Some("e\u{301}tude {x"));
    }
}
