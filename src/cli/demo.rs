//! `labordoc demo`

use std::process::ExitCode;

use ::taxonomy::Lang;
use clap::Args;

use super::{Call, CliError, output, serve};
use crate::{
    access::{self, Actor, NewToken, Role, password, secret, user},
    app::App,
    keeper,
    pipeline::{CollectionDraft, ImportRequest},
};

/// The bundled collection: articles of the International Labour Review and the ILO's conventions.
const COLLECTION: [(&str, &[u8]); 2] = [
    ("review.mrc", include_bytes!("../demo/review.mrc")),
    ("conventions.mrc", include_bytes!("../demo/conventions.mrc")),
];

/// The collections: slug, names in English, French and Spanish, query.
const COLLECTIONS: [(&str, [&str; 3], &str); 3] = [
    (
        "conventions",
        [
            "Conventions of the ILO",
            "Conventions de l’OIT",
            "Convenios de la OIT",
        ],
        "type=convention",
    ),
    (
        "first-volumes",
        [
            "The Review before 1940",
            "La Revue avant 1940",
            "La Revista antes de 1940",
        ],
        "journal=international-labour-review&until=1939",
    ),
    (
        "women-at-work",
        ["Women at work", "Femmes au travail", "Mujeres y trabajo"],
        "q=women",
    ),
];

/// The person who may do everything in the demonstration.
const PERSON: &str = "admin";

/// Load the bundled collection through the ordinary import and serve it.
#[derive(Debug, Args)]
pub struct Demo {
    /// Address and port to listen on.
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
}

impl Demo {
    pub(super) fn run(&self, call: &Call) -> Result<ExitCode, CliError> {
        let flags: Vec<_> = self
            .listen
            .clone()
            .map(|v| ("listen", v))
            .into_iter()
            .collect();
        let app = call.open(&flags)?;
        for (name, bytes) in COLLECTION {
            load(&app, name, bytes)?;
        }
        app.wait_indexed(app.store.head(), super::import::PATIENCE)?;
        collections(&app)?;
        keeper::keep_all(&app)?;
        app.wait_indexed(app.store.head(), super::import::PATIENCE)?;
        let token = administrator(&app)?;
        let password = person(&app)?;
        serve::run(&app, |base_url| {
            output::say(&format!("Search:  {base_url}/search?q=wages"));
            output::say(&format!("Harvest: {base_url}/oai?verb=Identify"));
            if let Some(password) = password {
                output::say(&format!("Sign in: {base_url}/sign-in"));
                output::say(&format!(
                    "Administrator: {PERSON}, with the password {password} (it is not shown again)"
                ));
            }
            if let Some(token) = token {
                output::say(&format!("Administrator's token, shown this once: {token}"));
            }
            output::say("Stop with Ctrl-C.");
        })
    }
}

fn load(app: &App, name: &str, bytes: &[u8]) -> Result<(), CliError> {
    let request = ImportRequest::new(Actor::system("demo"));
    let staged = app.pipeline.stage(name, bytes)?;
    let row = app.pipeline.begin(&staged, &request)?;
    let outcome = app.pipeline.run(row, &mut |_| {})?;
    output::say(&format!(
        "{name}: {} records created, {} changed, {} unchanged, {} rejected",
        outcome.created, outcome.changed, outcome.unchanged, outcome.rejected
    ));
    Ok(())
}

/// Makes the collections, unless somebody has kept any.
fn collections(app: &App) -> Result<(), CliError> {
    if !app.store.collections().is_empty() {
        return Ok(());
    }
    for (slug, names, query) in COLLECTIONS {
        let draft = CollectionDraft {
            slug: slug.to_owned(),
            names: Lang::INTERFACE
                .into_iter()
                .zip(names.map(str::to_owned))
                .collect(),
            query: query.to_owned(),
            ..CollectionDraft::default()
        };
        app.pipeline
            .put_collection(&Actor::system("demo"), draft, Some(0))?;
    }
    Ok(())
}

/// A token for an administrator; `None` when there already is one, whose text nobody can show again.
fn administrator(app: &App) -> Result<Option<String>, CliError> {
    let named = "demo administrator";
    if app
        .store
        .tokens()
        .iter()
        .any(|t| t.name == named && !t.revoked)
    {
        return Ok(None);
    }
    let (token, row) = access::new_token(&NewToken {
        name: named,
        role: Role::Administrator,
        expires: None,
        owner: None,
        system: None,
    })?;
    app.pipeline.add_token(&Actor::system("demo"), row)?;
    Ok(Some(token))
}

/// The password of an administrator; `None` when there already is one, whose password nobody can show again.
fn person(app: &App) -> Result<Option<String>, CliError> {
    if app.store.user(PERSON).is_some() {
        return Ok(None);
    }
    let text = secret::random_hex::<12>()?;
    let new = user::NewUser {
        name: PERSON.to_owned(),
        display: Some("Administrator".to_owned()),
        ..user::NewUser::default()
    };
    let mut row = user::new_user(&new, Role::Administrator)?;
    row.password = Some(password::hash(&text)?);
    app.pipeline.add_user(&Actor::system("demo"), row)?;
    Ok(Some(text))
}
