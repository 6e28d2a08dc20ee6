//! Work on a stream by several threads, with results in the order of the input.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Items read ahead for each thread. More would only cost memory.
const AHEAD: usize = 4;

/// Hands each item of `input` to one of `jobs` threads and what `work` makes of it to
/// `output`, in the order of `input`; `idle` is called now and then while nothing is
/// ready. No more than a few items for each thread are in memory at a time.
///
/// Returns when the input has ended or `output` breaks off. Then threads may still be
/// waiting for their input; they end with the program.
pub(super) fn for_each_in_order<T, R, B>(
    jobs: usize,
    input: impl Iterator<Item = T> + Send + 'static,
    work: impl Fn(T) -> R + Send + Sync + 'static,
    mut output: impl FnMut(R) -> ControlFlow<B>,
    mut idle: impl FnMut(),
) -> ControlFlow<B>
where
    T: Send + 'static,
    R: Send + 'static,
{
    let jobs = jobs.max(1);
    // One permit for each item between reading and output.
    let (give, permits) = mpsc::sync_channel::<()>(jobs * AHEAD);
    (0..jobs * AHEAD).for_each(|_| _ = give.send(()));
    let (feed, items) = mpsc::channel::<(usize, T)>();
    let (finish, results) = mpsc::channel::<(usize, R)>();
    std::thread::spawn(move || {
        for item in input.enumerate() {
            if permits.recv().is_err() || feed.send(item).is_err() {
                break;
            }
        }
    });
    let (items, work) = (Arc::new(Mutex::new(items)), Arc::new(work));
    for _ in 0..jobs {
        let (items, work, finish) = (Arc::clone(&items), Arc::clone(&work), finish.clone());
        std::thread::spawn(move || {
            while let Some((number, item)) = take(&items) {
                if finish.send((number, work(item))).is_err() {
                    break;
                }
            }
        });
    }
    drop(finish);
    let mut waiting = BTreeMap::new();
    let mut next = 0;
    loop {
        match results.recv_timeout(Duration::from_millis(100)) {
            Ok((number, result)) => {
                waiting.insert(number, result);
                while let Some(result) = waiting.remove(&next) {
                    output(result)?;
                    next += 1;
                    // Nobody takes permits any more when the input has ended.
                    let _ = give.send(());
                }
            }
            Err(RecvTimeoutError::Timeout) => idle(),
            Err(RecvTimeoutError::Disconnected) => return ControlFlow::Continue(()),
        }
    }
}

fn take<T>(items: &Mutex<Receiver<T>>) -> Option<T> {
    items.lock().ok()?.recv().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn order_is_kept_and_little_is_read_ahead() {
        let read = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&read);
        let input = (0..500usize).inspect(move |_| _ = counted.fetch_add(1, Ordering::SeqCst));
        let work = |n: usize| {
            if n.is_multiple_of(7) {
                std::thread::sleep(Duration::from_millis(1));
            }
            n * 2
        };
        let (mut seen, mut most_ahead) = (Vec::new(), 0);
        let output = |n| {
            seen.push(n);
            most_ahead = most_ahead.max(read.load(Ordering::SeqCst) - seen.len());
            ControlFlow::<()>::Continue(())
        };
        assert!(for_each_in_order(3, input, work, output, || {}).is_continue());
        assert_eq!(seen, (0..500).map(|n| n * 2).collect::<Vec<_>>());
        assert!(most_ahead <= 3 * AHEAD + 1, "{most_ahead}");
    }

    #[test]
    fn it_stops_when_told() {
        let mut seen = 0;
        let output = |n: usize| {
            seen += 1;
            if n == 5 { ControlFlow::Break("enough") } else { ControlFlow::Continue(()) }
        };
        assert_eq!(for_each_in_order(2, 0.., |n| n, output, || {}), ControlFlow::Break("enough"));
        assert_eq!(seen, 6);
    }
}
