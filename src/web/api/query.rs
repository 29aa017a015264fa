//! The query string of a request to the API: each parameter once, and as it is expected.

use clap::ValueEnum;

use crate::web::fault::Fault;

/// The largest whole number that every program that reads JSON keeps exactly (RFC 8259 section 6).
pub const MOST: u64 = (1 << 53) - 1;

/// A query string. What nobody asks for in it is ignored.
pub struct Query(Vec<(String, String)>);

impl Query {
    /// Reads a query string.
    pub fn new(raw: Option<&str>) -> Query {
        let pairs = form_urlencoded::parse(raw.unwrap_or("").as_bytes());
        Query(pairs.into_owned().collect())
    }

    /// A parameter as it is; `None` without it.
    pub fn word(&self, name: &str) -> Result<Option<&str>, Fault> {
        let mut found = self.0.iter().filter(|(n, _)| n == name);
        let value = found.next().map(|(_, value)| value.as_str());
        if found.next().is_some() {
            let text = format!("{name}= is given more than once; one is expected");
            return Err(Fault::bad_request(text));
        }
        Ok(value)
    }

    /// A whole number between two, both included.
    pub fn number(&self, name: &str, default: u64, range: (u64, u64)) -> Result<u64, Fault> {
        let Some(value) = self.word(name)? else {
            return Ok(default);
        };
        let (least, most) = range;
        let digits = value.bytes().all(|b| b.is_ascii_digit());
        let number = value
            .parse()
            .ok()
            .filter(|n| digits && (least..=most).contains(n));
        number.ok_or_else(|| {
            Fault::bad_request(format!(
                "{name}={value}: a whole number from {least} to {most} is expected"
            ))
        })
    }

    /// `true` or `false`; false without it.
    pub fn truth(&self, name: &str) -> Result<bool, Fault> {
        match self.word(name)? {
            None | Some("false" | "0" | "no") => Ok(false),
            Some("true" | "1" | "yes") => Ok(true),
            Some(value) => Err(Fault::bad_request(format!(
                "{name}={value}: true or false is expected"
            ))),
        }
    }

    /// One of a few names.
    pub fn choice<T: ValueEnum>(&self, name: &str, default: T) -> Result<T, Fault> {
        let Some(value) = self.word(name)? else {
            return Ok(default);
        };
        T::from_str(value, false).map_err(|_| {
            let all = T::value_variants().iter().filter_map(T::to_possible_value);
            let all: Vec<String> = all.map(|v| v.get_name().to_owned()).collect();
            Fault::bad_request(format!("{name}={value}: {} is expected", all.join(" or ")))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manage::export::Form;

    #[test]
    fn parameters_are_read_once_and_as_expected() {
        let query = Query::new(Some("a=1&b=x+y&c=yes&d=dc&e=1&e=2&f="));
        assert_eq!(query.number("a", 7, (1, 9)).ok(), Some(1));
        assert_eq!(query.number("none", 7, (1, 9)).ok(), Some(7));
        assert_eq!(query.word("b").ok(), Some(Some("x y")));
        assert_eq!(query.truth("c").ok(), Some(true));
        assert_eq!(query.choice("d", Form::Marc).ok(), Some(Form::Dc));
        assert!(query.number("a", 7, (2, 9)).is_err());
        for name in ["b", "e", "f"] {
            assert!(query.number(name, 7, (0, 9)).is_err(), "{name}");
            assert!(query.truth(name).is_err(), "{name}");
            assert!(query.choice(name, Form::Marc).is_err(), "{name}");
        }
    }
}
