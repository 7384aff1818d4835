//! What is here and can be looked up by others: people by name, games by id.
//!
//! Those who are listed enter themselves, and are out of the list when what they got for it is dropped; so no entry is
//! ever stale. What changes often in an entry is an atomic, which its owner sets and whoever looks reads: a game that
//! nobody watches sends no message about its moves.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// A list with one entry a key.
#[derive(Debug)]
pub struct Listing<K, V>(Mutex<BTreeMap<K, Arc<V>>>);

impl<K, V> Default for Listing<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Ord + Clone, V> Listing<K, V> {
    /// Lists one, for as long as the answer lives; nothing if the key is taken.
    pub fn enter(self: &Arc<Self>, key: K, value: Arc<V>) -> Option<Listed<K, V>> {
        let mut entries = self.lock();
        if entries.contains_key(&key) {
            return None;
        }
        entries.insert(key.clone(), Arc::clone(&value));
        Some(Listed { listing: Arc::clone(self), key, value, is_listed: true })
    }

    /// The one with this key.
    pub fn get(&self, key: &K) -> Option<Arc<V>> {
        self.lock().get(key).cloned()
    }

    /// The first ones, by key.
    pub fn first(&self, most: usize) -> Vec<Arc<V>> {
        self.lock().values().take(most).cloned().collect()
    }

    /// All at one moment, by key.
    pub fn all(&self) -> Vec<(K, Arc<V>)> {
        self.lock().iter().map(|(key, value)| (key.clone(), Arc::clone(value))).collect()
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.lock().len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<K, Arc<V>>> {
        // Nothing in here can panic half-way.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An entry; dropping it takes it out of the list.
pub struct Listed<K: Ord + Clone, V> {
    listing: Arc<Listing<K, V>>,
    key: K,
    value: Arc<V>,
    is_listed: bool,
}

impl<K: Ord + Clone, V> Listed<K, V> {
    /// By what it is found.
    pub fn key(&self) -> &K {
        &self.key
    }

    /// Lists another in its place, under the same key.
    pub fn replace(&mut self, value: Arc<V>) {
        self.listing.lock().insert(self.key.clone(), Arc::clone(&value));
        self.value = value;
    }

    /// What is found.
    pub fn value(&self) -> &Arc<V> {
        &self.value
    }

    /// Takes it out of the list, before others are told of its end.
    pub fn leave(&mut self) {
        if std::mem::take(&mut self.is_listed) {
            self.listing.lock().remove(&self.key);
        }
    }
}

impl<K: Ord + Clone, V> Drop for Listed<K, V> {
    fn drop(&mut self) {
        self.leave();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_taken_until_its_entry_is_dropped() {
        let listing = Arc::<Listing<_, _>>::default();
        let first = listing.enter("a", Arc::new(1)).unwrap();
        assert!(listing.enter("a", Arc::new(2)).is_none());
        let mut second = listing.enter("b", Arc::new(2)).unwrap();
        second.replace(Arc::new(3));
        assert_eq!(listing.all().len(), 2);
        drop(first);
        assert!(listing.get(&"a").is_none());
        assert_eq!((second.key(), **second.value(), listing.len()), (&"b", 3, 1));
        let mut last = listing.enter("a", Arc::new(4)).unwrap();
        last.leave();
        let next = listing.enter("a", Arc::new(5)).unwrap();
        drop(last);
        assert_eq!(listing.get(&"a").as_ref(), Some(next.value()), "what was left before is not its own any more");
    }
}
