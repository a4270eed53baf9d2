//! The same customers in every world: what pairing wins, that its intervals cover, and closed forms of what worlds differ by.
//!
//! Longer than other files: each claim of pairing with its closed form and its coverage.

use journeysim::experiment::comparison::Difference;
use journeysim::experiment::results::{Results, World as Found};
use journeysim::num::{exp, exp_m1, ln_1p, pow};

use crate::support::{Worlds, run_text};

fn difference<'a>(world: &'a Found, id: &str) -> &'a Difference {
    &world.comparison.as_ref().expect("a comparison").difference[id]
}

fn near(got: Option<f64>, wanted: f64, share: f64) {
    let got = got.expect("a value");
    assert!((got - wanted).abs() <= share * wanted.abs(), "{got} is not {wanted} within {share}");
}

fn intervention(name: &str, keys: &str, change: &str) -> String {
    format!("[[intervention]]\nname = \"{name}\"\n{keys}\nchange = {{ {change} }}\n")
}

// --- what pairing wins ------------------------------------------------------------------------------------------------

/// Memory, loyalty, holes, complaints and purchases; customers share nothing.
const BUCKET: &str = r#"
name = "Bucket"
[run]
horizon = "2 y"
replications = 40
seed = 5
[money]
discount_rate = 0.1
[population]
customers = 400
[purchase]
rate = { gamma = { mean = "2 per mo", shape = 1.0 } }
basket = { lognormal = { mean = 40.0, cv = 0.5 } }
margin = 0.4
[lifecycle]
[loyalty]
[memory]
[complaint]
[[journey]]
name = "visit"
start = "purchase"
[[journey.touchpoint]]
name = "serve"
quality = 7.4
fail_prob = 0.006
hole = "staff"
end = "departure"
"#;

/// Variance ratio of the value of one world.
fn ratio(results: &Results) -> f64 {
    difference(&results.worlds[1], "npv").variance_ratio.expect("a ratio")
}

#[test]
fn pairing_wins_what_the_kind_of_lever_allows() {
    // The larger the effect, the less there is to win: floors by kind of lever. The largest hole of this bucket, which failures feed, is
    // plugged with the effect of failures removed outright.
    for (lever, change, floor) in [
        ("a little better quality", "\"journey.visit.serve.quality\" = { add = 0.05 }", 300.0),
        ("a hole plugged", "\"hole.service.factor\" = { set = 0.0 }", 10.0),
        ("the largest hole plugged", "\"hole.staff.factor\" = { set = 0.0 }", 5.0),
        ("failures halved", "\"journey.visit.*.fail_prob\" = { scale = 0.5 }", 10.0),
        ("failures removed", "\"journey.visit.*.fail_prob\" = { set = 0.0 }", 5.0),
    ] {
        let text = format!("{BUCKET}{}", intervention("a", "", change));
        let found = ratio(&Worlds::parse(&text, &[&["a"]]).results());
        println!("{lever}: {found:.1}");
        assert!(found >= floor, "{lever}: {found:.1}, floor {floor}");
    }
}

/// A plug leaves all alone but those who left by the hole; these live on for a while that no other world knows. With constant hazards of
/// which the hole is a share `f`, and no end of time, the variance of a life is 1 without the plug, `(1 - f)^-2` with it, and that of the
/// difference `f (2 - f) (1 - f)^-2`, in squares of the mean life: so much is to win, and all of it is won.
#[test]
fn plugging_wins_what_the_share_of_the_hole_allows() {
    for f in [0.05, 0.3, 2.0 / 3.0] {
        let text = format!(
            "name = \"Share\"\n[run]\nhorizon = \"40 y\"\nreplications = 1000\nseed = 2\n[population]\ncustomers = 100\n\
             [contract]\nearns = \"1 per y\"\n[[hole]]\nname = \"it\"\nhazard = \"{f} per y\"\n\
             [[hole]]\nname = \"rest\"\nhazard = \"{} per y\"\n{}",
            1.0 - f,
            intervention("a", "", "\"hole.it.factor\" = { set = 0.0 }")
        );
        let found = ratio(&Worlds::parse(&text, &[&["a"]]).results());
        let allowed = (1.0 + (1.0 - f) * (1.0 - f)) / (f * (2.0 - f));
        println!("share {f:.2}: {found:.2}, allowed {allowed:.2}");
        // Each ratio is one of two estimates from 1,000 replications: 4.5 % and 4.5 %, four of which in all.
        assert!((found / allowed - 1.0).abs() < 0.25, "share {f:.2}: {found:.2}, allowed {allowed:.2}");
    }
}

#[test]
fn a_fourth_teller_in_a_shared_branch_is_seen_ten_times_more_sharply() {
    let text = std::fs::read_to_string(crate::support::here("scenarios/bank-branch.toml")).expect("readable");
    let text = text.replace("customers = 4000", "customers = 1500");
    let mut worlds = Worlds::parse(&text, &[&["fourth teller"]]);
    worlds.base.replications = 12;
    let found = ratio(&worlds.results());
    assert!(found >= 10.0, "{found:.1}");
}

/// The check on the checks: worlds that do not share their draws win nothing, and the bounds above would notice.
#[test]
fn without_common_draws_there_is_nothing_to_win() {
    let change = "\"journey.visit.*.fail_prob\" = { scale = 0.5 }";
    let text = format!("{BUCKET}{}", intervention("a", "", change));
    let paired = Worlds::parse(&text, &[&["a"]]).results();
    let npv = |results: &Results| results.worlds[0].metrics["npv"].sd.expect("a spread");
    // The same change written into the file, with draws of its own.
    let changed = text.replace("fail_prob = 0.006", "fail_prob = 0.003");
    let (own, other) = (run_text(&text, &[]), run_text(&changed, &[("run.seed", "6")]));
    let spread = difference(&paired.worlds[1], "npv").sd.expect("a spread");
    // The spread of independent differences is the root of the sum of variances: pairing must be three times as sharp.
    let unpaired = (npv(&own) * npv(&own) + npv(&other) * npv(&other)).sqrt();
    assert!(unpaired > 3.0 * spread, "{unpaired} {spread}");
    // And with the same seed the changed file is the very world of the intervention.
    let twin = run_text(&changed, &[]);
    assert_eq!(twin.worlds[0].metrics["npv"].mean, paired.worlds[1].metrics["npv"].mean);
}

// --- intervals of differences -----------------------------------------------------------------------------------------

/// Share of experiments, each with its own seed, whose 95 % interval of a paired difference holds the truth.
fn coverage(text: &str, experiments: u64, truth: f64, id: &str) -> f64 {
    let mut worlds = Worlds::parse(text, &[&["a"]]);
    let mut held = 0u32;
    for seed in 0..experiments {
        worlds.base.seed = 5_000 + seed;
        let results = worlds.results();
        let [low, high] = difference(&results.worlds[1], id).ci95.expect("several replications");
        held += u32::from(low <= truth && truth <= high);
    }
    f64::from(held) / experiments as f64
}

/// Within three binomial standard errors of 95 %: one seed in 370 would fail a correct program; these are fixed.
fn assert_covers(what: &str, found: f64, experiments: u64) {
    let band = 3.0 * (0.95 * 0.05 / experiments as f64).sqrt();
    println!("{what}: covers {found:.4}, expected 0.95 +- {band:.4}");
    assert!((found - 0.95).abs() <= band, "{what}: covers {found:.4}, expected 0.95 +- {band:.4}");
}

const RENEWAL: &str = r#"
name = "Renewal"
[run]
horizon = "13 mo"
replications = 30
[population]
customers = 150
[contract]
term = "1 y"
price = 1.0
retention = 0.7
"#;

#[test]
fn intervals_of_a_difference_of_shares_cover() {
    // Common draws: those whose uniform number lies between .7 and .8 renew in one world only, Binomial(150, .1).
    let text = format!("{RENEWAL}{}", intervention("a", "", "\"contract.retention\" = { add = 0.1 }"));
    assert_covers("difference of retention", coverage(&text, 600, 0.1, "retention_horizon"), 600);
}

/// A flow of money and two holes with constant hazards; discounted at 10 %.
const FLOW: &str = r#"
name = "Flow"
[run]
horizon = "3 y"
replications = 30
[money]
discount_rate = 0.1
[population]
customers = 60
[contract]
earns = "100 per y"
[[hole]]
name = "a"
hazard = "0.5 per y"
[[hole]]
name = "b"
hazard = "0.3 per y"
"#;

/// Value at `from` years of 1 a year until `to`, of somebody who leaves at `h` a year; discounted to year 0 at 10 %.
fn flow(h: f64, from: f64, to: f64) -> f64 {
    let rate = h + ln_1p(0.1);
    exp(-rate * from) * -exp_m1(-rate * (to - from)) / rate
}

#[test]
fn intervals_of_a_plug_gain_cover() {
    let text = format!("{FLOW}{}", intervention("a", "", "\"hole.a.factor\" = { set = 0.0 }"));
    let truth = 60.0 * 100.0 * (flow(0.3, 0.0, 3.0) - flow(0.8, 0.0, 3.0));
    assert_covers("plug gain", coverage(&text, 600, truth, "npv"), 600);
}

#[test]
fn intervals_of_a_gain_that_starts_later_cover() {
    let text = format!("{FLOW}{}", intervention("a", "start = \"1 y\"", "\"contract.earns\" = { scale = 1.5 }"));
    let truth = 60.0 * 50.0 * flow(0.8, 1.0, 3.0);
    assert_covers("gain of a later price", coverage(&text, 600, truth, "npv"), 600);
}

// --- closed forms -----------------------------------------------------------------------------------------------------

#[test]
fn five_points_of_retention_are_worth_what_the_cohort_formula_says() {
    const YEARS: usize = 10;
    let retention = [0.60, 0.65, 0.70, 0.75, 0.78, 0.79, 0.80, 0.80, 0.80];
    let text = format!(
        "name = \"Magazine\"\n[run]\nhorizon = \"10 y\"\nreplications = 40\nseed = 3\n[money]\ndiscount_rate = 0.15\n\
         [population]\ncustomers = 4000\n[contract]\nterm = \"1 y\"\nprice = [35.90, 75.90]\ncost = 30.0\nretention = {retention:?}\n{}",
        intervention("a", "", "\"contract.retention\" = { add = 0.05 }")
    );
    let value = |more: f64| {
        let mut survivors = 1.0;
        (0..YEARS).fold(0.0, |sum, year| {
            let margin = if year == 0 { 5.90 } else { 45.90 };
            let sum = sum + survivors * margin * pow(1.15, -(year as f64));
            survivors *= retention.get(year).map_or(0.0, |r| r + more);
            sum
        })
    };
    assert!((1000.0 * value(0.0) - 66_940.31).abs() < 0.01, "the formula itself: {}", 1000.0 * value(0.0));
    let results = Worlds::parse(&text, &[&["a"]]).results();
    for (world, more) in [("baseline", 0.0), ("a", 0.05)] {
        let known =
            results.findings.exact.iter().find(|e| e.world == world && e.metric == "npv").expect("an expectation");
        near(Some(known.value), 4000.0 * value(more), 1e-12);
    }
    let found = difference(&results.worlds[1], "npv");
    let truth = 4000.0 * (value(0.05) - value(0.0));
    near(found.mean, truth, 0.01);
    let spread = found.sd.expect("a spread") / (found.n as f64).sqrt();
    assert!((found.mean.expect("a mean") - truth).abs() < 3.5 * spread, "{:?} {truth} {spread}", found.mean);
}

#[test]
fn the_magazine_is_worth_what_the_source_says_exactly() {
    let results = crate::support::run_file("scenarios/magazine.toml", &[]);
    let exact =
        |metric: &str| results.findings.exact.iter().find(|e| e.metric == metric).expect("an expectation").value;
    assert!((exact("npv") - 66_940.31).abs() < 0.005, "{}", exact("npv"));
    // The renewal at the horizon is settled: eight in ten of those of the tenth year are there.
    assert!((exact("ltv") - 66.940_31).abs() < 5e-6 && (exact("retention_horizon") - 0.8 * 0.064_597).abs() < 1e-6);
    // The simulation agrees within its own interval.
    for metric in ["npv", "ltv", "retention_horizon"] {
        let [low, high] = results.worlds[0].metrics[metric].ci95.expect("an interval");
        assert!(low <= exact(metric) && exact(metric) <= high, "{metric}: {} in {low}..{high}", exact(metric));
    }
    // A queue has no such expectation, nor has a contract whose customers leave by holes.
    assert!(
        run_text(FLOW, &[]).findings.exact.is_empty()
            && run_text(SHOP, &[("run.replications", "2")]).findings.exact.is_empty()
    );
}

/// Money flowing within terms, bills by the month, a longer first term: the same by a sum over terms.
#[test]
fn bills_and_flows_of_a_contract_have_their_exact_expectation() {
    let text = "name = \"Bills\"\n[run]\nhorizon = \"49.5 mo\"\nreplications = 60\nseed = 8\n[money]\ndiscount_rate = 0.08\noverhead = \"10 per d\"\n\
                [population]\ncustomers = 500\n[contract]\nterm = \"2 y\"\nrenews_for = \"1 y\"\nbill = \"1 mo\"\n\
                price = { gamma = { mean = 12.0, shape = 2.0 } }\ncost = 3.0\nearns = \"0.1 per d\"\nretention = [0.8, 0.7]\n";
    let results = run_text(text, &[]);
    let delta = ln_1p(0.08);
    let bills = |from: u32, to: u32| (from..to).map(|m| exp(-delta * f64::from(m) / 12.0)).sum::<f64>();
    let flow = |from: f64, to: f64| 36.5 * (exp(-delta * from) - exp(-delta * to)) / delta;
    let one = 9.0 * (bills(0, 24) + 0.8 * bills(24, 36) + 0.56 * bills(36, 48) + 0.392 * bills(48, 50))
        + flow(0.0, 2.0)
        + 0.8 * flow(2.0, 3.0)
        + 0.56 * flow(3.0, 4.0)
        + 0.392 * flow(4.0, 49.5 / 12.0);
    let wanted = 500.0 * one - 100.0 * flow(0.0, 49.5 / 12.0);
    let exact = results.findings.exact.iter().find(|e| e.metric == "npv").expect("an expectation").value;
    near(Some(exact), wanted, 1e-9);
    near(results.worlds[0].metrics["npv"].mean, wanted, 0.01);
}

/// Poisson purchases of 20 at a margin of a half, 12 a year; a constant hole; discounted at 10 %.
const SHOP: &str = r#"
name = "Shop"
[run]
horizon = "3 y"
replications = 40
seed = 4
[money]
discount_rate = 0.1
[population]
customers = 2000
[purchase]
rate = "12 per y"
basket = 20.0
margin = 0.5
[[hole]]
name = "any"
hazard = "0.4 per y"
"#;

#[test]
fn an_offer_at_joining_is_worth_its_closed_form() {
    // A tenth more margin in the first year, at 5 for each of the 2,000 who join on day 0.
    let keys = "on = \"join\"\nlasts = \"1 y\"\ncost = { per_use = 5 }";
    let text = format!("{SHOP}{}", intervention("a", keys, "\"purchase.margin\" = { add = 0.1 }"));
    let results = Worlds::parse(&text, &[&["a"]]).results();
    let gain = 2000.0 * 0.1 * 20.0 * 12.0 * flow(0.4, 0.0, 1.0);
    near(difference(&results.worlds[1], "npv").mean, gain - 2000.0 * 5.0, 0.01);
    let business = &results.worlds[1].comparison.as_ref().expect("compared").business;
    near(business.cost.mean, 10_000.0, 1e-9);
}

#[test]
fn what_an_intervention_costs_and_returns_can_be_read_from_its_replications() {
    let keys = "start = \"6 mo\"\ncost = { once = 3000, per_customer = 4 }";
    let text = format!("{SHOP}{}", intervention("a", keys, "\"purchase.margin\" = { add = 0.05 }"));
    let results = Worlds::parse(&text, &[&["a"]]).results();
    let found = results.worlds[1].comparison.as_ref().expect("compared");
    let business = &found.business;
    assert_eq!((business.costs.len(), business.paybacks.len(), found.futures.len()), (40, 40, 40));
    let sum = |values: &[f64]| values.iter().sum::<f64>();
    near(business.cost.mean, sum(&business.costs) / 40.0, 1e-12);
    // Gain less cost is the difference of npv, and the return is the ratio of their sums.
    near(business.return_.as_ref().and_then(|r| r.mean), sum(&found.futures) / sum(&business.costs), 1e-12);
    let mut days: Vec<f64> = business.paybacks.iter().flatten().copied().collect();
    days.sort_by(f64::total_cmp);
    let payback = business.payback_days.as_ref().expect("something is laid out");
    assert_eq!(days.len() as u64, payback.paid_back);
    let middle = days[(40 - 1) / 2]..=days[40 / 2];
    assert!(payback.median.is_some_and(|day| middle.contains(&day)), "{payback:?} {days:?}");
}

#[test]
fn a_switch_of_the_purchase_rate_is_worth_its_closed_form() {
    // Half as many purchases again, between 15 and 27 months; nobody leaves sooner or later for it.
    let keys = "start = \"15 mo\"\nend = \"27 mo\"";
    let text = format!("{SHOP}{}", intervention("a", keys, "\"purchase.rate\" = { scale = 1.5 }"));
    let results = Worlds::parse(&text, &[&["a"]]).results();
    let gain = 2000.0 * 0.5 * 20.0 * 6.0 * flow(0.4, 1.25, 2.25);
    near(difference(&results.worlds[1], "npv").mean, gain, 0.01);
    assert_eq!(difference(&results.worlds[1], "exits").mean, Some(0.0));
}

#[test]
fn a_fulfilment_lag_discounts_costs_by_the_lag() {
    let costs = |lag: &str| {
        let cost =
            format!("start = \"1 y\"\nend = \"2 y\"\ncost = {{ once = 1000, per_month = 365, per_customer = 2{lag} }}");
        let used = format!("on = \"join\"\ncost = {{ per_use = 3{lag} }}");
        let text = format!(
            "{SHOP}{}{}",
            intervention("a", &cost, "\"purchase.price\" = { scale = 1.0 }"),
            intervention("b", &used, "\"purchase.price\" = { scale = 1.0 }")
        );
        let results = Worlds::parse(&text, &[&["a"], &["b"]]).results();
        [1, 2].map(|w| difference(&results.worlds[w], "npv").mean.expect("a mean"))
    };
    let (now, later, owed) = (costs(""), costs(", lag = \"6 mo\""), costs(", lag = \"5 y\""));
    // Everything is paid half a year later, and nothing else changes.
    near(Some(later[0] / now[0]), pow(1.1, -0.5), 1e-6);
    near(Some(later[1] / now[1]), pow(1.1, -0.5), 1e-6);
    // What is owed at the horizon is paid there: once, twelve a day for a year, two for each, and three for each.
    let heads = (now[0] + 1000.0 * pow(1.1, -1.0) + 12.0 * 365.0 * -exp_m1(-ln_1p(0.1)) / ln_1p(0.1) / 1.1) * 1.1;
    near(Some(owed[0]), (heads - 1000.0 - 12.0 * 365.0) * pow(1.1, -3.0), 1e-6);
    near(Some(owed[1]), -3.0 * 2000.0 * pow(1.1, -3.0), 1e-6);
}

#[test]
fn a_touchpoint_that_never_takes_place_changes_nothing_at_all() {
    let idle =
        "[[journey.touchpoint]]\nname = \"idle\"\nprobability = 0.0\nquality = 1.0\nfail_prob = 1.0\ncost = 9.0\n";
    // Without a transaction a purchase would be complete at the end of the journey, which a further step puts off.
    let text = BUCKET.replace("replications = 40", "replications = 4").replace("\"departure\"", "\"transaction\"");
    let mut worlds = Worlds::parse(&text, &[]);
    let mut rival = Worlds::parse(
        &format!("{text}{idle}{}", intervention("a", "", "\"purchase.price\" = { scale = 1 }")),
        &[&["a"]],
    );
    worlds.rivals.append(&mut rival.rivals);
    let results = worlds.results();
    let found = results.worlds[1].comparison.as_ref().expect("a comparison");
    for (id, d) in found.difference.iter().filter(|(_, d)| d.n > 0) {
        assert_eq!((d.mean, d.sd), (Some(0.0), Some(0.0)), "{id}");
    }
    let twins = found.twins.as_ref().expect("customers");
    assert_eq!([&twins.saved, &twins.lost, &twins.moved, &twins.unmatched].map(|m| m.mean), [Some(0.0); 4]);
    assert_eq!(twins.untouched.mean, Some(400.0));
}

#[test]
fn an_extra_visit_in_which_nothing_happens_changes_nothing_at_all() {
    // Incidents, voices, outcomes and praise belong to the visits in which they happen, however many there are of another journey.
    let text = |blocks: &str| {
        format!(
            "name = \"x\"\n[run]\nhorizon = \"2 y\"\nreplications = 4\nseed = 3\n[population]\ncustomers = 300\n{blocks}[[hole]]\nname = \"bad\"\n\
             [[journey]]\nname = \"visit\"\nstart = {{ every = \"60 d\" }}\n[[journey.touchpoint]]\nname = \"desk\"\nfail_prob = 0.1\nseverity = 0.5\n\
             hole = \"bad\"\n[[journey]]\nname = \"tick\"\nstart = {{ every = \"45 d\" }}\n[[journey.touchpoint]]\nname = \"nothing\"\n\
             lane = \"support\"\nfail_prob = 0.0\n"
        )
    };
    // More visits are more of a habit: where that counts, nobody may leave.
    let told = "[loyalty]\n[word_of_mouth]\nconversion = 0.0\n";
    let complaints: &[&str] = &["exits", "incidents", "complaints", "incident_exits"];
    for (blocks, factor, metrics) in [("[complaint]\n", "1.0", complaints), (told, "0.0", &["told_praise"])] {
        let run = |ticks: &str| run_text(&text(blocks), &[("hole.*.factor", factor), ("journey.tick.enabled", ticks)]);
        let (with, without) = (run("true"), run("false"));
        for metric in metrics {
            let of = |results: &Results| results.worlds[0].metrics[*metric].mean;
            assert!(of(&without) > Some(0.0), "{metric}");
            assert_eq!(of(&with), of(&without), "{metric}");
        }
    }
}

// --- choosing ---------------------------------------------------------------------------------------------------------

#[test]
fn the_best_design_is_selected_with_more_replications_only_where_they_are_needed() {
    let worlds = |second: &str| {
        let more = [
            intervention("good", "", "\"purchase.margin\" = { add = 0.10 }"),
            intervention("second", "", second),
            intervention("dear", "cost = { once = 400000 }", "\"purchase.margin\" = { add = 0.05 }"),
        ];
        let text =
            SHOP.replace("customers = 2000", "customers = 100").replace("replications = 40", "replications = 10");
        let mut worlds = Worlds::parse(&format!("{text}{}", more.concat()), &[&["good"], &["second"], &["dear"]]);
        worlds.question.gap = Some(200.0);
        worlds.results()
    };
    let clear = worlds("\"purchase.margin\" = { add = 0.02 }").findings.selection.expect("a selection");
    assert_eq!((clear.best.as_deref(), clear.replications, clear.first_stage), (Some("good"), 10, 10));
    assert_eq!(clear.dropped.len(), 3, "{:?}", clear.dropped);
    // 3,750 in the mean against 3,300, and those whom the plug keeps vary much more than a margin.
    let close = worlds("\"hole.any.factor\" = { set = 0.66 }");
    let found = close.findings.selection.expect("a selection");
    assert!(found.replications > 10 && found.best.as_deref() == Some("good"), "{found:?}");
    assert!(found.dropped.iter().any(|d| d.name == "dear" && d.replications == 10), "{:?}", found.dropped);
    let winner = close.findings.winner.expect("a winner");
    // What the race ran is in the table as well; it is run in blocks, the last of which it may not have needed whole.
    assert!((found.replications..found.replications + 10).contains(&winner.first.n), "{}", winner.first.n);
    assert_eq!((winner.fresh.n, winner.name.as_str()), (10, "good"));
    assert!(
        winner.chosen.contains("KN") && winner.chosen.ends_with("estimated again on 10 fresh ones"),
        "{}",
        winner.chosen
    );
}

#[test]
fn the_race_decides_and_not_the_replications_before_it() {
    // With this seed the first ten replications are kinder to `second`; those after them turn the order round.
    let text = format!(
        "{}{}{}",
        SHOP.replace("customers = 2000", "customers = 100")
            .replace("replications = 40", "replications = 10")
            .replace("seed = 4", "seed = 5"),
        intervention("good", "", "\"purchase.margin\" = { add = 0.10 }"),
        intervention("second", "", "\"hole.any.factor\" = { set = 0.62 }")
    );
    let mut worlds = Worlds::parse(&text, &[&["good"], &["second"]]);
    let gains = |results: &Results| [1, 2].map(|w| difference(&results.worlds[w], "npv").mean);
    let [good, second] = gains(&worlds.results());
    assert!(second > good, "{good:?} {second:?}");
    worlds.question.gap = Some(400.0);
    let results = worlds.results();
    let [good, second] = gains(&results);
    assert!(good > second, "the table has the replications of the race: {good:?} {second:?}");
    let found = results.findings.selection.expect("a selection");
    assert!(found.replications > 10 && found.best.as_deref() == Some("good"), "{found:?}");
    let winner = results.findings.winner.expect("a winner");
    assert_eq!(winner.name, "good", "{}", winner.chosen);
}

#[test]
fn a_winner_is_estimated_again_on_a_quarter_as_many_fresh_replications() {
    let text = format!(
        "{}{}{}",
        SHOP.replace("customers = 2000", "customers = 20").replace("replications = 40", "replications = 80"),
        intervention("a", "", "\"purchase.margin\" = { add = 0.1 }"),
        intervention("b", "", "\"purchase.margin\" = { add = 0.2 }")
    );
    let winner = Worlds::parse(&text, &[&["a"], &["b"]]).results().findings.winner.expect("a winner");
    assert_eq!((winner.first.n, winner.fresh.n, winner.name.as_str()), (80, 20, "b"));
    assert!(winner.chosen.contains("over 80 replications; estimated again on 20 fresh ones"), "{}", winner.chosen);
}
