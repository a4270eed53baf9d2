//! Memory, loyalty, holes and complaints.

use super::kinds::{BlockSpec, HAZARD, KeySpec, Kind, MONEY, PROBABILITY, Rule, SIGNED_MONEY, SPAN, TIME, number};

const ASSUMPTION: &str = "assumption";
const NOT_NAMED: &str = "not named";

const fn share(key: &'static str, doc: &'static str) -> KeySpec {
    KeySpec::new(key, PROBABILITY.kind(), doc).default("0.0", NOT_NAMED)
}

static PEAK_END: BlockSpec = BlockSpec {
    name: "weight",
    doc: "Weights of the remembered encounter.",
    keys: &[
        share("peak", "The strongest moment."),
        share("end", "The ends."),
        share("mean", "The mean of all moments."),
    ],
    rules: &[Rule::SumsToOne],
};

static END_WEIGHTS: BlockSpec = BlockSpec {
    name: "end_weight",
    doc: "Weights of the three ends (omega).",
    keys: &[
        share("transaction", "The transaction is complete."),
        share("departure", "The customer leaves."),
        share("after", "First use, delivery, bill or follow-up."),
    ],
    rules: &[Rule::SumsToOne],
};

pub(super) static MEMORY: BlockSpec = BlockSpec {
    name: "memory",
    doc: "What is remembered of an encounter, and for how long.",
    keys: &[
        KeySpec::new("rule", Kind::Choice(&["peak_end", "acclimation"]), "How moments become a memory.")
            .default("\"peak_end\"", "form: Kahneman et al. 1993"),
        KeySpec::new("weight", Kind::Block(&PEAK_END), "Weights of peak, end and mean.")
            .default("{ peak = 0.4, end = 0.4, mean = 0.2 }", "form: Kahneman et al. 1993; values: assumption"),
        KeySpec::new("end_weight", Kind::Block(&END_WEIGHTS), "Weights of the three ends (omega).")
            .default("{ transaction = 0.3, departure = 0.4, after = 0.3 }", ASSUMPTION),
        KeySpec::new(
            "learning",
            number(0.0, 1.0).positive().kind(),
            "Weight of a good encounter in the relationship memory (eta_pos).",
        )
        .default("0.1", ASSUMPTION),
        KeySpec::new(
            "good_per_bad",
            number(1.0, 1000.0).kind(),
            "Good encounters that undo a bad one of equal size (n_offset).",
        )
        .default("3.0", "assumption; 12 is the folklore of loyalty papers"),
        KeySpec::new("half_life", SPAN.positive().forever().kind(), "Half-life of the memory.")
            .default("\"180 d\"", ASSUMPTION),
        KeySpec::new("baseline", number(-1.0, 1.0).kind(), "Where the memory decays to (M0).")
            .default("0.0", ASSUMPTION),
        KeySpec::new("primacy", number(0.0, 10.0).positive().kind(), "Factor on the weight of the first encounter.")
            .default("2.0", "direction: loyalty papers; value: assumption"),
        KeySpec::new("nu_p", number(0.0, 10.0).positive().kind(), "Factor on bad moments in the choice of the peak.")
            .default("1.0", "negativity acts in one place only, good_per_bad"),
        KeySpec::new("alpha", number(0.0, 100.0).kind(), "Acclimation per hour, for `rule = \"acclimation\"`.")
            .default("0.5", ASSUMPTION),
        KeySpec::new("w", number(0.0, 100.0).kind(), "Fading per hour, for `rule = \"acclimation\"`.")
            .default("0.2", ASSUMPTION),
    ],
    rules: &[],
};

static LEVELS: BlockSpec = BlockSpec {
    name: "levels",
    doc: "The three levels of the loyalty curve (L0, L1, L2), interpolated by competition.",
    keys: &[
        KeySpec::new("low", Kind::Vector(PROBABILITY, Some(3)), "Levels without competition.").default(
            "[0.15, 0.85, 0.97]",
            "anchored on CRM deck, slide 181, shape: Jones & Sasser 1995; values: assumption",
        ),
        KeySpec::new("high", Kind::Vector(PROBABILITY, Some(3)), "Levels under full competition.").default(
            "[0.02, 0.25, 0.95]",
            "anchored on CRM deck, slide 181, shape: Jones & Sasser 1995; values: assumption",
        ),
    ],
    rules: &[],
};

const fn support(key: &'static str, value: &'static str, doc: &'static str) -> KeySpec {
    KeySpec::new(key, PROBABILITY.kind(), doc).default(value, ASSUMPTION)
}

static SUPPORTS: BlockSpec = BlockSpec {
    name: "support",
    doc: "What holds a customer besides satisfaction (kappa).",
    keys: &[
        support("incentive", "0.0", "Rewards."),
        support("price", "0.1", "A low price."),
        support("convenience", "0.2", "Nearness and ease."),
        support("inertia", "0.2", "Habit."),
        support("lockin", "0.1", "Switching costs."),
        support("social", "0.0", "Belonging."),
    ],
    rules: &[],
};

static TRUST: BlockSpec = BlockSpec {
    name: "trust",
    doc: "Trust: how it starts, grows, breaks and shields.",
    keys: &[
        support("start", "0.3", "Trust of a new customer."),
        support("gain", "0.05", "Share of the missing trust won by a perfect encounter (a_T)."),
        support("loss", "0.3", "Trust lost by an incident of full severity (loss_T)."),
        support("shield", "0.5", "How far full trust softens bad encounters and the pull of rivals."),
    ],
    rules: &[],
};

pub(super) static LOYALTY: BlockSpec = BlockSpec {
    name: "loyalty",
    doc: "How satisfaction becomes staying.",
    keys: &[
        KeySpec::new(
            "preset",
            Kind::Choice(&["bank", "telecom", "cafe"]),
            "Supports, incidents and outside hazards of an industry, under what the file says.",
        ),
        KeySpec::new("levels", Kind::Block(&LEVELS), "Levels of the loyalty curve.").default("{}", "spec"),
        KeySpec::new(
            "thresholds",
            Kind::Vector(number(1.0, 5.0), Some(2)),
            "Satisfaction at the two steps of the curve (thL, thH).",
        )
        .default("[1.8, 4.25]", ASSUMPTION),
        KeySpec::new("widths", Kind::Vector(number(0.0, 5.0).positive(), Some(2)), "Widths of the two steps (kL, kH).")
            .default("[0.25, 0.35]", "assumption; wide because it averages people"),
        KeySpec::new("decision_horizon", SPAN.positive().kind(), "The time a probability to stay refers to (tau_L).")
            .default("\"365 d\"", "assumption; cars 1460 d"),
        KeySpec::new("support", Kind::Block(&SUPPORTS), "What holds a customer besides satisfaction.")
            .default("{}", "spec"),
        KeySpec::new("trust", Kind::Block(&TRUST), "Trust.").default("{}", "spec"),
        KeySpec::new("habit", number(0.0, 1e6).kind(), "Purchases that build inertia (n_h); 0: full at once.")
            .default("10.0", ASSUMPTION),
        KeySpec::new(
            "incidents",
            number(0.0, 100.0).kind(),
            "Serious incidents a customer-year behind a fail_prob that is left out.",
        )
        .default("0.18", ASSUMPTION),
    ],
    rules: &[],
};

pub(super) static HOLE: BlockSpec = BlockSpec {
    name: "hole",
    doc: "A reason to leave.",
    keys: &[
        KeySpec::new("name", Kind::Name, "Its name; a standard name changes that hole.").required(),
        KeySpec::new("enabled", Kind::Bool, "Whether it exists.").default("true", "spec"),
        KeySpec::new(
            "hazard",
            HAZARD.law().tenure().kind(),
            "Hazard of leaving by it; a list goes by tenure; a law is drawn once per customer.",
        ),
        KeySpec::new("lifetime", TIME.kind(), "Law of the time from joining to leaving by it, if it were alone."),
        KeySpec::new("per_purchase", PROBABILITY.law().kind(), "Chance of leaving after each purchase."),
        KeySpec::new(
            "value_below",
            SIGNED_MONEY.kind(),
            "The firm drops customers whose value of twelve months is below this.",
        ),
        KeySpec::new(
            "noticed",
            PROBABILITY.kind(),
            "Chance that it gets round when the firm drops somebody, which lowers its reputation in a finite market by 0.01 (assumption); omitted, it does not.",
        ),
        KeySpec::new(
            "prior",
            PROBABILITY.kind(),
            "Its share of the blame before anything happened; standard service holes only.",
        )
        .needs(&["loyalty"]),
        KeySpec::new("factor", number(0.0, 1e6).kind(), "Factor on its hazard; 0 plugs it.").default("1.0", "spec"),
        KeySpec::new("shielded", Kind::Bool, "Whether supports and trust shield from it.")
            .default("false", "a hole with a new name is not shielded"),
        KeySpec::new("involuntary", Kind::Bool, "Whether it takes effect at once, contract or not.")
            .default("false", "spec"),
    ],
    rules: &[
        Rule::AtMostOne(&["hazard", "lifetime", "per_purchase", "value_below"]),
        Rule::Requires("noticed", "value_below"),
    ],
};

static VOICE: BlockSpec = BlockSpec {
    name: "voice",
    doc: "What customers do after a failure.",
    keys: &[
        share("silent", "Say nothing."),
        share("front_line", "Tell the staff."),
        share("formal", "Complain to the firm."),
    ],
    rules: &[Rule::SumsToOne],
};

static RESOLUTION: BlockSpec = BlockSpec {
    name: "resolution",
    doc: "How complaints end; the rest stays unresolved.",
    keys: &[share("quick", "Resolved at once."), share("slow", "Resolved late.")],
    rules: &[Rule::SumsToAtMostOne],
};

const fn stay(key: &'static str, value: &'static str, doc: &'static str) -> KeySpec {
    KeySpec::new(key, Kind::Vector(PROBABILITY, Some(2)), doc)
        .default(value, "TARP via Goodman, the minor figure not in CRM deck; doubtful: stated intentions")
}

static STAY: BlockSpec = BlockSpec {
    name: "stay",
    doc: "Chance to stay after a minor and after a major problem.",
    keys: &[
        stay("silent", "[0.37, 0.09]", "Said nothing."),
        stay("unresolved", "[0.46, 0.19]", "Complained in vain."),
        stay("resolved", "[0.70, 0.54]", "Resolved in the end."),
        stay("quickly", "[0.95, 0.82]", "Resolved at once."),
    ],
    rules: &[],
};

pub(super) static COMPLAINT: BlockSpec = BlockSpec {
    name: "complaint",
    doc: "What a failure leads to.",
    keys: &[
        KeySpec::new(
            "preset",
            Kind::Choice(&["small-goods", "small-services", "large-goods", "large-services"]),
            "How many complain at all, by the size of the ticket, under what the file says.",
        ),
        KeySpec::new("voice", Kind::Block(&VOICE), "Silent, to the front line, or formal.")
            .default("{ silent = 0.69, front_line = 0.26, formal = 0.05 }", "CRM deck, slide 137; doubtful: differs by ticket size, s.142"),
        KeySpec::new("resolution", Kind::Block(&RESOLUTION), "How complaints end; the rest stays unresolved.")
            .default("{ quick = 0.16, slow = 0.64 }", "assumption: 20 % unresolved, 20 % of the rest quick"),
        KeySpec::new("stay", Kind::Block(&STAY), "Chance to stay after a minor and after a major problem.")
            .default("{}", "spec"),
        KeySpec::new(
            "quick_half_life",
            SPAN.positive().kind(),
            "Half-life of the credit for speed (t_quick), where complaints are journeys.",
        )
        .default("\"24 h\"", "Haier's 24 h, CRM deck, slide 77; TARP defines no time"),
        KeySpec::new("causal_share", PROBABILITY.kind(), "How much of the gap between outcomes is caused by them.")
            .default("1.0", "assumption: complainers chose to complain; results give incident exits at 1 and at 0.5"),
        KeySpec::new(
            "carry",
            PROBABILITY.kind(),
            "Share of the failed moment that stayers still hold against the firm.",
        )
        .default("0.3", ASSUMPTION),
        KeySpec::new(
            "ease",
            number(0.0, 100.0).kind(),
            "Factor on the odds of speaking up; 2 halves the odds of silence.",
        )
        .default("1.0", "the shares of `voice` as they are"),
        KeySpec::new(
            "severity_slope",
            number(-20.0, 20.0).kind(),
            "What a point of severity adds to the logit of speaking up: the odds are multiplied by exp(slope * (severity - 0.4)), 0.4 being the usual severity. Positive: the graver, the louder.",
        )
        .default("0.0", "none unless asked for: that importance decides is in CRM deck, slide 134, no figure is"),
        KeySpec::new(
            "care",
            PROBABILITY.kind(),
            "Added to the chance that an answer is accepted, where people are heard with warmth; in a journey, taken off the `fail_prob` of its steps.",
        )
        .default(
            "0.0",
            "none unless asked for; 0.15 where staff are trained for it (direction: CRM deck, slide 125; value: assumption)",
        ),
        KeySpec::new("compensation", MONEY.kind(), "Paid for each complaint that is settled with an accepted answer.")
            .default("0.0", "none unless asked for"),
        KeySpec::new(
            "compensation_effect",
            PROBABILITY.kind(),
            "Added in the same way where a compensation is paid, whatever its size.",
        )
        .default("0.2", "direction: CRM deck, slide 171; value: assumption"),
        KeySpec::new(
            "learning",
            number(0.0, 10.0).kind(),
            "How complaints resolved per customer lower each chance of failing, down to half (l).",
        )
        .default("0.0", "assumption: none; 1 where causes are removed (form: assumption, direction: CRM deck, slide 145)"),
    ],
    rules: &[],
};
