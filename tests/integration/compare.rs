//! Worlds side by side: what changes nothing differs by nothing, and what changes something by what theory says.

use journeysim::experiment::comparison::{Better, Difference};
use journeysim::experiment::results::World as Found;
use journeysim::experiment::{Bundle, Inputs, Outcome, Plan, Question, Rival, Silent, compare, leaks};
use journeysim::num::{exp, ln, pow, student_t_cdf};
use journeysim::scenario::{Patch, Scenario, compile_world, input_changes};
use journeysim::stats::ShapleyPlan;

fn scenario(text: &str) -> Scenario {
    Scenario::parse("test.toml", text, &[]).unwrap_or_else(|problems| panic!("{problems}\n{text}")).scenario
}

fn rival(scenario: &Scenario, names: &[&str]) -> Rival {
    let compiled = compile_world(scenario, names).unwrap_or_else(|problems| panic!("{}", problems.render(false)));
    let interventions = names.iter().map(|n| (*n).to_owned()).collect();
    let changes = input_changes(scenario, names).unwrap_or_else(|problems| panic!("{}", problems.render(false)));
    let changes = changes.into_iter().map(|change| change.path).collect();
    Rival { name: names.join(" + "), model: compiled.model, interventions, changes, yardstick: false, listed: true }
}

pub(crate) fn ask<R>(text: &str, threads: usize, then: impl FnOnce(&Scenario, &Inputs<'_>, &Plan) -> R) -> R {
    let scenario = scenario(text);
    let base = compile_world(&scenario, &[]).unwrap_or_else(|problems| panic!("{}", problems.render(false)));
    let inputs = Inputs::from(&base);
    let plan =
        Plan { seed: base.seed, replications: base.replications, threads, precision: Vec::new(), one_cell: false };
    then(&scenario, &inputs, &plan)
}

pub(crate) fn compared(text: &str, worlds: &[&[&str]], threads: usize) -> Outcome {
    ask(text, threads, |scenario, inputs, plan| {
        let rivals: Vec<Rival> = worlds.iter().map(|names| rival(scenario, names)).collect();
        compare(inputs, &rivals, &Question::default(), plan, &Silent).expect("compared")
    })
}

fn difference<'a>(world: &'a Found, id: &str) -> &'a Difference {
    &world.comparison.as_ref().expect("a comparison").difference[id]
}

fn near(got: Option<f64>, wanted: f64, share: f64) {
    let got = got.expect("a value");
    assert!((got - wanted).abs() <= share * wanted.abs(), "{got} is not {wanted} within {share}");
}

/// Everything on, small; a queue for the shared case.
fn relationship(shared: bool) -> String {
    let desk = if shared { "resource = \"desk\"\npatience = { exponential = { mean = \"20 min\" } }\n" } else { "" };
    format!(
        r#"
name = "Relationship"
[run]
horizon = "2 y"
replications = 4
seed = 5
[money]
discount_rate = 0.1
[population]
customers = 200
stages = {{ build_up = 0.4, climax = 0.6 }}
[[acquisition]]
name = "street"
prospects = "4 per wk"
cost_per_contact = 3.0
[purchase]
rate = {{ gamma = {{ mean = "2 per mo", shape = 1.0 }} }}
basket = {{ lognormal = {{ mean = 40.0, cv = 0.5 }} }}
margin = 0.4
[lifecycle]
[loyalty]
[complaint]
[[resource]]
name = "desk"
staff = 1
salary = "100 per mo"
hours = {{ days = "mon-fri", open = "09:00", close = "17:00" }}
[[journey]]
name = "visit"
start = "purchase"
[[journey.touchpoint]]
name = "serve"
{desk}time = {{ lognormal = {{ mean = "5 min", cv = 0.5 }} }}
quality = 7.4
fail_prob = 0.02
hole = "quality"
end = "transaction"
"#
    )
}

#[test]
fn an_intervention_without_effect_differs_by_exactly_nothing() {
    for shared in [false, true] {
        for when in ["", "start = \"5 mo\"", "start = \"5 mo\"\nramp = \"3 mo\"", "end = \"200 d\"\nfade = \"1 mo\""] {
            let text = format!(
                "{}[[intervention]]\nname = \"same\"\n{when}\nchange = {{ \"journey.visit.serve.quality\" = {{ add = 0.0 }}, \
                 \"journey.visit.*.fail_prob\" = {{ scale = 1.0 }} }}\n",
                relationship(shared)
            );
            let results = compared(&text, &[&["same"]], 2).results;
            let found = results.worlds[1].comparison.as_ref().expect("a comparison");
            for (id, d) in &found.difference {
                if d.n > 0 {
                    assert_eq!((d.mean, d.sd), (Some(0.0), Some(0.0)), "{id} {when} shared {shared}");
                }
            }
            let twins = found.twins.as_ref().expect("customers");
            assert_eq!([&twins.saved, &twins.lost, &twins.moved, &twins.unmatched].map(|m| m.mean), [Some(0.0); 4]);
            assert!(twins.untouched.mean > Some(200.0) && twins.flow.is_empty() && twins.examples.is_empty());
            assert!(found.futures.iter().all(|&f| f == 0.0));
            assert_eq!(found.business.cost.mean, Some(0.0));
        }
    }
}

#[test]
fn results_of_a_comparison_have_equal_bytes_on_one_two_and_eight_threads() {
    for shared in [false, true] {
        let text = format!(
            "{}[[intervention]]\nname = \"care\"\nstart = \"2 mo\"\nramp = \"2 mo\"\ncost = {{ once = 50, per_customer = 1 }}\n\
             change = {{ \"journey.visit.*.fail_prob\" = {{ scale = 0.5 }} }}\n",
            relationship(shared)
        );
        let bytes = |threads| serde_json::to_vec(&compared(&text, &[&["care"]], threads).results).expect("data");
        let one = bytes(1);
        assert!(one == bytes(2) && one == bytes(8), "shared {shared}");
    }
}

/// Contribution of `m` a day, two constant holes, no discounting trick: everything has a closed form.
const CONSTANT: &str = r#"
name = "Constant"
[run]
horizon = "10 y"
replications = 40
seed = 3
[money]
discount_rate = 0.1
[population]
customers = 2000
[contract]
term = "1 d"
price = 0.0
earns = "1 per d"
[[hole]]
name = "a"
hazard = "0.2 per y"
[[hole]]
name = "b"
hazard = "0.1 per y"
[[intervention]]
name = "later"
start = "4 y"
change = { "hole.a.factor" = { scale = 0.5 } }
[[intervention]]
name = "price only"
start = "1 y"
end = "3 y"
cost = { once = 1000, per_month = 365, per_customer = 2 }
change = { "hole.a.factor" = { add = 0.0 } }
"#;

/// Value of one customer who earns 1 a day from day 0 to `years`, leaving at `h` a year, discounted at 10 %.
fn value(h: f64, years: f64) -> f64 {
    let rate = h + ln(1.1);
    365.0 * (1.0 - exp(-rate * years)) / rate
}

/// What those who stay bring from the day of an exit on, mean over exits at .3 a year in ten years, on day 0.
fn residual() -> f64 {
    let (h, steps) = (0.3, 10_000);
    let at = |step: i32| (f64::from(step) + 0.5) * 10.0 / f64::from(steps);
    let exits = (0..steps).map(|step| exp(-h * at(step)));
    let worth = (0..steps).map(|step| exp(-h * at(step)) * pow(1.1, -at(step)) * value(h, 10.0 - at(step)));
    worth.sum::<f64>() / exits.sum::<f64>()
}

#[test]
fn plugging_a_hole_gains_what_the_closed_form_says() {
    let text =
        CONSTANT.replace("[contract]\nterm = \"1 d\"\nprice = 0.0\nearns", "[contract]\nterm = \"100 y\"\nearns");
    let text = text.replace("[[hole]]\nname = \"a\"", "[[hole]]\ninvoluntary = true\nname = \"a\"");
    let text = text.replace("[[hole]]\nname = \"b\"", "[[hole]]\ninvoluntary = true\nname = \"b\"");
    ask(&text, 2, |scenario, inputs, plan| {
        let holes = ["a".to_owned(), "b".to_owned()];
        let plugged = |names: &[&str]| {
            let patches: Vec<Patch> = names.iter().map(|n| Patch::set(format!("hole.{n}.factor"), "0.0")).collect();
            let world = scenario.patched(&patches).unwrap_or_else(|p| panic!("{}", p.render(false)));
            Rival { name: names.join("+"), listed: true, ..rival(&world, &[]) }
        };
        let rivals = [plugged(&["a"]), plugged(&["b"]), plugged(&["a", "b"])];
        let found = leaks(inputs, &rivals, &holes, &Question::default(), plan, &Silent).expect("run").results;
        let leaks = found.findings.leaks.expect("leaks");
        let all = 2000.0 * (value(0.0, 10.0) - value(0.3, 10.0));
        let gains = [("a", value(0.1, 10.0) - value(0.3, 10.0)), ("b", value(0.2, 10.0) - value(0.3, 10.0))];
        for (hole, gain) in gains {
            let leak = leaks.holes.iter().find(|l| l.hole == hole).expect("the hole");
            near(leak.gain.mean, 2000.0 * gain, 0.02);
            near(leak.share.mean, if hole == "a" { 2.0 / 3.0 } else { 1.0 / 3.0 }, 0.02);
            // The larger the effect, the less pairing gains; without it the ratio would be 1.
            assert!(leak.gain.variance_ratio > Some(2.0), "{:?}", leak.gain.variance_ratio);
            // Of ten years' leavers fewer leave: a number above zero, better the higher it is.
            let own = if hole == "a" { 0.1 } else { 0.2 };
            near(leak.exits_avoided.mean, 2000.0 * (exp(-own * 10.0) - exp(-3.0)), 0.03);
            assert_eq!(leak.exits_avoided.better, Some(Better::Higher));
            assert!(leak.exits_avoided.ci95.is_some_and(|[low, high]| 0.0 < low && low < high));
            near(leak.value_at_exit.as_ref().and_then(|m| m.mean), residual(), 0.02);
        }
        // Everybody brings the same in a year, so one newcomer makes up for one leaver.
        near(leaks.value_equivalent.as_ref().and_then(|m| m.mean), 1.0, 1e-6);
        near(leaks.all_plugged.mean, all, 0.02);
        near(leaks.residual.mean, all - 2000.0 * (gains[0].1 + gains[1].1), 0.05);
        // Plugging saves exactly those whom the hole took, and moves nobody else.
        let twins = found.worlds[1].comparison.as_ref().and_then(|c| c.twins.as_ref()).expect("twins");
        assert_eq!(twins.lost.mean, Some(0.0));
        assert!(twins.flow.iter().all(|f| f.from == "a" && (f.to == "b" || f.to == "stays")), "{:?}", twins.flow);
    });
}

/// Holm (1979) over the raw p values of some differences, which a paired t test of their mean, spread and number gives.
fn holm_by_hand(family: &[&Difference]) -> Vec<f64> {
    let raw: Vec<f64> = family
        .iter()
        .map(|d| {
            let (mean, sd) = (d.mean.expect("a mean"), d.sd.expect("a spread"));
            2.0 * student_t_cdf(-(mean / (sd / (d.n as f64).sqrt())).abs(), (d.n - 1) as f64)
        })
        .collect();
    let mut order: Vec<usize> = (0..raw.len()).collect();
    order.sort_by(|a, b| raw[*a].total_cmp(&raw[*b]));
    let (mut out, mut least) = (vec![0.0; raw.len()], 0.0_f64);
    for (rank, &at) in order.iter().enumerate() {
        least = least.max((raw.len() - rank) as f64 * raw[at]).min(1.0);
        out[at] = least;
    }
    out
}

#[test]
fn p_values_of_worlds_and_of_plugs_are_adjusted_for_their_number() {
    let weak: String = [("a", 1.3), ("b", 0.8), ("c", 1.2)]
        .map(|(name, scale)| {
            format!("[[intervention]]\nname = \"{name}\"\nchange = {{ \"journey.visit.*.fail_prob\" = {{ scale = {scale} }} }}\n")
        })
        .concat();
    let text = format!("{}{weak}", relationship(false));
    let results = compared(&text, &[&["a"], &["b"], &["c"]], 1).results;
    let mut told = 0;
    for id in ["npv", "satisfaction", "purchases"] {
        let family: Vec<&Difference> = results.worlds[1..].iter().map(|world| difference(world, id)).collect();
        for (d, wanted) in family.iter().zip(holm_by_hand(&family)) {
            near(d.p_adjusted, wanted, 1e-9);
            told += i32::from(wanted < 1.0);
        }
    }
    assert!(told > 0, "p values that say something");
    ask(&text, 1, |scenario, inputs, plan| {
        let holes: Vec<String> = ["quality", "service", "staff"].map(str::to_owned).to_vec();
        let plugged = |names: &[&str]| {
            let patches: Vec<Patch> = names.iter().map(|n| Patch::set(format!("hole.{n}.factor"), "0.0")).collect();
            let world = scenario.patched(&patches).unwrap_or_else(|p| panic!("{}", p.render(false)));
            Rival { name: names.join("+"), listed: true, ..rival(&world, &[]) }
        };
        let rivals = [
            plugged(&["quality"]),
            plugged(&["service"]),
            plugged(&["staff"]),
            plugged(&["quality", "service", "staff"]),
        ];
        let leaks =
            leaks(inputs, &rivals, &holes, &Question::default(), plan, &Silent).expect("run").results.findings.leaks;
        let leaks = leaks.expect("leaks");
        let gains: Vec<&Difference> = leaks.holes.iter().map(|leak| &leak.gain).chain([&leaks.all_plugged]).collect();
        let avoided: Vec<&Difference> = leaks.holes.iter().map(|leak| &leak.exits_avoided).collect();
        let loss: Vec<&Difference> = leaks.holes.iter().map(|leak| &leak.yearly_loss).collect();
        for family in [gains, avoided, loss] {
            family.iter().zip(holm_by_hand(&family)).for_each(|(d, wanted)| near(d.p_adjusted, wanted, 1e-9));
        }
    });
}

#[test]
fn a_world_that_changes_in_time_follows_the_piecewise_closed_form() {
    let text = CONSTANT.replace("term = \"1 d\"\nprice = 0.0", "term = \"100 y\"");
    let text = text.replace("[[hole]]", "[[hole]]\ninvoluntary = true");
    let results = compared(&text, &[&["later"], &["price only"]], 2).results;
    let later = 2000.0 * exp(-(0.3 + ln(1.1)) * 4.0) * (value(0.2, 6.0) - value(0.3, 6.0));
    near(difference(&results.worlds[1], "npv").mean, later, 0.03);
    near(difference(&results.worlds[1], "retention_horizon").mean, exp(-0.3 * 4.0 - 0.2 * 6.0) - exp(-3.0), 0.03);
    // A cost without an effect: once at one year, 12 a day for two years, 2 for everybody still there.
    let present = |years: f64| pow(1.1, -years);
    let flow = 365.0 * 12.0 / 365.0 * 365.0 / ln(1.1) * (present(1.0) - present(3.0));
    let heads = 2000.0 * exp(-0.3) * 2.0 * present(1.0);
    let paid = difference(&results.worlds[2], "npv").mean.expect("paid");
    near(Some(paid), -(1000.0 * present(1.0) + flow + heads), 0.01);
    let business = &results.worlds[2].comparison.as_ref().expect("compared").business;
    near(business.cost.mean, -paid, 1e-9);
    assert!(business.gain.mean.is_some_and(|g| g.abs() < 1e-3));
    assert_eq!(business.payback_days.as_ref().map(|p| p.paid_back), Some(0));
}

#[test]
fn shapley_shares_of_a_bundle_add_up_to_its_effect() {
    let text = format!(
        "{}[[intervention]]\nname = \"a\"\nchange = {{ \"journey.visit.*.fail_prob\" = {{ scale = 0.2 }} }}\n\
         [[intervention]]\nname = \"b\"\nchange = {{ \"journey.visit.serve.quality\" = {{ add = 0.5 }} }}\n\
         [[intervention]]\nname = \"nothing\"\nchange = {{ \"purchase.price\" = {{ scale = 1.0 }} }}\n",
        relationship(false)
    );
    ask(&text, 2, |scenario, inputs, plan| {
        let names = ["a", "b", "nothing"];
        let shapley = ShapleyPlan::exact(3);
        let mut rivals = Vec::new();
        let mut worlds = Vec::new();
        for &mask in shapley.subsets() {
            let subset: Vec<&str> = (0..3).filter(|i| mask >> i & 1 == 1).map(|i| names[i]).collect();
            worlds.push((mask != 0).then_some(rivals.len()));
            if mask != 0 {
                rivals.push(rival(scenario, &subset));
            }
        }
        let bundle = Some(Bundle { names: names.map(str::to_owned).to_vec(), plan: shapley, worlds });
        let question = Question { bundle, ..Question::default() };
        let found = compare(inputs, &rivals, &question, plan, &Silent).expect("compared").results;
        let attribution = found.findings.attribution.expect("an attribution");
        let shares: f64 = attribution.players.iter().filter_map(|p| p.share.mean).sum();
        near(Some(shares), attribution.total.mean.expect("a total"), 1e-9);
        assert_eq!(attribution.players[2].share.mean, Some(0.0));
        assert!(attribution.players[0].alone.mean > Some(0.0));
        // The winner of several worlds is estimated again on other replications.
        let winner = found.findings.winner.expect("a winner");
        assert_ne!(winner.first.mean, winner.fresh.mean);
        assert!(found.findings.designs.iter().filter_map(|d| d.p_best).sum::<f64>() <= 1.0 + 1e-9);
    });
}

/// Pairing is what makes small effects visible: the same customers, draw by draw.
#[test]
fn a_small_quality_lever_is_seen_three_hundred_times_more_sharply_than_unpaired() {
    let text = format!(
        "{}[[intervention]]\nname = \"kinder\"\nchange = {{ \"journey.visit.serve.quality\" = {{ add = 0.02 }} }}\n",
        relationship(false).replace("replications = 4", "replications = 40")
    );
    let results = compared(&text, &[&["kinder"]], 2).results;
    let ratio = difference(&results.worlds[1], "npv").variance_ratio.expect("a ratio");
    assert!(ratio > 300.0, "{ratio}");
}

/// Every event that may set off an offer does, and costs its use.
#[test]
fn offers_touch_one_customer_at_a_time() {
    for on in ["join", "warning", "failure", "complaint"] {
        let text = format!(
            "{}[[intervention]]\nname = \"offer\"\non = \"{on}\"\nlasts = \"60 d\"\ncost = {{ per_use = 5 }}\n\
             change = {{ \"purchase.margin\" = {{ add = 0.1 }} }}\n",
            relationship(false)
        );
        let results = compared(&text, &[&["offer"]], 2).results;
        let found = results.worlds[1].comparison.as_ref().expect("a comparison");
        let paid = results.worlds[1].ledger["interventions"].mean.expect("paid");
        assert!(
            paid < 0.0 && (paid * 4.0 / 5.0).fract().abs() < 1e-6,
            "{on}: a mean over 4 replications of uses at 5: {paid}"
        );
        assert!(found.difference["ledger.purchases"].mean > Some(0.0), "{on}: the margin acts");
    }
}

/// A design that only costs is worse than doing nothing, and the chance of being best goes to the one that helps.
#[test]
fn doing_nothing_is_a_design_too() {
    let text = format!(
        "{}[[intervention]]\nname = \"waste\"\ncost = {{ once = 1000000 }}\nchange = {{ \"journey.visit.serve.quality\" = {{ add = 0.0 }} }}\n\
         [[intervention]]\nname = \"kinder\"\nchange = {{ \"journey.visit.serve.quality\" = {{ add = 1.0 }} }}\n",
        // A chance of being best takes a pilot of ten.
        relationship(false).replace("replications = 4", "replications = 10")
    );
    let alone = compared(&text, &[&["waste"]], 2).results.findings.designs;
    assert_eq!(alone[0].dominated_by.as_deref(), Some("the baseline"));
    assert_eq!(alone[0].p_best, Some(0.0));
    let both = compared(&text, &[&["waste"], &["kinder"]], 2).results.findings.designs;
    assert!(both[1].p_best > Some(0.95) && both[0].p_best == Some(0.0), "{both:?}");
    assert_eq!(both[1].dominated_by, None);
}
