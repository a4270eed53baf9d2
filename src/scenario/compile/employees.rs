//! Employees: mood, skill and turnover of staff.

use crate::journey::employees::Employees;
use crate::scenario::grammar::Employees as Block;

/// `[employees]`.
pub(super) fn employees(block: &Block<'_>) -> Employees {
    Employees {
        quit_rate: *block.quit_rate,
        learning_time: *block.learning_time,
        starting_skill: *block.starting_skill,
        reference_skill: block.reference_skill.unwrap_or_else(|| unreachable!("filled in where it is not written")),
        skill_effect: *block.skill_effect,
        mood_effect: *block.mood_effect,
        speed_effect: *block.speed_effect,
        mood: *block.j0,
        response: [*block.j_pay, *block.j_env, *block.j_load, *block.j_complaint],
        mood_time: *block.t_J,
        quit_response: *block.k_q,
        key_contact_backup: *block.key_contact_backup,
    }
}
