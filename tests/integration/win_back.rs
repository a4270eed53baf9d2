//! Win-back: what a contact achieves, what it costs, and what is conserved when people leave more than once.
//!
//! Longer than other files: contacts, returns and what is conserved share their scenarios.

use journeysim::experiment::results::{Results, World};
use journeysim::experiment::{self, Outcome};
use journeysim::journey::trace::Who;
use journeysim::num::exp;

use crate::support::{ALONE, How, Set, World as Parsed, Worlds, run_text};

fn mean(world: &World, metric: &str) -> f64 {
    world.metrics[metric].mean.unwrap_or_else(|| panic!("no {metric}"))
}

fn baseline(results: &Results) -> &World {
    &results.worlds[0]
}

fn outcome(text: &str, sets: &[Set<'_>]) -> Outcome {
    Parsed::parse(text, sets).unwrap_or_else(|p| panic!("{p}")).run(ALONE).expect("it ends")
}

/// Customers whom the firm sees leave, and who are worth something all the time.
const CLUB: &str = r#"
name = "Club"
[run]
horizon = "3 y"
replications = 10
seed = 4
[money]
discount_rate = 0.1
[population]
customers = 2000
[contract]
earns = "10 per mo"
[[hole]]
name = "leak"
hazard = "0.5 per y"
[win_back]
contacts = ["0 d"]
offer_cost = 5.0
"#;

/// A shop with everything: nobody says goodbye, customers only stop buying.
const SHOP: &str = r#"
name = "Shop"
[run]
horizon = "4 y"
report_every = "365 d"
replications = 4
seed = 2
[population]
customers = 300
stages = { build_up = 0.5, climax = 0.5 }
[[acquisition]]
name = "street"
prospects = "4 per wk"
success_per_contact = 0.2
cost_per_contact = 3.0
[purchase]
rate = { gamma = { mean = "1 per mo", shape = 2.0 } }
basket = { lognormal = { mean = 40.0, cv = 0.5 } }
margin = 0.4
at_join = true
[lifecycle]
[loyalty]
[complaint]
[[journey]]
name = "visit"
start = "purchase"
[[journey.touchpoint]]
name = "serve"
quality = 7.0
fail_prob = 0.02
cost = 1.5
end = "transaction"
[win_back]
contacts = ["30 d", "0 d", "200 d"]
offer_cost = 2.0
"#;

#[test]
fn a_contact_on_the_day_of_leaving_wins_twice_as_often_as_one_with_a_prospect() {
    let results = run_text(CLUB, &[]);
    let w = baseline(&results);
    let contacts = mean(w, "win_back_contacts");
    // The default of a contact with a prospect is .143. About 20,000 contacts in all: 4 standard errors are .013.
    assert!(contacts * 10.0 > 15_000.0, "{contacts}");
    assert!((mean(w, "win_back_success") - 2.0 * 0.143).abs() < 0.013, "{}", mean(w, "win_back_success"));
    assert!((w.ledger["win-back"].mean.expect("a mean") + 5.0 * contacts).abs() < 1e-6, "each contact is paid");
    let prospects = "[[acquisition]]\nname = \"street\"\nprospects = \"1 per y\"\nsuccess_per_contact = 0.4\n";
    let results = run_text(&format!("{CLUB}{prospects}"), &[]);
    assert!((mean(baseline(&results), "win_back_success") - 0.8).abs() < 0.013, "the firm's own prospects count");
}

/// One customer in each run: a contact on each exit, which wins back with .286 whatever the contacts before it achieved. The mean of what single
/// runs say counts a run with one contact as much as one with three; those who are not won back end with one.
#[test]
fn success_of_few_contacts_is_that_of_all_runs_together() {
    let one = [("population.customers", "1"), ("run.replications", "3000"), ("run.horizon", "6 y")];
    let found = outcome(CLUB, &one);
    let w = baseline(&found.results);
    let totals = mean(w, "returned") / mean(w, "win_back_contacts");
    assert!((mean(w, "win_back_success") - totals).abs() < 1e-9, "{totals}");
    // About 3,700 contacts: four standard errors are .03.
    assert!((mean(w, "win_back_success") - 0.286).abs() < 0.03, "{}", mean(w, "win_back_success"));
    let column = |path: &str| found.table.columns.iter().position(|c| c == path).expect("a column");
    let (returned, contacts) = (column("metrics.returned"), column("metrics.win_back_contacts"));
    let single: Vec<f64> = found
        .table
        .rows
        .iter()
        .filter_map(|row| {
            let (returned, contacts) = (row.values[returned]?, row.values[contacts]?);
            (contacts > 0.0).then(|| returned / contacts)
        })
        .collect();
    let average = single.iter().sum::<f64>() / single.len() as f64;
    assert!(average < 0.23, "a mean of ratios of few is another figure: {average}");
    assert!(found.table.pooled.iter().any(|path| path == "metrics.win_back_success"));
}

#[test]
fn success_fades_and_depends_on_the_cause() {
    let success = |sets: &[Set<'_>]| mean(baseline(&run_text(CLUB, sets)), "win_back_success");
    let late = success(&[("win_back.contacts", "[\"182.5 d\"]"), ("win_back.fade", "\"365 d\"")]);
    assert!((late - 0.286 * exp(-0.5)).abs() < 0.012, "{late}");
    let by_cause = success(&[("win_back.cause_factor", "{ leak = 0.5 }")]);
    assert!((by_cause - 0.143).abs() < 0.012, "{by_cause}");
    let none = run_text(CLUB, &[("win_back.cause_factor", "{ leak = 0.0 }")]);
    assert_eq!(mean(baseline(&none), "win_back_contacts"), 0.0, "whoever was dropped is not asked back");
}

#[test]
fn a_second_life_is_shorter_by_its_hazard() {
    for (factor, hazard) in [("1.2", 0.6), ("3.0", 1.5)] {
        let long = [("run.horizon", "40 y"), ("win_back.hazard", factor), ("run.replications", "12")];
        let results = run_text(CLUB, &long);
        let days = mean(baseline(&results), "second_life_days");
        // Some 9,000 exponential lives: 4 standard errors are some 4 %.
        assert!((days * hazard / 365.0 - 1.0).abs() < 0.06, "{factor}: {days}");
    }
}

#[test]
fn people_and_money_are_conserved_over_several_lives() {
    for text in [CLUB, SHOP] {
        let text = text.replace("discount_rate = 0.1", "");
        let outcome = outcome(&text, &[("win_back.ratio", "20.0")]);
        let columns = &outcome.table.columns;
        for row in &outcome.table.rows {
            let at = |path: &str| columns.iter().position(|c| c == path).and_then(|c| row.values[c]).unwrap_or(0.0);
            let sum = |prefix: &str| -> f64 {
                columns.iter().zip(&row.values).filter(|(c, _)| c.starts_with(prefix)).filter_map(|(_, v)| *v).sum()
            };
            assert!(at("metrics.returned") > 100.0, "{}", at("metrics.returned"));
            let newcomers = at("metrics.acquired");
            assert_eq!(sum("bucket.inflow."), newcomers + at("metrics.returned"));
            assert_eq!(at("bucket.start") + sum("bucket.inflow.") - at("metrics.exits"), at("bucket.end"));
            let people = if text.contains("stages") { newcomers } else { at("bucket.start") };
            let before = if text.contains("stages") { at("bucket.start") * at("metrics.remaining_value") } else { 0.0 };
            let fixed = at("ledger.contacts") + at("ledger.win-back");
            let total = at("ledger.total");
            let all = people * at("metrics.ltv") + before + fixed;
            assert!((all - total).abs() < 0.05, "{all} of {total}");
        }
    }
}

#[test]
fn survival_ends_with_the_first_exit_and_the_level_counts_every_return() {
    let with = run_text(CLUB, &[]);
    let without = run_text(CLUB, &[("win_back.enabled", "false")]);
    let (w, o) = (baseline(&with), baseline(&without));
    assert_eq!(w.survival, o.survival, "first lives are the same lives");
    assert_eq!(w.metrics["retention_1y"], o.metrics["retention_1y"]);
    assert_eq!(w.cohorts, o.cohorts);
    assert!(mean(w, "active_end") > mean(o, "active_end") + 100.0);
}

#[test]
fn switched_off_it_is_not_there() {
    let absent = CLUB.split("[win_back]").next().expect("a part");
    let off = run_text(CLUB, &[("win_back.enabled", "false")]);
    let without = run_text(absent, &[]);
    let text = |r: &Results| serde_json::to_string(&r.worlds).expect("plain data");
    assert_eq!(text(&off), text(&without));
}

#[test]
fn whoever_never_left_is_asked_back_in_vain_and_that_only_costs() {
    // Nobody can leave; at two purchases a year somebody is often silent for six mean gaps.
    let loyal = r#"
name = "Loyal"
[run]
horizon = "20 y"
replications = 3
[population]
customers = 300
[purchase]
rate = "2 per y"
basket = 10.0
margin = 0.5
[lifecycle]
warning = 1.0
[win_back]
contacts = ["0 d", "10 d"]
offer_cost = 1.0
"#;
    let results = run_text(loyal, &[]);
    let without = run_text(loyal, &[("win_back.enabled", "false")]);
    let (w, o) = (baseline(&results), baseline(&without));
    assert_eq!(mean(w, "returned"), 0.0);
    assert_eq!(mean(w, "win_back_in_vain"), 1.0);
    let contacts = mean(w, "win_back_contacts");
    assert!(contacts > 500.0, "{contacts}");
    assert!((mean(o, "npv") - mean(w, "npv") - contacts).abs() < 1e-6);
    assert_eq!(mean(o, "purchases"), mean(w, "purchases"));
}

#[test]
fn one_big_cell_agrees() {
    let parsed = Parsed::parse(SHOP, &[]).expect("a good scenario");
    assert!(parsed.compiled.model.is_independent());
    let text = |how| serde_json::to_string(&parsed.results(how).worlds).expect("plain data");
    assert_eq!(text(ALONE), text(How { one_cell: true, ..ALONE }));
}

#[test]
fn flows_between_stages_know_who_came_back() {
    let results = run_text(SHOP, &[("win_back.ratio", "20.0")]);
    let w = baseline(&results);
    let flow = w.flow.as_ref().expect("stages");
    assert!(flow.flows.iter().any(|f| f.from == "gone" && f.mean > 1.0), "some were gone at the date before");
    for (point, day) in w.stages.iter().zip(&flow.days) {
        assert_eq!(point.day, *day);
        let here = [point.acquisition, point.build_up, point.climax, point.decline];
        for (stage, level) in ["acquisition", "build_up", "climax", "decline"].iter().zip(here) {
            let reached = flow.flows.iter().filter(|f| f.day == *day && f.to == *stage).map(|f| f.mean);
            assert!((reached.sum::<f64>() - level).abs() < 1e-9, "{stage} on day {day}");
        }
    }
}

#[test]
fn an_intervention_may_ask_people_back() {
    let text = format!(
        "{}enabled = false\n[[intervention]]\nname = \"ask\"\nchange = {{ \"win_back.enabled\" = {{ set = true }} }}\n",
        CLUB
    );
    let results = Worlds::parse(&text, &[&["ask"]]).results();
    let twins = results.worlds[1].comparison.as_ref().expect("compared").twins.as_ref().expect("twins");
    assert!(twins.saved.mean.expect("a mean") > 100.0, "who came back and stays is saved");
    assert_eq!(twins.lost.mean, Some(0.0));
}

#[test]
fn a_life_can_be_read_through_leaving_and_coming_back() {
    let parsed = Parsed::parse(CLUB, &[("win_back.ratio", "6.9")]).expect("a good scenario");
    let model = &parsed.compiled.model;
    let lives = (0..20).map(|n| experiment::replay(model, 4, 0, Who::Customer(0, n)).expect("it ends"));
    let all: Vec<String> = lives.flatten().map(|event| experiment::wording(model, &event)).collect();
    for part in ["leaves by leak", "is asked back, accepts with 0.99: yes", "comes back after 0 d, for life 2"] {
        assert!(all.iter().any(|line| line.contains(part)), "{part} in {all:#?}");
    }
}

/// "All lost in five years" (the source) can be read as a fifth of those still there each year: then a third is left.
#[test]
fn a_fifth_lost_each_year_leaves_a_third_after_five_years() {
    let text = r#"
name = "Fifth"
[run]
horizon = "5 y"
replications = 10
seed = 14
[population]
customers = 2000
[[hole]]
name = "another firm"
hazard = "20 % per y"
"#;
    let results = run_text(text, &[]);
    let left = results.worlds[0].metrics["retention_horizon"].mean.expect("left");
    // 4 standard errors of 20,000 customers.
    assert!((left - 0.32768).abs() < 0.0133, "{left}");
}

/// Two kinds of members of a club: some bring four times as much as the others. Those who left can be asked back for long.
fn two_kinds(sets: &[Set<'_>]) -> Results {
    let kinds = r#"
[[segment]]
name = "small"
share = 0.5
[[segment]]
name = "large"
share = 0.5
change = { "contract.earns" = { set = "40 per mo" } }
"#;
    run_text(&(CLUB.to_owned() + kinds), sets)
}

/// Expected value of a second life in the club: a flow of `per_month` until a hazard of 1.2 x .5, at 10 % a year.
fn second_life(per_month: f64) -> f64 {
    12.0 * per_month / (1.2 * 0.5 + journeysim::num::ln(1.1))
}

#[test]
fn the_firm_expects_a_flow_over_hazard_and_discount() {
    let long = [("run.horizon", "25 y"), ("win_back.value_above", "0.0"), ("run.replications", "12")];
    let results = run_text(CLUB, &long);
    let w = baseline(&results);
    // 24,000 people: the hazard in the books is exact to less than 1 % after the first weeks.
    let (expected, found) = (second_life(10.0), mean(w, "second_life_expected"));
    assert!((found / expected - 1.0).abs() < 0.01, "{found} {expected}");
    // And so it comes, but for what the horizon cuts off.
    let brought = mean(w, "second_life_value");
    assert!((brought / expected - 1.0).abs() < 0.04, "{brought} {expected}");
    assert_eq!(mean(w, "win_back_passed_over"), 0.0);
}

#[test]
fn what_nobody_decides_is_not_widened_in_a_second_life() {
    let fate = format!("{CLUB}[[hole]]\nname = \"fate\"\nhazard = \"0.3 per y\"\ninvoluntary = true\n");
    let sets = [("win_back.value_above", "0.0"), ("win_back.hazard", "3.0")];
    let found = mean(baseline(&run_text(&fate, &sets)), "second_life_expected");
    let expected = 120.0 / (3.0 * 0.5 + 0.3 + journeysim::num::ln(1.1));
    // Exits are few in the first days: the mean of a reciprocal is a little high.
    assert!((found / expected - 1.0).abs() < 0.02, "{found} {expected}");
}

#[test]
fn only_those_above_the_threshold_are_asked() {
    let between = format!("{}", 0.5 * (second_life(10.0) + second_life(40.0)));
    let asked = two_kinds(&[("win_back.value_above", &between)]);
    let all = two_kinds(&[]);
    let (a, w) = (baseline(&asked), baseline(&all));
    assert!(!w.metrics.contains_key("win_back_passed_over"), "off is absent");
    let due = mean(a, "win_back_contacts") + mean(a, "win_back_passed_over");
    let share = mean(a, "win_back_contacts") / due;
    // Half of those who leave; a few more of the large, who come back and leave again.
    assert!((0.5..0.65).contains(&share), "{share}");
    let found = mean(a, "second_life_expected");
    assert!((found / second_life(40.0) - 1.0).abs() < 0.02, "the large alone: {found}");
    let nobody = two_kinds(&[("win_back.value_above", "1e6")]);
    assert_eq!(mean(baseline(&nobody), "win_back_contacts"), 0.0);
    assert!(mean(baseline(&nobody), "win_back_passed_over") > 1000.0);
}

/// Worlds without the metrics that a choice adds, which look the same whoever runs alone.
fn without_choice(results: &Results) -> String {
    let mut worlds = serde_json::to_value(&results.worlds).expect("plain data");
    for world in worlds.as_array_mut().expect("worlds") {
        let metrics = world["metrics"].as_object_mut().expect("metrics");
        ["win_back_passed_over", "second_life_expected"].iter().for_each(|name| drop(metrics.remove(*name)));
    }
    worlds.to_string()
}

#[test]
fn a_free_contact_is_worth_it_with_everybody_who_brings_something() {
    let free = [("win_back.offer_cost", "0.0")];
    let chosen = [free[0], ("win_back.break_even", "true")];
    assert!(without_choice(&two_kinds(&free)) == without_choice(&two_kinds(&chosen)));
}

#[test]
fn a_contact_pays_where_the_chance_times_the_value_is_above_its_cost() {
    // A chance of .286 of 173 or of 690 is worth 49 or 197: at 100 a contact pays with the large alone.
    let npv = |sets: &[Set<'_>]| {
        let mut all = vec![("win_back.offer_cost", "100.0")];
        all.extend_from_slice(sets);
        let results = two_kinds(&all);
        let found = mean(baseline(&results), "npv");
        (found, mean(baseline(&results), "win_back_contacts"))
    };
    let (all, many) = npv(&[]);
    let (chosen, some) = npv(&[("win_back.break_even", "true")]);
    let (nobody, none) = npv(&[("win_back.value_above", "1e6")]);
    assert!(many > some && some > none && none == 0.0, "{many} {some}");
    assert!(chosen > all && chosen > nobody, "{chosen} beside {all} with all and {nobody} with nobody");
    let (same, _) = npv(&[("win_back.value_above", &format!("{}", 100.0 / 0.286))]);
    assert!((same - chosen).abs() < 1e-9 * chosen, "the threshold said as money: {same} {chosen}");
}

#[test]
fn a_shop_expects_what_purchases_brought_at_the_present_rate() {
    // Sees silence only; half of those who fall silent never left, and are chosen by the same rule.
    let shop = r#"
name = "Stall"
[run]
horizon = "12 y"
replications = 6
[population]
customers = 800
[purchase]
rate = "4 per y"
basket = 25.0
margin = 0.4
[lifecycle]
multiplier = { acquisition = 1.0, build_up = 1.0, climax = 1.0, decline = 1.0 }
warning = 1.0
[[hole]]
name = "leak"
hazard = "0.25 per y"
[win_back]
contacts = ["10 d"]
value_above = 0.0
"#;
    let results = run_text(shop, &[]);
    let w = baseline(&results);
    // 4 purchases of 10 a year until a hazard of 1.2 x .25.
    let found = mean(w, "second_life_expected");
    assert!((found / (40.0 / 0.3) - 1.0).abs() < 0.03, "{found}");
    assert!(mean(w, "win_back_in_vain") > 0.1);
    let none = run_text(shop, &[("win_back.value_above", "150.0")]);
    assert!(mean(baseline(&none), "win_back_contacts") < 0.02 * mean(w, "win_back_contacts"), "in vain neither");
}
