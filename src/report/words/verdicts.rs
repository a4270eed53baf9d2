//! What comparing worlds found, in words: the sentences shared by the terminal and the page.

use super::deciding;
use super::findings::label;
use super::format::{NOTHING, as_metric, difference_parts, estimate, number, signed, signed_parts};
use super::futures::counted;
use super::names::{capital, list, visible, world_name};
use super::payback::payback_words;
use crate::experiment::comparison::{Better, Comparison, Difference, InputChange, Leaks, Tornado, TornadoEnd};
use crate::experiment::results::{Metric, Results, World};
use crate::metrics::DIFFERENCE;

/// Longest name inside a sentence [columns].
pub(in crate::report) const NAME: usize = 60;

/// A probability as a reader wants it: "0.97", "above 0.999".
pub(crate) fn chance(p: f64) -> String {
    match p {
        p if !p.is_finite() => NOTHING.to_string(),
        p if p > 0.999 => "above 0.999".to_string(),
        p if p < 0.001 => "below 0.001".to_string(),
        p if !(0.01..=0.99).contains(&p) => number(p, 3),
        p => number(p, 2),
    }
}

/// In place of a p value or a verdict.
pub(crate) const TOO_FEW: &str = "too few events";

/// In place of what would be a judgement on a world that is shown only.
pub(crate) const NOT_JUDGED: &str = "not judged";

/// Why nothing is said of how sure a difference is, if nothing is.
pub(crate) fn reserve(difference: &Difference, unjudged: bool) -> Option<&'static str> {
    let kept = unjudged && difference.mean.is_some() && difference.share_better.is_none();
    difference.too_few_events.then_some(TOO_FEW).or(kept.then_some(NOT_JUDGED))
}

/// A probability of a difference, or why there is none.
pub(crate) fn chance_of(difference: &Difference, p: Option<f64>, unjudged: bool) -> String {
    reserve(difference, unjudged).map_or_else(|| p.map_or(NOTHING.to_string(), chance), str::to_string)
}

/// One sentence for a world after the first: value, futures, people, money.
pub(crate) fn world(world: &World, results: &Results) -> Option<String> {
    let found = world.comparison.as_ref()?;
    let mut name = capital(&world_name(results, &world.name, NAME));
    if world.yardstick {
        name += ", a yardstick";
    }
    let mut parts = Vec::new();
    for key in told(results) {
        let by_value = key == VALUE && results.findings.decides_by() == VALUE;
        let stays = |difference: &&Difference| by_value || key != VALUE || difference.mean != Some(0.0);
        let Some(difference) = found.difference.get(key).filter(stays) else { continue };
        let unjudged = results.findings.is_unjudged(&world.name) && (key == VALUE || results.money_decides());
        let futures = if key == results.findings.futures_by() { found.futures.as_slice() } else { &[] };
        let words =
            if key == VALUE { signed(&difference_parts(difference)) } else { deciding::gained(difference, results) };
        let words = value(difference, words, futures, unjudged);
        parts.push(if by_value { words } else { format!("{} {words}", deciding::inside(&deciding::metric(key))) });
    }
    if let Some(twins) = &found.twins
        && twins.saved.mean.is_some()
    {
        let mut people = format!("{} saved, {} lost", estimate(&twins.saved), estimate(&twins.lost));
        if twins.left_later.mean.is_some_and(|left| left > 0.0) {
            people +=
                &format!("; {} more kept for a while and lost later by another hole", estimate(&twins.left_later));
        }
        parts.push(people);
    }
    if !results.findings.is_unjudged(&world.name) {
        parts.extend(money(found, results.run.horizon_days));
    }
    (!parts.is_empty()).then(|| format!("{name}: {}.", parts.join("; ")))
}

/// One sentence for each of the first worlds that were compared.
pub(crate) fn worlds(results: &Results, most: usize) -> Vec<String> {
    results.worlds.iter().filter_map(|found| world(found, results)).take(most).collect()
}

/// The value of the firm among differences.
const VALUE: &str = "npv";

/// Differences told of every world: what decides, and what the firm is worth. Nothing where nothing decides.
fn told(results: &Results) -> Vec<&str> {
    let findings = &results.findings;
    match findings.decides_by() {
        _ if findings.decides.is_none() && findings.no_winner.is_some() => Vec::new(),
        VALUE => vec![VALUE],
        other => vec![other, VALUE],
    }
}

/// A difference of a world, and how sure it is.
fn value(difference: &Difference, words: String, futures: &[f64], unjudged: bool) -> String {
    let mut words = words;
    if unjudged {
        return format!("{words} (n = {}; {NOT_JUDGED})", difference.n);
    }
    if let Some((count, what)) = counted(futures, difference.better.unwrap_or(Better::Higher)) {
        words += &format!(", better in {count} {what}");
    }
    if difference.too_few_events {
        words += &format!(" (n = {}; {TOO_FEW} to judge it)", difference.n);
    }
    if let Some(p) = difference.p_better {
        words += &format!(
            " (n = {}; the mean is better with probability {}{})",
            difference.n,
            chance(p),
            pairing(difference)
        );
    }
    words
}

/// How many times more replications an unpaired comparison would need, in words.
fn pairing(difference: &Difference) -> String {
    difference.variance_ratio.map_or(String::new(), |ratio| format!("; pairing {}", times(ratio)))
}

/// A variance ratio as it is printed beside differences: "18.3×".
pub(crate) fn times(ratio: f64) -> String {
    format!("{}×", number(ratio, if ratio < 99.95 { 1 } else { 0 }))
}

/// Whether it pays, in words.
fn money(found: &Comparison, horizon_days: f64) -> Option<String> {
    let business = &found.business;
    match (&business.payback_days, business.cost.mean) {
        (Some(payback), _) => {
            let cost = estimate(&business.cost);
            let returns =
                business.return_.as_ref().filter(|metric| metric.mean.is_some()).map_or(String::new(), |metric| {
                    format!(", returns {} per {} spent", signed(&signed_parts(metric)), unit(&business.cost))
                });
            Some(format!("costs {cost}{returns}; {}", payback_words(payback, horizon_days)))
        }
        (None, Some(cost)) if cost > 0.0 => Some(format!("costs {}", estimate(&business.cost))),
        _ => None,
    }
}

fn unit(metric: &Metric) -> String {
    visible(&metric.unit, 16)
}
/// The expectation of the value that needs no simulation, beside the simulated one.
pub(crate) fn exact(world: &World, results: &Results) -> Option<String> {
    let known = results.findings.exact.iter().find(|e| e.world == world.name && e.metric == "npv")?;
    let simulated = world.metrics.get("npv").map_or_else(String::new, |npv| format!("; simulated {}", estimate(npv)));
    Some(format!(
        "Exact expectation: a value of {} {} by the cohort formula{simulated}.",
        number(known.value, 2),
        visible(&known.unit, 12)
    ))
}

/// What pairing cannot promise where customers meet.
pub(crate) fn looser(results: &Results) -> Option<String> {
    (results.worlds.len() > 1 && results.run.engine == "shared").then(|| {
        "Customers share queues or pools: whoever is saved meets the others, so pairing is looser than among customers who \
         share nothing. The figures of pairing say how much of it is left."
            .to_owned()
    })
}

/// What each intervention contributes to the bundle.
pub(crate) fn attribution(results: &Results) -> Option<String> {
    let found = results.findings.attribution.as_ref()?;
    let shares: Vec<String> = found
        .players
        .iter()
        .map(|player| format!("{} {}", visible(&player.name, 40), signed(&signed_parts(&player.share))))
        .collect();
    Some(format!(
        "Shares of all together, {} (n = {}): {}. Interaction: {}.",
        signed(&signed_parts(&found.total)),
        found.total.n,
        list(&shares),
        signed(&signed_parts(&found.interaction))
    ))
}

/// What a tornado is of: a metric, in a world, or what the world has more than the baseline.
pub(crate) fn tornado_subject(found: &Tornado) -> String {
    let name = |world: &String| visible(world, NAME);
    match (found.metric.strip_prefix(DIFFERENCE), &found.world) {
        (Some(of), Some(world)) => format!("{}, {} less the baseline", label(of), name(world)),
        (None, Some(world)) => format!("{} in {}", label(&found.metric), name(world)),
        (_, None) => label(&found.metric),
    }
}

/// Which assumption matters most, and how many cannot be told from nothing.
pub(crate) fn tornado(found: &Tornado) -> Vec<String> {
    let Some(best) = found.bars.first() else { return Vec::new() };
    let end =
        |end: &TornadoEnd| format!("{} at {}", signed(&difference_parts(&end.difference)), visible(&end.input, NAME));
    let metric = tornado_subject(found);
    let mut all = Vec::new();
    if !best.unjudged {
        all.push(format!(
            "What matters most for {metric}: {}, {}, {} (n = {}).",
            visible(&best.name, NAME),
            end(&best.low),
            end(&best.high),
            best.low.difference.n
        ));
    }
    let open: Vec<String> = found.bars.iter().filter(|bar| bar.unjudged).map(|bar| visible(&bar.name, NAME)).collect();
    if !open.is_empty() {
        all.push(format!("Not judged, because nothing says how customers answer it: {}.", list(&open)));
    }
    let nothing = |end: &TornadoEnd| end.difference.ci95.is_none_or(|ci| ci[0] <= 0.0 && ci[1] >= 0.0);
    let quiet: Vec<String> = found
        .bars
        .iter()
        .filter(|bar| !bar.unjudged && nothing(&bar.low) && nothing(&bar.high))
        .map(|bar| visible(&bar.name, NAME))
        .collect();
    if !quiet.is_empty() {
        all.push(format!("Cannot be told from nothing at either end: {}.", list(&quiet)));
    }
    all
}

/// Whether a gain is above zero when all comparisons are judged at once.
fn gains(difference: &Difference) -> bool {
    !difference.too_few_events && difference.widest().is_some_and(|[low, _]| low > 0.0)
}

/// Symptoms and cures: the holes in one sentence each, largest gain first.
pub(crate) fn leaks(leaks: &Leaks) -> Vec<String> {
    let mut all = Vec::new();
    if let Some(best) = leaks.open().next() {
        // The largest first; what rounds to nobody is left to the table.
        let mut later: Vec<&(String, f64)> =
            best.then.iter().filter(|then| then.0 != "stays" && then.1 >= 0.5).collect();
        later.sort_by(|a, b| b.1.total_cmp(&a.1));
        let then: Vec<String> = later
            .into_iter()
            .map(|then| format!("{} by {}", number(then.1, 0), visible(&then.0, 40)))
            .take(3)
            .collect();
        let later = if then.is_empty() {
            String::new()
        } else {
            format!("; of those whom it took, {} leave later all the same", list(&then))
        };
        let hole = visible(&best.hole, NAME);
        let gain = format!("{} (n = {})", signed(&difference_parts(&best.gain)), best.gain.n);
        let opening = match gains(&best.gain) {
            true => format!("Worth plugging first: {hole}, {gain}"),
            false => format!("No plug can be told from zero yet: {hole} has the largest estimate, {gain}"),
        };
        let fewer = as_metric(&best.exits_avoided);
        let fewer = match fewer.mean {
            Some(mean) if mean < 0.0 => {
                format!("{} more", estimate(&as_metric(&best.exits_avoided.clone().reversed())))
            }
            _ => format!("{} fewer", estimate(&fewer)),
        };
        all.push(format!(
            "{opening}; it takes {} of exits, and with it plugged {fewer} leave by any hole{later}.",
            estimate(&best.share)
        ));
    }
    let useless: Vec<String> = leaks
        .open()
        .filter(|leak| leak.gain.mean.is_some() && !gains(&leak.gain))
        .map(|leak| visible(&leak.hole, 40))
        .collect();
    // Where the first cannot be told from zero, none can.
    if !useless.is_empty() && useless.len() < leaks.open().count() {
        all.push(format!("No gain can be told from zero: {}.", list(&useless)));
    }
    let shut: Vec<String> = leaks.holes.iter().filter(|leak| leak.shut).map(|leak| visible(&leak.hole, 40)).collect();
    if !shut.is_empty() {
        all.push(format!("Nobody can leave by {}: there is nothing to plug.", list(&shut)));
    }
    if leaks.all_plugged.mean.is_some() && leaks.open().next().is_some() {
        all.push(format!(
            "All plugged at once: {} (n = {}); single plugs do not explain {} of it.",
            signed(&difference_parts(&leaks.all_plugged)),
            leaks.all_plugged.n,
            estimate(&leaks.residual)
        ));
    }
    if let Some(cost) = leaks.replacement_cost.as_ref().filter(|metric| metric.mean.is_some()) {
        let equal = leaks
            .value_equivalent
            .as_ref()
            .filter(|metric| metric.mean.is_some())
            .map_or(String::new(), |metric| format!("; the margin of one leaver is that of {}", estimate(metric)));
        all.push(format!("Refilling instead: {} replaces everybody who left (n = {}){equal}.", estimate(cost), cost.n));
    }
    all
}

/// What differs between the worlds' inputs, by world. A bundle of interventions that stand there alone is told by their names.
pub(crate) fn changes(results: &Results) -> Vec<(&str, String)> {
    let all = &results.findings.inputs;
    let stands_alone = |name: &String| all.iter().any(|change| change.world == *name);
    let bundle = |world: &str| {
        let design = results.findings.designs.iter().find(|design| design.name == world)?;
        let members = &design.interventions;
        (members.len() > 1 && members.iter().all(stands_alone)).then_some(members)
    };
    let mut out: Vec<(&str, String)> = Vec::new();
    for one in all {
        match bundle(&one.world) {
            Some(_) if out.iter().any(|told| told.0 == one.world) => {}
            Some(members) => {
                let names: Vec<String> = members.iter().map(|name| world_name(results, name, NAME)).collect();
                out.push((&one.world, format!("the changes of {} together", list(&names))));
            }
            None => out.push((&one.world, change(one))),
        }
    }
    out
}

/// One difference between inputs: "resource.tellers.staff: 3 → 4, mon-fri 10:00-12:00".
fn change(change: &InputChange) -> String {
    let when = if change.when.is_empty() { String::new() } else { format!(", {}", visible(&change.when, 120)) };
    // What a world's own intervention costs needs no name twice.
    let own = format!("intervention.{}.", change.world);
    let path = change.path.strip_prefix(&own).unwrap_or(&change.path);
    format!("{}: {} → {}{when}", visible(path, 120), visible(&change.from, 60), visible(&change.to, 60))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixtures::worlds;

    #[test]
    fn a_world_is_told_in_one_sentence() {
        let results = worlds::compare();
        let sentence = world(&results.worlds[1], &results).expect("a sentence");
        assert_eq!(
            sentence,
            "Fourth teller: +60,000 CNY [+40,000, +80,000], better in 34 of 40 replications (n = 40; \
             the mean is better with probability above 0.999; pairing 6.4×); 312 customers [300, 324] saved, 41 customers [37, 45] lost; \
             119 customers [111, 127] more kept for a while and lost later by another hole; costs 260,000 CNY [259,100, 260,900], returns +0.24 \
             [+0.16, +0.32] per CNY spent; pays back after 1,333 days [1,204, 1,460], 38 of 40 replications."
        );
        assert_eq!(world(&results.worlds[0], &results), None);
    }

    #[test]
    fn a_bundle_is_told_by_the_names_of_its_parts() {
        let mut results = worlds::compare();
        let bundle = worlds::BUNDLE.to_string();
        let found = &mut results.findings;
        let own: Vec<InputChange> =
            found.inputs.iter().map(|change| InputChange { world: bundle.clone(), ..change.clone() }).collect();
        let parts = found.inputs.len();
        found.inputs.extend(own);
        let design = found.designs.iter_mut().find(|design| design.name == bundle).expect("the bundle");
        design.interventions = bundle.split(" + ").map(str::to_owned).collect();
        let told = changes(&results);
        assert_eq!(told.len(), parts + 1);
        assert_eq!(told[parts].1, "the changes of Fourth teller, News about the wait and Follow-up call together");
    }

    #[test]
    fn leaks_are_told_with_cure_and_doubt() {
        let results = worlds::leaks();
        let sentences = leaks(results.findings.leaks.as_ref().expect("leaks"));
        assert!(sentences[0].starts_with("Worth plugging first: hassle, +400,000 CNY [+380,000, +420,000] (n = 40)"));
        assert!(
            sentences[0].contains(
                "with it plugged 560 customers [549, 571] fewer leave by any hole; of those whom it took, 136 by rival"
            ),
            "{}",
            sentences[0]
        );
        assert_eq!(sentences[1], "No gain can be told from zero: neglect.");
        assert!(sentences[2].contains("single plugs do not explain 420,000 CNY"), "{}", sentences[2]);
    }

    #[test]
    fn chances_are_never_certain() {
        assert_eq!(
            [1.0, 0.9995, 0.97, 0.5, 0.004, 0.0].map(chance),
            ["above 0.999", "above 0.999", "0.97", "0.50", "0.004", "below 0.001"]
        );
    }
}
