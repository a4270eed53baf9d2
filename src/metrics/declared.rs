//! What a declaration holds, and the orders in which declared metrics stand.

use std::marker::PhantomData;

use crate::journey::model::Model;
use crate::journey::observations::Observations;
use crate::stats::{Better, Scale};

/// Unit that stands for the scenario's currency.
pub const CURRENCY: &str = "currency";

/// What a metric is read from: one replication.
pub(crate) struct Observed<'a> {
    pub(crate) model: &'a Model,
    pub(crate) o: &'a Observations,
}

impl Observed<'_> {
    /// Length of the observed period.
    pub(super) fn nanos(&self) -> f64 {
        self.model.horizon.since(self.model.warm_up).0 as f64
    }
}

/// How a metric of one subject, by its number in the model, comes about.
#[derive(Clone, Copy)]
pub(crate) enum Read {
    /// A number of each replication.
    Single(fn(&Observed<'_>, usize) -> Option<f64>),
    /// Standard deviation of all that was observed in any replication, from number, sum and sum of squares.
    Spread(fn(&Observed<'_>, usize) -> [f64; 3]),
    /// A ratio of totals over all replications: the sum of the first number over the sum of the second; absent where the latter is 0. Both are
    /// counts where it is a share.
    Ratio(fn(&Observed<'_>, usize) -> [f64; 2]),
    /// A function of what all replications saw together.
    Pooled(Pooled),
}

/// Numbers of one replication that may be added up over replications, always as many. Several metrics may be finished from the same.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Totals {
    /// What they are called: totals of one name are read once.
    pub(crate) name: &'static str,
    pub(crate) read: fn(&Observed<'_>, usize) -> Vec<f64>,
}

/// A number that the totals of all replications tell.
pub(crate) type Finish = Box<dyn Fn(&[f64]) -> Option<f64> + Send + Sync>;

/// How many trials stand behind a number of one replication.
pub(crate) type Trials = Box<dyn Fn(&Observed<'_>) -> f64 + Send + Sync>;

/// How a metric is finished from totals.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pooled {
    pub(crate) of: Totals,
    pub(crate) finish: fn(&Model) -> Finish,
}

/// Words in front of a metric in the short lists of the terminal and the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label {
    /// What it is called.
    pub words: &'static str,
    /// Its place among the metrics of one subject.
    pub place: u8,
    /// Only where there are no customers, whose figures come first elsewhere.
    pub alone: bool,
}

/// What has metrics, and where they stand in `results.json`.
pub trait Located: Sized + 'static {
    /// Path of a metric by its id and the name of the one that is measured.
    fn path(id: &str, name: &str) -> String;
}

/// A kind of thing that is measured one by one.
pub trait Subject: Located {
    /// Beginning of the paths of its metrics, before the name of the one that is measured.
    const PATH: &'static str;
    /// All metrics of this kind, in the order of the raw table.
    const DECLARED: &'static [&'static Declared<Self>];
}

/// A metric of one kind of subject.
pub struct Declared<S> {
    id: &'static str,
    pub(crate) unit: &'static str,
    pub(crate) definition: &'static str,
    pub(crate) read: Read,
    /// Its unit, where that is the model's to say.
    pub(crate) unit_of: Option<fn(&Model, usize) -> &'static str>,
    /// Its definition in a model, from the one that is written here; else the name of the one that is measured stands for `{}`.
    pub(crate) worded: Option<fn(&Model, usize, &str) -> String>,
    /// Whether a model has it; without a rule every model does.
    pub(crate) there: Option<fn(&Model, usize) -> bool>,
    /// Whether it is the same whatever is drawn.
    pub(crate) fixed: Option<fn(&Model, usize) -> bool>,
    /// Trials behind a share.
    pub(crate) trials: Option<fn(&Observed<'_>, usize) -> f64>,
    /// The same, where something about the model is worked out first.
    pub(crate) trials_of: Option<fn(&Model) -> Trials>,
    /// Another scale than its unit says.
    pub(crate) scale: Option<Scale>,
    better: Option<Better>,
    called: Option<&'static str>,
    headline: Option<u8>,
    label: Option<Label>,
    stored_last: bool,
    tabled_after: Option<&'static str>,
    subject: PhantomData<fn() -> S>,
}

impl<S> Declared<S> {
    pub(crate) const fn new(id: &'static str, unit: &'static str, definition: &'static str, read: Read) -> Self {
        Declared {
            id,
            unit,
            definition,
            read,
            unit_of: None,
            worded: None,
            there: None,
            fixed: None,
            trials: None,
            trials_of: None,
            scale: None,
            better: None,
            called: None,
            headline: None,
            label: None,
            stored_last: false,
            tabled_after: None,
            subject: PhantomData,
        }
    }

    /// The model says its unit.
    pub(crate) const fn unit_of(mut self, unit: fn(&Model, usize) -> &'static str) -> Self {
        self.unit_of = Some(unit);
        self
    }

    /// The model has a part in its definition.
    pub(crate) const fn worded(mut self, words: fn(&Model, usize, &str) -> String) -> Self {
        self.worded = Some(words);
        self
    }

    /// Only in models for which this holds.
    pub(crate) const fn if_any(mut self, there: fn(&Model, usize) -> bool) -> Self {
        self.there = Some(there);
        self
    }

    /// Chance has no part in it where this holds.
    pub(crate) const fn fixed(mut self, fixed: fn(&Model, usize) -> bool) -> Self {
        self.fixed = Some(fixed);
        self
    }

    /// A share of these trials.
    pub(crate) const fn of(mut self, trials: fn(&Observed<'_>, usize) -> f64) -> Self {
        self.trials = Some(trials);
        self
    }

    /// The same, where something about the model is worked out first.
    pub(crate) const fn of_prepared(mut self, trials: fn(&Model) -> Trials) -> Self {
        self.trials_of = Some(trials);
        self
    }

    pub(crate) const fn scale(mut self, scale: Scale) -> Self {
        self.scale = Some(scale);
        self
    }

    pub(crate) const fn less_is_better(mut self) -> Self {
        self.better = Some(Better::Lower);
        self
    }

    pub(crate) const fn more_is_better(mut self) -> Self {
        self.better = Some(Better::Higher);
        self
    }

    /// What it is called; otherwise as its path reads.
    pub(crate) const fn called(mut self, words: &'static str) -> Self {
        self.called = Some(words);
        self
    }

    /// Among those that answer most questions, at this place.
    pub(crate) const fn headline(mut self, place: u8) -> Self {
        self.headline = Some(place);
        self
    }

    /// In the short lists of the terminal and the page.
    pub(crate) const fn told(mut self, place: u8, words: &'static str) -> Self {
        self.label = Some(Label { words, place, alone: false });
        self
    }

    /// In the short list of the terminal where there are no customers.
    pub(crate) const fn told_alone(mut self, place: u8, words: &'static str) -> Self {
        self.label = Some(Label { words, place, alone: true });
        self
    }

    /// After all others in `results.json`.
    pub(crate) const fn stored_last(mut self) -> Self {
        self.stored_last = true;
        self
    }

    /// Right after another one in tables.
    pub(crate) const fn tabled_after(mut self, id: &'static str) -> Self {
        self.tabled_after = Some(id);
        self
    }

    /// End of its path, behind the name of the subject: "delay_min", "more.wages". Of the firm the whole path, "metrics.npv", "ledger.{}".
    #[must_use]
    pub const fn id(&self) -> &'static str {
        self.id
    }

    /// Which side of it is the better one, if any is.
    #[must_use]
    pub const fn better(&self) -> Option<Better> {
        self.better
    }

    /// What it is called, if not as its path reads.
    #[must_use]
    pub const fn words(&self) -> Option<&'static str> {
        self.called
    }

    /// Its place among those that answer most questions, if it is one of them.
    #[must_use]
    pub const fn headline_place(&self) -> Option<u8> {
        self.headline
    }

    /// What the short lists call it, if it stands there.
    #[must_use]
    pub const fn label(&self) -> Option<Label> {
        self.label
    }
}

impl<S> std::fmt::Debug for Declared<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Declared").field("id", &self.id).field("unit", &self.unit).finish_non_exhaustive()
    }
}

impl<S: Subject> Declared<S> {
    /// The metrics of a kind in the order of `results.json`.
    pub(crate) fn stored() -> impl Iterator<Item = &'static Declared<S>> {
        let part = |last: bool| S::DECLARED.iter().copied().filter(move |m| m.stored_last == last);
        part(false).chain(part(true))
    }

    /// The metrics of a kind in the order of tables.
    pub(crate) fn tabled() -> impl Iterator<Item = &'static Declared<S>> {
        let behind = |id: Option<&'static str>| S::DECLARED.iter().copied().filter(move |m| m.tabled_after == id);
        behind(None).flat_map(move |m| std::iter::once(m).chain(behind(Some(m.id))))
    }

    /// The metrics of a kind that short lists tell, in their order.
    pub(crate) fn told_of() -> Vec<(&'static Declared<S>, Label)> {
        let mut told: Vec<_> = S::DECLARED.iter().filter_map(|m| Some((*m, m.label?))).collect();
        told.sort_by_key(|(_, label)| label.place);
        told
    }
}

pub(crate) fn ratio(a: f64, b: f64) -> Option<f64> {
    (b != 0.0).then(|| a / b)
}

/// The metrics of a kind, or some of the firm: one constant for each, documented by its definition, and the list of all of them.
macro_rules! declared {
    ($(#[$doc:meta])* list $list:ident = $setup:expr; $($metrics:tt)*) => {
        declared! { @constants $crate::metrics::firm::Firm; $($metrics)* }
        declared! { @list $(#[$doc])* $list = $setup; $($metrics)* }
    };
    ($(#[$doc:meta])* $subject:ident at $path:literal; $($metrics:tt)*) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $subject {}

        impl $crate::metrics::Located for $subject {
            fn path(id: &str, name: &str) -> String {
                format!(concat!($path, ".{}.{}"), name, id)
            }
        }

        declared! { @constants $subject; $($metrics)* }
        declared! { @subject $subject at $path; $($metrics)* }
    };
    (@constants $subject:path;
     $($name:ident = $id:literal, $unit:expr, $definition:literal, $read:ident($reader:expr) $(.$option:ident($($argument:expr),*))*;)*) => {
        $(
            #[doc = concat!("`", $id, "`: ", $definition, ".")]
            pub const $name: &$crate::metrics::Declared<$subject> =
                &$crate::metrics::Declared::new($id, $unit, $definition, $crate::metrics::Read::$read($reader))
                    $(.$option($($argument),*))*;
        )*
    };
    (@list $(#[$doc:meta])* $list:ident = $setup:expr;
     $($name:ident = $id:literal, $unit:expr, $definition:literal, $read:ident($reader:expr) $(.$option:ident($($argument:expr),*))*;)*) => {
        $(#[$doc])*
        pub(super) const $list: $crate::metrics::firm::List =
            $crate::metrics::firm::List { metrics: &[$($name),*], ..$setup };
    };
    (@subject $subject:ident at $path:literal;
     $($name:ident = $id:literal, $unit:expr, $definition:literal, $read:ident($reader:expr) $(.$option:ident($($argument:expr),*))*;)*) => {
        impl $crate::metrics::Subject for $subject {
            const PATH: &'static str = $path;
            const DECLARED: &'static [&'static $crate::metrics::Declared<Self>] = &[$($name),*];
        }
    };
}
