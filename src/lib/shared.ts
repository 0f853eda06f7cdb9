/** Makes `Tools.shared`: one instance per key, made by the first who asks, for as long as the run lasts. */
export function sharing(): <T>(key: string, make: () => T) => T {
  const instances = new Map<string, unknown>();
  return <T>(key: string, make: () => T): T => {
    if (!instances.has(key)) instances.set(key, make());
    // The key stands for the type: whoever shares something owns its key.
    return instances.get(key) as T;
  };
}
