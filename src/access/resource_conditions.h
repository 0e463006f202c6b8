#pragma once

#include <memory>

#include "lockstep/access/access.h"

namespace lockstep {

/// The conditions of shares, for one resource and without a context.
class ResourceConditions final : public ShareConditions {
 public:
  /// How a condition counts that depends on the context.
  enum class Open : bool { isUnmet, isMet };

  /// `access` must outlive this.
  ResourceConditions(const Access& access, const Resource& resource, Time now, Open open = Open::isUnmet)
      : access_(access), resource_(resource), open_(open) {
    context_.now = now;
  }
  bool areMet(const Share& share) const override;

 private:
  const Access& access_;
  Resource resource_;
  Context context_;
  Open open_;
};

}  // namespace lockstep
