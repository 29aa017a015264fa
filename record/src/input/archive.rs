//! Packed inputs: gzip, and ZIP with several members.
//!
//! Members are unpacked as they are read and never written anywhere. The `zip` crate reads the list
//! of members; their bytes go through `flate2` here, so that each can be a stream of its own.

use std::io::{self, BufReader, Read, Seek, SeekFrom};

use flate2::{Crc, bufread::DeflateDecoder, bufread::MultiGzDecoder};
use zip::{CompressionMethod, ZipArchive};

use super::{
    limits::{Bounded, Limits, Meter, Refusal},
    stream::Shared,
};
use crate::marc::FaultCode;

/// A stream of unpacked bytes.
pub(super) type Bytes = Box<dyn Read + Send>;

pub(super) fn gunzip<R: Read + Seek + Send + 'static>(
    shared: Shared<R>,
    meter: &Meter,
    limits: &Limits,
) -> Bytes {
    let decoder = MultiGzDecoder::new(BufReader::with_capacity(64 * 1024, shared));
    Box::new(Bounded::new(decoder, meter, limits, "gzip"))
}

/// A ZIP archive being read.
pub(super) struct Archive<R> {
    shared: Shared<R>,
    meter: Meter,
    limits: Limits,
    members: std::vec::IntoIter<Member>,
    workbook: bool,
}

/// One member, as the archive's list has it.
struct Member {
    name: String,
    start: u64,
    packed: u64,
    crc: u32,
    method: CompressionMethod,
    encrypted: bool,
}

/// A member that is to be read, or why not.
pub(super) struct Opened {
    pub(super) name: String,
    pub(super) stream: Result<Bytes, Refusal>,
}

impl<R: Read + Seek + Send + 'static> Archive<R> {
    pub(super) fn open(
        shared: Shared<R>,
        meter: &Meter,
        limits: &Limits,
    ) -> Result<Archive<R>, Refusal> {
        let damaged = |e: zip::result::ZipError| {
            let text = format!("the ZIP archive cannot be read: {e}; pack the files again");
            Refusal::new(FaultCode::BadArchive, text)
        };
        let reader = BufReader::with_capacity(64 * 1024, shared.clone());
        let mut list = ZipArchive::new(reader).map_err(damaged)?;
        if list.len() > limits.members {
            let text = format!(
                "the archive has {} members, more than {}; import it in parts",
                list.len(),
                limits.members
            );
            return Err(Refusal::new(FaultCode::TooManyMembers, text));
        }
        let mut members = Vec::with_capacity(list.len());
        let mut workbook = false;
        for n in 0..list.len() {
            let file = list.by_index_raw(n).map_err(damaged)?;
            let name = file.name().map_err(damaged)?.into_owned();
            workbook |= name == "xl/workbook.xml";
            if file.is_dir() {
                continue;
            }
            members.push(Member {
                name,
                start: file.data_start().ok_or_else(|| {
                    Refusal::new(FaultCode::BadArchive, "the ZIP archive's list is damaged")
                })?,
                packed: file.compressed_size(),
                crc: file.crc32(),
                method: file.compression(),
                encrypted: file.encrypted(),
            });
        }
        meter.packed.store(0, std::sync::atomic::Ordering::Relaxed);
        Ok(Archive {
            shared,
            meter: meter.clone(),
            limits: limits.clone(),
            members: members.into_iter(),
            workbook,
        })
    }

    pub(super) fn is_workbook(&self) -> bool {
        self.workbook
    }

    /// Unpacks all members and throws them away, to know that they keep within `most` bytes.
    pub(super) fn weigh(mut self, most: u64) -> Result<(), Refusal> {
        let mut all = 0;
        while let Some(opened) = self.next() {
            let mut stream = opened.stream?.take(most + 1);
            let got = io::copy(&mut stream, &mut io::sink());
            all += got.map_err(|e| {
                let damaged = Refusal::new(FaultCode::BadArchive, e.to_string());
                self.meter.refusal().unwrap_or(damaged)
            })?;
            if all > most {
                let text = format!(
                    "the workbook unpacks to more than {most} bytes; save it as CSV, or in parts"
                );
                return Err(Refusal::new(FaultCode::TooMuchData, text));
            }
        }
        Ok(())
    }

    /// The next member.
    pub(super) fn next(&mut self) -> Option<Opened> {
        let member = self.members.next()?;
        let name = member.name.clone();
        let stream = check(&member).and_then(|()| self.stream(&member));
        Some(Opened { name, stream })
    }

    fn stream(&self, member: &Member) -> Result<Bytes, Refusal> {
        let mut shared = self.shared.clone();
        let moved = shared.seek(SeekFrom::Start(member.start));
        moved.map_err(|e| Refusal::new(FaultCode::Io, e.to_string()))?;
        let packed = BufReader::with_capacity(64 * 1024, shared.take(member.packed));
        let checked = |source: Bytes| Checked {
            source,
            crc: Crc::new(),
            expected: member.crc,
        };
        let source = match member.method {
            CompressionMethod::Stored => checked(Box::new(packed)),
            _ => checked(Box::new(DeflateDecoder::new(packed))),
        };
        Ok(Box::new(Bounded::new(
            source,
            &self.meter,
            &self.limits,
            "archive's member",
        )))
    }
}

/// Whether a member may be read. Nothing is written to disk, so a name that leads out of its folder
/// does no harm here; but nobody who means well writes one.
fn check(member: &Member) -> Result<(), Refusal> {
    let name = &member.name;
    let leads_out = name.starts_with('/')
        || name.contains('\\')
        || name.contains('\0')
        || name.split('/').any(|part| part == "..")
        || name.as_bytes().get(1) == Some(&b':');
    if leads_out {
        let text = format!("the member's name {name:?} leads out of the archive; it was left out");
        return Err(Refusal::new(FaultCode::BadMemberName, text));
    }
    if member.encrypted {
        let text = format!("{name} is encrypted; pack it without a password");
        return Err(Refusal::new(FaultCode::Encrypted, text));
    }
    match member.method {
        CompressionMethod::Stored | CompressionMethod::Deflated => Ok(()),
        method => {
            let text = format!("{name} is packed by {method}; pack it by deflate, as is usual");
            Err(Refusal::new(FaultCode::BadArchive, text))
        }
    }
}

/// Compares the checksum at the end.
struct Checked {
    source: Bytes,
    crc: Crc,
    expected: u32,
}

impl Read for Checked {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let got = self.source.read(out)?;
        self.crc.update(&out[..got]);
        if got == 0 && !out.is_empty() && self.crc.sum() != self.expected {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "its checksum does not fit its bytes",
            ));
        }
        Ok(got)
    }
}
