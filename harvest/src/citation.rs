//! How a host item is cited, in one line.

use record::{HostItem, Record};

/// The host citation of a part: `International Labour Review, vol. 37, no. 5 (1938), pp. 644-651`.
///
/// The captions are English whatever the language, so that machines can take the line apart.
/// What MARC gave unparsed (773 $g) stands in for volume, issue and pages that could not be read.
pub fn host(record: &Record) -> Option<String> {
    let description = &record.description;
    let host = description.host.as_ref()?;
    let mut line = host.title.clone().unwrap_or_default();
    let mut add = |piece: &str| {
        if !line.is_empty() {
            line.push_str(", ");
        }
        line.push_str(piece);
    };
    if !is_parsed(host) {
        if let Some(raw) = &host.raw {
            add(raw);
        }
        return (!line.is_empty()).then_some(line);
    }
    if let Some(volume) = &host.volume {
        add(&format!("vol. {volume}"));
    }
    if let Some(issue) = &host.issue {
        add(&format!("no. {issue}"));
    }
    if let Some(year) = description.date.as_ref().and_then(|d| d.year) {
        line.push_str(&format!(" ({year})"));
    }
    if let Some(pages) = &host.pages {
        let caption = if pages.raw.contains(['-', '–', ',']) {
            "pp."
        } else {
            "p."
        };
        line.push_str(&format!(", {caption} {}", pages.raw));
    }
    let line = line.trim_start_matches([',', ' ']).to_owned();
    (!line.is_empty()).then_some(line)
}

fn is_parsed(host: &HostItem) -> bool {
    host.volume.is_some() || host.issue.is_some() || host.pages.is_some()
}

#[cfg(test)]
mod tests {
    use record::{HostItem, Pages};

    use crate::memory::article;

    #[test]
    fn hosts_are_cited_as_far_as_they_are_known() {
        let text = |s: &str| Some(s.to_owned());
        let pages = |s: &str| {
            Some(Pages {
                raw: s.to_owned(),
                first: None,
                last: None,
            })
        };
        let title = || text("International Labour Review");
        for (host, expected) in [
            (
                HostItem {
                    title: title(),
                    volume: text("37"),
                    issue: text("5"),
                    pages: pages("644-651"),
                    raw: text("37(5)"),
                    ..HostItem::default()
                },
                Some("International Labour Review, vol. 37, no. 5 (1938), pp. 644-651"),
            ),
            (
                HostItem {
                    title: title(),
                    pages: pages("12"),
                    ..HostItem::default()
                },
                Some("International Labour Review (1938), p. 12"),
            ),
            (
                HostItem {
                    title: title(),
                    raw: text("Spring issue"),
                    ..HostItem::default()
                },
                Some("International Labour Review, Spring issue"),
            ),
            (
                HostItem {
                    volume: text("3"),
                    ..HostItem::default()
                },
                Some("vol. 3 (1938)"),
            ),
            (HostItem::default(), None),
        ] {
            let mut record = article(1);
            record.description.host = Some(host);
            assert_eq!(super::host(&record).as_deref(), expected);
        }
    }
}
