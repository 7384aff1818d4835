//! What can be set of TLS: whose certificate, or one of the server's own.

use std::path::PathBuf;

use clap::{Args, builder::BoolishValueParser};

/// Whether connections are encrypted, and with which certificate.
#[derive(Args, Clone, Debug, Default)]
pub struct Secrecy {
    /// Serve with TLS (https, wss): the certificate, in PEM, with those that lead from it to its root
    #[arg(long, env = "TTTPARTY_TLS_CERT", value_name = "FILE", help_heading = "TLS")]
    pub tls_cert: Option<PathBuf>,

    /// The private key of --tls-cert, in PEM
    #[arg(long, env = "TTTPARTY_TLS_KEY", value_name = "FILE", help_heading = "TLS")]
    pub tls_key: Option<PathBuf>,

    /// Serve with TLS by a certificate that the server makes for itself, for this machine's addresses in the local network, and
    /// keeps in the data folder. Browsers warn of it once: compare the fingerprint that the start prints
    #[arg(long, env = "TTTPARTY_TLS_SELF_SIGNED", value_parser = BoolishValueParser::new(), help_heading = "TLS")]
    pub tls_self_signed: bool,
}

impl Secrecy {
    /// Whether there is TLS.
    pub fn is_on(&self) -> bool {
        self.tls_self_signed || self.tls_cert.is_some()
    }

    /// What two of the flags together make impossible.
    ///
    /// # Errors
    /// What to change.
    pub fn check(&self) -> Result<(), String> {
        let wrong = match (&self.tls_cert, &self.tls_key, self.tls_self_signed) {
            (None, None, _) | (Some(_), Some(_), false) => return Ok(()),
            (_, _, true) => {
                "--tls-self-signed makes a certificate, and --tls-cert and --tls-key bring one: give one or the other"
            }
            (Some(_), None, false) => "--tls-cert needs its private key as well: give the file with --tls-key",
            (None, Some(_), false) => "--tls-key needs its certificate as well: give the file with --tls-cert",
        };
        Err(wrong.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_files_or_none_and_not_two_kinds() {
        let check = |cert: bool, key: bool, tls_self_signed| {
            let file = |given: bool| given.then(|| PathBuf::from("file"));
            Secrecy { tls_cert: file(cert), tls_key: file(key), tls_self_signed }.check().is_ok()
        };
        assert!(check(false, false, false) && check(true, true, false) && check(false, false, true));
        for (cert, key, self_signed) in
            [(true, false, false), (false, true, false), (true, true, true), (true, false, true), (false, true, true)]
        {
            assert!(!check(cert, key, self_signed), "{cert} {key} {self_signed}");
        }
    }
}
