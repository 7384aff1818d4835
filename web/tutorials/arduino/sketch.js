// The program for a student's board, and what it puts on the wire. Pure.
import { textFrame } from '../wire/encode.js';

/** @typedef {import('../wire/events.js').WireEvent} WireEvent */

/** @param {string} host name or address of this server @param {number} port @returns {string} the sketch */
export function sketchFor(host, port) {
  return `#include <WiFiNINA.h>
#include <ArduinoHttpClient.h>

const char network[] = "name of your Wi-Fi";
const char password[] = "its password";

WiFiClient tcp;
WebSocketClient door(tcp, "${host}", ${port});

void setup() {
  Serial.begin(9600);
  while (WiFi.begin(network, password) != WL_CONNECTED) {
    delay(1000);
  }
}

void loop() {
  if (!door.connected()) {
    Serial.println("Knocking at the door");
    door.begin("/");            // the handshake
    delay(1000);
    return;
  }
  door.beginMessage(TYPE_TEXT); // one message is one frame
  door.print("{\\"light\\":" + String(analogRead(A0)) + "}");
  door.endMessage();
  delay(1000);
  while (door.parseMessage() > 0) {
    Serial.println(door.readString());
  }
}
`;
}

/** The key and its answer are the example of RFC 6455, section 1.3. */
const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';
const ACCEPT = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=';

/**
 * All that is said for one measurement.
 * @param {string} host @param {number} port @param {number} light 0 to 1023
 * @param {Uint8Array} mask four bytes
 * @returns {WireEvent[]} the handshake, the board's frame, the server's
 */
export function exchange(host, port, light, mask) {
  const request = ['GET / HTTP/1.1', `Host: ${host}:${port}`, 'User-Agent: Arduino/2.2.0', 'Upgrade: websocket', 'Connection: Upgrade', `Sec-WebSocket-Key: ${KEY}`, 'Sec-WebSocket-Version: 13'];
  const answer = ['HTTP/1.1 101 Switching Protocols', 'Connection: Upgrade', 'Upgrade: websocket', `Sec-WebSocket-Accept: ${ACCEPT}`];
  const said = JSON.stringify({ light });
  return [
    { kind: 'head', at: 0, from: 'client', text: request.join('\r\n') },
    { kind: 'head', at: 0, from: 'server', text: answer.join('\r\n') },
    textFrame(said, mask),
    textFrame(said, null),
  ];
}
