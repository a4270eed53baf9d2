//! What a cell takes of memory, estimated before it runs.
//!
//! Only cells in which everybody lives at once are large: independent customers live one after the other.

use crate::journey::core::fate::Fate;
use crate::journey::mechanisms::classes::register::Register;
use crate::journey::mechanisms::program::state::Member;
use crate::journey::model::{ChannelMode, HoleId, Model};
use crate::num;
use crate::units::SimTime;

/// A bare customer in a queue, each hole, and each start of a journey with a clock [bytes]; measured.
const CUSTOMER: f64 = 700.0;
const HOLE: f64 = 60.0;
const START: f64 = 48.0;
/// Room that lists keep while they grow, as a share of what is in them.
const GROWTH: f64 = 1.25;
/// What is observed in a replication, whoever lives in it [bytes].
const OBSERVED: f64 = 4.0 * 1024.0 * 1024.0;

/// Memory of so many customers who live at once, with so many holes and starts of journeys [bytes].
#[must_use]
pub fn of_customers(people: f64, holes: usize, starts: usize) -> f64 {
    people * (CUSTOMER + HOLE * holes as f64 + START * (starts as f64 + 1.0))
}

/// Memory of one cell [bytes], if nobody leaves; 0 where customers live one after the other. `tracks`: fates are kept, to compare worlds.
#[must_use]
pub fn of_cell(model: &Model, tracks: bool) -> f64 {
    if model.is_independent() {
        return 0.0;
    }
    let joined: f64 = model.channels.iter().map(|channel| newcomers(&channel.mode, model.horizon)).sum();
    let people = (model.customers as f64 + joined).max(model.market_size.unwrap_or(0) as f64);
    let program = model.program_places() * size_of::<Member>();
    let classes = model.classes.as_ref().map_or(0, |_| size_of::<Register>());
    // Of the baseline and of the world beside it.
    let fates = if tracks { 2 * size_of::<Fate>() } else { 0 };
    let each = (program + classes + fates) as f64;
    // Only holes with a clock of their own keep anything of each customer.
    let has_clock = |hole: &HoleId| model.regimes().any(|regime| regime.needs_clock(*hole));
    let clocks = (0..model.holes.len() as HoleId).filter(has_clock).count();
    (of_customers(people, clocks, model.journeys.len()) + people * each) * GROWTH + OBSERVED
}

/// Newcomers by the horizon, as they are expected.
fn newcomers(mode: &ChannelMode, horizon: SimTime) -> f64 {
    let by_year = |rates: &[f64]| -> f64 {
        let days = horizon.days();
        let years = (days / 365.0).ceil().max(0.0) as usize;
        let of_year = |year: usize| {
            let rate = rates.get(year).or(rates.last()).copied().unwrap_or(0.0);
            rate * (days - 365.0 * year as f64).min(365.0)
        };
        (0..years).map(of_year).sum()
    };
    match mode {
        ChannelMode::Joins(rates) => by_year(rates),
        ChannelMode::Prospects { rates, success, max_contacts, fit, .. } => {
            by_year(rates) * fit * (1.0 - num::whole_power(1.0 - success, *max_contacts))
        }
        // Those of a market are counted by its size, and those who are brought are few beside those who bring them.
        ChannelMode::Adoption(_) | ChannelMode::Referral => 0.0,
    }
}
