//! Word of mouth and channels.

use super::kinds::{Kind, MONEY, PROBABILITY, RATE, Rule, SPAN, number};
use super::typed::{block, entries};

const ASSUMPTION: &str = "assumption";
/// A telling keeps a contact apart from the next up to a thousand.
const PEOPLE: f64 = 100.0;
/// Most people one telling reaches in the end.
const MOST_REACHED: f64 = 1000.0;

/// Name of the source of those whom others bring.
pub const REFERRAL: &str = "referral";

block! {
    /// How many people a customer tells, on average.
    pub struct Tells<'a> = "tells";

    /// When satisfied.
    satisfied as "people told when satisfied": f64 = number(0.0, PEOPLE).kind(), default("4.0", "loyalty papers; doubtful: unsourced");
    /// When wronged; 13 of 100 tell twice as many as the others.
    dissatisfied as "people told when wronged": f64 = number(0.0, PEOPLE).kind(), default("10.43", "CRM deck, slide 137: 13 of 100 tell 20, the others 9; doubtful: stated, not counted");
}

block! {
    /// How referred customers differ.
    pub struct Referred<'a> = "referred";

    /// Factor on their hazards of leaving, but for what nobody decides.
    hazard as "hazard factor of the referred": f64 = number(0.0, 100.0).kind(), default("0.82", "Schmitt, Skiera & Van den Bulte 2011");
    /// Factor on the margin of their purchases and payments; falls to 1 over three years.
    margin as "margin factor of the referred": f64 = number(0.0, 100.0).kind(), default("1.1", "direction: Schmitt, Skiera & Van den Bulte 2011; value: assumption"), range("1.01", "1.25", "above 1: Schmitt, Skiera & Van den Bulte 2011");
}

block! {
    /// Referrals given directly, whatever customers feel.
    pub struct Referrals<'a> = "referrals";

    /// People whom a customer brings, per time.
    rate as "referral rate": Option<f64> = RATE.kind();
    /// Mean number whom a customer brings, `every` after joining; Poisson.
    per_customer as "referrals per customer": Option<f64> = number(0.0, PEOPLE).kind();

    rules &[Rule::ExactlyOne(&["rate", "per_customer"])];
}

block! {
    /// Blame that goes on from mouth to mouth: `first * exp(growth * (t - 1))` people know by day t, until it has reached the most.
    pub struct Reach<'a> = "reach";

    /// People who know of it after a day.
    first as "people reached after a day": f64 = number(0.0, MOST_REACHED).kind(), default("12.0", "CRM deck, slide 199; doubtful: unsourced");
    /// Growth of their number.
    growth as "growth of the reach": f64 = RATE.kind(), default("\"0.3 per d\"", "fits 12, 23 and 72 people by days 1, 3 and 7 (CRM deck, slide 199)");
    /// Most people it reaches.
    most as "most people reached": f64 = number(0.0, MOST_REACHED).kind(), default("150.0", ASSUMPTION);
}

block! {
    /// What customers tell others.
    pub struct WordOfMouth<'a> = "word_of_mouth";

    /// How many people a customer tells.
    tells as "people told": Tells<'a> = Kind::Block(Tells::SPEC), default("{}", "spec");
    /// Chance that somebody who hears praise, and is not won yet, becomes a customer (c_w).
    conversion as "conversion of those told": f64 = PROBABILITY.kind(), default("0.0375", "15 newcomers from 100 satisfied customers who tell 4 each (loyalty papers); doubtful: loyalty papers also has 4 of one");
    /// Least time between two tellings of one kind (t_wom).
    every as "least time between tellings": f64 = SPAN.positive().kind(), default("\"365 d\"", "assumption: 15 per 100 read as yearly; at 90 d satisfied bases explode");
    /// Reward for each newcomer brought.
    reward as "referral reward": f64 = MONEY.kind(), default("0.0", "spec");
    /// How referred customers differ.
    referred as "referred customers": Referred<'a> = Kind::Block(Referred::SPEC), default("{}", "spec");
    /// Referrals given directly, instead of `tells`.
    referrals as "direct referrals": Option<Referrals<'a>> = Kind::Block(Referrals::SPEC);
    /// Blame that those who heard it pass on for days, instead of `tells.dissatisfied`.
    reach as "spread of blame": Option<Reach<'a>> = Kind::Block(Reach::SPEC);

    rules &[Rule::AtMostOne(&["referrals", "reach"])];
}

block! {
    /// A way to reach the firm.
    pub struct Channel<'a> = "channel";

    /// Its name.
    name as "name": &'a str = Kind::Name, required();
    /// Whether it exists; its touchpoints stay.
    enabled as "availability": bool = Kind::Bool, default("true", "spec");
    /// Chance that nothing is lost on switching to it (cons).
    consistency as "consistency": f64 = PROBABILITY.kind(), default("0.8", ASSUMPTION);
    /// Whether customers try to serve themselves at its touchpoints; who fails goes to their `resource`.
    self_service as "self-service": bool = Kind::Bool, default("false", "spec");
    /// Chance that an attempt at self-service succeeds (s_ss).
    success as "success of self-service": f64 = PROBABILITY.kind(), default("0.8", ASSUMPTION);
    /// Factor on the cost of a touchpoint for each attempt at self-service.
    cost_factor as "cost factor of self-service": f64 = number(0.0, 100.0).kind(), default("0.2", ASSUMPTION);
}

entries!(Channel);
