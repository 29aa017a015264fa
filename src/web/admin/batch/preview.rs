//! What a batch edit would do, as the form and an edited table show it.

use super::{FAILURES, SHOWN};
use crate::{
    diff::{self, Piece},
    pipeline::{self, Preview},
    web::{admin::collections::Visit, fault::Fault, view::Link},
};

/// What a batch edit would do.
pub struct ShownPreview {
    pub selected: u64,
    pub line: String,
    pub failed: String,
    pub failures: Vec<Link>,
    /// The works that would come together, each with its language versions.
    pub works: Vec<Vec<ShownVersion>>,
    pub records: Vec<ShownRecord>,
    pub from: usize,
    pub next: Option<usize>,
    pub previous: Option<usize>,
}

/// A language version of a work.
pub struct ShownVersion {
    pub link: Link,
    pub lang: String,
}

/// A record that would change, and what.
pub struct ShownRecord {
    pub link: Link,
    pub changes: Vec<(String, Vec<Piece>)>,
}

/// What a preview says, after the first `from` of the records that would change.
pub fn shown(visit: &Visit, seen: &Preview, from: usize) -> Result<ShownPreview, Fault> {
    let texts = visit.reader.texts;
    let title = |title: &str| match title {
        "" => texts.text("untitled"),
        title => title.replace(char::is_control, " "),
    };
    let mut records = Vec::with_capacity(seen.sample.len());
    for changed in &seen.sample {
        let changes = diff::of_values(&changed.before, &changed.after);
        let pieces = changes.into_iter().map(|change| {
            let pieces = change.pieces().into_iter().map(|piece| Piece {
                text: piece.text.replace(char::is_control, " "),
                ..piece
            });
            (change.path.clone(), pieces.collect())
        });
        records.push(ShownRecord {
            link: Link {
                label: title(&changed.title),
                href: format!("/records/{}/edit", changed.id),
            },
            changes: pieces.collect(),
        });
    }
    let version = |version: &pipeline::Version| ShownVersion {
        link: Link {
            label: title(&version.title),
            href: format!("/records/{}", version.id),
        },
        lang: version.lang.name(visit.reader.lang),
    };
    let works = seen.works.iter();
    let works = works.map(|work| work.records.iter().map(version).collect());
    let failures = seen.failures.iter().take(FAILURES).map(|failed| Link {
        label: format!("{}: {}", failed.id, failed.why),
        href: format!("/records/{}/edit", failed.id),
    });
    let more = u64::try_from(from + SHOWN).unwrap_or(u64::MAX) < seen.changed;
    Ok(ShownPreview {
        selected: seen.selected,
        line: format!(
            "{} {}",
            texts.count("batch-selected", &seen.selected),
            texts.count("batch-would-change", &seen.changed)
        ),
        failed: match seen.failed {
            0 => String::new(),
            failed => texts.count("batch-would-fail", &failed),
        },
        failures: failures.collect(),
        works: works.collect(),
        records,
        from: from + 1,
        next: more.then_some(from + SHOWN),
        previous: (from > 0).then(|| from.saturating_sub(SHOWN)),
    })
}
