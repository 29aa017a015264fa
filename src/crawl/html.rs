//! Reading a page: its tags, its links, and the text that readers see.
//!
//! A tokenizer is enough for that: nothing here depends on which element is inside which, but for what is hidden.

use harvest::{
    link,
    scholar_check::{Page, Tag},
};
use html5gum::{StartTag, Token, Tokenizer, emitters::default::DefaultEmitter};
use serde_json::Value;

/// Elements whose text nobody sees.
const UNSEEN: [&str; 5] = ["script", "style", "template", "title", "svg"];
/// Elements that end a line.
const BLOCKS: [&str; 24] = [
    "address", "article", "aside", "br", "dd", "div", "dl", "dt", "fieldset", "figure", "footer",
    "form", "h1", "h2", "h3", "h4", "header", "li", "main", "nav", "p", "section", "td", "tr",
];
/// Elements that have no end.
const VOID: [&str; 8] = ["area", "br", "hr", "img", "input", "link", "meta", "wbr"];
/// Tags that hold the whole abstract.
const ABSTRACTS: [&str; 5] = [
    "citation_abstract",
    "dcterms.abstract",
    "dc.description.abstract",
    "eprints.abstract",
    "dc.description",
];
/// Types of schema.org whose `description` is an abstract.
const WORKS: [&str; 6] = [
    "ScholarlyArticle",
    "Article",
    "Report",
    "Book",
    "Chapter",
    "Thesis",
];

/// Reads a page that came from an address.
pub(super) fn read(html: &str, url: &str) -> Page {
    let mut reader = Reader {
        page: Page::default(),
        base: url.to_owned(),
        unseen: None,
        heading: None,
        script: None,
    };
    let mut emitter = DefaultEmitter::default();
    // What is inside a script is no page.
    emitter.naively_switch_states(true);
    for Ok(token) in Tokenizer::new_with_emitter(html, emitter) {
        match token {
            Token::StartTag(tag) => reader.open(&tag),
            Token::EndTag(tag) => reader.close(&lossy(&tag.name)),
            Token::String(text) => reader.text(&lossy(&text)),
            _ => {}
        }
    }
    reader.end()
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

struct Reader {
    page: Page,
    base: String,
    /// The element whose text is not seen, and how many of its name are open.
    unseen: Option<(String, usize)>,
    /// The first heading, while it is open.
    heading: Option<String>,
    /// JSON-LD, while its script is open.
    script: Option<String>,
}

impl Reader {
    fn open(&mut self, tag: &StartTag<()>) {
        let name = lossy(&tag.name);
        let value = |wanted: &str| {
            let mut all = tag.attributes.iter();
            let found = all.find(|(name, _)| name.as_slice() == wanted.as_bytes());
            found.map(|(_, value)| lossy(value))
        };
        if BLOCKS.contains(&name.as_str()) {
            self.page.text.push('\n');
        }
        if let Some((of, depth)) = &mut self.unseen
            && *of == name
        {
            *depth += 1;
        }
        let hidden = value("hidden").is_some() || UNSEEN.contains(&name.as_str());
        if hidden && self.unseen.is_none() && !tag.self_closing && !VOID.contains(&name.as_str()) {
            self.unseen = Some((name.clone(), 1));
        }
        match name.as_str() {
            "meta" => self.meta(value("name"), value("content")),
            "base" => {
                let base = value("href").map(|href| absolute(&href, &self.base));
                self.base = base.unwrap_or_else(|| self.base.clone());
            }
            "link" => {
                let canonical =
                    value("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical"));
                if canonical && self.page.canonical.is_none() {
                    self.page.canonical = value("href").map(|href| absolute(&href, &self.base));
                }
            }
            "a" => {
                if let Some(href) = value("href") {
                    let to = absolute(&href, &self.base);
                    self.page.links.push(to);
                }
            }
            "input" => {
                let kind = value("type").unwrap_or_default();
                self.page.asks_password |= kind.eq_ignore_ascii_case("password");
            }
            "h1" if self.page.heading.is_none() && self.heading.is_none() => {
                self.page.heading_lang = value("lang");
                self.heading = Some(String::new());
            }
            "script" => {
                let kind = value("type").unwrap_or_default();
                self.script = kind
                    .eq_ignore_ascii_case("application/ld+json")
                    .then(String::new);
            }
            _ => {}
        }
    }

    fn meta(&mut self, name: Option<String>, content: Option<String>) {
        let (Some(name), Some(content)) = (name, content) else {
            return;
        };
        let name = name.to_lowercase();
        if matches!(name.as_str(), "robots" | "googlebot" | "googlebot-scholar") {
            let asked = content.to_lowercase();
            self.page.noindex |= asked.contains("noindex") || asked.contains("none");
        }
        self.page.tags.push(Tag { name, content });
    }

    fn close(&mut self, name: &str) {
        if BLOCKS.contains(&name) {
            self.page.text.push('\n');
        }
        if name == "h1"
            && let Some(heading) = self.heading.take()
        {
            self.page.heading = Some(heading.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        if name == "script"
            && let Some(script) = self.script.take()
            && self.page.described.is_none()
        {
            let told: Value = serde_json::from_str(&script).unwrap_or_default();
            self.page.described = described(&told);
        }
        if let Some((of, depth)) = &mut self.unseen
            && of == name
        {
            *depth -= 1;
            if *depth == 0 {
                self.unseen = None;
            }
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(script) = &mut self.script {
            script.push_str(text);
        }
        if self.unseen.is_some() {
            return;
        }
        if let Some(heading) = &mut self.heading {
            heading.push_str(text);
        }
        // A line of the source is none on the page.
        self.page
            .text
            .extend(text.chars().map(|c| if c == '\n' { ' ' } else { c }));
    }

    fn end(mut self) -> Page {
        let tagged = |name: &&str| {
            let mut all = self.page.tags.iter();
            all.find(|tag| tag.name == **name)
                .map(|tag| tag.content.clone())
        };
        self.page.described = ABSTRACTS.iter().find_map(tagged).or(self.page.described);
        self.page
    }
}

/// The abstract in schema.org: of the thing itself, or of the first work in a graph.
fn described(told: &Value) -> Option<String> {
    match told {
        Value::Array(all) => all.iter().find_map(described),
        Value::Object(members) => {
            if let Some(found) = members.get("abstract").and_then(first) {
                return Some(found);
            }
            let kinds = members.get("@type").map(|kind| match kind {
                Value::Array(all) => all.clone(),
                one => vec![one.clone()],
            });
            let mut kinds = kinds.into_iter().flatten();
            let is_work = kinds.any(|kind| kind.as_str().is_some_and(|k| WORKS.contains(&k)));
            let text = members.get("description").filter(|_| is_work);
            text.and_then(first)
                .or_else(|| described(members.get("@graph")?))
        }
        _ => None,
    }
}

/// The first text of a value, with or without its language.
fn first(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(all) => all.iter().find_map(first),
        Value::Object(members) => members.get("@value").and_then(first),
        _ => None,
    }
}

/// Scheme and authority of an absolute address of the web, and the path after them.
pub(super) fn origin(url: &str) -> Option<(&str, &str)> {
    let (_, path) = link::split(url)?;
    Some((&url[..url.len() - path.len()], path))
}

/// A link as an absolute address (RFC 3986 section 5.2, as far as pages need it).
pub(super) fn absolute(href: &str, base: &str) -> String {
    let href = href.trim();
    let Some((origin, path)) = origin(base) else {
        return href.to_owned();
    };
    let scheme = origin.split("//").next().unwrap_or("https:");
    let has_scheme = href.split_once(':').is_some_and(|(scheme, _)| {
        !scheme.is_empty()
            && scheme
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
    });
    if has_scheme {
        return href.to_owned();
    }
    if let Some(rest) = href.strip_prefix("//") {
        return format!("{scheme}//{rest}");
    }
    let plain = path.split(['?', '#']).next().unwrap_or("");
    let folder = plain.rfind('/').map_or("/", |at| &plain[..=at]);
    match href.chars().next() {
        None => base.to_owned(),
        Some('/') => format!("{origin}{}", dotless(href)),
        Some('?') => format!("{origin}{plain}{href}"),
        Some('#') => format!("{}{href}", base.split('#').next().unwrap_or(base)),
        Some(_) => format!("{origin}{}", dotless(&format!("{folder}{href}"))),
    }
}

/// A path without `.` and `..` (RFC 3986 section 5.2.4).
fn dotless(path: &str) -> String {
    let end = path.find(['?', '#']).unwrap_or(path.len());
    let (path, rest) = path.split_at(end);
    let mut kept: Vec<&str> = Vec::new();
    let pieces: Vec<&str> = path.split('/').skip(1).collect();
    for (at, piece) in pieces.iter().enumerate() {
        let last = at + 1 == pieces.len();
        match *piece {
            "." | ".." => {
                if *piece == ".." {
                    kept.pop();
                }
                if last {
                    kept.push("");
                }
            }
            piece => kept.push(piece),
        }
    }
    format!("/{}{rest}", kept.join("/"))
}

#[cfg(test)]
mod tests {
    use super::{absolute, read};

    #[test]
    fn links_are_made_absolute() {
        let base = "https://a.org/x/y?z=1#f";
        for (href, url) in [
            ("https://b.org/", "https://b.org/"),
            ("mailto:a@b.org", "mailto:a@b.org"),
            ("//b.org/c", "https://b.org/c"),
            ("/c/./d", "https://a.org/c/d"),
            ("c", "https://a.org/x/c"),
            ("../c?q=../d", "https://a.org/c?q=../d"),
            ("..", "https://a.org/"),
            ("?q=1", "https://a.org/x/y?q=1"),
            ("#g", "https://a.org/x/y?z=1#g"),
            ("", "https://a.org/x/y?z=1#f"),
            (" b:c/d", "b:c/d"),
        ] {
            assert_eq!(absolute(href, base), url, "{href}");
        }
        assert_eq!(absolute("x", "https://a.org"), "https://a.org/x");
    }

    #[test]
    fn a_page_is_read_as_it_is_seen() {
        let page = read(
            "<!doctype html><html><head><title>Unseen</title>\
             <META NAME=Citation_Title CONTENT='Wages &amp; hours'>\
             <meta name=\"robots\" content=\"NoIndex\"><base href='/b/'>\
             <link rel=canonical href=own>\
             <script type=\"application/ld+json\">{\"@type\":\"ScholarlyArticle\",\"description\":\"All of <it>\"}</script>\
             <script>if (a < b) document.write('<a href=/no>no</a>')</script></head>\
             <body><h1 lang=fr>Wages\n&amp; <i>hours</i></h1><p>One<p>two<div hidden>no<div>no</div>no</div>\
             <!-- no --><a href=../c>three</a><input type=password><template>no</template></body>",
            "https://a.org/x",
        );
        assert_eq!(page.tags[0].name, "citation_title");
        assert_eq!(page.tags[0].content, "Wages & hours");
        assert!(page.noindex && page.asks_password);
        assert_eq!(page.canonical.as_deref(), Some("https://a.org/b/own"));
        assert_eq!(page.links, ["https://a.org/c"]);
        assert_eq!(page.heading.as_deref(), Some("Wages & hours"));
        assert_eq!(page.heading_lang.as_deref(), Some("fr"));
        assert_eq!(page.described.as_deref(), Some("All of <it>"));
        let words: Vec<&str> = page.text.split_whitespace().collect();
        assert_eq!(words, ["Wages", "&", "hours", "One", "two", "three"]);
    }
}
