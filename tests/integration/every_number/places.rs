//! Where each numeric field of the schema acts: a scenario, and a place in it for the number.

use super::fields::Parameter;
use crate::keys_act::cases;
use crate::support::Set;

/// A scenario with a place for a value.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) text: String,
    pub(super) sets: Vec<(String, String)>,
    /// The path that is set, or nothing where `@` stands in the text.
    pub(super) path: Option<String>,
}

impl Place {
    fn of_text(text: String) -> Place {
        Place { text, sets: Vec::new(), path: None }
    }

    /// The scenario with this value at the place.
    pub(super) fn with(&self, value: &str) -> (String, Vec<(String, String)>) {
        let mut sets = self.sets.clone();
        sets.extend(self.path.iter().map(|path| (path.clone(), value.to_owned())));
        (self.text.replace('@', value), sets)
    }
}

/// Customers with all that a change can ask for, buyers who join, leave, complain and renew.
const CLUB: &str = r#"
name = "Club"
[run]
horizon = "100 d"
replications = 1
seed = 7
[population]
customers = 40
[[segment]]
name = "home"
share = 0.6
factor = { offer_response = 0.5 }
[[segment]]
name = "away"
share = 0.4
[[attribute]]
name = "age"
law = { uniform = { low = 20, high = 70 } }
[[acquisition]]
name = "web"
joins = "4 per mo"
[purchase]
rate = "2 per mo"
basket = 20.0
[lifecycle]
[loyalty]
[complaint]
[value_classes]
review = "60 d"
money = [20, 40, 60, 80]
frequency = [2, 4, 6, 8]
[[hole]]
name = "odd"
hazard = "0.5 per y"
[[journey]]
name = "visit"
start = "purchase"
[[journey.touchpoint]]
name = "desk"
quality = 6.0
fail_prob = 0.1
cost = 1.0
"#;

/// Visitors of a desk, to which entries can be added.
const DESK: &str = r#"
name = "Desk"
run = { horizon = "20 d", replications = 1 }
[[resource]]
name = "desk"
staff = 2
[[journey]]
name = "visit"
arrivals = "5 per h"
[[journey.touchpoint]]
name = "ask"
resource = "desk"
time = "4 min"
"#;

/// A second journey, whose touchpoint leads somewhere.
fn led(key: &str) -> String {
    format!(
        "{DESK}[[journey]]\nname = \"other\"\narrivals = \"1 per h\"\n[[journey.touchpoint]]\nname = \"a\"\n\
         patience = \"4 min\"\nfail_prob = 0.5\nresource = \"small\"\ntime = \"3 min\"\n{key} = {{ b = @, done = 0.5 }}\n\
         [[journey.touchpoint]]\nname = \"b\"\n[[resource]]\nname = \"small\"\nstaff = 1\nqueue_limit = 1\n"
    )
}

/// Places of what interventions, shocks and rules hold.
fn of_changes(key: &str) -> Option<Place> {
    let (kind, rest) = key.split_once('.').filter(|(kind, _)| ["intervention", "shock", "rule"].contains(kind))?;
    let change = "change = { \"purchase.basket\" = { scale = 1.1 } }";
    let offer = format!("on = \"review\"\n{change}");
    let cost = |what: &str| format!("{change}\ncost = {{ {what} }}");
    let held = match rest {
        "start" | "end" | "ramp" | "fade" => format!("{change}\n{rest} = @"),
        "lasts" | "recency" | "frequency" | "money" => format!("{offer}\n{rest} = @"),
        "cost.once" | "cost.per_month" | "cost.per_customer" => cost(&format!("{} = @", &rest[5..])),
        "cost.lag" => cost("once = 9, lag = @"),
        "cost.per_use" => format!("{offer}\ncost = {{ per_use = @ }}"),
        "change.*.scale" | "change.*.add" | "change.*.set" => {
            format!("change = {{ \"purchase.basket\" = {{ {} = @ }} }}", &rest[9..])
        }
        "for.tenure.from"
        | "for.tenure.below"
        | "for.purchases.from"
        | "for.purchases.below"
        | "for.class.recency"
        | "for.class.frequency"
        | "for.class.money" => {
            let (what, key) = rest[4..].split_once('.')?;
            format!("{change}\nfor = {{ {what} = {{ {key} = @ }} }}")
        }
        "for.*.from" | "for.*.below" => format!("{change}\nfor = {{ age = {{ {} = @ }} }}", &rest[6..]),
        "crisis.size" => "start = \"20 d\"\ncrisis = { size = @ }".to_owned(),
        "crisis.half_life" | "crisis.response_delay" | "crisis.response_quality" => {
            format!("start = \"20 d\"\ncrisis = {{ size = 0.5, {} = @ }}", &rest[7..])
        }
        _ => return None,
    };
    let whom = if kind == "rule" && !rest.starts_with("for") { "for = { tenure = { from = \"30 d\" } }\n" } else { "" };
    Some(Place::of_text(format!("{CLUB}[[{kind}]]\nname = \"it\"\n{whom}{held}\n")))
}

/// Places that no case of `keys_act` gives.
fn of_texts(key: &str) -> Option<Place> {
    let head = "name = \"more\"";
    let arrivals = |form: &str| {
        format!(
            "{DESK}[[journey]]\n{head}\narrivals = {form}\n[[journey.touchpoint]]\nname = \"more\"\ntime = \"1 min\"\n"
        )
    };
    let swept = |of: &str, key: &str| {
        let held = match key {
            "low" => "low = @, high = 2.5",
            "high" => "low = 0.5, high = @",
            _ => "values = @",
        };
        format!(
            "{CLUB}[sweep]\npoints = 4\n[[sweep.parameter]]\n{head}\npath = \"purchase.basket\"\n{of} = {{ {held} }}\n"
        )
    };
    let unknown = |rest: &str| format!("{CLUB}[[uncertain]]\n{head}\npath = \"purchase.basket\"\n{rest}\n");
    let text = match key {
        "acquisition.mix.*" => {
            format!("{CLUB}[[acquisition]]\n{head}\njoins = \"9 per y\"\nmix = {{ home = @, away = 0.5 }}\n")
        }
        "attribute.law" => format!(
            "{CLUB}[[attribute]]\n{head}\nlaw = @\n[[rule]]\nname = \"r\"\nfor = {{ more = {{ from = 1 }} }}\nchange = {{ \"purchase.basket\" = {{ scale = 1.1 }} }}\n"
        ),
        "attribute.values.*" => format!(
            "{CLUB}[[attribute]]\n{head}\nvalues = {{ x = @, y = 0.5 }}\n[[rule]]\nname = \"r\"\nfor = {{ more = \"x\" }}\nchange = {{ \"purchase.basket\" = {{ scale = 1.1 }} }}\n"
        ),
        "hole.hazard.every" => {
            format!("{CLUB}[[hole]]\n{head}\nhazard = {{ every = @, values = [\"0.5 per y\", \"0.2 per y\"] }}\n")
        }
        "hole.hazard.values" => format!("{CLUB}[[hole]]\n{head}\nhazard = {{ every = \"1 mo\", values = @ }}\n"),
        "journey.arrivals.timetable.*" => arrivals("{ timetable = { \"00:00\" = @, \"09:00\" = \"3 per h\" } }"),
        "journey.arrivals.wave.mean" => arrivals("{ wave = { mean = @, amplitude = 0.5, period = \"1 d\" } }"),
        "journey.arrivals.wave.amplitude" => {
            arrivals("{ wave = { mean = \"5 per h\", amplitude = @, period = \"1 d\" } }")
        }
        "journey.arrivals.wave.period" => arrivals("{ wave = { mean = \"5 per h\", amplitude = 0.5, period = @ } }"),
        "journey.hours.open" | "journey.hours.close" | "resource.hours.open" | "resource.hours.close" => {
            let (kind, end) = (key.split('.').next()?, key.rsplit('.').next()?);
            let hours =
                if end == "open" { "{ open = @, close = \"18:00\" }" } else { "{ open = \"08:00\", close = @ }" };
            let (journey, more) = match kind {
                "journey" => (format!("hours = {hours}"), String::new()),
                _ => {
                    (String::new(), format!("resource = \"more\"\n[[resource]]\n{head}\nstaff = 1\nhours = {hours}\n"))
                }
            };
            format!("{}{more}", arrivals(&format!("\"1 per h\"\n{journey}")))
        }
        "journey.touchpoint.next.*" => led("next"),
        "journey.touchpoint.on_fail.*" => led("on_fail"),
        "journey.touchpoint.on_full.*" => led("on_full"),
        "journey.touchpoint.on_renege.*" => led("on_renege"),
        "resource.staff.timetable.*" => format!(
            "{}resource = \"more\"\n[[resource]]\n{head}\nstaff = {{ timetable = {{ \"00:00\" = @, \"09:00\" = 2 }} }}\n",
            arrivals("\"1 per h\"")
        ),
        "run.precision.*" => {
            DESK.replace("replications = 1", "replications = 2, precision = { \"journeys.visit.started\" = @ }")
        }
        "segment.change.*.scale" | "segment.change.*.add" | "segment.change.*.set" => CLUB.replace(
            "share = 0.4\n",
            &format!("share = 0.4\nchange = {{ \"purchase.basket\" = {{ {} = @ }} }}\n", &key[17..]),
        ),
        "segment.factor.offer_response" => CLUB.replace("offer_response = 0.5", "offer_response = @"),
        "sweep.points" => swept("set", "low").replace("points = 4", "points = @").replace("low = @", "low = 0.5"),
        "uncertain.add.weights" | "uncertain.scale.weights" | "uncertain.set.weights" => {
            let op = key.split('.').nth(1)?;
            unknown(&format!("{op} = {{ values = [1.0], weights = @ }}"))
        }
        "uncertain.measure.cost" => unknown("scale = { between = [0.5, 2] }\nmeasure = { cost = @, error = 0.1 }"),
        "uncertain.measure.observations" => unknown("scale = { between = [0.5, 2] }\nmeasure = { observations = @ }"),
        "uncertain.with.*" => {
            let first = unknown("scale = { between = [0.5, 2] }");
            format!(
                "{first}[[uncertain]]\npath = \"purchase.rate\"\nscale = {{ between = [0.5, 2] }}\nwith = {{ more = @ }}\n"
            )
        }
        "win_back.cause_factor.*" => format!("{CLUB}[win_back]\ncontacts = [\"30 d\"]\ncause_factor = {{ odd = @ }}\n"),
        _ => {
            let mut parts = key.strip_prefix("sweep.parameter.")?.split('.');
            swept(parts.next()?, parts.next()?)
        }
    };
    Some(Place::of_text(text))
}

/// Whether a key is what a path leads to: its words in order, with names between them, and the same end. Touchpoints go by
/// their names alone.
fn leads_to(path: &str, key: &str) -> bool {
    let mut words = key.split('.').filter(|word| *word != "touchpoint").peekable();
    for part in path.split('.') {
        words.next_if(|word| *word == part);
    }
    words.peek().is_none() && path.rsplit('.').next() == key.rsplit('.').next()
}

/// The place of a field in a case of `keys_act`: that of the key itself, or one from which it is the way down.
fn of_cases(key: &str) -> Option<Place> {
    let ends = key.match_indices('.').map(|(at, _)| at).chain([key.len()]);
    let mut tried: Vec<usize> = ends.collect();
    tried.reverse();
    for end in tried {
        let (near, rest) = key.split_at(end);
        let cases = || cases::ALL.iter().copied().flatten();
        for case in cases().filter(|case| case.key == key).chain(cases().filter(|case| case.key == near)) {
            let sets: Vec<Set<'_>> = case.given.iter().chain(case.change).copied().collect();
            if let Some((path, value)) = sets.iter().rev().find(|(path, _)| leads_to(path, near)) {
                // The first name of a table of names of one's own.
                let own = value.rsplit('{').next().and_then(|inside| inside.split_once('='));
                let rest = match own {
                    Some((name, _)) => rest.replace('*', name.trim().trim_matches('"')),
                    None if rest.contains('*') => continue,
                    None => rest.to_owned(),
                };
                // One is enough to see, unless it is the replications that are tried.
                let one = [("run.replications", "1")].into_iter().filter(|_| !key.starts_with("run."));
                let owned = one.collect::<Vec<_>>();
                let owned = owned.iter().chain(&sets).map(|(path, value)| ((*path).to_owned(), (*value).to_owned()));
                return Some(Place {
                    text: case.base.to_owned(),
                    sets: owned.collect(),
                    path: Some(format!("{path}{rest}")),
                });
            }
        }
    }
    None
}

/// Where a field acts; `None` where nobody has said.
pub(super) fn of(key: &str) -> Option<Place> {
    of_changes(key).or_else(|| of_texts(key)).or_else(|| of_cases(key))
}

/// Where a law of each dimension is drawn, by the name of its definition.
const LAWS: &[(&str, &str, &str)] = &[
    (
        "law of duration",
        DESK,
        "[[journey]]\nname = \"more\"\narrivals = \"9 per d\"\n[[journey.touchpoint]]\nname = \"a\"\ntime = @\n",
    ),
    ("law of hazard", CLUB, "[[hole]]\nname = \"more\"\nhazard = @\n"),
    (
        "law of integer",
        DESK,
        "[[journey]]\nname = \"more\"\narrivals = \"9 per d\"\n[[journey.touchpoint]]\nname = \"a\"\n\
         time = { erlang = { mean = \"6 min\", shape = @ } }\n",
    ),
    (
        "law of money",
        DESK,
        "[[journey]]\nname = \"more\"\narrivals = \"9 per d\"\n[[journey.touchpoint]]\nname = \"a\"\ncost = @\n",
    ),
    ("law of moneyrate", CLUB, "[contract]\nterm = \"1 mo\"\nearns = @\n"),
    (
        "law of number",
        CLUB,
        "[[attribute]]\nname = \"more\"\nlaw = @\n[[rule]]\nname = \"r\"\nfor = { more = { from = 1 } }\n\
         change = { \"purchase.basket\" = { scale = 1.1 } }\n",
    ),
    (
        "law of probability",
        DESK,
        "[[journey]]\nname = \"more\"\narrivals = \"9 per d\"\n[[journey.touchpoint]]\nname = \"a\"\nfail_prob = @\n",
    ),
    ("law of rate", CLUB, "[[journey]]\nname = \"more\"\nstart = { rate = @ }\n[[journey.touchpoint]]\nname = \"a\"\n"),
];

/// Where laws of this dimension are drawn.
pub(super) fn of_law(law: &str) -> Option<Place> {
    let (_, base, more) = LAWS.iter().find(|(name, ..)| *name == law)?;
    Some(Place::of_text(format!("{base}{more}")))
}

/// A plausible number for a parameter of a law.
pub(super) fn plausible(parameter: &Parameter, name: &str) -> &'static str {
    let share = parameter.law == "law of probability";
    match (parameter.family.as_str(), name) {
        ("erlang", "shape") => "2",
        (_, "shape" | "alpha" | "beta") => "3",
        (_, "weights") => "1",
        (_, "cv") => "0.2",
        (_, "sigma" | "mu") => "0.5",
        (_, "low" | "sd") if share => "0.1",
        ("beta", "mean") => "0.4",
        ("beta", "sd") => "0.1",
        (_, "high") if share => "0.9",
        (_, "rate") if share => "30",
        _ if share => "0.3",
        (_, "low" | "sd") => "1",
        (_, "mode") => "3",
        (_, "high") => "6",
        _ => "2",
    }
}
