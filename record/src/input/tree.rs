//! A small tree of one XML record, for the crosswalks of MODS and Dublin Core. Names are without prefix.

use quick_xml::{Reader, events::Event};

use super::{Limits, text};
use crate::marc::{Fault, FaultCode};

/// An element: its name, attributes, own text, and what is in it.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    text: String,
    pub(super) children: Vec<Element>,
}

impl Element {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let mut all = self.attributes.iter();
        all.find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Its own text, white space folded.
    pub(super) fn text(&self) -> String {
        self.text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    pub(super) fn all<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Element> {
        self.children.iter().filter(move |c| c.name == name)
    }

    pub(super) fn first(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|c| c.name == name)
    }

    /// The text at a path of names, where it is not empty.
    pub(super) fn at(&self, path: &[&str]) -> Option<String> {
        match path {
            [] => Some(self.text()).filter(|t| !t.is_empty()),
            [name, rest @ ..] => self.all(name).find_map(|child| child.at(rest)),
        }
    }
}

fn wrong(at: u64, text: String) -> Fault {
    Fault::new(
        FaultCode::BadXml,
        usize::try_from(at).unwrap_or(0),
        None,
        text,
    )
}

/// Reads one element with all that is in it.
pub(super) fn parse(bytes: &[u8], faults: &mut Vec<Fault>) -> Result<Element, Fault> {
    let text = text::decode(bytes, faults);
    let mut reader = Reader::from_str(&text);
    let mut open: Vec<Element> = vec![Element::default()];
    let most = Limits::default().depth;
    loop {
        let at = reader.buffer_position();
        let event = reader.read_event();
        let event = event.map_err(|e| {
            wrong(
                reader.error_position(),
                format!("the XML is not well-formed: {e}"),
            )
        })?;
        let empty = matches!(event, Event::Empty(_));
        match event {
            Event::Start(tag) | Event::Empty(tag) => {
                if open.len() > most {
                    let text = format!("elements are nested deeper than {most}");
                    return Err(Fault::new(
                        FaultCode::TooDeep,
                        usize::try_from(at).unwrap_or(0),
                        None,
                        text,
                    ));
                }
                let mut element = Element {
                    name: tag.local_name().as_ref().to_owned(),
                    ..Element::default()
                };
                for attribute in tag.attributes() {
                    let attribute =
                        attribute.map_err(|e| wrong(at, format!("an attribute is wrong: {e}")))?;
                    let name = attribute.key.local_name().as_ref().to_owned();
                    let value = attribute_value(&attribute.value);
                    element.attributes.push((name, value));
                }
                if empty {
                    add(&mut open, element);
                } else {
                    open.push(element);
                }
            }
            Event::End(_) => {
                if let Some(element) = open.pop() {
                    add(&mut open, element);
                }
            }
            Event::Text(text) => push(&mut open, &text),
            Event::CData(text) => push(&mut open, &text),
            Event::GeneralRef(name) => {
                let name = name.to_string();
                match resolved(&name) {
                    Some(c) => push(&mut open, c.encode_utf8(&mut [0; 4])),
                    None => {
                        let said =
                            format!("&{name}; is none of XML's entities; it was kept as it is");
                        faults.push(Fault::new(
                            FaultCode::BadEntity,
                            usize::try_from(at).unwrap_or(0),
                            None,
                            said,
                        ));
                        push(&mut open, &format!("&{name};"));
                    }
                }
            }
            Event::DocType(_) => {
                let text = "a document type declaration is not read: remove the DOCTYPE";
                return Err(Fault::new(
                    FaultCode::DoctypeRefused,
                    usize::try_from(at).unwrap_or(0),
                    None,
                    text,
                ));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let root = open.swap_remove(0);
    let root = root.children.into_iter().next();
    root.ok_or_else(|| wrong(0, "the record has no element".to_owned()))
}

fn add(open: &mut Vec<Element>, element: Element) {
    match open.last_mut() {
        Some(parent) => parent.children.push(element),
        None => open.push(element),
    }
}

fn push(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

/// An attribute's value with the references of XML in it resolved.
fn attribute_value(raw: &str) -> String {
    match quick_xml::escape::unescape(raw) {
        Ok(value) => value.into_owned(),
        Err(_) => raw.to_owned(),
    }
}

/// One of the five entities, or a character's number.
fn resolved(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}
