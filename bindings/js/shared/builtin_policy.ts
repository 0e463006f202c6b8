// The built-in policy for a page, which downloads it when no other policy is given.

/**
 * Returns the built-in policy, compiled.
 * @internal
 */
export async function builtinPolicy(): Promise<string> {
  return (await import("./generated/compiled_policy.js")).compiledPolicy;
}
