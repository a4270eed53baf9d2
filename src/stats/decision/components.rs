//! How much of what varies is ignorance of the inputs, and how much is luck.

use crate::num::{sqrt, student_t_quantile};

/// One observation: in which draw of the inputs, with which luck, and what came of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Observation {
    /// Number of the draw.
    pub draw: u64,
    /// Number of the luck: equal numbers are the same customers with the same random numbers.
    pub luck: u64,
    /// What was seen.
    pub value: f64,
}

/// How luck goes with draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Each draw has luck of its own.
    Nested,
    /// All draws have the same luck.
    Crossed,
}

/// Why variance cannot be divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Indivisible {
    /// One draw.
    #[error("there is one draw: what is not known does not vary")]
    OneDraw,
    /// One observation in every draw.
    #[error("no draw has been tried twice: what is luck cannot be told from what is not known")]
    NoneTwice,
    /// Some luck is shared by some draws.
    #[error("some draws share their luck and some do not: give each draw luck of its own, or all the same")]
    Mixed,
}

/// Variances of the parts of an observation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Components {
    /// How luck goes with draws.
    pub layout: Layout,
    /// Number of draws.
    pub draws: usize,
    /// Mean over draws.
    pub mean: f64,
    /// Standard error of the mean, of both parts together.
    pub mean_error: f64,
    /// Variance by what is not known: between draws, luck apart.
    pub ignorance: f64,
    /// Variance of one observation by luck, given the inputs; where luck is crossed, that part of it which is the same for all draws, too.
    pub luck: f64,
    /// Of `luck`, what is the same for all draws; zero where luck is nested.
    pub shared: f64,
    /// Degrees of freedom of the estimate of `luck`.
    pub degrees: f64,
}

impl Components {
    /// Share of the variance of one observation that is luck; nothing where nothing varies.
    #[must_use]
    pub fn share_of_luck(&self) -> Option<f64> {
        let all = self.ignorance + self.luck;
        (all > 0.0).then(|| self.luck / all)
    }

    /// Half-width of the interval of the mean at this level, by Student's t with one degree of freedom less than there are draws.
    #[must_use]
    pub fn half_width(&self, level: f64) -> f64 {
        student_t_quantile(0.5 + 0.5 * level, self.draws as f64 - 1.0) * self.mean_error
    }
}

/// Tells how luck goes with draws.
///
/// # Errors
/// [`Indivisible::Mixed`] when luck is neither of each draw alone nor common to all.
pub fn layout(observations: &[Observation]) -> Result<Layout, Indivisible> {
    let mut pairs: Vec<(u64, u64)> = observations.iter().map(|o| (o.luck, o.draw)).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let mut draws: Vec<u64> = observations.iter().map(|o| o.draw).collect();
    draws.sort_unstable();
    draws.dedup();
    let shared = |same: &[(u64, u64)]| same.len();
    let counts: Vec<usize> = pairs.chunk_by(|a, b| a.0 == b.0).map(shared).collect();
    if counts.iter().all(|&count| count == 1) {
        Ok(Layout::Nested)
    } else if counts.iter().all(|&count| count == draws.len()) {
        Ok(Layout::Crossed)
    } else {
        Err(Indivisible::Mixed)
    }
}

/// Divides the variance of observations into what is not known and luck.
///
/// # Definition
///
/// Nested luck, K draws with R_k replications, N in all: the one-way analysis of variance with
/// `n0 = (N - sum R_k^2 / N) / (K - 1)`, `s_A^2 = max(0, (MS_B - MS_W) / n0)`, `s_W^2 = MS_W` (Searle, Casella and McCulloch 1992, section 3.6);
/// the mean is that of the draws' means. Crossed luck: the two-way one, `s_A^2 = (MS_A - MS_E) / R`, `s_L^2 = (MS_L - MS_E) / K`, `s_E^2 = MS_E`, and
/// `Var(mean) = s_A^2 / K + s_L^2 / R + s_E^2 / (K R)`. One-way formulas on crossed rows would estimate `s_A^2 - s_L^2 / R`.
///
/// # Errors
/// Fewer than two draws, none of them tried twice, or luck that some share.
pub fn components(observations: &[Observation]) -> Result<Components, Indivisible> {
    let layout = layout(observations)?;
    let mut sorted = observations.to_vec();
    sorted.sort_by_key(|o| (o.draw, o.luck));
    let groups: Vec<Vec<f64>> =
        sorted.chunk_by(|a, b| a.draw == b.draw).map(|group| group.iter().map(|o| o.value).collect()).collect();
    if groups.len() < 2 {
        return Err(Indivisible::OneDraw);
    }
    if groups.iter().all(|group| group.len() < 2) {
        return Err(Indivisible::NoneTwice);
    }
    Ok(match layout {
        Layout::Nested => nested(&groups),
        Layout::Crossed => crossed(&groups),
    })
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let n = values.len() as f64;
    values.sum::<f64>() / n
}

fn nested(groups: &[Vec<f64>]) -> Components {
    let draws = groups.len() as f64;
    let all: f64 = groups.iter().map(|group| group.len() as f64).sum();
    let means: Vec<f64> = groups.iter().map(|group| mean(group.iter().copied())).collect();
    let weighed = groups.iter().zip(&means).map(|(group, mean)| group.len() as f64 * mean).sum::<f64>() / all;
    let between: f64 =
        groups.iter().zip(&means).map(|(group, mean)| group.len() as f64 * (mean - weighed) * (mean - weighed)).sum();
    let within: f64 =
        groups.iter().zip(&means).flat_map(|(group, mean)| group.iter().map(move |v| (v - mean) * (v - mean))).sum();
    let degrees = all - draws;
    let luck = within / degrees;
    let squares: f64 = groups.iter().map(|group| (group.len() * group.len()) as f64).sum();
    let n0 = (all - squares / all) / (draws - 1.0);
    let ignorance = ((between / (draws - 1.0) - luck) / n0).max(0.0);
    let level = mean(means.iter().copied());
    let spread: f64 = means.iter().map(|m| (m - level) * (m - level)).sum::<f64>() / (draws - 1.0);
    Components {
        layout: Layout::Nested,
        draws: groups.len(),
        mean: level,
        mean_error: sqrt(spread / draws),
        ignorance,
        luck,
        shared: 0.0,
        degrees,
    }
}

fn crossed(rows: &[Vec<f64>]) -> Components {
    let (draws, replications) = (rows.len() as f64, rows[0].len() as f64);
    let level = mean(rows.iter().flatten().copied().collect::<Vec<f64>>().into_iter());
    let of_draw: Vec<f64> = rows.iter().map(|row| mean(row.iter().copied())).collect();
    let of_luck: Vec<f64> = (0..rows[0].len()).map(|r| mean(rows.iter().map(|row| row[r]))).collect();
    let square = |x: f64| x * x;
    let between = replications * of_draw.iter().map(|m| square(m - level)).sum::<f64>() / (draws - 1.0);
    let by_luck = draws * of_luck.iter().map(|m| square(m - level)).sum::<f64>() / (replications - 1.0);
    let rest = |k: usize, r: usize| square(rows[k][r] - of_draw[k] - of_luck[r] + level);
    let degrees = (draws - 1.0) * (replications - 1.0);
    let error: f64 =
        (0..rows.len()).flat_map(|k| (0..rows[k].len()).map(move |r| (k, r))).map(|(k, r)| rest(k, r)).sum::<f64>()
            / degrees;
    let ignorance = ((between - error) / replications).max(0.0);
    let shared = ((by_luck - error) / draws).max(0.0);
    let variance = ignorance / draws + shared / replications + error / (draws * replications);
    Components {
        layout: Layout::Crossed,
        draws: rows.len(),
        mean: level,
        mean_error: sqrt(variance),
        ignorance,
        luck: shared + error,
        shared,
        degrees,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::ReplicationKey;

    fn seen(rows: &[&[f64]], crossed: bool) -> Vec<Observation> {
        let mut fresh = 0;
        let mut out = Vec::new();
        for (draw, row) in rows.iter().enumerate() {
            for (replication, &value) in row.iter().enumerate() {
                let luck = if crossed { replication as u64 } else { fresh };
                fresh += 1;
                out.push(Observation { draw: draw as u64, luck, value });
            }
        }
        out
    }

    #[test]
    fn nested_by_hand() {
        // Means 2 and 6, MS_B = 16, MS_W = 2.
        let found = components(&seen(&[&[1.0, 3.0], &[5.0, 7.0]], false)).expect("divisible");
        assert_eq!((found.layout, found.mean, found.ignorance, found.luck), (Layout::Nested, 4.0, 7.0, 2.0));
        assert_eq!((found.degrees, found.shared, found.draws), (2.0, 0.0, 2));
        assert_eq!(found.mean_error, 2.0, "sqrt of MS_B / (K R)");
        assert_eq!(found.share_of_luck(), Some(2.0 / 9.0));
        // Two draws: t of one degree of freedom, 12.706.
        assert!((found.half_width(0.95) - 25.412_409).abs() < 1e-5);
    }

    #[test]
    fn nested_with_unequal_replications_by_hand() {
        // N = 6, weighed mean 5, MS_B = 30, MS_W = 10/3, n0 = 11/6.
        let found = components(&seen(&[&[0.0, 2.0], &[4.0, 6.0, 8.0], &[10.0]], false)).expect("divisible");
        assert!((found.ignorance - 160.0 / 11.0).abs() < 1e-12 && (found.luck - 10.0 / 3.0).abs() < 1e-12);
        assert!((found.mean - 17.0 / 3.0).abs() < 1e-12, "each draw counts alike");
        // Means 1, 6, 10: variance 61/3.
        assert!((found.mean_error - sqrt(61.0 / 9.0)).abs() < 1e-12);
    }

    #[test]
    fn crossed_by_hand() {
        // MS_A = 16, MS_L = 25, MS_E = 4.
        let found = components(&seen(&[&[1.0, 4.0], &[3.0, 10.0]], true)).expect("divisible");
        assert_eq!((found.layout, found.mean, found.ignorance), (Layout::Crossed, 4.5, 6.0));
        assert_eq!((found.shared, found.luck, found.degrees), (10.5, 14.5, 1.0));
        assert_eq!(found.mean_error, sqrt(9.25));
    }

    #[test]
    fn ignorance_is_never_below_nothing() {
        let found = components(&seen(&[&[0.0, 10.0], &[1.0, 9.0]], false)).expect("divisible");
        assert_eq!((found.ignorance, found.luck), (0.0, 41.0));
        let found = components(&seen(&[&[1.0, 1.0], &[1.0, 1.0]], false)).expect("divisible");
        assert_eq!((found.share_of_luck(), found.mean_error), (None, 0.0));
    }

    /// Standard deviations 3 (draws), 2 (luck of all), 1 (rest): 400 draws of 30. Standard errors of the variances: .65, 1.1 (30 lucks), .013.
    #[test]
    fn known_variances_are_found_again() {
        let key = ReplicationKey::new(8, 0).customer(0);
        let value = |k: u32, r: u32, luck: f64| 5.0 + 3.0 * key.normal(0, k) + luck + key.normal(2, 1_000 * k + r);
        let rows = |crossed: bool| -> Vec<Observation> {
            let luck = |k: u32, r: u32| 2.0 * if crossed { key.normal(1, r) } else { key.normal(3, 1_000 * k + r) };
            let at = |k: u32, r: u32| Observation {
                draw: u64::from(k),
                luck: if crossed { u64::from(r) } else { u64::from(1_000 * k + r) },
                value: value(k, r, luck(k, r)),
            };
            (0..400).flat_map(|k| (0..30).map(move |r| (k, r))).map(|(k, r)| at(k, r)).collect()
        };
        let crossed = components(&rows(true)).expect("divisible");
        assert!(
            (crossed.ignorance - 9.0).abs() < 2.6 && (crossed.luck - crossed.shared - 1.0).abs() < 0.06,
            "{crossed:?}"
        );
        assert!((crossed.shared - 4.0).abs() < 4.4, "{crossed:?}");
        let nested = components(&rows(false)).expect("divisible");
        assert!((nested.ignorance - 9.0).abs() < 2.6 && (nested.luck - 5.0).abs() < 0.27, "{nested:?}");
        // What one would read in crossed rows by the formulas of nested ones: less than there is by the luck of all over R.
        let mut wrong = rows(true);
        wrong.iter_mut().enumerate().for_each(|(i, o)| o.luck = i as u64);
        let wrong = components(&wrong).expect("divisible");
        assert!(wrong.luck > 4.0 && crossed.mean_error > 1.5 * wrong.mean_error, "the layout is not a detail");
    }

    #[test]
    fn what_cannot_be_divided_is_refused() {
        assert_eq!(components(&seen(&[&[1.0, 2.0]], false)), Err(Indivisible::OneDraw));
        assert_eq!(components(&seen(&[&[1.0], &[2.0]], false)), Err(Indivisible::NoneTwice));
        let mut mixed = seen(&[&[1.0, 2.0], &[3.0, 4.0], &[5.0, 6.0]], false);
        mixed[2].luck = mixed[0].luck;
        assert_eq!(components(&mixed), Err(Indivisible::Mixed));
    }
}
