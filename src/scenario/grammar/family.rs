//! How what is not known of a quantity spreads: the family of laws that `between = [LOW, HIGH]` means for it, nine in ten of them in between.
//!
//! # Definition
//!
//! A quantity that cannot be negative is lognormal; with two natural bounds (shares, scores) it is logit-normal between them; what may be
//! negative is normal; of whole numbers each from low to high is alike. The ends are the 5 % and 95 % quantiles of the law before it is cut
//! at the bounds of its key; it is drawn by inversion within them, so that no draw lies outside. Where a bound is far away, as it mostly is,
//! the cut changes nothing.

use super::kinds::Quantity;
use super::quantity::{Unit, written};
use crate::num;

/// Standard normal quantile at 95 %: half the width of nine in ten, in standard deviations.
pub const NINE_IN_TEN: f64 = 1.644_853_626_951_472_7;

/// A family of laws with the bounds of its key, in base units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Family {
    /// Which laws.
    pub shape: Shape,
    /// Nothing lies below.
    pub low: f64,
    /// Nothing lies above.
    pub high: f64,
}

/// A shape of what is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Normal in the logarithm.
    Lognormal,
    /// Normal in the logit of the place between the bounds.
    LogitNormal,
    /// Normal.
    Normal,
    /// Whole numbers, each alike.
    Whole,
}

impl Shape {
    /// What it is called in sentences.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Lognormal => "lognormal",
            Self::LogitNormal => "logit-normal",
            Self::Normal => "normal",
            Self::Whole => "whole numbers alike",
        }
    }
}

/// Why two ends are no range of a family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    /// What is wrong.
    pub message: String,
    /// The way out.
    pub help: String,
}

impl Quantity {
    /// The family of what is not known of it.
    pub fn family(&self) -> Family {
        let shape = if self.unit == Unit::Integer {
            Shape::Whole
        } else if self.low < 0.0 {
            Shape::Normal
        } else if self.natural || (self.high <= 1.0 && matches!(self.unit, Unit::Probability | Unit::Number)) {
            Shape::LogitNormal
        } else {
            Shape::Lognormal
        };
        Family { shape, low: self.low, high: self.high }
    }
}

impl Family {
    /// Of every factor.
    pub const SCALE: Self = Self { shape: Shape::Lognormal, low: 0.0, high: f64::INFINITY };
    /// Of everything that is added.
    pub const ADD: Self = Self { shape: Shape::Normal, low: f64::NEG_INFINITY, high: f64::INFINITY };

    /// The law of this family that has nine in ten between two ends, in base units of `unit`.
    ///
    /// # Errors
    ///
    /// Ends that no law of the family has.
    pub fn between(self, ends: [f64; 2], unit: Unit) -> Result<Between, Unfit> {
        self.refusal(ends, unit).map_or(Ok(()), Err)?;
        let [low, high] = ends.map(|end| self.straight(end));
        let (centre, spread) = match self.shape {
            // A point is at each whole number; its stretch reaches half way to the next.
            Shape::Whole => (low, high - low + 1.0),
            _ => (0.5 * (low + high), (high - low) / (2.0 * NINE_IN_TEN)),
        };
        let mut law = Between { family: self, ends, centre, spread, below: 0.0, above: 0.0 };
        if self.shape != Shape::Whole {
            law.below = num::normal_cdf(law.score(self.low)).0;
            law.above = num::normal_cdf(law.score(self.high)).1;
        }
        Ok(law)
    }

    /// One logit below and above a value between the bounds.
    pub(super) fn a_logit_about(self, value: f64) -> [f64; 2] {
        [-1.0, 1.0].map(|step| self.curved(self.straight(value) + step))
    }

    /// On the scale on which the law is normal.
    fn straight(self, value: f64) -> f64 {
        match self.shape {
            Shape::Lognormal => num::ln(value),
            Shape::LogitNormal => num::ln(value - self.low) - num::ln(self.high - value),
            Shape::Normal | Shape::Whole => value,
        }
    }

    /// Back from the scale on which the law is normal.
    fn curved(self, value: f64) -> f64 {
        match self.shape {
            Shape::Lognormal => num::exp(value),
            Shape::LogitNormal => self.low + (self.high - self.low) * num::sigmoid(value),
            Shape::Normal | Shape::Whole => value,
        }
    }

    fn refusal(self, ends: [f64; 2], unit: Unit) -> Option<Unfit> {
        let unfit = |message: String, help: String| Some(Unfit { message, help });
        let show = |value: f64| written(unit, value);
        let [low, high] = ends;
        let list = format!("[{}, {}]", show(low), show(high));
        if !(low.is_finite() && high.is_finite()) {
            return unfit(
                format!("`between = {list}` has an end that is not finite"),
                "write two finite ends, or the possible values themselves: `values = [...]`".to_owned(),
            );
        }
        if low >= high {
            let help = if low > high {
                format!("write the smaller one first: `between = [{}, {}]`", show(high), show(low))
            } else {
                format!("write two different ends; what is known has no range: `values = [{}]`", show(low))
            };
            return unfit(format!("the lower end of `between = {list}` is not below the upper one"), help);
        }
        let law = format!("law = {{ uniform = {{ low = {}, high = {} }} }}", show(low), show(high));
        match self.shape {
            Shape::Lognormal if low <= 0.0 => unfit(
                format!("`between = {list}` is lognormal and has no end at 0 or below"),
                format!("write a lower end above 0, or a law that reaches it: `{law}`; or `values = [...]`"),
            ),
            Shape::LogitNormal if low == self.low || high == self.high => unfit(
                format!(
                    "`between = {list}` is logit-normal from {} to {} and has no end on a bound",
                    show(self.low),
                    show(self.high)
                ),
                format!("write ends within the bounds, or a law that reaches them: `{law}`; or `values = [...]`"),
            ),
            Shape::Whole if ends.iter().any(|end| end.fract() != 0.0) => unfit(
                format!("`between = {list}` of whole numbers has an end that is none"),
                format!("write whole ends, such as `between = [{}, {}]`", show(low.floor()), show(high.ceil())),
            ),
            _ if low < self.low || high > self.high => {
                let (end, bound, side) =
                    if low < self.low { (low, self.low, "below") } else { (high, self.high, "above") };
                unfit(
                    format!(
                        "the end {} of `between = {list}` is {side} {}, the bound of its key",
                        show(end),
                        show(bound)
                    ),
                    "write ends that the key takes".to_owned(),
                )
            }
            _ => None,
        }
    }
}

/// What is not known of one quantity: a law by its 5 % and 95 % quantiles, in base units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Between {
    family: Family,
    ends: [f64; 2],
    /// Of the law before it is cut, on the scale on which it is normal; of whole numbers the first.
    centre: f64,
    /// Standard deviation there; of whole numbers how many.
    spread: f64,
    /// Share of the uncut law below the lower bound,
    below: f64,
    /// and above the upper one.
    above: f64,
}

impl Between {
    /// Its family.
    pub const fn family(&self) -> Family {
        self.family
    }

    /// The ends as they were given.
    pub const fn ends(&self) -> [f64; 2] {
        self.ends
    }

    /// The value with `u` of the law below it; `u` from 0 to 1.
    pub fn at(&self, u: f64) -> f64 {
        if self.family.shape == Shape::Whole {
            return (self.centre + (u * self.spread).floor()).clamp(self.ends[0], self.ends[1]);
        }
        let kept = 1.0 - self.below - self.above;
        let z = num::normal_quantile_pair(self.below + u * kept, self.above + (1.0 - u) * kept);
        let value = self.family.curved(self.centre + self.spread * z);
        // Rounding may carry the outermost draws over a bound.
        value.clamp(self.family.low, self.family.high)
    }

    /// The median.
    pub fn median(&self) -> f64 {
        self.at(0.5)
    }

    /// The share of the law below a value; of whole numbers, half of the value itself counts.
    pub fn share_below(&self, value: f64) -> f64 {
        if self.family.shape == Shape::Whole {
            return ((value - self.centre + 0.5) / self.spread).clamp(0.0, 1.0);
        }
        if value <= self.family.low {
            return 0.0;
        }
        if value >= self.family.high {
            return 1.0;
        }
        let (below, _) = num::normal_cdf(self.score(value));
        ((below - self.below) / (1.0 - self.below - self.above)).clamp(0.0, 1.0)
    }

    /// Standard deviations of the uncut law above its centre, on the scale on which it is normal.
    pub fn score(&self, value: f64) -> f64 {
        (self.family.straight(value) - self.centre) / self.spread
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::close;
    use crate::scenario::grammar::kinds::{HAZARD, MONEY, PROBABILITY, SCORE, SIGNED_MONEY, SPAN, integer, number};

    fn near(got: f64, wanted: f64) {
        assert!(close(got, wanted, 1e-12, 1e-14), "{got} is not {wanted}");
    }

    fn law(quantity: Quantity, low: f64, high: f64) -> Between {
        quantity.family().between([low, high], quantity.unit).expect("ends that fit")
    }

    fn refused(quantity: Quantity, low: f64, high: f64) -> Unfit {
        quantity.family().between([low, high], quantity.unit).expect_err("ends that do not fit")
    }

    #[test]
    fn the_family_follows_the_bounds() {
        for quantity in
            [SPAN, HAZARD, MONEY, number(0.0, 10.0), number(1.0, 10.0), Quantity::new(Unit::Percent, 0.0, 10.0)]
        {
            assert_eq!(quantity.family().shape, Shape::Lognormal, "{quantity:?}");
        }
        for quantity in [PROBABILITY, SCORE, number(0.0, 1.0), number(0.0, 0.9)] {
            assert_eq!(quantity.family().shape, Shape::LogitNormal, "{quantity:?}");
        }
        for quantity in [SIGNED_MONEY, number(-10.0, 1.0), number(-1.0, 1.0)] {
            assert_eq!(quantity.family().shape, Shape::Normal, "{quantity:?}");
        }
        assert_eq!(integer(0.0, 100.0).family().shape, Shape::Whole);
        assert_eq!(Quantity::new(Unit::Hazard, 0.0, 0.1).family().shape, Shape::Lognormal, "a hazard is no share");
    }

    #[test]
    fn a_lognormal_has_its_ends_at_5_and_95_per_cent() {
        // Half to double: the median is the geometric mean, a standard deviation ln 2 / 1.6449 of the logarithm.
        let law = law(number(0.0, 100.0), 0.5, 2.0);
        near(law.median(), 1.0);
        near(law.at(0.05), 0.5);
        near(law.at(0.95), 2.0);
        near(law.share_below(2.0), 0.95);
        // exp(ln 2 / 1.644853626951473) at one standard deviation, 84.134474606854293 % of the law below.
        near(law.at(0.841_344_746_068_542_9), 1.524_099_225_806_369_5);
    }

    #[test]
    fn a_logit_normal_lies_between_its_bounds() {
        // logit .2 = -ln 4 and logit .5 = 0: the middle is sigmoid(-ln 2) = 1/3.
        let share = law(PROBABILITY, 0.2, 0.5);
        near(share.median(), 1.0 / 3.0);
        near(share.at(0.05), 0.2);
        near(share.at(0.95), 0.5);
        near(share.share_below(1.0 / 3.0), 0.5);
        // A score of 6 to 9 of 10: odds 3/2 and 9, so the middle has odds sqrt(13.5).
        let score = law(SCORE, 6.0, 9.0);
        let odds = num::sqrt(13.5);
        near(score.median(), 10.0 * odds / (1.0 + odds));
        assert!(score.at(1e-300) > 0.0 && score.at(1.0 - 1e-16) <= 10.0);
    }

    #[test]
    fn a_normal_is_cut_at_its_bounds() {
        // Far from the bounds nothing is cut off.
        let gain = law(SIGNED_MONEY, -10.0, 30.0);
        near(gain.median(), 10.0);
        near(gain.at(0.05), -10.0);
        near(gain.at(0.95), 30.0);
        // Margin .8 to .99 of at most 1: 3.1 % of the uncut normal lie above the bound, so the median is its quantile at .4845.
        let margin = law(number(-10.0, 1.0), 0.8, 0.99);
        let sd = 0.19 / (2.0 * NINE_IN_TEN);
        let kept = num::normal_cdf((1.0 - 0.895) / sd).0;
        near(margin.median(), 0.895 + sd * num::normal_quantile(0.5 * kept));
        assert!(margin.median() < 0.895 && (0.03..0.04).contains(&(1.0 - kept)));
        near(margin.at(1.0), 1.0);
        near(margin.share_below(margin.at(0.3)), 0.3);
        assert_eq!((margin.share_below(1.0), margin.share_below(-10.0)), (1.0, 0.0));
    }

    #[test]
    fn a_lognormal_is_cut_where_its_key_begins_above_0() {
        let praise = law(number(1.0, 10.0), 1.1, 1.9);
        for k in 0..=100 {
            let u = f64::from(k) / 100.0;
            let value = praise.at(u);
            assert!((1.0..=10.0).contains(&value), "{value}");
            assert!(close(praise.share_below(value), u, 1e-9, 1e-12), "{u}: {value}");
        }
    }

    #[test]
    fn whole_numbers_are_alike_and_none_lies_outside() {
        let servers = law(integer(0.0, 100.0), 1.0, 4.0);
        let drawn: Vec<f64> = (0..8).map(|k| servers.at((f64::from(k) + 0.5) / 8.0)).collect();
        assert_eq!(drawn, [1.0, 1.0, 2.0, 2.0, 3.0, 3.0, 4.0, 4.0]);
        assert_eq!((servers.at(0.0), servers.at(1.0)), (1.0, 4.0));
        near(servers.share_below(1.0), 0.125);
        assert_eq!(servers.share_below(7.0), 1.0);
    }

    #[test]
    fn factors_and_what_is_added_have_no_bounds() {
        let factor = Family::SCALE.between([0.5, 2.0], Unit::Number).expect("a factor");
        near(factor.at(0.95), 2.0);
        assert!(factor.at(1e-15) > 0.0);
        let added = Family::ADD.between([-3.0, 1.0], Unit::Number).expect("an addend");
        near(added.median(), -1.0);
    }

    #[test]
    fn every_refusal_names_the_way_out() {
        let zero = refused(SPAN, 0.0, 2.0);
        assert_eq!(zero.message, "`between = [\"0 d\", \"2 d\"]` is lognormal and has no end at 0 or below");
        assert!(zero.help.contains("law = { uniform = { low = \"0 d\", high = \"2 d\" } }"), "{}", zero.help);
        assert!(refused(PROBABILITY, 0.5, 1.0).message.contains("no end on a bound"));
        assert!(refused(SCORE, 0.0, 3.0).help.contains("values"));
        assert!(refused(integer(0.0, 9.0), 1.5, 3.0).help.contains("between = [1, 3]"));
        assert!(refused(MONEY, 3.0, 2.0).help.contains("between = [2, 3]"));
        assert!(refused(MONEY, 3.0, 3.0).help.contains("values = [3]"));
        assert!(refused(number(0.0, 10.0), 1.0, 11.0).message.contains("above 10"));
        assert!(refused(number(-1.0, 1.0), -2.0, 0.0).message.contains("below -1"));
        assert!(refused(SPAN, 1.0, f64::INFINITY).message.contains("not finite"));
    }
}
