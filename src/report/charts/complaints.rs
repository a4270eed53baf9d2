//! What they complain of, and where: a Pareto chart for each way to sort complaints.

use super::axis::Axis;
use super::exits::label;
use super::pictures::{Bar, BarPanel, BarPart, Bars};
use super::spec::{Body, ChartSpec};
use super::study::{NAME, Study};
use crate::experiment::results::ComplaintGroup;
use crate::report::tables::bucket::complaints_by;
use crate::report::words::format::{number, percent, share};
use crate::report::words::names::{capital, distinct, visible};

/// Bars drawn; smaller groups are gathered.
const DRAWN: usize = 12;
/// Hue of class A; the others are hatched.
const CLASS_A: usize = 1;
const OTHERS: usize = 6;

/// Ways to sort, in reading order: (key in results, singular, plural, what a bar is).
const WAYS: [(&str, &str, &str, &str); 4] = [
    ("hole", "hole", "holes", "Complaints by the hole they are blamed on"),
    ("touchpoint", "touchpoint", "touchpoints", "Complaints by touchpoint"),
    ("journey", "journey", "journeys", "Complaints by journey"),
    ("resource", "resource", "resources", "Complaints by who serves there"),
];

/// Groups of what belongs to none of a kind: (key in results, name in results, words, plural).
const NAMELESS: [(&str, &str, &str, bool); 2] = [
    ("hole", "no hole", "what is blamed on no hole", false),
    ("resource", "no resource", "places without a resource", true),
];

/// Words for a group that is none of its kind.
fn nameless(by: &str, name: &str) -> Option<(&'static str, bool)> {
    NAMELESS.iter().find(|known| known.0 == by && known.1 == name).map(|known| (known.2, known.3))
}

/// One chart for each way that has two groups or more: one bar is no Pareto chart.
pub(in crate::report) fn build(study: &mut Study) -> Vec<ChartSpec> {
    let ways = WAYS.iter().filter_map(|way| Some((way, study.world.complaints.get(way.0)?)));
    let worth: Vec<_> = ways.filter(|(_, groups)| groups.len() > 1).collect();
    worth.into_iter().map(|(way, groups)| chart(study, *way, groups)).collect()
}

fn bar(mean: f64, class_a: bool, interval: Option<[f64; 2]>, label: String) -> Bar {
    let part = BarPart { value: mean, hue: if class_a { CLASS_A } else { OTHERS }, hatched: !class_a };
    Bar { parts: vec![part], interval, label, tick: None }
}

fn chart(study: &mut Study, (by, one, many, what): (&str, &str, &str, &str), groups: &[ComplaintGroup]) -> ChartSpec {
    let mean = |group: &ComplaintGroup| group.complaints.mean.unwrap_or(0.0);
    let all: f64 = groups.iter().map(mean).sum();
    let shown = if groups.len() > DRAWN { DRAWN - 1 } else { groups.len() };
    let (drawn, rest) = groups.split_at(shown);
    let short: Vec<&str> = short_names(groups)
        .into_iter()
        .zip(groups)
        .map(|(short, group)| nameless(by, &group.name).map_or(short, |known| known.0))
        .collect();
    let mut rows: Vec<String> = distinct(&short, NAME)[..shown].to_vec();
    let mut cumulative: Vec<f64> = drawn.iter().map(|group| group.cumulative).collect();
    let mut bars: Vec<Bar> = drawn
        .iter()
        .map(|group| bar(mean(group), group.class_a, group.complaints.ci95, label(mean(group), all, group.share.ci95)))
        .collect();
    if !rest.is_empty() {
        let sum: f64 = rest.iter().map(mean).sum();
        rows.push(format!("{} smaller {many}", rest.len()));
        cumulative.push(1.0);
        bars.push(bar(sum, rest.iter().all(|group| group.class_a), None, label(sum, all, None)));
    }
    let ends = groups.iter().map(|group| mean(group).max(group.complaints.ci95.map_or(0.0, |ci| ci[1])));
    let longest = ends.fold(bars.last().map_or(0.0, |bar| bar.parts[0].value), f64::max);
    let first = &groups[0];
    let class_a: Vec<&ComplaintGroup> = groups.iter().filter(|group| group.class_a).collect();
    let first_nameless = nameless(by, &first.name);
    let takes = if first_nameless.is_some_and(|known| known.1) { "take" } else { "takes" };
    let mut title =
        format!("{} {takes} {} of complaints", capital(&rows[0]), share(mean(first) / all, first.share.ci95));
    if (2..groups.len()).contains(&class_a.len()) {
        let reached = percent(class_a[class_a.len() - 1].cumulative);
        // What belongs to none is no member of its kind.
        let named = groups.iter().filter(|group| nameless(by, &group.name).is_none()).count();
        let named_a = class_a.iter().filter(|group| nameless(by, &group.name).is_none()).count();
        let besides = class_a.iter().find_map(|group| nameless(by, &group.name));
        title += &match besides {
            Some(_) if first_nameless.is_some() => {
                format!("; with {named_a} of {named} {many} they make class A, {reached}")
            }
            Some((words, _)) => format!("; {named_a} of {named} {many} and {words} make class A, {reached}"),
            None => format!("; {named_a} of {named} {many} make class A, {reached}"),
        };
    }
    let said: Vec<String> = rows.iter().zip(&bars).map(|(row, bar)| format!("{row} {}", bar.label)).collect();
    let named: Vec<String> = short[..class_a.len()].iter().map(|name| visible(name, NAME)).collect();
    let mut keys = vec![(
        CLASS_A,
        false,
        format!("class A: the largest, up to the {one} with which they reach 80 % of complaints"),
    )];
    if class_a.len() < groups.len() {
        keys.push((OTHERS, true, "the others".to_string()));
    }
    ChartSpec {
        world: study.about(),
        id: study.id(&format!("complaints-by-{by}"), ""),
        alt: format!("{title}. Complaints: {}. Class A: {}.", said.join("; "), named.join(", ")),
        title,
        subtitle: format!(
            "{what}, {} in all, and their cumulative share; {}",
            number(all, 0),
            study.interval("whisker")
        ),
        footer: study.footer(),
        body: Body::Bars(Bars {
            rows,
            notes: Vec::new(),
            panels: vec![BarPanel {
                axis: Axis::new("complaints voiced", 0.0, longest * 1.02, 5),
                bars,
                cumulative: Some(cumulative),
            }],
            keys,
        }),
        table: complaints_by(&study.world.name, by, groups),
    }
}

/// Names without their journey, where all are of one.
fn short_names(groups: &[ComplaintGroup]) -> Vec<&str> {
    let parts = |group: &ComplaintGroup| group.name.split_once('/').map(|(journey, _)| journey.to_owned());
    let first = groups.first().and_then(parts);
    let one = first.is_some() && groups.iter().all(|group| parts(group) == first);
    let name =
        |group: &'_ ComplaintGroup| -> usize { if one { group.name.find('/').map_or(0, |at| at + 1) } else { 0 } };
    groups.iter().map(|group| &group.name[name(group)..]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::contents::charts as all;
    use crate::report::fixtures;

    #[test]
    fn class_a_is_drawn_apart_and_one_group_is_no_chart() {
        let results = fixtures::complaining();
        let charts = all(&results);
        let ids: Vec<&str> =
            charts.iter().map(|chart| chart.id.as_str()).filter(|id| id.starts_with("complaints-")).collect();
        assert_eq!(ids, ["complaints-by-hole", "complaints-by-touchpoint"], "one journey is no chart");
        let chart = charts.iter().find(|chart| chart.id == "complaints-by-hole").expect("a chart");
        assert_eq!(chart.title, "Quality takes 50 % [48, 52] of complaints; 3 of 4 holes make class A, 92 %");
        let Body::Bars(bars) = &chart.body else { panic!("not bars") };
        let hatched: Vec<bool> = bars.panels[0].bars.iter().map(|bar| bar.parts[0].hatched).collect();
        assert_eq!(hatched, [false, false, false, true]);
        assert_eq!(chart.table.rows.len(), 4);
        let places = charts.iter().find(|chart| chart.id == "complaints-by-touchpoint").expect("a chart");
        assert!(places.title.starts_with("Counter takes 70 %"), "one journey needs no name: {}", places.title);
    }

    #[test]
    fn places_without_a_resource_are_no_resource() {
        let mut results = fixtures::complaining();
        let mut groups = results.worlds[0].complaints["hole"].clone();
        for (group, name) in groups.iter_mut().zip(["no resource", "tellers", "adviser", "porter"]) {
            group.name = name.to_string();
        }
        results.worlds[0].complaints.insert("resource".to_string(), groups.clone());
        let title = |results: &crate::experiment::results::Results| {
            all(results).into_iter().find(|chart| chart.id == "complaints-by-resource").expect("a chart").title
        };
        assert_eq!(
            title(&results),
            "Places without a resource take 50 % [48, 52] of complaints; with 2 of 3 resources they make class A, 92 %"
        );
        groups[0].name = "tellers".to_string();
        groups[1].name = "no resource".to_string();
        results.worlds[0].complaints.insert("resource".to_string(), groups);
        assert_eq!(
            title(&results),
            "Tellers takes 50 % [48, 52] of complaints; 2 of 3 resources and places without a resource make class A, 92 %"
        );
    }

    #[test]
    fn many_groups_are_gathered_without_losing_a_complaint() {
        let mut results = fixtures::complaining();
        let places = results.worlds[0].complaints.get_mut("touchpoint").expect("places");
        let model = places[1].clone();
        places.extend((0..40).map(|i| ComplaintGroup { name: format!("visit/step {i}"), ..model.clone() }));
        let expected: f64 = places.iter().filter_map(|group| group.complaints.mean).sum();
        let charts = all(&results);
        let chart = charts.iter().find(|chart| chart.id == "complaints-by-touchpoint").expect("a chart");
        let Body::Bars(bars) = &chart.body else { panic!("not bars") };
        assert_eq!(bars.rows.len(), 12);
        let drawn: f64 = bars.panels[0].bars.iter().map(|bar| bar.parts[0].value).sum();
        assert!((drawn - expected).abs() < 1e-6);
        assert_eq!(chart.table.rows.len(), 42);
    }
}
