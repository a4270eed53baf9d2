//! `analyze --decision`: anybody's table of draws, against answers in closed form.

use serde_json::Value;

use journeysim::num::{normal_quantile, sqrt};
use journeysim::random::{Key, ReplicationKey, random_order};

use crate::program::Desk;

const DRAWS: usize = 512;

/// Scores by Latin hypercubes of 32.
fn scores(key: &Key, input: usize) -> Vec<f64> {
    let block = |b: usize| random_order(32, key, (1_000 * (input + 1) + b) as u32);
    let orders: Vec<Vec<usize>> = (0..DRAWS / 32).map(block).collect();
    let u = |draw: usize| key.uniform(100 + input as u32, draw as u32);
    (0..DRAWS).map(|draw| normal_quantile((orders[draw / 32][draw % 32] as f64 + u(draw)) / 32.0)).collect()
}

/// `.5 + t1 + .5 t2 + .2 t3 + 0 t4`, written by a margin (lognormal), a share (logit-normal), a number and a category.
fn table(crossed: bool) -> String {
    let key = ReplicationKey::new(20_261_130, 7).customer(0);
    let t: Vec<Vec<f64>> = (0..4).map(|input| scores(&key, input)).collect();
    let mut text = "draw,luck,margin,share,delay,colour,design:as it is,design:premium tier\n".to_owned();
    for draw in 0..DRAWS {
        for replication in 0..2_usize {
            let luck = if crossed { replication } else { 2 * draw + replication };
            let shared = 3.0 * key.normal(700, luck as u32);
            let own = 0.5 * key.normal(701, (2 * draw + replication) as u32);
            let value = 0.5 + t[0][draw] + 0.5 * t[1][draw] + 0.2 * t[2][draw] + own;
            let margin = journeysim::num::exp(0.3 * t[0][draw] - 1.0);
            let share = journeysim::num::sigmoid(t[1][draw]);
            let colour = ["red", "green", "blue"][draw % 3];
            let delay = 10.0 + 4.0 * t[2][draw];
            text += &format!("{draw},{luck},{margin},{share},{delay},{colour},{shared},{}\n", shared + value);
        }
    }
    text
}

fn judged(text: &str, more: &[&str]) -> String {
    let desk = Desk::with("draws.csv", text);
    let ended = desk.run(["analyze", "--decision", "draws.csv"].iter().chain(more)).with_code(0);
    assert_eq!(desk.list(""), ["draws.csv"], "an answer writes nothing");
    ended.out
}

#[test]
fn a_table_is_answered_as_the_closed_form_says() {
    for crossed in [false, true] {
        let found: Value = serde_json::from_str(&judged(&table(crossed), &["--json"])).expect("JSON");
        assert_eq!(found["luck"], if crossed { "crossed" } else { "nested" });
        assert_eq!(found["leader"], "premium tier");
        let near = |judged: &Value, truth: f64| {
            let (value, error) =
                (judged["value"].as_f64().expect("a number"), judged["error"].as_f64().expect("a number"));
            assert!((value - truth).abs() <= (3.5 * error).max(0.01), "{judged}: {truth}");
        };
        near(&found["evpi"], 0.24632);
        near(&found["designs"][1]["p_best"], 0.67011);
        let input = |name: &str| {
            let all = found["inputs"].as_array().expect("a list");
            all.iter().find(|input| input["name"] == name).unwrap_or_else(|| panic!("no {name}")).clone()
        };
        near(&input("margin")["worth"], 0.19780);
        near(&input("share")["worth"], 0.04166);
        near(&input("delay")["worth"], 0.00040);
        near(&input("colour")["worth"], 0.0);
        // t1 = -.5: exp(-1.15); t2 = -1: 1 / (1 + e).
        let even = |name: &str| input(name)["break_even"][0].as_f64().expect("one");
        assert!((even("margin") - 0.3166).abs() < 0.012 && (even("share") - 0.2689).abs() < 0.03, "{found}");
        let within = |path: &Value, truth: f64| {
            let [low, high] = [0, 1].map(|end| path[end].as_f64().expect("an end"));
            assert!(low < truth && truth < high, "{path}: {truth}");
        };
        within(&input("margin")["break_even_ci95"], 0.3166);
        within(&input("share")["break_even_ci95"], 0.2689);
        within(&found["flip"]["ci95"], 0.5 / sqrt(1.29));
        let distance = found["flip"]["distance"].as_f64().expect("a flip");
        assert!((distance - 0.5 / sqrt(1.29)).abs() < 0.06, "{distance}");
        // One future: sd of the inputs 1.136, of luck .5; nine in ten.
        let gain = &found["designs"][1]["gain"];
        let [low, high] = [0, 1].map(|end| gain["future"][end].as_f64().expect("a number"));
        assert!((high - low - 2.0 * 1.645 * 1.241).abs() < 0.45, "{gain}");
        let luck = gain["share_of_luck"].as_f64().expect("a share");
        assert!((luck - 0.25 / 1.54).abs() < 0.03, "{gain}");
    }
}

#[test]
fn the_answer_is_a_sentence() {
    let said = judged(&table(false), &[]);
    let one_line = said.split_whitespace().collect::<Vec<&str>>().join(" ");
    for part in [
        "Premium tier is best in 6",
        "of 100 draws; it gains 0.",
        "for nine in ten futures",
        "Knowing everything first is worth at most 0.2",
        "measure margin (0.",
        "then share (0.0",
        "no other can be told from none",
        "of what is not known would turn it: margin ",
        "a shuffled dummy",
    ] {
        assert!(one_line.contains(part), "{part}: {said}");
    }
}

#[test]
fn luck_that_some_share_is_refused() {
    let mixed = table(false).replacen("\n1,2,", "\n1,0,", 1);
    let ended = Desk::with("draws.csv", &mixed).run(["analyze", "--decision", "draws.csv"]).with_code(3);
    assert!(ended.err.contains("some draws share their luck"), "{}", ended.err);
}
