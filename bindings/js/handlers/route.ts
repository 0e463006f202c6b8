// The options of a guard and its routes, and the request that a decider gets of them.

import type { Builtin } from "../shared/generated/policy.js";
import { timeText } from "../shared/text.js";
import type { Context, Principal, Request, Resource, Unlisted } from "../shared/request.js";
import type { Vocabulary } from "../shared/vocabulary.js";
import type { Decider } from "./decider.js";
import { invalid } from "./invalid_request.js";

/** A value, or a promise of it. */
export type Awaitable<T> = T | Promise<T>;

/** The principal of a session: any but `system`, which is the host itself. */
export type SessionPrincipal<V extends Vocabulary = Builtin> = Exclude<
  Principal<V>,
  {
    /** The host itself. */
    readonly system: true;
  }
>;

/** A field of a context that a client never states, whatever the policy. */
export type TrustedField = "owner" | "passwordVerified" | "now" | "id";

/** A field in which a resource states facts about itself. A client never states them. */
export type FactField = "in" | "attributes" | "relations";

const trustedFields = namesOf<TrustedField>({ owner: true, passwordVerified: true, now: true, id: true });
const factFields = namesOf<FactField>({ in: true, attributes: true, relations: true });

/** Returns the names of a union. TypeScript demands that the object has them all. */
function namesOf<Name extends string>(names: Readonly<Record<Name, true>>): readonly Name[] {
  return Object.keys(names) as Name[];
}

/** The facts that the host knows about a resource that the account does not list. */
export type Facts<V extends Vocabulary = Builtin> = Unlisted<V, V["kind"]>;

/** A resource as a request names it, without facts about it. */
export type NamedResource<V extends Vocabulary = Builtin> =
  Resource<V> extends infer Each ? (Each extends string ? Each : Omit<Each, FactField>) : never;

/** The fields of a context that a client may state. */
export type ClientContext<V extends Vocabulary = Builtin> = Context<V> & {
  readonly [Field in TrustedField]?: never;
};

/** Functions that state fields of the context for the host. A client cannot state a field that is named here. */
export type Trusted<V extends Vocabulary, A extends readonly unknown[]> = {
  readonly [Field in keyof Context<V>]?: (...request: A) => Awaitable<Context<V>[Field]>;
};

/** What a guard asks of, and on whose behalf. `R` is the request of the framework. */
export interface GuardOptions<V extends Vocabulary, R> {
  /** The account that decides: an `Account` of `lockstep/server`, or a `remoteAccount`. */
  readonly decider: Decider<V>;
  /** Returns the principal of the host's session; without one the request is answered with 401. */
  readonly principal: (request: R) => Awaitable<SessionPrincipal<V> | null | undefined>;
  /** Trusted fields of every route. */
  readonly trusted?: Trusted<V, readonly [R]>;
  /** Called with the error when no decision could be made. Defaults to `console.error`. */
  readonly onError?: (error: unknown) => void;
}

/** How a route's request becomes a request of the policy. Each function gets what the framework's handler gets. */
export interface Route<V extends Vocabulary, A extends readonly unknown[]> {
  /** Returns the resource that the client names. Absent for an action on the account as a whole. */
  readonly resource?: (...request: A) => Awaitable<NamedResource<V> | undefined>;
  /** Returns what the host knows about that resource. */
  readonly facts?: (...request: A) => Awaitable<Facts<V> | undefined>;
  /** Returns the fields that the client states. */
  readonly context?: (...request: A) => Awaitable<ClientContext<V> | undefined>;
  /** Trusted fields of this route, beside those of the guard. */
  readonly trusted?: Trusted<V, A>;
}

const guardOptions = ["decider", "principal", "trusted", "onError"];
const routeOptions = ["resource", "facts", "context", "trusted"];

/** Throws a TypeError for a misspelt option, which would have no effect. */
function refuseUnknown(options: object, known: readonly string[]): void {
  const unknown = Object.keys(options).find((each) => !known.includes(each));
  if (unknown !== undefined)
    throw new TypeError(`\`${unknown}\` is not an option; use one of \`${known.join("`, `")}\`.`);
}

export const checkGuard = (options: object): void => refuseUnknown(options, guardOptions);
export const checkRoute = (route: object): void => refuseUnknown(route, routeOptions);

/** Returns the principal of a session; undefined if it names none. Throws a TypeError for `system`. */
export function signedIn<V extends Vocabulary>(principal: SessionPrincipal<V> | null | undefined) {
  const { user, apiKey, visitor, system }: Record<string, unknown> = { ...principal };
  if (system !== undefined) throw new TypeError("`system` is the host itself, and never the principal of a session.");
  const isNamed = [user, apiKey].some((id) => typeof id === "string" && id !== "") || visitor === true;
  return isNamed ? (principal ?? undefined) : undefined;
}

type Anything = Readonly<Record<string, unknown>>;
type State = (...request: readonly unknown[]) => unknown;

/** Returns the request of a route. Throws an InvalidRequest if the client names or states what it may not. */
export async function requestOf<V extends Vocabulary, A extends readonly unknown[]>(
  principal: SessionPrincipal<V>,
  action: V["action"],
  route: Route<V, A>,
  trusted: object,
  request: A,
): Promise<Request<V>> {
  const resource = named(await route.resource?.(...request));
  const facts = resource && (await route.facts?.(...request));
  const context = await contextOf(await route.context?.(...request), { ...trusted, ...route.trusted }, request);
  return { principal, action, resource: facts ? { ...resource, ...facts } : resource, context } as Request<V>;
}

function named(resource: unknown): Anything | undefined {
  if (resource === undefined) return undefined;
  // As an object, since a string may also be a handle, which can contain facts.
  if (typeof resource === "string") return { path: resource };
  if (!isObject(resource)) throw invalid("type_invalid", "/resource", "Must be a path, or an object with an id.");
  for (const [field, value] of Object.entries(resource)) {
    if (factFields.some((each) => each === field)) throw stated(`/resource/${field}`);
    if (typeof value !== "string") throw invalid("type_invalid", `/resource/${field}`, "Must be a string.");
  }
  return resource;
}

async function contextOf(client: unknown, trusted: object, request: readonly unknown[]): Promise<Anything> {
  if (client !== undefined && client !== null && !isObject(client))
    throw invalid("type_invalid", "/context", "Must be an object.");
  const fields: Record<string, unknown> = { ...client };
  for (const field of [...trustedFields, ...Object.keys(trusted)])
    if (Object.hasOwn(fields, field) && fields[field] !== undefined) throw stated(`/context/${field}`);
  for (const [field, state] of Object.entries<State>({ ...trusted })) fields[field] = await state(...request);
  for (const [field, value] of Object.entries(fields)) if (value instanceof Date) fields[field] = timeText(value);
  return fields;
}

const stated = (place: string) => invalid("host_field", place, "Only the host may state this.");

function isObject(value: unknown): value is Anything {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
