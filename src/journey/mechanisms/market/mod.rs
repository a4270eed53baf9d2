//! A finite market: everyone who might ever buy is a prospect, a customer, or lost.
//!
//! Who is won leaves the pool, and who leaves the firm does not go back to it. Those left in the market adopt at a hazard;
//! what is said of the firm makes that easier or harder. A market without a size has prospects without end and no
//! reputation: none of this exists then.

pub(crate) mod acts;
pub(crate) mod state;
