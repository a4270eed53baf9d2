//! What belonging to a loyalty program brings and costs beside what is collected.

use super::kinds::{Kind, MONEY, PROBABILITY, RATE, SPAN, integer, number};
use super::typed::{block, entries};
use super::words::{ContactWay, Word as _};
use crate::scenario::grammar::value::Amount;

const ASSUMPTION: &str = "assumption";

block! {
    /// Tells customers who do not know of the program about it, so long after joining and again and again.
    pub struct Contact<'a> = "contact";

    /// Its name.
    name as "name": &'a str = Kind::Name, required();
    /// Whether it is made.
    enabled as "use": bool = Kind::Bool, default("true", "spec");
    /// How.
    by as "way of contact": ContactWay = Kind::Choice(ContactWay::WORDS), required();
    /// Time between two contacts of one customer.
    every as "contact interval": f64 = SPAN.positive().kind(), required();
    /// Chance that one contact makes a customer know of it; if omitted .2 by mail, .1 by e-mail, .5 by hand (order from loyalty papers;
    /// assumption).
    aware as "awareness per contact": Option<f64> = PROBABILITY.kind();
    /// Cost of one contact.
    cost as "cost per contact": f64 = MONEY.kind(), default("0.0", "spec");
}

block! {
    /// A fee for belonging. Who does not pay is no member; who does not renew loses what is collected.
    pub struct Membership<'a> = "membership";

    /// Fee of one period.
    fee as "membership fee": f64 = MONEY.kind(), required();
    /// The period.
    every as "membership period": f64 = SPAN.positive().kind(), default("\"1 y\"", "convention");
    /// Chance that who knows of the program becomes a member: a number, whatever the fee, or a table by fee, straight between its points; a fee
    /// outside them is refused.
    take_up as "take-up of membership": &'a Amount = PROBABILITY.by_fee().kind(), default("0.3", ASSUMPTION);
    /// Chance that a member pays for one more period.
    renewal as "renewal of membership": f64 = PROBABILITY.kind(), default("0.8", ASSUMPTION);
}

block! {
    /// Members wait less.
    pub struct Benefit<'a> = "benefit";

    /// Their priority in queues with `discipline = "priority"`; 1 goes first, others have 5 if the journey names none.
    priority as "priority of members": u64 = integer(1.0, 100.0).kind(), default("1", ASSUMPTION), fixed("the firm decides it, so the file should say it");
    /// Factor on their waits where these are sampled.
    wait as "wait factor of members": f64 = PROBABILITY.kind(), default("0.5", ASSUMPTION), fixed("the firm decides it, so the file should say it");
}

block! {
    /// A bright moment in members' visits; they come to expect it.
    pub struct MemberExperience<'a> = "experience";

    /// Chance that a visit holds it.
    prob as "chance of a bright moment": f64 = PROBABILITY.kind(), default("0.25", ASSUMPTION), fixed("the firm decides it, so the file should say it");
    /// Its utility.
    moment as "utility of a bright moment": f64 = number(0.0, 1.0).kind(), default("0.6", "000: a bright moment; value: assumption");
    /// What one costs.
    cost as "cost of a bright moment": f64 = MONEY.kind(), default("0.0", "spec");
}

block! {
    /// A reward at random. It is felt, and expected only by who gets it twice in four visits.
    pub struct Surprise<'a> = "surprise";

    /// Chance that a visit holds it.
    prob as "chance of a surprise": f64 = PROBABILITY.kind(), default("0.1", ASSUMPTION), fixed("the firm decides it, so the file should say it");
    /// Its utility.
    moment as "utility of a surprise": f64 = number(0.0, 1.0).kind(), default("0.6", "000: a bright moment; value: assumption");
    /// What one costs.
    cost as "cost of a surprise": f64 = MONEY.kind(), required();
}

block! {
    /// A reward for members who bring others. It comes on top of `word_of_mouth.reward`, which all customers get.
    pub struct Referral<'a> = "referral";

    /// Reward for each newcomer whom a member brings.
    reward as "referral reward of members": f64 = MONEY.kind(), required();
    /// Factor on the chance that somebody told by a member becomes a customer.
    conversion as "conversion factor of members": f64 = number(1.0, 100.0).kind(), default("1.5", "direction: loyalty papers; value: assumption"), range("1.05", "2.2", "above 1; direction: loyalty papers");
}

block! {
    /// Members pass on what they have collected to other members, as families do. It keeps its expiry.
    pub struct Transfer<'a> = "transfer";

    /// How often a member does.
    rate as "rate of transfers": f64 = RATE.kind(), required();
    /// Share of what there is that is passed on, rounded down.
    share as "share transferred": f64 = PROBABILITY.kind(), default("1.0", "all of it, unless said");
}

entries!(Contact);
