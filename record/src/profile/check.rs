//! Reading a profile, and what is wrong with one.

use super::{MatchBy, Profile};
use crate::build::MEMBERS;

/// Why a profile cannot be used; the text names the place in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProfileError {
    /// It is no JSON of a profile's shape.
    #[error("the profile cannot be read at line {line}, column {column}: {text}")]
    Shape {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What is wrong.
        text: String,
    },
    /// A value does not fit.
    #[error("{path}: {text}")]
    Value {
        /// Where in the profile, as `columns[3].split`.
        path: String,
        /// What is wrong, and what would be right.
        text: String,
    },
}

impl Profile {
    /// Reads a profile.
    ///
    /// # Errors
    /// When it is no JSON of a profile's shape, or a value does not fit.
    pub fn parse(text: &str) -> Result<Profile, ProfileError> {
        let profile: Profile = serde_json::from_str(text).map_err(|e| ProfileError::Shape {
            line: e.line(),
            column: e.column(),
            text: e.to_string(),
        })?;
        profile.check()?;
        Ok(profile)
    }

    /// Whether its values fit.
    ///
    /// # Errors
    /// Names the first value that does not.
    pub fn check(&self) -> Result<(), ProfileError> {
        named("name", &self.name)?;
        if let Some(system) = &self.system {
            named("system", system)?;
        }
        if self.version == 0 {
            return Err(wrong("version", "versions are counted from 1"));
        }
        for (path, title) in [
            ("title.en", &self.title.en),
            ("title.fr", &self.title.fr),
            ("title.es", &self.title.es),
        ] {
            if title.trim().is_empty() {
                return Err(wrong(path, "give it a title people know it by"));
            }
        }
        self.check_columns()?;
        for (n, default) in self.defaults.iter().enumerate() {
            if default.value.trim().is_empty() {
                let path = format!("defaults[{n}].value");
                return Err(wrong(&path, "is empty; give a value or leave it out"));
            }
        }
        self.check_matching()?;
        for (n, rule) in self.overlay.iter().enumerate() {
            let path = format!("overlay[{n}].member");
            if !MEMBERS.contains(&rule.member.as_str()) {
                let text = format!(
                    "{:?} is no member of a description; these are: {}",
                    rule.member,
                    MEMBERS.join(", ")
                );
                return Err(wrong(&path, &text));
            }
            if self.overlay[..n].iter().any(|r| r.member == rule.member) {
                return Err(wrong(&path, "has a rule already; leave one of them out"));
            }
        }
        Ok(())
    }

    fn check_columns(&self) -> Result<(), ProfileError> {
        for (n, column) in self.columns.iter().enumerate() {
            let path = format!("columns[{n}]");
            if column.column.trim().is_empty() {
                return Err(wrong(&format!("{path}.column"), "names no column"));
            }
            if column.split.as_ref().is_some_and(String::is_empty) {
                let text = "is empty; give what separates the values, or leave it out";
                return Err(wrong(&format!("{path}.split"), text));
            }
            let twice = |c: &super::Column| c.column == column.column && c.to == column.to;
            if self.columns[..n].iter().any(twice) {
                return Err(wrong(&path, "says the same as a column before it"));
            }
        }
        Ok(())
    }

    fn check_matching(&self) -> Result<(), ProfileError> {
        let matching = &self.matching;
        for (path, score) in [
            ("matching.sure", matching.sure),
            ("matching.ask", matching.ask),
        ] {
            if !(0.0..=1.0).contains(&score) {
                return Err(wrong(path, "a score is from 0.0 to 1.0"));
            }
        }
        if matching.ask > matching.sure {
            return Err(wrong("matching.ask", "is above matching.sure"));
        }
        let scored = |by: &MatchBy| *by == MatchBy::Scored;
        if matching.by.iter().rev().skip(1).any(scored) {
            return Err(wrong(
                "matching.by",
                "scored comes last: nothing is tried after it",
            ));
        }
        Ok(())
    }
}

fn wrong(path: &str, text: &str) -> ProfileError {
    ProfileError::Value {
        path: path.to_owned(),
        text: text.to_owned(),
    }
}

/// Whether a text can be a name: small letters, digits and hyphens, up to 40.
fn named(path: &str, name: &str) -> Result<(), ProfileError> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if (1..=40).contains(&name.len()) && name.chars().all(fits) {
        return Ok(());
    }
    let text = format!("{name:?} is no name; up to 40 small letters, digits and hyphens are");
    Err(wrong(path, &text))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"{"name": "x", "version": 1, "title": {"en": "X", "fr": "X", "es": "X"}}"#;

    #[test]
    fn every_bundled_profile_reads_and_names_are_unique() {
        let all = Profile::bundled();
        assert_eq!(all.len(), super::super::BUNDLED.len());
        for (text, profile) in super::super::BUNDLED.iter().zip(all) {
            assert_eq!(&Profile::parse(text).unwrap(), profile);
            assert_eq!(Profile::named(&profile.key()).unwrap(), profile);
        }
    }

    #[test]
    fn what_does_not_fit_is_named_with_its_place() {
        assert!(Profile::parse(GOOD).is_ok());
        let with = |member: &str| GOOD.replacen("\"version\": 1", member, 1);
        for (member, place, why) in [
            (r#""version": 0"#, "version", "from 1"),
            (r#""version": 1, "colour": 1"#, "line 1", "unknown field"),
            (
                r#""version": 1, "columns": [{"column": "a", "to": "titel"}]"#,
                "line 1",
                "no target",
            ),
            (
                r#""version": 1, "columns": [{"column": " "}]"#,
                "columns[0].column",
                "no column",
            ),
            (
                r#""version": 1, "columns": [{"column": "a", "split": ""}]"#,
                "columns[0].split",
                "empty",
            ),
            (
                r#""version": 1, "columns": [{"column": "a"}, {"column": "a"}]"#,
                "columns[1]",
                "same",
            ),
            (
                r#""version": 1, "defaults": [{"to": "title", "value": ""}]"#,
                "defaults[0].value",
                "empty",
            ),
            (
                r#""version": 1, "matching": {"sure": 1.5}"#,
                "matching.sure",
                "0.0 to 1.0",
            ),
            (
                r#""version": 1, "matching": {"ask": 0.95}"#,
                "matching.ask",
                "above",
            ),
            (
                r#""version": 1, "matching": {"by": ["scored", "doi"]}"#,
                "matching.by",
                "last",
            ),
            (
                r#""version": 1, "overlay": [{"member": "theme", "rule": "add"}]"#,
                "overlay[0].member",
                "themes",
            ),
            (r#""version": 1, "system": "No!""#, "system", "hyphens"),
            (
                r#""version": 1, "format": "docx""#,
                "line 1",
                "unknown variant",
            ),
        ] {
            let error = Profile::parse(&with(member)).unwrap_err().to_string();
            assert!(
                error.contains(place) && error.contains(why),
                "{member}: {error}"
            );
        }
    }
}
