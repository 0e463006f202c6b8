// A small account that the tests share: an administrator, and a restricted user who holds one level on each folder.

export const now = "2026-01-15T12:00:00Z";

export const ada = { user: "ada" };
export const rita = { user: "rita" };
export const system = { system: true };

export function acme(changes = {}) {
  return {
    format: "lockstep-account/1",
    id: "acme",
    revision: 41,
    plan: "enterprise",
    limits: { users: 8 },
    users: [
      { id: "ada", name: "Ada", email: "ada@acme.test", role: "account_administrator" },
      { id: "rita", name: "Rita", email: "rita@acme.test", role: "media_library_restricted_access" },
      { id: "sam", name: "Sam", email: "sam@acme.test", role: "media_library_restricted_access" },
      { id: "fin", name: "Fin", email: "fin@acme.test", role: "finance" },
    ],
    groups: [{ id: "g1", name: "Design", members: ["rita"] }],
    assets: [
      { id: "f1", kind: "folder", path: "/seen" },
      { id: "f2", kind: "folder", path: "/helped" },
      { id: "f3", kind: "folder", path: "/run" },
      { id: "f4", kind: "folder", path: "/brief" },
      { id: "a1", kind: "file", path: "/run/logo.png" },
    ],
    collections: [{ id: "c1", name: "Brand", owner: "rita", items: ["a1"] }],
    shares: [
      { on: "f1", with: { group: "g1" }, level: "view" },
      { on: "f2", with: { user: "rita" }, level: "contribute" },
      { on: "f3", with: { user: "rita" }, level: "manage" },
      { on: "f4", with: { user: "rita" }, level: "manage", until: "2100-01-01T00:00:00Z" },
    ],
    ...changes,
  };
}
