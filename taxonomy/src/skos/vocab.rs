//! The properties and classes that we read and write.

use oxrdf::NamedNodeRef;

macro_rules! terms {
    ($namespace:literal: $($name:ident $term:literal),* $(,)?) => {
        $(
            pub(super) const $name: NamedNodeRef<'static> =
                NamedNodeRef::new_unchecked(concat!($namespace, $term));
        )*
    };
}

/// Prefixes for the formats that have them.
pub(super) const PREFIXES: [(&str, &str); 4] = [
    ("dcterms", "http://purl.org/dc/terms/"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

terms!("http://www.w3.org/2004/02/skos/core#":
    CONCEPT "Concept",
    CONCEPT_SCHEME "ConceptScheme",
    IN_SCHEME "inScheme",
    HAS_TOP_CONCEPT "hasTopConcept",
    TOP_CONCEPT_OF "topConceptOf",
    PREF_LABEL "prefLabel",
    ALT_LABEL "altLabel",
    HIDDEN_LABEL "hiddenLabel",
    NOTATION "notation",
    SCOPE_NOTE "scopeNote",
    BROADER "broader",
    NARROWER "narrower",
    RELATED "related",
    EXACT_MATCH "exactMatch",
    CLOSE_MATCH "closeMatch",
    BROAD_MATCH "broadMatch",
);

terms!("http://purl.org/dc/terms/":
    TITLE "title",
    IS_REPLACED_BY "isReplacedBy",
);

terms!("http://www.w3.org/2002/07/owl#":
    DEPRECATED "deprecated",
);
