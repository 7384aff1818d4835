//! How other devices reach this one.

use std::net::{IpAddr, SocketAddr};

use qrcode::{QrCode, render::unicode};

/// The URLs that other devices can open, the likeliest first; none when only this machine can.
pub fn urls(main: Option<SocketAddr>, tls: bool) -> Vec<String> {
    let Some(main) = main else { return Vec::new() };
    let scheme = if tls { "https" } else { "http" };
    addresses(main.ip()).into_iter().map(|ip| format!("{scheme}://{}/", SocketAddr::new(ip, main.port()))).collect()
}

/// The addresses by which other devices reach a port that is bound to `bound`, the likeliest first.
pub fn addresses(bound: IpAddr) -> Vec<IpAddr> {
    match bound {
        ip if ip.is_unspecified() => interfaces(),
        ip if ip.is_loopback() => Vec::new(),
        ip => vec![ip],
    }
}

/// The IPv4 addresses of this machine; those of bridges between containers and virtual machines come last.
fn interfaces() -> Vec<IpAddr> {
    const VIRTUAL: [&str; 6] = ["docker", "br-", "veth", "virbr", "vmnet", "tun"];
    let mut found: Vec<_> = if_addrs::get_if_addrs()
        .unwrap_or_default()
        .into_iter()
        .filter(|interface| interface.ip().is_ipv4() && !interface.is_loopback() && !interface.is_link_local())
        .map(|interface| (VIRTUAL.iter().any(|name| interface.name.starts_with(name)), interface.ip()))
        .collect();
    found.sort();
    found.dedup();
    found.into_iter().map(|(_, ip)| ip).collect()
}

/// A QR code for a terminal; none for a text that is too long for one.
pub fn qr(text: &str) -> Option<String> {
    let code = QrCode::new(text).ok()?;
    // Light on dark: most terminals are dark, and scanners want the code's light modules to shine.
    let image = code
        .render::<unicode::Dense1x2>()
        .dark_color(unicode::Dense1x2::Light)
        .light_color(unicode::Dense1x2::Dark)
        .build();
    Some(image)
}
