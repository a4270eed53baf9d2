//! The documents of one regime of a world: the scenario under the changes in force, as all share it, as each segment and stage sees it, and
//! as it is under each offer.

use crate::journey::model::ByStage;
use crate::scenario::check::Lasting;
use crate::scenario::compile::model::Documents;
use crate::scenario::read::patch::Weighted;
use crate::scenario::world::effect::Effect;
use crate::scenario::world::regimes::World;
use crate::scenario::{Diagnostics, Scenario};

impl World<'_> {
    /// The changes in force for the scenario as a whole.
    pub(in crate::scenario) fn general_changes<'b>(&'b self, weights: &'b [f64]) -> impl Iterator<Item = Weighted<'b>> {
        self.in_force(weights, |effect| effect.reach.is_none())
    }

    /// The changes in force for customers of a segment in a stage, on top of those of the segment.
    fn changes<'b>(
        &'b self,
        weights: &'b [f64],
        segment: usize,
        stage: Option<usize>,
    ) -> impl Iterator<Item = Weighted<'b>> {
        let own = self.segments.get(segment).map(|entry| entry.change.iter().map(Weighted::full));
        own.into_iter().flatten().chain(self.in_force(weights, move |effect| effect.reaches(segment, stage)))
    }

    fn in_force<'b>(
        &'b self,
        weights: &'b [f64],
        reached: impl Fn(&Effect<'_>) -> bool + 'b,
    ) -> impl Iterator<Item = Weighted<'b>> {
        let reaching = self.effects.iter().zip(weights).filter(move |(effect, _)| reached(effect));
        reaching.flat_map(|(effect, &weight)| effect.changes.iter().map(move |change| Weighted { change, weight }))
    }

    /// Segments, or everyone as one.
    fn kinds(&self) -> std::ops::Range<usize> {
        0..self.segments.len().max(1)
    }

    /// What holds for a segment, by stage: a document of its own for a stage only where a change in force is aimed at it.
    fn by_stage(
        &self,
        weights: &[f64],
        segment: usize,
        document: impl Fn(Option<usize>) -> Result<Scenario, Diagnostics>,
    ) -> Result<ByStage<Scenario>, Diagnostics> {
        let mut documents = ByStage::alike(document(None)?);
        for (stage, aimed) in documents.aimed.iter_mut().enumerate() {
            let aims = |(effect, weight): (&Effect<'_>, &f64)| {
                *weight > 0.0 && effect.reaches(segment, Some(stage)) && !effect.reaches(segment, None)
            };
            if self.effects.iter().zip(weights).any(aims) {
                // What changes nothing there is no change.
                *aimed = Some(document(Some(stage))?).filter(|own| own.hash != documents.plain.hash).map(Box::new);
            }
        }
        Ok(documents)
    }

    /// The documents of a regime.
    pub(in crate::scenario) fn documents(
        &self,
        weights: &[f64],
        lasting: Lasting,
    ) -> Result<Documents<Scenario>, Diagnostics> {
        let under = |changes: Vec<Weighted<'_>>, lasting: Lasting| {
            if changes.iter().all(|change| change.weight == 0.0) {
                return Ok(self.scenario.clone());
            }
            self.scenario.under(&changes, lasting)
        };
        let general = under(self.general_changes(weights).collect(), lasting)?;
        let own = |segment: usize, stage: Option<usize>| {
            let reaches = |(effect, weight): (&Effect<'_>, &f64)| {
                effect.reach.is_some() && effect.reaches(segment, stage) && *weight > 0.0
            };
            let changes = self.segments.get(segment).is_some_and(|entry| !entry.change.is_empty());
            if changes || self.effects.iter().zip(weights).any(reaches) {
                under(self.changes(weights, segment, stage).collect(), Lasting::ForAWhile)
            } else {
                Ok(general.clone())
            }
        };
        let segments: Result<Vec<_>, _> =
            self.kinds().map(|segment| self.by_stage(weights, segment, |stage| own(segment, stage))).collect();
        let mut offers = Vec::new();
        for entry in self.offers() {
            let reached = self.reached(entry);
            let offered = |segment: usize| {
                if reached.as_ref().is_some_and(|reached| reached.get(segment) != Some(&true)) {
                    return Ok(None);
                }
                let response = self.response(segment);
                let under_offer = |stage: Option<usize>| {
                    let offered = entry.change.iter().map(|change| Weighted { change, weight: response });
                    under(self.changes(weights, segment, stage).chain(offered).collect(), Lasting::ForAWhile)
                };
                self.by_stage(weights, segment, under_offer).map(Some)
            };
            offers.push(self.kinds().map(offered).collect::<Result<Vec<_>, _>>()?);
        }
        let segments = segments?;
        Ok(Documents { general, segments, offers })
    }

    /// How far offers move a segment.
    fn response(&self, segment: usize) -> f64 {
        self.segments.get(segment).map_or(1.0, |entry| *entry.factor.offer_response)
    }
}
