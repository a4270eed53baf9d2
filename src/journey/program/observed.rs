//! What one replication saw of a program.

use std::ops::AddAssign;

use crate::engine::sum::Sum;

/// Units, rewards and members of a whole run, warm-up included: `issued = redeemed + expired + forfeited + outstanding`.
#[derive(Debug, Clone, Default)]
pub struct ProgramObservations {
    /// Units issued, those given in advance included.
    pub issued: u64,
    /// Units redeemed.
    pub redeemed: u64,
    /// Units that expired.
    pub expired: u64,
    /// Units of members who left.
    pub forfeited: u64,
    /// Units at the horizon.
    pub outstanding: u64,
    /// Of those, units that expire within 90 days.
    pub soon: u64,
    /// Rewards handed out.
    pub rewards: u64,
    /// Customers who became members.
    pub members: u64,
    /// Members by tier at the horizon, in the order of the tiers.
    pub tiers: Vec<u64>,
    /// Moves to a higher tier.
    pub promoted: u64,
    /// Moves to a lower tier.
    pub demoted: u64,
    /// What the units at the horizon are expected to cost [money].
    pub liability: Sum,
}

/// Units that expire within so many days after the horizon expire soon.
pub(super) const SOON_DAYS: f64 = 90.0;

impl AddAssign<&ProgramObservations> for ProgramObservations {
    fn add_assign(&mut self, o: &ProgramObservations) {
        self.issued += o.issued;
        self.redeemed += o.redeemed;
        self.expired += o.expired;
        self.forfeited += o.forfeited;
        self.outstanding += o.outstanding;
        self.soon += o.soon;
        self.rewards += o.rewards;
        self.members += o.members;
        if self.tiers.len() < o.tiers.len() {
            self.tiers.resize(o.tiers.len(), 0);
        }
        self.tiers.iter_mut().zip(&o.tiers).for_each(|(a, b)| *a += b);
        self.promoted += o.promoted;
        self.demoted += o.demoted;
        self.liability += o.liability;
    }
}
