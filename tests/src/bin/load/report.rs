//! The result, as JSON and as a table.

use std::{fmt::Write, fs};

use serde_json::{Value, json};

use crate::{
    args::{Form, Load, Mode, Place, Then},
    run::Outcome,
    tally::{Tally, Times},
    target::Transport,
};

/// One number or more of a result, and their name.
pub type Row = (&'static str, Value);

/// The result. What makes no sense for a load is null.
pub fn rows(load: &Load, transport: Transport, seed: u64, tally: &Tally, outcome: &Outcome) -> Vec<Row> {
    let Outcome { seconds, server_cpu, client_cpu, memory_before, memory_after, connections, .. } = outcome;
    let (case, mode, parameters) = asked(load);
    let is_party = matches!(load, Load::Party(_));
    let per_cpu = |count: u64| server_cpu.filter(|_| count > 0).map(|cpu| cpu * 1e6 / count as f64);
    let per_second = |count: u64| count as f64 / seconds;
    let grown = memory_before.zip(*memory_after).map(|(before, after)| after as f64 - before as f64);
    let mut rows = vec![
        ("case", json!(case)),
        ("mode", json!(mode)),
        ("transport", json!(transport.name())),
        ("seed", json!(seed)),
        ("parameters", parameters),
        ("seconds", json!(seconds)),
        ("messages", json!(tally.messages)),
        ("deliveries", json!(tally.deliveries)),
        ("server_cpu_s", json!(server_cpu)),
        ("cpu_us_per_message", json!(per_cpu(tally.messages))),
        ("cpu_us_per_delivery", json!(per_cpu(tally.deliveries))),
        ("server_cpu_share", json!(server_cpu.map(|cpu| cpu / seconds))),
        ("messages_per_second", json!(per_second(tally.messages))),
        ("deliveries_per_second", json!(per_second(tally.deliveries))),
        ("latency_us", times(&tally.latency)),
        ("frame_gap_us", times(&tally.gaps)),
        ("client_bytes_in", json!(tally.bytes_in)),
        ("client_bytes_out", json!(tally.bytes_out)),
        ("bytes_per_second_per_client", json!(per_second(tally.bytes_in) / *connections as f64)),
        ("rss_before_kib", json!(memory_before)),
        ("rss_after_kib", json!(memory_after)),
        ("rss_per_connection_kib", json!(grown.map(|kib| kib / *connections as f64))),
        ("client_cpu_share", json!(client_cpu / seconds)),
        ("skipped_inputs", json!(is_party.then_some(tally.skipped))),
    ];
    if !is_party {
        rows.push(("frames_per_second", Value::Null));
    }
    rows.extend(outcome.extra.iter().cloned());
    rows.extend([("errors", json!(tally.errors)), ("error_samples", json!(tally.samples))]);
    rows
}

/// Writes it as a JSON object to a file, or to standard output for `-`.
///
/// # Errors
/// Why it can't.
pub fn write(place: &str, rows: &[Row]) -> Result<(), String> {
    let object = Value::Object(rows.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect());
    let text = format!("{object:#}\n");
    if place == "-" {
        print!("{text}");
        return Ok(());
    }
    fs::write(place, text).map_err(|reason| format!("can't write {place}: {reason}"))
}

/// What people like to read: a line for each name that has a value.
pub fn table(rows: &[Row]) -> String {
    let mut out = String::new();
    for (name, value) in rows {
        let text = match value {
            Value::Null => continue,
            Value::Object(parts) => {
                let parts = parts.iter().filter(|(_, value)| !value.is_null());
                parts.map(|(part, value)| format!("{part} {}", plain(value))).collect::<Vec<_>>().join(", ")
            }
            Value::Array(all) => all.iter().map(plain).collect::<Vec<_>>().join("; "),
            value => plain(value),
        };
        writeln!(out, "{name:<28} {text}").expect("a String grows");
    }
    out
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) if number.is_f64() => shorten(number.as_f64().unwrap_or_default()),
        other => other.to_string(),
    }
}

fn shorten(number: f64) -> String {
    match number.abs() {
        0.0 => "0".into(),
        ..1.0 => format!("{number:.4}"),
        1.0..1000.0 => format!("{number:.2}"),
        _ => format!("{number:.0}"),
    }
}

fn times(times: &Times) -> Value {
    match (times.quantile(0.5), times.quantile(0.99), times.quantile(0.999)) {
        (Some(p50), Some(p99), Some(p999)) => json!({ "p50": p50, "p99": p99, "p999": p999 }),
        _ => Value::Null,
    }
}

/// The case, its mode and its parameters.
fn asked(load: &Load) -> (&'static str, Option<&'static str>, Value) {
    match load {
        Load::Tttp(args) => {
            let then = match args.then {
                Then::Rematch => "rematch",
                Then::Reconnect => "reconnect",
            };
            let mode = match args.mode {
                Mode::Rematch => "rematch",
                Mode::Reconnect => "reconnect",
                Mode::Rejected => "rejected",
                Mode::Think => "think",
            };
            let then = if matches!(args.mode, Mode::Rejected | Mode::Think) { then } else { mode };
            let think = (args.mode == Mode::Think).then_some(args.think_ms);
            ("tttp", Some(mode), json!({ "pairs": args.pairs, "think_ms": think, "then": then }))
        }
        Load::Party(args) => {
            let form = match args.form {
                Form::Classic => "classic",
                Form::Party2 => "party2",
            };
            let parameters = json!({
                "clients": args.clients, "inputs": args.inputs, "stalled": args.stalled, "form": form,
                "spread": args.spread, "rooms": args.rooms, "hz": args.hz,
            });
            ("party", Some(form), parameters)
        }
        Load::Idle(args) => {
            let form = args.form.map(|form| match form {
                Place::Tttp => "tttp",
                Place::Party => "party",
                Place::Party2 => "party2",
                Place::Echo => "echo",
            });
            ("idle", form, json!({ "connections": args.connections, "form": form }))
        }
        Load::Storm(args) => {
            ("storm", None, json!({ "connections": args.connections, "concurrency": args.concurrency }))
        }
    }
}
