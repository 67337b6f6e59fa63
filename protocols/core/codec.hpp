// The canonical codec: one value, one encoding, on every machine. It is what is hashed cryptographically, signed,
// logged and sent. A reader rejects every other encoding of a value, and bounds depth, length and memory before it
// allocates, so bytes from outside can be given to it as they come.
//
// Format: a version byte, then the field walk. bool: one byte 0 or 1. One-byte integers: one byte. Other unsigned
// integers and ids: LEB128, shortest form. Other signed integers: zigzag, then LEB128. Enumerations: their value, which
// must be that of an enumerator. Blobs and sequences: length, then elements. Optional: a bool, then the value.
// Variant: the index, then the value. Maps and sets: length, then strictly increasing keys.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "protocols/core/signed.hpp"
#include "protocols/core/walk.hpp"

namespace parley {

using Bytes = std::vector<std::byte>;

inline constexpr std::uint8_t kCodecVersion = 1;

struct CodecLimits {
  std::size_t max_bytes = std::size_t{1} << 20;     // of a whole encoding
  std::size_t max_elements = std::size_t{1} << 20;  // of all sequences of one value together
  std::size_t max_memory = std::size_t{1} << 26;    // of the elements of all sequences of one value together
  std::size_t max_depth = 64;                       // of nested aggregates
};

// Why bytes were rejected; every reader counts by this reason.
enum class CodecReject : std::uint8_t {
  kNone,
  kTooLarge,         // more bytes than the limit
  kVersion,          // another codec version
  kTruncated,        // the bytes end inside a value
  kNotCanonical,     // an encoding that the encoder would not have produced
  kBadEnumerator,    // a number that names no enumerator, alternative or bool
  kTooManyElements,  // or more memory than the limit for them
  kTooDeep,
  kTrailingBytes,
};

template <class T>
struct Decoded {
  std::optional<T> value;
  CodecReject reject = CodecReject::kNone;
};

namespace codec_detail {

template <class T>
inline constexpr bool kOneByte = sizeof(T) == 1;

// The least number of bytes an encoding of T takes: a length that the rest of the input cannot hold is refused before
// anything is allocated for it.
template <class T>
constexpr std::size_t least_bytes() {
  using namespace walk_detail;
  if constexpr (std::is_same_v<T, ProcessSet>) {
    return 9;
  } else if constexpr (kIsArray<T>) {
    return std::tuple_size_v<T> * least_bytes<typename T::value_type>();
  } else if constexpr (kIsPair<T>) {
    return least_bytes<std::remove_const_t<typename T::first_type>>() + least_bytes<typename T::second_type>();
  } else if constexpr (kIsSigned<T>) {
    return least_bytes<std::remove_cvref_t<decltype(std::declval<T>().statement())>>() + 2;
  } else if constexpr (std::is_empty_v<T>) {
    return 0;
  } else if constexpr (kIsScalar<T> || std::is_same_v<T, ProcessId> || kIsBlob<T> || kIsOrdered<T> ||
                       kIsPerProcess<T> || kIsSequence<T> || kIsOptional<T> || kIsVariant<T>) {
    return 1;
  } else {
    return []<std::size_t... Index>(std::index_sequence<Index...>) {
      return (least_bytes<boost::pfr::tuple_element_t<Index, T>>() + ... + std::size_t{0});
    }
    (std::make_index_sequence<boost::pfr::tuple_size_v<T>>{});
  }
}

class Encoder : public VisitorDefaults<Encoder> {
 public:
  explicit Encoder(Bytes& out) : out_(out) {}

  void byte(std::uint8_t value) { out_.push_back(static_cast<std::byte>(value)); }
  void number(std::uint64_t value) {
    if (value < 0x80) return byte(static_cast<std::uint8_t>(value));
    std::array<std::byte, 10> digits;
    std::size_t count = 0;
    for (; value >= 0x80; value >>= 7) digits[count++] = static_cast<std::byte>(value | 0x80);
    digits[count++] = static_cast<std::byte>(value);
    out_.insert(out_.end(), digits.begin(), digits.begin() + static_cast<std::ptrdiff_t>(count));
  }

  template <class T>
  void scalar(T& value) {
    using Plain = std::remove_const_t<T>;
    if constexpr (std::is_enum_v<Plain>) {
      number(static_cast<std::uint64_t>(value));
    } else if constexpr (kOneByte<Plain>) {
      byte(static_cast<std::uint8_t>(value));
    } else if constexpr (std::is_signed_v<Plain>) {
      const auto wide = static_cast<std::int64_t>(value);
      number((static_cast<std::uint64_t>(wide) << 1) ^ static_cast<std::uint64_t>(wide >> 63));
    } else {
      number(static_cast<std::uint64_t>(value));
    }
  }
  void process(const ProcessId& id) { number(id.value); }
  void process_set(const ProcessSet& set) {
    number(set.word_count());
    for (std::size_t index = 0; index < set.word_count(); ++index) fixed(set.word(index));
  }
  template <class T>
  void blob(T& value) {
    number(value.size());
    const auto* data = reinterpret_cast<const std::byte*>(value.data());
    out_.insert(out_.end(), data, data + value.size());
  }
  template <class T>
  void length(T& container) {
    number(container.size());
  }
  template <class T>
  void presence(T& value) {
    byte(value.has_value() ? 1 : 0);
  }
  template <class T>
  void alternative(T& value) {
    number(value.index());
  }

 private:
  void fixed(std::uint64_t value) {
    for (int shift = 0; shift < 64; shift += 8) byte(static_cast<std::uint8_t>(value >> shift));
  }

  Bytes& out_;
};

class Decoder : public VisitorDefaults<Decoder> {
 public:
  Decoder(std::span<const std::byte> in, const CodecLimits& limits) : in_(in), limits_(limits) {}

  CodecReject reject() const { return reject_; }
  bool failed() const { return reject_ != CodecReject::kNone; }
  bool at_end() const { return at_ == in_.size(); }
  void fail(CodecReject reason) {
    if (!failed()) reject_ = reason;
  }

  std::uint8_t byte() {
    if (failed() || at_ == in_.size()) {
      fail(CodecReject::kTruncated);
      return 0;
    }
    return static_cast<std::uint8_t>(in_[at_++]);
  }

  std::uint64_t number() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const std::uint8_t group = byte();
      if (failed()) return 0;
      if (shift == 63 && group > 1) return refuse(CodecReject::kNotCanonical);
      value |= static_cast<std::uint64_t>(group & 0x7f) << shift;
      if ((group & 0x80) == 0) return group == 0 && shift > 0 ? refuse(CodecReject::kNotCanonical) : value;
    }
    return refuse(CodecReject::kNotCanonical);
  }

  template <class T>
  void scalar(T& value) {
    if constexpr (std::is_enum_v<T>) {
      const std::uint64_t raw = number();
      value = static_cast<T>(raw);
      if (raw >= names::kEnumeratorLimit || names::enumerator_name(value).empty()) fail(CodecReject::kBadEnumerator);
    } else if constexpr (std::is_same_v<T, bool>) {
      value = flag();
    } else if constexpr (kOneByte<T>) {
      value = static_cast<T>(byte());
    } else if constexpr (std::is_signed_v<T>) {
      const std::uint64_t raw = number();
      narrow(value, static_cast<std::int64_t>(raw >> 1) ^ -static_cast<std::int64_t>(raw & 1));
    } else {
      narrow(value, number());
    }
  }
  void process(ProcessId& id) { narrow(id.value, number()); }
  void process_set(ProcessSet& set);
  template <class T>
  void blob(T& value) {
    const std::uint64_t size = number();
    if (failed()) return;
    if (size > in_.size() - at_) return fail(CodecReject::kTruncated);
    const auto* data = reinterpret_cast<const typename T::value_type*>(in_.data() + at_);
    value.assign(data, data + size);
    at_ += size;
  }
  template <class T>
  void length(T& container) {
    const std::size_t count = elements<typename T::value_type>();
    if constexpr (walk_detail::kIsBounded<T>) {
      if (count > T::static_capacity) return fail(CodecReject::kTooManyElements);
    }
    container.clear();
    if (!failed()) container.resize(count);
  }
  template <class T>
  void presence(T& value) {
    value.reset();
    if (flag()) value.emplace();
  }
  template <class T>
  void alternative(T& value) {
    const std::uint64_t index = number();
    if (index >= std::variant_size_v<T>) return fail(CodecReject::kBadEnumerator);
    [&]<std::size_t... Index>(std::index_sequence<Index...>) {
      ((Index == index ? static_cast<void>(value.template emplace<Index>()) : static_cast<void>(0)), ...);
    }
    (std::make_index_sequence<std::variant_size_v<T>>{});
  }
  template <class T>
  void ordered(T& container) {
    container.clear();
    for (std::size_t left = elements<typename T::value_type>(); left > 0 && !failed(); --left) insert_last(container);
  }
  // A reader may: the runtime verifies what was read before a handler sees it.
  template <class T>
  void signed_value(T& value) {
    SignatureAccess::walk_parts(*this, value);
  }
  template <class T>
  void begin_fields() {
    if (++depth_ > limits_.max_depth) fail(CodecReject::kTooDeep);
  }
  template <class T>
  void end_fields() {
    --depth_;
  }

 private:
  std::uint64_t refuse(CodecReject reason) {
    fail(reason);
    return 0;
  }
  bool flag() {
    const std::uint8_t raw = byte();
    if (raw > 1) fail(CodecReject::kBadEnumerator);
    return raw == 1;
  }
  template <class T, class Raw>
  void narrow(T& value, Raw raw) {
    value = static_cast<T>(raw);
    if (static_cast<Raw>(value) != raw) fail(CodecReject::kNotCanonical);
  }
  template <class Element>
  std::size_t elements() {
    constexpr std::size_t least = least_bytes<Element>();
    const std::uint64_t count = number();
    if (least > 0 && count > (in_.size() - at_) / least) fail(CodecReject::kTruncated);
    if (count > limits_.max_elements - elements_) fail(CodecReject::kTooManyElements);
    if (count > (limits_.max_memory - memory_) / sizeof(Element)) fail(CodecReject::kTooManyElements);
    if (failed()) return 0;
    elements_ += count;
    memory_ += count * sizeof(Element);
    return count;
  }
  template <class T>
  void insert_last(T& container) {
    if constexpr (requires { typename T::mapped_type; }) {
      typename T::key_type key{};
      typename T::mapped_type mapped{};
      walk(*this, key);
      walk(*this, mapped);
      if (!container.empty() && !container.key_comp()(container.rbegin()->first, key)) fail(CodecReject::kNotCanonical);
      if (!failed()) container.emplace_hint(container.end(), std::move(key), std::move(mapped));
    } else {
      typename T::key_type key{};
      walk(*this, key);
      if (!container.empty() && !container.key_comp()(*container.rbegin(), key)) fail(CodecReject::kNotCanonical);
      if (!failed()) container.emplace_hint(container.end(), std::move(key));
    }
  }

  std::span<const std::byte> in_;
  CodecLimits limits_;
  std::size_t at_ = 0;
  std::size_t elements_ = 0;
  std::size_t memory_ = 0;
  std::size_t depth_ = 0;
  CodecReject reject_ = CodecReject::kNone;
};

inline void Decoder::process_set(ProcessSet& set) {
  set = ProcessSet{};
  const std::uint64_t words = number();
  if (failed()) return;
  if (words == 0) return fail(CodecReject::kNotCanonical);
  if (words > (in_.size() - at_) / 8) return fail(CodecReject::kTruncated);
  for (std::uint64_t index = 0; index < words; ++index) {
    std::uint64_t word = 0;
    for (int shift = 0; shift < 64; shift += 8) word |= static_cast<std::uint64_t>(byte()) << shift;
    if (index > 0 && index + 1 == words && word == 0) return fail(CodecReject::kNotCanonical);
    set.append_word(index, word);
  }
}

}  // namespace codec_detail

// Appends the encoding of `value`, without the version byte: for parts of a larger encoding.
template <class T>
void encode_part(const T& value, Bytes& out) {
  codec_detail::Encoder encoder(out);
  walk(encoder, value);
}

template <class T>
void encode_to(const T& value, Bytes& out) {
  out.push_back(static_cast<std::byte>(kCodecVersion));
  encode_part(value, out);
}

template <class T>
Bytes encode(const T& value) {
  Bytes out;
  encode_to(value, out);
  return out;
}

// Never throws on any bytes. `value` is empty exactly when `reject` says why.
template <class T>
Decoded<T> decode(std::span<const std::byte> in, const CodecLimits& limits = {}) {
  if (in.size() > limits.max_bytes) return {std::nullopt, CodecReject::kTooLarge};
  codec_detail::Decoder decoder(in, limits);
  const std::uint8_t version = decoder.byte();
  if (!decoder.failed() && version != kCodecVersion) decoder.fail(CodecReject::kVersion);
  Decoded<T> result;
  if (!decoder.failed()) {
    walk(decoder, result.value.emplace());
    if (!decoder.at_end()) decoder.fail(CodecReject::kTrailingBytes);
  }
  if (decoder.failed()) return {std::nullopt, decoder.reject()};
  return result;
}

// Equality by the field walk: two values are equal exactly when their canonical encodings are.
template <class T>
bool equal(const T& a, const T& b) {
  return encode(a) == encode(b);
}

}  // namespace parley
