//! A harvester in a few lines: lists with all their pages, as headers.

use super::{Server, all_between};

/// One header of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    pub id: u64,
    pub datestamp: String,
    pub deleted: bool,
    pub sets: Vec<String>,
}

/// A harvested list.
#[derive(Debug)]
pub struct Harvest {
    /// The first answer's.
    pub response_date: String,
    pub headers: Vec<Header>,
    /// All answers, one after the other.
    pub text: String,
}

impl Harvest {
    pub fn header(&self, id: u64) -> Option<&Header> {
        self.headers.iter().find(|h| h.id == id)
    }

    pub fn ids(&self) -> Vec<u64> {
        self.headers.iter().map(|h| h.id).collect()
    }
}

fn headers(text: &str) -> Vec<Header> {
    all_between(text, "<header", "</header>")
        .into_iter()
        .map(|header| Header {
            id: all_between(header, "<identifier>", "<")[0]
                .rsplit(':')
                .next()
                .unwrap()
                .parse()
                .unwrap(),
            datestamp: all_between(header, "<datestamp>", "<")[0].to_owned(),
            deleted: header.starts_with(" status=\"deleted\""),
            sets: all_between(header, "<setSpec>", "<")
                .into_iter()
                .map(str::to_owned)
                .collect(),
        })
        .collect()
}

/// The resumption token of a list's page; empty at its end.
pub fn token(text: &str) -> String {
    let element = text
        .split("<resumptionToken")
        .nth(1)
        .and_then(|rest| rest.split_once('>'));
    let inside = element
        .filter(|(start, _)| !start.ends_with('/'))
        .and_then(|(_, rest)| rest.split('<').next());
    inside.unwrap_or_default().to_owned()
}

/// Harvests `ListRecords` in `prefix` to the end; `arguments` as `&set=type:book&from=...`.
pub fn harvest(server: &Server, prefix: &str, arguments: &str) -> Harvest {
    let mut query = format!("verb=ListRecords&metadataPrefix={prefix}{arguments}");
    let mut harvest = Harvest {
        response_date: String::new(),
        headers: Vec::new(),
        text: String::new(),
    };
    loop {
        let text = server.page(&format!("/oai?{query}"));
        if harvest.response_date.is_empty() {
            harvest.response_date = all_between(&text, "<responseDate>", "<")[0].to_owned();
        }
        assert!(
            !text.contains("<error") || text.contains("noRecordsMatch"),
            "{text}"
        );
        harvest.headers.extend(headers(&text));
        let token = token(&text);
        harvest.text.push_str(&text);
        if token.is_empty() {
            return harvest;
        }
        query = format!("verb=ListRecords&resumptionToken={token}");
    }
}
