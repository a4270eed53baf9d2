//! The `journeysim` command.

fn main() {
    println!("journeysim {}", env!("CARGO_PKG_VERSION"));
}
