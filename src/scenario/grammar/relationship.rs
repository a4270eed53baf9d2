//! Memory, loyalty, holes and complaints.

use super::kinds::{HAZARD, Kind, MONEY, PROBABILITY, Rule, SIGNED_MONEY, SPAN, TIME, number};
use super::range::Part;
use super::typed::{block, entries};
use super::words::Word as _;
use crate::journey::model::MemoryRule;
use crate::scenario::grammar::value::Amount;

const ASSUMPTION: &str = "assumption";
const NOT_NAMED: &str = "not named";

block! {
    /// Weights of the remembered encounter.
    pub struct PeakEnd<'a> = "weight";

    /// The strongest moment.
    peak as "weight of the peak": f64 = PROBABILITY.kind(), default("0.0", NOT_NAMED);
    /// The ends.
    end as "weight of the ends": f64 = PROBABILITY.kind(), default("0.0", NOT_NAMED);
    /// The mean of all moments.
    mean as "weight of the mean": f64 = PROBABILITY.kind(), default("0.0", NOT_NAMED);

    rules &[Rule::SumsToOne];
}

block! {
    /// Weights of the three ends (omega).
    pub struct EndWeights<'a> = "end_weight";

    /// The transaction is complete.
    transaction as "weight of the transaction": f64 = PROBABILITY.kind(), default("0.0", NOT_NAMED);
    /// The customer leaves.
    departure as "weight of the departure": f64 = PROBABILITY.kind(), default("0.0", NOT_NAMED);
    /// First use, delivery, bill or follow-up.
    after as "weight of the after-end": f64 = PROBABILITY.kind(), default("0.0", NOT_NAMED);

    rules &[Rule::SumsToOne];
}

block! {
    /// What is remembered of an encounter, and for how long.
    pub struct Memory<'a> = "memory";

    /// How moments become a memory.
    rule as "rule of memory": MemoryRule = Kind::Choice(MemoryRule::WORDS), default("\"peak_end\"", "form: Kahneman et al. 1993");
    /// Weights of peak, end and mean.
    weight as "weights of peak and ends": PeakEnd<'a> = Kind::Block(PeakEnd::SPEC), default("{ peak = 0.4, end = 0.4, mean = 0.2 }", "form: Kahneman et al. 1993; values: assumption");
    /// Weights of the three ends (omega).
    end_weight as "weights of the three ends": EndWeights<'a> = Kind::Block(EndWeights::SPEC), default("{ transaction = 0.3, departure = 0.4, after = 0.3 }", ASSUMPTION);
    /// Weight of a good encounter in the relationship memory (eta_pos).
    learning as "weight of a good encounter": f64 = number(0.0, 1.0).positive().kind(), default("0.1", ASSUMPTION), range("0.05", "0.14", "so that `good_per_bad` can undo a bad one at all");
    /// Good encounters that undo a bad one of equal size (n_offset).
    good_per_bad as "good encounters per bad one": f64 = number(1.0, 1000.0).kind(), default("3.0", "assumption; 12 is the folklore of loyalty papers"), range("2", "4.5", "as many as `learning` lets undo a bad one");
    /// Half-life of the memory.
    half_life as "half-life of memory": f64 = SPAN.positive().forever().kind(), default("\"180 d\"", ASSUMPTION);
    /// Where the memory decays to (M0).
    baseline as "baseline of memory": f64 = number(-1.0, 1.0).kind(), default("0.0", ASSUMPTION), range("-0.1", "0.1", "near indifference");
    /// Factor on the weight of the first encounter.
    primacy as "factor of the first encounter": f64 = number(0.0, 10.0).positive().kind(), default("2.0", "direction: loyalty papers; value: assumption");
    /// Factor on bad moments in the choice of the peak.
    nu_p as "peak factor of bad moments": f64 = number(0.0, 10.0).positive().kind(), default("1.0", "negativity acts in one place only, good_per_bad");
    /// Acclimation per hour, for `rule = "acclimation"`.
    alpha as "acclimation rate": f64 = number(0.0, 100.0).kind(), default("0.5", ASSUMPTION);
    /// Fading per hour, for `rule = "acclimation"`.
    w as "fading rate": f64 = number(0.0, 100.0).kind(), default("0.2", ASSUMPTION);
}

block! {
    /// The three levels of the loyalty curve (L0, L1, L2), interpolated by competition.
    pub struct Levels<'a> = "levels";

    /// Levels without competition.
    low as "loyalty without competition": &'a [f64] = Kind::Vector(PROBABILITY, Some(3)), default("[0.15, 0.85, 0.97]", "anchored on CRM deck, slide 181, shape: Jones & Sasser 1995; values: assumption"), parts(&[Part::new("1", "0.08", "0.26"), Part::new("2", "0.72", "0.92"), Part::new("3", "0.94", "0.985")], "in their order: 0.7 of a logit either way");
    /// Levels under full competition.
    high as "loyalty under full competition": &'a [f64] = Kind::Vector(PROBABILITY, Some(3)), default("[0.02, 0.25, 0.95]", "anchored on CRM deck, slide 181, shape: Jones & Sasser 1995; values: assumption"), parts(&[Part::new("1", "0.01", "0.05"), Part::new("2", "0.13", "0.43"), Part::new("3", "0.9", "0.975")], "in their order: 0.7 to 0.9 of a logit either way");
}

block! {
    /// What holds a customer besides satisfaction (kappa).
    pub struct Supports<'a> = "support";

    /// Rewards.
    incentive as "support by rewards": f64 = PROBABILITY.kind(), default("0.0", ASSUMPTION);
    /// A low price.
    price as "support by price": f64 = PROBABILITY.kind(), default("0.1", ASSUMPTION);
    /// Nearness and ease.
    convenience as "support by convenience": f64 = PROBABILITY.kind(), default("0.2", ASSUMPTION);
    /// Habit.
    inertia as "support by inertia": f64 = PROBABILITY.kind(), default("0.2", ASSUMPTION);
    /// Switching costs.
    lockin as "support by switching costs": f64 = PROBABILITY.kind(), default("0.1", ASSUMPTION);
    /// Belonging.
    social as "support by belonging": f64 = PROBABILITY.kind(), default("0.0", ASSUMPTION);
}

block! {
    /// Trust: how it starts, grows, breaks and shields.
    pub struct Trust<'a> = "trust";

    /// Trust of a new customer.
    start as "trust of a new customer": f64 = PROBABILITY.kind(), default("0.3", ASSUMPTION);
    /// Share of the missing trust won by a perfect encounter (a_T).
    gain as "trust won by an encounter": f64 = PROBABILITY.kind(), default("0.05", ASSUMPTION);
    /// Trust lost by an incident of full severity (loss_T).
    loss as "trust lost by an incident": f64 = PROBABILITY.kind(), default("0.3", ASSUMPTION);
    /// How far full trust softens bad encounters and the pull of rivals.
    shield as "shield by trust": f64 = PROBABILITY.kind(), default("0.5", ASSUMPTION);
}

block! {
    /// How satisfaction becomes staying.
    pub struct Loyalty<'a> = "loyalty";

    /// Supports, incidents and outside hazards of an industry, under what the file says.
    preset as "industry preset": Option<&'a str> = Kind::Choice(&["bank", "telecom", "cafe"]);
    /// Levels of the loyalty curve.
    levels as "levels of the loyalty curve": Levels<'a> = Kind::Block(Levels::SPEC), default("{}", "spec");
    /// Satisfaction at the two steps of the curve (thL, thH).
    thresholds as "steps of the loyalty curve": &'a [f64] = Kind::Vector(number(1.0, 5.0).natural(), Some(2)), default("[1.8, 4.25]", ASSUMPTION), parts(&[Part::new("1", "1.5", "2.1"), Part::new("2", "4", "4.5")], "in their order: 0.3 of a point either way");
    /// Widths of the two steps (kL, kH).
    widths as "step widths of the curve": &'a [f64] = Kind::Vector(number(0.0, 5.0).positive(), Some(2)), default("[0.25, 0.35]", "assumption; wide because it averages people"), parts(&[Part::new("1", "0.125", "0.5"), Part::new("2", "0.175", "0.7")], "half to double");
    /// The time a probability to stay refers to (tau_L).
    decision_horizon as "decision horizon": f64 = SPAN.positive().kind(), default("\"365 d\"", "assumption; cars 1460 d");
    /// What holds a customer besides satisfaction.
    support as "supports": Supports<'a> = Kind::Block(Supports::SPEC), default("{}", "spec");
    /// Trust.
    trust as "trust": Trust<'a> = Kind::Block(Trust::SPEC), default("{}", "spec");
    /// Purchases that build inertia (n_h); 0: full at once.
    habit as "purchases that build inertia": f64 = number(0.0, 1e6).kind(), default("10.0", ASSUMPTION);
    /// Serious incidents a customer-year behind a fail_prob that is left out.
    incidents as "incidents per customer-year": f64 = number(0.0, 100.0).kind(), default("0.18", ASSUMPTION), fixed("it acts through `fail_prob` alone, which has a range of its own");
}

block! {
    /// A reason to leave.
    pub struct Hole<'a> = "hole";

    /// Its name; a standard name changes that hole.
    name as "name": &'a str = Kind::Name, required();
    /// Whether it exists.
    enabled as "presence": bool = Kind::Bool, default("true", "spec");
    /// Hazard of leaving by it; a list goes by year of tenure, with `every` by steps of that length; a law is drawn once per customer.
    hazard as "hazard": Option<&'a Amount> = HAZARD.law().tenure().step().kind();
    /// Law of the time from joining to leaving by it, if it were alone.
    lifetime as "time to leaving": Option<&'a Amount> = TIME.kind();
    /// Chance of leaving after each purchase.
    per_purchase as "chance per purchase": Option<&'a Amount> = PROBABILITY.law().kind();
    /// The firm drops customers whose value of twelve months is below this.
    value_below as "least value to be kept": Option<f64> = SIGNED_MONEY.kind();
    /// Chance that it gets round when the firm drops somebody, which lowers its reputation in a finite market by 0.01 (assumption);
    /// omitted, it does not.
    noticed as "chance of becoming known": Option<f64> = PROBABILITY.kind();
    /// Its share of the blame before anything happened; standard service holes only.
    prior as "prior share of blame": Option<f64> = PROBABILITY.kind(), needs(&["loyalty"]);
    /// Factor on its hazard; 0 plugs it.
    factor as "hazard factor": f64 = number(0.0, 1e6).kind(), default("1.0", "spec");
    /// Whether supports and trust shield from it.
    shielded as "shield by supports and trust": bool = Kind::Bool, default("false", "a hole with a new name is not shielded");
    /// Whether it takes effect at once, contract or not.
    involuntary as "involuntary exit": bool = Kind::Bool, default("false", "spec");

    rules &[ Rule::AtMostOne(&["hazard", "lifetime", "per_purchase", "value_below"]), Rule::Requires("noticed", "value_below"), ];
}

block! {
    /// What customers do after a failure.
    pub struct Voice<'a> = "voice";

    /// Say nothing.
    silent as "share who stay silent": f64 = PROBABILITY.kind(), default("0.0", NOT_NAMED);
    /// Tell the staff.
    front_line as "share who tell the staff": f64 = PROBABILITY.kind(), default("0.0", NOT_NAMED);
    /// Complain to the firm.
    formal as "share who complain formally": f64 = PROBABILITY.kind(), default("0.0", NOT_NAMED);

    rules &[Rule::SumsToOne];
}

block! {
    /// How complaints end; the rest stays unresolved.
    pub struct Resolution<'a> = "resolution";

    /// Resolved at once.
    quick as "share resolved at once": f64 = PROBABILITY.kind(), default("0.0", NOT_NAMED), range("0.08", "0.25", "about half to double; with those resolved late below 1");
    /// Resolved late.
    slow as "share resolved late": f64 = PROBABILITY.kind(), default("0.0", NOT_NAMED), range("0.5", "0.7", "with those resolved at once below 1");

    rules &[Rule::SumsToAtMostOne];
}

block! {
    /// Chance to stay after a minor and after a major problem.
    pub struct Stay<'a> = "stay";

    /// Said nothing.
    silent as "chance to stay if silent": &'a [f64] = Kind::Vector(PROBABILITY, Some(2)), default("[0.37, 0.09]", "TARP via Goodman, the minor figure not in CRM deck; doubtful: stated intentions");
    /// Complained in vain.
    unresolved as "chance to stay if unresolved": &'a [f64] = Kind::Vector(PROBABILITY, Some(2)), default("[0.46, 0.19]", "TARP via Goodman, the minor figure not in CRM deck; doubtful: stated intentions");
    /// Resolved in the end.
    resolved as "chance to stay if resolved late": &'a [f64] = Kind::Vector(PROBABILITY, Some(2)), default("[0.70, 0.54]", "TARP via Goodman, the minor figure not in CRM deck; doubtful: stated intentions");
    /// Resolved at once.
    quickly as "chance to stay if resolved fast": &'a [f64] = Kind::Vector(PROBABILITY, Some(2)), default("[0.95, 0.82]", "TARP via Goodman, the minor figure not in CRM deck; doubtful: stated intentions");
}

block! {
    /// What a failure leads to.
    pub struct Complaint<'a> = "complaint";

    /// How many complain at all, by the size of the ticket, under what the file says.
    preset as "preset by size of the ticket": Option<&'a str> = Kind::Choice(&["small-goods", "small-services", "large-goods", "large-services"]);
    /// Silent, to the front line, or formal.
    voice as "voices after a failure": Voice<'a> = Kind::Block(Voice::SPEC), default("{ silent = 0.69, front_line = 0.26, formal = 0.05 }", "CRM deck, slide 137; doubtful: differs by ticket size, s.142");
    /// How complaints end; the rest stays unresolved.
    resolution as "outcomes of complaints": Resolution<'a> = Kind::Block(Resolution::SPEC), default("{ quick = 0.16, slow = 0.64 }", "assumption: 20 % unresolved, 20 % of the rest quick");
    /// Chance to stay after a minor and after a major problem.
    stay as "chances to stay": Stay<'a> = Kind::Block(Stay::SPEC), default("{}", "spec");
    /// Half-life of the credit for speed (t_quick), where complaints are journeys.
    quick_half_life as "half-life of credit for speed": f64 = SPAN.positive().kind(), default("\"24 h\"", "Haier's 24 h, CRM deck, slide 77; TARP defines no time");
    /// How much of the gap between outcomes is caused by them.
    causal_share as "causal share of outcomes": f64 = PROBABILITY.kind(), default("1.0", "assumption: complainers chose to complain; results give incident exits at 1 and at 0.5"), fixed("results give incident exits at 1 and at 0.5");
    /// Share of the failed moment that stayers still hold against the firm.
    carry as "lasting share of a failure": f64 = PROBABILITY.kind(), default("0.3", ASSUMPTION);
    /// Factor on the odds of speaking up; 2 halves the odds of silence.
    ease as "ease of complaining": f64 = number(0.0, 100.0).kind(), default("1.0", "the shares of `voice` as they are");
    /// What a point of severity adds to the logit of speaking up: the odds are multiplied by exp(slope * (severity - 0.4)), 0.4 being the
    /// usual severity. Positive: the graver, the louder.
    severity_slope as "effect of severity on voice": f64 = number(-20.0, 20.0).kind(), default("0.0", "none unless asked for: that importance decides is in CRM deck, slide 134, no figure is");
    /// Added to the chance that an answer is accepted, where people are heard with warmth; in a journey, taken off the `fail_prob` of its
    /// steps.
    care as "care for complainers": f64 = PROBABILITY.kind(), default("0.0", "none unless asked for; 0.15 where staff are trained for it (direction: CRM deck, slide 125; value: assumption)"), fixed("none unless asked for");
    /// Paid for each complaint that is settled with an accepted answer.
    compensation as "compensation": f64 = MONEY.kind(), default("0.0", "none unless asked for");
    /// Added in the same way where a compensation is paid, whatever its size.
    compensation_effect as "effect of compensation": f64 = PROBABILITY.kind(), default("0.2", "direction: CRM deck, slide 171; value: assumption");
    /// How complaints resolved per customer lower each chance of failing, down to half (l).
    learning as "learning from complaints": f64 = number(0.0, 10.0).kind(), default("0.0", "assumption: none; 1 where causes are removed (form: assumption, direction: CRM deck, slide 145)"), firm("the firm learns as a whole, from everybody"), fixed("none unless asked for");
}

entries!(Hole);
