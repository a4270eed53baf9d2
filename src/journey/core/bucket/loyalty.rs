//! Satisfaction to staying (model section 5).

use crate::journey::model::Loyalty;
use crate::num;

/// Least chance to stay over the decision horizon, so that the hazard is a number where a level is 0: half of such customers are gone within a
/// thousandth of the horizon.
const LEAST: f64 = 1e-300;

/// Latent loyalty `L(S)`.
///
/// # Definition
/// `L0 + (L1-L0) sig((S-thL)/kL) + (L2-L1) sig((S-thH)/kH)`: two thresholds around a zone of indifference
/// (shape after Jones and Sasser 1995).
#[cfg(test)]
fn latent_loyalty(satisfaction: f64, l: &Loyalty) -> f64 {
    let [l0, l1, l2] = l.levels;
    l0 + (l1 - l0) * num::sigmoid((satisfaction - l.thresholds[0]) / l.widths[0])
        + (l2 - l1) * num::sigmoid((satisfaction - l.thresholds[1]) / l.widths[1])
}

/// Joint support `kappa = 1 - prod(1 - kappa_j)`; `lock_in` already chosen for this customer.
pub(crate) fn joint_support(habits: u32, lock_in: f64, l: &Loyalty) -> f64 {
    let inertia = if l.habit > 0.0 { l.inertia * (1.0 - num::exp(-f64::from(habits) / l.habit)) } else { l.inertia };
    1.0 - l.unsupported * (1.0 - inertia) * (1.0 - lock_in)
}

/// Part of an outside pull that reaches a customer: `(1 - kappa)(1 - sigma T)`.
pub(crate) fn shield(support: f64, trust: f64, l: &Loyalty) -> f64 {
    (1.0 - support) * (1.0 - l.trust_shield * trust)
}

/// Hazard of dissatisfaction `h_sat = -ln(P_stay)/tau_L` [per day], with `P_stay = L + (1-L) kappa`, and its first two derivatives by
/// satisfaction.
pub(crate) fn satisfaction_hazard(satisfaction: f64, support: f64, l: &Loyalty) -> [f64; 3] {
    let [l0, l1, l2] = l.levels;
    let step = |j: usize, height: f64| {
        let (s, steep) = (num::sigmoid((satisfaction - l.thresholds[j]) / l.widths[j]), 1.0 / l.widths[j]);
        let first = height * s * (1.0 - s) * steep;
        [height * s, first, first * (1.0 - 2.0 * s) * steep]
    };
    let (low, high) = (step(0, l1 - l0), step(1, l2 - l1));
    let loyal = l0 + low[0] + high[0];
    let stay = (loyal + (1.0 - loyal) * support).max(LEAST);
    let share = if stay > LEAST { (1.0 - support) / stay } else { 0.0 };
    let (first, second) = (share * (low[1] + high[1]), share * (low[2] + high[2]));
    [-num::ln(stay), -first, first * first - second].map(|h| h / l.decision_horizon)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_competition(comp: f64) -> Loyalty {
        let mix = |low: f64, high: f64| low + (high - low) * comp;
        Loyalty {
            levels: [mix(0.15, 0.02), mix(0.85, 0.25), mix(0.97, 0.95)],
            thresholds: [1.8, 4.25],
            widths: [0.25, 0.35],
            decision_horizon: 365.0,
            unsupported: 0.8 * 0.9,
            inertia: 0.2,
            habit: 10.0,
            lock_in: 0.1,
            trust_start: 0.3,
            trust_gain: 0.05,
            trust_loss: 0.3,
            trust_shield: 0.5,
            usual_support: 0.48,
        }
    }

    #[test]
    fn the_curve_passes_through_its_check_values() {
        for (comp, expected) in [
            (1.0, [0.029, 0.180, 0.267, 0.480, 0.876]),
            (0.5, [0.103, 0.406, 0.557, 0.685, 0.917]),
            (0.0, [0.177, 0.633, 0.848, 0.889, 0.957]),
        ] {
            let l = at_competition(comp);
            for (i, e) in expected.into_iter().enumerate() {
                let got = latent_loyalty(i as f64 + 1.0, &l);
                assert!((got - e).abs() < 6e-4, "comp {comp} S {}: {got} {e}", i + 1);
            }
        }
        let top = |comp| latent_loyalty(5.0, &at_competition(comp)) - latent_loyalty(4.0, &at_competition(comp));
        assert!((top(1.0) - 0.396).abs() < 1e-3 && (top(0.0) - 0.068).abs() < 1e-3);
    }

    #[test]
    fn the_hazard_is_that_of_the_curve_and_so_are_its_derivatives() {
        let l = at_competition(0.7);
        let at = |s: f64| satisfaction_hazard(s, 0.3, &l);
        for s in [1.2, 1.8, 2.4, 3.5, 4.3, 5.0] {
            let loyal = latent_loyalty(s, &l);
            assert!((at(s)[0] + num::ln(loyal + (1.0 - loyal) * 0.3) / 365.0).abs() < 1e-15);
            let d = 1e-5;
            for i in 0..2 {
                let slope = (at(s + d)[i] - at(s - d)[i]) / (2.0 * d);
                assert!((at(s)[i + 1] - slope).abs() < 1e-9, "{s}: {} {slope}", at(s)[i + 1]);
            }
        }
    }

    #[test]
    fn the_hazard_of_nobody_who_stays_is_a_number() {
        for level in [0.0, 5e-324, 1e-310] {
            let l = Loyalty { levels: [level; 3], ..at_competition(0.5) };
            let [hazard, slope, bend] = satisfaction_hazard(3.0, 0.0, &l);
            assert!((hazard - 300.0 * std::f64::consts::LN_10 / 365.0).abs() < 1e-12, "{level}: {hazard}");
            assert_eq!([slope, bend], [0.0, 0.0], "{level}");
        }
        // A step of the curve so far away that it is below every number.
        let l =
            Loyalty { levels: [0.0, 0.5, 0.9], thresholds: [4.0, 4.5], widths: [0.001, 0.1], ..at_competition(0.5) };
        for satisfaction in [1.0, 3.25, 3.3, 3.9] {
            let hazard = satisfaction_hazard(satisfaction, 0.0, &l);
            assert!(hazard.iter().all(|h| h.is_finite()), "{satisfaction}: {hazard:?}");
        }
    }

    #[test]
    fn supports_only_hold_people() {
        let l = at_competition(0.5);
        assert!((joint_support(10_000, l.lock_in, &l) - 0.4816).abs() < 1e-12);
        for s in [1.0, 2.5, 3.5, 4.5] {
            let loose = satisfaction_hazard(s, joint_support(0, 0.0, &l), &l);
            let held = satisfaction_hazard(s, joint_support(50, l.lock_in, &l), &l);
            assert!(held[0] < loose[0]);
        }
    }
}
