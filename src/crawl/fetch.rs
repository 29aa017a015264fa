//! Fetching one address: politely, and never more of it than is looked at.

use std::{io::Read, time::Duration};

use harvest::scholar_check::LARGEST;
use ureq::ResponseExt;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often somebody who says "later" is asked again.
const TRIES: u32 = 4;
/// The longest wait between, in seconds.
const LONGEST_WAIT: u64 = 60;

/// Why nothing was fetched.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CrawlError {
    /// It is no address of the web.
    #[error("{0} is no address of a page; give one that begins with https:// or http://")]
    Address(String),
    /// Nothing answers.
    #[error("{url} cannot be reached: {source}")]
    Reach {
        /// The address.
        url: String,
        /// Why.
        source: Box<ureq::Error>,
    },
    /// The answer breaks off.
    #[error("{url} cannot be read: {source}")]
    Read {
        /// The address.
        url: String,
        /// Why.
        source: std::io::Error,
    },
}

/// What came.
#[derive(Debug, Default)]
pub(super) struct Fetched {
    /// Where it came from, after redirections.
    pub(super) url: String,
    pub(super) status: u16,
    /// Without parameters.
    pub(super) media_type: String,
    /// How large it is, as far as it is told or was read.
    pub(super) bytes: u64,
    /// What was read of it.
    pub(super) body: Vec<u8>,
    pub(super) noindex: bool,
}

impl Fetched {
    pub(super) fn is_html(&self) -> bool {
        matches!(
            self.media_type.as_str(),
            "text/html" | "application/xhtml+xml"
        )
    }

    pub(super) fn is_whole(&self) -> bool {
        self.bytes == self.body.len() as u64
    }
}

pub(super) struct Fetcher(ureq::Agent);

impl Fetcher {
    pub(super) fn new() -> Fetcher {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(PATIENCE))
            .user_agent(concat!(
                "labordoc-scholar-check/",
                env!("CARGO_PKG_VERSION")
            ))
            .build();
        Fetcher(config.new_agent())
    }

    pub(super) fn get(&self, url: &str) -> Result<Fetched, CrawlError> {
        let mut tries = 1;
        loop {
            let request = self
                .0
                .get(url)
                .header("Accept", "text/html, application/pdf, */*;q=0.5");
            let mut answer = request.call().map_err(|e| CrawlError::Reach {
                url: url.to_owned(),
                source: Box::new(e),
            })?;
            let status = answer.status().as_u16();
            let header = |name: &str| {
                let value = answer.headers().get(name).and_then(|v| v.to_str().ok());
                value.unwrap_or_default().to_owned()
            };
            let later: Option<u64> = header("retry-after").parse().ok();
            if let (429 | 503, Some(seconds)) = (status, later)
                && tries < TRIES
            {
                tries += 1;
                std::thread::sleep(Duration::from_secs(seconds.clamp(1, LONGEST_WAIT)));
                continue;
            }
            let kind = header("content-type");
            let told: Option<u64> = header("content-length").parse().ok();
            let packed = !header("content-encoding").is_empty();
            let mut fetched = Fetched {
                url: answer.get_uri().to_string(),
                status,
                media_type: kind.split(';').next().unwrap_or("").trim().to_lowercase(),
                noindex: header("x-robots-tag").to_lowercase().contains("noindex"),
                ..Fetched::default()
            };
            let mut body = answer.body_mut().as_reader().take(LARGEST + 1);
            body.read_to_end(&mut fetched.body)
                .map_err(|source| CrawlError::Read {
                    url: url.to_owned(),
                    source,
                })?;
            let read = fetched.body.len() as u64;
            fetched.bytes = told.filter(|_| !packed).map_or(read, |told| told.max(read));
            return Ok(fetched);
        }
    }
}
