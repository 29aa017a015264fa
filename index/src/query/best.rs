//! The best of several ways to match, in one pass: what a word becomes.
//!
//! A document's score is that of its best part and a tenth of each other's (a *disjunction max* with
//! a tie-breaker). The engine has such a query too; it asks every part through three virtual calls a
//! document. A reader's word has some thirty parts (fields, stems, concepts, translations) and may be
//! met in most of a collection, so here postings are poured by the block into a window of documents.
//!
//! Where another clause decides which documents matter ([`DocSet::seek`] over a gap), nothing is
//! poured: only the parts that hold the one document are scored.

use tantivy::{
    DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError, Term,
    query::{EnableScoring, Explanation, Query, Scorer, Weight},
};

use super::part::{Part, PartScorer, PartWeight};

/// How much parts other than the best one count.
const TIE: f32 = 0.1;
/// Documents in a window.
const WINDOW: u32 = 4096;
/// A seek over fewer documents than this pours a window; over more, it looks at one document.
const NEAR: u32 = 8;

/// Documents that any part matches, scored by the best of them.
#[derive(Debug, Clone)]
pub(crate) struct Best(pub(crate) Vec<Part>);

struct BestWeight(Vec<PartWeight>);

impl Query for Best {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let parts = self.0.iter().map(|part| PartWeight::new(part, scoring));
        Ok(Box::new(BestWeight(parts.collect::<Result<_, _>>()?)))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.0.iter().for_each(|part| part.query_terms(visitor));
    }
}

impl Weight for BestWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut parts = Vec::with_capacity(self.0.len());
        for part in &self.0 {
            parts.extend(part.scorer(reader, boost)?);
        }
        Ok(Box::new(BestScorer::new(parts)))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            let text = format!("document {doc} does not match");
            return Err(TantivyError::InvalidArgument(text));
        }
        Ok(Explanation::new("Best", scorer.score()))
    }
}

/// The documents of a window that match, and what they score.
pub(crate) struct Window {
    /// The first document.
    pub(crate) start: DocId,
    bits: [u64; WINDOW as usize / 64],
    /// The best part's score and the sum of all, by place.
    scores: [(Score, Score); WINDOW as usize],
}

impl Window {
    /// The first document after it.
    pub(crate) fn end(&self) -> DocId {
        self.start + WINDOW
    }

    /// A part matches a document of the window.
    #[inline]
    pub(crate) fn add(&mut self, doc: DocId, score: Score) {
        let at = (doc - self.start) as usize;
        self.bits[at / 64] |= 1 << (at % 64);
        let (best, sum) = &mut self.scores[at];
        *best = best.max(score);
        *sum += score;
    }

    /// The first match at or after `doc`.
    #[inline]
    fn next(&self, doc: DocId) -> Option<DocId> {
        let at = (doc - self.start) as usize;
        let mut word = at / 64;
        let mut bits = *self.bits.get(word)? & (!0 << (at % 64));
        while bits == 0 {
            word += 1;
            bits = *self.bits.get(word)?;
        }
        let place = u32::try_from(word * 64).ok()? + bits.trailing_zeros();
        Some(self.start + place)
    }

    #[inline]
    fn score(&self, doc: DocId) -> Score {
        let (best, sum) = self.scores[(doc - self.start) as usize];
        tie(best, sum)
    }
}

fn tie(best: Score, sum: Score) -> Score {
    best + (sum - best) * TIE
}

struct BestScorer {
    /// In a window: at their first documents after it. Else: at `doc` or beyond.
    parts: Vec<PartScorer>,
    window: Box<Window>,
    /// Whether `window` holds `doc`.
    poured: bool,
    doc: DocId,
    held: u32,
}

impl BestScorer {
    fn new(parts: Vec<PartScorer>) -> BestScorer {
        let held = parts
            .iter()
            .map(PartScorer::held)
            .fold(0, u32::saturating_add);
        let mut scorer = BestScorer {
            parts,
            window: Box::new(Window {
                start: 0,
                bits: [0; WINDOW as usize / 64],
                scores: [(0.0, 0.0); WINDOW as usize],
            }),
            poured: false,
            doc: 0,
            held,
        };
        scorer.doc = scorer.first();
        scorer
    }

    /// The first document that any part stands at.
    fn first(&self) -> DocId {
        let docs = self.parts.iter().map(PartScorer::doc);
        docs.min().unwrap_or(TERMINATED)
    }

    /// Pours the window that begins where the parts stand, and stands at its first match.
    fn pour(&mut self) -> DocId {
        self.parts.retain(|part| part.doc() != TERMINATED);
        self.doc = self.first();
        self.poured = self.doc != TERMINATED;
        if self.poured {
            self.window.start = self.doc;
            self.window.bits.fill(0);
            self.window.scores.fill((0.0, 0.0));
            for part in &mut self.parts {
                part.pour(&mut self.window);
            }
        }
        self.doc
    }
}

impl DocSet for BestScorer {
    #[inline]
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        if !self.poured {
            // The window begins with the document that was looked at alone.
            self.pour();
        }
        match self.window.next(self.doc + 1) {
            Some(doc) => self.doc = doc,
            None => _ = self.pour(),
        }
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        if self.poured && target < self.window.end() {
            if let Some(doc) = self.window.next(target) {
                self.doc = doc;
                return doc;
            }
            return self.pour();
        }
        let near = target - self.doc < NEAR;
        for part in &mut self.parts {
            part.seek(target);
        }
        if near {
            return self.pour();
        }
        self.poured = false;
        self.doc = self.first();
        self.doc
    }

    fn fill_buffer(&mut self, buffer: &mut [DocId; tantivy::COLLECT_BLOCK_BUFFER_LEN]) -> usize {
        for (at, place) in buffer.iter_mut().enumerate() {
            if self.doc == TERMINATED {
                return at;
            }
            *place = self.doc;
            self.advance();
        }
        buffer.len()
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.held
    }

    fn cost(&self) -> u64 {
        u64::from(self.held)
    }
}

impl Scorer for BestScorer {
    #[inline]
    fn score(&mut self) -> Score {
        if self.poured {
            return self.window.score(self.doc);
        }
        let (mut best, mut sum) = (0.0, 0.0);
        for part in self.parts.iter_mut().filter(|p| p.doc() == self.doc) {
            let score = part.score();
            best = Score::max(best, score);
            sum += score;
        }
        tie(best, sum)
    }
}
