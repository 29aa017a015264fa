//! Writing SKOS.

use std::{
    borrow::Cow,
    io::{self, BufWriter, Write},
};

use oxrdf::{
    LiteralRef, NamedNode, NamedNodeRef, TripleRef,
    vocab::{rdf, xsd},
};
use oxrdfio::{RdfFormat, RdfSerializer, WriterQuadSerializer};

use super::{concept_uri, heading_uri, scheme_uri, vocab};
use crate::{
    Concept, ConceptId, LabelKind, Lang, LangMap, Means, Relation, Scheme, SchemeId, Taxonomy,
};

/// Why a taxonomy cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The output refuses.
    #[error("cannot write SKOS")]
    Io(#[from] io::Error),
    /// A URI is none.
    #[error("{uri:?} is no URI: {why}; correct the base address, the id or the match")]
    Uri {
        /// The text.
        uri: String,
        /// What is wrong with it.
        why: String,
    },
    /// There is no such concept.
    #[error("no concept {concept:?} in {scheme}")]
    NoConcept {
        /// The scheme.
        scheme: SchemeId,
        /// The concept.
        concept: ConceptId,
    },
}

/// Writes a taxonomy as SKOS, with its URIs below `base` (as `https://host`).
///
/// Characters that XML 1.0 forbids are left out, so that all formats say the same.
///
/// # Errors
/// When the output refuses or a URI is none.
pub fn write(
    taxonomy: &Taxonomy,
    base: &str,
    format: RdfFormat,
    out: &mut impl Write,
) -> Result<(), WriteError> {
    let mut triples = Triples::new(format, out)?;
    for (id, scheme) in taxonomy.schemes() {
        let at = Place { base, id, scheme };
        at.write_scheme(&mut triples)?;
        for concept in scheme.concepts() {
            at.write_concept(concept, &mut triples)?;
        }
        at.write_headings(&mut triples)?;
    }
    triples.finish()
}

/// Writes one concept as SKOS.
///
/// # Errors
/// When there is no such concept, the output refuses or a URI is none.
pub fn write_concept(
    taxonomy: &Taxonomy,
    scheme: &SchemeId,
    concept: &ConceptId,
    base: &str,
    format: RdfFormat,
    out: &mut impl Write,
) -> Result<(), WriteError> {
    let held = taxonomy.scheme(scheme.as_str());
    let (Some(held), Some(found)) = (held, held.and_then(|s| s.get(concept.as_str()))) else {
        return Err(WriteError::NoConcept {
            scheme: scheme.clone(),
            concept: concept.clone(),
        });
    };
    let at = Place {
        base,
        id: scheme,
        scheme: held,
    };
    let mut triples = Triples::new(format, out)?;
    at.write_concept(found, &mut triples)?;
    triples.finish()
}

struct Place<'a> {
    base: &'a str,
    id: &'a SchemeId,
    scheme: &'a Scheme,
}

impl Place<'_> {
    fn own_uri(&self) -> Result<NamedNode, WriteError> {
        uri(scheme_uri(self.base, self.id))
    }

    fn uri_of(&self, concept: &ConceptId) -> Result<NamedNode, WriteError> {
        uri(concept_uri(self.base, self.id, concept))
    }

    fn write_scheme<W: Write>(&self, to: &mut Triples<W>) -> Result<(), WriteError> {
        to.subject = self.own_uri()?;
        to.link(rdf::TYPE, vocab::CONCEPT_SCHEME)?;
        to.texts(vocab::TITLE, &self.scheme.title)?;
        for top in self.scheme.top() {
            to.link(vocab::HAS_TOP_CONCEPT, self.uri_of(top)?.as_ref())?;
        }
        Ok(())
    }

    fn write_concept<W: Write>(
        &self,
        concept: &Concept,
        to: &mut Triples<W>,
    ) -> Result<(), WriteError> {
        to.subject = self.uri_of(&concept.id)?;
        to.link(rdf::TYPE, vocab::CONCEPT)?;
        to.link(vocab::IN_SCHEME, self.own_uri()?.as_ref())?;
        if self.scheme.top().contains(&concept.id) {
            to.link(vocab::TOP_CONCEPT_OF, self.own_uri()?.as_ref())?;
        }
        if let Some(notation) = &concept.notation {
            let notation = clean(notation);
            to.literal(vocab::NOTATION, LiteralRef::new_simple_literal(&notation))?;
        }
        for (lang, kind, label) in concept.labels() {
            to.text(property_of(kind), lang, label)?;
        }
        to.texts(vocab::SCOPE_NOTE, &concept.scope)?;
        self.write_links(concept, to)?;
        self.write_history(concept, to)
    }

    /// The mapped headings, each a concept of its own vocabulary that matches one of ours (SKOS section 10).
    fn write_headings<W: Write>(&self, to: &mut Triples<W>) -> Result<(), WriteError> {
        for (source, rule) in self.scheme.headings().iter() {
            let Means::Concept { concept, relation } = &rule.means else {
                continue;
            };
            to.subject = uri(heading_uri(self.base, source, &rule.text))?;
            to.link(rdf::TYPE, vocab::CONCEPT)?;
            let text = clean(&rule.text);
            to.literal(vocab::PREF_LABEL, LiteralRef::new_simple_literal(&text))?;
            let property = match relation {
                Relation::Exact => vocab::EXACT_MATCH,
                Relation::Close => vocab::CLOSE_MATCH,
                Relation::Broad => vocab::BROAD_MATCH,
            };
            to.link(property, self.uri_of(concept)?.as_ref())?;
        }
        Ok(())
    }

    fn write_links<W: Write>(
        &self,
        concept: &Concept,
        to: &mut Triples<W>,
    ) -> Result<(), WriteError> {
        let narrower = self.scheme.narrower(concept.id.as_str());
        for (property, ids) in [
            (vocab::BROADER, concept.broader.as_slice()),
            (vocab::NARROWER, narrower),
            (vocab::RELATED, concept.related.as_slice()),
        ] {
            for id in ids {
                to.link(property, self.uri_of(id)?.as_ref())?;
            }
        }
        for (property, uris) in [
            (vocab::EXACT_MATCH, &concept.exact),
            (vocab::CLOSE_MATCH, &concept.close),
        ] {
            for other in uris {
                to.link(property, uri(other.clone())?.as_ref())?;
            }
        }
        Ok(())
    }

    /// A merged concept is deprecated for others, too: OWL knows no other word.
    fn write_history<W: Write>(
        &self,
        concept: &Concept,
        to: &mut Triples<W>,
    ) -> Result<(), WriteError> {
        if concept.deprecated || concept.replaced_by.is_some() {
            let yes = LiteralRef::new_typed_literal("true", xsd::BOOLEAN);
            to.literal(vocab::DEPRECATED, yes)?;
        }
        if let Some(heir) = &concept.replaced_by {
            to.link(vocab::IS_REPLACED_BY, self.uri_of(heir)?.as_ref())?;
        }
        Ok(())
    }
}

fn property_of(kind: LabelKind) -> NamedNodeRef<'static> {
    match kind {
        LabelKind::Pref => vocab::PREF_LABEL,
        LabelKind::Alt => vocab::ALT_LABEL,
        LabelKind::Hidden => vocab::HIDDEN_LABEL,
    }
}

fn uri(text: String) -> Result<NamedNode, WriteError> {
    NamedNode::new(&text).map_err(|error| WriteError::Uri {
        why: error.to_string(),
        uri: text,
    })
}

/// The text without what XML 1.0 forbids (section 2.2) and with XML's line ends (section 2.11).
fn clean(text: &str) -> Cow<'_, str> {
    let bad = |c: char| matches!(c, '\0'..='\u{8}' | '\u{B}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}');
    if text.contains(bad) {
        let ends = text.replace("\r\n", "\n").replace('\r', "\n");
        Cow::Owned(ends.replace(bad, ""))
    } else {
        Cow::Borrowed(text)
    }
}

/// The serializer and the subject that is being written.
struct Triples<W: Write> {
    out: WriterQuadSerializer<BufWriter<W>>,
    subject: NamedNode,
}

impl<W: Write> Triples<W> {
    fn new(format: RdfFormat, out: W) -> Result<Triples<W>, WriteError> {
        let mut serializer = RdfSerializer::from_format(format);
        for (prefix, namespace) in vocab::PREFIXES {
            serializer =
                serializer
                    .with_prefix(prefix, namespace)
                    .map_err(|error| WriteError::Uri {
                        uri: namespace.to_owned(),
                        why: error.to_string(),
                    })?;
        }
        Ok(Triples {
            out: serializer.for_writer(BufWriter::new(out)),
            subject: vocab::CONCEPT.into_owned(),
        })
    }

    fn link(
        &mut self,
        property: NamedNodeRef<'_>,
        object: NamedNodeRef<'_>,
    ) -> Result<(), WriteError> {
        let triple = TripleRef::new(self.subject.as_ref(), property, object);
        Ok(self.out.serialize_triple(triple)?)
    }

    fn literal(
        &mut self,
        property: NamedNodeRef<'_>,
        value: LiteralRef<'_>,
    ) -> Result<(), WriteError> {
        let triple = TripleRef::new(self.subject.as_ref(), property, value);
        Ok(self.out.serialize_triple(triple)?)
    }

    fn text(
        &mut self,
        property: NamedNodeRef<'_>,
        lang: Lang,
        text: &str,
    ) -> Result<(), WriteError> {
        let text = clean(text);
        let literal = LiteralRef::new_language_tagged_literal_unchecked(&text, lang.as_str());
        self.literal(property, literal)
    }

    fn texts(&mut self, property: NamedNodeRef<'_>, texts: &LangMap) -> Result<(), WriteError> {
        for (lang, text) in texts {
            self.text(property, *lang, text)?;
        }
        Ok(())
    }

    fn finish(self) -> Result<(), WriteError> {
        Ok(self.out.finish()?.flush()?)
    }
}
