//! Pages that explain: help with searching, what this is, accessibility.

use askama::Template;
use axum::{extract::State, response::Response};

use super::{
    Service,
    fault::Fault,
    reader::Reader,
    view::{self, Frame, Link},
};

/// Queries that the help explains, each with a text `help-NAME`.
pub const EXAMPLES: [(&str, &str); 13] = [
    ("wages agriculture", "all"),
    ("salaires", "concept"),
    ("\"social security\"", "phrase"),
    ("wages OR earnings", "or"),
    ("wages NOT agriculture", "not"),
    ("(women OR youth) training", "group"),
    ("agri*", "prefix"),
    ("title:wages", "title"),
    ("author:richardson", "author"),
    ("year:1930..1939", "years"),
    ("type:convention", "type-of"),
    ("lang:fr", "lang"),
    ("C95", "number"),
];

struct Explained {
    link: Link,
    text: String,
}

#[derive(Template)]
#[template(path = "help.html")]
struct HelpPage<'a> {
    frame: Frame<'a>,
    examples: Vec<Explained>,
}

#[derive(Template)]
#[template(path = "about.html")]
struct AboutPage<'a> {
    frame: Frame<'a>,
    heading: String,
    paragraphs: Vec<String>,
    contact: &'a str,
}

/// `GET /help`
pub async fn help(State(service): State<Service>, reader: Reader) -> Result<Response, Fault> {
    let example = |(query, name): &(&str, &str)| {
        let mut href = form_urlencoded::Serializer::new(String::new());
        Explained {
            link: Link {
                label: (*query).to_owned(),
                href: format!("/search?{}", href.append_pair("q", query).finish()),
            },
            text: reader.texts.text(&format!("help-{name}")),
        }
    };
    let page = HelpPage {
        frame: Frame::new(
            &service,
            &reader,
            &reader.texts.text("search-help"),
            "/help",
        ),
        examples: EXAMPLES.iter().map(example).collect(),
    };
    view::html(&page, &reader)
}

/// `GET /about`
pub async fn about(State(service): State<Service>, reader: Reader) -> Result<Response, Fault> {
    let ids = [
        "about-what",
        "about-languages",
        "about-taxonomy",
        "about-machines",
    ];
    text_page(&service, &reader, "about", &ids)
}

/// `GET /accessibility`
pub async fn accessibility(
    State(service): State<Service>,
    reader: Reader,
) -> Result<Response, Fault> {
    let ids = [
        "accessibility-aim",
        "accessibility-how",
        "accessibility-limits",
        "accessibility-tell",
    ];
    text_page(&service, &reader, "accessibility", &ids)
}

fn text_page(
    service: &Service,
    reader: &Reader,
    name: &str,
    ids: &[&str],
) -> Result<Response, Fault> {
    let heading = reader.texts.text(name);
    let page = AboutPage {
        frame: Frame::new(service, reader, &heading, &format!("/{name}")),
        heading,
        paragraphs: ids.iter().map(|id| reader.texts.text(id)).collect(),
        contact: &service.app.config.admin_email,
    };
    view::html(&page, reader)
}

#[cfg(test)]
mod tests {
    use taxonomy::Lang;

    use super::*;
    use crate::web::texts::Texts;

    #[test]
    fn every_example_is_explained() {
        let texts = Texts::of(Lang::EN);
        for (_, name) in EXAMPLES {
            assert!(texts.has(&format!("help-{name}")), "{name}");
        }
    }
}
