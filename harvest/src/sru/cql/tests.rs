//! What is CQL, what it means as a tree, and what is wrong with what is not.

use proptest::prelude::*;

use super::{
    super::diagnostic::Number,
    At, Clause, Node, Term, parse,
    term::{self, Piece},
};

/// A tree in parentheses: `(and[m] left right)`, `index rel/m term`, `{p=uri} tree`.
fn shape(node: &Node) -> String {
    match node {
        Node::Prefixed(prefixes, inner) => {
            let names = prefixes.iter().map(|p| match &p.name {
                Some(name) => format!("{name}={}", p.uri),
                None => p.uri.clone(),
            });
            let names: Vec<String> = names.collect();
            format!("{{{}}} {}", names.join(" "), shape(inner))
        }
        Node::Clause(Clause { scope, term }) => match scope {
            None => format!("'{}'", term.raw),
            Some((index, relation)) => {
                let name = &relation.name.text;
                let modifiers = modifiers(&relation.modifiers);
                format!("{} {name}{modifiers} '{}'", index.text, term.raw)
            }
        },
        Node::Triple(triple) => format!(
            "({}{} {} {})",
            triple.boolean.name(),
            modifiers(&triple.modifiers),
            shape(&triple.left),
            shape(&triple.right)
        ),
    }
}

fn modifiers(modifiers: &[super::Modifier]) -> String {
    let one = |m: &super::Modifier| match &m.value {
        Some((sign, value)) => format!("/{}{sign}{value}", m.name.text),
        None => format!("/{}", m.name.text),
    };
    modifiers.iter().map(one).collect()
}

fn a_term(raw: &str) -> Term {
    Term {
        raw: raw.to_owned(),
        at: At::default(),
    }
}

#[test]
fn queries_are_read_by_the_grammar() {
    for (query, expected) in [
        // A term alone (CQL 1.2 "Search Clause").
        ("fish", "'fish'"),
        ("\"fish\"", "'fish'"),
        ("\"squirrels fish\"", "'squirrels fish'"),
        ("\"\"", "''"),
        ("  fish  ", "'fish'"),
        ("\"a \\\"b\\\" c\"", "'a \\\"b\\\" c'"),
        ("\"a\\\\\"", "'a\\\\'"),
        ("économie", "'économie'"),
        ("劳动", "'劳动'"),
        ("a.b-c,d:e;f", "'a.b-c,d:e;f'"),
        ("cat*", "'cat*'"),
        ("^cat", "'^cat'"),
        ("c?t\\*", "'c?t\\*'"),
        ("10.1111", "'10.1111'"),
        ("\"10.1111/ilr.12075\"", "'10.1111/ilr.12075'"),
        ("(fish)", "'fish'"),
        ("((fish))", "'fish'"),
        // Index, relation, term.
        ("title = fish", "title = 'fish'"),
        ("title=fish", "title = 'fish'"),
        ("dc.title=fish", "dc.title = 'fish'"),
        ("dc.title == fish", "dc.title == 'fish'"),
        ("dc.title==fish", "dc.title == 'fish'"),
        ("dc.date < 2000", "dc.date < '2000'"),
        ("dc.date > 2000", "dc.date > '2000'"),
        ("dc.date <= 2000", "dc.date <= '2000'"),
        ("dc.date >= 2000", "dc.date >= '2000'"),
        ("dc.date <> 2000", "dc.date <> '2000'"),
        ("dc.date<>2000", "dc.date <> '2000'"),
        ("dc.title any fish", "dc.title any 'fish'"),
        ("dc.title ANY fish", "dc.title ANY 'fish'"),
        ("dc.title cql.any fish", "dc.title cql.any 'fish'"),
        ("dc.title all \"fish frog\"", "dc.title all 'fish frog'"),
        ("dc.title adj \"fish frog\"", "dc.title adj 'fish frog'"),
        ("dc.date within \"2000 2010\"", "dc.date within '2000 2010'"),
        ("dc.title exact fish", "dc.title exact 'fish'"),
        ("dc.title scr fish", "dc.title scr 'fish'"),
        ("dc.title nonsense fish", "dc.title nonsense 'fish'"),
        ("\"dc.title\" = fish", "dc.title = 'fish'"),
        ("a.b.c = d", "a.b.c = 'd'"),
        // After a relation a word that binds is a term.
        ("dc.title = and", "dc.title = 'and'"),
        ("dc.title any or", "dc.title any 'or'"),
        ("dc.title = sortBy", "dc.title = 'sortBy'"),
        ("\"and\"", "'and'"),
        ("\"not\" or \"or\"", "(or 'not' 'or')"),
        // Modifiers.
        ("dc.title =/stem fish", "dc.title =/stem 'fish'"),
        ("dc.title = / stem fish", "dc.title =/stem 'fish'"),
        (
            "dc.title any/cql.stem/relevant fish",
            "dc.title any/cql.stem/relevant 'fish'",
        ),
        ("dc.title =/locale=fr fish", "dc.title =/locale=fr 'fish'"),
        ("dc.title =/a<=3/b fish", "dc.title =/a<=3/b 'fish'"),
        ("dc.title =/\"a b\" fish", "dc.title =/a b 'fish'"),
        ("dc.title any /x \"a b\"", "dc.title any/x 'a b'"),
        // Booleans bind alike, from the left (CQL 1.2 "Boolean Operators").
        ("a and b", "(and 'a' 'b')"),
        ("a AND b", "(and 'a' 'b')"),
        ("a Or b", "(or 'a' 'b')"),
        ("a not b", "(not 'a' 'b')"),
        ("a prox b", "(prox 'a' 'b')"),
        ("a or b and c", "(and (or 'a' 'b') 'c')"),
        ("a and b or c not d", "(not (or (and 'a' 'b') 'c') 'd')"),
        ("a and (b or c)", "(and 'a' (or 'b' 'c'))"),
        ("(a and b) or (c and d)", "(or (and 'a' 'b') (and 'c' 'd'))"),
        ("(a)and(b)", "(and 'a' 'b')"),
        (
            "a prox/unit=word/distance>3 b",
            "(prox/unit=word/distance>3 'a' 'b')",
        ),
        ("a or/rel.combine=sum b", "(or/rel.combine=sum 'a' 'b')"),
        (
            "dc.title any fish or dc.creator any sanderson",
            "(or dc.title any 'fish' dc.creator any 'sanderson')",
        ),
        ("\"a\"and\"b\"", "(and 'a' 'b')"),
        // Prefixes (CQL 1.2 "Prefix Assignment").
        (
            "> dc = \"info:x\" dc.title = a",
            "{dc=info:x} dc.title = 'a'",
        ),
        (">dc=\"info:x\" dc.title=a", "{dc=info:x} dc.title = 'a'"),
        ("> \"info:x\" title = a", "{info:x} title = 'a'"),
        ("> a = \"u\" > b = \"v\" a.x = 1", "{a=u b=v} a.x = '1'"),
        ("(> a = \"u\" a.x = 1) and b", "(and {a=u} a.x = '1' 'b')"),
        (
            "> a = \"u\" b and (> a = \"v\" c)",
            "{a=u} (and 'b' {a=v} 'c')",
        ),
        ("> a = \"u\" (> a = \"v\" c)", "{a=u} {a=v} 'c'"),
        ("> a = u b", "{a=u} 'b'"),
        // White space of all kinds.
        ("a\nand\tb", "(and 'a' 'b')"),
        ("a\u{3000}and\u{a0}b", "(and 'a' 'b')"),
    ] {
        let cql = parse(query).unwrap_or_else(|e| panic!("{query}: {e:?}"));
        assert_eq!(shape(&cql.root), expected, "{query}");
        let printed = cql.to_string();
        assert_eq!(parse(&printed), Ok(cql), "{query}: {printed}");
    }
}

#[test]
fn orders_are_read() {
    for (query, expected) in [
        ("a sortBy dc.date", "dc.date"),
        ("a SORTBY dc.date", "dc.date"),
        (
            "a sortby dc.date/sort.descending dc.title",
            "dc.date/sort.descending dc.title",
        ),
        (
            "a and b sortBy title / ascending / missingValue=2000",
            "title/ascending/missingValue=2000",
        ),
        ("> s = \"u\" a sortBy x/s.descending", "x/s.descending"),
    ] {
        let cql = parse(query).unwrap();
        let keys: Vec<String> = cql.sort.iter().map(ToString::to_string).collect();
        assert_eq!(keys.join(" "), expected, "{query}");
        assert_eq!(parse(&cql.to_string()), Ok(cql), "{query}");
    }
}

#[test]
fn what_is_no_cql_has_a_number_and_a_place() {
    let deep = format!("{}a{}", "(".repeat(40), ")".repeat(40));
    let long = format!("\"{}\"", "a".repeat(5_000));
    let term = format!("\"{}\"", "a".repeat(1_001));
    let many = vec!["a"; 120].join(" and ");
    for (query, number, details) in [
        ("", Number::Syntax, "at character 0"),
        ("   ", Number::Syntax, "at character 3"),
        ("a b", Number::Syntax, "at character 3"),
        ("a b c d", Number::Syntax, "at character 6"),
        ("dc.title =", Number::Syntax, "at character 10"),
        ("= fish", Number::Syntax, "at character 0"),
        ("a and", Number::Syntax, "at character 5"),
        ("and a", Number::Syntax, "at character 0"),
        ("not a", Number::Syntax, "at character 0"),
        ("a and or b", Number::Syntax, "at character 6"),
        ("a = b = c", Number::Syntax, "at character 6"),
        ("a = b/c", Number::Syntax, "at character 5"),
        ("a =/ b", Number::Syntax, "at character 6"),
        ("a =/b= c", Number::Syntax, "at character 8"),
        ("a sortBy", Number::Syntax, "at character 8"),
        ("sortBy a", Number::Syntax, "at character 0"),
        ("a sortBy b and c = d", Number::Syntax, "at character 17"),
        ("> a = \"u\"", Number::Syntax, "at character 9"),
        (">", Number::Syntax, "at character 1"),
        ("a and > b = \"u\" c", Number::Syntax, "at character 6"),
        ("a \"b\" c", Number::Syntax, "at character 2"),
        ("été = = x", Number::Syntax, "at character 6"),
        ("\"a", Number::Quotes, "0"),
        ("été and \"a", Number::Quotes, "8"),
        ("\"a\\\"", Number::Quotes, "0"),
        ("(a", Number::Parentheses, "0"),
        ("b and (a", Number::Parentheses, "6"),
        ("a)", Number::Parentheses, "1"),
        ("()", Number::Parentheses, "1"),
        (deep.as_str(), Number::Parentheses, "32"),
        (long.as_str(), Number::QueryLength, "4000"),
        (term.as_str(), Number::TermLength, "1000"),
        (many.as_str(), Number::TooManyBooleans, "100"),
        ("> a = \"u\" > A = \"v\" a.x = 1", Number::PrefixTwice, "A"),
        ("> \"u\" > \"v\" x = 1", Number::PrefixTwice, ""),
    ] {
        let fault = parse(query).expect_err(query);
        assert_eq!(fault.number, number, "{query}: {fault:?}");
        assert!(fault.details.starts_with(details), "{query}: {fault:?}");
    }
}

#[test]
fn masks_anchors_and_escapes_are_parts_of_a_term() {
    for (raw, expected) in [
        ("cat", "cat"),
        ("cat dog", "cat|dog"),
        ("c*t", "c<*>t"),
        ("c**t", "c<*>t"),
        ("c??t", "c<?><?>t"),
        ("*", "<*>"),
        ("c\\*t", "c*t"),
        ("c\\?t\\^\\\\", "c?t^\\"),
        ("say \\\"no\\\"", "say|\"no\""),
        ("^cat", "^cat"),
        ("cat^", "cat$"),
        ("^cat dog^", "^cat|dog$"),
        ("^cat^", "^cat$"),
        ("\\^cat", "^cat!"),
    ] {
        let tokens = term::tokens(&a_term(raw), true).unwrap();
        let literal = |text: &str| text.starts_with('^');
        let one = |token: &term::Token| {
            let mut out = String::new();
            if token.first {
                out.push('^');
            }
            for piece in &token.pieces {
                match piece {
                    Piece::Text(text) => out.push_str(text),
                    Piece::Many => out.push_str("<*>"),
                    Piece::One => out.push_str("<?>"),
                }
            }
            if token.last {
                out.push('$');
            }
            if !token.first && literal(&out) {
                out.push('!');
            }
            out
        };
        let shown: Vec<String> = tokens.iter().map(one).collect();
        assert_eq!(shown.join("|"), expected, "{raw}");
    }
    for (raw, number) in [
        ("c\\at", Number::Escape),
        ("cat\\", Number::Escape),
        ("c^t", Number::AnchorPlace),
        ("^", Number::AnchorPlace),
        ("cat ^ dog", Number::AnchorPlace),
    ] {
        let fault = term::tokens(&a_term(raw), true).unwrap_err();
        assert_eq!(fault.number, number, "{raw}");
    }
    let plain = term::tokens(&a_term("c*t? ^d"), false).unwrap();
    assert_eq!(term::text_of(&plain).as_deref(), Some("c*t? ^d"));
}

/// Text that looks like CQL.
pub(in crate::sru) fn nearly() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just("and"),
        Just("or"),
        Just("not"),
        Just("prox"),
        Just("sortBy"),
        Just("any"),
        Just("dc.title"),
        Just("a"),
        Just("\"b c\""),
        Just("\"\\\"\""),
        Just("\"\\\\\""),
        Just("\\"),
        Just("("),
        Just(")"),
        Just("="),
        Just("=="),
        Just("<>"),
        Just(">"),
        Just("<"),
        Just("/"),
        Just("/stem"),
        Just("> p = \"u\""),
        Just("\""),
        Just("é*?^"),
        Just("\"\""),
        Just("sort.descending"),
    ];
    let space = prop_oneof![Just(" "), Just("")];
    prop::collection::vec((word, space), 0..14)
        .prop_map(|parts| parts.into_iter().flat_map(|(w, s)| [w, s]).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn what_is_printed_is_parsed_to_the_same_tree(query in nearly()) {
        if let Ok(cql) = parse(&query) {
            let printed = cql.to_string();
            let again = parse(&printed);
            prop_assert_eq!(again.as_ref(), Ok(&cql), "{} as {}", query, printed);
            prop_assert_eq!(again.unwrap().to_string(), printed);
        }
    }

    #[test]
    fn nothing_makes_the_parser_fail(query in any::<String>()) {
        if let Ok(cql) = parse(&query) {
            prop_assert_eq!(parse(&cql.to_string()), Ok(cql));
        }
    }
}
