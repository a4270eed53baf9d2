//! Prices that nobody answers to. What is charged moves no customer by itself: how many take it up, renew or leave is said by other keys.
//! Worlds that differ in such a price and in none of those keys cannot be judged against each other: the dearer one would always win. A
//! world with the price and one without it differ in who takes it up, so one `take_up` written for one fee is an answer. A `take_up` by fee
//! answers every fee, and a `contract.elasticity` a price that is not that at which customers joined.

use crate::experiment::compare::Compared;
use crate::experiment::results::comparison::Unjudged;
use crate::journey::model::{
    Channel, Contract, Hazard, Loyalty, Model, Offer, Profile, Purchase, Retention, Start, Trigger,
};
use crate::journey::program::Program;
use crate::laws::Law;
use crate::units::SimTime;

/// Prices per day that differ by less than this share are the same: 8.33 a month is 100 a year.
const ROUNDING: f64 = 1e-3;

/// A kind of price without an answer of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Price {
    Fee,
    Contract,
    Level,
}

impl Price {
    const ALL: [Price; 3] = [Price::Fee, Price::Contract, Price::Level];

    /// Keys of which one would be an answer.
    pub(crate) fn missing(self) -> &'static [&'static str] {
        match self {
            Price::Fee => &["program.membership.take_up", "program.membership.renewal"],
            Price::Contract => &["contract.retention", "hole.NAME.factor"],
            Price::Level => &["purchase.elasticity"],
        }
    }

    /// The key by which two worlds differ in this price, if they do.
    fn difference(self, a: &Model, b: &Model) -> Option<&'static str> {
        at_all_times(a, b).find_map(|both| self.key(both))
    }

    /// The same at one time.
    fn key(self, (a, b): (&Model, &Model)) -> Option<&'static str> {
        match self {
            Price::Fee => fees(a, b),
            Price::Contract => contracts(a, b),
            Price::Level => (seen(a, level) != seen(b, level)).then_some("purchase.price"),
        }
    }

    /// The key by which two worlds differ in this price at a time at which the file does not say how customers answer it, if there is one.
    fn open_difference(self, a: &Model, b: &Model) -> Option<&'static str> {
        let open = |at: SimTime| self.key((a.at(at), b.at(at))).filter(|_| !self.is_said(a, b, at));
        times(a, b).into_iter().find_map(open)
    }

    /// Whether the file says for every such price at one time who answers it.
    fn is_said(self, a: &Model, b: &Model, at: SimTime) -> bool {
        if self == Price::Fee {
            return says_who_joins(a.at(at), b.at(at));
        }
        if !a.answers_prices() || !b.answers_prices() {
            return false;
        }
        let lets_out = |m: &Model| m.dear_hole.is_some_and(|hole| !m.is_shut(usize::from(hole)));
        let moved = || Some((self.moved(a, b, at)?, self.moved(b, a, at)?));
        let among = |a: &[Vec<Rate>], b: &[Vec<Rate>]| a.iter().all(|one| b.contains(one));
        (self == Price::Contract || lets_out(a) && lets_out(b))
            && moved().is_some_and(|(a, b)| !among(&a, &b) || !among(&b, &a))
    }

    /// How many times as likely leaving is in a world as at the prices at which those who are there joined, by the file or at each earlier time,
    /// each way once. `None` where nothing is said of somebody who pays another price than at joining.
    fn moved(self, m: &Model, other: &Model, at: SimTime) -> Option<Vec<Vec<Rate>>> {
        let earlier: Vec<SimTime> = times(m, other).into_iter().filter(|earlier| *earlier < at).collect();
        let mut all: Vec<Vec<Rate>> = Vec::new();
        for kind in 0..m.kinds.count() as u32 {
            let now = m.at(at).values_of(kind);
            if now.contract.is_some() != (self == Price::Contract) {
                continue;
            }
            let mut before: Vec<&[f64]> = Vec::new();
            if m.customers > 0 {
                before.push(m.joined_at(kind));
            }
            if !m.channels.is_empty() {
                before.extend(earlier.iter().map(|earlier| &m.at(*earlier).values_of(kind).prices[..]));
            }
            // The price of a first term is paid by who joins.
            let first = usize::from(now.contract.is_some());
            let terms = |before: &[f64]| first..before.len().max(now.prices.len());
            let factors =
                |before: &&[f64]| -> Vec<Rate> { terms(before).map(|term| Rate(now.dearer(before, term))).collect() };
            let silent = |before: &&[f64]| *before != now.prices && now.elasticity == 0.0;
            if before.iter().any(silent) {
                return None;
            }
            let own: Vec<Rate> = before.iter().flat_map(factors).collect();
            if !all.contains(&own) {
                all.push(own);
            }
        }
        Some(all)
    }

    /// Whether two worlds say the same of who answers it.
    fn is_answered_alike(self, a: &Model, b: &Model) -> bool {
        let alike = |(a, b): (&Model, &Model)| match self {
            Price::Fee => takers(a) == takers(b),
            Price::Contract => a.channels.iter().map(comes).eq(b.channels.iter().map(comes)),
            Price::Level => seen(a, buys) == seen(b, buys) && !is_felt(a, b),
        };
        at_all_times(a, b).all(|both| alike(both) && seen(both.0, stays) == seen(both.1, stays))
    }
}

/// Both worlds in each of their regimes.
fn at_all_times<'a>(a: &'a Model, b: &'a Model) -> impl Iterator<Item = (&'a Model, &'a Model)> {
    times(a, b).into_iter().map(|at| (a.at(at), b.at(at)))
}

/// When the regimes of two worlds begin.
fn times(a: &Model, b: &Model) -> Vec<SimTime> {
    let mut times: Vec<SimTime> = a.later.iter().chain(&b.later).map(|switch| switch.at).collect();
    times.push(SimTime::ZERO);
    times.sort_unstable();
    times.dedup();
    times
}

/// Money per day.
#[derive(Debug, Clone, Copy)]
struct Rate(f64);

impl Rate {
    fn of(money: f64, every: SimTime) -> Rate {
        Rate(money / every.days())
    }
}

impl PartialEq for Rate {
    fn eq(&self, other: &Rate) -> bool {
        self.0 == other.0 || (self.0 - other.0).abs() <= ROUNDING * self.0.abs().max(other.0.abs())
    }
}

fn fees(a: &Model, b: &Model) -> Option<&'static str> {
    (0..a.programs.places().max(b.programs.places())).find_map(|place| fees_of(place, a, b))
}

/// The same of the program at one place.
fn fees_of(place: usize, a: &Model, b: &Model) -> Option<&'static str> {
    let named = [a, b].iter().any(|m| m.programs.at(place).is_some_and(|program| program.name.is_some()));
    let fee = |m: &Model| {
        let membership = m.programs.at(place)?.membership.as_ref()?;
        Some((Rate::of(membership.fee, membership.every), membership.fee))
    };
    let (a, b) = (fee(a), fee(b));
    let same_money = a.map(|fee| fee.1) == b.map(|fee| fee.1);
    let key = match (named, same_money) {
        (false, true) => "program.membership.every",
        (false, false) => "program.membership.fee",
        (true, true) => "program.NAME.membership.every",
        (true, false) => "program.NAME.membership.fee",
    };
    (a.map(|fee| fee.0) != b.map(|fee| fee.0)).then_some(key)
}

/// Whether the file says for each fee that differs who joins at it.
fn says_who_joins(a: &Model, b: &Model) -> bool {
    let by_fee =
        |m: &Model, place| m.programs.at(place).and_then(|p| p.membership.as_ref()).is_some_and(|paid| paid.by_fee);
    let differs = |place: &usize| fees_of(*place, a, b).is_some();
    let places = 0..a.programs.places().max(b.programs.places());
    places.filter(differs).all(|place| by_fee(a, place) && by_fee(b, place))
}

/// Who takes up and renews each membership, by the place of its program.
fn takers(m: &Model) -> Vec<(usize, f64, f64)> {
    let of = |program: &Program| {
        let membership = program.membership.as_ref()?;
        Some((program.place, membership.take_up, membership.renewal))
    };
    m.programs.iter().filter_map(of).collect()
}

fn contracts(a: &Model, b: &Model) -> Option<&'static str> {
    fn money(p: &Profile) -> Option<&[Law]> {
        p.contract.as_ref().map(|contract| contract.price.as_slice())
    }
    fn bill(p: &Profile) -> Option<Option<SimTime>> {
        p.contract.as_ref().map(|contract| contract.bill)
    }
    fn term(p: &Profile) -> Option<SimTime> {
        p.contract.as_ref().map(|contract| contract.term)
    }
    (seen(a, charged) != seen(b, charged)).then(|| match () {
        () if seen(a, money) != seen(b, money) => "contract.price",
        () if seen(a, bill) != seen(b, bill) => "contract.bill",
        () if seen(a, term) != seen(b, term) => "contract.term",
        () => "contract.renews_for",
    })
}

/// What a contract costs per day, and from which day on, on average over customers: 100 a month is dearer than 100 a year.
fn charged(p: &Profile) -> Option<Vec<(Rate, SimTime)>> {
    let contract = p.contract.as_ref()?;
    let mut steps: Vec<(Rate, SimTime)> = Vec::new();
    let mut from = SimTime::ZERO;
    // The second term may be of another length than the first, and the last price repeats.
    for at in 0..contract.price.len().max(2) {
        let length = if at == 0 { contract.term } else { contract.renews_for };
        let Some(price) = contract.price.get(at).or(contract.price.last()) else { break };
        let rate = Rate::of(price.mean(), contract.bill.unwrap_or(length));
        if steps.last().is_none_or(|last| last.0 != rate) {
            steps.push((rate, from));
        }
        from = SimTime(from.0.saturating_add(length.0));
    }
    Some(steps)
}

fn level(p: &Profile) -> Option<f64> {
    p.purchase.as_ref().map(|purchase| purchase.price)
}

/// Whether somebody whose price level differs between two worlds answers it: by buying less, by what paying feels like, or by what is tolerated.
fn is_felt(a: &Model, b: &Model) -> bool {
    // Where experience counts, paying is felt in a visit that a purchase starts, and who pays more tolerates less at every touchpoint that is judged.
    let visits = || [a, b].into_iter().filter(|m| m.loyalty).flat_map(|m| m.journeys.iter().map(move |j| (m, j)));
    let pays = visits().any(|(_, journey)| matches!(journey.start, Start::Purchase { .. }));
    let judges = visits().any(|(m, journey)| {
        let touched = journey.touchpoints.clone().flat_map(|t| m.versions(t));
        !matches!(journey.start, Start::Arrivals(_))
            && touched.into_iter().any(|t| t.quality.is_some() && t.probability > 0.0)
    });
    let (a, b) = (seen(a, answer), seen(b, answer));
    let own = |one: &Seen<Answer>, other: &Seen<Answer>| -> Vec<[bool; 2]> {
        let same = |a: &(Place, Answer), b: &(Place, Answer)| a.0 == b.0 && a.1.0 == b.1.0;
        one.0.iter().filter(|a| !other.0.iter().any(|b| same(a, b))).map(|(_, answer)| answer.1).collect()
    };
    let of = |one: &Seen<Answer>, other: &Seen<Answer>| -> Vec<[bool; 2]> {
        one.1.iter().filter(|offered| !other.1.contains(offered)).map(|offered| offered.1.1).collect()
    };
    let all = [own(&a, &b), own(&b, &a), of(&a, &b), of(&b, &a)].into_iter().flatten();
    all.into_iter().any(|[elastic, sensitive]| elastic || pays && sensitive || judges)
}

/// The price level, and whether the purchase rate and the mood answer to it.
type Answer = (Option<f64>, [bool; 2]);

fn answer(p: &Profile) -> Answer {
    let sensitive = p.price_sensitivity != 0.0;
    let elastic = p.purchase.as_ref().is_some_and(|purchase| purchase.elasticity != 0.0);
    (level(p), [elastic && sensitive, sensitive])
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

/// A kind of customers: the values of what tells them apart.
type Place = Vec<u32>;

/// An offer without its values, and the customers it has them for.
type Reached = (Trigger, [SimTime; 3], Place);

/// One thing of the values of all customers: by kind, and where an offer makes it another.
type Seen<K> = (Vec<(Place, K)>, Vec<(Reached, K)>);

fn seen<'m, K: PartialEq>(m: &'m Model, read: fn(&'m Profile) -> K) -> Seen<K> {
    let kinds = &m.kinds;
    let own = |kind: u32| read(m.values_of(kinds.without_offer(kind)));
    let offered = |(index, offer): (usize, &'m Offer)| {
        let under = move |kind: u32| {
            let kind = kinds.without_offer(kind);
            let value = read(m.values_of(kinds.offer.put(kind, index as u32 + 1)));
            Some(value).filter(|value| offer.reached[kind as usize] && *value != own(kind))
        };
        let when = [offer.from, offer.to, offer.lasts];
        kinds.reduced(under).into_iter().filter_map(move |(place, value)| Some(((offer.on, when, place), value?)))
    };
    (kinds.reduced(own), m.offers.iter().enumerate().flat_map(offered).collect())
}

/// The prices in which two worlds differ and to which nobody answers, by the key that differs.
pub(crate) fn unanswered(a: &Model, b: &Model) -> Vec<(&'static str, Price)> {
    let open = |price: Price| {
        let key = price.open_difference(a, b)?;
        price.is_answered_alike(a, b).then_some((key, price))
    };
    Price::ALL.into_iter().filter_map(open).collect()
}

/// Whether a verdict between two worlds would rest on a price to which nobody answers.
pub(crate) fn is_open(a: &Model, b: &Model) -> bool {
    !unanswered(a, b).is_empty()
}

/// The listed worlds that cannot be judged against each other, by the key of the price: those that cannot be judged against the baseline, with it, and of the
/// rest those that hang together by pairs, of which those that charge what the baseline charges are judged against it all the same. Who can be
/// judged against the baseline is not drawn out of the verdict by one who cannot.
pub(crate) fn unjudged(compared: &Compared<'_>) -> Vec<Unjudged> {
    let listed = compared.rivals.iter().filter(|rival| rival.listed);
    let worlds: Vec<(&str, &Model)> =
        std::iter::once((crate::experiment::verdict::selection::NOTHING, compared.inputs.model))
            .chain(listed.map(|rival| (rival.name.as_str(), &rival.model)))
            .collect();
    unjudged_among(&worlds)
}

/// The same of worlds by name, the baseline first.
pub(crate) fn unjudged_among(worlds: &[(&str, &Model)]) -> Vec<Unjudged> {
    let apart: Vec<bool> = worlds.iter().map(|world| is_open(worlds[0].1, world.1)).collect();
    let mut out = Vec::new();
    let meet = |a: usize, b: usize| a == 0 || !apart[a] && !apart[b];
    let pairs = (0..worlds.len()).flat_map(|a| (a + 1..worlds.len()).map(move |b| (a, b)));
    let open: Vec<(usize, usize, &str, Price)> = pairs
        .filter(|&(a, b)| meet(a, b))
        .flat_map(|(a, b)| unanswered(worlds[a].1, worlds[b].1).into_iter().map(move |(key, price)| (a, b, key, price)))
        .collect();
    let mut told: Vec<(&str, Price)> = Vec::new();
    for &(_, _, key, price) in &open {
        if told.contains(&(key, price)) {
            continue;
        }
        told.push((key, price));
        let mut group: Vec<usize> = (0..worlds.len()).collect();
        for &(a, b, ..) in open.iter().filter(|pair| pair.2 == key) {
            let [from, to] = [group[a].max(group[b]), group[a].min(group[b])];
            group.iter_mut().filter(|g| **g == from).for_each(|g| *g = to);
        }
        for first in 0..worlds.len() {
            let of: Vec<usize> = (0..worlds.len()).filter(|&w| group[w] == first).collect();
            let named = |of: &mut dyn Iterator<Item = &usize>| of.map(|&w| worlds[w].0.to_owned()).collect();
            let dearer = |w: usize| price.difference(worlds[0].1, worlds[w].1).is_some();
            if of.len() > 1 {
                out.push(Unjudged {
                    worlds: named(&mut of.iter()),
                    judged: if first == 0 { Vec::new() } else { named(&mut of.iter().filter(|&&w| !dearer(w))) },
                    path: key.to_owned(),
                    missing: price.missing().iter().map(|key| (*key).to_owned()).collect(),
                });
            }
        }
    }
    out
}
