// Paths as the engine writes them: "/a/b.png"; the root is "/".

export function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

export function inside(folder: string, name: string): string {
  return folder === "/" ? `/${name}` : `${folder}/${name}`;
}

/** The folders from the one below the root down to the path itself. */
export function trail(path: string): string[] {
  const steps: string[] = [];
  for (let at = path; at !== "/"; at = parentOf(at)) steps.unshift(at);
  return steps;
}
