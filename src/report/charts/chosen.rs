//! Which worlds are drawn where not all of them fit.

use crate::experiment::results::{Results, World};
use crate::report::words::deciding::gain;

/// The world that gains most of what decides; no yardstick.
pub(in crate::report) fn best_world(results: &Results) -> Option<&World> {
    let choices = results.worlds.iter().filter(|world| !world.yardstick);
    let gained: Vec<(&World, f64)> = choices.filter_map(|world| Some((world, gain(world, results)?))).collect();
    gained.into_iter().max_by(|a, b| a.1.total_cmp(&b.1)).map(|found| found.0)
}

/// Places of the worlds to draw, `most` of them and in their order: the baseline where it is among them, the world that the
/// headline names, and those that differ most from it in what decides.
pub(super) fn chosen<'a>(
    results: &Results,
    worlds: impl IntoIterator<Item = &'a World>,
    named: &str,
    most: usize,
) -> Vec<usize> {
    let weight = |world: &World| match gain(world, results) {
        _ if world.comparison.is_none() => f64::INFINITY,
        _ if world.name == named => f64::MAX,
        gain => gain.map_or(0.0, f64::abs),
    };
    let mut ranked: Vec<(usize, f64)> = worlds.into_iter().map(weight).enumerate().collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mut places: Vec<usize> = ranked.into_iter().take(most).map(|(place, _)| place).collect();
    places.sort_unstable();
    places
}

/// "; 3 more worlds in the table", or nothing when all are drawn.
pub(super) fn more(all: usize, drawn: usize) -> String {
    match all.saturating_sub(drawn) {
        0 => String::new(),
        1 => "; 1 more world in the table".to_string(),
        more => format!("; {more} more worlds in the table"),
    }
}

/// The same of lines of which a world may have several.
pub(super) fn more_lines(all: usize, drawn: usize) -> String {
    match all.saturating_sub(drawn) {
        0 => String::new(),
        more => format!("; {more} more in the table"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::charts::spec::Body;
    use crate::report::contents::charts as all;
    use crate::report::fixtures::many::many;

    #[test]
    fn the_headline_world_and_the_largest_differences_are_chosen_in_the_order_of_the_file() {
        let results = many();
        let places = chosen(&results, &results.worlds, "idea 3", 4);
        let names: Vec<&str> = places.iter().map(|place| results.worlds[*place].name.as_str()).collect();
        assert_eq!(names, ["baseline", "idea 3", "idea 18", "idea 19"]);
        assert_eq!(chosen(&results, &results.worlds[1..], "idea 3", 1).len(), 1, "the baseline need not be among them");
    }

    #[test]
    fn whatever_the_headline_names_is_drawn_and_what_is_not_drawn_is_counted() {
        let charts = all(&many());
        for id in ["staying", "level", "payback", "fates"] {
            let chart = charts.iter().find(|chart| chart.id == id).expect("a chart");
            let drawn: Vec<String> = match &chart.body {
                Body::Curves(curves) => curves.series.iter().map(|series| series.label.clone()).collect(),
                Body::Bars(bars) => bars.rows.clone(),
                _ => panic!("{id} is neither curves nor bars"),
            };
            let named = chart.title.split(['{', ':']).next().unwrap_or_default().to_lowercase();
            let is_named =
                |label: &String| named.starts_with(&label.split(':').next().unwrap_or_default().to_lowercase());
            assert!(drawn.iter().any(is_named), "{id}: {} of {drawn:?}", chart.title);
            assert!(chart.subtitle.contains(" more worlds in the table"), "{id}: {}", chart.subtitle);
        }
    }
}
