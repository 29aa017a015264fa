//! The host item: what an article appeared in (MARC 21 773), and the shelf mark that says the same.

mod enumeration;

use super::{Reading, fields::Numbered, identifier, isbd, language::Languages};
use crate::{HostItem, Severity, mapping::ShelfMark};
pub(super) use enumeration::pages;

use enumeration::enumeration;

/// A host item, and the date it gives.
pub(super) struct Host {
    pub(super) item: HostItem,
    pub(super) date: Option<String>,
}

/// Reads 773; where it is silent, the Review's shelf mark in 099, 852 or the file name of 856.
pub(super) fn host(reading: &Reading<'_>, languages: &Languages) -> Option<Host> {
    let stated = reading
        .fields
        .all("773")
        .iter()
        .find_map(|field| stated(reading, field));
    let mark = shelf_mark(reading);
    match (stated, mark) {
        (Some(mut host), mark) => {
            if let Some(mark) = mark {
                complete(reading, &mut host, &mark, languages);
            }
            Some(host)
        }
        (None, Some(mark)) if is_part(reading) => {
            let mut host = Host {
                item: HostItem::default(),
                date: None,
            };
            complete(reading, &mut host, &mark, languages);
            Some(host)
        }
        _ => None,
    }
}

/// Leader/07 a or b, or 996 `aa`, `ab`: part of something. A whole serial has the same shelf mark.
fn is_part(reading: &Reading<'_>) -> bool {
    matches!(reading.fields.leader_at(7), 'a' | 'b')
        || reading
            .fields
            .first("996", 'a')
            .is_some_and(|t| t.starts_with("aa") || t.starts_with("ab"))
}

fn stated(reading: &Reading<'_>, field: &Numbered<'_>) -> Option<Host> {
    let mut item = HostItem {
        title: field
            .text('t')
            .or_else(|| field.text('a'))
            .map(|t| isbd::trim(t).to_owned()),
        record_number: field.text('w').map(str::to_owned),
        ..HostItem::default()
    };
    item.issn = field
        .text('x')
        .and_then(|text| host_issn(reading, field, text));
    item.isbn = field
        .text('z')
        .and_then(identifier::isbn)
        .filter(|i| i.valid)
        .map(|i| i.value);
    let mut date = field.text('d').map(str::to_owned);
    let raw = joined(field);
    if let Some(raw) = raw {
        let read = enumeration(&raw);
        item.volume = read.volume;
        item.issue = read.issue;
        item.pages = read.pages.as_deref().and_then(pages);
        date = read.date.or(date);
        item.raw = Some(raw);
    }
    let empty = item == HostItem::default();
    let journals = &reading.mapping().journals;
    let by_issn = item.issn.as_deref().and_then(|i| journals.by_issn(i));
    let known = by_issn.or_else(|| item.title.as_deref().and_then(|t| journals.by_title(t)));
    if let Some((journal, version)) = known.and_then(|k| journals.get(k)) {
        item.journal = Some(journal.slug.clone());
        if item.title.is_none() {
            item.title = Some(version.title.clone());
        }
        if item.issn.is_none() {
            item.issn = version.issn.first().cloned();
        }
    }
    (!empty).then_some(Host { item, date })
}

fn joined(field: &Numbered<'_>) -> Option<String> {
    let mut parts = field.all('g');
    let mut raw = parts.next()?.to_owned();
    for part in parts {
        raw.push(' ');
        raw.push_str(part);
    }
    Some(raw)
}

fn host_issn(reading: &Reading<'_>, field: &Numbered<'_>, text: &str) -> Option<String> {
    let issn = identifier::issn(text)?;
    if !issn.valid {
        let said = format!("ISSN {text:?} has a wrong form or check digit; it was left out");
        reading.notice(Severity::Warning, "bad-issn", field.place_of('x'), said);
    }
    issn.valid.then_some(issn.value)
}

/// What the shelf mark of a known journal says; where several differ, the one that agrees with the
/// pages in 300, else the file that one opens.
fn shelf_mark(reading: &Reading<'_>) -> Option<ShelfMark> {
    let journals = &reading.mapping().journals;
    let fields = &reading.fields;
    let links = fields.all("856").iter().flat_map(|f| f.all('u'));
    let mut found: Vec<ShelfMark> = links
        .filter_map(|u| journals.shelf_mark_in_url(u))
        .collect();
    for (tag, codes) in [("099", "a"), ("852", "hij")] {
        for field in fields.all(tag) {
            let texts = codes.chars().flat_map(|code| field.all(code));
            found.extend(texts.filter_map(|t| journals.shelf_mark(t)));
        }
    }
    found.dedup();
    let extent = fields
        .first("300", 'a')
        .map(enumeration)
        .and_then(|e| e.pages);
    let full = |m: &&ShelfMark| m.year.is_some();
    let agreeing = found
        .iter()
        .find(|m| m.pages.is_some() && m.pages == extent);
    let best = agreeing
        .or_else(|| found.iter().find(full))
        .or_else(|| found.first())
        .cloned();
    if found.iter().filter(full).any(|m| Some(m) != best.as_ref()) {
        let said = "shelf mark and file name name different places in the journal; the one that fits 300 or the file was taken";
        reading.notice(Severity::Warning, "host-disagrees", "099", said);
    }
    let mut best = best?;
    best.pages = best.pages.or(extent);
    Some(best)
}

/// Fills what 773 leaves open.
fn complete(reading: &Reading<'_>, host: &mut Host, mark: &ShelfMark, languages: &Languages) {
    let journals = &reading.mapping().journals;
    let Some(journal) = journals.journals.get(mark.journal) else {
        return;
    };
    let item = &mut host.item;
    if item
        .journal
        .as_ref()
        .is_some_and(|slug| *slug != journal.slug)
    {
        return;
    }
    let lang = languages.codes.first().copied();
    let version = lang
        .and_then(|l| journals.in_lang(mark.journal, l))
        .unwrap_or(0);
    let version = journal.version.get(version);
    if item.journal.is_none() && item.title.is_some() {
        // 773 names something else than the shelf mark does.
        return;
    }
    item.journal = Some(journal.slug.clone());
    if item.title.is_none() {
        item.title = version.map(|v| v.title.clone());
    }
    if item.issn.is_none() {
        item.issn = version.and_then(|v| v.issn.first().cloned());
    }
    // The mark is one of the English edition's shelves, whatever it numbers.
    if item.volume.is_none() && item.issue.is_none() {
        item.volume.clone_from(&mark.volume);
        item.issue.clone_from(&mark.issue);
    }
    if item.pages.is_none() {
        item.pages = mark.pages.as_deref().and_then(pages);
    }
    if host.date.is_none() {
        host.date = mark.year.map(|y| y.to_string());
    }
}
