//! Pages for those who keep the library: what librarians and administrators do in the browser.

pub mod batch;
pub mod collections;
pub mod harvests;
pub mod headings;
pub mod imports;
pub mod quality;
pub mod scholar;
