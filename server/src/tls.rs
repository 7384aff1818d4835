//! The certificate that the server shows, from files or of its own, and how TLS is spoken with it.

use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{
        CertificateDer, PrivateKeyDer,
        pem::{self, PemObject},
    },
};
use sha2::{Digest, Sha256};

use crate::config::Config;

mod own;

/// How the server speaks TLS.
pub struct Tls {
    /// For each connection.
    pub config: Arc<ServerConfig>,
    /// SHA-256 of the certificate, as browsers and `openssl x509 -fingerprint -sha256` show it: 32 bytes in hexadecimal, with
    /// colons.
    pub fingerprint: String,
}

/// Why there can be no TLS.
#[derive(Debug)]
pub enum TlsError {
    /// A file of the flag can't be read.
    Unreadable(&'static str, PathBuf, io::Error),
    /// A file of the flag has not what it should.
    Missing(&'static str, PathBuf, &'static str),
    /// A file of the flag is damaged.
    Damaged(&'static str, PathBuf, pem::Error),
    /// They are there, but can't be used together.
    Unfit(PathBuf, PathBuf, rustls::Error),
    /// The server's own can't be made or kept in this file.
    Own(PathBuf, io::Error),
    /// It can't be made at all.
    Chance(String),
}

impl fmt::Display for TlsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(flag, path, error) => {
                write!(
                    f,
                    "{flag} {}: it can't be read: {error}; name a PEM file that this user may read",
                    path.display()
                )
            }
            Self::Missing(flag, path, what) => write!(f, "{flag} {}: {what}", path.display()),
            Self::Damaged(flag, path, error) => {
                write!(f, "{flag} {}: it is no sound PEM: {error}; copy the file once more, as a whole", path.display())
            }
            Self::Unfit(cert, key, rustls::Error::InconsistentKeys(_)) => write!(
                f,
                "the key in {} is not that of the first certificate in {}: give the two that were issued together, \
                 with the server's own certificate before those of authorities",
                key.display(),
                cert.display()
            ),
            Self::Unfit(cert, key, error) => write!(
                f,
                "the certificate in {} and the key in {} can't be used: {error}; \
                 give a certificate of X.509 version 3 and its key: ECDSA (P-256 or P-384), Ed25519, or RSA from 2048 bits",
                cert.display(),
                key.display()
            ),
            Self::Own(path, error) => write!(
                f,
                "the server's own certificate in {} can't be used: {error}; \
                 make it readable and its folder writable, or delete it: then a new one is made, with another fingerprint",
                path.display()
            ),
            Self::Chance(error) => {
                write!(f, "no certificate can be made: {error}; bring one with --tls-cert and --tls-key")
            }
        }
    }
}

impl std::error::Error for TlsError {}

/// A certificate, with those that lead from it to its root, and its key.
struct Identity {
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

impl Tls {
    /// What the flags ask for, if they ask for TLS. The data folder must be this server's already, if it has one.
    ///
    /// # Errors
    /// What is wrong with the files, and what to do about it.
    pub fn open(config: &Config) -> Result<Option<Self>, TlsError> {
        let secrecy = &config.secrecy;
        if let (Some(cert), Some(key)) = (&secrecy.tls_cert, &secrecy.tls_key) {
            let identity = Identity { chain: certificates(cert)?, key: private_key(key)? };
            return Self::new(identity).map(Some).map_err(|error| TlsError::Unfit(cert.clone(), key.clone(), error));
        }
        if !secrecy.tls_self_signed {
            return Ok(None);
        }
        let folder = if config.storage.ephemeral { None } else { config.storage.folder.path().ok() };
        let file = folder.map(|folder| folder.join("tls.pem"));
        let identity = own::identity(file.as_deref(), config.address())?;
        Self::new(identity).map(Some).map_err(|error| match file {
            Some(file) => TlsError::Own(file, io::Error::other(error)),
            None => TlsError::Chance(error.to_string()),
        })
    }

    fn new(Identity { chain, key }: Identity) -> Result<Self, rustls::Error> {
        let digest = Sha256::digest(chain.first().map_or(&[][..], |certificate| certificate));
        let fingerprint = digest.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":");
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(chain, key)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        // Who comes back need not shake hands in full, and nothing is kept of them here.
        config.ticketer = ring::Ticketer::new()?;
        Ok(Self { config: Arc::new(config), fingerprint })
    }
}

fn read(flag: &'static str, path: &Path) -> Result<Vec<u8>, TlsError> {
    fs::read(path).map_err(|error| TlsError::Unreadable(flag, path.to_owned(), error))
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    const FLAG: &str = "--tls-cert";
    let chain: Vec<_> = CertificateDer::pem_slice_iter(&read(FLAG, path)?)
        .collect::<Result<_, _>>()
        .map_err(|error| TlsError::Damaged(FLAG, path.to_owned(), error))?;
    if chain.is_empty() {
        let what = "there is no certificate in it; one in PEM begins with -----BEGIN CERTIFICATE-----";
        return Err(TlsError::Missing(FLAG, path.to_owned(), what));
    }
    Ok(chain)
}

fn private_key(path: &Path) -> Result<PrivateKeyDer<'static>, TlsError> {
    const FLAG: &str = "--tls-key";
    let pem = read(FLAG, path)?;
    PrivateKeyDer::from_pem_slice(&pem).map_err(|error| match error {
        pem::Error::NoItemsFound if pem.windows(9).any(|word| word == b"ENCRYPTED") => TlsError::Missing(
            FLAG,
            path.to_owned(),
            "the key in it is locked with a pass phrase; unlock it with: openssl pkey -in locked.pem -out key.pem",
        ),
        pem::Error::NoItemsFound => TlsError::Missing(
            FLAG,
            path.to_owned(),
            "there is no private key in it; one in PEM begins with -----BEGIN PRIVATE KEY-----",
        ),
        error => TlsError::Damaged(FLAG, path.to_owned(), error),
    })
}

#[cfg(test)]
mod tests;
