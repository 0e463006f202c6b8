// What the apps of all frameworks count and list.

export const renders = { rows: 0 };
export const pressed = [];
/** The request of a form that invites a user. */
export const invitation = (email) => ({
  action: "user.add",
  context: { name: "Nina", email, role: "media_library_restricted_access" },
});
export const paths = Array.from({ length: 1000 }, (_, at) => `/folder${at}`);
