//! Concepts, concept schemes, labels and languages; SKOS in and out.
