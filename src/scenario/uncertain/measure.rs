//! A measurement that would tell an input better.

use super::input::Told;
use super::place::error;
use super::read::{Reader, plain};
use super::value::InputLaw;
use crate::scenario::grammar::kinds::{UNLIMITED, number};
use crate::scenario::grammar::quantity::Unit;
use crate::scenario::grammar::{Measure, Quantity};
use crate::scenario::read::patch::Op;
use crate::scenario::read::path::PathError;
use crate::scenario::text::diagnostic::shown;
use crate::scenario::text::node::Node;

impl Reader<'_> {
    pub(super) fn told(
        &mut self,
        measure: &Measure<'_>,
        op: Op,
        quantity: Option<Quantity>,
        law: &InputLaw,
        path: &str,
    ) -> Result<Told, PathError> {
        let Some(quantity) = quantity.filter(|_| matches!(law, InputLaw::Between(_) | InputLaw::Law(_))) else {
            return Err(error(format!("a measurement of {} has no meaning: it takes no number", shown(path)), None));
        };
        let spread = if op == Op::Scale { number(0.0, UNLIMITED) } else { Quantity { low: 0.0, ..quantity } };
        let positive = |node: &Node| self.amount(node, Quantity { above_low: true, high: UNLIMITED, ..spread }, path);
        let error_ = measure.error.map(&positive).transpose()?;
        let sd = measure.sd.map(&positive).transpose()?;
        let observations = *measure.observations;
        let counted = op == Op::Scale || matches!(quantity.unit, Unit::Probability | Unit::Rate | Unit::Hazard);
        if observations.is_some() && sd.is_none() && !counted {
            return Err(error(
                "`observations` of this quantity need `sd`, the standard deviation of one".to_owned(),
                "write `measure = { observations = 200, sd = ... }`".to_owned(),
            ));
        }
        let what = match (op, quantity.unit) {
            (Op::Set, Unit::Probability) => "answers",
            _ if sd.is_none() => "events",
            _ => "observations",
        };
        let words = match (observations, *measure.error) {
            (Some(n), _) => format!("{n} {what}"),
            (None, Some(node)) => format!("standard error {}", plain(node)),
            (None, None) => String::new(),
        };
        Ok(Told { cost: *measure.cost, error: error_, observations, sd, words })
    }
}
