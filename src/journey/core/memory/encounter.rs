//! What stays of an encounter (model section 4).

use super::incident::Incident;
use crate::journey::model::{End, Experience, HoleId, Memory, MemoryRule, TouchId};
use crate::num;
use crate::units::SimTime;

/// Most service holes; blame is kept in fixed arrays.
pub(crate) const MAX_SERVICE_HOLES: usize = 16;

/// The moments of one encounter, gathered as they happen.
#[derive(Debug, Clone)]
pub(crate) struct Encounter {
    peak: f64,
    peak_weight: f64,
    /// Touchpoint of the peak.
    pub(crate) peak_touch: u16,
    ends: [f64; 3],
    has_end: [bool; 3],
    sum: f64,
    count: u32,
    performance: f64,
    performances: u32,
    /// Blame to add, by service hole.
    pub(crate) blame: [f32; MAX_SERVICE_HOLES],
    /// Adaptation level and discounted sum of the acclimation rule.
    level: f64,
    felt: f64,
    hours: f64,
    /// Last ordinary moment, which stands in for a departure end nobody marked.
    last: f64,
    incident: Option<Incident>,
    /// Severity that costs trust.
    severity: f64,
    before: Before,
    departed: SimTime,
    /// NaN until it is drawn.
    mood: f64,
}

/// A moment as it is felt.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Felt {
    /// Utility, -1..1.
    pub(crate) u: f64,
    /// Weight in the peak.
    pub(crate) salience: f64,
    /// Where.
    pub(crate) touch: TouchId,
    /// How long.
    pub(crate) hours: f64,
    /// Blamed for it.
    pub(crate) hole: Option<HoleId>,
}

/// The relationship before an encounter, so that its final memory can replace the provisional one.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Before {
    pub(crate) memory: f64,
    pub(crate) expectation: f64,
    pub(crate) trust: f64,
    /// Nothing was remembered before it.
    pub(crate) first: bool,
    /// Memory and trust right after it: what has moved them since stays when the memory becomes final.
    pub(crate) provisional: [f64; 2],
}

impl Before {
    pub(crate) fn of(memory: f64, expectation: f64, trust: f64) -> Before {
        Before { memory, expectation, trust, provisional: [memory, trust], ..Before::default() }
    }
}

impl Encounter {
    pub(crate) fn new() -> Self {
        Encounter {
            peak: 0.0,
            peak_weight: -1.0,
            peak_touch: u16::MAX,
            ends: [0.0; 3],
            has_end: [false; 3],
            sum: 0.0,
            count: 0,
            performance: 0.0,
            performances: 0,
            blame: [0.0; MAX_SERVICE_HOLES],
            level: 0.0,
            felt: 0.0,
            hours: 0.0,
            last: 0.0,
            incident: None,
            severity: 0.0,
            before: Before::default(),
            departed: SimTime::ZERO,
            mood: f64::NAN,
        }
    }

    /// An incident; a second one raises the severity of the first.
    pub(crate) fn incident(&mut self, incident: Incident) {
        self.hurt_trust(incident.severity);
        self.incident = Some(match self.incident {
            Some(first) if first.severity >= incident.severity => first,
            _ => incident,
        });
    }

    /// The incident to be settled, once.
    pub(crate) fn take_incident(&mut self) -> Option<Incident> {
        self.incident.take()
    }

    /// A failure costs trust by its severity.
    pub(crate) fn hurt_trust(&mut self, severity: f64) {
        self.severity = self.severity.max(severity);
    }

    pub(crate) fn trust_lost(&self) -> f64 {
        self.severity
    }

    pub(crate) fn keep_before(&mut self, before: Before, at: SimTime) {
        self.before = before;
        self.departed = at;
    }

    /// Memory and trust that this encounter leaves for the time being.
    pub(crate) fn keep_provisional(&mut self, memory: f64, trust: f64) {
        self.before.provisional = [memory, trust];
    }

    /// Mood of this visit, drawn once.
    #[inline]
    pub(crate) fn mood(&mut self, draw: impl FnOnce() -> f64) -> f64 {
        if self.mood.is_nan() {
            self.mood = draw();
        }
        self.mood
    }

    /// The relationship before this encounter, and when it was first remembered.
    pub(crate) fn before(&self) -> (Before, SimTime) {
        (self.before, self.departed)
    }

    /// A moment, and whom it is blamed on where it is a bad one. `holes`: how many service holes there are.
    #[inline(always)]
    pub(crate) fn feel(&mut self, felt: Felt, holes: usize, m: &Memory) {
        self.moment(felt.u, felt.salience, felt.touch, felt.hours, m);
        if felt.u < 0.0
            && let Some(hole) = felt.hole
            && usize::from(hole) < holes
        {
            self.blame[usize::from(hole)] += -felt.u as f32;
        }
    }

    /// A moment of utility `u` lasting `hours`. The peak is the largest `salience * |u|` (bad ones times `nu_p`);
    /// later wins ties.
    #[inline(always)]
    pub(crate) fn moment(&mut self, u: f64, salience: f64, touch: u16, hours: f64, m: &Memory) {
        let weight = salience * u.abs() * if u < 0.0 { m.peak_bad_weight } else { 1.0 };
        if weight >= self.peak_weight {
            (self.peak, self.peak_weight, self.peak_touch) = (u, weight, touch);
        }
        self.sum += u;
        self.count += 1;
        self.last = u;
        if m.rule == MemoryRule::Acclimation {
            self.acclimate(u, hours, m);
        }
    }

    /// A moment beside the service: it counts among the moments, and is neither a touch nor an end, marked or not.
    pub(crate) fn aside(&mut self, u: f64, blamed: Option<HoleId>, holes: usize, m: &Memory) {
        let last = self.last;
        self.feel(Felt { u, salience: 1.0, touch: u16::MAX, hours: 0.0, hole: blamed }, holes, m);
        self.last = last;
    }

    /// A stretch of constant `x` under `db/dt = alpha (x - b)`, discounted at `w`.
    #[inline(never)]
    fn acclimate(&mut self, x: f64, hours: f64, m: &Memory) {
        if hours <= 0.0 {
            return;
        }
        let (adapt, fade) = (num::exp(-m.acclimation * hours), num::exp(-m.fading * hours));
        let gap = x - self.level;
        let gain = if (m.fading - m.acclimation).abs() < 1e-9 {
            hours * fade
        } else {
            (adapt - fade) / (m.fading - m.acclimation)
        };
        self.felt = self.felt * fade + gap * gain;
        self.level = x - gap * adapt;
        self.hours += hours;
    }

    /// Marks the utility of one of the three ends.
    pub(crate) fn end(&mut self, end: End, u: f64) {
        self.ends[end as usize] = u;
        self.has_end[end as usize] = true;
    }

    /// Performance of a touch, for the expectation.
    pub(crate) fn performed(&mut self, p: f64) {
        self.performance += p;
        self.performances += 1;
    }

    /// Mean performance over touches, if there was one.
    pub(crate) fn mean_performance(&self) -> Option<f64> {
        (self.performances > 0).then(|| self.performance / f64::from(self.performances))
    }

    /// The remembered experience `R`, -1..1; `None` without any moment.
    ///
    /// # Definition
    /// Peak-end: `wp P + we Eend + wm mean(u)` (Kahneman et al. 1993). Acclimation: normalised
    /// `integral exp(-w (T-t)) (x - b) dt` (Das Gupta, Karmarkar and Roels 2016).
    pub(crate) fn remembered(&self, m: &Memory) -> Option<f64> {
        if self.count == 0 {
            return None;
        }
        match m.rule {
            MemoryRule::PeakEnd => {
                let [wp, we, wm] = m.weight;
                let mean = self.sum / f64::from(self.count);
                let weight: f64 = (0..3).filter(|&i| self.has_end[i]).map(|i| m.end_weight[i]).sum();
                let end = if weight > 0.0 {
                    (0..3).filter(|&i| self.has_end[i]).map(|i| m.end_weight[i] * self.ends[i]).sum::<f64>() / weight
                } else {
                    self.last
                };
                Some(wp * self.peak + we * end + wm * mean)
            }
            MemoryRule::Acclimation => {
                let full = if m.fading > 0.0 { -num::exp_m1(-m.fading * self.hours) / m.fading } else { self.hours };
                let during = if full > 0.0 { (self.felt / full).clamp(-1.0, 1.0) } else { self.last };
                Some(if self.has_end[End::After as usize] {
                    0.7 * during + 0.3 * self.ends[End::After as usize]
                } else {
                    during
                })
            }
        }
    }
}

/// Moves relationship memory towards a remembered experience.
///
/// # Definition
/// `M += eta (R - M)`, `eta = eta_pos` if `R >= M`, else `eta_neg (1 - shield T)`; the first encounter uses
/// `min(1, primacy eta)`.
pub(crate) fn remember(memory: f64, r: f64, trust_shield: f64, first: bool, m: &Memory) -> f64 {
    let eta = if r >= memory { m.learning } else { m.learning_bad * (1.0 - trust_shield) };
    let eta = if first { (m.primacy * eta).min(1.0) } else { eta };
    memory + eta * (r - memory)
}

/// Moves the expectation towards the market standard and the firm's own performance.
///
/// # Definition
/// `E += a_E ((1 - psi) E_mkt + psi pbar - E)` (adaptive form: Boulding et al. 1993).
pub(crate) fn expect(expectation: f64, market: f64, performance: f64, e: &Experience) -> f64 {
    expectation + e.learning * ((1.0 - e.adaptation) * market + e.adaptation * performance - expectation)
}

/// Satisfaction 1..5 from relationship memory: `3.5 + 1.5 max(M,0) + 2.5 min(M,0)`.
#[inline]
pub(crate) fn satisfaction(memory: f64) -> f64 {
    3.5 + if memory > 0.0 { 1.5 * memory } else { 2.5 * memory }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(rule: MemoryRule) -> Memory {
        Memory {
            rule,
            weight: [0.4, 0.4, 0.2],
            end_weight: [0.3, 0.4, 0.3],
            learning: 0.10,
            learning_bad: num::pow(0.9, -3.0) - 1.0,
            half_life: 180.0,
            baseline: 0.0,
            primacy: 2.0,
            peak_bad_weight: 1.0,
            acclimation: 0.5,
            fading: 0.2,
            blame_half_life: 180.0,
        }
    }

    #[test]
    fn one_bad_encounter_takes_n_offset_good_ones_to_undo() {
        let m = rule(MemoryRule::PeakEnd);
        let mut memory = remember(0.0, -0.5, 0.0, false, &m);
        for _ in 0..3 {
            memory = remember(memory, 0.5, 0.0, false, &m);
        }
        // (1 - eta_pos)^n (1 + eta_neg) = 1 makes up for the pull of R > 0 from neutral exactly when undone.
        let mut reference = -0.5 * m.learning_bad;
        for _ in 0..3 {
            reference += m.learning * (0.5 - reference);
        }
        assert!((memory - reference).abs() < 1e-12);
        assert!(memory.abs() < 1e-9, "{memory}");
    }

    #[test]
    fn a_flat_stretch_repeated_leaves_the_memory_unchanged() {
        let mut m = rule(MemoryRule::PeakEnd);
        m.weight = [0.5, 0.5, 0.0];
        let mut short = Encounter::new();
        let mut long = Encounter::new();
        short.moment(0.3, 1.0, 0, 1.0, &m);
        for i in 0..9 {
            long.moment(0.3, 1.0, i, 1.0, &m);
        }
        assert_eq!(short.remembered(&m), long.remembered(&m));
    }

    #[test]
    fn acclimation_of_a_constant_matches_the_integral() {
        let m = rule(MemoryRule::Acclimation);
        let mut e = Encounter::new();
        e.moment(1.0, 1.0, 0, 3.0, &m);
        assert!((e.felt - 1.085_604_9).abs() < 1e-7, "{}", e.felt);
        let mut pieces = Encounter::new();
        for _ in 0..6 {
            pieces.moment(1.0, 1.0, 0, 0.5, &m);
        }
        assert!((pieces.felt - e.felt).abs() < 1e-12);
    }

    #[test]
    fn moving_the_best_moment_to_the_end_never_lowers_the_memory() {
        let m = rule(MemoryRule::PeakEnd);
        let moments = [0.1, 0.7, -0.2, 0.3];
        let remembered = |order: &[f64]| {
            let mut e = Encounter::new();
            for (i, &u) in order.iter().enumerate() {
                e.moment(u, 1.0, i as u16, 0.0, &m);
            }
            e.end(End::Departure, order[order.len() - 1]);
            e.remembered(&m).unwrap()
        };
        assert!(remembered(&[0.1, -0.2, 0.3, 0.7]) >= remembered(&moments));
    }

    #[test]
    fn a_moment_aside_is_no_end() {
        let m = rule(MemoryRule::PeakEnd);
        let mut e = Encounter::new();
        e.moment(0.4, 1.0, 0, 0.0, &m);
        e.aside(-0.05, None, 0, &m);
        // Peak and end are .4, the mean (.4 - .05) / 2.
        assert!((e.remembered(&m).unwrap() - (0.8 * 0.4 + 0.2 * 0.175)).abs() < 1e-12);
    }

    #[test]
    fn expectation_closes_in_geometrically() {
        let e = crate::journey::core::memory::experience::defaults();
        let goal = 0.7 * 6.5 + 0.3 * 8.0;
        let mut expectation = 6.5;
        for n in 1..=20 {
            expectation = expect(expectation, 6.5, 8.0, &e);
            let left = (6.5 - goal) * num::pow(1.0 - e.learning, f64::from(n));
            assert!((expectation - goal - left).abs() < 1e-12);
        }
    }
}
