//! Metrics of journeys, touchpoints and resources: all that is declared of them.

use super::{Catalogue, Seen};
use crate::journey::model::Model;
use crate::metrics::journey::Journey;
use crate::metrics::resource::Resource;
use crate::metrics::touchpoint::Touchpoint;
use crate::metrics::{Declared, Observed, Read, Subject};

impl<'a> Seen<'a> {
    fn observed(&self) -> Observed<'a> {
        Observed { model: self.model, o: self.o }
    }
}

impl Catalogue {
    pub(crate) fn add_journeys(&mut self, model: &Model) {
        for (j, journey) in model.journeys.iter().enumerate() {
            self.add_declared::<Journey>(model, j, &journey.name);
            for t in usize::from(journey.touchpoints.start)..usize::from(journey.touchpoints.end) {
                self.add_declared::<Touchpoint>(model, t, &format!("{}/{}", journey.name, model.touchpoints[t].name));
            }
        }
    }

    pub(crate) fn add_resources(&mut self, model: &Model) {
        for (r, resource) in model.resources.iter().enumerate() {
            self.add_declared::<Resource>(model, r, &resource.name);
        }
    }

    /// Adds what is declared of a kind and there in a model, for one subject by its number and name.
    fn add_declared<S: Subject>(&mut self, model: &Model, at: usize, name: &str) {
        for metric in S::DECLARED.iter().filter(|metric| metric.there.is_none_or(|there| there(model, at))) {
            let path = subject_path(metric, name);
            let entry = match metric.read {
                Read::Single(read) => self.add(path, metric.unit, metric.definition, move |s| read(&s.observed(), at)),
                Read::Spread(moments) => {
                    self.add_spread(path, metric.unit, metric.definition, move |s| moments(&s.observed(), at))
                }
            };
            if let Some(scale) = metric.scale {
                entry.scale(scale);
            }
            if let Some(trials) = metric.trials {
                entry.of(move |s| trials(&s.observed(), at));
            }
            entry.fixed(metric.fixed.is_some_and(|fixed| fixed(model, at)));
        }
    }

    /// Column of a declared metric of one subject.
    pub(crate) fn of_subject<S: Subject>(&self, metric: &Declared<S>, name: &str) -> Option<usize> {
        self.exact(&subject_path(metric, name))
    }
}

/// Path of a declared metric of one subject.
fn subject_path<S: Subject>(metric: &Declared<S>, name: &str) -> String {
    format!("{}.{name}.{}", S::PATH, metric.id())
}
