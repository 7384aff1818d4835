use super::*;
use crate::config::tls::Secrecy;

/// What files with these contents give, as the start says it.
fn open(cert: Option<&str>, key: Option<&str>) -> Result<String, String> {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: Option<&str>| {
        let path = folder.path().join(name);
        if let Some(text) = text {
            fs::write(&path, text).unwrap();
        }
        path
    };
    let secrecy =
        Secrecy { tls_cert: Some(file("cert.pem", cert)), tls_key: Some(file("key.pem", key)), tls_self_signed: false };
    match Tls::open(&Config { secrecy, ..Config::default() }) {
        Ok(tls) => Ok(tls.unwrap().fingerprint),
        Err(error) => Err(error.to_string()),
    }
}

/// A certificate and its key.
fn pair() -> (String, String) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    (made.cert.pem(), made.signing_key.serialize_pem())
}

#[test]
fn a_certificate_and_its_key_are_taken_from_files_or_from_one_file() {
    let (cert, key) = pair();
    let fingerprint = open(Some(&cert), Some(&key)).unwrap();
    assert_eq!(fingerprint.len(), 32 * 3 - 1);
    let both = format!("{key}{cert}");
    assert_eq!(open(Some(&both), Some(&both)), Ok(fingerprint));
}

#[test]
fn each_mistake_has_a_sentence_that_says_what_to_do() {
    let (cert, key) = pair();
    let (_, other) = pair();
    let locked = key.replace("PRIVATE", "ENCRYPTED PRIVATE");
    let cut = &cert[..cert.len() / 2];
    for (given, says) in [
        ((None, Some(&*key)), ["--tls-cert", "this user may read"]),
        ((Some(&*cert), None), ["--tls-key", "this user may read"]),
        ((Some(&*key), Some(&*key)), ["--tls-cert", "BEGIN CERTIFICATE"]),
        ((Some(&*cert), Some(&*cert)), ["--tls-key", "BEGIN PRIVATE KEY"]),
        ((Some(&*cert), Some(&*locked)), ["--tls-key", "openssl pkey"]),
        ((Some(&*cert), Some(&*other)), ["is not that of", "issued together"]),
        ((Some(cut), Some(&*key)), ["--tls-cert", "as a whole"]),
        (
            (Some("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), Some(&*key)),
            ["can't be used", "X.509"],
        ),
    ] {
        let error = open(given.0, given.1).unwrap_err();
        assert!(says.iter().all(|part| error.contains(part)), "{error}");
    }
}
