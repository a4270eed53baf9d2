//! Sentences of the model's page that somebody who writes the model again needs, each held against the program.

use std::fs;

use journeysim::experiment::{replay, wording};
use journeysim::journey::trace::Who;
use journeysim::metrics::{journey, resource};
use journeysim::scenario::{Scenario, explain};

use crate::program::root;
use crate::support::{World, Worlds, run_text};

/// One customer who comes every five days, without chance: quality 8 is a moment of +.5, 6.5 of 0 and 5 of -.5.
const HEAD: &str = "name = \"Page\"\n[run]\nhorizon = \"12 d\"\nreplications = 1\n[population]\ncustomers = 1\n\
                    [market]\nprogress = 0.0\n[experience]\nsd_within = 0.0\nsd_between = 0.0\nmood_gain = 0.0\nadaptation = 0.0\n\
                    [loyalty]\n[[journey]]\nname = \"visit\"\nstart = { every = \"5 d\" }\n";
const MEAN_ONLY: &str = "[memory]\nweight = { peak = 0.0, end = 0.0, mean = 1.0 }\n";
const END_ONLY: &str = "[memory]\nweight = { peak = 0.0, end = 1.0, mean = 0.0 }\n";

fn touchpoint(name: &str, keys: &str) -> String {
    format!("[[journey.touchpoint]]\nname = \"{name}\"\nfail_prob = 0.0\n{keys}\n")
}

/// What the customer's life says.
fn life(text: &str) -> Vec<String> {
    let world = World::parse(text, &[]).unwrap_or_else(|problems| panic!("{problems}\n{text}"));
    let model = &world.compiled.model;
    let life = replay(model, 1, 0, Who::Customer(0, 0)).expect("a life");
    life.iter().map(|event| wording(model, event)).collect()
}

/// The first remembered experience.
#[track_caller]
fn remembered(text: &str) -> String {
    let notes = life(text);
    let found = notes.iter().find_map(|note| note.strip_prefix("remembers ")?.split(';').next());
    found.unwrap_or_else(|| panic!("{notes:#?}")).to_owned()
}

#[track_caller]
pub(crate) fn page_says(page: &str, sentence: &str) {
    let text = fs::read_to_string(root().join(page)).expect(page);
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains(sentence), "{page} does not say: {sentence}");
}

#[test]
fn a_failed_moment_is_carried_at_once_and_in_part() {
    page_says("docs/model.md", "A failed moment below 0 enters peak, ends, mean and blame of its visit as `carry u`");
    let failing = touchpoint("desk", "quality = 9.0\nfail_drop = 4.0").replace("fail_prob = 0.0", "fail_prob = 1.0");
    for rule in [MEAN_ONLY, END_ONLY, "[memory]\nweight = { peak = 1.0, end = 0.0, mean = 0.0 }\n"] {
        // Performance 5 is the edge of the zone: u = -.5, of which .3 stay.
        assert_eq!(remembered(&format!("{HEAD}{failing}{rule}[complaint]\n")), "-0.15", "{rule}");
        assert_eq!(remembered(&format!("{HEAD}{failing}{rule}")), "-0.50", "no complaints, nothing is settled: {rule}");
    }
    let told = life(&format!("{HEAD}{failing}{MEAN_ONLY}[complaint]\n"));
    assert!(told.iter().any(|note| note.contains("moment -0.50")), "rated by the whole of it: {told:#?}");
}

#[test]
fn an_end_that_is_not_reached_takes_no_part() {
    page_says("docs/model.md", "An end that is marked and not reached in a visit");
    let good = touchpoint("till", "quality = 8.0\nend = \"transaction\"");
    let passed_by = touchpoint("door", "quality = 5.0\nend = \"departure\"\nprobability = 0.0");
    let last = touchpoint("lot", "quality = 5.0");
    let of = |steps: &[&String]| {
        let steps: String = steps.iter().map(|step| step.as_str()).collect();
        remembered(&format!("{HEAD}{steps}{END_ONLY}"))
    };
    assert_eq!(of(&[&good, &passed_by, &last]), "+0.50", "the only end that occurred has all the weight");
    assert_eq!(of(&[&passed_by, &last]), "-0.50", "none occurred: the last moment");
    // (.3 .5 - .4 .5) / .7.
    let both = touchpoint("door", "quality = 5.0\nend = \"departure\"");
    assert_eq!(of(&[&good, &both]), "-0.07");
}

#[test]
fn of_two_incidents_in_one_visit_the_most_severe_is_settled() {
    page_says(
        "docs/model.md",
        "Of several incidents before one departure the most severe is settled, the first of equals",
    );
    let desk = |name: &str, severity: f64| {
        touchpoint(name, &format!("severity = {severity:.1}")).replace("fail_prob = 0.0", "fail_prob = 1.0")
    };
    for (first, second) in [(0.2, 0.6), (0.6, 0.2)] {
        let text = format!("{HEAD}{}{}[complaint]\n", desk("one", first), desk("two", second));
        let told = life(&text);
        let settled: Vec<&str> = told.iter().filter_map(|note| note.strip_prefix("incident of severity ")).collect();
        assert!(!settled.is_empty() && settled.iter().all(|note| note.starts_with("0.60")), "{told:#?}");
        let visits = told.iter().filter(|note| note.starts_with("remembers ")).count();
        assert_eq!(settled.len(), visits, "one for each visit");
        let results = run_text(&text, &[("run.seed", "1")]);
        let counted = journeysim::experiment::look_up(&results.worlds[0], "metrics.incidents").expect("counted");
        assert_eq!(counted, 2.0 * visits as f64, "all of them count");
    }
}

#[test]
fn giving_up_is_felt_in_place_of_the_wait() {
    page_says("docs/model.md", "Who gives up has a moment of -.6 (hassle) in place of the wait's own and");
    let busy = "[[resource]]\nname = \"desk\"\nstaff = 1\n[[journey]]\nname = \"others\"\narrivals = { every = \"1 d\" }\n\
                [[journey.touchpoint]]\nname = \"long\"\nresource = \"desk\"\ntime = \"100 d\"\npatience = \"1 s\"\n";
    let queue = touchpoint("desk", "resource = \"desk\"\ntime = \"1 min\"\npatience = \"1 h\"\nabandon_incident = 0.0");
    // A wait of an hour would be a moment of -1 as well: the mean of both would be -.8.
    assert_eq!(remembered(&format!("{HEAD}{queue}{busy}{MEAN_ONLY}")), "-0.60");
}

#[test]
fn a_touchpoint_that_is_felt_has_a_quality() {
    page_says("docs/model.md", "a touchpoint has quality 7.5 if there is `[experience]`");
    let quality = |text: &str, path: &str| -> Option<String> {
        let loaded = Scenario::parse("t", text, &[]).unwrap_or_else(|problems| panic!("{problems}"));
        let values = explain(&loaded.scenario, Some(path)).expect("a path");
        values.into_iter().find(|value| value.path.ends_with(".quality")).map(|value| value.value_text)
    };
    let steps = [
        touchpoint("front", "requires = [\"back\", \"help\"]"),
        touchpoint("back", "lane = \"backstage\""),
        touchpoint("help", "lane = \"support\""),
    ];
    let text = format!("{HEAD}{}", steps.concat());
    assert_eq!(quality(&text, "journey.visit.front").as_deref(), Some("7.5"));
    assert_eq!((quality(&text, "journey.visit.back"), quality(&text, "journey.visit.help")), (None, None));
    let bare = "name = \"Bare\"\n[run]\nhorizon = \"1 d\"\n[[journey]]\nname = \"visit\"\narrivals = \"1 per h\"\n\
                [[journey.touchpoint]]\nname = \"front\"\n";
    assert_eq!(quality(bare, "journey.visit.front"), None, "nobody feels without [experience]");
}

#[test]
fn what_is_adopted_at_a_purchase_is_in_its_basket() {
    page_says("docs/model.md", "and is in the basket of this very purchase");
    let text = "name = \"Across\"\n[run]\nhorizon = \"1 y\"\nreplications = 1\n[population]\ncustomers = 1\n[loyalty]\n\
                [memory]\nbaseline = 1.0\n[purchase]\nrate = \"10 per mo\"\nbasket = 10.0\nmargin = 1.0\n\
                cross_sell = { chance = 1.0, categories = 3, adds = 0.5 }\n";
    let told = life(text);
    let spent: Vec<f64> = told.iter().filter_map(|note| note.strip_prefix("buys for ")?.parse().ok()).collect();
    let adopted = told.iter().position(|note| note.starts_with("buys in ")).unwrap_or_else(|| panic!("{told:#?}"));
    let before = told[..adopted].iter().filter(|note| note.starts_with("buys for ")).count();
    let number = match told[adopted].as_str() {
        "buys in a further category" => 1.0,
        more => more.split(' ').nth(2).and_then(|word| word.parse().ok()).unwrap_or_else(|| panic!("{more}")),
    };
    assert_eq!(spent[before], 10.0 * (1.0 + 0.5 * number), "{told:#?}");
}

#[test]
fn points_of_an_own_interval_move_to_the_opening_each_by_itself() {
    page_says("docs/model.md", "each point of it moves to the next opening by itself");
    // Days 1 to 14 of two weeks: Saturday and Sunday are made up for on Monday; those of the second week fall after the horizon.
    let text = "name = \"Grid\"\n[run]\nhorizon = \"14 d\"\nreplications = 1\n[population]\ncustomers = 1\n[[journey]]\nname = \"visit\"\n\
                start = { every = \"1 d\" }\nhours = { days = \"mon-fri\", open = \"09:00\", close = \"17:00\" }\n\
                [[journey.touchpoint]]\nname = \"desk\"\n";
    for (horizon, visits) in [("7 d", 4.0), ("8 d", 7.0), ("14 d", 11.0)] {
        let results = run_text(text, &[("run.horizon", &format!("\"{horizon}\""))]);
        assert_eq!(results.worlds[0].journeys["visit"][journey::STARTED].mean, Some(visits), "{horizon}");
    }
}

/// Five minutes in the app, then ten at a kiosk at which everything is said again: who fails there has lost ten, and then takes
/// twenty of the staff.
#[test]
fn at_a_kiosk_it_is_said_again_to_whoever_serves() {
    page_says(
        "docs/model.md",
        "in self-service the attempt takes its time once more where it succeeds, else the staff do",
    );
    let text = "name = \"Kiosk\"\n[run]\nhorizon = \"10 d\"\nreplications = 1\n[[channel]]\nname = \"app\"\n[[channel]]\nname = \"kiosk\"\n\
                consistency = 0.0\nself_service = true\nsuccess = SUCCESS\n[[resource]]\nname = \"staff\"\nstaff = 1\n[[journey]]\n\
                name = \"visit\"\narrivals = { every = \"1 d\" }\n[[journey.touchpoint]]\nname = \"first\"\nchannel = \"app\"\ntime = \"5 min\"\n\
                [[journey.touchpoint]]\nname = \"then\"\nchannel = \"kiosk\"\nresource = \"staff\"\ntime = \"10 min\"\n";
    for (success, sojourn, staff) in [("1.0", 5.0 + 20.0, 0.0), ("0.0", 5.0 + 10.0 + 20.0, 20.0)] {
        let results = run_text(&text.replace("SUCCESS", success), &[]);
        let world = &results.worlds[0];
        assert_eq!(world.journeys["visit"][journey::SOJOURN_MIN].mean, Some(sojourn));
        // Nine of ten days have a visitor.
        let busy = world.resources["staff"][resource::BUSY].mean.expect("there is one");
        assert!((busy * 10.0 * 1440.0 - 9.0 * staff).abs() < 1e-6, "{busy}");
    }
}

/// Bills of 10 on days 0, 30, 60 and 90; offers of 6 and 4 at a renewal, worlds of 1 and 2 from day 10 on.
#[test]
fn of_several_offers_the_first_counts_and_of_several_sets_the_last() {
    page_says("docs/model.md", "of several for one event a shock's, else the first that the world names");
    page_says(
        "docs/model.md",
        "an intervention's beats a shock's, and the last that the world names beats those before it",
    );
    let change = |list: &str, name: &str, when: &str, price: f64| {
        format!("[[{list}]]\nname = \"{name}\"\n{when}\nchange = {{ \"contract.price\" = {{ set = {price:.1} }} }}\n")
    };
    let (offer, later) = ("on = \"renewal\"\nlasts = \"25 d\"", "start = \"10 d\"");
    let text = [
        "name = \"Bills\"\n[run]\nhorizon = \"100 d\"\nreplications = 1\n[population]\ncustomers = 1\n[contract]\nterm = \"30 d\"\nprice = 10.0\n",
        &change("intervention", "six", offer, 6.0),
        &change("intervention", "four", offer, 4.0),
        &change("intervention", "one", later, 1.0),
        &change("intervention", "two", later, 2.0),
    ]
    .concat();
    let paid = |text: &str, names: &[&str]| {
        let results = Worlds::parse(text, &[names]).results();
        journeysim::experiment::look_up(&results.worlds[1], "metrics.npv").expect("paid")
    };
    assert_eq!(paid(&text, &["six", "four"]), 10.0 + 3.0 * 6.0);
    assert_eq!(paid(&text, &["four", "six"]), 10.0 + 3.0 * 4.0);
    assert_eq!(paid(&text, &["one", "two"]), 10.0 + 3.0 * 2.0);
    assert_eq!(paid(&text, &["two", "one"]), 10.0 + 3.0 * 1.0);
    assert_eq!(paid(&text, &["six", "one"]), 10.0 + 3.0 * 6.0, "what an offer sets beats what the world sets");
    let shocked = |when: &str| format!("{text}{}", change("shock", "seven", when, 7.0));
    assert_eq!(paid(&shocked(later), &["one"]), 10.0 + 3.0 * 1.0);
    assert_eq!(paid(&shocked(offer), &["six"]), 10.0 + 3.0 * 7.0);
}

/// All are gone on day 100 and asked, in vain, on days 150 and 300.
#[test]
fn whoever_is_away_and_may_still_come_back_has_lapsed() {
    page_says("docs/model.md", "`lapsed_end` counts those of them for whom something is still to come");
    let text = "name = \"Away\"\n[run]\nhorizon = \"400 d\"\nreplications = 1\n[population]\ncustomers = 5\n\
                [[hole]]\nname = \"away\"\nlifetime = \"100 d\"\n[win_back]\nratio = 1e-9\ncontacts = CONTACTS\n\
                [[shock]]\nname = \"again\"\nstart = \"390 d\"\nchange = { \"win_back.contacts\" = { set = LATER } }\n";
    let lapsed = |contacts: &str, later: &str, horizon: &str| {
        let results =
            run_text(&text.replace("CONTACTS", contacts).replace("LATER", later), &[("run.horizon", horizon)]);
        journeysim::experiment::look_up(&results.worlds[0], "metrics.lapsed_end")
    };
    let twice = "[\"50 d\", \"200 d\"]";
    assert_eq!(lapsed(twice, twice, "\"250 d\""), Some(5.0));
    assert_eq!(lapsed(twice, twice, "\"310 d\""), Some(0.0), "all has been tried");
    assert_eq!(lapsed(twice, "[\"900 d\"]", "\"395 d\""), Some(5.0), "a later plan asks once more");
}

/// Sentences whose right values are tested with their topic.
#[test]
fn sentences_that_are_tested_elsewhere_stand() {
    for (sentence, file, test) in [
        (
            "busy staff finish the service they are at, and nobody is served by staff who are not there",
            "tests/integration/instants/order.rs",
            "busy_staff_at_a_cut_of_staff_finish_what_they_do",
        ),
        (
            "each of which lapses `expiry` after its purchase, and a voucher is used as soon as what has not lapsed reaches `per_spend`",
            "tests/integration/loyalty/books.rs",
            "spending_towards_a_voucher_expires_by_itself_and_a_purchase_gives_one_reward",
        ),
        (
            "A purchase gives one reward at most, after its own points; what is left stays",
            "tests/integration/loyalty/books.rs",
            "spending_towards_a_voucher_expires_by_itself_and_a_purchase_gives_one_reward",
        ),
        (
            "A statement comes a month (365/12 d) after becoming a member and every month from then on",
            "tests/integration/loyalty/books.rs",
            "what_partners_bring_is_integrated_and_not_sampled",
        ),
        (
            "Whole points are credited and paid for by the partner",
            "tests/integration/loyalty/books.rs",
            "the_rest_of_a_partners_point_is_carried_on",
        ),
        (
            "What has accrued when somebody leaves, lapses, or the program closes, and at the horizon, is credited at that moment",
            "tests/integration/loyalty/books.rs",
            "the_last_part_of_a_month_is_credited_to_whoever_stops_being_a_member",
        ),
        (
            "what members hold stays theirs and on the books",
            "tests/integration/loyalty/books.rs",
            "what_is_held_outlives_a_pause_and_expires_in_it",
        ),
        (
            "The goal after k full ones takes k purchases at least, as each gives one reward",
            "src/journey/mechanisms/program/worth.rs",
            "each_goal_has_its_own_chance_and_a_full_one_takes_a_purchase",
        ),
        (
            "one that `end` or the horizon cuts short is not divided and has the area of its curve up to there",
            "src/scenario/compile/timeline.rs",
            "a_fade_that_is_cut_has_the_area_of_its_curve_up_to_there",
        ),
        (
            "the allowance of coming back is spent at the old rates up to the switch and goes on at the new ones",
            "tests/integration/switches.rs",
            "rates_of_coming_back_go_on_at_the_new_level",
        ),
        (
            "the dates after a switch count and those before it are not made up for",
            "tests/integration/switches.rs",
            "dates_of_a_plan_that_are_over_when_it_comes_into_force_are_not_made_up_for",
        ),
    ] {
        page_says("docs/model.md", sentence);
        let text = fs::read_to_string(root().join(file)).expect(file);
        assert!(text.contains(&format!("fn {test}()")), "{file} has no test {test}");
    }
}
