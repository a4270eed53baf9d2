//! Tabulated quantile functions: a draw costs a lookup and a cubic, wherever the law has no closed form.

use super::families::Shape;
use super::residual::Residual;

/// Halvings of the tail probability that are tabulated on each side; beyond them (one draw in 4,096) inversion is exact.
const OCTAVES: usize = 12;

/// Cells per octave, as a power of two: tried from the first to the last until the table is good enough.
const CELL_BITS: std::ops::RangeInclusive<u32> = 4..=8;

/// Relative error allowed in the middle of a cell, where a cubic errs most.
const CELL_ERROR: f64 = 2e-7;

/// Share of draws that may fall in cells which miss that error and so are inverted exactly.
const EXACT_SHARE: f64 = 0.002;

/// Bits of the fraction of a double.
const FRACTION_BITS: u32 = 52;

/// What a table stands for, and how it is inverted exactly.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Exact {
    /// A shape whose inversion takes long.
    Shape(Shape),
    /// The residual of a law.
    Residual(Residual),
}

impl Exact {
    /// Returns the quantile with `p` below and `q = 1 - p` above.
    pub(super) fn quantile(&self, p: f64, q: f64) -> f64 {
        match self {
            Exact::Shape(shape) => shape.quantile(p, q),
            Exact::Residual(residual) => residual.quantile(p, q),
        }
    }

    /// Returns the density at `x`.
    fn density(&self, x: f64) -> f64 {
        match self {
            Exact::Shape(shape) => shape.density(x),
            Exact::Residual(residual) => residual.density(x),
        }
    }
}

/// A quantile function in cubic pieces.
///
/// # Definition
///
/// Each side of the median has its own table over the probability in its tail. Cells are equal within an octave
/// and halve from one octave to the next, so that the cell is read off the bits of the probability and the error
/// stays relative. In a cell stands the cubic Hermite polynomial through exact values and slopes (one over the
/// density), with slopes limited so that it cannot turn (Fritsch and Carlson 1980). Relative error below 1e-6.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct QuantileTable {
    exact: Exact,
    cell_bits: u32,
    cells: Box<[[f64; 4]]>,
}

impl QuantileTable {
    /// Tabulates a law.
    pub(super) fn new(exact: Exact) -> Self {
        let mut bits = *CELL_BITS.start();
        loop {
            let share = if bits == *CELL_BITS.end() { 1.0 } else { EXACT_SHARE };
            if let Some(cells) = tabulate(&exact, bits, share) {
                return Self { exact, cell_bits: bits, cells };
            }
            bits += 1;
        }
    }

    /// Returns the law the table stands for.
    pub(super) fn exact(&self) -> &Exact {
        &self.exact
    }

    /// Returns the quantile of a uniform draw.
    #[inline]
    pub(super) fn at(&self, u: f64) -> f64 {
        let half = self.cells.len() / 2;
        let (tail, side) = if u < 0.5 { (u, 0) } else { (1.0 - u, half) };
        let bits = tail.to_bits();
        let cell = (bits >> (FRACTION_BITS - self.cell_bits)) as usize;
        let cell = cell.wrapping_sub(first_cell(self.cell_bits));
        if cell < half {
            let [c0, c1, c2, c3] = self.cells[side + cell];
            let t = fraction(bits << self.cell_bits);
            let x = ((c3 * t + c2) * t + c1) * t + c0;
            if !x.is_nan() {
                return x;
            }
        }
        self.invert(u)
    }

    #[cold]
    fn invert(&self, u: f64) -> f64 {
        self.exact.quantile(u, 1.0 - u)
    }
}

/// Returns the exponent and leading fraction bits of the smallest tabulated tail.
const fn first_cell(cell_bits: u32) -> usize {
    (1022 - OCTAVES) << cell_bits
}

/// Reads the fraction of a double as a number in [0, 1).
#[inline]
fn fraction(bits: u64) -> f64 {
    f64::from_bits(bits & ((1 << FRACTION_BITS) - 1) | 1.0f64.to_bits()) - 1.0
}

/// Computes the cells of both sides; gives up when cells that miss their error take more than this share of draws.
fn tabulate(exact: &Exact, cell_bits: u32, allowed_share: f64) -> Option<Box<[[f64; 4]]>> {
    let per_side = OCTAVES << cell_bits;
    let mut cells = Vec::with_capacity(2 * per_side);
    let mut exact_share = 0.0;
    for upper in [false, true] {
        let quantile = |tail: f64| {
            if upper { exact.quantile(1.0 - tail, tail) } else { exact.quantile(tail, 1.0 - tail) }
        };
        let slope = |x: f64| {
            if upper { -1.0 / exact.density(x) } else { 1.0 / exact.density(x) }
        };
        let knot = |cell: usize| f64::from_bits(((first_cell(cell_bits) + cell) as u64) << (FRACTION_BITS - cell_bits));
        let (mut left, mut y0) = (knot(0), quantile(knot(0)));
        let mut s0 = slope(y0);
        for cell in 0..per_side {
            let right = knot(cell + 1);
            let width = right - left;
            let y1 = quantile(right);
            let s1 = slope(y1);
            let cubic = hermite(y0, y1, width * s0, width * s1);
            let [c0, c1, c2, c3] = cubic;
            let middle = quantile(left + 0.5 * width);
            let error = (((0.5 * c3 + c2) * 0.5 + c1) * 0.5 + c0 - middle).abs();
            if error <= CELL_ERROR * middle.abs() {
                cells.push(cubic);
            } else {
                exact_share += width;
                if exact_share > allowed_share {
                    return None;
                }
                cells.push([f64::NAN; 4]);
            }
            (left, y0, s0) = (right, y1, s1);
        }
    }
    Some(cells.into())
}

/// Returns the coefficients in `t` of the cubic with these values and slopes at 0 and 1, kept monotone.
fn hermite(y0: f64, y1: f64, s0: f64, s1: f64) -> [f64; 4] {
    let rise = y1 - y0;
    let limit = |slope: f64| {
        if rise > 0.0 { slope.clamp(0.0, 3.0 * rise) } else { slope.clamp(3.0 * rise, 0.0) }
    };
    let (s0, s1) = (limit(s0), limit(s1));
    [y0, s0, 3.0 * rise - 2.0 * s0 - s1, s0 + s1 - 2.0 * rise]
}
