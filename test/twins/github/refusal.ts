/** An answer that is not a success, thrown by routes. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;

  constructor(
    status: number,
    message: string,
    more: { headers?: Record<string, string>; body?: Record<string, unknown> } = {},
  ) {
    super(message);
    this.status = status;
    this.headers = more.headers ?? {};
    this.body = { message, documentation_url: "https://docs.github.com/rest", status: String(status), ...more.body };
  }
}

/** What GitHub says for what does not exist and for what a token may not see. */
export function notFound(): Refusal {
  return new Refusal(404, "Not Found");
}
