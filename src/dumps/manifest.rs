//! What a dump says of itself: `manifest.json`.

use record::{Datestamp, Seq};
use serde::{Deserialize, Serialize};

/// The shape of the manifest; a reader that meets a higher number should look at the documentation.
pub const FORMAT: u32 = 1;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The API's JSON, a record a line.
    Json,
    /// MARCXML, one collection.
    Marcxml,
    /// schema.org as RDF.
    NTriples,
    /// One line a record.
    Csv,
    /// A package of the ResourceSync resource dump.
    Resourcesync,
}

impl Kind {
    /// Those that are one file of all records.
    pub const WHOLE: [Kind; 4] = [Kind::Json, Kind::Marcxml, Kind::NTriples, Kind::Csv];

    /// How the file's name ends before it is packed.
    pub fn suffix(self) -> &'static str {
        match self {
            Kind::Json => "jsonl",
            Kind::Marcxml => "xml",
            Kind::NTriples => "nt",
            Kind::Csv => "csv",
            Kind::Resourcesync => "json",
        }
    }

    /// The media type of what was packed (RFC 6207, RFC 4180; RDF 1.1 N-Triples).
    pub fn media_type(self) -> &'static str {
        match self {
            Kind::Json => "application/x-ndjson",
            Kind::Marcxml => "application/marcxml+xml",
            Kind::NTriples => "application/n-triples",
            Kind::Csv => "text/csv; charset=utf-8; header=present",
            Kind::Resourcesync => "application/json",
        }
    }

    /// Its name in the texts of pages.
    pub fn text(self) -> &'static str {
        match self {
            Kind::Json => "dumps-json",
            Kind::Marcxml => "dumps-marcxml",
            Kind::NTriples => "dumps-n-triples",
            Kind::Csv => "dumps-csv",
            Kind::Resourcesync => "dumps-resourcesync",
        }
    }
}

/// How a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Packing {
    /// gzip (RFC 1952).
    Gzip,
    /// Zstandard (RFC 8878).
    Zstd,
    /// A ZIP file.
    Zip,
}

impl Packing {
    /// How the file's name ends.
    pub fn suffix(self) -> &'static str {
        match self {
            Packing::Gzip => "gz",
            Packing::Zstd => "zst",
            Packing::Zip => "zip",
        }
    }

    /// The file's media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Packing::Gzip => "application/gzip",
            Packing::Zstd => "application/zstd",
            Packing::Zip => "application/zip",
        }
    }
}

/// One file of a dump.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Its name.
    pub name: String,
    /// Where it is, from `/`.
    pub path: String,
    /// What it holds.
    pub kind: Kind,
    /// The media type of that.
    pub media_type: String,
    /// How it is packed.
    pub packing: Packing,
    /// How many records are in it.
    pub records: u64,
    /// Its length.
    pub bytes: u64,
    /// The length of what was packed.
    pub unpacked_bytes: u64,
    /// The SHA-256 of the file, as hexadecimal digits.
    pub sha256: String,
}

/// A dump.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: u32,
    /// The dump's name: its day, with a number when there are several.
    pub name: String,
    /// The site's address when it was made; links in the files begin with it.
    pub base_url: String,
    /// The newest change when it was begun. Everything up to it is in the files; go on after it
    /// with the change log.
    pub seq: Seq,
    /// When it was begun: every later change has this datestamp or a later one.
    pub moment: Datestamp,
    /// When it was whole.
    pub completed: Datestamp,
    /// How many live records there were.
    pub records: u64,
    /// The files.
    pub files: Vec<FileEntry>,
}
