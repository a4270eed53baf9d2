//! Laws as data become laws that can be drawn from; names become addresses of draws.

use crate::laws::{Law, MAX_LAW_ID};
use crate::random::{ADDRESS_BITS, Addresses};
use crate::scenario::law as data;
use crate::scenario::value::Amount;

/// Bits of the number of a law.
const LAW_BITS: u32 = MAX_LAW_ID.count_ones();

/// Gives laws and entries their addresses, so that none shares a draw with another.
#[derive(Debug, Default)]
pub(super) struct Laws {
    laws: Addresses,
    entries: Addresses,
    /// What the variates refused, with the number of the law.
    pub(super) refused: Vec<String>,
}

impl Laws {
    /// Compiles a law at the address of `what`; one that the variates refuse is noted.
    pub(super) fn compile(&mut self, law: &data::Law, what: &str) -> Law {
        match Law::compile(&law.spec(), self.laws.of(what, LAW_BITS)) {
            Ok(compiled) => compiled.affine(law.scale, law.add),
            Err(error) => {
                self.refused.push(format!("the law of `{what}` cannot be drawn from: {error}"));
                Law::constant(0.0)
            }
        }
    }

    /// Address of a named entry; `kind` tells a hole from a journey of the same name.
    pub(super) fn address(&mut self, kind: &str, name: &str) -> u32 {
        self.entries.of(&format!("{kind}.{name}"), ADDRESS_BITS)
    }

    /// Compiles a quantity; a fixed one is a constant law.
    pub(super) fn amount(&mut self, amount: &Amount, what: &str) -> Law {
        match amount {
            Amount::Fixed(value) => Law::constant(*value),
            other => self.compile(&other.to_law(), what),
        }
    }
}
