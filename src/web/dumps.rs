//! Dumps: the page that offers them, the manifest, the files.

use std::{fs::File, io::SeekFrom, ops::RangeInclusive};

use askama::Template;
use axum::{
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use record::Datestamp;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};
use tokio_util::io::ReaderStream;

use super::{
    Service,
    fault::{Fault, Told},
    fresh::{Validators, parse_date},
    reader::Reader,
    view::{self, Frame},
};
use crate::dumps::{self, Manifest};

/// Where the page is.
const PAGE: &str = "/dumps/";

#[derive(Template)]
#[template(path = "dumps.html")]
struct DumpsPage<'a> {
    frame: Frame<'a>,
    capabilities: &'static str,
    dumps: Vec<ShownDump>,
}

struct ShownDump {
    name: String,
    manifest: String,
    moment: Datestamp,
    shown: String,
    records: String,
    seq: u64,
    files: Vec<ShownFile>,
}

struct ShownFile {
    name: String,
    href: String,
    kind: String,
    records: String,
    size: String,
    sha256: String,
}

/// `GET /dumps`
pub async fn lead() -> Redirect {
    Redirect::permanent(PAGE)
}

/// `GET /dumps/`
pub async fn page(State(service): State<Service>, reader: Reader) -> Result<Response, Fault> {
    view::blocking(move || {
        let all = dumps::all(&service.app.config.data);
        let texts = reader.texts;
        let page = DumpsPage {
            frame: Frame::new(&service, &reader, &texts.text("dumps"), PAGE),
            capabilities: harvest::resourcesync::CAPABILITY_LIST,
            dumps: all.iter().map(|dump| shown(dump, &reader)).collect(),
        };
        view::html(&page, &reader)
    })
    .await
}

fn shown(dump: &Manifest, reader: &Reader) -> ShownDump {
    let texts = reader.texts;
    let files = dump.files.iter().map(|file| ShownFile {
        name: file.name.clone(),
        href: file.path.clone(),
        kind: texts.text(file.kind.text()),
        records: texts.number(&file.records),
        size: size(file.bytes),
        sha256: file.sha256.clone(),
    });
    ShownDump {
        name: dump.name.clone(),
        manifest: format!("{PAGE}{}/{}", dump.name, dumps::MANIFEST),
        moment: dump.moment,
        shown: view::moment(dump.moment),
        records: texts.number(&dump.records),
        seq: dump.seq.0,
        files: files.collect(),
    }
}

/// A length for people.
fn size(bytes: u64) -> String {
    let units = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    match units.into_iter().find(|(unit, _)| bytes >= *unit) {
        Some((unit, name)) => format!("{}.{} {name}", bytes / unit, bytes % unit * 10 / unit),
        None => format!("{bytes} B"),
    }
}

/// `GET /dumps/manifest.json`: the newest dump's.
pub async fn manifest(
    State(service): State<Service>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let data = service.app.config.data.clone();
    let newest = view::blocking(move || Ok(dumps::newest(&data))).await?;
    let newest = newest.ok_or_else(|| {
        Fault::not_found("no dump has been made yet; the service makes one each night".to_owned())
    })?;
    send(&service, &headers, newest.name, dumps::MANIFEST.to_owned()).await
}

/// `GET /dumps/{dump}/{file}`, in parts when that is asked for.
pub async fn file(
    State(service): State<Service>,
    Path((dump, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    send(&service, &headers, dump, name).await
}

async fn send(
    service: &Service,
    headers: &HeaderMap,
    dump: String,
    name: String,
) -> Result<Response, Fault> {
    let data = service.app.config.data.clone();
    let found = view::blocking(move || {
        let missing = || {
            Fault::not_found(format!(
                "there is no file {name} in a dump {dump}; {PAGE} lists them"
            ))
        };
        let (manifest, path) = dumps::file(&data, &dump, &name).ok_or_else(missing)?;
        // It may have been cleared away since.
        let file = File::open(path).map_err(|_| missing())?;
        let length = file.metadata().map_err(Fault::internal)?.len();
        let kept = manifest.files.iter().find(|f| f.name == name);
        let kind = kept.map_or("application/json", |f| f.packing.media_type());
        // The manifest is compressed on the way, so its tag is a weak one.
        let tag = kept.map_or_else(
            || format!("W/\"{dump}-{}-{}\"", manifest.seq, manifest.completed),
            |f| format!("\"{}\"", f.sha256),
        );
        let version = Validators {
            etag: tag,
            modified: manifest.completed,
            // A dump never changes once it is there.
            read: Datestamp(i64::MAX),
        };
        Ok((file, length, kind, version))
    });
    let (file, length, kind, version) = found.await?;
    if version.known(headers) {
        return Ok(version.not_modified());
    }
    let part = match asked(headers, &version, length) {
        Part::Whole => None,
        Part::Range(range) => Some(range),
        Part::Beyond => return Ok(beyond(length)),
    };
    let mut file = tokio::fs::File::from_std(file);
    let (start, end) = part
        .clone()
        .map_or((0, length), |r| (*r.start(), r.end() + 1));
    file.seek(SeekFrom::Start(start))
        .await
        .map_err(Fault::internal)?;
    let body = Body::from_stream(ReaderStream::new(file.take(end - start)));
    let mut response = ([(header::CONTENT_TYPE, kind)], body).into_response();
    let answer = response.headers_mut();
    version.put(answer);
    answer.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    answer.insert(header::CONTENT_LENGTH, HeaderValue::from(end - start));
    if part.is_some() {
        let range = format!("bytes {start}-{}/{length}", end - 1);
        let range = HeaderValue::from_str(&range).map_err(Fault::internal)?;
        answer.insert(header::CONTENT_RANGE, range);
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    }
    Ok(response)
}

/// What part of a file is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// All of it.
    Whole,
    /// These bytes.
    Range(RangeInclusive<u64>),
    /// What it does not have.
    Beyond,
}

/// Reads `Range` and `If-Range` (RFC 9110 sections 13.1.5 and 14.2); of several ranges none is
/// taken, which that section allows.
fn asked(headers: &HeaderMap, version: &Validators, length: u64) -> Part {
    let text = |name| {
        headers
            .get(name)
            .and_then(|v: &HeaderValue| v.to_str().ok())
    };
    let Some(range) = text(header::RANGE).and_then(|r| r.trim().strip_prefix("bytes=")) else {
        return Part::Whole;
    };
    if let Some(condition) = text(header::IF_RANGE) {
        let condition = condition.trim();
        // A weak tag never will do: it may stand for other bytes.
        let same = condition == version.etag && !condition.starts_with("W/");
        if !same && parse_date(condition) != Some(version.modified) {
            return Part::Whole;
        }
    }
    let Some((first, last)) = range.split_once('-').filter(|_| !range.contains(',')) else {
        return Part::Whole;
    };
    let (first, last) = (first.trim(), last.trim());
    let number = |text: &str| text.parse::<u64>().ok();
    match (number(first), number(last)) {
        (Some(first), last) if last.is_some() || range.trim().ends_with('-') => {
            let last = last.unwrap_or(u64::MAX).min(length.saturating_sub(1));
            match first {
                first if first >= length => Part::Beyond,
                first if first > last => Part::Whole,
                first => Part::Range(first..=last),
            }
        }
        (None, Some(0)) if first.is_empty() => Part::Beyond,
        (None, Some(count)) if first.is_empty() && length > 0 => {
            Part::Range(length.saturating_sub(count)..=length - 1)
        }
        _ => Part::Whole,
    }
}

fn beyond(length: u64) -> Response {
    let mut response = StatusCode::RANGE_NOT_SATISFIABLE.into_response();
    response.extensions_mut().insert(Told);
    if let Ok(range) = HeaderValue::from_str(&format!("bytes */{length}")) {
        response.headers_mut().insert(header::CONTENT_RANGE, range);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_read_as_the_standard_says() {
        let version = Validators {
            etag: "\"a\"".to_owned(),
            modified: Datestamp(784_111_777),
            read: Datestamp(i64::MAX),
        };
        for (range, condition, expected) in [
            ("bytes=0-9", None, Part::Range(0..=9)),
            ("bytes=90-", None, Part::Range(90..=99)),
            ("bytes=90-500", None, Part::Range(90..=99)),
            ("bytes=-10", None, Part::Range(90..=99)),
            ("bytes=-500", None, Part::Range(0..=99)),
            ("bytes=-0", None, Part::Beyond),
            ("bytes=100-", None, Part::Beyond),
            ("bytes=9-0", None, Part::Whole),
            ("bytes=0-1,3-4", None, Part::Whole),
            ("bytes=a-b", None, Part::Whole),
            ("bytes=5-x", None, Part::Whole),
            ("lines=0-9", None, Part::Whole),
            ("bytes=0-9", Some("\"a\""), Part::Range(0..=9)),
            ("bytes=0-9", Some("\"b\""), Part::Whole),
            (
                "bytes=0-9",
                Some("Sun, 06 Nov 1994 08:49:37 GMT"),
                Part::Range(0..=9),
            ),
            (
                "bytes=0-9",
                Some("Sun, 06 Nov 1994 08:49:38 GMT"),
                Part::Whole,
            ),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::RANGE, range.parse().unwrap());
            if let Some(condition) = condition {
                headers.insert(header::IF_RANGE, condition.parse().unwrap());
            }
            assert_eq!(
                asked(&headers, &version, 100),
                expected,
                "{range}, {condition:?}"
            );
        }
        assert_eq!(asked(&HeaderMap::new(), &version, 100), Part::Whole);
    }

    #[test]
    fn lengths_are_told_in_the_largest_unit_that_fits() {
        for (bytes, told) in [
            (0, "0 B"),
            (1023, "1023 B"),
            (1536, "1.5 KiB"),
            (5 << 30, "5.0 GiB"),
        ] {
            assert_eq!(size(bytes), told);
        }
    }
}
