//! The event calendar: a binary heap of packed 16-byte keys for what comes soon, and a ring of buckets for the rest.
//!
//! A key holds time, event rank, entity order and slot, most significant first, so one integer comparison
//! settles everything: simultaneous events run by rank, then by entity, whatever the order of scheduling.
//! An event that was overtaken (a customer's next event moved) is not removed; whoever handles it sees that the
//! entity no longer expects it.
//!
//! Most of what waits in a branch lies weeks ahead: the next visits of thousands of customers. Kept in the heap, they
//! would make every event of the next minutes sink past them. So a crowded heap hands what is not due within the
//! hour to unsorted buckets; each is brought into the heap when its hour comes. A cell of one never gets that far.

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

/// Events in the heap from which on the later ones are put aside.
const CROWD: usize = 64;
/// Width of a bucket, as a power of two [ns]: 73 minutes.
const WIDTH_BITS: u32 = 42;
/// Buckets of the ring: 52 days. What lies further ahead waits in its bucket for another round.
const BUCKETS: usize = 1 << 10;

/// Pending events, earliest first.
#[derive(Debug)]
pub struct EventCalendar {
    heap: Vec<u128>,
    /// The top was handed out and not yet refilled: the next `schedule` takes its place with one sift.
    vacated: bool,
    /// What falls due from here on is in the ring [ns]; never, while the ring is empty.
    ring_from: u64,
    /// How many events are in the ring.
    in_ring: usize,
    ring: Vec<Vec<u128>>,
}

impl Default for EventCalendar {
    fn default() -> Self {
        EventCalendar { heap: Vec::new(), vacated: false, ring_from: u64::MAX, in_ring: 0, ring: Vec::new() }
    }
}

/// Time of a packed event [ns].
#[inline]
fn time_of(key: u128) -> u64 {
    (key >> 64) as u64
}

/// Number of the bucket, counted from day 0.
#[inline]
fn epoch(nanos: u64) -> u64 {
    nanos >> WIDTH_BITS
}

#[inline]
fn bucket(epoch: u64) -> usize {
    epoch as usize % BUCKETS
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
        self.ring_from = u64::MAX;
        if self.in_ring > 0 {
            self.in_ring = 0;
            self.ring.iter_mut().for_each(Vec::clear);
        }
    }

    /// Adds an event.
    #[inline(always)]
    pub fn schedule(&mut self, event: Event) {
        // Packed by the caller, in registers: through memory the parts would be read back before they are written.
        let key = event.pack();
        if event.at.0 >= self.ring_from {
            self.ring[bucket(epoch(event.at.0))].push(key);
            self.in_ring += 1;
        } else {
            self.put(key);
        }
    }

    fn put(&mut self, key: u128) {
        if self.vacated {
            self.vacated = false;
            self.heap[0] = key;
            self.sift_down();
        } else {
            self.heap.push(key);
            self.sift_up(self.heap.len() - 1);
            let n = self.heap.len();
            if n >= CROWD && n.is_power_of_two() && self.in_ring == 0 {
                self.fill_ring();
            }
        }
    }

    /// Takes the earliest event.
    #[inline]
    pub fn next_event(&mut self) -> Option<Event> {
        if self.vacated {
            self.vacated = false;
            self.remove_top();
        }
        loop {
            match self.heap.first() {
                Some(&top) if time_of(top) < self.ring_from => {
                    self.vacated = true;
                    return Some(Event::unpack(top));
                }
                // The last instant of all is never in the ring.
                Some(&top) if self.in_ring == 0 => {
                    self.vacated = true;
                    return Some(Event::unpack(top));
                }
                None if self.in_ring == 0 => return None,
                _ => self.take_next_bucket(),
            }
        }
    }

    /// The event that will probably be next, while the top is handed out.
    #[inline]
    pub fn upcoming(&self) -> Option<Event> {
        let (&a, &b) = (self.heap.get(1)?, self.heap.get(2)?);
        Some(Event::unpack(a.min(b)))
    }

    /// Whether anything that is not handed out yet is due by `now`, the time of the event that was handed out last.
    #[inline]
    pub fn is_due(&self, now: SimTime) -> bool {
        // What is in the ring comes later than what was handed out.
        let due = |at: usize| self.heap.get(at).is_some_and(|&key| time_of(key) <= now.0);
        if self.vacated { due(1) || due(2) } else { due(0) }
    }

    /// Puts aside what is not due within the bucket of the earliest event.
    #[cold]
    fn fill_ring(&mut self) {
        let Some(next) = epoch(time_of(self.heap[0])).checked_add(1).filter(|&e| e < epoch(u64::MAX)) else { return };
        if self.ring.is_empty() {
            self.ring.resize_with(BUCKETS, Vec::new);
        }
        let from = next << WIDTH_BITS;
        let all = std::mem::take(&mut self.heap);
        let (soon, later): (Vec<u128>, Vec<u128>) = all.into_iter().partition(|&key| time_of(key) < from);
        if later.is_empty() {
            self.heap = soon;
            return;
        }
        // What is left of a heap after the larger keys are taken out, in order, is none: it is built again.
        for key in soon {
            self.heap.push(key);
            self.sift_up(self.heap.len() - 1);
        }
        self.ring_from = from;
        self.in_ring = later.len();
        for key in later {
            self.ring[bucket(epoch(time_of(key)))].push(key);
        }
    }

    /// Brings the next bucket into the heap.
    fn take_next_bucket(&mut self) {
        let due = epoch(self.ring_from);
        let at = bucket(due);
        let mut i = 0;
        while i < self.ring[at].len() {
            if epoch(time_of(self.ring[at][i])) == due {
                let key = self.ring[at].swap_remove(i);
                self.in_ring -= 1;
                self.heap.push(key);
                self.sift_up(self.heap.len() - 1);
            } else {
                i += 1;
            }
        }
        self.ring_from = if self.in_ring == 0 { u64::MAX } else { self.ring_from + (1 << WIDTH_BITS) };
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
            let left = 2 * i + 1;
            if left >= n {
                break;
            }
            // Which child is smaller cannot be foreseen: it is added up, not branched on.
            let right = (left + 1).min(n - 1);
            let child = left + usize::from(heap[right] < heap[left]);
            let smaller = heap[child];
            if smaller >= key {
                break;
            }
            heap[i] = smaller;
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
        fn events_come_out_in_order_however_they_are_interleaved(
            ops in proptest::collection::vec((0u64..1000, 0u32..3), 1..400),
            unit in prop_oneof![Just(1u64), Just(1 << 40), Just(1 << 45)],
        ) {
            let mut calendar = EventCalendar::new();
            let mut reference = std::collections::BTreeSet::new();
            let mut now = 0;
            for (i, (after, what)) in ops.into_iter().enumerate() {
                if what == 0 {
                    let expected = reference.pop_first();
                    prop_assert_eq!(calendar.next_event().map(|e| (e.at.0, e.order)), expected);
                    now = expected.map_or(now, |e| e.0);
                } else {
                    let at = now + after * unit;
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

    #[test]
    fn what_is_due_is_seen_before_and_after_something_was_handed_out() {
        let mut c = EventCalendar::new();
        assert!(!c.is_due(SimTime(9)));
        c.schedule(event(5, 0, 1));
        assert!(!c.is_due(SimTime(4)) && c.is_due(SimTime(5)));
        c.schedule(event(5, 0, 2));
        c.schedule(event(7, 0, 3));
        assert_eq!(c.next_event(), Some(event(5, 0, 1)));
        assert!(!c.is_due(SimTime(4)) && c.is_due(SimTime(5)));
        assert_eq!(c.next_event(), Some(event(5, 0, 2)));
        assert!(!c.is_due(SimTime(6)) && c.is_due(SimTime(7)));
    }

    #[test]
    fn a_cleared_calendar_forgets_what_was_put_aside() {
        for later in [1, 2] {
            let mut c = EventCalendar::new();
            (0..CROWD as u64).for_each(|i| c.schedule(event(if i < later { 1 << 50 } else { i }, 0, i)));
            assert_eq!(c.in_ring, later as usize, "put aside by the crowd");
            c.clear();
            assert_eq!(c.next_event(), None);
        }
    }
}
