//! `[employees]`: what a file says of staff, and how their mood and skill move.

use crate::num;

/// Load above which staff suffer.
const BUSY: f64 = 0.85;

/// Days in a year.
pub const DAYS_PER_YEAR: f64 = 365.0;

/// Most of a staff that quits in a day.
const MOST_QUIT: f64 = 0.5;

/// `[employees]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Employees {
    /// `q0`: turnover at the usual mood [per day].
    pub quit_rate: f64,
    /// `t_learn` [days].
    pub learning_time: f64,
    /// `K_new`.
    pub starting_skill: f64,
    /// `K_ref`: the skill at which staff perform as the file says; they begin there.
    pub reference_skill: f64,
    /// `b_K`: points of performance per unit of skill.
    pub skill_effect: f64,
    /// `b_J`: points of performance per unit of mood.
    pub mood_effect: f64,
    /// Relative service rate per unit of skill.
    pub speed_effect: f64,
    /// `j0`: usual mood.
    pub mood: f64,
    /// `j_pay`, `j_env`, `j_load`, `j_complaint`: what moves it.
    pub response: [f64; 4],
    /// `t_J` [days].
    pub mood_time: f64,
    /// `k_q`: response of quitting to mood.
    pub quit_response: f64,
    /// Clients are handed over before their contact person leaves.
    pub key_contact_backup: bool,
}

/// What moves the mood of a staff.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Conditions {
    /// Above the usual: 0.2 is 20 % more.
    pub(super) pay: f64,
    pub(super) environment: f64,
    pub(super) utilisation: f64,
    /// Complaints per 100 served.
    pub(super) complaints: f64,
}

/// `K` at which learning and turnover balance: `K_new + (1 - K_new) / (1 + q t_learn)`.
#[must_use]
pub fn equilibrium_skill(quit_rate: f64, learning_time: f64, starting_skill: f64) -> f64 {
    starting_skill + (1.0 - starting_skill) / (1.0 + quit_rate * learning_time)
}

impl Employees {
    /// Turnover at a mood [per day].
    pub(super) fn quits(&self, mood: f64) -> f64 {
        (self.quit_rate * num::exp(-self.quit_response * (mood - self.mood))).min(MOST_QUIT)
    }

    /// Mood and skill a day later.
    ///
    /// # Definition
    /// `dJ = (clamp(j0 + j_pay pay + j_env env - j_load max(0, util - .85) - j_complaint rate, 0, 1) - J) / t_J`,
    /// `dK = (1 - K) / t_learn - q (K - K_new)` with `q = q0 exp(-k_q (J - j0))`, per day (links after Heskett et al. 1994,
    /// whose strengths are disputed: Silvestro and Cross 2000; all values are assumptions).
    pub(super) fn tomorrow(&self, [mood, skill]: [f64; 2], on: Conditions) -> [f64; 2] {
        let [pay, environment, load, complaint] = self.response;
        let aim = self.mood + pay * on.pay + environment * on.environment
            - load * (on.utilisation - BUSY).max(0.0)
            - complaint * on.complaints;
        let learnt = (1.0 - skill) / self.learning_time - self.quits(mood) * (skill - self.starting_skill);
        [mood + (aim.clamp(0.0, 1.0) - mood) / self.mood_time, (skill + learnt).clamp(0.0, 1.0)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn staff(quit_rate: f64) -> Employees {
        let (learning_time, starting_skill) = (180.0, 0.3);
        Employees {
            quit_rate,
            learning_time,
            starting_skill,
            reference_skill: equilibrium_skill(0.4 / 365.0, learning_time, starting_skill),
            skill_effect: 2.0,
            mood_effect: 1.0,
            speed_effect: 0.4,
            mood: 0.5,
            response: [0.5, 0.3, 2.0, 0.02],
            mood_time: 30.0,
            quit_response: 1.5,
            key_contact_backup: false,
        }
    }

    const USUAL: Conditions = Conditions { pay: 0.0, environment: 0.0, utilisation: 0.8, complaints: 0.0 };

    fn after(days: u32, e: &Employees, on: Conditions) -> [f64; 2] {
        (0..days).fold([e.mood, e.reference_skill], |now, _| e.tomorrow(now, on))
    }

    #[test]
    fn skill_settles_where_learning_and_turnover_balance() {
        assert!((staff(0.0).reference_skill - 0.8847).abs() < 1e-4);
        for (yearly, expected) in [(0.0, 1.0), (0.4, 0.8847), (1.0, 0.7688), (4.0, 0.5355)] {
            let e = staff(yearly / 365.0);
            let [mood, skill] = after(20_000, &e, USUAL);
            assert_eq!(mood, 0.5, "nothing moves it");
            assert!((skill - equilibrium_skill(e.quit_rate, 180.0, 0.3)).abs() < 1e-12, "{yearly}: {skill}");
            assert!((skill - expected).abs() < 1e-4, "{yearly}: {skill}");
        }
    }

    #[test]
    fn usual_conditions_change_nothing() {
        let e = staff(0.4 / 365.0);
        let [mood, skill] = after(3650, &e, USUAL);
        assert!(mood == 0.5 && (skill - e.reference_skill).abs() < 1e-13);
    }

    #[test]
    fn mood_follows_pay_and_load_within_bounds_and_moves_turnover() {
        let e = staff(0.4 / 365.0);
        let at = |on: Conditions| after(3650, &e, on);
        let [paid, skilled] = at(Conditions { pay: 0.2, ..USUAL });
        assert!((paid - 0.6).abs() < 1e-9 && skilled > e.reference_skill);
        assert!((e.quits(paid) / e.quit_rate - num::exp(-0.15)).abs() < 1e-9);
        let [driven, tired] = at(Conditions { utilisation: 1.0, ..USUAL });
        assert!((driven - 0.2).abs() < 1e-9 && tired < e.reference_skill);
        let [broken, worst] = at(Conditions { utilisation: 9.0, complaints: 100.0, ..USUAL });
        assert!((0.0..1e-9).contains(&broken) && worst > e.starting_skill, "overload has a floor");
    }
}
