//! A concept while its triples come in, in any order.

use oxrdf::{Quad, Term};

use super::super::vocab;
use crate::{Concept, ConceptId, LabelKind, Lang, LangMap, Rule};

/// A statement that cannot be used: the rule and the reason.
type Fault = (Rule, String);

/// What is known of a concept so far.
#[derive(Default)]
pub(super) struct Draft {
    pref: LangMap,
    labels: Vec<(LabelKind, Lang, String)>,
    scope: LangMap,
    notation: Option<String>,
    broader: Vec<ConceptId>,
    /// The concepts that it says are directly below it.
    pub(super) narrower: Vec<ConceptId>,
    related: Vec<ConceptId>,
    exact: Vec<String>,
    close: Vec<String>,
    deprecated: bool,
    replaced_by: Option<ConceptId>,
}

impl Draft {
    /// Takes one statement; `scheme` is the URI of the concept's scheme.
    pub(super) fn take(&mut self, quad: &Quad, scheme: &str) -> Result<(), Fault> {
        let object = &quad.object;
        let property = quad.predicate.as_ref();
        match property {
            vocab::PREF_LABEL => {
                return put(&mut self.pref, object, "prefLabel", Rule::S14);
            }
            vocab::SCOPE_NOTE => {
                return put(&mut self.scope, object, "scopeNote", Rule::Value);
            }
            vocab::ALT_LABEL => self.label(LabelKind::Alt, object)?,
            vocab::HIDDEN_LABEL => self.label(LabelKind::Hidden, object)?,
            vocab::NOTATION => return self.notation(object),
            vocab::BROADER => push(&mut self.broader, concept_of(object, scheme, "broader")?),
            vocab::NARROWER => push(&mut self.narrower, concept_of(object, scheme, "narrower")?),
            vocab::RELATED => push(&mut self.related, concept_of(object, scheme, "related")?),
            vocab::EXACT_MATCH => push(&mut self.exact, uri_of(object, "exactMatch")?),
            vocab::CLOSE_MATCH => push(&mut self.close, uri_of(object, "closeMatch")?),
            vocab::DEPRECATED => self.deprecated = is_true(object),
            vocab::IS_REPLACED_BY => return self.replaced_by(object, scheme),
            vocab::IN_SCHEME | vocab::TOP_CONCEPT_OF => return in_scheme(object, scheme),
            _ => {}
        }
        Ok(())
    }

    fn label(&mut self, kind: LabelKind, object: &Term) -> Result<(), Fault> {
        let (lang, text) = text_of(object).map_err(|f| (Rule::Value, format!("label {f}")))?;
        push(&mut self.labels, (kind, lang, text));
        Ok(())
    }

    fn notation(&mut self, object: &Term) -> Result<(), Fault> {
        let Term::Literal(literal) = object else {
            return Err((Rule::Value, format!("notation {object} is no text")));
        };
        match &self.notation {
            Some(one) if one != literal.value() => {
                let other = literal.value();
                let text = format!("has notations {one} and {other}; kept the first");
                Err((Rule::Notation, text))
            }
            _ => {
                self.notation = Some(literal.value().to_owned());
                Ok(())
            }
        }
    }

    fn replaced_by(&mut self, object: &Term, scheme: &str) -> Result<(), Fault> {
        let heir = concept_of(object, scheme, "isReplacedBy")?;
        match &self.replaced_by {
            Some(one) if *one != heir => {
                let text = format!("is replaced by {one} and by {heir}; kept the first");
                Err((Rule::ReplacedBy, text))
            }
            _ => {
                self.replaced_by = Some(heir);
                Ok(())
            }
        }
    }

    /// Adds a broader concept that another concept stated.
    pub(super) fn add_broader(&mut self, above: ConceptId) {
        push(&mut self.broader, above);
    }

    /// The concept of all statements.
    pub(super) fn finish(self, id: ConceptId) -> Concept {
        let mut concept = Concept {
            id,
            notation: self.notation,
            pref: self.pref,
            alt: Default::default(),
            hidden: Default::default(),
            scope: self.scope,
            broader: self.broader,
            related: self.related,
            exact: self.exact,
            close: self.close,
            deprecated: self.deprecated && self.replaced_by.is_none(),
            replaced_by: self.replaced_by,
        };
        for (kind, lang, text) in self.labels {
            let labels = match kind {
                LabelKind::Hidden => &mut concept.hidden,
                LabelKind::Pref | LabelKind::Alt => &mut concept.alt,
            };
            labels.entry(lang).or_default().push(text);
        }
        concept
    }
}

/// Adds a value to a list that has it not.
fn push<T: PartialEq>(list: &mut Vec<T>, value: T) {
    if !list.contains(&value) {
        list.push(value);
    }
}

/// Puts a text under its language, once.
fn put(texts: &mut LangMap, object: &Term, property: &str, twice: Rule) -> Result<(), Fault> {
    let (lang, text) = text_of(object).map_err(|f| (Rule::Value, format!("{property} {f}")))?;
    match texts.get(&lang) {
        Some(one) if *one != text => {
            let fault = format!("has {property} {one:?} and {text:?} in {lang}; kept the first");
            Err((twice, fault))
        }
        _ => {
            texts.insert(lang, text);
            Ok(())
        }
    }
}

/// A text and its language, `und` where none is declared.
pub(super) fn text_of(object: &Term) -> Result<(Lang, String), String> {
    let Term::Literal(literal) = object else {
        return Err(format!("{object} is no text"));
    };
    let lang = match literal.language() {
        None => Lang::UND,
        Some(tag) => Lang::from_tag(tag)
            .ok_or_else(|| format!("{:?} has the unknown language {tag}", literal.value()))?,
    };
    Ok((lang, literal.value().to_owned()))
}

fn uri_of(object: &Term, property: &str) -> Result<String, Fault> {
    match object {
        Term::NamedNode(uri) => Ok(uri.as_str().to_owned()),
        _ => Err((Rule::Value, format!("{property} {object} is no URI"))),
    }
}

fn concept_of(object: &Term, scheme: &str, property: &str) -> Result<ConceptId, Fault> {
    let uri = uri_of(object, property)?;
    match uri
        .strip_prefix(scheme)
        .and_then(|rest| rest.strip_prefix('/'))
    {
        Some(id) if !id.is_empty() && !id.contains('/') => Ok(id.into()),
        _ => Err((
            Rule::Target,
            format!("{property} {uri} is not of its scheme; use a closeMatch or exactMatch"),
        )),
    }
}

fn in_scheme(object: &Term, scheme: &str) -> Result<(), Fault> {
    let uri = uri_of(object, "inScheme")?;
    if uri == scheme {
        return Ok(());
    }
    let text = format!("is said to be in {uri}; its URI puts it in {scheme}");
    Err((Rule::Value, text))
}

fn is_true(object: &Term) -> bool {
    matches!(object, Term::Literal(l) if matches!(l.value(), "true" | "1"))
}
