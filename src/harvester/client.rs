//! Asking a repository: politely, again where it helps, and never for more than is read.

use std::{
    io::Read,
    sync::mpsc::{RecvTimeoutError, sync_channel},
    time::{Duration, Instant},
};

use flate2::read::MultiGzDecoder;
use harvest::oai::answers::Answer;

use super::HarvestError;

/// The largest answer, unpacked, in MiB.
const LARGEST: u64 = 128;
/// How often it looks whether to stop while it waits.
const NAP: Duration = Duration::from_millis(50);
/// How long the first connection may take.
const CONNECT: Duration = Duration::from_secs(30);
/// How long a repository may think about an answer.
const THINK: Duration = Duration::from_secs(300);
/// How long an answer may be on its way.
const BODY: Duration = Duration::from_secs(600);
/// How much is told of an answer that is an error.
const TOLD: usize = 200;

/// How often and how long it is tried.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// How often an answer is asked for.
    pub tries: u32,
    /// The first wait between; each is twice as long as the one before.
    pub unit: Duration,
    /// The longest wait, whatever the repository asks for.
    pub longest: Duration,
}

impl Default for Patience {
    fn default() -> Patience {
        Patience {
            tries: 6,
            unit: Duration::from_secs(1),
            longest: Duration::from_secs(300),
        }
    }
}

/// Who asks one repository.
pub struct Client {
    agent: ureq::Agent,
    patience: Patience,
    /// Whether it has answered once.
    met: bool,
}

/// A failure, and whether and when it is worth another try.
struct Fault {
    error: HarvestError,
    again: bool,
    after: Option<Duration>,
}

/// The base URL of a repository, when it is one that can be asked.
///
/// # Errors
/// When it is not, and what is wrong with it.
pub fn address(url: &str) -> Result<String, HarvestError> {
    let url = url.trim();
    let wrong = |why| {
        Err(HarvestError::Address {
            url: url.to_owned(),
            why,
        })
    };
    if !url.contains("://") {
        return wrong("it must begin with https:// or http://");
    }
    let Ok(parsed) = url.parse::<ureq::http::Uri>() else {
        return wrong("it cannot be read; give one like https://example.org/oai");
    };
    if !matches!(parsed.scheme_str(), Some("http" | "https")) {
        return wrong("it must begin with https:// or http://");
    }
    if parsed.host().is_none_or(str::is_empty) {
        return wrong("it names no host");
    }
    if parsed.authority().is_some_and(|a| a.as_str().contains('@')) {
        return wrong("a name and a password in it would be kept for all to see; give it without");
    }
    if url.contains('#') {
        return wrong("leave out what begins with #");
    }
    let query = parsed.query().unwrap_or_default();
    if query.split('&').any(|pair| pair.starts_with("verb=")) {
        return wrong("give the base URL, without verb= and what follows");
    }
    Ok(url.trim_end_matches(['?', '&']).to_owned())
}

impl Client {
    /// One that has asked nothing yet.
    pub fn new(patience: Patience) -> Client {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_connect(Some(CONNECT))
            .timeout_recv_response(Some(THINK))
            .timeout_recv_body(Some(BODY))
            .user_agent(concat!("labordoc-harvest/", env!("CARGO_PKG_VERSION")))
            .build();
        Client {
            agent: config.new_agent(),
            patience,
            met: false,
        }
    }

    /// Asks until there is a whole answer, which may be an error of the protocol. `stop` says why to end.
    ///
    /// # Errors
    /// When there is none after all tries, or `stop` says so.
    pub fn ask(
        &mut self,
        base: &str,
        arguments: &[(&str, &str)],
        stop: &dyn Fn() -> Option<HarvestError>,
    ) -> Result<Answer, HarvestError> {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(arguments);
        let joint = if base.contains('?') { '&' } else { '?' };
        let url = format!("{base}{joint}{}", query.finish());
        let mut wait = self.patience.unit;
        for tried in 1.. {
            let fault = match self.once(&url, stop) {
                Ok(answer) => {
                    self.met = true;
                    return Ok(answer);
                }
                Err(fault) => fault,
            };
            // Who has never answered is more likely misspelt than busy.
            let unmet = !self.met && matches!(fault.error, HarvestError::Reach { .. });
            let tries = if unmet { 2 } else { self.patience.tries };
            if !fault.again || tried >= tries {
                return Err(fault.error);
            }
            tracing::debug!(error = %fault.error, "asking again");
            let pause = fault.after.unwrap_or(wait).min(self.patience.longest);
            wait = wait.saturating_mul(2);
            sleep(pause, stop)?;
        }
        Err(HarvestError::Stopped)
    }

    /// Asks once. A thread of its own waits for the answer, so that who stops need not.
    fn once(&self, url: &str, stop: &dyn Fn() -> Option<HarvestError>) -> Result<Answer, Fault> {
        let (to, from) = sync_channel(1);
        let (agent, asked) = (self.agent.clone(), url.to_owned());
        let spawned = std::thread::Builder::new()
            .name("harvest-ask".into())
            .spawn(move || drop(to.send(get(&agent, &asked))));
        if let Err(error) = spawned {
            return Err(Fault::last(HarvestError::Reach {
                url: url.to_owned(),
                why: error.to_string(),
            }));
        }
        loop {
            match from.recv_timeout(NAP) {
                Ok(got) => return got,
                Err(RecvTimeoutError::Timeout) => {
                    if let Some(error) = stop() {
                        return Err(Fault::last(error));
                    }
                }
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(Fault::last(HarvestError::Reach {
                        url: url.to_owned(),
                        why: "asking it failed".to_owned(),
                    }));
                }
            }
        }
    }
}

impl Fault {
    fn last(error: HarvestError) -> Fault {
        Fault {
            error,
            again: false,
            after: None,
        }
    }

    fn again(error: HarvestError) -> Fault {
        Fault {
            error,
            again: true,
            after: None,
        }
    }
}

fn sleep(time: Duration, stop: &dyn Fn() -> Option<HarvestError>) -> Result<(), HarvestError> {
    let begun = Instant::now();
    loop {
        if let Some(error) = stop() {
            return Err(error);
        }
        let left = time.saturating_sub(begun.elapsed());
        if left.is_zero() {
            return Ok(());
        }
        std::thread::sleep(left.min(NAP));
    }
}

fn get(agent: &ureq::Agent, url: &str) -> Result<Answer, Fault> {
    let request = agent
        .get(url)
        .header("Accept", "text/xml, application/xml;q=0.9, */*;q=0.1")
        .header("Accept-Encoding", "gzip");
    let mut answer = request.call().map_err(|error| {
        let again = !matches!(
            error,
            ureq::Error::HostNotFound | ureq::Error::BadUri(_) | ureq::Error::TooManyRedirects
        );
        let error = HarvestError::Reach {
            url: url.to_owned(),
            why: error.to_string(),
        };
        Fault {
            error,
            again,
            after: None,
        }
    })?;
    let status = answer.status().as_u16();
    let header = |name: &str| {
        let value = answer.headers().get(name).and_then(|v| v.to_str().ok());
        value.unwrap_or_default().trim().to_ascii_lowercase()
    };
    let later = header("retry-after").parse().ok().map(Duration::from_secs);
    let packed = header("content-encoding") == "gzip";
    let body = read(answer.body_mut().as_reader(), packed, url);
    if status != 200 {
        return Err(Fault {
            error: HarvestError::Status {
                url: url.to_owned(),
                status,
                more: body.map_or_else(|_| String::new(), |body| told(&body)),
            },
            again: status == 429 || status >= 500,
            after: later,
        });
    }
    Answer::read(&body?).map_err(|source| {
        let broken = matches!(source, harvest::oai::answers::AnswerError::Xml { .. });
        let error = HarvestError::Answer {
            url: url.to_owned(),
            source,
        };
        // What is cut off is malformed, and may come whole the next time.
        match broken {
            true => Fault::again(error),
            false => Fault::last(error),
        }
    })
}

/// Reads a body as text; bytes that are no UTF-8 become U+FFFD.
fn read(body: impl Read, packed: bool, url: &str) -> Result<String, Fault> {
    let most = LARGEST << 20;
    let mut bytes = Vec::new();
    let got = match packed {
        true => MultiGzDecoder::new(body)
            .take(most + 1)
            .read_to_end(&mut bytes),
        false => body.take(most + 1).read_to_end(&mut bytes),
    };
    got.map_err(|error| {
        Fault::again(HarvestError::Broken {
            url: url.to_owned(),
            why: error.to_string(),
        })
    })?;
    if bytes.len() as u64 > most {
        return Err(Fault::last(HarvestError::Large {
            url: url.to_owned(),
            most: LARGEST,
        }));
    }
    Ok(match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    })
}

/// `: the first words of an answer`, without its markup.
fn told(body: &str) -> String {
    let mut within = false;
    let text: String = body
        .chars()
        .filter_map(|c| match c {
            '<' => {
                within = true;
                None
            }
            '>' => {
                within = false;
                Some(' ')
            }
            c => (!within).then_some(c),
        })
        .collect();
    let words: Vec<&str> = text.split_whitespace().collect();
    let words: String = words.join(" ").chars().take(TOLD).collect();
    match words.is_empty() {
        true => String::new(),
        false => format!(": {words}"),
    }
}
