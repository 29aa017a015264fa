//! How a host item is cited.
