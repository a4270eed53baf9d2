//! `[[assert]]`: rules on results, read by path.

use super::results::{AssertOutcome, Metric, Point, Results, World};
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
    let of = |m: Option<&Metric>| m.and_then(|m| m.mean);
    match head {
        "metrics" => of(world.metrics.get(rest)),
        "difference" => world.comparison.as_ref()?.difference.get(rest)?.mean,
        "twins" => {
            let twins = world.comparison.as_ref()?.twins.as_ref()?;
            match rest {
                "saved" => twins.saved.mean,
                "lost" => twins.lost.mean,
                "moved" => twins.moved.mean,
                "untouched" => twins.untouched.mean,
                _ => None,
            }
        }
        "ledger" => of(world.ledger.get(rest)),
        "program" => of(world.program.get(rest)),
        "observed" => of(world.observed.get(rest)),
        "classes" => of(world.classes.get(rest)),
        "behaviours" => of(world.behaviours.get(rest)),
        "complaints" | "complaint_share" => {
            let (by, name) = rest.split_once('.')?;
            let group = world.complaints.get(by)?.iter().find(|group| group.name == name)?;
            if head == "complaints" { group.complaints.mean } else { group.share.mean }
        }
        "survival" => at_measured_day(world, &world.survival, rest),
        "survivors" => {
            let term: u64 = rest.strip_prefix('@')?.parse().ok()?;
            world.survivors.iter().find(|p| p.term == term).map(|p| p.mean)
        }
        "bucket" => {
            let bucket = world.bucket.as_ref()?;
            let (part, name) = rest.split_once('.').unwrap_or((rest, ""));
            match part {
                "start" => bucket.start.mean,
                "end" => bucket.end.mean,
                "level" => at_day(&bucket.level, name),
                "inflow" => of(bucket.inflow.get(name)),
                "outflow" => of(bucket.outflow.get(name)),
                "outflow_share" => of(bucket.outflow_share.get(name)),
                "incidence" => {
                    // Holes nobody left by have no curve: their incidence is 0.
                    let (hole, day) = name.rsplit_once('.')?;
                    bucket.outflow.get(hole)?;
                    bucket.incidence.get(hole).map_or(Some(0.0), |curve| at_measured_day(world, curve, day))
                }
                "split" => {
                    let (hole, which) = name.rsplit_once('.')?;
                    let split = bucket.split.get(hole)?;
                    match which {
                        "prior" => split.prior.mean,
                        "dissatisfaction" => split.dissatisfaction.mean,
                        "indifferent" => split.indifferent.mean,
                        _ => None,
                    }
                }
                _ => None,
            }
        }
        "journeys" => {
            let (name, field) = rest.split_once('.')?;
            let j = world.journeys.get(name)?;
            match field {
                "started" => j.started.mean,
                "completed" => j.completed.mean,
                "cut_off" => of(j.cut_off.as_ref()),
                "gave_up" => of(j.gave_up.as_ref()),
                "failed" => of(j.failed.as_ref()),
                "in_progress" => j.in_progress.mean,
                "sojourn_min" => j.sojourn_min.mean,
                "value" => j.value.mean,
                other => of(j.more.get(other.strip_prefix("more.")?)),
            }
        }
        "touchpoints" => {
            let (name, field) = rest.split_once('.')?;
            let t = world.touchpoints.get(name)?;
            match field {
                "visits" => t.visits.mean,
                "delay_min" => t.delay_min.mean,
                "baulked" => t.baulked.mean,
                "reneged" => t.reneged.mean,
                "failed" => t.failed.mean,
                "cost" => t.cost.mean,
                "moment" => of(t.moment.as_ref()),
                "peak_share" => of(t.peak_share.as_ref()),
                "wait_moment" => of(t.wait_moment.as_ref()),
                "perceived_wait_min" => of(t.perceived_wait_min.as_ref()),
                "service_min" => t.service_min.mean,
                _ => None,
            }
        }
        "resources" => {
            let (name, field) = rest.split_once('.')?;
            let r = world.resources.get(name)?;
            match field {
                "utilisation" => r.utilisation.mean,
                "delay_min" => r.delay_min.mean,
                "delay_probability" => r.delay_probability.mean,
                "queue_length" => r.queue_length.mean,
                "sojourn_min" => r.sojourn_min.mean,
                "baulk_fraction" => r.baulk_fraction.mean,
                "renege_fraction" => r.renege_fraction.mean,
                other => of(r.more.get(other.strip_prefix("more.")?)),
            }
        }
        _ => None,
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

/// Judges the asserts on worlds that were run. A metric that has no value does not hold.
pub(super) fn judge(asserts: &[Assert], results: &Results) -> Vec<AssertOutcome> {
    asserts
        .iter()
        .filter_map(|a| {
            let world = results.worlds.iter().find(|w| w.name == a.world)?;
            let value = look_up(world, &a.metric);
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
