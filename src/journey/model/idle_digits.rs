//! What tells customers apart and makes no difference in a world is forgotten, so that worlds that act alike are alike.

use super::kinds::{Digit, Kinds};
use super::world::Model;

impl Kinds {
    fn digits_mut(&mut self) -> Vec<&mut Digit> {
        let sorted = self.classes.iter_mut().chain(&mut self.standing).chain(&mut self.member).chain(&mut self.tier);
        let mut all: Vec<&mut Digit> = self.attributes.iter_mut().map(|attribute| &mut attribute.digit).collect();
        all.extend([&mut self.segment, &mut self.source, &mut self.stage].map(|names| &mut names.digit));
        all.extend([&mut self.tenure, &mut self.purchases].map(|steps| &mut steps.digit));
        all.extend(sorted.map(|names| &mut names.digit));
        all.push(&mut self.offer);
        all
    }

    /// Gives the digits so many values; one that has one value from now on keeps its first.
    fn renumber(&mut self, cells: &[u32], is_kept: impl Fn(u32) -> bool) {
        let old: Vec<Digit> = self.digits().collect();
        let mut stride = 1;
        for (digit, &cells) in self.digits_mut().into_iter().zip(cells) {
            *digit = Digit { stride, cells };
            stride *= cells;
        }
        let kept: Vec<u32> = (0..self.profile.len() as u32)
            .filter(|&kind| {
                old.iter().zip(cells).all(|(digit, &cells)| cells > 1 || digit.cells == 1 || digit.of(kind) == 0)
            })
            .filter(|&kind| is_kept(old.last().map_or(0, |offer| offer.of(kind))))
            .collect();
        self.profile = kept.iter().map(|&kind| self.profile[kind as usize]).collect();
        if !self.joined.is_empty() {
            self.joined = kept.iter().map(|&kind| self.joined[kind as usize]).collect();
        }
        self.way = kept.iter().map(|&kind| self.way[kind as usize]).collect();
        for rule in &mut self.rules {
            rule.holds = kept.iter().map(|&kind| rule.holds[kind as usize]).collect();
        }
        let visitors = 0..self.visitor_way.len() as u32;
        let attributes = || old.iter().zip(cells).take(self.attributes.len());
        let kept = visitors.filter(|&kind| attributes().all(|(digit, &cells)| cells > 1 || digit.of(kind) == 0));
        self.visitor_way = kept.map(|kind| self.visitor_way[kind as usize]).collect();
        let idle = |digit: Digit| !digit.is_asked();
        let sorted = self.classes.iter_mut().chain(&mut self.standing).chain(&mut self.member).chain(&mut self.tier);
        for names in sorted.chain([&mut self.source, &mut self.stage]).filter(|names| idle(names.digit)) {
            names.cell.clear();
        }
        for steps in [&mut self.tenure, &mut self.purchases].into_iter().filter(|steps| idle(steps.digit)) {
            steps.edges.clear();
        }
        self.attributes.retain(|attribute| !idle(attribute.digit));
    }
}

/// Whether a table by kind depends on a digit.
fn depends<K: PartialEq>(table: &[K], digit: Digit) -> bool {
    (0..table.len() as u32).any(|kind| table[digit.put(kind, 0) as usize] != table[kind as usize])
}

impl Model {
    pub(crate) fn in_each_regime(&mut self, mut act: impl FnMut(&mut Model)) {
        act(self);
        self.later.iter_mut().for_each(|switch| act(&mut switch.model));
    }

    /// Drops the offers that are not to be kept, from every regime.
    pub(crate) fn keep_offers(&mut self, keep: &[bool]) {
        if keep.iter().all(|keep| *keep) {
            return;
        }
        let offers = keep.iter().filter(|keep| **keep).count() as u32;
        self.in_each_regime(|model| {
            let mut index = 0;
            model.offers.retain(|_| {
                index += 1;
                keep[index - 1]
            });
            let mut cells: Vec<u32> = model.kinds.digits().map(|digit| digit.cells).collect();
            if let Some(last) = cells.last_mut() {
                *last = 1 + offers;
            }
            model.kinds.renumber(&cells, |offer| offer == 0 || keep[offer as usize - 1]);
        });
    }

    /// Forgets the digits on which nothing depends, in every regime; segments stay.
    pub(crate) fn forget_idle_digits(&mut self) {
        let digits: Vec<Digit> = self.kinds.digits().collect();
        let attributes = self.kinds.attributes.len();
        let matters = |(at, digit): (usize, &Digit)| {
            let digit = *digit;
            let moves = |model: &Model| {
                let kinds = &model.kinds;
                let reached = model.offers.iter().map(|offer| &offer.reached);
                depends(&kinds.profile, digit)
                    || depends(&kinds.way, digit)
                    || depends(&kinds.joined, digit)
                    || (at < attributes && kinds.visitor_way.len() > 1 && depends(&kinds.visitor_way, digit))
                    || kinds.rules.iter().any(|rule| depends(&rule.holds, digit))
                    || (at + 1 < digits.len() && reached.into_iter().any(|reached| depends(reached, digit)))
            };
            let charged = self.charges.iter().filter_map(|charge| charge.reached.as_ref());
            // Segments and offers stay.
            at == attributes
                || at + 1 == digits.len()
                || self.regimes().any(moves)
                || charged.into_iter().any(|reached| depends(reached, digit))
        };
        let kept: Vec<bool> = digits.iter().enumerate().map(matters).collect();
        if digits.iter().zip(&kept).all(|(digit, kept)| *kept || !digit.is_asked()) {
            self.in_each_regime(|model| {
                let cells: Vec<u32> = digits.iter().map(|digit| digit.cells).collect();
                model.kinds.renumber(&cells, |_| true);
            });
            return;
        }
        let cells: Vec<u32> =
            digits.iter().zip(&kept).map(|(digit, kept)| if *kept { digit.cells } else { 1 }).collect();
        let stays = |kind: &u32| digits.iter().zip(&cells).all(|(digit, cells)| *cells > 1 || digit.of(*kind) == 0);
        let shorten = |table: &Vec<bool>| -> Vec<bool> {
            (0..table.len() as u32).filter(stays).map(|kind| table[kind as usize]).collect()
        };
        for charge in &mut self.charges {
            charge.reached = charge.reached.as_ref().map(shorten);
        }
        self.in_each_regime(|model| {
            for offer in &mut model.offers {
                offer.reached = shorten(&offer.reached);
            }
            model.kinds.renumber(&cells, |_| true);
        });
    }
}
