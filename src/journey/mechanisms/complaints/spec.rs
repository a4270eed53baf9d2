//! Complaints: who speaks up, how it ends, who stays.

use crate::num;

/// Severity at which the shares of `voice` hold as they are written: the mean of the usual law of severity, Beta(2, 3).
pub const USUAL_SEVERITY: f64 = 0.4;

/// `[complaint]` (model section 8).
#[derive(Debug, Clone, PartialEq)]
pub struct Complaint {
    /// Shares of silent, front line, formal (sum 1); `ease` is in it.
    pub voice: [f64; 3],
    /// What a point of severity adds to the logit of speaking up; 0: severity is not asked.
    pub severity_slope: f64,
    /// Of complaints: resolved quickly, resolved slowly; the rest stays unresolved. `acceptance` is in it.
    pub resolution: [f64; 2],
    /// Stay probabilities `[minor, major]` of silent, unresolved, resolved, quickly.
    pub stay: [[f64; 2]; 4],
    /// Share of the gaps between outcomes that is causal, 0..1.
    pub causal_share: f64,
    /// `carry`: how much of the failed moment a stayer remembers.
    pub carry: f64,
    /// Memory towards which a resolved complaint lifts a stayer.
    pub resolved_memory: f64,
    /// `t_quick`: half-life of the credit for speed [days], where a complaint is a journey.
    pub quick_half_life: f64,
    /// What care and compensation add to the chance that an answer is accepted, where a complaint is a journey.
    pub acceptance: f64,
    /// Paid for each complaint whose answer is accepted [money].
    pub compensation: f64,
}

impl Complaint {
    /// Shares of silent, front line and formal after an incident of some severity.
    ///
    /// # Definition
    /// The odds of speaking up are multiplied by `exp(slope * (severity - 0.4))`, so that the logit of silence falls in a straight
    /// line (model section 8: severity shifts the logits; that the choice depends on importance: CRM deck, slide 134). Those who speak up
    /// divide as before. With a slope of 0 the shares are those of `voice`, bit by bit.
    #[must_use]
    pub fn voice_at(&self, severity: f64) -> [f64; 3] {
        if self.severity_slope == 0.0 {
            return self.voice;
        }
        with_odds(self.voice, num::exp(self.severity_slope * (severity - USUAL_SEVERITY)))
    }
}

/// Shares of silent, front line, formal when the odds of speaking up are multiplied by `factor`.
#[must_use]
pub fn with_odds([silent, front_line, formal]: [f64; 3], factor: f64) -> [f64; 3] {
    if factor == 1.0 {
        return [silent, front_line, formal];
    }
    let all = silent + factor * (front_line + formal);
    // Nobody keeps silent and nobody may speak: then they keep silent.
    if all > 0.0 { [silent / all, factor * front_line / all, factor * formal / all] } else { [1.0, 0.0, 0.0] }
}

/// The table of the sources (TARP via Goodman), with the usual odds of speaking up.
#[cfg(test)]
pub(crate) fn usual() -> Complaint {
    Complaint {
        voice: [0.69, 0.26, 0.05],
        severity_slope: 0.0,
        resolution: [0.16, 0.64],
        stay: [[0.37, 0.09], [0.46, 0.19], [0.70, 0.54], [0.95, 0.82]],
        causal_share: 1.0,
        carry: 0.3,
        resolved_memory: 0.3,
        quick_half_life: 1.0,
        acceptance: 0.0,
        compensation: 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: [f64; 3] = [0.69, 0.26, 0.05];

    fn odds([silent, front_line, formal]: [f64; 3]) -> f64 {
        (front_line + formal) / silent
    }

    #[test]
    fn ease_multiplies_the_odds_of_speaking_up() {
        assert_eq!(with_odds(PLAIN, 1.0), PLAIN);
        let easy = with_odds(PLAIN, 2.0);
        assert!((odds(easy) - 2.0 * odds(PLAIN)).abs() < 1e-12);
        assert!((easy.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!((easy[1] / easy[2] - 26.0 / 5.0).abs() < 1e-12, "those who speak divide as before");
        assert_eq!(with_odds(PLAIN, 0.0), [1.0, 0.0, 0.0]);
        assert_eq!(with_odds([0.0, 0.5, 0.5], 0.0), [1.0, 0.0, 0.0]);
    }

    #[test]
    fn the_logit_of_speaking_up_is_a_straight_line_in_severity() {
        let complaint = |severity_slope| Complaint { severity_slope, ..usual() };
        for slope in [-3.0, 0.5, 2.0, 8.0] {
            let c = complaint(slope);
            for severity in [0.0, 0.2, USUAL_SEVERITY, 0.7, 1.0] {
                let at = c.voice_at(severity);
                let line = num::ln(odds(PLAIN)) + slope * (severity - USUAL_SEVERITY);
                assert!((num::ln(odds(at)) - line).abs() < 1e-12, "{slope} {severity}: {at:?}");
                assert!((at[0] - num::sigmoid(-line)).abs() < 1e-12);
                assert!((at.iter().sum::<f64>() - 1.0).abs() < 1e-12);
                assert!((at[1] / at[2] - 26.0 / 5.0).abs() < 1e-9, "those who speak divide as before");
            }
            let steps: Vec<f64> = (0..=10).map(|k| c.voice_at(f64::from(k) / 10.0)[0]).collect();
            assert!(steps.windows(2).all(|w| (w[1] < w[0]) == (slope > 0.0)), "the graver, the louder: {steps:?}");
        }
        assert_eq!(complaint(0.0).voice_at(1.0), PLAIN);
    }
}
