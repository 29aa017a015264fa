//! The corpus: works decided, versions written, a few records broken, in constant memory.

use std::io::{self, Write};

use serde::Serialize;
use taxonomy::Taxonomy;

use super::{
    breakage::Breakage,
    describe::{self, Version},
    marc::Marc,
    random::Random,
    subjects::Subjects,
    title::Writer,
    work::{Planner, Work},
};

/// How many works are in hand at a time; the versions of a work stand so far apart in the file.
const SHELF: usize = 64;
/// Of a thousand records, those that are broken.
const BROKEN: u32 = 2;

/// What was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Records, the broken ones included.
    pub records: u64,
    /// Bytes.
    pub bytes: u64,
    /// Records that are broken.
    pub broken: u64,
    /// Works.
    pub works: u64,
}

/// Writes the corpus of a seed, with subjects from a taxonomy; `done` is told of each shelf of works.
///
/// # Errors
/// When the output cannot be written.
pub fn write(
    out: &mut impl Write,
    taxonomy: &Taxonomy,
    records: u64,
    seed: u64,
    mut done: impl FnMut(&Summary),
) -> io::Result<Summary> {
    let writer = Writer::new(Subjects::new(taxonomy));
    let mut planner = Planner::new(seed);
    let mut press = Press {
        seed,
        marc: Marc::default(),
        bytes: Vec::new(),
        sum: Summary::default(),
    };
    while press.sum.records < records {
        let shelf = shelf(&mut planner, &writer, records - press.sum.records);
        press.sum.works += shelf.len() as u64;
        for round in 0..3 {
            for work in shelf.iter().filter(|work| work.languages.len() > round) {
                press.print(work, round, &writer, &planner, out)?;
            }
        }
        done(&press.sum);
    }
    out.flush()?;
    Ok(press.sum)
}

/// The next works, with no more versions in all than there is room for.
fn shelf(planner: &mut Planner, writer: &Writer, mut room: u64) -> Vec<Work> {
    let mut works = Vec::with_capacity(SHELF);
    while works.len() < SHELF && room > 0 {
        let work = planner.work(writer, usize::try_from(room.min(3)).unwrap_or(3));
        room -= work.languages.len() as u64;
        works.push(work);
    }
    works
}

/// What writes records, with its buffers and its count.
struct Press {
    seed: u64,
    marc: Marc,
    bytes: Vec<u8>,
    sum: Summary,
}

impl Press {
    fn print(
        &mut self,
        work: &Work,
        version: usize,
        writer: &Writer,
        planner: &Planner,
        out: &mut impl Write,
    ) -> io::Result<()> {
        let random = Random::new(self.seed, (work.index << 3) + 1 + version as u64);
        let language = work.languages[version];
        let journals = &planner.journals;
        let mut version = Version {
            work,
            version,
            language,
            random,
            writer,
            journals,
        };
        describe::describe(&mut version, &mut self.marc);
        self.marc.finish(work.kind.leader(), &mut self.bytes);
        if version.random.chance(BROKEN) {
            let breakage = Breakage::draw(&mut version.random);
            breakage.apply(&mut version.random, &mut self.bytes);
            self.sum.broken += 1;
        }
        self.sum.records += 1;
        self.sum.bytes += self.bytes.len() as u64;
        out.write_all(&self.bytes)
    }
}

#[cfg(test)]
mod tests;
