//! The list of charts, in reading order.

use super::chosen::best_world;
use super::slug::Slugs;
use super::spec::ChartSpec;
use super::study::Study;
use super::{
    before_after, bucket, classes, cohorts, complaints, difference, emotion, exits, fates, flow, frontier, incidence,
    leaks, level, liability, overlay, payback, priorities, queue, staying, tornado, waterfall,
};
use crate::experiment::results::Results;

/// Worlds that get charts of their own; those of further worlds would drown the page.
const WORLDS: usize = 12;

/// All charts that these results can fill, in reading order: what differs first, then the baseline, then what is
/// special to each other world.
pub(in crate::report) fn all(results: &Results) -> Vec<ChartSpec> {
    let mut slugs = Slugs::default();
    let mut charts = Vec::new();
    let Some(baseline) = results.worlds.first() else { return charts };
    let several = results.worlds.len() > 1;
    let mut study = Study { results, world: baseline, prefix: String::new(), slugs: &mut slugs, all: true };
    charts.extend(tornado::build(&mut study));
    charts.extend(leaks::build(&mut study));
    charts.extend(leaks::build_then(&mut study));
    charts.extend(priorities::build(&mut study));
    let overlays = if several {
        charts.extend(difference::build(&mut study));
        charts.extend(waterfall::build(&mut study));
        charts.extend(payback::build(&mut study));
        charts.extend(frontier::build(&mut study));
        charts.extend(fates::build(&mut study));
        for world in results.worlds[1..].iter().take(WORLDS) {
            study.world = world;
            charts.extend(before_after::build(&mut study));
            charts.extend(fates::build_flow(&mut study));
        }
        study.world = baseline;
        [overlay::staying(&mut study), overlay::level(&mut study)]
    } else {
        [None, None]
    };
    let overlaid = [overlays[0].is_some(), overlays[1].is_some()];
    charts.extend(overlays.into_iter().flatten());

    for (index, world) in results.worlds.iter().take(WORLDS + 1).enumerate() {
        let prefix = if index == 0 { String::new() } else { slugs.of("", &world.name) + "-" };
        let mut study = Study { results, world, prefix, slugs: &mut slugs, all: false };
        if index == 0 {
            charts.extend(bucket::build(&mut study));
        }
        charts.extend(exits::build(&mut study));
        if index == 0 {
            charts.extend(complaints::build(&mut study));
        }
        if !overlaid[0] {
            charts.extend(staying::build(&mut study));
        }
        charts.extend(staying::build_terms(&mut study));
        if !overlaid[1] {
            charts.extend(level::build(&mut study));
        }
        if index == 0 && (overlaid[1] || level::has_fan(world)) {
            charts.extend(level::build_stages(&mut study));
        }
        if index == 0 {
            charts.extend(incidence::build(&mut study));
            study.all = several;
            charts.extend(cohorts::build(&mut study));
            study.all = false;
        }
        charts.extend(classes::build_shares(&mut study));
        charts.extend(classes::build_moves(&mut study));
        // Flows take room: those of the best world beside those of the baseline.
        if index == 0 || best_world(results).is_some_and(|best| best.name == world.name) {
            charts.extend(flow::build(&mut study));
        }
        // What a world leaves as it was is not drawn again; the chart of queues looks at each resource itself.
        if index == 0 || (&world.journeys, &world.touchpoints) != (&baseline.journeys, &baseline.touchpoints) {
            charts.extend(emotion::build(&mut study));
        }
        charts.extend(queue::build(&mut study));
    }
    let mut study = Study { results, world: baseline, prefix: String::new(), slugs: &mut slugs, all: several };
    charts.extend(liability::build(&mut study));
    charts.extend(liability::build_units(&mut study));
    charts
}
