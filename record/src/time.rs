//! The numbers that order everything: record ids, sequence numbers, datestamps.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

macro_rules! number {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map($name)
            }
        }
    };
}

number!(
    /// A record's identifier: 1, 2, 3, ... in the order of creation; never used twice.
    RecordId
);
number!(
    /// A work's identifier: the id of the record that founded it.
    WorkId
);
number!(
    /// A change's place in the change log: 1, 2, 3, ...; 0 means "before the first".
    Seq
);

impl Seq {
    /// The next sequence number.
    pub fn next(self) -> Seq {
        Seq(self.0 + 1)
    }
}

/// A moment in UTC, in whole seconds since 1970-01-01T00:00:00Z; written `YYYY-MM-DDThh:mm:ssZ`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Datestamp(pub i64);

/// Why a text is not a datestamp.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a UTC moment of the form YYYY-MM-DDThh:mm:ssZ")]
pub struct DatestampError(pub String);

impl fmt::Display for Datestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (days, second) = (self.0.div_euclid(86_400), self.0.rem_euclid(86_400));
        let (year, month, day) = civil(days);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"
        )
    }
}

impl fmt::Debug for Datestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Days since 1970-01-01 to a Gregorian date (Howard Hinnant's `civil_from_days`).
fn civil(days: i64) -> (i64, i64, i64) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = doy - (153 * mp + 2) / 5 + 1;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    (yoe + era * 400 + i64::from(month <= 2), month, day)
}

impl FromStr for Datestamp {
    type Err = DatestampError;

    fn from_str(text: &str) -> Result<Datestamp, DatestampError> {
        let wrong = || DatestampError(text.to_owned());
        let bytes = text.as_bytes();
        let shape = b"dddd-dd-ddTdd:dd:ddZ";
        let fits = bytes.len() == shape.len()
            && bytes.iter().zip(shape).all(|(b, s)| {
                if *s == b'd' {
                    b.is_ascii_digit()
                } else {
                    b == s
                }
            });
        if !fits {
            return Err(wrong());
        }
        let moment: jiff::Timestamp = text.parse().map_err(|_| wrong())?;
        let parsed = Datestamp(moment.as_second());
        // A leap second is folded by the parser; a datestamp names each second once.
        if parsed.to_string() == text {
            Ok(parsed)
        } else {
            Err(wrong())
        }
    }
}

impl Serialize for Datestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Datestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Datestamp, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::Datestamp;

    #[test]
    fn datestamps_are_written_and_read_alike() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_795_462_258, "2026-11-23T19:30:58Z"),
            (-1, "1969-12-31T23:59:59Z"),
        ] {
            assert_eq!(Datestamp(seconds).to_string(), text);
            assert_eq!(text.parse(), Ok(Datestamp(seconds)));
        }
    }

    #[test]
    fn only_the_one_form_is_read() {
        for wrong in [
            "2026-02-30T00:00:00Z",
            "2026-11-23",
            "2026-11-23t18:37:38z",
            "2026-11-23T18:37:38.5Z",
            "2026-11-23T18:37:60Z",
            "2026-11-23T24:00:00Z",
            "+026-11-23T18:37:38Z",
            "",
        ] {
            assert!(wrong.parse::<Datestamp>().is_err(), "{wrong}");
        }
    }
}
