//! Every change that we make to a file or a folder, one operation at a time.
//!
//! All of the program goes through here (a test reads the source for it), so that a test can watch: end the process between two operations, or
//! let one fail and all after it, as on a full disk. Nobody watches in ordinary use; then an operation costs one look at a word more.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write};
use std::path::Path;
use std::sync::OnceLock;

use tempfile::{NamedTempFile, TempDir};

/// How the names of our temporary files and folders begin, and those of files end.
pub(super) const OWN: &str = ".journeysim-";
pub(super) const TEMPORARY: &str = ".tmp";
/// Letters and digits between them.
pub(super) const RANDOM: usize = 6;

/// What is done to a file or a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// A folder is made.
    MakeFolder,
    /// A file is made, or opened to be written.
    Create,
    /// Bytes are written.
    Write,
    /// What was written is made to last.
    Sync,
    /// A file gets its name.
    Rename,
    /// A file or a folder goes.
    Remove,
}

type Watcher = dyn Fn(Act, &Path) -> io::Result<()> + Send + Sync;

static WATCHER: OnceLock<Box<Watcher>> = OnceLock::new();

/// Tells `watcher` of every change to a file before it is made, until the process ends; what it refuses is not done. For tests of what becomes of
/// files when a process dies or a disk is full.
///
/// # Panics
/// When somebody watches already.
pub fn watch_files(watcher: impl Fn(Act, &Path) -> io::Result<()> + Send + Sync + 'static) {
    assert!(WATCHER.set(Box::new(watcher)).is_ok(), "one watches files, and nobody else");
}

fn about_to(act: Act, path: &Path) -> io::Result<()> {
    WATCHER.get().map_or(Ok(()), |watcher| watcher(act, path))
}

/// Makes a folder and those above it that are missing.
pub(crate) fn make_folders(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    about_to(Act::MakeFolder, path)?;
    fs::create_dir_all(path)
}

/// A folder with a random name, gone when it is dropped; `None` makes it where the system keeps such.
pub(super) fn temporary_folder(near: Option<&Path>) -> io::Result<TempDir> {
    let system = std::env::temp_dir();
    about_to(Act::MakeFolder, near.unwrap_or(&system))?;
    tempfile::Builder::new().prefix(OWN).rand_bytes(RANDOM).tempdir_in(near.unwrap_or(&system))
}

/// Opens a file to read and to write, and makes it when it is not there.
pub(super) fn open_or_create(path: &Path) -> io::Result<File> {
    about_to(Act::Create, path)?;
    OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)
}

/// Puts bytes in place of what an open file holds.
pub(super) fn fill(file: &mut File, path: &Path, bytes: &[u8]) -> io::Result<()> {
    about_to(Act::Write, path)?;
    file.set_len(0)?;
    file.rewind()?;
    file.write_all(bytes)
}

/// Removes a file.
pub(crate) fn remove_file(path: &Path) -> io::Result<()> {
    about_to(Act::Remove, path)?;
    fs::remove_file(path)
}

/// Removes a folder in which nothing is.
pub(crate) fn remove_empty_folder(path: &Path) -> io::Result<()> {
    about_to(Act::Remove, path)?;
    fs::remove_dir(path)
}

/// Removes a folder and all that is in it.
pub(super) fn remove_folder(path: &Path) -> io::Result<()> {
    about_to(Act::Remove, path)?;
    fs::remove_dir_all(path)
}

/// Makes the names in a folder last. Only Unix lets a folder be synced; elsewhere the rename itself must do.
pub(super) fn sync_names(folder: &Path) -> io::Result<()> {
    about_to(Act::Sync, folder)?;
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// A file under a random name until it gets its own; gone when it is dropped before.
#[derive(Debug)]
pub(crate) struct Temporary {
    file: NamedTempFile,
    /// Whether the last write was cut short for a watcher.
    cut: bool,
}

impl Temporary {
    /// An exclusively created file with a random name, readable by others like any document.
    pub(crate) fn create(folder: &Path) -> io::Result<Temporary> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(OWN).suffix(TEMPORARY).rand_bytes(RANDOM);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(fs::Permissions::from_mode(0o644));
        }
        about_to(Act::Create, folder)?;
        loop {
            let file = builder.tempfile_in(folder)?;
            // Held until it has its name: what a dead process left is not held. A file system may know no locks.
            let held = file.as_file().try_lock();
            // Whoever clears this folder just now took it for left over, and has removed it or is about to.
            if !matches!(held, Err(TryLockError::WouldBlock)) && file.path().exists() {
                return Ok(Temporary { file, cut: false });
            }
        }
    }

    /// Where it is.
    #[cfg(test)]
    pub(super) fn path(&self) -> &Path {
        self.file.path()
    }

    /// Reads what was written, from a place on.
    pub(super) fn read_at(&mut self, from: u64, bytes: &mut [u8]) -> io::Result<()> {
        let file = self.file.as_file_mut();
        file.seek(SeekFrom::Start(from))?;
        file.read_exact(bytes)
    }

    /// Makes what was written last.
    pub(super) fn sync(&mut self) -> io::Result<()> {
        about_to(Act::Sync, self.file.path())?;
        self.file.as_file().sync_all()
    }

    /// Gives it its name, over what was called so.
    pub(super) fn publish(self, path: &Path) -> io::Result<()> {
        about_to(Act::Rename, path)?;
        self.file.persist(path).map(|_| ()).map_err(|failed| failed.error)
    }

    /// Gives it a name that nobody has.
    pub(super) fn publish_new(self, path: &Path) -> io::Result<()> {
        about_to(Act::Rename, path)?;
        self.file.persist_noclobber(path).map(|_| ()).map_err(|failed| failed.error)
    }
}

impl Write for Temporary {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        about_to(Act::Write, self.file.path())?;
        // For a watcher every piece goes in two, so that the disk can be full, or the process gone, with half of it written.
        self.cut = WATCHER.get().is_some() && !self.cut && bytes.len() > 1;
        self.file.write(if self.cut { &bytes[..bytes.len() / 2] } else { bytes })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
