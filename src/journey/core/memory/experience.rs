//! Waits and disconfirmation: how a touch feels (model sections 2 and 3).

use crate::journey::model::Experience;
use crate::num;

/// Zone of tolerance `[A, D]` around an expectation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Zone {
    adequate: f64,
    desired: f64,
}

/// What is left of the tolerance downwards while a complaint is open (model section 3; direction: CRM deck, slides 99 and 101).
const COMPLAINING: f64 = 0.7;

impl Zone {
    /// `relative_price`: what is paid over what the customer is used to. Who pays more, or waits for the answer to a complaint,
    /// tolerates less: `tol_dn * .7^[complaining] * (ref/price)^.5`, at least half a point.
    pub(crate) fn around(expectation: f64, relative_price: f64, complaining: bool, e: &Experience) -> Self {
        let down = if relative_price == 1.0 { e.tolerance_down } else { e.tolerance_down / relative_price.sqrt() };
        let down = if complaining { COMPLAINING * down } else { down };
        Zone { adequate: expectation - down.max(0.5), desired: expectation + e.tolerance_up }
    }

    /// Expectation in the middle of the zone.
    pub(crate) fn expectation(self, e: &Experience) -> f64 {
        self.desired - e.tolerance_up
    }

    /// Points of performance that a bonus in utility is worth: `bonus * (D - A) / (2 z)`.
    pub(crate) fn points(self, bonus: f64, e: &Experience) -> f64 {
        if e.zone > 0.0 { bonus * (self.desired - self.adequate) / (2.0 * e.zone) } else { 0.0 }
    }

    /// Disconfirmation: utility of performance `p`, -1..1.
    ///
    /// # Definition
    /// `z (2 (p-A)/(D-A) - 1)` inside the zone; above it `z + (1-z)(1 - exp(-(p-D)/s_up))`; below it
    /// `-z - (1-z)(1 - exp(-lambda (A-p)/s_dn))`. Form after Oliver 1980 and Parasuraman, Zeithaml and Berry 1985.
    pub(crate) fn moment(self, p: f64, e: &Experience) -> f64 {
        if p > self.desired {
            e.zone - (1.0 - e.zone) * num::exp_m1(-(p - self.desired) / e.scale_up)
        } else if p < self.adequate {
            -e.zone + (1.0 - e.zone) * num::exp_m1(-e.loss_aversion * (self.adequate - p) / e.scale_down)
        } else {
            e.zone * (2.0 * (p - self.adequate) / (self.desired - self.adequate) - 1.0)
        }
    }
}

/// How long a wait [min] feels [min].
///
/// # Definition
/// `w_perc = k_over * w^gamma * modifiers` (power law: Antonides, Verhoef and van Aalst 2002; modifiers: Maister 1985).
pub(crate) fn perceived_wait(minutes: f64, wait_factor: f64, e: &Experience) -> f64 {
    if minutes <= 0.0 {
        return 0.0;
    }
    let felt = if e.wait_power == 1.0 { minutes } else { num::pow(minutes, e.wait_power) };
    e.overestimate * felt * wait_factor
}

/// Utility of a wait that feels so long, where so much is fine (both in min); `None` up to there:
/// `u = -min(1, ((w_perc - w_ok)/w_scale)^eta)`.
pub(crate) fn wait_moment(perceived: f64, fine: f64, e: &Experience) -> Option<f64> {
    let excess = perceived - fine;
    if excess <= 0.0 {
        return None;
    }
    let relative = excess / e.wait_scale;
    let curved = if e.wait_curve == 1.0 { relative } else { num::pow(relative, e.wait_curve) };
    Some(-curved.min(1.0))
}

/// Utility of paying `relative_price` times what the customer is used to: `clamp(-2 sens (price/ref - 1), -1, 1)`.
pub(crate) fn price_moment(relative_price: f64, sensitivity: f64) -> f64 {
    (-2.0 * sensitivity * (relative_price - 1.0)).clamp(-1.0, 1.0)
}

#[cfg(test)]
pub(crate) fn defaults() -> Experience {
    Experience {
        overestimate: 1.36,
        wait_power: 1.0,
        wait_ok: 5.0,
        wait_scale: 15.0,
        wait_curve: 1.0,
        sd_within: 1.0,
        sd_between: 1.0,
        mood_gain: 0.3,
        tolerance_down: 1.5,
        tolerance_up: 1.5,
        zone: 0.5,
        scale_up: 1.0,
        scale_down: 1.5,
        loss_aversion: 1.0,
        learning: 0.2,
        adaptation: 0.3,
        renege_moment: -0.6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utility_is_minus_z_at_adequate_and_z_at_desired_and_monotone() {
        let e = defaults();
        let zone = Zone::around(6.5, 1.0, false, &e);
        assert!((zone.moment(5.0, &e) + 0.5).abs() < 1e-15);
        assert!((zone.moment(8.0, &e) - 0.5).abs() < 1e-15);
        assert_eq!(zone.moment(6.5, &e), 0.0);
        let mut last = -1.0;
        for i in 0..=1000 {
            let u = zone.moment(f64::from(i) * 0.01, &e);
            assert!(u > last && u.abs() < 1.0, "{i}");
            assert!(u - last < 0.01 || i == 0, "continuous at {i}");
            last = u;
        }
    }

    #[test]
    fn who_pays_more_or_complains_tolerates_less() {
        let e = defaults();
        let adequate = |price: f64, complaining: bool| Zone::around(6.5, price, complaining, &e).adequate;
        assert_eq!(adequate(1.0, false), 5.0);
        assert!((adequate(1.0, true) - (6.5 - 0.7 * 1.5)).abs() < 1e-15);
        assert!((adequate(4.0, false) - (6.5 - 0.75)).abs() < 1e-15);
        assert!((adequate(4.0, true) - (6.5 - 0.7 * 0.75)).abs() < 1e-15);
        assert_eq!(adequate(9.0, true), 6.0, "half a point is always tolerated");
        // The same performance is felt worse.
        assert!(Zone::around(6.5, 1.0, true, &e).moment(6.0, &e) < Zone::around(6.5, 1.0, false, &e).moment(6.0, &e));
    }

    #[test]
    fn better_information_never_raises_the_felt_wait() {
        let e = defaults();
        for minutes in [1.0, 5.0, 10.0, 30.0, 200.0] {
            let plain = wait_moment(perceived_wait(minutes, 1.0, &e), e.wait_ok, &e).unwrap_or(0.0);
            let informed = wait_moment(perceived_wait(minutes, 0.85, &e), e.wait_ok, &e).unwrap_or(0.0);
            assert!(informed >= plain);
            assert!((-1.0..=0.0).contains(&plain));
        }
        // 10 minutes feel like 13.6; (13.6 - 5) / 15.
        assert!((perceived_wait(10.0, 1.0, &e) - 13.6).abs() < 1e-12);
        assert!((wait_moment(13.6, 5.0, &e).unwrap() + 8.6 / 15.0).abs() < 1e-12);
        assert_eq!(wait_moment(perceived_wait(3.0, 1.0, &e), 5.0, &e), None);
    }
}
