// A stand-in for the action: carries out the steps in its input and prints what it was given.
import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const doing = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  env: () => process.stdout.write(`${JSON.stringify(process.env)}\n`),
  versions: () => process.stdout.write(`${process.version} ${process.stdout.isTTY === true} ${process.cwd()}\n`),
  file: ([name, text]) => appendFileSync(process.env[name], text),
  fill: ([name, length]) => appendFileSync(process.env[name], "x".repeat(length)),
  temp: ([name, text]) => writeFileSync(join(process.env.RUNNER_TEMP, name), text),
  ignore: (signal) => process.on(signal, () => process.stdout.write(`ignored ${signal}\n`)),
  leave: (signal) =>
    process.on(signal, () => {
      process.stdout.write(`left on ${signal}\n`);
      process.exit(3);
    }),
  hang: () => setInterval(() => {}, 1000),
  exit: (code) => {
    process.exitCode = code;
  },
};

for (const [verb, argument] of JSON.parse(process.env.INPUT_SCRIPT)) doing[verb](argument);
