//! Concepts and schemes: a page for people, SKOS for machines, at one address.

use askama::Template;
use axum::{
    extract::{Path, RawQuery, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use record::SetSpec;
use taxonomy::{
    Concept, ConceptId, Lang, Scheme, SchemeId,
    id::{DOCUMENT_TYPES, THEMES},
    skos::{self, RdfFormat},
};

use super::{
    Service,
    fault::Fault,
    feed::{self, About, Asked},
    filters::{self, Chart},
    labels::{self, Dimension},
    params::SearchParams,
    reader::Reader,
    results::{self, ShownHit},
    search,
    view::{self, FacetLink, Frame, Link},
};

/// Records shown on a concept's page.
const SHOWN: usize = 10;
/// The forms of SKOS: suffix, media type.
const FORMS: [(&str, &str); 3] = [
    ("ttl", "text/turtle"),
    ("rdf", "application/rdf+xml"),
    ("jsonld", "application/ld+json"),
];

fn format(suffix: &str) -> RdfFormat {
    match suffix {
        "rdf" => RdfFormat::RdfXml,
        "jsonld" => RdfFormat::JsonLd {
            profile: Default::default(),
        },
        _ => RdfFormat::Turtle,
    }
}

/// The SKOS that is asked for, if any: by the address's end, else by `Accept`.
fn wanted<'a>(id: &'a str, headers: &HeaderMap) -> (&'a str, Option<(&'static str, &'static str)>) {
    for (suffix, kind) in FORMS {
        if let Some(id) = id.strip_suffix(suffix).and_then(|id| id.strip_suffix('.')) {
            return (id, Some((suffix, kind)));
        }
    }
    let accept = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok());
    let accepted = |(_, kind): &&(&str, &str)| accept.is_some_and(|a| a.contains(*kind));
    (id, FORMS.iter().find(accepted).copied())
}

/// How records are found by a scheme's concepts.
fn dimension(scheme: &str) -> Result<Dimension, Fault> {
    match scheme {
        THEMES => Ok(Dimension::Theme),
        DOCUMENT_TYPES => Ok(Dimension::Type),
        other => Err(Fault::not_found(format!(
            "there is no concept scheme {other}; there are {THEMES} and {DOCUMENT_TYPES}"
        ))),
    }
}

fn seen(mut response: Response) -> Response {
    response.headers_mut().insert(
        header::VARY,
        HeaderValue::from_static("Accept, Accept-Language, Cookie"),
    );
    response
}

#[derive(Template)]
#[template(path = "concept.html")]
struct ConceptPage<'a> {
    frame: Frame<'a>,
    path: Vec<Link>,
    heading: String,
    notation: Option<String>,
    scope: Option<String>,
    names: Vec<Names>,
    broader: Vec<Link>,
    narrower: Vec<FacetLink>,
    related: Vec<Link>,
    mappings: Vec<String>,
    downloads: Vec<Link>,
    total: u64,
    total_line: String,
    languages: Vec<FacetLink>,
    chart: Chart,
    hits: Vec<ShownHit>,
    search_href: String,
}

/// A concept's names in one language.
struct Names {
    lang: Lang,
    language: String,
    preferred: String,
    others: String,
}

/// `GET /concepts/{scheme}/{id}`: a replaced concept answers with its heir's address for ever.
pub async fn concept(
    State(service): State<Service>,
    reader: Reader,
    Path((scheme, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let dimension = dimension(&scheme)?;
    let (id, is_feed) = match id.strip_suffix(feed::SUFFIX) {
        Some(id) => (id, true),
        None => (id.as_str(), false),
    };
    let (id, form) = wanted(id, &headers);
    let taxonomy = &service.app.taxonomy();
    let found = taxonomy.scheme(&scheme).and_then(|s| s.resolve(id));
    let found =
        found.ok_or_else(|| Fault::not_found(format!("there is no concept {id} in {scheme}")))?;
    if found.id.as_str() != id {
        let suffix = match is_feed {
            true => Some(feed::SUFFIX.to_owned()),
            false => form.map(|(suffix, _)| format!(".{suffix}")),
        };
        let href = format!(
            "/concepts/{scheme}/{}{}",
            found.id,
            suffix.unwrap_or_default()
        );
        return Ok((StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, href)]).into_response());
    }
    if is_feed {
        let asked = Asked::of(query.as_deref(), &headers)?;
        let about = About {
            set: Some(SetSpec::new(&format!("{}:{id}", dimension.name()))),
            title: found.label(reader.lang).to_owned(),
            subtitle: found.scope.get(&reader.lang).cloned(),
            lang: reader.lang,
            path: format!("/concepts/{scheme}/{id}"),
        };
        return view::blocking(move || feed::answer(&service, &about, &asked)).await;
    }
    let Some((suffix, kind)) = form else {
        let id = found.id.clone();
        let page = move || concept_page(&service, &reader, dimension, &scheme, &id);
        return view::blocking(page).await.map(seen);
    };
    let mut body = Vec::new();
    let (base, format) = (&service.site.base_url, format(suffix));
    let scheme = SchemeId::new(&scheme);
    skos::write_concept(taxonomy, &scheme, &found.id, base, format, &mut body)
        .map_err(Fault::internal)?;
    Ok(seen(([(header::CONTENT_TYPE, kind)], body).into_response()))
}

fn concept_page(
    service: &Service,
    reader: &Reader,
    dimension: Dimension,
    scheme_id: &str,
    id: &ConceptId,
) -> Result<Response, Fault> {
    let taxonomy = &service.app.taxonomy();
    let known = taxonomy
        .scheme(scheme_id)
        .and_then(|s| Some((s, s.get(id.as_str())?)));
    let missing = || Fault::not_found(format!("there is no concept {id} in {scheme_id}"));
    let (scheme, concept) = known.ok_or_else(missing)?;
    let mut params = SearchParams {
        works: true,
        per_page: SHOWN,
        ..SearchParams::default()
    };
    match dimension {
        Dimension::Type => params.types.push(id.to_string()),
        _ => params.themes.push(id.to_string()),
    }
    let found = search::run(service, reader, &params)?;
    let counts = match dimension {
        Dimension::Type => &found.facets.types,
        _ => &found.facets.themes,
    };
    let link = |id: &ConceptId| Link {
        label: dimension.label(id.as_str(), taxonomy, reader),
        href: format!("/concepts/{scheme_id}/{id}"),
    };
    let narrower = scheme.narrower(id.as_str()).iter().map(|below| {
        let count = counts.iter().find(|c| c.value == below.as_str());
        FacetLink {
            label: dimension.label(below.as_str(), taxonomy, reader),
            count: count.map_or_else(String::new, |c| reader.texts.number(&c.count)),
            href: format!("/concepts/{scheme_id}/{below}"),
            chosen: false,
        }
    });
    let languages = found.facets.languages.iter().map(|c| FacetLink {
        label: labels::language(&c.value, reader),
        count: reader.texts.number(&c.count),
        href: SearchParams {
            languages: Lang::new(&c.value).into_iter().collect(),
            ..params.clone()
        }
        .href(),
        chosen: false,
    });
    let heading = concept.label(reader.lang).to_owned();
    let address = format!("/concepts/{scheme_id}/{id}");
    let mut frame = Frame::new(service, reader, &heading, &address);
    frame.about(concept.scope.get(&reader.lang).map_or("", String::as_str));
    frame.feed = Some(Link {
        label: heading.clone(),
        href: format!("{address}{}", feed::SUFFIX),
    });
    let page = ConceptPage {
        frame,
        path: way(scheme, concept, reader, dimension, scheme_id),
        notation: concept.notation.clone(),
        scope: concept.scope.get(&reader.lang).cloned(),
        names: names(concept, reader),
        broader: concept.broader.iter().map(link).collect(),
        narrower: narrower.collect(),
        related: concept.related.iter().map(link).collect(),
        mappings: concept
            .exact
            .iter()
            .chain(&concept.close)
            .cloned()
            .collect(),
        downloads: downloads(&address),
        total: found.total,
        total_line: reader.texts.count("works-found", &found.total),
        languages: languages.collect(),
        chart: filters::chart(reader, &params, &found.facets.years),
        hits: results::show(service, reader, &found.hits, &found.parsed)?,
        search_href: SearchParams {
            per_page: SearchParams::default().per_page,
            ..params
        }
        .href(),
        heading,
    };
    view::html(&page, reader)
}

fn downloads(address: &str) -> Vec<Link> {
    let names = ["Turtle", "RDF/XML", "JSON-LD"];
    let forms = FORMS.iter().zip(names);
    forms
        .map(|((suffix, _), name)| Link {
            label: name.to_owned(),
            href: format!("{address}.{suffix}"),
        })
        .collect()
}

/// The way down to a concept, by the first broader one of each.
fn way(
    scheme: &Scheme,
    concept: &Concept,
    reader: &Reader,
    dimension: Dimension,
    scheme_id: &str,
) -> Vec<Link> {
    let mut links = Vec::new();
    let mut above = concept.broader.first();
    while let Some(found) = above.and_then(|id| scheme.get(id.as_str())) {
        links.push(Link {
            label: found.label(reader.lang).to_owned(),
            href: format!("/concepts/{scheme_id}/{}", found.id),
        });
        above = found.broader.first();
    }
    links.push(Link {
        label: dimension.heading(reader),
        href: format!("/concepts/{scheme_id}"),
    });
    links.reverse();
    links
}

fn names(concept: &Concept, reader: &Reader) -> Vec<Names> {
    let name = |(lang, preferred): (&Lang, &String)| Names {
        lang: *lang,
        language: labels::language(lang.as_str(), reader),
        preferred: preferred.clone(),
        others: concept
            .alt
            .get(lang)
            .map_or_else(String::new, |all| all.join(" · ")),
    };
    concept.pref.iter().map(name).collect()
}

#[derive(Template)]
#[template(path = "scheme.html")]
struct SchemePage<'a> {
    frame: Frame<'a>,
    heading: String,
    total_line: String,
    branches: Vec<Branch>,
    downloads: Vec<Link>,
}

/// A top concept and what stands directly below it.
struct Branch {
    top: FacetLink,
    below: Vec<FacetLink>,
}

/// `GET /concepts/{scheme}` and `GET /taxonomy`: the two upper levels, or all of SKOS.
pub async fn scheme(
    State(service): State<Service>,
    reader: Reader,
    path: Option<Path<String>>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let name = path.map_or_else(|| THEMES.to_owned(), |Path(scheme)| scheme);
    let (name, form) = wanted(&name, &headers);
    let dimension = dimension(name)?;
    let Some((suffix, kind)) = form else {
        let name = name.to_owned();
        let page = move || scheme_page(&service, &reader, dimension, &name);
        return view::blocking(page).await.map(seen);
    };
    let mut body = Vec::new();
    let base = &service.site.base_url;
    skos::write(&service.app.taxonomy(), base, format(suffix), &mut body)
        .map_err(Fault::internal)?;
    Ok(seen(([(header::CONTENT_TYPE, kind)], body).into_response()))
}

fn scheme_page(
    service: &Service,
    reader: &Reader,
    dimension: Dimension,
    name: &str,
) -> Result<Response, Fault> {
    let taxonomy = &service.app.taxonomy();
    let missing = || Fault::not_found(format!("there is no concept scheme {name}"));
    let scheme = taxonomy.scheme(name).ok_or_else(missing)?;
    let prefix = format!("{}:", dimension.name());
    let sets = service.app.store.sets();
    let count = |id: &ConceptId| {
        let wanted = format!("{prefix}{id}");
        let set = sets
            .iter()
            .find(|s| s.set.as_str() == wanted && s.records > 0);
        set.map_or_else(String::new, |s| reader.texts.number(&s.records))
    };
    let link = |id: &ConceptId| FacetLink {
        label: dimension.label(id.as_str(), taxonomy, reader),
        count: count(id),
        href: format!("/concepts/{name}/{id}"),
        chosen: false,
    };
    let branches = scheme.top().iter().map(|top| Branch {
        top: link(top),
        below: scheme.narrower(top.as_str()).iter().map(link).collect(),
    });
    let address = format!("/concepts/{name}");
    let heading = dimension.heading(reader);
    let page = SchemePage {
        frame: Frame::new(service, reader, &heading, &address),
        total_line: reader.texts.count("concepts", &(scheme.len() as u64)),
        branches: branches.collect(),
        downloads: downloads(&address),
        heading,
    };
    view::html(&page, reader)
}
