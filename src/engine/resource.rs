//! A staffed resource: servers by timetable and the queue before them.
//!
//! First come first served, or by priority without interrupting anybody. Who reneges leaves a stale ticket in
//! the line that is skipped when its turn comes. At closing time those who wait, and those whose visit began in
//! the session that has just ended, are still served by the staff of closing time; whoever comes later waits
//! for the next opening.

use std::collections::VecDeque;

use crate::units::SimTime;

/// A place in the line. The number is unique among all resources of a cell: a slot that is used again, for somebody who
/// waits elsewhere, must not be taken for the holder of a stale ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket {
    /// Slot of the entity.
    pub slot: u32,
    /// Number of the ticket.
    pub number: u32,
}

/// State of one resource.
#[derive(Debug)]
pub struct Resource {
    /// One line per priority, first served first; a single one without priorities.
    lines: Vec<VecDeque<Ticket>>,
    /// Those who came after closing time, with their line.
    deferred: VecDeque<(usize, Ticket)>,
    waiting: u32,
    waiting_deferred: u32,
    busy: u32,
    staff: u32,
    late_staff: u32,
    session: (SimTime, SimTime),
    queue_limit: u32,
}

impl Resource {
    /// A resource with `staff` servers on duty at time 0 and as many lines as there are priorities, at least one.
    #[must_use]
    pub fn new(staff: u32, lines: usize, queue_limit: Option<u32>) -> Self {
        Resource {
            lines: (0..lines.max(1)).map(|_| VecDeque::new()).collect(),
            deferred: VecDeque::new(),
            waiting: 0,
            waiting_deferred: 0,
            busy: 0,
            staff,
            late_staff: 0,
            session: (SimTime::ZERO, SimTime::NEVER),
            queue_limit: queue_limit.unwrap_or(u32::MAX),
        }
    }

    /// Back to the state of time 0.
    pub fn reset(&mut self, staff: u32) {
        self.lines.iter_mut().for_each(VecDeque::clear);
        self.deferred.clear();
        (self.waiting, self.waiting_deferred, self.busy, self.staff, self.late_staff) = (0, 0, 0, staff, 0);
        self.session = (SimTime::ZERO, SimTime::NEVER);
    }

    /// Servers that may work now.
    #[inline]
    fn servers(&self) -> u32 {
        if self.staff > 0 { self.staff } else { self.late_staff }
    }

    /// Whether an entity whose visit began at `began` could be served now.
    #[inline]
    #[must_use]
    pub fn admits(&self, began: SimTime) -> bool {
        self.staff > 0 || (self.late_staff > 0 && began >= self.session.0 && began < self.session.1)
    }

    /// Whether a server is free for an entity that is admitted. Nobody overtakes: free servers imply an empty line.
    #[inline]
    #[must_use]
    pub fn has_free_server(&self) -> bool {
        self.busy < self.servers()
    }

    /// Whether the line has room for one more.
    #[inline]
    #[must_use]
    pub fn has_room(&self) -> bool {
        self.waiting + self.waiting_deferred < self.queue_limit
    }

    /// Number waiting.
    #[inline]
    #[must_use]
    pub fn waiting(&self) -> u32 {
        self.waiting + self.waiting_deferred
    }

    /// Whether any server is busy.
    #[inline]
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.busy > 0
    }

    /// Starts a service.
    #[inline]
    pub fn seize(&mut self) {
        self.busy += 1;
    }

    /// Ends a service.
    #[inline]
    pub fn release(&mut self) {
        self.busy -= 1;
    }

    /// Joins the line with a ticket.
    #[inline]
    pub fn join(&mut self, ticket: Ticket, line: u8, began: SimTime) {
        let line = usize::from(line).min(self.lines.len() - 1);
        if self.admits(began) {
            self.lines[line].push_back(ticket);
            self.waiting += 1;
        } else {
            self.deferred.push_back((line, ticket));
            self.waiting_deferred += 1;
        }
    }

    /// Somebody who waits leaves; the ticket goes stale. `began` as at joining.
    pub fn leave(&mut self, ticket: u32) {
        if self.deferred.iter().any(|d| d.1.number == ticket) {
            self.waiting_deferred -= 1;
        } else {
            self.waiting -= 1;
        }
    }

    /// The next in line who can be served now, if a server is free. `holds` says whether a ticket is still held.
    #[inline]
    pub fn call_next(&mut self, mut holds: impl FnMut(Ticket) -> bool) -> Option<u32> {
        if self.busy >= self.servers() || self.waiting == 0 {
            return None;
        }
        for line in &mut self.lines {
            while let Some(ticket) = line.pop_front() {
                if holds(ticket) {
                    self.waiting -= 1;
                    return Some(ticket.slot);
                }
            }
        }
        None
    }

    /// A change of the room before it; those who wait already stay.
    pub fn set_queue_limit(&mut self, limit: Option<u32>) {
        self.queue_limit = limit.unwrap_or(u32::MAX);
    }

    /// A change of the timetable. Opening brings in those who came while it was closed.
    pub fn change_staff(&mut self, now: SimTime, staff: u32) {
        if staff == 0 && self.staff > 0 {
            self.late_staff = self.staff;
            self.session.1 = now;
        } else if staff > 0 && self.staff == 0 {
            self.late_staff = 0;
            self.session = (now, SimTime::NEVER);
            while let Some((line, ticket)) = self.deferred.pop_front() {
                self.lines[line].push_back(ticket);
            }
            self.waiting += self.waiting_deferred;
            self.waiting_deferred = 0;
        }
        self.staff = staff;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn priority_goes_first_and_stale_tickets_are_skipped() {
        let mut r = Resource::new(1, 6, None);
        r.seize();
        let began = SimTime::ZERO;
        let [a, b, c] = [1, 2, 3].map(|slot| Ticket { slot, number: 10 + slot });
        r.join(a, 5, began);
        r.join(b, 5, began);
        r.join(c, 0, began);
        assert_eq!(r.call_next(|_| true), None, "the server is busy");
        r.release();
        assert_eq!(r.call_next(|_| true), Some(3));
        r.leave(a.number);
        assert_eq!(r.call_next(|t| t != a), Some(2));
        assert_eq!(r.waiting(), 0);
    }

    #[test]
    fn whoever_waits_at_closing_time_is_served_and_later_comers_wait_for_the_opening() {
        let mut r = Resource::new(2, 1, None);
        r.seize();
        r.seize();
        let ticket = |slot| Ticket { slot, number: slot };
        r.join(ticket(1), 5, SimTime(5));
        r.change_staff(SimTime(10), 0);
        r.join(ticket(2), 5, SimTime(8));
        r.join(ticket(3), 5, SimTime(11));
        r.release();
        assert_eq!(r.call_next(|_| true), Some(1));
        assert_eq!(r.call_next(|_| true), Some(2), "began before closing");
        assert_eq!(r.call_next(|_| true), None);
        assert_eq!(r.waiting(), 1);
        r.change_staff(SimTime(20), 2);
        assert_eq!(r.call_next(|_| true), Some(3));
    }
}
