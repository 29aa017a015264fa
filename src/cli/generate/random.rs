//! Chance that is the same on every machine: integers only, nothing from the system.

/// A stream of pseudo-random numbers (SplitMix64, Steele, Lea and Flood 2014).
#[derive(Debug, Clone)]
pub struct Random(u64);

const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

impl Random {
    /// The stream of this number under a seed; streams do not depend on each other.
    pub fn new(seed: u64, stream: u64) -> Random {
        Random(mix(seed.wrapping_add(STEP)) ^ mix(stream.wrapping_mul(STEP).wrapping_add(1)))
    }

    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mix(self.0)
    }

    /// A number below `end`; 0 when there is none.
    pub fn below(&mut self, end: u32) -> u32 {
        scale(self.next() >> 32, end)
    }

    /// A number from `first` to `last`, both included.
    pub fn between(&mut self, first: u32, last: u32) -> u32 {
        first + self.below(last - first + 1)
    }

    /// True so many times in a thousand.
    pub fn chance(&mut self, in_a_thousand: u32) -> bool {
        self.below(1000) < in_a_thousand
    }

    /// One of these, each as likely as the others.
    pub fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.index(of.len())]
    }

    /// An index into something of this length.
    pub fn index(&mut self, length: usize) -> usize {
        self.below(u32::try_from(length).unwrap_or(u32::MAX)) as usize
    }

    /// One of these by its weight.
    pub fn weighted<T: Copy>(&mut self, of: &[(T, u32)]) -> T {
        let total = of.iter().map(|(_, weight)| weight).sum();
        let mut left = self.below(total);
        for (value, weight) in of {
            match left.checked_sub(*weight) {
                Some(rest) => left = rest,
                None => return *value,
            }
        }
        of[0].0
    }
}

/// The part of `end` that a 32-bit number is of 2^32.
fn scale(number: u64, end: u32) -> u32 {
    u32::try_from((number * u64::from(end)) >> 32).unwrap_or(0)
}

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Draws an index by weight in constant time (the alias method, Vose 1991, in integers).
#[derive(Debug, Clone)]
pub struct Draw {
    total: u32,
    cells: Vec<Cell>,
}

/// Below `limit` the cell stands for itself, else for `other`.
#[derive(Debug, Clone, Copy)]
struct Cell {
    limit: u32,
    other: u32,
}

impl Draw {
    /// A draw by these weights, of which at least one is not 0; their sum fits 32 bits.
    pub fn new(weights: &[u32]) -> Draw {
        let count = weights.len() as u64;
        let total: u32 = weights.iter().sum();
        let mut shares: Vec<u64> = weights.iter().map(|w| u64::from(*w) * count).collect();
        let full = u64::from(total);
        let mut cells = vec![
            Cell {
                limit: total,
                other: 0
            };
            weights.len()
        ];
        let (mut small, mut large): (Vec<usize>, Vec<usize>) =
            (0..weights.len()).partition(|i| shares[*i] < full);
        while let (Some(less), Some(more)) = (small.pop(), large.pop()) {
            cells[less] = Cell {
                limit: u32::try_from(shares[less]).unwrap_or(total),
                other: u32::try_from(more).unwrap_or(0),
            };
            shares[more] -= full - shares[less];
            if shares[more] < full {
                &mut small
            } else {
                &mut large
            }
            .push(more);
        }
        Draw { total, cells }
    }

    /// By rank as in Zipf's law: the weight of rank r (from 0) is 1 / (r + `flat`).
    pub fn zipf(count: usize, flat: u32) -> Draw {
        let weight = |rank| 100_000_000 / (u32::try_from(rank).unwrap_or(u32::MAX / 2) + flat) / 16;
        Draw::new(&(0..count).map(weight).collect::<Vec<u32>>())
    }

    /// An index.
    pub fn index(&self, random: &mut Random) -> usize {
        let number = random.next();
        let at = scale(
            number >> 32,
            u32::try_from(self.cells.len()).unwrap_or(u32::MAX),
        ) as usize;
        let cell = self.cells[at];
        if scale(number & 0xFFFF_FFFF, self.total) < cell.limit {
            at
        } else {
            cell.other as usize
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_splitmix64() {
        let mut random = Random(0);
        assert_eq!(random.next(), 0xE220_A839_7B1D_CDAF);
        assert_eq!(random.next(), 0x6E78_9E6A_A1B9_65F4);
    }

    #[test]
    fn draws_follow_their_weights() {
        let weights = [1, 0, 30, 9, 60];
        let draw = Draw::new(&weights);
        let mut random = Random::new(7, 7);
        let mut seen = [0u32; 5];
        for _ in 0..100_000 {
            seen[draw.index(&mut random)] += 1;
        }
        assert_eq!(seen[1], 0);
        for (weight, seen) in weights.iter().zip(seen) {
            assert!(seen.abs_diff(weight * 1000) < 600, "{weight} {seen}");
        }
    }
}
