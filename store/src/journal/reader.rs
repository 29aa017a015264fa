//! Reading single lines back: the sources.

use std::{
    fs::File,
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
    sync::Arc,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use lru::LruCache;
use parking_lot::Mutex;
use record::{Record, Seq, Source};

use super::{
    Place,
    frame::{FRAME_HEAD, Frame, MOST_PAYLOAD},
    line::{PutLine, SourceRef},
    segment_path,
};
use crate::ReadError;

/// How many bytes of decoded frames are kept.
const KEPT_BYTES: usize = 12 << 20;

/// Reads lines by their place; a run of neighbours decodes each frame once.
pub(crate) struct Reader {
    folder: PathBuf,
    kept: Mutex<Kept>,
}

struct Kept {
    frames: LruCache<(u32, u64), Arc<Text>>,
    bytes: usize,
    file: Option<(u32, Arc<File>)>,
}

/// What a put's line says of the version that it made.
pub(crate) struct PutVersion {
    /// The record as it then was.
    pub record: Record,
    /// The seq before.
    pub was: Option<Seq>,
    /// Where its source is.
    pub source: Option<Place>,
}

/// A decoded frame and where its lines start.
struct Text {
    text: String,
    starts: Vec<u32>,
}

/// The text of a frame's payload.
pub(crate) fn decode_payload(payload: &[u8]) -> Result<String, String> {
    let bytes = zstd::stream::decode_all(payload)
        .map_err(|error| format!("the payload cannot be decompressed ({error})"))?;
    String::from_utf8(bytes).map_err(|_| "the payload is no UTF-8".to_owned())
}

impl Reader {
    /// A reader over the segments in `folder`.
    pub fn new(folder: &Path) -> Reader {
        Reader {
            folder: folder.to_owned(),
            kept: Mutex::new(Kept {
                frames: LruCache::unbounded(),
                bytes: 0,
                file: None,
            }),
        }
    }

    /// The source on a put's line.
    pub fn source(&self, place: Place) -> Result<Source, ReadError> {
        let wrong = |what: &str| self.damaged(place, what);
        let text = self.frame(place)?;
        let line = self.put_text(&text, place)?;
        let found: SourceRef =
            serde_json::from_str(line).map_err(|error| wrong(&error.to_string()))?;
        let bytes = match (found.source, found.source64) {
            (Some(text), _) => text.into_bytes(),
            (None, Some(text)) => BASE64_STANDARD
                .decode(text)
                .map_err(|error| wrong(&error.to_string()))?,
            (None, None) => return Err(wrong("there is no source on that line")),
        };
        Ok(Source {
            format: found.format,
            bytes,
        })
    }

    /// The version on a put's line.
    pub fn put(&self, place: Place) -> Result<PutVersion, ReadError> {
        let wrong = |error: serde_json::Error| self.damaged(place, &error.to_string());
        let text = self.frame(place)?;
        let line = self.put_text(&text, place)?;
        let put: PutLine<'_> = serde_json::from_str(line).map_err(wrong)?;
        Ok(PutVersion {
            record: serde_json::from_str(put.record.get()).map_err(wrong)?,
            was: put.was,
            source: put.format.map_or(put.at, |_| Some(place)),
        })
    }

    fn put_text<'a>(&self, text: &'a Text, place: Place) -> Result<&'a str, ReadError> {
        text.line(place.line)
            .and_then(|line| line.strip_prefix("{\"put\":")?.strip_suffix('}'))
            .ok_or_else(|| self.damaged(place, "there is no record on that line"))
    }

    fn frame(&self, place: Place) -> Result<Arc<Text>, ReadError> {
        let key = (place.segment, place.offset);
        if let Some(text) = self.kept.lock().frames.get(&key) {
            return Ok(Arc::clone(text));
        }
        let text = Arc::new(self.read(place)?);
        let mut kept = self.kept.lock();
        kept.bytes += text.text.len();
        if let Some((_, old)) = kept.frames.push(key, Arc::clone(&text)) {
            kept.bytes -= old.text.len();
        }
        while kept.bytes > KEPT_BYTES && kept.frames.len() > 1 {
            let Some((_, old)) = kept.frames.pop_lru() else {
                break;
            };
            kept.bytes -= old.text.len();
        }
        Ok(text)
    }

    fn read(&self, place: Place) -> Result<Text, ReadError> {
        let file = self
            .file(place.segment)
            .map_err(|error| self.damaged(place, &error.to_string()))?;
        let mut head = [0; FRAME_HEAD];
        let fail = |error: std::io::Error| self.damaged(place, &error.to_string());
        file.read_exact_at(&mut head, place.offset).map_err(fail)?;
        let length = u64::from(u32::from_le_bytes([head[0], head[1], head[2], head[3]]));
        if length > MOST_PAYLOAD {
            return Err(self.damaged(place, "the frame's length is impossible"));
        }
        let mut bytes = vec![0; FRAME_HEAD + length as usize];
        file.read_exact_at(&mut bytes, place.offset).map_err(fail)?;
        let frame =
            Frame::decode(&bytes, None).map_err(|error| self.damaged(place, error.text()))?;
        let text = decode_payload(frame.payload).map_err(|what| self.damaged(place, &what))?;
        Ok(Text::new(text))
    }

    fn file(&self, segment: u32) -> std::io::Result<Arc<File>> {
        let mut kept = self.kept.lock();
        match &kept.file {
            Some((number, file)) if *number == segment => Ok(Arc::clone(file)),
            _ => {
                let file = Arc::new(File::open(segment_path(&self.folder, segment))?);
                kept.file = Some((segment, Arc::clone(&file)));
                Ok(file)
            }
        }
    }

    fn damaged(&self, place: Place, what: &str) -> ReadError {
        let file = segment_path(&self.folder, place.segment);
        ReadError::Journal {
            place: format!(
                "byte {} of {}, line {}",
                place.offset,
                file.display(),
                place.line
            ),
            what: what.to_owned(),
        }
    }
}

impl Text {
    fn new(text: String) -> Text {
        let mut starts = vec![0];
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        starts.extend(ends.map(|(at, _)| u32::try_from(at + 1).unwrap_or(u32::MAX)));
        Text { text, starts }
    }

    fn line(&self, number: u32) -> Option<&str> {
        let number = number as usize;
        let start = *self.starts.get(number)? as usize;
        let end = *self.starts.get(number + 1)? as usize;
        self.text.get(start..end.checked_sub(1)?)
    }
}
