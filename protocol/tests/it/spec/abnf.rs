//! As much of ABNF (RFC 5234, RFC 7405) as `TTTP.md` is written in, over characters: reads grammars, and tells whether a
//! line keeps to a rule.

use std::collections::{BTreeMap, BTreeSet};

/// What a rule is made of.
enum Node {
    Either(Vec<Node>),
    Sequence(Vec<Node>),
    /// At least and at most so often.
    Repeated(usize, usize, Box<Node>),
    Literal {
        text: String,
        case: bool,
    },
    Range(char, char),
    Rule(String),
}

/// Rules by name.
pub struct Grammar(BTreeMap<String, Vec<Node>>);

impl Grammar {
    /// Reads the rules, and those of RFC 5234 that they use.
    pub fn new(text: &str) -> Grammar {
        let core = "SP = %x20\nDIGIT = %x30-39\nALPHA = %x41-5A / %x61-7A\nHEXDIG = DIGIT / \"A\" / \"B\" / \"C\" / \"D\" / \
                    \"E\" / \"F\"\nOCTET = %x00-10FFFF\n";
        let mut rules: BTreeMap<String, Vec<Node>> = BTreeMap::new();
        let mut whole: Vec<String> = Vec::new();
        for line in core.lines().chain(text.lines()) {
            let line = line.split_once(';').map_or(line, |(rule, _)| rule).trim_end();
            if line.starts_with(' ') {
                whole.last_mut().expect("a rule begins at the margin").push_str(line);
            } else if !line.is_empty() {
                whole.push(line.to_owned());
            }
        }
        for line in whole {
            let (name, rest) = line.split_once('=').expect("name = elements");
            let (more, rest) = rest.strip_prefix('/').map_or((false, rest), |rest| (true, rest));
            let mut rest = Rest(rest);
            let node = rest.either();
            assert!(rest.0.trim().is_empty(), "{:?} in {line}", rest.0);
            let nodes = rules.entry(name.trim().to_owned()).or_default();
            assert_eq!(nodes.is_empty(), !more, "= at first, =/ for more: {line}");
            nodes.push(node);
        }
        let grammar = Grammar(rules);
        grammar.0.values().flatten().for_each(|node| grammar.check(node));
        grammar
    }

    /// Whether the whole line is one of that rule.
    pub fn matches(&self, rule: &str, line: &str) -> bool {
        let line: Vec<char> = line.chars().collect();
        self.rule(rule, &line, 0).contains(&line.len())
    }

    /// The literals that a rule chooses from, and nothing else.
    pub fn words(&self, rule: &str) -> BTreeSet<&str> {
        fn collect<'a>(node: &'a Node, into: &mut BTreeSet<&'a str>) {
            match node {
                Node::Either(nodes) => nodes.iter().for_each(|node| collect(node, into)),
                Node::Literal { text, .. } => drop(into.insert(text)),
                _ => panic!("not a choice of words"),
            }
        }
        let mut words = BTreeSet::new();
        self.0[rule].iter().for_each(|node| collect(node, &mut words));
        words
    }

    /// Every rule that is used is there.
    fn check(&self, node: &Node) {
        match node {
            Node::Either(nodes) | Node::Sequence(nodes) => nodes.iter().for_each(|node| self.check(node)),
            Node::Repeated(.., node) => self.check(node),
            Node::Rule(name) => assert!(self.0.contains_key(name), "no rule {name}"),
            Node::Literal { .. } | Node::Range(..) => {}
        }
    }

    fn rule(&self, name: &str, line: &[char], at: usize) -> BTreeSet<usize> {
        self.0[name].iter().flat_map(|node| self.ends(node, line, at)).collect()
    }

    /// Where it can end that begins there.
    fn ends(&self, node: &Node, line: &[char], at: usize) -> BTreeSet<usize> {
        match node {
            Node::Either(nodes) => nodes.iter().flat_map(|node| self.ends(node, line, at)).collect(),
            Node::Sequence(nodes) => nodes.iter().fold(BTreeSet::from([at]), |ends, node| self.next(node, line, &ends)),
            Node::Repeated(least, most, node) => {
                let mut now = BTreeSet::from([at]);
                let mut found = if *least == 0 { now.clone() } else { BTreeSet::new() };
                for times in 1..=*most {
                    now = self.next(node, line, &now);
                    if now.is_empty() || (times > *least && now.is_subset(&found)) {
                        break;
                    }
                    if times >= *least {
                        found.extend(&now);
                    }
                }
                found
            }
            Node::Literal { text, case } => {
                let same = |a: char, b: &char| if *case { a == *b } else { a.eq_ignore_ascii_case(b) };
                let length = text.chars().count();
                let found = line.len() - at >= length && text.chars().zip(&line[at..]).all(|(a, b)| same(a, b));
                found.then_some(at + length).into_iter().collect()
            }
            Node::Range(first, last) => {
                let found = line.get(at).is_some_and(|c| (first..=last).contains(&c));
                found.then_some(at + 1).into_iter().collect()
            }
            Node::Rule(name) => self.rule(name, line, at),
        }
    }

    fn next(&self, node: &Node, line: &[char], from: &BTreeSet<usize>) -> BTreeSet<usize> {
        from.iter().flat_map(|at| self.ends(node, line, *at)).collect()
    }
}

/// What is still to be read of a rule.
struct Rest<'a>(&'a str);

impl<'a> Rest<'a> {
    fn peek(&mut self) -> Option<char> {
        self.0 = self.0.trim_start();
        self.0.chars().next()
    }

    fn take(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        if found {
            self.0 = &self.0[c.len_utf8()..];
        }
        found
    }

    fn while_(&mut self, belongs: impl Fn(char) -> bool) -> &'a str {
        let (found, rest) = self.0.split_at(self.0.find(|c| !belongs(c)).unwrap_or(self.0.len()));
        self.0 = rest;
        found
    }

    fn either(&mut self) -> Node {
        let mut nodes = vec![self.sequence()];
        while self.take('/') {
            nodes.push(self.sequence());
        }
        if nodes.len() == 1 { nodes.remove(0) } else { Node::Either(nodes) }
    }

    fn sequence(&mut self) -> Node {
        let mut nodes = Vec::new();
        while self.peek().is_some_and(|c| !matches!(c, '/' | ')' | ']')) {
            nodes.push(self.repeated());
        }
        assert!(!nodes.is_empty(), "nothing before {:?}", self.0);
        if nodes.len() == 1 { nodes.remove(0) } else { Node::Sequence(nodes) }
    }

    fn repeated(&mut self) -> Node {
        let number = |digits: &str| digits.parse::<usize>().ok();
        let least = number(self.while_(|c| c.is_ascii_digit()));
        let star = self.0.starts_with('*') && self.take('*');
        let most = if star { number(self.while_(|c| c.is_ascii_digit())) } else { least };
        let node = Box::new(self.element());
        match (least, star) {
            (None, false) => *node,
            _ => Node::Repeated(least.unwrap_or(0), most.unwrap_or(usize::MAX), node),
        }
    }

    fn element(&mut self) -> Node {
        if self.take('(') {
            let node = self.either();
            assert!(self.take(')'), "no ) before {:?}", self.0);
            return node;
        }
        if self.take('[') {
            let node = Node::Repeated(0, 1, Box::new(self.either()));
            assert!(self.take(']'), "no ] before {:?}", self.0);
            return node;
        }
        if let Some(rest) = self.0.strip_prefix("%x") {
            self.0 = rest;
            let code = |digits| u32::from_str_radix(digits, 16).ok().and_then(char::from_u32).expect("a code point");
            let first = code(self.while_(|c| c.is_ascii_hexdigit()));
            let last = if self.0.starts_with('-') && self.take('-') {
                code(self.while_(|c| c.is_ascii_hexdigit()))
            } else {
                first
            };
            return Node::Range(first, last);
        }
        let (case, rest) = self.0.strip_prefix("%s").map_or((false, self.0), |rest| (true, rest));
        if let Some(rest) = rest.strip_prefix('"') {
            let (text, rest) = rest.split_once('"').expect("a closing quote");
            self.0 = rest;
            return Node::Literal { text: text.to_owned(), case };
        }
        let name = self.while_(|c| c.is_ascii_alphanumeric() || c == '-');
        assert!(!name.is_empty(), "no element at {:?}", self.0);
        Node::Rule(name.to_owned())
    }
}

#[test]
fn a_grammar_means_what_it_says() {
    let grammar =
        Grammar::new("a = %s\"A\" [b] 1*2(SP \"x\") *DIGIT ; told\n    3\"!\"\na =/ b\nb = %x42-43 / \"no\"\n");
    for line in ["A x!!!", "AB X x12!!!", "C", "nO"] {
        assert!(grammar.matches("a", line), "{line}");
    }
    for line in ["a x!!!", "A x x x!!!", "A x!!", "A x!!!!", "", "D", "An x!!! "] {
        assert!(!grammar.matches("a", line), "{line}");
    }
    assert_eq!(Grammar::new("c = %s\"a\" / %s\"b\"\n").words("c"), ["a", "b"].into());
}
