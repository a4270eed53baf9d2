//! A complaint as a journey: it begins when an incident is voiced, and how it ends decides who stays.
//!
//! A `settle` touchpoint says whether the customer accepts the answer. The incident is settled when the visit takes stock;
//! how long it took since the failure says how quick the answer was. Leaving the journey without a `settle` (giving up
//! waiting, a full queue) is no answer. One case at a time: a new incident makes the open one worse.
//!
//! Care and compensation lower the chance that an answer is refused: the `fail_prob` of every step. What warmth cannot
//! change (no authority, not enough information) belongs in the weights of `next`. A firm that learns fails less with
//! every complaint it has resolved, per customer it has: customers share that, and are one cell then.

pub(crate) mod case;
pub(crate) mod spec;
pub(crate) mod state;
pub(crate) mod staying;
