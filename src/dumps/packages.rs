//! The packages of the resource dump: each record's JSON, as it is at `/records/{id}.json`, in ZIP
//! files with a manifest (ResourceSync 1.1 section 11).

use std::path::{Path, PathBuf};

use harvest::{
    Site,
    resourcesync::{self, Packed},
};
use record::{Datestamp, Record};
use sha2::{Digest, Sha256};

use super::{
    DumpError, FileEntry, Kind, Packing,
    sink::{Digested, failed, hexadecimal},
    zip::Zip,
};

/// The most resources in one package.
const RESOURCES: usize = 5_000;
/// A package that has reached this many bytes takes no more.
const BYTES: u64 = 1 << 30;

/// Packages under way.
pub struct Packages<'a> {
    folder: &'a Path,
    site: &'a Site,
    moment: Datestamp,
    current: Option<Package>,
    done: Vec<FileEntry>,
}

struct Package {
    name: String,
    path: PathBuf,
    zip: Zip<Digested>,
    resources: Vec<Packed>,
    unpacked: u64,
}

impl<'a> Packages<'a> {
    /// None yet.
    pub fn new(folder: &'a Path, site: &'a Site, moment: Datestamp) -> Packages<'a> {
        Packages {
            folder,
            site,
            moment,
            current: None,
            done: Vec::new(),
        }
    }

    /// Adds a record's JSON.
    pub fn add(&mut self, record: &Record, json: &[u8]) -> Result<(), DumpError> {
        let full = |p: &Package| p.resources.len() >= RESOURCES || p.zip.length() >= BYTES;
        if self.current.as_ref().is_some_and(full) {
            self.close()?;
        }
        let mut package = match self.current.take() {
            Some(package) => package,
            None => self.open()?,
        };
        let entry = Packed {
            id: record.id,
            datestamp: record.datestamp,
            bytes: json.len() as u64,
            sha256: hexadecimal(&Sha256::digest(json)),
        };
        let name = Packed::path(record.id);
        let added = package.zip.add(&name, json);
        added.map_err(failed(&package.path))?;
        package.unpacked += entry.bytes;
        package.resources.push(entry);
        self.current = Some(package);
        Ok(())
    }

    fn open(&self) -> Result<Package, DumpError> {
        let name = format!("resources-{:04}.zip", self.done.len() + 1);
        let path = self.folder.join(&name);
        Ok(Package {
            zip: Zip::new(Digested::create(&path)?),
            name,
            path,
            resources: Vec::new(),
            unpacked: 0,
        })
    }

    fn close(&mut self) -> Result<(), DumpError> {
        let Some(mut package) = self.current.take() else {
            return Ok(());
        };
        let manifest = resourcesync::dump_manifest(self.site, self.moment, &package.resources);
        let added = package.zip.add("manifest.xml", manifest.as_bytes());
        let ended = added.and_then(|()| package.zip.end());
        let written = ended.map_err(failed(&package.path))?.end()?;
        self.done.push(FileEntry {
            name: package.name,
            path: String::new(),
            kind: Kind::Resourcesync,
            media_type: Kind::Resourcesync.media_type().to_owned(),
            packing: Packing::Zip,
            records: package.resources.len() as u64,
            bytes: written.bytes,
            unpacked_bytes: package.unpacked + manifest.len() as u64,
            sha256: written.sha256,
        });
        Ok(())
    }

    /// Ends the last one; all of them.
    pub fn end(mut self) -> Result<Vec<FileEntry>, DumpError> {
        self.close()?;
        Ok(self.done)
    }
}
