//! SRU answers.
