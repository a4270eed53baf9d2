//! Purposes of random draws: the third part of a draw's address.
//!
//! A purpose is a kind in the high bits and, below, the address of a touchpoint, journey or hole, which comes from its
//! name. The index
//! within a purpose is the visit and pass, the allowance number, or 0 for what is drawn once per customer. Visits are numbered within their
//! journey, so that an extra one of another journey shifts none.

use crate::random::ADDRESS_BITS;

const fn kind(k: u32) -> u32 {
    k << ADDRESS_BITS
}

pub(crate) const ARRIVAL: u32 = kind(1);
pub(crate) const SEGMENT: u32 = kind(2);
pub(crate) const STAGE: u32 = kind(3);
pub(crate) const TENURE: u32 = kind(4);
pub(crate) const RECENCY: u32 = kind(5);
pub(crate) const PHASE: u32 = kind(6);
pub(crate) const FIT: u32 = kind(7);
pub(crate) const CONTACT: u32 = kind(8);
pub(crate) const PURCHASE_RATE: u32 = kind(9);
pub(crate) const BASKET: u32 = kind(10);
pub(crate) const MARGIN: u32 = kind(11);
pub(crate) const EARNS: u32 = kind(12);
pub(crate) const RETENTION: u32 = kind(13);
pub(crate) const RENEWAL: u32 = kind(14);
pub(crate) const RENEWAL_CAUSE: u32 = kind(15);
pub(crate) const QUALITY_OFFSET: u32 = kind(16);
pub(crate) const MOOD: u32 = kind(17);
pub(crate) const QUALITY: u32 = kind(18);
pub(crate) const FAILURE: u32 = kind(19);
pub(crate) const SEVERITY: u32 = kind(20);
pub(crate) const WAIT: u32 = kind(21);
pub(crate) const PATIENCE: u32 = kind(22);
pub(crate) const SERVICE: u32 = kind(23);
pub(crate) const AFTER: u32 = kind(24);
pub(crate) const TAKES_PLACE: u32 = kind(25);
pub(crate) const NEXT: u32 = kind(26);
pub(crate) const NEXT_FAIL: u32 = kind(27);
pub(crate) const NEXT_RENEGE: u32 = kind(28);
pub(crate) const NEXT_FULL: u32 = kind(29);
pub(crate) const ABANDON_INCIDENT: u32 = kind(30);
pub(crate) const START: u32 = kind(32);
pub(crate) const START_RATE: u32 = kind(33);
pub(crate) const SATISFACTION: u32 = kind(34);
pub(crate) const BLAME_MARK: u32 = kind(35);
pub(crate) const FACTOR_MARK: u32 = kind(36);
pub(crate) const HOLE: u32 = kind(37);
pub(crate) const HOLE_HAZARD: u32 = kind(38);
pub(crate) const PER_PURCHASE: u32 = kind(39);
pub(crate) const STAGE_CLOCK: u32 = kind(40);
pub(crate) const VOICE: u32 = kind(41);
pub(crate) const RESOLUTION: u32 = kind(42);
pub(crate) const SETTLE: u32 = kind(43);
pub(crate) const FIRST_JOURNEY: u32 = kind(44);
pub(crate) const EXCESS: u32 = kind(45);
pub(crate) const PAYMENT: u32 = kind(46);
pub(crate) const PAYMENT_COST: u32 = kind(47);
pub(crate) const FAILURE_RATE: u32 = kind(48);
pub(crate) const COST: u32 = kind(49);
pub(crate) const REVENUE: u32 = kind(50);
pub(crate) const SHARE: u32 = kind(51);
/// What is drawn of a person once, by the attribute's address.
pub(crate) const ATTRIBUTE: u32 = kind(52);
pub(crate) const AWARE: u32 = kind(80);
pub(crate) const REDEEM: u32 = kind(81);
/// Programs: taking up and renewing a paid membership, transfers and who receives them, how many more a member tells,
/// fraud, bright moments, surprises, contacts that tell of it, and the life of a lot.
pub(crate) const MEMBERSHIP: u32 = kind(90);
pub(crate) const TRANSFER: u32 = kind(91);
pub(crate) const RECEIVER: u32 = kind(91) | 1;
pub(crate) const TELLS: u32 = kind(92);
pub(crate) const FRAUD: u32 = kind(93);
pub(crate) const EXPERIENCE: u32 = kind(94);
pub(crate) const SURPRISE: u32 = kind(95);
pub(crate) const INFORMED: u32 = kind(96);
pub(crate) const LIFE: u32 = kind(97);
/// Who receives what is passed on in one of several programs, whose address stands where the one program has a 1.
pub(crate) const NAMED_RECEIVER: u32 = kind(104);
/// Word of mouth: whether a customer praises, how many are told, who a contact is, whether that person comes.
pub(crate) const PRAISE: u32 = kind(70);
pub(crate) const TOLD: u32 = kind(71);
pub(crate) const PLACE: u32 = kind(72);
pub(crate) const CONVERSION: u32 = kind(73);
pub(crate) const LOUD: u32 = kind(74);
/// Allowance until the next direct referral, and the number of who is referred.
pub(crate) const REFERRAL: u32 = kind(75);
pub(crate) const REFERRED: u32 = kind(76);
/// Which journey takes a complaint.
pub(crate) const CASE: u32 = kind(77);
/// What is lost on switching channels, and how long it takes to say it again.
pub(crate) const LOST: u32 = kind(78);
pub(crate) const SAID_AGAIN: u32 = kind(79);

/// Coming back after leaving: contacts of a life, or which of returning and being gone comes first, and when.
pub(crate) const WIN_BACK: u32 = kind(82);
/// When a contact person leaves, and which one a customer has at a resource.
pub(crate) const CONTACT_LEAVES: u32 = kind(83);
pub(crate) const CONTACT_PERSON: u32 = kind(84);
/// A survey: whether a customer is asked, whether answers, and with what score.
pub(crate) const ASKED: u32 = kind(85);
pub(crate) const ANSWERS: u32 = kind(86);
pub(crate) const SCORE: u32 = kind(87);
/// Who comes for a deal; who manages without the staff, and how long a vain attempt takes; which categories are adopted.
pub(crate) const DEAL: u32 = kind(98);
pub(crate) const SELF_SERVED: u32 = kind(99);
pub(crate) const SELF_TIME: u32 = kind(100);
pub(crate) const CROSS_SELL: u32 = kind(101);
/// Whether a purchase is used to offer more; whether it gets round that the firm dropped a customer.
pub(crate) const SALES_CONTACT: u32 = kind(102);
pub(crate) const NOTICED: u32 = kind(103);

/// Address of purchases that belong to no journey.
pub(crate) const NO_JOURNEY: u32 = 0;

/// Index of a draw at a touchpoint: which visit of this journey, and which pass through the touchpoint.
#[inline]
pub(crate) fn visit_index(visit: u32, pass: u16) -> u32 {
    // A loop may run more than 256 times: further passes go to the high bits, which visits leave free.
    let pass = u32::from(pass);
    ((visit << 8) | (pass & 255)) ^ ((pass >> 8) << 24)
}
