//! Whatever a colleague's journal holds: it comes in or is refused, whole; the store stays sound.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::base::Hash;
use onrecord::store::Store;
use onrecord_fuzz::{TEXT, marked, now};
use std::sync::LazyLock;

static JOURNAL: LazyLock<String> = LazyLock::new(|| {
    let store = marked(Store::open_in_memory().expect("a store"));
    store.journal(&Hash::of(TEXT.as_bytes()), None, true, "fuzz").expect("a journal")
});

// Pieces of a sound journal that are replaced.
fuzz_target!(|patches: Vec<(u16, u8, &str)>| {
    let mut journal = JOURNAL.clone();
    for (at, length, new) in patches {
        let start = journal.floor_char_boundary(usize::from(at) % journal.len().max(1));
        let end = journal.ceil_char_boundary((start + usize::from(length)).min(journal.len()));
        journal.replace_range(start..end, new);
    }
    let mut store = Store::open_in_memory().expect("a store");
    if let Ok(imported) = store.import(&journal, None, now(9)) {
        assert_eq!(store.verify().expect("read").problems, Vec::<String>::new());
        let again = store.import(&journal, None, now(9)).expect("it came in once");
        assert_eq!(again.new, 0, "after {} the first time", imported.new);
    }
});
