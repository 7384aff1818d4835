//! How many commands of each kind are still allowed, for a connection and for its address.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tttp::{Meter, Rate, two::Key};

use crate::config::rates::Rates;

const KEYS: usize = Key::ALL.len();

/// How many addresses are kept before those that have rested are forgotten.
const ENOUGH: usize = 1024;

/// Why a command is not carried out.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Over {
    /// Say it again after so long.
    Wait(Duration),
    /// It has been told so too often.
    Enough,
}

/// The meters of all addresses.
#[derive(Debug)]
pub struct AddressMeters {
    rates: Option<Rates>,
    table: Mutex<Table>,
}

#[derive(Debug, Default)]
struct Table {
    commands: HashMap<IpAddr, [Meter; KEYS]>,
    connects: HashMap<IpAddr, Meter>,
    lobby: Meter,
}

impl AddressMeters {
    /// By these rates; without any nothing is ever over.
    pub fn new(rates: Option<Rates>) -> Self {
        Self { rates, table: Mutex::default() }
    }

    /// Lets one more connection in.
    ///
    /// # Errors
    /// How long it has to wait.
    pub fn connect(&self, address: IpAddr, now: Duration) -> Result<(), Duration> {
        let Some(rates) = &self.rates else { return Ok(()) };
        let mut table = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        forget_rested(&mut table.connects, address, |meter| meter.is_idle(now));
        table.connects.entry(address).or_default().check(rates.limit_connect.0, now)
    }

    /// Has one more say something in the lobby, which all read.
    ///
    /// # Errors
    /// How long it has to wait.
    pub fn speak(&self, now: Duration) -> Result<(), Duration> {
        let Some(rates) = &self.rates else { return Ok(()) };
        let mut table = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        table.lobby.check(rates.limit_lobby.0, now)
    }

    fn check(&self, address: IpAddr, key: Key, rate: Rate, now: Duration) -> Result<(), Duration> {
        let mut table = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        forget_rested(&mut table.commands, address, |meters| meters.iter().all(|meter| meter.is_idle(now)));
        table.commands.entry(address).or_default()[key as usize].check(rate, now)
    }
}

/// Once a table would have to grow for a new address, rather than each time.
fn forget_rested<T>(table: &mut HashMap<IpAddr, T>, address: IpAddr, is_idle: impl Fn(&T) -> bool) {
    if table.len() >= ENOUGH && table.len() == table.capacity() && !table.contains_key(&address) {
        table.retain(|_, meters| !is_idle(meters));
    }
}

/// The meters of one connection.
#[derive(Debug)]
pub struct Meters {
    address: IpAddr,
    mine: [Meter; KEYS],
    strikes: Meter,
}

impl Meters {
    /// For a connection from this address, as the limits count it.
    pub fn new(address: IpAddr) -> Self {
        Self { address, mine: [Meter::default(); KEYS], strikes: Meter::default() }
    }

    /// Counts a command.
    ///
    /// # Errors
    /// It is one too many.
    pub fn check(&mut self, all: &AddressMeters, key: Key, now: Duration) -> Result<(), Over> {
        let Some(rates) = &all.rates else { return Ok(()) };
        let Some(rate) = rates.of(key) else { return Ok(()) };
        let of_address = || rates.of_address(key).map_or(Ok(()), |rate| all.check(self.address, key, rate, now));
        let Err(wait) = self.mine[key as usize].check(rate, now).and_then(|()| of_address()) else { return Ok(()) };
        let struck = self.strikes.check(rates.strikes(), now);
        Err(if struck.is_ok() { Over::Wait(wait) } else { Over::Enough })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    const NOW: Duration = Duration::from_secs(100);

    fn rates() -> Rates {
        Config::default().rates
    }

    #[test]
    fn a_connection_is_told_how_long_to_wait_and_waiting_helps() {
        let all = AddressMeters::new(Some(rates()));
        let mut one = Meters::new([10, 0, 0, 1].into());
        let burst = rates().limit_say.0.burst;
        for _ in 0..burst {
            assert_eq!(one.check(&all, Key::Say, NOW), Ok(()));
        }
        let Err(Over::Wait(wait)) = one.check(&all, Key::Say, NOW) else { panic!("over the limit") };
        assert!(one.check(&all, Key::Play, NOW).is_ok(), "each kind has its own");
        assert!(one.check(&all, Key::Say, NOW + wait).is_ok());
    }

    #[test]
    fn who_does_not_wait_is_sent_away() {
        let all = AddressMeters::new(Some(rates()));
        let mut one = Meters::new([10, 0, 0, 1].into());
        let checks: Vec<_> = (0..200).map(|_| one.check(&all, Key::Say, NOW)).collect();
        let told = checks.iter().filter(|check| matches!(check, Err(Over::Wait(_)))).count();
        assert_eq!(u32::try_from(told), Ok(rates().limit_strikes));
        assert_eq!(checks.last(), Some(&Err(Over::Enough)));
    }

    #[test]
    fn forty_of_one_school_chat_at_once_and_a_thousand_do_not() {
        let all = AddressMeters::new(Some(rates()));
        let school = [10, 0, 0, 1].into();
        let burst = rates().limit_say.0.burst;
        let all_said = |pupils: usize| {
            (0..pupils).all(|_| {
                let mut pupil = Meters::new(school);
                (0..burst).all(|_| pupil.check(&all, Key::Say, NOW).is_ok())
            })
        };
        assert!(all_said(40));
        assert!(!all_said(1000));
        assert!(Meters::new([10, 0, 0, 2].into()).check(&all, Key::Say, NOW).is_ok(), "others are not concerned");
    }
}
