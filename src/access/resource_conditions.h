#pragma once

#include <memory>

#include "lockstep/access/access.h"

namespace lockstep {

/// The conditions of shares, for one resource.
class ResourceConditions final : public ShareConditions {
 public:
  /// How a condition counts that depends on the context.
  enum class Open : bool { isUnmet, isMet };

  /// Without a context but the time. `access` must outlive this, and `changesAt` too: it becomes the first moment at
  /// which a condition may change its result.
  ResourceConditions(const Access& access, const Resource& resource, Time now, Open open = Open::isUnmet,
                     std::optional<Time>* changesAt = nullptr)
      : access_(access), resource_(resource), open_(open), changesAt_(changesAt) {
    context_.now = now;
  }
  /// The same in the context of a request, for another place than its resource.
  ResourceConditions(const Access& access, const Resource& resource, const Context& context,
                     std::optional<Time>* changesAt)
      : access_(access), resource_(resource), context_(context), open_(Open::isUnmet), changesAt_(changesAt) {}
  bool areMet(const Share& share) const override;

 private:
  const Access& access_;
  Resource resource_;
  Context context_;
  Open open_;
  std::optional<Time>* changesAt_;
};

}  // namespace lockstep
