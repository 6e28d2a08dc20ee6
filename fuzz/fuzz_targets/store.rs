//! Whatever is in a store: it is opened and verified, or refused; never changed into another.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::base::Hash;
use onrecord::store::Store;
use std::io::Write;

fuzz_target!(|bytes: &[u8]| {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("notes.db");
    let mut file = std::fs::File::create(&path).expect("a file");
    file.write_all(bytes).expect("written");
    drop(file);
    if let Ok(Some(opened)) = Store::open_existing(&path) {
        let _ = opened.store.verify();
        let _ = opened.store.library();
        let _ = opened.store.notes(&Hash::of(b"text"), None, "reader");
    }
});
