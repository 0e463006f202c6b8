// What the apps of all frameworks count and list.

export const renders = { rows: 0 };
export const pressed = [];
export const paths = Array.from({ length: 1000 }, (_, at) => `/folder${at}`);
