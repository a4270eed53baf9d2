//! How what two cells saw becomes one: every field of an observation is added, because the struct itself says so.

use crate::engine::durations::{Durations, MeanDuration};
use crate::engine::settling::Settling;
use crate::engine::sum::{Average, Sum, Tally};
use crate::engine::week::WeekIntegral;
use crate::journey::mechanisms::classes::spec::ClassRecord;
use crate::stats::{Histogram, SurvivalCounts};

/// What can be added up over cells, parts and replications, in any order.
pub(crate) trait Merge {
    /// Adds what another one saw.
    fn merge(&mut self, other: &Self);
}

macro_rules! numbers {
    ($($number:ty),*) => {
        $(impl Merge for $number {
            fn merge(&mut self, other: &Self) {
                *self += *other;
            }
        })*
    };
}

numbers!(u32, u64, u128, i64, i128, Sum, Average, Tally, MeanDuration);

macro_rules! distributions {
    ($($distribution:ty),*) => {
        $(impl Merge for $distribution {
            fn merge(&mut self, other: &Self) {
                *self += other;
            }
        })*
    };
}

distributions!(Durations, WeekIntegral, Settling);

impl Merge for Histogram {
    fn merge(&mut self, other: &Self) {
        Histogram::merge(self, other);
    }
}

impl Merge for SurvivalCounts {
    fn merge(&mut self, other: &Self) {
        SurvivalCounts::merge(self, other);
    }
}

impl<T: Merge, const N: usize> Merge for [T; N] {
    fn merge(&mut self, other: &Self) {
        self.iter_mut().zip(other).for_each(|(a, b)| a.merge(b));
    }
}

/// Place by place; the longer list decides.
impl<T: Merge + Clone> Merge for Vec<T> {
    fn merge(&mut self, other: &Self) {
        self.iter_mut().zip(other).for_each(|(a, b)| a.merge(b));
        let more = other.get(self.len()..).unwrap_or_default();
        self.extend_from_slice(more);
    }
}

/// Records are kept side by side.
impl Merge for Vec<ClassRecord> {
    fn merge(&mut self, other: &Self) {
        self.extend_from_slice(other);
    }
}

/// A struct of observations: whatever it holds is added, field by field.
macro_rules! merged {
    ($(#[$meta:meta])* $vis:vis struct $name:ident { $($(#[$of_field:meta])* $of:vis $field:ident: $type:ty,)* }) => {
        $(#[$meta])*
        $vis struct $name {
            $($(#[$of_field])* $of $field: $type,)*
        }

        impl $crate::journey::core::observations::merge::Merge for $name {
            fn merge(&mut self, other: &Self) {
                $($crate::journey::core::observations::merge::Merge::merge(&mut self.$field, &other.$field);)*
            }
        }

        impl std::ops::AddAssign<&$name> for $name {
            fn add_assign(&mut self, other: &$name) {
                $crate::journey::core::observations::merge::Merge::merge(self, other);
            }
        }
    };
}

pub(crate) use merged;

#[cfg(test)]
mod tests {
    merged! {
        #[derive(Debug, Clone, Default, PartialEq)]
        struct Seen {
            number: u64,
            pair: [i64; 2],
            grown: Vec<u64>,
            nested: Vec<[u64; 2]>,
        }
    }

    #[test]
    fn every_field_is_added_and_the_longer_list_decides() {
        let mut a = Seen { number: 1, pair: [1, 2], grown: vec![1], nested: vec![[1, 2], [3, 4]] };
        let b = Seen { number: 2, pair: [-3, 4], grown: vec![1, 5], nested: vec![[10, 20]] };
        a += &b;
        assert_eq!(a, Seen { number: 3, pair: [-2, 6], grown: vec![2, 5], nested: vec![[11, 22], [3, 4]] });
        let mut nothing = Seen::default();
        nothing += &a;
        assert_eq!(nothing, a);
    }
}
