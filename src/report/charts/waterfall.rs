//! What each intervention contributes.
//!
//! Shapley shares add up to the effect of all together, so they are drawn as a bridge. Effects of interventions
//! alone do not add up when they help or hinder each other, so without shares every bar starts at zero.

use super::axis::Axis;
use super::chosen::more;
use super::fit::fitted;
use super::pictures::{Bridge, BridgeBar, BridgeKind};
use super::spec::{Body, ChartSpec};
use super::study::{NAME, OPEN, Study, around_zero};
use crate::experiment::comparison::{Attribution, Contribution, Leaks};
use crate::experiment::results::Metric;
use crate::report::tables::columns::Columns;
use crate::report::tables::table::TableSpec;
use crate::report::words::deciding;
use crate::report::words::findings::label;
use crate::report::words::format::{signed, signed_parts};
use crate::report::words::names::{among, capital, list, visible, world_name};
use crate::report::words::verdicts::NOT_JUDGED;
use crate::stats::ShapleyPlan;

/// Bars drawn; the others are in the table.
const DRAWN: usize = 12;

/// The value of the firm among differences.
const VALUE: &str = "npv";

pub(in crate::report) fn build(study: &mut Study) -> Option<ChartSpec> {
    match study.results.findings.attribution.as_ref().filter(|found| found.total.mean.is_some()) {
        Some(found) => shares(study, found),
        None => match study.results.findings.leaks.as_ref().and_then(of_leaks) {
            Some(found) => shares(study, &found),
            None => alone(study),
        },
    }
}

/// What each hole contributes to the effect of plugging all, when that was asked for.
fn of_leaks(leaks: &Leaks) -> Option<Attribution> {
    let players: Option<Vec<Contribution>> = leaks
        .holes
        .iter()
        .map(|leak| {
            let name = format!("{}, plugged", leak.hole);
            Some(Contribution {
                name,
                share: leak.shapley.clone()?,
                alone: crate::report::words::format::as_metric(&leak.gain),
            })
        })
        .collect();
    Some(Attribution {
        metric: "npv".to_string(),
        unit: leaks.all_plugged.unit.clone(),
        exact: leaks.holes.len() <= ShapleyPlan::MOST_EXACT,
        players: players.filter(|players| players.len() > 1)?,
        total: crate::report::words::format::as_metric(&leaks.all_plugged),
        interaction: leaks.residual.clone(),
    })
}

fn words(metric: &Metric) -> String {
    signed(&signed_parts(metric))
}

/// The same interval around another point.
fn moved(metric: &Metric, end: f64) -> Option<[f64; 2]> {
    let mean = metric.mean?;
    metric.ci95.map(|ci| ci.map(|side| side - mean + end))
}

fn shares(study: &mut Study, found: &Attribution) -> Option<ChartSpec> {
    let total = found.total.mean?;
    let mut at = 0.0;
    let mut bars = Vec::new();
    for player in &found.players {
        let share = player.share.mean.unwrap_or(0.0);
        bars.push(BridgeBar {
            name: among(&player.name, found.players.iter().map(|player| player.name.as_str()), 60),
            from: at,
            to: at + share,
            interval: moved(&player.share, at + share),
            label: words(&player.share),
            kind: BridgeKind::Part,
        });
        at += share;
    }
    let zero = |name: &str, metric: &Metric, kind: BridgeKind| BridgeBar {
        name: name.to_string(),
        from: 0.0,
        to: metric.mean.unwrap_or(0.0),
        interval: metric.ci95,
        label: words(metric),
        kind,
    };
    bars.push(zero("All together", &found.total, BridgeKind::Total));
    bars.push(zero("Interaction, inside the shares", &found.interaction, BridgeKind::Aside));
    let best = found.players.iter().max_by(|a, b| {
        let mean = |metric: &Metric| metric.mean.unwrap_or(f64::NEG_INFINITY);
        mean(&a.share).total_cmp(&mean(&b.share))
    })?;
    let metric = label(&found.metric);
    let title = if total > 0.0 {
        fitted(study.results, &best.name, |name| {
            let (share, total) = (words(&best.share), words(&found.total));
            format!("{} contributes most: {share} of {total} for all together", capital(name))
        })
    } else {
        format!("All together bring {}", words(&found.total))
    };
    let apart: Vec<String> = found
        .players
        .iter()
        .map(|player| {
            format!(
                "{} {}",
                among(&player.name, found.players.iter().map(|player| player.name.as_str()), 24),
                signed_parts(&player.alone).mean
            )
        })
        .collect();
    let parts = signed_parts(&found.interaction);
    let size = parts.mean.trim_start_matches(['+', '−']);
    let together = match found.interaction.mean {
        _ if size == "0" => "the sum of these".to_owned(),
        Some(mean) if mean < 0.0 => format!("{size} less than the sum of these"),
        _ => format!("{size} more than the sum of these"),
    };
    let note = format!("Alone: {}. Together they bring {together}.", list(&apart));
    let how = if found.exact { "all subsets simulated" } else { "estimated from random orders" };
    let players = found.players.iter().flat_map(|player| {
        let name = player.name.as_str();
        [(name, "Shapley share", &player.share), (name, "alone", &player.alone)]
    });
    let sums = [("all together", "total", &found.total), ("all together", "interaction", &found.interaction)];
    let table = table(&found.unit, players.chain(sums));
    let parts: Vec<String> = bars.iter().map(|bar| format!("{} {}", bar.name, bar.label)).collect();
    Some(ChartSpec {
        world: study.about(),
        id: study.id("waterfall", ""),
        alt: format!("{title}. {}. {note}", parts.join("; ")),
        title,
        subtitle: format!(
            "{metric}: Shapley shares of the effect of all together, {how}; they add up to it; {}",
            study.interval("whisker")
        ),
        footer: study.footer(),
        body: picture(format!("{metric}, difference [{}]", visible(&found.unit, 16)), bars, true, note),
        table,
    })
}

fn alone(study: &mut Study) -> Option<ChartSpec> {
    let results = study.results;
    let (key, better) = (results.findings.futures_by(), results.findings.futures_better());
    let mut effects: Vec<(&str, Metric)> = results
        .worlds
        .iter()
        .filter_map(|world| {
            let found = world.comparison.as_ref()?.difference.get(key)?;
            Some((world.name.as_str(), crate::report::words::format::as_metric(found)))
        })
        .filter(|(_, metric)| metric.mean.is_some())
        .collect();
    if effects.len() < 2 {
        return None;
    }
    // By what decides; who is not judged and who is no choice stand last, so that they head nothing.
    let open = |name: &str| results.is_open(name);
    let world = |name: &str| results.worlds.iter().find(|world| world.name == name);
    let last = |name: &str| (world(name).is_some_and(|world| world.yardstick), open(name));
    let gain = |(name, metric): &(&str, Metric)| {
        let decided = world(name).and_then(|world| deciding::gain(world, results));
        decided.unwrap_or_else(|| better.orient(metric.mean.unwrap_or(0.0)))
    };
    effects.sort_by(|a, b| last(a.0).cmp(&last(b.0)).then(gain(b).total_cmp(&gain(a))));
    let (best, first) = effects.first().map(|(name, metric)| (*name, metric.clone()))?;
    // The best one and the largest differences on either side, still in their order.
    let size = |place: usize| if place == 0 { f64::INFINITY } else { effects[place].1.mean.unwrap_or(0.0).abs() };
    let mut places: Vec<usize> = (0..effects.len()).collect();
    places.sort_by(|a, b| size(*b).total_cmp(&size(*a)));
    places.truncate(DRAWN);
    places.sort_unstable();
    // The whisker shows the interval: beside a long one the words would be cut.
    let told = |name: &str, metric: &Metric| match open(name) {
        true => {
            let found = signed_parts(metric);
            format!("{} {}, {NOT_JUDGED}", found.mean, found.unit)
        }
        false => words(metric),
    };
    let bars: Vec<BridgeBar> = places
        .into_iter()
        .map(|place| &effects[place])
        .map(|(name, metric)| BridgeBar {
            name: world_name(study.results, name, 60),
            from: 0.0,
            to: metric.mean.unwrap_or(0.0),
            interval: metric.ci95,
            label: told(name, metric),
            kind: BridgeKind::Part,
        })
        .collect();
    let good = better.orient(first.mean.unwrap_or(0.0)) > 0.0;
    let verb = match (key == VALUE && results.findings.decides_by() == VALUE, good) {
        (true, true) => "is worth most",
        (true, false) => "costs least",
        (false, true) => "gains most",
        (false, false) => "loses least",
    };
    let by = deciding::by(results);
    let title = match open(best) {
        true => OPEN.to_owned(),
        false => fitted(study.results, best, |best| format!("{} {verb}{by}: {}", capital(best), words(&first))),
    };
    let short = if key == VALUE { "NPV" } else { key };
    let table = table(&first.unit, effects.iter().map(|(name, metric)| (*name, "alone", metric)));
    let parts: Vec<String> = effects
        .iter()
        .map(|(name, m)| format!("{} {}", world_name(study.results, name, NAME), told(name, m)))
        .collect();
    let note = "Each bar is that world alone against the baseline. Bars do not add up: interventions may help or \
                hinder each other."
        .to_string();
    Some(ChartSpec {
        world: study.about(),
        id: study.id("waterfall", ""),
        alt: format!("{title}. {}. {note}", parts.join("; ")),
        title,
        subtitle: format!(
            "{} less that of the baseline, world by world; {}{}",
            deciding::metric(key),
            study.interval("whisker"),
            more(effects.len(), bars.len())
        ),
        footer: study.footer(),
        body: picture(
            format!("difference of {} [{}]", visible(short, 30), visible(&first.unit, 16)),
            bars,
            false,
            note,
        ),
        table,
    })
}

fn picture(title: String, bars: Vec<BridgeBar>, linked: bool, note: String) -> Body {
    let (low, high) = around_zero(
        bars.iter().flat_map(|bar| [bar.from, bar.to].into_iter().chain(bar.interval.into_iter().flatten())),
    );
    Body::Bridge(Bridge { axis: Axis::new(title, low, high, 5), bars, linked, note })
}

/// A name, what is told of it, and how much that is.
type Told<'a> = (&'a str, &'static str, &'a Metric);

fn table<'a>(unit: &str, rows: impl IntoIterator<Item = Told<'a>>) -> TableSpec {
    let with = |words: &str| format!("{words} [{unit}]");
    Columns::<Told>::new()
        .with("name", |row| row.0)
        .with("part", |row| row.1)
        .measured([with("mean"), with("ci95 low"), with("ci95 high")], |row| row.2)
        .with("n", |row| row.2.n)
        .table("waterfall", rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::contents::charts as all;
    use crate::report::fixtures::worlds;

    #[test]
    fn shares_end_at_the_total() {
        let charts = all(&worlds::compare());
        let chart = charts.iter().find(|chart| chart.id == "waterfall").expect("waterfall");
        let Body::Bridge(bridge) = &chart.body else { panic!("not a bridge") };
        assert!(bridge.linked);
        let total = bridge.bars.iter().position(|bar| bar.kind == BridgeKind::Total).expect("a total");
        assert!((bridge.bars[total - 1].to - bridge.bars[total].to).abs() < 1e-6);
        assert!(bridge.bars.windows(2).take(total - 1).all(|pair| pair[0].to == pair[1].from));
        assert!(bridge.note.contains("bring 20,000 less than the sum"), "{}", bridge.note);
        assert!(chart.title.starts_with("Fourth teller contributes most: +55,000 CNY"), "{}", chart.title);
    }

    #[test]
    fn what_is_left_out_is_counted_and_losses_are_not_left_out_first() {
        let mut results = crate::report::fixtures::many::many();
        results.findings.attribution = None;
        let charts = all(&results);
        let chart = charts.iter().find(|chart| chart.id == "waterfall").expect("waterfall");
        let Body::Bridge(bridge) = &chart.body else { panic!("not a bridge") };
        assert_eq!(bridge.bars.len(), 12);
        let last = bridge.bars.last().expect("bars");
        assert_eq!((bridge.bars[0].to, last.name.as_str()), (63_000.0, "idea 19"));
        assert!(chart.subtitle.ends_with("; 12 more worlds in the table"), "{}", chart.subtitle);
    }

    #[test]
    fn effects_alone_never_look_like_shares() {
        let mut results = worlds::compare();
        results.findings.attribution = None;
        let charts = all(&results);
        let chart = charts.iter().find(|chart| chart.id == "waterfall").expect("waterfall");
        let Body::Bridge(bridge) = &chart.body else { panic!("not a bridge") };
        assert!(!bridge.linked && bridge.bars.iter().all(|bar| bar.from == 0.0 && bar.kind == BridgeKind::Part));
        assert!(bridge.note.contains("do not add up"), "{}", bridge.note);
    }
}
