//! Metrics that are declared: those of the firm, of journeys, touchpoints and resources.

use super::{Catalogue, Pool, Seen};
use crate::journey::model::Model;
use crate::metrics::firm::List;
use crate::metrics::journey::Journey;
use crate::metrics::resource::Resource;
use crate::metrics::touchpoint::Touchpoint;
use crate::metrics::{Declared, Located, Observed, Read, Subject, Totals};

impl<'a> Seen<'a> {
    fn observed(&self) -> Observed<'a> {
        Observed { model: self.model, o: self.o }
    }
}

impl Catalogue {
    /// Some metrics of the firm, where a model has them.
    pub(super) fn add_list(&mut self, model: &Model, list: &List) {
        let each = if (list.there)(model) { (list.each)(model) } else { Vec::new() };
        for (at, name) in each {
            self.add_declared(model, list.metrics, at, &name);
        }
    }

    pub(super) fn add_journeys(&mut self, model: &Model) {
        for (j, journey) in model.journeys.iter().enumerate() {
            self.add_declared(model, Journey::DECLARED, j, &journey.name);
            for t in usize::from(journey.touchpoints.start)..usize::from(journey.touchpoints.end) {
                let name = format!("{}/{}", journey.name, model.touchpoints[t].name);
                self.add_declared(model, Touchpoint::DECLARED, t, &name);
            }
        }
    }

    pub(super) fn add_resources(&mut self, model: &Model) {
        for (r, resource) in model.resources.iter().enumerate() {
            self.add_declared(model, Resource::DECLARED, r, &resource.name);
        }
    }

    /// Adds those of some declared metrics that are there in a model, for one subject by its number and name.
    fn add_declared<S: Located>(&mut self, model: &Model, metrics: &[&'static Declared<S>], at: usize, name: &str) {
        for metric in metrics.iter().filter(|metric| metric.there.is_none_or(|there| there(model, at))) {
            let path = S::path(metric.id(), name);
            let unit = metric.unit_of.map_or(metric.unit, |unit| unit(model, at));
            let words = match metric.worded {
                Some(worded) => worded(model, at, metric.definition),
                None => metric.definition.replace("{}", name),
            };
            let entry = match metric.read {
                Read::Single(read) => self.add(path, unit, words, move |s| read(&s.observed(), at)),
                Read::Spread(moments) => self.add_spread(path, unit, &words, move |s| moments(&s.observed(), at)),
                Read::Ratio(parts) => self.add_pooled_ratio(path, unit, words, move |s| parts(&s.observed(), at)),
                Read::Pooled(pooled) => {
                    let pool = self.pool(&pooled.of, at);
                    self.add_pooled(path, unit, words, pool, (pooled.finish)(model))
                }
            };
            if let Some(scale) = metric.scale {
                entry.scale(scale);
            }
            if let Some(trials) = metric.trials {
                entry.of(move |s| trials(&s.observed(), at));
            }
            if let Some(trials) = metric.trials_of.map(|trials| trials(model)) {
                entry.of(move |s| trials(&s.observed()));
            }
            entry.fixed(metric.fixed.is_some_and(|fixed| fixed(model, at)));
        }
    }

    /// The pool of some totals of one subject.
    fn pool(&mut self, totals: &Totals, at: usize) -> Pool {
        if let Some(&pool) = self.totals.get(&(totals.name, at)) {
            return pool;
        }
        let read = totals.read;
        let pool = self.add_pool(move |s| read(&s.observed(), at));
        self.totals.insert((totals.name, at), pool);
        pool
    }

    /// The pool of some totals of the firm, in models that have a metric of them.
    pub(crate) fn pool_of(&self, totals: &Totals) -> Option<Pool> {
        self.totals.get(&(totals.name, 0)).copied()
    }

    /// Column of a declared metric of one subject.
    pub(crate) fn of_subject<S: Subject>(&self, metric: &Declared<S>, name: &str) -> Option<usize> {
        self.exact(&S::path(metric.id(), name))
    }
}
