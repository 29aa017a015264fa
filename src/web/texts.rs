//! The interface's texts: Fluent messages in each interface language.

use std::sync::LazyLock;

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use taxonomy::Lang;

/// The texts of one language.
pub struct Texts {
    /// The language.
    pub lang: Lang,
    bundle: FluentBundle<FluentResource>,
}

static ALL: LazyLock<Vec<Texts>> = LazyLock::new(|| {
    [
        (Lang::EN, include_str!("texts/en.ftl")),
        (Lang::FR, include_str!("texts/fr.ftl")),
        (Lang::ES, include_str!("texts/es.ftl")),
    ]
    .into_iter()
    .map(|(lang, source)| Texts::new(lang, source))
    .collect()
});

impl Texts {
    fn new(lang: Lang, source: &str) -> Texts {
        // A fault in a text file is found by the tests below; what could be read is used.
        let resource =
            FluentResource::try_new(source.to_owned()).unwrap_or_else(|(partial, _)| partial);
        let locales = lang.as_str().parse().into_iter().collect();
        let mut bundle = FluentBundle::new_concurrent(locales);
        bundle.set_use_isolating(false);
        let _ = bundle.add_resource(resource);
        Texts { lang, bundle }
    }

    /// The texts of an interface language; English for any other.
    pub fn of(lang: Lang) -> &'static Texts {
        ALL.iter().find(|t| t.lang == lang).unwrap_or(&ALL[0])
    }

    /// A text without arguments.
    pub fn text(&self, id: &str) -> String {
        self.format(id, &FluentArgs::new())
    }

    /// A text that depends on a number, `$n`, which is also written in this language's way as `$number`.
    pub fn count(&self, id: &str, n: &u64) -> String {
        let mut args = FluentArgs::new();
        args.set("n", FluentValue::from(*n));
        args.set("number", self.number(n));
        self.format(id, &args)
    }

    /// A text with one text inside, `$value`.
    pub fn with(&self, id: &str, value: &str) -> String {
        let mut args = FluentArgs::new();
        args.set("value", value.to_owned());
        self.format(id, &args)
    }

    /// Whether there is a text of that name.
    pub fn has(&self, id: &str) -> bool {
        self.bundle.has_message(id)
    }

    /// A number with this language's separator of thousands.
    pub fn number(&self, n: &u64) -> String {
        let separator = match self.lang.as_str() {
            "fr" => "\u{202f}",
            "es" => ".",
            _ => ",",
        };
        let digits = n.to_string();
        // Spanish leaves four digits together (Ortografía de la lengua española, 2010).
        if digits.len() <= 3 || (self.lang == Lang::ES && digits.len() == 4) {
            return digits;
        }
        let head = digits.len() % 3;
        let mut written = digits[..head].to_owned();
        for start in (head..digits.len()).step_by(3) {
            if !written.is_empty() {
                written.push_str(separator);
            }
            written.push_str(&digits[start..start + 3]);
        }
        written
    }

    fn format(&self, id: &str, args: &FluentArgs<'_>) -> String {
        let Some(pattern) = self.bundle.get_message(id).and_then(|m| m.value()) else {
            return id.to_owned();
        };
        self.bundle
            .format_pattern(pattern, Some(args), &mut Vec::new())
            .into_owned()
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::*;

    fn ids(source: &str) -> BTreeSet<&str> {
        source
            .lines()
            .filter(|l| l.starts_with(|c: char| c.is_ascii_lowercase()))
            .filter_map(|l| l.split_once(" =").map(|(id, _)| id))
            .collect()
    }

    #[test]
    fn every_text_file_is_valid_fluent_and_they_name_the_same_texts() {
        let [en, fr, es] = [
            include_str!("texts/en.ftl"),
            include_str!("texts/fr.ftl"),
            include_str!("texts/es.ftl"),
        ];
        for source in [en, fr, es] {
            assert!(
                FluentResource::try_new(source.to_owned()).is_ok(),
                "{source}"
            );
        }
        assert_eq!(ids(en), ids(fr));
        assert_eq!(ids(en), ids(es));
    }

    /// The text ids that a template names: `t.text("…")`, `t.count("…"`, `t.with("…"`.
    fn named(source: &str) -> Vec<&str> {
        [
            "t.text(\"",
            "t.count(\"",
            "t.with(\"",
            "texts.text(\"",
            "texts.count(\"",
            "texts.with(\"",
        ]
        .iter()
        .flat_map(|call| {
            source
                .split(call)
                .skip(1)
                .filter_map(|rest| rest.split('"').next())
        })
        .collect()
    }

    #[test]
    fn every_text_that_a_page_names_exists() {
        let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web");
        let mut found = 0;
        let rooms = ["pages", "account", "record", "api"].map(|room| web.join(room));
        for folder in rooms.into_iter().chain([web]) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if !path.is_file() || path.ends_with("texts.rs") {
                    continue;
                }
                let source = fs::read_to_string(&path).unwrap();
                for id in named(&source) {
                    assert!(
                        Texts::of(Lang::EN).has(id),
                        "{}: no text {id:?}",
                        path.display()
                    );
                    found += 1;
                }
            }
        }
        assert!(
            found > 40,
            "only {found} texts found: has the naming changed?"
        );
    }

    #[test]
    fn every_notice_on_a_query_has_a_text() {
        let table = include_str!("../../index/src/query/parse.rs").lines();
        let codes: Vec<&str> = table
            .filter_map(|line| line.strip_prefix("//! | `")?.split('`').next())
            .collect();
        assert!(codes.len() > 8, "{codes:?}");
        for code in codes {
            assert!(Texts::of(Lang::EN).has(&format!("notice-{code}")), "{code}");
        }
    }

    #[test]
    fn numbers_are_written_as_the_language_writes_them() {
        for (lang, n, written) in [
            (Lang::EN, 1_234_567, "1,234,567"),
            (Lang::FR, 1234, "1\u{202f}234"),
            (Lang::ES, 1234, "1234"),
            (Lang::ES, 12_345, "12.345"),
            (Lang::EN, 12, "12"),
        ] {
            assert_eq!(Texts::of(lang).number(&n), written);
        }
    }
}
