//! Prospects, reputation, and those who adopt.

use super::state::{Adopters, Market, RESPONSE, adoption, faded, fading};
use crate::engine::calendar::Event;
use crate::journey::core::activity::Activity;
use crate::journey::core::cell::Cell;
use crate::journey::core::purpose;
use crate::journey::core::rank;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::journey::model::{ChannelMode, HoleId};
use crate::num;
use crate::units::SimTime;

/// `w_neg`: how much more blame counts than praise (assumption).
const BLAME_WEIGHT: f64 = 2.0;

/// Longest time between two looks at a reputation that fades [days].
const LOOK_DAYS: f64 = 30.0;

/// What the reputation can do to acquisition at most.
const FAVOUR: [f64; 2] = [0.25, 4.0];

/// Reputation lost when it gets round that the firm dropped a customer (assumption).
const DROPPED: f64 = 0.01;

/// Below this a reputation is forgotten.
const FORGOTTEN: f64 = 1e-9;

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// Opens the market when everybody of day 0 is there.
    pub(crate) fn open_market(&mut self) {
        if self.model.market_size.is_none() {
            return;
        }
        let model = self.model;
        let adopters = (0..model.channels.len())
            .filter(|&c| matches!(model.channels[c].mode, ChannelMode::Adoption(_)))
            .map(|channel| Adopters {
                channel,
                next: 0,
                remaining: self.customer_key(channel as u32 + 1, 0).exponential(purpose::ARRIVAL, 0),
                rate: 0.0,
                moved_by: 0.0,
                since: self.now,
                due: SimTime::NEVER,
                scheduled: SimTime::NEVER,
            })
            .collect();
        self.market = Some(Market { won: model.customers, reputation: 0.0, since: self.now, adopters });
        self.aim_adopters();
    }

    /// Prospects now; `None` in a market without end.
    pub(crate) fn prospects(&self) -> Option<u64> {
        self.market.as_ref().map(|m| self.model.market_size.unwrap_or(0).saturating_sub(m.won))
    }

    /// Somebody is about to join: leaves the pool of prospects. Returns whether there was anybody left in it.
    pub(crate) fn leave_pool(&mut self) -> bool {
        match self.prospects() {
            None => true,
            Some(0) => false,
            Some(_) => {
                if let Some(m) = &mut self.market {
                    m.won += 1;
                }
                self.aim_adopters();
                true
            }
        }
    }

    /// What the reputation does to acquisition: `exp(beta rho)`, kept within bounds; 1 in a market without end.
    pub(crate) fn favour(&self) -> f64 {
        let Some(m) = &self.market else { return 1.0 };
        let rho = m.reputation * faded(self.now.since(m.since).days());
        num::exp(RESPONSE * rho).clamp(FAVOUR[0], FAVOUR[1])
    }

    /// Praise or blame went round: `rho += (praise - w blame) / size`.
    pub(crate) fn move_reputation(&mut self, praised: u32, blamed: u32) {
        let size = self.model.market_size.unwrap_or(1);
        self.shift_reputation((f64::from(praised) - BLAME_WEIGHT * f64::from(blamed)) / size as f64);
    }

    /// The firm drops a customer by a hole: when that gets round, it is held against the firm.
    ///
    /// # Randomness
    /// One word at (`NOTICED`, first draw of the life) where the hole may be noticed.
    pub(crate) fn notice_drop(&mut self, slot: u32, hole: HoleId) {
        let noticed = self.profile(slot).hazards[usize::from(hole)].noticed;
        if self.market.is_none() || noticed == 0.0 {
            return;
        }
        let (key, who) = (self.customers[slot].key, self.customers[slot].who());
        if key.uniform(purpose::NOTICED, self.win_back.first_draw(slot)) < noticed {
            self.note(self.now, who, || Activity::IsDropped);
            self.shift_reputation(-DROPPED);
        }
    }

    fn shift_reputation(&mut self, by: f64) {
        let now = self.now;
        let Some(m) = &mut self.market else { return };
        m.reputation = m.reputation * faded(now.since(m.since).days()) + by;
        if m.reputation.abs() < FORGOTTEN {
            m.reputation = 0.0;
        }
        m.since = now;
        self.aim_adopters();
    }

    /// Sets the clocks of adoption to the present pool and reputation. A reputation that fades moves the rate, and is looked at again
    /// within a month, or where its bounds let go of it.
    pub(crate) fn aim_adopters(&mut self) {
        let (now, model) = (self.now, self.model);
        let (Some(prospects), favour) = (self.prospects(), self.favour()) else { return };
        let Some(market) = &mut self.market else { return };
        let reputation = market.reputation * faded(now.since(market.since).days());
        let fading = fading(reputation);
        let bound = FAVOUR.map(|favour| num::ln(favour) / RESPONSE);
        let (inside, back) = match reputation {
            rho if rho <= bound[0] => (0.0, fading.days_to_level(rho, bound[0])),
            rho if rho >= bound[1] => (0.0, fading.days_to_level(rho, bound[1])),
            rho => (rho, None),
        };
        let look = back.map_or(LOOK_DAYS, |days| days.min(LOOK_DAYS));
        let again =
            if market.reputation == 0.0 { SimTime::NEVER } else { now.saturating_add(SimTime::from_days(look)) };
        for (i, a) in market.adopters.iter_mut().enumerate() {
            let ChannelMode::Adoption(hazard) = model.channels[a.channel].mode else { continue };
            let rate = hazard * prospects as f64 * favour;
            if rate != a.rate || a.due == SimTime::NEVER || a.moved_by != 0.0 || inside != 0.0 {
                a.spend(now);
                (a.rate, a.moved_by) = (rate, inside);
                a.due = if inside != 0.0 {
                    adoption(rate, inside).due(now, a.remaining, &fading, look)
                } else {
                    let days = if rate > 0.0 { a.remaining.max(0.0) / rate } else { f64::INFINITY };
                    now.saturating_add(SimTime::from_days(days))
                };
            }
            let look = a.due.min(again);
            if look < a.scheduled {
                a.scheduled = look;
                if look < model.horizon {
                    self.calendar.schedule(Event { at: look, rank: rank::ADOPT, order: i as u64, slot: i as u32 });
                }
            }
        }
    }

    /// The clock of a source is due, or is looked at again.
    pub(crate) fn adopt(&mut self, index: u32) {
        let now = self.now;
        let Some(market) = &mut self.market else { return };
        let a = &mut market.adopters[index as usize];
        if a.scheduled != now {
            return;
        }
        a.scheduled = SimTime::NEVER;
        if a.due > now {
            return self.aim_adopters();
        }
        let (channel, number) = (a.channel, a.next);
        let key = self.customer_key(channel as u32 + 1, number + 1);
        if let Some(a) = self.market.as_mut().map(|m| &mut m.adopters[index as usize]) {
            a.next += 1;
            a.remaining = key.exponential(purpose::ARRIVAL, 0);
            (a.since, a.rate, a.moved_by, a.due) = (now, 0.0, 0.0, SimTime::NEVER);
        }
        self.admit_newcomer(channel, number, now);
        self.aim_adopters();
    }

    /// At the horizon: everyone who might ever buy is a prospect, a customer, or lost.
    pub(crate) fn close_market(&mut self) {
        if let Some(m) = &self.market {
            self.obs.prospects = self.model.market_size.unwrap_or(0).saturating_sub(m.won);
            self.obs.won = m.won;
        }
    }
}
