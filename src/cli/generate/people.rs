//! Contributors: people from lists of names, bodies from the library's own.

use std::sync::LazyLock;

use super::random::{Draw, Random};

/// How many people write.
const PEOPLE: usize = 40_000;

struct Names {
    given: Vec<&'static str>,
    surnames: Vec<&'static str>,
    /// Few write much, most write once (Lotka's law).
    writers: Draw,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let rows = || {
        include_str!("names.tsv")
            .lines()
            .filter_map(|line| line.split_once('\t'))
    };
    let of = |kind: &str| {
        rows()
            .filter(|row| row.0 == kind)
            .map(|row| row.1)
            .collect()
    };
    Names {
        given: of("given"),
        surnames: of("surname"),
        writers: Draw::zipf(PEOPLE, 200),
    }
});

/// A surname.
pub fn surname(random: &mut Random) -> &'static str {
    random.pick(&NAMES.surnames)
}

/// A person of the list; the same number is always the same person.
#[derive(Debug, Clone, Copy)]
pub struct Person {
    /// The family name.
    pub surname: &'static str,
    /// The given name.
    pub given: &'static str,
    /// The letter of a second given name.
    pub initial: Option<char>,
    /// The year of birth, where the authority file has it.
    pub born: Option<u32>,
}

impl Person {
    /// A person, prolific ones more often.
    pub fn draw(random: &mut Random) -> Person {
        let number = NAMES.writers.index(random) as u64;
        let mut own = Random::new(0x1919, number);
        Person {
            surname: surname(&mut own),
            given: own.pick(&NAMES.given),
            initial: own
                .chance(350)
                .then(|| char::from(b'A' + own.below(26).to_le_bytes()[0])),
            born: own.chance(120).then(|| own.between(1870, 1985)),
        }
    }

    /// The heading as cataloguers write it: `Webb, Sidney J.`
    pub fn heading(&self, out: &mut String) {
        out.push_str(self.surname);
        out.push_str(", ");
        out.push_str(self.given);
        if let Some(initial) = self.initial {
            out.extend([' ', initial, '.']);
        }
    }
}

/// A body's heading (110 $a, $b) with its weight.
pub type Body = (&'static str, Option<&'static str>);

/// Bodies that write, by weight.
pub const BODIES: [(Body, u32); 18] = [
    (("International Labour Organization.", None), 400),
    (("International Labour Office.", None), 290),
    (("International Labour Organisation.", None), 120),
    (
        (
            "ILO Regional Office for Latin America and the Caribbean.",
            None,
        ),
        22,
    ),
    (
        (
            "International Programme on the Elimination of Child Labour.",
            None,
        ),
        18,
    ),
    (("ILO Regional Office for Asia and the Pacific.", None), 17),
    (("International Institute for Labour Studies.", None), 16),
    (("Better Work Programme.", None), 11),
    (("International Training Centre of the ILO.", None), 11),
    (("Asian Regional Team for Employment Promotion.", None), 9),
    (("ILO Regional Office for Africa.", None), 9),
    (("European Commission.", None), 9),
    (("World Bank.", None), 8),
    (
        (
            "Organisation for Economic Co-operation and Development.",
            None,
        ),
        8,
    ),
    (("United Nations.", Some("Economic and Social Council.")), 6),
    (("International Trade Union Confederation.", None), 5),
    (("International Organisation of Employers.", None), 4),
    (("Impact Insurance Facility.", None), 4),
];
