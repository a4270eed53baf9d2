//! Prices that nobody answers to. A fee or a contract price moves no customer by itself: how many take it up, renew or leave is said by
//! other keys. Worlds that differ in such a price and in none of those keys cannot be judged against each other: the dearer one would
//! always win. A world with the price and one without it differ in who takes it up, so one `take_up` written for one fee is an answer.

use super::compare::Compared;
use super::comparison::Unjudged;
use super::sweep::{Levels, Parameter, Plan};
use crate::journey::model::{Channel, Contract, Hazard, Loyalty, Model, Offer, Profile, Purchase, Retention, Trigger};
use crate::random::Law;
use crate::scenario::Scenario;
use crate::scenario::value::Item;
use crate::units::SimTime;

/// A kind of price without an answer of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Price {
    Fee,
    Contract,
    Level,
}

impl Price {
    const ALL: [Price; 3] = [Price::Fee, Price::Contract, Price::Level];

    fn path(self) -> &'static str {
        match self {
            Price::Fee => "program.membership.fee",
            Price::Contract => "contract.price",
            Price::Level => "purchase.price",
        }
    }

    /// Keys of which one would be an answer.
    fn missing(self) -> &'static [&'static str] {
        match self {
            Price::Fee => &["program.membership.take_up", "program.membership.renewal"],
            Price::Contract => &["contract.retention", "hole.NAME.factor"],
            Price::Level => &["purchase.elasticity"],
        }
    }

    /// Whether two worlds differ in this price.
    fn differs(self, a: &Model, b: &Model) -> bool {
        at_all_times(a, b).any(|(a, b)| match self {
            Price::Fee => fee(a) != fee(b),
            Price::Contract => seen(a, contract_price) != seen(b, contract_price),
            Price::Level => seen(a, unanswered_level) != seen(b, unanswered_level),
        })
    }

    /// Whether two worlds say the same of who answers it.
    fn is_answered_alike(self, a: &Model, b: &Model) -> bool {
        let alike = |(a, b): (&Model, &Model)| match self {
            Price::Fee => takers(a) == takers(b),
            Price::Contract => a.channels.iter().map(comes).eq(b.channels.iter().map(comes)),
            Price::Level => seen(a, buys) == seen(b, buys),
        };
        at_all_times(a, b).all(|both| alike(both) && seen(both.0, stays) == seen(both.1, stays))
    }
}

/// Both worlds in each of their regimes.
fn at_all_times<'a>(a: &'a Model, b: &'a Model) -> impl Iterator<Item = (&'a Model, &'a Model)> {
    let mut times: Vec<SimTime> = a.later.iter().chain(&b.later).map(|switch| switch.at).collect();
    times.push(SimTime::ZERO);
    times.sort_unstable();
    times.dedup();
    times.into_iter().map(|at| (a.at(at), b.at(at)))
}

fn fee(m: &Model) -> Option<(f64, SimTime)> {
    let membership = m.program.as_ref()?.membership.as_ref()?;
    Some((membership.fee, membership.every))
}

fn takers(m: &Model) -> Option<(f64, f64)> {
    let membership = m.program.as_ref()?.membership.as_ref()?;
    Some((membership.take_up, membership.renewal))
}

fn contract_price(p: &Profile) -> Option<&[Law]> {
    p.contract.as_ref().map(|contract| contract.price.as_slice())
}

/// The price level, where no purchase rate answers to it.
fn unanswered_level(p: &Profile) -> Option<f64> {
    let purchase = p.purchase.as_ref()?;
    (purchase.elasticity * p.price_sensitivity == 0.0).then_some(purchase.price)
}

fn comes(channel: &Channel) -> (&crate::journey::model::ChannelMode, Option<f64>) {
    (&channel.mode, channel.deal.map(|deal| deal.share))
}

fn buys(p: &Profile) -> Option<(&Law, f64)> {
    p.purchase.as_ref().map(|Purchase { rate, elasticity, .. }| (rate, *elasticity))
}

/// What decides who stays.
#[derive(PartialEq)]
struct Stays<'m> {
    hazards: &'m [Hazard],
    loyalty: &'m Loyalty,
    factors: [f64; 2],
    bound: Option<(&'m Option<Retention>, [f64; 2])>,
}

fn stays(p: &Profile) -> Stays<'_> {
    fn bound(c: &Contract) -> (&Option<Retention>, [f64; 2]) {
        (&c.retention, [c.lock_in, c.resentment])
    }
    Stays {
        hazards: &p.hazards,
        loyalty: &p.loyalty,
        factors: [p.satisfaction_factor, p.external_factor],
        bound: p.contract.as_ref().map(bound),
    }
}

/// An offer without its values, and the customers it has them for.
type Reached = (Trigger, [SimTime; 3], [u8; 3], [bool; 4], usize, usize);

/// One thing of the values of all customers: by segment and stage, and where an offer makes it another.
fn seen<'m, K: PartialEq>(m: &'m Model, read: fn(&'m Profile) -> K) -> (Vec<K>, Vec<(Reached, K)>) {
    let places = || (0..m.segments.len()).flat_map(|segment| (0..4u8).map(move |stage| (segment, stage)));
    let own = |(segment, stage): (usize, u8)| read(m.segments[segment].profile.at(stage));
    let offered = |offer: &'m Offer| {
        places().filter_map(move |(segment, stage)| {
            let value = read(offer.profiles[segment].as_ref()?.at(stage));
            let who = (
                offer.on,
                [offer.from, offer.to, offer.lasts],
                offer.classes,
                offer.stages,
                segment,
                usize::from(stage),
            );
            (value != own((segment, stage))).then_some((who, value))
        })
    };
    (places().map(own).collect(), m.offers.iter().flat_map(offered).collect())
}

/// The prices in which two worlds differ and to which nobody answers.
fn unanswered(a: &Model, b: &Model) -> Vec<Price> {
    // Where experience counts, a price is felt beside what people are used to.
    let felt = |price: Price| price == Price::Level && (a.loyalty || b.loyalty);
    let open = |price: &Price| !felt(*price) && price.differs(a, b) && price.is_answered_alike(a, b);
    Price::ALL.into_iter().filter(open).collect()
}

/// Whether a verdict between two worlds would rest on a price to which nobody answers.
pub(super) fn is_open(a: &Model, b: &Model) -> bool {
    !unanswered(a, b).is_empty()
}

/// The listed worlds that cannot be judged against each other, by price: those that cannot be judged against the baseline, with it, and of the
/// rest those that hang together by pairs. Who can be judged against the baseline is not drawn out of the verdict by one who cannot.
pub(super) fn unjudged(compared: &Compared<'_>) -> Vec<Unjudged> {
    let listed = compared.rivals.iter().filter(|rival| rival.listed);
    let worlds: Vec<(&str, &Model)> = std::iter::once((super::selection::NOTHING, compared.inputs.model))
        .chain(listed.map(|rival| (rival.name.as_str(), &rival.model)))
        .collect();
    let apart: Vec<bool> = worlds.iter().map(|world| is_open(worlds[0].1, world.1)).collect();
    let mut out = Vec::new();
    for price in Price::ALL {
        let mut group: Vec<usize> = (0..worlds.len()).collect();
        for a in 0..worlds.len() {
            for b in a + 1..worlds.len() {
                let meet = a == 0 || !apart[a] && !apart[b];
                if meet && unanswered(worlds[a].1, worlds[b].1).contains(&price) {
                    let [from, to] = [group[a].max(group[b]), group[a].min(group[b])];
                    group.iter_mut().filter(|g| **g == from).for_each(|g| *g = to);
                }
            }
        }
        for first in 0..worlds.len() {
            let of: Vec<String> =
                (0..worlds.len()).filter(|&w| group[w] == first).map(|w| worlds[w].0.to_owned()).collect();
            if of.len() > 1 {
                out.push(Unjudged {
                    worlds: of,
                    path: price.path().to_owned(),
                    missing: price.missing().iter().map(|key| (*key).to_owned()).collect(),
                });
            }
        }
    }
    out
}

/// Why the points of a sweep cannot be judged against each other by their money, if they cannot.
#[must_use]
pub fn open_price(scenario: &Scenario, plan: &Plan) -> Option<String> {
    let root = &scenario.root;
    let number = |path: [&str; 2]| root.opt(path[0]).and_then(|block| block.opt_number(path[1]));
    let varies = |path: &str| plan.parameters.iter().any(|p| p.path == path || p.path.starts_with(&format!("{path}.")));
    let is_open = |price: Price| {
        let deaf = price != Price::Level
            || (number(["purchase", "elasticity"]) == Some(0.0)
                && !root.has("loyalty")
                && !varies("purchase.elasticity"));
        let off =
            price == Price::Fee && !root.opt("program").is_some_and(Item::is_enabled) && !varies("program.enabled");
        deaf && !off && varies(price.path())
    };
    let price = Price::ALL.into_iter().find(|price| is_open(*price))?;
    let of = |wanted: &dyn Fn(&Parameter) -> bool| -> Vec<usize> {
        (0..plan.parameters.len()).filter(|&at| wanted(&plan.parameters[at])).collect()
    };
    let prices = of(&|p| p.path.starts_with(price.path()));
    let answers = of(&|p| {
        let demand = ["hole.", "contract.retention", "contract.lock_in", "loyalty.", "acquisition."];
        demand.iter().chain(price.missing()).any(|key| p.path.starts_with(key))
    });
    let values = |at: &[usize], point: &[String]| at.iter().map(|&p| point[p].clone()).collect::<Vec<_>>();
    // A table may say for each price who answers it; a design that varies both on their own does not.
    let told = !answers.is_empty()
        && prices.iter().chain(&answers).all(|&p| matches!(plan.parameters[p].levels, Levels::Free))
        && plan.points.iter().all(|a| {
            plan.points
                .iter()
                .all(|b| values(&prices, a) == values(&prices, b) || values(&answers, a) != values(&answers, b))
        });
    let keys: Vec<String> = price.missing().iter().map(|key| format!("`{key}`")).collect();
    (!told).then(|| {
        format!(
            "points differ in `{}`, which moves nobody by itself: they are shown and not judged against each other; a table of points may give {} \
             for each price",
            price.path(),
            keys.join(" or ")
        )
    })
}
