//! The sets' names and their numbers: rows hold numbers.

use std::collections::HashMap;

use record::SetSpec;

/// The names of all sets there ever were; a number is a place in the list.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    list: Vec<SetSpec>,
    numbers: HashMap<SetSpec, u32>,
}

impl Names {
    /// The number of a set, given out when it is new; the second is true then.
    pub fn number(&mut self, set: &SetSpec) -> (u32, bool) {
        if let Some(number) = self.numbers.get(set) {
            return (*number, false);
        }
        let number = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        self.list.push(set.clone());
        self.numbers.insert(set.clone(), number);
        (number, true)
    }

    /// The number of a set that is there.
    pub fn get(&self, set: &SetSpec) -> Option<u32> {
        self.numbers.get(set).copied()
    }

    /// A number's set.
    pub fn name(&self, number: u32) -> Option<&SetSpec> {
        self.list.get(number as usize)
    }

    /// All names, by number.
    pub fn list(&self) -> &[SetSpec] {
        &self.list
    }
}
