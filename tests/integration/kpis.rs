//! Key figures: losses that nobody hears of, boxes of satisfaction, loyal behaviours, complaints by place and cause, priorities.
//! Closed forms and limits.
//!
//! Longer than other files: a test for each figure.

use journeysim::experiment::comparison::{Advice, Priorities};
use journeysim::experiment::results::{ComplaintGroup, Metric, Results, World};
use journeysim::experiment::{Question, Rival, Silent, leaks};
use journeysim::metrics::touchpoint;
use journeysim::num::{exp, sigmoid};
use journeysim::scenario::{Patch, compile_world};

use crate::compare::ask;
use crate::recovery::{holds, plugged};
use crate::support::{Set, run_text};

fn baseline(results: &Results) -> &World {
    &results.worlds[0]
}

fn metric<'a>(results: &'a Results, name: &str) -> &'a Metric {
    baseline(results).metrics.get(name).unwrap_or_else(|| panic!("no metric {name}"))
}

fn behaviour<'a>(results: &'a Results, name: &str) -> &'a Metric {
    baseline(results).behaviours.get(name).unwrap_or_else(|| panic!("no behaviour {name}"))
}

fn mean(metric: &Metric) -> f64 {
    metric.mean.expect("a mean")
}

/// Everybody meets one disaster on joining; what is complained of is mended, though late.
const DISASTER: &str = r#"
name = "Disaster"
[run]
horizon = "60 d"
replications = 20
seed = 11
[population]
customers = 4000
[loyalty]
[complaint]
voice = { silent = 0.69, front_line = 0.26, formal = 0.05 }
resolution = { quick = 0.0, slow = 1.0 }
[[journey]]
name = "first visit"
start = "join"
[[journey.touchpoint]]
name = "counter"
fail_prob = 1.0
severity = 1.0
"#;

#[test]
fn hidden_losses_are_silent_leavers_over_leavers() {
    // TARP after a major problem: 9 % of the silent stay, 54 % of those who are answered late.
    let hidden = |silent: f64| silent * 0.91 / (silent * 0.91 + (1.0 - silent) * 0.46);
    let results = run_text(DISASTER, &[]);
    holds(metric(&results, "hidden_loss_share"), hidden(0.69), "hidden losses");
    holds(metric(&results, "unhappy_per_complaint"), 20.0, "seen of what is true: one in twenty");
    let half = run_text(DISASTER, &[("complaint.voice", "{ silent = 0.3, front_line = 0.3, formal = 0.4 }")]);
    holds(metric(&half, "hidden_loss_share"), hidden(0.3), "fewer are silent");
    for (voice, share) in [
        ("{ silent = 1.0, front_line = 0.0, formal = 0.0 }", 1.0),
        ("{ silent = 0.0, front_line = 0.5, formal = 0.5 }", 0.0),
    ] {
        let results = run_text(DISASTER, &[("complaint.voice", voice)]);
        assert_eq!(mean(metric(&results, "hidden_loss_share")), share, "{voice}");
    }
}

/// Poisson buyers whom nothing moves and nobody takes away.
fn still(more: &str) -> String {
    format!(
        r#"
name = "Still"
[run]
horizon = "2 y"
replications = 20
seed = 31
[population]
customers = 600
{more}
[purchase]
rate = "1 per y"
basket = 10.0
[loyalty]
habit = 0.0
[memory]
baseline = 0.0
{}"#,
        plugged(&["rival"])
    )
}

/// `kappa` of the usual supports, habit at its full: convenience .2, inertia .2, price and lock-in .1.
const SUPPORT: f64 = 1.0 - 0.8 * 0.8 * 0.9 * 0.9;

#[test]
fn a_census_of_people_who_feel_nothing_is_known() {
    let results = run_text(&still(""), &[]);
    // S = 3.5 at M = 0: just in the top two boxes, one of six suppliers, held by supports and by the trust of the beginning.
    assert_eq!(mean(metric(&results, "top_box")), 0.0);
    assert_eq!(mean(metric(&results, "top_two_box")), 1.0);
    let near = |found: &Metric, expected: f64| assert!((mean(found) - expected).abs() < 1e-5, "{found:?} {expected}");
    near(metric(&results, "share_of_wallet"), 1.0 / 6.0);
    near(behaviour(&results, "resisting_rivals"), 1.0 - (1.0 - SUPPORT) * (1.0 - 0.5 * 0.3));
    let fond: &[Set<'_>] = &[
        ("memory.baseline", "0.8"),
        ("purchase.n_riv", "2.0"),
        ("purchase.m_riv", "0.5"),
        ("loyalty.trust.start", "1.0"),
        ("loyalty.support.lockin", "1.0"),
    ];
    let results = run_text(&still(""), fond);
    assert_eq!(mean(metric(&results, "top_box")), 1.0);
    near(metric(&results, "share_of_wallet"), exp(0.24) / (exp(0.24) + 2.0 * exp(0.15)));
    near(behaviour(&results, "resisting_rivals"), 1.0);
    let sour = run_text(&still(""), &[("memory.baseline", "-0.1"), ("purchase.wallet_response", "0.0")]);
    assert_eq!(mean(metric(&sour, "top_two_box")), 0.0);
    assert!(!baseline(&sour).metrics.contains_key("share_of_wallet"), "memory moves no wallet");
}

#[test]
fn who_buys_buys_again_as_often_as_a_poisson_buyer() {
    let results = run_text(&still(""), &[]);
    let some = 1.0 - exp(-2.0);
    holds(behaviour(&results, "repurchase"), (some - 2.0 * exp(-2.0)) / some, "two or more, of one or more");
    let cross = "{ chance = 0.5, categories = 1, adds = 0.0 }";
    let results = run_text(&still("").replace("basket = 10.0", &format!("basket = 10.0\ncross_sell = {cross}")), &[]);
    let adopted = 1.0 - exp(-2.0 * 0.5 * sigmoid((3.5 - 4.0) / 0.4));
    holds(behaviour(&results, "cross_buying"), adopted, "one category, adopted or not");
}

#[test]
fn praise_and_newcomers_follow_their_rates() {
    // Service as good as the market's, always: every moment is 0, and S stays at 3.5.
    let visits = "[[journey]]\nname = \"visit\"\nstart = \"purchase\"\n[[journey.touchpoint]]\nname = \"serve\"\nquality = 6.5\n\
                  fail_prob = 0.0\n[experience]\nsd_within = 0.0\nsd_between = 0.0\nmood_gain = 0.0\n[market]\nprogress = 0.0\n[word_of_mouth]\n";
    let told = run_text(&still(&format!("{visits}conversion = 0.0")), &[]);
    let ready = mean(behaviour(&told, "recommending"));
    assert!((ready - sigmoid(-1.0)).abs() < 1e-5, "{ready}");
    let brought =
        run_text(&still("[word_of_mouth]\nreferrals = { rate = \"0.3 per y\" }"), &[("hole.rival.factor", "0.0")]);
    holds(behaviour(&brought, "bringing"), 0.3, "newcomers per customer and year");
    assert!(!baseline(&brought).behaviours.contains_key("recommending"), "nobody tells");
}

#[test]
fn behaviours_are_absent_without_their_mechanisms() {
    let bare = "name = \"Bare\"\n[run]\nhorizon = \"1 y\"\nreplications = 2\n[population]\ncustomers = 20\n[contract]\nterm = \"1 y\"\nprice = 5.0\n";
    let w = &run_text(bare, &[]).worlds[0];
    assert!(w.behaviours.is_empty() && w.complaints.is_empty());
    for id in ["top_box", "top_two_box", "share_of_wallet", "hidden_loss_share"] {
        assert!(!w.metrics.contains_key(id), "{id}");
    }
}

#[test]
fn value_per_acquisition_cost_is_their_ratio() {
    let text = r#"
name = "Paid once"
[run]
horizon = "1 y"
replications = 5
[contract]
term = "100 y"
price = 20.0
[[acquisition]]
name = "web"
joins = "1 per d"
cost_per_customer = 5.0
"#;
    let results = run_text(text, &[]);
    assert!((mean(metric(&results, "ltv_per_cac.web")) - 4.0).abs() < 1e-5);
    assert!((mean(metric(&results, "profit_per_newcomer.web")) - 15.0).abs() < 1e-5);
}

#[test]
fn a_perceived_wait_is_the_delay_by_its_power() {
    let text = still(
        "[[journey]]\nname = \"visit\"\nstart = \"purchase\"\n[[journey.touchpoint]]\nname = \"serve\"\nwait = \"10 min\"",
    );
    let felt = |sets: &[Set<'_>]| {
        let results = run_text(&text, sets);
        let touch = &baseline(&results).touchpoints["visit/serve"];
        assert_eq!(mean(&touch[touchpoint::DELAY_MIN]), 10.0);
        mean(touch.measures.get(touchpoint::PERCEIVED_WAIT_MIN).expect("felt"))
    };
    assert!((felt(&[]) - 13.6).abs() < 1e-5);
    let root = felt(&[("experience.wait_power", "0.5")]);
    assert!((root - 1.36 * 10f64.sqrt()).abs() < 1e-5, "{root}");
    // Below what anybody minds it is felt all the same.
    assert!((felt(&[("experience.wait_ok", "1 h"), ("experience.overestimate", "1.0")]) - 10.0).abs() < 1e-5);
}

#[test]
fn a_touchpoint_may_say_how_long_a_wait_nobody_minds() {
    let text = still(
        "[[journey]]\nname = \"visit\"\nstart = \"purchase\"\n[[journey.touchpoint]]\nname = \"greet\"\nwait = \"10 min\"\n\
         [[journey.touchpoint]]\nname = \"serve\"\nwait = \"10 min\"",
    );
    let moments = |sets: &[Set<'_>]| {
        let results = run_text(&text, sets);
        ["visit/greet", "visit/serve"].map(|step| {
            let touch = &baseline(&results).touchpoints[step];
            mean(touch.measures.get(touchpoint::WAIT_MOMENT).expect("felt"))
        })
    };
    // Felt as 13.6 min: 8.6 beyond the usual 5, or 12.6 beyond 1, of a scale of 15.
    let near = |got: [f64; 2], right: [f64; 2]| (0..2).all(|k| (got[k] - right[k]).abs() < 1e-6);
    let one = moments(&[("journey.visit.serve.wait_ok", "1 min")]);
    assert!(near(one, [-8.6 / 15.0, -12.6 / 15.0]), "{one:?}");
    let general = moments(&[("journey.visit.serve.wait_ok", "1 min"), ("experience.wait_ok", "9 min")]);
    assert!(near(general, [-4.6 / 15.0, -12.6 / 15.0]), "{general:?}");
    let fine = moments(&[("journey.visit.serve.wait_ok", "14 min")]);
    assert!(near(fine, [-8.6 / 15.0, 0.0]), "{fine:?}");
}

/// 20 replications of 8,760 visits at 1/4: five standard errors of a share are passed once in 1.7 million seeds.
#[test]
fn the_share_of_visits_that_fail_is_the_chance_to() {
    let text = "name = \"Desk\"\n[run]\nhorizon = \"1 y\"\nreplications = 20\n[[journey]]\nname = \"visit\"\narrivals = { every = \"1 h\" }\n\
                [[journey.touchpoint]]\nname = \"serve\"\nfail_prob = 0.25\n";
    let results = run_text(text, &[]);
    let touch = &baseline(&results).touchpoints["visit/serve"];
    let (share, visits) = (mean(&touch[touchpoint::FAIL_FRACTION]), mean(&touch[touchpoint::VISITS]));
    assert!((share - 0.25).abs() < 5.0 * (0.25 * 0.75 / (20.0 * visits)).sqrt(), "{share}");
    assert!((share * visits - mean(&touch[touchpoint::FAILED])).abs() < 1.0, "the same visits");
}

/// A branch that fails at two places, nine times as often at one of them.
const BRANCH: &str = r#"
name = "Branch"
[run]
horizon = "3 y"
replications = 20
seed = 9
[population]
customers = 400
[loyalty]
[complaint]
voice = { silent = 0.3, front_line = 0.5, formal = 0.2 }
stay = { silent = [1.0, 1.0], unresolved = [1.0, 1.0], resolved = [1.0, 1.0], quickly = [1.0, 1.0] }
[[resource]]
name = "clerk"
staff = 50
[[journey]]
name = "deposit"
start = { rate = "4 per y" }
[[journey.touchpoint]]
name = "counter"
fail_prob = 0.18
hole = "staff"
resource = "clerk"
time = "1 min"
[[journey]]
name = "statement"
start = { rate = "4 per y" }
[[journey.touchpoint]]
name = "letter"
fail_prob = 0.02
hole = "quality"
"#;

fn groups<'a>(results: &'a Results, by: &str) -> &'a [ComplaintGroup] {
    baseline(results).complaints.get(by).unwrap_or_else(|| panic!("not sorted by {by}"))
}

#[test]
fn complaints_arise_where_things_fail() {
    let results = run_text(BRANCH, &[]);
    let expected = [
        ("hole", "staff", "quality"),
        ("touchpoint", "deposit/counter", "statement/letter"),
        ("journey", "deposit", "statement"),
        ("resource", "clerk", "no resource"),
    ];
    for (by, first, second) in expected {
        let found = groups(&results, by);
        assert_eq!(found.iter().map(|g| g.name.as_str()).collect::<Vec<_>>(), [first, second], "{by}");
        holds(&found[0].share, 0.9, by);
        assert!((found[0].cumulative - 0.9).abs() < 0.02);
        assert_eq!((found[0].class_a, found[1].class_a), (true, false), "nine tenths are more than 80 %");
        // Each complaint is in one group of each sorting.
        let sum: f64 = found.iter().map(|g| mean(&g.complaints)).sum();
        assert!((sum - mean(metric(&results, "complaints"))).abs() < 1e-9, "{by}: {sum}");
    }
}

#[test]
fn waits_that_are_given_up_count_where_and_for_what_they_are_blamed() {
    // A clerk who is busy for half a year with each; whoever gives up is angry, and that is the fault of waiting.
    let text = BRANCH
        .replace("staff = 50", "staff = 1")
        .replace("time = \"1 min\"", "time = \"200 d\"\npatience = \"10 min\"\nabandon_incident = 1.0");
    let results = run_text(&text, &[("journey.*.*.fail_prob", "0.0")]);
    let only = |by: &str| groups(&results, by).iter().map(|g| g.name.clone()).collect::<Vec<_>>();
    assert_eq!((only("hole"), only("touchpoint")), (vec!["hassle".to_owned()], vec!["deposit/counter".to_owned()]));
}

#[test]
fn no_complaints_are_sorted_where_nobody_complains() {
    let cut = BRANCH.split_once("[complaint]").expect("a block");
    let rest = cut.1.split_once("[[resource]]").expect("a block").1;
    let results = run_text(&format!("{}[[resource]]{rest}", cut.0), &[]);
    assert!(baseline(&results).complaints.is_empty());
}

/// Four things to rate, each blamed on a hole of its own, and a wait.
const RATED: &str = r#"
name = "Rated"
[run]
horizon = "3 y"
replications = 6
seed = 4
[population]
customers = 400
[purchase]
rate = "12 per y"
basket = 20.0
[loyalty]
[[journey]]
name = "visit"
start = "purchase"
[[journey.touchpoint]]
name = "greet"
quality = 5.0
hole = "staff"
[[journey.touchpoint]]
name = "advise"
quality = 7.5
hole = "service"
[[journey.touchpoint]]
name = "goods"
wait = { exponential = { mean = "12 min" } }
quality = 6.0
hole = "quality"
[[journey.touchpoint]]
name = "pay"
quality = 8.0
hole = "quality"
"#;

fn rated(plug: &[&str]) -> (Results, Option<Priorities>) {
    ask(RATED, 1, |scenario, inputs, plan| {
        let world = |names: &[&str]| {
            let patches: Vec<Patch> = names.iter().map(|n| Patch::set(format!("hole.{n}.factor"), "0.0")).collect();
            let changed = scenario.patched(&patches).unwrap_or_else(|p| panic!("{}", p.render(false)));
            let compiled = compile_world(&changed, &[]).unwrap_or_else(|p| panic!("{}", p.render(false)));
            Rival {
                name: names.join("+"),
                model: compiled.model,
                interventions: Vec::new(),
                changes: Vec::new(),
                yardstick: false,
                listed: true,
            }
        };
        let mut rivals: Vec<Rival> = plug.iter().map(|name| world(&[name])).collect();
        rivals.push(world(plug));
        let holes: Vec<String> = plug.iter().map(|name| (*name).to_owned()).collect();
        let found = leaks(inputs, &rivals, &holes, &Question::default(), plan, &Silent).expect("run").results;
        let priorities = found.findings.priorities.clone();
        (found, priorities)
    })
}

#[test]
fn priorities_are_gains_against_ratings_cut_at_the_means() {
    let (results, found) = rated(&["staff", "service", "quality", "hassle"]);
    let found = found.expect("a matrix");
    let leaks = results.findings.leaks.as_ref().expect("leaks");
    let names: Vec<(&str, bool)> = found.items.iter().map(|p| (p.touchpoint.as_str(), p.wait)).collect();
    assert_eq!(names.len(), 5);
    assert!(names.contains(&("visit/goods", true)), "the wait is rated apart: {names:?}");
    for item in &found.items {
        let leak = leaks.holes.iter().find(|leak| leak.hole == item.hole).expect("its hole");
        assert_eq!(item.importance.mean, leak.gain.mean, "{}", item.touchpoint);
        assert_eq!(item.importance.ci95, leak.gain.ci95);
        let touch = &results.worlds[0].touchpoints[&item.touchpoint];
        let rating = &touch[if item.wait { touchpoint::WAIT_MOMENT } else { touchpoint::MOMENT }];
        assert_eq!(item.rating.mean, rating.mean, "{}", item.touchpoint);
        assert_eq!(item.wait, item.hole == "hassle");
        // Its area, from the published cuts alone.
        let (matters, pleases) = (mean(&item.importance) - found.importance_cut, mean(&item.rating) - found.rating_cut);
        let grey = matters.abs() <= found.importance_grey && pleases.abs() <= found.rating_grey;
        let area = match (matters > 0.0, pleases > 0.0) {
            _ if grey => Advice::NoAdvice,
            (true, false) => Advice::WeakPoint,
            (true, true) => Advice::Strength,
            (false, true) => Advice::IrrelevantStrength,
            (false, false) => Advice::Negligible,
        };
        assert_eq!(item.advice, area, "{}", item.touchpoint);
        let over = |m: &Metric, cut: f64| m.ci95.is_some_and(|[low, high]| low <= cut && cut <= high);
        let doubt = over(&item.importance, found.importance_cut) || over(&item.rating, found.rating_cut);
        assert_eq!(item.in_doubt, doubt, "{}", item.touchpoint);
    }
    let n = found.items.len() as f64;
    let cut = |read: &dyn Fn(&journeysim::experiment::comparison::Priority) -> f64| {
        let mean = found.items.iter().map(read).sum::<f64>() / n;
        let sd = (found.items.iter().map(|p| (read(p) - mean) * (read(p) - mean)).sum::<f64>() / (n - 1.0)).sqrt();
        (mean, 0.25 * sd)
    };
    let close = |(a, b): (f64, f64), (c, d): (f64, f64)| {
        (a - c).abs() < 1e-9 * (1.0 + a.abs()) && (b - d).abs() < 1e-9 * (1.0 + b.abs())
    };
    assert!(close(cut(&|p| mean(&p.importance)), (found.importance_cut, found.importance_grey)));
    assert!(close(cut(&|p| mean(&p.rating)), (found.rating_cut, found.rating_grey)));
    // The score: weights add up to 1, and follow the gains, which two touchpoints of one hole share.
    let weights: f64 = found.items.iter().map(|p| p.weight).sum();
    assert!((weights - 1.0).abs() < 1e-12, "{weights}");
    let of = |name: &str| found.items.iter().find(|p| p.touchpoint == name && !p.wait).expect("rated");
    assert_eq!(of("visit/pay").weight, of("visit/goods").weight);
    let ratio = of("visit/greet").weight / (2.0 * of("visit/pay").weight);
    let gains = mean(&of("visit/greet").importance) / mean(&of("visit/pay").importance);
    assert!((ratio - gains).abs() < 1e-9 * gains, "{ratio} {gains}");
    let sum: f64 = found.items.iter().map(|p| p.weight * mean(&p.rating)).sum();
    let score = found.score.as_ref().expect("a score");
    assert!((mean(score) - sum).abs() < 1e-9 && score.ci95.is_some() && score.n == 6, "{score:?} {sum}");
}

#[test]
fn two_things_to_rate_are_no_matrix() {
    assert_eq!(rated(&["staff", "service"]).1, None);
}
