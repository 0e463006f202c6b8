r"""A client of `lockstep serve` in Python, with classes of its own document:

  curl http://localhost:8080/openapi.json --output openapi.json
  npx quicktype --src-lang schema --lang python --no-date-times --out decision.py \
    'openapi.json#/components/schemas/Decision'
  npx quicktype --src-lang schema --lang python --no-date-times --out problem_details.py \
    'openapi.json#/components/schemas/ProblemDetails'

LOCKSTEP_URL is the server, LOCKSTEP_KEY a service key.
"""

import json
import os
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from decision import decision_from_dict
from problem_details import problem_details_from_dict

SERVER = os.environ.get("LOCKSTEP_URL", "http://localhost:8080")
HEADERS = {"Authorization": f"Bearer {os.environ['LOCKSTEP_KEY']}", "Content-Type": "application/json"}


def post(path, body):
    """Returns the status and the body of an answer, which may be an error."""
    request = Request(f"{SERVER}/v1/accounts/northpine/{path}", json.dumps(body).encode(), HEADERS)
    try:
        with urlopen(request, timeout=10) as response:
            return response.status, json.load(response)
    except HTTPError as error:
        return error.code, json.load(error)


principal = {"user": "rita"}

# May Rita delete this folder? The answer names what would help.
_, answer = post("decisions", {"principal": principal, "action": "asset.delete", "resource": {"path": "/brand/logos"}})
decision = decision_from_dict(answer)
print(decision.allowed, decision.reason, decision.message)
print(",".join(f"{each.kind.value} {each.level} on {each.on}" for each in decision.remedies))

# A change is decided again, and refused with the decision.
status, answer = post("requests", {"principal": principal, "action": "group.create", "context": {"name": "New"}})
if status == 403:
    problem = problem_details_from_dict(answer)
    print(problem.status, problem.code, problem.decision.show.value)
