//! Designs by cost and gain: which are worth considering, the best for a budget, and how sure their place is.

use crate::num::{cos, pow, sin, sqrt};

/// What a design costs and what it gains.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Design {
    /// Cost; less is better.
    pub cost: f64,
    /// Gain; more is better.
    pub gain: f64,
}

/// The place of a design among others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// No other design gains more for the same cost, or costs less for the same gain.
    Efficient,
    /// The design of this index gains as much or more for the same cost or less, and is itself efficient.
    DominatedBy(usize),
    /// Its cost or gain is not a number.
    Unknown,
}

/// Tells of each design whether it is efficient, or which one to take in its place.
///
/// # Definition
///
/// `a` dominates `b` when it costs no more and gains no less, and one of the two strictly. Of several that do, the
/// one named gains most, then costs least, then comes first; such a one is efficient. Equal designs do not dominate
/// each other. Judged by estimates: look at the intervals before dropping a design that is nearly efficient.
#[must_use]
pub fn efficient_set(designs: &[Design]) -> Vec<Standing> {
    let known = |design: &Design| !design.cost.is_nan() && !design.gain.is_nan();
    let standing = |design: &Design| {
        if !known(design) {
            return Standing::Unknown;
        }
        let dominates =
            |other: &Design| known(other) && other.cost <= design.cost && other.gain >= design.gain && other != design;
        best(designs, dominates).map_or(Standing::Efficient, Standing::DominatedBy)
    };
    designs.iter().map(standing).collect()
}

/// Returns the design that gains most at a cost within `budget`; ties go to the cheaper, then to the earlier.
///
/// `None` when nothing can be afforded. List the baseline (cost 0, gain 0) to be allowed to do nothing.
#[must_use]
pub fn best_within(designs: &[Design], budget: f64) -> Option<usize> {
    best(designs, |design| design.cost <= budget && !design.gain.is_nan())
}

fn best(designs: &[Design], allowed: impl Fn(&Design) -> bool) -> Option<usize> {
    let ahead = |a: &Design, b: &Design| a.gain > b.gain || a.gain == b.gain && a.cost < b.cost;
    let candidates = designs.iter().enumerate().filter(|(_, design)| allowed(design));
    candidates.reduce(|first, next| if ahead(next.1, first.1) { next } else { first }).map(|(index, _)| index)
}

/// A confidence region of two means, such as cost and gain.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ellipse {
    /// The two means.
    pub centre: (f64, f64),
    /// Half the longer and half the shorter axis.
    pub semi_axes: (f64, f64),
    /// Unit vector along the longer axis; points right, or straight up.
    pub direction: (f64, f64),
}

impl Ellipse {
    /// Returns the angle from the first coordinate's axis to the longer axis, counter-clockwise,
    /// above -pi/2 and up to pi/2 \[rad\].
    #[must_use]
    pub fn angle(&self) -> f64 {
        // Portable like `num`, which has no arc tangent.
        libm::atan2(self.direction.1, self.direction.0)
    }

    /// Tells whether a point lies in the region.
    #[must_use]
    pub fn contains(&self, point: (f64, f64)) -> bool {
        let (x, y) = (point.0 - self.centre.0, point.1 - self.centre.1);
        let along = x * self.direction.0 + y * self.direction.1;
        let across = y * self.direction.0 - x * self.direction.1;
        // A flat ellipse holds the points on it only.
        let part = |distance: f64, axis: f64| if distance == 0.0 { 0.0 } else { distance * distance / (axis * axis) };
        part(along, self.semi_axes.0) + part(across, self.semi_axes.1) <= 1.0
    }

    /// Returns `points` points of the outline, counter-clockwise from the end of the longer axis.
    #[must_use]
    pub fn outline(&self, points: usize) -> Vec<(f64, f64)> {
        let at = |i: usize| {
            let turn = std::f64::consts::TAU * i as f64 / points as f64;
            let (along, across) = (self.semi_axes.0 * cos(turn), self.semi_axes.1 * sin(turn));
            let (dx, dy) = self.direction;
            (self.centre.0 + along * dx - across * dy, self.centre.1 + along * dy + across * dx)
        };
        (0..points).map(at).collect()
    }
}

/// Estimates two means together, from one pair per replication.
///
/// # Definition
///
/// The means `m` with `n (mean - m)' S^-1 (mean - m) <= T^2`, S the 2 by 2 sample covariance over replications, and
/// `T^2 = 2 (n - 1) / (n - 2) F(level; 2, n - 2)` (Hotelling 1931), which for two means is
/// `(n - 1) ((1 - level)^(-2 / (n - 2)) - 1)`. Half-axes `sqrt(lambda T^2 / n)` by the eigenvalues of S.
/// `None` below three replications. The region holds both means at once; its shadows on the axes are wider than
/// the two single intervals.
///
/// # Panics
///
/// If the two differ in length, or `level` is not between 0 and 1.
#[must_use]
pub fn confidence_ellipse(x: &[f64], y: &[f64], level: f64) -> Option<Ellipse> {
    assert_eq!(x.len(), y.len(), "every replication has both numbers");
    assert!(level > 0.0 && level < 1.0, "a level lies between 0 and 1");
    if x.len() < 3 {
        return None;
    }
    let n = x.len() as f64;
    let centre = (x.iter().sum::<f64>() / n, y.iter().sum::<f64>() / n);
    let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
    for (x, y) in x.iter().zip(y) {
        let (dx, dy) = (x - centre.0, y - centre.1);
        xx += dx * dx;
        xy += dx * dy;
        yy += dy * dy;
    }
    let (xx, xy, yy) = (xx / (n - 1.0), xy / (n - 1.0), yy / (n - 1.0));
    let half_gap = 0.5 * (xx - yy);
    let root = sqrt(half_gap * half_gap + xy * xy);
    let longer = 0.5 * (xx + yy) + root;
    // By the product of the two: their difference would lose the digits of a thin ellipse.
    let shorter = if longer > 0.0 { ((xx * yy - xy * xy) / longer).max(0.0) } else { longer };
    let squared = (n - 1.0) * (pow(1.0 - level, -2.0 / (n - 2.0)) - 1.0);
    let semi = |eigenvalue: f64| sqrt(eigenvalue * squared / n);
    Some(Ellipse { centre, semi_axes: (semi(longer), semi(shorter)), direction: direction(half_gap, xy, root) })
}

/// Returns the unit eigenvector of the larger eigenvalue, from half the difference of the variances, the covariance,
/// and the root of the sum of their squares.
fn direction(half_gap: f64, covariance: f64, root: f64) -> (f64, f64) {
    // Of the two rows of the eigenvalue equation, the one without cancellation.
    let (x, y) = if half_gap >= 0.0 { (root + half_gap, covariance) } else { (covariance, root - half_gap) };
    let length = sqrt(x * x + y * y);
    if length == 0.0 {
        return (1.0, 0.0);
    }
    let sign = if x < 0.0 || x == 0.0 && y < 0.0 { -1.0 } else { 1.0 };
    (sign * x / length, sign * y / length)
}

#[cfg(test)]
#[path = "efficient_tests.rs"]
mod tests;
