//! Loyalty programs: cards that can be filled, tiers that rise, and what decides which keys can act.

use super::names::unknown;
use crate::journey::program::MOST_PROGRAMS;
use crate::scenario::grammar::value::Amount;
use crate::scenario::grammar::{Mode, Named as _, Program, Root};
use crate::scenario::text::diagnostic::{Diagnostic, shown};

pub(super) fn check(root: &Root<'_>, problems: &mut Vec<Diagnostic>) {
    for program in root.program.iter() {
        terms(program, problems);
        excluded(root, program, problems);
    }
    if let Some(program) = root.program.get(MOST_PROGRAMS) {
        let message = format!("{} programs in one world; at most {MOST_PROGRAMS} are allowed", root.program.len());
        problems.push(Diagnostic::error("too-large", "program", message).at(program.item.span));
    }
}

/// What a program excludes must be another one.
fn excluded(root: &Root<'_>, program: &Program<'_>, problems: &mut Vec<Diagnostic>) {
    let path = format!("{}.excludes", program.path());
    for (name, span) in program.excludes.placed() {
        if program.name.is_none() {
            let message = "there is no other program to exclude";
            problems.push(
                Diagnostic::error("unknown-program", &path, message)
                    .at(span)
                    .help("write [[program]] for one of several"),
            );
        } else if *program.name == Some(name) {
            let message = format!("{} excludes itself", shown(name));
            problems.push(Diagnostic::error("excluded", &path, message).at(span));
        } else if !root.program.iter().any(|other| *other.name == Some(name)) {
            let known = root.program.iter().map(|other| other.name()).filter(|other| *other != program.name());
            problems.push(unknown("unknown-program", "program", name, span, &path, known));
        }
    }
}

/// What one promises.
fn terms(program: &Program<'_>, problems: &mut Vec<Diagnostic>) {
    let path = |key: &str| format!("{}.{key}", program.path());
    if let Some(card) = program.punch_card.as_ref()
        && let (Some(stamps), Some(given)) = (card.stamps.known(), card.prefilled.known())
        && given >= stamps
    {
        let message = format!("a card of {stamps} stamps that comes with as many is a gift; `prefilled` must be below");
        let problem = Diagnostic::error("out-of-range", path("punch_card.prefilled"), message);
        problems.push(problem.at(card.prefilled.span()));
    }
    for pair in program.tier.windows(2) {
        if let (Some(below), Some(from)) = (pair[0].from.known(), pair[1].from.known())
            && from <= below
        {
            let (lower, upper) = (*pair[0].name, *pair[1].name);
            let message = format!("tiers must rise: {} takes no more than {}", shown(upper), shown(lower));
            let path = path(&format!("tier.{upper}.from"));
            problems.push(Diagnostic::error("out-of-order", path, message).at(pair[1].from.span()));
        }
    }
    take_up(program, problems);
    if program.mode.known().is_some_and(|mode| mode.iter().next().is_none()) {
        problems.push(
            Diagnostic::error("out-of-range", path("mode"), "an empty list names no mode")
                .at(program.mode.span())
                .help("write one, such as \"quantity\", or several: [\"quantity\", \"social\"]"),
        );
    }
}

/// A table of take-up by fee says nothing of a fee outside its points.
fn take_up(program: &Program<'_>, problems: &mut Vec<Diagnostic>) {
    let Some(membership) = program.membership.as_ref().filter(|_| program.enabled.known() != Some(false)) else {
        return;
    };
    let Some(Amount::ByFee(curve)) = membership.take_up.known() else { return };
    let Some(fee) = membership.fee.known().filter(|fee| curve.at(*fee).is_none()) else { return };
    let [low, high] = curve.ends();
    let message = format!("`take_up` says nothing of a fee of {fee}: its points go from {low} to {high}");
    let help = format!("write who joins at that fee, \"{fee}\" = ..., among the points, or a fee from {low} to {high}");
    let problem = Diagnostic::error("out-of-range", format!("{}.membership.take_up", program.path()), message);
    problems.push(problem.at(membership.fee.span()).help(help));
}

/// What decides which keys of a program can act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Something is collected.
    pub collects: bool,
    /// Some of it is given in advance.
    pub in_advance: bool,
    /// There are tiers.
    pub tiers: bool,
    /// Mode "quantity".
    pub quantity: bool,
    /// Mode "social".
    pub social: bool,
    /// Not everybody knows of it by themselves.
    pub unknown: bool,
}

/// What is collected, by the key that says so.
const CURRENCIES: [&str; 4] = ["points", "punch_card", "voucher", "target"];

impl Shape {
    /// Of the block of a program.
    pub fn of(program: &Program<'_>) -> Self {
        let collects = program.points.is_there()
            || program.punch_card.is_there()
            || program.voucher.is_there()
            || program.target.is_there();
        let given = program.punch_card.as_ref().and_then(|card| card.prefilled.known());
        let complexity = program.complexity.known().unwrap_or(0.0);
        Shape {
            collects,
            in_advance: given.is_some_and(|given| given > 0),
            tiers: !program.tier.is_empty(),
            quantity: program.mode.has(Mode::Quantity),
            social: program.mode.has(Mode::Social),
            unknown: program.aware.known().unwrap_or(1.0) * (1.0 - complexity) < 1.0,
        }
    }

    /// With all that becomes possible where some other world changes one of these paths, of keys of this program.
    #[must_use]
    pub fn with<'a>(mut self, paths: impl Iterator<Item = &'a str>) -> Self {
        for path in paths {
            let key = path.split('.').next().unwrap_or_default();
            self.collects |= CURRENCIES.contains(&key);
            self.in_advance |= path == "punch_card" || path == "punch_card.prefilled";
            self.tiers |= key == "tier";
            self.quantity |= key == "mode";
            self.social |= key == "mode";
            self.unknown |= key == "aware" || key == "complexity";
        }
        self
    }

    /// Why a key of a program has no effect; `None` if it may have one.
    #[must_use]
    pub fn idle(&self, key: &str) -> Option<&'static str> {
        match key {
            "pull" | "reset" | "reach" | "transfer" | "fraud" | "breakage" if !self.collects => {
                Some("there is nothing to collect")
            }
            "endow" if !self.in_advance => Some("nothing is given in advance, as `punch_card.prefilled` gives stamps"),
            "kmax" if !(self.social || self.quantity && self.collects) => {
                Some("it holds by what is collected, in mode \"quantity\", or by belonging, in mode \"social\"")
            }
            "loss" | "review" if !self.tiers => Some("there are no tiers"),
            "contact" if !self.unknown => Some("everybody knows of the program by themselves"),
            _ => None,
        }
    }
}
