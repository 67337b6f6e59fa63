// Statements with a signature. A Signed<T> that a handler holds is authentic by construction:
//   - in simulation and exploration only Context::sign makes one, for the identity whose step it is, and a visitor that
//     writes passes by it (but for the codec's reader and the renaming of all processes alike): an adversary can replay
//     what it has seen, and no more;
//   - on the wire it carries 64 bytes of Ed25519 over the domain, the signer and the canonical codec of the statement;
//     the runtime verifies every Signed<T> of a message (verify_all below) before a handler sees the message.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "protocols/core/walk.hpp"

namespace parley {

// The runtimes' key to making and reading signed values; protocols and strategies never name it (a test sees to that).
struct SignatureAccess;

template <class T>
class Signed {
 public:
  Signed() = default;  // an empty value to decode into; not authentic until the runtime has verified it

  const T& statement() const { return statement_; }
  ProcessId signer() const { return signer_; }
  // Empty where signatures are symbolic, 64 bytes on the wire.
  const std::vector<std::uint8_t>& signature() const { return signature_; }

  template <class Visitor>
  constexpr void walk_parts(Visitor& visitor) const {
    walk(visitor, statement_);
    walk(visitor, signer_);
    walk(visitor, signature_);
  }

  friend bool operator==(const Signed&, const Signed&) = default;

 private:
  friend struct SignatureAccess;
  T statement_{};
  ProcessId signer_;
  std::vector<std::uint8_t> signature_;
};

struct SignatureAccess {
  template <class T>
  static Signed<T> make(T statement, ProcessId signer, std::vector<std::uint8_t> signature = {}) {
    Signed<T> value;
    value.statement_ = std::move(statement);
    value.signer_ = signer;
    value.signature_ = std::move(signature);
    return value;
  }

  template <class Visitor, class T>
  static constexpr void walk_parts(Visitor& visitor, Signed<T>& value) {
    walk(visitor, value.statement_);
    walk(visitor, value.signer_);
    walk(visitor, value.signature_);
  }

  // Walks the statement with a visitor that writes, and leaves the signature symbolic.
  template <class Visitor, class T>
  static void make_symbolic(Visitor& visitor, Signed<T>& value) {
    walk(visitor, value.statement_);
    value.signature_.clear();
  }
};

namespace signed_detail {

template <class Check>
struct SignatureVisitor : VisitorDefaults<SignatureVisitor<Check>> {
  Check check;
  bool valid = true;

  explicit SignatureVisitor(Check c) : check(std::move(c)) {}

  template <class T>
  void signed_value(T& value) {
    valid = valid && check(value);
    walk(*this, value.statement());  // statements may carry signed statements of others
  }
};

class SymbolicVisitor : public VisitorDefaults<SymbolicVisitor> {
 public:
  template <class T>
  void ordered(T& container) {
    rewrite_ordered(*this, container);
  }
  template <class T>
  void signed_value(T& value) {
    SignatureAccess::make_symbolic(*this, value);
  }
};

}  // namespace signed_detail

// The value as simulation and exploration have it: every signature in it symbolic. Traces hold such values, so that a
// run of real nodes can be carried out again where no key is.
template <class T>
T symbolic(T value) {
  signed_detail::SymbolicVisitor visitor;
  walk(visitor, value);
  return value;
}

// Whether `check(signed)` accepts every signed value inside `value`.
template <class T, class Check>
bool verify_all(const T& value, Check check) {
  signed_detail::SignatureVisitor<Check> visitor(std::move(check));
  walk(visitor, value);
  return visitor.valid;
}

}  // namespace parley
