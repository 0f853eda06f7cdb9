const MAX_EXPIRES_AT = 4_102_444_800;

/** Problems of a body, as Kosli tells them: field to text. Empty: none. */
export type Problems = Readonly<Record<string, string>>;

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Checks the body of create. */
export function createProblems(body: unknown, nowMs: number): Problems {
  if (!isObject(body)) return { body: "Input should be a valid dictionary" };
  const { description } = body;
  const problems: Record<string, string> = { ...expiryProblems(body.expires_at, nowMs) };
  if (description === undefined) problems.description = "Field required";
  else if (typeof description !== "string") problems.description = `Input should be a valid string`;
  else if (description.length < 1) problems.description = "String should have at least 1 character";
  else if ([...description].length > 256) problems.description = "String should have at most 256 characters";
  return problems;
}

/** Checks the body of rotate: required, but it may be empty. */
export function rotateProblems(body: unknown, nowMs: number): Problems {
  if (!isObject(body)) return { body: "Input should be a valid dictionary" };
  const hours = body.grace_period_hours;
  const problems: Record<string, string> = { ...expiryProblems(body.expires_at, nowMs) };
  if (hours === undefined) return problems;
  if (typeof hours !== "number" || !Number.isInteger(hours)) {
    problems.grace_period_hours = `Input should be a valid integer [input: ${JSON.stringify(hours)}]`;
  } else if (hours < 1) {
    problems.grace_period_hours = `Input should be greater than or equal to 1 [input: ${hours}]`;
  } else if (hours > 720) {
    problems.grace_period_hours = `Input should be less than or equal to 720 [input: ${hours}]`;
  }
  return problems;
}

function expiryProblems(value: unknown, nowMs: number): Problems {
  if (value === undefined || value === null || value === 0) return {};
  if (typeof value !== "number" || !Number.isInteger(value)) {
    return { expires_at: `Input should be a valid integer [input: ${JSON.stringify(value)}]` };
  }
  if (value > MAX_EXPIRES_AT) {
    return { expires_at: `Input should be less than or equal to ${MAX_EXPIRES_AT} [input: ${value}]` };
  }
  return value * 1000 < nowMs ? { expires_at: "expires_at must not be in the past" } : {};
}

/** Checks the body of a new service account. */
export function accountProblems(body: unknown): Problems {
  if (!isObject(body)) return { body: "Input should be a valid dictionary" };
  const problems: Record<string, string> = {};
  if (typeof body.name !== "string" || !/^[a-zA-Z0-9-]{1,64}$/.test(body.name)) {
    problems.name = "String should match pattern '^[a-zA-Z0-9\\-]+$'";
  }
  if (!["admin", "member", "snapshotter", "reader"].includes(String(body.privilege))) {
    problems.privilege = "Input should be 'admin', 'member', 'snapshotter' or 'reader'";
  }
  return problems;
}
