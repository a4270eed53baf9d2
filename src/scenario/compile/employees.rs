//! Employees: mood, skill and turnover of staff.

use crate::journey::employees::Employees;
use crate::scenario::value::Item;

/// `[employees]`.
pub(super) fn employees(root: &Item) -> Option<Employees> {
    let block = root.opt("employees")?;
    Some(Employees {
        quit_rate: block.rate("quit_rate"),
        learning_time: block.days("learning_time"),
        starting_skill: block.number("starting_skill"),
        reference_skill: block.number("reference_skill"),
        skill_effect: block.number("skill_effect"),
        mood_effect: block.number("mood_effect"),
        speed_effect: block.number("speed_effect"),
        mood: block.number("j0"),
        response: ["j_pay", "j_env", "j_load", "j_complaint"].map(|key| block.number(key)),
        mood_time: block.days("t_J"),
        quit_response: block.number("k_q"),
        key_contact_backup: block.flag("key_contact_backup"),
    })
}
