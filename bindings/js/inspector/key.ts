// A key that a page can name: `Alt+X`.

const modifiers = ["Alt", "Control", "Meta", "Shift"] as const;

/**
 * Returns whether an event is of the key that is named like `Alt+X` or `Control+Shift+L`. The letter is that of the
 * key, because some systems write another character with Alt.
 */
export function isKey(name: string, event: KeyboardEvent): boolean {
  const parts = name.split("+");
  const letter = parts.pop()?.toUpperCase();
  if (!letter) return false;
  const hasModifiers = modifiers.every((each) => event.getModifierState(each) === parts.includes(each));
  return hasModifiers && (event.code === `Key${letter}` || event.key.toUpperCase() === letter);
}
