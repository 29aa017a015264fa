//! Made-up MARC records, put together byte by byte: the same for the same numbers.

/// Numbers that look random and are the same each time (SplitMix64).
pub struct Noise(pub u64);

impl Noise {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: u64) -> u64 {
        self.next() % n.max(1)
    }
}

/// A number from the environment.
pub fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).map_or(default, |v| {
        v.parse()
            .unwrap_or_else(|_| panic!("{variable}={v} is no number"))
    })
}

/// Random moments: the same as before when `LABORDOC_SEED` is the same.
pub fn noise(story: u64) -> Noise {
    let seed = number("LABORDOC_SEED", 20_260_101);
    eprintln!("LABORDOC_SEED={seed}");
    Noise(seed.wrapping_mul(1000).wrapping_add(story))
}

const WORDS: &[&str] = &[
    "wages",
    "labour",
    "employment",
    "travail",
    "salaires",
    "trabajo",
    "safety",
    "health",
    "women",
    "youth",
    "migration",
    "seafarers",
    "convention",
    "social",
    "protection",
    "enquête",
    "organización",
    "mines",
    "rural",
    "skills",
    "training",
    "unemployment",
    "statistics",
    "trade",
    "unions",
    "bargaining",
    "équité",
    "niñez",
];

/// A file of that many records. Every tenth is the translation of the one before it, some have a
/// number that was there before, and some cannot be read: what an import has to get right twice.
pub fn file(count: u64) -> Vec<u8> {
    edition(count, 0)
}

/// As [`file`], where every seventh record differs by its `edition`.
pub fn edition(count: u64, edition: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    for n in 1..=count {
        match n {
            _ if n % 97 == 50 => {
                bytes.extend_from_slice(b"00048nam a2200037   4500this is no directory, is it\x1d")
            }
            _ if n % 211 == 150 => bytes.extend(record(n - 20, n, edition)),
            _ => bytes.extend(record(n, n, edition)),
        }
    }
    bytes
}

/// One record with this number.
pub fn one(number: u64, seed: u64) -> Vec<u8> {
    record(number, seed, 0)
}

/// ISO 2709: leader, directory, fields.
fn record(number: u64, seed: u64, edition: u64) -> Vec<u8> {
    let mut noise = Noise(seed);
    let mut some = |count: u64| -> String {
        let words: Vec<&str> = (0..count)
            .map(|_| WORDS[noise.below(WORDS.len() as u64) as usize])
            .collect();
        words.join(" ")
    };
    let translation = number % 10 == 1 && number > 10;
    let lang = if translation { "fre" } else { "eng" };
    let year = 1950 + number % 70;
    let changed = if number.is_multiple_of(7) && edition > 0 {
        format!(", edition {edition}")
    } else {
        String::new()
    };
    let mut fields: Vec<(&str, String)> = vec![
        ("001", format!("crash{number:06}")),
        (
            "008",
            format!("010101s{year}    sz            000 0 {lang} d"),
        ),
        ("100", format!("1 \x1faPerson, {}\x1feauthor", some(1))),
        (
            "245",
            format!(
                "10\x1fa{} :\x1fb{}{changed} /\x1fc{number}.",
                some(3),
                some(4)
            ),
        ),
        (
            "260",
            format!("  \x1faGeneva :\x1fb{},\x1fc{year}.", some(2)),
        ),
        ("300", format!("  \x1fa{} p.", 10 + number % 300)),
        ("500", format!("  \x1fa{}", some(6))),
        ("520", format!("  \x1fa{}", some(60))),
        ("650", format!(" 7\x1fa{}\x1f2ilot", some(1))),
        ("650", format!(" 7\x1fa{}\x1f2ilot", some(2))),
    ];
    if translation {
        fields.push((
            "765",
            format!(
                "0 \x1ft{}\x1fw{:0>11}",
                some(3),
                format!("crash{:06}", number - 1)
            ),
        ));
    }
    let (mut directory, mut data) = (String::new(), String::new());
    for (tag, value) in &fields {
        directory += &format!("{tag}{:04}{:05}", value.len() + 1, data.len());
        data += &format!("{value}\x1e");
    }
    let base = 24 + directory.len() + 1;
    let length = base + data.len() + 1;
    format!("{length:05}nam a22{base:05}   4500{directory}\x1e{data}\x1d").into_bytes()
}
