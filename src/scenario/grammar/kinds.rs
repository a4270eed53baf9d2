//! The vocabulary of the grammar tables: blocks, keys, kinds, quantities, rules. Longer than others, since each word of it is known to the rest.

use crate::scenario::grammar::quantity::{Unit, written};
use crate::scenario::grammar::range::{ByHand, Part};

/// A block: a table with known keys.
#[derive(Debug)]
pub struct BlockSpec {
    /// What it is called in messages, such as `resource`.
    pub name: &'static str,
    /// What it says, in one sentence.
    pub doc: &'static str,
    /// Its keys, in the order they are explained.
    pub keys: &'static [KeySpec],
    /// What holds between its keys.
    pub rules: &'static [Rule],
}

impl BlockSpec {
    /// Finds a key.
    pub fn key(&self, key: &str) -> Option<&'static KeySpec> {
        self.keys.iter().find(|spec| spec.key == key && !spec.is_rest)
    }

    /// What its other keys are, if they are names of the scenario's own; then no key is unknown.
    pub fn rest(&self) -> Option<&'static KeySpec> {
        self.keys.iter().find(|spec| spec.is_rest)
    }

    /// Its keys but for names of the scenario's own.
    pub fn known_keys(&self) -> impl Iterator<Item = &'static str> + Clone {
        self.keys.iter().filter(|spec| !spec.is_rest).map(|spec| spec.key)
    }

    /// Its keys but for some; `N` are left.
    pub(super) const fn without<const N: usize>(&self, left_out: &[&str]) -> [KeySpec; N] {
        let mut kept = [self.keys[0]; N];
        let (mut from, mut to) = (0, 0);
        while from < self.keys.len() {
            if !is_one_of(self.keys[from].key, left_out) {
                kept[to] = self.keys[from];
                to += 1;
            }
            from += 1;
        }
        assert!(to == N, "as many keys as are left");
        kept
    }

    /// Of a language: the sections that know a key, to say where a misplaced one belongs.
    pub fn sections_with(&self, key: &str) -> Vec<&'static str> {
        self.keys
            .iter()
            .filter(|section| section.block().is_some_and(|block| block.key(key).is_some()))
            .map(|section| section.key)
            .collect()
    }

    /// What to say of a key that people look for in this block, where it makes no sense.
    pub fn advice_on(&self, key: &str) -> Option<&'static str> {
        match (self.name, key) {
            ("shock", "needs" | "excludes") => {
                Some("a shock happens in every world; only interventions need or exclude one another")
            }
            ("shock", "yardstick") => {
                Some("a shock happens in every world; only interventions are compared, and may be yardsticks")
            }
            ("for", "not") => Some(
                "there is no `not`: list the values that are meant, or change what holds for all and undo it in a second rule",
            ),
            ("for", "or" | "any") => {
                Some("there is no `or` over keys: write a rule for each; of one key, a list means any of them")
            }
            ("for", "and" | "all") => Some("all keys of a `for` must hold: write them beside each other"),
            ("for", "segments" | "sources" | "stages" | "tiers") => {
                Some("its keys are in the singular: `segment`, `source`, `stage`, `tier`; each takes a name or a list")
            }
            ("for", "recency" | "frequency" | "money" | "abc" | "quadrant") => {
                Some("write it in `class`: `class = { money = [5] }`")
            }
            ("arrivals", "rate") => Some("write the rate itself: `arrivals = \"20 per h\"`"),
            _ => None,
        }
    }

    /// Tells whether it is one value, so that another replaces it whole: shares that sum to 1 or stay below it, or a condition.
    pub fn is_one_value(&self) -> bool {
        self.rules.iter().any(|rule| matches!(rule, Rule::SumsToOne | Rule::SumsToAtMostOne | Rule::OneValue))
    }
}

/// Whether a text is in a list; `==` of texts is not for constants.
const fn is_one_of(text: &str, list: &[&str]) -> bool {
    let mut at = 0;
    while at < list.len() {
        let (a, b) = (text.as_bytes(), list[at].as_bytes());
        let mut same = 0;
        while same < a.len() && same < b.len() && a[same] == b[same] {
            same += 1;
        }
        if same == a.len() && same == b.len() {
            return true;
        }
        at += 1;
    }
    false
}

/// One key of a block.
#[derive(Clone, Copy, Debug)]
pub struct KeySpec {
    /// The key.
    pub key: &'static str,
    /// What people call it who never saw the file: "staff on duty". A noun without article, by itself of one meaning in the language, or
    /// with the name of its entry behind it.
    pub label: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// The value when it is left out, as TOML.
    pub default: Option<&'static str>,
    /// Where the default comes from: a citation, or `assumption` when it was chosen so that the model behaves sensibly.
    pub basis: &'static str,
    /// How far a default that is an assumption may be off, where the rule of all does not say it.
    pub by_hand: Option<ByHand>,
    /// What it says, in one sentence.
    pub doc: &'static str,
    /// Whether the block needs it.
    pub required: bool,
    /// It acts only if one of these sections is on.
    pub needs: &'static [&'static str],
    /// Whose value it is.
    pub whose: Whose,
    /// It stands for all keys that are names of the scenario's own; they are written without it.
    pub is_rest: bool,
}

/// Whose a value is: a change for some customers may change what is theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// As the block that it stands in; the outermost is the firm's.
    AsAbove,
    /// The customer's own.
    Customer,
    /// The firm's, for this reason, in a block that is the customer's own.
    Firm(&'static str),
}

impl KeySpec {
    /// Makes an optional key without a default.
    pub const fn new(key: &'static str, label: &'static str, kind: Kind, doc: &'static str) -> Self {
        Self {
            key,
            label,
            kind,
            default: None,
            basis: "",
            by_hand: None,
            doc,
            required: false,
            needs: &[],
            whose: Whose::AsAbove,
            is_rest: false,
        }
    }

    /// Gives the value when left out, and its basis.
    pub const fn default(self, toml: &'static str, basis: &'static str) -> Self {
        Self { default: Some(toml), basis, ..self }
    }

    /// Says that nine in ten of what the default might have been lie between two values, and why these.
    pub const fn range(self, low: &'static str, high: &'static str, why: &'static str) -> Self {
        Self { by_hand: Some(ByHand::Between { low, high, why }), ..self }
    }

    /// The same of parts of the default, by [`Part`].
    pub const fn parts(self, parts: &'static [Part], why: &'static str) -> Self {
        Self { by_hand: Some(ByHand::Parts { parts, why }), ..self }
    }

    /// Says that the default, though an assumption, has no range, and why not.
    pub const fn fixed(self, why: &'static str) -> Self {
        Self { by_hand: Some(ByHand::Fixed { why }), ..self }
    }

    /// Makes it required.
    pub const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// Says that it acts only if one of these sections is on.
    pub const fn needs(self, sections: &'static [&'static str]) -> Self {
        Self { needs: sections, ..self }
    }

    /// Says what it is called in a file, where that is a word of Rust.
    pub const fn key(self, key: &'static str) -> Self {
        Self { key, ..self }
    }

    /// Makes it a customer's own, with all below it.
    pub const fn own(self) -> Self {
        Self { whose: Whose::Customer, ..self }
    }

    /// Makes it the firm's, in a block that is a customer's own.
    pub const fn firm(self, reason: &'static str) -> Self {
        Self { whose: Whose::Firm(reason), ..self }
    }

    /// Makes it stand for all keys that are names of the scenario's own: a map, whose keys are written in the block itself.
    pub const fn rest(self) -> Self {
        Self { is_rest: true, ..self }
    }

    /// The block behind it, single or repeated.
    pub fn block(&self) -> Option<&'static BlockSpec> {
        self.kind.block()
    }

    /// Tells whether it is a list of named entries, always.
    pub const fn is_entries(&self) -> bool {
        matches!(self.kind, Kind::Entries(_))
    }

    /// Tells whether what follows it in a path is the name of an entry, if there are entries.
    pub fn names_entries(&self, next: &str) -> bool {
        match self.kind {
            Kind::Entries(_) => true,
            // No entry is called like a key.
            Kind::OneOrEntries(block) => block.key(next).is_none(),
            _ => false,
        }
    }
}

/// What a key takes.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Any text.
    Text,
    /// The name of an entry: no `.`, `*`, `=` or quote.
    Name,
    /// `true` or `false`.
    Bool,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A list of some of these words.
    Choices(&'static [&'static str]),
    /// A list of texts.
    Names,
    /// A quantity with its unit and range.
    Quantity(Quantity),
    /// A list of quantities, of this length if one is given.
    Vector(Quantity, Option<usize>),
    /// A table with free keys, all of one kind.
    Map(&'static Kind),
    /// Where a customer goes next: a name, weights, or rates that race.
    Route,
    /// Opening hours.
    Hours,
    /// Relative weights of the hours of the day.
    Peaks,
    /// A table of patches: path to `{ set }`, `{ add }` or `{ scale }`.
    Changes,
    /// A table with known keys.
    Block(&'static BlockSpec),
    /// A list of tables with known keys, each with its name.
    Entries(&'static BlockSpec),
    /// One table with known keys, or a list of such tables, each with its name. Its block has an optional `name`, which only those of a list
    /// have, and none of them is called like a key of it.
    OneOrEntries(&'static BlockSpec),
    /// Anything, read where it is known what it stands for; with an example in words.
    Any(&'static str),
    /// The first of these whose shape fits.
    Either(&'static [Kind]),
}

/// The keys of a list by steps of tenure.
pub const STEP_KEYS: [&str; 2] = ["every", "values"];

impl Kind {
    /// The block behind it, single, repeated or as one alternative.
    pub fn block(&self) -> Option<&'static BlockSpec> {
        match self {
            Self::Block(block) | Self::Entries(block) | Self::OneOrEntries(block) => Some(block),
            Self::Either(kinds) => kinds.iter().find_map(Kind::block),
            _ => None,
        }
    }

    /// What a key takes, once it is known whether a list stands there: of one table or a list of them, which it is.
    pub const fn in_form(self, is_list: bool) -> Kind {
        match self {
            Self::OneOrEntries(block) if is_list => Self::Entries(block),
            Self::OneOrEntries(block) => Self::Block(block),
            other => other,
        }
    }
}

/// The forms a quantity may be written in, besides a single value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Forms {
    /// A law: `{ gamma = { ... } }`.
    pub law: bool,
    /// A list by term or year; the last repeats.
    pub tenure: bool,
    /// `{ every = "1 mo", values = [...] }`: by steps of tenure of any length; the last repeats.
    pub step: bool,
    /// `{ timetable = { "08:00" = ... } }`.
    pub week: bool,
    /// `"forever"`.
    pub forever: bool,
    /// `{ at = { "10" = ... } }`: by a fee, straight between the points.
    pub by_fee: bool,
}

/// A quantity with its unit and range, in base units.
#[derive(Clone, Copy, Debug)]
pub struct Quantity {
    /// What the number means.
    pub unit: Unit,
    /// Smallest value, in the base unit.
    pub low: f64,
    /// Largest value, in the base unit.
    pub high: f64,
    /// Whether the smallest value itself is refused.
    pub above_low: bool,
    /// Whether both bounds are natural, as those of a score; else one may only keep arithmetic finite.
    pub natural: bool,
    /// Further forms.
    pub forms: Forms,
}

impl Quantity {
    /// Makes a quantity within a closed range of its base unit.
    pub const fn new(unit: Unit, low: f64, high: f64) -> Self {
        Self {
            unit,
            low,
            high,
            above_low: false,
            natural: false,
            forms: Forms { law: false, tenure: false, step: false, week: false, forever: false, by_fee: false },
        }
    }

    /// Refuses the smallest value itself.
    pub const fn positive(self) -> Self {
        Self { above_low: true, ..self }
    }

    /// Says that both bounds are natural.
    pub const fn natural(self) -> Self {
        Self { natural: true, ..self }
    }

    /// Allows a law.
    pub const fn law(self) -> Self {
        Self { forms: Forms { law: true, ..self.forms }, ..self }
    }

    /// Allows a list by tenure.
    pub const fn tenure(self) -> Self {
        Self { forms: Forms { tenure: true, ..self.forms }, ..self }
    }

    /// Allows a list by steps of tenure.
    pub const fn step(self) -> Self {
        Self { forms: Forms { step: true, ..self.forms }, ..self }
    }

    /// Allows a timetable.
    pub const fn week(self) -> Self {
        Self { forms: Forms { week: true, ..self.forms }, ..self }
    }

    /// Allows `"forever"`.
    pub const fn forever(self) -> Self {
        Self { forms: Forms { forever: true, ..self.forms }, ..self }
    }

    /// Allows a table by fee.
    pub const fn by_fee(self) -> Self {
        Self { forms: Forms { by_fee: true, ..self.forms }, ..self }
    }

    /// Makes the kind that takes this quantity.
    pub const fn kind(self) -> Kind {
        Kind::Quantity(self)
    }

    /// Tells whether a value in the base unit is allowed.
    pub fn allows(&self, value: f64) -> bool {
        if value == f64::INFINITY {
            return self.forms.forever;
        }
        value.is_finite() && value <= self.high && (value > self.low || (value == self.low && !self.above_low))
    }

    /// What a value that is not allowed should have been: the range, or the bound it is beyond where that is too wide to be part of it.
    pub fn wanted(&self, found: f64) -> String {
        let range = self.range();
        if found > self.high && self.high.is_finite() && !range.contains(&self.show(self.high)) {
            format!("at most {}", self.show(self.high))
        } else if found < self.low && self.low.is_finite() && !range.contains(&self.show(self.low)) {
            format!("at least {}", self.show(self.low))
        } else {
            range
        }
    }

    fn show(&self, value: f64) -> String {
        written(self.unit, value)
    }

    /// The range in words, in the unit people write.
    pub fn range(&self) -> String {
        let show = |value: f64| self.show(value);
        let floor = if self.above_low { "above" } else { "at least" };
        let unlimited = match self.unit {
            Unit::Duration => LONGEST_DAYS,
            Unit::Rate => MOST_PER_DAY,
            Unit::Hazard => MOST_HAZARD,
            _ => UNLIMITED,
        };
        match (self.low > -UNLIMITED, self.high < unlimited) {
            (true, true) if self.above_low => {
                format!("above {} and at most {}", show(self.low), show(self.high))
            }
            (true, true) => format!("{} to {}", show(self.low), show(self.high)),
            (true, false) => format!("{floor} {}", show(self.low)),
            (false, true) => format!("at most {}", show(self.high)),
            (false, false) => "finite".to_owned(),
        }
    }
}

/// Beyond this, a bound is only there to keep arithmetic finite and is not worth naming.
pub(in crate::scenario) const UNLIMITED: f64 = 1e15;

/// What holds between the keys of a block.
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    /// Exactly one of these.
    ExactlyOne(&'static [&'static str]),
    /// At most one of these.
    AtMostOne(&'static [&'static str]),
    /// At least one of these.
    AtLeastOne(&'static [&'static str]),
    /// The first is of no use without the second.
    Requires(&'static str, &'static str),
    /// The values are shares of a whole.
    SumsToOne,
    /// The values are shares; the rest is something else.
    SumsToAtMostOne,
    /// All its keys together are one value: another replaces it whole.
    OneValue,
}

const fn quantity(unit: Unit, low: f64, high: f64) -> Quantity {
    Quantity::new(unit, low, high)
}

/// Longest finite duration: beyond it people mean `"forever"`.
const LONGEST_DAYS: f64 = 1e6 * 365.0;
/// Most events per day of one source: ten thousand a second.
const MOST_PER_DAY: f64 = 8.64e8;

/// Largest hazard: gone within a tenth of a second.
const MOST_HAZARD: f64 = 1e6;

/// A fixed duration, 0 or more.
pub(super) const SPAN: Quantity = quantity(Unit::Duration, 0.0, LONGEST_DAYS);
/// A step of tenure. Each edge is an event of a customer's life.
pub(super) const STEP: Quantity = quantity(Unit::Duration, 1.0 / 1440.0, LONGEST_DAYS);
/// A duration or its law.
pub(super) const TIME: Quantity = SPAN.law();
/// A rate of events.
pub(in crate::scenario) const RATE: Quantity = quantity(Unit::Rate, 0.0, MOST_PER_DAY);
/// A hazard of leaving.
pub(super) const HAZARD: Quantity = quantity(Unit::Hazard, 0.0, MOST_HAZARD);
/// Money, 0 or more.
pub(super) const MONEY: Quantity = quantity(Unit::Money, 0.0, UNLIMITED);
/// Money of either sign.
pub(super) const SIGNED_MONEY: Quantity = quantity(Unit::Money, -UNLIMITED, UNLIMITED);
/// Money per time, 0 or more.
pub(super) const MONEY_RATE: Quantity = quantity(Unit::MoneyRate, 0.0, UNLIMITED);
/// Money per time of either sign.
pub(super) const SIGNED_MONEY_RATE: Quantity = quantity(Unit::MoneyRate, -UNLIMITED, UNLIMITED);
/// A probability or share.
pub(in crate::scenario) const PROBABILITY: Quantity = quantity(Unit::Probability, 0.0, 1.0);
/// A relative width.
pub(super) const PERCENT: Quantity = quantity(Unit::Percent, 0.0, 10.0);
/// A score, 0 to 10.
pub(super) const SCORE: Quantity = quantity(Unit::Number, 0.0, 10.0).natural();
/// Any number.
pub(super) const ANY_NUMBER: Quantity = quantity(Unit::Number, -UNLIMITED, UNLIMITED);

/// A number within a range.
pub(in crate::scenario) const fn number(low: f64, high: f64) -> Quantity {
    quantity(Unit::Number, low, high)
}

/// A whole number within a range.
pub(in crate::scenario) const fn integer(low: f64, high: f64) -> Quantity {
    quantity(Unit::Integer, low, high)
}
