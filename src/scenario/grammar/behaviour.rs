//! Purchases, stages and contracts.

use super::kinds::{
    Kind, MONEY, PROBABILITY, Quantity, RATE, Rule, SIGNED_MONEY, SIGNED_MONEY_RATE, SPAN, integer, number,
};
use super::range::Part;
use super::typed::block;
use crate::scenario::grammar::value::Amount;

const ASSUMPTION: &str = "assumption";

block! {
    /// Further categories, which newcomers and earlier customers do not buy in yet.
    pub struct CrossSell<'a> = "cross_sell";

    /// Chance of adopting a category at a purchase, for the most satisfied (p_cross).
    chance as "chance of a further category": f64 = PROBABILITY.kind(), default("0.05", ASSUMPTION);
    /// Categories besides the first.
    categories as "number of further categories": u64 = integer(1.0, 64.0).kind(), default("3", ASSUMPTION);
    /// What each category adds to the basket, as a share of it.
    adds as "basket rise per category": f64 = number(0.0, 100.0).kind(), default("0.2", ASSUMPTION);
}

block! {
    /// Offering more at a purchase, for `cross_sell` and `upsell`: what it costs, and how it annoys.
    pub struct SalesContact<'a> = "sales_contact";

    /// Share of the purchases that are used for it.
    probability as "sales contacts per purchase": f64 = PROBABILITY.kind(), default("0.0", "none unless asked for");
    /// Utility lost by one: a moment of its own in the visit of the purchase, blamed on no hole. Not felt under `rule = "acclimation"`, as
    /// it takes no time.
    annoyance as "annoyance by a sales contact": f64 = PROBABILITY.kind(), default("0.05", "direction: CRM deck, slides 201-203; value: assumption"), needs(&["loyalty"]);
    /// Factor on that while a complaint of the customer waits for its answer, where complaints are journeys.
    open_complaint as "annoyance factor in a complaint": f64 = number(0.0, 20.0).kind(), default("3.0", "001: service first, sales second; value: assumption");
    /// Cost of one.
    cost as "cost of a sales contact": f64 = MONEY.kind(), default("0.0", "spec");
}

block! {
    /// How often customers buy, and for how much.
    pub struct Purchase<'a> = "purchase";

    /// Purchases per time of a customer; a law is drawn once per customer.
    rate as "purchase rate": &'a Amount = RATE.law().kind(), default("{ gamma = { mean = \"1 per 30 d\", shape = 1.0 } }", "assumption; gamma mixture of Poisson buyers: Ehrenberg's NBD"), parts(&[Part::new("gamma.mean", "\"1 per 60 d\"", "\"1 per 15 d\""), Part::new("gamma.shape", "0.5", "2")], "half to double; shape: about CDNOW's and grocery buyers', .985 and 1.83");
    /// Money spent at a purchase.
    basket as "basket": &'a Amount = MONEY.law().kind(), default("1.0", "one unit of money, so that spending counts purchases");
    /// Price level; 1 is the usual one.
    price as "price level": f64 = number(0.0, 1000.0).positive().kind(), default("1.0", "spec");
    /// Share of the basket that is contribution.
    margin as "margin": &'a Amount = number(-10.0, 1.0).law().kind(), default("1.0", "all of it, unless said");
    /// Whether joining is itself a purchase.
    at_join as "purchase at joining": bool = Kind::Bool, default("false", "a first purchase comes after an exponential wait");
    /// How memory moves the share of wallet (beta_s).
    wallet_response as "response of wallet share": f64 = number(0.0, 10.0).kind(), default("0.3", ASSUMPTION), needs(&["loyalty"]);
    /// Rivals in the wallet.
    n_riv as "rivals in the wallet": f64 = number(0.0, 1000.0).kind(), default("5.0", "over five suppliers: course outline (experience)"), needs(&["loyalty"]);
    /// What customers remember of those rivals.
    m_riv as "memory of rivals": f64 = number(-1.0, 1.0).kind(), default("0.0", ASSUMPTION), needs(&["loyalty"]), range("-0.2", "0.2", "rivals a little better or worse than nothing");
    /// Relative rise of the basket.
    upsell as "upselling": f64 = number(-1.0, 10.0).kind(), default("0.0", ASSUMPTION), fixed("none unless asked for");
    /// Response of the purchase rate to the price level (e): rate * price^(-e * price_sensitivity).
    elasticity as "price elasticity": f64 = number(0.0, 20.0).kind(), default("1.0", "assumption; brand-level mean near 2.6: Bijmolt et al. 2005"), range("0.5", "2.6", "to the brand-level mean of Bijmolt et al. 2005");
    /// Further categories that customers come to buy in: each is adopted at a purchase with chance * sig((S - 4) / 0.4).
    cross_sell as "cross-selling": Option<CrossSell<'a>> = Kind::Block(CrossSell::SPEC), needs(&["loyalty"]);
    /// Offering more at a purchase.
    sales_contact as "sales contacts": SalesContact<'a> = Kind::Block(SalesContact::SPEC), default("{}", "spec");
}

block! {
    /// Factors on the purchase rate by stage.
    pub struct StageMultipliers<'a> = "multiplier";

    /// Bought at most once.
    acquisition as "purchase factor in acquisition": f64 = number(0.0, 100.0).kind(), default("0.6", ASSUMPTION), range("0.4", "0.85", "below the stages that follow");
    /// Growing.
    build_up as "purchase factor in build-up": f64 = number(0.0, 100.0).kind(), default("0.9", ASSUMPTION), range("0.75", "1.1", "between its neighbours");
    /// At their best.
    climax as "purchase factor in climax": f64 = number(0.0, 100.0).kind(), default("1.2", ASSUMPTION), range("1.05", "1.5", "above the stages beside it");
    /// Fading.
    decline as "purchase factor in decline": f64 = number(0.0, 100.0).kind(), default("0.5", ASSUMPTION), range("0.3", "0.75", "below the stages before it");
}

block! {
    /// The stages acquisition, build-up, climax, decline, exit.
    pub struct Lifecycle<'a> = "lifecycle";

    /// Factors on the purchase rate by stage.
    multiplier as "purchase factors by stage": StageMultipliers<'a> = Kind::Block(StageMultipliers::SPEC), default("{}", "spec");
    /// Silence, in mean gaps between purchases, that raises a warning (m_w).
    warning as "silence before a warning": f64 = number(0.0, 1000.0).positive().kind(), default("3.0", ASSUMPTION), fixed("the firm decides it, so the file should say it");
    /// Purchases before climax.
    n_C as "purchases before climax": u64 = integer(1.0, 1e6).kind(), default("5", ASSUMPTION), range("3", "8", "about half to double");
    /// Memory needed for climax.
    m_C as "memory needed for climax": f64 = number(-1.0, 1.0).kind(), default("-0.2", "assumption; far from the usual memory: no cliff"), range("-0.4", "0.0", "far from the usual memory to near it");
    /// Memory below which decline comes faster.
    m_D as "memory threshold of decline": f64 = number(-1.0, 1.0).kind(), default("-0.1", ASSUMPTION), range("-0.3", "0.05", "bad to indifferent");
    /// Time a good memory must last to leave decline.
    t_rec as "recovery time from decline": f64 = SPAN.kind(), default("\"60 d\"", ASSUMPTION);
    /// Rate of falling into decline.
    delta_CD as "rate of decline": f64 = RATE.kind(), default("\"1 per 1500 d\"", ASSUMPTION);
    /// How a bad memory speeds decline.
    k_D as "effect of memory on decline": f64 = number(0.0, 1000.0).kind(), default("4.0", ASSUMPTION);
    /// Rate of events in a customer's life (a move, a child, a new job) that turn climax into decline, whatever is remembered.
    life_events as "rate of life events": f64 = RATE.kind(), default("\"0 per y\"", "none unless asked for; events that end the relationship are the hole `life`");
}

const BY_TERM: Quantity = SIGNED_MONEY.tenure().law();

block! {
    /// Terms, renewals and money that flows by itself.
    pub struct Contract<'a> = "contract";

    /// Length of the first term; customers renew or leave at its end.
    term as "length of the first term": Option<f64> = SPAN.positive().kind();
    /// Length of later terms; omitted, as the first.
    renews_for as "length of later terms": Option<f64> = SPAN.positive().kind();
    /// Time between bills within a term; omitted, one bill at the start of each term.
    bill as "billing interval": Option<f64> = SPAN.positive().kind();
    /// Money of a bill, by term.
    price as "contract price": Option<&'a Amount> = BY_TERM.kind();
    /// Cost of serving the contract, at each bill, by term.
    cost as "contract cost": Option<&'a Amount> = BY_TERM.kind();
    /// Share that renews, into term 2, 3, ...; a law is drawn once per customer. Fixes how many leave.
    retention as "renewal rate": Option<&'a Amount> = PROBABILITY.tenure().law().kind();
    /// How leaving answers a price other than that at joining: at a renewal the odds of not renewing are multiplied by (price / price at
    /// joining)^elasticity, the price of the term to come; without a `term` so is the hazard of the hole `value`, by `purchase.price`.
    /// Omitted, a price makes nobody leave. Published for the demand for health plans: 0.2 to 1 in the US, below 0.5 in the Netherlands,
    /// 0.6 to 4.2 in Germany (Pendzialek, Simic & Stock 2016).
    elasticity as "price elasticity of leaving": Option<f64> = number(0.0, 20.0).kind();
    /// Support by lock-in while the term runs.
    lock_in as "contract lock-in": Option<f64> = PROBABILITY.kind(), needs(&["loyalty"]);
    /// Memory lost per time to a `lock_in` by whoever is held although satisfaction is below 3; omitted, none (0.002 per d is a guess:
    /// course outline (experience) has resentment grow under a lock-in, no figure).
    resentment as "resentment of the lock-in": Option<f64> = RATE.kind(), needs(&["loyalty"]);
    /// Money that flows as long as the customer stays.
    earns as "money flow while a customer": Option<&'a Amount> = SIGNED_MONEY_RATE.law().kind();

    rules &[ Rule::Requires("renews_for", "term"), Rule::Requires("bill", "term"), Rule::Requires("price", "term"), Rule::Requires("cost", "term"), Rule::Requires("retention", "term"), Rule::Requires("lock_in", "term"), Rule::Requires("resentment", "lock_in"), ];
}
