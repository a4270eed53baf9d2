//! Purchases: `metrics.purchases`, baskets, warnings.

use super::list::List;
use crate::metrics::{CURRENCY, ratio};
use crate::stats::Scale;

declared! {
    /// Purchases, baskets, and silences that a firm may take for a warning.
    list PURCHASES = List::of(|model| {
        model.has_customers() && (0..model.segments.len()).any(|segment| model.plain(segment).purchase.is_some())
    });

    PURCHASES_MADE = "metrics.purchases", "purchases", "purchases in the observed period",
        Single(|s, _| Some(s.o.purchases.sum.value()))
        .more_is_better();
    PURCHASES_PER_CUSTOMER = "metrics.purchases_per_customer", "purchases", "mean purchases per customer",
        Single(|s, _| s.o.purchases.mean())
        .scale(Scale::Rate { sure: 0 })
        .of(|s, _| s.o.purchases.count as f64)
        .more_is_better();
    SHARE_WITHOUT_PURCHASE = "metrics.share_without_purchase", "share", "share of customers who bought nothing",
        Single(|s, _| ratio(s.o.without_purchase as f64, s.o.purchases.count as f64))
        .of(|s, _| s.o.purchases.count as f64)
        .called("Customers without a purchase");
    BASKET_MEAN = "metrics.basket_mean", CURRENCY, "mean revenue per purchase",
        Single(|s, _| s.o.basket.mean())
        .called("Mean basket");
    BASKET_SD = "metrics.basket_sd", CURRENCY, "between purchases of revenue",
        Spread(|s, _| s.o.basket.moments())
        .called("Basket, standard deviation");
    FALSE_ALARM_RATE = "metrics.false_alarm_rate", "share",
        "share of gaps between purchases long enough for a warning (m_w mean gaps of that customer) that ended with a purchase all the same",
        Ratio(|s, _| [s.o.false_alarms as f64, s.o.gaps as f64]);
    WARNINGS = "metrics.warnings", "warnings",
        "silences long enough for a warning that ended in the observed period, with a purchase or an exit",
        Single(|s, _| Some(s.o.warnings as f64));
}
