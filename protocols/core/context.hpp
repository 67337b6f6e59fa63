// What a handler is lent for one step: its identity, the effect buffer, choices and a signing key. Nothing else of the
// world can be reached from it.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "protocols/core/choices.hpp"
#include "protocols/core/codec.hpp"
#include "protocols/core/effects.hpp"
#include "protocols/core/signed.hpp"

namespace parley {

// Signs the canonical bytes of a statement with the key of the process whose step it is. Without one, signatures are
// symbolic (signed.hpp).
struct SigningKey {
  const void* key = nullptr;
  std::vector<std::uint8_t> (*sign)(const void* key, std::span<const std::byte> statement) = nullptr;
};

// The bytes a signature covers: domain, protocol, type of the statement, signer, statement. Two protocols may have
// statements of one name and shape, and a process may run both with one key.
template <class T>
Bytes signed_bytes(std::string_view protocol, const T& statement, ProcessId signer) {
  Bytes bytes;
  for (const std::string_view part : {std::string_view("parley-signed-2"), protocol, names::type_name<T>()}) {
    for (const char c : part) bytes.push_back(static_cast<std::byte>(c));
    bytes.push_back(std::byte{0});
  }
  encode_part(signer, bytes);
  encode_to(statement, bytes);
  return bytes;
}

template <class P>
class Context {
 public:
  using Message = typename P::Message;
  using Timer = typename P::Timer;

  Context(ProcessId self, Effects<P>& effects, Choices& choices, SigningKey key = {})
      : self_(self), effects_(effects), choices_(choices), key_(key) {}

  ProcessId self() const { return self_; }

  void send(ProcessId to, Message message) { effects_.push_back(Send<P>{to, std::move(message)}); }
  void broadcast(Message message) { effects_.push_back(Broadcast<P>{std::move(message)}); }
  void multicast(ProcessSet to, Message message) {
    effects_.push_back(Multicast<P>{std::move(to), std::move(message)});
  }
  void set_timer(Timer timer, Ticks after) { set_timer(std::move(timer), TickRange{after, after}); }
  void set_timer(Timer timer, TickRange after) { effects_.push_back(SetTimer<P>{std::move(timer), after}); }
  void cancel_timer(Timer timer) { effects_.push_back(CancelTimer<P>{std::move(timer)}); }
  void persist(typename P::Record record) { effects_.push_back(Persist<P>{std::move(record)}); }
  void emit(typename P::Output output) { effects_.push_back(Emit<P>{std::move(output)}); }

  // Uniform in [0, bound).
  std::uint64_t choose(std::uint64_t bound) { return choices_.choose(bound); }

  template <class T>
  Signed<T> sign(T statement) const {
    std::vector<std::uint8_t> signature;
    if (key_.sign != nullptr) signature = key_.sign(key_.key, signed_bytes(P::kName, statement, self_));
    return SignatureAccess::make(std::move(statement), self_, std::move(signature));
  }

  // For wrappers that run another process inside a step (faults/).
  Choices& choices() const { return choices_; }
  SigningKey signing_key() const { return key_; }

 private:
  ProcessId self_;
  Effects<P>& effects_;
  Choices& choices_;
  SigningKey key_;
};

}  // namespace parley
