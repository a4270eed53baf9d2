//! What memory becomes while time passes: it decays, and whoever is bound and dissatisfied resents it (model section 19, contract lock).

use super::drift::{AT_LEVEL, Fading};
use crate::journey::model::Memory;

/// Memory below which, at a satisfaction of 3, whoever is bound resents it (assumption).
pub(crate) const RESENTFUL: f64 = -0.2;
/// The worst memory there is.
pub(crate) const LOWEST: f64 = -1.0;

/// Whether such a memory resents being bound. At the border it does if it is on the way down.
#[inline]
fn resents(memory: f64, m: &Memory) -> bool {
    memory < RESENTFUL - AT_LEVEL || (memory < RESENTFUL + AT_LEVEL && m.baseline < RESENTFUL)
}

/// How memory fades from now on, up to the next look, which falls on every border.
#[inline]
pub(crate) fn fading(memory: f64, resentment: f64, m: &Memory) -> Fading {
    if resentment > 0.0 && resents(memory, m) {
        let fading = m.fading(memory, resentment);
        return if fading.gap < 0.0 && memory < LOWEST + AT_LEVEL { Fading::NONE } else { fading };
    }
    m.fading(memory, 0.0)
}

/// Memory after `days`, in which `fade` of what differs from its baseline is left.
///
/// # Definition
/// Decay at the rate `w` and, while satisfaction is below 3, a loss of `resentment` a day: `M' = -w (M - M0) - resentment`, solved
/// exactly, so that it does not matter how often time passes; a look falls on the crossing of 3. Without a half-life the loss is a
/// straight line.
#[inline]
pub(crate) fn aged(memory: f64, fade: f64, days: f64, resentment: f64, m: &Memory) -> f64 {
    if resentment > 0.0 && resents(memory, m) {
        return resented(memory, fade, days, resentment, m);
    }
    m.baseline + (memory - m.baseline) * fade
}

#[inline(never)]
fn resented(memory: f64, fade: f64, days: f64, resentment: f64, m: &Memory) -> f64 {
    if m.half_life.is_infinite() {
        return (memory - resentment * days).max(LOWEST);
    }
    let rest = m.baseline - resentment * m.half_life / std::f64::consts::LN_2;
    (rest + (memory - rest) * fade).max(LOWEST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::model::MemoryRule;
    use crate::num;

    #[test]
    fn resentment_follows_its_equation_however_often_time_passes() {
        let mut m = half_year();
        let w = std::f64::consts::LN_2 / m.half_life;
        let fade = |days: f64| num::exp(-w * days);
        let after = |days: f64| aged(-0.3, fade(days), days, 0.002, &m);
        // M' = -w M - .002, from -.3 towards -.002 / w = -.52.
        let rest = -0.002 / w;
        assert!((after(90.0) - (rest + (-0.3 - rest) * fade(90.0))).abs() < 1e-12);
        let slope = (after(1e-4) + 0.3) / 1e-4;
        assert!((slope - (w * 0.3 - 0.002)).abs() < 1e-6, "{slope}");
        let steps = (0..9).fold(-0.3, |memory, _| aged(memory, fade(10.0), 10.0, 0.002, &m));
        assert!((steps - after(90.0)).abs() < 1e-12);
        assert_eq!(aged(-0.3, fade(90.0), 90.0, 0.0, &m), -0.3 * fade(90.0), "none is exactly absent");
        assert_eq!(aged(-0.19, fade(90.0), 90.0, 0.002, &m), -0.19 * fade(90.0), "the content do not resent");
        m.half_life = f64::INFINITY;
        assert!((aged(-0.3, 1.0, 90.0, 0.002, &m) + 0.48).abs() < 1e-12);
        assert_eq!(aged(-0.9, 1.0, 900.0, 0.002, &m), -1.0);
    }

    fn half_year() -> Memory {
        Memory {
            rule: MemoryRule::PeakEnd,
            weight: [0.4, 0.4, 0.2],
            end_weight: [0.3, 0.4, 0.3],
            learning: 0.1,
            learning_bad: 0.3,
            half_life: 180.0,
            baseline: 0.0,
            primacy: 2.0,
            peak_bad_weight: 1.0,
            acclimation: 0.5,
            fading: 0.2,
            blame_half_life: 180.0,
        }
    }
}
