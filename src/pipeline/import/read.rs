//! Reading an input: its form, its records one after the other, each built.

use std::{
    fs::File,
    io::BufReader,
    path::{Path, PathBuf},
    sync::mpsc::SyncSender,
};

use record::{
    Notice, Severity, Source, SourceFormat,
    build::{BuildError, Built},
    marc::{self, Broken, Raw, Reader},
};

use super::{BATCH, ImportError};
use crate::pipeline::{Pipeline, staging};

/// One record of an input, read and built.
pub(super) struct Item {
    pub(super) position: u64,
    pub(super) end: u64,
    pub(super) notices: Vec<Notice>,
    pub(super) built: Option<(Source, Built)>,
}

/// Refuses an input that holds something else than MARC; an empty one is no fault.
pub(super) fn known_form(path: &Path, name: &str) -> Result<(), ImportError> {
    let broken = |e: std::io::Error| ImportError::Input {
        input: name.to_owned(),
        why: e.to_string(),
    };
    let mut start = Vec::new();
    std::io::Read::read_to_end(
        &mut std::io::Read::take(File::open(path).map_err(broken)?, 512),
        &mut start,
    )
    .map_err(broken)?;
    if start.trim_ascii().is_empty() || marc::detect(&start).is_some() {
        return Ok(());
    }
    let start: String = String::from_utf8_lossy(&start).chars().take(24).collect();
    Err(ImportError::Unknown {
        input: name.to_owned(),
        start: format!("{start:?}"),
    })
}

/// Reads and builds all records of an input; ends early when nobody takes them any more.
pub(super) fn read(
    pipeline: &Pipeline,
    path: PathBuf,
    system: &str,
    input: &str,
    to: &SyncSender<Result<Vec<Item>, String>>,
) {
    let file = match staging::is_whole(&path).and_then(|whole| Ok((whole, File::open(&path)?))) {
        Ok((true, file)) => file,
        Ok((false, _)) => {
            let _ = to.send(Err("it is not what was given any more".to_owned()));
            return;
        }
        Err(error) => {
            let _ = to.send(Err(error.to_string()));
            return;
        }
    };
    let mut batch = Vec::with_capacity(BATCH);
    for read in Reader::new(BufReader::with_capacity(1 << 18, file)) {
        match read {
            Ok(raw) => batch.push(item(pipeline, system, input, raw)),
            Err(broken) if broken.fatal => {
                let _ = to.send(Err(broken.text));
                return;
            }
            Err(broken) => batch.push(unreadable(input, broken)),
        }
        if batch.len() == BATCH
            && to
                .send(Ok(std::mem::replace(&mut batch, Vec::with_capacity(BATCH))))
                .is_err()
        {
            return;
        }
    }
    let _ = to.send(Ok(batch));
}

fn item(pipeline: &Pipeline, system: &str, input: &str, raw: Raw) -> Item {
    let (position, offset) = (raw.position, raw.offset);
    let end = offset + raw.bytes.len() as u64;
    let format = match raw.format {
        marc::Format::Iso2709 => SourceFormat::Marc,
        marc::Format::MarcXml => SourceFormat::Marcxml,
    };
    let source = Source {
        format,
        bytes: raw.bytes,
    };
    match pipeline.build(&source, None, system) {
        Ok(mut built) => {
            let mut notices = std::mem::take(&mut built.notices);
            for notice in &mut notices {
                notice.record = Some(position);
                notice.offset = Some(offset + notice.offset.unwrap_or(0));
            }
            Item {
                position,
                end,
                notices,
                built: Some((source, built)),
            }
        }
        Err(error) => Item {
            position,
            end,
            notices: vec![rejected(input, position, Some(offset), &error)],
            built: None,
        },
    }
}

pub(super) fn rejected(
    input: &str,
    position: u64,
    offset: Option<u64>,
    error: &BuildError,
) -> Notice {
    let code = match error {
        BuildError::Source(fault) => fault.code.as_str(),
        _ => "edits-do-not-fit",
    };
    Notice {
        severity: Severity::Error,
        code: code.to_owned(),
        input: input.to_owned(),
        record: Some(position),
        offset,
        field: None,
        text: format!("the record was left out: {error}"),
    }
}

fn unreadable(input: &str, broken: Broken) -> Item {
    let notice = Notice {
        severity: Severity::Error,
        code: broken.code.as_str().to_owned(),
        input: input.to_owned(),
        record: Some(broken.position),
        offset: Some(broken.offset),
        field: None,
        text: format!("{}; reading went on at the next record", broken.text),
    };
    let end = broken.offset + broken.bytes.len() as u64;
    Item {
        position: broken.position,
        end,
        notices: vec![notice],
        built: None,
    }
}
