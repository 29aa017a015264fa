//! Years and ranges of years as readers write them.

/// `1990`, `1990..2000`, `1990-2000`, `1990 TO 2000`, `>1990`, `>=1990`, `<2000`, `<=2000`, `1990..`.
pub(super) fn years(text: &str) -> Option<(Option<i16>, Option<i16>)> {
    let text = text.trim();
    let one = |t: &str| match t.trim() {
        "" | "*" => Some(None),
        t if t.len() <= 4 => t.parse::<i16>().ok().filter(|y| *y >= 0).map(Some),
        _ => None,
    };
    let bound = |t: &str| one(t).flatten();
    if let Some(rest) = text.strip_prefix(">=") {
        return Some((Some(bound(rest)?), None));
    }
    if let Some(rest) = text.strip_prefix("<=") {
        return Some((None, Some(bound(rest)?)));
    }
    if let Some(rest) = text.strip_prefix('>') {
        return Some((Some(bound(rest)?.saturating_add(1)), None));
    }
    if let Some(rest) = text.strip_prefix('<') {
        return Some((None, Some(bound(rest)?.saturating_sub(1).max(0))));
    }
    for between in ["..", " TO ", " to ", "-", "–"] {
        if let Some((from, until)) = text.split_once(between) {
            let (from, until) = (one(from)?, one(until.trim_start_matches('.'))?);
            return Some(match (from, until) {
                (Some(a), Some(b)) if a > b => (Some(b), Some(a)),
                other => other,
            });
        }
    }
    let year = bound(text)?;
    Some((Some(year), Some(year)))
}
