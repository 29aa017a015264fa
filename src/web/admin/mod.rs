//! Pages for those who keep the library: what librarians and administrators do in the browser.

pub mod collections;
pub mod imports;
pub mod quality;
pub mod headings;
pub mod scholar;
