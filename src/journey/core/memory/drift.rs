//! What fades between two looks at a customer, and what follows from it (model section 0, "between events").
//!
//! From a look on memory runs towards where it rests: `M(t) = M + gap u(t)`, `u(t) = 1 - 2^(-t/half_life)`; without a half-life
//! `u(t) = t`. Satisfaction and the hazard of decline are linear in `u`; the hazard of dissatisfaction and the share of wallet are
//! expanded in `u` to second order at each look. Each is integrated in closed form, so that it matters little when looks come; a look
//! comes before the expansion could stray, and where the course has a corner ([`Fading::look`]).

use crate::journey::model::{Loyalty, Memory};
use crate::num;
use crate::units::SimTime;

/// A memory this close to a level has reached it: a look at the time of reaching it falls on either side by rounding.
pub(crate) const AT_LEVEL: f64 = 1e-9;
/// Half-lives so long that nothing fades [1/d].
const STILL: f64 = 1e-9;
/// A tenth of a millisecond [days].
const NEAR: f64 = 1e-9;
/// Most that a share of wallet moves, in the exponent, between two looks.
const WALLET_STEP: f64 = 0.3;
/// A step of the loyalty curve is flat beyond this many widths.
const FLAT: f64 = 6.0;
/// Most that satisfaction moves between two looks, in widths of a step of the loyalty curve.
const WIDTHS: f64 = 0.5;

/// How something runs towards where it rests.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fading {
    /// Decay [per day]; 0: a straight line.
    rate: f64,
    /// How far it is to where it rests; in a straight line, how far it goes in a day.
    pub(crate) gap: f64,
}

impl Fading {
    /// Nothing moves.
    pub(crate) const NONE: Fading = Fading { rate: 0.0, gap: 0.0 };

    /// Of what loses half its distance `gap` in a half-life [days], and `loss` a day besides.
    #[inline]
    pub(crate) fn new(gap: f64, half_life: f64, loss: f64) -> Fading {
        let rate = std::f64::consts::LN_2 / half_life;
        if rate < STILL {
            return Fading { rate: 0.0, gap: -loss };
        }
        let gap = if loss > 0.0 { gap - loss / rate } else { gap };
        Fading { rate, gap: if gap.abs() < AT_LEVEL { 0.0 } else { gap } }
    }

    /// Whether anything moves.
    #[inline]
    pub(crate) fn moves(&self) -> bool {
        self.gap != 0.0
    }

    /// Slope of `u` by time, where it is 0 [per day].
    #[inline]
    pub(crate) fn speed(&self) -> f64 {
        if self.rate > 0.0 { self.rate } else { 1.0 }
    }

    /// `u` after some days. What is lost of a small one is below the rounding of what it is added to.
    #[inline]
    pub(crate) fn reach(&self, days: f64) -> f64 {
        if self.rate > 0.0 { 1.0 - num::exp(-self.rate * days) } else { days }
    }

    /// The same where the share that is left is known.
    #[inline]
    pub(crate) fn reached(&self, days: f64, left: f64) -> f64 {
        if self.rate > 0.0 { 1.0 - left } else { days }
    }

    /// Integrals of `u` and `u^2` over some days, at whose end it is `u` [days].
    #[inline]
    pub(crate) fn integrals(&self, days: f64, u: f64) -> [f64; 2] {
        if self.rate > 0.0 {
            let scale = 1.0 / self.rate;
            [days - u * scale, days - (u + 0.5 * u * u) * scale]
        } else {
            [0.5 * days * days, days * days * days / 3.0]
        }
    }

    /// Days until `u` is reached.
    fn days_to(&self, u: f64) -> f64 {
        if self.rate > 0.0 { -num::ln_1p(-u.min(1.0)) / self.rate } else { u }
    }

    /// Days in which no more than `u` is reached: the first terms of the logarithm.
    #[inline]
    fn days_before(&self, u: f64) -> f64 {
        if self.rate > 0.0 { u * (1.0 + u * (0.5 + u * (1.0 / 3.0))) / self.rate } else { u }
    }

    /// Days until a memory that starts at `from` comes to a level, where it does.
    pub(crate) fn days_to_level(&self, from: f64, level: f64) -> Option<f64> {
        let way = level - from;
        let meets = way * self.gap > 0.0 && way.abs() > AT_LEVEL && (self.rate == 0.0 || way.abs() < self.gap.abs());
        meets.then(|| self.days_to(way / self.gap))
    }

    /// Days until the next look at a customer with this memory, at most `days`: before the hazard of dissatisfaction or the share of wallet
    /// has strayed from its expansion, and where memory comes to one of the levels; a level that is no number is none.
    ///
    /// # Definition
    /// Satisfaction moves by no more than half a width of either step of the loyalty curve, or to within six widths of it; the exponent of the
    /// share of wallet by no more than 0.3.
    #[inline]
    pub(crate) fn look(&self, days: f64, memory: f64, l: &Loyalty, wallet: f64, levels: &[f64]) -> f64 {
        if !self.moves() {
            return days;
        }
        // `u` grows no faster than its first slope.
        let most = if self.rate > 0.0 { (self.rate * days).min(1.0) } else { days };
        let far = self.gap.abs() * most;
        let s = super::encounter::satisfaction(memory);
        let flat = |j: usize| match l.levels {
            // Below the first step the logarithm of what is left still bends until that is next to the level itself.
            [low, high, _] if j == 0 && s < l.thresholds[0] => FLAT + num::ln((high - low) / low).max(0.0),
            _ => FLAT,
        };
        let free = |j: usize| (WIDTHS * l.widths[j]).max((s - l.thresholds[j]).abs() - flat(j) * l.widths[j]);
        let free = free(0).min(free(1)) / slope_of_satisfaction(memory, self.gap);
        let unbent = far <= free && wallet * far <= WALLET_STEP;
        let near = |level: &&f64| (**level - memory) * self.gap > 0.0 && (**level - memory).abs() <= far;
        if unbent && !levels.iter().any(|level| near(&level)) {
            return days;
        }
        let step = if wallet > 0.0 { free.min(WALLET_STEP / wallet) } else { free };
        let step = step / self.gap.abs();
        let bent = if step < most { self.days_before(step) } else { days };
        let met = levels.iter().filter_map(|&level| self.days_to_level(memory, level));
        met.fold(days.min(bent), f64::min)
    }
}

/// What follows memory: `level + slope u + bend u^2`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Course {
    pub(crate) level: f64,
    pub(crate) slope: f64,
    pub(crate) bend: f64,
}

impl Course {
    /// The course of so many times it.
    #[inline]
    pub(crate) fn times(&self, factor: f64) -> Course {
        Course { level: self.level * factor, slope: self.slope * factor, bend: self.bend * factor }
    }

    #[inline]
    pub(crate) fn at(&self, u: f64) -> f64 {
        self.level + u * (self.slope + u * self.bend)
    }

    /// Integral over the days in which `u` and `u^2` have these.
    #[inline]
    pub(crate) fn integral(&self, days: f64, [first, second]: [f64; 2]) -> f64 {
        self.level * days + self.slope * first + self.bend * second
    }

    /// The same course as seen from later on, when `u` has been reached.
    #[inline]
    pub(crate) fn from(&self, u: f64, fading: &Fading) -> Course {
        let left = if fading.rate > 0.0 { 1.0 - u } else { 1.0 };
        Course { level: self.at(u), slope: left * (self.slope + 2.0 * self.bend * u), bend: left * left * self.bend }
    }

    /// Days until its integral is this amount, if that is within `limit` days.
    #[inline(never)]
    pub(crate) fn days_until(&self, amount: f64, fading: &Fading, limit: f64) -> Option<f64> {
        let turn = self.turn(fading);
        let days = if self.level * limit > amount { amount / self.level } else { limit };
        // To first order in time the rate is that of half the way.
        let guess = days / (1.0 + 0.5 * turn * days).max(0.5);
        days_until(amount, [guess, limit], turn.abs(), |days| {
            let u = fading.reach(days);
            (self.integral(days, fading.integrals(days, u)), self.at(u))
        })
    }

    /// Relative slope by time [per day].
    fn turn(&self, fading: &Fading) -> f64 {
        let by_u = if self.level > 0.0 { self.slope / self.level } else { 1.0 };
        by_u * fading.speed()
    }

    /// When a clock with this allowance left comes to its next point: never, if not within `limit` days, after which it is aimed again.
    #[inline]
    pub(crate) fn due(&self, now: SimTime, left: f64, fading: &Fading, limit: f64) -> SimTime {
        // More than is spent in any case.
        let most = if fading.rate > 0.0 { (fading.rate * limit).min(1.0) } else { limit };
        let highest = self.level + most * (self.slope.max(0.0) + most * self.bend.max(0.0));
        if left > highest * limit {
            return SimTime::NEVER;
        }
        let days = self.days_until(left.max(0.0), fading, limit);
        days.map_or(SimTime::NEVER, |days| now.saturating_add(SimTime::from_days(days)))
    }
}

/// Days until an integral that grows from 0 is this amount, if that is within `limit` days. `at`: the integral after some days, and its slope,
/// which turns by about `turn` of it a day.
///
/// # Definition
/// Newton's iteration, kept within the days in question, until the next step would be less than a tenth of a millisecond.
pub(crate) fn days_until(
    amount: f64,
    [guess, limit]: [f64; 2],
    turn: f64,
    at: impl Fn(f64) -> (f64, f64),
) -> Option<f64> {
    let mut days = guess.min(limit);
    for _ in 0..20 {
        let (spent, slope) = at(days);
        let missing = amount - spent;
        if missing > 0.0 && days >= limit {
            return None;
        }
        let step = if slope > 0.0 { missing / slope } else { missing.signum() * limit };
        let next = (days + step).clamp(0.0, limit);
        let moved = (next - days).abs();
        days = next;
        if moved < NEAR || moved * moved * turn < NEAR {
            break;
        }
    }
    Some(days)
}

/// Slope of satisfaction by memory, on the side to which memory goes where it stands at the corner.
#[inline]
pub(crate) fn slope_of_satisfaction(memory: f64, gap: f64) -> f64 {
    if memory > AT_LEVEL || (memory > -AT_LEVEL && gap > 0.0) { 1.5 } else { 2.5 }
}

impl Memory {
    /// How a memory fades that loses `resentment` a day besides.
    #[inline]
    pub(crate) fn fading(&self, memory: f64, resentment: f64) -> Fading {
        Fading::new(self.baseline - memory, self.half_life, resentment)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEEKS: Fading = Fading { rate: 0.1, gap: -0.6 };
    const LINE: Fading = Fading { rate: 0.0, gap: -0.01 };

    /// Midpoint rule.
    fn summed(days: f64, f: impl Fn(f64) -> f64) -> f64 {
        let n = 20_000;
        (0..n).map(|i| f((f64::from(i) + 0.5) * days / f64::from(n)) * days / f64::from(n)).sum()
    }

    #[test]
    fn integrals_are_those_of_the_course() {
        let course = Course { level: 0.4, slope: -0.3, bend: 0.2 };
        for fading in [WEEKS, LINE] {
            for days in [0.01, 1.0, 12.0] {
                let u = fading.reach(days);
                let exact = course.integral(days, fading.integrals(days, u));
                assert!((exact - summed(days, |t| course.at(fading.reach(t)))).abs() < 1e-8 * days, "{days}");
                // Cut in two, it is the same.
                let half = fading.reach(days / 2.0);
                let first = course.integral(days / 2.0, fading.integrals(days / 2.0, half));
                let second = course.from(half, &fading).integral(days / 2.0, fading.integrals(days / 2.0, half));
                assert!((first + second - exact).abs() < 1e-12 * days);
            }
        }
    }

    #[test]
    fn a_point_falls_where_the_allowance_is_spent() {
        let now = SimTime::from_days(3.0);
        for course in [Course { level: 0.4, slope: -0.3, bend: 0.0 }, Course { level: 0.0, slope: 0.3, bend: 0.2 }] {
            for left in [0.0, 0.01, 0.5, 2.0] {
                let due = course.due(now, left, &WEEKS, 30.0);
                let days = due.since(now).days();
                let spent = course.integral(days, WEEKS.integrals(days, WEEKS.reach(days)));
                assert!((spent - left).abs() < 1e-9, "{left}: {spent}");
            }
            assert_eq!(course.due(now, 50.0, &WEEKS, 30.0), SimTime::NEVER);
        }
    }

    #[test]
    fn levels_are_met_on_the_way_only() {
        // From .4 towards -.2.
        assert!(WEEKS.days_to_level(0.4, 0.5).is_none() && WEEKS.days_to_level(0.4, -0.3).is_none());
        let days = WEEKS.days_to_level(0.4, 0.1).expect("on the way");
        assert!((0.4 + WEEKS.gap * WEEKS.reach(days) - 0.1).abs() < 1e-12);
        assert!((LINE.days_to_level(0.4, 0.1).expect("on the way") - 30.0).abs() < 1e-12);
    }
}
