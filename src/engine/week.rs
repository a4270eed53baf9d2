//! The week: staffing levels, arrival profiles, and integrals by hour of the week.
//!
//! Day 0 is a Monday, 00:00. Everything repeats after 168 hours.

pub use super::integral::{HOUR, HOURS, WeekIntegral};
use crate::num;
use crate::units::SimTime;

/// One week [ns].
pub const WEEK: u64 = HOUR * HOURS as u64;
const DAYS_PER_NS: f64 = 1.0 / (24.0 * HOUR as f64);
/// One microsecond [ns]: times in a file are whole ones.
const MICRO: u64 = 1000;
const MICROS_PER_DAY: f64 = 86_400e6;
/// What comes this shortly before closing comes at it, but for rounding [ns].
const EDGE: u64 = 1_000_000;

/// A whole number that changes at fixed times of the week (servers on duty).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeekLevels {
    /// (offset in the week [ns], level from then on), sorted, first offset 0, no two equal neighbours.
    changes: Vec<(u64, u32)>,
}

impl WeekLevels {
    /// The same level all week.
    #[must_use]
    pub fn constant(level: u32) -> Self {
        WeekLevels { changes: vec![(0, level)] }
    }

    /// From (offset [ns], level) pairs in any order; the level before the first offset is that of the last.
    ///
    /// # Panics
    /// Panics without entries, or with an offset beyond the week: the scenario layer checks both.
    #[must_use]
    pub fn new(mut changes: Vec<(u64, u32)>) -> Self {
        assert!(!changes.is_empty(), "a week needs at least one level");
        assert!(changes.iter().all(|c| c.0 < WEEK), "a change must lie within the week");
        changes.sort_by_key(|c| c.0);
        if changes[0].0 > 0 {
            let last = changes[changes.len() - 1].1;
            changes.insert(0, (0, last));
        }
        changes.dedup_by(|b, a| a.1 == b.1);
        WeekLevels { changes }
    }

    /// Whether the level never changes.
    #[must_use]
    pub fn is_constant(&self) -> bool {
        self.changes.len() == 1
    }

    /// The highest level of the week.
    #[must_use]
    pub fn most(&self) -> u32 {
        self.changes.iter().map(|change| change.1).max().unwrap_or(0)
    }

    /// Level at a time.
    #[must_use]
    pub fn level_at(&self, t: SimTime) -> u32 {
        let offset = t.0 % WEEK;
        let i = self.changes.partition_point(|c| c.0 <= offset);
        self.changes[i - 1].1
    }

    /// The next change after `t`, and the level from then on; `None` when constant.
    #[must_use]
    pub fn next_change(&self, t: SimTime) -> Option<(SimTime, u32)> {
        if self.is_constant() {
            return None;
        }
        let start = t.0 - t.0 % WEEK;
        let offset = t.0 % WEEK;
        let i = self.changes.partition_point(|c| c.0 <= offset);
        for (week, changes) in [(0, &self.changes[i..]), (WEEK, &self.changes[..])] {
            for &(at, level) in changes {
                let when = SimTime((start + week).saturating_add(at));
                if level != self.level_at(SimTime(when.0.saturating_sub(1))) {
                    return Some((when, level));
                }
            }
        }
        None
    }

    /// Level-time between two times, by hour of the week [ns].
    #[must_use]
    pub fn integral(&self, from: SimTime, to: SimTime) -> WeekIntegral {
        let mut out = WeekIntegral::default();
        if self.is_constant() {
            out.add_times(from, to, u64::from(self.changes[0].1));
            return out;
        }
        let mut t = from;
        while t < to {
            let end = self.next_change(t).map_or(to, |(at, _)| at.min(to));
            out.add_times(t, end, u64::from(self.level_at(t)));
            t = end;
        }
        out
    }
}

/// A relative weight over the week, mean 1, for spreading a rate without changing its calendar average.
#[derive(Debug, Clone, PartialEq)]
pub struct WeekProfile {
    /// Offset [ns], weight from then on, weight integrated up to the offset [days].
    pieces: Vec<(u64, f64, f64)>,
    /// The last piece that starts at or before each hour of the week: where a search by time begins.
    by_hour: Vec<u16>,
    /// Pieces that carry weight: weight integrated up to the offset [days], offset [ns], weight [days per ns].
    open: Vec<(f64, u64, f64)>,
    /// The last of them whose integral is at or below each multiple of a 64th of a day: where a search by integral begins.
    by_integral: Vec<u16>,
}

/// Steps of a day by which a search by integral is shortened; a power of two, so that the step of a number is exact.
const INTEGRAL_STEPS: f64 = 64.0;

impl WeekProfile {
    /// From (offset [ns], weight) pairs, sorted by offset, the first at 0. Weights are rescaled to mean 1.
    /// `None` when no weight is positive.
    #[must_use]
    pub fn new(pieces: &[(u64, f64)]) -> Option<Self> {
        let end = |i: usize| pieces.get(i + 1).map_or(WEEK, |p| p.0);
        let total: f64 = pieces.iter().enumerate().map(|(i, p)| p.1 * (end(i) - p.0) as f64 * DAYS_PER_NS).sum();
        if total <= 0.0 || total.is_nan() {
            return None;
        }
        let scale = 7.0 / total;
        let mut cumulative = 0.0;
        let mut out = Vec::with_capacity(pieces.len());
        for (i, &(at, weight)) in pieces.iter().enumerate() {
            out.push((at, weight * scale, cumulative));
            cumulative += weight * scale * (end(i) - at) as f64 * DAYS_PER_NS;
        }
        let before = |f: &dyn Fn(&(u64, f64, f64)) -> bool| (out.partition_point(f).max(1) - 1) as u16;
        let by_hour = (0..HOURS as u64).map(|h| before(&|p| p.0 <= h * HOUR)).collect();
        let open: Vec<(f64, u64, f64)> =
            out.iter().filter(|p| p.1 > 0.0).map(|&(at, weight, before)| (before, at, weight * DAYS_PER_NS)).collect();
        let last_before = |integral: f64| open.partition_point(|p| p.0 <= integral).max(1) - 1;
        let steps = 7 * INTEGRAL_STEPS as u32;
        let by_integral = (0..=steps).map(|k| last_before(f64::from(k) / INTEGRAL_STEPS) as u16).collect();
        Some(WeekProfile { pieces: out, by_hour, open, by_integral })
    }

    /// Weight at a time.
    #[must_use]
    pub fn weight_at(&self, t: SimTime) -> f64 {
        self.piece(t.0 % WEEK).1
    }

    fn piece(&self, offset: u64) -> (u64, f64, f64) {
        let mut i = usize::from(self.by_hour[(offset / HOUR) as usize]);
        while self.pieces.get(i + 1).is_some_and(|next| next.0 <= offset) {
            i += 1;
        }
        self.pieces[i]
    }

    fn within_week(&self, offset: u64) -> f64 {
        let (at, weight, cumulative) = self.piece(offset);
        cumulative + weight * (offset - at) as f64 * DAYS_PER_NS
    }

    /// Weight integrated from day 0 to a time [days]: the clock by which the profile runs.
    #[inline]
    #[must_use]
    pub fn position(&self, t: SimTime) -> f64 {
        (t.0 / WEEK) as f64 * 7.0 + self.within_week(t.0 % WEEK)
    }

    /// The time with this position, the last one where the weight is 0; never beyond 20,000 weeks.
    #[inline]
    #[must_use]
    pub fn at(&self, position: f64) -> SimTime {
        let weeks = position * (1.0 / 7.0);
        if weeks.is_nan() || weeks >= 20_000.0 {
            return SimTime::NEVER;
        }
        let weeks = weeks as u64;
        let rest = (position - weeks as f64 * 7.0).max(0.0);
        // The last piece that starts at or before `rest` and carries weight.
        let step = ((rest * INTEGRAL_STEPS) as usize).min(self.by_integral.len() - 1);
        let mut i = usize::from(self.by_integral[step]);
        while self.open.get(i + 1).is_some_and(|next| next.0 <= rest) {
            i += 1;
        }
        let (before, at, weight) = self.open[i];
        let into = ((rest - before).max(0.0) / weight) as u64;
        SimTime((weeks * WEEK).saturating_add(at + into))
    }

    /// Weight integrated between two times [days].
    #[must_use]
    pub fn between(&self, from: SimTime, to: SimTime) -> f64 {
        let weeks = to.0 / WEEK - from.0 / WEEK;
        weeks as f64 * 7.0 + self.within_week(to.0 % WEEK) - self.within_week(from.0 % WEEK)
    }

    /// The time at which the weight integrated since `from` reaches `amount` [days].
    #[must_use]
    pub fn reach(&self, from: SimTime, amount: f64) -> SimTime {
        self.at(self.position(from) + amount).max(from)
    }

    /// Weight at a time, and until when it holds.
    fn piece_at(&self, t: SimTime) -> (f64, SimTime) {
        let offset = t.0 % WEEK;
        let i = self.pieces.partition_point(|p| p.0 <= offset) - 1;
        let end = self.pieces.get(i + 1).map_or(WEEK, |p| p.0);
        (self.pieces[i].1, SimTime((t.0 - offset).saturating_add(end)))
    }

    /// Stretches of equal weight from a time on, without end: the weight, from when, until when.
    pub fn stretches(&self, from: SimTime) -> impl Iterator<Item = (f64, SimTime, SimTime)> + '_ {
        let mut from = from;
        std::iter::from_fn(move || {
            let (weight, end) = self.piece_at(from);
            let stretch = (weight, from, end);
            from = end;
            Some(stretch)
        })
    }

    /// The mean over the week of the weight times `1 + amplitude sin(2 pi t / period)`, in the long run: 1 unless whole waves make a week.
    #[must_use]
    pub fn mean_of_wave(&self, amplitude: f64, period: f64) -> f64 {
        let waves = 7.0 / period;
        if waves < 0.5 || (waves - waves.round()).abs() > 1e-9 * waves {
            return 1.0;
        }
        let omega = 2.0 * std::f64::consts::PI / period;
        let swing = |(weight, from, to): (f64, SimTime, SimTime)| {
            weight / omega * (num::cos(from.days() * omega) - num::cos(to.days() * omega))
        };
        1.0 + amplitude * self.stretches(SimTime::ZERO).take(self.pieces.len()).map(swing).sum::<f64>() / 7.0
    }

    /// The time at which a visitor comes who comes a fixed time [days] after the last one, by the clock of the week. A moment that
    /// lies on the edge of closing is the next opening.
    #[must_use]
    pub fn step(&self, last: SimTime, days: f64) -> SimTime {
        // Steps are whole microseconds: what rounding lost is put back at each, so that it never adds up.
        let steps = (self.position(last) * MICROS_PER_DAY).round() / MICROS_PER_DAY;
        let at = self.at(steps + days).max(last);
        let whole = SimTime(at.0.saturating_add(MICRO / 2) / MICRO * MICRO);
        let at = if whole.0.abs_diff(at.0) <= 2 { whole } else { at };
        let past = SimTime(at.0.saturating_add(EDGE));
        let open = self.next_open(past);
        if open > past { open } else { at }
    }

    /// The first time from `t` on with a positive weight.
    #[must_use]
    pub fn next_open(&self, t: SimTime) -> SimTime {
        let offset = t.0 % WEEK;
        let start = t.0 - offset;
        let i = self.pieces.partition_point(|p| p.0 <= offset) - 1;
        if self.pieces[i].1 > 0.0 {
            return t;
        }
        let later = self.pieces[i + 1..].iter().map(|p| (p.0, p.1));
        let next_week = self.pieces.iter().map(|p| (p.0 + WEEK, p.1));
        later.chain(next_week).find(|p| p.1 > 0.0).map_or(SimTime::NEVER, |p| SimTime(start.saturating_add(p.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(h: f64) -> SimTime {
        SimTime((h * HOUR as f64) as u64)
    }

    #[test]
    fn a_level_before_the_first_entry_is_the_last_of_the_week() {
        let w = WeekLevels::new(vec![(8 * HOUR, 10), (18 * HOUR, 2)]);
        assert_eq!(w.level_at(hours(1.0)), 2);
        assert_eq!(w.level_at(hours(8.0)), 10);
        assert_eq!(w.next_change(hours(20.0)), Some((hours(168.0 + 8.0), 10)));
        assert_eq!(w.next_change(hours(3.0)), Some((hours(8.0), 10)));
        assert_eq!(w.integral(SimTime::ZERO, hours(168.0)).total(), u128::from(HOUR) * (10 * 10 + 158 * 2));
    }

    #[test]
    fn a_profile_keeps_the_calendar_average() {
        // Open Monday to Friday 9 to 17.
        let mut pieces = vec![];
        for day in 0..7u64 {
            pieces.push((day * 24 * HOUR, 0.0));
            if day < 5 {
                pieces.push(((day * 24 + 9) * HOUR, 1.0));
                pieces.push(((day * 24 + 17) * HOUR, 0.0));
            }
        }
        let p = WeekProfile::new(&pieces).unwrap();
        assert!((p.between(SimTime::ZERO, SimTime(WEEK)) - 7.0).abs() < 1e-12);
        assert!((p.weight_at(hours(10.0)) - 168.0 / 40.0).abs() < 1e-12);
        assert_eq!(p.weight_at(hours(8.0)), 0.0);
        assert_eq!(p.next_open(hours(4.0 * 24.0 + 20.0)), hours(168.0 + 9.0));
        assert_eq!(p.next_open(hours(10.0)), hours(10.0));
        for amount in [0.01, 0.5, 1.0, 3.3, 7.0, 20.0] {
            let t = p.reach(hours(30.0), amount);
            assert!((p.between(hours(30.0), t) - amount).abs() < 1e-9, "{amount}");
            assert!(p.weight_at(t) > 0.0 || p.weight_at(SimTime(t.0 - 1)) > 0.0, "{amount}");
        }
    }

    #[test]
    fn levels_tell_whether_they_change_and_how_high_they_go() {
        let w = WeekLevels::new(vec![(8 * HOUR, 10), (18 * HOUR, 2)]);
        assert_eq!((w.is_constant(), w.most()), (false, 10));
        let flat = WeekLevels::new(vec![(8 * HOUR, 3)]);
        assert_eq!((flat.is_constant(), flat.most(), flat.next_change(hours(1.0))), (true, 3, None));
    }

    /// Weight 2 in the first half of the week: the mean of `2 (1 + a sin(2 pi t / T))` over it. With a wave of a week that is `1 + 2 a / pi`,
    /// with three of them `1 + 2 a / (3 pi)`; two make whole waves in the half, and none that fit a week have no lasting part.
    #[test]
    fn a_wave_of_whole_weeks_has_a_mean_of_its_own() {
        let half = WeekProfile::new(&[(0, 2.0), (84 * HOUR, 0.0)]).expect("a profile");
        let pi = std::f64::consts::PI;
        for (period, right) in [
            (7.0, 1.0 + 0.6 * 2.0 / pi),
            (7.0 / 3.0, 1.0 + 0.6 * 2.0 / (3.0 * pi)),
            (3.5, 1.0),
            (5.0, 1.0),
            (30.0, 1.0),
        ] {
            let found = half.mean_of_wave(0.6, period);
            assert!((found - right).abs() < 1e-12, "{period}: {found}, not {right}");
        }
    }

    #[test]
    fn steps_by_the_clock_of_the_week_never_add_up_what_rounding_loses() {
        let always = WeekProfile::new(&[(0, 1.0)]).expect("a profile");
        let mut at = SimTime::ZERO;
        for third in 1..=300 {
            at = always.step(at, 1.0 / 3.0);
            assert_eq!(at, SimTime(third * 8 * HOUR));
        }
        assert_eq!(always.at(f64::NAN), SimTime::NEVER);
        assert_eq!(always.at(7.0 * 20_000.0), SimTime::NEVER);
        assert_eq!(always.at(7.0 * 19_999.0), SimTime(19_999 * WEEK));
    }
}
