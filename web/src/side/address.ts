// The address of two people side by side: `?as=ada&with=rosa`.

/** The person of the second frame; null: the page is of one person. */
export const besideOf = (query: string): string | null => new URLSearchParams(query).get("with");

export const sideBySideAddress = (left: string, right: string): string =>
  `?${new URLSearchParams({ as: left, with: right })}`;
