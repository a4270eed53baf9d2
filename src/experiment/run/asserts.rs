//! `[[assert]]`: rules on results, read by path.

use crate::experiment::catalogue::metric_path;
use crate::experiment::results::comparison::{PROGRAM_TWINS, Twins};
use crate::experiment::results::uncertainty::Uncertainty;
use crate::experiment::results::{AssertOutcome, Point, Results, World};
use crate::journey::model::Model;
use crate::metrics::firm::named_programs;
use crate::metrics::nearest;
use crate::scenario::Assert;

/// Reads a path of a world at its mean: `metrics.ltv`, `bucket.outflow.worn out`, `resources.tellers.utilisation`;
/// curves by day, `survival.@365`, and by term, `survivors.@3`. `None` when there is no such value.
#[must_use]
pub fn look_up(world: &World, path: &str) -> Option<f64> {
    if let Some(comparison) = &world.comparison {
        match path {
            "cost" => return comparison.business.cost.mean,
            "return" => return comparison.business.return_.as_ref()?.mean,
            "payback_days" => return comparison.business.payback_days.as_ref()?.median,
            _ => {}
        }
    }
    let (head, rest) = path.split_once('.')?;
    match head {
        "difference" => world.comparison.as_ref()?.difference.get(rest)?.mean,
        "twins" => {
            let twins = world.comparison.as_ref()?.twins.as_ref()?;
            twins.fates().find(|(fate, _)| *fate == rest)?.1.mean
        }
        "survival" => at_measured_day(world, &world.survival, rest),
        "survivors" => {
            let term: u64 = rest.strip_prefix('@')?.parse().ok()?;
            world.survivors.iter().find(|p| p.term == term).map(|p| p.mean)
        }
        "bucket" => {
            let bucket = world.bucket.as_ref()?;
            match rest.split_once('.') {
                Some(("level", day)) => at_day(&bucket.level, day),
                Some(("incidence", rest)) => {
                    // Holes nobody left by have no curve: their incidence is 0.
                    let (hole, day) = rest.rsplit_once('.')?;
                    bucket.outflow.get(hole)?;
                    bucket.incidence.get(hole).map_or(Some(0.0), |curve| at_measured_day(world, curve, day))
                }
                _ => world.metric(path)?.mean,
            }
        }
        _ => world.metric(path)?.mean,
    }
}

/// Whether a path, as [`look_up`] reads it, can have a value in a world beside this baseline.
///
/// # Errors
/// The most similar path that can, or one that shows how it is written.
pub fn can_have(model: &Model, baseline: &Model, path: &str) -> Result<(), String> {
    let (head, rest) = path.split_once('.').unwrap_or((path, ""));
    match head {
        "cost" | "return" | "payback_days" if rest.is_empty() => Ok(()),
        UNCERTAINTY if UNCERTAIN.contains(&rest) => Ok(()),
        UNCERTAINTY => {
            Err(format!("{UNCERTAINTY}.{}", nearest(UNCERTAIN.iter().copied(), rest).unwrap_or(UNCERTAIN[1])))
        }
        "survival" => at(rest, "survival.@365"),
        "survivors" => at(rest, "survivors.@3"),
        "twins" if Twins::FATES.contains(&rest) => Ok(()),
        "twins" => Err(format!("twins.{}", Twins::FATES[0])),
        "program" if is_of_twins(model, rest) => Ok(()),
        "difference" => difference(model, baseline, rest),
        "bucket" => match rest.split_once('.') {
            Some(("level", day)) => at(day, "bucket.level.@365"),
            Some(("incidence", rest)) => {
                let (hole, day) = rest.rsplit_once('.').unwrap_or((rest, ""));
                catalogued(model, &format!("bucket.outflow.{hole}"))
                    .and_then(|()| at(day, &format!("bucket.incidence.{hole}.@365")))
            }
            _ => catalogued(model, path),
        },
        _ => catalogued(model, path),
    }
}

/// Whether an id of `program` is one of those that comparing adds: to all programs, or to one by its name.
fn is_of_twins(model: &Model, id: &str) -> bool {
    let of_named = |(name, id): (&str, &str)| {
        named_programs(model).iter().any(|(_, known)| known == name) && PROGRAM_TWINS.contains(&id)
    };
    PROGRAM_TWINS.contains(&id) || id.split_once('.').is_some_and(of_named)
}

/// A point of a curve, `@365`.
fn at(text: &str, example: &str) -> Result<(), String> {
    let place = text.strip_prefix('@').and_then(|place| place.parse::<f64>().ok());
    place.map(|_| ()).ok_or_else(|| example.to_owned())
}

/// A difference is of what both worlds have; it leaves the word `metrics` out.
fn difference(model: &Model, baseline: &Model, rest: &str) -> Result<(), String> {
    let short = |near: &str| format!("difference.{}", near.strip_prefix("metrics.").unwrap_or(near));
    if rest.starts_with("metrics.") {
        return Err(short(rest));
    }
    let full = if catalogued(model, rest).is_ok() { rest.to_owned() } else { format!("metrics.{rest}") };
    [model, baseline].into_iter().try_for_each(|model| catalogued(model, &full)).map_err(|near| short(&near))
}

/// Whether a path in full is one of the metrics of a model.
fn catalogued(model: &Model, path: &str) -> Result<(), String> {
    match metric_path(model, path) {
        Ok(full) if full == path => Ok(()),
        Ok(near) | Err(near) => Err(near),
    }
}

/// The value at the reported day nearest to `@DAY`.
fn at_day(points: &[Point], day: &str) -> Option<f64> {
    let day: f64 = day.strip_prefix('@')?.parse().ok()?;
    points.iter().min_by(|a, b| (a.day - day).abs().total_cmp(&(b.day - day).abs())).map(|p| p.mean)
}

/// The value of a curve by tenure at the report day nearest to this one; `None` where it was not measured then.
fn at_measured_day(world: &World, points: &[Point], day: &str) -> Option<f64> {
    let day: f64 = day.strip_prefix('@')?.parse().ok()?;
    let reported = world.bucket.iter().flat_map(|bucket| &bucket.level).map(|p| p.day);
    let nearest = reported.min_by(|a, b| (a - day).abs().total_cmp(&(b - day).abs()))?;
    points.iter().find(|p| p.day == nearest).map(|p| p.mean)
}

/// Head of the paths of what is not known, and what they may go on with.
const UNCERTAINTY: &str = "uncertainty";
const UNCERTAIN: [&str; 7] = ["draws", "evpi", "changes", "explained", "p_best", "regret", "gain"];

/// What draws say of a choice, or of a world in it.
fn uncertain(found: &Uncertainty, world: &str, path: &str) -> Option<f64> {
    let design = || found.designs.iter().find(|design| design.name == world);
    match path {
        "draws" => Some(found.draws as f64),
        "evpi" => Some(found.evpi.value),
        "changes" => Some(found.changes as f64),
        "explained" => Some(found.explained),
        "p_best" => Some(design()?.p_best.value),
        "regret" => Some(design()?.regret.value),
        "gain" => Some(design()?.gain.as_ref()?.mean),
        _ => None,
    }
}

/// Judges the asserts on worlds that were run. A metric that has no value does not hold; what is not known is judged where there were draws.
#[must_use]
pub fn judge(asserts: &[Assert], results: &Results) -> Vec<AssertOutcome> {
    asserts
        .iter()
        .filter_map(|a| {
            let world = results.worlds.iter().find(|w| w.name == a.world)?;
            let value = match a.metric.strip_prefix(UNCERTAINTY).and_then(|rest| rest.strip_prefix('.')) {
                Some(path) => uncertain(results.uncertainty.as_ref()?, &a.world, path),
                None => look_up(world, &a.metric),
            };
            Some(AssertOutcome {
                name: a.name.clone(),
                world: a.world.clone(),
                metric: a.metric.clone(),
                rule: a.rule.to_string(),
                value,
                held: value.is_some_and(|x| a.rule.holds(x)),
            })
        })
        .collect()
}
