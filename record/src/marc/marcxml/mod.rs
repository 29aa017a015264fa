//! MARCXML, the XML form of MARC (MARC21slim.xsd 1.2).
//!
//! Reading takes any prefix and any namespace or none; writing is in the namespace of the schema
//! and without the characters that XML 1.0 forbids.

mod read;
mod write;

pub use read::parse;
pub use write::{write_record, write_record_into};

/// The namespace of MARCXML.
pub const NAMESPACE: &str = "http://www.loc.gov/MARC21/slim";

/// The start of a document of many records.
pub const COLLECTION_START: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<collection xmlns=\"http://www.loc.gov/MARC21/slim\">\n";

/// The end of a document of many records.
pub const COLLECTION_END: &str = "</collection>\n";
