//! `ListSets` (OAI-PMH 2.0 section 4.6): a list with tokens like the others, by set name.

use std::ops::Bound;

use record::{Seq, SetSpec};

use super::{
    Asked,
    fault::{Code, Faults},
    list::{bad_token, write_token_element},
    moment::Span,
    request::{Argument, Verb},
    sets,
    token::Token,
};
use crate::{Repository, xml};

/// Answers the verb.
pub fn answer<R: Repository>(asked: &Asked<'_, R>, out: &mut String, faults: &mut Faults) {
    let resumed = match asked.call.get(Argument::ResumptionToken) {
        None => None,
        Some(text) => {
            let token = Token::read(text, Verb::ListSets, &asked.site.token_key);
            if token.is_none() {
                bad_token(Verb::ListSets, faults);
            }
            token
        }
    };
    if !faults.is_empty() {
        return;
    }
    let all = sets::listed(asked.repository);
    let after = resumed
        .as_ref()
        .and_then(|t| t.set.clone())
        .map_or(Bound::Unbounded, Bound::Excluded);
    let cursor = resumed.as_ref().map_or(0, |t| t.cursor);
    let size = asked.site.page_size.max(1);
    let mut page: Vec<(&SetSpec, &String)> = all
        .range((after, Bound::Unbounded))
        .take(size + 1)
        .collect();
    if page.is_empty() {
        let text = "there are no sets yet; harvest without a set";
        faults.add(Code::NoSetHierarchy, text);
        return;
    }
    let more = page.len() > size;
    page.truncate(size);
    out.push_str("<ListSets>\n");
    for (spec, name) in &page {
        out.push_str("<set>");
        xml::element(out, "setSpec", spec.as_str());
        xml::element(out, "setName", name);
        sets::describe(out, spec, asked.repository, asked.site);
        out.push_str("</set>\n");
    }
    if more || resumed.is_some() {
        let last = page
            .last()
            .filter(|_| more)
            .map(|(spec, _)| (*spec).clone());
        let text = last.map(|set| next(set, cursor + page.len() as u64, &asked.site.token_key));
        let complete = Some(all.len() as u64);
        write_token_element(out, asked.now, text.as_deref(), complete, cursor);
    }
    out.push_str("</ListSets>\n");
}

fn next(set: SetSpec, cursor: u64, key: &[u8; 32]) -> String {
    let token = Token {
        verb: Verb::ListSets.number(),
        format: 0,
        span: Span::default(),
        set: Some(set),
        after: Seq(0),
        cursor,
        size: None,
        shown: None,
    };
    token.write(key)
}
