//! Finds the `record` elements of MARCXML, wherever they are wrapped.
//!
//! This is a scanner, not a parser: it knows markup from text, and it looks for `record` elements
//! (in any namespace) that hold a leader, a controlfield or a datafield. So a malformed record
//! costs itself and no other, and the records of OAI-PMH and SRU answers are found inside the
//! envelopes that are called `record` too.

use super::super::fault::FaultCode;
use super::input::Input;
use super::{Piece, RECORD_LIMIT};
use std::io::Read;

/// What the scanner knows between records.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// Where in the input's data the next markup is looked for.
    at: usize,
    /// The record being looked at; the input's data start with it.
    open: Option<Open>,
    /// For each of [`ENCLOSED`], how far in the input its end was looked for in vain; what opens
    /// before that is text, and is not looked at again.
    unclosed: [u64; 3],
}

/// How comments, CDATA sections and processing instructions begin and end.
const ENCLOSED: [(&str, &str); 3] = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")];

impl Scan {
    /// Tells whether what opens here was already found to have no end.
    fn is_text(&self, kind: usize, offset: u64) -> bool {
        offset + (self.at as u64) < self.unclosed[kind]
    }
}

/// A `record` element whose end was not yet seen.
#[derive(Debug, Default)]
struct Open {
    /// Whether it has a leader, controlfield or datafield.
    marc: bool,
    /// Whether it has any other element.
    other: bool,
}

/// A piece of markup.
enum Markup {
    Start {
        length: usize,
        empty: bool,
        name: Name,
    },
    End {
        length: usize,
        name: Name,
    },
    Skip(usize),
    Declaration(usize),
    Doctype,
    /// The data end within it; with its place among [`ENCLOSED`] if it is one of these.
    Unfinished(Option<usize>),
}

#[derive(Clone, Copy, PartialEq)]
enum Name {
    Record,
    Marc,
    Other,
}

/// Finds the next record; the input then starts with it.
pub(super) fn next<R: Read>(input: &mut Input<R>, scan: &mut Scan) -> Piece {
    if input.offset() == 0
        && (input.data().starts_with(b"\xFF\xFE") || input.data().starts_with(b"\xFE\xFF"))
    {
        let text = "the XML is UTF-16: convert it to UTF-8".to_owned();
        return Piece::Fatal {
            code: FaultCode::UnsupportedEncoding,
            text,
        };
    }
    loop {
        if !find_markup(input, scan) {
            return at_end(input, scan);
        }
        if scan.open.is_some() && scan.at > RECORD_LIMIT {
            let text = format!("the record element is longer than {RECORD_LIMIT} bytes");
            return give_up(scan, FaultCode::TooLong, text);
        }
        let markup = markup(&input.data()[scan.at..], |kind| {
            scan.is_text(kind, input.offset())
        });
        let markup = match markup {
            Markup::Unfinished(kind) => {
                if input.data().len() - scan.at <= RECORD_LIMIT && input.fill() {
                    continue;
                }
                if let Some(kind) = kind {
                    scan.unclosed[kind] = input.offset() + input.data().len() as u64;
                }
                Markup::Skip(1)
            }
            markup => markup,
        };
        if let Some(piece) = step(input, scan, markup) {
            return piece;
        }
    }
}

/// Moves to the next `<`, dropping what is outside records; returns whether there is one.
fn find_markup<R: Read>(input: &mut Input<R>, scan: &mut Scan) -> bool {
    loop {
        let found = memchr::memchr(b'<', &input.data()[scan.at..]);
        scan.at += found.unwrap_or(input.data().len() - scan.at);
        if scan.open.is_none() {
            input.consume(scan.at);
            scan.at = 0;
        }
        if found.is_some() {
            return true;
        }
        if scan.at > RECORD_LIMIT || !input.fill() {
            return scan.at > RECORD_LIMIT;
        }
    }
}

/// Takes one piece of markup; returns what ended with it.
fn step<R: Read>(input: &mut Input<R>, scan: &mut Scan, markup: Markup) -> Option<Piece> {
    let start = scan.at;
    match markup {
        Markup::Skip(length) => scan.at += length,
        Markup::Declaration(length) => {
            let declaration = &input.data()[start..start + length];
            if let Some(name) = unsupported(declaration) {
                let text = format!("the XML is declared as {name}: convert it to UTF-8");
                return Some(Piece::Fatal {
                    code: FaultCode::UnsupportedEncoding,
                    text,
                });
            }
            scan.at += length;
        }
        Markup::Doctype => {
            let text = "a document type declaration is not read: remove the DOCTYPE".to_owned();
            return Some(Piece::Fatal {
                code: FaultCode::DoctypeRefused,
                text,
            });
        }
        Markup::Start {
            length,
            empty,
            name: Name::Record,
        } => {
            if scan.open.as_ref().is_some_and(|open| open.marc) {
                scan.open = None;
                scan.at = 0;
                let text = "the record element has no end before the next record".to_owned();
                return Some(Piece::Broken {
                    length: start,
                    code: FaultCode::BadXml,
                    text,
                });
            }
            input.consume(start);
            scan.at = length;
            scan.open = Some(Open::default());
            if empty {
                return ended(scan);
            }
        }
        Markup::Start { length, name, .. } => {
            scan.at += length;
            if let Some(open) = &mut scan.open {
                open.marc |= name == Name::Marc;
                open.other |= name != Name::Marc;
            }
        }
        Markup::End { length, name } => {
            scan.at += length;
            if name == Name::Record {
                return ended(scan);
            }
        }
        Markup::Unfinished(_) => scan.at += 1,
    }
    None
}

/// Decides what a closed record element was.
fn ended(scan: &mut Scan) -> Option<Piece> {
    let open = scan.open.take()?;
    let length = scan.at;
    scan.at = 0;
    if open.marc {
        return Some(Piece::Record(length));
    }
    if open.other {
        // An envelope, such as that of a deleted record in OAI-PMH.
        scan.at = length;
        return None;
    }
    let text = "the record element has no fields".to_owned();
    Some(Piece::Broken {
        length,
        code: FaultCode::EmptyRecord,
        text,
    })
}

/// Gives up the open record and looks on behind its first byte.
fn give_up(scan: &mut Scan, code: FaultCode, text: String) -> Piece {
    scan.open = None;
    let length = std::mem::take(&mut scan.at);
    Piece::Broken { length, code, text }
}

fn at_end<R: Read>(input: &Input<R>, scan: &mut Scan) -> Piece {
    if scan.open.take().is_none() {
        return Piece::End;
    }
    scan.at = 0;
    let length = input.data().len();
    let text = "the input ends within the record element".to_owned();
    Piece::Broken {
        length,
        code: FaultCode::Truncated,
        text,
    }
}

/// Reads the markup at the start of `data`, which is a `<`.
fn markup(data: &[u8], is_text: impl Fn(usize) -> bool) -> Markup {
    for (kind, (open, close)) in ENCLOSED.iter().enumerate() {
        if !data.starts_with(open.as_bytes()) {
            continue;
        }
        if is_text(kind) {
            return Markup::Skip(1);
        }
        let Some(at) = memchr::memmem::find(&data[open.len()..], close.as_bytes()) else {
            return Markup::Unfinished(Some(kind));
        };
        let length = open.len() + at + close.len();
        let declaration = data.starts_with(b"<?xml ");
        return if declaration {
            Markup::Declaration(length)
        } else {
            Markup::Skip(length)
        };
    }
    match data.get(1) {
        None => Markup::Unfinished(None),
        Some(b'!') if data.len() < 9 => Markup::Unfinished(None),
        Some(b'!') if data[2..9].eq_ignore_ascii_case(b"DOCTYPE") => Markup::Doctype,
        Some(b'/') => tag(data, 2),
        Some(b) if b.is_ascii_alphabetic() || *b == b'_' || *b >= 0x80 => tag(data, 1),
        Some(_) => Markup::Skip(1),
    }
}

/// Reads a start or end tag whose name begins at `name_at`.
fn tag(data: &[u8], name_at: usize) -> Markup {
    let mut quote = 0;
    let mut end = None;
    for (i, byte) in data.iter().enumerate().skip(name_at) {
        match byte {
            // A tag cannot hold this, quoted or not: what came before was no tag.
            b'<' => return Markup::Skip(i),
            b'>' if quote == 0 => {
                end = Some(i);
                break;
            }
            b'"' | b'\'' if quote == 0 => quote = *byte,
            b if *b == quote => quote = 0,
            _ => {}
        }
    }
    let Some(end) = end else {
        return Markup::Unfinished(None);
    };
    let name = local_name(&data[name_at..end]);
    let length = end + 1;
    match name_at {
        2 => Markup::End { length, name },
        _ => Markup::Start {
            length,
            empty: data[end - 1] == b'/',
            name,
        },
    }
}

/// Knows a tag by its name without the prefix.
fn local_name(tag: &[u8]) -> Name {
    let end = tag
        .iter()
        .position(|b| b.is_ascii_whitespace() || *b == b'/')
        .unwrap_or(tag.len());
    let name = &tag[..end];
    let local = name
        .iter()
        .position(|b| *b == b':')
        .map_or(name, |i| &name[i + 1..]);
    match local {
        b"record" => Name::Record,
        b"leader" | b"controlfield" | b"datafield" => Name::Marc,
        _ => Name::Other,
    }
}

/// Returns the encoding that an XML declaration names when it is not one that is read.
fn unsupported(declaration: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(declaration).to_ascii_lowercase();
    let value = text
        .split_once("encoding")?
        .1
        .trim_start()
        .strip_prefix('=')?
        .trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let name = value[1..].split(quote).next()?;
    let known = [
        "utf-8",
        "utf8",
        "us-ascii",
        "ascii",
        "iso-8859-1",
        "latin1",
        "windows-1252",
    ];
    (!known.contains(&name)).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::Reader;
    use crate::marc::{Format, parse};

    /// Shows what a reader gives: the control number of a record, the code of a broken one.
    fn given(xml: &str) -> String {
        let show = |result| match result {
            Ok(raw) => {
                let raw: super::super::Raw = raw;
                match parse(&raw.bytes, raw.format) {
                    Ok(parsed) => parsed.marc.control("001").unwrap_or("-").to_owned(),
                    Err(fault) => format!("?{}", fault.code),
                }
            }
            Err(broken) => {
                let broken: crate::marc::Broken = broken;
                format!("!{}", broken.code)
            }
        };
        let reader = Reader::with_format(xml.as_bytes(), Format::MarcXml);
        reader.map(show).collect::<Vec<_>>().join(" ")
    }

    fn record(number: &str) -> String {
        format!(
            "<record><leader>00000nam a2200000   4500</leader><controlfield tag=\"001\">{number}</controlfield></record>"
        )
    }

    #[test]
    fn records_are_found_in_any_envelope() {
        let (a, b) = (record("a"), record("b"));
        let prefixed = a
            .replace("</", "</m:")
            .replace("<c", "<m:c")
            .replace("<l", "<m:l")
            .replace("<r", "<m:r");
        for (xml, expected) in [
            (format!("<collection>{a}\n{b}</collection>"), "a b"),
            (
                format!("\u{feff}<?xml version=\"1.0\" encoding='UTF-8'?>{a}"),
                "a",
            ),
            (
                format!("<m:collection xmlns:m='x'>{prefixed}</m:collection>"),
                "a",
            ),
            (
                format!("<OAI-PMH><record><header/><metadata>{a}</metadata></record></OAI-PMH>"),
                "a",
            ),
            (
                "<OAI-PMH><record><header status='deleted'/></record></OAI-PMH>".to_owned(),
                "",
            ),
            (
                format!("<zs:record><zs:recordData>{a}</zs:recordData></zs:record>{b}"),
                "a b",
            ),
            (
                format!("<!-- {a} --><![CDATA[{b}]]><x a='<record>'/>{b}"),
                "b",
            ),
            (
                format!("<records>{a}</records><recordings>{b}</recordings>"),
                "a b",
            ),
            ("<collection/>".to_owned(), ""),
        ] {
            assert_eq!(given(&xml), expected, "{xml}");
        }
    }

    #[test]
    fn a_malformed_record_costs_no_other() {
        let (a, b) = (record("a"), record("b"));
        for (broken, expected) in [
            (a.replace("</record>", ""), "!bad-xml b b"),
            (a.replace("</leader>", ""), "?bad-xml b b"),
            (
                a.replace("</controlfield>", "</controlfeld>"),
                "?bad-xml b b",
            ),
            (a.replace("tag=\"001\"", "tag=\"001"), "?bad-xml b b"),
            (a.replace("<leader>", "<!-- <leader>"), "?bad-xml b b"),
            (a.replace("<leader>", "<![CDATA[<leader>"), "?bad-xml b b"),
            (a.replace(">a<", ">a < b & c<"), "?bad-xml b b"),
            (a.replace(">a<", ">a & c<"), "a & c b b"),
            ("<record></record>".to_owned(), "!empty-record b b"),
            ("<record/>".to_owned(), "!empty-record b b"),
            ("</record>".to_owned(), "b b"),
        ] {
            let xml = format!("<collection>{broken}{b}{b}</collection>");
            assert_eq!(given(&xml), expected, "{xml}");
        }
        assert_eq!(
            given(&format!("<collection>{b}{}", &a[..60])),
            "b !truncated"
        );
    }

    #[test]
    fn what_opens_often_and_never_ends_is_text() {
        for (open, _) in super::ENCLOSED {
            let xml = format!(
                "<collection>{}{}</collection>",
                open.repeat(100_000),
                record("a")
            );
            assert_eq!(given(&xml), "a", "{open}");
        }
    }

    #[test]
    fn what_is_not_read_is_refused_by_name() {
        let a = record("a");
        for (start, code) in [
            (
                "<!DOCTYPE collection [<!ENTITY x 'y'>]>",
                "!doctype-refused",
            ),
            (
                "<?xml version='1.0' encoding='UTF-16'?>",
                "!unsupported-encoding",
            ),
            (
                "<?xml version='1.0' encoding=\"KOI8-R\" ?>",
                "!unsupported-encoding",
            ),
        ] {
            assert_eq!(given(&format!("{start}{a}")), code);
        }
        let utf16: Vec<u8> = "\u{feff}<record/>"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let broken = Reader::new(&utf16[..]).next().unwrap().unwrap_err();
        assert!(broken.fatal && broken.text.contains("UTF-16"), "{broken}");
    }
}
