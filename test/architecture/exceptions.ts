/** Files that may take a secret's value, and what for. */
export const REVEALERS = {
  "src/contract/secret.ts": "defines it",
  "src/destinations/github-secret/rest.ts": "the token leaves for GitHub",
  "src/destinations/github-secret/signed.ts": "the App's key signs",
  "src/inputs/webhooks.ts": "the address is checked",
  "src/lib/http-encode.ts": "credentials and bodies leave",
  "src/lib/safe-text.ts": "messages are redacted",
  "src/lib/schema.ts": "an empty secret is refused, a reference resolved",
  "src/lib/sealed-box.ts": "the value is sealed",
  "src/report/actions.ts": "masks are made",
  "src/report/notify.ts": "the address is posted to",
} as const;

/** Asking for the time, or waiting. */
export const CLOCK_WORDS =
  /\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b|\bset(?:Timeout|Interval|Immediate)\b|\bAbortSignal\.timeout\b/g;

/** Files that may ask for the time or wait, and what for. */
export const CLOCKS = {
  "src/lib/system-clock.ts": "is the clock that main hands on",
  "src/lib/http.ts": "time-out of a request",
  "src/lib/http-transport.ts": "time-out of a request",
} as const;

/** Files that load something only when it is needed, beside the registries, and what. */
export const LAZY = {
  "src/main.ts": "the reporter and the proxy, after the first request is out",
  "src/inputs/context.ts": "the run's context",
  "src/inputs/choose-source.ts": "the YAML parser, for a configuration",
  "src/inputs/descriptions.ts": "the YAML parser, for a description",
  "src/lib/sealed-box.ts": "the cryptography, before the first write",
  "src/lib/http-transport.ts": "TLS, unless all is loopback",
  "src/destinations/github-secret/signed.ts": "what signs for a GitHub App, for one",
  "src/destinations/github-secret/workflow-file.ts": "the YAML parser, for a canary",
} as const;

/** The exceptions to the laws: files by the pattern that excuses them. A file that no longer needs its one must go. */
export const exceptions = [
  { name: "reveal", pattern: /\breveal\b/, files: Object.keys(REVEALERS) },
  { name: "clock", pattern: CLOCK_WORDS, files: Object.keys(CLOCKS) },
  { name: "lazy", pattern: /\bimport\(/, files: Object.keys(LAZY) },
] as const;
