//! Whose a value is: what a change for some customers may change.

use super::kinds::{BlockSpec, KeySpec, Kind, Whose};
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
    let keys = keys_on(path)?;
    let (_, section) = *keys.first()?;
    if section.whose == Whose::Customer {
        let firm = |(_, key): &(&str, &KeySpec)| if let Whose::Firm(reason) = key.whose { Some(reason) } else { None };
        return Some(keys.iter().find_map(firm).map_or(Owner::Customer, Owner::Firm));
    }
    let Some((journey, _)) =
        touchpoint_block().filter(|(journey, _)| section.block().is_some_and(|block| std::ptr::eq(block, *journey)))
    else {
        return Some(Owner::Section(section.key));
    };
    let (_, key) = *keys.get(1)?;
    Some(match journey.key(key.key).is_some_and(|own| std::ptr::eq(own, key)) {
        true => Owner::Journey(key.key),
        false if key.whose == Whose::Customer => Owner::Customer,
        false => Owner::Layout(key.key),
    })
}

/// The keys on the way of a path to a value, each with the path up to it; what is inside a value is of its key. `None` for what is no path
/// of the language, or of a whole entry.
#[must_use]
pub fn keys_on(path: &str) -> Option<Vec<(&str, &'static KeySpec)>> {
    let mut keys = Vec::new();
    let (mut block, mut end) = (ROOT, 0);
    let mut parts = path.split('.').peekable();
    while let Some(part) = parts.next() {
        end += part.len();
        let (key, mut is_entry) = match block.key(part) {
            Some(key) => {
                keys.push((&path[..end], key));
                (key, false)
            }
            // Touchpoints are named without the word.
            None => (block.key("touchpoint")?, true),
        };
        if let Some(name) = parts.next_if(|next| !is_entry && key.names_entries(next)) {
            end += name.len() + 1;
            is_entry = true;
        }
        let Some(next) = parts.peek() else { return (!is_entry).then_some(keys) };
        match key.block() {
            Some(inner) if inner.key(next).is_some() || inner.key("touchpoint").is_some() => block = inner,
            Some(_) if is_entry || matches!(key.kind, Kind::Block(_)) => return None,
            _ => return Some(keys),
        }
        end += 1;
    }
    None
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
    fn a_path_is_told_key_by_key() {
        let keys = |path: &str| -> Vec<String> {
            keys_on(path).expect(path).into_iter().map(|(above, key)| format!("{above} ({})", key.label)).collect()
        };
        assert_eq!(
            keys("journey.visit.desk.exit_prob.done"),
            [
                "journey (journeys)",
                "journey.visit.desk.exit_prob (chances to leave at once)",
                "journey.visit.desk.exit_prob.done (chance to leave if done)"
            ]
        );
        assert_eq!(
            keys("resource.desk.staff.timetable.08:00").last().expect("keys"),
            "resource.desk.staff (staff on duty)"
        );
        assert_eq!(keys("program.points.expiry").len(), 3);
        assert_eq!(keys("journey.visit.arrivals.wave.mean").len(), 4);
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
