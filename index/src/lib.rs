//! The search index: schema, analyzers, queries, facets.
