//! Writing ZIP files (APPNOTE 6.3), as far as a package needs it: deflated entries, no encryption,
//! below 4 GiB and 65,535 entries. The same entries give the same bytes.

use std::io::{self, Write};

use flate2::{Compression, Crc, write::DeflateEncoder};

/// The most entries in one file.
pub const MAX_ENTRIES: usize = 65_535;
/// What an entry needs to be read: version 2.0, for deflate (section 4.4.3).
const VERSION: u16 = 20;
/// Names are UTF-8 (section 4.4.4, bit 11).
const UTF8: u16 = 1 << 11;
const DEFLATED: u16 = 8;
/// 1 January 1980, the first day there is (section 4.4.6): the same entries give the same bytes.
const DAY: u16 = (1 << 5) | 1;

/// A ZIP file under way.
pub struct Zip<W: Write> {
    out: W,
    /// How many bytes were written.
    length: u64,
    directory: Vec<u8>,
    entries: usize,
}

impl<W: Write> Zip<W> {
    /// An empty one.
    pub fn new(out: W) -> Zip<W> {
        Zip {
            out,
            length: 0,
            directory: Vec::new(),
            entries: 0,
        }
    }

    /// How many bytes it has so far.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Adds a file.
    ///
    /// # Errors
    /// When it cannot be written, or the ZIP file would be too large.
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let at = small(self.length)?;
        let mut deflated = DeflateEncoder::new(Vec::new(), Compression::default());
        deflated.write_all(bytes)?;
        let deflated = deflated.finish()?;
        let mut crc = Crc::new();
        crc.update(bytes);
        // From "version needed" to "extra field length", the same in both headers.
        let mut common = Vec::with_capacity(26);
        for field in [VERSION, UTF8, DEFLATED, 0, DAY] {
            common.extend(field.to_le_bytes());
        }
        common.extend(crc.sum().to_le_bytes());
        common.extend(small(deflated.len() as u64)?.to_le_bytes());
        common.extend(small(bytes.len() as u64)?.to_le_bytes());
        common.extend(short(name.len())?.to_le_bytes());
        common.extend(0_u16.to_le_bytes());
        let mut header = b"PK\x03\x04".to_vec();
        header.extend(&common);
        header.extend(name.as_bytes());
        for part in [&header, &deflated] {
            self.out.write_all(part)?;
            self.length += part.len() as u64;
        }
        self.directory.extend(b"PK\x01\x02");
        self.directory.extend(VERSION.to_le_bytes());
        self.directory.extend(&common);
        // Comment, disk, attributes: none.
        self.directory.extend([0; 10]);
        self.directory.extend(at.to_le_bytes());
        self.directory.extend(name.as_bytes());
        self.entries += 1;
        Ok(())
    }

    /// Writes the directory.
    ///
    /// # Errors
    /// When it cannot be written, or there are too many entries.
    pub fn end(mut self) -> io::Result<W> {
        let count = short(self.entries)?.to_le_bytes();
        let mut end = b"PK\x05\x06\0\0\0\0".to_vec();
        end.extend(count);
        end.extend(count);
        end.extend(small(self.directory.len() as u64)?.to_le_bytes());
        end.extend(small(self.length)?.to_le_bytes());
        end.extend(0_u16.to_le_bytes());
        self.out.write_all(&self.directory)?;
        self.out.write_all(&end)?;
        Ok(self.out)
    }
}

fn small(number: u64) -> io::Result<u32> {
    u32::try_from(number).map_err(|_| io::Error::other("the ZIP file would be larger than 4 GiB"))
}

fn short(number: usize) -> io::Result<u16> {
    let most = || io::Error::other(format!("a ZIP file has at most {MAX_ENTRIES} entries"));
    u16::try_from(number).map_err(|_| most())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The entries, read back from the directory on.
    fn read(zip: &[u8]) -> Vec<(String, Vec<u8>)> {
        let u16_at = |at: usize| usize::from(u16::from_le_bytes([zip[at], zip[at + 1]]));
        let u32_at = |at: usize| u32::from_le_bytes(zip[at..at + 4].try_into().unwrap()) as usize;
        let end = zip.len() - 22;
        assert_eq!(&zip[end..end + 4], b"PK\x05\x06");
        let mut at = u32_at(end + 16);
        let mut entries = Vec::new();
        for _ in 0..u16_at(end + 10) {
            assert_eq!(&zip[at..at + 4], b"PK\x01\x02");
            let name = String::from_utf8(zip[at + 46..at + 46 + u16_at(at + 28)].to_vec()).unwrap();
            let (local, packed) = (u32_at(at + 42), u32_at(at + 20));
            assert_eq!(&zip[local..local + 4], b"PK\x03\x04");
            let start = local + 30 + name.len();
            let mut bytes = Vec::new();
            let mut inflater = flate2::write::DeflateDecoder::new(&mut bytes);
            inflater.write_all(&zip[start..start + packed]).unwrap();
            inflater.finish().unwrap();
            assert_eq!(bytes.len(), u32_at(at + 24));
            at += 46 + name.len();
            entries.push((name, bytes));
        }
        entries
    }

    #[test]
    fn what_went_in_comes_out_and_twice_the_same_is_the_same() {
        let files = [
            ("a.json", "{}".repeat(100)),
            ("dossier/é.json", String::new()),
        ];
        let written = || {
            let mut zip = Zip::new(Vec::new());
            for (name, text) in &files {
                zip.add(name, text.as_bytes()).unwrap();
            }
            zip.end().unwrap()
        };
        let expected = files
            .iter()
            .map(|(n, t)| ((*n).to_owned(), t.clone().into_bytes()));
        assert_eq!(read(&written()), expected.collect::<Vec<_>>());
        assert_eq!(written(), written());
        assert!(read(&Zip::new(Vec::new()).end().unwrap()).is_empty());
    }
}
