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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_freed_slot_is_the_next_one_taken() {
        let mut slab = Slab::default();
        assert_eq!((slab.capacity_used(), slab.insert('a'), slab.insert('b')), (0, 0, 1));
        slab.remove(0);
        assert_eq!(slab[0], 'a', "readable until it is taken");
        assert_eq!((slab.insert('c'), slab[0], slab[1], slab.capacity_used()), (0, 'c', 'b', 2));
        assert_eq!((slab.insert('d'), slab.capacity_used()), (2, 3));
        slab[2] = 'e';
        assert_eq!(slab[2], 'e');
        slab.remove(1);
        slab.clear();
        assert_eq!((slab.capacity_used(), slab.insert('f')), (0, 0));
    }
}
