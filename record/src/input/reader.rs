//! The one reader of inputs: one record after the other, whatever the format, each with its place.

use std::{
    io::{BufReader, Read, Seek},
    sync::Arc,
};

use super::{
    Format, Limits,
    archive::{self, Archive},
    cut::{self, Cut, Cutting, Fail},
    limits::{Meter, Refusal},
    row,
    stream::{Shared, Stream},
};
use crate::{
    Notice, Origin, Profile, Severity, Source, SourceFormat,
    marc::{FaultCode, LEADER_LENGTH},
};

/// How much is looked at to tell the format.
const HEAD: usize = 64 * 1024;
/// How much of the input is read at a time.
const BUFFER: usize = 256 * 1024;

/// How an input is read.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Its format; none is detected.
    pub format: Option<Format>,
    /// The profile that tells what the columns of a spreadsheet are.
    pub profile: Option<Arc<Profile>>,
    /// What it may ask for.
    pub limits: Limits,
}

impl Options {
    /// The profile that tells what columns are.
    pub(super) fn rows(&self) -> Option<Arc<Profile>> {
        let default = || {
            Profile::default_for(SourceFormat::Row)
                .cloned()
                .map(Arc::new)
        };
        self.profile.clone().or_else(default)
    }
}

/// Where something is in an input.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The record's number in the whole input, from 1; broken ones count.
    pub position: u64,
    /// The file within an archive; of a harvest, the record's identifier in its repository.
    pub member: Option<Arc<str>>,
    /// Where it starts, in bytes from the start of the input or its member, unpacked. None where the
    /// bytes were converted (UTF-16) or are not in order (workbooks).
    pub offset: Option<u64>,
    /// The line that it starts on, from 1, for formats that have lines.
    pub line: Option<u64>,
    /// The row of a spreadsheet, from 1, the one with the names included.
    pub row: Option<u64>,
    /// The sheet of a workbook, where there are several.
    pub sheet: Option<Arc<str>>,
}

impl Place {
    /// Says in a notice on this record where it is: what the notice has relative to its record
    /// becomes absolute, and what it has by a row's field becomes a cell.
    pub fn locate(&self, notice: &mut Notice, source: &Source, profile: Option<&Profile>) {
        if source.format == SourceFormat::Row && notice.cell.is_none() {
            let profile = profile.or_else(|| Profile::default_for(SourceFormat::Row));
            let field = notice.field.as_deref();
            notice.cell = field.and_then(|field| row::column_of(source, profile, field));
            // Nothing is where it is in the row's JSON.
            notice.offset = None;
        }
        self.place(notice, &source.bytes);
    }

    fn place(&self, notice: &mut Notice, bytes: &[u8]) {
        notice.record = Some(self.position);
        notice.member = self.member.as_deref().map(str::to_owned);
        let within = notice.offset.unwrap_or(0);
        notice.offset = self.offset.map(|offset| offset + within);
        if notice.line.is_none() {
            let before = usize::try_from(within)
                .unwrap_or(usize::MAX)
                .min(bytes.len());
            let lines = memchr::memchr_iter(b'\n', &bytes[..before]).count();
            notice.line = self.line.map(|line| line + lines as u64);
        }
        if let Some(row) = self.row
            && notice
                .cell
                .as_ref()
                .is_none_or(|c| !c.contains(|c: char| c.is_ascii_digit()))
        {
            // A cell without its row is a column's letters.
            notice.cell = notice.cell.take().map(|column| format!("{column}{row}"));
        }
        if let Some(sheet) = &self.sheet
            && let Some(cell) = notice.cell.take()
        {
            notice.cell = Some(match cell.contains('!') {
                true => cell,
                false => format!("{sheet}!{cell}"),
            });
        }
    }
}

/// A record as it came.
#[derive(Debug, Clone, PartialEq)]
pub struct Given {
    /// Where it is.
    pub place: Place,
    /// How many bytes of the input were read by then, packed as it is.
    pub end: u64,
    /// Its bytes.
    pub source: Source,
    /// Where it was harvested; its source is empty when it was deleted there.
    pub origin: Option<Box<Origin>>,
    /// What was found while it was cut out; places are set.
    pub notices: Vec<Notice>,
}

/// A stretch of an input that is no readable record.
#[derive(Debug, Clone, PartialEq)]
pub struct Broken {
    /// Where it starts; its record number counts as one.
    pub place: Place,
    /// How many bytes of the input were read by then.
    pub end: u64,
    /// What is wrong, with the exact place.
    pub notice: Notice,
    /// What was skipped, cut at 64 KiB.
    pub bytes: Vec<u8>,
    /// Whether reading ended here.
    pub fatal: bool,
}

/// Reads the records of an input.
///
/// The input is read from its start in one pass; only archives and workbooks jump in it.
pub struct Reader<R> {
    source: Option<R>,
    shared: Option<Shared<R>>,
    options: Options,
    meter: Meter,
    archive: Option<Archive<R>>,
    cut: Option<Box<dyn Cut>>,
    member: Option<Arc<str>>,
    format: Option<Format>,
    given: u64,
    notices: Vec<Notice>,
    done: bool,
}

impl<R: Read + Seek + Send + 'static> Reader<R> {
    /// A reader of an input, which stands at its start.
    pub fn open(source: R, options: Options) -> Reader<R> {
        Reader {
            source: Some(source),
            shared: None,
            options,
            meter: Meter::default(),
            archive: None,
            cut: None,
            member: None,
            format: None,
            given: 0,
            notices: Vec::new(),
            done: false,
        }
    }

    /// Finds out what the input is, before the first record is asked for. An empty input is no fault.
    ///
    /// # Errors
    /// When it is of no known format, or refused.
    pub fn settle(&mut self) -> Result<Option<Format>, Box<Broken>> {
        match self.begin() {
            Ok(()) => Ok(self.format),
            Err(refusal) => Err(Box::new(self.refused(refusal))),
        }
    }

    /// The format of what is being read, once it is known.
    pub fn format(&self) -> Option<Format> {
        self.format
    }

    /// What was found about the input as a whole since this was last asked, as its format.
    pub fn take_notices(&mut self) -> Vec<Notice> {
        let mut notices = std::mem::take(&mut self.notices);
        if let Some(cut) = &mut self.cut {
            for mut notice in cut.take_notices() {
                notice.member = self.member.as_deref().map(str::to_owned);
                notices.push(notice);
            }
        }
        notices
    }

    fn begin(&mut self) -> Result<(), Refusal> {
        let Some(source) = self.source.take() else {
            return Ok(());
        };
        let shared = Shared::new(source, &self.meter);
        self.shared = Some(shared.clone());
        let begun = self.unpack(shared);
        self.done = begun.is_err();
        begun
    }

    /// Looks whether the input is packed.
    fn unpack(&mut self, mut shared: Shared<R>) -> Result<(), Refusal> {
        let head = shared.peek(4).map_err(|e| unreadable(&e))?;
        let limits = self.options.limits.clone();
        match head.as_slice() {
            [0x1f, 0x8b, ..] => {
                let stream = archive::gunzip(shared, &self.meter, &limits);
                self.start(Stream::new(stream))
            }
            b"PK\x03\x04" | b"PK\x05\x06" => {
                let archive = Archive::open(shared.clone(), &self.meter, &limits)?;
                if archive.is_workbook() {
                    return self.workbook(shared);
                }
                self.archive = Some(archive);
                Ok(())
            }
            _ => self.start(Stream::new(Box::new(BufReader::with_capacity(
                BUFFER, shared,
            )))),
        }
    }

    fn workbook(&mut self, shared: Shared<R>) -> Result<(), Refusal> {
        self.fits(Format::Xlsx)?;
        self.format = Some(Format::Xlsx);
        Archive::open(shared.clone(), &self.meter, &self.options.limits)?
            .weigh(self.options.limits.workbook)?;
        let cut = cut::workbook(shared, &self.options)?;
        self.say("read as XLSX".to_owned());
        self.cut = Some(cut);
        Ok(())
    }

    /// Begins a stream of records.
    fn start(&mut self, mut stream: Stream) -> Result<(), Refusal> {
        let broken =
            |e: &std::io::Error, meter: &Meter| meter.refusal().unwrap_or_else(|| unreadable(e));
        let head = stream.peek(HEAD).map_err(|e| broken(&e, &self.meter))?;
        let packed = [
            &b"\x1f\x8b"[..],
            b"PK\x03\x04",
            b"BZh",
            b"\xFD7zXZ",
            b"7z\xBC\xAF",
            b"\x28\xB5\x2F\xFD",
        ];
        if packed.iter().any(|magic| head.starts_with(magic)) {
            let text = "it is packed in another way, or twice; give the file unpacked, or once as gzip or ZIP";
            return Err(Refusal::new(FaultCode::NestedArchive, text));
        }
        if head.starts_with(b"\xD0\xCF\x11\xE0") {
            let text = "it is an old workbook of Excel, or one with a password; save it as XLSX without one";
            return Err(Refusal::new(FaultCode::UnknownFormat, text));
        }
        let encoding = stream
            .settle_encoding()
            .map_err(|e| broken(&e, &self.meter))?;
        let head = stream.peek(HEAD).map_err(|e| broken(&e, &self.meter))?;
        if head.trim_ascii().is_empty() && head.len() < HEAD {
            return Ok(());
        }
        let Some(format) = self.options.format.or_else(|| Format::detect(&head)) else {
            let start: String = String::from_utf8_lossy(&head)
                .chars()
                .take(LEADER_LENGTH)
                .collect();
            let text = format!(
                "it is of no known format: its first characters are {start:?}; known are {}",
                Format::names()
            );
            return Err(Refusal::new(FaultCode::UnknownFormat, text));
        };
        self.fits(super::harvest::format_within(format, &head))?;
        self.format = Some(format);
        let (cut, more) = cut::open(format, stream, &head, &self.options)?;
        let encoding = encoding.unwrap_or_else(|| super::text::name_of(&head));
        let encoding = match format {
            Format::Marc => String::new(),
            _ => format!(", {encoding}"),
        };
        self.say(format!("read as {}{encoding}{more}", format.title()));
        self.cut = Some(cut);
        Ok(())
    }

    /// Whether the profile reads this format.
    fn fits(&self, format: Format) -> Result<(), Refusal> {
        let Some(profile) = &self.options.profile else {
            return Ok(());
        };
        match profile.format {
            Some(wanted) if !wanted.is_like(format) => {
                let text = format!(
                    "the profile {} reads {}, and this is {}; choose another profile or none",
                    profile.name,
                    wanted.title(),
                    format.title()
                );
                Err(Refusal::new(FaultCode::UnknownFormat, text))
            }
            _ => Ok(()),
        }
    }

    fn say(&mut self, text: String) {
        let mut notice = Notice::new(Severity::Info, "format-detected", text);
        notice.member = self.member.as_deref().map(str::to_owned);
        self.notices.push(notice);
    }

    fn refused(&mut self, refusal: Refusal) -> Broken {
        self.given += 1;
        let place = Place {
            position: self.given,
            member: self.member.clone(),
            ..Place::default()
        };
        let mut notice = Notice::new(Severity::Error, refusal.code.as_str(), refusal.text);
        place.place(&mut notice, &[]);
        Broken {
            place,
            end: self.meter.packed(),
            notice,
            bytes: Vec::new(),
            fatal: self.archive.is_none(),
        }
    }

    /// What is told of an input that is not empty and yet holds none.
    fn without_records(&mut self, format: Format) -> Broken {
        let text = format!(
            "no record was found in it; it was read as {}, give its format if it is something else",
            format.title()
        );
        let mut broken = self.refused(Refusal::new(FaultCode::NoRecord, text));
        broken.fatal = false;
        broken
    }

    /// Goes on to the archive's next member; `None` when there is none.
    fn next_member(&mut self) -> Option<Result<(), Refusal>> {
        let archive = self.archive.as_mut()?;
        let opened = archive.next()?;
        self.member = Some(Arc::from(opened.name.as_str()));
        Some(
            opened
                .stream
                .and_then(|stream| self.start(Stream::new(stream))),
        )
    }

    fn place(&self, at: cut::At) -> Place {
        Place {
            position: self.given,
            member: at.identifier.or_else(|| self.member.clone()),
            offset: at.offset,
            line: at.line,
            row: at.row,
            sheet: at.sheet,
        }
    }

    fn given(&mut self, cutting: Cutting) -> Given {
        self.given += 1;
        let mut given = Given {
            place: self.place(cutting.at),
            end: self.meter.packed(),
            source: cutting.source,
            origin: cutting.origin,
            notices: cutting.notices,
        };
        for notice in &mut given.notices {
            given.place.place(notice, &given.source.bytes);
        }
        given
    }

    fn failed(&mut self, mut fail: Fail) -> Broken {
        if let Some(refusal) = fail.fatal.then(|| self.meter.refusal()).flatten() {
            fail.notice.code = refusal.code.as_str().to_owned();
            fail.notice.text = refusal.text;
        }
        self.given += 1;
        let place = self.place(fail.at);
        place.place(&mut fail.notice, &fail.bytes);
        // A member that cannot be read on ends itself, not its archive.
        let fatal = fail.fatal
            && (self.archive.is_none() || fail.notice.code == FaultCode::TooMuchData.as_str());
        Broken {
            place,
            end: self.meter.packed(),
            notice: fail.notice,
            bytes: fail.bytes,
            fatal,
        }
    }
}

fn unreadable(error: &std::io::Error) -> Refusal {
    Refusal::new(
        FaultCode::Io,
        format!("the input could not be read: {error}"),
    )
}

impl<R: Read + Seek + Send + 'static> Iterator for Reader<R> {
    type Item = Result<Given, Box<Broken>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        if let Err(refusal) = self.begin() {
            return Some(Err(Box::new(self.refused(refusal))));
        }
        loop {
            if let Some(cut) = &mut self.cut {
                match cut.next() {
                    Some(Ok(cutting)) => return Some(Ok(self.given(cutting))),
                    Some(Err(fail)) => {
                        let ends = fail.fatal;
                        let broken = self.failed(*fail);
                        self.done = broken.fatal;
                        if ends {
                            self.notices = self.take_notices();
                            self.cut = None;
                        }
                        return Some(Err(Box::new(broken)));
                    }
                    None => {
                        self.notices = self.take_notices();
                        self.cut = None;
                    }
                }
            }
            match self.next_member() {
                Some(Ok(())) => {}
                Some(Err(refusal)) => {
                    let broken = self.refused(refusal);
                    return Some(Err(Box::new(broken)));
                }
                None => {
                    self.done = true;
                    let format = self.format.filter(|_| self.given == 0)?;
                    return Some(Err(Box::new(self.without_records(format))));
                }
            }
        }
    }
}

impl<R> std::fmt::Debug for Reader<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader")
            .field("format", &self.format)
            .field("given", &self.given)
            .finish_non_exhaustive()
    }
}
