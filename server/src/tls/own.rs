//! A certificate that the server makes for itself, for a local network where no authority knows it. Kept, so that who has
//! compared its fingerprint once need not again.

use std::{
    fs, io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    path::Path,
    time::Duration,
};

use rcgen::{
    CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose, date_time_ymd,
};
use rustls::{
    RootCertStore,
    client::{verify_server_cert_signed_by_trust_anchor, verify_server_name},
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime, pem::PemObject},
    server::ParsedCertificate,
};
use tracing::info;

use super::{Identity, TlsError};
use crate::{game_time::unix_ms, kept::write_whole, lan};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How long a certificate is good: Apple's systems take none that is for longer than 825 days (their support article
/// 103769), and other systems follow.
const GOOD_FOR: Duration = Duration::from_secs(800 * DAY.as_secs());

/// A new one is made when the old one would end so soon.
const AHEAD: Duration = Duration::from_secs(30 * DAY.as_secs());

/// Who it says that it is, to people.
const NAME: &str = "TTTParty, certified by itself";

/// The certificate in this file, if it is still good for this machine; else a new one, which is put there.
pub(super) fn identity(file: Option<&Path>, bound: IpAddr) -> Result<Identity, TlsError> {
    let names = names(bound);
    let now = Duration::from_millis(unix_ms());
    let Some(path) = file else { return Ok(make(names, now)?.0) };
    let failed = |error| TlsError::Own(path.to_owned(), error);
    match fs::read(path) {
        Ok(pem) => {
            let kept = parse(&pem).ok_or_else(|| failed(io::Error::other("it is not as this program wrote it")))?;
            if is_good(&kept, &names, now + AHEAD) {
                return Ok(kept);
            }
            info!(
                "this machine's addresses have changed, or time is up: there is a new certificate, with another fingerprint"
            );
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(failed(error)),
    }
    let (identity, pem) = make(names, now)?;
    write_whole(path, &pem).map_err(failed)?;
    Ok(identity)
}

/// All that others may call this machine, whether or not it listens there now: so the certificate stays the same when it
/// does some day.
fn names(bound: IpAddr) -> Vec<String> {
    let mut names = vec!["localhost".to_owned(), Ipv4Addr::LOCALHOST.to_string(), Ipv6Addr::LOCALHOST.to_string()];
    names.extend(lan::addresses(Ipv4Addr::UNSPECIFIED.into()).iter().map(ToString::to_string));
    names.extend((!bound.is_unspecified()).then(|| bound.to_string()));
    let system = rustix::system::uname();
    if let Some(host) = system.nodename().to_str().ok().filter(|name| is_host_name(name)) {
        // As others find it by multicast DNS (RFC 6762), and as those do who have a server of names.
        names.extend((!host.contains('.')).then(|| format!("{host}.local")));
        names.push(host.to_ascii_lowercase());
    }
    names.sort();
    names.dedup();
    names
}

/// Whether it can be in a certificate: labels of letters, digits and hyphens (RFC 1123 section 2.1).
fn is_host_name(name: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    name.len() <= 64 && name.split('.').all(is_label) && name.bytes().any(|byte| byte.is_ascii_alphabetic())
}

fn make(names: Vec<String>, now: Duration) -> Result<(Identity, String), TlsError> {
    let make = || {
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::new(names)?;
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, NAME);
        // The clocks of a class are not all right.
        params.not_before = date_time_ymd(1970, 1, 1) + now.saturating_sub(DAY);
        params.not_after = date_time_ymd(1970, 1, 1) + now + GOOD_FOR;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let pem = format!("{}{}", key.serialize_pem(), params.self_signed(&key)?.pem());
        Ok::<_, rcgen::Error>(pem)
    };
    let pem = make().map_err(|error| TlsError::Chance(error.to_string()))?;
    let identity = parse(pem.as_bytes()).ok_or_else(|| TlsError::Chance("what was made can't be read".into()))?;
    Ok((identity, pem))
}

fn parse(pem: &[u8]) -> Option<Identity> {
    let chain = vec![CertificateDer::from_pem_slice(pem).ok()?];
    Some(Identity { chain, key: PrivateKeyDer::from_pem_slice(pem).ok()? })
}

/// Whether it is for all these names, and that until then.
fn is_good(identity: &Identity, names: &[String], until: Duration) -> bool {
    let [certificate] = &identity.chain[..] else { return false };
    let mut roots = RootCertStore::empty();
    let Ok(parsed) = ParsedCertificate::try_from(certificate) else { return false };
    let until = UnixTime::since_unix_epoch(until);
    let algorithms = ring::default_provider().signature_verification_algorithms;
    roots.add(certificate.clone()).is_ok()
        && verify_server_cert_signed_by_trust_anchor(&parsed, &roots, &[], until, algorithms.all).is_ok()
        && names.iter().all(|name| {
            ServerName::try_from(name.as_str()).is_ok_and(|name| verify_server_name(&parsed, &name).is_ok())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The address of a machine that this one is not: for documentation (RFC 5737).
    const ELSEWHERE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));

    fn certificate(file: Option<&Path>, bound: IpAddr) -> CertificateDer<'static> {
        identity(file, bound).unwrap().chain.remove(0)
    }

    #[test]
    fn it_is_kept_for_this_user_alone_until_the_addresses_change() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tls.pem");
        let here = Ipv4Addr::LOCALHOST.into();
        let first = certificate(Some(&path), here);
        assert_eq!(certificate(Some(&path), here), first);
        #[cfg(unix)]
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&path).unwrap().permissions()) & 0o777, 0o600);
        let second = certificate(Some(&path), ELSEWHERE);
        assert_ne!(second, first);
        assert_eq!(certificate(Some(&path), ELSEWHERE), second);
        // That one is for here as well.
        assert_eq!(certificate(Some(&path), here), second);
        assert_ne!(certificate(None, here), certificate(None, here));
    }

    #[test]
    fn a_damaged_one_is_not_replaced_behind_the_back_of_those_who_trust_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tls.pem");
        fs::write(&path, "-----BEGIN CERTIFICATE-----\nAAAA\n").unwrap();
        let error = identity(Some(&path), ELSEWHERE).err().unwrap().to_string();
        assert!(error.contains("delete it"), "{error}");
    }

    #[test]
    fn it_is_renewed_before_it_ends() {
        let names = names(ELSEWHERE);
        let now = Duration::from_millis(unix_ms());
        let (made, _) = make(names.clone(), now).unwrap();
        assert!(is_good(&made, &names, now) && is_good(&made, &names, now + GOOD_FOR - DAY));
        assert!(!is_good(&made, &names, now + GOOD_FOR + DAY));
        assert!(!is_good(&made, &["192.0.2.8".into()], now));
    }

    #[test]
    fn only_what_is_a_name_of_a_host_is_in_it() {
        for name in ["lab-3", "lab3.school.example", "L"] {
            assert!(is_host_name(name), "{name}");
        }
        for name in ["", "-lab", "lab_3", "lab..school", "127.0.0.1", "lab 3", "(none)", "läb"] {
            assert!(!is_host_name(name), "{name}");
        }
    }
}
