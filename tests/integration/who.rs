//! Who a value depends on (model section 20): what holds whatever the values are. A rule moves nothing of anybody whom it does not reach; what
//! stands beside each other may stand in any order; what is said for somebody means what it means where it is said for all.
//!
//! Longer than other files: a firm with draws of all kinds stands beside what is held of it.

use std::collections::BTreeSet;

use journeysim::experiment::results::Results;
use journeysim::experiment::{replay, wording};
use journeysim::journey::trace::Who;
use serde_json::Value;

use crate::support::{ALONE, How, World, Worlds, run_text, without_words};

/// Customers who share nothing, with draws of all kinds; each is greeted on joining.
const FIRM: &str = r#"
name = "Firm"
[run]
horizon = "1 y"
replications = 2
seed = 20
[population]
customers = 120
[[segment]]
name = "private"
share = 0.5
[[segment]]
name = "business"
share = 0.25
[[segment]]
name = "state"
share = 0.25
[[attribute]]
name = "device"
values = { app = 0.5, "old phone" = 0.25, tablet = 0.25 }
[[attribute]]
name = "age"
law = { uniform = { low = 20.0, high = 80.0 } }
[purchase]
rate = { gamma = { mean = "2 per mo", shape = 1.0 } }
basket = { lognormal = { mean = 40.0, cv = 0.5 } }
margin = 0.4
[lifecycle]
[loyalty]
[complaint]
[[hole]]
name = "move"
hazard = "0.3 per y"
[[hole]]
name = "weary"
hazard = { gamma = { mean = "0.3 per y", shape = 2.0 } }
[[journey]]
name = "hello"
start = "join"
[[journey.touchpoint]]
name = "hi"
next = { greeting = 0.999999, letter = 0.000001 }
[[journey.touchpoint]]
name = "greeting"
next = "done"
[[journey.touchpoint]]
name = "letter"
[[journey]]
name = "visit"
start = "purchase"
[[journey.touchpoint]]
name = "greet"
wait = { exponential = { mean = "6 min" } }
patience = { exponential = { mean = "30 min" } }
quality = 7.2
hole = "staff"
next = { serve = 0.75, help = 0.25 }
[[journey.touchpoint]]
name = "help"
quality = 7.9
time = { exponential = { mean = "9 min" } }
[[journey.touchpoint]]
name = "serve"
time = { exponential = { mean = "6 min" } }
quality = 7.4
fail_prob = 0.05
hole = "service"
requires = ["file", "stamp"]
end = "transaction"
[[journey.touchpoint]]
name = "leave"
quality = 7.0
end = "departure"
next = "done"
[[journey.touchpoint]]
name = "file"
lane = "support"
time = { exponential = { mean = "12 min" } }
[[journey.touchpoint]]
name = "stamp"
lane = "backstage"
time = { exponential = { mean = "5 min" } }
"#;

fn rule(name: &str, whom: &str, change: &str) -> String {
    format!("[[rule]]\nname = \"{name}\"\nfor = {{ {whom} }}\nchange = {{ {change} }}\n")
}

/// What was found, without words and without the order in which touchpoints are told.
fn found(results: &Results) -> Value {
    let mut worlds = without_words(results);
    for world in worlds.as_array_mut().expect("worlds") {
        for journey in world["journeys"].as_object_mut().into_iter().flat_map(serde_json::Map::values_mut) {
            journey.as_object_mut().expect("a journey").remove("blueprint");
        }
    }
    worlds
}

fn of(text: &str) -> Value {
    found(&run_text(text, &[]))
}

#[track_caller]
fn same(a: &str, b: &str) {
    assert!(of(a) == of(b), "not the same:\n{a}\n--- and\n{b}");
}

/// What happens to each customer of day 0 in the first replication, one line an event.
fn lives(text: &str) -> Vec<Vec<String>> {
    let world = World::parse(text, &[]).unwrap_or_else(|problems| panic!("{problems}\n{text}"));
    let model = &world.compiled.model;
    let life = |n| {
        let events = replay(model, world.compiled.seed, 0, Who::Customer(0, n)).expect("a life");
        events.iter().map(|event| format!("{:?} {}", event.at, wording(model, event))).collect()
    };
    (0..model.customers).map(life).collect()
}

/// Numbers of the customers whose lives are not the same.
fn moved(a: &[Vec<String>], b: &[Vec<String>]) -> BTreeSet<usize> {
    assert_eq!(a.len(), b.len());
    (0..a.len()).filter(|&n| a[n] != b[n]).collect()
}

const KINDS: [&str; 6] = [
    "segment = \"business\"",
    "segment = [\"business\", \"state\"]",
    "device = \"old phone\"",
    "age = { from = 30.0, below = 50.0 }",
    "segment = \"private\", device = [\"app\", \"tablet\"]",
    "device = \"app\", age = { from = 60.0 }",
];

const CHANGES: [&str; 8] = [
    "\"hole.move.hazard\" = { scale = 3.0 }",
    "\"purchase.rate\" = { scale = 2.0 }",
    "\"journey.visit.serve.time\" = { add = \"2 min\" }",
    "\"journey.visit.serve.fail_prob\" = { set = 0.5 }",
    "\"journey.visit.greet.patience\" = { scale = 0.1 }",
    "\"journey.visit.greet.next\" = { set = \"help\" }",
    "\"journey.visit.help.quality\" = { set = 3.0 }",
    "\"journey.visit.greet.wait\" = { set = { exponential = { mean = \"20 min\" } } }",
];

#[test]
fn a_rule_moves_nothing_of_anybody_whom_it_does_not_reach() {
    let plain = lives(FIRM);
    for whom in KINDS {
        // Everybody whom it reaches is written to on joining.
        let probe = rule("a", whom, "\"journey.hello.hi.next\" = { set = \"letter\" }");
        let reached = moved(&plain, &lives(&format!("{FIRM}{probe}")));
        assert!(!reached.is_empty() && reached.len() < plain.len(), "{whom}: {}", reached.len());
        for change in CHANGES {
            let moved = moved(&plain, &lives(&format!("{FIRM}{}", rule("a", whom, change))));
            assert!(moved.is_subset(&reached), "{whom}: {change}: {:?}", moved.difference(&reached));
            assert!(!moved.is_empty(), "{whom}: {change} moves nobody");
        }
    }
}

#[test]
fn a_rule_moves_nothing_before_it_acts() {
    let plain = lives(FIRM);
    // Up to the third purchase of each, or the whole life of who bought less often.
    let early = |lives: &[Vec<String>]| -> Vec<Vec<String>> {
        let third = |life: &[String]| (0..life.len()).filter(|&at| life[at].contains("buys for")).nth(2);
        lives.iter().map(|life| life[..third(life).unwrap_or(life.len())].to_vec()).collect()
    };
    for change in CHANGES {
        let later = lives(&format!("{FIRM}{}", rule("a", "purchases = { from = 3 }", change)));
        assert!(moved(&early(&plain), &early(&later)).is_empty(), "{change}");
        assert!(!moved(&plain, &later).is_empty(), "{change} moves nobody");
    }
}

#[test]
fn rules_that_do_not_meet_may_stand_in_any_order() {
    // Of one value for different people, of different values for the same, and of different spans of tenure.
    let rules = [
        rule("a", "device = \"app\"", "\"journey.visit.serve.fail_prob\" = { set = 0.2 }"),
        rule("b", "device = \"old phone\"", "\"journey.visit.serve.fail_prob\" = { scale = 3.0 }"),
        rule("c", "segment = \"state\"", "\"hole.move.factor\" = { scale = 2.0 }"),
        rule("d", "tenure = { below = \"90 d\" }", "\"hole.weary.factor\" = { scale = 3.0 }"),
        rule("e", "tenure = { from = \"90 d\" }", "\"hole.weary.factor\" = { set = 0.5 }"),
    ];
    let [a, b, c, d, e] = &rules;
    let plain = of(FIRM);
    let first = of(&format!("{FIRM}{}", rules.concat()));
    assert!(first != plain);
    for order in [[e, d, c, b, a], [c, a, e, b, d], [b, a, c, d, e]] {
        let text: String = order.iter().map(|rule| rule.as_str()).collect();
        assert!(of(&format!("{FIRM}{text}")) == first, "{text}");
    }
}

#[test]
fn rules_that_meet_act_in_the_order_of_the_file() {
    let [low, high] = ["0.02", "0.5"].map(|p| {
        rule(
            &format!("to {}", &p[2..]),
            "device = \"app\"",
            &format!("\"journey.visit.serve.fail_prob\" = {{ set = {p} }}"),
        )
    });
    let alone = of(&format!("{FIRM}{high}"));
    assert!(of(&format!("{FIRM}{low}{high}")) == alone, "the last set holds");
    assert!(of(&format!("{FIRM}{high}{low}")) != alone);
}

/// The block from `head` up to the next block, cut out.
fn cut(text: &str, head: &str) -> (String, String) {
    let from = text.find(head).unwrap_or_else(|| panic!("no {head}"));
    let to = text[from + 2..].find("\n[").map_or(text.len(), |at| from + 3 + at);
    (format!("{}{}", &text[..from], &text[to..]), text[from..to].to_owned())
}

#[test]
fn holes_and_steps_off_the_path_may_stand_in_any_order() {
    let rules = rule("a", "device = \"app\"", "\"journey.visit.file.time\" = { scale = 2.0 }")
        + &rule("b", "segment = \"state\"", "\"hole.move.factor\" = { scale = 2.0 }")
        + &rule("c", "tenure = { below = \"60 d\" }", "\"hole.weary.factor\" = { scale = 2.0 }");
    let text = format!("{FIRM}{rules}");
    for block in ["[[hole]]\nname = \"move\"", "[[journey.touchpoint]]\nname = \"file\""] {
        let (rest, block) = cut(FIRM, block);
        let moved = if block.starts_with("[[hole]]") {
            rest.replace("[[journey]]\nname = \"hello\"", &format!("{block}[[journey]]\nname = \"hello\""))
        } else {
            format!("{rest}{block}")
        };
        assert!(moved != FIRM);
        same(&text, &format!("{moved}{rules}"));
    }
}

/// A customer's segment is where one draw falls among the shares, laid end to end in the order of the file; so is the value of an attribute. So a
/// part may be cut in two alike, if both stand where it stood and their shares add up to its share to the last digit, and if whatever names it
/// (a rule, an intervention, the mix of a source) names both. Elsewhere in the file the same part would fall to others.
#[test]
fn a_segment_cut_in_two_alike_moves_nothing() {
    let change = "change = { \"hole.move.hazard\" = { scale = 3.0 }, \"journey.visit.serve.time\" = { scale = 2.0 } }";
    let one = format!("[[segment]]\nname = \"business\"\nshare = 0.25\n{change}\n");
    let two = one.replace("0.25", "0.125") + &one.replace("0.25", "0.125").replace("\"business\"", "\"trade\"");
    let (rest, _) = cut(FIRM, "[[segment]]\nname = \"business\"");
    let with = |parts: &str, whom: &str| {
        let text = rest.replace("[[segment]]\nname = \"state\"", &format!("{parts}[[segment]]\nname = \"state\""));
        text + &rule("a", &format!("segment = {whom}"), "\"journey.visit.greet.next\" = { set = \"help\" }")
    };
    let whole = with(&one, "\"business\"");
    assert!(of(&whole) != of(&rest.replace("share = 0.5", "share = 0.75")), "the segment acts");
    same(&whole, &with(&two, "[\"business\", \"trade\"]"));
    assert!(of(&whole) != of(&with(&two, "\"business\"")), "the rule of one half");
    // Its halves at both ends of the list are other people.
    let (front, _) = cut(&with(&two, "[\"business\", \"trade\"]"), "[[segment]]\nname = \"trade\"");
    let apart = front + &one.replace("0.25", "0.125").replace("\"business\"", "\"trade\"");
    assert!(of(&whole) != of(&apart));
}

#[test]
fn an_attribute_cut_in_two_alike_moves_nothing() {
    let change = "\"journey.visit.serve.fail_prob\" = { set = 0.5 }";
    let whole = format!("{FIRM}{}", rule("a", "device = \"old phone\"", change));
    let two = FIRM.replace("\"old phone\" = 0.25", "\"old phone\" = 0.125, fax = 0.125");
    same(&whole, &format!("{two}{}", rule("a", "device = [\"old phone\", \"fax\"]", change)));
    // An attribute of which nothing is said is as if it were not there.
    let (rest, _) = cut(&whole, "[[attribute]]\nname = \"age\"");
    same(&whole, &rest);
}

#[test]
fn threads_and_cells_move_nothing_under_rules() {
    let pairs = KINDS.iter().zip(CHANGES).enumerate();
    let rules: String = pairs.map(|(n, (whom, change))| rule(&format!("rule {n}"), whom, change)).collect();
    let spans = rule("early", "tenure = { below = \"60 d\" }, stage = [\"build_up\", \"climax\"]", CHANGES[6])
        + &rule("late", "purchases = { from = 5 }, segment = \"private\"", CHANGES[7]);
    let world = World::parse(&format!("{FIRM}{rules}{spans}"), &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let bytes = |how| serde_json::to_string(&world.results(how).worlds).expect("JSON");
    let alone = bytes(ALONE);
    for how in [How { threads: 2, one_cell: false }, How { threads: 1, one_cell: true }] {
        assert!(bytes(how) == alone, "{how:?}");
    }
}

#[test]
fn a_rule_that_reaches_nobody_leaves_equal_bytes() {
    let change = "\"hole.move.hazard\" = { scale = 3.0 }, \"journey.visit.serve.time\" = { scale = 3.0 }, \"purchase.rate\" = { scale = 2.0 }";
    let firm = format!("{FIRM}[value_classes]\n[[acquisition]]\nname = \"fair\"\njoins = \"0 per y\"\n");
    let bytes = |text: &str| serde_json::to_string(&run_text(text, &[]).worlds).expect("JSON");
    let plain = bytes(&firm);
    for whom in [
        "tenure = { from = \"2 y\" }",
        "purchases = { from = 1000000 }",
        "age = { from = 80.5 }",
        "source = \"fair\"",
        "class = { frequency = [5] }, tenure = { below = \"30 d\" }",
    ] {
        assert!(bytes(&format!("{firm}{}", rule("a", whom, change))) == plain, "{whom}");
    }
    // One that reaches everybody and changes nothing.
    for change in ["\"hole.move.hazard\" = { scale = 1.0 }", "\"journey.visit.serve.fail_prob\" = { set = 0.05 }"] {
        assert!(bytes(&format!("{firm}{}", rule("a", "age = { from = 20.0 }", change))) == plain, "{change}");
    }
}

/// The world beside the baseline of a comparison.
fn repaired(text: &str) -> Value {
    found(&Worlds::parse(text, &[&["repair"]]).results())[1].clone()
}

const HEAD: &str =
    "name = \"Example\"\n[run]\nhorizon = \"200 d\"\nreplications = 2\nseed = 3\n[population]\ncustomers = 60\n";
const DESK: &str = "[[resource]]\nname = \"desk\"\nstaff = 1\n[[journey]]\nname = \"v\"\nstart = { rate = \"3 per wk\" }\n\
                    [[journey.touchpoint]]\nname = \"counter\"\nresource = \"desk\"\ntime = { exponential = { mean = \"2 h\" } }\n\
                    patience = { exponential = { mean = \"4 h\" } }\n";

/// The six examples of the specification: each said for those who are all, and said for all.
#[test]
fn what_is_said_for_all_who_are_there_is_said_for_all() {
    // 1. Service time by segment.
    let one = format!("{HEAD}{DESK}[[segment]]\nname = \"all\"\nshare = 1.0\n");
    same(
        &format!("{one}change = {{ \"journey.v.counter.time\" = {{ scale = 2.0 }} }}\n"),
        &one.replace("\"2 h\"", "\"4 h\""),
    );
    // 3. Patience by stage.
    let stages = HEAD.replace("customers = 60", "customers = 60\nstages = { climax = 1.0 }")
        + "[purchase]\nrate = \"0 per y\"\n[lifecycle]\ndelta_CD = \"0 per y\"\n"
        + DESK;
    let patient = rule("a", "stage = \"climax\"", "\"journey.v.counter.patience\" = { scale = 2.0 }");
    same(&format!("{stages}{patient}"), &stages.replace("mean = \"4 h\"", "mean = \"8 h\""));
    // 4. Failing by attribute, of customers and of visitors.
    for begin in ["start = { rate = \"3 per wk\" }", "arrivals = \"20 per d\""] {
        let device = format!("{HEAD}{DESK}[[attribute]]\nname = \"device\"\nvalues = {{ \"old phone\" = 1.0 }}\n")
            .replace("start = { rate = \"3 per wk\" }", begin)
            .replace("resource = \"desk\"\n", "resource = \"desk\"\nfail_prob = 0.1\n");
        let old = rule("a", "device = \"old phone\"", "\"journey.v.counter.fail_prob\" = { set = 0.03 }");
        same(&format!("{device}{old}"), &device.replace("fail_prob = 0.1", "fail_prob = 0.03"));
    }
}

#[test]
fn what_is_said_by_time_is_said_by_the_calendar_of_those_of_day_0() {
    // 2. Routing by class: whoever is there at the only review is in some class, and nobody joins.
    let routed = HEAD.to_owned()
        + "[purchase]\nrate = \"2 per mo\"\nbasket = { lognormal = { mean = 900.0, cv = 1.0 } }\n[value_classes]\nreview = \"150 d\"\n\
           [[journey]]\nname = \"v\"\nstart = { rate = \"3 per wk\" }\n[[journey.touchpoint]]\nname = \"enter\"\n\
           next = { consult = 0.25, counter = 0.75 }\n[[journey.touchpoint]]\nname = \"consult\"\ntime = \"20 min\"\nnext = \"done\"\n\
           [[journey.touchpoint]]\nname = \"counter\"\ntime = \"5 min\"\n";
    let change = "\"journey.v.enter.next\" = { set = { consult = 0.75, counter = 0.25 } }";
    let whom = "class = { money = [1, 2, 3, 4, 5] }";
    let shock = format!("[[shock]]\nname = \"a\"\nstart = \"150 d\"\nchange = {{ {change} }}\n");
    same(&format!("{routed}{}", rule("a", whom, change)), &format!("{routed}{shock}"));
    // 5. Hazard by tenure, of a hazard and of a lifetime; a table with a step of a year is a list.
    for clock in ["hazard = \"1 per y\"", "lifetime = { weibull = { shape = 0.6, mean = \"300 d\" } }"] {
        let leaving = format!("{HEAD}[[hole]]\nname = \"away\"\n{clock}\n");
        let change = "\"hole.away.factor\" = { scale = 3 }";
        let shock = format!("[[shock]]\nname = \"a\"\nend = \"30 d\"\nchange = {{ {change} }}\n");
        same(&format!("{leaving}{}", rule("a", "tenure = { below = \"30 d\" }", change)), &format!("{leaving}{shock}"));
    }
    let years = HEAD.replace("200 d", "3 y") + "[[hole]]\nname = \"away\"\nhazard = [\"0.5 per y\", \"0.2 per y\"]\n";
    same(
        &years,
        &years
            .replace("[\"0.5 per y\", \"0.2 per y\"]", "{ every = \"1 y\", values = [\"0.5 per y\", \"0.2 per y\"] }"),
    );
    // 6. An offer at joining that changes the journeys of that customer.
    let joining = HEAD.to_owned()
        + "[[journey]]\nname = \"welcome\"\nstart = \"join\"\n[[journey.touchpoint]]\nname = \"tour\"\ntime = \"30 min\"\n\
           [[journey.touchpoint]]\nname = \"plan\"\nprobability = 0.3\nafter = \"7 d\"\ncost = 15.0\n\
           [[journey]]\nname = \"v\"\nstart = { rate = \"3 per wk\" }\n[[journey.touchpoint]]\nname = \"check-in\"\ntime = \"60 s\"\n";
    let change = "change = { \"journey.welcome.plan.probability\" = { set = 0.9 }, \"journey.v.check-in.time\" = { scale = 2 } }";
    let offer = format!(
        "[[intervention]]\nname = \"repair\"\non = \"join\"\nlasts = \"90 d\"\ncost = {{ per_use = 8 }}\n{change}\n"
    );
    let dated =
        format!("[[intervention]]\nname = \"repair\"\nend = \"90 d\"\ncost = {{ per_customer = 8 }}\n{change}\n");
    assert!(repaired(&format!("{joining}{offer}")) == repaired(&format!("{joining}{dated}")));
}

#[test]
fn what_was_said_in_0_1_is_said_with_for() {
    // A change of a segment is the rule of that segment, and comes before other rules.
    let change = "\"hole.move.hazard\" = { scale = 3.0 }";
    let state = "name = \"state\"\nshare = 0.25\n";
    let own = FIRM.replace(state, &format!("{state}change = {{ {change} }}\n"));
    same(&own, &format!("{FIRM}{}", rule("a", "segment = \"state\"", change)));
    let base = format!(
        "{FIRM}[value_classes]\nreview = \"90 d\"\n[[intervention]]\nname = \"repair\"\nchange = {{ {change} }}\n"
    );
    for (old, whom) in [
        ("segments = [\"private\", \"state\"]", "segment = [\"private\", \"state\"]"),
        ("stages = [\"build_up\", \"climax\"]", "stage = [\"build_up\", \"climax\"]"),
        ("segments = [\"state\"]\nstages = [\"climax\"]", "segment = \"state\", stage = \"climax\""),
        ("on = \"join\"\nsegments = [\"state\"]\nlasts = \"60 d\"", "segment = \"state\""),
        ("on = \"review\"\nrecency = [1, 2]\nfrequency = [1]", "class = { recency = [1, 2], frequency = [1] }"),
        ("on = \"review\"\nmoney = [1]\nlasts = \"30 d\"", "class = { money = [1] }"),
    ] {
        let kept = old
            .lines()
            .filter(|line| line.starts_with("on ") || line.starts_with("lasts"))
            .collect::<Vec<_>>()
            .join("\n");
        let new = format!("{base}{kept}\nfor = {{ {whom} }}\n");
        assert!(repaired(&format!("{base}{old}\n")) == repaired(&new), "{old}");
    }
}
