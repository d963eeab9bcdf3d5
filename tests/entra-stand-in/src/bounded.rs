//! A map that forgets its oldest entries, so that a benchmark's millions of codes do not fill the memory.

use std::collections::{HashMap, VecDeque};

pub(crate) struct Bounded<V> {
    most: usize,
    entries: HashMap<String, V>,
    order: VecDeque<String>,
}

impl<V> Bounded<V> {
    pub(crate) fn new(most: usize) -> Self {
        Self { most, entries: HashMap::new(), order: VecDeque::new() }
    }

    /// Inserts; `false` where the key was there already (its value is replaced).
    pub(crate) fn insert(&mut self, key: String, value: V) -> bool {
        if self.entries.insert(key.clone(), value).is_some() {
            return false;
        }
        self.order.push_back(key);
        if self.order.len() > self.most
            && let Some(oldest) = self.order.pop_front()
        {
            self.entries.remove(&oldest);
        }
        true
    }

    /// Forgets the entries of which this does not hold.
    pub(crate) fn retain(&mut self, keep: impl Fn(&V) -> bool) {
        self.entries.retain(|_, value| keep(value));
        self.order.retain(|key| self.entries.contains_key(key));
    }

    /// All keys, the oldest first.
    pub(crate) fn keys(&self) -> Vec<String> {
        self.order.iter().cloned().collect()
    }

    pub(crate) fn get(&self, key: &str) -> Option<&V> {
        self.entries.get(key)
    }

    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut V> {
        self.entries.get_mut(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_goes_first() {
        let mut map = Bounded::new(2);
        assert!(map.insert("a".into(), 1));
        assert!(map.insert("b".into(), 2));
        assert!(!map.insert("b".into(), 3));
        assert!(map.insert("c".into(), 4));
        assert_eq!((map.get("a"), map.get("b"), map.get("c")), (None, Some(&3), Some(&4)));
        map.retain(|value| *value > 3);
        assert_eq!(map.keys(), ["c"]);
        assert!(map.insert("b".into(), 5) && map.insert("d".into(), 6));
        assert_eq!(map.keys(), ["b", "d"]);
    }
}
