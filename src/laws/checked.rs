//! A law that can be drawn from, by everybody: what is left to do is to give it an address.

use super::compile::{checked, placed};
use super::error::LawError;
use super::law::Law;
use super::spec::{LawSpec, Param};

impl LawSpec {
    /// Makes sure that it can be drawn from, by everybody.
    ///
    /// # Errors
    ///
    /// See [`LawError`]: parameters out of range or order (or nested laws that can be), bad lists.
    pub fn check(self) -> Result<CheckedLaw, LawError> {
        let law = checked(&self)?;
        Ok(CheckedLaw { spec: self, law })
    }
}

/// A law that can be drawn from, by everybody: what is left to do is to give it an address.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckedLaw {
    spec: LawSpec,
    /// Without tables and without an address: for its moments and its ends.
    law: Law,
}

impl CheckedLaw {
    /// The law of one value.
    #[must_use]
    pub fn constant(value: f64) -> Self {
        Self { spec: LawSpec::constant(value), law: Law::constant(value) }
    }

    /// As it was written.
    #[must_use]
    pub fn spec(&self) -> &LawSpec {
        &self.spec
    }

    /// The mean, over customers where parameters are laws; it may be infinite. As written, to the last bit, where it is written.
    #[must_use]
    pub fn mean(&self) -> f64 {
        let spec = &self.spec;
        let is_drawn = spec.params.iter().any(|param| matches!(param, Param::Law(_)));
        let written = spec.number("mean").filter(|_| !is_drawn);
        written.map_or(self.law.mean(), |mean| mean * spec.scale + spec.add)
    }

    /// The variance over customers and draws; infinite if it does not exist.
    #[must_use]
    pub fn variance(&self) -> f64 {
        self.law.variance()
    }

    /// The ends of a law of a bounded family, as written where they are written.
    #[must_use]
    pub fn ends(&self) -> Option<[f64; 2]> {
        let spec = &self.spec;
        let written = [spec.number("low"), spec.number("high")].map(|end| Some(end? * spec.scale + spec.add));
        spec.family.bounded.then(|| match written {
            [Some(low), Some(high)] => [low, high],
            _ => [self.law.lower(), self.law.upper()],
        })
    }

    /// Makes the law that is drawn from. `law_id` tells its nested laws from those of other laws; give each law its own.
    ///
    /// # Panics
    ///
    /// If the number is above [`MAX_LAW_ID`](super::MAX_LAW_ID).
    #[must_use]
    pub fn place(&self, law_id: u32) -> Law {
        placed(&self.law, law_id)
    }
}
