//! Clocks of visits and purchases: one for each customer and starter.

use crate::engine::week::WeekProfile;
use crate::journey::core::purpose;
use crate::journey::model::{JourneyId, Model, Start};
use crate::units::SimTime;

/// Why a customer's visit or purchase begins.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Starter {
    pub(crate) kind: StarterKind,
    /// The journey; `None` for purchases without one.
    pub(crate) journey: Option<JourneyId>,
    /// Address of its draws: the journey's.
    pub(crate) address: u32,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum StarterKind {
    /// A share of the customer's purchases.
    Purchase(f64),
    /// A rate of its own.
    Rate,
    /// A fixed interval.
    Every(SimTime),
}

impl Starter {
    /// The starters of a model that is in force in `world`. Purchases that no journey takes have one of their own; it
    /// is there, if idle, as soon as any model of the world needs it.
    pub(crate) fn of(model: &Model, world: &Model) -> Vec<Starter> {
        let mut out = Self::of_journeys(model);
        let buys = world.regimes().any(|m| (0..m.segments.len()).any(|segment| m.plain(segment).purchase.is_some()));
        if buys && world.regimes().any(|m| 1.0 - shared(&Self::of_journeys(m)) > 1e-9) {
            let kind = StarterKind::Purchase((1.0 - shared(&out)).max(0.0));
            out.push(Starter { kind, journey: None, address: purpose::NO_JOURNEY });
        }
        out
    }

    fn of_journeys(model: &Model) -> Vec<Starter> {
        let mut out = Vec::new();
        for (j, journey) in model.journeys.iter().enumerate() {
            let kind = match &journey.start {
                Start::Purchase { share } => StarterKind::Purchase(*share),
                Start::Rate(_) => StarterKind::Rate,
                Start::Every(gap) => StarterKind::Every(*gap),
                Start::Arrivals(_) | Start::Join | Start::Renewal | Start::Complaint => continue,
            };
            out.push(Starter { kind, journey: Some(j as JourneyId), address: journey.address });
        }
        out
    }
}

/// Share of purchases that journeys take.
fn shared(starters: &[Starter]) -> f64 {
    starters.iter().map(|s| if let StarterKind::Purchase(share) = s.kind { share } else { 0.0 }).sum()
}

/// One customer's clock for one starter.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StartClock {
    pub(crate) remaining: f64,
    /// Current rate [per day].
    pub(crate) rate: f64,
    /// Own rate before the stage and wallet multipliers; for fixed intervals the nominal time [ns] of the next.
    pub(crate) base: f64,
    /// Spent up to here, by the clock of the journey's week [days].
    pub(crate) since: f64,
    /// When the next start falls.
    pub(crate) due: SimTime,
    /// Starts so far.
    pub(crate) count: u32,
}

/// A moment by the calendar and by the clock of a journey's week.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Position<'a> {
    pub(crate) now: SimTime,
    /// Weight of the week integrated up to now; calendar time where there is no profile [days].
    pub(crate) days: f64,
    pub(crate) profile: Option<&'a WeekProfile>,
}

impl<'a> Position<'a> {
    pub(super) fn of(now: SimTime, profile: Option<&'a WeekProfile>) -> Self {
        Position { now, days: profile.map_or_else(|| now.days(), |p| p.position(now)), profile }
    }
}

impl StartClock {
    pub(crate) fn spend(&mut self, to: Position<'_>) {
        if self.rate > 0.0 {
            self.remaining -= self.rate * (to.days - self.since).max(0.0);
        }
        self.since = to.days;
    }

    pub(crate) fn aim(&mut self, from: Position<'_>) {
        self.due = if self.rate <= 0.0 {
            SimTime::NEVER
        } else {
            let days = self.remaining.max(0.0) / self.rate;
            match from.profile {
                None => from.now.saturating_add(SimTime::from_days(days)),
                Some(p) => p.at(from.days + days).max(from.now),
            }
        };
    }
}

/// What starts visits and purchases in a cell.
#[derive(Debug)]
pub(crate) struct Starts {
    /// Clocks of `starters`, for each customer slot.
    pub(crate) clocks: Vec<StartClock>,
    /// Those of the model in force.
    pub(crate) starters: Vec<Starter>,
}

impl Starts {
    pub(crate) fn of(world: &Model) -> Self {
        Starts { clocks: Vec::new(), starters: Starter::of(world, world) }
    }
}
