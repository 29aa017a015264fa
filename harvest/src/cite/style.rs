//! References as people write them, by the rules of a citation style (CSL 1.0.2).

use std::sync::OnceLock;

use hayagriva::{
    BibliographyDriver, BibliographyRequest, BufWriteFormat, CitationItem, CitationRequest,
    archive::{self, ArchivedStyle},
    citationberg::{self, IndependentStyle, Locale, LocaleCode},
};
use serde_json::{Value, json};
use taxonomy::{Lang, Taxonomy};

use super::{csl, facts::Facts};
use crate::{Site, genre::Genre};

/// A citation style.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Style {
    /// American Psychological Association.
    Apa,
    /// Chicago Manual of Style, author and date.
    Chicago,
    /// Harvard, as in "Cite them right".
    Harvard,
    /// Modern Language Association.
    Mla,
    /// Vancouver (NLM).
    Vancouver,
    /// ISO 690, author and date.
    Iso690,
}

/// See [`silent`].
const SILENT: &str = r#"<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text">
<info><title>Silent</title><id>silent</id><updated>2026-11-27T00:00:00Z</updated></info>
<citation><layout><text value=""/></layout></citation>
</style>"#;

/// A formatted reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// As plain text.
    pub text: String,
    /// As HTML with nothing but `i` elements.
    pub html: String,
}

impl Style {
    /// All styles, in the order in which they are offered.
    pub const ALL: [Style; 6] = [
        Style::Apa,
        Style::Chicago,
        Style::Harvard,
        Style::Mla,
        Style::Vancouver,
        Style::Iso690,
    ];

    /// Its name in addresses.
    pub fn slug(self) -> &'static str {
        match self {
            Style::Apa => "apa",
            Style::Chicago => "chicago",
            Style::Harvard => "harvard",
            Style::Mla => "mla",
            Style::Vancouver => "vancouver",
            Style::Iso690 => "iso690",
        }
    }

    /// Its name on pages.
    pub fn name(self) -> &'static str {
        match self {
            Style::Apa => "APA",
            Style::Chicago => "Chicago",
            Style::Harvard => "Harvard",
            Style::Mla => "MLA",
            Style::Vancouver => "Vancouver",
            Style::Iso690 => "ISO 690",
        }
    }

    /// The style of a name in an address.
    pub fn of(slug: &str) -> Option<Style> {
        Style::ALL.into_iter().find(|style| style.slug() == slug)
    }

    fn rules(self) -> Option<&'static IndependentStyle> {
        static RULES: [OnceLock<Option<IndependentStyle>>; Style::ALL.len()] =
            [const { OnceLock::new() }; Style::ALL.len()];
        let rules = RULES.get(self as usize)?;
        let rules = rules.get_or_init(|| {
            let archived = match self {
                Style::Apa => ArchivedStyle::AmericanPsychologicalAssociation,
                Style::Chicago => ArchivedStyle::ChicagoAuthorDate,
                Style::Harvard => ArchivedStyle::HarvardCiteThemRight,
                Style::Mla => ArchivedStyle::ModernLanguageAssociation,
                Style::Vancouver => ArchivedStyle::SpringerVancouver,
                Style::Iso690 => ArchivedStyle::Iso690AuthorDate,
            };
            match archived.get() {
                citationberg::Style::Independent(style) => Some(style),
                citationberg::Style::Dependent(_) => None,
            }
        });
        rules.as_ref()
    }

    /// A record's reference, with the words of an interface language; `None` when the style makes none of it.
    pub fn reference(
        self,
        record: &record::Record,
        site: &Site,
        taxonomy: &Taxonomy,
        lang: Lang,
    ) -> Option<Reference> {
        let facts = Facts::of(record, site, taxonomy);
        let item = serde_json::from_value::<citationberg::json::Item>(self.item(facts)).ok()?;
        let (rules, locales) = (self.rules()?, locales());
        // The list is of what is cited, and how it is cited in a text is nobody's question here.
        let locale = LocaleCode(code(lang).to_owned());
        let mut driver = BibliographyDriver::new();
        driver.citation(CitationRequest::new(
            vec![CitationItem::with_entry(&item)],
            silent()?,
            Some(locale.clone()),
            locales,
            None,
        ));
        let request = BibliographyRequest::new(rules, Some(locale), locales);
        let list = driver.finish(request).bibliography?;
        let content = &list.items.first()?.content;
        let write = |format| {
            let mut out = String::new();
            content.write_buf(&mut out, format).ok()?;
            Some(out.trim().to_owned())
        };
        Some(Reference {
            text: tidy(&unveiled(&write(BufWriteFormat::Plain)?, ["<", ">", "&"])),
            html: tidy(&unveiled(
                &only_italics(&write(BufWriteFormat::Html)?),
                ["&lt;", "&gt;", "&amp;"],
            )),
        })
    }

    /// The facts as the processor makes a good reference of them.
    fn item(self, mut facts: Facts) -> Value {
        // They are for databases, and some styles print them.
        (facts.text, facts.keywords) = (None, Vec::new());
        if facts.genre.is_article() {
            // Whose journal it is stands in its name.
            (facts.publisher, facts.place) = (None, None);
        }
        // The processor writes editors in place of authors well for some styles only.
        let by_editors = matches!(self, Style::Chicago | Style::Vancouver | Style::Iso690);
        if by_editors && facts.authors.is_empty() {
            facts.authors = std::mem::take(&mut facts.editors);
        }
        if self == Style::Iso690 {
            facts.translators.clear();
        }
        let mut item = csl::item(&facts);
        // "In" wants something to be in.
        let part = matches!(facts.genre, Genre::ConferencePaper | Genre::Chapter);
        if part && facts.container.is_none() {
            item["type"] = json!("document");
        }
        veil(&mut item);
        item
    }
}

/// Characters that mean something in HTML, and what stands for them while the processor works: it
/// does not escape, so what it was given must be told from what it adds.
const VEILED: [(char, char); 3] = [('<', '\u{E000}'), ('>', '\u{E001}'), ('&', '\u{E002}')];

fn veil(value: &mut Value) {
    match value {
        Value::String(text) => {
            for (plain, veiled) in VEILED {
                *text = text.replace(plain, &veiled.to_string());
            }
        }
        Value::Array(all) => all.iter_mut().for_each(veil),
        Value::Object(all) => all.values_mut().for_each(veil),
        _ => {}
    }
}

fn unveiled(text: &str, as_: [&str; 3]) -> String {
    let mut out = text.to_owned();
    for ((_, veiled), plain) in VEILED.into_iter().zip(as_) {
        out = out.replace(veiled, plain);
    }
    out
}

/// A reference without the doubled stops and the empty places that styles leave when something is missing.
fn tidy(text: &str) -> String {
    // No-break spaces are the locale's and stay.
    let words = text.split([' ', '\n']).filter(|word| !word.is_empty());
    let mut out = words.collect::<Vec<_>>().join(" ");
    // The number that a list would have.
    if let Some(rest) = out.strip_prefix("1. ") {
        out = rest.to_owned();
    }
    for (odd, right) in [
        (";.", "."),
        ("].,", "],"),
        ("..", "."),
        (" ;", ";"),
        (" ,", ","),
        (". .", "."),
        (" .", "."),
    ] {
        while out.contains(odd) {
            out = out.replace(odd, right);
        }
    }
    out
}

/// A style in which a citation in a text is empty, so that writing it costs nothing.
fn silent() -> Option<&'static IndependentStyle> {
    static STYLE: OnceLock<Option<IndependentStyle>> = OnceLock::new();
    let style = STYLE.get_or_init(|| IndependentStyle::from_xml(SILENT).ok());
    style.as_ref()
}

/// The locales of the interface languages; all of them together are some megabytes.
fn locales() -> &'static [Locale] {
    static LOCALES: OnceLock<Vec<Locale>> = OnceLock::new();
    LOCALES.get_or_init(|| {
        let wanted = |locale: &Locale| {
            let named = locale.lang.as_ref().map(|l| l.0.as_str());
            named.is_some_and(|c| c == "en-US" || Lang::INTERFACE.iter().any(|l| code(*l) == c))
        };
        archive::locales().into_iter().filter(wanted).collect()
    })
}

fn code(lang: Lang) -> &'static str {
    match lang {
        Lang::FR => "fr-FR",
        Lang::ES => "es-ES",
        _ => "en-GB",
    }
}

/// The HTML without anything but italics: `<i>` for every element that sets them.
fn only_italics(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut open: Vec<bool> = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        out.push_str(&rest[..start]);
        let Some(end) = rest[start..].find('>') else {
            // The rest is no element.
            return out;
        };
        let tag = &rest[start + 1..start + end];
        if tag.starts_with('/') {
            if open.pop() == Some(true) {
                out.push_str("</i>");
            }
        } else if !tag.ends_with('/') {
            let italic = tag.contains("italic") || tag == "i" || tag == "em";
            open.push(italic);
            if italic {
                out.push_str("<i>");
            }
        }
        rest = &rest[start + end + 1..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use record::{Contributor, Record};
    use taxonomy::Lang;

    use super::{Style, only_italics};
    use crate::memory::{article, book, conference_paper, convention, report, site, taxonomy};

    fn references(record: &Record, lang: Lang) -> String {
        let lines = Style::ALL.map(|style| {
            let made = style.reference(record, &site(), &taxonomy(), lang).unwrap();
            format!("{}\n  {}\n  {}", style.name(), made.text, made.html)
        });
        lines.join("\n")
    }

    #[test]
    fn references_are_written_as_the_styles_say() {
        let mut many = article(1);
        let one = many.description.contributors[0].clone();
        many.description.contributors = (0..12)
            .map(|n| Contributor {
                name: format!("Family{n}, Given"),
                ..one.clone()
            })
            .collect();
        let mut nobody = book(1);
        nobody.description.contributors.clear();
        nobody.description.date = None;
        for (name, record) in [
            ("article", article(1)),
            ("report", report(1)),
            ("book", book(1)),
            ("paper", conference_paper(1)),
            ("convention", convention(1)),
            ("many_authors", many),
            ("nobody_and_no_date", nobody),
        ] {
            insta::assert_snapshot!(name, references(&record, Lang::EN));
        }
        insta::assert_snapshot!("article_fr", references(&article(1), Lang::FR));
        insta::assert_snapshot!("book_es", references(&book(1), Lang::ES));
    }

    #[test]
    fn nothing_in_a_record_becomes_markup() {
        let mut evil = article(1);
        evil.description.titles.main.main = "<script>alert(1)</script> & <b onclick=x>".to_owned();
        evil.description.contributors[0].name =
            "<i>Doe</i>, <img src=x onerror=alert(1)>".to_owned();
        for style in Style::ALL {
            let made = style
                .reference(&evil, &site(), &taxonomy(), Lang::EN)
                .unwrap();
            let bare = made.html.replace("<i>", "").replace("</i>", "");
            assert!(
                !bare.contains('<') && !bare.contains("<script"),
                "{}",
                made.html
            );
        }
    }

    #[test]
    fn only_italics_are_left_of_the_markup() {
        for (html, expected) in [
            (
                "a <span style=\"font-style: italic;\">b</span> c",
                "a <i>b</i> c",
            ),
            (
                "<div><span style=\"font-weight: bold;\">b</span></div>",
                "b",
            ),
            ("<a href=\"x\">x &lt;</a>", "x &lt;"),
            ("1 <", "1 "),
        ] {
            assert_eq!(only_italics(html), expected);
        }
    }
}
