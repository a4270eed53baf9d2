//! Against decision problems whose answers are known.

use proptest::prelude::*;

use super::super::made::{Problem, THREE, TWO, Trial, normal_laws, scores};
use super::super::{Questions, answer};
use super::*;
use crate::num::{exp, normal_cdf, sqrt};
use crate::random::ReplicationKey;

/// Worth of knowing a normal difference of this mean and standard deviation.
fn unit_loss(mean: f64, sd: f64) -> f64 {
    const ROOT_TWO_PI: f64 = 2.506_628_274_631_000_7;
    let u = mean.abs() / sd;
    sd * (exp(-0.5 * u * u) / ROOT_TWO_PI - u * normal_cdf(u).1)
}

fn rows(draws: &Draws) -> Vec<usize> {
    (0..draws.len()).collect()
}

/// Seeds 0 to 5 were named before anything was run.
#[test]
fn two_designs_of_the_reference_in_closed_form() {
    let laws = normal_laws(4, 1 << 14);
    let coarse = normal_laws(4, 1 << 12);
    let groups = vec![vec![0], vec![1], vec![2], vec![3], vec![0, 1]];
    let sd = [1.0, 0.5, 0.2, 0.0, sqrt(1.25), sqrt(1.29), sqrt(0.5)];
    let truth = |i: usize| if sd[i] == 0.0 { 0.0 } else { unit_loss(0.5, sd[i]) };
    assert!((truth(5) - 0.246_321_894_830_746).abs() < 1e-12, "the closed form is that of the reference");
    let mut number = 0;
    for draws in [256, 2_048] {
        for noise in [0.0, 1.0, 3.0] {
            let drawn = TWO.draw(Trial { number, draws, noise, replications: 1, latin: true });
            let questions = Questions { groups: groups.clone(), measurements: vec![(0, 0.5)] };
            let found = answer(&drawn, &laws, &coarse, &questions, number);
            let all = found.groups.iter().zip(0..5).chain([(&found.evpi, 5), (&found.measurements[0], 6)]);
            for (estimate, i) in all {
                let within = (3.5 * estimate.error).max(0.01);
                assert!((estimate.value - truth(i)).abs() <= within, "{draws} {noise} {i}: {estimate:?}, {}", truth(i));
            }
            let best = found.best[1];
            assert!(
                (best.value - 0.670_113_086_743).abs() <= (3.5 * best.error).max(0.01),
                "{draws} {noise}: {best:?}"
            );
            number += 1;
        }
    }
}

/// Seeds 10 to 15 were named before anything was run. Truths by four million draws (third decimal).
#[test]
fn three_designs_of_the_reference() {
    let (laws, coarse) = (normal_laws(3, 1 << 14), normal_laws(3, 1 << 12));
    let questions = Questions { groups: vec![vec![0], vec![1], vec![2], vec![0, 1]], measurements: vec![] };
    let mut number = 10;
    for draws in [256, 2_048] {
        for noise in [0.0, 1.0, 3.0] {
            let drawn = THREE.draw(Trial { number, draws, noise, replications: 1, latin: true });
            let found = answer(&drawn, &laws, &coarse, &questions, number);
            let seen = [found.evpi].into_iter().chain(found.groups).chain(found.best).chain(found.regret);
            let truth = [0.4745, 0.3062, 0.0872, 0.1525, 0.4045, 0.1765, 0.478, 0.3455, 0.9745, 0.4756, 0.6741];
            for (i, (estimate, truth)) in seen.zip(truth).enumerate() {
                let within = (3.5 * estimate.error).max(0.01);
                assert!((estimate.value - truth).abs() <= within, "{draws} {noise} {i}: {estimate:?}, {truth}");
            }
            number += 1;
        }
    }
}

/// Root mean square errors of the reference's emulator: .060 .040 .050 at 128 draws and noise .75, .082 .069 .071 at 256 and 2.
#[test]
fn errors_are_no_larger_than_those_of_the_reference() {
    let laws = normal_laws(3, 1 << 11);
    let truth = [0.3062, 0.0872, 0.1525];
    for (draws, noise, reference) in [(128, 0.75, [0.060, 0.040, 0.050]), (256, 2.0, [0.082, 0.069, 0.071])] {
        let mut squares = [0.0; 3];
        const REPETITIONS: u64 = 200;
        for number in 0..REPETITIONS {
            let drawn = THREE.draw(Trial { number, draws, noise, replications: 1, latin: false });
            let decision = drawn.decide(&rows(&drawn));
            let over = decision.over(&laws);
            for (input, square) in squares.iter_mut().enumerate() {
                let error = over.partial(&[input]) - truth[input];
                *square += error * error / REPETITIONS as f64;
            }
        }
        for (square, reference) in squares.iter().zip(reference) {
            assert!(sqrt(*square) < 1.15 * reference, "{draws} {noise}: {}, {reference}", sqrt(*square));
        }
    }
}

#[test]
fn of_sixty_inputs_the_three_that_matter_are_found() {
    let many = Problem { inputs: 60, ..TWO };
    let mut wrong = 0;
    const RUNS: u64 = 20;
    let mut evpi = 0.0;
    for number in 0..RUNS {
        let drawn = many.draw(Trial { number, draws: 256, noise: 1.0, replications: 1, latin: true });
        let decision = drawn.decide(&rows(&drawn));
        let inputs = decision.inputs();
        assert!(inputs.starts_with(&[0, 1]), "{inputs:?}");
        wrong += inputs.iter().filter(|&&input| input > 2).count();
        evpi += decision.evpi() / RUNS as f64;
    }
    assert!(wrong < RUNS as usize / 2, "fewer than one false input in two runs: {wrong} in {RUNS}");
    assert!((evpi - unit_loss(0.5, sqrt(1.29))).abs() < 0.05, "{evpi}");
}

#[test]
fn luck_is_never_worth_knowing() {
    // Nothing is uncertain but luck, which is as large as the gap: the naive mean of the best is .083.
    let dull = Problem { inputs: 2, value: &|_| vec![0.0, 1.0] };
    let mut found = Vec::new();
    for number in 0..100 {
        let drawn = dull.draw(Trial { number, draws: 256, noise: 1.0, replications: 1, latin: true });
        let decision = drawn.decide(&rows(&drawn));
        assert_eq!(decision.leader, 1);
        found.push(decision.evpi());
    }
    // Chance brings in a term in a few of a hundred.
    assert!(found.iter().filter(|&&evpi| evpi == 0.0).count() >= 90, "{found:?}");
    assert!(found.iter().sum::<f64>() / 100.0 < 0.002, "{found:?}");
}

#[test]
fn a_copy_by_correlation_is_worth_what_it_says_of_the_other() {
    // Design 1 brings z0; z1 = .8 z0 + .6 e says .64 of the variance of z0.
    let laws = normal_laws(2, 1 << 14);
    let Column::Score(z) = &laws.points[0] else { panic!("scores") };
    let Column::Score(e) = &laws.points[1] else { panic!("scores") };
    let copy = |z: &[f64], e: &[f64]| z.iter().zip(e).map(|(z, e)| 0.8 * z + 0.6 * e).collect::<Vec<f64>>();
    let tied = Laws { points: vec![Column::Score(z.clone()), Column::Score(copy(z, e))], tied: vec![0, 0] };
    let key = ReplicationKey::new(1, 0).customer(0);
    let drawn = scores(&key, 2, 256, true);
    let values: Vec<Vec<Vec<f64>>> = drawn[0].iter().map(|z| vec![vec![0.0, 0.5 + z], vec![0.0, 0.5 + z]]).collect();
    let columns = vec![Column::Score(drawn[0].clone()), Column::Score(copy(&drawn[0], &drawn[1]))];
    let draws = Draws::new(columns, &values);
    let decision = draws.decide(&rows(&draws));
    let over = decision.over(&tied);
    let found = [over.partial(&[0]), over.partial(&[1]), over.partial(&[0, 1])];
    let evpi = decision.evpi();
    for (found, truth) in found.iter().zip([unit_loss(0.5, 1.0), unit_loss(0.5, 0.8), unit_loss(0.5, 1.0)]) {
        assert!((found - truth.min(evpi)).abs() < 0.002, "{found}, {truth}");
    }
    // One cannot be moved without the other.
    assert_eq!((decision.break_even(1, 0, &tied), decision.flip(&tied)), (vec![], None));
    assert_eq!(decision.break_even(1, 0, &laws).len(), 1);
}

#[test]
fn categories_are_known_by_what_each_brings() {
    // Design 1 brings -1, 0 or 3 in three categories of equal chance: the mean is 2/3, and knowing saves 1/3.
    let at: Vec<u16> = (0..300).map(|i| i % 3).collect();
    let values: Vec<Vec<Vec<f64>>> =
        at.iter().map(|&level| vec![vec![0.0, [-1.0, 0.0, 3.0][usize::from(level)]]; 2]).collect();
    let column = Column::Level { at, shares: vec![1.0 / 3.0; 3] };
    let draws = Draws::new(vec![column.clone()], &values);
    let decision = draws.decide(&rows(&draws));
    let laws = Laws { points: vec![column], tied: vec![0] };
    let third = 1.0 / 3.0;
    assert!((decision.evpi() - third).abs() < 1e-9 && (decision.over(&laws).partial(&[0]) - third).abs() < 1e-9);
    assert!(decision.best().iter().zip([0.5, 0.5]).all(|(p, truth)| (p - truth).abs() < 1e-9), "a tie is shared");
}

#[test]
fn unequal_replications_are_taken_by_what_they_tell() {
    // Draws with eight replications and draws with one: what is not explained keeps more of the residuals of the former.
    let wild = Problem { inputs: 1, value: &|t: &[f64]| vec![0.0, (40.0 * t[0] - (40.0 * t[0]).floor()) * 4.0 - 1.5] };
    let spread = |trial: Trial| {
        let drawn = wild.draw(trial);
        let decision = drawn.decide(&rows(&drawn));
        let against = decision.others.iter().flatten().next().expect("a rival").clone();
        let other = 1 - decision.leader;
        let n = decision.values.len() as f64;
        let mean = decision.values.iter().map(|v| v[other]).sum::<f64>() / n;
        (against.open, decision.values.iter().map(|v| (v[other] - mean) * (v[other] - mean)).sum::<f64>() / n)
    };
    // Uniform over four: 16/12 of variance that no emulator can explain.
    for replications in [1, 8] {
        let (open, kept) = spread(Trial { number: 3, draws: 512, noise: 1.0, replications, latin: true });
        assert!((open - 16.0 / 12.0).abs() < 0.35 && (kept - open).abs() < 0.15, "{open} {kept}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn knowing_more_is_never_worth_less(
        b in prop::collection::vec(-1.0..1.0_f64, 12),
        number in 0..1_000_u64,
        noise in 0.0..2.0_f64,
    ) {
        let value = |t: &[f64]| {
            let of = |d: usize| b[4 * d] + b[4 * d + 1] * t[0] + b[4 * d + 2] * t[1] * t[2] + b[4 * d + 3] * (t[3] * t[3] - 1.0);
            vec![of(0), of(1) + t[1], of(2) + t[2]]
        };
        let problem = Problem { inputs: 4, value: &value };
        let drawn = problem.draw(Trial { number, draws: 128, noise, replications: 2, latin: true });
        let decision = drawn.decide(&rows(&drawn));
        let (evpi, regret) = (decision.evpi(), decision.regret());
        prop_assert_eq!(evpi, regret.iter().copied().fold(f64::INFINITY, f64::min));
        prop_assert!((regret[decision.leader] - evpi).abs() < 1e-9 * (1.0 + evpi), "the leader's is the least");
        prop_assert!((decision.best().iter().sum::<f64>() - 1.0).abs() < 1e-9);
        let laws = normal_laws(4, 256);
        let over = decision.over(&laws);
        let worth: Vec<f64> = (0..16_u32)
            .map(|set| over.partial(&(0..4).filter(|i| set >> i & 1 == 1).collect::<Vec<usize>>()))
            .collect();
        prop_assert_eq!(worth[0], 0.0);
        for set in 0..16 {
            prop_assert!(worth[set] <= evpi);
            for more in (0..4).map(|i| set | 1 << i) {
                prop_assert!(worth[more] >= worth[set], "{} {}: {:?}", set, more, worth);
            }
        }
        for input in 0..4 {
            let told: Vec<f64> = [0.0, 0.3, 0.7, 1.0].iter().map(|&told| over.sample(input, told)).collect();
            let most = worth[1 << input];
            prop_assert!(told[0] < 1e-9 && told.iter().all(|&part| part <= most), "{:?}", told);
        }
    }
}
