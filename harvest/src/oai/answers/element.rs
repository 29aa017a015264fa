//! An element cut out of its document, made to stand for itself; and the references of XML.

/// The namespace of the protocol itself.
const NAMESPACE: &str = "http://www.openarchives.org/OAI/2.0/";

/// An element with the namespaces declared that it had from around it.
pub(super) fn alone(element: &str, scope: &[(usize, String, String)]) -> String {
    let Some((after_name, tag)) = root(element) else {
        return element.to_owned();
    };
    let name = &element[..after_name];
    let own_prefix = name.rsplit('<').next().unwrap_or("").contains(':');
    let mut declared: Vec<&str> = Vec::new();
    let mut added = String::new();
    // The innermost declaration of each prefix counts.
    for (_, prefix, namespace) in scope.iter().rev() {
        if declared.contains(&prefix.as_str()) {
            continue;
        }
        declared.push(prefix);
        let (needed, attribute) = match prefix.as_str() {
            "" => (!own_prefix && namespace != NAMESPACE, "xmlns".to_owned()),
            prefix => (
                element.contains(&format!("{prefix}:")),
                format!("xmlns:{prefix}"),
            ),
        };
        if needed && !tag.contains(&format!("{attribute}=")) {
            let namespace = namespace.replace('"', "&quot;");
            added.push_str(&format!(" {attribute}=\"{namespace}\""));
        }
    }
    format!("{name}{added}{}", &element[after_name..])
}

/// Where the name of the first element ends, and its whole start tag.
fn root(text: &str) -> Option<(usize, &str)> {
    let bytes = text.as_bytes();
    let mut from = 0;
    loop {
        let at = from + text.get(from..)?.find('<')?;
        let next = *bytes.get(at + 1)?;
        if !next.is_ascii_alphabetic() && next != b'_' {
            // A comment or an instruction stands before it.
            from = at + 1;
            continue;
        }
        let rest = &text[at..];
        let name = rest.find(|c: char| c.is_whitespace() || c == '>' || c == '/')?;
        let end = rest.find('>')?;
        return Some((at + name, &rest[..end]));
    }
}

/// A value of an attribute, its references resolved.
pub(super) fn unescaped(raw: &str) -> String {
    match quick_xml::escape::unescape(raw) {
        Ok(value) => value.into_owned(),
        Err(_) => raw.to_owned(),
    }
}

/// The character that a reference names.
pub(super) fn resolved(name: &str) -> Option<char> {
    let mut text = unescaped(&format!("&{name};"));
    let first = text.pop()?;
    text.is_empty().then_some(first)
}
