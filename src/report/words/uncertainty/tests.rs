//! Every form of the sentences.

use super::*;
use crate::experiment::results::uncertainty::{
    FlipFound, FlipRun, Gain, GainAt, Judged, SaidOfInput, SideRun, UncertainDesign, UncertainInput, Yield,
};
use crate::report::fixtures::unknown::answer;

fn judged(value: f64, low: f64, high: f64) -> Judged {
    Judged { value, error: (high - low) / 3.92, ci95: [low, high] }
}

fn input(name: &str, worth: Judged) -> UncertainInput {
    UncertainInput {
        name: name.to_owned(),
        worth,
        break_even: Vec::new(),
        break_even_ci95: None,
        at_flip: None,
        said: None,
        dependence: Vec::new(),
        measurement: None,
    }
}

fn said_of(label: &str, operation: &str, unit: &str, quantiles: [f64; 3]) -> SaidOfInput {
    SaidOfInput {
        path: "purchase.margin".to_owned(),
        label: label.to_owned(),
        operation: operation.to_owned(),
        basis: String::new(),
        unit: unit.to_owned(),
        law: String::new(),
        written: None,
        quantiles: Some(quantiles),
    }
}

fn design(name: &str, p_best: f64, gain: Option<Gain>) -> UncertainDesign {
    UncertainDesign {
        name: name.to_owned(),
        mean: 0.0,
        gain,
        p_best: judged(p_best, p_best - 0.05, p_best + 0.05),
        regret: judged(5_300.0, 4_600.0, 6_000.0),
        as_written: None,
        over_budget: None,
    }
}

fn gain(mean: f64, half: f64, future: [f64; 2]) -> Gain {
    Gain { mean, ci95: [mean - half, mean + half], ignorance: future, future, share_of_luck: Some(0.04) }
}

/// What a leader brings at values of an input: less than the baseline below the first break-even, more above, and so on.
fn rising(at: &[f64], from: f64) -> Vec<GainAt> {
    let points = at.iter().enumerate();
    points.map(|(i, value)| GainAt { value: *value, gain: from + 1_000.0 * i as f64, ci95: [0.0; 2] }).collect()
}

/// The numbers of the example in the specification.
fn premium() -> Uncertainty {
    let mut price = input("price response", judged(4_100.0, 3_600.0, 4_600.0));
    price.said = Some(said_of("elasticity", "scale", "", [0.5, 1.0, 2.0]));
    let mut take_up = input("take-up", judged(600.0, 150.0, 1_100.0));
    take_up.said = Some(said_of("take-up of membership", "set", "share", [0.05, 0.12, 0.30]));
    take_up.break_even = vec![0.081];
    take_up.break_even_ci95 = Some([0.07, 0.092]);
    take_up.dependence = rising(&[0.05, 0.3], -500.0);
    take_up.at_flip = Some(0.09);
    let mut margin = input("margin", judged(40.0, 0.0, 180.0));
    margin.said = Some(said_of("margin", "set", "share", [0.28, 0.32, 0.36]));
    margin.at_flip = Some(0.3);
    let mut best = design("Premium tier", 0.62, Some(gain(18_000.0, 5_000.0, [-35_000.0, 61_000.0])));
    best.as_written = Some(21_000.0);
    Uncertainty {
        decides: Some(Yield {
            metric: "npv".to_owned(),
            unit: "EUR".to_owned(),
            worth_unit: String::new(),
            less_is_better: false,
        }),
        drawing: None,
        draws: 256,
        rows: 288,
        luck: Some("nested".to_owned()),
        leader: "Premium tier".to_owned(),
        designs: vec![design("baseline", 0.38, None), best],
        evpi: judged(5_300.0, 4_600.0, 6_000.0),
        inputs: vec![price, take_up, margin],
        dummy: judged(0.0, 0.0, 90.0),
        explained: 0.95,
        flip: Some(FlipFound { design: "baseline".to_owned(), distance: 1.02, ci95: [0.7, 1.4], run: None }),
        changes: 97,
        best_by: Vec::new(),
        tied: Vec::new(),
    }
}

#[test]
fn the_answer_reads_as_the_specification_writes_it() {
    assert_eq!(
        sentences(&premium()),
        [
            "Premium tier is best in 62 of 100 draws; it gains 18,000 EUR [−35,000, +61,000 for nine in ten futures, 4 % of it chance; 21,000 \
             as written].",
            "Knowing everything first is worth at most 5,300 EUR: measure price response (4,100), then take-up (600); no other can be told from \
             none.",
            "It loses below a take-up of 8.1 %.",
            "One standard deviation [0.7, 1.4] of what is not known would turn it: take-up 9 % and margin 30 %.",
        ]
    );
}

#[test]
fn the_first_line_names_one_or_leaves_it_open() {
    let mut found = premium();
    let said = |found: &Uncertainty| {
        let said = headline(found, 1825.0).expect("a headline");
        format!("{}|{}", said.claim, said.more)
    };
    assert_eq!(said(&found), "Open: Premium tier or the baseline.|Premium tier is best in 62 of 100 worlds.");
    found.designs[1].p_best.value = 0.8;
    let clear =
        "Premium tier, in 80 of 100 worlds you cannot rule out: 18,000 EUR more, −35,000 to +61,000 over 5 years.|";
    assert_eq!(said(&found), clear);
    found.designs[1].p_best.value = 0.9999;
    assert!(said(&found).contains("in 99 of 100 worlds"), "all but a few are not all: {}", said(&found));
    found.leader = "baseline".to_owned();
    found.designs[0].p_best.value = 0.91;
    found.designs[1].gain = Some(gain(-5_000.0, 900.0, [-35_000.0, 20_000.0]));
    assert_eq!(
        said(&found),
        "None pays, in 91 of 100 worlds you cannot rule out.|Premium tier loses least: −5,000 EUR, −35,000 to +20,000 over 5 years."
    );
}

#[test]
fn where_the_baseline_is_best_the_closest_is_told() {
    let mut found = premium();
    found.leader = "baseline".to_owned();
    found.designs[0].p_best.value = 0.71;
    found.designs[1].gain = Some(gain(-5_000.0, 900.0, [-35_000.0, 20_000.0]));
    found.designs[1].as_written = Some(-4_000.0);
    let said = sentences(&found);
    assert_eq!(
        said[0],
        "The baseline is best in 71 of 100 draws: none gains on average. Premium tier comes closest: it loses 5,000 EUR [−35,000, +20,000 for \
         nine in ten futures, 4 % of it chance; −4,000 as written]."
    );
    assert!(said.iter().all(|sentence| !sentence.starts_with("It loses")), "{said:?}");
    found.designs[0].name = "as it is".to_owned();
    found.leader = "as it is".to_owned();
    assert!(sentences(&found)[0].starts_with("As it is, the baseline, is best in 71 of 100 draws:"));
}

#[test]
fn nothing_is_worth_measuring_where_that_is_true() {
    let mut found = premium();
    found.evpi = judged(0.0, 0.0, 0.0);
    found.changes = 0;
    found.designs[1].p_best = judged(1.0, 1.0, 1.0);
    found.inputs.iter_mut().for_each(|input| input.worth = judged(0.0, 0.0, 0.0));
    let said = sentences(&found);
    assert!(said[0].starts_with("Premium tier is best in 100 of 100 draws; it gains"), "{}", said[0]);
    assert_eq!(said[1], "The choice changes in none of 256 draws (at most 1 in 85): nothing is worth measuring.");
}

#[test]
fn what_cannot_be_told_is_not_told() {
    let mut found = premium();
    found.inputs.iter_mut().for_each(|input| input.worth = judged(50.0, 0.0, 200.0));
    found.explained = 0.55;
    found.luck = None;
    let said = sentences(&found);
    assert_eq!(said[1], "Knowing everything first is worth at most 5,300 EUR: no input alone can be told from none.");
    assert!(said.iter().all(|sentence| !sentence.starts_with("It loses")), "{said:?}");
    assert!(said.iter().any(|sentence| {
        sentence.starts_with("Not explained: lines, bows and products of the inputs account for 55 %")
    }));
    assert!(said.iter().any(|sentence| sentence.starts_with("No draw was tried twice")));
}

#[test]
fn each_break_even_says_on_which_side_it_loses() {
    let mut found = premium();
    let mut turns = |name: &str, at: &[f64], dependence: Vec<GainAt>, operation: &str| {
        let input = &mut found.inputs[1];
        input.name = name.to_owned();
        input.break_even = at.to_vec();
        input.break_even_ci95 = None;
        input.dependence = dependence;
        input.said = Some(said_of("x", operation, if operation == "set" { "share" } else { "" }, [0.05, 0.12, 0.30]));
        super::turns::loses(&found).expect("a sentence")
    };
    assert_eq!(turns("take-up", &[0.08], rising(&[0.05], 1.0), "set"), "It loses above a take-up of 8 %.");
    assert_eq!(turns("answer", &[0.08], rising(&[0.05], -1.0), "set"), "It loses below an answer of 8 %.");
    assert_eq!(
        turns("take-up", &[0.08, 0.2], rising(&[0.05], 1.0), "set"),
        "It loses between a take-up of 8 % and 20 %."
    );
    assert_eq!(
        turns("take-up", &[0.08, 0.2], rising(&[0.05], -1.0), "set"),
        "It loses below a take-up of 8 % and above 20 %."
    );
    assert_eq!(
        turns("how many people answer it", &[0.08], rising(&[0.05], -1.0), "set"),
        "It loses where how many people answer it is below 8 %."
    );
    assert_eq!(turns("hazard", &[0.2], rising(&[0.05], 1.0), "scale"), "It loses above 0.20 times the file's hazard.");
    assert_eq!(
        turns("wait", &[0.2], rising(&[0.05], 1.0), "add"),
        "It loses where wait less the file's is above +0.20."
    );
    // Without a curve nobody knows the side.
    assert_eq!(turns("take-up", &[0.08], Vec::new(), "set"), "It gains nothing on average where take-up is 8 %.");
}

#[test]
fn several_inputs_share_one_sentence() {
    let mut found = premium();
    found.inputs[0].break_even = vec![1.4];
    found.inputs[0].dependence = rising(&[0.5], 1.0);
    let said = sentences(&found);
    assert_eq!(said[2], "It loses above 1.4 times the file's price response, and below a take-up of 8.1 %.");
}

#[test]
fn the_flip_tells_what_running_it_found() {
    let mut found = premium();
    let mut told = |before: [f64; 3], beyond: [f64; 3]| {
        let side = |of_distance: f64, [gain, low, high]: [f64; 3]| SideRun { of_distance, gain, ci95: [low, high] };
        let flip = found.flip.as_mut().expect("a flip");
        flip.distance = 1.31;
        flip.run = Some(FlipRun { replications: 40, before: side(0.5, before), beyond: side(1.5, beyond) });
        super::turns::flip(&found).expect("a sentence")
    };
    let turned = told([3_000.0, 1_000.0, 5_000.0], [-3_000.0, -5_000.0, -1_000.0]);
    assert_eq!(
        turned,
        "1.3 standard deviations [0.7, 1.4] of what is not known would turn it: take-up 9 % and margin 30 %. Run with 40 replications each, the \
         lead of Premium tier over the baseline is +3,000 EUR [+1,000, +5,000] at 50 % of that way and −3,000 EUR [−5,000, −1,000] at 150 % of \
         that way, so it turns there."
    );
    let open = told([3_000.0, 1_000.0, 5_000.0], [300.0, -900.0, 1_500.0]);
    assert!(open.ends_with("which does not tell whether it turns there."), "{open}");
    // Of several designs it is said to which.
    found.designs.push(design("Follow-up call", 0.01, Some(gain(-1.0, 1.0, [-2.0, 1.0]))));
    let said = super::turns::flip(&found).expect("a sentence");
    assert!(said.contains("would turn it to the baseline: "), "{said}");
}

#[test]
fn what_decides_has_its_own_words_and_unit() {
    let mut found = premium();
    found.decides = Some(Yield {
        metric: "return".to_owned(),
        unit: "1".to_owned(),
        worth_unit: "CNY".to_owned(),
        less_is_better: false,
    });
    found.designs[1].gain = Some(gain(0.34, 0.06, [-0.1, 0.81]));
    found.designs[1].as_written = Some(0.29);
    let said = sentences(&found);
    assert_eq!(
        said[0],
        "Premium tier is best in 62 of 100 draws; it gains 0.34 CNY per CNY spent [−0.10, +0.81 for nine in ten futures, 4 % of it chance; 0.29 \
         as written]."
    );
    assert!(said[1].starts_with("Knowing everything first is worth at most 5,300 CNY: "), "{}", said[1]);
    found.designs[1].p_best.value = 0.9;
    let claim = headline(&found, 365.0).expect("a headline").claim;
    assert_eq!(
        claim,
        "Premium tier, in 90 of 100 worlds you cannot rule out: 0.34 CNY gained per CNY spent, −0.10 to +0.81 over 1 year."
    );
}

#[test]
fn less_may_be_better() {
    let mut found = premium();
    found.decides = Some(Yield {
        metric: "yearly_loss".to_owned(),
        unit: "share".to_owned(),
        worth_unit: String::new(),
        less_is_better: true,
    });
    found.designs[1].gain = Some(gain(-0.021, 0.004, [-0.035, 0.004]));
    found.designs[1].as_written = Some(-0.023);
    found.evpi = judged(0.004, 0.003, 0.005);
    found.inputs[0].worth = judged(0.003, 0.002, 0.004);
    found.inputs.truncate(2);
    found.inputs[1].dependence = rising(&[0.05], 0.01);
    found.inputs[1].worth = judged(0.001, 0.0005, 0.0015);
    found.dummy = judged(0.0, 0.0, 0.0001);
    let said = sentences(&found);
    assert_eq!(
        said[..3],
        [
            "Premium tier is best in 62 of 100 draws; it lowers loss per year by 2.1 points [−3.5, +0.4 for nine in ten futures, 4 % of it \
             chance; −2.3 as written].",
            "Knowing everything first is worth at most 0.40 points of loss per year: measure price response (0.30), then take-up (0.10).",
            "It is worse than the baseline below a take-up of 8.1 %.",
        ]
    );
    found.designs[1].p_best.value = 0.9;
    let claim = headline(&found, 1825.0).expect("a headline").claim;
    assert_eq!(
        claim,
        "Premium tier, in 90 of 100 worlds you cannot rule out: loss per year −2.1 points, −3.5 to +0.4 over 5 years."
    );
}

#[test]
fn a_measurement_is_worth_its_cost_or_not() {
    let found = answer();
    let said = sentences(&found);
    assert!(
        said.contains(
            &"Measuring hazard factor of hole hassle (300 answers) brings 3,400 CNY for 1,500: 1,900 net.".to_owned()
        ),
        "{said:?}"
    );
    assert!(
        said.contains(
            &"Measuring patience (standard error 0.15) brings 800 CNY for 20,000: not worth its cost.".to_owned()
        ),
        "{said:?}"
    );
    let amounts = Amounts::of(&found);
    let mut measure = found.inputs[0].measurement.clone().expect("a measurement");
    measure.net = Some(judged(1_900.0, -200.0, 3_800.0));
    assert_eq!(
        measurement(&amounts, &measure),
        "brings 3,400 CNY for 1,500: 2,000 net, which cannot be told from none"
    );
    (measure.cost, measure.net) = (None, None);
    assert_eq!(measurement(&amounts, &measure), "brings 3,400 CNY");
    measure.worth = judged(0.0, 0.0, 300.0);
    assert_eq!(measurement(&amounts, &measure), "brings nothing, which cannot be told from none");
}

#[test]
fn what_is_left_out_is_counted() {
    let said = sentences(&answer());
    for part in [
        "Fourth teller costs more than the budget in 12 of 100 draws.",
        "1 of 256 draws is left out of everything, since it cannot be in some design. Draw 17 in the baseline: resource `tellers` is offered 1.04 \
         times what it can do.",
        "100 assumptions about behaviour are held fixed: what else they might be is in no figure here.",
    ] {
        assert!(said.iter().any(|sentence| sentence == part), "{part}: {said:?}");
    }
    let without = held_fixed(100, false).expect("a sentence");
    assert!(
        without.starts_with("100 assumptions about behaviour are held fixed: the intervals know chance only."),
        "{without}"
    );
    assert_eq!(held_fixed(0, false), None);
}

#[test]
fn sentences_know_no_paths_and_no_probabilities() {
    for sentence in sentences(&answer()) {
        for part in ["hole.", "purchase.", "memory.half", "intervention.", "journey.", "P(", "EVP"] {
            assert!(!sentence.contains(part), "{part}: {sentence}");
        }
    }
    // Two of one name are told apart, if need be by their paths.
    let mut found = answer();
    for at in [5, 6] {
        found.inputs[at].said.as_mut().expect("said").label = "share".to_owned();
    }
    let names = input_names(&found, NAME);
    assert!(names[5] != names[6] && names.iter().all(|name| name != "share"), "{names:?}");
}

#[test]
fn inputs_that_copy_each_other_say_so() {
    let mut found = answer();
    found.tied = vec![vec!["margin".to_owned(), "patience".to_owned()]];
    let said = sentences(&found);
    let tied = "Margin and patience depend on each other: each has the worth of what it says of the others, too.";
    assert!(said.iter().any(|sentence| sentence == tied), "{said:?}");
}
