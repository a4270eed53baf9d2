//! How the firm sorts its customers by value.

use super::kinds::{Kind, MONEY, Quantity, SPAN, integer, number};
use super::typed::block;

/// Nobody sorts customers more often than once a day.
const REVIEW: Quantity = Quantity { low: 1.0, ..SPAN };

block! {
    /// The firm sorts its customers by what they bought and brought, at regular reviews. Sorting changes nobody: an intervention with `on =
    /// "review"` does. Purchases count from day 0 on.
    pub struct ValueClasses<'a> = "value_classes";

    /// Time between reviews; the first comes that long after day 0.
    review as "value review interval": f64 = REVIEW.kind(), default("\"1 y\"", "assumption"), fixed("the firm decides it, so the file should say it");
    /// Longest time since the last purchase of classes 5, 4, 3, 2; beyond is class 1.
    recency as "recency limits": &'a [f64] = Kind::Vector(SPAN.positive(), Some(4)), default("[\"1 mo\", \"3 mo\", \"6 mo\", \"12 mo\"]", "CRM deck, slide 47: an airline");
    /// Fewest purchases in 24 months of classes 2, 3, 4, 5; below is class 1.
    frequency as "frequency limits": &'a [f64] = Kind::Vector(integer(1.0, 1e6), Some(4)), default("[2, 6, 11, 24]", "CRM deck, slide 47: an airline; it leaves exactly 24 open, here class 5");
    /// Largest mean spend per purchase in 24 months of classes 1, 2, 3, 4 [money]; beyond is class 5.
    money as "spend limits": &'a [f64] = Kind::Vector(MONEY, Some(4)), default("[500.0, 1000.0, 3000.0, 5000.0]", "CRM deck, slide 47: an airline, in yuan; it leaves exactly 500 open, here class 1");
    /// Shares of the value of 12 months, best customers first, at which A ends and B ends; the rest is C.
    abc as "ABC limits": &'a [f64] = Kind::Vector(number(0.0, 1.0).positive(), Some(2)), default("[0.8, 0.95]", "assumption"), fixed("how the firm sorts its customers is its own definition");
}
