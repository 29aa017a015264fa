//! Which records are language versions of one work.
//!
//! The rules are `record::work`'s; here they are applied to what is in the store and in the draft.
