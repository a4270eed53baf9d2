//! A condition on customers by index, and the people it is asked of.

use super::names::Names;
use crate::scenario::grammar::{Abc, Asked, Quadrant, STAGES, Who, Word};
use crate::units::SimTime;

/// What a change asks of a customer; `None`: not asked. Lists tell for each index whether it will do.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::scenario) struct Condition {
    /// By attribute.
    pub(super) attributes: Vec<Option<Wanted>>,
    pub(super) segment: Option<Vec<bool>>,
    /// By source; 0 was there on day 0.
    pub(super) source: Option<Vec<bool>>,
    pub(super) stage: Option<Vec<bool>>,
    /// Time since joining [ns].
    pub(super) tenure: Option<Stretch<u64>>,
    pub(super) purchases: Option<Stretch<u64>>,
    /// Recency, frequency, money: by class, 0 for none yet.
    pub(super) classes: [Option<Vec<bool>>; 3],
    /// ABC class and quadrant, 0 for none yet.
    pub(super) standing: [Option<Vec<bool>>; 2],
    /// By program.
    pub(super) member: Option<Vec<bool>>,
    /// By program and tier, 0 for none.
    pub(super) tier: Option<Vec<Vec<bool>>>,
}

/// From one value on, up to another that is not part of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stretch<T> {
    pub(super) from: T,
    pub(super) below: T,
}

impl<T: PartialOrd + Copy> Stretch<T> {
    fn holds(&self, value: T) -> bool {
        self.from <= value && value < self.below
    }
}

/// What is asked of an attribute.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Wanted {
    /// By value.
    Values(Vec<bool>),
    Numbers(Stretch<f64>),
}

/// Somebody, as far as conditions ask.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::scenario) struct Person {
    /// By attribute: the value, or the number.
    pub(super) attributes: Vec<Attribute>,
    /// What a customer is besides; an anonymous visitor has attributes only.
    pub(super) customer: Option<Customer>,
}

/// An attribute that somebody has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Attribute {
    Value(usize),
    Number(f64),
}

/// A customer, as far as conditions ask.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Customer {
    pub(super) segment: usize,
    pub(super) source: usize,
    pub(super) stage: usize,
    pub(super) tenure: u64,
    pub(super) purchases: u64,
    pub(super) classes: [usize; 3],
    pub(super) standing: [usize; 2],
    /// By program.
    pub(super) member: Vec<bool>,
    /// By program.
    pub(super) tier: Vec<usize>,
}

impl Person {
    /// The segment of a customer, by index; 0 of a visitor.
    pub(in crate::scenario) fn segment(&self) -> usize {
        self.customer.as_ref().map_or(0, |customer| customer.segment)
    }
}

impl Condition {
    /// What `who` asks, by the names of the document. A name that is not there holds for nobody.
    pub(in crate::scenario) fn of(who: &Who<'_>, names: &Names) -> Self {
        let among = |all: &[String], wanted: &Option<Vec<&str>>| {
            wanted.as_ref().map(|wanted| all.iter().map(|name| wanted.contains(&name.as_str())).collect::<Vec<bool>>())
        };
        let day_0 = |mut sources: Vec<bool>| {
            sources.insert(0, false);
            sources
        };
        let class = |wanted: &Option<Vec<u8>>| {
            wanted.as_ref().map(|wanted| (0..=5).map(|class| wanted.contains(&class)).collect())
        };
        let tier = |wanted: &Vec<&str>| {
            let of = |tiers: &[String]| {
                [false].into_iter().chain(tiers.iter().map(|name| wanted.contains(&name.as_str()))).collect()
            };
            names.programs.iter().map(|program| of(&program.tiers)).collect()
        };
        let programs: Vec<String> = names.programs.iter().map(|program| program.name.clone()).collect();
        let attribute = |at: &super::names::AttributeNames| {
            let (_, asked) = who.attributes.iter().find(|(name, _)| *name == at.name)?;
            Some(match (asked, &at.values) {
                (Asked::Values(wanted), Some(values)) => {
                    Wanted::Values(values.iter().map(|value| wanted.contains(&value.as_str())).collect())
                }
                (Asked::Between(range), None) => Wanted::Numbers(Stretch { from: range.from, below: range.below }),
                // Refused elsewhere: the one has values, the other numbers.
                (_, Some(values)) => Wanted::Values(vec![false; values.len()]),
                (_, None) => Wanted::Numbers(Stretch { from: f64::INFINITY, below: f64::INFINITY }),
            })
        };
        let time = |days: f64| if days == f64::INFINITY { u64::MAX } else { SimTime::written(days.max(0.0)).0 };
        let count = |number: f64| if number == f64::INFINITY { u64::MAX } else { number.max(0.0) as u64 };
        Condition {
            attributes: names.attributes.iter().map(attribute).collect(),
            segment: among(&names.segments, &who.segment),
            source: among(&names.sources, &who.source).map(day_0),
            stage: who.stage.as_ref().map(|wanted| STAGES.iter().map(|stage| wanted.contains(stage)).collect()),
            tenure: who.tenure.map(|range| Stretch { from: time(range.from), below: time(range.below) }),
            purchases: who.purchases.map(|range| Stretch { from: count(range.from), below: count(range.below) }),
            classes: [class(&who.recency), class(&who.frequency), class(&who.money)],
            standing: [who.abc.as_deref().map(words::<Abc>), who.quadrant.as_deref().map(words::<Quadrant>)],
            member: among(&programs, &who.member),
            tier: who.tier.as_ref().map(tier),
        }
    }

    /// Whether it holds for everybody.
    pub(in crate::scenario) fn is_everybody(&self) -> bool {
        !self.asks_anew()
            && self.segment.is_none()
            && self.source.is_none()
            && self.attributes.iter().all(Option::is_none)
    }

    /// Whether it asks for something that changes in the course of a life.
    pub(in crate::scenario) fn asks_anew(&self) -> bool {
        self.stage.is_some()
            || self.tenure.is_some()
            || self.purchases.is_some()
            || self.classes.iter().chain(&self.standing).any(Option::is_some)
            || self.member.is_some()
            || self.tier.is_some()
    }

    /// Whether it and another may hold for one person at one time.
    pub(in crate::scenario) fn meets(&self, other: &Self) -> bool {
        fn lists(a: &Option<Vec<bool>>, b: &Option<Vec<bool>>) -> bool {
            a.as_ref().zip(b.as_ref()).is_none_or(|(a, b)| a.iter().zip(b).any(|(a, b)| *a && *b))
        }
        fn stretches<T: PartialOrd + Copy>(a: &Option<Stretch<T>>, b: &Option<Stretch<T>>) -> bool {
            a.as_ref().zip(b.as_ref()).is_none_or(|(a, b)| a.from < b.below && b.from < a.below)
        }
        let has = |(a, b): (&Option<Wanted>, &Option<Wanted>)| match (a, b) {
            (Some(Wanted::Values(a)), Some(Wanted::Values(b))) => a.iter().zip(b).any(|(a, b)| *a && *b),
            (Some(Wanted::Numbers(a)), Some(Wanted::Numbers(b))) => stretches(&Some(*a), &Some(*b)),
            _ => true,
        };
        // Somebody may belong to several programs, and have a tier of each.
        self.attributes.iter().zip(&other.attributes).all(has)
            && lists(&self.segment, &other.segment)
            && lists(&self.source, &other.source)
            && lists(&self.stage, &other.stage)
            && stretches(&self.tenure, &other.tenure)
            && stretches(&self.purchases, &other.purchases)
            && self.classes.iter().zip(&other.classes).all(|(a, b)| lists(a, b))
            && self.standing.iter().zip(&other.standing).all(|(a, b)| lists(a, b))
    }

    /// Whether it asks for nothing that anonymous visitors do not have.
    pub(in crate::scenario) fn may_be_of_visitors(&self) -> bool {
        Condition { attributes: Vec::new(), ..self.clone() }.is_everybody()
    }

    /// Without what changes in the course of a life.
    pub(in crate::scenario) fn for_good(&self) -> Self {
        Condition {
            attributes: self.attributes.clone(),
            segment: self.segment.clone(),
            source: self.source.clone(),
            ..Condition::default()
        }
    }

    /// Whether it holds for whoever is in a segment, whatever else is true of them.
    pub(in crate::scenario) fn holds_in_all_of(&self, segment: usize) -> bool {
        let bare = Condition { segment: None, ..self.clone() };
        bare.is_everybody() && self.segment.as_ref().is_none_or(|wanted| wanted.get(segment) == Some(&true))
    }

    /// Whether it holds for somebody.
    pub(in crate::scenario) fn holds(&self, person: &Person) -> bool {
        let has = |(wanted, has): (&Option<Wanted>, &Attribute)| match (wanted, has) {
            (None, _) => true,
            (Some(Wanted::Values(wanted)), Attribute::Value(value)) => wanted[*value],
            (Some(Wanted::Numbers(wanted)), Attribute::Number(number)) => wanted.holds(*number),
            _ => false,
        };
        let as_customer = |c: &Customer| {
            let is = |wanted: &Option<Vec<bool>>, index: usize| {
                wanted.as_ref().is_none_or(|wanted| wanted.get(index) == Some(&true))
            };
            let lasts = |wanted: &Option<Stretch<u64>>, value: u64| wanted.as_ref().is_none_or(|w| w.holds(value));
            is(&self.segment, c.segment)
                && is(&self.source, c.source)
                && is(&self.stage, c.stage)
                && lasts(&self.tenure, c.tenure)
                && lasts(&self.purchases, c.purchases)
                && self.classes.iter().zip(c.classes).all(|(wanted, class)| is(wanted, class))
                && self.standing.iter().zip(c.standing).all(|(wanted, class)| is(wanted, class))
                && self.member.as_ref().is_none_or(|wanted| wanted.iter().zip(&c.member).any(|(w, is)| *w && *is))
                && self.tier.as_ref().is_none_or(|wanted| wanted.iter().zip(&c.tier).any(|(w, tier)| w[*tier]))
        };
        self.attributes.iter().zip(&person.attributes).all(has)
            && person.customer.as_ref().map_or_else(|| self.may_be_of_visitors(), as_customer)
    }
}

/// By index of a word, 0 for none yet: whether it is among some.
fn words<W: Word>(wanted: &[W]) -> Vec<bool> {
    [false].into_iter().chain(W::ALL.iter().map(|word| wanted.contains(word))).collect()
}
