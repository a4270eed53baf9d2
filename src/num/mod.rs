//! Portable maths: the only door to transcendental functions.
//!
//! The standard library forwards `exp`, `ln` and `pow` to the platform, which may round differently.
//! Everything here is written in Rust over IEEE arithmetic, so a sampled value is the same on every machine.
//!
//! Distribution functions come in pairs: the probability below and the probability above. Quantile
//! functions take both, so that neither tail loses digits to `1 - p`.

mod beta;
mod elementary;
mod elementary_tables;
mod gamma;
mod normal;
mod quadrature;
mod solve;
mod tolerance;

pub use beta::{beta_density, beta_quantile, incomplete_beta, ln_beta, student_t_cdf, student_t_quantile};
pub use elementary::{cos, exp, exp_m1, ln, ln_1p, ln_of_draw, logit, pow, sigmoid, sin, sqrt, whole_power};
pub use gamma::{gamma, gamma_density, gamma_quantile, incomplete_gamma, ln_gamma};
pub use normal::{normal_cdf, normal_quantile, normal_quantile_pair};
pub use quadrature::{Integral, integrate_unit};
pub use solve::solve_increasing;
pub use tolerance::{ACCOUNTING, EXACT, TABLE, close};
