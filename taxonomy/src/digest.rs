//! The version of a taxonomy: a stable hash of what it says.

use crate::{Concept, ConceptId, HeadingRule, LabelKind, Means, Scheme, SchemeId};

/// FNV-1a with 128 bits, whose result is the same on every machine and in every release.
struct Fnv(u128);

impl Fnv {
    const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;

    fn byte(&mut self, byte: u8) {
        self.0 = (self.0 ^ u128::from(byte)).wrapping_mul(Fnv::PRIME);
    }

    /// Takes a named text; the closing byte occurs in no UTF-8 text, so that no two sequences agree.
    fn text(&mut self, name: u8, text: &str) {
        self.byte(name);
        text.bytes().for_each(|byte| self.byte(byte));
        self.byte(0xFF);
    }

    fn ids(&mut self, name: u8, ids: &[ConceptId]) {
        ids.iter().for_each(|id| self.text(name, id.as_str()));
    }
}

/// The hash of all schemes, as 32 hexadecimal digits.
pub(crate) fn version<'a>(schemes: impl Iterator<Item = (&'a SchemeId, &'a Scheme)>) -> String {
    let mut fnv = Fnv(Fnv::OFFSET);
    for (id, scheme) in schemes {
        fnv.text(b'S', id.as_str());
        for (lang, title) in &scheme.title {
            fnv.text(b'l', lang.as_str());
            fnv.text(b't', title);
        }
        scheme.concepts().for_each(|c| concept(&mut fnv, c));
        for (source, rule) in scheme.headings().iter() {
            heading(&mut fnv, source, rule);
        }
    }
    format!("{:032x}", fnv.0)
}

fn concept(fnv: &mut Fnv, concept: &Concept) {
    fnv.text(b'C', concept.id.as_str());
    if let Some(notation) = &concept.notation {
        fnv.text(b'n', notation);
    }
    for (lang, kind, label) in concept.labels() {
        let kind = match kind {
            LabelKind::Pref => b'p',
            LabelKind::Alt => b'a',
            LabelKind::Hidden => b'h',
        };
        fnv.text(b'l', lang.as_str());
        fnv.text(kind, label);
    }
    for (lang, note) in &concept.scope {
        fnv.text(b'l', lang.as_str());
        fnv.text(b's', note);
    }
    fnv.ids(b'b', &concept.broader);
    fnv.ids(b'r', &concept.related);
    concept.exact.iter().for_each(|uri| fnv.text(b'e', uri));
    concept.close.iter().for_each(|uri| fnv.text(b'c', uri));
    if concept.deprecated {
        fnv.byte(b'd');
    }
    if let Some(heir) = &concept.replaced_by {
        fnv.text(b'i', heir.as_str());
    }
}

fn heading(fnv: &mut Fnv, source: &str, rule: &HeadingRule) {
    fnv.text(b'H', source);
    fnv.text(b'h', &rule.text);
    match &rule.means {
        Means::Concept { concept, relation } => {
            fnv.text(b'm', relation.as_str());
            fnv.text(b'c', concept.as_str());
        }
        Means::Keyword => fnv.byte(b'k'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_fnv_1a() {
        // The FNV authors' test vector for "foobar".
        let mut fnv = Fnv(Fnv::OFFSET);
        b"foobar".iter().for_each(|b| fnv.byte(*b));
        assert_eq!(fnv.0, 0x343e_1662_793c_64bf_6f0d_3597_ba44_6f18);
    }
}
