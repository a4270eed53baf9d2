//! Hidden stages of a relationship: when somebody moves from one to another (model section 8).

use super::record::{BUILD_UP, CLIMAX, DECLINE};
use crate::journey::core::activity::Activity;
use crate::journey::core::cell::Cell;
use crate::journey::core::memory::drift::{AT_LEVEL, Fading};
use crate::journey::core::observations::counters::change;
use crate::journey::core::purpose;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::units::SimTime;

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    #[inline(never)]
    pub(super) fn move_to_stage(&mut self, slot: u32, stage: u8) {
        self.flow_settles(slot, self.now);
        let at = self.grid.report_index(self.now);
        let old = self.customers[slot].stage;
        let kind = self.model.kinds.stage.put(self.customers[slot].kind, usize::from(stage));
        self.turn_into(slot, kind, |cell| {
            let c = &mut cell.customers[slot];
            c.stage = stage;
            let who = c.who();
            change(&mut cell.obs.stages[usize::from(old)], at, -1);
            change(&mut cell.obs.stages[usize::from(stage)], at, 1);
            cell.note(cell.now, who, || Activity::MovesToStage { stage });
        });
    }

    /// Moves a customer to the stage that is due, whose values may let memory fade otherwise. Returns when decline ends, if memory stays good.
    pub(super) fn reassess_stage(&mut self, slot: u32, fading: &mut Fading) -> SimTime {
        let life = &self.profile(slot).lifecycle;
        let now = self.now.0 as i64;
        let c = self.customers[slot];
        let ripe = c.purchases >= life.climax_purchases && c.memory >= life.climax_memory - AT_LEVEL;
        let mut recovers = SimTime::NEVER;
        // On the level itself memory is below from now on if it goes down.
        let level = life.decline_memory + if fading.gap < 0.0 { AT_LEVEL } else { -AT_LEVEL };
        match c.stage {
            0 if c.purchases >= 2 => self.move_to_stage(slot, if ripe { CLIMAX } else { BUILD_UP }),
            BUILD_UP if ripe => self.move_to_stage(slot, CLIMAX),
            DECLINE if c.memory < level => self.customers[slot].recovering = i64::MAX,
            DECLINE => {
                let since = if c.recovering == i64::MAX { now } else { c.recovering };
                let due = (since as u64).saturating_add(life.recovery.0);
                if now as u64 >= due {
                    self.customers[slot].recovering = i64::MAX;
                    self.move_to_stage(slot, if ripe { CLIMAX } else { BUILD_UP });
                } else {
                    self.customers[slot].recovering = since;
                    recovers = SimTime(due);
                }
            }
            _ => {}
        }
        if S::EVERYTHING && self.customers[slot].stage != c.stage {
            *fading = self.fading(slot);
        }
        let life = &self.profile(slot).lifecycle;
        let c = &mut self.customers[slot];
        (c.stage_hazard, c.stage_clock.slope) = (0.0, 0.0);
        if c.stage == CLIMAX {
            let missing = life.decline_memory - c.memory;
            let response = life.decline_rate * life.decline_response;
            c.stage_hazard = life.decline_rate + response * missing.max(0.0) + life.life_events;
            if missing > AT_LEVEL || (missing > -AT_LEVEL && fading.gap < 0.0) {
                c.stage_clock.slope = (-response * fading.gap) as f32;
            }
        }
        recovers
    }

    #[inline(never)]
    pub(super) fn decline(&mut self, slot: u32) {
        let c = &mut self.customers[slot];
        let key = c.key;
        c.stage_clock.renew(&key, purpose::STAGE_CLOCK);
        self.move_to_stage(slot, DECLINE);
    }
}
