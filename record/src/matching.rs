//! Whether two descriptions are of the same publication: what is compared, and how alike they are.
//!
//! Two records are compared only where they share a block, a digest of a few things that seldom all
//! differ. Then title, year, first contributor and place in the host are each given a likeness from
//! 0 to 1, and the score is their weighted mean over what both records have. What contradicts
//! (another language, another volume, pages far apart) bounds the score, however alike the titles are.

use std::collections::BTreeSet;

use taxonomy::{Lang, text::fold};

use crate::{Description, IdentifierKind};

/// Words that a title is not told by.
const STOP: [&str; 38] = [
    "the", "a", "an", "of", "in", "and", "to", "for", "on", "at", "by", "le", "la", "les", "l",
    "de", "du", "des", "d", "et", "en", "un", "une", "au", "aux", "el", "los", "las", "y", "del",
    "al", "una", "por", "para", "sur", "dans", "with", "from",
];
/// How many of a title's words a block is made of.
const BLOCK_WORDS: usize = 2;
/// How many letters of each.
const BLOCK_LETTERS: usize = 4;
/// Weights of title, year, first contributor, and place in the host.
const WEIGHTS: [f32; 4] = [0.5, 0.12, 0.2, 0.18];
/// The most that a pair which contradicts itself in a thing that cannot be a slip can reach.
const CONTRADICTED: f32 = 0.3;
/// The most that a pair can reach whose title alone speaks for it.
const TITLE_ALONE: f32 = 0.75;

/// What of a description is compared.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Features {
    /// The words of the main title without its subtitle, folded.
    main: Vec<String>,
    /// The words of the whole title.
    full: Vec<String>,
    year: Option<i16>,
    /// Family name and first initial of the first contributor, folded.
    contributor: Option<(String, Option<char>)>,
    lang: Option<Lang>,
    journal: Option<String>,
    volume: Option<String>,
    issue: Option<String>,
    pages: Option<(u32, u32)>,
    /// Numbers that tell it from all others.
    numbers: BTreeSet<String>,
}

impl Features {
    /// What of a description is compared.
    pub fn of(description: &Description) -> Features {
        let title = &description.titles.main;
        let (main, rest) = split_title(&title.main);
        let mut full = words(main);
        for part in [
            Some(rest),
            title.remainder.as_deref(),
            title.part.as_deref(),
        ] {
            full.extend(words(part.unwrap_or_default()));
        }
        let host = description.host.as_ref();
        let pages = host.and_then(|h| h.pages.as_ref()).and_then(|pages| {
            let first: u32 = pages.first.as_ref()?.parse().ok()?;
            let last = pages.last.as_ref().and_then(|last| last.parse().ok());
            Some((first, last.unwrap_or(first)))
        });
        let number = |text: &Option<String>| text.as_deref().map(fold).filter(|t| !t.is_empty());
        Features {
            main: words(main),
            full,
            year: description.date.as_ref().and_then(|date| date.year),
            contributor: description
                .contributors
                .iter()
                .find_map(|c| family(&c.name)),
            lang: description
                .languages
                .first()
                .copied()
                .filter(|lang| *lang != Lang::UND),
            journal: host.and_then(|h| number(&h.issn).or_else(|| number(&h.title))),
            volume: host.and_then(|h| number(&h.volume)),
            issue: host.and_then(|h| number(&h.issue)),
            pages,
            numbers: description
                .identifiers
                .iter()
                .filter(|id| id.kind == IdentifierKind::Doi)
                .map(|id| id.value.to_ascii_lowercase())
                .collect(),
        }
    }

    /// The digests under which a record is found again: by its title's first and its longest words,
    /// by its first contributor and year, by its place in its host. Up to four, each once.
    pub fn blocks(&self) -> Vec<u64> {
        let mut found = BTreeSet::new();
        let cut = |word: &String| word.chars().take(BLOCK_LETTERS).collect::<String>();
        let first: Vec<String> = self.main.iter().take(BLOCK_WORDS).map(cut).collect();
        if !first.is_empty() {
            found.insert(digest(&["t", &first.join(" ")]));
        }
        let mut longest: Vec<&String> = self.main.iter().collect();
        longest.sort_by_key(|word| (std::cmp::Reverse(word.chars().count()), word.as_str()));
        let mut longest: Vec<String> = longest.into_iter().take(BLOCK_WORDS).map(cut).collect();
        longest.sort();
        if !longest.is_empty() {
            found.insert(digest(&["l", &longest.join(" ")]));
        }
        if let (Some((family, _)), Some(year)) = (&self.contributor, self.year) {
            found.insert(digest(&["c", &cut(family), &year.to_string()]));
        }
        if let (Some(volume), Some((first, _))) = (&self.volume, self.pages) {
            found.insert(digest(&["h", volume, &first.to_string()]));
        }
        found.into_iter().collect()
    }

    /// How likely the two are one publication in one language, from 0 to 1.
    pub fn score(&self, other: &Features) -> f32 {
        if !self.numbers.is_empty() && !other.numbers.is_empty() {
            return if self.numbers.is_disjoint(&other.numbers) {
                CONTRADICTED
            } else {
                1.0
            };
        }
        if self.contradicts(other) {
            return CONTRADICTED;
        }
        let title = self.title(other);
        let likenesses = [
            Some(title),
            both(&self.year, &other.year).map(|(a, b)| match a.abs_diff(*b) {
                0 => 1.0,
                1 => 0.5,
                _ => 0.0,
            }),
            both(&self.contributor, &other.contributor).map(|(a, b)| names(a, b)),
            self.place(other),
        ];
        let (mut sum, mut weight) = (0.0, 0.0);
        for (likeness, by) in likenesses.iter().zip(WEIGHTS) {
            if let Some(likeness) = likeness {
                sum += likeness * by;
                weight += by;
            }
        }
        let score: f32 = sum / weight;
        // Alike in title, but nothing else that both have speaks for it.
        let backed = likenesses.iter().skip(1).flatten().filter(|l| **l >= 0.9);
        let most = match backed.count() {
            0 => TITLE_ALONE,
            1 if title < 0.98 => 0.89,
            _ => 1.0,
        };
        // However well the rest fits, two titles that share next to nothing are two articles.
        let most = if title < 0.5 { most.min(0.55) } else { most };
        score.min(most)
    }

    fn contradicts(&self, other: &Features) -> bool {
        let differ =
            |a: &Option<String>, b: &Option<String>| both(a, b).is_some_and(|(a, b)| a != b);
        let far = both(&self.year, &other.year).is_some_and(|(a, b)| a.abs_diff(*b) > 3);
        let pages =
            both(&self.pages, &other.pages).is_some_and(|((a, _), (b, _))| a.abs_diff(*b) > 2);
        let same_journal = both(&self.journal, &other.journal).is_some_and(|(a, b)| a == b);
        both(&self.lang, &other.lang).is_some_and(|(a, b)| a != b)
            || far
            || differ(&self.volume, &other.volume)
            || differ(&self.issue, &other.issue) && same_journal
            || pages && self.volume.is_some() && self.volume == other.volume
    }

    /// The likeness of the titles: of the whole ones, or of the main ones where one lacks its subtitle.
    fn title(&self, other: &Features) -> f32 {
        let whole = alike(&self.full, &other.full);
        let (a, b) = (&self.main, &other.main);
        let lacks = self.full.len() == a.len() || other.full.len() == b.len();
        // A main title of one or two words is too little to stand for the whole.
        let main = match lacks && a.len().min(b.len()) > 2 {
            true => alike(a, b) * 0.98,
            false => 0.0,
        };
        whole.max(main)
    }

    /// The likeness of the places in their hosts: volume, issue and first page.
    fn place(&self, other: &Features) -> Option<f32> {
        let volume = both(&self.volume, &other.volume)?;
        let pages = both(&self.pages, &other.pages)?;
        let near = match pages.0.0.abs_diff(pages.1.0) {
            0 => 1.0,
            1 | 2 => 0.6,
            _ => 0.0,
        };
        Some(if volume.0 == volume.1 { near } else { 0.0 })
    }
}

/// A title and what stands after its first colon, slash or dash with spaces around it.
fn split_title(title: &str) -> (&str, &str) {
    let breaks = [" : ", ": ", " / ", " - ", " – ", " — ", "? ", ". "];
    let at = breaks.iter().filter_map(|b| title.find(b)).min();
    at.and_then(|at| title.split_at_checked(at))
        .unwrap_or((title, ""))
}

/// The telling words of a text, folded; a text of nothing but small words keeps them.
fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    let all = || {
        folded
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
    };
    let telling: Vec<String> = all()
        .filter(|word| !STOP.contains(word))
        .map(str::to_owned)
        .collect();
    if telling.is_empty() {
        return all().map(str::to_owned).collect();
    }
    telling
}

/// `Lopez Perez, J. A.` and `J. A. López Pérez`: the family name's last word and the first initial.
fn family(name: &str) -> Option<(String, Option<char>)> {
    let folded = fold(name);
    let (family, given) = match folded.split_once(',') {
        Some((family, given)) => (family.trim(), given.trim()),
        None => {
            let (given, family) = folded
                .trim()
                .rsplit_once(' ')
                .unwrap_or(("", folded.trim()));
            (family, given)
        }
    };
    let family: String = family.chars().filter(|c| c.is_alphanumeric()).collect();
    let initial = given.chars().find(|c| c.is_alphanumeric());
    (!family.is_empty()).then_some((family, initial))
}

fn names(a: &(String, Option<char>), b: &(String, Option<char>)) -> f32 {
    let family = strsim::normalized_damerau_levenshtein(&a.0, &b.0) as f32;
    let close = if a.0.starts_with(&b.0)
        || b.0.starts_with(&a.0)
        || a.0.ends_with(&b.0)
        || b.0.ends_with(&a.0)
    {
        family.max(0.9)
    } else {
        family
    };
    match (a.1, b.1) {
        (Some(a), Some(b)) if a != b => close * 0.6,
        _ => close,
    }
}

/// How much of two runs of words is the same: each word of the shorter finds its likest in the longer.
fn alike(a: &[String], b: &[String]) -> f32 {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.is_empty() {
        return 0.0;
    }
    let mut free: Vec<&String> = long.iter().collect();
    let mut sum = 0.0;
    for word in short {
        let best = free
            .iter()
            .enumerate()
            .map(|(at, other)| (at, word_likeness(word, other)))
            .max_by(|(_, x), (_, y)| x.total_cmp(y));
        if let Some((at, likeness)) = best.filter(|(_, likeness)| *likeness >= 0.7) {
            sum += likeness;
            free.swap_remove(at);
        }
    }
    2.0 * sum / (short.len() + long.len()) as f32
}

/// 1 for the same word, a little less for its abbreviation (`int`, `intl`, `dept`), else by letters.
fn word_likeness(a: &str, b: &str) -> f32 {
    if a == b {
        return 1.0;
    }
    // A number that differs is another number.
    if a.chars().any(|c| c.is_ascii_digit()) || b.chars().any(|c| c.is_ascii_digit()) {
        return 0.0;
    }
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let mut letters = long.chars();
    let in_order = short.chars().all(|c| letters.any(|l| l == c));
    let same_start = short.chars().next() == long.chars().next();
    if short.chars().count() >= 3
        && in_order
        && same_start
        && long.starts_with(short.get(..2).unwrap_or("\0"))
    {
        return 0.9;
    }
    strsim::normalized_damerau_levenshtein(a, b) as f32
}

fn both<'a, T>(a: &'a Option<T>, b: &'a Option<T>) -> Option<(&'a T, &'a T)> {
    a.as_ref().zip(b.as_ref())
}

fn digest(parts: &[&str]) -> u64 {
    let hash = blake3::hash(parts.join("\0").as_bytes());
    let mut first = [0; 8];
    for (to, from) in first.iter_mut().zip(hash.as_bytes()) {
        *to = *from;
    }
    u64::from_be_bytes(first)
}
