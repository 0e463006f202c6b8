// What the controls ask, by their names.
export const questions = {
  view: { action: "asset.view", resource: "/brand" },
  delete: { action: "asset.delete", resource: "/brand" },
  legal: { action: "asset.delete", resource: "/legal" },
};
