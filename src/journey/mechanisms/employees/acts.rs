//! The day of a staff: what it met, how it feels, what it does to a service.

use super::spec::{Conditions, DAYS_PER_YEAR};
use super::state::{ContactPerson, DAYS, Day, Team};
use crate::engine::calendar::Event;
use crate::journey::core::cell::Cell;
use crate::journey::core::rank;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::journey::model::ResourceId;
use crate::units::{NANOS_PER_DAY, SimTime};

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// Whether staff have moods and skills here.
    #[inline(always)]
    pub(crate) fn has_teams(&self) -> bool {
        S::EVERYTHING && !self.employees.teams.is_empty()
    }

    /// Puts the staff of every resource to work, on day 0.
    ///
    /// # Randomness
    /// One word for each contact person at (`CONTACT_LEAVES`, person).
    pub(crate) fn open_teams(&mut self) {
        if !self.model.has_employees() {
            return;
        }
        let model = self.model;
        let key = self.replication.customer(0);
        for (r, spec) in model.resources.iter().enumerate() {
            let first = self.employees.contacts.len();
            let contacts = if spec.key_contacts { spec.staff.most() as usize } else { 0 };
            self.employees.contacts.extend((first..first + contacts).map(|number| ContactPerson::new(r, number, &key)));
            let (mood, skill) = model.employees.as_ref().map_or((0.5, 1.0), |e| (e.mood, e.reference_skill));
            self.employees.teams.push(Team {
                mood,
                skill,
                days: [Day::default(); DAYS],
                today: 0,
                counted: self.now,
                first,
                contacts,
            });
        }
        self.schedule_update();
    }

    fn schedule_update(&mut self) {
        let at = self.now.saturating_add(SimTime(NANOS_PER_DAY));
        if at < self.model.horizon {
            self.calendar.schedule(Event { at, rank: rank::EMPLOYEES, order: 0, slot: 0 });
        }
    }

    /// STAFF_UPDATE: a day is over. Contact persons leave when their allowance is spent, at the turnover of their staff;
    /// another takes their clients over, who are easier to win for a while.
    pub(crate) fn update_teams(&mut self) {
        let (now, model) = (self.now, self.model);
        let yesterday = SimTime(now.0.saturating_sub(NANOS_PER_DAY));
        self.observe_teams(yesterday);
        (0..self.employees.teams.len()).for_each(|r| self.count_load(r));
        if let Some(employees) = &model.employees {
            for (r, team) in self.employees.teams.iter_mut().enumerate() {
                let spec = &model.resources[r];
                let on_duty = spec.staff.integral(yesterday, now).total() as f64 + self.feedback.control.beyond(r);
                team.days[team.today].staff = on_duty;
                let sum = |part: fn(&Day) -> f64| team.days.iter().map(part).sum::<f64>();
                let (staff, served) = (sum(|d| d.staff), sum(|d| f64::from(d.served)));
                let on = Conditions {
                    pay: spec.pay,
                    environment: spec.environment,
                    utilisation: if staff > 0.0 { sum(|d| d.busy) / staff } else { 0.0 },
                    complaints: if served > 0.0 { 100.0 * sum(|d| f64::from(d.complaints)) / served } else { 0.0 },
                };
                let quits = employees.quits(team.mood);
                [team.mood, team.skill] = employees.tomorrow([team.mood, team.skill], on);
                team.today = (team.today + 1) % DAYS;
                team.days[team.today] = Day::default();
                for person in &mut self.employees.contacts[team.first..team.first + team.contacts] {
                    person.spend(quits);
                }
            }
            self.contacts_leave(employees.key_contact_backup);
        }
        self.schedule_update();
    }

    /// Posts what held of the staff from the last midnight until now.
    fn observe_teams(&mut self, midnight: SimTime) {
        let (now, from) = (self.now, midnight.max(self.model.warm_up));
        let days = now.since(from).days();
        let Some(employees) = self.model.employees.as_ref().filter(|_| days > 0.0) else { return };
        for (r, team) in self.employees.teams.iter().enumerate() {
            let quits = employees.quits(team.mood) * DAYS_PER_YEAR;
            let beyond = self.feedback.control.beyond(r) / NANOS_PER_DAY as f64 * days;
            let on_duty = self.model.resources[r].staff.integral(from, now).total() as f64 / NANOS_PER_DAY as f64;
            let seen = &mut self.obs.teams[r];
            seen.days.post(days);
            seen.mood.post(team.mood * days);
            seen.skill.post(team.skill * days);
            // Sums are kept to a millionth: a rate per day is too small for them.
            seen.turnover.post(quits * days);
            seen.quits.post(quits * (on_duty + beyond));
        }
    }

    /// At the horizon: the day, or part of one, since the last midnight.
    pub(crate) fn close_teams(&mut self) {
        let today = self.now.0.saturating_sub(1) / NANOS_PER_DAY * NANOS_PER_DAY;
        self.observe_teams(SimTime(today));
    }

    /// Points that the staff of a resource add to performance: `b_K (K - K_ref) + b_J (J - j0)`.
    #[inline]
    pub(crate) fn staff_term(&self, resource: Option<ResourceId>) -> f64 {
        match (resource.and_then(|r| self.employees.teams.get(usize::from(r))), &self.model.employees) {
            (Some(team), Some(e)) => {
                e.skill_effect * (team.skill - e.reference_skill) + e.mood_effect * (team.mood - e.mood)
            }
            _ => 0.0,
        }
    }

    /// Time in service at a resource: the service rate is multiplied by `1 + speed (K - K_ref)`.
    pub(crate) fn paced(&self, r: usize, service: SimTime) -> SimTime {
        let Some(employees) = &self.model.employees else { return service };
        let speed = 1.0 + employees.speed_effect * (self.employees.teams[r].skill - employees.reference_skill);
        if speed == 1.0 { service } else { SimTime((service.0 as f64 / speed) as u64) }
    }

    /// Counts the servers busy up to now as load. Call before their number changes.
    pub(crate) fn count_load(&mut self, r: usize) {
        let (now, busy) = (self.now, self.service.resources[r].busy());
        let team = &mut self.employees.teams[r];
        let since = std::mem::replace(&mut team.counted, now);
        team.days[team.today].busy += f64::from(busy) * now.since(since).0 as f64;
    }

    /// A service ended.
    pub(crate) fn count_served(&mut self, r: usize) {
        let team = &mut self.employees.teams[r];
        team.days[team.today].served += 1;
    }

    /// Staff hear a complaint about what happened with them.
    pub(crate) fn hear_complaint(&mut self, resource: Option<ResourceId>) {
        if !S::EVERYTHING {
            return;
        }
        if let Some(team) = resource.and_then(|r| self.employees.teams.get_mut(usize::from(r))) {
            team.days[team.today].complaints += 1;
        }
    }
}
