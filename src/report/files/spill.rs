//! Blocks of bytes that come in any order and from any thread, laid aside in a temporary file and read back in order: memory holds where each
//! lies, and none of them.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::disk::Temporary;
use super::error::WriteError;
use super::scratch::clear_left_over;
use super::write::folder_of;

/// Where a block belongs: a replication, and a part of it.
pub type Place = (u64, u64);

/// Blocks laid aside; the file is gone when this is dropped.
#[derive(Debug)]
pub struct Spill {
    beside: PathBuf,
    laid: Mutex<Laid>,
}

#[derive(Debug)]
struct Laid {
    file: BufWriter<Temporary>,
    blocks: Vec<Block>,
    end: u64,
    failed: Option<io::Error>,
}

#[derive(Debug, Clone, Copy)]
struct Block {
    place: Place,
    from: u64,
    bytes: usize,
}

impl Spill {
    /// Begins in the folder of a file that is to be written, where there must be room for it anyway.
    ///
    /// # Errors
    /// When the folder takes no file.
    pub fn beside(path: &Path) -> Result<Spill, WriteError> {
        clear_left_over(folder_of(path));
        let file = Temporary::create(folder_of(path)).map_err(|cause| WriteError::new(path, cause))?;
        let laid = Laid { file: BufWriter::new(file), blocks: Vec::new(), end: 0, failed: None };
        Ok(Spill { beside: path.to_owned(), laid: Mutex::new(laid) })
    }

    fn laid(&self) -> MutexGuard<'_, Laid> {
        self.laid.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lays a block aside, behind the earlier ones of its place. What goes wrong is told by [`Spill::read_back`].
    pub fn append(&self, place: Place, bytes: &[u8]) {
        let mut laid = self.laid();
        if laid.failed.is_some() {
            return;
        }
        match laid.file.write_all(bytes) {
            Ok(()) => {
                let block = Block { place, from: laid.end, bytes: bytes.len() };
                laid.end += bytes.len() as u64;
                laid.blocks.push(block);
            }
            Err(cause) => laid.failed = Some(cause),
        }
    }

    /// Hands over the blocks of some places, by place and, within one, in the order in which they came.
    ///
    /// # Errors
    /// When a block could not be laid aside or read back, and what `each` fails with.
    pub fn read_back(
        self,
        wanted: impl Fn(Place) -> bool,
        mut each: impl FnMut(Place, &[u8]) -> Result<(), WriteError>,
    ) -> Result<(), WriteError> {
        let Spill { beside, laid } = self;
        let failed = |cause| WriteError::new(&beside, cause);
        let Laid { mut file, mut blocks, failed: earlier, .. } =
            laid.into_inner().unwrap_or_else(PoisonError::into_inner);
        if let Some(cause) = earlier {
            return Err(failed(cause));
        }
        file.flush().map_err(failed)?;
        let file = file.get_mut();
        blocks.sort_by_key(|block| block.place);
        let mut bytes = Vec::new();
        for block in blocks.into_iter().filter(|block| wanted(block.place)) {
            bytes.resize(block.bytes, 0);
            file.read_at(block.from, &mut bytes).map_err(failed)?;
            each(block.place, &bytes)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_come_back_by_place_and_the_file_goes() {
        let dir = tempfile::tempdir().expect("a folder");
        let spill = Spill::beside(&dir.path().join("lives.csv")).expect("begun");
        for (place, text) in [((1, 0), "d"), ((0, 1), "b"), ((0, 0), "a"), ((2, 0), "not wanted"), ((0, 1), "c")] {
            spill.append(place, text.as_bytes());
        }
        let mut read = Vec::new();
        let each = |place: Place, bytes: &[u8]| {
            read.push((place, String::from_utf8_lossy(bytes).into_owned()));
            Ok(())
        };
        spill.read_back(|(replication, _)| replication < 2, each).expect("read");
        let right = [((0, 0), "a"), ((0, 1), "b"), ((0, 1), "c"), ((1, 0), "d")];
        assert_eq!(read, right.map(|(place, text)| (place, text.to_owned())));
        assert_eq!(std::fs::read_dir(dir.path()).expect("readable").count(), 0);
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("none").join("lives.csv");
        assert_eq!(Spill::beside(&path).expect_err("no folder").path(), path);
    }
}
