//! Whether the points of a sweep can be judged against each other by their money.

use super::parameter::Levels;
use super::plan::Plan;
use super::trial::spread;
use super::work::compile_values;
use crate::experiment::verdict::pricing::{unanswered, unjudged_among};
use crate::journey::model::Model;
use crate::scenario::Scenario;

/// Points from which one parameter at a time is moved, values it is moved to, and rows of a table held against each other.
const AROUND: usize = 5;
const VALUES: usize = 4;
const ROWS: usize = 300;

/// The worlds of a sweep that are not judged by their money at some of its points, as they differ from the baseline or from others in a price to which
/// nobody answers.
#[must_use]
pub fn open_worlds(scenario: &Scenario, plan: &Plan) -> Vec<usize> {
    let mut open: Vec<usize> = Vec::new();
    for point in spread(&plan.points, AROUND) {
        let model = |world: usize| {
            let compiled = compile_values(plan, scenario, &point.values, world).ok()?;
            Some((plan.world_name(world), compiled.model))
        };
        let models: Vec<(&str, Model)> = (0..=plan.worlds.len()).filter_map(model).collect();
        let worlds: Vec<(&str, &Model)> = models.iter().map(|(name, model)| (*name, model)).collect();
        let groups = unjudged_among(&worlds);
        let is_open = |world: &usize| groups.iter().any(|group| group.leaves_out(plan.world_name(*world)));
        open.extend((1..=plan.worlds.len()).filter(is_open));
    }
    open.sort_unstable();
    open.dedup();
    open
}

/// Why the points of a sweep cannot be judged against each other by their money, if they cannot: some that differ in one parameter alone, or rows
/// of a table, are worlds that `compare` would not judge. A table may say for each price who answers it; a design that varies both on their
/// own does not. The points are those of one world, the baseline first.
#[must_use]
pub fn open_price(scenario: &Scenario, plan: &Plan, of: usize) -> Option<String> {
    let world = |values: &[String]| compile_values(plan, scenario, values, of).ok().map(|compiled| compiled.model);
    let is_free = |p: usize| matches!(plan.parameters[p].levels, Levels::Free);
    let found = spread(&plan.points, AROUND).into_iter().find_map(|point| {
        let here = world(&point.values)?;
        (0..plan.parameters.len()).filter(|&p| !is_free(p)).find_map(|p| {
            let mut others: Vec<&String> = plan.points.iter().map(|other| &other.values[p]).collect();
            others.sort_unstable();
            others.dedup();
            spread(&others, VALUES).into_iter().find_map(|value| {
                let mut moved = point.values.clone();
                moved[p].clone_from(value);
                unanswered(&here, &world(&moved)?).into_iter().next()
            })
        })
    });
    let rows = || {
        let base = &plan.points.first()?.values;
        let mut rows: Vec<Vec<String>> = plan.points.iter().map(|point| point.values.clone()).collect();
        rows.iter_mut().for_each(|row| {
            (0..base.len()).filter(|&p| !is_free(p)).for_each(|p| row[p].clone_from(&base[p]));
        });
        rows.sort_unstable();
        rows.dedup();
        let worlds: Vec<Model> = spread(&rows, ROWS).into_iter().filter_map(|row| world(row)).collect();
        let pairs = (1..worlds.len()).flat_map(|b| (0..b).map(move |a| (a, b)));
        pairs.into_iter().find_map(|(a, b)| unanswered(&worlds[a], &worlds[b]).into_iter().next())
    };
    let (path, price) = found.or_else(rows)?;
    let keys: Vec<String> = price.missing().iter().map(|key| format!("`{key}`")).collect();
    // A point is a file of its own, so that customers of day 0 have joined at its price.
    let joined = match world(&plan.points.first()?.values).is_some_and(|model| model.answers_prices()) {
        true => ", and an intervention may raise it, which `contract.elasticity` answers",
        false => "",
    };
    Some(format!(
        "points differ in `{path}`, which moves nobody by itself: they are shown and not judged against each other; a table of points may give {} \
         for each price{joined}",
        keys.join(" or ")
    ))
}
