//! `/admin/profiles`: import profiles, read and edited as the small tables they are.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use record::{Profile, profile::Overlay};

use crate::{
    pipeline::ImportError,
    web::{
        Service, account,
        api::Signed,
        fault::Fault,
        form::{Browser, Posted},
        reader::Reader,
        view::{self, Frame},
    },
};

#[derive(Template)]
#[template(path = "admin-profiles.html")]
struct ProfilesPage<'a> {
    frame: Frame<'a>,
    rows: Vec<Row>,
}

struct Row {
    name: String,
    version: u32,
    title: String,
    format: String,
    system: String,
}

/// `GET /admin/profiles`
pub async fn list(
    State(service): State<Service>,
    reader: Reader,
    browser: Browser,
) -> Result<Response, Fault> {
    view::blocking(move || {
        let profiles = service.app.pipeline.profiles()?;
        let title = reader.texts.text("profiles");
        let page = ProfilesPage {
            frame: account::frame(&service, &reader, &title, "/admin/profiles"),
            rows: profiles
                .iter()
                .map(|profile| row(profile, &reader))
                .collect(),
        };
        account::page(&page, &service, &reader, &browser, (StatusCode::OK, None))
    })
    .await
}

fn row(profile: &Profile, reader: &Reader) -> Row {
    Row {
        name: profile.name.clone(),
        version: profile.version,
        title: profile.title.of(reader.lang).to_owned(),
        format: profile.format.map_or("", |format| format.name()).to_owned(),
        system: profile.system.clone().unwrap_or_default(),
    }
}

#[derive(Template)]
#[template(path = "admin-profile.html")]
struct ProfilePage<'a> {
    frame: Frame<'a>,
    csrf: String,
    errors: Vec<String>,
    heading: String,
    name: String,
    version: u32,
    profile: Option<Arc<Profile>>,
    /// The whole profile as it is edited.
    text: String,
    versions: Vec<u32>,
}

impl ProfilePage<'_> {
    /// The text that says what a rule does.
    fn rule_text(rule: &Overlay) -> &'static str {
        match rule {
            Overlay::Keep => "profile-rule-keep",
            Overlay::Replace => "profile-rule-replace",
            Overlay::Add => "profile-rule-add",
            Overlay::Protect => "profile-rule-protect",
        }
    }
}

/// `GET /admin/profiles/{name}`: the newest version, or `name@version`.
pub async fn get(
    State(service): State<Service>,
    reader: Reader,
    browser: Browser,
    Path(name): Path<String>,
) -> Result<Response, Fault> {
    view::blocking(move || {
        let profile = service.app.pipeline.known_profile(&name);
        let profile = profile.map_err(|e| Fault::not_found(e.to_string()))?;
        let text = serde_json::to_string_pretty(&*profile).unwrap_or_default();
        show(
            &service,
            reader,
            &browser,
            (&profile.name, profile.version),
            text,
            Vec::new(),
        )
    })
    .await
}

/// `POST /admin/profiles/{name}`: a new version of it.
pub async fn post(
    State(service): State<Service>,
    reader: Reader,
    browser: Browser,
    Signed(caller): Signed,
    Path(name): Path<String>,
    form: Posted,
) -> Result<Response, Fault> {
    view::blocking(move || {
        let text = form.text("profile").to_owned();
        let saved = Profile::parse(&text)
            .map_err(|e| ImportError::Request(e.to_string()))
            .and_then(|profile| service.app.pipeline.save_profile(&caller.actor(), profile));
        match saved {
            Ok(profile) => {
                let to = format!("/admin/profiles/{}", profile.name);
                Ok(account::lead(&service, &to, None))
            }
            Err(ImportError::Request(why)) => {
                let version = form.text("version").parse().unwrap_or(1);
                show(
                    &service,
                    reader,
                    &browser,
                    (&name, version),
                    text,
                    vec![why],
                )
            }
            Err(error) => Err(error.into()),
        }
    })
    .await
}

fn show(
    service: &Service,
    reader: Reader,
    browser: &Browser,
    (name, version): (&str, u32),
    text: String,
    errors: Vec<String>,
) -> Result<Response, Fault> {
    let versions = service.app.pipeline.versions_of_profile(name)?;
    let title = versions.first().map(|p| p.title.of(reader.lang).to_owned());
    let heading = title.unwrap_or_else(|| name.to_owned());
    let status = match errors.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let page = ProfilePage {
        frame: account::frame(
            service,
            &reader,
            &heading,
            &format!("/admin/profiles/{name}"),
        ),
        csrf: browser.token(service),
        errors,
        heading,
        name: name.to_owned(),
        version,
        profile: versions.iter().find(|p| p.version == version).cloned(),
        text,
        versions: versions.iter().map(|p| p.version).collect(),
    };
    account::page(&page, service, &reader, browser, (status, None))
}
