//! What results say: numbers and names as a reader sees them, and sentences made of them. Knows results and nothing of the report.

pub(in crate::report) mod analysis;
pub(in crate::report) mod bucket;
pub(in crate::report) mod choice;
pub(in crate::report) mod deciding;
pub(in crate::report) mod findings;
pub(in crate::report) mod format;
pub(in crate::report) mod futures;
pub(in crate::report) mod names;
pub(in crate::report) mod payback;
pub(in crate::report) mod priorities;
pub(in crate::report) mod regret;
pub(in crate::report) mod uncertainty;
pub(in crate::report) mod verdicts;
pub(in crate::report) mod width;
