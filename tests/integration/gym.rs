//! A gym, as a strategist asked of it: points beside a paid tier, and a start that changes the journey of whoever joins.

use journeysim::experiment::results::{Results, World};

use crate::support::{Set, compared_file};

/// Few members for a year: what is held to is exact, or far beyond chance.
const SMALL: &[Set<'static>] = &[("run.horizon", "1 y"), ("run.replications", "2"), ("population.customers", "600")];

fn world<'a>(results: &'a Results, name: &str) -> &'a World {
    results.worlds.iter().find(|world| world.name == name).unwrap_or_else(|| panic!("a world {name}"))
}

fn mean(world: &World, path: &str) -> f64 {
    world.metric(path).and_then(|metric| metric.mean).unwrap_or_else(|| panic!("a mean of {path}"))
}

#[test]
fn the_gym_can_be_said_without_work_arounds() {
    let results = compared_file("tests/data/gym.toml", SMALL);
    let [base, points, premium, start] =
        ["baseline", "points for visits", "premium tier", "personal start"].map(|name| world(&results, name));
    // Each program runs in its own world, and in no other.
    assert!(mean(points, "program.visit points.members") > 100.0 && points.metric("program.premium.members").is_none());
    assert!(
        mean(premium, "program.premium.members") > 10.0 && premium.metric("program.visit points.members").is_none()
    );
    assert!(base.metric("program.premium.members").is_none());
    // Of whoever joins .9 instead of .3 get a training plan, seven days later if they are still there.
    let plans = |world: &World| mean(world, "touchpoints.welcome/first training plan.visits");
    assert!((plans(start) / plans(base) - 3.0).abs() < 0.3, "{} {}", plans(start), plans(base));
    // What is paid once is not paid at each join.
    let paid = 8000.0 + 8.0 * mean(start, "bucket.inflow.walk-in and web");
    assert!((mean(start, "ledger.interventions") + paid).abs() < 1e-6);
}
