//! Where a choice turns: one input alone, or all that are not known together.

use super::choice::{Decision, Laws};
use super::emulator::Emulator;
use super::terms::Column;
use crate::num::{normal_quantile, sqrt};

/// The middle part of a law in which a break-even is looked for.
const MIDDLE: f64 = 0.98;
/// Slices of that part.
const SLICES: usize = 400;
/// Farthest move that is looked for [standard deviations].
pub(super) const FARTHEST: f64 = 6.0;
/// Steps towards a turning point, and how small the last of them is.
const STEPS: usize = 200;
const SMALL: f64 = 1e-9;

/// The smallest joint move of the inputs that turns the choice.
#[derive(Debug, Clone, PartialEq)]
pub struct Flip {
    /// The design that is then as good as the leader.
    pub design: usize,
    /// How far it is [standard deviations of what is not known].
    pub distance: f64,
    /// The scores of the inputs there; categories stay as they are on average.
    pub scores: Vec<f64>,
}

impl Decision {
    /// Mean gain of a design over the baseline where an input has a score, all others as their laws say; `None` of an input that does not move it,
    /// of categories, and of one on which others depend: with it they would move as well.
    fn gain_given<'d>(&'d self, design: usize, input: usize, laws: &Laws) -> Option<impl FnMut(f64) -> f64 + use<'d>> {
        let emulators = [design, 0].map(|design| self.others[design].as_ref().map(|against| &against.emulator));
        let moves = emulators.iter().flatten().any(|emulator| emulator.inputs().contains(&input));
        if design == 0 || !moves || laws.is_tied(input) || !matches!(laws.points[input], Column::Score(_)) {
            return None;
        }
        // Terms with another input in them are zero on average.
        let mut columns = vec![Column::Score(vec![0.0]); laws.points.len()];
        Some(move |score: f64| {
            columns[input] = Column::Score(vec![score]);
            let [of, baseline] =
                emulators.map(|emulator| emulator.map_or(0.0, |emulator| emulator.given(&|i| i == input, &columns, 0)));
            of - baseline
        })
    }

    /// Mean gain of a design over the baseline at some scores of an input; nothing where [`Decision::break_even`] has nothing to look at.
    #[must_use]
    pub fn dependence(&self, design: usize, input: usize, scores: &[f64], laws: &Laws) -> Option<Vec<f64>> {
        let mut gain = self.gain_given(design, input, laws)?;
        Some(scores.iter().map(|&score| gain(score)).collect())
    }

    /// Scores of an input at which the mean gain of a design over the baseline crosses zero, in the middle 98 % of the input's law. None of an
    /// input on which others depend: with it they would move as well.
    #[must_use]
    pub fn break_even(&self, design: usize, input: usize, laws: &Laws) -> Vec<f64> {
        let Some(mut gain) = self.gain_given(design, input, laws) else { return Vec::new() };
        let end = normal_quantile(0.5 + 0.5 * MIDDLE);
        let at = |i: usize| end * (2.0 * i as f64 / SLICES as f64 - 1.0);
        let mut out = Vec::new();
        for (mut low, mut high) in (0..SLICES).map(|i| (at(i), at(i + 1))) {
            let (from, to) = (gain(low), gain(high));
            if from == 0.0 || from * to >= 0.0 {
                continue;
            }
            while high - low > SMALL {
                let middle = 0.5 * (low + high);
                if gain(middle) * from > 0.0 { low = middle } else { high = middle }
            }
            out.push(0.5 * (low + high));
        }
        out
    }

    /// The smallest joint move of independent inputs from their medians after which another design is as good as the leader; nothing within six
    /// standard deviations. Inputs on which others depend stay where they are.
    ///
    /// # Definition
    ///
    /// The design point of structural reliability: the shortest vector of scores at which the emulator of a difference is zero, by the iteration
    /// of Hasofer and Lind (1974) and Rackwitz and Fiessler (1978) with halved steps, from the origin and from one standard deviation along each
    /// axis.
    #[must_use]
    pub fn flip(&self, laws: &Laws) -> Option<Flip> {
        let inputs = laws.points.len();
        let scored: Vec<bool> =
            (0..inputs).map(|input| matches!(laws.points[input], Column::Score(_)) && !laws.is_tied(input)).collect();
        let mut best: Option<Flip> = None;
        for (design, against) in self.others.iter().enumerate() {
            let Some(against) = against else { continue };
            let moved: Vec<usize> = against.emulator.inputs().into_iter().filter(|&input| scored[input]).collect();
            let surface = Surface { emulator: &against.emulator, scored: &scored, moved: &moved, inputs };
            let axis = |i: usize, sign: f64| (0..moved.len()).map(|j| if i == j { sign } else { 0.0 }).collect();
            let starts = (0..moved.len()).flat_map(|i| [axis(i, 1.0), axis(i, -1.0)]);
            for start in std::iter::once(vec![0.0; moved.len()]).chain(starts) {
                let Some(point) = surface.nearest(start) else { continue };
                let distance = length(&point);
                if distance <= FARTHEST && best.as_ref().is_none_or(|flip| distance < flip.distance - SMALL) {
                    let mut scores = vec![0.0; inputs];
                    moved.iter().zip(&point).for_each(|(&input, &score)| scores[input] = score);
                    best = Some(Flip { design, distance, scores });
                }
            }
        }
        best
    }
}

fn length(vector: &[f64]) -> f64 {
    sqrt(vector.iter().map(|v| v * v).sum())
}

/// A difference as a function of the scores that move.
struct Surface<'a> {
    emulator: &'a Emulator,
    scored: &'a [bool],
    moved: &'a [usize],
    inputs: usize,
}

impl Surface<'_> {
    fn at(&self, point: &[f64]) -> f64 {
        let mut columns = vec![Column::Score(vec![0.0]); self.inputs];
        self.moved.iter().zip(point).for_each(|(&input, &score)| columns[input] = Column::Score(vec![score]));
        self.emulator.given(&|input| self.scored[input], &columns, 0)
    }

    fn slope(&self, point: &[f64]) -> Vec<f64> {
        const STEP: f64 = 1e-5;
        let beside = |i: usize, by: f64| {
            let mut there = point.to_vec();
            there[i] += by;
            self.at(&there)
        };
        (0..point.len()).map(|i| (beside(i, STEP) - beside(i, -STEP)) / (2.0 * STEP)).collect()
    }

    /// A point of the surface from which the origin is nearest, or nothing.
    fn nearest(&self, start: Vec<f64>) -> Option<Vec<f64>> {
        let scale = self.emulator.terms.iter().map(|(_, b)| b * b).sum::<f64>();
        let scale = sqrt(scale).max(self.emulator.mean.abs());
        if scale == 0.0 || !scale.is_finite() {
            return None;
        }
        let mut point = start;
        // Penalised distance, by which a step is judged.
        let merit = |point: &[f64]| 0.5 * length(point) * length(point) + 20.0 * (self.at(point) / scale).abs();
        for _ in 0..STEPS {
            let (value, slope) = (self.at(&point), self.slope(&point));
            let steep: f64 = slope.iter().map(|s| s * s).sum();
            if steep <= SMALL * scale * scale {
                return None;
            }
            let along: f64 = slope.iter().zip(&point).map(|(s, p)| s * p).sum();
            let target: Vec<f64> = slope.iter().map(|s| s * (along - value) / steep).collect();
            let step: Vec<f64> = target.iter().zip(&point).map(|(t, p)| t - p).collect();
            let mut part = 1.0;
            let there = |part: f64| -> Vec<f64> { point.iter().zip(&step).map(|(p, s)| p + part * s).collect() };
            let from = merit(&point);
            while part > 1e-4 && merit(&there(part)) > from {
                part *= 0.5;
            }
            let next = there(part);
            let far = part * length(&step);
            point = next;
            if far < 1e-7 {
                break;
            }
        }
        (self.at(&point).abs() < 1e-5 * scale).then_some(point)
    }
}

#[cfg(test)]
mod tests {
    use super::super::made::{Problem, TWO, Trial, normal_laws};
    use super::*;

    fn decide(problem: &Problem<'_>) -> Decision {
        let drawn = problem.draw(Trial { number: 1, draws: 256, noise: 0.0, replications: 1, latin: true });
        drawn.decide(&(0..256).collect::<Vec<usize>>())
    }

    #[test]
    fn a_line_breaks_even_once_and_a_bow_twice() {
        let laws = normal_laws(4, 1);
        let found = decide(&TWO);
        let even = [found.break_even(1, 0, &laws), found.break_even(1, 1, &laws), found.break_even(1, 3, &laws)];
        assert!((even[0][0] + 0.5).abs() < 1e-6 && (even[1][0] + 1.0).abs() < 1e-6, "{even:?}");
        assert_eq!(even.map(|roots| roots.len()), [1, 1, 0]);
        assert_eq!(found.break_even(0, 0, &laws), [0.0; 0], "the baseline gains nothing over itself");
        // z^2 - 1 - .44 + .1 z: zero at -1.2510 and 1.1510.
        let bow = Problem { inputs: 4, value: &|t: &[f64]| vec![0.0, t[0] * t[0] - 1.44 + 0.1 * t[0]] };
        let roots = decide(&bow).break_even(1, 0, &laws);
        assert!(
            roots.len() == 2 && (roots[0] + 1.251_041).abs() < 1e-4 && (roots[1] - 1.151_041).abs() < 1e-4,
            "{roots:?}"
        );
    }

    #[test]
    fn the_nearest_flip_of_a_plane_is_its_foot() {
        let flip = decide(&TWO).flip(&normal_laws(4, 1)).expect("it can turn");
        // From .5 down along (1, .5, .2): the distance is .5 / sqrt(1.29).
        assert_eq!(flip.design, 0);
        assert!((flip.distance - 0.5 / sqrt(1.29)).abs() < 1e-6, "{flip:?}");
        for (score, b) in flip.scores.iter().zip([1.0, 0.5, 0.2, 0.0]) {
            assert!((score + 0.5 * b / 1.29).abs() < 1e-5, "{flip:?}");
        }
    }

    #[test]
    fn the_nearest_flip_of_a_curve_is_found_from_many_starts() {
        // 1 + .3 x - (x^2 - 1) turns at x = -1.2723 and 1.5723; y only tilts it: found by a fine grid.
        let value = |t: &[f64]| vec![0.0, 1.0 + 0.3 * t[0] - (t[0] * t[0] - 1.0) + 0.2 * t[1]];
        let flip = decide(&Problem { inputs: 4, value: &value }).flip(&normal_laws(4, 1)).expect("it can turn");
        let grid = |i: i32| f64::from(i) * 0.002;
        let nearest = (-1_500..1_500)
            .flat_map(|i| (-1_500..1_500).map(move |j| (grid(i), grid(j))))
            .filter(|&(x, y)| value(&[x, y])[1] <= 0.0)
            .map(|(x, y)| sqrt(x * x + y * y))
            .fold(f64::INFINITY, f64::min);
        assert!((flip.distance - nearest).abs() < 0.003, "{flip:?} {nearest}");
        assert!(flip.scores[0] < 0.0);
    }

    #[test]
    fn what_cannot_turn_does_not() {
        let sure = Problem { inputs: 4, value: &|t: &[f64]| vec![0.0, 50.0 + t[0]] };
        assert_eq!(decide(&sure).flip(&normal_laws(4, 1)), None);
        let still = Problem { inputs: 4, value: &|_| vec![0.0, 1.0] };
        assert_eq!(decide(&still).flip(&normal_laws(4, 1)), None);
    }
}
