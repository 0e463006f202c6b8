import { invalid } from "./invalid_request.js";

/**
 * Returns the path of a route's parameter, which is a string, or in Express 5 a list of segments. Throws an
 * InvalidRequest if it is neither, or if a segment contains a `/`, which was `%2F` in the address. The engine refuses
 * `..`, empty segments and other paths that are not valid.
 */
export function pathOf(parameter: unknown): string {
  if (typeof parameter === "string") return rooted(parameter);
  if (!Array.isArray(parameter) || !parameter.every((each) => typeof each === "string"))
    throw invalid("path_invalid", "/resource/path", "A path is a string, or a list of segments.");
  const slash = parameter.find((each) => each.includes("/"));
  if (slash !== undefined)
    throw invalid("path_invalid", "/resource/path", `\`${slash}\` is not a segment; write \`/\` between segments.`);
  return rooted(parameter.join("/"));
}

const rooted = (path: string): string => (path.startsWith("/") ? path : `/${path}`);
