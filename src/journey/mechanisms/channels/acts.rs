//! Coming from another channel.

use super::state::Way;
use crate::journey::core::activity::Activity;
use crate::journey::core::cell::Cell;
use crate::journey::core::purpose::{self, visit_index};
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::journey::core::visit::record::NO_PARENT;
use crate::journey::model::{Next, Touchpoint};
use crate::units::SimTime;

/// Moment of having to say everything again (assumption).
pub(crate) const SAID_AGAIN: f64 = -0.2;

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// Whether something can be lost between channels here.
    #[inline(always)]
    pub(crate) fn has_ways(&self) -> bool {
        S::EVERYTHING && !self.channels.ways.is_empty()
    }

    /// A visit begins: it comes from no channel.
    #[inline]
    pub(crate) fn open_way(&mut self, slot: u32) {
        if !S::EVERYTHING {
            return;
        }
        if self.model.touch_channels.len() > 1 {
            let at = slot as usize;
            if self.channels.ways.len() <= at {
                self.channels.ways.resize(at + 1, Way::default());
            }
            self.channels.ways[at] = Way::default();
        }
    }

    /// A visit arrives at a touchpoint of a channel.
    ///
    /// # Randomness
    /// One word at (`LOST` and touchpoint, visit and pass) where the channel is another one.
    pub(crate) fn come_by_channel(&mut self, slot: u32, touch: &Touchpoint, channel: u8) {
        let Some(way) = self.channels.ways.get_mut(slot as usize) else { return };
        let before = way.last.replace(channel);
        way.again = false;
        if before.is_none_or(|before| before == channel) {
            return;
        }
        let model = self.model;
        let v = &self.visits[slot];
        let mark = v.key.uniform(purpose::LOST | touch.address, visit_index(v.number, v.pass));
        if mark < model.touch_channels[usize::from(channel)].consistency {
            return;
        }
        let customer = v.customer;
        self.channels.ways[slot as usize].again = true;
        if S::relates(customer) && model.loyalty {
            let hole = model.channel_hole.or(touch.hole);
            self.feel(slot, SAID_AGAIN, 1.0, 0.0, hole);
        }
        let at = self.visits[slot].touched;
        self.note_visit(slot, at, || Activity::SaysAgain { touchpoint: touch.id });
    }

    /// Further time in service of a visit that must repeat the step.
    ///
    /// # Randomness
    /// One word at (`SAID_AGAIN` and touchpoint, visit and pass).
    #[inline]
    pub(crate) fn time_again(&self, slot: u32, touch: &Touchpoint) -> SimTime {
        let v = &self.visits[slot];
        let says_again = self.has_ways()
            && touch.channel.is_some()
            && v.parent == NO_PARENT
            && self.channels.ways.get(slot as usize).is_some_and(|way| way.again);
        if !says_again || matches!(touch.next, Next::Race(..)) {
            return SimTime::ZERO;
        }
        let index = visit_index(v.number, v.pass);
        SimTime::from_days(touch.time.draw(&v.key, purpose::SAID_AGAIN | touch.address, index))
    }
}
