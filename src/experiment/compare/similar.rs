//! What leavers would still have been worth, had they stayed like those who stayed: symptoms, told without plugging anything.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use crate::engine::sum::Sum;
use crate::journey::cell::Fate;
use crate::journey::model::Model;
use crate::num;
use crate::units::SimTime;

/// Residual values by hole: leavers who have somebody to be compared with, and the sum of what those were still to bring.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Residuals(BTreeMap<u16, (u64, Sum)>);

impl AddAssign<&Residuals> for Residuals {
    fn add_assign(&mut self, other: &Residuals) {
        for (hole, (n, sum)) in &other.0 {
            let mine = self.0.entry(*hole).or_default();
            mine.0 += n;
            mine.1 += *sum;
        }
    }
}

/// One customer on the plane of time.
struct Life {
    from: f64,
    to: f64,
    /// Contribution per discounted day.
    rate: f64,
}

impl Residuals {
    /// Residual values of everybody who left, in one part of a replication.
    ///
    /// # Definition
    /// For a leaver on day `t`: mean over the customers of the same segment who are there on that day and do not leave on it, of
    /// what each brings from `t` to its own end or the horizon, discounted to day 0. What one brings is taken to flow evenly over its time as
    /// customer (discounted alike), without what its acquisition cost.
    pub(crate) fn of(fates: &[Fate], model: &Model) -> Self {
        let delta = model.discount;
        // Discounted time from day 0 to a day.
        let present = |days: f64| if delta == 0.0 { days } else { -num::exp_m1(-delta * days) / delta };
        let (begin, horizon) = (model.warm_up.days(), model.horizon.days());
        let mut out = Residuals::default();
        for segment in 0..model.segments.len() as u8 {
            let of_segment = || fates.iter().filter(|f| f.segment == segment);
            let life = |f: &Fate| {
                let from = (f.joined as f64 / crate::units::NANOS_PER_DAY as f64).max(begin);
                let to = if f.left == SimTime::NEVER { horizon } else { f.left.days() };
                let time = present(to) - present(from);
                (time > 0.0).then(|| Life { from, to, rate: f.value / time })
            };
            let lives: Vec<Life> = of_segment().filter_map(life).collect();
            let mut joining: Vec<&Life> = lives.iter().collect();
            joining.sort_by(|a, b| a.from.total_cmp(&b.from));
            let mut leaving: Vec<&Life> = lives.iter().collect();
            leaving.sort_by(|a, b| a.to.total_cmp(&b.to));
            let mut leavers: Vec<(f64, u16)> =
                of_segment().filter(|f| f.left != SimTime::NEVER).map(|f| (f.left.days(), f.hole)).collect();
            leavers.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            let (mut joined, mut left) = (joining.iter().peekable(), leaving.iter().peekable());
            // Of those who are there: how many, their rates, and their rates times the discounted time of their end.
            let (mut there, mut rates, mut ends) = (0_i64, 0.0, 0.0);
            for (day, hole) in leavers {
                while let Some(life) = joined.next_if(|life| life.from <= day) {
                    there += 1;
                    rates += life.rate;
                    ends += life.rate * present(life.to);
                }
                while let Some(life) = left.next_if(|life| life.to <= day) {
                    there -= 1;
                    rates -= life.rate;
                    ends -= life.rate * present(life.to);
                }
                if there > 0 {
                    let mine = out.0.entry(hole).or_default();
                    mine.0 += 1;
                    mine.1.post((ends - rates * present(day)) / there as f64);
                }
            }
        }
        out
    }

    /// Mean residual value of those who left by a hole; `None` where nobody can be compared.
    pub(crate) fn mean(&self, hole: u16) -> Option<f64> {
        self.0.get(&hole).map(|(n, sum)| sum.value() / *n as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::fixtures::relationship;

    fn fate(id: u64, left: Option<f64>, hole: u16, value: f64) -> Fate {
        let left = left.map_or(SimTime::NEVER, SimTime::from_days);
        Fate { id, source: 0, joined: 0, left, hole, segment: 0, stage: 0, value }
    }

    #[test]
    fn a_leaver_is_compared_with_those_who_are_there_on_the_day() {
        let mut model = relationship(10, 1.0);
        (model.discount, model.horizon, model.warm_up) = (0.0, SimTime::from_days(100.0), SimTime::ZERO);
        // One a day each while they are there; the first leaves on day 40, the second on day 70, the third stays.
        let fates = [fate(1, Some(40.0), 0, 40.0), fate(2, Some(70.0), 1, 70.0), fate(3, None, u16::MAX, 100.0)];
        let found = Residuals::of(&fates, &model);
        assert!((found.mean(0).expect("two stay") - (30.0 + 60.0) / 2.0).abs() < 1e-5);
        assert!((found.mean(1).expect("one stays") - 30.0).abs() < 1e-5);
        assert_eq!(Residuals::of(&fates[..1], &model).mean(0), None, "nobody is left to compare with");
    }

    #[test]
    fn time_is_discounted_like_money() {
        let mut model = relationship(10, 1.0);
        (model.discount, model.horizon, model.warm_up) = (0.001, SimTime::from_days(1000.0), SimTime::ZERO);
        let worth = |from: f64, to: f64| (num::exp(-0.001 * from) - num::exp(-0.001 * to)) / 0.001;
        let fates = [fate(1, Some(400.0), 0, worth(0.0, 400.0)), fate(2, None, u16::MAX, worth(0.0, 1000.0))];
        let found = Residuals::of(&fates, &model).mean(0).expect("one stays");
        assert!((found - worth(400.0, 1000.0)).abs() < 1e-5, "{found}");
    }
}
