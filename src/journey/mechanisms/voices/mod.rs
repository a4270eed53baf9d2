//! Word of mouth (model section 9): customers praise and blame, and bring others.
//!
//! TELL comes after what is remembered, and blame after an incident is settled too: at most one telling of each kind in a time. In an open market everybody
//! told is a prospect; in a finite one a contact is somebody drawn from all who might ever buy. Blame may also go on for days by those who heard it,
//! after the customer has gone as well. People may also be referred directly, at a rate or by number. Whoever comes this way joins from the source
//! `referral`, keyed by the referrer and the contact, so that the same contact brings the same person in every world.

pub(crate) mod acts;
pub(crate) mod spec;
pub(crate) mod state;
