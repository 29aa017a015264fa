//! The journal that is the truth, and the state that follows it.
