//! Who waits for an opponent.

/// Pairs those who want to play, in the order they come ("TTTP.md", Games).
///
/// Two are paired as soon as there are two, and are out of the queue with that. So at most one waits. An `id` stands
/// for one player; `T` is whatever the caller needs to reach them.
#[derive(Debug)]
pub struct Queue<T> {
    waiting: Option<(u64, T)>,
}

impl<T> Default for Queue<T> {
    fn default() -> Queue<T> {
        Queue { waiting: None }
    }
}

impl<T> Queue<T> {
    /// A queue in which nobody waits.
    pub fn new() -> Queue<T> {
        Queue::default()
    }

    /// Pairs a newcomer with who waits, who is first of the two and plays X; or else lets them wait.
    ///
    /// Nobody is paired with themselves: if it is they who wait, they go on waiting, with the new value.
    pub fn join(&mut self, id: u64, value: T) -> Option<(T, T)> {
        let Some((_, first)) = self.waiting.take_if(|(waiting, _)| *waiting != id) else {
            self.waiting = Some((id, value));
            return None;
        };
        Some((first, value))
    }

    /// Forgets who waits, if it is them, and returns their value. Anybody may leave, any number of times.
    pub fn leave(&mut self, id: u64) -> Option<T> {
        self.waiting.take_if(|(waiting, _)| *waiting == id).map(|(_, value)| value)
    }

    /// The value of who has waited longest.
    pub fn first(&self) -> Option<&T> {
        self.waiting.as_ref().map(|(_, value)| value)
    }

    /// How many wait: 0 or 1.
    pub fn len(&self) -> usize {
        usize::from(self.waiting.is_some())
    }

    /// Whether nobody waits.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_none()
    }
}
