import { parseCommand, type WorkflowCommand } from "./commands.ts";
import type { Masker } from "./masker.ts";

/** A mark beside the run, as the runner uploads it: masked, cut at 4,096 characters. */
export interface Annotation {
  readonly level: "error" | "warning" | "notice";
  readonly message: string;
  readonly title?: string;
}

/** Annotations of one kind that a step may have; the rest is lost. */
const KEPT_PER_LEVEL = 10;
const LONGEST_MESSAGE = 4096;

/** What a job log collects from a step's output. */
export class JobLog {
  readonly lines: string[] = [];
  /** All annotations in order; the page shows only {@link JobLog.shownAnnotations}. */
  readonly annotations: Annotation[] = [];
  readonly outputs: Record<string, string> = {};
  readonly state: Record<string, string> = {};
  readonly #masker: Masker;
  readonly #debug: boolean;
  #resumeToken: string | undefined;

  constructor(masker: Masker, debug = false) {
    this.#masker = masker;
    this.#debug = debug;
  }

  /** Takes one line of stdout or stderr, obeys it or logs it. */
  line(text: string): void {
    const command = parseCommand(text, this.#resumeToken);
    if (command === undefined) {
      this.#print(text);
      return;
    }
    if (this.#resumeToken !== undefined) {
      this.#resumeToken = undefined;
      return;
    }
    this.#obey(command);
  }

  /** Adds a line of the runner's own. */
  issue(level: Annotation["level"], message: string, title?: string): void {
    const cut = this.#masker.mask(message).slice(0, LONGEST_MESSAGE);
    this.annotations.push({ level, message: cut, ...(title === undefined ? {} : { title: this.#masker.mask(title) }) });
    for (const [index, line] of message.split(/\r?\n/).entries())
      this.#print(index === 0 ? `##[${level}]${line}` : line);
  }

  /** The annotations that a person sees: ten of each level. */
  shownAnnotations(): Annotation[] {
    const seen = { error: 0, warning: 0, notice: 0 };
    return this.annotations.filter(({ level }) => {
      seen[level] += 1;
      return seen[level] <= KEPT_PER_LEVEL;
    });
  }

  #print(text: string): void {
    this.lines.push(this.#masker.mask(text));
  }

  #obey(command: WorkflowCommand): void {
    const { name, properties, data } = command;
    switch (name) {
      case "add-mask":
        this.#mask(data);
        break;
      case "stop-commands":
        this.#resumeToken = data;
        break;
      case "error":
      case "warning":
      case "notice":
        this.issue(name, data, properties.title);
        break;
      case "group":
      case "endgroup":
        this.#print(`##[${name}]${data}`);
        break;
      case "debug":
        if (this.#debug) this.#print(`##[debug]${data}`);
        break;
      case "set-output":
        this.outputs[properties.name ?? ""] = data;
        break;
      case "save-state":
        this.state[properties.name ?? ""] = data;
        break;
      case "set-env":
      case "add-path":
        this.issue("error", `The \`${name}\` command is disabled.`);
        break;
    }
  }

  #mask(value: string): void {
    if (this.#masker.add(value)) return;
    this.issue("warning", "Can't add secret mask for empty string in ##[add-mask] command.");
  }
}
