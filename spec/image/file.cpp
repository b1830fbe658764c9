// SPDX-License-Identifier: Apache-2.0
// Whole files, see file.hpp.
#include "spec/image/file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "spec/image/error.hpp"

namespace bouton::image {

namespace {

std::string reason() {
    return std::strerror(errno);
}

// A file that is removed again unless it was kept: an exception on the way leaves nothing behind.
class Temporary {
  public:
    explicit Temporary(const std::filesystem::path& target)
        : name_(target.string() + ".XXXXXX"), descriptor_(::mkstemp(name_.data())) {
        if (descriptor_ < 0) throw ImageError(target.string(), "file", reason(), "a writable file");
    }
    Temporary(const Temporary&) = delete;
    Temporary& operator=(const Temporary&) = delete;
    ~Temporary() {
        if (descriptor_ >= 0) ::close(descriptor_);
        if (!kept_) ::unlink(name_.c_str());
    }

    bool write(std::span<const unsigned char> bytes) {
        while (!bytes.empty()) {
            const ssize_t n = ::write(descriptor_, bytes.data(), bytes.size());
            if (n < 0 && errno == EINTR) continue;
            if (n <= 0) return false;
            bytes = bytes.subspan(static_cast<std::size_t>(n));
        }
        return true;
    }

    // mkstemp makes private files; a result has the permissions any other new file has.
    bool keep(const std::filesystem::path& target) {
        const mode_t mask = ::umask(0);
        ::umask(mask);
        if (::fchmod(descriptor_, 0666 & ~mask) != 0 || ::fsync(descriptor_) != 0) return false;
        kept_ = ::rename(name_.c_str(), target.c_str()) == 0;
        return kept_;
    }

  private:
    std::string name_;
    int descriptor_;
    bool kept_ = false;
};

}  // namespace

Bytes read_file(const std::filesystem::path& path) {
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored))
        throw ImageError(path.string(), "file", "a directory", "a readable file");
    std::ifstream in(path, std::ios::binary);
    if (!in) throw ImageError(path.string(), "file", reason(), "a readable file");
    Bytes bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    if (in.bad()) throw ImageError(path.string(), "file", "a read error", "a readable file");
    return bytes;
}

void write_file(const std::filesystem::path& path, std::span<const unsigned char> bytes) {
    Temporary temporary(path);
    if (!temporary.write(bytes) || !temporary.keep(path))
        throw ImageError(path.string(), "file", reason(), "a writable file");
}

void write_file(const std::filesystem::path& path, std::string_view text) {
    // A span over the text's characters as bytes: the one place where the two views of a file meet.
    write_file(path, std::span(reinterpret_cast<const unsigned char*>(text.data()), text.size()));
}

}  // namespace bouton::image
