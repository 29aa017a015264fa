//! Prints a query so that parsing it again gives the same tree.
