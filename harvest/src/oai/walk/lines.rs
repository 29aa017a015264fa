//! XML as lines for people: each element with its depth, its attributes and its own text; and the XML itself, indented.

use quick_xml::{Reader, escape::unescape, events::Event};

use super::WalkError;

/// An element, in the order of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// How many elements it lies in.
    pub depth: usize,
    /// Its name, as it is written: `dc:title`.
    pub name: String,
    /// What it says of itself; namespaces and the places of schemas are left out.
    pub attributes: Vec<(String, String)>,
    /// Its own text.
    pub text: String,
}

impl Line {
    /// An attribute's value.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let mut all = self.attributes.iter();
        all.find(|(n, _)| n == name)
            .map(|(_, value)| value.as_str())
    }

    /// Its name without the prefix.
    pub fn local_name(&self) -> &str {
        self.name.rsplit(':').next().unwrap_or(&self.name)
    }
}

/// Reads a document.
///
/// # Errors
/// When it is not well-formed.
pub fn read(xml: &str) -> Result<Vec<Line>, WalkError> {
    let mut reader = Reader::from_str(xml);
    let mut lines: Vec<Line> = Vec::new();
    // The lines whose elements have not ended.
    let mut open: Vec<usize> = Vec::new();
    loop {
        let event = reader.read_event().map_err(WalkError::NotWellFormed)?;
        match &event {
            Event::Start(tag) | Event::Empty(tag) => {
                let mut line = Line {
                    depth: open.len(),
                    name: tag.name().as_ref().to_owned(),
                    attributes: Vec::new(),
                    text: String::new(),
                };
                for attribute in tag.attributes() {
                    let attribute = attribute.map_err(quick_xml::Error::from)?;
                    let name: &str = attribute.key.as_ref();
                    if !name.starts_with("xmlns") && name != "xsi:schemaLocation" {
                        let value = resolved(&attribute.value);
                        line.attributes.push((name.to_owned(), value));
                    }
                }
                if matches!(event, Event::Start(_)) {
                    open.push(lines.len());
                }
                lines.push(line);
            }
            Event::Text(text) => add(&mut lines, &open, text),
            Event::CData(text) => add(&mut lines, &open, text),
            Event::GeneralRef(name) => add(&mut lines, &open, &resolved(&format!("&{};", &**name))),
            Event::End(_) => {
                if let Some(at) = open.pop() {
                    blank(&mut lines, at);
                }
            }
            Event::Eof if !open.is_empty() => return Err(WalkError::Cut),
            Event::Eof => return Ok(lines),
            _ => {}
        }
    }
}

fn add(lines: &mut [Line], open: &[usize], text: &str) {
    if let Some(line) = open.last().and_then(|at| lines.get_mut(*at)) {
        line.text.push_str(text);
    }
}

/// Between elements white space says nothing.
fn blank(lines: &mut [Line], at: usize) {
    if at + 1 < lines.len() && lines[at].text.trim().is_empty() {
        lines[at].text.clear();
    }
}

/// A text with its references resolved.
fn resolved(raw: &str) -> String {
    unescape(raw).map_or_else(|_| raw.to_owned(), |text| text.into_owned())
}

/// The document with each element on a line of its own, two blanks deeper each time; all else is kept as it is written.
///
/// # Errors
/// When it is not well-formed.
pub fn indented(xml: &str) -> Result<String, WalkError> {
    let mut reader = Reader::from_str(xml);
    let mut page = Page::default();
    loop {
        match reader.read_event().map_err(WalkError::NotWellFormed)? {
            Event::Start(tag) => {
                page.line(&["<", &tag, ">"]);
                page.depth += 1;
                page.leaf = true;
            }
            Event::Empty(tag) => page.line(&["<", &tag, "/>"]),
            Event::End(tag) => page.end(tag.name().as_ref()),
            Event::Text(text) => page.text(&text),
            Event::GeneralRef(name) => page.text(&format!("&{};", &*name)),
            Event::CData(text) => page.text(&format!("<![CDATA[{}]]>", &*text)),
            Event::Decl(declaration) => page.line(&["<?", &declaration, "?>"]),
            Event::PI(instruction) => page.line(&["<?", &instruction, "?>"]),
            Event::Comment(comment) => page.line(&["<!--", &comment, "-->"]),
            Event::DocType(_) => {}
            Event::Eof => return Ok(page.out),
        }
    }
}

/// What has been written.
#[derive(Default)]
struct Page {
    out: String,
    depth: usize,
    /// Whether the element that was opened last has held nothing but text.
    leaf: bool,
    /// White space that is written only when it is all that an element holds, or stands beside other text.
    blank: String,
}

impl Page {
    fn line(&mut self, pieces: &[&str]) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.out.extend(std::iter::repeat_n("  ", self.depth));
        self.out.extend(pieces.iter().copied());
        self.leaf = false;
        self.blank.clear();
    }

    fn text(&mut self, text: &str) {
        self.blank.push_str(text);
        if !self.blank.trim().is_empty() {
            self.out.push_str(&self.blank);
            self.blank.clear();
        }
    }

    fn end(&mut self, name: &str) {
        self.depth = self.depth.saturating_sub(1);
        if self.leaf {
            self.out.push_str(&self.blank);
            self.out.extend(["</", name, ">"]);
            self.blank.clear();
            self.leaf = false;
        } else {
            self.line(&["</", name, ">"]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_lines_with_their_depth_attributes_and_text() {
        let xml = "<?xml version=\"1.0\"?>\n<a xmlns=\"x\" xmlns:b=\"y\" xsi:schemaLocation=\"z\" c=\"&lt;&quot;&#10;\">\n \
                   <b:d>1 &amp; &#50;<![CDATA[<3>]]></b:d>\n<e/><f> </f></a>";
        let told: Vec<String> = read(xml)
            .unwrap()
            .iter()
            .map(|l| format!("{} {} {:?} {:?}", l.depth, l.name, l.attributes, l.text))
            .collect();
        assert_eq!(
            told,
            [
                r#"0 a [("c", "<\"\n")] """#,
                r#"1 b:d [] "1 & 2<3>""#,
                r#"1 e [] """#,
                r#"1 f [] " ""#,
            ]
        );
        for wrong in [
            "<a>",
            "<a></b>",
            "<a b=c></a>",
            "<a",
            "<a b=\"1\" b=\"2\"/>",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn indenting_moves_elements_and_changes_nothing_in_them() {
        for (xml, expected) in [
            (
                "<?xml version=\"1.0\"?>\n<?p q?>\n<a x=\"&lt;1\">\n<b>1 &amp; 2</b><c/>\n</a>\n",
                "<?xml version=\"1.0\"?>\n<?p q?>\n<a x=\"&lt;1\">\n  <b>1 &amp; 2</b>\n  <c/>\n</a>",
            ),
            ("<a> </a>", "<a> </a>"),
            ("<a></a>", "<a></a>"),
            ("<a>  <b> 1</b> </a>", "<a>\n  <b> 1</b>\n</a>"),
            ("<a>&lt; &gt;</a>", "<a>&lt; &gt;</a>"),
            (
                "<a><b><c>1</c></b></a>",
                "<a>\n  <b>\n    <c>1</c>\n  </b>\n</a>",
            ),
        ] {
            assert_eq!(indented(xml).unwrap(), expected, "{xml}");
        }
    }
}
