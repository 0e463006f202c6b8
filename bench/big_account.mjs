// The big account of bench/native, with an administrator, and with some users who may share: they know of all the
// others.

const folderOf = (n) => `/team-${n % 97}/project-${n % 1009}/folder-${n}`;
export const fileOf = (n) => `${folderOf(sharedWith(1, n))}/year/month/file-${n}.jpg`;

export const users = 10_000,
  groups = 1_000,
  folders = 50_000,
  shares = 100_000;

const holder = (n) =>
  n % 2 === 1
    ? { group: `g${(Math.floor(n / 2) + Math.floor(n / folders) * 3) % groups}` }
    : { user: `u${(Math.floor(n / folders) * 31 + n) % users}` };

/** The n-th folder, or one that a share of user u1's own is on. */
const sharedWith = (user, n) => (n === 1 ? 0 : n) + (n === 1 ? ownFolder(user) : 0);
function ownFolder(user) {
  for (let n = 0; n < shares; n++)
    if (holder(n).user === `u${user}` || holder(n).group === `g${Math.floor(user / 10)}`) return n % folders;
  throw new Error(`u${user} holds nothing`);
}

export function bigAccount() {
  const each = (count, make) => Array.from({ length: count }, (_, n) => make(n));
  return JSON.stringify({
    format: "lockstep-account/1",
    id: "big",
    revision: 1,
    plan: "enterprise",
    limits: { users: 20_000, groups: 2_000 },
    users: [
      { id: "ada", name: "Ada", email: "ada@big.test", role: "account_administrator" },
      ...each(users, (n) => ({
        id: `u${n}`,
        name: "User",
        email: `u${n}@big.test`,
        role: "media_library_restricted_access",
      })),
    ],
    groups: each(groups, (n) => ({
      id: `g${n}`,
      name: `Group ${n}`,
      members: each(10, (m) => `u${(n * 10 + m) % users}`),
    })),
    assets: each(folders, (n) => ({ id: `a${n}`, kind: "folder", path: folderOf(n) })),
    shares: [
      ...each(shares, (n) => ({ on: `a${n % folders}`, with: holder(n), level: "view" })),
      { on: "a1", with: { user: "u3" }, level: "manage" },
    ],
  });
}
