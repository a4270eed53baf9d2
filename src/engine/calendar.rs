//! The event calendar: a binary heap of packed 16-byte keys.
//!
//! A key holds time, event rank, entity order and slot, most significant first, so one integer comparison
//! settles everything: simultaneous events run by rank, then by entity, whatever the order of scheduling.
//! An event that was overtaken (a customer's next event moved) is not removed; whoever handles it sees that the
//! entity no longer expects it.

use crate::units::SimTime;

const SLOT_BITS: u32 = 24;
const ORDER_BITS: u32 = 35;

/// Most entities alive at once in one cell.
pub const MAX_SLOTS: usize = 1 << SLOT_BITS;
/// Entity orders wrap beyond this; they only settle ties.
pub const MAX_ORDER: u64 = 1 << ORDER_BITS;

/// One entry of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: SimTime,
    /// Kind of event; smaller ranks run first at one instant. Below 32.
    pub rank: u8,
    /// Number of the entity, which settles ties of rank.
    pub order: u64,
    /// Slot of the entity.
    pub slot: u32,
}

impl Event {
    #[inline]
    fn pack(self) -> u128 {
        let low = (u64::from(self.rank) << (ORDER_BITS + SLOT_BITS))
            | ((self.order & (MAX_ORDER - 1)) << SLOT_BITS)
            | u64::from(self.slot);
        (u128::from(self.at.0) << 64) | u128::from(low)
    }

    #[inline]
    fn unpack(key: u128) -> Self {
        let low = key as u64;
        Event {
            at: SimTime((key >> 64) as u64),
            rank: (low >> (ORDER_BITS + SLOT_BITS)) as u8,
            order: (low >> SLOT_BITS) & (MAX_ORDER - 1),
            slot: (low & ((1 << SLOT_BITS) - 1)) as u32,
        }
    }
}

/// Pending events, earliest first.
#[derive(Debug, Default)]
pub struct EventCalendar {
    heap: Vec<u128>,
    /// The top was handed out and not yet refilled: the next `schedule` takes its place with one sift.
    vacated: bool,
}

impl EventCalendar {
    /// An empty calendar.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Forgets all events.
    pub fn clear(&mut self) {
        self.heap.clear();
        self.vacated = false;
    }

    /// Adds an event.
    #[inline(always)]
    pub fn schedule(&mut self, event: Event) {
        // Packed by the caller, in registers: through memory the parts would be read back before they are written.
        self.put(event.pack());
    }

    fn put(&mut self, key: u128) {
        if self.vacated {
            self.vacated = false;
            self.heap[0] = key;
            self.sift_down();
        } else {
            self.heap.push(key);
            self.sift_up(self.heap.len() - 1);
        }
    }

    /// Takes the earliest event.
    #[inline]
    pub fn next_event(&mut self) -> Option<Event> {
        if self.vacated {
            self.vacated = false;
            self.remove_top();
        }
        let top = *self.heap.first()?;
        self.vacated = true;
        Some(Event::unpack(top))
    }

    fn remove_top(&mut self) {
        if let Some(last) = self.heap.pop()
            && !self.heap.is_empty()
        {
            self.heap[0] = last;
            self.sift_down();
        }
    }

    #[inline]
    fn sift_up(&mut self, mut i: usize) {
        let key = self.heap[i];
        while i > 0 {
            let parent = (i - 1) / 2;
            if self.heap[parent] <= key {
                break;
            }
            self.heap[i] = self.heap[parent];
            i = parent;
        }
        self.heap[i] = key;
    }

    #[inline]
    fn sift_down(&mut self) {
        let heap = &mut self.heap[..];
        let n = heap.len();
        let key = heap[0];
        let mut i = 0;
        loop {
            let mut child = 2 * i + 1;
            if child >= n {
                break;
            }
            if child + 1 < n && heap[child + 1] < heap[child] {
                child += 1;
            }
            if heap[child] >= key {
                break;
            }
            heap[i] = heap[child];
            i = child;
        }
        heap[i] = key;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn event(at: u64, rank: u8, order: u64) -> Event {
        Event { at: SimTime(at), rank, order, slot: 7 }
    }

    #[test]
    fn packing_keeps_every_field() {
        let e = Event { at: SimTime(u64::MAX - 3), rank: 31, order: MAX_ORDER - 1, slot: (1 << 24) - 1 };
        assert_eq!(Event::unpack(e.pack()), e);
    }

    #[test]
    fn ties_run_by_rank_then_by_entity() {
        let mut c = EventCalendar::new();
        for e in [event(5, 3, 1), event(5, 2, 9), event(5, 2, 4), event(4, 9, 9)] {
            c.schedule(e);
        }
        let order: Vec<_> = std::iter::from_fn(|| c.next_event()).map(|e| (e.at.0, e.rank, e.order)).collect();
        assert_eq!(order, [(4, 9, 9), (5, 2, 4), (5, 2, 9), (5, 3, 1)]);
    }

    proptest! {
        #[test]
        fn events_come_out_in_order_however_they_are_interleaved(ops in proptest::collection::vec((0u64..1000, any::<bool>()), 1..400)) {
            let mut calendar = EventCalendar::new();
            let mut reference = std::collections::BTreeSet::new();
            for (i, (at, take)) in ops.into_iter().enumerate() {
                if take {
                    let expected = reference.pop_first();
                    prop_assert_eq!(calendar.next_event().map(|e| (e.at.0, e.order)), expected);
                } else {
                    calendar.schedule(event(at, 1, i as u64));
                    reference.insert((at, i as u64));
                }
            }
            while let Some(expected) = reference.pop_first() {
                prop_assert_eq!(calendar.next_event().map(|e| (e.at.0, e.order)), Some(expected));
            }
            prop_assert_eq!(calendar.next_event(), None);
        }
    }
}
