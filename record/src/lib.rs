//! The model of a record, MARC, and the build from source to record.

pub mod marc;
