#include "lockstep/disclosure/decide.h"

#include "lockstep/disclosure/who_can.h"

namespace lockstep {

Decision decide(const Account& account, const Request& request, const Messages& messages) {
  Access access(account, request.principal);
  access.setMessages(messages);
  Decision decision = access.decide(request.action, request.resource, request.context);
  nameGivers(decision, access, request.context.now);
  return decision;
}

}  // namespace lockstep
