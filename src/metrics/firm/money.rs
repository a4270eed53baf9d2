//! The money of the firm: `metrics.npv`, `ledger.*`.

use super::list::List;
use crate::engine::sum::Sum;
use crate::journey::ledger::LEDGER;
use crate::journey::model::Model;
use crate::metrics::CURRENCY;

declared! {
    /// What all is worth.
    list VALUE = List::of(|_| true);

    NPV = "metrics.npv", CURRENCY,
        "net present value: all money of the firm, fixed costs included, discounted to day 0: sum of amount * (1+d)^(-t/365)",
        Single(|s, _| Some(s.o.npv.value()))
        .fixed(|model, _| all_certain(model))
        .more_is_better()
        .called("Value of the firm (NPV)")
        .headline(5);
}

declared! {
    /// Lines of the ledger.
    list LINES = List::of_each(|_| true, used_lines);

    LEDGER_LINE = "ledger.{}", CURRENCY,
        "undiscounted money of the observed period, ledger line \"{}\"; costs are negative",
        Single(|s, line| Some(s.o.ledger[line].value()))
        .fixed(|model, line| LEDGER[line].0.is_certain(model));
}

declared! {
    /// Their sum.
    list TOTAL = List::of(|_| true);

    LEDGER_TOTAL = "ledger.total", CURRENCY, "sum of all ledger lines",
        Single(|s, _| {
            let mut total = Sum::default();
            s.o.ledger.iter().for_each(|&line| total += line);
            Some(total.value())
        })
        .fixed(|model, _| all_certain(model));
}

fn all_certain(model: &Model) -> bool {
    LEDGER.iter().all(|(line, _)| line.is_certain(model))
}

fn used_lines(model: &Model) -> Vec<(usize, String)> {
    let used = LEDGER.into_iter().filter(|(line, _)| line.is_used(model));
    used.map(|(line, name)| (line as usize, name.to_owned())).collect()
}
