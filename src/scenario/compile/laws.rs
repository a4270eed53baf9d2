//! Laws as data become laws that can be drawn from; names become addresses of draws.

use std::collections::BTreeMap;

use crate::laws::{CheckedLaw, Law, MAX_LAW_ID};
use crate::random::{ADDRESS_BITS, Addresses};
use crate::scenario::grammar::value::Amount;

/// Bits of the number of a law.
const LAW_BITS: u32 = MAX_LAW_ID.count_ones();

/// Gives laws and entries their addresses, so that none shares a draw with another.
#[derive(Debug, Default)]
pub(in crate::scenario) struct Laws {
    laws: Addresses,
    entries: Addresses,
    /// Laws made so far, by what they are of: customers of many kinds have most of them in common.
    made: BTreeMap<String, Vec<(CheckedLaw, Law)>>,
}

impl Laws {
    /// Compiles a law at the address of `what`.
    pub(in crate::scenario) fn compile(&mut self, law: &CheckedLaw, what: &str) -> Law {
        let made = self.made.get(what).into_iter().flatten();
        if let Some((_, known)) = made.into_iter().find(|(known, _)| known == law) {
            return known.clone();
        }
        let placed = law.place(self.laws.of(what, LAW_BITS));
        self.made.entry(what.to_owned()).or_default().push((law.clone(), placed.clone()));
        placed
    }

    /// Address of a named entry; `kind` tells a hole from a journey of the same name.
    pub(in crate::scenario) fn address(&mut self, kind: &str, name: &str) -> u32 {
        self.entries.of(&format!("{kind}.{name}"), ADDRESS_BITS)
    }

    /// Compiles a quantity; a fixed one is a constant law.
    pub(in crate::scenario) fn amount(&mut self, amount: &Amount, what: &str) -> Law {
        match amount {
            Amount::Fixed(value) => Law::constant(*value),
            other => self.compile(&other.to_law(), what),
        }
    }
}

/// A list whose length the grammar fixes.
pub(in crate::scenario) fn listed<const N: usize>(list: &[f64]) -> [f64; N] {
    list.try_into().unwrap_or_else(|_| unreachable!("a checked list has its length"))
}
