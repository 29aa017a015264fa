//! Limits on what an input may ask of the machine, and the refusal when it asks for more.

use std::{
    io::{self, Read},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use parking_lot::Mutex;

use crate::marc::FaultCode;

/// How much an input may ask for; what asks for more is refused at once, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Members of an archive.
    pub members: usize,
    /// Uncompressed bytes, over all members.
    pub bytes: u64,
    /// Uncompressed bytes for each compressed one, beyond the first `ratio_from`.
    pub ratio: u64,
    /// How many uncompressed bytes are read before the ratio counts.
    pub ratio_from: u64,
    /// Bytes of one record.
    pub record: usize,
    /// Columns of a spreadsheet.
    pub columns: usize,
    /// Depth of XML and JSON.
    pub depth: usize,
    /// Inflated bytes of a workbook.
    pub workbook: u64,
    /// Cells of one sheet.
    pub cells: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            members: 10_000,
            bytes: 20 * 1000 * 1000 * 1000,
            ratio: 200,
            ratio_from: 10 << 20,
            record: 16 << 20,
            columns: 10_000,
            depth: 256,
            workbook: 256 << 20,
            cells: 4_000_000,
        }
    }
}

/// Why an input is not read any further.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) code: FaultCode,
    pub(super) text: String,
}

impl Refusal {
    pub(super) fn new(code: FaultCode, text: impl Into<String>) -> Refusal {
        Refusal {
            code,
            text: text.into(),
        }
    }
}

/// What all streams of one input have in common: what was read, and why reading was refused.
#[derive(Debug, Clone, Default)]
pub(super) struct Meter {
    /// Bytes of the input as it lies there.
    pub(super) packed: Arc<AtomicU64>,
    /// Bytes after unpacking, over all members.
    unpacked: Arc<AtomicU64>,
    refusal: Arc<Mutex<Option<Refusal>>>,
}

impl Meter {
    pub(super) fn refuse(&self, refusal: Refusal) -> io::Error {
        let error = io::Error::other(refusal.text.clone());
        *self.refusal.lock() = Some(refusal);
        error
    }

    pub(super) fn refusal(&self) -> Option<Refusal> {
        self.refusal.lock().take()
    }

    pub(super) fn packed(&self) -> u64 {
        self.packed.load(Ordering::Relaxed)
    }
}

/// A stream that was unpacked: counts, and refuses what is too much for its packed size.
pub(super) struct Bounded<R> {
    source: R,
    meter: Meter,
    limits: Limits,
    packed_before: u64,
    own: u64,
    /// What it unpacks to by its own word.
    what: &'static str,
}

impl<R> Bounded<R> {
    pub(super) fn new(source: R, meter: &Meter, limits: &Limits, what: &'static str) -> Bounded<R> {
        Bounded {
            source,
            packed_before: meter.packed(),
            meter: meter.clone(),
            limits: limits.clone(),
            own: 0,
            what,
        }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let got = match self.source.read(out) {
            Ok(got) => got,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Err(error),
            Err(error) => {
                let code = match error.kind() {
                    io::ErrorKind::UnexpectedEof => FaultCode::Truncated,
                    _ => FaultCode::BadArchive,
                };
                let text = format!("the {} is damaged from here on: {error}", self.what);
                return Err(self.meter.refuse(Refusal::new(code, text)));
            }
        };
        self.own += got as u64;
        let all = self.meter.unpacked.fetch_add(got as u64, Ordering::Relaxed) + got as u64;
        if all > self.limits.bytes {
            let text = format!(
                "it unpacks to more than {} bytes; import it in parts",
                self.limits.bytes
            );
            return Err(self
                .meter
                .refuse(Refusal::new(FaultCode::TooMuchData, text)));
        }
        // What is packed is read ahead, so the ratio is at worst a little kind.
        let packed = (self.meter.packed() - self.packed_before).max(1);
        if self.own > self.limits.ratio_from
            && (self.own - self.limits.ratio_from) / packed > self.limits.ratio
        {
            let text = format!(
                "it unpacks to more than {} times its size, as no records do; give the file unpacked",
                self.limits.ratio
            );
            return Err(self
                .meter
                .refuse(Refusal::new(FaultCode::CompressionRatio, text)));
        }
        Ok(got)
    }
}
