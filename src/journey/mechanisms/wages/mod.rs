//! Wages and salaries: what staff are paid, and when.
//!
//! A `wage` is for time on duty: staffed time by the calendar, and overtime, in which more servers are busy than are on duty (after closing, or
//! after a cut of staff). So at each instant it is paid for the larger of staffed and busy servers. A `salary` is paid always, for the most on duty at
//! once. Each is posted as a flow over the stretch in which it was earned, so that discounting follows when it was.
//!
//! The calendar of a world is known beforehand: it is posted once per replication. Overtime is settled wherever the number of servers
//! beyond the staff changes: nobody else pays for it, and while there is none nothing is done.

mod acts;
pub(crate) mod state;
