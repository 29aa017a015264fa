//! The board's memory: a bitmap of records for each rule, element, source system, document type and import.

use std::collections::BTreeMap;

use record::{
    Datestamp, Record, RecordId, Seq, Severity,
    quality::{ELEMENTS, Finding, Rule, elements, rules},
};
use roaring::RoaringBitmap;

use super::words::{Digest, Words};

/// Which records are meant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of this source system.
    pub system: Option<String>,
    /// Of this document type.
    pub kind: Option<String>,
    /// Last brought by this import.
    pub import: Option<u64>,
}

impl Filter {
    /// Whether all are.
    pub fn is_empty(&self) -> bool {
        *self == Filter::default()
    }
}

/// The board in figures.
#[derive(Debug)]
pub struct Counts {
    /// The last change that is counted.
    pub seq: Seq,
    /// When that was.
    pub judged: Option<Datestamp>,
    /// How many records are counted.
    pub records: u64,
    /// How many have a warning or an error.
    pub faulty: u64,
    /// How many break each rule, by the rule's number.
    pub rules: Vec<u64>,
    /// Completeness by document type, the most records first.
    pub complete: Vec<Complete>,
    /// Source systems and how many records each has.
    pub systems: Vec<(String, u64)>,
    /// Document types and how many records each has.
    pub kinds: Vec<(String, u64)>,
    /// Imports and how many records each last brought, the newest first.
    pub imports: Vec<(u64, u64)>,
}

/// How many records of a document type have each element.
#[derive(Debug)]
pub struct Complete {
    /// The document type.
    pub kind: String,
    /// Its records.
    pub records: u64,
    /// How many have each of [`ELEMENTS`].
    pub elements: Vec<u64>,
}

/// What is kept of a live record.
pub(super) struct Judged {
    pub(super) rules: Vec<usize>,
    pub(super) elements: u32,
    pub(super) system: String,
    pub(super) kind: String,
    pub(super) import: Option<u64>,
    pub(super) keys: Vec<Digest>,
}

impl Judged {
    pub(super) fn of(record: &Record, findings: &[Finding]) -> Judged {
        let mut rules: Vec<usize> = findings.iter().map(|f| f.rule.number).collect();
        rules.sort_unstable();
        rules.dedup();
        Judged {
            rules,
            elements: elements(&record.description),
            system: record.provenance.system.clone(),
            kind: record.description.document_type.concept.as_str().to_owned(),
            import: record.provenance.import.map(|import| import.0),
            keys: super::cross::keys(record),
        }
    }
}

/// What the board knows.
#[derive(Default)]
pub(super) struct State {
    live: RoaringBitmap,
    rules: Vec<RoaringBitmap>,
    elements: Vec<RoaringBitmap>,
    systems: BTreeMap<String, RoaringBitmap>,
    kinds: BTreeMap<String, RoaringBitmap>,
    imports: BTreeMap<u64, RoaringBitmap>,
    pub(super) words: Words,
    pub(super) seq: Seq,
    pub(super) judged: Option<Datestamp>,
}

/// The store refuses ids above 32 bits.
fn short(id: RecordId) -> u32 {
    u32::try_from(id.0).unwrap_or(u32::MAX)
}

impl State {
    /// Puts what is known of a record in place of what was; `None` when it is not shown.
    pub(super) fn put(&mut self, id: RecordId, judged: Option<Judged>) {
        self.rules.resize(rules().all.len(), RoaringBitmap::new());
        self.elements.resize(ELEMENTS.len(), RoaringBitmap::new());
        let bit = short(id);
        if self.live.contains(bit) {
            self.forget(bit);
        }
        let Some(judged) = judged else {
            return self.words.replace(id, &[]);
        };
        self.live.insert(bit);
        for rule in &judged.rules {
            if let Some(rule) = self.rules.get_mut(*rule) {
                rule.insert(bit);
            }
        }
        for (at, element) in self.elements.iter_mut().enumerate() {
            if judged.elements & (1 << at) != 0 {
                element.insert(bit);
            }
        }
        self.systems.entry(judged.system).or_default().insert(bit);
        self.kinds.entry(judged.kind).or_default().insert(bit);
        if let Some(import) = judged.import {
            self.imports.entry(import).or_default().insert(bit);
        }
        self.words.replace(id, &judged.keys);
    }

    fn forget(&mut self, bit: u32) {
        self.live.remove(bit);
        let named = self.systems.values_mut().chain(self.kinds.values_mut());
        let all = self.rules.iter_mut().chain(&mut self.elements).chain(named);
        for bits in all.chain(self.imports.values_mut()) {
            bits.remove(bit);
        }
        self.systems.retain(|_, bits| !bits.is_empty());
        self.kinds.retain(|_, bits| !bits.is_empty());
        self.imports.retain(|_, bits| !bits.is_empty());
    }

    /// Says which of the rules on several records a record breaks.
    pub(super) fn put_cross(&mut self, id: RecordId, broken: &[usize]) {
        let bit = short(id);
        if !self.live.contains(bit) {
            return;
        }
        for (number, bits) in self.rules.iter_mut().enumerate() {
            let rule = rules().all.get(number);
            if rule.is_some_and(super::is_cross) {
                match broken.contains(&number) {
                    true => bits.insert(bit),
                    false => bits.remove(bit),
                };
            }
        }
    }

    fn scope(&self, filter: &Filter) -> RoaringBitmap {
        let mut scope = self.live.clone();
        let empty = RoaringBitmap::new();
        if let Some(system) = &filter.system {
            scope &= self.systems.get(system).unwrap_or(&empty);
        }
        if let Some(kind) = &filter.kind {
            scope &= self.kinds.get(kind).unwrap_or(&empty);
        }
        if let Some(import) = &filter.import {
            scope &= self.imports.get(import).unwrap_or(&empty);
        }
        scope
    }

    /// The figures.
    pub(super) fn counts(&self, filter: &Filter) -> Counts {
        let scope = self.scope(filter);
        let mut faulty = RoaringBitmap::new();
        let grave = rules().all.iter().zip(&self.rules);
        for (_, bits) in grave.filter(|(rule, _)| rule.severity > Severity::Info) {
            faulty |= bits;
        }
        let count = |bits: &RoaringBitmap| bits.intersection_len(&scope);
        let mut complete: Vec<Complete> = Vec::new();
        for (kind, bits) in &self.kinds {
            let bits = bits & &scope;
            if !bits.is_empty() {
                let elements = self.elements.iter();
                complete.push(Complete {
                    kind: kind.clone(),
                    records: bits.len(),
                    elements: elements.map(|e| e.intersection_len(&bits)).collect(),
                });
            }
        }
        complete.sort_by(|a, b| b.records.cmp(&a.records).then(a.kind.cmp(&b.kind)));
        let mut by_rule: Vec<u64> = self.rules.iter().map(count).collect();
        by_rule.resize(rules().all.len(), 0);
        let named = |all: &BTreeMap<String, RoaringBitmap>| {
            all.iter()
                .map(|(name, bits)| (name.clone(), bits.len()))
                .collect()
        };
        Counts {
            seq: self.seq,
            judged: self.judged,
            records: scope.len(),
            faulty: count(&faulty),
            rules: by_rule,
            complete,
            systems: named(&self.systems),
            kinds: named(&self.kinds),
            imports: self
                .imports
                .iter()
                .rev()
                .map(|(import, bits)| (*import, bits.len()))
                .collect(),
        }
    }

    /// The records that break a rule, by id, from the one after `after` on; and how many there are in all.
    pub(super) fn records(
        &self,
        rule: &Rule,
        filter: &Filter,
        after: RecordId,
        limit: usize,
    ) -> (Vec<RecordId>, u64) {
        let scope = self.scope(filter);
        let Some(bits) = self.rules.get(rule.number).map(|bits| bits & &scope) else {
            return (Vec::new(), 0);
        };
        let from = short(after).saturating_add(1);
        let later = bits.range(from..).take(limit);
        let ids = later.map(|bit| RecordId(u64::from(bit))).collect();
        (ids, bits.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(rules_broken: &[&str], system: &str, kind: &str, import: u64) -> Judged {
        let number = |id: &&str| rules().get(id).unwrap().number;
        Judged {
            rules: rules_broken.iter().map(number).collect(),
            elements: 0b101,
            system: system.to_owned(),
            kind: kind.to_owned(),
            import: Some(import),
            keys: Vec::new(),
        }
    }

    #[test]
    fn figures_follow_records_and_filters() {
        let mut state = State::default();
        state.put(
            RecordId(1),
            Some(judged(&["field-undefined"], "a", "book", 1)),
        );
        state.put(
            RecordId(2),
            Some(judged(&["openaire-access"], "b", "book", 2)),
        );
        state.put(RecordId(3), Some(judged(&[], "b", "report", 2)));
        let rule = rules().get("field-undefined").unwrap();
        let all = state.counts(&Filter::default());
        assert_eq!((all.records, all.faulty, all.rules[rule.number]), (3, 1, 1));
        assert_eq!(all.complete[0].kind, "book");
        assert_eq!(all.complete[0].elements[..3], [2, 0, 2]);
        let of = |system: &str| Filter {
            system: Some(system.into()),
            ..Filter::default()
        };
        assert_eq!(state.counts(&of("b")).records, 2);
        assert_eq!(state.counts(&of("b")).faulty, 0);
        assert_eq!(state.counts(&of("c")).records, 0);
        assert_eq!(
            state.records(rule, &of("a"), RecordId(0), 9).0,
            [RecordId(1)]
        );
        assert!(state.records(rule, &of("a"), RecordId(1), 9).0.is_empty());
        let import = Filter {
            import: Some(2),
            kind: Some("report".into()),
            ..Filter::default()
        };
        assert_eq!(state.counts(&import).records, 1);
        // A record that is put again or taken away leaves nothing of itself.
        state.put(RecordId(1), Some(judged(&[], "a", "report", 3)));
        assert_eq!(state.records(rule, &Filter::default(), RecordId(0), 9).1, 0);
        state.put(RecordId(1), None);
        let left = state.counts(&Filter::default());
        assert_eq!(
            (left.records, left.systems.len(), left.imports.len()),
            (2, 1, 1)
        );
        let twin = rules().get("duplicate-doi").unwrap();
        state.put_cross(RecordId(2), &[twin.number]);
        state.put_cross(RecordId(1), &[twin.number]);
        assert_eq!(
            state.records(twin, &Filter::default(), RecordId(0), 9).0,
            [RecordId(2)]
        );
        state.put_cross(RecordId(2), &[]);
        assert_eq!(state.records(twin, &Filter::default(), RecordId(0), 9).1, 0);
    }
}
