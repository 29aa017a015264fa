//! Sets.

use record::sets;
use taxonomy::Taxonomy;

use crate::support::built;

#[test]
fn sets_hold_every_broader_concept() {
    let built = built(
        "leader 00000naa a2200000 a 4500
         041 0_ $a eng $a fre
         650 _7 $a social security $2 ilot
         773 0_ $t International labour review $g 1(2), 3-4",
    );
    let found = sets(&built.description, &Taxonomy::bundled());
    let names: Vec<&str> = found.iter().map(record::SetSpec::as_str).collect();
    for expected in [
        "journal:international-labour-review",
        "lang:en",
        "lang:fr",
        "theme:social-security",
        "theme:social-protection",
        "type:article",
        "type:journal-article",
        "type:text",
    ] {
        assert!(names.contains(&expected), "{expected} in {names:?}");
    }
    assert!(names.is_sorted());
    let form = |c: char| c.is_ascii_alphanumeric() || "_.!~*'()-:".contains(c);
    assert!(names.iter().all(|n| n.chars().all(form)), "{names:?}");
}
