//! The tables as a page of documentation.

use std::fmt::Write;

use super::{BUNDLED, Condition, Mapping, Rule, Test};

/// The bundled tables as Markdown: the content of `docs/marc-mapping.md`.
pub fn to_markdown() -> String {
    let mapping = Mapping::bundled();
    let mut page = String::from(
        "# MARC mapping\n\nThis page is generated from the tables in `record/mapping/`; change those, then run the tests.\n",
    );
    // Writing to a `String` cannot fail.
    let _ = writeln!(page, "\nVersion of the tables: `{}`.", mapping.version());
    document_types(&mut page, &mapping);
    journals(&mut page, &mapping);
    relators(&mut page, &mapping);
    links(&mut page, &mapping);
    subjects(&mut page, &mapping);
    let (areas, countries) = mapping.places.len();
    let _ = writeln!(
        page,
        "\n## Places\n\n{areas} geographic area codes (043 $a) and {countries} country codes (008/15-17) have names; see `places.toml`."
    );
    let _ = writeln!(page, "\n## Files\n");
    for (name, text) in BUNDLED {
        let first = text
            .lines()
            .next()
            .unwrap_or("")
            .trim_start_matches(['#', ' ']);
        let _ = writeln!(page, "- `{name}.toml`: {first}");
    }
    page
}

fn document_types(page: &mut String, mapping: &Mapping) {
    let _ = writeln!(
        page,
        "\n## Document types\n\nThe first rule that fits decides.\n"
    );
    let _ = writeln!(
        page,
        "| # | rule | gives | when | because |\n| --- | --- | --- | --- | --- |"
    );
    for (n, rule) in mapping.types.rules.iter().enumerate() {
        let when = conditions(mapping, rule);
        let _ = writeln!(
            page,
            "| {} | {} | `{}` | {} | {} |",
            n + 1,
            rule.name,
            rule.concept,
            when,
            cell(&rule.because)
        );
    }
    let _ = writeln!(page, "\n| group | fields |\n| --- | --- |");
    for group in &mapping.types.groups {
        let specs: Vec<String> = group.specs.iter().map(|s| format!("`{s}`")).collect();
        let _ = writeln!(page, "| {} | {} |", group.name, specs.join(", "));
    }
}

fn conditions(mapping: &Mapping, rule: &Rule) -> String {
    let side = |list: &[Condition], join: &str| {
        let parts: Vec<String> = list.iter().map(|c| condition(mapping, c)).collect();
        parts.join(join)
    };
    let mut parts = Vec::new();
    if !rule.all.is_empty() {
        parts.push(side(&rule.all, " and "));
    }
    if !rule.any.is_empty() {
        parts.push(format!("({})", side(&rule.any, " or ")));
    }
    if !rule.none.is_empty() {
        parts.push(format!("not ({})", side(&rule.none, " or ")));
    }
    parts.join(" and ")
}

fn condition(mapping: &Mapping, condition: &Condition) -> String {
    let group = mapping
        .types
        .groups
        .get(condition.group)
        .map_or("?", |g| g.name.as_str());
    let quoted = |words: &[String]| {
        let words: Vec<String> = words.iter().map(|w| format!("\"{}\"", cell(w))).collect();
        words.join(", ")
    };
    match &condition.test {
        Test::Present => format!("*{group}*"),
        Test::Is(words) => format!("*{group}* is {}", quoted(words)),
        Test::Has(words) => format!("*{group}* has {}", quoted(words)),
        Test::Starts(words) => format!("*{group}* starts with {}", quoted(words)),
    }
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

fn journals(page: &mut String, mapping: &Mapping) {
    let _ = writeln!(
        page,
        "\n## Journals\n\n| journal | language | title | ISSN | volume offset |\n| --- | --- | --- | --- | --- |"
    );
    for journal in &mapping.journals.journals {
        for version in &journal.version {
            let _ = writeln!(
                page,
                "| `{}` | {} | {} | {} | {} |",
                journal.slug,
                version.lang,
                cell(&version.title),
                version.issn.join(", "),
                version.volume_offset
            );
        }
    }
}

fn relators(page: &mut String, mapping: &Mapping) {
    let _ = writeln!(
        page,
        "\n## Roles\n\n| words in $e (folded) | relator code |\n| --- | --- |"
    );
    let mut terms: Vec<(&String, &String)> = mapping
        .relators
        .terms
        .iter()
        .map(|(term, code)| (code, term))
        .collect();
    terms.sort();
    for group in terms.chunk_by(|a, b| a.0 == b.0) {
        let words: Vec<String> = group.iter().map(|(_, word)| cell(word)).collect();
        let code = group.first().map_or("", |(code, _)| code.as_str());
        let _ = writeln!(page, "| {} | `{code}` |", words.join("; "));
    }
}

fn links(page: &mut String, mapping: &Mapping) {
    let _ = writeln!(
        page,
        "\n## Links (856)\n\n| rule | host | path | extension |\n| --- | --- | --- | --- |"
    );
    for rule in &mapping.urls.rules {
        let _ = writeln!(
            page,
            "| {} | {} | {} | {} |",
            rule.name,
            rule.host.as_deref().unwrap_or(""),
            rule.path.as_deref().unwrap_or(""),
            rule.extension.join(", ")
        );
    }
}

fn subjects(page: &mut String, mapping: &Mapping) {
    let _ = writeln!(
        page,
        "\n## Vocabularies\n\n| vocabulary | language |\n| --- | --- |"
    );
    let mut all: Vec<(&String, &taxonomy::Lang)> = mapping.subjects.vocabulary.iter().collect();
    all.sort();
    for (name, lang) in all {
        let _ = writeln!(page, "| {name} | {lang} |");
    }
    let _ = writeln!(
        page,
        "\n## Legacy language codes\n\n| code | read as |\n| --- | --- |"
    );
    for (code, now) in &mapping.languages.legacy {
        let _ = writeln!(page, "| {code} | {now} |");
    }
}

#[cfg(test)]
mod tests {
    use super::to_markdown;

    #[test]
    fn page_names_every_rule_and_is_the_same_twice() {
        let page = to_markdown();
        assert_eq!(page, to_markdown());
        for rule in &crate::Mapping::bundled().types.rules {
            assert!(page.contains(&rule.name), "{}", rule.name);
        }
    }
}
