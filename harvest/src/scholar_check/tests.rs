//! The rules, tried: each failing reason is met at least once, and none that its rule does not name.

use std::collections::BTreeSet;

use record::{Record, RecordId};
use taxonomy::Lang;

use super::{Around, Case, Judgement, Page, Path, Pdf, RULES, Tag, Verdict};
use crate::memory::{article, book, conference_paper, convention, report, site, taxonomy};

const OWN: &str = "https://labordoc.example.org/records/1";

fn of(record: &Record) -> Vec<Judgement> {
    Case::of_record(record, &site(), &taxonomy()).judge()
}

fn lines(judged: &[Judgement]) -> String {
    let line = |j: &Judgement| {
        let said = match &j.verdict {
            Verdict::Pass => "pass".to_owned(),
            Verdict::DoesNotApply => "does not apply".to_owned(),
            Verdict::NotAsked => "not asked".to_owned(),
            Verdict::Fails(reason, value) => format!("{} ({:?}) {value}", reason.id, reason.hand),
        };
        format!("{}: {said}\n", j.rule.id)
    };
    judged.iter().map(line).collect()
}

fn reasons(judged: &[Judgement]) -> Vec<&'static str> {
    let mut found = Vec::new();
    for judgement in judged {
        if let Verdict::Fails(reason, _) = judgement.verdict {
            let known = judgement.rule.reasons.contains(&reason);
            assert!(known, "{} does not name {}", judgement.rule.id, reason.id);
            found.push(reason.id);
        }
    }
    found
}

#[test]
fn records_are_judged_by_what_they_hold() {
    for (name, record) in [
        ("article", article(1)),
        ("report", report(2)),
        ("book", book(3)),
        ("conference_paper", conference_paper(4)),
        ("convention", convention(5)),
    ] {
        insta::assert_snapshot!(name, lines(&of(&record)));
    }
}

type Change = fn(&mut Record);

const BREAKS: [(&str, Change); 15] = [
    ("title-unknown", |r| r.description.titles.main.main.clear()),
    ("authors-unknown", |r| r.description.contributors.clear()),
    ("author-several", |r| {
        r.description.contributors[0].name = "Doe, J.; Roe, R.".to_owned();
    }),
    ("date-unknown", |r| r.description.date = None),
    ("kind-unknown", |r| {
        r.description.host.as_mut().unwrap().title = None;
    }),
    ("volume-unknown", |r| {
        r.description.host.as_mut().unwrap().volume = None;
    }),
    ("issue-unknown", |r| {
        r.description.host.as_mut().unwrap().issue = None;
    }),
    ("pages-unknown", |r| {
        r.description.host.as_mut().unwrap().pages = None;
    }),
    ("pages-unread", |r| {
        let pages = r.description.host.as_mut().unwrap().pages.as_mut().unwrap();
        pages.raw = "1, 3".to_owned();
        (pages.first, pages.last) = (None, None);
    }),
    ("number-unknown", |r| {
        r.description.host.as_mut().unwrap().issn = None;
    }),
    ("number-wrong", |r| {
        r.description.host.as_mut().unwrap().issn = Some("0020-7781".to_owned());
    }),
    ("language-unknown", |r| {
        r.description.languages = vec![Lang::UND];
    }),
    ("title-foreign", |r| {
        r.description.titles.main.lang = Some(Lang::FR);
    }),
    ("abstract-unknown", |r| r.description.abstracts.clear()),
    ("pdf-away", |_| {}),
];

#[test]
fn each_missing_fact_is_named() {
    // What it has from the start: its PDF is elsewhere.
    assert_eq!(reasons(&of(&article(1))), ["pdf-away"]);
    for (reason, change) in BREAKS {
        let mut record = article(1);
        change(&mut record);
        let found = reasons(&of(&record));
        assert!(found.contains(&reason), "{reason}: {found:?}");
    }
}

fn tag(name: &str, content: &str) -> Tag {
    Tag {
        name: name.to_owned(),
        content: content.to_owned(),
    }
}

/// A page as good as the software makes it.
fn page() -> Page {
    let mut record = article(1);
    record.id = RecordId(1);
    let tags = crate::scholar::tags(&record, &site(), &taxonomy()).into_iter();
    let mut tags: Vec<Tag> = tags.map(|t| tag(t.name, &t.content)).collect();
    tags.push(tag("citation_pdf_url", &format!("{OWN}/text.pdf")));
    let text = "On wages and what they buy. ".repeat(8);
    Page {
        asked: OWN.to_owned(),
        url: OWN.to_owned(),
        status: 200,
        media_type: "text/html".to_owned(),
        bytes: 20_000,
        tags,
        canonical: Some(OWN.to_owned()),
        heading: Some("Wages & hours: a <short> survey".to_owned()),
        heading_lang: Some("en".to_owned()),
        described: Some(text.clone()),
        text,
        pdf: Some(Pdf {
            url: format!("{OWN}/text.pdf"),
            status: 200,
            bytes: 4_000_000,
            text: Some("WAGES &\nHOURS".to_owned()),
        }),
        ..Page::default()
    }
}

fn around() -> Around {
    let home = "https://labordoc.example.org/".to_owned();
    Around {
        robots: Some("User-agent: *\nDisallow: /search\n".to_owned()),
        missing_status: Some(404),
        path: Some(Path::Found(vec![home, OWN.to_owned()])),
        by_date: Some("https://labordoc.example.org/browse/year/1938".to_owned()),
    }
}

#[test]
fn a_good_page_passes_every_rule() {
    let (page, around) = (page(), around());
    let judged = Case::of_page(&page, &around).judge();
    let bad: Vec<_> = judged
        .iter()
        .filter(|j| j.verdict != Verdict::Pass)
        .collect();
    assert!(bad.is_empty(), "{bad:?}");
    assert_eq!(judged.len(), RULES.len());
}

fn set(page: &mut Page, name: &str, content: &str) {
    page.tags.retain(|t| t.name != name);
    if !content.is_empty() {
        page.tags.push(tag(name, content));
    }
}

type Break = fn(&mut Page, &mut Around);

const SERVED: [(&str, Break); 31] = [
    ("title-missing", |p, _| set(p, "citation_title", "")),
    ("title-twice", |p, _| {
        p.tags.push(tag("citation_title", "Another"));
    }),
    ("title-cut", |p, _| {
        set(p, "citation_title", "Wages & hours");
    }),
    ("authors-missing", |p, _| {
        set(p, "citation_title", "");
        set(p, "citation_author", "");
    }),
    ("authors-together", |p, _| {
        set(p, "citation_author", "Doe, Jane; Roe, Richard");
    }),
    ("date-missing", |p, _| {
        set(p, "citation_title", "");
        set(p, "citation_publication_date", "");
    }),
    ("date-form", |p, _| {
        set(p, "citation_publication_date", "May 1938");
    }),
    ("kind-missing", |p, _| {
        set(p, "citation_title", "");
        set(p, "citation_journal_title", "");
    }),
    ("volume-unknown", |p, _| set(p, "citation_volume", "")),
    ("number-wrong", |p, _| {
        set(p, "citation_issn", "0020-7781");
    }),
    ("language-missing", |p, _| {
        set(p, "citation_title", "");
        set(p, "citation_language", "");
    }),
    ("language-wrong", |p, _| {
        set(p, "citation_language", "English");
    }),
    ("title-foreign", |p, _| {
        p.heading_lang = Some("fr".to_owned());
    }),
    ("abstract-hidden", |p, _| {
        p.text = "Sign in to read the abstract".to_owned();
    }),
    ("abstract-unknown", |p, _| {
        (p.described, p.text) = (None, "Wages".to_owned());
        set(p, "citation_pdf_url", "");
    }),
    ("pdf-twice", |p, _| {
        p.tags
            .push(tag("citation_pdf_url", &format!("{OWN}/b.pdf")));
    }),
    ("pdf-elsewhere", |p, _| {
        set(
            p,
            "citation_pdf_url",
            "https://labordoc.example.org/files/1.pdf",
        );
    }),
    ("pdf-status", |p, _| p.pdf.as_mut().unwrap().status = 403),
    ("pdf-large", |p, _| {
        p.pdf.as_mut().unwrap().bytes = 5_000_001
    }),
    ("pdf-no-text", |p, _| p.pdf.as_mut().unwrap().text = None),
    ("pdf-no-title", |p, _| {
        p.pdf.as_mut().unwrap().text = Some("Contents".to_owned());
    }),
    ("canonical-away", |p, _| {
        p.canonical = Some("https://labordoc.example.org/".to_owned());
    }),
    ("status", |p, _| p.status = 503),
    ("format", |p, _| {
        p.media_type = "application/json".to_owned()
    }),
    ("weight", |p, _| p.bytes = 6_000_000),
    ("sign-in", |p, _| {
        p.url = "https://labordoc.example.org/sign-in?to=1".to_owned();
    }),
    ("robots-txt", |_, a| {
        a.robots = Some("User-agent: *\nDisallow: /records/\n".to_owned());
    }),
    ("noindex", |p, _| p.noindex = true),
    ("soft-404", |_, a| a.missing_status = Some(200)),
    ("no-path", |_, a| {
        (a.path, a.by_date) = (Some(Path::None(7)), None);
    }),
    ("no-path", |_, a| {
        a.path = Some(Path::Found(vec![OWN.to_owned(); 12]));
    }),
];

#[test]
fn each_fault_of_a_page_is_named() {
    for (reason, change) in SERVED {
        let (mut page, mut around) = (page(), around());
        change(&mut page, &mut around);
        let found = reasons(&Case::of_page(&page, &around).judge());
        assert!(found.contains(&reason), "{reason}: {found:?}");
    }
}

#[test]
fn every_rule_and_reason_is_named_once_and_can_be_met() {
    let mut rules = BTreeSet::new();
    let mut all = BTreeSet::new();
    for rule in RULES {
        assert!(rules.insert(rule.id), "{} stands twice", rule.id);
        for reason in rule.reasons {
            assert!(all.insert(reason.id), "{} stands twice", reason.id);
        }
    }
    let met = BREAKS.iter().map(|b| b.0).chain(SERVED.iter().map(|b| b.0));
    // Two that the software never makes from a record, and one that goes with `no-path`.
    let met: BTreeSet<&str> = met.chain(["authors-lost", "no-dates"]).collect();
    assert_eq!(met, all);
}

#[test]
fn a_page_with_a_title_tag_lacks_facts_and_not_tags() {
    for (name, reason) in [
        ("citation_author", "authors-unknown"),
        ("citation_publication_date", "date-unknown"),
        ("citation_journal_title", "kind-unknown"),
        ("citation_language", "language-unknown"),
    ] {
        let (mut page, around) = (page(), around());
        set(&mut page, name, "");
        let found = reasons(&Case::of_page(&page, &around).judge());
        assert_eq!(found, [reason], "{name}");
    }
}

#[test]
fn what_was_not_fetched_is_not_asked() {
    let judged = of(&article(1));
    for judgement in judged {
        let asked = judgement.verdict != Verdict::NotAsked;
        let served = matches!(
            judgement.rule.needs,
            super::Needs::Page | super::Needs::Around
        );
        assert!(asked != served, "{judgement:?}");
    }
    let page = page();
    let alone = Around::default();
    let judged = Case::of_page(&page, &alone).judge();
    let path = judged.iter().find(|j| j.rule.id == "crawl-path").unwrap();
    assert_eq!(path.verdict, Verdict::NotAsked);
}
