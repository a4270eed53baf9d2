//! The memory of all cells together: a process runs as many at once as fit, whatever threads it has.
//!
//! There is one memory in a process, so there is one account of it. Results do not depend on how many cells run at once.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::journey::footprint;
use crate::journey::model::Model;

/// Below this a cell is not counted [bytes].
const SMALL: u64 = 1 << 24;

struct Account {
    total: u64,
    taken: u64,
}

static ACCOUNT: Mutex<Account> = Mutex::new(Account { total: u64::MAX, taken: 0 });
static GIVEN_BACK: Condvar = Condvar::new();

fn account() -> MutexGuard<'static, Account> {
    ACCOUNT.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Sets how much memory all cells of this process may take together [bytes]; without it there is no bound.
pub fn bound_memory(total: u64) {
    account().total = total;
    GIVEN_BACK.notify_all();
}

/// Memory that one replication of the largest of some worlds takes [bytes], by estimate; 0 where customers live one after the other.
#[must_use]
pub fn memory_of<'m>(models: impl IntoIterator<Item = &'m Model>, compared: bool) -> u64 {
    models.into_iter().map(|model| footprint::of_cell(model, compared) as u64).max().unwrap_or(0)
}

/// The bound on all cells together [bytes], if there is one.
#[must_use]
pub fn memory_bound() -> Option<u64> {
    Some(account().total).filter(|&total| total < u64::MAX)
}

/// Room for one cell, given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Room(u64);

impl Room {
    /// Waits until there is room for a cell. One that is larger than all there is runs alone.
    pub(crate) fn of(model: &Model, tracks: bool) -> Room {
        Room::take(footprint::of_cell(model, tracks) as u64)
    }

    fn take(bytes: u64) -> Room {
        if bytes < SMALL {
            return Room(0);
        }
        let mut account = account();
        loop {
            let bytes = bytes.min(account.total);
            if account.taken.saturating_add(bytes) <= account.total {
                account.taken += bytes;
                return Room(bytes);
            }
            account = GIVEN_BACK.wait(account).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        if self.0 > 0 {
            let mut account = account();
            account.taken -= self.0;
            drop(account);
            GIVEN_BACK.notify_all();
        }
    }
}
