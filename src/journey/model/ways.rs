//! Ways through a journey: loops, endings, openings.

use super::ids::TouchId;
use super::service::{End, Journey, Start, Touchpoint};
use super::world::{Model, Way};
use crate::units::SimTime;

impl Journey {
    /// When a visit begins that something starts at `now`: joining, the first purchase with it, a renewal or a complaint. The clocks of
    /// rates, purchases and intervals keep to the hours already.
    #[inline]
    pub(crate) fn opening(&self, now: SimTime) -> SimTime {
        match (&self.start, &self.profile) {
            (Start::Rate(_) | Start::Every(_), _) | (_, None) => now,
            (_, Some(profile)) => {
                if self.own_hours {
                    profile.next_open(now)
                } else {
                    now
                }
            }
        }
    }

    /// Whether visits of it must count passes or wait for steps off the path.
    pub(crate) fn needs_scratch(&self, model: &Model) -> bool {
        self.versions(model).any(|t| t.off_path) || self.loops(model)
    }

    /// Whether its visits can be cut off, give up, and fail.
    pub(crate) fn endings(&self, model: &Model) -> [bool; 3] {
        let limited =
            |t: &Touchpoint| t.resource.is_some_and(|r| model.resources[usize::from(r)].queue_limit.is_some());
        let later = |t: &Touchpoint| matches!(t.end, Some(End::After | End::Departure));
        let anonymous = matches!(self.start, Start::Arrivals(_));
        let gives_up = |t: &Touchpoint| t.patience.is_some() || limited(t) || !anonymous && later(t);
        [
            self.loops(model),
            self.versions(model).any(gives_up),
            self.versions(model).any(|t| t.fail_prob.is_some() && t.on_fail.is_some()),
        ]
    }

    /// Its touchpoints, and what they are for some customers.
    fn versions<'m>(&self, model: &'m Model) -> impl Iterator<Item = &'m Touchpoint> {
        self.touchpoints.clone().flat_map(|id| model.versions(id))
    }

    /// Whether a touchpoint can be reached twice in a visit.
    fn loops(&self, model: &Model) -> bool {
        // Depth-first search for an edge back to a touchpoint on the current path.
        fn visit(t: usize, model: &Model, state: &mut [u8]) -> bool {
            state[t] = 1;
            for next in model.successors(t as TouchId) {
                let next = usize::from(next);
                if state[next] == 1 || (state[next] == 0 && visit(next, model, state)) {
                    return true;
                }
            }
            state[t] = 2;
            false
        }
        visit(usize::from(self.first), model, &mut vec![0; model.touchpoints.len()])
    }
}

impl Model {
    /// Touchpoints that can follow one, for anybody.
    pub(crate) fn successors(&self, id: TouchId) -> Vec<TouchId> {
        self.versions(id).flat_map(Touchpoint::successors).collect()
    }

    /// Mean performance over moments, for the long-run expectation of customers of day 0; by way.
    pub(crate) fn usual_performances(&self) -> Vec<Option<f64>> {
        self.ways.iter().map(|way| self.usual_performance(way)).collect()
    }

    fn usual_performance(&self, way: &Way) -> Option<f64> {
        let own = |t: &'_ Touchpoint| way.get(usize::from(t.id)).and_then(Option::as_deref);
        let touchpoints = self.touchpoints.iter().map(|shared| own(shared).unwrap_or(shared));
        let takes_place = touchpoints.filter(|t| t.probability > 0.0);
        let means: Vec<f64> = takes_place.filter_map(|t| t.quality.as_ref().map(|q| q.mean())).collect();
        (!means.is_empty()).then(|| means.iter().sum::<f64>() / means.len() as f64)
    }
}
