//! ISO 2709 and MARCXML: the MARC reader, with its places.

use super::{At, Cut, Cutting, Fail};
use crate::{
    Source, SourceFormat,
    input::stream::Stream,
    marc::{Format, Reader},
};

struct Marc {
    reader: Reader<Stream>,
    before: u64,
    format: SourceFormat,
}

pub(super) fn open(stream: Stream, format: Format) -> Box<dyn Cut> {
    Box::new(Marc {
        before: stream.before,
        reader: Reader::with_format(stream, format),
        format: match format {
            Format::Iso2709 => SourceFormat::Marc,
            Format::MarcXml => SourceFormat::Marcxml,
        },
    })
}

impl Cut for Marc {
    fn next(&mut self) -> Option<Result<Cutting, Box<Fail>>> {
        let at = |offset| At {
            offset: Some(self.before + offset),
            ..At::default()
        };
        Some(match self.reader.next()? {
            Ok(raw) => Ok(Cutting {
                origin: None,
                at: at(raw.offset),
                source: Source {
                    format: self.format,
                    bytes: raw.bytes,
                },
                notices: Vec::new(),
            }),
            Err(broken) => {
                let mut fail = Fail::new(at(broken.offset), broken.code, broken.text, &[]);
                fail.bytes = broken.bytes;
                fail.fatal = broken.fatal;
                Err(fail)
            }
        })
    }
}
