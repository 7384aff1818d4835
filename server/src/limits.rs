//! How many may be here at once, in all and from one address.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::Notify;

/// Who is here.
#[derive(Debug)]
pub struct Limits {
    total: usize,
    per_address: usize,
    taken: Mutex<Taken>,
    emptied: Notify,
}

#[derive(Debug, Default)]
struct Taken {
    total: usize,
    by_address: HashMap<IpAddr, usize>,
}

/// Why one more is not let in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Full {
    /// The server has as many connections as it takes.
    Server,
    /// This address has as many as one may have.
    Address,
}

impl Limits {
    /// At most `total` connections, and `per_address` of them from one address.
    pub fn new(total: usize, per_address: usize) -> Arc<Self> {
        Arc::new(Self { total, per_address, taken: Mutex::default(), emptied: Notify::new() })
    }

    /// Lets one more in, for as long as the answer lives.
    ///
    /// # Errors
    /// Which limit is reached.
    pub fn admit(self: &Arc<Self>, address: IpAddr) -> Result<Admission, Full> {
        let address = household(address);
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.total >= self.total {
            return Err(Full::Server);
        }
        let here = taken.by_address.entry(address).or_default();
        if *here >= self.per_address {
            return Err(Full::Address);
        }
        *here += 1;
        taken.total += 1;
        Ok(Admission { limits: Arc::clone(self), address })
    }

    /// How many are here.
    pub fn taken(&self) -> usize {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).total
    }

    /// Ready when nobody is here.
    pub async fn empty(&self) {
        while self.taken() > 0 {
            self.emptied.notified().await;
        }
    }
}

/// What counts as one address: an IPv4 address, however it is written, or the 64 bits of an IPv6 address that a provider
/// gives to one household (RFC 6177).
pub fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)).into(),
        v4 => v4,
    }
}

/// One that was let in.
#[derive(Debug)]
pub struct Admission {
    limits: Arc<Limits>,
    address: IpAddr,
}

impl Admission {
    /// Whom it is counted for: those of one household are one.
    pub fn address(&self) -> IpAddr {
        self.address
    }
}

impl Drop for Admission {
    fn drop(&mut self) {
        let mut taken = self.limits.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.total -= 1;
        if taken.total == 0 {
            self.limits.emptied.notify_one();
        }
        if let Some(here) = taken.by_address.get_mut(&self.address) {
            *here -= 1;
            if *here == 0 {
                taken.by_address.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_back_can_be_taken_again() {
        let limits = Limits::new(3, 2);
        let [a, b]: [IpAddr; 2] = ["10.0.0.1".parse().unwrap(), "::ffff:10.0.0.1".parse().unwrap()];
        let other: IpAddr = "10.0.0.2".parse().unwrap();
        assert_eq!(household("2001:db8::1".parse().unwrap()), household("2001:db8::2:0:0:1".parse().unwrap()));
        assert_ne!(household("2001:db8::1".parse().unwrap()), household("2001:db8:0:1::1".parse().unwrap()));
        let first = limits.admit(a).unwrap();
        let _second = limits.admit(b).unwrap();
        assert_eq!(limits.admit(a).unwrap_err(), Full::Address, "an IPv4 address is one, however it is written");
        let _third = limits.admit(other).unwrap();
        assert_eq!(limits.admit(other).unwrap_err(), Full::Server);
        drop(first);
        assert_eq!(limits.taken(), 2);
        limits.admit(a).unwrap();
    }
}
