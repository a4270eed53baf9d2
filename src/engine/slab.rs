//! Entities in one vector, their slots reused: memory follows who is alive, not who ever lived.

/// A slab of entities.
#[derive(Debug)]
pub struct Slab<T> {
    entries: Vec<T>,
    free: Vec<u32>,
}

impl<T> Default for Slab<T> {
    fn default() -> Self {
        Slab { entries: Vec::new(), free: Vec::new() }
    }
}

impl<T> Slab<T> {
    /// Puts an entity in a free slot.
    #[inline]
    pub fn insert(&mut self, entity: T) -> u32 {
        if let Some(slot) = self.free.pop() {
            self.entries[slot as usize] = entity;
            slot
        } else {
            self.entries.push(entity);
            (self.entries.len() - 1) as u32
        }
    }

    /// Frees a slot; its old content stays readable until the slot is reused.
    #[inline]
    pub fn remove(&mut self, slot: u32) {
        self.free.push(slot);
    }

    /// Slots ever used at once.
    #[must_use]
    pub fn capacity_used(&self) -> usize {
        self.entries.len()
    }

    /// Forgets all entities.
    pub fn clear(&mut self) {
        self.entries.clear();
        self.free.clear();
    }
}

impl<T> std::ops::Index<u32> for Slab<T> {
    type Output = T;
    #[inline]
    fn index(&self, slot: u32) -> &T {
        &self.entries[slot as usize]
    }
}

impl<T> std::ops::IndexMut<u32> for Slab<T> {
    #[inline]
    fn index_mut(&mut self, slot: u32) -> &mut T {
        &mut self.entries[slot as usize]
    }
}
