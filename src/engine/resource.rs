//! A staffed resource: servers by timetable and the queue before them.
//!
//! First come first served, or by priority without interrupting anybody. Who reneges leaves a stale ticket in
//! the line that is skipped when its turn comes. At closing time those who wait in line are still served by the staff of
//! closing time, and so are those whose visit began in the session and who reach the line within an hour of closing time;
//! whoever comes later waits for the next opening. A cut of staff is no closing: services under way are finished, and nobody
//! is served by staff who are not there.

use std::collections::VecDeque;

use super::week::HOUR;
use crate::units::SimTime;

/// How long the staff of closing time wait for those who are in the house.
const LATE: SimTime = SimTime(HOUR);

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
    /// The door is closed: whoever comes waits for the next opening.
    closed: bool,
    /// Staff of closing time, who still serve those of the session.
    late_staff: u32,
    /// The present or the last time from opening to closing.
    session: (SimTime, SimTime),
    queue_limit: u32,
}

/// Servers on duty from some time on, and whether the door is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OnDuty {
    /// Servers on duty; 0 while closed.
    pub staff: u32,
    /// Within opening hours; always, without any.
    pub open: bool,
}

impl Resource {
    /// A resource with these servers on duty at time 0 and as many lines as there are priorities, at least one.
    #[must_use]
    pub fn new(on_duty: OnDuty, lines: usize, queue_limit: Option<u32>) -> Self {
        Resource {
            lines: (0..lines.max(1)).map(|_| VecDeque::new()).collect(),
            deferred: VecDeque::new(),
            waiting: 0,
            waiting_deferred: 0,
            busy: 0,
            staff: on_duty.staff,
            closed: !on_duty.open,
            late_staff: 0,
            session: (SimTime::ZERO, SimTime::NEVER),
            queue_limit: queue_limit.unwrap_or(u32::MAX),
        }
    }

    /// Servers that may work now.
    #[inline]
    fn servers(&self) -> u32 {
        if self.staff > 0 { self.staff } else { self.late_staff }
    }

    /// Whether a server is free for somebody who comes now and whose visit began at `began`. Nobody overtakes: free servers imply an
    /// empty line.
    #[inline]
    #[must_use]
    pub fn has_free_server(&self, began: SimTime, now: SimTime) -> bool {
        self.busy < self.staff || (self.busy < self.late_staff && self.is_served_late(began, now))
    }

    /// Whether somebody who comes after closing time is served still: the visit began in the session, not long ago.
    fn is_served_late(&self, began: SimTime, now: SimTime) -> bool {
        let (opened, closed) = self.session;
        self.late_staff > 0 && opened <= began && began < closed && now < closed.saturating_add(LATE)
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

    /// Number of busy servers.
    #[inline]
    #[must_use]
    pub fn busy(&self) -> u32 {
        self.busy
    }

    /// Whether any server is busy.
    #[inline]
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.busy > 0
    }

    /// Busy servers beyond those on duty: overtime.
    #[inline]
    #[must_use]
    pub fn beyond_staff(&self) -> u32 {
        self.busy.saturating_sub(self.staff)
    }

    /// Whether whoever starts a service now does so after hours.
    #[inline]
    #[must_use]
    pub fn works_late(&self) -> bool {
        self.staff == 0
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
    pub fn join(&mut self, ticket: Ticket, line: u8, began: SimTime, now: SimTime) {
        let line = usize::from(line).min(self.lines.len() - 1);
        if self.closed && !self.is_served_late(began, now) {
            self.deferred.push_back((line, ticket));
            self.waiting_deferred += 1;
        } else {
            self.lines[line].push_back(ticket);
            self.waiting += 1;
        }
    }

    /// Somebody who waits leaves; the ticket goes stale.
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

    /// A change of the timetable or of the hours. Opening brings in those who came while it was closed.
    pub fn change_staff(&mut self, at: SimTime, now: OnDuty) {
        if !now.open && !self.closed {
            self.late_staff = self.staff;
            self.session.1 = at;
        } else if now.open && self.closed {
            self.late_staff = 0;
            self.session = (at, SimTime::NEVER);
            while let Some((line, ticket)) = self.deferred.pop_front() {
                self.lines[line].push_back(ticket);
            }
            self.waiting += self.waiting_deferred;
            self.waiting_deferred = 0;
        }
        (self.staff, self.closed) = (now.staff, !now.open);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(staff: u32) -> OnDuty {
        OnDuty { staff, open: true }
    }

    const BEGAN: SimTime = SimTime(5);
    const CLOSED: OnDuty = OnDuty { staff: 0, open: false };

    #[test]
    fn priority_goes_first_and_stale_tickets_are_skipped() {
        let mut r = Resource::new(open(1), 6, None);
        assert!(!r.is_busy(), "nobody is served yet");
        r.seize();
        let [a, b, c] = [1, 2, 3].map(|slot| Ticket { slot, number: 10 + slot });
        r.join(a, 5, BEGAN, BEGAN);
        r.join(b, 5, BEGAN, BEGAN);
        r.join(c, 0, BEGAN, BEGAN);
        assert_eq!(r.call_next(|_| true), None, "the server is busy");
        r.release();
        assert_eq!(r.call_next(|_| true), Some(3));
        r.leave(a.number);
        assert_eq!(r.call_next(|t| t != a), Some(2));
        assert_eq!(r.waiting(), 0);
    }

    #[test]
    fn whoever_waits_at_closing_time_is_served_and_later_comers_wait_for_the_opening() {
        let mut r = Resource::new(open(2), 1, None);
        r.seize();
        r.seize();
        let ticket = |slot| Ticket { slot, number: slot };
        r.join(ticket(1), 5, BEGAN, BEGAN);
        r.change_staff(SimTime(10), CLOSED);
        r.join(ticket(2), 5, SimTime(11), SimTime(11));
        r.join(ticket(3), 5, SimTime(10), SimTime(12));
        r.release();
        assert_eq!(r.call_next(|_| true), Some(1));
        r.seize();
        r.release();
        assert_eq!(r.call_next(|_| true), None);
        assert_eq!(r.waiting(), 2);
        let (soon, late) = (SimTime(10 + HOUR - 1), SimTime(10 + HOUR));
        assert!(r.has_free_server(SimTime(9), soon), "in the house at closing time");
        assert!(!r.has_free_server(SimTime(10), soon), "began after closing");
        assert!(!r.has_free_server(SimTime(9), late), "the staff have gone home");
        r.change_staff(SimTime(20), open(2));
        assert_eq!(r.call_next(|_| true), Some(2));
    }

    #[test]
    fn a_cut_of_staff_is_no_closing() {
        let mut r = Resource::new(open(2), 1, None);
        r.seize();
        r.seize();
        r.join(Ticket { slot: 1, number: 1 }, 0, BEGAN, BEGAN);
        r.change_staff(SimTime(20), open(0));
        r.release();
        assert!(r.is_busy(), "a service under way is finished");
        r.release();
        assert_eq!(r.call_next(|_| true), None, "nobody is there");
        r.join(Ticket { slot: 2, number: 2 }, 0, BEGAN, BEGAN);
        r.change_staff(SimTime(20), open(1));
        assert_eq!(r.call_next(|_| true), Some(1));
    }
}
