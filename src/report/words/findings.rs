//! What the results say, in words: the sentences shared by the terminal and the page.

use super::bucket::{ranked as ranked_holes, sum as bucket_sum};
use super::format::{brief, count, estimate, number, percent, share};
use super::names::{among, list, visible};
use crate::experiment::results::{Metric, ResourceResults, Results, RunInfo, World};
use crate::metrics::resource::{self, Resource};
use crate::metrics::{Declared, NAMED, Named, named};

/// Longest name inside a sentence [columns].
const NAME: usize = 40;

/// A metric of a world by its id, such as `npv` or `cac.posters`.
fn of_world(id: &str) -> Option<(&'static Named, String)> {
    let path = format!("metrics.{id}");
    named(&path).map(|(metric, name)| (metric, name.to_owned()))
}

/// Printed name of a metric id; ids without one read as themselves.
pub(crate) fn label(id: &str) -> String {
    match of_world(id).map(|(metric, name)| (metric.label, name)) {
        Some((Some(words), name)) if name.is_empty() => words.to_owned(),
        Some((Some(words), name)) => format!("{words}, {}", visible(&name, NAME)),
        _ => super::names::capital(&visible(&id.replace('_', " "), NAME)),
    }
}

/// Whether an estimate belongs to the short table.
pub(crate) fn is_headline(id: &str) -> bool {
    of_world(id).is_some_and(|(metric, _)| metric.headline)
}

/// Metrics in reading order: the headlines, then all others by name.
pub(crate) fn ordered(world: &World) -> Vec<(&String, &Metric)> {
    let place =
        |id: &str| NAMED.iter().position(|metric| metric.headline && metric.path.strip_prefix("metrics.") == Some(id));
    let mut metrics: Vec<(&String, &Metric)> = world.metrics.iter().collect();
    metrics.sort_by_key(|(id, _)| place(id).unwrap_or(NAMED.len()));
    metrics
}

/// What the short lists tell of a resource, in words; `alone` where there are no customers, whose figures come first elsewhere.
pub(crate) fn told_of<'a>(
    name: &str,
    resource: &'a ResourceResults,
    alone: bool,
) -> impl Iterator<Item = (String, &'a Metric)> {
    let told = Declared::<Resource>::told_of().into_iter().filter(move |(_, label)| alone || !label.alone);
    told.filter_map(move |(metric, label)| Some((format!("{name}: {}", label.words), resource.measures.get(metric)?)))
}

/// A figure of a loyalty program, or of all that have names.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OfProgram<'w> {
    /// The program it is of, by its name.
    pub(crate) name: Option<&'w str>,
    /// Whether programs have names, so that what is of none is of all together.
    several: bool,
    /// What it is.
    pub(crate) words: &'static str,
    /// Its value.
    pub(crate) metric: &'w Metric,
}

impl OfProgram<'_> {
    /// "Program", "Program miles", "Programs together".
    pub(crate) fn whose(&self) -> String {
        match self.name {
            Some(name) => format!("Program {}", visible(name, NAME)),
            None if self.several => "Programs together".to_owned(),
            None => "Program".to_owned(),
        }
    }
}

/// Loyalty programs in reading order, in words.
pub(crate) fn program(world: &World) -> impl Iterator<Item = (String, &Metric)> {
    programs(world).into_iter().map(|of| (format!("{}: {}", of.whose(), of.words), of.metric))
}

/// The same, apart: all programs together, then one after the other.
pub(crate) fn programs(world: &World) -> Vec<OfProgram<'_>> {
    const SHOWN: [(&str, &str); 16] = [
        ("incremental_value", "value beyond the world without"),
        ("deadweight", "rewards to sales made anyway"),
        ("added_purchases", "purchases added"),
        ("pulled_forward", "purchases moved, not won"),
        ("break_even", "sales to add to break even"),
        ("rewards", "rewards handed out"),
        ("breakage", "never redeemed"),
        ("outstanding", "outstanding at the horizon"),
        ("expiring_soon", "of that, expiring within 90 days"),
        ("liability", "liability at the horizon"),
        ("transferred", "passed on by members"),
        ("fraudulent", "issued by fraud"),
        ("surprises", "surprises given"),
        ("not_renewed", "memberships not renewed"),
        ("promoted", "moves up a tier"),
        ("demoted", "moves down a tier"),
    ];
    /// Where programs have names.
    const COST: [(&str, &str); 1] = [("cost", "cost, liability included")];
    /// Lines of the ledger; costs are negative.
    const MONEY: [(&str, &str); 7] = [
        ("program rewards", "rewards and discounts"),
        ("program costs", "running it"),
        ("program communication", "telling of it"),
        ("program partners", "paid to partners"),
        ("program fraud", "lost to fraud"),
        ("program fees", "paid by partners"),
        ("membership fees", "fees of members"),
    ];
    let names = world.program_names();
    let several = !names.is_empty();
    let figures = || SHOWN.iter().chain(&COST);
    let of = move |name, words, metric| OfProgram { name, several, words, metric };
    let all = figures().filter_map(|(id, words)| Some(of(None, *words, world.program.get(*id)?)));
    let money = MONEY.iter().filter_map(|(id, words)| Some(of(None, *words, world.ledger.get(*id)?)));
    let each = names.iter().flat_map(|name| {
        figures()
            .filter_map(move |(id, words)| Some(of(Some(*name), *words, world.program.get(&format!("{name}.{id}"))?)))
    });
    // What was never asked for, such as transfers, is not told as zero.
    let told =
        |of: &OfProgram<'_>| of.metric.mean.is_some_and(|mean| mean != 0.0) || of.metric.sd.is_some_and(|sd| sd > 0.0);
    all.chain(money).chain(each).filter(told).collect()
}

/// What the figures of a program rest on: which responses are set behind which of them, each with its basis.
pub(crate) fn program_basis(results: &Results) -> Option<String> {
    const RESPONSES: [&str; 7] = ["lift", "pull", "endow", "reset", "reach", "kmax", "loss"];
    results.worlds.iter().find(|world| !world.program.is_empty())?;
    let programs: Vec<&str> = results.worlds.iter().flat_map(World::program_names).collect();
    let told = |names: &[&str]| {
        let set = results.scenario.inputs.iter().filter(|input| {
            let key = input.path.strip_prefix("program.").filter(|_| !input.idle);
            key.is_some_and(|key| names.iter().any(|name| key.rsplit('.').next() == Some(name)))
        });
        let told: Vec<String> = set
            .map(|input| {
                let name = input.path.rsplit('.').next().unwrap_or_default();
                let program = input.path.split('.').nth(1).filter(|program| programs.contains(program));
                let name = program.map_or(name.to_owned(), |program| format!("{name} of {}", visible(program, 40)));
                let basis = if input.basis.is_empty() { "this scenario" } else { input.basis.as_str() };
                format!("{name} {} ({})", visible(&input.value, 12), visible(basis, 90))
            })
            .collect();
        told.join("; ")
    };
    let rests = [
        (
            "the value beyond the world without, the rewards to sales made anyway and the break-even rest on how members respond",
            told(&RESPONSES),
        ),
        ("all of them and the share never redeemed on how often rewards are asked for", told(&["redeem_prob"])),
        ("the liability also on the share taken to be never redeemed", told(&["breakage"])),
    ];
    let said: Vec<String> =
        rests.iter().filter(|rest| !rest.1.is_empty()).map(|(what, on)| format!("{what}: {on}")).collect();
    (!said.is_empty()).then(|| format!("Assumed, not measured: {}.", said.join(". Also assumed: ")))
}

/// Who brings what, as the firm sees it at its last review.
pub(crate) fn classes(world: &World) -> Option<String> {
    let known = |id: &str| world.classes.get(id).filter(|metric| metric.mean.is_some());
    let (people, best, value) = (known("customers")?, known("abc.A.customers")?, known("abc.A.value")?);
    let mut sentence = format!(
        "Value classes: of {} at the last review, {} are in A and bring {} of the contribution of 12 months",
        estimate(people),
        estimate(best),
        estimate(value)
    );
    if let Some(top) = known("top20_spend") {
        sentence += &format!("; the top 20 % bring {} of spend", estimate(top));
    }
    if let Some(future) = known("future_value") {
        sentence += &format!("; the firm can expect {} more of each", estimate(future));
    }
    Some(format!("{sentence} (n = {}).", people.n))
}

/// What leaks most, with its interval.
pub(crate) fn leak(world: &World) -> Option<String> {
    let bucket = world.bucket.as_ref()?;
    let holes = ranked_holes(bucket);
    let (worst, mean) = *holes.first()?;
    let left: f64 = holes.iter().map(|hole| hole.1).sum();
    let shown = |name: &str| among(name, holes.iter().map(|hole| hole.0.as_str()), NAME);
    let say = |name: &str, mean: f64| {
        let shown = shown(name);
        match bucket.outflow_share.get(name).and_then(|share| Some((share.mean?, share.ci95?))) {
            Some((part, ci95)) => format!("{shown}, {} of exits", share(part, Some(ci95))),
            None => {
                let leavers = bucket.outflow.get(name).map_or(number(mean, 0), estimate);
                format!("{shown}, {leavers} ({} of all)", percent(mean / left))
            }
        }
    };
    let n = bucket.outflow.get(worst).map_or(0, |metric| metric.n);
    let mut sentence = format!("Biggest leak: {}", say(worst, mean));
    let runners: Vec<String> = holes[1..].iter().take(2).map(|(name, mean)| say(name, *mean)).collect();
    if !runners.is_empty() {
        sentence += &format!("; then {}", list(&runners));
    }
    sentence += &format!(" (n = {n}).");
    if let Some((second, _)) = holes.get(1) {
        let top = bucket.outflow.get(worst).and_then(|metric| metric.ci95);
        let next = bucket.outflow.get(*second).and_then(|metric| metric.ci95);
        if let (Some(top), Some(next)) = (top, next)
            && top[0] <= next[1]
        {
            sentence += &format!(" {} and {} are too close to tell apart.", shown(worst), shown(second));
        }
    }
    Some(sentence)
}

/// Who leaves after incidents, under both readings of what answers to complaints cause.
pub(crate) fn incidents(world: &World) -> Option<String> {
    let lost = |id: &str| world.metrics.get(id).filter(|metric| metric.mean.is_some_and(|mean| mean > 0.0));
    let (whole, half) = (lost("incident_exits_causal_1")?, lost("incident_exits_causal_half")?);
    Some(format!(
        "Leaving after an incident: {} if answers cause all of the difference they go with, {} if half of it (complaint.causal_share, an \
         assumption; n = {}).",
        estimate(whole),
        estimate(half),
        whole.n
    ))
}

/// The sum of the bucket in one line.
pub(crate) fn bucket(world: &World) -> Option<String> {
    let bucket = world.bucket.as_ref()?;
    let (sum, closes) = bucket_sum(bucket)?;
    Some(format!("Bucket: {sum} (n = {}). {closes}", bucket.end.n))
}

/// Where people wait, in words.
pub(crate) fn queues(world: &World) -> Option<String> {
    let mean = |metric: &Metric| metric.mean.unwrap_or(0.0);
    let shown = |name: &str| among(name, world.resources.keys().map(String::as_str), NAME);
    let mut resources: Vec<(&String, &ResourceResults)> = world.resources.iter().collect();
    resources.sort_by(|a, b| mean(&b.1[resource::DELAY_MIN]).total_cmp(&mean(&a.1[resource::DELAY_MIN])));
    let (name, slowest) = *resources.first()?;
    slowest[resource::DELAY_MIN].mean?;
    let mut sentence = if mean(&slowest[resource::DELAY_MIN]) > 0.0 {
        format!(
            "Longest wait: at {}, {} on average, {} of arrivals wait (n = {}).",
            shown(name),
            estimate(&slowest[resource::DELAY_MIN]),
            estimate(&slowest[resource::DELAY_PROBABILITY]),
            slowest[resource::DELAY_MIN].n
        )
    } else if resources.iter().all(|(_, resource)| mean(&resource[resource::DELAY_PROBABILITY]) == 0.0) {
        "Nobody waits at any resource.".to_string()
    } else {
        "Nobody who is served waits at any resource.".to_string()
    };
    if let Some((busiest, resource)) =
        resources.iter().max_by(|a, b| mean(&a.1[resource::UTILISATION]).total_cmp(&mean(&b.1[resource::UTILISATION])))
        && resources.len() > 1
    {
        sentence +=
            &format!(" Busiest: {}, {} of its time.", shown(busiest), estimate(&resource[resource::UTILISATION]));
    }
    for (name, resource) in &resources {
        if mean(&resource[resource::RENEGE_FRACTION]) >= 0.0005 {
            sentence += &format!(
                " {} of arrivals at {} give up waiting.",
                estimate(&resource[resource::RENEGE_FRACTION]),
                shown(name)
            );
        }
        if mean(&resource[resource::BAULK_FRACTION]) >= 0.0005 {
            sentence += &format!(
                " {} of arrivals at {} find no room.",
                estimate(&resource[resource::BAULK_FRACTION]),
                shown(name)
            );
        }
    }
    Some(sentence)
}

/// Staying and value in one sentence, when there are customers.
pub(crate) fn value(world: &World) -> Option<String> {
    let known = |id: &str| world.metrics.get(id).filter(|metric| metric.mean.is_some());
    let staying =
        known("retention_1y").map(|metric| format!("{} are still there a year after joining", estimate(metric)));
    let unmeasured = world.metrics.get("retention_1y").filter(|metric| metric.mean.is_none());
    let unmeasured = unmeasured.map(|_| {
        "how many stay for a year after joining was not measured: nobody was seen all the way from joining".to_owned()
    });
    let worth = known("ltv").map(|metric| format!("a newcomer is worth {}", estimate(metric)));
    let parts: Vec<String> = [staying, unmeasured, worth].into_iter().flatten().collect();
    if parts.is_empty() {
        return None;
    }
    let n = ["retention_1y", "ltv"].iter().find_map(|id| known(id)).map_or(0, |metric| metric.n);
    Some(format!("{} (n = {n}).", super::names::capital(&list(&parts))))
}

/// How it was run, in one line.
pub(crate) fn run_line(run: &RunInfo) -> String {
    let mut parts = vec![
        super::format::days(run.horizon_days),
        count(run.replications, "replication", "replications"),
        format!("seed {}", run.seed),
    ];
    if run.warm_up_days > 0.0 {
        parts.push(format!("warm-up {} deleted", super::format::days(run.warm_up_days)));
    }
    if run.customers > 0 {
        parts.push(count(run.customers, "customer on day 0", "customers on day 0"));
    }
    match run.engine.as_str() {
        "independent" => parts.push("customers share nothing".to_string()),
        "shared" => parts.push("customers share queues or pools".to_string()),
        other => parts.push(visible(other, NAME)),
    }
    parts.join(" · ")
}

/// Everything a reader must know before trusting the numbers, but for what was told already.
pub(crate) fn warnings(run: &RunInfo, told: &[String]) -> Vec<String> {
    let mut all = Vec::new();
    all.extend(run.shortfall());
    for precision in run.precision.iter().filter(|precision| !precision.met) {
        let reached =
            precision.reached.map_or("nothing".to_string(), |reached| format!("±{} %", brief(reached * 100.0)));
        all.push(format!(
            "precision of `{}` not met: asked ±{} %, reached {reached}",
            visible(&precision.metric, 60),
            brief(precision.asked * 100.0)
        ));
    }
    all.extend(run.warnings.iter().filter(|warning| !told.contains(warning)).map(|warning| visible(warning, 600)));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixtures;

    #[test]
    fn the_leak_carries_its_interval_and_n() {
        let results = fixtures::bank_branch();
        let sentence = leak(&results.worlds[0]).expect("a leak");
        assert_eq!(
            sentence,
            "Biggest leak: hassle, 31 % [29, 33] of exits; then rival, 18.9 % [17.4, 20.5] of exits and quality, 14.4 % [13.1, 15.8] of exits (n = 40)."
        );
    }

    #[test]
    fn a_tie_is_called_a_tie() {
        let mut results = fixtures::bank_branch();
        let bucket = results.worlds[0].bucket.as_mut().expect("a bucket");
        bucket.outflow.insert("rival".to_string(), fixtures::metric(880.0, 12.0, "customers"));
        let sentence = leak(&results.worlds[0]).expect("a leak");
        assert!(sentence.ends_with("hassle and rival are too close to tell apart."), "{sentence}");
    }

    #[test]
    fn without_shares_the_count_carries_the_interval() {
        let mut results = fixtures::bank_branch();
        results.worlds[0].bucket.as_mut().expect("a bucket").outflow_share.clear();
        let sentence = leak(&results.worlds[0]).expect("a leak");
        assert!(sentence.starts_with("Biggest leak: hassle, 884 customers [872, 896] (31 % of all)"), "{sentence}");
    }

    #[test]
    fn a_partial_run_and_a_missed_precision_are_warnings() {
        let mut results = fixtures::mm1();
        results.run.partial = true;
        results.run.replications = 12;
        assert_eq!(results.run.shortfall().as_deref(), Some("incomplete: 12 of 20 replications were done"));
        results.run.replications = 20;
        let after = results.run.shortfall().expect("partial");
        assert!(after.contains("after the planned replications"), "{after}");
        results.run.replications = 12;
        results.run.precision = vec![crate::experiment::results::PrecisionInfo {
            metric: "resources.server.delay_min".to_string(),
            asked: 0.02,
            reached: Some(0.031),
            met: false,
        }];
        assert_eq!(
            warnings(&results.run, &[]),
            [
                "incomplete: 12 of 20 replications were done",
                "precision of `resources.server.delay_min` not met: asked ±2.00 %, reached ±3.10 %"
            ]
        );
    }
}
