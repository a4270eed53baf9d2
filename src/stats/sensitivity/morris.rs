//! Elementary effects along trajectories.

use super::super::Interval;
use super::sobol::percentile;
use crate::num::sqrt;
use crate::random::ReplicationKey;

/// Keeps resampling away from the draws of a simulation with the same seed.
const RESAMPLE_SALT: u64 = 0x4d6f_7272_6973_426f;

/// Effects of one input.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MorrisEffect {
    /// Mean of absolute elementary effects: how much the output moves over the whole range.
    pub mu_star: f64,
    /// Bootstrap interval of it.
    pub mu_star_interval: Interval,
    /// Mean of elementary effects, signs kept.
    pub mu: f64,
    /// Standard deviation of elementary effects: curvature and interaction.
    pub sigma: f64,
    /// Elementary effects behind these.
    pub n: usize,
}

/// Estimates elementary effects.
///
/// Each trajectory is a list of points with their positions (0 to 1 by input) and output; between neighbours one input moves.
///
/// # Definition
///
/// `EE = (y' - y) / (x' - x)` per whole range of the input; `mu` their mean, `mu*` the mean of absolute values (Campolongo, Cariboni and
/// Saltelli 2007), `sigma` their standard deviation. Interval: percentile bootstrap over effects. Steps that move no input, or more than one,
/// are left out.
///
/// # Randomness
///
/// One word per resample and effect, addressed by seed.
#[must_use]
pub fn morris_effects(
    inputs: usize,
    trajectories: &[Vec<(Vec<f64>, f64)>],
    (resamples, level, seed): (usize, f64, u64),
) -> Vec<MorrisEffect> {
    let mut effects: Vec<Vec<f64>> = vec![Vec::new(); inputs];
    for pair in trajectories.iter().flat_map(|t| t.windows(2)) {
        let moved: Vec<usize> = (0..inputs).filter(|&i| pair[0].0[i] != pair[1].0[i]).collect();
        if let [input] = moved[..] {
            effects[input].push((pair[1].1 - pair[0].1) / (pair[1].0[input] - pair[0].0[input]));
        }
    }
    effects.iter().enumerate().map(|(i, list)| effect(i, list, (resamples, level, seed))).collect()
}

fn effect(input: usize, effects: &[f64], (resamples, level, seed): (usize, f64, u64)) -> MorrisEffect {
    let n = effects.len();
    let mean = |values: &mut dyn Iterator<Item = f64>| values.sum::<f64>() / n as f64;
    let (mu, mu_star) = (mean(&mut effects.iter().copied()), mean(&mut effects.iter().map(|e| e.abs())));
    let sigma = sqrt(effects.iter().map(|e| (e - mu) * (e - mu)).sum::<f64>() / (n as f64 - 1.0));
    let resample = |r: usize| {
        let key = ReplicationKey::new(seed ^ RESAMPLE_SALT, r as u64).customer(input as u64);
        let draw = |i: usize| ((u128::from(key.word(0, i as u32)) * n as u128) >> 64) as usize;
        mean(&mut (0..n).map(|i| effects[draw(i)].abs()))
    };
    let mu_star_interval = percentile((0..if n > 1 { resamples } else { 0 }).map(resample).collect(), level);
    MorrisEffect { mu_star, mu_star_interval, mu, sigma, n }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trajectories(f: impl Fn(&[f64]) -> f64) -> Vec<Vec<(Vec<f64>, f64)>> {
        let third = 1.0 / 3.0;
        let walks = [
            [[0.0, third, 0.0], [2.0 * third, third, 0.0], [2.0 * third, 1.0, 0.0], [2.0 * third, 1.0, 2.0 * third]],
            [[third, 0.0, 1.0], [third, 2.0 * third, 1.0], [1.0, 2.0 * third, 1.0], [1.0, 2.0 * third, third]],
        ];
        walks.iter().map(|walk| walk.iter().map(|x| (x.to_vec(), f(x))).collect()).collect()
    }

    #[test]
    fn a_linear_model_is_exact() {
        let found = morris_effects(3, &trajectories(|x| 7.0 + 4.0 * x[0] - 2.0 * x[1]), (50, 0.95, 1));
        for (effect, coefficient) in found.iter().zip([4.0, -2.0, 0.0_f64]) {
            assert!((effect.mu - coefficient).abs() < 1e-12 && effect.sigma < 1e-12, "{effect:?}");
            assert!((effect.mu_star - coefficient.abs()).abs() < 1e-12);
            assert_eq!(effect.n, 2);
        }
    }

    #[test]
    fn absolute_effects_do_not_cancel() {
        let found = morris_effects(3, &trajectories(|x| (x[0] - 0.5) * (x[2] - 0.5)), (50, 0.95, 1));
        assert!(found[0].mu.abs() < 1e-12 && found[0].mu_star > 0.4 && found[0].sigma > 0.5, "{:?}", found[0]);
    }
}
