//! Strange numbers in every numeric field of the JSON Schema and in every parameter of every law: each is refused in words, or a short
//! run of it gives finite results, within seconds and without taking memory.
//!
//! The fields come from the schema, so none is forgotten; where each acts is said in `places`. The cases run in processes of their own,
//! which are this test program called again: one that hangs or eats memory ends with its name.

use std::io::{BufRead as _, BufReader, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use journeysim::experiment::results::Results;
use journeysim::experiment::{self, Inputs, Plan, Question, Rival, Silent};
use journeysim::random::ReplicationKey;
use journeysim::scenario::grammar::{Named as _, enabled};
use journeysim::scenario::{Diagnostics, Scenario, compile_world, schema};

use crate::hostile::peak_kib;
use crate::support::tried;

mod fields;
mod places;

use fields::{Forms, Parameter};
use places::Place;

const STRANGE: [&str; 8] = ["nan", "inf", "-inf", "-1", "0", "1e308", "-1e308", "5e-324"];
/// Longest a case may take. Each takes far less than a second; the rest is for a machine that is busy with other tests.
const LONGEST: Duration = Duration::from_secs(10);
/// Most memory that the process of many cases may take \[KiB\].
const MOST_KIB: u64 = 256 * 1024;
/// Environment variable that says which cases a called process tries: `FIRST/STEP/ONE_IN`.
const SHARE: &str = "JOURNEYSIM_NUMBERS";
/// Processes at once.
const AT_ONCE: usize = 2;
/// One case in this many is tried by every run of the tests.
const SAMPLE: u64 = 8;

/// One strange number in one field.
struct Case {
    name: String,
    text: String,
    sets: Vec<(String, String)>,
    number: &'static str,
}

/// Results of a text and of each of its interventions, or its problems.
fn results(text: &str, sets: &[(String, String)]) -> Result<Result<Results, String>, Diagnostics> {
    let loaded = Scenario::parse("number.toml", text, sets)?;
    let compiled = compile_world(&loaded.scenario, &[])?;
    let names: Vec<String> = enabled(&loaded.scenario.read().intervention).map(|i| i.name().to_owned()).collect();
    let mut rivals = Vec::new();
    for name in &names {
        rivals.push(Rival {
            name: name.clone(),
            model: compile_world(&loaded.scenario, &[name])?.model,
            interventions: vec![name.clone()],
            changes: Vec::new(),
            yardstick: false,
            listed: true,
        });
    }
    let inputs = Inputs::from(&compiled);
    let plan =
        Plan { seed: 1, replications: compiled.replications, threads: 1, precision: Vec::new(), one_cell: false };
    let done = if rivals.is_empty() {
        experiment::run(&inputs, &plan, &Silent)
    } else {
        experiment::compare(&inputs, &rivals, &Question::default(), &plan, &Silent)
    };
    Ok(done.map(|outcome| outcome.results).map_err(|e| e.to_string()))
}

/// The first number of some results that is none.
fn not_finite(results: &Results) -> Option<String> {
    let shown = format!("{results:?}");
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '"';
    ["NaN", "inf"].into_iter().find_map(|word| {
        shown.match_indices(word).find_map(|(at, _)| {
            let (before, after) = (&shown[..at], &shown[at + word.len()..]);
            let stands_alone = !before.ends_with(is_word) && !after.starts_with(is_word) && !before.ends_with("`");
            stands_alone.then(|| {
                let start = before.char_indices().rev().nth(120).map_or(0, |(i, _)| i);
                format!("...{}{word}", &before[start..])
            })
        })
    })
}

/// What is wrong with a case, if anything; and whether it ran.
fn verdict(case: &Case) -> (bool, Option<String>) {
    let outcome = catch_unwind(AssertUnwindSafe(|| results(&case.text, &case.sets)));
    let wrong = match &outcome {
        Err(_) => Some("it panics".to_owned()),
        Ok(Err(problems)) if problems.errors() == 0 => Some("it is refused without an error".to_owned()),
        // Then nothing was tried.
        Ok(Err(problems)) if problems.items.iter().any(|p| p.code.starts_with("unknown")) => {
            Some(format!("it has no place: {}", problems.render(false)))
        }
        Ok(Err(_) | Ok(Err(_))) => None,
        Ok(Ok(Ok(_))) if ["nan", "inf", "-inf"].contains(&case.number) => Some("it is accepted".to_owned()),
        Ok(Ok(Ok(results))) => not_finite(results).map(|what| format!("results are not finite: {what}")),
    };
    (matches!(outcome, Ok(Ok(Ok(_)))), wrong)
}

fn cases_at(name: &str, place: &Place, values: &[String]) -> Vec<Case> {
    let mut cases = Vec::new();
    for form in values {
        for number in STRANGE {
            let value = form.replace('#', number);
            let (text, sets) = place.with(&value);
            cases.push(Case { name: format!("{name} = {value}"), text, sets, number });
        }
    }
    cases
}

/// Values with a strange number in one field: each alone in turn where it stands in a list of several.
fn values(forms: &Forms) -> Vec<String> {
    let mut out = Vec::new();
    for form in forms {
        let count = form.matches('#').count();
        if count == 1 {
            out.push(form.clone());
        }
        // The others are ones.
        for nth in (0..count).filter(|_| count > 1) {
            let mut parts = form.split('#');
            let mut value = parts.next().expect("a start").to_owned();
            for (at, part) in parts.enumerate() {
                value += if at == nth { "#" } else { "1" };
                value += part;
            }
            out.push(value);
        }
    }
    out
}

/// A law with `#` for one of its parameters.
fn law(parameter: &Parameter, form: &str, beside: impl Fn(&str) -> String) -> String {
    if parameter.name.is_empty() {
        return format!("{{ {} = {form} }}", parameter.family);
    }
    let others = parameter.beside.iter().map(|name| format!(", {name} = {}", beside(name)));
    format!("{{ {} = {{ {} = {form}{} }} }}", parameter.family, parameter.name, others.collect::<String>())
}

/// A place, and values of which one at least must be good there.
type Ground = (String, Place, Vec<String>);

/// Every case, in the order of the schema, and the places that are not tried elsewhere.
fn every_case() -> (Vec<Case>, Vec<Ground>) {
    let schema = schema();
    let (mut cases, mut good, mut missing) = (Vec::new(), Vec::new(), Vec::new());
    for (key, forms) in fields::all(&schema) {
        match places::of(&key) {
            None => missing.push(key),
            Some(place) => {
                let values = values(&forms);
                if place.path.is_none() {
                    let plausible =
                        ["0.5", "1", "3", "20"].map(|good| values.iter().map(move |v| v.replace('#', good)));
                    good.push((key.clone(), place.clone(), plausible.into_iter().flatten().collect()));
                }
                cases.extend(cases_at(&key, &place, &values));
            }
        }
    }
    let laws = fields::of_laws(&schema);
    let forms_of = |parameter: &Parameter, name: &str| {
        let same = laws.iter().find(|(p, _)| p.law == parameter.law && p.family == parameter.family && p.name == name);
        same.and_then(|(_, forms)| forms.first()).unwrap_or_else(|| panic!("{parameter:?}: no {name}"))
    };
    for (parameter, forms) in &laws {
        let Some(place) = places::of_law(&parameter.law) else {
            missing.push(parameter.law.clone());
            continue;
        };
        let beside = |name: &str| forms_of(parameter, name).replace('#', places::plausible(parameter, name));
        let name = format!("{}: {}", parameter.law, parameter.family);
        let own = values(forms);
        let whole: Vec<String> = own.iter().map(|form| law(parameter, form, beside)).collect();
        let plain = whole[0].replace('#', places::plausible(parameter, &parameter.name));
        good.push((name.clone(), place.clone(), vec![plain]));
        cases.extend(cases_at(&name, &place, &whole));
    }
    assert!(missing.is_empty(), "numeric fields of the schema without a place in `places`: {missing:#?}");
    (cases, good)
}

/// Tries a share of the cases, and says what is wrong on standard output.
#[test]
#[ignore = "called by the other tests of this file, in a process of its own"]
fn a_share_of_the_numbers() {
    let Ok(share) = std::env::var(SHARE) else { return };
    let [first, step, one_in] = share.split('/').map(|n| n.parse().expect("a number")).collect::<Vec<u64>>()[..] else {
        panic!("{share}")
    };
    let (cases, _) = every_case();
    let sampled =
        |at: u64| one_in == 1 || ReplicationKey::new(16, 0).customer(at).uniform(0, 0) * (one_in as f64) < 1.0;
    static NOW: Mutex<Option<(String, Instant)>> = Mutex::new(None);
    std::thread::spawn(|| {
        loop {
            std::thread::sleep(Duration::from_millis(50));
            let now = NOW.lock().expect("nobody panics with it").clone();
            let Some((name, started)) = now else { continue };
            let wrong = match peak_kib(std::process::id()) {
                Some(peak) if peak > MOST_KIB => format!("takes more than {} MiB", MOST_KIB / 1024),
                _ if started.elapsed() > LONGEST => format!("takes longer than {LONGEST:?}"),
                _ => continue,
            };
            println!("\nWRONG {name}: {wrong}");
            let _ = std::io::stdout().flush();
            std::process::exit(1);
        }
    });
    std::panic::set_hook(Box::new(|_| {}));
    let (mut count, mut ran) = (0, 0);
    for (_, case) in (0..).zip(&cases).filter(|(at, _)| at % step == first && sampled(at / step)) {
        *NOW.lock().expect("nobody panics with it") = Some((case.name.clone(), Instant::now()));
        let (run, wrong) = verdict(case);
        count += 1;
        ran += u64::from(run);
        if let Some(wrong) = wrong {
            println!("\nWRONG {}: {wrong}", case.name);
        }
    }
    println!("\nDONE {count} {ran}");
}

/// Tries one case in so many.
fn try_one_in(one_in: u64) {
    let program = std::env::current_exe().expect("a test program knows itself");
    let start = |first: usize| {
        Command::new(&program)
            .args(["--exact", "every_number::a_share_of_the_numbers", "--nocapture", "--include-ignored"])
            .env(SHARE, format!("{first}/{AT_ONCE}/{one_in}"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a process starts")
    };
    let children: Vec<_> = (0..AT_ONCE).map(start).collect();
    let (mut wrong, mut count, mut ran) = (Vec::new(), 0, 0);
    for mut child in children {
        let mut done = false;
        for line in BufReader::new(child.stdout.take().expect("piped")).lines().map(|line| line.expect("text")) {
            wrong.extend(line.strip_prefix("WRONG ").map(str::to_owned));
            if let Some(numbers) = line.strip_prefix("DONE ") {
                let numbers: Vec<usize> = numbers.split(' ').map(|n| n.parse().expect("a number")).collect();
                (count, ran, done) = (count + numbers[0], ran + numbers[1], true);
            }
        }
        child.wait().expect("it ends");
        if !done {
            wrong.push("a process did not come to its end".to_owned());
        }
    }
    tried(count);
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(ran * 20 > count && ran * 2 < count, "{ran} of {count} ran: the others tell nothing about the engine");
}

#[test]
fn a_sample_of_strange_numbers_is_refused_or_finite() {
    try_one_in(SAMPLE);
}

#[test]
#[ignore = "every strange number in every field takes minutes: .ci/long"]
fn every_strange_number_is_refused_or_finite() {
    try_one_in(1);
}

/// Otherwise a strange number would be refused for what stands beside it.
#[test]
fn every_place_is_good_without_a_strange_number() {
    let (_, good) = every_case();
    let mut wrong = Vec::new();
    for (name, place, values) in good {
        let problem = |value: &String| {
            let (text, sets) = place.with(value);
            match results(&text, &sets) {
                Ok(Ok(_)) => None,
                Ok(Err(stopped)) => Some(format!("{name} = {value}: {stopped}")),
                // No law without an end gives probabilities, the mean of a logarithm has no unit, and few laws give whole numbers.
                Err(problems)
                    if name.starts_with("law of integer")
                        || problems
                            .items
                            .iter()
                            .all(|p| !p.is_error() || matches!(p.code, "law-range" | "law-parameters")) =>
                {
                    None
                }
                Err(problems) => Some(format!("{name} = {value}: {}", problems.render(false))),
            }
        };
        let problems: Vec<String> = values.iter().map_while(problem).collect();
        if problems.len() == values.len() {
            wrong.extend(problems.into_iter().next());
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
