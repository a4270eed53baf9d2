//! How often intervals hold the truth, on decision problems made by chance.

use super::super::made::{Problem, TWO, Trial, normal_laws};
use super::*;
use crate::random::Key;

/// What makes the values of a problem.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Linear,
    Kinked,
    Interacting,
}

/// A problem of some inputs and two or three designs, the first of which changes nothing.
struct Made {
    kind: Kind,
    inputs: usize,
    key: Key,
    designs: usize,
}

/// How much each input matters, roughly.
const WEIGHT: [f64; 6] = [1.0, 0.7, 0.4, 0.2, 0.1, 0.0];

impl Made {
    fn new(kind: Kind, number: u64) -> Made {
        let key = ReplicationKey::new(4_711 + kind as u64, number).customer(0);
        Made { kind, inputs: 3 + (number % 4) as usize, key, designs: 2 + (number % 2) as usize }
    }

    fn value(&self, t: &[f64]) -> Vec<f64> {
        let of = |design: u32| {
            if design == 0 {
                return 0.0;
            }
            let draw = |what: u32, i: u32| self.key.normal(100 * what + design, i);
            let lines: f64 = t.iter().enumerate().map(|(j, t)| WEIGHT[j] * draw(1, j as u32) * t).sum();
            let more = match self.kind {
                Kind::Linear => 0.0,
                Kind::Kinked => (0..2)
                    .map(|j| 0.7 * draw(2, j) * ((t[j as usize] - 0.7 * self.key.normal(9, j)).max(0.0) - 0.4))
                    .sum(),
                Kind::Interacting => {
                    0.7 * (draw(2, 0) * t[0] * t[1] + draw(2, 1) * (t[0] * t[0] - 1.0) + draw(2, 2) * t[1] * t[2])
                }
            };
            0.6 * draw(3, 0) + lines + more
        };
        (0..self.designs as u32).map(of).collect()
    }

    /// EVPI, and the mean of each design, over 32,768 points.
    fn truth(&self) -> (f64, Vec<f64>) {
        let laws = normal_laws(self.inputs, 1 << 15);
        let n = laws.len() as f64;
        let (mut best, mut means) = (0.0, vec![0.0; self.designs]);
        for row in 0..laws.len() {
            let at: Vec<f64> = laws
                .points
                .iter()
                .map(|column| match column {
                    super::super::Column::Score(z) => z[row],
                    super::super::Column::Level { .. } => unreachable!("scores"),
                })
                .collect();
            let values = self.value(&at);
            best += values.iter().copied().fold(f64::NEG_INFINITY, f64::max) / n;
            means.iter_mut().zip(&values).for_each(|(mean, value)| *mean += value / n);
        }
        (best - means.iter().copied().fold(f64::NEG_INFINITY, f64::max), means)
    }
}

/// How often the intervals of EVPI and of the leader's gain hold the truth, and how often EVPI is called above .01 where it is nothing.
#[derive(Debug, Default)]
struct Coverage {
    problems: f64,
    evpi: f64,
    gain: f64,
    edges: f64,
    over_edge: f64,
}

fn coverage(kind: Kind, noise: f64, numbers: std::ops::Range<u64>) -> Coverage {
    let mut out = Coverage::default();
    for number in numbers {
        let made = Made::new(kind, number);
        let (truth, means) = made.truth();
        let problem = Problem { inputs: made.inputs, value: &|t: &[f64]| made.value(t) };
        let drawn = problem.draw(Trial { number, draws: 256, noise, replications: 1, latin: true });
        let laws = normal_laws(made.inputs, 2);
        let found = answer(&drawn, &laws, &laws, &Questions::default(), number);
        if truth < 0.002 {
            out.edges += 1.0;
            out.over_edge += f64::from(u8::from(found.evpi.value > 0.01));
            continue;
        }
        let holds =
            |estimate: &Estimated, truth: f64| f64::from(u8::from(estimate.low <= truth && truth <= estimate.high));
        out.problems += 1.0;
        out.evpi += holds(&found.evpi, truth);
        let leader = found.decision.leader;
        out.gain += if leader == 0 { 1.0 } else { holds(&found.gain[leader], means[leader] - means[0]) };
    }
    out
}

/// What the intervals of 1,000 problems of each kind should hold.
fn judge(kind: Kind, noise: f64, problems: u64, least: f64) {
    let found = coverage(kind, noise, 0..problems);
    let share = |count: f64| count / found.problems;
    let [evpi, gain] = [share(found.evpi), share(found.gain)];
    assert!(evpi >= least && gain >= least, "{kind:?} {noise}: {evpi} {gain}, {found:?}");
    assert!(found.over_edge <= 0.05 * found.edges + 2.0, "{found:?}");
}

/// Of 40 problems, 33 or fewer are held by intervals that hold .92 once in 40 seeds; these are fixed.
#[test]
fn intervals_hold_the_truth() {
    for kind in [Kind::Linear, Kind::Kinked, Kind::Interacting] {
        judge(kind, 1.0, 40, 0.85);
    }
}

/// The whole of it, for the long part of the checks: about ten minutes.
#[test]
#[ignore = "takes minutes: .ci/long"]
fn intervals_hold_the_truth_in_a_thousand_problems() {
    for kind in [Kind::Linear, Kind::Kinked, Kind::Interacting] {
        for noise in [0.5, 1.5] {
            judge(kind, noise, 1_000, 0.92);
        }
    }
}

/// The gain of the reference breaks even at -.5 of the first input and -1 of the second; the fourth does not move it. The foot of the plane is
/// .5 / sqrt(1.29) away.
#[test]
fn where_a_choice_turns_has_an_interval() {
    let drawn = TWO.draw(Trial { number: 20, draws: 256, noise: 1.0, replications: 1, latin: true });
    let laws = normal_laws(4, 64);
    let found = answer(&drawn, &laws, &laws, &Questions::default(), 20);
    for (input, truth) in [(0, -0.5), (1, -1.0)] {
        let [low, high] = found.break_even[input].within.expect("one in nearly every resample");
        assert!(low < truth && truth < high && high - low < 0.8, "{input}: {low} {high}");
    }
    assert_eq!(found.break_even[3], Crossings { scores: Vec::new(), within: None });
    let (flip, [low, high]) = found.flip.expect("it can turn");
    let truth = 0.5 / sqrt(1.29);
    assert!(low < truth && truth < high && high - low < 0.5, "{flip:?} {low} {high}");
}

#[test]
fn answers_do_not_depend_on_chance_beyond_their_seed() {
    let made = Made::new(Kind::Linear, 5);
    let problem = Problem { inputs: made.inputs, value: &|t: &[f64]| made.value(t) };
    let drawn = problem.draw(Trial { number: 5, draws: 64, noise: 1.0, replications: 1, latin: true });
    let laws = normal_laws(made.inputs, 64);
    let questions = Questions { groups: vec![vec![0]], measurements: vec![(0, 0.5)] };
    let [a, b, c] = [1, 1, 2].map(|seed| answer(&drawn, &laws, &laws, &questions, seed));
    assert_eq!((a.evpi, &a.groups, &a.measurements), (b.evpi, &b.groups, &b.measurements));
    assert!(a.evpi.value == c.evpi.value && a.evpi.error != c.evpi.error);
}
