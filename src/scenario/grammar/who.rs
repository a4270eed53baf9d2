//! Whom a change reaches: the block `for`, rules, the attributes they ask for, and what all ways of saying it come to.

use super::firm::{STAGES, Segment};
use super::kinds::{ANY_NUMBER, Kind, PROBABILITY, Rule, SPAN, integer};
use super::typed::{Either, Given, Texts, block, entries};
use super::words::{Abc, Chosen, Quadrant, Word as _};
use super::worlds::Treatment;
use crate::scenario::grammar::value::{Amount, Change, Item, Value};

/// One name or a list of them.
static NAMES: [Kind; 2] = [Kind::Text, Kind::Names];
static STAGE: [Kind; 2] = [Kind::Choice(&STAGES), Kind::Choices(&STAGES)];
static ABC: [Kind; 2] = [Kind::Choice(Abc::WORDS), Kind::Choices(Abc::WORDS)];
static QUADRANT: [Kind; 2] = [Kind::Choice(Quadrant::WORDS), Kind::Choices(Quadrant::WORDS)];
/// One class or a list of them.
static CLASS: [Kind; 2] = [integer(1.0, 5.0).kind(), Kind::Vector(integer(1.0, 5.0), None)];
/// What may be asked of an attribute: values, or numbers of its law.
static ASKED: Kind = Kind::Either(&[Kind::Text, Kind::Names, Kind::Block(NumberRange::SPEC)]);

const ENDS: &[Rule] = &[Rule::AtLeastOne(&["from", "below"])];

block! {
    /// A stretch of the time as a customer.
    pub struct TenureRange<'a> = "tenure";

    /// Where it begins; omitted, at joining.
    from as "least tenure": Option<f64> = SPAN.kind();
    /// Where it ends: this one is not part of it; omitted, never.
    below as "end of the tenure": Option<f64> = SPAN.kind();

    rules ENDS;
}

block! {
    /// A stretch of the number of purchases made.
    pub struct PurchaseRange<'a> = "purchases";

    /// The fewest; omitted, 0.
    from as "fewest purchases": Option<u64> = integer(0.0, 1e9).kind();
    /// One more than the most; omitted, any number.
    below as "end of the purchases": Option<u64> = integer(0.0, 1e9).kind();

    rules ENDS;
}

block! {
    /// A stretch of numbers.
    pub struct NumberRange<'a> = "range";

    /// The least; omitted, any.
    from as "least number": Option<f64> = ANY_NUMBER.kind();
    /// Where it ends: this one is not part of it; omitted, never.
    below as "end of the numbers": Option<f64> = ANY_NUMBER.kind();

    rules ENDS;
}

block! {
    /// Classes of [value_classes] by the last review: a class or a list, of which any will do. Before the first review nobody is in one.
    pub struct ClassCondition<'a> = "class";

    /// By the time since the last purchase, 1 to 5.
    recency as "recency asked for": Option<Either<u64, &'a [f64]>> = Kind::Either(&CLASS);
    /// By the number of purchases, 1 to 5.
    frequency as "frequency asked for": Option<Either<u64, &'a [f64]>> = Kind::Either(&CLASS);
    /// By the mean spend, 1 to 5.
    money as "spend asked for": Option<Either<u64, &'a [f64]>> = Kind::Either(&CLASS);
    /// By the contribution of 12 months.
    abc as "ABC class asked for": Chosen<'a, Abc> = Kind::Either(&ABC);
    /// By present and expected value.
    quadrant as "quadrant asked for": Chosen<'a, Quadrant> = Kind::Either(&QUADRANT);

    rules &[Rule::AtLeastOne(&["recency", "frequency", "money", "abc", "quadrant"])];
}

block! {
    /// Whom it reaches: all keys must hold; of a list, any. There is no `not` and no `or` over keys: write two rules. Laid over another by
    /// `extends`, it replaces it.
    pub struct For<'a> = "for";

    /// Segments.
    segment as "segment asked for": Texts<'a> = Kind::Either(&NAMES);
    /// Sources that they came by, [[acquisition]]; who was there on day 0 came by none.
    source as "source asked for": Texts<'a> = Kind::Either(&NAMES);
    /// Programs to which they belong; a single [program] is called `program`.
    member as "membership asked for": Texts<'a> = Kind::Either(&NAMES);
    /// Tiers that they have, of any program.
    tier as "tier asked for": Texts<'a> = Kind::Either(&NAMES);
    /// Hidden stages; needs [lifecycle].
    stage as "stage asked for": Texts<'a> = Kind::Either(&STAGE);
    /// Time since joining.
    tenure as "tenure asked for": Option<TenureRange<'a>> = Kind::Block(TenureRange::SPEC);
    /// Purchases made since joining; of who was there before day 0, with those that the stage of that day says.
    purchases as "purchases asked for": Option<PurchaseRange<'a>> = Kind::Block(PurchaseRange::SPEC);
    /// Value classes; needs [value_classes].
    class as "class asked for": Option<ClassCondition<'a>> = Kind::Block(ClassCondition::SPEC);
    /// By the name of an [[attribute]]: a value or a list of them, of a law `{ from, below }`.
    attributes as "attribute asked for": &'a [(String, Item)] = Kind::Map(&ASKED), rest();

    rules &[Rule::OneValue];
}

block! {
    /// A change for some customers, in force from the beginning and in every world. Where several rules change one value, they do so in the
    /// order of the file: the latest `set` counts, then every `scale`, then every `add`.
    pub struct CustomerRule<'a> = "rule";

    /// Its name.
    name as "name": &'a str = Kind::Name, required();
    /// Whether it is in force.
    enabled as "force of the rule": bool = Kind::Bool, default("true", "spec");
    /// Whom it reaches.
    whom as "customers reached": For<'a> = Kind::Block(For::SPEC), key("for"), required();
    /// Patches of the customer's own values.
    change as "changes": &'a [Change] = Kind::Changes, required();
}

block! {
    /// What customers bring along: drawn once, at joining; of an anonymous visitor at arrival. Nothing depends on it but what says so, in a
    /// `for`.
    pub struct Attribute<'a> = "attribute";

    /// Its name, which is a key of `for`; not one that `for` has already.
    name as "name": &'a str = Kind::Name, required();
    /// Whether customers have it.
    enabled as "presence": bool = Kind::Bool, default("true", "spec");
    /// Its values with their shares, which sum to 1.
    values as "shares of the values": &'a [(String, Item)] = Kind::Map(&SHARE);
    /// The law of its numbers.
    law as "law of the numbers": Option<&'a Amount> = ANY_NUMBER.law().kind();

    rules &[Rule::ExactlyOne(&["values", "law"])];
}

static SHARE: Kind = Kind::Quantity(PROBABILITY);

entries!(CustomerRule, Attribute);

/// Whom a change reaches, however it was said: all that is asked must hold. What is `None`, or not listed, is not asked; of a list, any will
/// do. Names are as written: that they exist is checked elsewhere.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Who<'a> {
    /// Names of segments.
    pub segment: Option<Vec<&'a str>>,
    /// Names of sources, [[acquisition]].
    pub source: Option<Vec<&'a str>>,
    /// Names of programs.
    pub member: Option<Vec<&'a str>>,
    /// Names of tiers.
    pub tier: Option<Vec<&'a str>>,
    /// Words of [`STAGES`].
    pub stage: Option<Vec<&'a str>>,
    /// Time since joining [days].
    pub tenure: Option<Between>,
    /// Purchases made.
    pub purchases: Option<Between>,
    /// Classes of recency, 1 to 5.
    pub recency: Option<Vec<u8>>,
    /// Classes of frequency, 1 to 5.
    pub frequency: Option<Vec<u8>>,
    /// Classes of money, 1 to 5.
    pub money: Option<Vec<u8>>,
    /// ABC classes.
    pub abc: Option<Vec<Abc>>,
    /// Quadrants of present and expected value.
    pub quadrant: Option<Vec<Quadrant>>,
    /// Attributes by name, in the order of the file.
    pub attributes: Vec<(&'a str, Asked<'a>)>,
}

/// From one number on, up to another that is not part of it; infinite where it is open.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Between {
    /// The first that is part of it.
    pub from: f64,
    /// The first beyond it.
    pub below: f64,
}

/// What is asked of an attribute.
#[derive(Clone, Debug, PartialEq)]
pub enum Asked<'a> {
    /// To have one of these values.
    Values(Vec<&'a str>),
    /// To be within these numbers.
    Between(Between),
}

impl Between {
    fn of(from: Option<f64>, below: Option<f64>) -> Self {
        Self { from: from.unwrap_or(f64::NEG_INFINITY), below: below.unwrap_or(f64::INFINITY) }
    }

    /// Whether a number is part of it.
    pub fn holds(self, number: f64) -> bool {
        self.from <= number && number < self.below
    }

    /// Whether nothing is.
    pub fn is_empty(self) -> bool {
        self.from >= self.below
    }
}

impl<'a> Asked<'a> {
    /// Reads a value of [`For::attributes`]; `None` if it could not be read.
    pub fn of(item: &'a Item) -> Option<Self> {
        match &item.value {
            Value::Text(text) => Some(Self::Values(vec![text])),
            Value::Texts(texts) => Some(Self::Values(texts.iter().map(|(text, _)| text.as_str()).collect())),
            Value::Block(_) => {
                let range = NumberRange::read(item);
                Some(Self::Between(Between::of(*range.from, *range.below)))
            }
            _ => None,
        }
    }
}

impl Who<'_> {
    /// Whether nothing is asked.
    pub fn is_everybody(&self) -> bool {
        *self == Who::default()
    }
}

impl<'a> For<'a> {
    /// Whom it means.
    pub fn who(&self) -> Who<'a> {
        let class = self.class.as_ref();
        Who {
            segment: names(*self.segment),
            source: names(*self.source),
            member: names(*self.member),
            tier: names(*self.tier),
            stage: names(*self.stage),
            tenure: self.tenure.as_ref().map(|range| Between::of(*range.from, *range.below)),
            purchases: self.purchases.as_ref().map(|range| {
                let number = |count: Option<u64>| count.map(|count| count as f64);
                Between::of(number(*range.from), number(*range.below))
            }),
            recency: class.and_then(|class| one_or_list(&class.recency)),
            frequency: class.and_then(|class| one_or_list(&class.frequency)),
            money: class.and_then(|class| one_or_list(&class.money)),
            abc: class.filter(|class| class.abc.is_there()).map(|class| class.abc.iter().collect()),
            quadrant: class.filter(|class| class.quadrant.is_there()).map(|class| class.quadrant.iter().collect()),
            attributes: self
                .attributes
                .iter()
                .filter_map(|(name, item)| Some((name.as_str(), Asked::of(item)?)))
                .collect(),
        }
    }
}

impl<'a> CustomerRule<'a> {
    /// Whom it reaches.
    pub fn who(&self) -> Who<'a> {
        self.whom.who()
    }
}

impl<'a> Segment<'a> {
    /// Whom its `change` reaches.
    pub fn who(&self) -> Who<'a> {
        Who { segment: Some(vec![*self.name]), ..Who::default() }
    }
}

impl<'a> Treatment<'a> {
    /// Whom its `change` reaches: `for`, and the keys that say the same of one thing each. Of what has `on`, who may be offered it.
    pub fn who(&self) -> Who<'a> {
        let whom = self.whom.as_ref().map_or_else(Who::default, For::who);
        let classes = |list: &Given<'_, &[f64]>| list.is_there().then(|| numbers(list));
        Who {
            segment: whom.segment.or_else(|| names(*self.segments)),
            stage: whom.stage.or_else(|| names(*self.stages)),
            recency: whom.recency.or_else(|| classes(&self.recency)),
            frequency: whom.frequency.or_else(|| classes(&self.frequency)),
            money: whom.money.or_else(|| classes(&self.money)),
            ..whom
        }
    }
}

fn names(texts: Texts<'_>) -> Option<Vec<&str>> {
    (!matches!(texts, Texts::None)).then(|| texts.iter().collect())
}

fn one_or_list(given: &Option<Either<u64, &[f64]>>) -> Option<Vec<u8>> {
    given.as_ref().map(|either| match either {
        Either::One(class) => vec![*class as u8],
        Either::Other(list) => numbers(list),
    })
}

/// Classes are whole and from 1 to 5 by the checks of the grammar.
fn numbers(list: &[f64]) -> Vec<u8> {
    list.iter().map(|class| *class as u8).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::grammar::Root;
    use crate::scenario::grammar::conform::conform;
    use crate::scenario::grammar::root::ROOT;
    use crate::scenario::text::document::parse;
    use crate::scenario::text::node::Origin;
    use crate::scenario::text::source::Sources;

    fn read(text: &str) -> Item {
        let mut sources = Sources::default();
        let file = sources.add("a.toml", format!("name = \"a\"\n[run]\nhorizon = \"1 y\"\n{text}"));
        let mut problems = Vec::new();
        let tree = parse(&sources, file, Origin::File, &mut problems).expect("valid TOML");
        let root = conform(ROOT, &tree, &mut problems);
        assert!(problems.is_empty(), "{problems:?}");
        root
    }

    #[test]
    fn every_key_of_for_is_read() {
        let root = read(
            "[[rule]]\nname = \"r\"\nchange = {}\n[rule.for]\nsegment = \"business\"\nsource = [\"web\", \"press\"]\nmember = \"program\"\n\
             tier = \"gold\"\nstage = [\"climax\", \"decline\"]\ntenure = { below = \"30 d\" }\npurchases = { from = 2, below = 5 }\n\
             class = { recency = 5, frequency = [4, 5], money = [1], abc = \"A\", quadrant = [\"vip\", \"improve\"] }\ndevice = [\"app\", \"old phone\"]\n\
             age = { from = 18, below = 30.5 }\n",
        );
        let root = Root::read(&root);
        assert_eq!(
            root.rule[0].who(),
            Who {
                segment: Some(vec!["business"]),
                source: Some(vec!["web", "press"]),
                member: Some(vec!["program"]),
                tier: Some(vec!["gold"]),
                stage: Some(vec!["climax", "decline"]),
                tenure: Some(Between { from: f64::NEG_INFINITY, below: 30.0 }),
                purchases: Some(Between { from: 2.0, below: 5.0 }),
                recency: Some(vec![5]),
                frequency: Some(vec![4, 5]),
                money: Some(vec![1]),
                abc: Some(vec![Abc::A]),
                quadrant: Some(vec![Quadrant::Vip, Quadrant::Improve]),
                attributes: vec![
                    ("device", Asked::Values(vec!["app", "old phone"])),
                    ("age", Asked::Between(Between { from: 18.0, below: 30.5 })),
                ],
            }
        );
    }

    #[test]
    fn the_keys_of_an_entry_say_the_same_as_for() {
        let old = read(
            "[[intervention]]\nname = \"i\"\nsegments = [\"a\"]\nstages = [\"climax\"]\nrecency = [5]\nfrequency = [1, 2]\nmoney = [3]\n",
        );
        let new = read(
            "[[intervention]]\nname = \"i\"\n[intervention.for]\nsegment = \"a\"\nstage = \"climax\"\nclass = { recency = 5, frequency = [1, 2], money = 3 }\n",
        );
        let (old, new) = (Root::read(&old), Root::read(&new));
        assert_eq!(old.intervention[0].who(), new.intervention[0].who());
        assert!(!old.intervention[0].who().is_everybody());
        let plain = read("[[shock]]\nname = \"s\"\n[[segment]]\nname = \"a\"\nshare = 1.0\n");
        let plain = Root::read(&plain);
        assert!(plain.shock[0].who().is_everybody());
        assert_eq!(plain.segment[0].who(), Who { segment: Some(vec!["a"]), ..Who::default() });
    }

    #[test]
    fn a_range_begins_at_its_first_and_ends_before_its_last() {
        let range = Between { from: 2.0, below: 5.0 };
        assert!(range.holds(2.0) && range.holds(4.999) && !range.holds(5.0) && !range.holds(1.999));
        assert!(Between { from: 5.0, below: 5.0 }.is_empty() && !range.is_empty());
    }
}
