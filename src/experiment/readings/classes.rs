//! Value classes: what the firm's records of one replication say.
//!
//! Shares are those of the last review; migration counts all pairs of consecutive reviews. Records come in any order and are
//! sorted first, so sums have equal bytes however the work was spread.

use std::collections::BTreeMap;

use crate::experiment::results::{DIVISIONS, FIVE};
use crate::journey::classes::{
    ClassRecord, DIMENSIONS, Moves, ValueClasses, abc, correlation, future_values, mean, place, quadrants,
    remaining_years, top_share,
};
use crate::journey::model::Model;
use crate::journey::observations::Observations;
use crate::metrics::{CURRENCY, ratio};

/// Share of the customers whose share of the whole is told.
const TOP: f64 = 0.2;

/// What the records of one replication say: values in the order of [`layout`].
#[derive(Debug, Clone, Default)]
pub(crate) struct ClassValues(Vec<Option<f64>>);

/// A metric of value classes.
pub(crate) struct Column {
    pub(crate) id: String,
    pub(crate) unit: &'static str,
    pub(crate) definition: String,
}

/// All metrics, in a fixed order.
pub(crate) fn layout(classes: &ValueClasses) -> Vec<Column> {
    let mut out = Vec::new();
    let mut add = |id: String, unit: &'static str, definition: String| out.push(Column { id, unit, definition });
    let last = "at the last review";
    add("customers".to_owned(), "customers", format!("customers the firm sorted {last}"));
    add(
        "current_value".to_owned(),
        CURRENCY,
        format!("mean over customers {last} of their contribution in the 12 months before it; acquisition left out"),
    );
    add(
        "future_value".to_owned(),
        CURRENCY,
        format!(
            "mean over customers {last} of what the firm can expect of them: contribution per year, over the time known within 12 months \
             (a month at least), times the remaining years of their recency class"
        ),
    );
    for class in FIVE {
        add(
            format!("remaining_years.{class}"),
            "years",
            format!(
                "expected remaining life of a customer in recency class {class}, discounted: recency classes as a Markov chain that \
                 leaving ends (Pfeifer & Carraway 2000), its shares from the moves between all reviews of the replication; who leaves \
                 stays half of the time between two reviews; cut at 30 years"
            ),
        );
    }
    for (id, what) in [("top20_spend", "spend"), ("top20_value", "contribution")] {
        add(
            id.to_owned(),
            "share",
            format!("share of the {what} of 12 months that the 20 % of customers with the most of it bring, {last}"),
        );
    }
    add(
        "correlation".to_owned(),
        "correlation",
        format!("Pearson correlation over customers {last} of time as customer and contribution of 12 months"),
    );
    for division in &DIVISIONS {
        for group in division.groups {
            let path = format!("{}.{group}", division.id);
            let basis = match division.id {
                "abc" => format!("{}: A to {}, B to {}", division.basis, classes.abc[0], classes.abc[1]),
                _ => division.basis.to_owned(),
            };
            add(
                format!("{path}.count"),
                "customers",
                format!("customers {last} in group {group} by {}: {basis}", division.id),
            );
            add(
                format!("{path}.customers"),
                "share",
                format!("share of customers {last} in group {group} by {}: {basis}", division.id),
            );
            add(
                format!("{path}.value"),
                "share",
                format!(
                    "share of the contribution of 12 months that customers in group {group} by {} bring, {last}",
                    division.id
                ),
            );
        }
    }
    for division in DIVISIONS.iter().filter(|division| division.moves) {
        for from in std::iter::once(&"new").chain(division.groups) {
            for to in division.groups.iter().chain([&"gone"]).filter(|to| (*from, **to) != ("new", "gone")) {
                let words = match (*from, *to) {
                    ("new", to) => {
                        format!("customers who joined since the review before and are in {} class {to}", division.id)
                    }
                    (from, "gone") => {
                        format!("customers in {} class {from} who were gone at the next review", division.id)
                    }
                    (from, to) => {
                        format!("customers in {} class {from} who were in class {to} at the next review", division.id)
                    }
                };
                let words = format!("{words}; all pairs of consecutive reviews");
                add(format!("moves.{}.{from}.{to}", division.id), "customers", words);
            }
        }
    }
    out
}

/// The groups of one review, by division; `None` where a division cannot be told.
type Groups = [Option<Vec<usize>>; DIVISIONS.len()];

/// Divides the customers of a review. `years`: remaining years by recency class, where they are known.
fn groups(classes: &ValueClasses, customers: &[ClassRecord], years: Option<[f64; 5]>) -> Groups {
    let by = |dimension: usize| Some(customers.iter().map(|c| usize::from(c.classes[dimension]) - 1).collect());
    let of = |read: fn(&ClassRecord) -> f64| -> Vec<f64> { customers.iter().map(read).collect() };
    let contribution = of(|c| c.contribution);
    let future = years.map(|years| future_values(customers, years));
    [
        by(0),
        by(1),
        by(2),
        Some(abc(&contribution, classes.abc)),
        future.map(|future| {
            quadrants(&contribution, &future).into_iter().map(|(now, later)| place(now, later)).collect()
        }),
        Some(
            quadrants(&contribution, &of(|c| c.tenure)).into_iter().map(|(profit, long)| place(long, profit)).collect(),
        ),
        Some(
            quadrants(&of(|c| c.spend), &of(|c| f64::from(c.visits)))
                .into_iter()
                .map(|(spend, often)| place(often, spend))
                .collect(),
        ),
    ]
}

impl ClassValues {
    /// Reads the records of a replication.
    pub(crate) fn of(model: &Model, o: &Observations) -> Self {
        let Some(classes) = &model.classes else { return ClassValues::default() };
        let mut records = o.classes.clone();
        records.sort_unstable_by_key(|r| (r.review, r.customer));
        let mut found: BTreeMap<String, f64> = BTreeMap::new();
        let reviews: Vec<&[ClassRecord]> = (1..=classes.last_review(model.horizon))
            .filter(|&number| classes.day_of(number) >= model.warm_up)
            .map(|number| {
                let from = records.partition_point(|r| r.review < number);
                &records[from..records.partition_point(|r| r.review <= number)]
            })
            .collect();
        let years = migrate(classes, model.discount, &reviews, &mut found);
        if let Some(customers) = reviews.last() {
            last_review(classes, customers, years, &mut found);
        }
        ClassValues(layout(classes).iter().map(|column| found.get(&column.id).copied()).collect())
    }

    /// A metric by its place in the layout.
    pub(crate) fn column(&self, at: usize) -> Option<f64> {
        self.0.get(at).copied().flatten()
    }

    /// Numbers it keeps.
    pub(crate) fn numbers(&self) -> usize {
        self.0.len()
    }
}

/// Counts the moves between reviews; returns the remaining years by recency class, if there is a pair of reviews with anybody.
fn migrate(
    classes: &ValueClasses,
    discount: f64,
    reviews: &[&[ClassRecord]],
    found: &mut BTreeMap<String, f64>,
) -> Option<[f64; 5]> {
    let sorted: Vec<Groups> = reviews.iter().map(|customers| groups(classes, customers, None)).collect();
    let mut years = None;
    for (d, division) in DIVISIONS.iter().enumerate().filter(|(_, division)| division.moves) {
        let mut moves = Moves::new(division.groups.len());
        for at in 1..reviews.len() {
            if let (Some(before), Some(after)) = (&sorted[at - 1][d], &sorted[at][d]) {
                moves.count(reviews[at - 1], before, reviews[at], after);
            }
        }
        if division.id == DIMENSIONS[0] {
            years = remaining_years(&moves, classes.review.days(), discount);
        }
        for (from, to, count) in moves.all() {
            let from = from.map_or("new", |from| division.groups[from]);
            let to = to.map_or("gone", |to| division.groups[to]);
            // One review tells nothing of moves.
            if reviews.len() > 1 {
                found.insert(format!("moves.{}.{from}.{to}", division.id), count as f64);
            }
        }
    }
    for (class, years) in FIVE.iter().zip(years.into_iter().flatten()) {
        found.insert(format!("remaining_years.{class}"), years);
    }
    years
}

/// Shares, means and concentration of the last review.
fn last_review(
    classes: &ValueClasses,
    customers: &[ClassRecord],
    years: Option<[f64; 5]>,
    found: &mut BTreeMap<String, f64>,
) {
    let contribution: Vec<f64> = customers.iter().map(|c| c.contribution).collect();
    let spend: Vec<f64> = customers.iter().map(|c| c.spend).collect();
    let tenure: Vec<f64> = customers.iter().map(|c| c.tenure).collect();
    let mut put = |id: String, value: Option<f64>| {
        if let Some(value) = value {
            found.insert(id, value);
        }
    };
    put("customers".to_owned(), Some(customers.len() as f64));
    put("current_value".to_owned(), mean(&contribution));
    put("future_value".to_owned(), years.and_then(|years| mean(&future_values(customers, years))));
    put("top20_spend".to_owned(), top_share(&spend, TOP));
    put("top20_value".to_owned(), top_share(&contribution, TOP));
    put("correlation".to_owned(), correlation(&tenure, &contribution));
    let total: f64 = contribution.iter().sum();
    for (division, places) in DIVISIONS.iter().zip(groups(classes, customers, years)) {
        let Some(places) = places else { continue };
        let (mut people, mut value) = (vec![0u64; division.groups.len()], vec![0.0; division.groups.len()]);
        for (place, contribution) in places.iter().zip(&contribution) {
            people[*place] += 1;
            value[*place] += contribution;
        }
        for (g, group) in division.groups.iter().enumerate() {
            let path = format!("{}.{group}", division.id);
            put(format!("{path}.count"), Some(people[g] as f64));
            put(format!("{path}.customers"), ratio(people[g] as f64, customers.len() as f64));
            put(format!("{path}.value"), if total > 0.0 { Some(value[g] / total) } else { None });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::classes::airline;

    #[test]
    fn every_metric_has_a_name_of_its_own() {
        let layout = layout(&airline());
        let names: std::collections::BTreeSet<&str> = layout.iter().map(|column| column.id.as_str()).collect();
        assert_eq!(names.len(), layout.len());
    }

    #[test]
    fn quadrants_have_the_names_of_their_axes() {
        let customer = |contribution: f64, yearly: f64, spend: f64, visits: u32, tenure: f64| ClassRecord {
            review: 1,
            customer: 0,
            classes: [5, 5, 5],
            contribution,
            yearly,
            spend,
            visits,
            tenure,
        };
        // Rich now and later; poor now, rich later; rich now, poor later; neither.
        let four = [
            customer(10.0, 10.0, 10.0, 10, 10.0),
            customer(0.0, 10.0, 10.0, 1, 1.0),
            customer(10.0, 0.0, 1.0, 10, 1.0),
            customer(0.0, 0.0, 1.0, 1, 10.0),
        ];
        let found = groups(&airline(), &four, Some([1.0; 5]));
        let named = |d: usize| -> Vec<&str> {
            found[d].as_ref().expect("a division").iter().map(|&g| DIVISIONS[d].groups[g]).collect()
        };
        assert_eq!(named(4), ["vip", "improve", "maintain", "abandon"]);
        assert_eq!(named(5), ["true_friends", "strangers", "butterflies", "barnacles"]);
        assert_eq!(named(6), ["confidants", "butterflies", "barnacles", "passers_by"]);
    }
}
