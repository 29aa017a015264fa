//! One harvest: ask who it is, choose a format, follow the list to its end, hand over what came.

use std::collections::HashSet;

use harvest::oai::answers::{Answer, Identity, Wanted, choose};
use record::{
    Datestamp, ImportRow,
    input::{
        Format,
        harvest::{Head, Line, VERSION},
    },
};

use super::{
    Client, HarvestError,
    spool::{At, List, Spool, State},
};
use crate::{
    access::Actor,
    app::App,
    clock,
    pipeline::{
        Came, HarvestEnd, HarvestRow, ImportError, ImportRequest, Outcome, Progress, Staged,
    },
};

/// How far before the last run's beginning the next one asks, in seconds: a repository may show a change
/// a little after its datestamp.
const OVERLAP: i64 = 120;
/// How often a list is begun anew because its token is not taken any more.
const MOST_RESTARTS: u32 = 3;

/// How a harvest is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ask {
    /// Everything, whatever was harvested before.
    pub full: bool,
    /// From this day or moment on.
    pub from: Option<String>,
    /// The import is only looked through and waits for somebody's word.
    pub look: bool,
}

impl Ask {
    /// Whether it can be meant.
    ///
    /// # Errors
    /// When `from` is no moment, or what is asked contradicts itself.
    pub fn check(&self) -> Result<(), HarvestError> {
        let Some(from) = &self.from else {
            return Ok(());
        };
        if self.full {
            let text = "everything and from a date on cannot both be meant; leave one out";
            return Err(HarvestError::Unfit(text.to_owned()));
        }
        if moment(from).is_none() {
            return Err(HarvestError::Unfit(format!(
                "from: {from:?} is no date; give YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ"
            )));
        }
        Ok(())
    }
}

/// A harvest while its records come.
pub struct Fetching<'a> {
    client: Client,
    spool: Spool,
    state: State,
    /// Says why to end.
    stop: &'a dyn Fn() -> Option<HarvestError>,
    /// Is told how many records have come.
    tell: &'a mut dyn FnMut(u64),
    /// The tokens of this list so far.
    met: HashSet<String>,
}

/// Notes that a repository is to be harvested. What has come of a run that was interrupted is kept when
/// the same is asked for.
///
/// # Errors
/// When what is asked does not fit, or cannot be noted.
pub fn begin(app: &App, actor: &Actor, row: &HarvestRow, ask: &Ask) -> Result<(), HarvestError> {
    ask.check()?;
    let spool = Spool::of(&app.config.data, &row.name);
    let held = spool.state().filter(|held| {
        held.row.continues(row)
            && (held.look, held.full, &held.from) == (ask.look, ask.full, &ask.from)
    });
    // A dry run begins anew.
    let held = held.filter(|_| !row.name.starts_with('.'));
    let (ticket, list) = match held {
        Some(held) => (held.ticket, held.list),
        None => (spool.ticket()?, None),
    };
    spool.save(&State {
        ticket,
        asked: clock::now(),
        actor: actor.name.clone(),
        via: actor.via.clone(),
        look: ask.look,
        full: ask.full,
        from: ask.from.clone(),
        row: row.clone(),
        list,
        paused: false,
    })
}

/// Harvests a repository that was begun, or goes on where a stop has interrupted it, until all that it has
/// lies ready.
///
/// # Errors
/// When the repository cannot be harvested, what comes cannot be kept, or `stop` says so.
pub fn fetch<'a>(
    app: &App,
    row: &HarvestRow,
    client: Client,
    stop: &'a dyn Fn() -> Option<HarvestError>,
    tell: &'a mut dyn FnMut(u64),
) -> Result<Fetching<'a>, HarvestError> {
    let spool = Spool::of(&app.config.data, &row.name);
    let Some(mut state) = spool.state() else {
        let text = "what was kept of the harvest was removed meanwhile".to_owned();
        return Err(HarvestError::Unfit(text));
    };
    if !state.row.continues(row) {
        // It is another list now.
        state.list = None;
    }
    state.row = row.clone();
    let since = match (&state.list, &state.from, state.full) {
        (Some(list), ..) => list.since.clone(),
        (None, Some(from), _) => Some(from.clone()),
        (None, None, true) => None,
        (None, None, false) => app.pipeline.harvest_from(row)?,
    };
    let mut fetching = Fetching {
        client,
        spool,
        state,
        stop,
        tell,
        met: HashSet::new(),
    };
    fetching.all(since)?;
    Ok(fetching)
}

/// What became of what came.
pub enum Finished {
    /// Nothing had come.
    Nothing,
    /// It is an import, which is to be run.
    Begun(ImportRow),
    /// It was one already before a stop.
    Already(ImportRow),
}

/// Begins the import of what came. What was kept of it is removed then.
///
/// # Errors
/// When the import cannot begin; what came is kept.
pub fn finish(app: &App, actor: &Actor, fetching: &Fetching<'_>) -> Result<Finished, HarvestError> {
    let (spool, row) = (&fetching.spool, &fetching.state.row);
    let held = app.pipeline.known_harvest(&row.name)?;
    if !held.continues(row) {
        return Err(HarvestError::Unfit(format!(
            "what is to be harvested as {} was changed meanwhile; harvest it again",
            row.name
        )));
    }
    // A stop after the import had begun has left what came; it is not imported twice.
    let begun = held
        .runs
        .iter()
        .find(|run| run.ticket == fetching.state.ticket);
    if let Some(run) = begun
        && let Some(import) = app.store.import(run.import)?
    {
        spool.remove();
        return Ok(Finished::Already(import));
    }
    let came = fetching.came();
    let Some(staged) = fetching.staged(app)? else {
        app.pipeline.harvested_nothing(actor, &row.name, &came)?;
        spool.remove();
        return Ok(Finished::Nothing);
    };
    let request = request(actor, row);
    let look = fetching.state.look;
    let import = app
        .pipeline
        .begin_harvested((&row.name, look), &staged, &request, &came)?;
    spool.remove();
    Ok(Finished::Begun(import))
}

/// Says what a harvest would do, and keeps nothing of it.
///
/// # Errors
/// As [`fetch`], and when the input or the store cannot be read.
pub fn dry(
    app: &App,
    actor: &Actor,
    fetching: &Fetching<'_>,
    tell: &mut dyn FnMut(&Progress),
) -> Result<Outcome, HarvestError> {
    let outcome = match fetching.staged(app) {
        Ok(Some(staged)) => {
            let request = request(actor, &fetching.state.row);
            app.pipeline.dry_run(&staged, &request, tell)
        }
        Ok(None) => Ok(Outcome::default()),
        Err(error) => return Err(error),
    };
    fetching.spool.remove();
    Ok(outcome?)
}

/// Notes why a harvest failed. What came is kept when the next try may go on with it.
pub fn failed(app: &App, actor: &Actor, row: &HarvestRow, error: &HarvestError) {
    let name = row.name.as_str();
    let (result, why) = match error {
        HarvestError::Cancelled => (HarvestEnd::Cancelled, None),
        error => (HarvestEnd::Failed, Some(error.to_string())),
    };
    let spool = Spool::of(&app.config.data, name);
    match spool.state() {
        Some(state) if error.is_passing() && !name.starts_with('.') => {
            let paused = spool.save(&State {
                paused: true,
                ..state
            });
            if paused.is_err() {
                spool.remove();
            }
        }
        _ => spool.remove(),
    }
    let before = row.last.as_ref().and_then(|last| last.why.as_ref());
    if let Some(why) = why.as_ref().filter(|why| before != Some(why)) {
        tracing::warn!(harvest = name, why, "a repository could not be harvested");
    }
    match app.pipeline.harvest_ended(actor, name, (result, why)) {
        // It was removed meanwhile.
        Ok(()) | Err(ImportError::Request(_)) => {}
        Err(error) => tracing::warn!(harvest = name, %error, "the end of a harvest is not noted"),
    }
}

fn request(actor: &Actor, row: &HarvestRow) -> ImportRequest {
    ImportRequest {
        actor: actor.clone(),
        system: row.system.clone(),
        format: Some(Format::Harvest),
        profile: row.profile.clone(),
    }
}

impl Fetching<'_> {
    /// How many records have come.
    pub fn records(&self) -> u64 {
        self.state.list.as_ref().map_or(0, |list| list.records)
    }

    fn came(&self) -> Came {
        let list = self.state.list.as_ref();
        Came {
            ticket: self.state.ticket.clone(),
            from: list.and_then(|list| list.since.clone()),
            next: list.and_then(|list| list.first.clone()),
            records: self.records(),
        }
    }

    /// What came, as an input; nothing when nothing came.
    fn staged(&self, app: &App) -> Result<Option<Staged>, HarvestError> {
        let Some(list) = self.state.list.as_ref().filter(|list| list.records > 0) else {
            return Ok(None);
        };
        let row = &self.state.row;
        let set = row.set.as_ref();
        let set = set.map_or_else(String::new, |set| format!(", set {set}"));
        let input = self.spool.whole(list.bytes)?;
        let staged = app.pipeline.stage(&format!("{}{set}", row.url), input)?;
        Ok(Some(staged))
    }

    fn all(&mut self, since: Option<String>) -> Result<(), HarvestError> {
        if self.state.list.is_none() {
            let list = self.begin(since)?;
            self.state.list = Some(list);
            self.spool.save(&self.state)?;
        }
        while self.page()? {}
        Ok(())
    }

    fn asked(&mut self, arguments: &[(&str, &str)]) -> Result<Answer, HarvestError> {
        self.client.ask(&self.state.row.url, arguments, self.stop)
    }

    fn refused(&self, (code, text): &(String, String)) -> HarvestError {
        HarvestError::Refused {
            url: self.state.row.url.clone(),
            code: code.clone(),
            text: match text.is_empty() {
                true => String::new(),
                false => format!(": {text}"),
            },
        }
    }

    /// Asks a repository who it is and which formats it has.
    fn begin(&mut self, since: Option<String>) -> Result<List, HarvestError> {
        let identity = self.identity()?;
        let wanted = self.format()?;
        let from = since.as_deref().and_then(moment);
        // What somebody said is asked for as it is.
        let overlap = if self.state.from.is_some() {
            0
        } else {
            OVERLAP
        };
        let from = from.map(|at| Datestamp(at.0 - overlap).to_string());
        let from = from.map(|from| match identity.is_by_day() {
            true => from.chars().take("YYYY-MM-DD".len()).collect(),
            false => from,
        });
        let url = &self.state.row.url;
        let base_url = Some(identity.base_url).filter(|base| !base.is_empty());
        Ok(List {
            head: Head {
                labordoc_harvest: VERSION,
                base_url: base_url.unwrap_or_else(|| url.clone()),
                format: wanted.format,
                namespace: wanted.namespace,
            },
            prefix: wanted.prefix,
            since,
            from,
            first: None,
            at: At::Start,
            pages: 0,
            records: 0,
            bytes: 0,
            restarts: 0,
        })
    }

    fn identity(&mut self) -> Result<Identity, HarvestError> {
        let answer = self.asked(&[("verb", "Identify")])?;
        if let Some(error) = answer.errors.first() {
            return Err(self.refused(error));
        }
        let url = &self.state.row.url;
        let Some(identity) = answer.identity else {
            let text = format!("{url} does not say which repository it is");
            return Err(HarvestError::Unfit(text));
        };
        if identity.version != "2.0" {
            return Err(HarvestError::Unfit(format!(
                "{url} speaks version {:?} of OAI-PMH; only 2.0 is spoken here",
                identity.version
            )));
        }
        Ok(identity)
    }

    fn format(&mut self) -> Result<Wanted, HarvestError> {
        let answer = self.asked(&[("verb", "ListMetadataFormats")])?;
        if let Some(error) = answer.errors.first() {
            return Err(self.refused(error));
        }
        let prefix = self.state.row.format.as_deref();
        choose(&answer.formats, prefix).ok_or_else(|| {
            let all: Vec<&str> = answer.formats.iter().map(|f| f.prefix.as_str()).collect();
            let asked = prefix.map_or_else(String::new, |p| format!(" as {p}"));
            HarvestError::Unfit(format!(
                "{} gives nothing that is read here{asked}: MARCXML, MODS and Dublin Core are, and it has {}",
                self.state.row.url,
                all.join(", ")
            ))
        })
    }

    /// Asks for the next part of the list; whether there is more.
    fn page(&mut self) -> Result<bool, HarvestError> {
        if let Some(error) = (self.stop)() {
            return Err(error);
        }
        let Some(list) = self.state.list.clone() else {
            return Ok(false);
        };
        let answer = match &list.at {
            At::End => return Ok(false),
            At::Token(token) => {
                self.met.insert(token.clone());
                self.asked(&[("verb", "ListRecords"), ("resumptionToken", token.as_str())])?
            }
            At::Start => {
                let mut arguments = vec![
                    ("verb", "ListRecords"),
                    ("metadataPrefix", list.prefix.as_str()),
                ];
                arguments.extend(list.from.as_deref().map(|from| ("from", from)));
                let set = self.state.row.set.clone();
                arguments.extend(set.as_deref().map(|set| ("set", set)));
                self.asked(&arguments)?
            }
        };
        let list = self.take(list, answer)?;
        let more = list.at != At::End;
        (self.tell)(list.records);
        self.state.list = Some(list);
        self.spool.save(&self.state)?;
        Ok(more)
    }

    /// Keeps the records of an answer, and finds out how the list goes on.
    fn take(&mut self, mut list: List, answer: Answer) -> Result<List, HarvestError> {
        if list.first.is_none() && moment(&answer.response_date).is_some() {
            list.first = Some(answer.response_date.clone());
        }
        if let Some(error) = answer.errors.first() {
            return match (error.0.as_str(), &list.at) {
                ("noRecordsMatch", _) => Ok(List {
                    at: At::End,
                    ..list
                }),
                ("badResumptionToken", At::Token(_)) if list.restarts < MOST_RESTARTS => {
                    // It has run out. What has come stays; each record counts as it came last.
                    self.met.clear();
                    Ok(List {
                        at: At::Start,
                        restarts: list.restarts + 1,
                        ..list
                    })
                }
                _ => Err(self.refused(error)),
            };
        }
        let harvested = moment(&answer.response_date).unwrap_or_else(clock::now);
        let lines: Vec<Line> = answer
            .records
            .into_iter()
            .map(|given| Line {
                identifier: given.identifier,
                datestamp: given.datestamp,
                harvested,
                deleted: given.deleted,
                metadata: match given.deleted {
                    true => String::new(),
                    false => given.metadata,
                },
                before: given.before,
            })
            .collect();
        if !lines.is_empty() {
            list.bytes = self.spool.append(list.bytes, &list.head, &lines)?;
        }
        list.records += lines.len() as u64;
        list.pages += 1;
        list.at = match answer.token {
            None => At::End,
            Some(token) if self.met.contains(&token) => {
                return Err(HarvestError::Unfit(format!(
                    "{} gives the resumption token {token:?} a second time, so its list would never end; its keepers must mend that",
                    self.state.row.url
                )));
            }
            Some(token) => At::Token(token),
        };
        Ok(list)
    }
}

/// A day or a moment.
fn moment(text: &str) -> Option<Datestamp> {
    let moment = text.parse::<Datestamp>();
    moment.or_else(|_| format!("{text}T00:00:00Z").parse()).ok()
}
