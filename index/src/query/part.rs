//! One way to match: a word in a field, any of several terms, or another query.

use std::sync::Arc;

use tantivy::{
    DocId, DocSet, Score, SegmentReader, TERMINATED, Term,
    fieldnorm::FieldNormReader,
    postings::BlockSegmentPostings,
    query::{Bm25Weight, EnableScoring, Query, Scorer, Weight},
    schema::IndexRecordOption,
};

use super::best::Window;

/// A part of a [`super::best::Best`].
#[derive(Debug, Clone)]
pub(crate) enum Part {
    /// A word in a field, scored by BM25 times the weight.
    Word(Term, f32),
    /// Any of these terms of one field: all documents score the same.
    Any(Arc<[Term]>, f32),
    /// What another query finds, its score times the weight.
    Query(Arc<dyn Query>, f32),
}

impl Part {
    /// Any of these terms.
    pub(crate) fn any(terms: impl IntoIterator<Item = Term>, score: f32) -> Part {
        Part::Any(terms.into_iter().collect(), score)
    }

    /// Another query.
    pub(crate) fn query(query: impl Query, weight: f32) -> Part {
        Part::Query(Arc::new(query), weight)
    }

    /// The same, with this much of its weight.
    pub(crate) fn times(self, share: f32) -> Part {
        match self {
            Part::Word(term, weight) => Part::Word(term, weight * share),
            Part::Any(terms, score) => Part::Any(terms, score * share),
            Part::Query(query, weight) => Part::Query(query, weight * share),
        }
    }

    pub(super) fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        match self {
            Part::Word(term, _) => visitor(term, false),
            Part::Any(terms, _) => terms.iter().for_each(|term| visitor(term, false)),
            Part::Query(query, _) => query.query_terms(visitor),
        }
    }
}

/// A part, ready for a search.
pub(super) enum PartWeight {
    Word(Term, Option<Bm25Weight>),
    Any(Arc<[Term]>, Score),
    Query(Box<dyn Weight>, Score),
}

impl PartWeight {
    pub(super) fn new(part: &Part, scoring: EnableScoring<'_>) -> tantivy::Result<PartWeight> {
        Ok(match part {
            Part::Word(term, weight) => {
                let bm25 = match scoring {
                    EnableScoring::Enabled {
                        statistics_provider,
                        ..
                    } => {
                        let one = std::slice::from_ref(term);
                        let bm25 = Bm25Weight::for_terms(statistics_provider, one)?;
                        Some(bm25.boost_by(*weight))
                    }
                    EnableScoring::Disabled { .. } => None,
                };
                PartWeight::Word(term.clone(), bm25)
            }
            Part::Any(terms, score) => PartWeight::Any(Arc::clone(terms), *score),
            Part::Query(query, weight) => PartWeight::Query(query.weight(scoring)?, *weight),
        })
    }

    /// None where the segment holds no match.
    pub(super) fn scorer(
        &self,
        reader: &SegmentReader,
        boost: Score,
    ) -> tantivy::Result<Option<PartScorer>> {
        Ok(match self {
            PartWeight::Word(term, bm25) => {
                let inverted = reader.inverted_index(term.field())?;
                let option = match bm25 {
                    Some(_) => IndexRecordOption::WithFreqs,
                    None => IndexRecordOption::Basic,
                };
                let Some(blocks) = inverted.read_block_postings(term, option)? else {
                    return Ok(None);
                };
                let scoring = match bm25 {
                    Some(bm25) => Scoring::Bm25(
                        reader.get_fieldnorms_reader(term.field())?,
                        bm25.boost_by(boost),
                    ),
                    None => Scoring::Same(1.0),
                };
                Some(PartScorer::Postings(Box::new(Postings::new(
                    blocks, scoring,
                ))))
            }
            PartWeight::Any(terms, score) => any(reader, terms, score * boost)?,
            PartWeight::Query(weight, share) => {
                let scorer = weight.scorer(reader, boost * share)?;
                (scorer.doc() != TERMINATED).then_some(PartScorer::Query(scorer))
            }
        })
    }
}

/// The documents with any of these terms.
fn any(
    reader: &SegmentReader,
    terms: &[Term],
    score: Score,
) -> tantivy::Result<Option<PartScorer>> {
    let mut found = Vec::new();
    for term in terms {
        let inverted = reader.inverted_index(term.field())?;
        found.extend(inverted.read_block_postings(term, IndexRecordOption::Basic)?);
    }
    if found.len() < 2 {
        let one = found.pop();
        return Ok(one.map(|blocks| {
            PartScorer::Postings(Box::new(Postings::new(blocks, Scoring::Same(score))))
        }));
    }
    let mut docs = Bits::new(reader.max_doc());
    for mut blocks in found {
        while !blocks.docs().is_empty() {
            blocks.docs().iter().for_each(|doc| docs.add(*doc));
            blocks.advance();
        }
    }
    docs.seek(0);
    Ok(Some(PartScorer::Bits(docs, score)))
}

/// A part in one segment.
pub(super) enum PartScorer {
    Postings(Box<Postings>),
    Bits(Bits, Score),
    Query(Box<dyn Scorer>),
}

impl PartScorer {
    /// The document it stands at.
    #[inline]
    pub(super) fn doc(&self) -> DocId {
        match self {
            PartScorer::Postings(postings) => postings.doc(),
            PartScorer::Bits(bits, _) => bits.doc,
            PartScorer::Query(scorer) => scorer.doc(),
        }
    }

    /// Stands at the first document at or after `target`.
    #[inline]
    pub(super) fn seek(&mut self, target: DocId) {
        if self.doc() >= target {
            return;
        }
        match self {
            PartScorer::Postings(postings) => postings.seek(target),
            PartScorer::Bits(bits, _) => bits.seek(target),
            PartScorer::Query(scorer) => _ = scorer.seek(target),
        }
    }

    /// The score of the document it stands at.
    #[inline]
    pub(super) fn score(&mut self) -> Score {
        match self {
            PartScorer::Postings(postings) => postings.score(postings.at),
            PartScorer::Bits(_, score) => *score,
            PartScorer::Query(scorer) => scorer.score(),
        }
    }

    /// Gives the window all its documents up to the window's end, and stands behind it.
    pub(super) fn pour(&mut self, window: &mut Window) {
        let end = window.end();
        match self {
            PartScorer::Postings(postings) => postings.pour(window),
            PartScorer::Bits(bits, score) => {
                while bits.doc < end {
                    window.add(bits.doc, *score);
                    bits.seek(bits.doc + 1);
                }
            }
            PartScorer::Query(scorer) => {
                let mut doc = scorer.doc();
                while doc < end {
                    window.add(doc, scorer.score());
                    doc = scorer.advance();
                }
            }
        }
    }

    /// How many documents it may hold.
    pub(super) fn held(&self) -> u32 {
        match self {
            PartScorer::Postings(postings) => postings.blocks.doc_freq(),
            PartScorer::Bits(bits, _) => bits.held,
            PartScorer::Query(scorer) => scorer.size_hint(),
        }
    }
}

/// What a term's documents score.
enum Scoring {
    Same(Score),
    Bm25(FieldNormReader, Bm25Weight),
}

/// A term's documents, by the block.
pub(super) struct Postings {
    blocks: BlockSegmentPostings,
    /// The place in the block.
    at: usize,
    scoring: Scoring,
}

impl Postings {
    fn new(blocks: BlockSegmentPostings, scoring: Scoring) -> Postings {
        Postings {
            blocks,
            at: 0,
            scoring,
        }
    }

    /// A block's end is padded with [`TERMINATED`], and so is what follows the last one.
    #[inline]
    fn doc(&self) -> DocId {
        self.blocks.doc(self.at)
    }

    #[inline]
    fn seek(&mut self, target: DocId) {
        self.at = self.blocks.seek(target);
    }

    #[inline]
    fn score(&self, at: usize) -> Score {
        match &self.scoring {
            Scoring::Same(score) => *score,
            Scoring::Bm25(norms, bm25) => bm25.score(
                norms.fieldnorm_id(self.blocks.doc(at)),
                self.blocks.freq(at),
            ),
        }
    }

    fn pour(&mut self, window: &mut Window) {
        let end = window.end();
        loop {
            let docs = &self.blocks.docs()[self.at..];
            let inside = match docs.last() {
                None => return,
                Some(last) if *last < end => docs.len(),
                Some(_) => docs.partition_point(|doc| *doc < end),
            };
            match &self.scoring {
                Scoring::Same(score) => {
                    docs[..inside]
                        .iter()
                        .for_each(|doc| window.add(*doc, *score));
                }
                Scoring::Bm25(norms, bm25) => {
                    let freqs = &self.blocks.freqs()[self.at..];
                    for (doc, freq) in docs[..inside].iter().zip(freqs) {
                        window.add(*doc, bm25.score(norms.fieldnorm_id(*doc), *freq));
                    }
                }
            }
            if inside < docs.len() {
                self.at += inside;
                return;
            }
            self.blocks.advance();
            self.at = 0;
        }
    }
}

/// Documents as bits.
pub(super) struct Bits {
    words: Vec<u64>,
    held: u32,
    doc: DocId,
}

impl Bits {
    fn new(documents: u32) -> Bits {
        Bits {
            words: vec![0; documents as usize / 64 + 1],
            held: 0,
            doc: 0,
        }
    }

    fn add(&mut self, doc: DocId) {
        self.words[doc as usize / 64] |= 1 << (doc % 64);
        self.held += 1;
    }

    /// Stands at the first document at or after `target`.
    #[inline]
    fn seek(&mut self, target: DocId) {
        let mut word = target as usize / 64;
        let mut bits = self
            .words
            .get(word)
            .map_or(0, |w| w & (!0 << (target % 64)));
        while bits == 0 {
            word += 1;
            match self.words.get(word) {
                Some(w) => bits = *w,
                None => {
                    self.doc = TERMINATED;
                    return;
                }
            }
        }
        self.doc = u32::try_from(word).map_or(TERMINATED, |w| w * 64 + bits.trailing_zeros());
    }
}
