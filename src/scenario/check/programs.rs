//! Loyalty programs: cards that can be filled, tiers that rise, and what decides which keys can act.

use crate::scenario::diagnostic::{Diagnostic, shown};
use crate::scenario::value::{Item, Value};

pub(super) fn check(root: &Item, problems: &mut Vec<Diagnostic>) {
    let Some(program) = root.opt("program") else { return };
    if let Some(card) = program.opt("punch_card")
        && let (Some(stamps), Some(given)) = (card.opt_number("stamps"), card.opt("prefilled"))
        && given.as_number().is_some_and(|given| given >= stamps)
    {
        let message = format!("a card of {stamps} stamps that comes with as many is a gift; `prefilled` must be below");
        problems.push(Diagnostic::error("out-of-range", "program.punch_card.prefilled", message).at(given.span));
    }
    let tiers: Vec<&Item> = program.list("tier").collect();
    for pair in tiers.windows(2) {
        if let (Some(below), Some(from)) = (pair[0].opt_number("from"), pair[1].opt("from"))
            && from.as_number().is_some_and(|from| from <= below)
        {
            let message =
                format!("tiers must rise: {} takes no more than {}", shown(pair[1].name()), shown(pair[0].name()));
            let path = format!("program.tier.{}.from", pair[1].name());
            problems.push(Diagnostic::error("out-of-order", path, message).at(from.span));
        }
    }
    if let Some(mode) =
        program.opt("mode").filter(|mode| matches!(&mode.value, Value::Texts(modes) if modes.is_empty()))
    {
        problems.push(
            Diagnostic::error("out-of-range", "program.mode", "an empty list names no mode")
                .at(mode.span)
                .help("write one, such as \"quantity\", or several: [\"quantity\", \"social\"]"),
        );
    }
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
    pub fn of(program: &Item) -> Self {
        let number = |block: &Item, key: &str| block.opt_number(key).unwrap_or(0.0);
        Shape {
            collects: CURRENCIES.iter().any(|currency| program.has(currency)),
            in_advance: program.opt("punch_card").is_some_and(|card| number(card, "prefilled") > 0.0),
            tiers: program.list("tier").next().is_some(),
            quantity: program.says("mode", "quantity"),
            social: program.says("mode", "social"),
            unknown: program.opt_number("aware").unwrap_or(1.0) * (1.0 - number(program, "complexity")) < 1.0,
        }
    }

    /// With all that becomes possible where some other world changes one of these paths.
    #[must_use]
    pub fn with<'a>(mut self, paths: impl Iterator<Item = &'a str>) -> Self {
        for path in paths.filter_map(|path| path.strip_prefix("program.")) {
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
