//! The run, the money, the market, the population and where it comes from.

use super::kinds::{
    HAZARD, Kind, MONEY, MONEY_RATE, PERCENT, PROBABILITY, Quantity, RATE, Rule, SCORE, SPAN, TIME, integer, number,
};
use super::typed::{block, entries};
use crate::scenario::grammar::quantity::Unit;
use crate::scenario::grammar::value::{Amount, Change, Item};

const ASSUMPTION: &str = "assumption";

/// Largest seed: fifteen digits, exact as a number anywhere.
const LARGEST_SEED: f64 = 999_999_999_999_999.0;
/// Longest run length [d]: 250 years, what the simulation clock holds.
const LONGEST_RUN: f64 = 250.0 * 365.0;

block! {
    /// How long, how often, from which seed.
    pub struct Run<'a> = "run";

    /// Run length; what falls due at the horizon itself does not happen.
    horizon as "run length": f64 = Quantity::new(Unit::Duration, 0.0, LONGEST_RUN).positive().kind(), required();
    /// Warm-up period, left out of time averages.
    warm_up as "warm-up period": f64 = SPAN.kind(), default("\"0 d\"", "spec");
    /// Independent repetitions.
    replications as "replications": u64 = integer(1.0, 1e6).kind(), default("30", "30 give a t interval that is hardly wider than the normal one");
    /// Seed of every draw.
    seed as "random seed": u64 = integer(0.0, LARGEST_SEED).kind(), default("1", "spec");
    /// Metrics whose 95 % half-width must fall below a share of the mean.
    precision as "target precision": &'a [(String, Item)] = Kind::Map(&Kind::Quantity(PERCENT));
    /// Spacing of the reported curves.
    report_every as "reporting interval": f64 = SPAN.positive().kind(), default("\"30 d\"", ASSUMPTION), fixed("how a run is watched is no behaviour");
}

block! {
    /// Currency, discounting and fixed costs.
    pub struct Money<'a> = "money";

    /// Name of the currency.
    currency as "currency": &'a str = Kind::Text, default("\"money\"", "no currency was named");
    /// Annual discount rate; what is paid on day 0 is not discounted.
    discount_rate as "discount rate": f64 = number(0.0, 10.0).kind(), default("0.0", "no discounting unless asked for");
    /// Fixed costs of the firm.
    overhead as "fixed costs": f64 = MONEY_RATE.kind(), default("\"0 per y\"", "spec");
}

block! {
    /// Rivals, and what customers have come to expect.
    pub struct Market<'a> = "market";

    /// 0 a monopoly, 1 many equal rivals.
    competition as "competition": f64 = PROBABILITY.kind(), default("0.5", ASSUMPTION), needs(&["loyalty"]);
    /// What is normal in this market, on the scale of quality.
    standard as "market standard": f64 = SCORE.kind(), default("6.5", ASSUMPTION), needs(&["loyalty", "experience"]), range("5.5", "7.5", "a point either way");
    /// Points by which rivals raise that standard each year.
    progress as "yearly rise of the standard": f64 = number(-5.0, 5.0).kind(), default("0.05", ASSUMPTION), needs(&["loyalty", "experience"]), range("0", "0.1", "none to double");
    /// Everyone who might ever buy, customers included; omitted, without end.
    size as "market size": Option<u64> = integer(1.0, 1e10).kind();
}

/// The hidden stages of a life, in order.
pub const STAGES: [&str; 4] = ["acquisition", "build_up", "climax", "decline"];

block! {
    /// Shares of the customers of day 0 by stage.
    pub struct StageShares<'a> = "stages";

    /// Bought once.
    acquisition as "initial share in acquisition": f64 = PROBABILITY.kind(), default("0.0", "not named");
    /// Bought twice or more, not yet settled.
    build_up as "initial share in build-up": f64 = PROBABILITY.kind(), default("0.0", "not named");
    /// At their best.
    climax as "initial share in climax": f64 = PROBABILITY.kind(), default("0.0", "not named");
    /// Buying less and less.
    decline as "initial share in decline": f64 = PROBABILITY.kind(), default("0.0", "not named");

    rules &[Rule::SumsToOne];
}

block! {
    /// The customers of day 0. Without stages or tenure they join on day 0; with either they were there before.
    pub struct Population<'a> = "population";

    /// Customers on day 0.
    customers as "customers on day 0": u64 = integer(0.0, 1e8).kind(), required();
    /// Shares by stage; these customers were there before day 0.
    stages as "initial shares by stage": Option<StageShares<'a>> = Kind::Block(StageShares::SPEC), needs(&["lifecycle"]);
    /// Time since joining, on day 0; these customers were there before.
    tenure as "tenure on day 0": Option<&'a Amount> = TIME.kind();
}

block! {
    /// Factors on the customer's own general values.
    pub struct SegmentFactors<'a> = "factor";

    /// On how much a price above the reference hurts.
    price_sensitivity as "price sensitivity": f64 = number(0.0, 100.0).kind(), default("1.0", "what is left out keeps factor 1");
    /// On leaving by the service holes.
    satisfaction_hazard as "service hazard factor": f64 = number(0.0, 100.0).kind(), default("1.0", "what is left out keeps factor 1");
    /// On leaving by the outside holes.
    external_hazard as "outside hazard factor": f64 = number(0.0, 100.0).kind(), default("1.0", "what is left out keeps factor 1");
    /// On the margin of purchases.
    margin as "margin factor": f64 = number(0.0, 100.0).kind(), default("1.0", "what is left out keeps factor 1");
    /// On the costs of touchpoints.
    cost_to_serve as "cost-to-serve factor": f64 = number(0.0, 100.0).kind(), default("1.0", "what is left out keeps factor 1");
    /// On the success of self-service, up to certainty.
    skill as "self-service skill": f64 = number(0.0, 100.0).kind(), default("1.0", "what is left out keeps factor 1");
    /// How far an offer (an intervention or shock with `on`) moves these customers: 0.5 goes half the way of each of its changes, 0 none of
    /// it. What is no plain quantity changes whole.
    offer_response as "response to offers": f64 = PROBABILITY.kind(), default("1.0", "what is left out keeps factor 1");
}

block! {
    /// A kind of customer, by what differs from the general values.
    pub struct Segment<'a> = "segment";

    /// Its name.
    name as "name": &'a str = Kind::Name, required();
    /// Whether it exists.
    enabled as "presence": bool = Kind::Bool, default("true", "spec");
    /// Its share of all customers; the shares sum to 1.
    share as "share of customers": f64 = PROBABILITY.kind(), required();
    /// Factors on the customer's own general values.
    factor as "factors": SegmentFactors<'a> = Kind::Block(SegmentFactors::SPEC), default("{}", "spec");
    /// Patches of the customer's own values.
    change as "own values": &'a [Change] = Kind::Changes;
}

block! {
    /// Those who come for the gift: share + (1 - share) * (1 - exp(-gift / scale)) of the newcomers. It changes who comes, not how many.
    pub struct DealSeekers<'a> = "deal_seekers";

    /// Their share when the gift is small (share0).
    share as "least share of deal seekers": f64 = PROBABILITY.kind(), default("0.2", ASSUMPTION);
    /// Gift that turns 63 % of the others into deal seekers (G0); omitted, one mean basket.
    scale as "gift scale of deal seekers": Option<f64> = MONEY.positive().kind();
    /// How long the offer lasts.
    lasts as "length of the deal": f64 = SPAN.kind(), default("\"90 d\"", ASSUMPTION), fixed("the firm decides it, so the file should say it");
    /// Support by the price while the offer lasts (kappa_price).
    price_support as "price support during the deal": f64 = PROBABILITY.kind(), default("0.5", ASSUMPTION);
    /// Factor on their purchase rate afterwards.
    purchase as "purchase factor after the deal": f64 = number(0.0, 100.0).kind(), default("0.3", ASSUMPTION);
    /// Factor on their hazard of the hole `rival` afterwards.
    rival as "rival factor after the deal": f64 = number(0.0, 1000.0).kind(), default("3.0", ASSUMPTION);
}

block! {
    /// A subsidy or prepayment that binds its customers for a term; `lock_end` opens when it ends.
    pub struct LockIn<'a> = "lock_in";

    /// How long it binds.
    term as "term of the subsidy": f64 = SPAN.positive().kind(), required();
    /// Support by lock-in meanwhile (kappa_lockin).
    support as "support by the subsidy": f64 = PROBABILITY.kind(), default("0.6", ASSUMPTION);
}

block! {
    /// A source of new customers.
    pub struct Acquisition<'a> = "acquisition";

    /// Its name, and that of its inflow in the results.
    name as "name": &'a str = Kind::Name, required();
    /// Whether it runs.
    enabled as "activity": bool = Kind::Bool, default("true", "spec");
    /// Customers who join, per time; a list goes year by year.
    joins as "joining rate": Option<&'a Amount> = RATE.tenure().kind();
    /// People approached, per time; a list goes year by year.
    prospects as "prospects approached": Option<&'a Amount> = RATE.tenure().kind();
    /// Media money, which reaches max_prospects * (1 - exp(-budget / budget_scale)) people; contacts cost extra.
    budget as "media budget": Option<f64> = MONEY_RATE.kind();
    /// People reached however much is spent, per time.
    max_prospects as "media reach": Option<f64> = RATE.kind();
    /// The budget that reaches 63 % of them.
    budget_scale as "budget for 63 % of the reach": Option<f64> = MONEY_RATE.positive().kind();
    /// Hazard at which each of those left in the market comes.
    adoption as "adoption hazard": Option<f64> = HAZARD.kind();
    /// Chance that one contact wins a fit prospect.
    success_per_contact as "success per contact": f64 = PROBABILITY.positive().kind(), default("0.143", "CRM deck, slide 39: seven contacts a sale");
    /// Contacts before giving up.
    max_contacts as "contacts before giving up": u64 = integer(1.0, 1000.0).kind(), default("7", ASSUMPTION), fixed("the firm decides it, so the file should say it");
    /// Time between contacts.
    between_contacts as "time between contacts": f64 = SPAN.kind(), default("\"7 d\"", ASSUMPTION), fixed("the firm decides it, so the file should say it");
    /// Share of prospects with need and means.
    fit as "share of fit prospects": f64 = PROBABILITY.positive().kind(), default("1.0", ASSUMPTION), fixed("all, unless the file says otherwise");
    /// Cost of a contact.
    cost_per_contact as "cost per contact": f64 = MONEY.kind(), default("0.0", "spec");
    /// Cost of a customer won.
    cost_per_customer as "cost per customer won": f64 = MONEY.kind(), default("0.0", "spec");
    /// Shares of the segments among its customers; omitted, those of the segments.
    mix as "segment mix": &'a [(String, Item)] = Kind::Map(&Kind::Quantity(PROBABILITY)), needs(&["segment"]);
    /// Points promised above the market standard.
    promise_inflation as "overpromising": f64 = number(-5.0, 5.0).kind(), default("0.0", ASSUMPTION), needs(&["loyalty", "experience"]), fixed("none unless asked for");
    /// A gift to each new customer, whatever follows; one to be earned is `program.target`.
    gift as "gift to newcomers": f64 = MONEY.kind(), default("0.0", "none unless asked for");
    /// Those who come for the gift; nobody without one.
    deal_seekers as "deal seekers": DealSeekers<'a> = Kind::Block(DealSeekers::SPEC), default("{}", "spec");
    /// A subsidy that binds for a term; what it costs is the `gift`.
    lock_in as "binding subsidy": Option<LockIn<'a>> = Kind::Block(LockIn::SPEC), needs(&["loyalty"]);

    rules &[ Rule::ExactlyOne(&["joins", "prospects", "budget", "adoption"]), Rule::Requires("budget", "max_prospects"), Rule::Requires("budget", "budget_scale"), Rule::Requires("max_prospects", "budget"), Rule::Requires("budget_scale", "budget"), ];
}

block! {
    /// Weights of the five dimensions of quality.
    pub struct QualityWeights<'a> = "weight";

    /// Done right, as promised.
    reliability as "weight of reliability": f64 = PROBABILITY.kind(), default("0.0", "not named");
    /// Done at once.
    responsiveness as "weight of responsiveness": f64 = PROBABILITY.kind(), default("0.0", "not named");
    /// By people who know.
    assurance as "weight of assurance": f64 = PROBABILITY.kind(), default("0.0", "not named");
    /// With care for the person.
    empathy as "weight of empathy": f64 = PROBABILITY.kind(), default("0.0", "not named");
    /// In decent surroundings.
    tangibles as "weight of tangibles": f64 = PROBABILITY.kind(), default("0.0", "not named");

    rules &[Rule::SumsToOne];
}

block! {
    /// Factors on the perceived wait.
    pub struct WaitModifiers<'a> = "modifier";

    /// Something to do.
    occupied as "factor of an occupied wait": f64 = number(0.0, 10.0).positive().kind(), default("0.8", "direction: Maister 1985; value: assumption"), range("0.6", "0.95", "on its side of 1: Maister 1985");
    /// Told how long.
    informed as "factor of an informed wait": f64 = number(0.0, 10.0).positive().kind(), default("0.85", "direction: Maister 1985; value: assumption"), range("0.7", "0.97", "on its side of 1: Maister 1985");
    /// Not told why.
    unexplained as "factor of an unexplained wait": f64 = number(0.0, 10.0).positive().kind(), default("1.2", "direction: Maister 1985; value: assumption"), range("1.05", "1.5", "on its side of 1: Maister 1985");
    /// Others go first.
    unfair as "factor of an unfair wait": f64 = number(0.0, 10.0).positive().kind(), default("1.3", "direction: Maister 1985; value: assumption"), range("1.05", "1.7", "on its side of 1: Maister 1985");
    /// Worried about the outcome.
    anxious as "factor of an anxious wait": f64 = number(0.0, 10.0).positive().kind(), default("1.2", "direction: Maister 1985; value: assumption"), range("1.05", "1.5", "on its side of 1: Maister 1985");
}

block! {
    /// How waits and service are felt, against what was expected.
    pub struct Experience<'a> = "experience";

    /// Perceived over true wait (k_over).
    overestimate as "overestimate of waits": f64 = number(0.0, 10.0).positive().kind(), default("1.36", "36 % overestimate attributed to Larson in the press");
    /// Power of the perceived wait (gamma).
    wait_power as "power of the perceived wait": f64 = number(0.0, 3.0).positive().kind(), default("1.0", "power law: Antonides, Verhoef & van Aalst 2002; value: assumption"), range("0.7", "1.3", "a power near 1");
    /// Perceived wait that nobody minds.
    wait_ok as "acceptable wait": f64 = SPAN.kind(), default("\"5 min\"", ASSUMPTION);
    /// Perceived wait beyond that, at which the moment is as bad as can be.
    wait_scale as "further wait to full annoyance": f64 = SPAN.positive().kind(), default("\"15 min\"", ASSUMPTION);
    /// Curvature of the annoyance (eta).
    wait_curve as "curvature of annoyance": f64 = number(0.0, 10.0).positive().kind(), default("1.0", ASSUMPTION), range("0.6", "1.7", "bent either way");
    /// Factors on the perceived wait, by name.
    modifier as "factors on the perceived wait": WaitModifiers<'a> = Kind::Block(WaitModifiers::SPEC), default("{}", "spec");
    /// Weights of the five dimensions of quality.
    weight as "weights of quality dimensions": QualityWeights<'a> = Kind::Block(QualityWeights::SPEC), default("{ reliability = 0.32, responsiveness = 0.22, assurance = 0.19, empathy = 0.16, tangibles = 0.11 }", "Zeithaml, Parasuraman & Berry 1990");
    /// Standard deviation of performance from touch to touch.
    sd_within as "spread from touch to touch": f64 = number(0.0, 10.0).kind(), default("1.0", ASSUMPTION), range("0.5", "2", "half to double");
    /// Standard deviation of performance between customers.
    sd_between as "spread between customers": f64 = number(0.0, 10.0).kind(), default("1.0", ASSUMPTION), range("0.5", "2", "half to double");
    /// Points by which a mood of one standard deviation colours performance.
    mood_gain as "effect of the customer's mood": f64 = number(0.0, 10.0).kind(), default("0.3", "direction: CRM deck, slide 72; value: assumption");
    /// Points from expected down to adequate service at a competition of .5; a point of competition takes 10 % of them, an open complaint
    /// 30 %.
    tolerance_down as "tolerance down to adequate": f64 = number(0.0, 10.0).positive().kind(), default("1.5", ASSUMPTION);
    /// Points from expected up to desired service.
    tolerance_up as "tolerance up to desired": f64 = number(0.0, 10.0).positive().kind(), default("1.5", ASSUMPTION);
    /// Utility at the edges of the zone of tolerance (z).
    zone as "utility at the zone's edges": f64 = number(0.0, 0.99).kind(), default("0.5", ASSUMPTION);
    /// Points of delight above the zone (s_up).
    scale_up as "scale of delight": f64 = number(0.0, 100.0).positive().kind(), default("1.0", ASSUMPTION), range("0.5", "2", "half to double");
    /// Points of dismay below the zone (s_dn).
    scale_down as "scale of dismay": f64 = number(0.0, 100.0).positive().kind(), default("1.5", ASSUMPTION);
    /// How much more a loss counts than a gain (lambda).
    loss_aversion as "loss aversion": f64 = number(0.0, 10.0).positive().kind(), default("1.0", ASSUMPTION), range("0.7", "1.5", "near 1: negativity acts in memory.good_per_bad");
    /// How fast expectation follows (a_E).
    learning as "updating of expectations": f64 = PROBABILITY.kind(), default("0.2", "adaptive form: Boulding et al. 1993; value: assumption");
    /// How far people adapt to this firm (psi); 1: delight always becomes expectation.
    adaptation as "adaptation to the firm": f64 = PROBABILITY.kind(), default("0.3", ASSUMPTION);
}

entries!(Segment, Acquisition);
