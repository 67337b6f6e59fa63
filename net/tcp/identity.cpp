#include "net/tcp/identity.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "net/tcp/file.hpp"
#include "protocols/core/check.hpp"
#include "protocols/core/error.hpp"

namespace parley::tcp {
namespace {

// The file is one line: the tag, a blank, 64 hexadecimal digits of the seed, a newline.
constexpr std::string_view kTag = "parley-secret-key-1 ";
constexpr std::size_t kHexLength = std::size_t{2} * crypto_sign_SEEDBYTES;
constexpr std::size_t kFileLength = kTag.size() + kHexLength + 1;

using KeyText = Secret<kFileLength + 1>;  // one more byte to notice a longer file

bool decode_hex(std::string_view text, MutableByteView out) {
  std::size_t written = 0;
  const char* end = nullptr;
  const int status = sodium_hex2bin(raw(out.data()), out.size(), text.data(), text.size(), nullptr, &written, &end);
  return status == 0 && written == out.size() && end == text.data() + text.size();
}

void require_private(const std::string& path, const File& file) {
  struct stat info {};
  if (::fstat(file.descriptor(), &info) != 0 || !S_ISREG(info.st_mode)) {
    throw InputError(path, "", "expected a secret key file");
  }
  if ((info.st_mode & 077U) != 0) {
    throw InputError(path, "", "others can access this secret key; expected mode 0600 (run: chmod 600 " + path + ")");
  }
}

}  // namespace

Identity Identity::generate() {
  initialise_crypto();
  Secret<crypto_sign_SEEDBYTES> seed;
  randombytes_buf(seed.data(), seed.size());
  return from_seed(seed);
}

Identity Identity::from_seed(const Secret<crypto_sign_SEEDBYTES>& seed) {
  initialise_crypto();
  Identity identity;
  identity.seed_ = seed;
  crypto_sign_seed_keypair(raw(identity.public_key_.data()), identity.secret_.data(), seed.data());
  return identity;
}

Identity Identity::load(const std::string& path) {
  const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.is_open()) {
    throw InputError(path, "", std::string("cannot open the secret key: ") + std::strerror(errno));
  }
  require_private(path, file);
  KeyText text;
  const auto length = file.read_at(0, text.view());
  const std::string_view line(reinterpret_cast<const char*>(text.data()), length.value_or(0));
  Secret<crypto_sign_SEEDBYTES> seed;
  if (line.size() != kFileLength || !line.starts_with(kTag) || line.back() != '\n' ||
      !decode_hex(line.substr(kTag.size(), kHexLength), seed.view())) {
    throw InputError(path, "", "expected one line: " + std::string(kTag) + "and 64 hexadecimal digits");
  }
  return from_seed(seed);
}

void Identity::save(const std::string& path) const {
  const File file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!file.is_open()) {
    if (errno == EEXIST) throw InputError(path, "", "exists already; expected a new file name for the secret key");
    throw EnvironmentError(path + ": cannot create the secret key: " + std::strerror(errno));
  }
  KeyText text(as_bytes(kTag));
  Secret<kHexLength + 1> hex;
  sodium_bin2hex(reinterpret_cast<char*>(hex.data()), hex.size(), seed_.data(), seed_.size());
  std::copy_n(hex.view().begin(), kHexLength, text.view().begin() + kTag.size());
  text.view()[kFileLength - 1] = std::byte{'\n'};
  if (!file.write_at(0, text.view().first(kFileLength)) || !file.sync() || !sync_parent(path)) {
    const std::string reason = std::strerror(errno);
    ::unlink(path.c_str());
    throw EnvironmentError(path + ": cannot write the secret key: " + reason);
  }
}

Signature Identity::sign(ByteView message) const {
  Signature signature{};
  crypto_sign_detached(raw(signature.data()), nullptr, raw(message.data()), message.size(), secret_.data());
  return signature;
}

noise::KeyPair Identity::channel_keys() const {
  noise::KeyPair pair;
  crypto_sign_ed25519_sk_to_curve25519(pair.secret.data(), secret_.data());
  const auto converted = channel_key(public_key_);
  check(converted.has_value(), "an own Ed25519 key has an X25519 form");
  pair.public_key = *converted;
  return pair;
}

bool verify(const VerifyKey& key, ByteView message, const Signature& signature) {
  return crypto_sign_verify_detached(raw(signature.data()), raw(message.data()), message.size(), raw(key.data())) == 0;
}

std::optional<noise::PublicKey> channel_key(const VerifyKey& key) {
  initialise_crypto();
  noise::PublicKey converted{};
  if (crypto_sign_ed25519_pk_to_curve25519(raw(converted.data()), raw(key.data())) != 0) return std::nullopt;
  return converted;
}

std::string to_text(const VerifyKey& key) {
  std::string text(2 * key.size() + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), raw(key.data()), key.size());
  text.pop_back();
  return text;
}

std::optional<VerifyKey> parse_public_key(std::string_view text) {
  VerifyKey key{};
  if (text.size() != 2 * key.size() || !decode_hex(text, key)) return std::nullopt;
  return key;
}

}  // namespace parley::tcp
