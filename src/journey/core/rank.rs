//! Ranks of events: at one instant smaller ones run first (order of the domain model). First what changes the world and frees
//! servers, then who comes, then what is due in a life; exits last.

/// The world changes before anything else of that time.
pub(crate) const SWITCH: u8 = 0;
/// An offer that has lasted long enough, or an edge of tenure, is a switch of one customer: whatever else falls on that instant comes after it.
pub(crate) const OWN_SWITCH: u8 = 1;
pub(crate) const STAFF: u8 = 2;
pub(crate) const SERVICE_END: u8 = 3;
pub(crate) const RENEGE: u8 = 4;
pub(crate) const DEPART: u8 = 5;
pub(crate) const AFTER: u8 = 6;
pub(crate) const FINISH: u8 = 7;
pub(crate) const ACQUIRE: u8 = 8;
pub(crate) const JOIN: u8 = 9;
pub(crate) const REFERRED: u8 = 10;
pub(crate) const ADOPT: u8 = 11;
pub(crate) const ARRIVAL: u8 = 12;
pub(crate) const START: u8 = 13;
/// Whoever reaches a resource finds the servers that became free at that time.
pub(crate) const QUEUE: u8 = 14;
pub(crate) const RENEWAL: u8 = 15;
pub(crate) const BILL: u8 = 16;
pub(crate) const STAGE: u8 = 17;
pub(crate) const REFRESH: u8 = 18;
pub(crate) const WIN_BACK: u8 = 19;
pub(crate) const EMPLOYEES: u8 = 20;
pub(crate) const SURVEY: u8 = 21;
pub(crate) const ACT: u8 = 22;
pub(crate) const SPREAD: u8 = 23;
pub(crate) const EXIT: u8 = 24;
/// The firm looks at its customers after everything else of that time.
pub(crate) const REVIEW: u8 = 30;

/// Whether an event of this rank is of the visit in its slot.
pub(crate) fn is_of_visit(rank: u8) -> bool {
    matches!(rank, SERVICE_END | RENEGE | DEPART | AFTER | FINISH | QUEUE)
}
