//! What a touch feels like, what stays of it, and what time makes of that.

pub(crate) mod aftermath;
pub(crate) mod ageing;
pub(crate) mod drift;
pub(crate) mod encounter;
pub(crate) mod experience;
pub(crate) mod incident;

pub(crate) use encounter::satisfaction;
