//! Survival with competing causes of exit, from counts per bin of tenure.

/// Counts per bin of tenure; shards add up exactly.
///
/// Bin 0 is tenure exactly zero; bin `d` is the tenures above `d - 1` and up to `d` \[bins\].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurvivalCounts {
    causes: usize,
    entered: Vec<u64>,
    censored: Vec<u64>,
    /// Exits by cause, bin after bin.
    exits: Vec<u64>,
}

/// Survival and cumulative incidence at the end of every bin.
#[derive(Debug, Clone, PartialEq)]
pub struct SurvivalCurves {
    /// `survival[d] = P(T > d)`.
    pub survival: Vec<f64>,
    /// `incidence[c][d]`: probability of having left by cause `c` at tenure `d` or before.
    pub incidence: Vec<Vec<f64>>,
    /// Customers at risk in each bin, entries and censored counted half.
    pub at_risk: Vec<f64>,
    /// First bin with nobody at risk: from there on the curves only repeat their last value.
    pub known_bins: usize,
}

impl SurvivalCounts {
    /// Makes empty counts for tenures 0 to `last_bin`.
    #[must_use]
    pub fn new(causes: usize, last_bin: usize) -> Self {
        let bins = last_bin + 1;
        Self { causes, entered: vec![0; bins], censored: vec![0; bins], exits: vec![0; bins * causes] }
    }

    /// Returns the number of causes.
    #[must_use]
    pub fn causes(&self) -> usize {
        self.causes
    }

    /// Returns the number of bins, bin 0 included.
    #[must_use]
    pub fn bins(&self) -> usize {
        self.entered.len()
    }

    /// Counts customers who come under observation in a bin: bin 0 for those who join, later for those who were
    /// customers before.
    pub fn enter(&mut self, bin: usize, count: u64) {
        self.entered[bin] += count;
    }

    /// Counts customers who leave in a bin by a cause.
    pub fn exit(&mut self, bin: usize, cause: usize, count: u64) {
        assert!(cause < self.causes, "exits have a known cause");
        self.exits[bin * self.causes + cause] += count;
    }

    /// Counts customers who are lost from sight in a bin, still customers.
    pub fn censor(&mut self, bin: usize, count: u64) {
        self.censored[bin] += count;
    }

    /// Adds the counts of another shard.
    ///
    /// # Panics
    ///
    /// If the two differ in causes or bins.
    pub fn merge(&mut self, other: &SurvivalCounts) {
        assert!(self.causes == other.causes && self.bins() == other.bins(), "shards count the same bins and causes");
        let pairs = [
            (&mut self.entered, &other.entered),
            (&mut self.censored, &other.censored),
            (&mut self.exits, &other.exits),
        ];
        for (mine, theirs) in pairs {
            mine.iter_mut().zip(theirs).for_each(|(a, b)| *a += b);
        }
    }

    /// Estimates survival and cumulative incidence.
    ///
    /// # Definition
    ///
    /// Kaplan and Meier (1958) for survival, Aalen and Johansen (1978) for each cause, on bins with the actuarial
    /// half-count: at risk in a bin are those at its start, plus half the entries, less half the censored.
    /// `S(d) = S(d-1) (1 - sum over c of exits_c / at risk)`, `F_c(d) = F_c(d-1) + S(d-1) exits_c / at risk`.
    /// In bin 0 everyone is at risk. At risk is never below the exits, so survival is never negative.
    #[must_use]
    pub fn curves(&self) -> SurvivalCurves {
        let bins = self.bins();
        let mut curves = SurvivalCurves {
            survival: Vec::with_capacity(bins),
            incidence: vec![Vec::with_capacity(bins); self.causes],
            at_risk: Vec::with_capacity(bins),
            known_bins: bins,
        };
        let mut survival = 1.0;
        let mut incidence = vec![0.0; self.causes];
        let mut present: u64 = 0;
        for bin in 0..bins {
            let exits = &self.exits[bin * self.causes..(bin + 1) * self.causes];
            let all: u64 = exits.iter().sum();
            let (entered, censored) = (self.entered[bin], self.censored[bin]);
            let counted =
                if bin == 0 { entered as f64 } else { present as f64 + 0.5 * (entered as f64 - censored as f64) };
            let at_risk = counted.max(all as f64);
            if at_risk > 0.0 {
                let before = survival;
                for (share, &count) in incidence.iter_mut().zip(exits) {
                    *share += before * count as f64 / at_risk;
                }
                survival = before * (1.0 - all as f64 / at_risk);
            } else if survival > 0.0 {
                curves.known_bins = curves.known_bins.min(bin);
            }
            present = (present + entered).saturating_sub(all + censored);
            curves.survival.push(survival);
            curves.at_risk.push(at_risk);
            for (curve, &share) in curves.incidence.iter_mut().zip(&incidence) {
                curve.push(share);
            }
        }
        curves
    }
}

#[cfg(test)]
#[path = "survival_tests.rs"]
mod tests;
