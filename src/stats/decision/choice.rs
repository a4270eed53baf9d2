//! Which design to choose while inputs are not known, and what knowing them first would be worth.

use super::emulator::{Emulator, Luck, least_squares, unexplained};
use super::terms::{Column, Factor, Term};
use crate::num::sqrt;

/// Draws of the inputs, and what each design brings in them.
#[derive(Debug, Clone)]
pub struct Draws {
    columns: Vec<Column>,
    /// Per draw and design, the mean over replications.
    means: Vec<Vec<f64>>,
    /// Per draw, the replications it has.
    replications: Vec<u32>,
    /// Per draw and pair of designs, squares of a difference about its mean in that draw.
    squares: Vec<Vec<f64>>,
    designs: usize,
}

/// Place of the pair of two different designs among all.
fn pair(a: usize, b: usize) -> usize {
    let (low, high) = (a.min(b), a.max(b));
    high * (high - 1) / 2 + low
}

impl Draws {
    /// Takes up draws: `values[draw][replication][design]`, more is better, and the inputs, a row a draw.
    ///
    /// # Panics
    ///
    /// Without a draw, a replication in each, a design, or the same number of values everywhere.
    #[must_use]
    pub fn new(columns: Vec<Column>, values: &[Vec<Vec<f64>>]) -> Draws {
        let designs = values[0][0].len();
        assert!(columns.iter().all(|column| column.len() == values.len()), "each input has a value in each draw");
        assert!(
            values.iter().all(|draw| !draw.is_empty() && draw.iter().all(|row| row.len() == designs)),
            "each design has a value"
        );
        let mean = |draw: &[Vec<f64>], of: &dyn Fn(&[f64]) -> f64| {
            draw.iter().map(|row| of(row)).sum::<f64>() / draw.len() as f64
        };
        let means = values.iter().map(|draw| (0..designs).map(|d| mean(draw, &|row| row[d])).collect()).collect();
        let about = |draw: &[Vec<f64>], a: usize, b: usize| {
            let level = mean(draw, &|row| row[a] - row[b]);
            draw.iter().map(|row| (row[a] - row[b] - level) * (row[a] - row[b] - level)).sum::<f64>()
        };
        let pairs: Vec<(usize, usize)> = (1..designs).flat_map(|high| (0..high).map(move |low| (low, high))).collect();
        let squares = values.iter().map(|draw| pairs.iter().map(|&(a, b)| about(draw, a, b)).collect()).collect();
        let replications = values.iter().map(|draw| draw.len() as u32).collect();
        Draws { columns, means, replications, squares, designs }
    }

    /// Number of draws.
    #[must_use]
    pub fn len(&self) -> usize {
        self.means.len()
    }

    /// Whether there is no draw.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.means.is_empty()
    }

    /// The inputs.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Luck of a difference of two designs in one replication, pooled over the draws that have two or more.
    fn luck(&self, rows: &[usize], a: usize, b: usize) -> Option<Luck> {
        let degrees: u32 = rows.iter().map(|&row| self.replications[row] - 1).sum();
        let squares: f64 = rows.iter().map(|&row| self.squares[row][pair(a, b)]).sum();
        (degrees > 0).then(|| Luck { variance: squares / f64::from(degrees), degrees: f64::from(degrees) })
    }

    /// What these draws (numbers may repeat) say of the choice.
    #[must_use]
    pub fn decide(&self, rows: &[usize]) -> Decision {
        let n = rows.len() as f64;
        let columns: Vec<Column> = self.columns.iter().map(|column| column.rows(rows)).collect();
        let level = |design: usize| rows.iter().map(|&row| self.means[row][design]).sum::<f64>() / n;
        let levels: Vec<f64> = (0..self.designs).map(level).collect();
        let leader = (1..self.designs).fold(0, |best, d| if levels[d] > levels[best] { d } else { best });
        let each: Vec<f64> = rows.iter().map(|&row| 1.0 / f64::from(self.replications[row])).collect();
        let thinned = each.iter().sum::<f64>() / n;
        let mut values = vec![vec![0.0; self.designs]; rows.len()];
        let mut against = |design: usize| {
            let seen: Vec<f64> = rows.iter().map(|&row| self.means[row][design] - self.means[row][leader]).collect();
            let luck = self.luck(rows, design, leader);
            let of_means = luck.map(|luck| Luck { variance: luck.variance * thinned, ..luck });
            let emulator = Emulator::fit(&columns, &seen, of_means);
            // What cannot be told from luck is luck.
            let open = of_means.map_or(0.0, |luck| unexplained(&emulator.residuals, emulator.terms.len(), luck));
            for ((value, seen), (rest, each)) in values.iter_mut().zip(&seen).zip(emulator.residuals.iter().zip(&each))
            {
                let luck = luck.map_or(0.0, |luck| luck.variance) * each;
                let kept = if open > 0.0 { sqrt(open / (open + luck)) } else { 0.0 };
                value[design] = seen - rest + kept * rest;
            }
            Against { emulator, open }
        };
        let others = (0..self.designs).map(|design| (design != leader).then(|| against(design))).collect();
        Decision { leader, levels, others, values }
    }
}

/// A design beside the leader.
#[derive(Debug, Clone, PartialEq)]
pub struct Against {
    /// What it brings less what the leader does.
    pub emulator: Emulator,
    /// Variance over draws that neither inputs nor luck explain.
    pub open: f64,
}

/// What a set of draws says of the choice.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The design that is best on average.
    pub leader: usize,
    /// Mean of each design over draws.
    pub levels: Vec<f64>,
    /// Each design but the leader.
    pub others: Vec<Option<Against>>,
    /// Per draw, each design less the leader, with the luck taken out: one set of numbers from which come P(best), regret and EVPI.
    pub values: Vec<Vec<f64>>,
}

fn most(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

impl Decision {
    fn per_design(&self, of: impl Fn(&[f64], f64, usize) -> f64) -> Vec<f64> {
        let n = self.values.len() as f64;
        let mean = |d: usize| self.values.iter().map(|draw| of(draw, most(draw), d)).sum::<f64>() / n;
        (0..self.levels.len()).map(mean).collect()
    }

    /// Share of draws in which each design is the best; those that are equally good share a draw.
    #[must_use]
    pub fn best(&self) -> Vec<f64> {
        self.per_design(|draw, best, d| {
            let ties = draw.iter().filter(|&&value| value == best).count();
            if draw[d] == best { 1.0 / ties as f64 } else { 0.0 }
        })
    }

    /// Mean over draws of what the best design of a draw brings more than each.
    #[must_use]
    pub fn regret(&self) -> Vec<f64> {
        self.per_design(|draw, best, d| best - draw[d])
    }

    /// Expected value of perfect information: the least regret.
    #[must_use]
    pub fn evpi(&self) -> f64 {
        self.regret().into_iter().fold(f64::INFINITY, f64::min)
    }

    /// The inputs that are in the emulator of any difference.
    #[must_use]
    pub fn inputs(&self) -> Vec<usize> {
        let mut all: Vec<usize> = self.others.iter().flatten().flat_map(|against| against.emulator.inputs()).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// What the emulators say over points of the laws.
    #[must_use]
    pub fn over<'a>(&'a self, laws: &'a Laws) -> Over<'a> {
        let columns = |against: &Against| {
            against
                .emulator
                .terms
                .iter()
                .map(|(term, b)| {
                    let column = term.column(&laws.points, laws.len());
                    (*term, column.into_iter().map(|value| b * value).collect())
                })
                .collect()
        };
        Over {
            decision: self,
            laws,
            terms: self.others.iter().map(|against| against.as_ref().map_or_else(Vec::new, columns)).collect(),
        }
    }
}

/// The laws of the inputs, by points that are spread as they say.
#[derive(Debug, Clone)]
pub struct Laws {
    /// Inputs, a row a point.
    pub points: Vec<Column>,
    /// Inputs that depend on each other have the same number here.
    pub tied: Vec<usize>,
}

impl Laws {
    /// Number of points.
    #[must_use]
    pub fn len(&self) -> usize {
        self.points.first().map_or(0, Column::len)
    }

    /// Whether there is no point.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether another input depends on this one.
    pub(super) fn is_tied(&self, input: usize) -> bool {
        self.tied.iter().enumerate().any(|(other, set)| *set == self.tied[input] && other != input)
    }
}

/// Inputs of a group of which all parts are looked at.
const FEW: usize = 10;

/// The emulators of a choice over points of the laws.
#[derive(Debug)]
pub struct Over<'a> {
    decision: &'a Decision,
    laws: &'a Laws,
    /// Per design and term, what it adds at each point.
    terms: Vec<Vec<(Term, Vec<f64>)>>,
}

impl Over<'_> {
    /// Mean of the best design less the best mean; `known` holds, per design, what is known of its difference at each point.
    fn worth(&self, known: &[Vec<f64>]) -> f64 {
        let n = self.laws.len();
        let of = |d: usize, row: usize| known[d].get(row).copied().unwrap_or(0.0);
        let best: f64 = (0..n).map(|row| (0..known.len()).map(|d| of(d, row)).fold(0.0, f64::max)).sum();
        let top = known.iter().map(|column| column.iter().sum::<f64>()).fold(0.0, f64::max);
        ((best - top) / n as f64).max(0.0)
    }

    /// Sums of some terms; nothing for the leader.
    fn sums(&self, has: &dyn Fn(&Term) -> bool) -> Vec<Vec<f64>> {
        let of = |(d, terms): (usize, &Vec<(Term, Vec<f64>)>)| {
            let Some(against) = &self.decision.others[d] else { return Vec::new() };
            let mut sum = vec![against.emulator.mean; self.laws.len()];
            for (_, column) in terms.iter().filter(|(term, _)| has(term)) {
                sum.iter_mut().zip(column).for_each(|(sum, value)| *sum += value);
            }
            sum
        };
        self.terms.iter().enumerate().map(of).collect()
    }

    /// Worth of knowing these inputs, by one estimate.
    fn once(&self, group: &[usize]) -> f64 {
        if group.iter().any(|&input| self.laws.is_tied(input)) {
            return self.regressed(group);
        }
        let has = |term: &Term| term.is_of(|input| group.contains(&input));
        if !self.terms.iter().flatten().any(|(term, _)| has(term)) {
            return 0.0;
        }
        self.worth(&self.sums(&has))
    }

    /// The same where inputs depend on each other: what the emulators say is regressed on the group, in terms up to the third degree. There is
    /// no luck in it.
    fn regressed(&self, group: &[usize]) -> f64 {
        let (points, n) = (&self.laws.points, self.laws.len());
        let mut terms: Vec<Term> = Vec::new();
        let scored = |input: usize| matches!(points[input], Column::Score(_));
        for (place, &input) in group.iter().enumerate() {
            match &points[input] {
                Column::Score(_) => terms.extend((1..=3).map(|degree| Term::of(Factor::Hermite(input, degree)))),
                Column::Level { shares, .. } => {
                    terms.extend((1..shares.len() as u16).map(|level| Term::of(Factor::Level(input, level))));
                }
            }
            for &other in group[..place].iter().filter(|&&other| scored(other) && scored(input)) {
                terms.push(Term { first: Factor::Hermite(other, 1), second: Some(Factor::Hermite(input, 1)) });
            }
        }
        let design: Vec<Vec<f64>> =
            std::iter::once(vec![1.0; n]).chain(terms.iter().map(|term| term.column(points, n))).collect();
        let fitted = |whole: Vec<f64>| {
            if whole.is_empty() {
                return whole;
            }
            let b = least_squares(&design, &whole);
            (0..n).map(|row| b.iter().zip(&design).map(|(b, column)| b * column[row]).sum()).collect()
        };
        self.worth(&self.sums(&|_| true).into_iter().map(fitted).collect::<Vec<Vec<f64>>>())
    }

    /// Those of a group that are in an emulator, or depend on what is.
    fn that_matter(&self, group: &[usize]) -> Vec<usize> {
        let inputs = self.decision.inputs();
        let tied = |input: usize| inputs.iter().any(|&other| self.laws.tied[other] == self.laws.tied[input]);
        let mut out: Vec<usize> = group.iter().copied().filter(|&input| tied(input)).collect();
        out.sort_unstable();
        out.dedup();
        out
    }

    /// Expected value of knowing these inputs (EVPPI): at least that of any part of them, at most that of knowing everything. Of more than ten inputs
    /// that matter only the whole and each alone are looked at.
    #[must_use]
    pub fn partial(&self, group: &[usize]) -> f64 {
        let group = self.that_matter(group);
        if group.len() > FEW {
            return self.quick(&group);
        }
        let part = |set: u32| (0..group.len()).filter(|i| set >> i & 1 == 1).map(|i| group[i]).collect::<Vec<usize>>();
        let largest = (1..1_u32 << group.len()).map(|set| self.once(&part(set))).fold(0.0, f64::max);
        largest.min(self.decision.evpi())
    }

    /// The same, at least that of each input alone.
    #[must_use]
    pub fn quick(&self, group: &[usize]) -> f64 {
        let group = self.that_matter(group);
        if group.is_empty() {
            return 0.0;
        }
        let alone = group.iter().map(|&input| self.once(&[input])).fold(0.0, f64::max);
        let whole = if group.len() > 1 { self.once(&group) } else { alone };
        whole.max(alone).min(self.decision.evpi())
    }

    /// Expected value of a measurement of one input (EVSI) that tells the share `told` of its variance: at most that of knowing it.
    ///
    /// # Definition
    ///
    /// The score z is replaced by what the measurement lets one expect of it, which is normal with variance `told`; so a term of degree g counts
    /// `told^(g/2)` times. An input that others depend on is measured for what it says of itself.
    #[must_use]
    pub fn sample(&self, input: usize, told: f64) -> f64 {
        let n = self.laws.len();
        let of = |against: &Option<Against>| {
            let Some(Against { emulator, .. }) = against else { return Vec::new() };
            (0..n).map(|row| emulator.told(input, told, &self.laws.points, row)).collect()
        };
        let known: Vec<Vec<f64>> = self.decision.others.iter().map(of).collect();
        self.worth(&known).min(self.quick(&[input]))
    }
}

#[cfg(test)]
#[path = "choice_tests.rs"]
mod tests;
