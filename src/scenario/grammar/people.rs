//! Those who left, and how they come back.

use super::kinds::{BlockSpec, HAZARD, KeySpec, Kind, MONEY, Rule, SPAN, number};

const ASSUMPTION: &str = "assumption";

const FACTOR: Kind = Kind::Quantity(number(0.0, 100.0));

pub(super) static WIN_BACK: BlockSpec = BlockSpec {
    name: "win_back",
    doc: "Asking back those who left, or letting them come back by themselves.",
    keys: &[
        KeySpec::new("enabled", Kind::Bool, "Whether it runs; those who leave while it does not are lost.")
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
        .default("2.0", "001: lost customers buy twice as readily; Griffin & Lowenstein 2001"),
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
