//! Dublin Core to MARC, by the Library of Congress's crosswalk (Dublin Core to MARC, 2001) and the
//! DRIVER and OpenAIRE guidelines for what repositories write.

use super::{draft::Draft, ris::number, tree, types, values};
use crate::{
    Profile,
    marc::{Fault, Parsed},
    profile::Word,
};

/// The MARC of one `oai_dc:dc` element.
pub(super) fn marc(bytes: &[u8], profile: Option<&Profile>) -> Result<Parsed, Fault> {
    let mut draft = Draft::default();
    let root = tree::parse(bytes, &mut draft.faults)?;
    for element in &root.children {
        let value = element.text();
        let word = match element.name.as_str() {
            "title" => Word::Title,
            "alternative" => Word::ParallelTitle,
            "creator" => Word::Author,
            "contributor" => {
                draft.field("720", "  ", &[('a', &value)]);
                continue;
            }
            "subject" => Word::Keyword,
            "description" | "abstract" => Word::Abstract,
            "publisher" => Word::Publisher,
            "date" | "issued" => {
                // What is not the day of publication comes after it.
                if !draft.has(Word::Date) && !value.starts_with("info:eu-repo/") {
                    draft.say(Word::Date, &value);
                }
                continue;
            }
            "type" => {
                if !draft.has(Word::Type)
                    && let Some(concept) = types::concept(types::WORDS, &value)
                {
                    draft.say(Word::Type, concept);
                }
                continue;
            }
            "identifier" => {
                identifier(&mut draft, &value);
                continue;
            }
            "language" => Word::Language,
            "rights" => Word::Rights,
            "source" | "isPartOf" => {
                draft.field("500", "  ", &[('a', &value)]);
                continue;
            }
            "relation" if value.starts_with("http") => {
                draft.field("856", "42", &[('u', &value)]);
                continue;
            }
            "coverage" | "spatial" => Word::Place,
            "bibliographicCitation" => Word::Note,
            "extent" => Word::Extent,
            _ => continue,
        };
        draft.say(word, &value);
    }
    if let Some(profile) = profile {
        draft.defaults(profile);
    }
    Ok(draft.finish())
}

/// What an identifier is shows in its form.
fn identifier(draft: &mut Draft, value: &str) {
    let lower = value.to_ascii_lowercase();
    if lower.starts_with("doi:") || lower.starts_with("10.") || lower.contains("doi.org/10.") {
        draft.say(Word::Doi, value);
        if lower.starts_with("http") {
            draft.say(Word::Url, value);
        }
    } else if lower.starts_with("http") {
        draft.say(Word::Url, value);
    } else if let Some(rest) = ["urn:isbn:", "isbn:", "isbn ", "urn:issn:", "issn:", "issn "]
        .iter()
        .find_map(|prefix| lower.strip_prefix(prefix))
    {
        number(draft, rest.trim());
    } else {
        draft.say(Word::SystemNumber, &values::transformed(value, None));
    }
}
