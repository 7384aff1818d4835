//! What is counted.

use std::time::Duration;

use hdrhistogram::Histogram;

/// How many errors are kept as samples.
const SAMPLES: usize = 10;

/// What is counted. All but the errors is forgotten when the measured window begins.
pub struct Tally {
    /// Messages that were sent for the server to act on.
    pub messages: u64,
    /// Lines and messages that came.
    pub deliveries: u64,
    /// Bytes that came, whatever they were.
    pub bytes_in: u64,
    /// Bytes that were sent, whatever they were.
    pub bytes_out: u64,
    /// Inputs that were not sent because the last was not taken yet.
    pub skipped: u64,
    /// What went wrong, since the start.
    pub errors: u64,
    /// Some of it.
    pub samples: Vec<String>,
    /// From a question to its answer.
    pub latency: Times,
    /// From a frame to the next.
    pub gaps: Times,
}

impl Tally {
    /// Nothing yet.
    pub fn new() -> Self {
        Self {
            messages: 0,
            deliveries: 0,
            bytes_in: 0,
            bytes_out: 0,
            skipped: 0,
            errors: 0,
            samples: Vec::new(),
            latency: Times::new(),
            gaps: Times::new(),
        }
    }

    /// Counts an error, and keeps it if it is a new one.
    pub fn error(&mut self, what: &str) {
        self.errors += 1;
        if self.samples.len() < SAMPLES && !self.samples.iter().any(|sample| sample == what) {
            self.samples.push(what.to_owned());
        }
    }

    /// The measured window begins.
    pub fn window(&mut self) {
        let errors = self.errors;
        let samples = std::mem::take(&mut self.samples);
        *self = Self { errors, samples, ..Self::new() };
    }
}

/// How long something took, each time: to 0.1 %, up to a minute.
pub struct Times(Histogram<u64>);

impl Times {
    fn new() -> Self {
        Self(Histogram::new_with_bounds(1, 60_000_000_000, 3).expect("bounds that a histogram can have"))
    }

    /// Counts one; a longer one than a minute counts as a minute.
    pub fn record(&mut self, time: Duration) {
        self.0.saturating_record(time.as_nanos().try_into().unwrap_or(u64::MAX));
    }

    /// So many of all took this long or less, in µs; `None` when there were none.
    pub fn quantile(&self, share: f64) -> Option<f64> {
        (!self.0.is_empty()).then(|| self.0.value_at_quantile(share) as f64 / 1000.0)
    }
}
