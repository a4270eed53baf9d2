//! The programs of a world beside each other.

use super::spec::{Members, Program};

/// The programs of a model, each at its place in the file.
///
/// A purchase earns in each program of which the customer is a member, but never in two of which one excludes the other: it earns in the one
/// that excludes, and of two that exclude each other in the one that stands first in the file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Programs {
    /// Nothing at the place of one that is closed; none such at the end.
    list: Vec<Option<Program>>,
    /// Where some exclude others: places in the order in which a purchase asks them, with those that it cannot earn in beside.
    order: Vec<(Members, Members)>,
}

impl Programs {
    /// The programs that are open.
    #[must_use]
    pub fn of(open: Vec<Program>) -> Programs {
        let mut programs = Programs::default();
        for program in open {
            let place = program.place;
            if programs.list.len() <= place {
                programs.list.resize(place + 1, None);
            }
            programs.list[place] = Some(program);
        }
        programs.put_in_order();
        programs
    }

    /// Those that are open.
    #[inline]
    pub fn iter(&self) -> impl Iterator<Item = &Program> {
        self.list.iter().flatten()
    }

    /// The same, to change what they promise.
    pub(in crate::journey) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Program> {
        self.list.iter_mut().flatten()
    }

    /// The one at a place, if it is open.
    #[inline]
    #[must_use]
    pub fn at(&self, place: usize) -> Option<&Program> {
        self.list.get(place)?.as_ref()
    }

    /// Whether none is open.
    #[inline]
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Places up to the last program that is open.
    #[must_use]
    pub fn places(&self) -> usize {
        self.list.len()
    }

    /// The same without one of them; without any, if none is named.
    #[must_use]
    pub fn without(&self, place: Option<usize>) -> Programs {
        let stays = |program: &&Program| place.is_some_and(|place| program.place != place);
        Programs::of(self.iter().filter(stays).cloned().collect())
    }

    /// Whether some purchase of a member might not earn.
    #[inline]
    pub(super) fn exclude(&self) -> bool {
        !self.order.is_empty()
    }

    /// Of the programs of which somebody is a member, those in which a purchase earns.
    pub(super) fn earning(&self, members: Members) -> Members {
        if !self.exclude() {
            return members;
        }
        let earns = |earning: Members, &(own, others): &(Members, Members)| {
            if members & own != 0 && earning & others == 0 { earning | own } else { earning }
        };
        self.order.iter().fold(0, earns)
    }

    /// Those that exclude before those that they exclude, else in the order of the file; so also where they run in a circle.
    fn put_in_order(&mut self) {
        let bits = |keep: &dyn Fn(&Program) -> bool| -> Members {
            self.iter().filter(|program| keep(program)).map(Program::bit).sum()
        };
        if self.iter().all(|program| program.excludes & bits(&|_| true) == 0) {
            return;
        }
        let mut left: Vec<&Program> = self.iter().collect();
        let mut order = Vec::new();
        while !left.is_empty() {
            let first = |program: &&Program| left.iter().all(|other| other.excludes & program.bit() == 0);
            let program = left.remove(left.iter().position(first).unwrap_or(0));
            let others = program.excludes | bits(&|other| other.excludes & program.bit() != 0);
            order.push((program.bit(), others));
        }
        self.order = order;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::mechanisms::program::tests::card;

    fn programs(excludes: &[Members]) -> Programs {
        let program = |(place, &excludes): (usize, &Members)| Program { place, excludes, ..card(10, 0, 0.0) };
        Programs::of(excludes.iter().enumerate().map(program).collect())
    }

    #[test]
    fn a_purchase_earns_in_what_excludes_and_not_in_what_is_excluded() {
        assert_eq!(programs(&[0, 0]).earning(0b11), 0b11);
        // The second excludes the first, wherever it stands.
        assert_eq!(programs(&[0, 0b01]).earning(0b11), 0b10);
        assert_eq!(programs(&[0, 0b01]).earning(0b01), 0b01);
        // Each the other: the first of the file.
        assert_eq!(programs(&[0b10, 0b01]).earning(0b11), 0b01);
        assert_eq!(programs(&[0b10, 0b01]).earning(0b10), 0b10);
        // A chain: what does not earn excludes nothing.
        assert_eq!(programs(&[0b010, 0b100, 0]).earning(0b111), 0b101);
        assert_eq!(programs(&[0, 0b001, 0b010]).earning(0b111), 0b101);
        assert_eq!(programs(&[0b010, 0b100, 0]).earning(0b110), 0b010);
        // A circle: never two of which one excludes the other.
        assert_eq!(programs(&[0b010, 0b100, 0b001]).earning(0b111), 0b001);
        assert_eq!(programs(&[0b010, 0b100, 0b001]).earning(0b110), 0b010);
    }

    #[test]
    fn one_that_is_closed_keeps_the_places_of_the_others() {
        let all = programs(&[0, 0, 0]);
        let some = all.without(Some(1));
        assert_eq!(some.iter().map(|program| program.place).collect::<Vec<_>>(), [0, 2]);
        assert!(some.at(1).is_none() && some.at(2).is_some() && some.places() == 3);
        assert_eq!(all.without(Some(2)).places(), 2, "as in a world that has no third");
        assert_eq!(all.without(None), Programs::default());
    }
}
