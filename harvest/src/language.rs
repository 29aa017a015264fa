//! Languages by their ISO 639 codes and English names.
