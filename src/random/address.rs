//! Addresses of names: what stands in the scenario is drawn by its name, never by its place in a list.
//!
//! So an entry that is added, removed or moved shifts no draw of another one. The price: renaming an entry gives it
//! other draws.

use std::collections::BTreeMap;

use super::key::mix;

/// Bits of an address: a purpose keeps its kind above them.
pub const ADDRESS_BITS: u32 = 22;

/// Gives each name its address; the same name always gets the same one.
#[derive(Debug, Default)]
pub struct Addresses {
    taken: BTreeMap<u32, String>,
}

impl Addresses {
    /// Address of a name, in `1..2^bits` (0 is left for what has no name).
    ///
    /// # Definition
    ///
    /// FNV-1a of the UTF-8 bytes, mixed, its top bits. Two names that meet (one pair in four million at 22 bits) are
    /// told apart by taking the next free address: only then does the order of asking matter.
    pub fn of(&mut self, name: &str, bits: u32) -> u32 {
        let hash =
            name.bytes().fold(0xcbf2_9ce4_8422_2325, |h: u64, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3));
        let mut address = (mix(hash) >> (64 - bits)) as u32;
        loop {
            if address != 0 {
                match self.taken.get(&address) {
                    Some(holder) if holder != name => {}
                    Some(_) => return address,
                    None => {
                        self.taken.insert(address, name.to_owned());
                        return address;
                    }
                }
            }
            address = (address + 1) & ((1 << bits) - 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_belongs_to_the_name_alone() {
        let mut one = Addresses::default();
        let mut other = Addresses::default();
        let names: Vec<String> = (0..200).map(|i| format!("touchpoint {i}")).collect();
        let forward: Vec<u32> = names.iter().map(|n| one.of(n, ADDRESS_BITS)).collect();
        let backward: Vec<u32> = names.iter().rev().map(|n| other.of(n, ADDRESS_BITS)).collect();
        assert!(forward.iter().eq(backward.iter().rev()));
        assert_eq!(one.of("touchpoint 7", ADDRESS_BITS), forward[7], "asked again");
    }

    #[test]
    fn names_that_meet_are_told_apart() {
        let mut addresses = Addresses::default();
        let mut seen: Vec<u32> = (0..15).map(|i| addresses.of(&format!("n{i}"), 4)).collect();
        seen.sort_unstable();
        assert_eq!(seen, (1..16).collect::<Vec<u32>>());
    }
}
