//! From a law as written to one that is drawn from, in two steps: checked without an address, then placed.
//!
//! Checking is cheap and finds what is impossible; it gives the moments. Placing adds the tables that make draws quick, and the addresses
//! of nested laws.

use std::sync::Arc;

use super::error::LawError;
use super::families::Shape;
use super::family::{Making, Standard};
use super::law::{Kind, Law};
use super::nested::{Address, MAX_LAW_ID, OwnResidual, Resolved, resolve};
use super::residual::Residual;
use super::spec::{LawSpec, Param};
use super::steps::Steps;
use super::table::{Exact, QuantileTable};

/// A mean beyond this is one that does not exist: parameters that are drawn are cut where numbers end, and so is the integral.
const LARGEST_MEAN: f64 = 1e25;

/// Checks a law; the result has neither tables nor an address.
pub(super) fn checked(spec: &LawSpec) -> Result<Law, LawError> {
    let plain = match &spec.form.making {
        Making::Standard(rule) => match resolve(spec, rule)? {
            Resolved::Fixed(standard) => Law::standard(standard),
            Resolved::Nested(nested) => {
                let bounds = nested.bounds();
                measured(Kind::Nested(Arc::new(nested)), bounds)
            }
        },
        Making::Values => values(spec)?,
        Making::Residual => match &spec.params[0] {
            Param::Law(of) => residual(&checked(of)?)?,
            Param::Fixed(of) => residual(&Law::constant(*of))?,
            Param::List(_) => return Err(LawError::Kind { parameter: "of", expected: "a number or a law" }),
        },
    };
    // Left alone where nothing changes, for the sign of a zero.
    Ok(if spec.scale == 1.0 && spec.add == 0.0 { plain } else { plain.affine(spec.scale, spec.add) })
}

/// Gives a checked law its tables, and its nested laws their addresses.
pub(super) fn placed(law: &Law, law_id: u32) -> Law {
    assert!(law_id <= MAX_LAW_ID, "law number {law_id} is too large");
    law.placed(Address::Top(law_id))
}

fn values(spec: &LawSpec) -> Result<Law, LawError> {
    let list = |parameter: &'static str| match spec.param(parameter) {
        Some(Param::List(values)) => Ok(Some(values.as_slice())),
        Some(_) => Err(LawError::Kind { parameter, expected: "a list of numbers" }),
        None => Ok(None),
    };
    let steps = Steps::new(list("values")?.unwrap_or_default(), list("weights")?)?;
    let bounds = steps.bounds();
    if bounds.0 == bounds.1 {
        return Ok(Law::constant(bounds.0));
    }
    Ok(measured(Kind::Steps(Arc::new(steps), None), bounds))
}

impl Law {
    /// Compiles a law. `law_id` tells its nested laws from those of other laws; give each law its own.
    ///
    /// # Errors
    ///
    /// See [`LawError`]: parameters out of range or order (or nested laws that can be), bad lists.
    pub fn compile(spec: &LawSpec, law_id: u32) -> Result<Law, LawError> {
        if law_id > MAX_LAW_ID {
            return Err(LawError::LawId(law_id));
        }
        Ok(placed(&checked(spec)?, law_id))
    }

    /// A law whose parameters are all numbers.
    fn standard(standard: Standard) -> Law {
        let Standard { shape, scale, add } = standard;
        if standard.is_constant() {
            return Law::constant(add);
        }
        Law {
            kind: Kind::Direct(shape.simplest()),
            scale,
            add,
            mean: standard.mean(),
            variance: standard.variance(),
            lower: scale * shape.lower() + add,
            upper: scale * shape.upper() + add,
        }
    }

    /// The law with its tables, and its nested laws at their addresses.
    pub(super) fn placed(&self, address: Address) -> Law {
        let kind = match &self.kind {
            Kind::Direct(shape) => Kind::drawn(*shape),
            Kind::Residual(residual) => Kind::Table(Arc::new(QuantileTable::new(Exact::Residual(**residual)))),
            Kind::Nested(nested) => Kind::Nested(Arc::new(nested.placed(address))),
            Kind::OwnResidual(own) => {
                Kind::OwnResidual(OwnResidual { of: Arc::new(own.of.placed(address)), ..own.clone() })
            }
            Kind::Table(_) | Kind::Steps(..) | Kind::Segments(_) => self.kind.clone(),
        };
        Law { kind, ..self.clone() }
    }
}

impl Kind {
    /// How a shape is drawn: by a table or a list where inversion would be slow.
    pub(super) fn drawn(shape: Shape) -> Self {
        let shape = shape.simplest();
        if let Some(steps) = shape.listed() {
            Kind::Steps(Arc::new(steps), Some(shape))
        } else if shape.is_tabulated() {
            Kind::Table(Arc::new(QuantileTable::new(Exact::Shape(shape))))
        } else {
            Kind::Direct(shape)
        }
    }
}

/// Makes the law of the time to the next epoch, when this is the checked law between epochs.
fn residual(of: &Law) -> Result<Law, LawError> {
    if let Kind::Nested(nested) = &of.kind {
        // Over customers the mean may be infinite; of each one it is not.
        if of.lower < 0.0 || of.upper <= 0.0 || of.scale < 0.0 {
            return Err(LawError::ResidualOf);
        }
        let kind = Kind::OwnResidual(OwnResidual { of: nested.clone(), scale: of.scale, add: of.add });
        return Ok(measured(kind, (0.0, of.upper)));
    }
    if of.lower < 0.0 || !of.mean.is_finite() || of.mean <= 0.0 {
        return Err(LawError::ResidualOf);
    }
    let of_steps = |steps: &Steps| {
        let segments = steps.residual(of.scale, of.add, of.mean);
        let bounds = (0.0, segments.upper());
        Ok(measured(Kind::Segments(Arc::new(segments)), bounds))
    };
    let shape = match &of.kind {
        Kind::Direct(Shape::Constant(_)) => {
            let segments = Steps::from_sorted(vec![of.add], &[1.0]).residual(1.0, 0.0, of.mean);
            return Ok(measured(Kind::Segments(Arc::new(segments)), (0.0, of.upper)));
        }
        Kind::Steps(steps, _) => return of_steps(steps),
        Kind::Direct(shape) if shape.is_memoryless() && of.add == 0.0 => return Ok(of.clone()),
        Kind::Direct(shape) => match shape.listed() {
            Some(steps) => return of_steps(&steps),
            None => *shape,
        },
        Kind::Residual(_) | Kind::Table(_) | Kind::Segments(_) | Kind::Nested(_) | Kind::OwnResidual(_) => {
            return Err(LawError::ResidualOfCompound);
        }
    };
    let mean = (of.variance + of.mean * of.mean) / (2.0 * of.mean);
    let third_moment = of.expect(&mut |x| x * x * x);
    Ok(Law {
        kind: Kind::Residual(Box::new(Residual::new(Standard { shape, scale: of.scale, add: of.add }))),
        scale: 1.0,
        add: 0.0,
        mean,
        variance: third_moment / (3.0 * of.mean) - mean * mean,
        lower: 0.0,
        upper: of.upper,
    })
}

/// Completes an unscaled law by its mean and variance, computed as expectations.
fn measured(kind: Kind, (lower, upper): (f64, f64)) -> Law {
    let mut law = Law { kind, scale: 1.0, add: 0.0, mean: 0.0, variance: 0.0, lower, upper };
    (law.mean, law.variance) = match &law.kind {
        Kind::Nested(nested) => {
            let mean = nested.expect(&mut |own| own.mean());
            let variance = nested.expect(&mut |own| {
                let distance = own.mean() - mean;
                own.variance() + distance * distance
            });
            (mean, variance)
        }
        // Two integrals for its variance: left until somebody asks.
        Kind::OwnResidual(own) => (own.expect(&mut |residual| residual.mean()), f64::NAN),
        _ => {
            let mean = law.expect(&mut |x| x);
            (mean, law.expect(&mut |x| (x - mean) * (x - mean)))
        }
    };
    if law.mean.abs() > LARGEST_MEAN {
        law.mean = law.mean.signum() * f64::INFINITY;
    }
    if law.variance.is_nan() && !matches!(law.kind, Kind::OwnResidual(_)) {
        // An infinite mean leaves no distance to square.
        law.variance = f64::INFINITY;
    }
    law
}
