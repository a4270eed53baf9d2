//! `explain --for`: the values of somebody, and what made them. What is right is written by hand, as the values of a file of its own.

use journeysim::scenario::{Person, Personal, Scenario, explain};

use crate::program::Desk;

const FIRM: &str = r#"name = "Bank branch"
[run]
horizon = "1 y"
replications = 1
[population]
customers = 10
[purchase]
rate = "2 per mo"
margin = 0.4
[lifecycle]
[value_classes]
[[segment]]
name = "cost-consuming"
share = 0.1
change = { "journey.branch visit.counter.time" = { scale = 1.5 } }
[[segment]]
name = "others"
share = 0.9
factor = { offer_response = 0.5 }
[[attribute]]
name = "device"
values = { app = 0.6, "old phone" = 0.4 }
[[rule]]
name = "the best go to the adviser"
for = { class = { money = [5] } }
change = { "journey.branch visit.enter.next" = { set = { consult = 0.5, counter = 0.5 } } }
[[rule]]
name = "settled customers wait longer"
for = { stage = "climax" }
change = { "journey.branch visit.counter.patience" = { scale = 1.5 } }
[[rule]]
name = "old phones fail"
for = { device = "old phone" }
change = { "journey.branch visit.counter.fail_prob" = { set = 0.03 } }
[[rule]]
name = "the first thirty days"
for = { tenure = { below = "30 d" } }
change = { "hole.never got going.factor" = { scale = 3 }, "journey.branch visit.counter.time" = { add = "1 min" } }
[[rule]]
name = "off"
enabled = false
for = { segment = "others" }
change = { "purchase.margin" = { set = 0.1 } }
[[hole]]
name = "never got going"
hazard = { every = "1 mo", values = ["12 % per mo", "4 % per mo"] }
[[resource]]
name = "tellers"
staff = 1
[[journey]]
name = "branch visit"
start = "purchase"
[[journey.touchpoint]]
name = "enter"
next = { counter = 0.9, consult = 0.1 }
[[journey.touchpoint]]
name = "counter"
resource = "tellers"
time = "4 min"
patience = "10 min"
next = "done"
[[journey.touchpoint]]
name = "consult"
time = "20 min"
[[intervention]]
name = "personal start"
on = "join"
lasts = "90 d"
change = { "purchase.margin" = { scale = 0.5 } }
"#;

/// The rows of `explain` that differ from those without `--for`: path, value, origin.
fn changed(said: &[&str]) -> Vec<String> {
    let desk = Desk::with("branch.toml", FIRM);
    let json =
        |more: &[&str]| desk.run(["explain", "branch.toml", "--json", "-q"].iter().chain(more)).with_code(0).json();
    let (general, own) = (json(&[]), json(said));
    let rows = |json: &serde_json::Value| json["values"].as_array().expect("values").clone();
    let mut told = Vec::new();
    let before = rows(&general);
    for after in rows(&own) {
        let before = before.iter().find(|before| before["path"] == after["path"]);
        let same = before
            .is_some_and(|before| ["value", "origin", "basis", "doc"].iter().all(|key| before[key] == after[key]));
        assert_eq!(same, after["changed_by"].as_array().expect("a list").is_empty(), "{after}");
        if !same {
            let text = |key: &str| after[key].as_str().expect("text").to_owned();
            told.push(format!("{} = {} ({})", text("path"), text("value"), text("origin")));
        }
    }
    told
}

#[test]
fn somebody_has_what_the_segment_and_the_rules_make_of_it() {
    let line = |start: &str| FIRM.lines().position(|line| line.starts_with(start)).expect("there") + 1;
    let time = format!("branch.toml:{}", line("time = \"4 min\""));
    let patience = format!("branch.toml:{}", line("patience"));
    let margin = format!("branch.toml:{}", line("margin"));
    assert_eq!(changed(&["--for", "segment=others,money=4,stage=decline,device=app,tenure=30d"]), [""; 0]);
    assert_eq!(
        changed(&["--for", "segment=cost-consuming,money=5,stage=climax,device=old phone,tenure=20d"]),
        [
            "hole.never got going.factor = 3 (default, rule the first thirty days)".to_owned(),
            "journey.branch visit.enter.next = { consult = 0.5, counter = 0.5 } (rule the best go to the adviser)"
                .to_owned(),
            format!(
                "journey.branch visit.counter.patience = \"15 min\" ({patience}, rule settled customers wait longer)"
            ),
            format!(
                "journey.branch visit.counter.time = \"7 min\" ({time}, segment cost-consuming, rule the first thirty days)"
            ),
            "journey.branch visit.counter.fail_prob = 0.03 (rule old phones fail)".to_owned(),
        ]
    );
    // Half of the offer reaches the others.
    assert_eq!(
        changed(&["--for", "segment=others,offer=personal start"]),
        [format!("purchase.margin = 0.3 ({margin}, offer personal start)")]
    );
}

#[test]
fn the_values_of_somebody_are_those_of_a_file_that_says_them() {
    let by_hand = FIRM
        .replace("time = \"4 min\"", "time = \"7 min\"")
        .replace("name = \"never got going\"\n", "name = \"never got going\"\nfactor = 3.0\n");
    let scenario =
        |text: &str| Scenario::parse("a.toml", text, &[]).unwrap_or_else(|problems| panic!("{problems}")).scenario;
    let (general, by_hand) = (scenario(FIRM), scenario(&by_hand));
    let person = Person::read(&general.read(), "segment=cost-consuming,tenure=20d").expect("somebody");
    let personal = Personal::of(&general, &person).unwrap_or_else(|problems| panic!("{problems}"));
    let number = |text: &str| text.parse::<f64>().map_or_else(|_| text.to_owned(), |number| number.to_string());
    let own =
        personal.explain(None).expect("values").into_iter().map(|own| (own.value.path, number(&own.value.value_text)));
    let wanted =
        explain(&by_hand, None).expect("values").into_iter().map(|value| (value.path, number(&value.value_text)));
    assert_eq!(own.collect::<Vec<_>>(), wanted.collect::<Vec<_>>());
    let all: Vec<_> = personal.explain(None).expect("values").into_iter().map(|own| own.value).collect();
    let open = personal.open(&all, None);
    let open: Vec<(&str, String)> = open.iter().map(|open| (open.name.as_str(), open.asks.join(","))).collect();
    assert_eq!(
        open,
        [
            ("rule the best go to the adviser", "money".to_owned()),
            ("rule settled customers wait longer", "stage".to_owned()),
            ("rule old phones fail", "device".to_owned()),
        ]
    );
}

#[test]
fn the_page_says_whom_and_what_stays_open() {
    let desk = Desk::with("branch.toml", FIRM);
    let path = "journey.branch visit.counter.time";
    let told = desk.run(["explain", "branch.toml", path, "--for", "segment=others", "-q"]).with_code(0);
    // The table is that of all, as nothing of it is theirs.
    let general = desk.run(["explain", "branch.toml", path, "-q"]).with_code(0);
    assert_eq!(
        told.out,
        format!("for segment others\n\n{}", general.out)
            + "\n\
         open: it depends on what is not said\n  \
         - rule the first thirty days asks for tenure\n"
    );
}

#[test]
fn whoever_cannot_be_is_refused_with_who_can() {
    let desk = Desk::with("branch.toml", FIRM);
    for (said, why) in [
        ("segmnt=others", "nobody is described by `segmnt`: did you mean `segment`?"),
        ("segment=other", "there is no segment `other`: did you mean `others`?"),
        ("tenure=20", "`tenure` = `20`: a duration without a unit"),
        ("member=program", "nobody is told apart by `member`: there is no `program` in the file"),
        ("offer=personal start", "segments respond to offers in ways of their own: say the `segment`, too"),
    ] {
        let ended = desk.run(["explain", "branch.toml", "--for", said, "-q"]);
        assert!(ended.err.contains(why), "{said}: {}", ended.err);
        assert_eq!(ended.code, if said.starts_with("offer") { 3 } else { 2 }, "{said}");
    }
}
