//! A file of a dump while it is written: packed, counted, digested, synced.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};
use zstd::stream::write::Encoder as ZstdEncoder;

use super::{DumpError, Packing};

/// zstd's level: its default.
const ZSTD_LEVEL: i32 = 3;
/// Bytes written to the disk at once.
const BUFFER: usize = 1 << 16;

/// A file, with the digest and the number of the bytes that went into it.
pub struct Digested {
    path: PathBuf,
    file: BufWriter<File>,
    digest: Sha256,
    bytes: u64,
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Its length.
    pub bytes: u64,
    /// Its SHA-256, as hexadecimal digits.
    pub sha256: String,
}

impl Digested {
    /// A new file.
    pub fn create(path: &Path) -> Result<Digested, DumpError> {
        let file = File::create(path).map_err(failed(path))?;
        Ok(Digested {
            path: path.to_owned(),
            file: BufWriter::with_capacity(BUFFER, file),
            digest: Sha256::new(),
            bytes: 0,
        })
    }

    /// Makes it durable.
    pub fn end(self) -> Result<Written, DumpError> {
        let sync = || self.file.into_inner()?.sync_all();
        sync().map_err(failed(&self.path))?;
        Ok(Written {
            bytes: self.bytes,
            sha256: hexadecimal(&self.digest.finalize()),
        })
    }
}

impl Write for Digested {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.digest.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// A file of all records, packed on the way.
pub struct Sink {
    path: PathBuf,
    packer: Packer,
    /// How many bytes were packed.
    pub unpacked: u64,
}

enum Packer {
    Gzip(GzEncoder<Digested>),
    Zstd(ZstdEncoder<'static, Digested>),
}

impl Sink {
    /// A new file, packed with gzip, else with zstd.
    pub fn create(path: &Path, packing: Packing) -> Result<Sink, DumpError> {
        let file = Digested::create(path)?;
        let packer = match packing {
            Packing::Gzip => Packer::Gzip(GzEncoder::new(file, Compression::default())),
            _ => {
                let mut encoder = ZstdEncoder::new(file, ZSTD_LEVEL).map_err(failed(path))?;
                encoder.include_checksum(true).map_err(failed(path))?;
                Packer::Zstd(encoder)
            }
        };
        Ok(Sink {
            path: path.to_owned(),
            packer,
            unpacked: 0,
        })
    }

    /// Packs bytes.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), DumpError> {
        self.unpacked += bytes.len() as u64;
        let written = match &mut self.packer {
            Packer::Gzip(encoder) => encoder.write_all(bytes),
            Packer::Zstd(encoder) => encoder.write_all(bytes),
        };
        written.map_err(failed(&self.path))
    }

    /// Ends the packing and makes the file durable.
    pub fn end(self) -> Result<Written, DumpError> {
        let file = match self.packer {
            Packer::Gzip(encoder) => encoder.finish(),
            Packer::Zstd(encoder) => encoder.finish(),
        };
        file.map_err(failed(&self.path))?.end()
    }
}

/// Bytes as hexadecimal digits.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Names the file or folder that a failure is about.
pub fn failed(path: &Path) -> impl Fn(io::Error) -> DumpError + use<> {
    let path = path.to_owned();
    move |source| DumpError::Io {
        path: path.clone(),
        source,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn what_was_packed_is_unpacked_the_same_and_its_digest_is_that_of_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let text = "wages and hours\n".repeat(1000);
        for packing in [Packing::Gzip, Packing::Zstd] {
            let path = folder.path().join(packing.suffix());
            let mut sink = Sink::create(&path, packing).unwrap();
            for line in text.split_inclusive('\n') {
                sink.write(line.as_bytes()).unwrap();
            }
            assert_eq!(sink.unpacked, text.len() as u64);
            let written = sink.end().unwrap();
            let bytes = std::fs::read(&path).unwrap();
            assert_eq!(written.bytes, bytes.len() as u64);
            assert_eq!(written.sha256, hexadecimal(&Sha256::digest(&bytes)));
            let mut read = String::new();
            match packing {
                Packing::Gzip => flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut read),
                _ => zstd::stream::read::Decoder::new(&bytes[..])
                    .unwrap()
                    .read_to_string(&mut read),
            }
            .unwrap();
            assert_eq!(read, text);
        }
    }
}
