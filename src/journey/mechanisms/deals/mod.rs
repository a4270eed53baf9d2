//! What a source of newcomers gives each of them for coming (model section 10): a gift, a price that holds for a while, a subsidy that
//! binds for a term.
//!
//! A gift changes who comes, not how many: the share of deal seekers grows with its size. While the offer lasts the price
//! holds them; then they buy less and rivals win them more easily. What was agreed on joining stays as it was, whatever
//! the world does later.

pub(crate) mod acts;
pub(crate) mod spec;
pub(crate) mod state;
