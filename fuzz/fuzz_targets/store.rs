//! Whatever became of a store's bytes: it is opened and verified, or refused, and never panics.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::base::Hash;
use onrecord::store::Store;
use onrecord_fuzz::{TEXT, marked};
use std::path::Path;
use std::sync::LazyLock;

/// The file of a store with marks in it.
static SOUND: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("notes.db");
    drop(marked(Store::open(&path).expect("a new store").store));
    std::fs::read(&path).expect("its bytes")
});

// Where bytes are put in, and how much of the file is left.
fuzz_target!(|input: (Vec<(u32, Vec<u8>)>, Option<u32>)| {
    let (patches, length) = input;
    let mut bytes = SOUND.clone();
    for (at, patch) in patches {
        let at = at as usize % bytes.len();
        for (byte, new) in bytes[at..].iter_mut().zip(patch) {
            *byte = new;
        }
    }
    if let Some(length) = length {
        bytes.truncate(length as usize % bytes.len());
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("notes.db");
    std::fs::write(&path, &bytes).expect("written");
    if let Ok(Some(opened)) = Store::open_existing(&path) {
        let hash = Hash::of(TEXT.as_bytes());
        let _ = opened.store.verify();
        let _ = opened.store.library();
        let _ = opened.store.text(&hash);
        let _ = opened.store.notes(&hash, Some(Path::new("/article.txt")), "reader");
    }
});
