//! `ListIdentifiers` and `ListRecords` (OAI-PMH 2.0 sections 4.3 and 4.5).

use record::{ChangeRow, Datestamp, Seq};

use super::{
    Asked, Body,
    block::{self, BlockPage, SPAN},
    fault::{Code, Faults, shown},
    get_record::{self, header},
    moment::Span,
    request::{Argument, Verb},
    rows::{Listing, Page},
    sets::{Selection, Standing, is_set_spec},
    token::Token,
};
use crate::{Format, Repository, RepositoryError, xml};

/// How far ahead a token's `expirationDate` lies, in seconds: a week. Tokens do not expire.
const EXPIRY_SECONDS: i64 = 7 * 86_400;

/// A list as asked for: a new one, or one that a token resumes.
struct Asking<'a, R> {
    listing: Listing<'a, R>,
    format: Format,
    /// The token that was given.
    resumed: Option<Token>,
}

/// Answers either verb.
///
/// # Errors
/// When the collection cannot be read.
pub fn answer<R: Repository>(
    asked: &Asked<'_, R>,
    body: &mut Body,
    faults: &mut Faults,
) -> Result<(), RepositoryError> {
    let asking = match asked.call.get(Argument::ResumptionToken) {
        Some(text) => resumed(asked, text, faults),
        None => new(asked, faults),
    };
    let Some(asking) = asking.filter(|_| faults.is_empty()) else {
        return Ok(());
    };
    if let Some(page) = in_blocks(asked, &asking)? {
        return write_blocks(asked, &asking, page, body);
    }
    let size = asked.site.page_size.max(1);
    let mut page = match &asking.resumed {
        Some(_) => asking.listing.page(size)?,
        None => asking.listing.first_page(size)?,
    };
    if page.rows.is_empty() && asking.resumed.is_some() {
        page = asking.listing.moved()?;
    }
    if page.rows.is_empty() {
        nothing(&asking, faults);
        return Ok(());
    }
    write(asked, &asking, &page, &mut body.text)
}

/// The page in blocks, where the list is of whole records of everything and a block fits a page.
fn in_blocks<R: Repository>(
    asked: &Asked<'_, R>,
    asking: &Asking<'_, R>,
) -> Result<Option<BlockPage>, RepositoryError> {
    let listing = &asking.listing;
    let size = asked.site.page_size;
    let fits = asked.call.verb == Verb::ListRecords
        && listing.selection == Selection::All
        && listing.shown.is_none()
        && size as u64 >= SPAN;
    if !fits {
        return Ok(None);
    }
    let wanted = (size, asking.resumed.is_none());
    block::page(asked, asking.format, &listing.range()?, wanted)
}

fn write_blocks<R: Repository>(
    asked: &Asked<'_, R>,
    asking: &Asking<'_, R>,
    page: BlockPage,
    body: &mut Body,
) -> Result<(), RepositoryError> {
    let name = asked.call.verb.name();
    body.text.push_str(&format!("<{name}>\n"));
    for piece in page.pieces {
        body.push(piece);
    }
    let next = page.next.map(|after| (after, None));
    write_token(asked, asking, (page.rows, next), &mut body.text)?;
    body.text.push_str(&format!("</{name}>\n"));
    Ok(())
}

fn nothing<R>(asking: &Asking<'_, R>, faults: &mut Faults) {
    match asking.resumed {
        None => faults.add(
            Code::NoRecordsMatch,
            "no record has a datestamp from from until until in this set; widen the request",
        ),
        Some(_) => faults.add(
            Code::BadResumptionToken,
            "the list that this token goes on with is no longer there; start it again",
        ),
    }
}

/// A list that starts: its arguments, each looked at so that all faults are reported.
fn new<'a, R: Repository>(asked: &Asked<'a, R>, faults: &mut Faults) -> Option<Asking<'a, R>> {
    let span = Span::of(asked.call, faults);
    let format = get_record::format(asked, faults);
    let selection = match asked.call.get(Argument::Set) {
        None => Some(Selection::All),
        Some(set) => selection(asked.repository, set, faults),
    };
    let listing = Listing {
        repository: asked.repository,
        selection: selection?,
        span,
        after: Seq(0),
        shown: None,
    };
    Some(Asking {
        listing,
        format: format?,
        resumed: None,
    })
}

fn selection(repository: &impl Repository, set: &str, faults: &mut Faults) -> Option<Selection> {
    if !is_set_spec(set) {
        let text = format!(
            "{} is not the form of a setSpec; take one from ListSets",
            shown(set)
        );
        faults.add(Code::BadArgument, text);
        return None;
    }
    let found = Selection::of(set, repository);
    if found.is_none() {
        let text = format!(
            "no record is in a set {}; take one from ListSets",
            shown(set)
        );
        faults.add(Code::NoRecordsMatch, text);
    }
    found
}

/// A list that goes on.
fn resumed<'a, R: Repository>(
    asked: &Asked<'a, R>,
    text: &str,
    faults: &mut Faults,
) -> Option<Asking<'a, R>> {
    let repository = asked.repository;
    let asking = Token::read(text, asked.call.verb, &asked.site.token_key).and_then(|token| {
        let format = Format::of_number(token.format)?;
        let selection = match &token.set {
            None => Selection::All,
            Some(set) => Selection::of(set.as_str(), repository)?,
        };
        let (span, after, shown) = (token.span, token.after, token.shown);
        let listing = Listing {
            repository,
            selection,
            span,
            after,
            shown,
        };
        Some(Asking {
            listing,
            format,
            resumed: Some(token),
        })
    });
    if asking.is_none() {
        bad_token(asked.call.verb, faults);
    }
    asking
}

/// Reports a token that is none of ours.
pub fn bad_token(verb: Verb, faults: &mut Faults) {
    let text = format!(
        "this token was not given by {} here; repeat it exactly as given, or start the list again",
        verb.name()
    );
    faults.add(Code::BadResumptionToken, text);
}

fn write<R: Repository>(
    asked: &Asked<'_, R>,
    asking: &Asking<'_, R>,
    page: &Page,
    out: &mut String,
) -> Result<(), RepositoryError> {
    let verb = asked.call.verb;
    if verb == Verb::ListRecords {
        out.reserve(page.rows.len() * 2 * 1024);
    }
    out.push('<');
    out.push_str(verb.name());
    out.push_str(">\n");
    for (row, standing) in &page.rows {
        write_row(asked, asking.format, row, standing, out)?;
        out.push('\n');
    }
    write_token(asked, asking, (page.rows.len() as u64, page.next), out)?;
    out.push_str("</");
    out.push_str(verb.name());
    out.push_str(">\n");
    Ok(())
}

fn write_row<R: Repository>(
    asked: &Asked<'_, R>,
    format: Format,
    row: &ChangeRow,
    standing: &Standing,
    out: &mut String,
) -> Result<(), RepositoryError> {
    if asked.call.verb == Verb::ListIdentifiers {
        header(out, asked.site, row, standing);
        return Ok(());
    }
    get_record::write(asked, format, row, standing, out)
}

/// The token: none for a list of one page, an empty one at the end of a resumed list
/// (OAI-PMH 2.0 section 3.5).
fn write_token<R: Repository>(
    asked: &Asked<'_, R>,
    asking: &Asking<'_, R>,
    (rows, next): (u64, Option<(Seq, Option<Seq>)>),
    out: &mut String,
) -> Result<(), RepositoryError> {
    let listing = &asking.listing;
    if asking.resumed.is_none() && next.is_none() {
        return Ok(());
    }
    let cursor = asking.resumed.as_ref().map_or(0, |token| token.cursor);
    let shown = cursor + rows;
    let size = match (&asking.resumed, &listing.selection) {
        (Some(token), _) => token.size,
        (None, Selection::Group(_)) => None,
        (None, _) => Some(listing.repository.count(&listing.range()?)?),
    };
    let text = next.map(|(after, ahead)| {
        let token = Token {
            verb: asked.call.verb.number(),
            format: asking.format.number(),
            span: listing.span,
            set: listing.selection.name().cloned(),
            after,
            cursor: shown,
            size,
            shown: ahead,
        };
        token.write(&asked.site.token_key)
    });
    // Records that change meanwhile move to the tail, so more may come than were counted.
    let least = shown + u64::from(text.is_some());
    let size = size.map(|size| size.max(least));
    write_token_element(out, asked.now, text.as_deref(), size, cursor);
    Ok(())
}

/// Appends the `resumptionToken` element.
pub fn write_token_element(
    out: &mut String,
    now: Datestamp,
    text: Option<&str>,
    size: Option<u64>,
    cursor: u64,
) {
    out.push_str("<resumptionToken");
    if text.is_some() {
        let expiry = Datestamp(now.0 + EXPIRY_SECONDS).to_string();
        xml::attribute(out, "expirationDate", &expiry);
    }
    if let Some(size) = size {
        xml::attribute(out, "completeListSize", &size.to_string());
    }
    xml::attribute(out, "cursor", &cursor.to_string());
    match text {
        Some(text) => {
            out.push('>');
            xml::text(out, text);
            out.push_str("</resumptionToken>\n");
        }
        None => out.push_str("/>\n"),
    }
}
