//! Where a repository had a record from: the `provenance` of its `about` (OAI-PMH guidelines on
//! provenance).

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};
use record::{Datestamp, Origin};

use super::element;

/// Hops that are kept; more are nobody's history.
const DEEPEST: usize = 20;

/// What an `about` says of where the record came from, the hops before it inside.
pub(super) fn origin(about: &str) -> Option<Origin> {
    let mut reader = Reader::from_str(about);
    let (mut open, mut said): (Vec<Origin>, _) = (Vec::new(), String::new());
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) => {
                said.clear();
                if tag.local_name().as_ref() == "originDescription" {
                    open.push(begun(&tag)?);
                    if open.len() > DEEPEST {
                        return None;
                    }
                }
            }
            Event::Text(text) => said.push_str(&text),
            Event::CData(text) => said.push_str(&text),
            Event::GeneralRef(name) => said.extend(element::resolved(&name)),
            Event::End(tag) => {
                if tag.local_name().as_ref() == "originDescription" {
                    let done = open.pop()?;
                    match open.last_mut() {
                        Some(outer) => outer.before = Some(Box::new(done)),
                        None => return whole(done),
                    }
                } else if let Some(origin) = open.last_mut() {
                    take(origin, tag.local_name().as_ref(), said.trim());
                }
                said.clear();
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

fn begun(tag: &BytesStart<'_>) -> Option<Origin> {
    let attribute = |wanted: &str| {
        let mut all = tag.attributes().flatten();
        all.find(|a| a.key.local_name().as_ref() == wanted)
            .map(|a| element::unescaped(&a.value))
    };
    let date = attribute("harvestDate")?;
    let date = date.trim();
    let moment = date.parse::<Datestamp>();
    let harvested = moment
        .or_else(|_| format!("{date}T00:00:00Z").parse())
        .ok()?;
    Some(Origin {
        base_url: String::new(),
        identifier: String::new(),
        datestamp: String::new(),
        namespace: String::new(),
        harvested,
        altered: attribute("altered").is_some_and(|a| matches!(a.trim(), "true" | "1")),
        deleted: false,
        before: None,
    })
}

fn take(origin: &mut Origin, name: &str, said: &str) {
    match name {
        "baseURL" => origin.base_url = said.to_owned(),
        "identifier" => origin.identifier = said.to_owned(),
        "datestamp" => origin.datestamp = said.to_owned(),
        "metadataNamespace" => origin.namespace = said.to_owned(),
        _ => {}
    }
}

/// An origin that says what it must.
fn whole(origin: Origin) -> Option<Origin> {
    (!origin.base_url.is_empty() && !origin.identifier.is_empty()).then_some(origin)
}
