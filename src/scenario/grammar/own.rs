//! Whose a value is: what a change for some customers may change.

use super::kinds::{BlockSpec, KeySpec, Whose};
use super::root::ROOT;

/// Whose the value at a path is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// The customer's own.
    Customer,
    /// The firm's, though its section is the customer's own; for this reason.
    Firm(&'static str),
    /// Of the firm, the market or the experiment as a whole: this section.
    Section(&'static str),
    /// Of a journey as a whole: this key.
    Journey(&'static str),
    /// Of the way in which a journey is laid out: this key of a touchpoint.
    Layout(&'static str),
}

/// Whose the value at a path is; `*` may stand for a name. `None` for what is no path of the language.
#[must_use]
pub fn owner_of(path: &str) -> Option<Owner> {
    let segments: Vec<&str> = path.split('.').collect();
    let (&section, rest) = segments.split_first()?;
    let section = ROOT.key(section)?;
    let entries = |list: &KeySpec, rest: &[&str]| if list.is_entries() { rest.len().min(1) } else { 0 };
    let rest = &rest[entries(section, rest)..];
    if section.whose == Whose::Customer {
        // What is beyond the keys of a block, as inside a law, is of the key.
        let mut block = section.block();
        for segment in rest {
            let Some(key) = block.and_then(|block| block.key(segment)) else { break };
            if let Whose::Firm(reason) = key.whose {
                return Some(Owner::Firm(reason));
            }
            block = key.block();
        }
        return Some(Owner::Customer);
    }
    let block = section.block()?;
    match (touchpoint_block(), rest) {
        (Some((journey, touchpoint)), rest) if std::ptr::eq(block, journey) => {
            if let Some(key) = journey.key(rest.first()?) {
                return Some(Owner::Journey(key.key));
            }
            let key = touchpoint.key(rest.get(1)?)?;
            Some(if key.whose == Whose::Customer { Owner::Customer } else { Owner::Layout(key.key) })
        }
        _ => Some(Owner::Section(section.key)),
    }
}

/// The keys that are a customer's own: sections, and keys of touchpoints.
#[must_use]
pub fn own_keys() -> (Vec<&'static str>, Vec<&'static str>) {
    let own = |block: &'static BlockSpec| {
        block.keys.iter().filter(|key| key.whose == Whose::Customer).map(|key| key.key).collect::<Vec<_>>()
    };
    (own(ROOT), touchpoint_block().map_or_else(Vec::new, |(_, touchpoint)| own(touchpoint)))
}

fn touchpoint_block() -> Option<(&'static BlockSpec, &'static BlockSpec)> {
    let journey = ROOT.key("journey")?.block()?;
    Some((journey, journey.key("touchpoint")?.block()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_touchpoint_is_partly_a_customers_own() {
        for path in [
            "journey.visit.counter.time",
            "journey.*.*.fail_prob",
            "journey.visit.*.time.exponential.mean",
            "journey.visit.counter.next.desk",
            "journey.visit.counter.exit_prob.done",
            "journey.visit.counter.scores.empathy",
            "purchase.margin",
            "hole.rival.factor",
            "loyalty.support.lockin",
            "complaint.voice.silent",
        ] {
            assert_eq!(owner_of(path), Some(Owner::Customer), "{path}");
        }
        assert_eq!(owner_of("journey.visit.counter.lane"), Some(Owner::Layout("lane")));
        assert_eq!(owner_of("journey.visit.share"), Some(Owner::Journey("share")));
        assert_eq!(owner_of("resource.desk.staff"), Some(Owner::Section("resource")));
        assert_eq!(owner_of("program.points.expiry"), Some(Owner::Section("program")));
        assert!(matches!(owner_of("complaint.learning"), Some(Owner::Firm(_))));
        for path in ["journey.visit.counter.tim", "journey.visit", "resorce.desk.staff", ""] {
            assert_eq!(owner_of(path), None, "{path}");
        }
    }

    #[test]
    fn names_and_what_shapes_a_journey_are_nobodys_own() {
        let (sections, keys) = own_keys();
        assert_eq!(sections.len(), 8);
        for key in
            ["name", "enabled", "lane", "channel", "resource", "requires", "starts_with", "hole", "end", "settle"]
        {
            assert!(!keys.contains(&key), "{key}");
        }
        let (_, touchpoint) = touchpoint_block().expect("touchpoints");
        assert_eq!(keys.len() + 10, touchpoint.keys.len());
    }
}
