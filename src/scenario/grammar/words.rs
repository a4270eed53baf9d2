//! The words of choices: each choice is an enum, so that checks and the compiler compare values and no texts.
//!
//! Where the model has such an enum, it is that one: the words are declared here, the meaning stands there.

use std::marker::PhantomData;

use super::kinds::Kind;
use super::typed::{Reads, Texts};
use crate::journey::model::{End, Lane, MemoryRule, Trigger};
use crate::scenario::grammar::value::Item;
use crate::stats::Better;

/// What one of some words means.
pub trait Word: Copy + PartialEq + 'static {
    /// All of them, in the order in which they are listed.
    const ALL: &'static [Self];
    /// Their words, in the same order.
    const WORDS: &'static [&'static str];

    /// Its word.
    fn word(self) -> &'static str;

    /// What a word means.
    fn of_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.word() == word)
    }
}

/// Declares the words of an enum, and the enum, if it is none of the model.
macro_rules! words {
    ($($name:ident { $($variant:ident = $word:literal,)+ })+) => {$(
        impl Word for $name {
            const ALL: &'static [Self] = &[$($name::$variant),+];
            const WORDS: &'static [&'static str] = &[$($word),+];

            fn word(self) -> &'static str {
                match self {
                    $($name::$variant => $word,)+
                }
            }
        }
    )+};
    ($($(#[doc = $doc:literal])+ pub enum $name:ident { $($(#[doc = $says:literal])+ $variant:ident = $word:literal,)+ })+) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $($(#[doc = $says])+ $variant,)+
        }

        words! { $name { $($variant = $word,)+ } }
    )+};
}

words! {
    Lane {
        Evidence = "evidence",
        Customer = "customer",
        Onstage = "onstage",
        Backstage = "backstage",
        Support = "support",
    }
    End {
        Transaction = "transaction",
        Departure = "departure",
        After = "after",
    }
    Trigger {
        Join = "join",
        Warning = "warning",
        Failure = "failure",
        Complaint = "complaint",
        Renewal = "renewal",
        Review = "review",
    }
    Better {
        Higher = "higher",
        Lower = "lower",
    }
    MemoryRule {
        PeakEnd = "peak_end",
        Acclimation = "acclimation",
    }
}

words! {
    /// What happens to a customer and makes him start a journey.
    pub enum Occasion {
        /// A purchase.
        Purchase = "purchase",
        /// Joining.
        Join = "join",
        /// A renewal of the contract.
        Renewal = "renewal",
        /// A complaint.
        Complaint = "complaint",
    }

    /// Who is served next.
    pub enum Discipline {
        /// Whoever came first.
        Fifo = "fifo",
        /// Whoever has the lowest number, of these whoever came first.
        Priority = "priority",
    }

    /// How a complaint ends.
    pub enum Settlement {
        /// With an answer that is accepted.
        Resolved = "resolved",
        /// Without.
        Unresolved = "unresolved",
    }

    /// What shortens or lengthens a perceived wait.
    pub enum WaitModifier {
        /// There is something to do.
        Occupied = "occupied",
        /// People are told how long it takes.
        Informed = "informed",
        /// Nobody says why.
        Unexplained = "unexplained",
        /// Others go first.
        Unfair = "unfair",
        /// The outcome worries.
        Anxious = "anxious",
    }

    /// By what a loyalty program holds its members.
    pub enum Mode {
        /// What they have collected.
        Quantity = "quantity",
        /// Shorter waits.
        Benefit = "benefit",
        /// Bright moments.
        Experience = "experience",
        /// That they belong.
        Social = "social",
    }

    /// How a customer is told of a loyalty program.
    pub enum ContactWay {
        /// A letter.
        Mail = "mail",
        /// An e-mail.
        Email = "e-mail",
        /// A letter by hand.
        Handwritten = "handwritten",
    }

    /// Customers by their contribution of 12 months, the best first.
    pub enum Abc {
        /// Those who bring most.
        A = "A",
        /// The next.
        B = "B",
        /// The rest, and who brings nothing.
        C = "C",
    }

    /// Customers by present and expected value, each above its mean or not.
    pub enum Quadrant {
        /// Both high.
        Vip = "vip",
        /// Low now, high later.
        Improve = "improve",
        /// High now, low later.
        Maintain = "maintain",
        /// Both low.
        Abandon = "abandon",
    }

    /// A design of a sweep, by what its points are.
    pub enum Design {
        /// Every combination of some levels.
        Grid = "grid",
        /// A Latin hypercube.
        Lhs = "lhs",
        /// The Sobol sequence.
        Sobol = "sobol",
        /// Rows for Sobol indices.
        Saltelli = "saltelli",
        /// Trajectories in which one parameter moves at a time.
        Morris = "morris",
        /// The file as it is, then each parameter alone.
        OneAtATime = "one-at-a-time",
    }

    /// How the range of a sweep is filled.
    pub enum Spacing {
        /// Equal steps are equal differences.
        Even = "even",
        /// Equal steps are equal ratios.
        Log = "log",
    }
}

impl<'a, W: Word> Reads<'a> for W {
    fn of(item: &'a Item) -> Option<Self> {
        item.as_text().and_then(W::of_word)
    }

    /// No word says nothing: that it could not be read is known to [`super::Given::known`] alone.
    fn nothing() -> Self {
        W::ALL[0]
    }

    fn fits(kind: &Kind, _: &str, _: &mut Vec<String>) -> bool {
        matches!(kind, Kind::Choice(words) if *words == W::WORDS)
    }
}

/// Some of the words of a choice: a list, or one alone.
#[derive(Clone, Copy, Debug)]
pub struct Chosen<'a, W> {
    texts: Texts<'a>,
    words: PhantomData<W>,
}

impl<'a, W: Word> Chosen<'a, W> {
    /// Whether one of them is this.
    pub fn has(self, word: W) -> bool {
        self.texts.says(word.word())
    }

    /// What they mean, in their order.
    pub fn iter(self) -> impl Iterator<Item = W> + Clone + use<'a, W> {
        self.texts.iter().filter_map(W::of_word)
    }
}

impl<'a, W: Word> Reads<'a> for Chosen<'a, W> {
    const OPTIONAL: bool = true;

    fn of(item: &'a Item) -> Option<Self> {
        Texts::of(item).map(|texts| Chosen { texts, words: PhantomData })
    }

    fn nothing() -> Self {
        Chosen { texts: Texts::None, words: PhantomData }
    }

    fn fits(kind: &Kind, _: &str, _: &mut Vec<String>) -> bool {
        match kind {
            Kind::Choices(words) | Kind::Either([Kind::Choice(words), Kind::Choices(_)]) => *words == W::WORDS,
            _ => false,
        }
    }
}
