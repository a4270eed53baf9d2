//! Those who left and how they come back; employees; surveys.

use super::kinds::{BlockSpec, HAZARD, KeySpec, Kind, MONEY, PROBABILITY, Quantity, Rule, SPAN, integer, number};
use crate::scenario::quantity::{DAYS_PER_YEAR, Unit};

const ASSUMPTION: &str = "assumption";

/// Most of a staff that quits, at the usual mood [per day].
const MOST_TURNOVER: f64 = 0.1;
/// Shortest time to learn, and to change mood: the daily step must not overshoot [days].
const SHORTEST: f64 = 2.0;
const LONGEST: f64 = 100.0 * DAYS_PER_YEAR;

const FACTOR: Kind = Kind::Quantity(number(0.0, 100.0));

pub(super) static WIN_BACK: BlockSpec = BlockSpec {
    name: "win_back",
    doc: "Asking back those who left, or letting them come back by themselves.",
    keys: &[
        KeySpec::new("enabled", Kind::Bool, "Whether it runs. While it does not, nobody is asked or comes back, and second lives have the hazards of first ones; who leaves meanwhile may come back when it runs again.")
            .default("true", "spec"),
        KeySpec::new(
            "contacts",
            Kind::Vector(SPAN, None),
            "Times of the contacts, from the exit as the firm sees it: at once with a contract or where nothing is bought, else after a silence of twice `lifecycle.warning` mean gaps. Whoever is silent for so long without having left is contacted too, in vain.",
        )
        .default("[\"30 d\"]", ASSUMPTION),
        KeySpec::new(
            "ratio",
            number(0.0, 100.0).kind(),
            "Success on the day of the exit beside a contact with a new prospect: `success_per_contact` of the customer's source, or else of the first source that approaches people, or else its default.",
        )
        .default("2.0", "loyalty article and Griffin & Lowenstein 2001; doubtful: a range of practitioners, not an effect"),
        KeySpec::new("fade", SPAN.positive().forever().kind(), "Time in which success falls to 37 % (tau_wb).")
            .default("\"365 d\"", ASSUMPTION),
        KeySpec::new(
            "cause_factor",
            Kind::Map(&FACTOR),
            "Factor on success by the hole of the exit; at 0 nobody who left that way is contacted. A hole that is not named keeps its default, 1 if there is none.",
        )
        .default(
            "{ value = 1.2, price_war = 1.2, complaint = 0.8, life = 0.2, income = 0.2, fired = 0.0 }",
            "assumption; that the cause matters: Kumar, Bhagwat & Zhang 2015",
        ),
        KeySpec::new("offer_cost", MONEY.kind(), "Cost of one contact with its offer.").default("0.0", "spec"),
        KeySpec::new(
            "value_above",
            MONEY.kind(),
            "Contacts only those whose second life is expected to bring more than this: contribution per day so far, over the hazard of leaving for the first time seen so far in all customers, times `hazard`, plus the discount rate (Thomas, Blattberg & Fox 2004). Omitted, everybody.",
        ),
        KeySpec::new(
            "break_even",
            Kind::Bool,
            "Contacts only those of whom, in the same way, more is expected than `offer_cost` over the chance that the contact wins them back.",
        )
        .default("false", "everybody is contacted unless asked for"),
        KeySpec::new(
            "return_rate",
            HAZARD.kind(),
            "Hazard of coming back by oneself, instead of `contacts`; the clock starts at the exit.",
        ),
        KeySpec::new("gone_rate", HAZARD.kind(), "Hazard of being gone for good; omitted, nobody ever is."),
        KeySpec::new(
            "hazard",
            FACTOR,
            "Factor on the hazards of those who came back, but for what nobody decides.",
        )
        .default("1.2", ASSUMPTION),
    ],
    rules: &[Rule::Requires("gone_rate", "return_rate")],
};

const fn slow(key: &'static str, default: &'static str, doc: &'static str) -> KeySpec {
    KeySpec::new(key, Quantity::new(Unit::Duration, SHORTEST, LONGEST).kind(), doc).default(default, ASSUMPTION)
}

const fn response(key: &'static str, default: &'static str, doc: &'static str) -> KeySpec {
    KeySpec::new(key, number(0.0, 100.0).kind(), doc).default(default, ASSUMPTION)
}

pub(super) static EMPLOYEES: BlockSpec = BlockSpec {
    name: "employees",
    doc: "Mood, skill and turnover of the staff of each resource, moved every midnight; both begin at their usual level.",
    keys: &[
        KeySpec::new(
            "quit_rate",
            Quantity::new(Unit::Hazard, 0.0, MOST_TURNOVER).kind(),
            "Turnover at the usual mood (q0).",
        )
        .default("\"0.4 per y\"", ASSUMPTION),
        slow("learning_time", "\"180 d\"", "Time in which a newcomer learns 63 % of what is missing (t_learn)."),
        KeySpec::new("starting_skill", PROBABILITY.kind(), "Skill of a newcomer; 1 is all there is to know (K_new).")
            .default("0.3", ASSUMPTION),
        KeySpec::new(
            "reference_skill",
            PROBABILITY.kind(),
            "Skill at which staff perform and serve as the file says, and with which they begin (K_ref); omitted, where learning and turnover of the file balance: K_new + (1 - K_new) / (1 + q0 t_learn). An intervention leaves it as it is.",
        ),
        response("skill_effect", "2.0", "Points of performance per unit of skill above the reference (b_K)."),
        response("mood_effect", "1.0", "Points of performance per unit of mood above the usual (b_J)."),
        KeySpec::new(
            "speed_effect",
            PROBABILITY.kind(),
            "Share by which the service rate grows per unit of skill above the reference.",
        )
        .default("0.4", ASSUMPTION),
        KeySpec::new("j0", PROBABILITY.kind(), "Usual mood, 0 to 1 (j0).").default("0.5", ASSUMPTION),
        response("j_pay", "0.5", "Mood per unit of `pay`."),
        response("j_env", "0.3", "Mood per unit of `environment`."),
        response("j_load", "2.0", "Mood lost per unit of utilisation above 0.85, mean of seven days."),
        response("j_complaint", "0.02", "Mood lost per complaint in a hundred services, mean of seven days."),
        slow("t_J", "\"30 d\"", "Time in which mood follows 63 % of the way."),
        response("k_q", "1.5", "Response of turnover to mood: q = q0 exp(-k_q (J - j0))."),
        KeySpec::new(
            "key_contact_backup",
            Kind::Bool,
            "Clients are handed over before their contact person leaves, so that rivals gain nothing.",
        )
        .default("false", "spec"),
    ],
    rules: &[],
};

static RESPONSE: BlockSpec = BlockSpec {
    name: "response",
    doc: "Chance of an answer, a straight line in how much is remembered, good or bad.",
    keys: &[
        KeySpec::new("calm", PROBABILITY.kind(), "Of those who remember nothing of note (|M| = 0).")
            .default("0.2", ASSUMPTION),
        KeySpec::new("moved", PROBABILITY.kind(), "Of those who could not be more pleased or angry (|M| = 1).")
            .default("0.8", ASSUMPTION),
    ],
    rules: &[],
};

static ACT: BlockSpec = BlockSpec {
    name: "act",
    doc: "Changes staff or a media budget after a survey, by `gain` times the share by which the mean score misses the target: staff in whole servers at all hours on duty, at their wage. All decisions together keep it between a fifth and five times that of the file.",
    keys: &[
        KeySpec::new("resource", Kind::Text, "Whose staff.").needs(&["resource"]),
        KeySpec::new("source", Kind::Text, "Whose media `budget`, of the sources of newcomers.")
            .needs(&["acquisition"]),
        KeySpec::new("target", number(1.0, 5.0).kind(), "Mean score wanted.").required(),
        KeySpec::new(
            "gain",
            number(-100.0, 100.0).kind(),
            "Share of it per share of the target missed; negative: less of it when the score is too low.",
        )
        .default("1.0", ASSUMPTION),
        KeySpec::new("most", number(0.0, 0.9).kind(), "Largest change at one time, as a share.")
            .default("0.2", ASSUMPTION),
        KeySpec::new("delay", SPAN.kind(), "Time from the survey to the change.").default("\"30 d\"", ASSUMPTION),
    ],
    rules: &[Rule::ExactlyOne(&["resource", "source"])],
};

pub(super) static FEEDBACK: BlockSpec = BlockSpec {
    name: "feedback",
    doc: "Surveys, and a firm that acts on them. With [lifecycle] the firm's own label of every customer is held against the hidden stage at each survey.",
    keys: &[
        KeySpec::new("every", SPAN.positive().kind(), "Time between surveys; the first comes after one.")
            .default("\"30 d\"", ASSUMPTION),
        KeySpec::new(
            "sample",
            integer(1.0, 1e9).kind(),
            "Customers asked each time on average, each with the same chance; omitted, all.",
        ),
        KeySpec::new("bias", number(-5.0, 5.0).kind(), "Added to every score: people are kind to who asks.")
            .default("0.2", "direction: CRM deck, slide 180; value: assumption"),
        KeySpec::new("noise", number(0.0, 10.0).kind(), "Standard deviation of a score around what is felt.")
            .default("0.5", ASSUMPTION),
        KeySpec::new("response", Kind::Block(&RESPONSE), "Chance of an answer.").default("{}", "spec"),
        KeySpec::new("act", Kind::Block(&ACT), "What the firm does about it; omitted, nothing.")
            .needs(&["resource", "acquisition"]),
    ],
    rules: &[],
};
