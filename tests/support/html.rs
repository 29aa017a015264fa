//! A reader of pages: tags with their attributes and the text between them, as a browser sees them.

/// A piece of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// An opening tag.
    Open(String, Vec<(String, String)>),
    /// A closing tag.
    Close(String),
    /// Text, unescaped; a script's content as it is.
    Text(String),
}

impl Piece {
    /// The name of an opening tag.
    pub fn opens(&self) -> Option<&str> {
        if let Piece::Open(name, _) = self {
            Some(name)
        } else {
            None
        }
    }

    /// An attribute of an opening tag.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let Piece::Open(_, attributes) = self else {
            return None;
        };
        attributes
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.as_str())
    }
}

/// Cuts a page up; panics where it is not well-formed in the way our templates write.
pub fn pieces(page: &str) -> Vec<Piece> {
    let (mut pieces, mut rest) = (Vec::new(), page);
    while let Some(at) = rest.find('<') {
        if at > 0 {
            pieces.push(Piece::Text(unescape(&rest[..at])));
        }
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('!') {
            let end = after.find('>').expect("a declaration ends");
            assert!(
                after[..end].eq_ignore_ascii_case("doctype html"),
                "<!{}",
                &after[..end]
            );
            rest = &after[end + 1..];
        } else if let Some(after) = rest.strip_prefix('/') {
            let end = after.find('>').expect("a tag ends");
            pieces.push(Piece::Close(after[..end].trim().to_lowercase()));
            rest = &after[end + 1..];
        } else {
            let (tag, after) = open(rest);
            rest = after;
            if tag.opens() == Some("script") {
                let end = rest.to_lowercase().find("</script").expect("a script ends");
                pieces.push(tag);
                pieces.push(Piece::Text(rest[..end].to_owned()));
                rest = &rest[end..];
                continue;
            }
            pieces.push(tag);
        }
    }
    pieces.push(Piece::Text(unescape(rest)));
    pieces
}

/// Reads an opening tag from behind its `<`.
fn open(text: &str) -> (Piece, &str) {
    let end = text
        .find(|c: char| c.is_whitespace() || c == '>' || c == '/')
        .expect("a tag has a name");
    let name = text[..end].to_lowercase();
    let (mut attributes, mut rest) = (Vec::new(), &text[end..]);
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if let Some(after) = rest.strip_prefix('>') {
            return (Piece::Open(name, attributes), after);
        }
        let end = rest
            .find(|c: char| c.is_whitespace() || c == '=' || c == '>')
            .expect("a tag ends");
        let attribute = rest[..end].to_lowercase();
        rest = &rest[end..];
        let mut value = String::new();
        if let Some(after) = rest.strip_prefix('=') {
            let after = after
                .strip_prefix('"')
                .unwrap_or_else(|| panic!("{attribute} has no quotes: {:.80}", after));
            let end = after.find('"').expect("a value ends");
            value = unescape(&after[..end]);
            rest = &after[end + 1..];
        }
        attributes.push((attribute, value));
    }
}

/// Text without character references.
pub fn unescape(text: &str) -> String {
    let (mut out, mut rest) = (String::new(), text);
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(';').filter(|end| *end < 12);
        let found = end.and_then(|end| Some((character(&rest[1..end])?, end)));
        match found {
            Some((c, end)) => {
                out.push(c);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out + rest
}

fn character(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

/// The text inside the first element that `is` accepts.
pub fn text_of(pieces: &[Piece], is: impl Fn(&Piece) -> bool) -> Option<String> {
    let at = pieces.iter().position(is)?;
    let name = pieces[at].opens()?;
    let (mut depth, mut text) = (1, String::new());
    for piece in &pieces[at + 1..] {
        match piece {
            Piece::Open(n, _) if n == name => depth += 1,
            Piece::Close(n) if n == name => depth -= 1,
            Piece::Text(t) => text.push_str(t),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The content of `<meta name=...>`, in order.
pub fn metas(pieces: &[Piece], name: &str) -> Vec<String> {
    let all = pieces
        .iter()
        .filter(|p| p.opens() == Some("meta") && p.attribute("name") == Some(name));
    all.filter_map(|p| p.attribute("content").map(str::to_owned))
        .collect()
}

/// The addresses of all links for people.
pub fn links(pieces: &[Piece]) -> Vec<String> {
    let all = pieces.iter().filter(|p| p.opens() == Some("a"));
    all.filter_map(|p| p.attribute("href").map(str::to_owned))
        .collect()
}
