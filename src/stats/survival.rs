//! Survival with competing causes of exit, from counts per bin of tenure.
//!
//! Counts are exact and add up: over shards, and over replications, so that an estimate can rest on the risk sets of all of them together.

/// Where a tenure lies among the bins.
///
/// Bin 0 is tenure zero; a later bin holds the tenures above the end of the bin before it, up to its own end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The bin.
    pub bin: usize,
    /// Exactly at its end, and so in sight, or out of it, for the whole of the bin.
    pub at_end: bool,
}

/// Counts per bin of tenure; shards add up exactly.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SurvivalCounts {
    bins: usize,
    /// Change of the number at risk from the bin before, in halves.
    change: Vec<i64>,
    /// Exits by cause, then by bin; lists end with the last exit.
    exits: Vec<Vec<u64>>,
}

/// Survival and cumulative incidence at the end of every bin.
#[derive(Debug, Clone, PartialEq)]
pub struct SurvivalCurves {
    /// Bin at whose end the curves begin: 0, or where somebody was first at risk. Later values are of those who were there then.
    pub since: usize,
    /// `survival[d] = P(T > d)`; `None` where it was not measured.
    pub survival: Vec<Option<f64>>,
    /// `incidence[c][d]`: probability of having left by cause `c` at tenure `d` or before.
    pub incidence: Vec<Vec<Option<f64>>>,
}

impl SurvivalCounts {
    /// Makes empty counts for some causes and bins. What falls beyond the last bin is not counted.
    #[must_use]
    pub fn new(causes: usize, bins: usize) -> Self {
        Self { bins, change: Vec::new(), exits: vec![Vec::new(); causes] }
    }

    fn change(&mut self, bin: usize, halves: i64) {
        if bin < self.bins {
            if self.change.len() <= bin {
                self.change.resize(bin + 1, 0);
            }
            self.change[bin] += halves;
        }
    }

    /// A customer comes under observation: at tenure zero, or later when a customer before.
    pub fn enter(&mut self, at: Place) {
        if at.bin == 0 {
            self.change(0, 2);
        } else {
            self.pass(at, 1);
        }
    }

    /// A customer is lost from sight, still a customer.
    pub fn censor(&mut self, at: Place) {
        self.pass(at, -1);
    }

    fn pass(&mut self, at: Place, sign: i64) {
        if at.at_end {
            self.change(at.bin + 1, 2 * sign);
        } else {
            self.change(at.bin, sign);
            self.change(at.bin + 1, sign);
        }
    }

    /// A customer leaves by a cause, at risk up to then.
    ///
    /// # Panics
    ///
    /// If the cause is unknown.
    pub fn exit(&mut self, at: Place, cause: usize) {
        self.change(at.bin + 1, -2);
        if at.bin < self.bins {
            let exits = &mut self.exits[cause];
            if exits.len() <= at.bin {
                exits.resize(at.bin + 1, 0);
            }
            exits[at.bin] += 1;
        }
    }

    /// Adds the counts of another shard.
    ///
    /// # Panics
    ///
    /// If the two differ in causes or bins.
    pub fn merge(&mut self, other: &SurvivalCounts) {
        assert!(self.exits.len() == other.exits.len() && self.bins == other.bins, "shards count the same");
        if self.change.len() < other.change.len() {
            self.change.resize(other.change.len(), 0);
        }
        self.change.iter_mut().zip(&other.change).for_each(|(a, b)| *a += b);
        for (mine, theirs) in self.exits.iter_mut().zip(&other.exits) {
            if mine.len() < theirs.len() {
                mine.resize(theirs.len(), 0);
            }
            mine.iter_mut().zip(theirs).for_each(|(a, b)| *a += b);
        }
    }

    /// Customers at risk in each bin: those at its start; of those who enter or are lost from sight inside it a half (actuarial estimate).
    #[must_use]
    pub fn at_risk(&self) -> Vec<f64> {
        let mut halves = 0;
        (0..self.bins)
            .map(|bin| {
                halves += self.change.get(bin).copied().unwrap_or(0);
                0.5 * halves as f64
            })
            .collect()
    }

    /// Exits by a cause in each bin.
    #[must_use]
    pub fn exits(&self, cause: usize) -> Vec<f64> {
        (0..self.bins).map(|bin| self.exits[cause].get(bin).copied().unwrap_or(0) as f64).collect()
    }

    /// Exits in each bin.
    #[must_use]
    pub fn left(&self) -> Vec<f64> {
        let mut all = vec![0.0; self.bins];
        for exits in &self.exits {
            all.iter_mut().zip(exits).for_each(|(sum, &n)| *sum += n as f64);
        }
        all
    }

    /// Estimates survival and cumulative incidence: see [`staying`]; `F_c(d) = F_c(d-1) + S(d-1) exits_c / at risk` (Aalen and Johansen 1978).
    #[must_use]
    pub fn curves(&self) -> SurvivalCurves {
        let (at_risk, left) = (self.at_risk(), self.left());
        let Staying { since, survival } = staying(&at_risk, &left);
        let incidence = (0..self.exits.len()).map(|cause| {
            let (mut share, mut before) = (0.0, 1.0);
            let exits = self.exits(cause);
            let at = |bin: usize| {
                let staying = survival[bin]?;
                if exits[bin] > 0.0 {
                    share += before * exits[bin] / at_risk[bin].max(left[bin]);
                }
                before = staying;
                Some(share)
            };
            (0..self.bins).map(at).collect()
        });
        SurvivalCurves { since, incidence: incidence.collect(), survival }
    }
}

/// A survival curve.
#[derive(Debug, Clone, PartialEq)]
pub struct Staying {
    /// Bin at whose end it begins: 0, or where somebody was first at risk.
    pub since: usize,
    /// Share staying to the end of each bin; `None` where it was not measured.
    pub survival: Vec<Option<f64>>,
}

/// Estimates survival from customers at risk and exits, bin by bin.
///
/// # Definition
///
/// Kaplan and Meier (1958): `S(d) = S(d-1) (1 - exits / at risk)`. At risk is never below the exits, so survival is never negative.
///
/// The curve is not carried over a bin with nobody at risk: it begins where somebody was first at risk (as a share of those who were there
/// then) and ends before the first bin without anybody. Zero stays zero, as nobody can come after it; but where customers of longer tenures
/// were seen, so that more than nobody stays, the last one at risk was no measure of how many, and the curve ends there too.
#[must_use]
pub fn staying(at_risk: &[f64], left: &[f64]) -> Staying {
    let seen = |bin: usize| at_risk[bin] > 0.0 || left[bin] > 0.0;
    let mut survival = vec![None; at_risk.len()];
    let Some(first) = (0..at_risk.len()).find(|&bin| seen(bin)) else { return Staying { since: 0, survival } };
    let last = (first..at_risk.len()).rfind(|&bin| seen(bin)).unwrap_or(first);
    let since = first.saturating_sub(1);
    survival[since] = Some(1.0);
    let mut share = 1.0;
    for bin in first..at_risk.len() {
        let risk = at_risk[bin].max(left[bin]);
        if risk > 0.0 {
            share *= 1.0 - left[bin] / risk;
        } else if share > 0.0 {
            break;
        }
        if share <= 0.0 && bin < last {
            break;
        }
        survival[bin] = Some(share);
    }
    Staying { since, survival }
}

/// Customers of a replication, from the counts of all, who were followed to the end of each bin, or to their exit before it: the trials behind
/// a share of those who stay.
#[must_use]
pub fn followed(at_risk: &[f64], left: &[f64], replications: usize) -> Vec<f64> {
    let mut gone = 0.0;
    let upto = |(risk, left): (&f64, &f64)| {
        gone += left;
        (risk - left + gone) / replications as f64
    };
    at_risk.iter().zip(left).map(upto).collect()
}

#[cfg(test)]
#[path = "survival_tests.rs"]
mod tests;
