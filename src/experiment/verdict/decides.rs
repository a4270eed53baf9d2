//! What decides: which metrics can, and how a world is read by it.
//!
//! There is one reading for the winner, its fresh estimate, the race, the chance of being best and what is not known: of a return the gain and
//! the cost of each replication, of all else the number of each replication, turned so that more is better, less that of the baseline on the same
//! draws.

use crate::experiment::catalogue::{CURRENCY, Catalogue};
use crate::experiment::compare::differences::RETURN;
use crate::experiment::compare::{Compared, is_additive};
use crate::experiment::results::comparison::{Decides, Difference};
use crate::journey::ledger::{LEDGER, Line};
use crate::journey::model::{Channel, ChannelMode, Model};
use crate::metrics::firm::NPV;
use crate::metrics::{Better, better};
use crate::num::{sqrt, student_t_cdf};
use crate::stats::{Summary, return_on_investment, simultaneous_level, snapped};

const LEVEL: f64 = 0.95;

/// Why a metric cannot decide.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Undecidable {
    /// There is no such metric; the most similar one.
    Unknown(String),
    /// It is a value of a world, but not one of every replication, or it favours doing nothing.
    NoNumber,
    /// Neither side of it is the better one, and none was given.
    NoSide,
    /// The other side than the one given is the better one.
    OtherSide(Better),
}

/// Heads of values that an assert may read and that cannot decide.
const NO_NUMBERS: [&str; 5] = ["cost", "payback_days", "survival", "survivors", "twins"];

impl Decides {
    /// The value of the firm, in a currency.
    #[must_use]
    pub fn value(currency: &str) -> Decides {
        Decides {
            metric: NPV.id().to_owned(),
            better: Better::Higher,
            unit: currency.to_owned(),
            definition: NPV.definition.to_owned(),
        }
    }

    /// A metric of a model by its path, where `metrics.` or `difference.` may be left out or written, or "return".
    ///
    /// # Errors
    /// See [`Undecidable`].
    pub fn of(
        model: &Model,
        currency: Option<&str>,
        metric: &str,
        side: Option<Better>,
    ) -> Result<Decides, Undecidable> {
        let contradicted = |own: Option<Better>| own.filter(|own| side.is_some_and(|side| side != *own));
        if metric == Decides::RETURN {
            return match contradicted(Some(Better::Higher)) {
                Some(own) => Err(Undecidable::OtherSide(own)),
                None => Ok(Decides {
                    metric: metric.to_owned(),
                    better: Better::Higher,
                    unit: String::new(),
                    definition: RETURN.to_owned(),
                }),
            };
        }
        let catalogue = Catalogue::of(model);
        let path = metric.strip_prefix("difference.").unwrap_or(metric);
        let head = path.split('.').next().unwrap_or_default();
        let Some(column) = catalogue.column(path) else {
            let curve = ["bucket.level.", "bucket.incidence."].iter().any(|curve| path.starts_with(curve));
            return Err(match NO_NUMBERS.contains(&head) || curve {
                true => Undecidable::NoNumber,
                false => Undecidable::Unknown(catalogue.nearest(path)),
            });
        };
        let path = catalogue.paths().nth(column).unwrap_or(path).to_owned();
        let own = better(&path);
        if let Some(own) = contradicted(own) {
            return Err(Undecidable::OtherSide(own));
        }
        let (unit, definition) = catalogue.describe(column);
        let unit = if unit == CURRENCY { currency.unwrap_or("money") } else { unit };
        Ok(Decides {
            better: own.or(side).ok_or(Undecidable::NoSide)?,
            metric: path,
            unit: unit.to_owned(),
            definition: definition.to_owned(),
        })
    }

    /// Whether every replication has a number of its own: a race needs that, and neither a return nor a ratio of totals over all
    /// replications has one.
    #[must_use]
    pub fn is_a_mean(&self, model: &Model) -> bool {
        let catalogue = Catalogue::of(model);
        catalogue.exact(&self.metric).is_some_and(|column| !catalogue.is_pooled(column))
    }

    /// Whether it is money, or a ratio of money: then a price to which nobody answers spoils the judgement.
    pub(crate) fn is_money(&self, currency: &str) -> bool {
        self.is_return() || self.unit == currency
    }

    /// Its number in each replication of a world, the baseline first, turned so that more is better; `None` where a replication has none.
    /// Not for returns, which have [`Decides::gain_and_cost`].
    pub(crate) fn values(&self, compared: &Compared<'_>, world: usize) -> Vec<Option<f64>> {
        if is_additive(&self.metric) && !compared.has(world, &self.metric) {
            return vec![Some(0.0); compared.of(world).len()];
        }
        let values = compared.values(world, &self.metric);
        values.into_iter().map(|value| value.map(|value| self.better.orient(value))).collect()
    }

    /// What a rival gains over the baseline by it in each replication, on the same draws: more is better, and what differs by rounding alone
    /// does not differ. Of a return, gain less cost. `None` where either world has no number.
    pub(crate) fn gained(&self, compared: &Compared<'_>, rival: usize) -> Vec<Option<f64>> {
        if self.is_return() {
            let (gain, cost) = self.gain_and_cost(compared, rival);
            return gain.iter().zip(&cost).map(|(gain, cost)| Some(gain - cost)).collect();
        }
        let (own, base) = (self.values(compared, rival + 1), self.values(compared, 0));
        base.into_iter().zip(own).map(|(base, own)| Some(snapped(base?, own?))).collect()
    }

    /// What a rival gains over the baseline by it, over all replications: the mean, or the return. `None` where no replication has a number, or
    /// a return has no cost.
    pub(crate) fn mean_gain(&self, compared: &Compared<'_>, rival: usize) -> Option<f64> {
        let gained: Vec<f64> = self.gained(compared, rival).into_iter().flatten().collect();
        let total = gained.iter().sum::<f64>();
        let over = match self.is_return() {
            true => self.gain_and_cost(compared, rival).1.iter().sum::<f64>(),
            false => gained.len() as f64,
        };
        (over > 0.0).then(|| total / over)
    }

    /// The difference from the baseline that is told of a rival, as one of a family of comparisons; of a return the return itself.
    pub(crate) fn difference(&self, compared: &Compared<'_>, rival: usize, family: usize) -> Option<Difference> {
        if !self.is_return() {
            return compared.difference(&self.metric, rival, family);
        }
        let (gain, cost) = self.gain_and_cost(compared, rival);
        if cost.iter().sum::<f64>() <= 0.0 {
            return None;
        }
        let found = return_on_investment(&gain, &cost, LEVEL);
        let ends = |s: &Summary| s.half_width.is_finite().then_some([s.mean - s.half_width, s.mean + s.half_width]);
        let t = found.mean / (found.sd / sqrt(found.n as f64));
        // Of a return that never varies nothing is known of its error.
        let p_better = (found.n > 1 && t.is_finite()).then(|| student_t_cdf(t, (found.n - 1) as f64));
        let better = |(gain, cost): (&f64, &f64)| {
            if gain > cost {
                1.0
            } else if gain == cost {
                0.5
            } else {
                0.0
            }
        };
        Some(Difference {
            mean: Some(found.mean),
            ci95: ends(&found),
            simultaneous95: ends(&return_on_investment(&gain, &cost, simultaneous_level(LEVEL, family.max(1)))),
            sd: (found.n > 1).then_some(found.sd),
            n: found.n,
            p_better,
            share_better: Some(gain.iter().zip(&cost).map(better).sum::<f64>() / found.n as f64),
            p_adjusted: p_better.map(|p| 2.0 * p.min(1.0 - p)),
            too_few_events: false,
            variance_ratio: None,
            better: Some(Better::Higher),
            unit: String::new(),
        })
    }

    /// What a rival gains before its cost, and that cost, in each replication: the two sides of a return.
    pub(crate) fn gain_and_cost(&self, compared: &Compared<'_>, rival: usize) -> (Vec<f64>, Vec<f64>) {
        let (cost, gain) = compared.accounts(rival, &[]).cost_and_gain();
        (gain, cost)
    }
}

/// Whether anything in some worlds can move money: purchases, contracts, costs. Fixed costs that are the same in all do not.
#[must_use]
pub fn moves_money<'m>(worlds: impl Iterator<Item = &'m Model> + Clone) -> bool {
    let regimes = || worlds.clone().flat_map(Model::regimes);
    let paid = |channel: &Channel| {
        let contact =
            matches!(channel.mode, ChannelMode::Prospects { cost_per_contact, .. } if cost_per_contact != 0.0);
        contact || channel.cost_per_customer != 0.0 || channel.budget_per_day != 0.0 || channel.gift != 0.0
    };
    let mut overhead = regimes().map(|model| model.overhead);
    let first = overhead.next();
    let moves = |line: Line| match line {
        Line::Overhead => overhead.by_ref().any(|other| Some(other) != first),
        Line::Contacts | Line::Acquisition => regimes().flat_map(|model| &model.channels).any(paid),
        line => worlds.clone().any(|model| line.is_used(model)),
    };
    LEDGER.iter().map(|(line, _)| *line).any(moves)
}
