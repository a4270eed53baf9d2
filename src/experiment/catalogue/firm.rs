//! Metrics of the money of the firm.

use super::{CURRENCY, Catalogue};
use crate::engine::sum::Sum;
use crate::journey::ledger::LEDGER;
use crate::journey::model::Model;

impl Catalogue {
    pub(crate) fn add_firm(&mut self, model: &Model) {
        let certain = LEDGER.iter().all(|(line, _)| line.is_certain(model));
        self.add(
            "metrics.npv",
            CURRENCY,
            "net present value: all money of the firm, fixed costs included, discounted to day 0: sum of amount * (1+d)^(-t/365)",
            |s| Some(s.o.npv.value()),
        )
        .fixed(certain);
        for (line, name) in LEDGER.into_iter().filter(|(line, _)| line.is_used(model)) {
            self.add(
                format!("ledger.{name}"),
                CURRENCY,
                format!("undiscounted money of the observed period, ledger line \"{name}\"; costs are negative"),
                move |s| Some(s.o.ledger[line as usize].value()),
            )
            .fixed(line.is_certain(model));
        }
        self.add("ledger.total", CURRENCY, "sum of all ledger lines", |s| {
            let mut total = Sum::default();
            s.o.ledger.iter().for_each(|&line| total += line);
            Some(total.value())
        })
        .fixed(certain);
    }
}
