// SPDX-License-Identifier: Apache-2.0
// Whole files, see file.hpp.
#include "spec/image/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "spec/image/error.hpp"

namespace bouton::image {

namespace {

std::string reason() {
    return std::strerror(errno);
}

bool write_all(int descriptor, std::span<const unsigned char> bytes) {
    while (!bytes.empty()) {
        const ssize_t n = ::write(descriptor, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        bytes = bytes.subspan(static_cast<std::size_t>(n));
    }
    return true;
}

// A device or pipe, which takes bytes and must not be replaced by a file.
class Sink {
  public:
    explicit Sink(const std::filesystem::path& path)
        : descriptor_(::open(path.c_str(), O_WRONLY | O_CLOEXEC)) {}
    Sink(const Sink&) = delete;
    Sink& operator=(const Sink&) = delete;
    ~Sink() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }

    bool write(std::span<const unsigned char> bytes) {
        return descriptor_ >= 0 && write_all(descriptor_, bytes);
    }

  private:
    int descriptor_;
};

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

    bool write(std::span<const unsigned char> bytes) { return write_all(descriptor_, bytes); }

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

// A file that is open for reading.
class Source {
  public:
    explicit Source(const std::filesystem::path& path)
        : path_(path), descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
        if (descriptor_ < 0) fail(reason(), "a readable file");
    }
    Source(const Source&) = delete;
    Source& operator=(const Source&) = delete;
    ~Source() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }

    // 0 for a pipe.
    std::uint64_t size() const {
        struct stat status {};
        if (::fstat(descriptor_, &status) != 0) fail(reason(), "a readable file");
        if (S_ISDIR(status.st_mode)) fail("a directory", "a readable file");
        if (!S_ISREG(status.st_mode) && !S_ISFIFO(status.st_mode))
            fail("a device", "a regular file or a pipe");
        return static_cast<std::uint64_t>(status.st_size);
    }

    // How many bytes came; 0 at the end.
    std::size_t read(void* bytes, std::size_t count) {
        ssize_t n = -1;
        do n = ::read(descriptor_, bytes, count);
        while (n < 0 && errno == EINTR);
        if (n < 0) fail(reason(), "a readable file");
        return static_cast<std::size_t>(n);
    }

  private:
    [[noreturn]] void fail(std::string found, std::string expected) const {
        throw ImageError(path_.string(), "file", std::move(found), std::move(expected));
    }

    const std::filesystem::path& path_;
    int descriptor_;
};

// A pipe does not know its size, and a file may grow while it is read: the limit holds for what
// comes.
template <class Container>
Container read(const std::filesystem::path& path, std::uint64_t limit) {
    constexpr std::size_t piece = std::size_t{1} << 16;
    Source source(path);
    const auto too_large = [&](const std::string& found) {
        throw ImageError(path.string(), "file size", found + " bytes",
                         "at most " + std::to_string(limit));
    };
    const std::uint64_t size = source.size();
    if (size > limit) too_large(std::to_string(size));
    Container bytes;
    bytes.reserve(static_cast<std::size_t>(size) + piece);
    for (;;) {
        const std::size_t have = bytes.size();
        bytes.resize(have + piece);
        const std::size_t n = source.read(bytes.data() + have, piece);
        bytes.resize(have + n);
        if (n == 0) return bytes;
        if (bytes.size() > limit) too_large("more than " + std::to_string(limit));
    }
}

}  // namespace

Bytes read_file(const std::filesystem::path& path, std::uint64_t limit) {
    return read<Bytes>(path, limit);
}

std::string read_text(const std::filesystem::path& path) {
    std::string text = read<std::string>(path, text_limit);
    if (const std::size_t zero = text.find('\0'); zero != std::string::npos)
        throw ImageError(path.string(), "byte " + std::to_string(zero),
                         text.starts_with("\x89"
                                          "BTN")
                             ? "an image or checkpoint of Bouton"
                             : "a binary file",
                         "a text");
    return text;
}

void write_file(const std::filesystem::path& path, const std::function<void(const Take&)>& make) {
    std::error_code none;
    // A link stays a link: what it names is replaced.
    const std::filesystem::path resolved = std::filesystem::canonical(path, none);
    const std::filesystem::path& target = none ? path : resolved;
    const auto status = std::filesystem::status(target, none);
    const bool whole = !std::filesystem::exists(status) || std::filesystem::is_regular_file(status);
    const auto fail = [&] { throw ImageError(path.string(), "file", reason(), "a writable file"); };
    const auto fill = [&](auto& file) {
        make([&](std::span<const unsigned char> bytes) {
            if (!file.write(bytes)) fail();
        });
    };
    if (whole || std::filesystem::is_directory(status)) {
        Temporary temporary(target);
        fill(temporary);
        if (!temporary.keep(target)) fail();
    } else {
        Sink sink(target);
        fill(sink);
    }
}

void write_file(const std::filesystem::path& path, std::span<const unsigned char> bytes) {
    write_file(path, [&](const Take& take) { take(bytes); });
}

void write_file(const std::filesystem::path& path, std::string_view text) {
    // A span over the text's characters as bytes: the one place where the two views of a file meet.
    write_file(path, std::span(reinterpret_cast<const unsigned char*>(text.data()), text.size()));
}

}  // namespace bouton::image
