//! Employees (model section 15): how content staff are, what they can do, and who leaves.
//!
//! The staff of each resource have a mood `J` and a skill `K`, both 0..1, moved once a day by pay, surroundings, load and
//! complaints; unhappy staff quit, and newcomers must learn. Skill and mood act on performance, skill on the time in
//! service. Both start where the file's own numbers leave them, so that the block alone changes nothing: what acts is a
//! difference, of pay, of load, of training.
//!
//! Life cycle: `Cell::open_teams` on day 0, `Cell::update_teams` every midnight. Teams are a mean field: shares of a
//! staff learn and quit, not persons. Only a contact person, who has clients, is one (see `Cell::update_teams`).

use std::ops::AddAssign;

use super::contact::ContactPerson;

use crate::engine::calendar::Event;
use crate::engine::sum::Sum;
use crate::journey::core::cell::{Cell, rank};
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::journey::model::{Model, ResourceId};
use crate::num;
use crate::units::{NANOS_PER_DAY, SimTime};

/// Load is looked at over this many days.
const DAYS: usize = 7;
/// Load above which staff suffer.
const BUSY: f64 = 0.85;
/// Days in a year.
pub const DAYS_PER_YEAR: f64 = 365.0;
/// Most of a staff that quits in a day.
const MOST_QUIT: f64 = 0.5;
/// `[employees]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Employees {
    /// `q0`: turnover at the usual mood [per day].
    pub quit_rate: f64,
    /// `t_learn` [days].
    pub learning_time: f64,
    /// `K_new`.
    pub starting_skill: f64,
    /// `K_ref`: the skill at which staff perform as the file says; they begin there.
    pub reference_skill: f64,
    /// `b_K`: points of performance per unit of skill.
    pub skill_effect: f64,
    /// `b_J`: points of performance per unit of mood.
    pub mood_effect: f64,
    /// Relative service rate per unit of skill.
    pub speed_effect: f64,
    /// `j0`: usual mood.
    pub mood: f64,
    /// `j_pay`, `j_env`, `j_load`, `j_complaint`: what moves it.
    pub response: [f64; 4],
    /// `t_J` [days].
    pub mood_time: f64,
    /// `k_q`: response of quitting to mood.
    pub quit_response: f64,
    /// Clients are handed over before their contact person leaves.
    pub key_contact_backup: bool,
}

/// What staff have met in a day.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Day {
    /// Server-time busy, and on duty [ns].
    busy: f64,
    staff: f64,
    served: u32,
    complaints: u32,
}

/// What moves the mood of a staff.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Conditions {
    /// Above the usual: 0.2 is 20 % more.
    pay: f64,
    environment: f64,
    utilisation: f64,
    /// Complaints per 100 served.
    complaints: f64,
}

/// `K` at which learning and turnover balance: `K_new + (1 - K_new) / (1 + q t_learn)`.
#[must_use]
pub fn equilibrium_skill(quit_rate: f64, learning_time: f64, starting_skill: f64) -> f64 {
    starting_skill + (1.0 - starting_skill) / (1.0 + quit_rate * learning_time)
}

impl Employees {
    /// Turnover at a mood [per day].
    fn quits(&self, mood: f64) -> f64 {
        (self.quit_rate * num::exp(-self.quit_response * (mood - self.mood))).min(MOST_QUIT)
    }

    /// Mood and skill a day later.
    ///
    /// # Definition
    /// `dJ = (clamp(j0 + j_pay pay + j_env env - j_load max(0, util - .85) - j_complaint rate, 0, 1) - J) / t_J`,
    /// `dK = (1 - K) / t_learn - q (K - K_new)` with `q = q0 exp(-k_q (J - j0))`, per day (links after Heskett et al. 1994,
    /// whose strengths are disputed: Silvestro and Cross 2000; all values are assumptions).
    fn tomorrow(&self, [mood, skill]: [f64; 2], on: Conditions) -> [f64; 2] {
        let [pay, environment, load, complaint] = self.response;
        let aim = self.mood + pay * on.pay + environment * on.environment
            - load * (on.utilisation - BUSY).max(0.0)
            - complaint * on.complaints;
        let learnt = (1.0 - skill) / self.learning_time - self.quits(mood) * (skill - self.starting_skill);
        [mood + (aim.clamp(0.0, 1.0) - mood) / self.mood_time, (skill + learnt).clamp(0.0, 1.0)]
    }
}

/// The staff of one resource.
#[derive(Debug, Clone)]
pub(crate) struct Team {
    mood: f64,
    skill: f64,
    /// The last days, today's at `today`.
    days: [Day; DAYS],
    today: usize,
    /// Busy server-time is counted up to here.
    counted: SimTime,
    /// Number of the first contact person, and how many there are.
    pub(crate) first: usize,
    pub(crate) contacts: usize,
}

/// What was seen of the staff of one resource.
#[derive(Debug, Clone, Copy, Default)]
pub struct TeamObservations {
    /// Days observed, and parts of days.
    pub days: Sum,
    /// Mood, skill and turnover [per year], integrated over them.
    pub mood: Sum,
    /// See `mood`.
    pub skill: Sum,
    /// See `mood`.
    pub turnover: Sum,
    /// Expected number who quit, times 365.
    pub quits: Sum,
    /// Contact persons who left.
    pub departures: u64,
}

impl AddAssign<&TeamObservations> for TeamObservations {
    fn add_assign(&mut self, o: &TeamObservations) {
        self.days += o.days;
        self.mood += o.mood;
        self.skill += o.skill;
        self.turnover += o.turnover;
        self.quits += o.quits;
        self.departures += o.departures;
    }
}

impl Model {
    /// Whether some model of this world has `[employees]`.
    pub fn has_employees(&self) -> bool {
        self.regimes().any(|m| m.employees.is_some())
    }
}

impl<T: Trace, S: Scope> Cell<'_, T, S> {
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
            let first = self.contact_persons.len();
            let contacts = if spec.key_contacts { spec.staff.most() as usize } else { 0 };
            self.contact_persons.extend((first..first + contacts).map(|number| ContactPerson::new(r, number, &key)));
            let (mood, skill) = model.employees.as_ref().map_or((0.5, 1.0), |e| (e.mood, e.reference_skill));
            self.teams.push(Team {
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
        (0..self.teams.len()).for_each(|r| self.count_load(r));
        if let Some(employees) = &model.employees {
            for (r, team) in self.teams.iter_mut().enumerate() {
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
                for person in &mut self.contact_persons[team.first..team.first + team.contacts] {
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
        for (r, team) in self.teams.iter().enumerate() {
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
        match (resource.and_then(|r| self.teams.get(usize::from(r))), &self.model.employees) {
            (Some(team), Some(e)) => {
                e.skill_effect * (team.skill - e.reference_skill) + e.mood_effect * (team.mood - e.mood)
            }
            _ => 0.0,
        }
    }

    /// Time in service at a resource: the service rate is multiplied by `1 + speed (K - K_ref)`.
    pub(crate) fn paced(&self, r: usize, service: SimTime) -> SimTime {
        let Some(employees) = &self.model.employees else { return service };
        let speed = 1.0 + employees.speed_effect * (self.teams[r].skill - employees.reference_skill);
        if speed == 1.0 { service } else { SimTime((service.0 as f64 / speed) as u64) }
    }

    /// Counts the servers busy up to now as load. Call before their number changes.
    pub(crate) fn count_load(&mut self, r: usize) {
        let (now, busy) = (self.now, self.resources[r].busy());
        let team = &mut self.teams[r];
        let since = std::mem::replace(&mut team.counted, now);
        team.days[team.today].busy += f64::from(busy) * now.since(since).0 as f64;
    }

    /// A service ended.
    pub(crate) fn count_served(&mut self, r: usize) {
        let team = &mut self.teams[r];
        team.days[team.today].served += 1;
    }

    /// Staff hear a complaint about what happened with them.
    pub(crate) fn hear_complaint(&mut self, resource: Option<ResourceId>) {
        if !S::EVERYTHING {
            return;
        }
        if let Some(team) = resource.and_then(|r| self.teams.get_mut(usize::from(r))) {
            team.days[team.today].complaints += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn staff(quit_rate: f64) -> Employees {
        let (learning_time, starting_skill) = (180.0, 0.3);
        Employees {
            quit_rate,
            learning_time,
            starting_skill,
            reference_skill: equilibrium_skill(0.4 / 365.0, learning_time, starting_skill),
            skill_effect: 2.0,
            mood_effect: 1.0,
            speed_effect: 0.4,
            mood: 0.5,
            response: [0.5, 0.3, 2.0, 0.02],
            mood_time: 30.0,
            quit_response: 1.5,
            key_contact_backup: false,
        }
    }

    const USUAL: Conditions = Conditions { pay: 0.0, environment: 0.0, utilisation: 0.8, complaints: 0.0 };

    fn after(days: u32, e: &Employees, on: Conditions) -> [f64; 2] {
        (0..days).fold([e.mood, e.reference_skill], |now, _| e.tomorrow(now, on))
    }

    #[test]
    fn skill_settles_where_learning_and_turnover_balance() {
        assert!((staff(0.0).reference_skill - 0.8847).abs() < 1e-4);
        for (yearly, expected) in [(0.0, 1.0), (0.4, 0.8847), (1.0, 0.7688), (4.0, 0.5355)] {
            let e = staff(yearly / 365.0);
            let [mood, skill] = after(20_000, &e, USUAL);
            assert_eq!(mood, 0.5, "nothing moves it");
            assert!((skill - equilibrium_skill(e.quit_rate, 180.0, 0.3)).abs() < 1e-12, "{yearly}: {skill}");
            assert!((skill - expected).abs() < 1e-4, "{yearly}: {skill}");
        }
    }

    #[test]
    fn usual_conditions_change_nothing() {
        let e = staff(0.4 / 365.0);
        let [mood, skill] = after(3650, &e, USUAL);
        assert!(mood == 0.5 && (skill - e.reference_skill).abs() < 1e-13);
    }

    #[test]
    fn mood_follows_pay_and_load_within_bounds_and_moves_turnover() {
        let e = staff(0.4 / 365.0);
        let at = |on: Conditions| after(3650, &e, on);
        let [paid, skilled] = at(Conditions { pay: 0.2, ..USUAL });
        assert!((paid - 0.6).abs() < 1e-9 && skilled > e.reference_skill);
        assert!((e.quits(paid) / e.quit_rate - num::exp(-0.15)).abs() < 1e-9);
        let [driven, tired] = at(Conditions { utilisation: 1.0, ..USUAL });
        assert!((driven - 0.2).abs() < 1e-9 && tired < e.reference_skill);
        let [broken, worst] = at(Conditions { utilisation: 9.0, complaints: 100.0, ..USUAL });
        assert!((0.0..1e-9).contains(&broken) && worst > e.starting_skill, "overload has a floor");
    }
}
