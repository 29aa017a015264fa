//! The form as a page: sections, fields, inputs, and the source beside them.

use askama::Template;
use axum::{http::StatusCode, response::Response};
use record::Status;
use taxonomy::Lang;

use super::{
    Beside, Desk,
    check::{Problem, prefix},
    fields::{Field, ITSELF, Kind, Member, SECTIONS, Section},
    find,
    sheet::{Item, Origin, Sheet, name, same},
    source::{self, SourceRow},
    values,
    versions::{self, Versions},
};
use crate::web::{account, fault::Fault, labels, texts::Texts, view::Frame};

#[derive(Template)]
#[template(path = "record-edit.html")]
struct EditPage<'a> {
    frame: Frame<'a>,
    heading: String,
    /// The landing page, where readers see the record.
    record: Option<String>,
    action: String,
    history: String,
    title: String,
    csrf: String,
    seq: u64,
    said: Option<String>,
    errors: Vec<Told>,
    warnings: usize,
    sections: Vec<ShownSection>,
    languages: Vec<Choice>,
    source: Vec<SourceRow>,
    versions: Option<Versions>,
}

/// A problem, with the input that it is about.
struct Told {
    href: String,
    place: String,
    text: String,
}

struct ShownSection {
    name: &'static str,
    title: String,
    open: bool,
    note: String,
    fields: Vec<ShownField>,
}

struct ShownField {
    path: &'static str,
    anchor: String,
    title: String,
    many: bool,
    /// Whether it is one input alone, so that its label is the field's title.
    alone: bool,
    marc: &'static str,
    edited: bool,
    /// Whether the form differs here from what the source says.
    resets: bool,
    items: Vec<ShownItem>,
    finder: Option<Finder>,
}

struct ShownItem {
    n: usize,
    /// Its number for people.
    number: usize,
    origin_name: String,
    origin: String,
    from: String,
    from_href: Option<String>,
    inputs: Vec<Input>,
}

struct Input {
    id: String,
    name: String,
    label: String,
    what: &'static str,
    class: &'static str,
    text: String,
    /// What a concept is called.
    shown: String,
    choices: Vec<Choice>,
    problems: Vec<(bool, String)>,
    help: String,
}

struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

/// Where a concept is looked for.
struct Finder {
    scheme: &'static str,
    typed: String,
    asked: bool,
    found: Vec<find::Found>,
}

/// Shows the form.
pub fn show(
    desk: &Desk,
    sheet: &Sheet,
    beside: &Beside,
    status: StatusCode,
) -> Result<Response, Fault> {
    let (service, reader) = (&desk.service, &desk.reader);
    let texts = reader.texts;
    let heading = texts.text("edit");
    let title = desk.title();
    let here = format!("/records/{}", desk.record.id);
    let action = format!("{here}/edit");
    let frame = account::frame(service, reader, &format!("{heading}: {title}"), &action);
    let sections = SECTIONS.iter().map(|s| section(desk, sheet, beside, s));
    let source = service.app.store.source(desk.record.id)?;
    let page = EditPage {
        frame,
        heading,
        csrf: desk.browser.token(service),
        seq: desk.made_on.0,
        said: beside.said.clone(),
        errors: beside
            .problems
            .iter()
            .filter(|p| p.error)
            .map(|p| told(texts, p))
            .collect(),
        warnings: beside.problems.iter().filter(|p| !p.error).count(),
        sections: sections.collect(),
        languages: languages(reader.lang),
        versions: versions::of(desk)?,
        source: source.as_ref().map_or_else(Vec::new, source::rows),
        history: format!("{here}/history"),
        record: (desk.record.status == Status::Live).then_some(here),
        action,
        title,
    };
    account::page(&page, service, reader, &desk.browser, (status, None))
}

fn languages(lang: Lang) -> Vec<Choice> {
    let choice = |known: Lang| Choice {
        value: known.as_str().to_owned(),
        label: known.name(lang),
        chosen: false,
    };
    Lang::all().map(choice).collect()
}

/// A field's name for people.
pub fn field_name(texts: &Texts, path: &str) -> String {
    let id = |path: &str| path.replace(['.', '_'], "-");
    let own = format!("edit-field-{}", id(path));
    if texts.has(&own) {
        return texts.text(&own);
    }
    let top = path.split('.').next().unwrap_or(path);
    let name = texts.text(&format!("history-field-{}", id(top)));
    match path.split_once('.') {
        Some((_, member)) => format!("{name}: {}", member_name(texts, member)),
        None => name,
    }
}

fn member_name(texts: &Texts, member: &str) -> String {
    let id = format!("edit-member-{}", member.replace(['.', '_'], "-"));
    match texts.has(&id) {
        true => texts.text(&id),
        false => member.to_owned(),
    }
}

fn problem_text(texts: &Texts, problem: &Problem) -> String {
    texts.with(&format!("edit-problem-{}", problem.text), &problem.typed)
}

/// A problem for the summary: the field, the number of the item, what is wrong.
fn told(texts: &Texts, problem: &Problem) -> Told {
    let path: Vec<&str> = problem.input.split('.').collect();
    let number = path.iter().find_map(|step| step.parse::<usize>().ok());
    let field: Vec<&str> = path
        .iter()
        .copied()
        .take_while(|step| step.parse::<usize>().is_err())
        .collect();
    let mut place = match field.as_slice() {
        [] | [""] => String::new(),
        ["titles", part, ..] => field_name(texts, &format!("titles.{part}")),
        [top, ..] => field_name(texts, top),
    };
    if let Some(number) = number {
        place = format!("{place} {}", number + 1);
    }
    Told {
        href: match problem.input.as_str() {
            "" => "#content".to_owned(),
            input => format!("#{input}"),
        },
        place,
        text: problem_text(texts, problem),
    }
}

fn section(desk: &Desk, sheet: &Sheet, beside: &Beside, section: &Section) -> ShownSection {
    let texts = desk.reader.texts;
    let fields: Vec<ShownField> = section
        .fields
        .iter()
        .map(|field| shown_field(desk, sheet, beside, field))
        .collect();
    let filled = |field: &Field| {
        let items = sheet.items(field.path).iter();
        let texts = items.flat_map(|item| item.texts.iter().zip(field.members));
        texts.filter(|(text, _)| !text.trim().is_empty()).count()
    };
    let has = section.fields.iter().any(|field| filled(field) > 0);
    let wrong = |field: &ShownField| {
        field
            .items
            .iter()
            .any(|i| i.inputs.iter().any(|i| !i.problems.is_empty()))
    };
    let at = |field: &ShownField| beside.at.as_deref() == Some(field.path);
    let edited = fields.iter().filter(|field| field.edited).count();
    ShownSection {
        name: section.name,
        title: texts.text(&format!("edit-section-{}", section.name)),
        open: has || fields.iter().any(|field| wrong(field) || at(field)),
        note: match edited {
            0 => String::new(),
            n => texts.count("edit-edited-fields", &u64::try_from(n).unwrap_or(0)),
        },
        fields,
    }
}

fn shown_field(desk: &Desk, sheet: &Sheet, beside: &Beside, field: &'static Field) -> ShownField {
    let texts = desk.reader.texts;
    let items = sheet.items(field.path);
    let ground = &desk.ground;
    let said = values::get(&ground.source, field.path);
    let is_source = match field.many {
        true => said.as_array().map_or(0, Vec::len) == items.len(),
        false => true,
    } && items.iter().enumerate().all(|(n, item)| {
        let shown = ground.shown(field, Origin::Source(n));
        item.texts.iter().zip(&shown).all(|(a, b)| same(a, b))
    });
    let title = field_name(texts, field.path);
    let alone = !field.many && matches!(field.members, [_]);
    ShownField {
        path: field.path,
        anchor: format!("f-{}", field.path),
        alone: alone && !matches!(field.members, [m] if matches!(m.kind, Kind::Concept(_))),
        many: field.many,
        marc: field.marc,
        edited: values::get(&ground.base, field.path) != said,
        resets: !is_source,
        items: items
            .iter()
            .enumerate()
            .map(|(n, item)| shown_item(desk, beside, field, (n, item), alone.then_some(&title)))
            .collect(),
        finder: finder(desk, beside, field),
        title,
    }
}

fn finder(desk: &Desk, beside: &Beside, field: &Field) -> Option<Finder> {
    let scheme = field.members.iter().find_map(|m| match m.kind {
        Kind::Concept(scheme) => Some(scheme),
        _ => None,
    })?;
    let typed = beside
        .looked_for
        .iter()
        .find(|(path, _)| path == field.path);
    let typed = typed.map_or_else(String::new, |(_, text)| text.clone());
    let asked = beside.at.as_deref() == Some(field.path) && !typed.is_empty();
    let taxonomy = desk.service.app.taxonomy();
    let known = taxonomy.scheme(scheme);
    let found = match known.filter(|_| asked) {
        Some(known) => find::concepts(known, &typed, desk.reader.lang),
        None => Vec::new(),
    };
    Some(Finder {
        scheme,
        typed,
        asked,
        found,
    })
}

fn shown_item(
    desk: &Desk,
    beside: &Beside,
    field: &Field,
    (n, item): (usize, &Item),
    title: Option<&String>,
) -> ShownItem {
    let prefix = prefix(field, n);
    let from = came_from(desk, field, item);
    let input = |(member, text): (&Member, &String)| {
        let name = name(&prefix, member.name);
        let id = name.clone();
        let texts = desk.reader.texts;
        let problems = beside.problems.iter().filter(|p| p.input == name);
        let (what, class) = look(member.kind);
        let long = matches!(member.name, "remainder" | "title" | "affiliation") || title.is_some();
        let class = match (long, class) {
            (true, "mid")
                if !matches!(member.kind, Kind::Choice(_) | Kind::Date | Kind::Moment) =>
            {
                "wide"
            }
            (_, class) => class,
        };
        Input {
            problems: problems
                .map(|p| (p.error, problem_text(texts, p)))
                .collect(),
            label: match (title, member.name) {
                (Some(title), _) => title.clone(),
                (None, ITSELF) => texts.text("edit-member-lang"),
                (None, name) => member_name(texts, name),
            },
            choices: choices(desk, field, member, text),
            shown: concept(desk, member, text),
            help: help(texts, member.kind),
            // An input of one line has no place for more.
            text: text.replace(
                |c: char| c.is_control() && (c != '\n' || what != "area"),
                " ",
            ),
            what,
            class,
            name,
            id,
        }
    };
    ShownItem {
        n,
        number: n + 1,
        origin_name: format!("{prefix}.@"),
        origin: item.origin.code(),
        from_href: source::anchor(&from).map(|anchor| format!("#{anchor}")),
        from: match from.as_str() {
            "edit" => desk.reader.texts.text("edit-from-edit"),
            from => from.to_owned(),
        },
        inputs: field.members.iter().zip(&item.texts).map(input).collect(),
    }
}

/// Where an item's value came from: a field as `700[2]`, a rule, `edit`; empty where nothing says it.
fn came_from(desk: &Desk, field: &Field, item: &Item) -> String {
    if item.origin == Origin::New {
        return "edit".to_owned();
    }
    let value = desk.ground.of(field, item.origin);
    let text = |path: &str| values::text(Kind::Line, values::get(value, path));
    let all = [
        text("field"),
        text("why"),
        text("why.field"),
        text("why.rule"),
    ];
    all.into_iter()
        .find(|text| !text.is_empty())
        .unwrap_or_default()
}

/// The element and the width that a kind of text is typed in.
fn look(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Area => ("area", "wide"),
        Kind::Choice(_) => ("select", "mid"),
        Kind::Journal => ("select", "wide"),
        Kind::Concept(_) => ("concept", ""),
        Kind::Tick => ("tick", "mid"),
        Kind::Lang => ("lang", "short"),
        Kind::Digit => ("line", "short"),
        Kind::Needed | Kind::Address | Kind::Uris | Kind::Numbers => ("line", "wide"),
        Kind::Issn | Kind::Isbn | Kind::Pages | Kind::Roles | Kind::Identifier => ("line", "mid"),
        Kind::Date | Kind::Moment | Kind::Line | Kind::Words => ("line", "mid"),
    }
}

fn help(texts: &Texts, kind: Kind) -> String {
    let id = match kind {
        Kind::Roles => "edit-help-roles",
        Kind::Uris => "edit-help-uris",
        Kind::Words => "edit-help-words",
        Kind::Numbers => "edit-help-numbers",
        Kind::Moment => "edit-help-moment",
        Kind::Digit => "edit-help-digit",
        _ => return String::new(),
    };
    texts.text(id)
}

fn choices(desk: &Desk, field: &Field, member: &Member, text: &str) -> Vec<Choice> {
    let texts = desk.reader.texts;
    let choice = |value: &str, label: String| Choice {
        chosen: value == text.trim(),
        value: value.to_owned(),
        label,
    };
    match member.kind {
        Kind::Choice(all) => all
            .iter()
            .map(|value| {
                choice(
                    value,
                    texts.text(&format!("edit-choice-{}-{value}", field.path)),
                )
            })
            .collect(),
        Kind::Journal => {
            let journals = desk.mapping.journals.journals.iter();
            let known =
                journals.map(|j| choice(&j.slug, labels::journal(&j.slug, desk.reader.lang)));
            std::iter::once(choice("", texts.text("edit-choice-none")))
                .chain(known)
                .collect()
        }
        _ => Vec::new(),
    }
}

fn concept(desk: &Desk, member: &Member, text: &str) -> String {
    let Kind::Concept(scheme) = member.kind else {
        return String::new();
    };
    let taxonomy = desk.service.app.taxonomy();
    let scheme = taxonomy.scheme(scheme);
    let found = scheme.and_then(|scheme| scheme.resolve(text));
    found.map_or_else(|| text.to_owned(), |c| c.label(desk.reader.lang).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::record::edit::fields;

    #[test]
    fn every_name_in_the_form_has_a_text() {
        let texts = Texts::of(Lang::EN);
        for section in SECTIONS {
            let id = format!("edit-section-{}", section.name);
            assert!(texts.has(&id), "no text {id:?}");
        }
        for field in fields::all() {
            let name = field_name(texts, field.path);
            assert!(!name.contains('-'), "{}: {name}", field.path);
            for member in field.members {
                let id = format!("edit-member-{}", member.name.replace(['.', '_'], "-"));
                let alone = !field.many && field.members.len() == 1;
                assert!(
                    member.name.is_empty() || alone || texts.has(&id),
                    "no text {id:?}"
                );
                let Kind::Choice(all) = member.kind else {
                    continue;
                };
                for value in all {
                    let id = format!("edit-choice-{}-{value}", field.path);
                    assert!(texts.has(&id), "no text {id:?}");
                }
            }
        }
    }

    #[test]
    fn every_problem_has_a_text() {
        let source = include_str!("check.rs");
        let named = |text: &str| -> Vec<String> {
            let all = source.split(text).skip(1);
            all.filter_map(|rest| rest.split('"').next().map(str::to_owned))
                .collect()
        };
        let mut all = named("Some((\"");
        all.extend(
            [
                "lang", "digit", "choice", "concept", "role", "numbers", "moment", "address",
            ]
            .map(str::to_owned),
        );
        all.extend(
            [
                "issn", "isbn", "doi", "handle", "embargo", "twice", "two-main", "refused",
            ]
            .map(str::to_owned),
        );
        assert!(all.len() > 20, "{all:?}");
        for text in all {
            let id = format!("edit-problem-{text}");
            assert!(Texts::of(Lang::EN).has(&id), "no text {id:?}");
        }
    }
}
