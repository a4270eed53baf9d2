//! Estimates of one thing, by what is declared of its kind.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Index;

use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::metric::Metric;
use crate::metrics::{Declared, Subject};

/// Beginning of the ids that are stored together.
const MORE: &str = "more.";

/// What is not there reads as not measured.
static ABSENT: Metric =
    Metric { mean: None, ci95: None, sd: None, n: 0, unit: String::new(), definition: String::new() };

/// Estimates of one touchpoint, journey or resource, by the ids of its kind.
///
/// In `results.json` each is a field of its own, in the order of their declarations; those whose id begins with `more.` stand together in a
/// field `more`, by name. What an older or newer program stored under names that are not declared is left out, but kept in `more`.
pub struct Measures<S> {
    by_id: BTreeMap<String, Metric>,
    kind: PhantomData<fn() -> S>,
}

impl<S: Subject> Measures<S> {
    /// An estimate, where there is one.
    #[must_use]
    pub fn get(&self, metric: &Declared<S>) -> Option<&Metric> {
        self.at(metric.id())
    }

    /// An estimate by its id, "delay_min" or "more.wages".
    #[must_use]
    pub fn at(&self, id: &str) -> Option<&Metric> {
        self.by_id.get(id)
    }

    /// Sets an estimate.
    pub fn set(&mut self, metric: &Declared<S>, estimate: Metric) {
        self.by_id.insert(metric.id().to_owned(), estimate);
    }

    /// Takes an estimate away.
    pub fn remove(&mut self, metric: &Declared<S>) {
        self.by_id.remove(metric.id());
    }

    /// All estimates by id.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Metric)> {
        self.by_id.iter().map(|(id, metric)| (id.as_str(), metric))
    }

    /// Estimates in the order of tables: by declaration, then those that stand together, by name. Their ids are without `more.`.
    pub fn tabled(&self) -> impl Iterator<Item = (&str, &Metric)> {
        let singly = Declared::<S>::tabled().map(Declared::id).filter(|id| !id.starts_with(MORE));
        singly.filter_map(|id| Some((id, self.at(id)?))).chain(self.together())
    }

    fn together(&self) -> impl Iterator<Item = (&str, &Metric)> {
        self.iter().filter_map(|(id, metric)| Some((id.strip_prefix(MORE)?, metric)))
    }

    /// Writes the fields of the estimates, and one more right after the place of one of them.
    pub(super) fn write<M: SerializeMap>(
        &self,
        map: &mut M,
        beside: Option<(&Declared<S>, &'static str, &impl Serialize)>,
    ) -> Result<(), M::Error> {
        for metric in Declared::<S>::stored().filter(|metric| !metric.id().starts_with(MORE)) {
            if let Some(estimate) = self.get(metric) {
                map.serialize_entry(metric.id(), estimate)?;
            }
            if let Some((_, name, value)) = beside.as_ref().filter(|(after, ..)| after.id() == metric.id()) {
                map.serialize_entry(name, value)?;
            }
        }
        let more: BTreeMap<&str, &Metric> = self.together().collect();
        if more.is_empty() { Ok(()) } else { map.serialize_entry("more", &more) }
    }
}

impl<S: Subject> Index<&Declared<S>> for Measures<S> {
    type Output = Metric;

    /// The estimate, or one without a value where there is none.
    fn index(&self, metric: &Declared<S>) -> &Metric {
        self.get(metric).unwrap_or(&ABSENT)
    }
}

impl<'a, S: Subject> FromIterator<(&'a Declared<S>, Metric)> for Measures<S> {
    fn from_iter<I: IntoIterator<Item = (&'a Declared<S>, Metric)>>(all: I) -> Self {
        Measures {
            by_id: all.into_iter().map(|(metric, estimate)| (metric.id().to_owned(), estimate)).collect(),
            kind: PhantomData,
        }
    }
}

impl<S> Clone for Measures<S> {
    fn clone(&self) -> Self {
        Measures { by_id: self.by_id.clone(), kind: PhantomData }
    }
}

impl<S> PartialEq for Measures<S> {
    fn eq(&self, other: &Self) -> bool {
        self.by_id == other.by_id
    }
}

impl<S> fmt::Debug for Measures<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.by_id.fmt(f)
    }
}

impl<S: Subject> Serialize for Measures<S> {
    fn serialize<T: Serializer>(&self, serializer: T) -> Result<T::Ok, T::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.write(&mut map, None::<(_, _, &())>)?;
        map.end()
    }
}

impl<'de, S: Subject> Deserialize<'de> for Measures<S> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Fields(PhantomData))
    }
}

struct Fields<S>(PhantomData<fn() -> S>);

impl<'de, S: Subject> Visitor<'de> for Fields<S> {
    type Value = Measures<S>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("estimates by name")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Measures<S>, A::Error> {
        let mut by_id = BTreeMap::new();
        while let Some(name) = map.next_key::<String>()? {
            if name == "more" {
                let more: BTreeMap<String, Metric> = map.next_value()?;
                by_id.extend(more.into_iter().map(|(id, metric)| (format!("{MORE}{id}"), metric)));
            } else if S::DECLARED.iter().any(|metric| metric.id() == name) {
                // A measure that an older program stored as nothing is not there.
                by_id.extend(map.next_value::<Option<Metric>>()?.map(|metric| (name, metric)));
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Measures { by_id, kind: PhantomData })
    }
}

#[cfg(test)]
mod tests {
    use super::super::service::TouchpointResults;
    use super::*;
    use crate::metrics::resource::{self, Resource};
    use crate::metrics::touchpoint::{self, Touchpoint};

    fn metric(mean: f64) -> Metric {
        Metric { mean: Some(mean), n: 1, ..ABSENT.clone() }
    }

    fn names(json: &serde_json::Value) -> Vec<&str> {
        json.as_object().expect("fields").keys().map(String::as_str).collect()
    }

    #[test]
    fn every_declared_metric_is_stored_and_read_back() {
        let touchpoint = TouchpointResults {
            measures: Touchpoint::DECLARED.iter().zip(1..).map(|(m, i)| (*m, metric(f64::from(i)))).collect(),
            moment_quantiles: Some([-0.5, 0.0, 0.1, 0.25, 1.0]),
        };
        let text = serde_json::to_string(&touchpoint).expect("JSON");
        assert_eq!(serde_json::from_str::<TouchpointResults>(&text).expect("read"), touchpoint);
        for (wanted, line) in [("\"visits\":", 1), ("\"moment_quantiles\":[-0.5,0.0,0.1,0.25,1.0],\"peak_share\":", 2)]
        {
            assert!(text.contains(wanted), "{line}: {text}");
        }
        assert!(text.find("\"moment\":") < text.find("\"moment_quantiles\":"));
        assert!(text.find("\"service_min\":") > text.find("\"perceived_wait_min\":"), "last, as ever: {text}");
        let resource: Measures<Resource> =
            Resource::DECLARED.iter().zip(1..).map(|(m, i)| (*m, metric(f64::from(i)))).collect();
        let json = serde_json::to_value(&resource).expect("JSON");
        assert!(names(&json).contains(&"more") && names(&json["more"]).contains(&"wages"));
        assert_eq!(serde_json::from_value::<Measures<Resource>>(json).expect("read"), resource);
    }

    #[test]
    fn what_is_not_declared_is_left_out_but_for_more() {
        let text = r#"{"utilisation": {"mean": 0.5, "ci95": null, "sd": null, "n": 1, "unit": "share", "definition": "d"},
            "of old": 3, "more": {"of old": {"mean": 2.0, "ci95": null, "sd": null, "n": 1, "unit": "min", "definition": "d"}}}"#;
        let read: Measures<Resource> = serde_json::from_str(text).expect("read");
        assert_eq!((read[resource::UTILISATION].mean, read[resource::DELAY_MIN].mean), (Some(0.5), None));
        let tabled: Vec<&str> = read.tabled().map(|(id, _)| id).collect();
        assert_eq!(tabled, ["utilisation", "of old"]);
        assert!(serde_json::from_str::<Measures<Resource>>(r#"{"utilisation": 3}"#).is_err(), "no estimate");
    }

    #[test]
    fn ids_of_a_kind_differ_and_name_what_they_stand_beside() {
        fn check<S: Subject>() {
            let ids: Vec<&str> = S::DECLARED.iter().map(|m| m.id()).collect();
            let once: std::collections::BTreeSet<&&str> = ids.iter().collect();
            assert_eq!(once.len(), ids.len(), "{ids:?}");
            assert_eq!(Declared::<S>::stored().count(), ids.len());
            assert_eq!(Declared::<S>::tabled().count(), ids.len(), "something stands after what is not there");
        }
        check::<Touchpoint>();
        check::<Resource>();
        check::<crate::metrics::journey::Journey>();
        assert_eq!(Declared::<Touchpoint>::tabled().nth(2).map(Declared::id), Some(touchpoint::SERVICE_MIN.id()));
    }
}
