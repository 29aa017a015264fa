//! Reading a `robots.txt` (RFC 9309).

/// Whether a crawler may fetch a path (with its query): the longest rule that matches decides, and allows when
/// two are as long (RFC 9309 section 2.2.2).
pub fn allows(robots: &str, crawler: &str, path: &str) -> bool {
    if path == "/robots.txt" {
        return true;
    }
    let groups = groups(robots);
    let named = |name: &str| {
        let mine = groups
            .iter()
            .filter(move |group| group.agents.iter().any(|agent| agent == name));
        mine.flat_map(|group| &group.rules).collect::<Vec<_>>()
    };
    let crawler = crawler.to_ascii_lowercase();
    let is_named = groups.iter().any(|g| g.agents.contains(&crawler));
    let rules = named(if is_named { &crawler } else { "*" });
    let matching = rules.iter().filter(|rule| matches(&rule.1, path));
    let decides = matching.max_by_key(|(allow, pattern)| (pattern.len(), *allow));
    decides.is_none_or(|(allow, _)| *allow)
}

#[derive(Default)]
struct Group {
    agents: Vec<String>,
    rules: Vec<(bool, String)>,
}

fn groups(robots: &str) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for line in robots.lines() {
        let line = line.split('#').next().unwrap_or("");
        let Some((key, value)) = line.split_once(':') else {
            continue;
        };
        let value = value.trim();
        match key.trim().to_ascii_lowercase().as_str() {
            "user-agent" => {
                // Names that follow each other share their rules.
                if groups.last().is_none_or(|group| !group.rules.is_empty()) {
                    groups.push(Group::default());
                }
                if let Some(group) = groups.last_mut() {
                    group.agents.push(value.to_ascii_lowercase());
                }
            }
            key @ ("allow" | "disallow") => {
                if let Some(group) = groups.last_mut() {
                    // An empty one forbids nothing, but ends the names.
                    group.rules.push((key == "allow", value.to_owned()));
                }
            }
            _ => {}
        }
    }
    groups
}

/// Whether a pattern with `*` and a closing `$` matches the beginning of a path.
fn matches(pattern: &str, path: &str) -> bool {
    if pattern.is_empty() {
        return false;
    }
    let (pattern, whole) = match pattern.strip_suffix('$') {
        Some(pattern) => (pattern, true),
        None => (pattern, false),
    };
    let mut pieces = pattern.split('*');
    let first = pieces.next().unwrap_or("");
    let Some(mut rest) = path.strip_prefix(first) else {
        return false;
    };
    let pieces: Vec<&str> = pieces.collect();
    for (at, piece) in pieces.iter().enumerate() {
        if whole && at + 1 == pieces.len() {
            return rest.ends_with(piece);
        }
        let Some(found) = rest.find(piece) else {
            return false;
        };
        rest = &rest[found + piece.len()..];
    }
    !whole || rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::allows;

    #[test]
    fn the_longest_rule_decides_and_a_named_crawler_has_its_own() {
        let robots = "User-agent: *\nDisallow: /search\nDisallow: /*.pdf$\nAllow: /search/help\n\n\
                      User-agent: Bad\nUser-Agent: Worse # both\nDisallow: /\n\nUser-agent: Good\nDisallow:\n";
        for (crawler, path, allowed) in [
            ("Googlebot", "/records/1", true),
            ("Googlebot", "/search?q=a", false),
            ("Googlebot", "/search/help", true),
            ("Googlebot", "/records/1/a.pdf", false),
            ("Googlebot", "/records/1/a.pdf?x", true),
            ("bad", "/records/1", false),
            ("Worse", "/", false),
            ("good", "/search", true),
            ("worse", "/robots.txt", true),
        ] {
            assert_eq!(allows(robots, crawler, path), allowed, "{crawler} {path}");
        }
        assert!(allows("", "Googlebot", "/"));
        assert!(allows("Disallow: /", "Googlebot", "/"), "a rule of nobody");
    }
}
