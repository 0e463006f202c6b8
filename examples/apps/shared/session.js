// Who is signed in. This sign-in is for trying out: anybody may be anyone. Replace it with your own before others can
// reach the app. All the rest asks `userOf`.

/**
 * Returns the id of the signed-in user; `undefined` without one.
 * @param {import("express").Request} request
 */
export function userOf(request) {
  return /(?:^|; )user=(\w+)/.exec(request.headers.cookie ?? "")?.[1];
}

/**
 * Returns the handler that signs in as one of `users`, whom the body of the request names.
 * @param {() => readonly { id: string }[]} users
 * @returns {import("express").RequestHandler}
 */
export function signIn(users) {
  return (request, response) => {
    const user = users().find(({ id }) => id === request.body?.user);
    if (user === undefined) {
      response.status(400).json({ detail: "There is no such user." });
      return;
    }
    response.cookie("user", user.id, { httpOnly: true, sameSite: "strict" }).status(204).end();
  };
}
