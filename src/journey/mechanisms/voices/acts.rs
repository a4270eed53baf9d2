//! Telling, being told, and joining for it.

use super::state::{Spreading, Voice};
use crate::engine::calendar::Event;
use crate::journey::core::activity::Activity;
use crate::journey::core::cell::Cell;
use crate::journey::core::memory::aftermath::BLAME_MEMORY;
use crate::journey::core::memory::encounter::satisfaction;
use crate::journey::core::observations::counters::count;
use crate::journey::core::purpose;
use crate::journey::core::rank;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::journey::model::{Hazard, VoiceMode};
use crate::num;
use crate::random::Key;
use crate::units::{NANOS_PER_DAY, SimTime};

/// Share of the dissatisfied who tell many (CRM deck, slide 137: 13 of 100 tell 20, the others 9).
const LOUD: f64 = 0.13;

/// Satisfaction at which half of the customers praise, and how sharp that is.
const PRAISE: [f64; 2] = [3.75, 0.25];

/// Memory lost by a customer who hears blame (assumption).
const HEARD: f64 = 0.01;

/// Time over which the margin of a referred customer falls to the usual [days].
const MARGIN_FALLS: f64 = 3.0 * 365.0;

/// Most contacts of one telling that are told apart.
const CONTACT_BITS: u32 = 10;

/// From the first draw of a life to its first telling: 4,096 tellings a life are told apart.
const LIFE_SHIFT: u32 = 4;

/// Bits of a referred customer's number.
const NUMBER_BITS: u32 = 40;

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// Gives a customer who is new to the cell a voice.
    pub(crate) fn open_voice(&mut self, slot: u32) {
        if !S::EVERYTHING {
            return;
        }
        let Some(spec) = &self.model.voices else { return };
        let (now, at) = (self.now, slot as usize);
        let c = &self.customers[slot];
        let mut voice = Voice {
            told: [SimTime::NEVER; 2],
            said: self.win_back.first_draw(slot) >> LIFE_SHIFT,
            remaining: 0.0,
            rate: 0.0,
            since: now,
            due: SimTime::NEVER,
        };
        match spec.mode {
            VoiceMode::Tells { .. } => {}
            VoiceMode::Rate(_) => voice.remaining = c.key.exponential(purpose::REFERRAL, voice.said),
            VoiceMode::PerCustomer(_) => {
                // Customers with a past may have brought theirs before day 0.
                let due = c.joined.saturating_add(spec.every.0.min(i64::MAX as u64 / 4) as i64);
                voice.due = if due > now.0 as i64 { SimTime(due as u64) } else { SimTime::NEVER };
            }
        }
        if self.voices.voices.len() <= at {
            self.voices.voices.resize(at + 1, voice);
        }
        self.voices.voices[at] = voice;
    }

    /// Sets the clock of direct referrals to the present rate; the customer's refresh comes no later than it.
    pub(crate) fn aim_voice(&mut self, slot: u32) {
        if !S::EVERYTHING {
            return;
        }
        let Some(spec) = &self.model.voices else { return };
        let now = self.now;
        let voice = &mut self.voices.voices[slot as usize];
        if let VoiceMode::Rate(rate) = spec.mode
            && rate != voice.rate
        {
            voice.remaining -= voice.rate * now.since(voice.since).days();
            (voice.since, voice.rate) = (now, rate);
            let days = if rate > 0.0 { voice.remaining.max(0.0) / rate } else { f64::INFINITY };
            voice.due = now.saturating_add(SimTime::from_days(days));
        }
        let due = voice.due;
        let c = &mut self.customers[slot];
        c.refresh_due = c.refresh_due.min(due);
    }

    /// Refers somebody, when it is time.
    pub(crate) fn refer_when_due(&mut self, slot: u32) {
        if !S::EVERYTHING {
            return;
        }
        let Some(spec) = &self.model.voices else { return };
        let now = self.now;
        let key = self.customers[slot].key;
        let voice = &mut self.voices.voices[slot as usize];
        if voice.due > now {
            return;
        }
        voice.said += 1;
        let said = voice.said;
        let people = match &spec.mode {
            VoiceMode::PerCustomer(number) => {
                voice.due = SimTime::NEVER;
                number.draw(&key, purpose::TOLD, 0) as u32
            }
            _ => {
                // The rate is set anew when the customer is reassessed.
                (voice.remaining, voice.rate, voice.since) = (key.exponential(purpose::REFERRAL, said), 0.0, now);
                voice.due = SimTime::NEVER;
                1
            }
        };
        for contact in contacts(said, people) {
            if self.is_prospect(&key, contact) {
                self.invite(slot, contact);
            }
        }
    }

    /// TELL, after an encounter is remembered: praise by satisfaction, blame by a bad memory.
    ///
    /// # Randomness
    /// One word at (`PRAISE` of the journey, number of the visit).
    pub(crate) fn tell(&mut self, visit: u32) {
        if !S::EVERYTHING {
            return;
        }
        let Some(spec) = &self.model.voices else { return };
        if !matches!(spec.mode, VoiceMode::Tells { .. }) {
            return;
        }
        let (slot, journey, number, _) = self.visit_view(visit);
        let address = self.model.journeys[usize::from(journey)].address;
        let c = &self.customers[slot];
        let (memory, coin) = (c.memory, c.key.uniform(purpose::PRAISE | address, number));
        if coin < num::sigmoid((satisfaction(memory) - PRAISE[0]) / PRAISE[1]) {
            self.praise(slot);
        }
        if memory < BLAME_MEMORY {
            self.blame_to_others(slot);
        }
    }

    /// # Randomness
    /// How many are told at (`TOLD`, telling); who a contact is and whether that person comes, at the contact.
    fn praise(&mut self, slot: u32) {
        let Some(spec) = &self.model.voices else { return };
        let VoiceMode::Tells { praise, conversion, .. } = &spec.mode else { return };
        let Some(said) = self.speaks(slot, 0) else { return };
        let (key, who) = (self.customers[slot].key, self.customers[slot].who());
        let people = self.told_by_member(slot, praise.draw(&key, purpose::TOLD, said) as u32, said);
        let conversion = conversion * self.member_brings(slot);
        self.note(self.now, who, || Activity::Praises { people });
        for contact in contacts(said, people) {
            if self.is_prospect(&key, contact) && key.uniform(purpose::CONVERSION, contact) < conversion {
                self.invite(slot, contact);
            }
        }
        self.go_round(people, 0);
    }

    /// A wronged customer tells others, unless they have heard it lately.
    ///
    /// # Randomness
    /// Loud or not at (`LOUD`, telling), how many at (`TOLD`, telling), who hears it at the contact.
    pub(crate) fn blame_to_others(&mut self, slot: u32) {
        if !S::EVERYTHING {
            return;
        }
        let Some(spec) = &self.model.voices else { return };
        let VoiceMode::Tells { blame, reach, .. } = &spec.mode else { return };
        let Some(said) = self.speaks(slot, 1) else { return };
        let (key, who, order) = (self.customers[slot].key, self.customers[slot].who(), self.customers[slot].order);
        if reach.is_some() {
            self.note(self.now, who, || Activity::SpreadsBlame);
            let spreading = self.voices.spreading.insert(Spreading { key, said, order, days: 0 });
            self.schedule_spread(spreading, order);
            return;
        }
        let loud = key.uniform(purpose::LOUD, said) < LOUD;
        let people = blame[usize::from(loud)].draw(&key, purpose::TOLD, said) as u32;
        self.note(self.now, who, || Activity::Warns { people });
        if self.market.is_some() {
            for contact in contacts(said, people) {
                self.hear(slot, key.uniform(purpose::PLACE, contact));
            }
        }
        self.go_round(0, people);
    }

    fn schedule_spread(&mut self, spreading: u32, order: u64) {
        let at = self.now.saturating_add(SimTime(NANOS_PER_DAY));
        self.calendar.schedule(Event { at, rank: rank::SPREAD, order, slot: spreading });
    }

    /// A day later more people know: those who heard of it today.
    ///
    /// # Randomness
    /// Who hears it at the contact; how many is no draw.
    pub(crate) fn spread(&mut self, spreading: u32) {
        let reach = self.model.voices.as_ref().and_then(|spec| match &spec.mode {
            VoiceMode::Tells { reach, .. } => *reach,
            _ => None,
        });
        let Spreading { key, said, order, days } = self.voices.spreading[spreading];
        let Some(reach) = reach else { return };
        let today = days + 1;
        let (before, now) = (reach.by(days), reach.by(today));
        if self.market.is_some() {
            for contact in contacts(said, now).skip(before as usize) {
                // Whoever began it may hear of it, too.
                self.hear(u32::MAX, key.uniform(purpose::PLACE, contact));
            }
        }
        self.go_round(0, now.saturating_sub(before));
        if reach.is_over(today) {
            self.voices.spreading.remove(spreading);
        } else {
            self.voices.spreading[spreading].days = today;
            self.schedule_spread(spreading, order);
        }
    }

    /// Number of a telling of this kind (0 praise, 1 blame); `None` if the last one was too short a time ago.
    fn speaks(&mut self, slot: u32, kind: usize) -> Option<u32> {
        let now = self.now;
        let every = self.model.voices.as_ref()?.every;
        let voice = &mut self.voices.voices[slot as usize];
        // The time that must lie between two tellings is that of the second.
        if voice.told[kind] != SimTime::NEVER && now < voice.told[kind].saturating_add(every) {
            return None;
        }
        voice.told[kind] = now;
        voice.said += 1;
        Some(voice.said)
    }

    fn go_round(&mut self, praised: u32, blamed: u32) {
        if self.observed(self.now) {
            self.obs.told[0] += u64::from(praised);
            self.obs.told[1] += u64::from(blamed);
        }
        self.move_reputation(praised, blamed);
    }

    /// Whether a contact, somebody drawn from the whole market, is a prospect.
    fn is_prospect(&self, key: &Key, contact: u32) -> bool {
        match (self.prospects(), self.model.market_size) {
            (Some(prospects), Some(size)) => {
                key.uniform(purpose::PLACE, contact) >= 1.0 - prospects as f64 / size as f64
            }
            _ => true,
        }
    }

    /// Somebody of the market hears blame; a customer among them thinks less of the firm. Customers have the first
    /// places of the market, prospects the last.
    fn hear(&mut self, teller: u32, place: f64) {
        let size = self.model.market_size.unwrap_or(0);
        let slot = (place * size as f64) as usize;
        if slot >= self.customers.capacity_used() || slot == teller as usize || !self.customers[slot as u32].alive {
            return;
        }
        let slot = slot as u32;
        self.refresh(slot);
        let c = &mut self.customers[slot];
        c.memory = (c.memory - HEARD).max(-1.0);
        self.reassess(slot);
    }

    /// A contact decides to become a customer, and does so next.
    fn invite(&mut self, slot: u32, contact: u32) {
        let at = self.now.saturating_add(SimTime(1));
        let c = &self.customers[slot];
        let (number, who) = (c.key.word(purpose::REFERRED, contact) >> (64 - NUMBER_BITS), c.who());
        self.note(self.now, who, || Activity::Refers { number });
        if at < self.model.horizon {
            self.reward_referral(slot);
            let slot = self.voices.coming.insert(number);
            self.calendar.schedule(Event { at, rank: rank::REFERRED, order: number, slot });
        }
    }

    /// Somebody who was told of the firm joins.
    pub(crate) fn join_referred(&mut self, slot: u32) {
        let number = self.voices.coming[slot];
        self.voices.coming.remove(slot);
        if let Some(channel) = self.model.voices.as_ref().map(|v| v.channel) {
            self.admit_newcomer(channel, number, self.now);
        }
    }

    /// Somebody is about to join through a channel. Returns whether the market has anybody left.
    pub(crate) fn may_join(&mut self, channel: usize) -> bool {
        if !self.leave_pool() {
            return false;
        }
        if let Some(spec) = &self.model.voices
            && self.observed(self.now)
        {
            let period = self.grid.report_index(self.now);
            count(&mut self.obs.newcomers[usize::from(channel == spec.channel)], period);
        }
        true
    }

    pub(crate) fn is_referred(&self, slot: u32) -> bool {
        S::EVERYTHING
            && self.model.voices.as_ref().is_some_and(|v| usize::from(self.customers[slot].source) == v.channel + 1)
    }

    /// Factor on a customer's hazards: referred customers stay longer, those who came back less long.
    #[inline]
    pub(crate) fn own_hazard(&self, slot: u32) -> f64 {
        if !S::EVERYTHING {
            return 1.0;
        }
        let referred = match &self.model.voices {
            Some(v) if self.is_referred(slot) => v.hazard,
            _ => 1.0,
        };
        if self.wins_back() { referred * self.hazard_of_life(slot) } else { referred }
    }

    /// Factor of a hole for a customer: what nobody decides takes referred customers like all others.
    /// Rivals find those easier to win who came for a deal that is over, and a price that has risen makes people leave.
    pub(crate) fn own_factor(&self, slot: u32, hole: usize, hazard: &Hazard) -> f64 {
        if !S::EVERYTHING {
            return hazard.factor;
        }
        let own = if hazard.involuntary { 1.0 } else { self.own_hazard(slot) };
        let factor = hazard.factor * own * self.hazard_after_deal(slot, hole);
        if self.answers_prices() { factor * self.price_factor(slot, hole) } else { factor }
    }

    /// Factor on a customer's margins at a time: for referred customers it falls in a straight line to 1.
    #[inline]
    pub(crate) fn own_margin(&self, slot: u32, at: SimTime) -> f64 {
        self.mean_margin(slot, at, at)
    }

    /// Mean of that factor between two times.
    #[inline]
    pub(crate) fn mean_margin(&self, slot: u32, from: SimTime, to: SimTime) -> f64 {
        let Some(voices) = self.model.voices.as_ref().filter(|_| self.is_referred(slot)) else { return 1.0 };
        let left = |at: SimTime| (1.0 - self.customers[slot].tenure(at).days() / MARGIN_FALLS).max(0.0);
        let (first, last, days) = (left(from), left(to), to.since(from).days());
        // Where the line ends in between, it falls for a part of the time only.
        let falling = if days > 0.0 { (first * MARGIN_FALLS / days).min(1.0) } else { 1.0 };
        1.0 + (voices.margin - 1.0) * 0.5 * (first + last) * falling
    }
}

/// Indices of the contacts of one telling.
fn contacts(said: u32, people: u32) -> impl Iterator<Item = u32> {
    (0..people.min(1 << CONTACT_BITS)).map(move |k| (said << CONTACT_BITS) | k)
}
