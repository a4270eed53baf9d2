//! The Sobol sequence: points that fill a cube more evenly than draws do.

use super::key::ReplicationKey;
use super::sobol_directions::DIRECTIONS;

/// Digits of a coordinate.
const BITS: usize = 32;

/// Keeps the shift of a sequence away from the draws of a simulation with the same seed.
const SHIFT_SALT: u64 = 0x536f_626f_6c20_7368;

/// The Sobol sequence in up to [`SobolSequence::MOST_DIMENSIONS`] dimensions, shifted by a seed.
///
/// # Definition
///
/// Point `i` is the exclusive or of the direction numbers at the ones of the Gray code of `i` (Antonov and Saleev 1979), with the direction
/// numbers of Joe and Kuo (2008). A digital shift, one word per dimension drawn from the seed, moves the point 0 away from the corner and
/// keeps the evenness: of any `2^m` points that start at a multiple of `2^m`, each of `2^m` equal slices of every axis has one.
///
/// # Randomness
///
/// One word per dimension.
#[derive(Debug, Clone)]
pub struct SobolSequence {
    axes: Vec<([u32; BITS], u32)>,
}

impl SobolSequence {
    /// Most dimensions.
    pub const MOST_DIMENSIONS: usize = DIRECTIONS.len();

    /// The sequence in this many dimensions, shifted by a seed.
    ///
    /// # Panics
    ///
    /// If there are more than [`Self::MOST_DIMENSIONS`].
    #[must_use]
    pub fn new(dimensions: usize, seed: u64) -> Self {
        Self::again(dimensions, seed, 0)
    }

    /// The same sequence with the shift of this number; 0 is that of [`SobolSequence::new`]. What several shifts find differs by the
    /// error of the sequence.
    ///
    /// # Panics
    ///
    /// If there are more than [`Self::MOST_DIMENSIONS`].
    #[must_use]
    pub fn again(dimensions: usize, seed: u64, number: u64) -> Self {
        let key = ReplicationKey::new(seed ^ SHIFT_SALT, number).customer(0);
        let shift = |axis: usize| (key.word(0, axis as u32) >> 32) as u32;
        Self::shifted(dimensions, shift)
    }

    fn shifted(dimensions: usize, shift: impl Fn(usize) -> u32) -> Self {
        assert!(dimensions <= Self::MOST_DIMENSIONS, "there are direction numbers for that many dimensions");
        Self { axes: (0..dimensions).map(|axis| (directions(axis), shift(axis))).collect() }
    }

    /// The point with this number, each coordinate in the open interval (0, 1).
    #[must_use]
    pub fn point(&self, index: u32) -> Vec<f64> {
        let gray = index ^ (index >> 1);
        let coordinate = |(directions, shift): &([u32; BITS], u32)| {
            let ones = (0..BITS).filter(|bit| gray >> bit & 1 == 1);
            let digits = ones.fold(*shift, |sum, bit| sum ^ directions[bit]);
            (f64::from(digits) + 0.5) / (1u64 << BITS) as f64
        };
        self.axes.iter().map(coordinate).collect()
    }
}

/// The direction numbers of one axis, the first digit highest.
fn directions(axis: usize) -> [u32; BITS] {
    let (polynomial, first) = DIRECTIONS[axis];
    let mut out = [0; BITS];
    if axis == 0 {
        (0..BITS).for_each(|bit| out[bit] = 1 << (BITS - 1 - bit));
        return out;
    }
    let degree = (31 - polynomial.leading_zeros()) as usize;
    for bit in 0..BITS {
        out[bit] = if bit < degree {
            first[bit] << (BITS - 1 - bit)
        } else {
            let mut sum = out[bit - degree] ^ (out[bit - degree] >> degree);
            for k in 1..degree {
                if polynomial >> (degree - k) & 1 == 1 {
                    sum ^= out[bit - k];
                }
            }
            sum
        };
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unshifted_points_are_those_of_scipy() {
        // scipy.stats.qmc.Sobol(64, scramble=False, bits=32).random(1024), rows 5 and 1000.
        let sequence = SobolSequence::shifted(64, |_| 0);
        let near = |got: &[f64], wanted: &[f64]| got.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-9);
        let five = sequence.point(5);
        assert!(near(&five[..8], &FIVE), "{five:?}");
        let last = sequence.point(1000);
        assert!(near(&last[..6], &THOUSAND) && near(&last[60..], &THOUSAND_END), "{last:?}");
    }

    const FIVE: [f64; 8] = [0.875, 0.875, 0.125, 0.375, 0.875, 0.625, 0.875, 0.375];
    const THOUSAND: [f64; 6] = [0.2197265625, 0.0966796875, 0.5185546875, 0.6767578125, 0.2802734375, 0.9072265625];
    const THOUSAND_END: [f64; 4] = [0.4462890625, 0.6025390625, 0.2587890625, 0.4462890625];

    #[test]
    fn every_slice_of_every_axis_has_one_point_whatever_the_shift() {
        let sequence = SobolSequence::new(64, 7);
        for from in [0, 256] {
            let points: Vec<Vec<f64>> = (from..from + 256).map(|i| sequence.point(i)).collect();
            for axis in 0..64 {
                let mut slices: Vec<usize> = points.iter().map(|p| (p[axis] * 256.0) as usize).collect();
                slices.sort_unstable();
                assert!(slices.into_iter().eq(0..256), "axis {axis}");
            }
        }
        assert_ne!(sequence.point(3), SobolSequence::new(64, 8).point(3));
    }
}
