//! XML text: the only place that escapes and the only place that cleans.
//!
//! Everything is appended to one `String`. Characters that XML 1.0 forbids are left out at
//! output, whatever was cleaned before: one of them makes a whole page of a harvest unreadable.

/// The XML declaration that every answer starts with.
pub const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// Whether XML 1.0 section 2.2 allows the character.
pub fn allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// Appends character data, escaped and cleaned; fit for an element's content and for a quoted attribute.
pub fn text(out: &mut String, text: &str) {
    let bytes = text.as_bytes();
    let mut done = 0;
    for (at, byte) in bytes.iter().enumerate() {
        let (replacement, width) = match byte {
            b'&' => ("&amp;", 1),
            b'<' => ("&lt;", 1),
            b'>' => ("&gt;", 1),
            b'"' => ("&quot;", 1),
            // Attribute-value normalization (XML 1.0 section 3.3.3) and line ends (2.11) would change these.
            b'\r' => ("&#13;", 1),
            0..=8 | 11 | 12 | 14..=31 => ("", 1),
            // U+FFFE and U+FFFF are EF BF BE and EF BF BF.
            0xEF if matches!(bytes.get(at + 1..at + 3), Some([0xBF, 0xBE | 0xBF])) => ("", 3),
            _ => continue,
        };
        out.push_str(&text[done..at]);
        out.push_str(replacement);
        done = at + width;
    }
    out.push_str(&text[done..]);
}

/// Appends an attribute with a leading space: ` name="value"`.
pub fn attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    for piece in value.split_inclusive(['\t', '\n']) {
        text(out, piece.trim_end_matches(['\t', '\n']));
        match piece.as_bytes().last() {
            Some(b'\t') => out.push_str("&#9;"),
            Some(b'\n') => out.push_str("&#10;"),
            _ => {}
        }
    }
    out.push('"');
}

/// Appends `<name>value</name>`.
pub fn element(out: &mut String, name: &str, value: &str) {
    out.push('<');
    out.push_str(name);
    out.push('>');
    text(out, value);
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

/// Appends markup that is well-formed already, without the characters that XML 1.0 forbids.
pub fn markup(out: &mut String, markup: &str) {
    if markup.chars().all(allowed) {
        out.push_str(markup);
    } else {
        out.extend(markup.chars().filter(|c| allowed(*c)));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    #[test]
    fn text_is_escaped_and_cleaned() {
        for (given, expected) in [
            ("", ""),
            ("wages", "wages"),
            ("a<b>&\"c\"", "a&lt;b&gt;&amp;&quot;c&quot;"),
            ("]]>", "]]&gt;"),
            ("a\u{0}\u{1}\u{b}\u{1f}b", "ab"),
            ("tab\tline\nreturn\r", "tab\tline\nreturn&#13;"),
            ("\u{FFFE}x\u{FFFF}", "x"),
            (
                "\u{FFFD}\u{EFFF}é中\u{1F600}",
                "\u{FFFD}\u{EFFF}é中\u{1F600}",
            ),
        ] {
            let mut out = String::new();
            super::text(&mut out, given);
            assert_eq!(out, expected, "{given:?}");
        }
    }

    #[test]
    fn attributes_keep_their_white_space() {
        let mut out = String::new();
        super::attribute(&mut out, "set", "a\tb\n\"c\"\n");
        assert_eq!(out, " set=\"a&#9;b&#10;&quot;c&quot;&#10;\"");
    }

    proptest! {
        #[test]
        fn any_text_comes_back_without_the_forbidden(given in any::<String>()) {
            let mut out = String::from("<a");
            super::attribute(&mut out, "b", &given);
            out.push('>');
            super::text(&mut out, &given);
            out.push_str("</a>");
            let clean: String = given.chars().filter(|c| super::allowed(*c)).collect();
            let (attribute, content) = crate::memory::read_back(&out);
            prop_assert_eq!(&attribute, &clean);
            prop_assert_eq!(&content, &clean);
        }
    }
}
