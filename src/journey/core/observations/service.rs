//! What is seen of the service: journeys, touchpoints, resources and the hours of their week.

use super::merge::merged;
use crate::engine::durations::{BIN_BITS, Durations, MeanDuration};
use crate::engine::settling::Settling;
use crate::engine::sum::{Average, Sum};
use crate::engine::week::WeekIntegral;
use crate::num::whole_power;
use crate::units::SimTime;

merged! {
    /// Visits of one journey.
    #[derive(Debug, Clone, Default)]
    pub struct JourneyObservations {
        /// Started in the observed period.
        pub started: u64,
        /// Done, of those started in the observed period.
        pub completed: u64,
        /// Ended by `on_fail`, of the same.
        pub failed: u64,
        /// Ended by giving up, of the same.
        pub gave_up: u64,
        /// Cut off at `max_visits`, of the same.
        pub cut_off: u64,
        /// All ever started and ended, for the number inside at the horizon.
        pub inside: i64,
        /// Sojourn of the completed.
        pub sojourn: Durations,
        /// Discounted value of the completed, from their start.
        pub value: Average,
        /// Time inside, summed over visits [ns].
        pub time_inside: u128,
    }
}

merged! {
    /// One touchpoint.
    #[derive(Debug, Clone, Default)]
    pub struct TouchObservations {
        /// Visits that reached it.
        pub visits: u64,
        /// Delay before service of those served.
        pub delay: MeanDuration,
        /// Time in service.
        pub service: MeanDuration,
        /// Found the queue full.
        pub baulked: u64,
        /// Gave up.
        pub reneged: u64,
        /// Failed.
        pub failed: u64,
        /// Money spent on it.
        pub cost: Sum,
        /// The same, discounted to day 0; kept only to compare worlds.
        pub outlay: Sum,
        /// Moments.
        pub moment: Average,
        /// Histogram of moments over -1..1.
        pub moments: Vec<u64>,
        /// Wait moments before it.
        pub wait_moment: Average,
        /// The same delay as customers feel it [min].
        pub perceived: Sum,
        /// Incidents of it that were voiced.
        pub complaints: u64,
        /// Remembered visits that had it as their peak.
        pub peaks: u64,
    }
}

merged! {
    /// One hour of the week at a resource.
    #[derive(Debug, Clone, Default)]
    pub struct HourObservations {
        /// Arrivals.
        pub arrivals: u64,
        /// Delay of those served.
        pub delay: MeanDuration,
        /// Distribution of that delay, coarse: eight bins an octave from one second.
        pub delays: Vec<u32>,
    }
}

merged! {
    /// One resource.
    #[derive(Debug, Clone, Default)]
    pub struct ResourceObservations {
        /// Arrivals in the observed period.
        pub arrivals: u64,
        /// Of those, had to wait.
        pub waited: u64,
        /// Of those served, had to wait.
        pub delayed: u64,
        /// Found no room.
        pub baulked: u64,
        /// Gave up.
        pub reneged: u64,
        /// Served within the target.
        pub within_target: u64,
        /// Sojourn within the target.
        pub sojourn_within_target: u64,
        /// Delay of those served.
        pub delay: Durations,
        /// Delay of those who gave up.
        pub delay_reneged: MeanDuration,
        /// Delay plus service.
        pub sojourn: Durations,
        /// Time waited by hour of the week.
        pub waiting: WeekIntegral,
        /// Server-time by hour of the week.
        pub busy: WeekIntegral,
        /// Time with no server busy [ns].
        pub idle: u128,
        /// Server-time of staff hired after surveys, beyond the schedule [ns].
        pub hired: i128,
        /// Wages beyond those of the schedule: of staff hired after surveys, and of overtime [money].
        pub more_wages: Sum,
        /// By hour of the week.
        pub hours: Vec<HourObservations>,
        /// Delays from day 0 on, the warm-up included, where a steady state may be reached.
        pub settling: Settling,
    }
}

const DELAY_BINS: usize = 160;

impl HourObservations {
    /// Posts the delay of somebody who arrived in this hour, with its bin in [`Durations`].
    #[inline]
    pub fn post(&mut self, delay: SimTime, bin: usize) {
        self.delay.post(delay);
        if self.delays.is_empty() {
            self.delays = vec![0; DELAY_BINS];
        }
        self.delays[coarse(bin)] += 1;
    }

    /// Quantile of the delay [min], within 6 %.
    #[must_use]
    pub fn delay_quantile(&self, p: f64) -> Option<f64> {
        let total: u64 = self.delays.iter().map(|&c| u64::from(c)).sum();
        let mut left = (p * total as f64).ceil().max(1.0) as u64;
        for (bin, &c) in self.delays.iter().enumerate() {
            let c = u64::from(c);
            if left <= c {
                return Some(delay_of_bin(bin) / NANOS_PER_MINUTE);
            }
            left -= c;
        }
        None
    }
}

/// Shorter delays share bin 0: 2^30 ns, about a second.
const DELAY_OCTAVE: u32 = 30;
const NANOS_PER_MINUTE: f64 = 6e10;

/// Eight bins an octave: four of the finer bins of [`Durations`] each.
#[inline]
fn coarse(bin: usize) -> usize {
    const FIRST: usize = ((DELAY_OCTAVE - BIN_BITS + 1) << BIN_BITS) as usize;
    if bin < FIRST { 0 } else { ((bin - FIRST) / 4 + 1).min(DELAY_BINS - 1) }
}

/// Middle of a bin [ns].
fn delay_of_bin(bin: usize) -> f64 {
    if bin == 0 {
        return 0.0;
    }
    let (octave, eighth) = ((bin - 1) / 8, (bin - 1) % 8);
    whole_power(2.0, octave as u32 + DELAY_OCTAVE) * (1.0 + (eighth as f64 + 0.5) / 8.0)
}
