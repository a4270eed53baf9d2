//! What a world may have besides visits, memory, holes and money: each mechanism in a room of its own.

pub(crate) mod categories;
pub(crate) mod channels;
pub mod classes;
pub(crate) mod complaints;
pub(crate) mod contracts;
pub(crate) mod deals;
pub mod employees;
pub mod feedback;
mod lives;
pub(crate) mod market;
pub(crate) mod mechanism;
pub(crate) mod offers;
pub mod program;
pub(crate) mod selling;
pub(crate) mod voices;
pub(crate) mod wages;
pub mod win_back;
