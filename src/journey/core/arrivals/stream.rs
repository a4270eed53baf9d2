//! Streams of newcomers and anonymous visitors: the n-th gap belongs to the n-th person.

use crate::engine::week::WeekProfile;
use crate::journey::core::purpose;
use crate::journey::model::{Arrivals, Channel, ChannelMode, Journey, JourneyId, Model, Start};
use crate::num;
use crate::random::{Key, ReplicationKey};
use crate::units::{NANOS_PER_DAY, SimTime};

const YEAR: u64 = 365 * NANOS_PER_DAY;
/// Anonymous visitors are keyed beyond all customers.
const VISITORS: u64 = 0x80_0000 << 40;

/// One stream of arrivals.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stream {
    source: Source,
    last: SimTime,
    next: u64,
    /// Number of the arrival that is in the calendar.
    pub(crate) pending: u64,
    /// Key of that person.
    pub(crate) key: Key,
    /// The next person's key and exponential variate, drawn while there is other work to do: nothing waits for them.
    ahead: (Key, f64),
    /// Number of the first person's key.
    first: u64,
    /// Model of the world in force at `last`.
    regime: usize,
    /// Media budget of the source beside the model's.
    budget: f64,
    /// Place of the next arrival in the recorded times of the model in force.
    place: usize,
    /// Journey of anonymous visitors.
    pub(crate) journey: JourneyId,
}

#[derive(Debug, Clone, Copy)]
enum Source {
    Channel(usize),
    Journey(JourneyId),
}

/// Number of the first newcomer's key; customers of day 0 have the address 0.
pub(crate) fn newcomers(channel: &Channel) -> u64 {
    u64::from(channel.address) << 40
}

impl Stream {
    fn of(source: Source, journey: JourneyId, first: u64, replication: ReplicationKey) -> Self {
        let key = replication.customer(first);
        let ahead = (key, key.exponential(purpose::ARRIVAL, 0));
        Stream {
            source,
            last: SimTime::ZERO,
            next: 0,
            pending: 0,
            key,
            ahead,
            first,
            regime: 0,
            budget: 1.0,
            place: 0,
            journey,
        }
    }

    pub(crate) fn of_channel(model: &Model, channel: usize, replication: ReplicationKey) -> Self {
        Stream::of(Source::Channel(channel), 0, newcomers(&model.channels[channel]), replication)
    }

    pub(crate) fn of_journey(model: &Model, journey: JourneyId, replication: ReplicationKey) -> Self {
        let first = VISITORS | (u64::from(model.journeys[usize::from(journey)].address) << 40);
        Stream::of(Source::Journey(journey), journey, first, replication)
    }

    /// The next arrival before the horizon: its number and time. A rate that changes with the world is integrated up to
    /// the change and goes on with what is left of the allowance; a gap in progress keeps its length, by the clock of the week that is in
    /// force; recorded times are those of the model in force at each.
    ///
    /// # Randomness
    /// One word of the arriving person, purpose `ARRIVAL`.
    #[inline]
    pub(crate) fn next_before(&mut self, world: &Model, replication: ReplicationKey) -> Option<(u64, SimTime)> {
        let number = self.next;
        let (key, mut allowance) = self.ahead;
        self.key = key;
        let at = loop {
            let model = world.regime(self.regime);
            let Some(at) = self.due(world, model, allowance) else { break self.next_recorded(world)? };
            let Some(switch) = world.later.get(self.regime).filter(|switch| switch.at <= at) else { break at };
            let Some(spent) = self.spent(model, switch.at) else { break self.carry_gap(world, at) };
            allowance = (allowance - spent).max(0.0);
            self.last = self.last.max(switch.at);
            self.regime += 1;
        };
        if at >= world.horizon {
            return None;
        }
        self.next += 1;
        self.last = at;
        while world.later.get(self.regime).is_some_and(|switch| switch.at <= at) {
            self.regime += 1;
        }
        let key = replication.customer(self.first | self.next);
        self.ahead = (key, key.exponential(purpose::ARRIVAL, 0));
        Some((number, at))
    }

    /// Tells whether the arrival drawn last is the one of this time.
    #[inline]
    pub(crate) fn is_due(&self, now: SimTime) -> bool {
        self.last == now
    }

    /// The budget of the source is another from now on: spends the allowance of the arrival to come up to now.
    pub(crate) fn rescale(&mut self, world: &Model, now: SimTime, budget: f64) {
        loop {
            let switch = world.later.get(self.regime).map(|switch| switch.at).filter(|at| *at <= now);
            let to = switch.unwrap_or(now).max(self.last);
            let spent = self.spent(world.regime(self.regime), to).unwrap_or(0.0);
            self.ahead.1 = (self.ahead.1 - spent).max(0.0);
            self.last = to;
            if switch.is_none() {
                break;
            }
            self.regime += 1;
        }
        self.budget = budget;
    }

    /// The gap in progress ends at `at` if nothing changes. Under other hours what is left of it goes on by their clock.
    #[cold]
    #[inline(never)]
    fn carry_gap(&mut self, world: &Model, mut at: SimTime) -> SimTime {
        let mut left = None;
        while let Some(switch) = world.later.get(self.regime).filter(|switch| switch.at <= at) {
            let (before, after) = (self.journey_of(world, self.regime), self.journey_of(world, self.regime + 1));
            let from = self.last;
            self.last = from.max(switch.at);
            self.regime += 1;
            let length = left.unwrap_or_else(|| self.gap_of(before));
            let spent =
                before.profile.as_ref().map_or_else(|| self.last.since(from).days(), |p| p.between(from, self.last));
            let rest = (length - spent).max(0.0);
            left = Some(rest);
            if before.profile != after.profile {
                at = self.after_gap(after, rest);
            }
        }
        at
    }

    /// The next of the recorded times; whoever comes while the journey is closed comes at the next opening. Each time is one of the list,
    /// and of the hours, that are in force then; a change of the hours reaches those who wait for an opening.
    fn next_recorded(&mut self, world: &Model) -> Option<SimTime> {
        loop {
            let journey = self.journey_of(world, self.regime);
            let Start::Arrivals(Arrivals::At(times)) = &journey.start else { return None };
            let switch = world.later.get(self.regime);
            if let Some(&time) = times.get(self.place) {
                let from = time.max(self.last);
                let at = journey.profile.as_ref().map_or(from, |profile| profile.next_open(from));
                if switch.is_none_or(|switch| at < switch.at) {
                    self.place += 1;
                    return Some(at);
                }
            }
            let switch = switch?;
            self.last = self.last.max(switch.at);
            self.regime += 1;
            let Start::Arrivals(Arrivals::At(later)) = &self.journey_of(world, self.regime).start else { return None };
            if later != times {
                self.place = later.partition_point(|time| *time < switch.at);
            }
        }
    }

    fn journey_of<'m>(&self, world: &'m Model, regime: usize) -> &'m Journey {
        &world.regime(regime).journeys[usize::from(self.journey)]
    }

    /// Length of the gap that has begun [days]; 0 of what is no gap.
    fn gap_of(&self, journey: &Journey) -> f64 {
        match &journey.start {
            Start::Arrivals(Arrivals::Every(gap)) => gap.days(),
            Start::Arrivals(Arrivals::Gap(law)) => law.draw(&self.key, purpose::ARRIVAL, 0).max(0.0),
            _ => 0.0,
        }
    }

    /// When somebody comes a gap [days] after `last`.
    #[inline]
    fn after_gap(&self, journey: &Journey, gap: f64) -> SimTime {
        let Some(profile) = &journey.profile else { return self.last.saturating_add(SimTime::from_days(gap)) };
        match &journey.start {
            Start::Arrivals(Arrivals::Every(_)) => profile.step(self.last, gap),
            _ => profile.next_open(profile.reach(self.last, gap)),
        }
    }

    /// When the next one comes under this model; `None` where times are recorded.
    #[inline]
    fn due(&self, world: &Model, model: &Model, allowance: f64) -> Option<SimTime> {
        let journey = match self.source {
            Source::Channel(c) => {
                let channel = &model.channels[c];
                return Some(yearly_arrival(self.last, allowance / channel.reach(self.budget), channel.rates()));
            }
            Source::Journey(j) => &model.journeys[usize::from(j)],
        };
        let Start::Arrivals(arrivals) = &journey.start else { return None };
        Some(match arrivals {
            Arrivals::Poisson(rate) if *rate <= 0.0 => SimTime::NEVER,
            Arrivals::Poisson(rate) => match &journey.profile {
                None => self.last.saturating_add(SimTime::from_days(allowance / rate)),
                Some(profile) => profile.reach(self.last, allowance / rate),
            },
            Arrivals::Timetable(rate, profile) => profile.reach(self.last, allowance / rate),
            Arrivals::Every(gap) if journey.profile.is_none() => self.last.saturating_add(*gap),
            Arrivals::Every(_) | Arrivals::Gap(_) => self.after_gap(journey, self.gap_of(journey)),
            &Arrivals::Wave { mean, amplitude, period } => {
                let wave = Wave { mean, amplitude, period };
                match &journey.profile {
                    None => wave.arrival(self.last, allowance),
                    Some(profile) => wave.arrival_within(profile, self.last, allowance, world.horizon),
                }
            }
            Arrivals::At(_) => return None,
        })
    }

    /// What the rate of this model spends up to a later time; `None` where arrivals have no rate.
    fn spent(&self, model: &Model, to: SimTime) -> Option<f64> {
        let journey = match self.source {
            Source::Channel(c) => {
                let channel = &model.channels[c];
                return Some(yearly_spent(self.last, to, channel.rates()) * channel.reach(self.budget));
            }
            Source::Journey(j) => &model.journeys[usize::from(j)],
        };
        let Start::Arrivals(arrivals) = &journey.start else { return None };
        match arrivals {
            Arrivals::Poisson(rate) => Some(match &journey.profile {
                None => rate * to.since(self.last).days(),
                Some(profile) => rate * profile.between(self.last, to),
            }),
            Arrivals::Timetable(rate, profile) => Some(rate * profile.between(self.last, to)),
            &Arrivals::Wave { mean, amplitude, period } => {
                let wave = Wave { mean, amplitude, period };
                Some(match &journey.profile {
                    None => wave.spent(self.last, to),
                    Some(profile) => wave.spent_within(profile, self.last, to),
                })
            }
            Arrivals::Every(_) | Arrivals::Gap(_) | Arrivals::At(_) => None,
        }
    }
}

impl Channel {
    /// People whom a multiple of the media budget reaches beside those whom the budget does; 1 without one.
    fn reach(&self, budget: f64) -> f64 {
        if budget == 1.0 || self.saturation <= 0.0 {
            return 1.0;
        }
        num::exp_m1(-self.saturation * budget) / num::exp_m1(-self.saturation)
    }

    fn rates(&self) -> &[f64] {
        match &self.mode {
            ChannelMode::Joins(rates) | ChannelMode::Prospects { rates, .. } => rates,
            // They have clocks of their own.
            ChannelMode::Adoption(_) | ChannelMode::Referral => &[],
        }
    }
}

/// A rate by calendar year [per day], the last repeating, integrated between two times.
fn yearly_spent(from: SimTime, to: SimTime, rates: &[f64]) -> f64 {
    let (mut spent, mut t) = (0.0, from);
    while t < to {
        let year = (t.0 / YEAR) as usize;
        let settled = year + 1 >= rates.len();
        let end = if settled { to } else { SimTime((year as u64 + 1) * YEAR).min(to) };
        spent += end.since(t).days() * rates.get(year).or(rates.last()).copied().unwrap_or(0.0);
        t = end;
    }
    spent
}

/// The time at which a rate by calendar year [per day], the last repeating, integrated since `last`, reaches `amount`.
fn yearly_arrival(last: SimTime, mut amount: f64, rates: &[f64]) -> SimTime {
    let mut from = last;
    loop {
        let year = (from.0 / YEAR) as usize;
        let rate = rates.get(year).or(rates.last()).copied().unwrap_or(0.0);
        let settled = year + 1 >= rates.len();
        let end = SimTime((year as u64 + 1).saturating_mul(YEAR));
        let left = end.since(from).days() * rate;
        if settled || left >= amount {
            let days = if rate > 0.0 { amount / rate } else { f64::INFINITY };
            return from.saturating_add(SimTime::from_days(days));
        }
        amount -= left;
        from = end;
    }
}

/// A rate that rises and falls: `mean (1 + A sin(2 pi t / P))` [per day].
#[derive(Debug, Clone, Copy)]
struct Wave {
    mean: f64,
    amplitude: f64,
    period: f64,
}

impl Wave {
    /// The rate integrated between two times.
    fn spent(self, from: SimTime, to: SimTime) -> f64 {
        let omega = 2.0 * std::f64::consts::PI / self.period;
        let angle = |t: SimTime| (t.days() % self.period) * omega;
        let swing = self.amplitude / omega * (num::cos(angle(from)) - num::cos(angle(to)));
        self.mean * (to.since(from).days() + swing)
    }

    /// The same, times the weight of the week.
    fn spent_within(self, profile: &WeekProfile, from: SimTime, to: SimTime) -> f64 {
        let stretches = profile.stretches(from).take_while(|&(_, start, _)| start < to);
        stretches.map(|(weight, start, end)| weight * self.spent(start, end.min(to))).sum()
    }

    /// The time at which the rate, integrated since `last`, reaches `amount`.
    fn arrival(self, last: SimTime, amount: f64) -> SimTime {
        let Wave { mean, amplitude, period } = self;
        let omega = 2.0 * std::f64::consts::PI / period;
        let phase = (last.days() % period) * omega;
        let start = num::cos(phase);
        // Integral over a stretch x [days] from the current phase.
        let area = |x: f64| mean * (x + amplitude / omega * (start - num::cos(phase + omega * x)));
        let (mut low, mut high) = (0.0, amount / mean + 2.0 * amplitude / omega);
        let mut x = amount / mean;
        for _ in 0..80 {
            let miss = area(x) - amount;
            if miss > 0.0 {
                high = x;
            } else {
                low = x;
            }
            let slope = mean * (1.0 + amplitude * num::sin(phase + omega * x));
            let newton = x - miss / slope;
            let next = if newton > low && newton < high { newton } else { 0.5 * (low + high) };
            if (next - x).abs() <= 1e-13 * period {
                x = next;
                break;
            }
            x = next;
        }
        last.saturating_add(SimTime::from_days(x))
    }

    /// The same, with the rate times the weight of the week; never after the horizon.
    fn arrival_within(self, profile: &WeekProfile, last: SimTime, mut amount: f64, horizon: SimTime) -> SimTime {
        for (weight, from, to) in profile.stretches(last) {
            if from >= horizon {
                break;
            }
            let here = Wave { mean: self.mean * weight, ..self };
            let brings = if weight > 0.0 { here.spent(from, to) } else { 0.0 };
            if brings > amount {
                return here.arrival(from, amount).min(SimTime(to.0 - 1));
            }
            amount -= brings;
        }
        SimTime::NEVER
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wave_spends_exactly_the_amount() {
        let (mean, amplitude, period) = (20.0 * 24.0, 0.9, 1.0);
        let omega = 2.0 * std::f64::consts::PI / period;
        let integral = |t: f64| mean * (t - amplitude / omega * (num::cos(omega * t) - 1.0));
        let mut t = SimTime::ZERO;
        for i in 1..500 {
            let next = Wave { mean, amplitude, period }.arrival(t, 0.3 * f64::from(i % 7 + 1));
            let spent = integral(next.days()) - integral(t.days());
            assert!((spent - 0.3 * f64::from(i % 7 + 1)).abs() < 1e-6, "{i}");
            t = next;
        }
    }
}
