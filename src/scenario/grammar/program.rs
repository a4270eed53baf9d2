//! Loyalty programs.

use super::kinds::{Kind, MONEY, MONEY_RATE, PROBABILITY, Rule, SPAN, TIME, integer, number};
use super::perks::{Benefit, Contact, MemberExperience, Membership, Referral, Surprise, Transfer};
use super::typed::{Named, Texts, block, entries};
use super::words::{Chosen, Mode, Word as _};
use crate::scenario::grammar::value::Amount;
use crate::scenario::text::source::Span;

const ASSUMPTION: &str = "assumption";

/// Most units of a reward: beyond it counting is no longer exact.
const MOST_UNITS: f64 = 1e15;

block! {
    /// A status earned by points.
    pub struct Tier<'a> = "tier";

    /// Its name.
    name as "name": &'a str = Kind::Name, required();
    /// Points of a review period that it takes: own purchases, without the bonus of a tier and without partners.
    from as "qualifying points": f64 = number(0.0, 1e12).kind(), required();
    /// Factor on points earned.
    multiplier as "earning factor": f64 = number(0.0, 1000.0).kind(), default("1.0", "what is left out keeps factor 1");
    /// Priority of its members in queues with `discipline = "priority"`: 1 goes first; if omitted, that of the journey.
    priority as "queue priority": Option<u64> = integer(1.0, 100.0).kind();
}

block! {
    /// Another firm whose customers earn the same points; they are credited once a month.
    pub struct Partner<'a> = "partner";

    /// Its name.
    name as "name": &'a str = Kind::Name, required();
    /// Whether it takes part.
    enabled as "participation": bool = Kind::Bool, default("true", "spec");
    /// What a member spends there.
    spend as "spend per member": f64 = MONEY_RATE.kind(), required();
    /// Factor on points per unit of money.
    multiplier as "earning factor": f64 = number(0.0, 1000.0).kind(), default("1.0", "spec");
    /// What the partner pays the firm for each point.
    fee_per_point as "fee per point": f64 = MONEY.kind(), default("0.0", "no fee unless said");
    /// What the firm pays for the partnership.
    cost as "cost of the partnership": f64 = MONEY_RATE.kind(), default("\"0 per y\"", "spec");
}

block! {
    /// Points earned, redeemed, expired. The oldest are used, and expire, first.
    pub struct Points<'a> = "points";

    /// Points per unit of money, rounded down at each purchase.
    per_spend as "points per unit of money": f64 = number(0.0, 1e9).kind(), required();
    /// How long what is earned lives; a law is drawn for each lot.
    expiry as "expiry of points": &'a Amount = TIME.positive().forever().kind(), default("\"forever\"", "no expiry unless said");
    /// How long it can still be used after that; members no longer count on it. 3 months in CRM deck, slide 158.
    grace as "grace period of points": f64 = SPAN.kind(), default("\"0 d\"", "no grace unless said");
    /// Points given on becoming a member.
    welcome as "welcome points": u64 = integer(0.0, MOST_UNITS).kind(), default("0", "spec");
    /// Points of a reward.
    reward_points as "points per reward": u64 = integer(1.0, MOST_UNITS).kind(), required();
    /// Chance of redeeming at a visit, once there is enough (p_red).
    redeem_prob as "chance of redeeming points": f64 = PROBABILITY.kind(), default("0.3", ASSUMPTION);
    /// Cost of a point redeemed.
    unit_cost as "cost per point redeemed": f64 = MONEY.kind(), required();
}

block! {
    /// A stamp for each purchase; a full card is a reward, handed out at once.
    pub struct PunchCard<'a> = "punch_card";

    /// Stamps of a full card.
    stamps as "size of the card": u64 = integer(1.0, 1000.0).kind(), default("10", "004: ten coffees, one free");
    /// Stamps given in advance on every card.
    prefilled as "stamps given in advance": u64 = integer(0.0, 1000.0).kind(), default("0", "spec");
    /// Cost of the reward.
    reward_cost as "cost of the card's reward": f64 = MONEY.kind(), required();
}

block! {
    /// A voucher for each amount spent, such as 5 for every 100.
    pub struct Voucher<'a> = "voucher";

    /// Spending that earns one [money]. Counted to the cent.
    per_spend as "spending per voucher": f64 = number(0.01, 1e9).kind(), default("100.0", "004: 5 per 100 spent");
    /// What it costs the firm when used.
    value as "cost of a voucher": f64 = MONEY.kind(), default("5.0", "004: 5 per 100 spent");
    /// Chance of redeeming at a visit, once there is enough (p_red).
    redeem_prob as "chance of redeeming a voucher": f64 = PROBABILITY.kind(), default("0.3", ASSUMPTION);
    /// How long what is earned lives; a law is drawn for each lot.
    expiry as "expiry of collected spending": &'a Amount = TIME.positive().forever().kind(), default("\"forever\"", "no expiry unless said");
    /// How long it can still be used after that; members no longer count on it. 3 months in CRM deck, slide 158.
    grace as "grace period of spending": f64 = SPAN.kind(), default("\"0 d\"", "no grace unless said");
}

block! {
    /// A gift earned by spending enough in time.
    pub struct Target<'a> = "target";

    /// Spending it takes [money]. Counted to the cent.
    spend as "spending target": f64 = number(0.01, 1e9).kind(), required();
    /// The time it must fall into, at any moment.
    within as "time to reach the target": f64 = SPAN.positive().forever().kind(), default("\"forever\"", "no limit unless said");
    /// Cost of the gift.
    reward_cost as "cost of the target's gift": f64 = MONEY.kind(), required();
}

block! {
    /// A share of each purchase that members do not pay; it acts on how often they buy as a lower price does.
    pub struct DiscountCard<'a> = "discount_card";

    /// The share.
    discount as "discount of the card": f64 = number(0.0, 0.9).kind(), required();
}

/// One mode, or several at once.
static MODE: [Kind; 2] = [Kind::Choice(Mode::WORDS), Kind::Choices(Mode::WORDS)];

block! {
    /// A loyalty program. Members are the customers who know of it; the others earn nothing and change nothing. What is outstanding at the
    /// horizon is counted as a cost.
    pub struct Program<'a> = "program";

    /// Its name, if there are several: each is a `[[program]]`, and paths go by its name, `program.NAME.points.expiry`. It is no key of a program.
    name as "name": Option<&'a str> = Kind::Name;
    /// Whether it runs.
    enabled as "operation of the program": bool = Kind::Bool, default("true", "spec");
    /// Names of programs in which a purchase does not earn that earns in this one.
    excludes as "programs excluded": Texts<'a> = Kind::Names;
    /// What it holds members by, one or several: what they have collected, shorter waits, bright moments, that they belong.
    mode as "mode of the program": Chosen<'a, Mode> = Kind::Either(&MODE), default("\"quantity\"", "course outlines (experience, points): the first of four modes");
    /// Share of customers who know of it by themselves.
    aware as "awareness of the program": f64 = PROBABILITY.kind(), default("1.0", "everybody, unless said");
    /// How hard it is to understand and to claim: what is left of 1 multiplies `aware`, that of contacts, and the chance of redeeming.
    complexity as "complexity of the program": f64 = PROBABILITY.kind(), default("0.0", "direction: loyalty papers, too complex; no complexity unless said");
    /// How customers who do not know of it are told.
    contact as "contacts about the program": Vec<Contact<'a>> = Kind::Entries(Contact::SPEC);
    /// A fee for belonging.
    membership as "paid membership": Option<Membership<'a>> = Kind::Block(Membership::SPEC);
    /// Cost of running it.
    admin as "running cost of the program": f64 = MONEY_RATE.kind(), default("\"0 per y\"", "spec");
    /// Share of what is outstanding that the books expect never to be redeemed.
    breakage as "expected breakage": f64 = PROBABILITY.kind(), default("0.33", "Colloquy 2011: 16 of 48 bn USD");
    /// Points.
    points as "points": Option<Points<'a>> = Kind::Block(Points::SPEC);
    /// A punch card.
    punch_card as "punch card": Option<PunchCard<'a>> = Kind::Block(PunchCard::SPEC);
    /// Vouchers for spending.
    voucher as "vouchers": Option<Voucher<'a>> = Kind::Block(Voucher::SPEC);
    /// A gift earned by spending.
    target as "gift for a spending target": Option<Target<'a>> = Kind::Block(Target::SPEC);
    /// A discount card.
    discount_card as "discount card": Option<DiscountCard<'a>> = Kind::Block(DiscountCard::SPEC);
    /// Mode "benefit": members wait less.
    benefit as "shorter waits of members": Benefit<'a> = Kind::Block(Benefit::SPEC), default("{}", "spec");
    /// Mode "experience": bright moments in members' visits.
    experience as "bright moments of members": MemberExperience<'a> = Kind::Block(MemberExperience::SPEC), default("{}", "spec"), needs(&["loyalty"]);
    /// Mode "social": factor on how many people a member tells something good.
    tells as "praise factor of members": f64 = number(1.0, 10.0).kind(), default("1.3", "direction: course outline (experience), communities; value: assumption"), needs(&["word_of_mouth"]), range("1.05", "1.7", "above 1; direction: course outline (experience), communities");
    /// A reward that nobody expects.
    surprise as "surprise rewards": Option<Surprise<'a>> = Kind::Block(Surprise::SPEC), needs(&["loyalty"]);
    /// Member brings member.
    referral as "referrals by members": Option<Referral<'a>> = Kind::Block(Referral::SPEC), needs(&["word_of_mouth"]);
    /// What members pass on to each other.
    transfer as "transfers between members": Option<Transfer<'a>> = Kind::Block(Transfer::SPEC);
    /// Share of what is credited at purchases that nobody earned; it is redeemed at once, at its full cost.
    fraud as "share of fraud": f64 = number(0.0, 0.5).kind(), default("0.0", "no fraud unless said");
    /// Goal gradient (g): how much faster members buy as the goal comes near.
    pull as "goal gradient": f64 = number(0.0, 10.0).kind(), default("0.25", "Kivetz, Urminsky & Zheng 2006: gaps about 20 % shorter near the reward");
    /// Purchases that membership adds, as a share.
    lift as "purchase lift by membership": f64 = number(0.0, 10.0).kind(), default("0.02", "Nastasoiu et al. 2021: 1.74 % of sales");
    /// Factor on the pace of those given stamps in advance.
    endow as "endowed-progress factor": f64 = number(0.0, 10.0).positive().kind(), default("1.0", "1.8 would reproduce the completion odds of Nunes & Dreze 2006");
    /// Factor on the pace from a reward to the next purchase.
    reset as "pace factor after a reward": f64 = number(0.0, 10.0).positive().kind(), default("0.9", "direction: Kivetz et al. 2006; value: assumption"), range("0.75", "0.99", "below 1; direction: Kivetz et al. 2006");
    /// A goal that takes a member longer than this, or longer than what is earned lives, moves nobody.
    reach as "longest time to a goal": f64 = SPAN.positive().kind(), default("\"3 y\"", "direction: loyalty papers, threshold too high; value: assumption");
    /// Support of a member with much at stake.
    kmax as "support by the program": f64 = PROBABILITY.kind(), default("0.15", ASSUMPTION), needs(&["loyalty"]);
    /// How much more losing a tier is felt than winning one.
    loss as "loss aversion over tiers": f64 = number(0.0, 10.0).kind(), default("2.0", "direction: Wagner et al. 2009; value: assumption"), needs(&["loyalty"]);
    /// Time between reviews of tiers, up or down by what was earned since the last one.
    review as "tier review interval": f64 = SPAN.positive().kind(), default("\"1 y\"", ASSUMPTION), fixed("the firm decides it, so the file should say it");
    /// Tiers, rising.
    tier as "tiers": Vec<Tier<'a>> = Kind::Entries(Tier::SPEC);
    /// Partners.
    partner as "partners": Vec<Partner<'a>> = Kind::Entries(Partner::SPEC);

    rules &[ Rule::AtMostOne(&["points", "punch_card", "voucher", "target"]), Rule::Requires("tier", "points"), Rule::Requires("partner", "points"), ];
}

entries!(Partner);

impl Named for Program<'_> {
    fn name(&self) -> &str {
        self.name.unwrap_or(Self::SPEC.name)
    }

    fn span(&self) -> Span {
        self.item.span
    }

    fn name_span(&self) -> Span {
        self.name.span().unwrap_or(self.item.span)
    }

    fn is_enabled(&self) -> bool {
        self.enabled.known().unwrap_or(true)
    }
}

impl Program<'_> {
    /// Beginning of the paths of its keys: "program", or "program.NAME" of one of a list.
    pub fn path(&self) -> String {
        match *self.name {
            Some(name) => format!("{}.{name}", Self::SPEC.name),
            None => Self::SPEC.name.to_owned(),
        }
    }
}
