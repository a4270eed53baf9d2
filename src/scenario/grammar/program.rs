//! Loyalty programs.

use super::kinds::{Kind, MONEY, MONEY_RATE, PROBABILITY, Rule, SPAN, TIME, integer, number};
use super::perks::{Benefit, Contact, MemberExperience, Membership, Referral, Surprise, Transfer};
use super::typed::{Texts, block, entries};
use crate::scenario::value::Amount;

const ASSUMPTION: &str = "assumption";

/// Most units of a reward: beyond it counting is no longer exact.
const MOST_UNITS: f64 = 1e15;

block! {
    /// A status earned by points.
    pub struct Tier<'a> = "tier";

    /// Its name.
    name: &'a str = Kind::Name, required();
    /// Points of a review period that it takes: own purchases, without the bonus of a tier and without partners.
    from: f64 = number(0.0, 1e12).kind(), required();
    /// Factor on points earned.
    multiplier: f64 = number(0.0, 1000.0).kind(), default("1.0", "what is left out keeps factor 1");
    /// Priority of its members in queues with `discipline = "priority"`: 1 goes first; if omitted, that of the journey.
    priority: Option<u64> = integer(1.0, 100.0).kind();
}

block! {
    /// Another firm whose customers earn the same points; they are credited once a month.
    pub struct Partner<'a> = "partner";

    /// Its name.
    name: &'a str = Kind::Name, required();
    /// Whether it takes part.
    enabled: bool = Kind::Bool, default("true", "spec");
    /// What a member spends there.
    spend: f64 = MONEY_RATE.kind(), required();
    /// Factor on points per unit of money.
    multiplier: f64 = number(0.0, 1000.0).kind(), default("1.0", "spec");
    /// What the partner pays the firm for each point.
    fee_per_point: f64 = MONEY.kind(), default("0.0", "no fee unless said");
    /// What the firm pays for the partnership.
    cost: f64 = MONEY_RATE.kind(), default("\"0 per y\"", "spec");
}

block! {
    /// Points earned, redeemed, expired. The oldest are used, and expire, first.
    pub struct Points<'a> = "points";

    /// Points per unit of money, rounded down at each purchase.
    per_spend: f64 = number(0.0, 1e9).kind(), required();
    /// How long what is earned lives; a law is drawn for each lot.
    expiry: &'a Amount = TIME.positive().forever().kind(), default("\"forever\"", "no expiry unless said");
    /// How long it can still be used after that; members no longer count on it. 3 months in CRM deck, slide 158.
    grace: f64 = SPAN.kind(), default("\"0 d\"", "no grace unless said");
    /// Points given on becoming a member.
    welcome: u64 = integer(0.0, MOST_UNITS).kind(), default("0", "spec");
    /// Points of a reward.
    reward_points: u64 = integer(1.0, MOST_UNITS).kind(), required();
    /// Chance of redeeming at a visit, once there is enough (p_red).
    redeem_prob: f64 = PROBABILITY.kind(), default("0.3", ASSUMPTION);
    /// Cost of a point redeemed.
    unit_cost: f64 = MONEY.kind(), required();
}

block! {
    /// A stamp for each purchase; a full card is a reward, handed out at once.
    pub struct PunchCard<'a> = "punch_card";

    /// Stamps of a full card.
    stamps: u64 = integer(1.0, 1000.0).kind(), default("10", "004: ten coffees, one free");
    /// Stamps given in advance on every card.
    prefilled: u64 = integer(0.0, 1000.0).kind(), default("0", "spec");
    /// Cost of the reward.
    reward_cost: f64 = MONEY.kind(), required();
}

block! {
    /// A voucher for each amount spent, such as 5 for every 100.
    pub struct Voucher<'a> = "voucher";

    /// Spending that earns one [money]. Counted to the cent.
    per_spend: f64 = number(0.01, 1e9).kind(), default("100.0", "004: 5 per 100 spent");
    /// What it costs the firm when used.
    value: f64 = MONEY.kind(), default("5.0", "004: 5 per 100 spent");
    /// Chance of redeeming at a visit, once there is enough (p_red).
    redeem_prob: f64 = PROBABILITY.kind(), default("0.3", ASSUMPTION);
    /// How long what is earned lives; a law is drawn for each lot.
    expiry: &'a Amount = TIME.positive().forever().kind(), default("\"forever\"", "no expiry unless said");
    /// How long it can still be used after that; members no longer count on it. 3 months in CRM deck, slide 158.
    grace: f64 = SPAN.kind(), default("\"0 d\"", "no grace unless said");
}

block! {
    /// A gift earned by spending enough in time.
    pub struct Target<'a> = "target";

    /// Spending it takes [money]. Counted to the cent.
    spend: f64 = number(0.01, 1e9).kind(), required();
    /// The time it must fall into, at any moment.
    within: f64 = SPAN.positive().forever().kind(), default("\"forever\"", "no limit unless said");
    /// Cost of the gift.
    reward_cost: f64 = MONEY.kind(), required();
}

block! {
    /// A share of each purchase that members do not pay; it acts on how often they buy as a lower price does.
    pub struct DiscountCard<'a> = "discount_card";

    /// The share.
    discount: f64 = number(0.0, 0.9).kind(), required();
}

/// One mode, or several at once.
static MODE: [Kind; 2] = [Kind::Choice(&MODES), Kind::Choices(&MODES)];
static MODES: [&str; 4] = ["quantity", "benefit", "experience", "social"];

block! {
    /// A loyalty program. Members are the customers who know of it; the others earn nothing and change nothing. What is outstanding at the
    /// horizon is counted as a cost.
    pub struct Program<'a> = "program";

    /// Whether it runs.
    enabled: bool = Kind::Bool, default("true", "spec");
    /// What it holds members by, one or several: what they have collected, shorter waits, bright moments, that they belong.
    mode: Texts<'a> = Kind::Either(&MODE), default("\"quantity\"", "course outlines (experience, points): the first of four modes");
    /// Share of customers who know of it by themselves.
    aware: f64 = PROBABILITY.kind(), default("1.0", "everybody, unless said");
    /// How hard it is to understand and to claim: what is left of 1 multiplies `aware`, that of contacts, and the chance of redeeming.
    complexity: f64 = PROBABILITY.kind(), default("0.0", "direction: loyalty papers, too complex; no complexity unless said");
    /// How customers who do not know of it are told.
    contact: Vec<Contact<'a>> = Kind::Entries(Contact::SPEC);
    /// A fee for belonging.
    membership: Option<Membership<'a>> = Kind::Block(Membership::SPEC);
    /// Cost of running it.
    admin: f64 = MONEY_RATE.kind(), default("\"0 per y\"", "spec");
    /// Share of what is outstanding that the books expect never to be redeemed.
    breakage: f64 = PROBABILITY.kind(), default("0.33", "Colloquy 2011: 16 of 48 bn USD");
    /// Points.
    points: Option<Points<'a>> = Kind::Block(Points::SPEC);
    /// A punch card.
    punch_card: Option<PunchCard<'a>> = Kind::Block(PunchCard::SPEC);
    /// Vouchers for spending.
    voucher: Option<Voucher<'a>> = Kind::Block(Voucher::SPEC);
    /// A gift earned by spending.
    target: Option<Target<'a>> = Kind::Block(Target::SPEC);
    /// A discount card.
    discount_card: Option<DiscountCard<'a>> = Kind::Block(DiscountCard::SPEC);
    /// Mode "benefit": members wait less.
    benefit: Benefit<'a> = Kind::Block(Benefit::SPEC), default("{}", "spec");
    /// Mode "experience": bright moments in members' visits.
    experience: MemberExperience<'a> = Kind::Block(MemberExperience::SPEC), default("{}", "spec"), needs(&["loyalty"]);
    /// Mode "social": factor on how many people a member tells something good.
    tells: f64 = number(1.0, 10.0).kind(), default("1.3", "direction: course outline (experience), communities; value: assumption"), needs(&["word_of_mouth"]);
    /// A reward that nobody expects.
    surprise: Option<Surprise<'a>> = Kind::Block(Surprise::SPEC), needs(&["loyalty"]);
    /// Member brings member.
    referral: Option<Referral<'a>> = Kind::Block(Referral::SPEC), needs(&["word_of_mouth"]);
    /// What members pass on to each other.
    transfer: Option<Transfer<'a>> = Kind::Block(Transfer::SPEC);
    /// Share of what is credited at purchases that nobody earned; it is redeemed at once, at its full cost.
    fraud: f64 = number(0.0, 0.5).kind(), default("0.0", "no fraud unless said");
    /// Goal gradient (g): how much faster members buy as the goal comes near.
    pull: f64 = number(0.0, 10.0).kind(), default("0.25", "Kivetz, Urminsky & Zheng 2006: gaps about 20 % shorter near the reward");
    /// Purchases that membership adds, as a share.
    lift: f64 = number(0.0, 10.0).kind(), default("0.02", "Nastasoiu et al. 2021: 1.74 % of sales");
    /// Factor on the pace of those given stamps in advance.
    endow: f64 = number(0.0, 10.0).positive().kind(), default("1.0", "1.8 would reproduce the completion odds of Nunes & Dreze 2006");
    /// Factor on the pace from a reward to the next purchase.
    reset: f64 = number(0.0, 10.0).positive().kind(), default("0.9", "direction: Kivetz et al. 2006; value: assumption");
    /// A goal that takes a member longer than this, or longer than what is earned lives, moves nobody.
    reach: f64 = SPAN.positive().kind(), default("\"3 y\"", "direction: loyalty papers, threshold too high; value: assumption");
    /// Support of a member with much at stake.
    kmax: f64 = PROBABILITY.kind(), default("0.15", ASSUMPTION), needs(&["loyalty"]);
    /// How much more losing a tier is felt than winning one.
    loss: f64 = number(0.0, 10.0).kind(), default("2.0", "direction: Wagner et al. 2009; value: assumption"), needs(&["loyalty"]);
    /// Time between reviews of tiers, up or down by what was earned since the last one.
    review: f64 = SPAN.positive().kind(), default("\"1 y\"", ASSUMPTION);
    /// Tiers, rising.
    tier: Vec<Tier<'a>> = Kind::Entries(Tier::SPEC);
    /// Partners.
    partner: Vec<Partner<'a>> = Kind::Entries(Partner::SPEC);

    rules &[ Rule::AtMostOne(&["points", "punch_card", "voucher", "target"]), Rule::Requires("tier", "points"), Rule::Requires("partner", "points"), ];
}

entries!(Partner);
