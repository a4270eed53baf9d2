//! The engine in the scope a world needs sees what the engine in full sees.

use std::path::Path;

use journeysim::journey::cell::Cell;
use journeysim::journey::model::Model;
use journeysim::journey::scope::{Needs, Relationship, Scope, Visitors, Whole};
use journeysim::journey::trace::NoTrace;
use journeysim::scenario::grammar::{Named as _, enabled};
use journeysim::scenario::{Scenario, compile_world};

use crate::support::{Worlds, scenarios_below};

/// Customers of an independent world that are enough to meet everything.
const FEW: u64 = 200;

fn seen<S: Scope>(model: &Model) -> String {
    let mut cell = Cell::<_, S>::in_scope(model, 5, 0, NoTrace);
    if model.is_independent() && model.has_customers() {
        cell.run_customers(0..model.customers.min(FEW)).expect("reaches the horizon");
    } else {
        cell.run_all().expect("reaches the horizon");
    }
    let mut seen = cell.into_observations().0;
    // A narrower scope settles much without the calendar, and meets fewer entries that are out of date.
    seen.events = 0;
    format!("{seen:?}")
}

/// Runs a world in the scope it needs and in the whole one. Returns the scope.
fn run_both(model: &Model, what: &str) -> Needs {
    let needs = Needs::of(model);
    let narrow = match needs {
        Needs::Whole => return needs,
        Needs::Visitors => seen::<Visitors>(model),
        Needs::Relationship => seen::<Relationship>(model),
    };
    let whole = seen::<Whole>(model);
    if narrow != whole {
        let at = narrow.bytes().zip(whole.bytes()).take_while(|(a, b)| a == b).count();
        let around = |s: &str| s[at.saturating_sub(200)..(at + 100).min(s.len())].to_owned();
        panic!("{what}\nnarrow: {}\nwhole:  {}", around(&narrow), around(&whole));
    }
    needs
}

#[test]
fn a_narrower_scope_changes_nothing() {
    let mut met = [0; 3];
    for file in scenarios_below("scenarios") {
        let short = [("run.horizon".to_owned(), "120 d".to_owned()), ("run.warm_up".to_owned(), "5 d".to_owned())];
        // Where something is set for a later date than that, the whole of it runs.
        let loaded = Scenario::load(Path::new(&file), &short).or_else(|_| Scenario::load(Path::new(&file), &[]));
        let scenario = loaded.unwrap_or_else(|e| panic!("{}", e.render(false))).scenario;
        let names: Vec<String> = enabled(&scenario.read().intervention).map(|i| i.name().to_owned()).collect();
        let worlds = std::iter::once(Vec::new()).chain(names.iter().map(|name| vec![name.as_str()]));
        for interventions in worlds {
            let compiled = compile_world(&scenario, &interventions).unwrap_or_else(|e| panic!("{}", e.render(false)));
            match run_both(&compiled.model, &format!("{file} {interventions:?}")) {
                Needs::Whole => {}
                Needs::Visitors => met[0] += 1,
                Needs::Relationship => met[1 + usize::from(!interventions.is_empty())] += 1,
            }
        }
    }
    assert!(met[0] > 2 && met[1] > 5 && met[2] > 10, "{met:?}");
}

/// Lives in which everything overlaps: visits of hours several times a day, follow-ups that begin after the next visit, steps
/// that queue, a desk that closes at night, and a world that changes. `{COUNTER}` and `{CALL}` may need staff.
const CROWDED: &str = r#"
name = "Crowded"
[run]
horizon = "80 d"
warm_up = "5 d"
replications = 1
[money]
discount_rate = 0.1
[population]
customers = 60
stages = { build_up = 0.3, climax = 0.5, decline = 0.2 }
[[acquisition]]
name = "street"
prospects = "3 per d"
cost_per_contact = 2.0
[purchase]
rate = "1 per d"
basket = 10.0
margin = 0.5
[lifecycle]
[loyalty]
preset = "bank"
[[hole]]
name = "move"
hazard = "2 per y"
[[hole]]
name = "whim"
per_purchase = 0.002
[complaint]
resolution = { quick = 0.2, slow = 0.3 }
[[resource]]
name = "clerks"
staff = 40
hours = { days = "mon-fri", open = "09:00", close = "17:00" }
[[resource]]
name = "callers"
staff = 20
[[journey]]
name = "errand"
start = "purchase"
[[journey.touchpoint]]
name = "enter"
time = { exponential = { mean = "30 min" } }
quality = 6.5
[[journey.touchpoint]]
name = "counter"
{COUNTER}
time = { exponential = { mean = "40 min" } }
quality = 6.0
fail_prob = 0.05
exit_prob = { fail = 0.02 }
next = { leave = 0.8, counter = 0.2 }
end = "transaction"
[[journey.touchpoint]]
name = "leave"
time = { exponential = { mean = "3 h" } }
quality = 7.0
end = "departure"
[[journey.touchpoint]]
name = "call"
{CALL}
probability = 0.5
after = { exponential = { mean = "1 d" } }
time = { exponential = { mean = "2 h" } }
quality = 5.0
fail_prob = 0.05
end = "after"
cost = 1.0
[[journey]]
name = "question"
start = { rate = "1 per d" }
share = 0.6
[[journey.touchpoint]]
name = "ask"
time = { exponential = { mean = "5 h" } }
quality = 6.0
[[intervention]]
name = "later"
start = "30 d"
change = { "journey.errand.counter.quality" = { add = 1.0 }, "hole.move.hazard" = { scale = 2.0 } }
"#;

#[test]
fn lives_in_which_everything_overlaps_are_the_same_in_a_narrower_scope() {
    let (clerks, callers) = ("resource = \"clerks\"", "resource = \"callers\"");
    let step = "requires = [\"file\"]\n[[journey.touchpoint]]\nname = \"file\"\nlane = \"support\"\nresource = \"callers\"\ntime = \"20 min\"";
    let patient = format!("{clerks}\npatience = {{ exponential = {{ mean = \"1 h\" }} }}");
    for (counter, call) in [("", ""), (clerks, ""), (&patient, ""), (clerks, callers), ("", callers)] {
        for step in ["", step] {
            let text = CROWDED.replace("{COUNTER}", counter).replace("{CALL}", call);
            let text = text.replace("end = \"departure\"", &format!("end = \"departure\"\n{step}"));
            let worlds = Worlds::parse(&text, &[&["later"]]);
            for model in std::iter::once(&worlds.base.model).chain(worlds.rivals.iter().map(|r| &r.model)) {
                assert_eq!(run_both(model, &text), Needs::Relationship);
            }
        }
    }
}
