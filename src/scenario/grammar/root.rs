//! The sections of a scenario.

use super::behaviour::{Contract, Lifecycle, Purchase};
use super::classes::ValueClasses;
use super::firm::{Acquisition, Experience, Market, Money, Population, Run, Segment};
use super::kinds::{BlockSpec, Kind};
use super::people::{Employees, Feedback, WinBack};
use super::program::Program;
use super::relationship::{Complaint, Hole, Loyalty, Memory};
use super::service::{Journey, Resource};
use super::sweep::Sweep;
use super::typed::{Either, Named, Texts, block};
use super::uncertain::Uncertain;
use super::voices::{Channel, WordOfMouth};
use super::who::{Attribute, CustomerRule};
use super::worlds::{Assert, DECIDES_FORMS, Decides, INTERVENTION, SHOCK, Treatment};
use crate::scenario::grammar::value::Change;

block! {
    /// A scenario: one firm, its customers, and the worlds to compare.
    pub struct Root<'a> = "scenario";

    /// What the scenario is called in tables and charts.
    name as "title": &'a str = Kind::Text, required();
    /// The question it is meant to answer.
    question as "question": Option<&'a str> = Kind::Text;
    /// What it describes, and what is measured and what is illustrative.
    about as "description": Option<&'a str> = Kind::Text;
    /// Where its figures come from.
    sources as "sources of the figures": Texts<'a> = Kind::Names;
    /// What decides which world is the best; omitted, the value of the firm, `npv`. A metric by its path, where `metrics.` may be left out,
    /// or `return`: what is gained less what is spent, per unit spent.
    decides as "what decides": Option<Either<&'a str, Decides<'a>>> = Kind::Either(&DECIDES_FORMS);
    /// A file, beside this one, that this one is laid over: blocks and entries of one name merge, and of keys that exclude each other those
    /// of this one stay; a value (a law, a timetable, weights, a list, a patch) is replaced whole.
    extends as "base file": Option<&'a str> = Kind::Text;
    /// How long, how often, from which seed.
    run as "run settings": Run<'a> = Kind::Block(Run::SPEC), required();
    /// Currency, discounting and fixed costs.
    money as "money and discounting": Money<'a> = Kind::Block(Money::SPEC), default("{}", "spec");
    /// Rivals, and what customers have come to expect.
    market as "market": Option<Market<'a>> = Kind::Block(Market::SPEC);
    /// The customers of day 0.
    population as "initial population": Option<Population<'a>> = Kind::Block(Population::SPEC);
    /// Kinds of customers, by what differs from the general values.
    segment as "segments": Vec<Segment<'a>> = Kind::Entries(Segment::SPEC);
    /// What customers bring along besides, such as their device: drawn once.
    attribute as "attributes of customers": Vec<Attribute<'a>> = Kind::Entries(Attribute::SPEC);
    /// Changes for some customers, in every world.
    rule as "rules": Vec<CustomerRule<'a>> = Kind::Entries(CustomerRule::SPEC);
    /// Where new customers come from.
    acquisition as "sources of customers": Vec<Acquisition<'a>> = Kind::Entries(Acquisition::SPEC);
    /// How often customers buy, and for how much.
    purchase as "purchases": Option<Purchase<'a>> = Kind::Block(Purchase::SPEC), own();
    /// Terms, renewals and money that flows by itself.
    contract as "contract": Option<Contract<'a>> = Kind::Block(Contract::SPEC), own();
    /// The stages acquisition, build-up, climax, decline, exit.
    lifecycle as "customer lifecycle": Option<Lifecycle<'a>> = Kind::Block(Lifecycle::SPEC), own();
    /// How waits and service are felt, against what was expected.
    experience as "service experience": Option<Experience<'a>> = Kind::Block(Experience::SPEC), own();
    /// What is remembered of an encounter, and for how long.
    memory as "memory": Option<Memory<'a>> = Kind::Block(Memory::SPEC), own();
    /// How satisfaction becomes staying; brings experience, memory and the standard holes.
    loyalty as "loyalty": Option<Loyalty<'a>> = Kind::Block(Loyalty::SPEC), own();
    /// Reasons to leave. A standard name changes that hole, a new one adds one.
    hole as "reasons to leave": Vec<Hole<'a>> = Kind::Entries(Hole::SPEC), own();
    /// What a failure leads to: silence, a complaint, and how it ends.
    complaint as "complaints and recovery": Option<Complaint<'a>> = Kind::Block(Complaint::SPEC), own();
    /// Staff or machines that customers queue for.
    resource as "staff and machines": Vec<Resource<'a>> = Kind::Entries(Resource::SPEC);
    /// What customers go through, touchpoint by touchpoint.
    journey as "journeys": Vec<Journey<'a>> = Kind::Entries(Journey::SPEC);
    /// A loyalty program: points, cards, vouchers, tiers, partners.
    program as "loyalty program": Vec<Program<'a>> = Kind::OneOrEntries(Program::SPEC), needs(&["purchase"]);
    /// How the firm sorts its customers by recency, frequency, money and value.
    value_classes as "value classes": Option<ValueClasses<'a>> = Kind::Block(ValueClasses::SPEC), needs(&["purchase"]);
    /// A repair to compare with the baseline.
    intervention as "interventions": Vec<Treatment<'a>> = Kind::Entries(&INTERVENTION);
    /// Something that happens in every world.
    shock as "shocks": Vec<Treatment<'a>> = Kind::Entries(&SHOCK);
    /// A result that must hold.
    assert as "assertions": Vec<Assert<'a>> = Kind::Entries(Assert::SPEC);
    /// Values that nobody has measured: every answer carries them.
    uncertain as "what is not known": Vec<Uncertain<'a>> = Kind::Entries(Uncertain::SPEC);
    /// A design over unknown parameters; checked always, run by `sweep` only.
    sweep as "sweep": Option<Sweep<'a>> = Kind::Block(Sweep::SPEC);
    /// What customers tell others.
    word_of_mouth as "word of mouth": Option<WordOfMouth<'a>> = Kind::Block(WordOfMouth::SPEC);
    /// Asking back those who left.
    win_back as "win-back": Option<WinBack<'a>> = Kind::Block(WinBack::SPEC);
    /// Mood, skill and turnover of staff.
    employees as "employees": Option<Employees<'a>> = Kind::Block(Employees::SPEC), needs(&["resource"]);
    /// Telephone, branch, app: how well they agree.
    channel as "channels": Vec<Channel<'a>> = Kind::Entries(Channel::SPEC);
    /// Surveys, and a firm that acts on them.
    feedback as "surveys": Option<Feedback<'a>> = Kind::Block(Feedback::SPEC), needs(&["loyalty"]);
}

/// An entry that changes values of the scenario, for all customers or for some.
#[derive(Clone, Copy)]
pub struct Changing<'r, 'a> {
    /// The list it stands in: "segment", "rule", "shock" or "intervention".
    pub list: &'static str,
    /// It.
    pub entry: &'r dyn Named,
    /// What it changes.
    pub changes: &'a [Change],
    /// It, if it is an intervention or a shock.
    pub treatment: Option<&'r Treatment<'a>>,
}

impl<'a> Root<'a> {
    /// All entries that change values, enabled or not: segments, rules, shocks, interventions.
    pub fn changing<'r>(&'r self) -> impl Iterator<Item = Changing<'r, 'a>> {
        let segments = self.segment.iter().map(|entry| Changing::of("segment", entry, *entry.change, None));
        let rules = self.rule.iter().map(|entry| Changing::of("rule", entry, *entry.change, None));
        let treatments = |list: &'static str, entries: &'r [Treatment<'a>]| {
            entries.iter().map(move |entry| Changing::of(list, entry, *entry.change, Some(entry)))
        };
        segments
            .chain(rules)
            .chain(treatments("shock", &self.shock))
            .chain(treatments("intervention", &self.intervention))
    }
}

impl<'r, 'a> Changing<'r, 'a> {
    fn of(
        list: &'static str,
        entry: &'r dyn Named,
        changes: &'a [Change],
        treatment: Option<&'r Treatment<'a>>,
    ) -> Self {
        Self { list, entry, changes, treatment }
    }

    /// Whether it reaches some customers only.
    pub fn is_for_some(&self) -> bool {
        self.treatment.is_none_or(|entry| !entry.reaches_all())
    }
}

/// The whole language.
pub static ROOT: &BlockSpec = Root::SPEC;
