// Requests, as they are in JSON. `V` is the vocabulary of their policy.

import type { Builtin } from "./generated/policy.js";
import type { Vocabulary } from "./vocabulary.js";

/** A point in time: a Date, or a string such as `2026-01-15T12:00:00Z`. */
export type Moment = Date | string;

/**
 * The party that a request is from: a user, an API key, a visitor of a public link, or `system`, the host itself.
 * `passwordVerified` is a trusted field: the host sets it once the visitor has given the password of the link.
 */
export type Principal<V extends Vocabulary = Builtin> =
  | {
      /** The id of a user, or in format 2 the e-mail address. */
      readonly user: string;
      /** Attributes of the user that the account does not have. Trusted, and of format 2. */
      readonly attributes?: V["userAttributes"];
    }
  | {
      /** The id of an API key. */
      readonly apiKey: string;
    }
  | {
      /** A visitor without an account. */
      readonly visitor: true;
      /** The id of the public link that the visitor has opened. */
      readonly link?: string;
      /** Whether the visitor has given the password of the link. A trusted field. */
      readonly passwordVerified?: boolean;
    }
  | {
      /** The host itself. */
      readonly system: true;
    };

/** A resource that `access.resource` has made ready. It is used like a path; its JSON is the resource. */
export interface ResourceHandle {
  /** Distinguishes a handle from a resource, for TypeScript alone. */
  readonly __resource: true;
  /** Returns the resource. */
  toJSON(): unknown;
}

/** Ids of users by relation: one, or a list of them. */
export type Relations<V extends Vocabulary = Builtin> = {
  readonly [Relation in V["relation"]]?: string | readonly string[];
};

/** What a request says of a resource that the account does not list. Trusted fields, and of format 2. */
export interface Unlisted<V extends Vocabulary, Kind extends string> {
  /** The path or id of what it is in. Absent: the root. */
  readonly in?: string;
  /** Its attributes. */
  readonly attributes?: Kind extends keyof V["attributes"] ? V["attributes"][Kind] : object;
  /** The users that it names. */
  readonly relations?: Relations<V>;
}

/** A resource of one of the policy's kinds, by its id: `{ issue: "ENG-7", in: "/ENG" }`. */
export type Item<V extends Vocabulary = Builtin> = string extends V["kind"]
  ? { readonly [kind: string]: string | object }
  : { [Kind in V["kind"]]: { readonly [Each in Kind]: string } & Unlisted<V, Kind> }[V["kind"]];

/** The thing that a request is about. A string is the path of a resource, such as a folder. */
export type Resource<V extends Vocabulary = Builtin> =
  | string
  | ResourceHandle
  | {
      /** The path of a resource. */
      readonly path: string;
      /** The kind of a resource that the account does not list. */
      readonly kind?: [V["kind"]] extends [never] ? "file" | "folder" : V["kind"];
    }
  | {
      /** The id of a collection. */
      readonly collection: string;
    }
  | {
      /** The id of a user, or in format 2 the e-mail address. */
      readonly user: string;
    }
  | {
      /** The id of a group. */
      readonly group: string;
    }
  | {
      /** The id of a public link. */
      readonly link: string;
      /** A path that the link shows. */
      readonly path?: string;
    }
  | {
      /** The id of an API key. */
      readonly apiKey: string;
    }
  | ([V["kind"]] extends [never] ? never : KeyOrRole)
  | Item<V>;

/** The resources that only policies in format 2 name so: an API key, or a role of the account's own. */
export type KeyOrRole =
  | {
      /** The id of an API key. */
      readonly key: string;
    }
  | {
      /** The name of a role of the account's own. */
      readonly role: string;
    };

/** The user or group that a share is with; in format 2 also the users of a role, or everyone. */
export type Subject<V extends Vocabulary = Builtin> =
  | {
      /** The id of a user. */
      readonly user: string;
      /** Excluded: a share is with a user or a group. */
      readonly group?: never;
    }
  | {
      /** The id of a group. */
      readonly group: string;
      /** Excluded: a share is with a user or a group. */
      readonly user?: never;
    }
  | ([V["kind"]] extends [never] ? never : RoleOrEveryone);

/** The users of a role, or every user of the account: whom a share may be with in format 2. */
export type RoleOrEveryone =
  | {
      /** The name of a role. */
      readonly role: string;
      /** Excluded: a share is with one of them. */
      readonly user?: never;
      /** Excluded: a share is with one of them. */
      readonly group?: never;
    }
  | {
      /** Every user of the account. */
      readonly everyone: true;
      /** Excluded: a share is with one of them. */
      readonly user?: never;
      /** Excluded: a share is with one of them. */
      readonly group?: never;
    };

/**
 * The circumstances of a request. Each field may be absent: a decision checks the fields that are given, and names in
 * `unverified` those that it would need. `owner`, `passwordVerified`, `now` and the `id` of something new are trusted
 * fields. A server never takes them from a client.
 */
export type Context<V extends Vocabulary = Builtin> = ContextFields<V> &
  Partial<V["context"]> &
  ([V["kind"]] extends [never] ? unknown : RoleFields);

/** The fields of a role of the account's own, for the actions that make or change one in format 2. */
export interface RoleFields {
  /** The name of the role for users. */
  readonly title?: string | undefined;
  /** The actions that it opens, by name or pattern. */
  readonly allow?: string | readonly string[] | undefined;
  /** The actions of `allow` that it does not open, by name or pattern. */
  readonly except?: string | readonly string[] | undefined;
  /** The roles that its users may give; `*` is any. */
  readonly mayGive?: string | readonly string[] | undefined;
}

/** The fields of a context that every policy has. */
export interface ContextFields<V extends Vocabulary = Builtin> {
  /** The path of the destination folder. */
  readonly to?: string | undefined;
  /** The path of an asset, for an action on a collection. */
  readonly asset?: string | undefined;
  /** The id of a collection, for an action on an asset. */
  readonly collection?: string | undefined;
  /** The user or group to share with. */
  readonly with?: Subject<V> | undefined;
  /** The level to give; in format 2 also a list of levels. */
  readonly level?: V["level"] | ([V["kind"]] extends [never] ? never : readonly V["level"][]) | undefined;
  /** The new name of a user, group, folder, file or collection. */
  readonly name?: string | undefined;
  /** The e-mail address of a new user. */
  readonly email?: string | undefined;
  /** The role to give. */
  readonly role?: V["role"] | undefined;
  /** The id of a user to add to a group or to remove from it. */
  readonly member?: string | undefined;
  /** The ids of the users of a new group. */
  readonly members?: readonly string[] | undefined;
  /** The id of the new thing; random by default. For an action on a link of an item: the id of that link. */
  readonly id?: string | undefined;
  /** The id of a comment. */
  readonly comment?: string | undefined;
  /** The version of the file that is meant. Defaults to the current one. */
  readonly version?: "current" | "noncurrent" | undefined;
  /** The id of the owner of a path that the account does not list. A trusted field. */
  readonly owner?: string | undefined;
  /** The area of the audit log that is read. */
  readonly area?: string | undefined;
  /** The plan to switch the account to. */
  readonly plan?: V["plan"] | undefined;
  /** The feature to switch on or off. */
  readonly feature?: V["feature"] | undefined;
  /** The limit to set. */
  readonly limit?: V["limit"] | undefined;
  /** The new value: of a switch a boolean, of a limit a whole number, of an attribute one of its type. */
  readonly value?: boolean | number | ([V["kind"]] extends [never] ? never : string | readonly string[]) | undefined;
  /** The number of items in one operation. */
  readonly count?: number | undefined;
  /** `null` removes the date when a link is changed. */
  readonly startsAt?: Moment | null | undefined;
  /** The end of a public link; `null` removes it when the link is changed. */
  readonly endsAt?: Moment | null | undefined;
  /** The end of a share; absent for a share without an end. */
  readonly until?: Moment | undefined;
  /** Whether the link has a password, which the host keeps. */
  readonly hasPassword?: boolean | undefined;
  /** Whether a visitor has given the link's password. A trusted field. */
  readonly passwordVerified?: boolean | undefined;
  /** Whether the link also shows files that are not published. */
  readonly exposeUnpublished?: boolean | undefined;
  /** The kind of a new API key. */
  readonly kind?: "standard" | "restricted" | undefined;
  /** The access of a restricted API key to the media library. */
  readonly media?: "none" | "read" | "write" | undefined;
  /** Defaults to the host's clock. `null`: no clock; every grant that may have ended counts as ended. */
  readonly now?: Moment | null | undefined;
}

/** A request of the principal of an access object. */
export interface AccessRequest<V extends Vocabulary = Builtin> {
  /** The name of the action. */
  readonly action: V["action"];
  /** Absent for an action on the account as a whole. */
  readonly resource?: Resource<V> | undefined;
  /** The circumstances; absent for none. */
  readonly context?: Context<V> | undefined;
}

/** A request of any principal. */
export interface Request<V extends Vocabulary = Builtin> extends AccessRequest<V> {
  /** The party that the request is from. */
  readonly principal: Principal<V>;
}
