//! Whether an asker's copy is still what would be sent (RFC 9110 section 13).

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::{
    Timestamp,
    fmt::rfc2822::{DateTimeParser, DateTimePrinter},
};
use record::Datestamp;

/// What tells one version of an answer from another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Validators {
    /// The entity tag, as in the header: `W/"42"`.
    pub etag: String,
    /// When it last changed.
    pub modified: Datestamp,
    /// The moment before which whatever changed is in the answer.
    pub read: Datestamp,
}

impl Validators {
    /// When it last changed, unless it may still change within that very second: two versions would
    /// then share the moment (RFC 9110 section 8.8.2.1).
    fn modified(&self) -> Option<Datestamp> {
        (self.modified < self.read).then_some(self.modified)
    }

    /// Whether the asker has this version: by its tag, or without a tag by its date
    /// (RFC 9110 section 13.2.2).
    pub fn known(&self, headers: &HeaderMap) -> bool {
        let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
        if headers.contains_key(header::IF_NONE_MATCH) {
            let lines = headers.get_all(header::IF_NONE_MATCH).iter();
            let mut tags = lines
                .filter_map(|line| line.to_str().ok())
                .flat_map(|line| line.split(','));
            return tags.any(|tag| tag.trim() == "*" || bare(tag) == bare(&self.etag));
        }
        let since = headers.get(header::IF_MODIFIED_SINCE);
        let since = since.and_then(|v| parse_date(v.to_str().ok()?));
        match (since, self.modified()) {
            (Some(since), Some(modified)) => modified <= since,
            _ => false,
        }
    }

    /// Puts them on an answer.
    pub fn put(&self, headers: &mut HeaderMap) {
        let date = self.modified().and_then(http_date);
        let values = [
            (header::ETAG, Some(self.etag.clone())),
            (header::LAST_MODIFIED, date),
            (header::CACHE_CONTROL, Some("no-cache".to_owned())),
        ];
        for (name, value) in values {
            if let Some(value) = value.and_then(|v| HeaderValue::from_str(&v).ok()) {
                headers.insert(name, value);
            }
        }
    }

    /// The answer that says that nothing is new.
    pub fn not_modified(&self) -> Response {
        let mut response = StatusCode::NOT_MODIFIED.into_response();
        self.put(response.headers_mut());
        response
    }
}

/// A moment as HTTP writes it (RFC 9110 section 5.6.7, IMF-fixdate).
pub fn http_date(at: Datestamp) -> Option<String> {
    let at = Timestamp::from_second(at.0).ok()?;
    DateTimePrinter::new().timestamp_to_rfc9110_string(&at).ok()
}

/// A moment as HTTP writes it; the two old forms are taken for none.
pub fn parse_date(text: &str) -> Option<Datestamp> {
    let at = DateTimeParser::new().parse_timestamp(text.trim()).ok()?;
    Some(Datestamp(at.as_second()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asks(name: header::HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn a_copy_is_known_by_its_tag_and_else_by_its_date() {
        let version = Validators {
            etag: "W/\"7\"".to_owned(),
            modified: Datestamp(784_111_777),
            read: Datestamp(784_111_800),
        };
        for (name, value, known) in [
            (header::IF_NONE_MATCH, "W/\"7\"", true),
            (header::IF_NONE_MATCH, "\"6\", \"7\"", true),
            (header::IF_NONE_MATCH, "*", true),
            (header::IF_NONE_MATCH, "W/\"8\"", false),
            (
                header::IF_MODIFIED_SINCE,
                "Sun, 06 Nov 1994 08:49:37 GMT",
                true,
            ),
            (
                header::IF_MODIFIED_SINCE,
                "Sun, 06 Nov 1994 08:49:36 GMT",
                false,
            ),
            (header::IF_MODIFIED_SINCE, "yesterday", false),
        ] {
            assert_eq!(version.known(&asks(name, value)), known, "{value}");
        }
        assert!(!version.known(&HeaderMap::new()));
        let mut both = asks(header::IF_MODIFIED_SINCE, "Sun, 06 Nov 1994 08:49:37 GMT");
        both.insert(header::IF_NONE_MATCH, HeaderValue::from_static("\"8\""));
        assert!(!version.known(&both), "the tag decides");
    }

    #[test]
    fn what_may_still_change_within_the_second_has_no_date() {
        let mut version = Validators {
            etag: "\"7\"".to_owned(),
            modified: Datestamp(784_111_777),
            read: Datestamp(784_111_777),
        };
        let mut headers = HeaderMap::new();
        version.put(&mut headers);
        assert!(!headers.contains_key(header::LAST_MODIFIED));
        let since = asks(header::IF_MODIFIED_SINCE, "Sun, 06 Nov 1994 08:49:37 GMT");
        assert!(!version.known(&since));
        version.read = Datestamp(784_111_778);
        version.put(&mut headers);
        assert_eq!(
            headers[header::LAST_MODIFIED],
            "Sun, 06 Nov 1994 08:49:37 GMT"
        );
        assert!(version.known(&since));
    }
}
