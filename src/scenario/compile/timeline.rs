//! How much of an intervention or a shock is in force, and when.
//!
//! The engine knows worlds that change at some times and stay the same between them, so that hazards are constant between events. A ramp is
//! therefore a stair of twelve equal steps, a fade one of four steps to each half-life; every step stands at the mean of the line it
//! replaces, so that areas are exact.

use crate::num;
use crate::scenario::grammar::Treatment;

/// Steps of a ramp.
const RAMP_STEPS: u32 = 12;
/// Steps of a fade in one half-life.
const FADE_STEPS: u32 = 4;
/// Half-lives after which a faded effect is over: a 64th is left of it.
const FADED: u32 = 6;

/// When an entry acts, and how fast it comes and goes [days].
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::scenario) struct Timeline {
    /// First day.
    pub(in crate::scenario) start: f64,
    /// Day on which it is over; infinity for never.
    pub(in crate::scenario) end: f64,
    /// Time of the straight line to full effect.
    pub(in crate::scenario) ramp: Option<f64>,
    /// Half-life after that.
    pub(in crate::scenario) fade: Option<f64>,
}

impl Timeline {
    /// The timeline of an intervention or a shock.
    pub(in crate::scenario) fn of(entry: &Treatment<'_>) -> Self {
        Self { start: *entry.start, end: entry.end.unwrap_or(f64::INFINITY), ramp: *entry.ramp, fade: *entry.fade }
    }

    /// A pulse that is full at its start and then fades.
    pub(in crate::scenario) fn pulse(start: f64, end: f64, half_life: f64) -> Self {
        Self { start, end, ramp: None, fade: Some(half_life) }
    }

    /// Days at the end of a run for which it is in full force.
    pub(in crate::scenario) fn last_days(&self, horizon: f64) -> f64 {
        let fades = self.fade.is_some() || self.end < horizon;
        if fades { 0.0 } else { (horizon - self.start - self.ramp.unwrap_or(0.0)).max(0.0) }
    }

    /// Tells whether it is in full force all the time.
    pub(in crate::scenario) fn is_constant(&self) -> bool {
        self.start == 0.0 && self.end == f64::INFINITY && self.ramp.is_none() && self.fade.is_none()
    }

    /// The days on which the weight changes, each with the weight from then on; before the first it is 0.
    ///
    /// # Definition
    ///
    /// Rising, the weight at `t` days after the start is `t / ramp`; fading, `2^(-t / fade)` at `t` days after full effect. A fade ends
    /// after six half-lives; the 64th that is left then is spread over its steps in proportion, so that the area is `fade / ln 2`. What its
    /// end or the horizon cuts short has the area of the line up to there.
    pub(in crate::scenario) fn steps(&self, horizon: f64) -> Vec<(f64, f64)> {
        let cut = self.end.min(horizon);
        let mut steps: Vec<(f64, f64)> = Vec::new();
        let mut full = self.start;
        if let Some(ramp) = self.ramp {
            full = self.start + ramp;
            let edge = |k: u32| self.start + ramp * f64::from(k) / f64::from(RAMP_STEPS);
            // The mean of a straight line is its middle, of the part that is left when it is cut short as well.
            let mean = |from: f64, to: f64| (f64::midpoint(from, to) - self.start) / ramp;
            steps.extend(stair(RAMP_STEPS, cut, edge, mean));
        }
        match self.fade {
            None => steps.push((full, 1.0)),
            Some(half_life) => {
                let last = FADE_STEPS * FADED;
                let edge = |k: u32| full + half_life * f64::from(k) / f64::from(FADE_STEPS);
                let left = |t: f64| num::pow(2.0, -(t - full) / half_life);
                // Cut short, there is no rest to spread.
                let rest = if cut < edge(last) { 0.0 } else { num::pow(2.0, -f64::from(FADED)) };
                let whole = 1.0 - rest;
                let mean = |from: f64, to: f64| {
                    (left(from) - left(to)) * half_life / (core::f64::consts::LN_2 * whole * (to - from))
                };
                steps.extend(stair(last, cut, edge, mean));
                steps.push((edge(last), 0.0));
            }
        }
        steps.retain(|&(day, _)| day < self.end);
        if self.end.is_finite() {
            steps.push((self.end, 0.0));
        }
        steps
    }
}

/// The steps that begin before the cut, each at its mean up to there.
fn stair(
    count: u32,
    cut: f64,
    edge: impl Fn(u32) -> f64,
    mean: impl Fn(f64, f64) -> f64,
) -> impl Iterator<Item = (f64, f64)> {
    (0..count).filter_map(move |k| {
        let (from, to) = (edge(k), edge(k + 1).min(cut));
        // An edge that rounds to the one before is no step.
        (from < to).then(|| (from, mean(from, to).clamp(0.0, 1.0)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(start: f64, end: f64, ramp: Option<f64>, fade: Option<f64>) -> Timeline {
        Timeline { start, end, ramp, fade }
    }

    /// Area under the stair up to a day.
    fn area(line: Timeline, until: f64) -> f64 {
        let steps = line.steps(until);
        let ends = steps.iter().skip(1).map(|step| step.0).chain([until]);
        steps.iter().zip(ends).map(|(&(from, weight), to)| weight * (to.min(until) - from).max(0.0)).sum()
    }

    fn near(got: f64, wanted: f64) {
        assert!((got - wanted).abs() <= 1e-12 * wanted.abs().max(1.0), "{got} is not {wanted}");
    }

    #[test]
    fn at_once_and_until_the_end() {
        assert_eq!(line(0.0, f64::INFINITY, None, None).steps(f64::INFINITY), [(0.0, 1.0)]);
        assert_eq!(line(30.0, 60.0, None, None).steps(f64::INFINITY), [(30.0, 1.0), (60.0, 0.0)]);
        assert!(line(0.0, f64::INFINITY, None, None).is_constant());
        assert!(!line(30.0, f64::INFINITY, None, None).is_constant());
    }

    #[test]
    fn a_ramp_is_twelve_steps_with_the_area_of_the_line() {
        let ramp = line(10.0, f64::INFINITY, Some(120.0), None);
        let steps = ramp.steps(f64::INFINITY);
        assert_eq!((steps.len(), steps[0], steps[12]), (13, (10.0, 0.5 / 12.0), (130.0, 1.0)));
        near(area(ramp, 130.0), 60.0);
        near(area(ramp, 230.0), 160.0);
        // Cut in the middle of a step: the triangle of the first 15 days of 120.
        near(area(line(10.0, 25.0, Some(120.0), None), 1000.0), 15.0 * 15.0 / 240.0);
    }

    #[test]
    fn a_fading_pulse_has_the_area_of_its_half_life_over_ln_2() {
        let pulse = Timeline::pulse(5.0, f64::INFINITY, 90.0);
        let steps = pulse.steps(f64::INFINITY);
        assert_eq!((steps.len(), steps[24]), (25, (5.0 + 540.0, 0.0)));
        assert!(steps.windows(2).all(|pair| pair[1].1 < pair[0].1) && steps[0].1 < 1.0);
        near(area(pulse, 2000.0), 90.0 / core::f64::consts::LN_2);
        near(steps[4].1 / steps[0].1, 0.5);
    }

    #[test]
    fn a_ramp_that_the_horizon_cuts_has_the_area_of_its_line_up_to_there() {
        // Twenty years of ramp in a run of two: a tenth of the way, at a mean of a twentieth.
        near(area(line(0.0, f64::INFINITY, Some(7300.0), None), 730.0), 730.0 * 730.0 / (2.0 * 7300.0));
        near(area(line(100.0, f64::INFINITY, Some(7300.0), None), 730.0), 630.0 * 630.0 / (2.0 * 7300.0));
        // The earlier of end and horizon.
        near(area(line(0.0, 500.0, Some(7300.0), None), 730.0), 500.0 * 500.0 / (2.0 * 7300.0));
        near(area(line(0.0, 900.0, Some(7300.0), None), 730.0), 730.0 * 730.0 / (2.0 * 7300.0));
    }

    #[test]
    fn a_fade_that_is_cut_has_the_area_of_its_curve_up_to_there() {
        let left = |half_lives: f64| (1.0 - num::pow(2.0, -half_lives)) / core::f64::consts::LN_2;
        for half_lives in [0.1, 1.0, 2.6, 5.9] {
            let until = 5.0 + 90.0 * half_lives;
            near(area(Timeline::pulse(5.0, f64::INFINITY, 90.0), until), 90.0 * left(half_lives));
            near(area(Timeline::pulse(5.0, until, 90.0), 5000.0), 90.0 * left(half_lives));
        }
        let both = line(0.0, f64::INFINITY, Some(60.0), Some(30.0));
        near(area(both, 90.0), 30.0 + 30.0 * left(1.0));
    }

    #[test]
    fn a_fade_comes_after_the_ramp() {
        let both = line(0.0, f64::INFINITY, Some(60.0), Some(30.0));
        near(area(both, 1000.0), 30.0 + 30.0 / core::f64::consts::LN_2);
        assert_eq!(both.steps(f64::INFINITY).len(), 12 + 25);
        assert_eq!(line(0.0, 50.0, Some(60.0), Some(30.0)).steps(f64::INFINITY).last(), Some(&(50.0, 0.0)));
    }

    #[test]
    fn steps_too_short_to_tell_apart_are_none() {
        let steps = line(80_000.0, f64::INFINITY, Some(1e-12), Some(1e-12)).steps(f64::INFINITY);
        assert!(steps.iter().all(|step| step.1.is_finite() && (0.0..=1.0).contains(&step.1)), "{steps:?}");
    }
}
