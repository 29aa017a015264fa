//! Reading an input: its format, its records one after the other, each built.

use std::{
    fs::File,
    path::{Path, PathBuf},
    sync::{Arc, mpsc::SyncSender},
};

use record::{
    ImportRow, Notice, Origin, Profile, Severity, Source,
    build::{BuildError, Built},
    input::{Broken, Format, Given, Options, Place, Reader},
    marc::FaultCode,
};

use super::{BATCH, ImportError};
use crate::pipeline::{Pipeline, staging};

/// One record of an input, read and built.
pub(super) struct Item {
    /// Bytes of the input read by then.
    pub(super) end: u64,
    /// Where it is in the input.
    pub(super) place: Place,
    pub(super) notices: Vec<Notice>,
    /// Where it was harvested.
    pub(super) origin: Option<Box<Origin>>,
    pub(super) built: Option<(Source, Built)>,
}

/// Refuses an input of no known format; an empty one is no fault.
pub(super) fn known_form(
    path: &Path,
    name: &str,
    format: Option<Format>,
    profile: Option<Arc<Profile>>,
) -> Result<(), ImportError> {
    let file = File::open(path).map_err(|e| ImportError::Input {
        input: name.to_owned(),
        why: e.to_string(),
    })?;
    let mut reader = Reader::open(file, options(format, profile));
    match reader.settle() {
        Ok(_) => Ok(()),
        Err(broken) => Err(ImportError::Unknown {
            input: name.to_owned(),
            why: broken.notice.text,
        }),
    }
}

fn options(format: Option<Format>, profile: Option<Arc<Profile>>) -> Options {
    Options {
        format,
        profile,
        ..Options::default()
    }
}

/// Reads and builds all records of an input; ends early when nobody takes them any more.
pub(super) fn read(
    pipeline: &Pipeline,
    path: PathBuf,
    row: &ImportRow,
    profile: Option<Arc<Profile>>,
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
    let mut reader = Reader::open(file, options(row.format, profile.clone()));
    while let Some(read) = reader.next() {
        let about_all = reader.take_notices();
        let mut item = match read {
            Ok(given) => item(pipeline, row, profile.as_deref(), given),
            Err(broken) if broken.fatal => {
                let _ = to.send(Ok(batch));
                let _ = to.send(Err(said(&broken)));
                return;
            }
            Err(broken) => unreadable(*broken),
        };
        item.notices.splice(..0, about_all);
        batch.push(item);
        if batch.len() == BATCH
            && to
                .send(Ok(std::mem::replace(&mut batch, Vec::with_capacity(BATCH))))
                .is_err()
        {
            return;
        }
    }
    if let Some(last) = batch.last_mut() {
        last.notices.extend(reader.take_notices());
    }
    let _ = to.send(Ok(batch));
}

/// What ended reading, with its place.
fn said(broken: &Broken) -> String {
    let place = &broken.place;
    let member = place.member.as_deref();
    let member = member.map_or_else(String::new, |m| format!(" in {m}"));
    format!("record {}{member}: {}", place.position, broken.notice.text)
}

fn item(pipeline: &Pipeline, row: &ImportRow, profile: Option<&Profile>, given: Given) -> Item {
    let Given {
        place,
        end,
        source,
        origin,
        mut notices,
    } = given;
    if origin.as_ref().is_some_and(|origin| origin.deleted) {
        return Item {
            place,
            end,
            notices,
            origin,
            built: None,
        };
    }
    match pipeline.build_with(&pipeline.terms.now(), &source, None, (&row.system, profile)) {
        Ok(mut built) => {
            for mut notice in std::mem::take(&mut built.notices) {
                place.locate(&mut notice, &source, profile);
                notices.push(notice);
            }
            Item {
                place,
                end,
                notices,
                origin,
                built: Some((source, built)),
            }
        }
        Err(error) => {
            let mut notice = rejected(&row.input, place.position, None, &error);
            if let BuildError::Source(fault) = &error {
                notice.offset = Some(fault.offset);
                notice.field.clone_from(&fault.field);
            }
            place.locate(&mut notice, &source, profile);
            notices.push(notice);
            Item {
                place,
                end,
                notices,
                origin: None,
                built: None,
            }
        }
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
        input: input.to_owned(),
        record: Some(position),
        offset,
        ..Notice::new(
            Severity::Error,
            code,
            format!("the record was left out: {error}"),
        )
    }
}

fn unreadable(broken: Broken) -> Item {
    let mut notice = broken.notice;
    // After the end of an input there is none.
    if notice.code != FaultCode::NoRecord.as_str() {
        notice.text.push_str("; reading went on at the next record");
    }
    Item {
        place: broken.place,
        end: broken.end,
        notices: vec![notice],
        origin: None,
        built: None,
    }
}
