//! Those who left and how they come back; employees; surveys.

use super::kinds::{HAZARD, Kind, MONEY, PROBABILITY, Quantity, Rule, SPAN, integer, number};
use super::typed::block;
use crate::scenario::grammar::quantity::{DAYS_PER_YEAR, Unit};
use crate::scenario::grammar::value::Item;

const ASSUMPTION: &str = "assumption";

/// Most of a staff that quits, at the usual mood [per day].
const MOST_TURNOVER: f64 = 0.1;
/// Shortest time to learn, and to change mood: the daily step must not overshoot [days].
const SHORTEST: f64 = 2.0;
const LONGEST: f64 = 100.0 * DAYS_PER_YEAR;

const FACTOR: Kind = Kind::Quantity(number(0.0, 100.0));

block! {
    /// Asking back those who left, or letting them come back by themselves.
    pub struct WinBack<'a> = "win_back";

    /// Whether it runs. While it does not, nobody is asked or comes back, and second lives have the hazards of first ones; who leaves
    /// meanwhile may come back when it runs again.
    enabled as "operation of win-back": bool = Kind::Bool, default("true", "spec");
    /// Times of the contacts, from the exit as the firm sees it: at once with a contract or where nothing is bought, else after a silence
    /// of twice `lifecycle.warning` mean gaps. Whoever is silent for so long without having left is contacted too, in vain.
    contacts as "times of win-back contacts": &'a [f64] = Kind::Vector(SPAN, None), default("[\"30 d\"]", ASSUMPTION), fixed("the firm decides it, so the file should say it");
    /// Success on the day of the exit beside a contact with a new prospect: `success_per_contact` of the customer's source, or else of the
    /// first source that approaches people, or else its default.
    ratio as "success relative to prospects": f64 = number(0.0, 100.0).kind(), default("2.0", "loyalty article and Griffin & Lowenstein 2001; doubtful: a range of practitioners, not an effect");
    /// Time in which success falls to 37 % (tau_wb).
    fade as "fade of win-back success": f64 = SPAN.positive().forever().kind(), default("\"365 d\"", ASSUMPTION);
    /// Factor on success by the hole of the exit; at 0 nobody who left that way is contacted. A hole that is not named keeps its default, 1
    /// if there is none.
    cause_factor as "success factor by cause": &'a [(String, Item)] = Kind::Map(&FACTOR), default("{ value = 1.2, price_war = 1.2, complaint = 0.8, life = 0.2, income = 0.2, fired = 0.0 }", "assumption; that the cause matters: Kumar, Bhagwat & Zhang 2015");
    /// Cost of one contact with its offer.
    offer_cost as "cost per win-back contact": f64 = MONEY.kind(), default("0.0", "spec");
    /// Contacts only those whose second life is expected to bring more than this: contribution per day so far, over the hazard of leaving
    /// for the first time seen so far in all customers, times `hazard`, plus the discount rate (Thomas, Blattberg & Fox 2004). Omitted,
    /// everybody.
    value_above as "least value worth a contact": Option<f64> = MONEY.kind();
    /// Contacts only those of whom, in the same way, more is expected than `offer_cost` over the chance that the contact wins them back.
    break_even as "break-even rule of contacts": bool = Kind::Bool, default("false", "everybody is contacted unless asked for");
    /// Hazard of coming back by oneself, instead of `contacts`; the clock starts at the exit.
    return_rate as "hazard of coming back": Option<f64> = HAZARD.kind();
    /// Hazard of being gone for good; omitted, nobody ever is.
    gone_rate as "hazard of being gone for good": Option<f64> = HAZARD.kind();
    /// Factor on the hazards of those who came back, but for what nobody decides.
    hazard as "hazard factor of returnees": f64 = FACTOR, default("1.2", ASSUMPTION), range("0.8", "1.8", "as loyal as others to clearly less");

    rules &[Rule::Requires("gone_rate", "return_rate")];
}

block! {
    /// Mood, skill and turnover of the staff of each resource, moved every midnight; both begin at their usual level.
    pub struct Employees<'a> = "employees";

    /// Turnover at the usual mood (q0).
    quit_rate as "staff turnover": f64 = Quantity::new(Unit::Hazard, 0.0, MOST_TURNOVER).kind(), default("\"0.4 per y\"", ASSUMPTION);
    /// Time in which a newcomer learns 63 % of what is missing (t_learn).
    learning_time as "learning time of staff": f64 = Quantity::new(Unit::Duration, SHORTEST, LONGEST).kind(), default("\"180 d\"", ASSUMPTION);
    /// Skill of a newcomer; 1 is all there is to know (K_new).
    starting_skill as "starting skill of staff": f64 = PROBABILITY.kind(), default("0.3", ASSUMPTION);
    /// Skill at which staff perform and serve as the file says, and with which they begin (K_ref); omitted, where learning and turnover of
    /// the file balance: K_new + (1 - K_new) / (1 + q0 t_learn). An intervention leaves it as it is.
    reference_skill as "reference skill of staff": Option<f64> = PROBABILITY.kind();
    /// Points of performance per unit of skill above the reference (b_K).
    skill_effect as "effect of skill on performance": f64 = number(0.0, 100.0).kind(), default("2.0", ASSUMPTION);
    /// Points of performance per unit of mood above the usual (b_J).
    mood_effect as "effect of mood on performance": f64 = number(0.0, 100.0).kind(), default("1.0", ASSUMPTION), range("0.5", "2", "half to double");
    /// Share by which the service rate grows per unit of skill above the reference.
    speed_effect as "effect of skill on speed": f64 = PROBABILITY.kind(), default("0.4", ASSUMPTION);
    /// Usual mood, 0 to 1 (j0).
    j0 as "usual mood of staff": f64 = PROBABILITY.kind(), default("0.5", ASSUMPTION);
    /// Mood per unit of `pay`.
    j_pay as "effect of pay on mood": f64 = number(0.0, 100.0).kind(), default("0.5", ASSUMPTION);
    /// Mood per unit of `environment`.
    j_env as "effect of conditions on mood": f64 = number(0.0, 100.0).kind(), default("0.3", ASSUMPTION);
    /// Mood lost per unit of utilisation above 0.85, mean of seven days.
    j_load as "mood lost by overload": f64 = number(0.0, 100.0).kind(), default("2.0", ASSUMPTION);
    /// Mood lost per complaint in a hundred services, mean of seven days.
    j_complaint as "mood lost by complaints": f64 = number(0.0, 100.0).kind(), default("0.02", ASSUMPTION);
    /// Time in which mood follows 63 % of the way.
    t_J as "adjustment time of mood": f64 = Quantity::new(Unit::Duration, SHORTEST, LONGEST).kind(), default("\"30 d\"", ASSUMPTION);
    /// Response of turnover to mood: q = q0 exp(-k_q (J - j0)).
    k_q as "effect of mood on turnover": f64 = number(0.0, 100.0).kind(), default("1.5", ASSUMPTION);
    /// Clients are handed over before their contact person leaves, so that rivals gain nothing.
    key_contact_backup as "handover of clients": bool = Kind::Bool, default("false", "spec");
}

block! {
    /// Chance of an answer, a straight line in how much is remembered, good or bad.
    pub struct Response<'a> = "response";

    /// Of those who remember nothing of note (|M| = 0).
    calm as "response rate of the calm": f64 = PROBABILITY.kind(), default("0.2", ASSUMPTION);
    /// Of those who could not be more pleased or angry (|M| = 1).
    moved as "response rate of the moved": f64 = PROBABILITY.kind(), default("0.8", ASSUMPTION);
}

block! {
    /// Changes staff or a media budget after a survey, by `gain` times the share by which the mean score misses the target: staff in whole
    /// servers at all hours on duty, at their wage. All decisions together keep it between a fifth and five times that of the file.
    pub struct Act<'a> = "act";

    /// Whose staff.
    resource as "staff adjusted": Option<&'a str> = Kind::Text, needs(&["resource"]);
    /// Whose media `budget`, of the sources of newcomers.
    source as "source with adjusted budget": Option<&'a str> = Kind::Text, needs(&["acquisition"]);
    /// Mean score wanted.
    target as "target score": f64 = number(1.0, 5.0).natural().kind(), required();
    /// Share of it per share of the target missed; negative: less of it when the score is too low.
    gain as "strength of the reaction": f64 = number(-100.0, 100.0).kind(), default("1.0", ASSUMPTION), fixed("the firm decides it, so the file should say it");
    /// Largest change at one time, as a share.
    most as "largest adjustment": f64 = number(0.0, 0.9).kind(), default("0.2", ASSUMPTION), fixed("the firm decides it, so the file should say it");
    /// Time from the survey to the change.
    delay as "delay of the adjustment": f64 = SPAN.kind(), default("\"30 d\"", ASSUMPTION), fixed("the firm decides it, so the file should say it");

    rules &[Rule::ExactlyOne(&["resource", "source"])];
}

block! {
    /// Surveys, and a firm that acts on them. With [lifecycle] the firm's own label of every customer is held against the hidden stage at
    /// each survey.
    pub struct Feedback<'a> = "feedback";

    /// Time between surveys; the first comes after one.
    every as "survey interval": f64 = SPAN.positive().kind(), default("\"30 d\"", ASSUMPTION), fixed("the firm decides it, so the file should say it");
    /// Customers asked each time on average, each with the same chance; omitted, all.
    sample as "survey sample": Option<u64> = integer(1.0, 1e9).kind();
    /// Added to every score: people are kind to who asks.
    bias as "bias of survey scores": f64 = number(-5.0, 5.0).kind(), default("0.2", "direction: CRM deck, slide 180; value: assumption"), range("0", "0.4", "none to double; direction: CRM deck, slide 180");
    /// Standard deviation of a score around what is felt.
    noise as "noise of survey scores": f64 = number(0.0, 10.0).kind(), default("0.5", ASSUMPTION);
    /// Chance of an answer.
    response as "response rates": Response<'a> = Kind::Block(Response::SPEC), default("{}", "spec");
    /// What the firm does about it; omitted, nothing.
    act as "action after a survey": Option<Act<'a>> = Kind::Block(Act::SPEC), needs(&["resource", "acquisition"]);
}
