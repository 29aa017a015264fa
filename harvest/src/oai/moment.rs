//! `from` and `until` (OAI-PMH 2.0 sections 2.7.1 and 3.3).

use record::Datestamp;

use super::{
    fault::{Code, Faults, shown},
    request::{Argument, Call},
};

const DAY_SECONDS: i64 = 86_400;

/// A span of datestamps, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// The first second.
    pub from: Option<Datestamp>,
    /// The last second.
    pub until: Option<Datestamp>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Granularity {
    Day,
    Second,
}

impl Span {
    /// The span that a call asks for; what is wrong with it is added to the faults.
    pub fn of(call: &Call, faults: &mut Faults) -> Span {
        let from = moment(call, Argument::From, faults);
        let until = moment(call, Argument::Until, faults);
        if let (Some((from, fine)), Some((until, other))) = (from, until) {
            if fine != other {
                let text = "from and until are of different granularity; \
                    give both as days or both as seconds";
                faults.add(Code::BadArgument, text);
            } else if from > until {
                let text = "from is later than until; exchange them";
                faults.add(Code::BadArgument, text);
            }
        }
        let last = |(start, fine): (Datestamp, Granularity)| match fine {
            Granularity::Day => Datestamp(start.0 + DAY_SECONDS - 1),
            Granularity::Second => start,
        };
        Span {
            from: from.map(|f| f.0),
            until: until.map(last),
        }
    }
}

/// A moment as given: its first second, and how fine it is.
fn moment(
    call: &Call,
    argument: Argument,
    faults: &mut Faults,
) -> Option<(Datestamp, Granularity)> {
    let text = call.get(argument)?;
    let found = read(text);
    if found.is_none() {
        let (name, text) = (argument.name(), shown(text));
        let wanted = "give a day as YYYY-MM-DD or a UTC second as YYYY-MM-DDThh:mm:ssZ";
        faults.add(
            Code::BadArgument,
            format!("{name} is {text}, which is no moment; {wanted}"),
        );
    }
    found
}

fn read(text: &str) -> Option<(Datestamp, Granularity)> {
    match text.len() {
        10 => second(&format!("{text}T00:00:00Z")).map(|first| (first, Granularity::Day)),
        _ => second(text).map(|second| (second, Granularity::Second)),
    }
}

/// Any second of the years 1 to 9999; harvesters do ask for `9999-12-31`, which is beyond what
/// the calendar library holds.
pub fn second(text: &str) -> Option<Datestamp> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    // XML Schema's dates have no year 0, and `request` repeats the value as one.
    if year < 1 {
        return None;
    }
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    // Days from 1970-01-01, counting years from March (Howard Hinnant's `days_from_civil`).
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let year_of_era = year.rem_euclid(400);
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    let days = era * 146_097 + day_of_era - 719_468;
    let moment = Datestamp(days * DAY_SECONDS + hour * 3_600 + minute * 60 + second);
    // What is no date, or not in the one form, is written differently.
    (moment.to_string() == text).then_some(moment)
}

#[cfg(test)]
mod tests {
    use super::{Granularity, read};

    #[test]
    fn days_and_seconds_are_read_and_nothing_else() {
        for (text, seconds, fine) in [
            ("1970-01-02", 86_400, Granularity::Day),
            ("1970-01-02T00:00:01Z", 86_401, Granularity::Second),
            ("2000-02-29", 951_782_400, Granularity::Day),
            ("1969-12-31T23:59:59Z", -1, Granularity::Second),
            ("9999-12-31", 253_402_214_400, Granularity::Day),
            ("9999-12-31T23:59:59Z", 253_402_300_799, Granularity::Second),
            ("0001-01-01", -62_135_596_800, Granularity::Day),
        ] {
            let (moment, granularity) = read(text).unwrap();
            assert_eq!((moment.0, granularity), (seconds, fine));
        }
        for wrong in [
            "",
            "2026",
            "2026-01",
            "2026-02-30",
            "2025-02-29",
            "2026-13-01",
            "2026-1-1",
            "20260101",
            "2026-01-01T00:00Z",
            "2026-01-01T00:00:00",
            "2026-01-01t00:00:00z",
            "2026-01-01T00:00:00.5Z",
            "2026-01-01T00:00:00+00:00",
            "2026-01-01 00:00:00Z",
            "2026-01-01T24:00:00Z",
            "0000-01-01",
            "-026-01-01",
            "２０２６-01",
            "２０２",
            "+026-01-01",
            "2026-01-01T+1:00:00Z",
            "2026-00-10",
            "2026-01-00",
            " 2026-01-01",
            "2026-01-01Z",
            "yesterday",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
    #[test]
    fn every_day_is_read_as_it_is_written() {
        for day in (-719_162..2_932_896).step_by(37) {
            let moment = record::Datestamp(day * 86_400 + 45_296);
            assert_eq!(super::second(&moment.to_string()), Some(moment));
        }
    }
}
