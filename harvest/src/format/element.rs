//! Writing elements: what has no content is not written.

use crate::xml;

/// Attributes in the order in which they are written; one without a value is left out.
pub(crate) type Attributes<'a> = &'a [(&'a str, &'a str)];

/// Appends elements to a text.
pub(crate) struct Elements<'a> {
    out: &'a mut String,
}

impl<'a> Elements<'a> {
    /// Writes into `out`.
    pub fn new(out: &'a mut String) -> Elements<'a> {
        Elements { out }
    }

    /// An element with text; nothing when the text is blank.
    pub fn leaf(&mut self, name: &str, attributes: Attributes<'_>, value: &str) {
        if value.trim().is_empty() {
            return;
        }
        self.open(name, attributes);
        xml::text(self.out, value);
        self.close(name);
    }

    /// An element with text; nothing when there is none.
    pub fn maybe(&mut self, name: &str, attributes: Attributes<'_>, value: Option<&str>) {
        self.leaf(name, attributes, value.unwrap_or_default());
    }

    /// An element that says all in its attributes.
    pub fn empty(&mut self, name: &str, attributes: Attributes<'_>) {
        self.start(name, attributes);
        self.out.push_str("/>");
    }

    /// An element around others; nothing when nothing is written inside.
    pub fn wrap(
        &mut self,
        name: &str,
        attributes: Attributes<'_>,
        inside: impl FnOnce(&mut Elements<'_>),
    ) {
        let before = self.out.len();
        self.open(name, attributes);
        let start = self.out.len();
        inside(self);
        if self.out.len() == start {
            self.out.truncate(before);
        } else {
            self.close(name);
        }
    }

    fn open(&mut self, name: &str, attributes: Attributes<'_>) {
        self.start(name, attributes);
        self.out.push('>');
    }

    fn start(&mut self, name: &str, attributes: Attributes<'_>) {
        self.out.push('<');
        self.out.push_str(name);
        for (attribute, value) in attributes {
            if !value.is_empty() {
                xml::attribute(self.out, attribute, value);
            }
        }
    }

    fn close(&mut self, name: &str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }
}

#[cfg(test)]
mod tests {
    use super::Elements;

    #[test]
    fn what_is_empty_is_not_written() {
        let mut out = String::new();
        let mut elements = Elements::new(&mut out);
        elements.wrap("a", &[], |a| {
            a.leaf("b", &[("lang", "")], " ");
            a.wrap("c", &[("x", "1")], |c| c.maybe("d", &[], None));
        });
        elements.wrap("e", &[("x", "<"), ("y", "")], |e| e.leaf("f", &[], "&"));
        elements.empty("g", &[("h", "i")]);
        assert_eq!(out, "<e x=\"&lt;\"><f>&amp;</f></e><g h=\"i\"/>");
    }
}
