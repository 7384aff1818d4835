//! What can be set of the tutorials' systems.

use clap::{Args, builder::BoolishValueParser};

use super::Port;
use crate::tutorials::Tutorial;

/// The systems that tutorials build, each on the port that its tutorial uses.
#[derive(Args, Clone, Debug)]
pub struct Tutorials {
    /// Serve the systems that WebSocket tutorials build, each on its tutorial's port and under /tutorials/ on the main one
    #[arg(long = "tutorials", env = "TTTPARTY_TUTORIALS", value_parser = BoolishValueParser::new(), help_heading = "Tutorials")]
    pub on: bool,

    /// With --tutorials: WebSocket that answers in capitals
    #[arg(
        long,
        env = "TTTPARTY_CAPITALIZER_PORT",
        requires = "on",
        default_value = "59898",
        value_name = "PORT|off",
        help_heading = "Tutorials"
    )]
    pub capitalizer_port: Port,

    /// With --tutorials: page of the party
    #[arg(
        long,
        env = "TTTPARTY_PARTY_PAGE_PORT",
        requires = "on",
        default_value = "50000",
        value_name = "PORT|off",
        help_heading = "Tutorials"
    )]
    pub party_page_port: Port,

    /// With --tutorials: page of the chat
    #[arg(
        long,
        env = "TTTPARTY_CHAT_PAGE_PORT",
        requires = "on",
        default_value = "8098",
        value_name = "PORT|off",
        help_heading = "Tutorials"
    )]
    pub chat_page_port: Port,

    /// With --tutorials: chat over WebSocket
    #[arg(
        long,
        env = "TTTPARTY_CHAT_PORT",
        requires = "on",
        default_value = "8099",
        value_name = "PORT|off",
        help_heading = "Tutorials"
    )]
    pub chat_port: Port,

    /// With --tutorials: echo over WebSocket, and its page
    #[arg(
        long,
        env = "TTTPARTY_ECHO_PORT",
        requires = "on",
        default_value = "8081",
        value_name = "PORT|off",
        help_heading = "Tutorials"
    )]
    pub echo_port: Port,
}

impl Tutorials {
    /// The port of each system, and the flag that sets it; all off without `--tutorials`.
    pub fn ports(&self) -> [(Tutorial, Port, &'static str); 5] {
        let port = |port| if self.on { port } else { Port::Off };
        [
            (Tutorial::Capitalizer, port(self.capitalizer_port), "--capitalizer-port"),
            (Tutorial::PartyPage, port(self.party_page_port), "--party-page-port"),
            (Tutorial::ChatPage, port(self.chat_page_port), "--chat-page-port"),
            (Tutorial::Chat, port(self.chat_port), "--chat-port"),
            (Tutorial::Echo, port(self.echo_port), "--echo-port"),
        ]
    }
}
