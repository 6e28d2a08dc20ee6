//! The same work on many items by several threads, with results that do not depend on their number.

use std::sync::atomic::{AtomicUsize, Ordering};

/// What `make` makes of each item, in their order, by `jobs` threads of which this one is the first. It tells
/// `told` of each item that it begins; all stop when that says so.
pub(crate) fn in_order<T: Sync, R: Send>(
    jobs: usize,
    items: &[T],
    make: &(impl Fn(&T) -> R + Sync),
    told: &mut dyn FnMut(usize) -> Option<()>,
) -> Option<Vec<R>> {
    let next = AtomicUsize::new(0);
    let work = |told: &mut dyn FnMut(usize) -> Option<()>| {
        let mut made = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else { return Some(made) };
            if told(at).is_none() {
                next.store(items.len(), Ordering::Relaxed);
                return None;
            }
            made.push((at, make(item)));
        }
    };
    let mut made = std::thread::scope(|scope| {
        let others: Vec<_> =
            (1..jobs.min(items.len())).map(|_| scope.spawn(|| work(&mut |_| Some(())).unwrap_or_default())).collect();
        let mut made = work(told);
        for other in others {
            match other.join() {
                Ok(theirs) => made = made.map(|made| made.into_iter().chain(theirs).collect()),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        made
    })?;
    made.sort_unstable_by_key(|(at, _)| *at);
    Some(made.into_iter().map(|(_, made)| made).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_that_of_the_items_whoever_makes_them() {
        let items: Vec<usize> = (0..300).collect();
        for jobs in [0, 1, 2, 5, 400] {
            let mut told = Vec::new();
            let made = in_order(jobs, &items, &|n: &usize| n * 2, &mut |at| {
                told.push(at);
                Some(())
            });
            assert_eq!(made, Some(items.iter().map(|n| n * 2).collect::<Vec<_>>()), "{jobs} threads");
            assert!(told.is_sorted());
        }
        assert_eq!(in_order(3, &[], &|n: &usize| *n, &mut |_| None), Some(Vec::new()));
    }

    #[test]
    fn it_stops_when_told() {
        let made = std::sync::Mutex::new(Vec::new());
        let make = |n: &usize| made.lock().unwrap().push(*n);
        assert_eq!(in_order(1, &[0, 1, 2, 3], &make, &mut |at| (at < 2).then_some(())), None);
        assert_eq!(*made.lock().unwrap(), [0, 1]);
    }
}
