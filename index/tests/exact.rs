//! Exact searches find what a plain reading of the records finds, and nothing else.
#![allow(clippy::unwrap_used, reason = "helpers of tests may panic")]

mod common;

use std::{collections::BTreeSet, path::Path, sync::Arc};

use ::record::{
    Contributor, ContributorKind, Datestamp, Fingerprint, Identifier, IdentifierKind, Mapping,
    Provenance, Record, RecordId, Seq, Status, WorkId, build, marc::Format,
};
use common::{With, assigned, lang, open};
use index::{
    Change, Index, Writer,
    exact::{
        By, Exact, ExactError, How, Key, List, Missing, Piece, Text, Token,
        values::{identifiers, values, whole},
    },
};
use taxonomy::{Lang, Taxonomy};

/// Records with the index over them.
struct Library {
    records: Vec<Record>,
    taxonomy: Arc<Taxonomy>,
    index: Index,
    _writer: Writer,
    _folder: tempfile::TempDir,
}

impl Library {
    fn new(records: Vec<Record>, taxonomy: Arc<Taxonomy>) -> Library {
        let folder = tempfile::tempdir().unwrap();
        let (index, mut writer, _) = open(folder.path());
        writer.set_taxonomy(Arc::clone(&taxonomy), "tax");
        // Several commits make several segments.
        for part in records.chunks(records.len().div_ceil(3).max(1)) {
            let changes: Vec<Change<'_>> = part
                .iter()
                .map(|r| Change {
                    seq: r.seq,
                    id: r.id,
                    record: Some(r),
                })
                .collect();
            writer.apply(&changes).unwrap();
            writer.commit(part.last().unwrap().seq).unwrap();
        }
        Library {
            records,
            taxonomy,
            index,
            _writer: writer,
            _folder: folder,
        }
    }

    /// The bundled articles and conventions.
    fn demo() -> Library {
        let taxonomy = Taxonomy::bundled();
        let mapping = Mapping::bundled();
        let mut records = Vec::new();
        for name in ["review.mrc", "conventions.mrc"] {
            let path = Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("../src/demo")
                .join(name);
            let bytes = std::fs::read(path).unwrap();
            for source in bytes.split_inclusive(|b| *b == 0x1d) {
                let context = build::Context {
                    taxonomy: &taxonomy,
                    mapping: &mapping,
                    system: "demo",
                    profile: None,
                };
                let marc = ::record::marc::parse(source, Format::Iso2709).unwrap().marc;
                let built = build::build_marc(&marc, None, &context).unwrap();
                let id = records.len() as u64 + 1;
                records.push(Record {
                    id: RecordId(id),
                    seq: Seq(id),
                    datestamp: Datestamp(1_700_000_000),
                    created: Datestamp(1_700_000_000),
                    status: Status::Live,
                    work: WorkId(id),
                    provenance: Provenance {
                        system: "demo".to_owned(),
                        import: None,
                        position: None,
                        profile: None,
                        origin: None,
                    },
                    fingerprint: Fingerprint(0),
                    kept: None,
                    edits: None,
                    description: built.description,
                });
            }
        }
        Library::new(records, taxonomy)
    }

    fn read(&self, id: RecordId) -> Result<Option<Arc<Record>>, String> {
        let found = self.records.iter().find(|r| r.id == id);
        Ok(found.cloned().map(Arc::new))
    }

    fn found(&self, query: &Exact, keys: &[Key]) -> Vec<u64> {
        let all = (0, usize::MAX);
        let found = self
            .index
            .exact(query, keys, all, &self.taxonomy, &|id| self.read(id));
        let found = found.unwrap();
        assert_eq!(found.total, found.records.len() as u64);
        found.records.into_iter().map(|id| id.0).collect()
    }

    fn ids(&self, query: &Exact) -> BTreeSet<u64> {
        self.found(query, &[]).into_iter().collect()
    }

    /// The same by reading every record.
    fn brute(&self, query: &Exact) -> BTreeSet<u64> {
        let records = self.records.iter().filter(|r| self.holds(r, query));
        records.map(|r| r.id.0).collect()
    }

    fn holds(&self, record: &Record, query: &Exact) -> bool {
        match query {
            Exact::All => true,
            Exact::Nothing => false,
            Exact::Text {
                text, how, tokens, ..
            } => self.has(record, *text, *how, tokens),
            Exact::Language(code) => {
                let lang = Lang::new(code).unwrap();
                record.description.languages.contains(&lang)
            }
            Exact::Type(id) => {
                let scheme = self.taxonomy.document_types();
                let own = &record.description.document_type.concept;
                let above = scheme.ancestors(own.as_str());
                own.as_str() == id || above.iter().any(|a| a.as_str() == id)
            }
            Exact::Identifier(value, begins) => {
                let value = plain(value);
                let own = identifiers(record);
                own.iter().map(|i| plain(i)).any(|own| match begins {
                    true => own.starts_with(&value),
                    false => own == value,
                })
            }
            Exact::Date(from, until) => {
                let date = record.description.date.as_ref();
                let key = date.and_then(|d| {
                    let day = i64::from(d.month.unwrap_or(0)) * 100 + i64::from(d.day.unwrap_or(0));
                    Some(i64::from(d.year?) * 10_000 + day)
                });
                key.is_some_and(|key| (*from..=*until).contains(&key))
            }
            Exact::Changed(from, until) => (*from..=*until).contains(&record.seq),
            Exact::Records(from, until) => (*from..=*until).contains(&record.id),
            Exact::Given(ids) => ids.contains(&record.id),
            Exact::And(a, b) => self.holds(record, a) && self.holds(record, b),
            Exact::Or(a, b) => self.holds(record, a) || self.holds(record, b),
            Exact::Not(a, b) => self.holds(record, a) && !self.holds(record, b),
        }
    }

    fn has(&self, record: &Record, text: Text, how: How, tokens: &[Token]) -> bool {
        let own = match how {
            How::Whole => whole(record, text, &self.taxonomy),
            _ => values(record, text, &self.taxonomy),
        };
        let own: Vec<Vec<String>> = own.iter().map(|v| words(v)).collect();
        let row = |tokens: &[Token]| {
            let row: Vec<String> = tokens.iter().flat_map(pattern).collect();
            let (first, last) = (tokens[0].first, tokens[tokens.len() - 1].last);
            let spelled: Vec<String> = tokens.iter().map(spell).collect();
            let spelled = spelled.join(" ");
            let number = text == Text::Anywhere
                && !first
                && !last
                && !spelled.contains(['*', '?'])
                && spelled.bytes().any(|b| b.is_ascii_digit())
                && identifiers(record)
                    .iter()
                    .any(|i| plain(i) == plain(&spelled));
            let stands = |value: &Vec<String>| {
                (0..value.len()).any(|at| {
                    let end = at + row.len();
                    !row.is_empty()
                        && end <= value.len()
                        && (!first || at == 0)
                        && (!last || end == value.len())
                        && (how != How::Whole || at == 0 && end == value.len())
                        && row.iter().zip(&value[at..end]).all(|(p, w)| glob(p, w))
                })
            };
            number || own.iter().any(stands)
        };
        match how {
            How::Adjacent | How::Whole => row(tokens),
            How::Any => tokens.chunks(1).any(row),
            How::All => tokens.chunks(1).all(row),
        }
    }
}

/// The words of a text, written anew: folded, without particles before an apostrophe and `'s` after a word.
fn words(text: &str) -> Vec<String> {
    let particles = [
        "l", "d", "j", "m", "n", "s", "t", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu",
        "presqu",
    ];
    let chars: Vec<char> = text.chars().collect();
    let mut found: Vec<String> = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let start = at;
        while at < chars.len() && chars[at].is_alphanumeric() {
            at += 1;
        }
        let word = taxonomy::fold(&chars[start..at].iter().collect::<String>());
        let mark = chars.get(at).is_some_and(|c| matches!(c, '\'' | '’'));
        let letter = |at: usize| chars.get(at).is_some_and(|c| c.is_alphanumeric());
        if mark && particles.contains(&word.as_str()) && letter(at + 1) {
            at += 1;
            continue;
        }
        if !word.is_empty() {
            found.push(word);
            if mark && matches!(chars.get(at + 1), Some('s' | 'S')) && !letter(at + 2) {
                at += 2;
            }
        }
        at += 1;
    }
    found
}

/// A token as patterns of words.
fn pattern(token: &Token) -> Vec<String> {
    let spelled = spell(token);
    if !spelled.contains(['*', '?']) {
        return words(&spelled);
    }
    let parts = spelled.split(|c: char| !c.is_alphanumeric() && !matches!(c, '*' | '?'));
    let parts = parts.filter(|p| !p.is_empty());
    parts.map(taxonomy::fold).collect()
}

fn spell(token: &Token) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Many => "*".to_owned(),
        Piece::One => "?".to_owned(),
    };
    token.pieces.iter().map(piece).collect()
}

fn glob(pattern: &str, word: &str) -> bool {
    let mut chars = pattern.chars();
    match chars.next() {
        None => word.is_empty(),
        Some('*') => (0..=word.len())
            .filter(|at| word.is_char_boundary(*at))
            .any(|at| glob(chars.as_str(), &word[at..])),
        Some(c) => {
            let mut own = word.chars();
            own.next()
                .is_some_and(|o| (c == '?' || c == o) && glob(chars.as_str(), own.as_str()))
        }
    }
}

/// An identifier in the one form in which they are compared.
fn plain(text: &str) -> String {
    let folded = taxonomy::fold(text);
    folded
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .collect()
}

/// A term as CQL has it: `wage* ^in`.
fn tokens(term: &str) -> Vec<Token> {
    term.split_whitespace()
        .map(|text| {
            let inner = text.trim_matches('^');
            let mut pieces: Vec<Piece> = Vec::new();
            for c in inner.chars() {
                match (c, pieces.last_mut()) {
                    ('*', _) => pieces.push(Piece::Many),
                    ('?', _) => pieces.push(Piece::One),
                    (c, Some(Piece::Text(held))) => held.push(c),
                    (c, _) => pieces.push(Piece::Text(c.to_string())),
                }
            }
            Token {
                pieces,
                first: text.starts_with('^'),
                last: text.ends_with('^') && text.len() > 1,
            }
        })
        .collect()
}

fn text(text: Text, how: How, term: &str) -> Exact {
    Exact::Text {
        text,
        how,
        tokens: tokens(term),
        stem: false,
    }
}

const TEXTS: [Text; 15] = [
    Text::Anywhere,
    Text::Title,
    Text::UniformTitle,
    Text::Name,
    Text::PersonalName,
    Text::CorporateName,
    Text::ConferenceName,
    Text::Subject,
    Text::Coverage,
    Text::Source,
    Text::Relation,
    Text::Description,
    Text::Publisher,
    Text::Format,
    Text::Rights,
];
const HOWS: [How; 4] = [How::Any, How::All, How::Adjacent, How::Whole];

/// Numbers without order, always the same.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }
}

/// A term made of a record's own words, so that something is found.
fn term(dice: &mut Dice, library: &Library, of: Text) -> String {
    let record = &library.records[dice.roll(library.records.len())];
    let own = values(record, of, &library.taxonomy);
    let Some(value) = own.get(dice.roll(own.len().max(1))) else {
        return "labour".to_owned();
    };
    let held = words(value);
    if held.is_empty() {
        return "work".to_owned();
    }
    let start = dice.roll(held.len());
    let length = (dice.roll(3) + 1).min(held.len() - start);
    let mut taken: Vec<String> = held[start..start + length].to_vec();
    if dice.roll(4) == 0 && start == 0 {
        taken[0].insert(0, '^');
    }
    let last = taken.len() - 1;
    match dice.roll(6) {
        0 if taken[last].chars().count() > 3 => {
            taken[last].pop();
            taken[last].push('*');
        }
        1 if taken[last].chars().count() > 3 => {
            taken[last].pop();
            taken[last].push('?');
        }
        2 if start + length == held.len() => taken[last].push('^'),
        3 => {
            return value
                .split_whitespace()
                .map(|w| w.replace(['*', '?', '^'], ""))
                .collect::<Vec<_>>()
                .join(" ");
        }
        _ => {}
    }
    taken.join(" ")
}

fn clause(dice: &mut Dice, library: &Library) -> Exact {
    let record = &library.records[dice.roll(library.records.len())];
    match dice.roll(12) {
        0 => Exact::Language(["en", "fr", "es"][dice.roll(3)].to_owned()),
        1 => {
            let kind = record.description.document_type.concept.as_str();
            Exact::Type(kind.to_owned())
        }
        2 => {
            let from = 1920 + dice.roll(90) as i64;
            Exact::Date(
                from * 10_000,
                (from + dice.roll(20) as i64) * 10_000 + 9_999,
            )
        }
        3 => {
            let own = identifiers(record);
            match own.get(dice.roll(own.len().max(1))) {
                Some(value) if dice.roll(2) == 0 => {
                    Exact::Identifier(value.chars().take(4).collect(), true)
                }
                Some(value) => Exact::Identifier(value.clone(), false),
                None => Exact::All,
            }
        }
        4 => Exact::Records(
            RecordId(dice.roll(300) as u64),
            RecordId(dice.roll(800) as u64),
        ),
        5 => Exact::Changed(Seq(dice.roll(300) as u64), Seq(dice.roll(800) as u64)),
        _ => {
            let of = TEXTS[dice.roll(TEXTS.len())];
            let how = HOWS[dice.roll(4)];
            text(of, how, &term(dice, library, of))
        }
    }
}

fn tree(dice: &mut Dice, library: &Library, depth: usize) -> Exact {
    if depth == 0 || dice.roll(3) == 0 {
        return clause(dice, library);
    }
    let left = Box::new(tree(dice, library, depth - 1));
    let right = Box::new(tree(dice, library, depth - 1));
    match dice.roll(3) {
        0 => Exact::And(left, right),
        1 => Exact::Or(left, right),
        _ => Exact::Not(left, right),
    }
}

#[test]
fn any_query_over_the_demo_finds_what_reading_every_record_finds() {
    let library = Library::demo();
    let mut dice = Dice(0x1ab0_2d0c);
    let mut hits = 0;
    for _ in 0..600 {
        let query = tree(&mut dice, &library, 3);
        let expected = library.brute(&query);
        assert_eq!(library.ids(&query), expected, "{query:?}");
        hits += usize::from(!expected.is_empty());
    }
    assert!(hits > 300, "most queries should find something: {hits}");
}

#[test]
fn every_text_and_way_of_comparing_is_told_from_the_records() {
    let library = Library::demo();
    let mut dice = Dice(77);
    for of in TEXTS {
        for how in HOWS {
            for _ in 0..8 {
                let query = text(of, how, &term(&mut dice, &library, of));
                assert_eq!(library.ids(&query), library.brute(&query), "{query:?}");
            }
        }
    }
}

fn contributor(kind: ContributorKind, name: &str) -> Contributor {
    Contributor {
        kind,
        name: name.to_owned(),
        roles: vec!["aut".to_owned()],
        main_entry: false,
        dates: None,
        affiliation: None,
        uris: Vec::new(),
        field: "700[1]".to_owned(),
    }
}

fn small() -> Library {
    let record = |id, title| common::record(id, "en", title);
    let named = |name: &str| contributor(ContributorKind::Person, name);
    Library::new(
        vec![
            record(1, "The cat in the hat")
                .year(1957)
                .with(|d| d.contributors = vec![named("Seuss, Theodor")]),
            record(2, "A cat").with(|d| {
                d.contributors = vec![
                    contributor(ContributorKind::Corporate, "Cat Office"),
                    named("Smith, Ann"),
                ];
                d.identifiers = vec![Identifier {
                    kind: IdentifierKind::Issn,
                    value: "0020-7780".to_owned(),
                    valid: true,
                }];
            }),
            record(3, "Concatenate: the hat").theme("wages").year(2001),
            common::record(4, "fr", "L'économie du chat")
                .year(1999)
                .with(|d| {
                    d.document_type = assigned("journal-article");
                    d.languages = vec![lang("fr"), lang("es")];
                }),
            record(5, "Cats in hats in the cat").year(2001),
        ],
        common::taxonomy(),
    )
}

#[test]
fn masks_anchors_and_whole_values_mean_what_they_say() {
    let library = small();
    use How::{Adjacent, All, Any, Whole};
    for (of, how, term, expected) in [
        (Text::Title, Adjacent, "cat", vec![1, 2, 5]),
        (Text::Title, Adjacent, "the hat", vec![1, 3]),
        (Text::Title, Adjacent, "hat the", vec![]),
        (Text::Title, All, "hat the", vec![1, 3]),
        (Text::Title, Any, "hat chat", vec![1, 3, 4]),
        (Text::Title, Adjacent, "cat*", vec![1, 2, 5]),
        (Text::Title, Adjacent, "*cat*", vec![1, 2, 3, 5]),
        (Text::Title, Adjacent, "?hat", vec![4]),
        (Text::Title, Adjacent, "c?t in the ?at", vec![1]),
        (Text::Title, Adjacent, "^cats", vec![5]),
        (Text::Title, Adjacent, "cat^", vec![2, 5]),
        (Text::Title, Adjacent, "^a cat^", vec![2]),
        (Text::Title, Any, "^the ^a", vec![1, 2]),
        (Text::Title, Whole, "a cat", vec![2]),
        (Text::Title, Whole, "cat", vec![]),
        (Text::Title, Whole, "a c*", vec![2]),
        (Text::Title, Adjacent, "economie", vec![4]),
        (Text::Title, Adjacent, "l'éco*", vec![4]),
        (Text::Name, Adjacent, "cat", vec![2]),
        (Text::PersonalName, Adjacent, "cat", vec![]),
        (Text::CorporateName, Adjacent, "cat", vec![2]),
        (Text::Name, Whole, "smith ann", vec![2]),
        // The theme's labels, the merged concept's, in any language.
        (Text::Subject, Adjacent, "salaires", vec![3]),
        (Text::Subject, Adjacent, "paie", vec![3]),
        (Text::Subject, Whole, "wages", vec![3]),
        (Text::Subject, Adjacent, "sala*", vec![3]),
        (Text::Anywhere, Adjacent, "0020-7780", vec![2]),
        (Text::Anywhere, All, "cat 0020-7780", vec![2]),
    ] {
        let query = text(of, how, term);
        let found: Vec<u64> = library.ids(&query).into_iter().collect();
        assert_eq!(found, expected, "{of:?} {how:?} {term}");
        let brute: Vec<u64> = library.brute(&query).into_iter().collect();
        assert!(
            term.contains('\'') || brute == expected,
            "{of:?} {how:?} {term}: {brute:?}"
        );
    }
    for (value, expected) in [
        ("fr", vec![4]),
        ("fre", vec![4]),
        ("French", vec![4]),
        ("español", vec![4]),
        ("nonsense", vec![]),
    ] {
        let query = Exact::Language(value.to_owned());
        let found: Vec<u64> = library.ids(&query).into_iter().collect();
        assert_eq!(found, expected, "{value}");
    }
    for (value, expected) in [("text", 5), ("livre", 4), ("book", 4), ("sculpture", 0)] {
        let query = Exact::Type(value.to_owned());
        assert_eq!(library.ids(&query).len(), expected, "{value}");
    }
}

#[test]
fn other_forms_of_a_word_are_found_when_asked_for() {
    let library = small();
    let query = |stem| Exact::Text {
        text: Text::Title,
        how: How::Adjacent,
        tokens: tokens("hats"),
        stem,
    };
    assert_eq!(library.ids(&query(false)), BTreeSet::from([5]));
    assert_eq!(library.ids(&query(true)), BTreeSet::from([1, 3, 5]));
}

#[test]
fn orders_go_either_way_and_records_without_a_value_have_their_place() {
    let library = small();
    let key = |by, descending, missing| Key {
        by,
        descending,
        missing,
    };
    use Missing::{High, Last, Low, Omit};
    for (keys, expected) in [
        (vec![key(By::Date, false, Last)], vec![1, 4, 3, 5, 2]),
        (vec![key(By::Date, true, Last)], vec![3, 5, 4, 1, 2]),
        (vec![key(By::Date, false, Low)], vec![2, 1, 4, 3, 5]),
        (vec![key(By::Date, true, Low)], vec![3, 5, 4, 1, 2]),
        (vec![key(By::Date, false, High)], vec![1, 4, 3, 5, 2]),
        (vec![key(By::Date, true, High)], vec![2, 3, 5, 4, 1]),
        (vec![key(By::Date, true, Omit)], vec![3, 5, 4, 1]),
        (vec![key(By::Title, false, Last)], vec![2, 5, 3, 4, 1]),
        (vec![key(By::Title, true, Last)], vec![1, 4, 3, 5, 2]),
        (vec![key(By::Author, false, Last)], vec![2, 1, 3, 4, 5]),
        (vec![key(By::Author, true, Low)], vec![1, 2, 3, 4, 5]),
        (vec![key(By::Author, true, Omit)], vec![1, 2]),
        (vec![key(By::Record, true, Last)], vec![5, 4, 3, 2, 1]),
        (vec![key(By::Changed, true, Last)], vec![5, 4, 3, 2, 1]),
        (
            vec![key(By::Date, true, Omit), key(By::Title, true, Last)],
            vec![3, 5, 4, 1],
        ),
    ] {
        assert_eq!(library.found(&Exact::All, &keys), expected, "{keys:?}");
    }
    let hat = text(Text::Title, How::Any, "cat hats");
    assert_eq!(library.found(&hat, &[])[0], 5, "the best match comes first");
}

#[test]
fn any_depth_is_reached_page_by_page() {
    let library = Library::demo();
    let keys = [Key {
        by: By::Date,
        descending: true,
        missing: Missing::Last,
    }];
    for keys in [&keys[..], &[]] {
        let whole = library.found(&Exact::All, keys);
        let mut paged = Vec::new();
        while paged.len() < whole.len() {
            let page = (paged.len() as u64, 97);
            let read = |id| library.read(id);
            let found = library
                .index
                .exact(&Exact::All, keys, page, &library.taxonomy, &read);
            paged.extend(found.unwrap().records.into_iter().map(|id| id.0));
        }
        assert_eq!(paged, whole);
    }
}

#[test]
fn a_list_is_walked_both_ways_and_its_counts_are_those_of_searches() {
    let library = Library::demo();
    let read = |id| library.read(id);
    let walk = |list: List, from: &str, before: usize, after: usize| {
        let ends = (before, after);
        library
            .index
            .list(list, from, ends, &library.taxonomy, &read)
            .unwrap()
    };
    for list in [
        List::Words(Text::Title),
        List::Words(Text::Subject),
        List::Words(Text::Name),
        List::Languages,
        List::Types,
        List::Years,
    ] {
        let forth = walk(list, "", 0, 60);
        assert!(forth.begins, "{list:?}");
        let values: Vec<&str> = forth.terms.iter().map(|t| t.value.as_str()).collect();
        assert!(values.is_sorted(), "{list:?}");
        let last = forth.terms.last().unwrap();
        let back = walk(list, &last.value, 100, 1);
        assert_eq!(back.before, forth.terms.len() - 1, "{list:?}");
        assert_eq!(back.terms, forth.terms, "{list:?}");
        assert!(back.begins, "{list:?}");
        for term in &forth.terms {
            let query = match list {
                List::Words(of) => text(of, How::Adjacent, &term.value),
                List::Languages => Exact::Language(term.value.clone()),
                List::Types => Exact::Type(term.value.clone()),
                _ => {
                    let year: i64 = term.value.parse().unwrap();
                    Exact::Date(year * 10_000, year * 10_000 + 9_999)
                }
            };
            assert_eq!(
                library.brute(&query).len() as u64,
                term.records,
                "{list:?} {term:?}"
            );
        }
    }
    let end = walk(List::Words(Text::Title), "zzzz", 2, 5);
    assert!(end.ends && end.before == 2 && end.terms.len() == 2);
}

#[test]
fn a_record_that_cannot_be_read_is_an_error() {
    let library = small();
    let read = |_| Err("the disk is gone".to_owned());
    let query = text(Text::PersonalName, How::Adjacent, "smith");
    let found = library
        .index
        .exact(&query, &[], (0, 1), &library.taxonomy, &read);
    assert!(matches!(found, Err(ExactError::Read(_))));
}
