//! How the firm sorts its customers by value.

use super::kinds::{BlockSpec, KeySpec, Kind, MONEY, Quantity, SPAN, integer, number};

/// Nobody sorts customers more often than once a day.
const REVIEW: Quantity = Quantity { low: 1.0, ..SPAN };

pub(super) static VALUE_CLASSES: BlockSpec = BlockSpec {
    name: "value_classes",
    doc: "The firm sorts its customers by what they bought and brought, at regular reviews. Sorting changes nobody: an intervention \
          with `on = \"review\"` does. Purchases count from day 0 on.",
    keys: &[
        KeySpec::new("review", REVIEW.kind(), "Time between reviews; the first comes that long after day 0.")
            .default("\"1 y\"", "assumption"),
        KeySpec::new(
            "recency",
            Kind::Vector(SPAN.positive(), Some(4)),
            "Longest time since the last purchase of classes 5, 4, 3, 2; beyond is class 1.",
        )
        .default("[\"1 mo\", \"3 mo\", \"6 mo\", \"12 mo\"]", "CRM deck, slide 47: an airline"),
        KeySpec::new(
            "frequency",
            Kind::Vector(integer(1.0, 1e6), Some(4)),
            "Fewest purchases in 24 months of classes 2, 3, 4, 5; below is class 1.",
        )
        .default("[2, 6, 11, 24]", "CRM deck, slide 47: an airline; it leaves exactly 24 open, here class 5"),
        KeySpec::new(
            "money",
            Kind::Vector(MONEY, Some(4)),
            "Largest mean spend per purchase in 24 months of classes 1, 2, 3, 4 [money]; beyond is class 5.",
        )
        .default(
            "[500.0, 1000.0, 3000.0, 5000.0]",
            "CRM deck, slide 47: an airline, in yuan; it leaves exactly 500 open, here class 1",
        ),
        KeySpec::new(
            "abc",
            Kind::Vector(number(0.0, 1.0).positive(), Some(2)),
            "Shares of the value of 12 months, best customers first, at which A ends and B ends; the rest is C.",
        )
        .default("[0.8, 0.95]", "assumption"),
    ],
    rules: &[],
};
