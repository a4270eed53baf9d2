//! How delays settle from an empty start: their sums over equal slices of the horizon.

use std::ops::AddAssign;

use super::durations::MeanDuration;
use crate::units::SimTime;

/// Slices of the horizon: forty batches of five for MSER-5.
pub(crate) const SLICES: u64 = 200;

/// Delays by the slice of the horizon in which service began. Without slices it keeps nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settling {
    width: SimTime,
    /// Where the present slice ends.
    ends: SimTime,
    slices: Vec<MeanDuration>,
    at: usize,
}

impl Default for Settling {
    fn default() -> Self {
        Settling { width: SimTime::NEVER, ends: SimTime::NEVER, slices: Vec::new(), at: 0 }
    }
}

impl Settling {
    /// Cuts the horizon into 200 slices.
    #[must_use]
    pub fn over(horizon: SimTime) -> Self {
        let width = SimTime(horizon.0.div_ceil(SLICES).max(1));
        Settling { width, ends: width, slices: vec![MeanDuration::default(); SLICES as usize], at: 0 }
    }

    /// Posts the delay of somebody whose service begins now; `now` never goes back.
    #[inline]
    pub fn post(&mut self, now: SimTime, delay: SimTime) {
        while now >= self.ends {
            self.ends = self.ends.saturating_add(self.width);
            self.at += 1;
        }
        if let Some(slice) = self.slices.get_mut(self.at) {
            slice.post(delay);
        }
    }

    /// Width of a slice.
    #[must_use]
    pub fn width(&self) -> SimTime {
        self.width
    }

    /// Mean delay of each slice [min]; `None` where nothing is kept, or a slice is empty.
    #[must_use]
    pub fn mean_minutes(&self) -> Option<Vec<f64>> {
        if self.slices.is_empty() {
            return None;
        }
        self.slices.iter().map(MeanDuration::mean_minutes).collect()
    }
}

impl AddAssign<&Settling> for Settling {
    fn add_assign(&mut self, other: &Settling) {
        self.slices.iter_mut().zip(&other.slices).for_each(|(a, b)| *a += *b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delay_is_kept_in_the_slice_in_which_service_begins() {
        let minute = 60_000_000_000;
        let mut path = Settling::over(SimTime(SLICES * minute));
        (0..SLICES).for_each(|i| path.post(SimTime(i * minute), SimTime(i * minute)));
        let means = path.mean_minutes().expect("every slice has one");
        assert!(means.iter().enumerate().all(|(i, &m)| (m - i as f64).abs() < 1e-9), "{means:?}");
        path.post(SimTime(SLICES * minute), SimTime(minute));
        assert_eq!(path.mean_minutes(), Some(means), "the horizon itself is beyond");
    }

    #[test]
    fn without_slices_nothing_is_kept() {
        let mut path = Settling::default();
        path.post(SimTime(7), SimTime(7));
        assert_eq!(path.mean_minutes(), None);
    }
}
