//! Text of files that a user names: only what ends, of bounded length, and in UTF-8.
//!
//! A named pipe without a writer, a terminal or a device would be waited for without end, so only regular files are opened, and what
//! is open already: standard input and the descriptors of a process substitution (`<(...)`).

use std::fs::{self, FileType};
use std::io::{self, Read as _};
use std::path::Path;

/// Bytes looked at to tell an encoding.
const HEAD: usize = 4096;

/// Reads a text of at most `limit` bytes; says in words why it cannot.
///
/// # Errors
/// What is wrong with the file, as it follows "cannot read `name`: ".
pub fn read_text(path: &Path, limit: usize) -> Result<String, String> {
    let in_words = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        _ => error.to_string(),
    };
    refuse_endless(path).map_err(in_words)?;
    let file = fs::File::open(path).map_err(in_words)?;
    let mut bytes = Vec::new();
    file.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(in_words)?;
    if bytes.len() > limit {
        return Err(format!("it has more than {limit} bytes"));
    }
    decode(bytes)
}

/// Refuses what is no file and might never end, before it is opened.
///
/// # Errors
/// What it is, in words, or why nothing is known of it.
pub fn refuse_endless(path: &Path) -> io::Result<()> {
    let kind = fs::metadata(path)?.file_type();
    match special(kind) {
        Some(what) if !is_open_already(path) => {
            Err(io::Error::new(io::ErrorKind::InvalidInput, format!("it is {what}, not a file")))
        }
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn special(kind: FileType) -> Option<&'static str> {
    use std::os::unix::fs::FileTypeExt as _;
    let kinds = [
        (kind.is_fifo(), "a named pipe (FIFO)"),
        (kind.is_socket(), "a socket"),
        (kind.is_char_device() || kind.is_block_device(), "a device"),
    ];
    kinds.into_iter().find_map(|(is, name)| is.then_some(name))
}

#[cfg(not(unix))]
fn special(_: FileType) -> Option<&'static str> {
    None
}

/// Whether a path names a descriptor that is open already, so that somebody else has seen to its other end.
fn is_open_already(path: &Path) -> bool {
    let descriptors = path.starts_with("/dev/fd") || path == Path::new("/dev/stdin");
    let of_process = path.starts_with("/proc") && path.components().any(|part| part.as_os_str() == "fd");
    descriptors || of_process
}

/// Text from bytes that should be UTF-8.
fn decode(bytes: Vec<u8>) -> Result<String, String> {
    if let Some(name) = wide_encoding(&bytes) {
        return Err(format!("this file is {name}; save it as UTF-8"));
    }
    String::from_utf8(bytes).map_err(|error| {
        let (at, bytes) = (error.utf8_error().valid_up_to(), error.as_bytes());
        let line = bytes[..at].iter().filter(|&&byte| byte == b'\n').count() + 1;
        let start = bytes[..at].iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
        let column = String::from_utf8_lossy(&bytes[start..at]).chars().count() + 1;
        format!("line {line}, column {column}: byte 0x{:02X} is not UTF-8; save this file as UTF-8", bytes[at])
    })
}

/// The encoding of a text whose characters take two or four bytes each, told by its mark, or without one by where its zero bytes are:
/// no text in UTF-8 has any, and every scenario has keys, signs and line ends in ASCII.
fn wide_encoding(bytes: &[u8]) -> Option<&'static str> {
    const MARKS: [(&[u8], &str); 4] = [
        (&[0xFF, 0xFE, 0, 0], "UTF-32"),
        (&[0, 0, 0xFE, 0xFF], "UTF-32"),
        (&[0xFF, 0xFE], "UTF-16"),
        (&[0xFE, 0xFF], "UTF-16"),
    ];
    if let Some((_, name)) = MARKS.into_iter().find(|(mark, _)| bytes.starts_with(mark)) {
        return Some(name);
    }
    let head = &bytes[..bytes.len().min(HEAD)];
    let mut zeros = [0_usize; 4];
    head.iter().enumerate().filter(|(_, byte)| **byte == 0).for_each(|(at, _)| zeros[at % 4] += 1);
    let [even, odd] = [zeros[0] + zeros[2], zeros[1] + zeros[3]];
    if even + odd > head.len() * 5 / 8 {
        return Some("UTF-32");
    }
    let (more, less) = (even.max(odd), even.min(odd));
    (more > (head.len() / 16).max(1) && less * 8 <= more).then_some("UTF-16")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_encodings_are_named_with_a_mark_or_without() {
        let text = "# 银行 of the north\nname = \"Bank\"\n[run]\nhorizon = \"1 y\"\n";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let words: Vec<u8> = text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
        for (bytes, name) in [(&little, "UTF-16"), (&big, "UTF-16"), (&words, "UTF-32")] {
            assert_eq!(decode(bytes.clone()), Err(format!("this file is {name}; save it as UTF-8")));
        }
        for (mark, rest, name) in [
            (&[0xFF, 0xFE][..], &little, "UTF-16"),
            (&[0xFE, 0xFF], &big, "UTF-16"),
            (&[0xFF, 0xFE, 0, 0], &words, "UTF-32"),
        ] {
            assert_eq!(wide_encoding(&[mark, rest].concat()), Some(name));
        }
        assert_eq!(decode(text.into()), Ok(text.to_owned()));
        assert_eq!(decode(b"a\0b".to_vec()), Ok("a\0b".to_owned()), "the parser names the place of a single zero");
        assert_eq!(decode(Vec::new()), Ok(String::new()));
    }

    #[test]
    fn what_is_not_utf_8_has_a_place() {
        let told = decode(b"a = 1\nname = \"caf\xC3\xA9 \xE9\"\n".to_vec()).expect_err("Latin 1");
        assert_eq!(told, "line 2, column 14: byte 0xE9 is not UTF-8; save this file as UTF-8");
    }
}
